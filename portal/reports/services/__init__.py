"""Keeping reports: homes at a year's end, self-assessments, the yearly report until it is public."""
