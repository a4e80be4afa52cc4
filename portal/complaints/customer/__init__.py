"""Pages of complaints for people outside the staff, where one file of views would be too long."""
