"""Staff's pages of complaints, gathered; each is in `staff`."""

from __future__ import annotations

from portal.complaints.staff import complaint, export, naming, reasons, worklist
from portal.complaints.staff.pages import blueprint

__all__ = ["blueprint", "complaint", "export", "naming", "reasons", "worklist"]
