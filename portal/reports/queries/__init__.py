"""Reading what reports are made of: numbers, and lists that name nobody."""
