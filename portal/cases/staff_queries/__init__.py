"""What staff read of cases and of the people they are about. What customers read is in `queries`."""
