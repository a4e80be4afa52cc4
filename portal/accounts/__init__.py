"""Signing in, registering, own details."""
