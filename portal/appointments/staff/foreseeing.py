"""What cancelling or moving would do, shown on its page before anybody does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.appointments.diaries import ResourceKind
from portal.appointments.models.resources import Resource
from portal.appointments.next_acts import Task
from portal.appointments.queries.rules import rules
from portal.appointments.staff_queries.appointment_page import Head
from portal.appointments.targets import arranging, telling
from portal.charters.standards import Channel, Circumstance, Event
from portal.commitments.preview import Started, started
from portal.commitments.services.keeping import standards_for
from portal.organisation.queries import landlord
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """Promises that start, and interpreters who lose the time, with what a late change costs us."""

    starts: Sequence[Started] = ()
    interpreters: Sequence[Resource] = ()


def foreseen(head: Head, task: Task, held: Sequence[Resource], now: datetime) -> Foreseen:
    """What happens if it is done now. Cancelled, we are to tell the customer, and to find another time."""
    interpreters = [one for one in held if one.kind == ResourceKind.INTERPRETER]
    if task is not Task.CANCEL:
        return Foreseen(interpreters=interpreters)
    facts, record, own = landlord(), head.record, rules()
    standards = standards_for(
        facts,
        event=Event.APPOINTMENT_REQUESTED,
        channel=Channel(record.channel),
        kind=None,
        circumstances=frozenset({Circumstance.URGENT}) if head.appointment.urgent else frozenset(),
        on=local_date(now, facts.zone),
    )
    if own.arrange_days is not None and not any(Event.ARRANGED in s.kept_by for s in standards):
        standards = (*standards, arranging(own.arrange_days))
    if own.tell_minutes is not None:
        standards = (*standards, telling(own.tell_minutes))
    calendars = facts.calendars(office_id=record.office_id, division=record.division)
    return Foreseen(starts=started(standards, calendars=calendars, at=now), interpreters=interpreters)
