"""The staff's pages of needs and safety instructions; the pages themselves are in `staff`."""

from __future__ import annotations

from portal.needs.staff import acts, markers, person
from portal.needs.staff.pages import blueprint

__all__ = ["acts", "blueprint", "markers", "person"]
