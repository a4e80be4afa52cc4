"""The customers' pages of appointments, gathered: each module puts its views on the one blueprint."""

from __future__ import annotations

from portal.appointments.customer import booking, changing, door, feeds, links, own
from portal.appointments.customer.pages import blueprint

__all__ = ["blueprint", "booking", "changing", "door", "feeds", "links", "own"]
