"""A believable landlord for each charter, laid out around a day."""
