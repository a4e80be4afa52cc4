"""What can be done with people: keeping them, their links, work and authority; importing tenancies."""
