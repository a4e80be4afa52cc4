"""Pages of appointments for customers and visitors."""
