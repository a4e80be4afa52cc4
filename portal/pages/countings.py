"""Which promises can be counted out loud, and when one falls due (product rule 15). Pure."""

from __future__ import annotations

from datetime import datetime

from portal.charters.standards import Charter, Standard, StandardKind
from portal.clock.calendars import Calendars
from portal.clock.due import Due, due, latest_send
from portal.clock.limits import Unit
from portal.clock.zones import local_day
from portal.errors import RuleBroken

_COUNTED = frozenset(
    {StandardKind.DEADLINE, StandardKind.RECURRING, StandardKind.NOTICE, StandardKind.THRESHOLD}
)


def countable(charter: Charter) -> tuple[Standard, ...]:
    """Standards whose date can be worked out from a moment: not rings, money or what is only sampled."""
    return tuple(
        s
        for s in charter.all_standards()
        if s.kind in _COUNTED and s.limit is not None and s.limit.unit is not Unit.RINGS
    )


def due_from(standard: Standard, at: datetime, calendars: Calendars) -> Due:
    """When the standard falls due for something that happens at `at`; for a notice, the last day to send it.

    RuleBroken("not counted in time") for a standard that is not `countable`, and what the clock raises.
    """
    if standard.limit is None:
        raise RuleBroken("not counted in time", standard=standard.key)
    if standard.limit.backward:
        return latest_send(standard.limit, local_day(at, calendars.zone), calendars)
    return due(standard.limit, at, calendars)
