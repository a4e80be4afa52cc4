"""What can be done with a hazard: naming and judging it, mending it, telling about it."""
