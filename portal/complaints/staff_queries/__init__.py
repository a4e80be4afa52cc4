"""What staff read of complaints: one with all its people, and lists of them."""
