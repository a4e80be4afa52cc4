"""Offices, hours, closures, holidays, teams, topics and the landlord's own targets."""
