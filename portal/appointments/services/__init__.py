"""What is done with appointments: each service is one verb, and commits nothing."""
