"""Enquiries, service requests and requests for information."""
