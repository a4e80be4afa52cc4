"""What an act would do to the promises of a case, shown on its page before anybody does it."""

from __future__ import annotations

from datetime import datetime

from portal.cases.next_acts import EVENTS_OF, Task
from portal.cases.services.handling import answer_owed, circumstances_again
from portal.cases.staff_queries.case_page import CaseHead
from portal.charters.standards import CaseKind, Channel, Event
from portal.commitments.models import Commitment
from portal.commitments.preview import Effects, Moved, effects, started
from portal.commitments.promise_line import Step
from portal.commitments.proof import refusals, waits
from portal.commitments.services.counting import foreseen
from portal.commitments.services.keeping import standards_for
from portal.organisation.queries import landlord
from portal.timekeeping import local_date


def foreseen_effects(head: CaseHead, task: Task, now: datetime) -> Effects:
    """What it keeps, starts and stops, and the dates of clocks that go on, if it is done now."""
    if task is Task.REOPEN:
        return _reopened(head, now)
    if task in (Task.STOP_CLOCK, Task.ASK_IDENTITY):
        return Effects(stops=tuple(step for c, step in _running(head) if _may_stop(task, c, head, now)))
    if task in (Task.START_CLOCK, Task.IDENTITY_HERE):
        return _going_on(head, task, now)
    facts, record = landlord(), head.record
    calendars = facts.calendars(office_id=record.office_id, division=record.division)
    return effects(head.steps, EVENTS_OF.get(task, ()), charter=facts.charter, calendars=calendars, at=now)


def _running(head: CaseHead) -> list[tuple[Commitment, Step]]:
    return [(c, s) for c, s in zip(head.commitments, head.steps, strict=True) if c.ended_at is None]


def _may_stop(task: Task, commitment: Commitment, head: CaseHead, now: datetime) -> bool:
    if task is Task.STOP_CLOCK:
        return commitment.may_pause and commitment.paused_at is None
    return refusals(head.commitments, now=now)[head.commitments.index(commitment)] is None


def _going_on(head: CaseHead, task: Task, now: datetime) -> Effects:
    """The clocks that stand, and what their dates would be: a statement for each, and there are few."""
    standing = [
        (commitment, step)
        for commitment, step in _running(head)
        if commitment.paused_at is not None and waits(commitment) is (task is Task.IDENTITY_HERE)
    ]
    return Effects(
        moves=tuple(Moved(step=step, due=foreseen(c, head.record, now=now)) for c, step in standing)
    )


def _reopened(head: CaseHead, now: datetime) -> Effects:
    facts, record = landlord(), head.record
    if answer_owed(record):
        return Effects()
    standards = standards_for(
        facts,
        event=Event.RECEIVED,
        channel=Channel(record.channel),
        kind=CaseKind(record.kind),
        circumstances=circumstances_again(record, head.case, now),
        on=local_date(now, facts.zone),
    )
    calendars = facts.calendars(office_id=record.office_id, division=record.division)
    return Effects(starts=started(standards, calendars=calendars, at=now))
