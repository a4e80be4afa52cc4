"""The staff's pages of appointments, gathered: each module puts its views on the one blueprint."""

from __future__ import annotations

from portal.appointments.staff import (
    appointment,
    arranging,
    diary,
    feed,
    handover,
    incident,
    missed,
    planning,
    setup,
    setup_people,
    setup_times,
    visit,
)
from portal.appointments.staff.pages import blueprint

__all__ = [
    "appointment",
    "arranging",
    "blueprint",
    "diary",
    "feed",
    "handover",
    "incident",
    "missed",
    "planning",
    "setup",
    "setup_people",
    "setup_times",
    "visit",
]
