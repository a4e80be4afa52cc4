"""The forms with which staff arrange, visit and set up appointments."""
