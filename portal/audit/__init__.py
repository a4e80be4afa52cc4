"""What was done and looked at: append-only, ids and never words."""
