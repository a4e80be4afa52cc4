"""What becomes of accounts: asking for one, opening it, changing it, and staff's part in it."""
