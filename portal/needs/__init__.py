"""What helps a person, and instructions for visitors."""
