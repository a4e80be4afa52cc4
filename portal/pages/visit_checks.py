"""How often a network may ask whether a caller is genuine, and how long an answer is shown. Pure numbers."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.guessing import Allowance

# A household asks once or twice; a library or a block of flats shares one network.
CHECK = Allowance(name="visit check from", tries=30, window=timedelta(minutes=15))
SHOWN_FOR = timedelta(minutes=10)
LONGEST = 40
