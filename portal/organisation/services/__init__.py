"""What an administrator changes of the landlord, by noun."""
