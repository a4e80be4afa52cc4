"""Forms with which staff act on a complaint. They check shape; the rules are elsewhere."""
