"""What leaves the portal about complaints: one of them whole, and the figures of a year. Queries only."""
