"""A standard at work on a record: begun, due, kept or late."""
