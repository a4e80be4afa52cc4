"""Pages of somebody's own account, and how pages of accounts answer."""
