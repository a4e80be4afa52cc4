"""The staff's pages of cases, gathered: each module puts its views on the one blueprint."""

from __future__ import annotations

from portal.cases.staff import (
    acts,
    authorities,
    case,
    covering,
    disruptions,
    hazards,
    knowledge,
    log,
    people,
    what_we_did,
    worklist,
)
from portal.cases.staff.pages import blueprint

__all__ = [
    "acts",
    "authorities",
    "blueprint",
    "case",
    "covering",
    "disruptions",
    "hazards",
    "knowledge",
    "log",
    "people",
    "what_we_did",
    "worklist",
]
