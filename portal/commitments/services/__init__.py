"""What can be done with commitments: beginning and keeping them, and moving their dates."""
