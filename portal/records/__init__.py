"""One row for everything that has a reference."""
