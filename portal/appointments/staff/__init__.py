"""Pages of appointments for staff."""
