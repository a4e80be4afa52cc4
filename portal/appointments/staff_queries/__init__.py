"""What only staff read of appointments."""
