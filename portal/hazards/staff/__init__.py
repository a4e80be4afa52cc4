"""The staff's pages of hazards."""
