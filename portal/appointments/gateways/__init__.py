"""What the portal knows of appointments outside the database: calendar files, tables of hours."""
