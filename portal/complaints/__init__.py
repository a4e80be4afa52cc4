"""Complaints once received: defined, acknowledged, answered at one stage or two, refused, learned from."""
