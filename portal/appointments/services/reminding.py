"""Reminding people of what is agreed, each time once. The row that says so and the message are one act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.appointments.models.bookings import Appointment, Reminder
from portal.appointments.queries.rules import rules
from portal.appointments.reminders import days_before, due_reminder, is_time_to_remind
from portal.appointments.services.telling import tell
from portal.appointments.states import State
from portal.clock.zones import wall_instant
from portal.database import db
from portal.identity.models import Person
from portal.messaging.signatures import can_be_mailed
from portal.needs.queries import ways_for
from portal.needs.ways import Carrier
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A reminder that is to go."""

    appointment_id: int
    days_before: int


def reminders_due(*, now: datetime, most: int) -> list[Due]:
    """Up to `most` reminders that are to go at `now`, the soonest appointment first; four statements.

    None before 9am or from 8pm on, and none for visits of which no notice is sent. Those that go by post go
    `Rules.post_days` earlier, to be there by their day.
    """
    zone, days = landlord().zone, days_before(rules().reminder_days)
    if not days or not is_time_to_remind(now, zone):
        return []
    over_on = local_date(now, zone) + timedelta(days=days[0] + rules().post_days + 1)
    found = db.session.execute(
        sa.select(Appointment.id, Appointment.sequence, Appointment.starts_at, Appointment.agreed_at)
        .where(
            Appointment.starts_at > now,
            Appointment.starts_at < wall_instant(over_on, time(0), zone),
            Appointment.state == State.AGREED.value,
            Appointment.no_notice_reason == "",
        )
        .order_by(Appointment.starts_at, Appointment.id)
    ).all()
    sent = _sent({row.id: (row.sequence, row.agreed_at) for row in found})
    posted = _posted([row.id for row in found], now=now)
    due: list[Due] = []
    for row in found:
        wanted = due_reminder(
            row.starts_at,
            row.agreed_at,
            days=days,
            sent=sent.get(row.id, ()),
            now=now,
            zone=zone,
            on_its_way=rules().post_days if row.id in posted else 0,
        )
        if wanted is not None:
            due.append(Due(appointment_id=row.id, days_before=wanted))
    return due[:most]


def remind(due: Due, *, now: datetime) -> bool:
    """Send one reminder; False where it has gone already, or is no longer to go.

    The appointment's row is locked and looked at again: it may have been moved or cancelled since. Two
    workers with one reminder meet at the unique row, and the second one sends nothing.
    """
    appointment = db.session.scalar(
        sa.select(Appointment)
        .where(Appointment.id == due.appointment_id, Appointment.state == State.AGREED.value)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if appointment is None or not _still_due(appointment, due, now=now):
        return False
    try:
        with db.session.begin_nested():
            db.session.add(
                Reminder(
                    appointment_id=appointment.id,
                    sequence=appointment.sequence,
                    days_before=due.days_before,
                    sent_at=now,
                )
            )
    except IntegrityError:
        return False
    record = db.session.get_one(Record, appointment.id)
    tell(appointment, record, message="reminder", writer=None, now=now)
    return True


def _still_due(appointment: Appointment, due: Due, *, now: datetime) -> bool:
    if appointment.starts_at is None:
        return False
    sent = _sent({appointment.id: (appointment.sequence, appointment.agreed_at)})
    wanted = due_reminder(
        appointment.starts_at,
        appointment.agreed_at,
        days=days_before(rules().reminder_days),
        sent=sent.get(appointment.id, ()),
        now=now,
        zone=landlord().zone,
        on_its_way=rules().post_days if _posted([appointment.id], now=now) else 0,
    )
    return wanted == due.days_before


def _posted(ids: Collection[int], *, now: datetime) -> frozenset[int]:
    """Those of these appointments of which word goes by post, as `telling` and the outbox decide; two
    statements."""
    email = sa.func.coalesce(sa.func.nullif(Appointment.contact_email, ""), Person.email, "")
    rows = db.session.execute(
        sa.select(Appointment.id, Record.person_id, Person.prefers, email.label("email"))
        .join(Record, Record.id == Appointment.id)
        .outerjoin(Person, Person.id == Record.person_id)
        .where(Appointment.id.in_(ids))
    ).all()
    people = {
        row.person_id: (can_be_mailed(row.email), row.prefers) for row in rows if row.person_id is not None
    }
    ways = ways_for(people, today=local_date(now, landlord().zone))
    return frozenset(
        row.id
        for row in rows
        if (ways[row.person_id].carrier is Carrier.POST if row.person_id else not can_be_mailed(row.email))
    )


def _sent(of: Mapping[int, tuple[int, datetime | None]]) -> Mapping[int, set[int]]:
    """The reminders that went for the time these appointments now have; sequence and `agreed_at` are given.

    One moved is reminded of anew. One whose officer changed is not: its sequence rose, its time stayed.
    """
    found: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        sa.select(Reminder.appointment_id, Reminder.sequence, Reminder.days_before, Reminder.sent_at).where(
            Reminder.appointment_id.in_(of)
        )
    )
    for appointment_id, sequence, days, sent_at in rows:
        current, agreed_at = of[appointment_id]
        if sequence == current or (agreed_at is not None and sent_at >= agreed_at):
            found[appointment_id].add(days)
    return found
