"""Staff's pages of reports, gathered; each is in `staff`."""

from __future__ import annotations

from portal.reports.staff import assessing, body, figures, homes, yearly
from portal.reports.staff.pages import blueprint

__all__ = ["assessing", "blueprint", "body", "figures", "homes", "yearly"]
