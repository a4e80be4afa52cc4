"""Home, promises, contact and the pages about the portal itself."""
