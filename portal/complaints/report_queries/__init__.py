"""What leaves the portal about complaints: one of them whole. Figures are in `portal.reports`."""
