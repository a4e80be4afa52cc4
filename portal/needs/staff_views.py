"""The staff's pages of needs, safety instructions and restrictions; the pages themselves are in `staff`."""

from __future__ import annotations

from portal.needs.staff import acts, markers, person, restrictions
from portal.needs.staff.pages import blueprint

__all__ = ["acts", "blueprint", "markers", "person", "restrictions"]
