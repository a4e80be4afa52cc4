"""How often somebody may ask for a link to a case before we ask them to wait. Pure numbers."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.guessing import Allowance

FIND = Allowance(name="find", tries=5, window=timedelta(hours=1))
FIND_NETWORK = Allowance(name="find from", tries=30, window=timedelta(hours=1))
