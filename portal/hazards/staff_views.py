"""Staff's pages of hazards, gathered; each is in `staff`."""

from __future__ import annotations

from portal.hazards.staff import hazard
from portal.hazards.staff.pages import blueprint

__all__ = ["blueprint", "hazard"]
