"""What an act would do to a complaint's dates, and its promise lines as the component takes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from portal.charters.standards import CaseKind, Channel, Event
from portal.commitments.presenting import Links, ShownLine, all_shown
from portal.commitments.preview import NO_EFFECTS, Effects, effects, started
from portal.commitments.promise_line import PromiseLine, Step
from portal.commitments.services.keeping import standards_for
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date


def foreseen(record: Record, steps: Sequence[Step], events: Collection[Event], *, now: datetime) -> Effects:
    """What those events keep and begin if they happen now: acknowledging early brings the answer forward."""
    if not events:
        return NO_EFFECTS
    facts = landlord()
    calendars = facts.calendars(office_id=record.office_id, division=record.division)
    return effects(steps, events, charter=facts.charter, calendars=calendars, at=now)


def foreseen_stage_2(record: Record, *, now: datetime) -> Effects:
    """The dates that asking for stage 2 now begins."""
    facts = landlord()
    standards = standards_for(
        facts,
        event=Event.ESCALATED,
        channel=Channel(record.channel),
        kind=CaseKind.COMPLAINT,
        circumstances=frozenset(),
        on=local_date(now, facts.zone),
    )
    calendars = facts.calendars(office_id=record.office_id, division=record.division)
    return Effects(starts=started(standards, calendars=calendars, at=now))


def shown_lines(lines: tuple[PromiseLine, ...], *, links: Links, now: datetime) -> tuple[ShownLine, ...]:
    """The promise lines with their texts."""
    return all_shown(lines, now=now, zone=landlord().zone, links=links)
