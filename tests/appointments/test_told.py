"""From cancelling to being told: kept at the moment word truly left, and late while it has not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.appointments.jobs import note_told
from portal.appointments.models.bookings import Appointment
from portal.appointments.services.booking import agree
from portal.appointments.services.cancelling import cancel_by_staff
from portal.appointments.services.told import begin_telling, told_by_phone
from portal.appointments.targets import TELL
from portal.clock.keeping import Outcome
from portal.commitments.models import Commitment, DelayNotice
from portal.commitments.queries import steps_of
from portal.database import db
from portal.formats.models import FormatTask
from portal.messaging.jobs.making import make_one
from portal.messaging.jobs.sending import deliver
from portal.messaging.models import OutgoingMessage
from portal.messaging.services.posting import begin_run, run_posted
from portal.messaging.services.tasks import read_out
from portal.messaging.states import State
from portal.records.models import Record
from tests.factories.appointments import (
    LONDON,
    NOW,
    a_booked_appointment,
    a_purpose,
    an_officer,
    at,
    set_rules,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member

STARTS = at("2026-11-12 14:00")


@pytest.fixture
def cancelled(app: Flask) -> Appointment:
    return _cancelled()


def _cancelled(**person: Any) -> Appointment:
    a_whole_landlord()
    staff = a_staff_member()
    an_officer(staff)
    appointment = a_booked_appointment(a_purpose(), a_person(signs_in=False, **person), starts_at=STARTS)
    while deliver(lambda: NOW):
        pass
    cancel_by_staff(appointment, record_of(appointment), reason="Ruth is ill.", by=staff.id, now=NOW)
    database.commit()
    return appointment


def record_of(appointment: Appointment) -> Record:
    return db.session.get_one(Record, appointment.id)


def commitment(appointment: Appointment) -> Commitment:
    db.session.rollback()
    return db.session.scalars(
        sa.select(Commitment)
        .where(Commitment.record_id == appointment.id, Commitment.standard == TELL)
        .execution_options(populate_existing=True)
    ).one()


def word_of_it() -> OutgoingMessage:
    return db.session.scalars(
        sa.select(OutgoingMessage).where(OutgoingMessage.kind == "appointments/cancelled_by_us")
    ).one()


def outcome(appointment: Appointment, now: datetime) -> Outcome:
    steps = steps_of([appointment.id], now=now, zone=LONDON)[appointment.id]
    return next(step.outcome for step in steps if step.standard == TELL)


def test_the_target_runs_from_the_cancelling(cancelled: Appointment) -> None:
    found = commitment(cancelled)
    assert (found.starts_at, found.due_at) == (NOW, NOW + timedelta(minutes=60))
    assert (found.source, found.by_instant, found.ended_at) == ("target", True, None)


def test_it_is_kept_when_the_mail_left_and_not_before(cancelled: Appointment) -> None:
    assert note_told(NOW) == 0
    left = NOW + timedelta(minutes=9)
    assert deliver(lambda: left) == 1
    assert note_told(left + timedelta(hours=3)) == 1
    assert commitment(cancelled).kept_at == left
    assert outcome(cancelled, left) is Outcome.KEPT
    assert note_told(left + timedelta(hours=4)) == 0


def test_a_mail_that_left_late_was_told_late(cancelled: Appointment) -> None:
    left = NOW + timedelta(minutes=61)
    deliver(lambda: left)
    assert note_told(left) == 1
    assert (commitment(cancelled).kept_at, outcome(cancelled, left)) == (left, Outcome.LATE)


def test_told_too_late_the_word_itself_is_the_notice_of_the_delay(cancelled: Appointment) -> None:
    left = NOW + timedelta(minutes=61)
    deliver(lambda: left)
    note_told(left)
    [step] = [
        step
        for step in steps_of([cancelled.id], now=left, zone=LONDON)[cancelled.id]
        if step.standard == TELL
    ]
    assert (step.outcome, step.reason) == (Outcome.LATE, "Ruth is ill.")


def test_told_in_time_there_is_no_delay_to_speak_of(cancelled: Appointment) -> None:
    rang = NOW + timedelta(minutes=60)
    told_by_phone(record_of(cancelled), at=rang, now=rang)
    database.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DelayNotice)) == 0


def test_what_could_not_go_leaves_it_open_and_due_in_the_worklist(cancelled: Appointment) -> None:
    word_of_it().state = State.GIVEN_UP.value
    database.commit()
    assert note_told(NOW + timedelta(hours=5)) == 0
    assert commitment(cancelled).ended_at is None
    assert record_of(cancelled).next_due_at == NOW + timedelta(minutes=60)
    assert outcome(cancelled, NOW + timedelta(hours=5)) is Outcome.LATE


def test_by_post_it_is_kept_when_the_run_was_posted(app: Flask) -> None:
    appointment = _cancelled(prefers="post")
    while make_one(lambda: NOW):
        pass
    db.session.rollback()
    message = word_of_it()
    assert message.state == State.FOR_POST
    staff = a_staff_member()
    run = begin_run([message], on=NOW.date(), by=staff.id, now=NOW)
    database.commit()
    assert note_told(NOW + timedelta(hours=1)) == 0
    posted = NOW + timedelta(hours=5)
    run_posted(run, by=staff.id, now=posted)
    database.commit()
    assert note_told(posted + timedelta(hours=1)) == 1
    assert commitment(appointment).kept_at == posted


def test_by_phone_it_is_kept_when_somebody_read_it_out(app: Flask) -> None:
    appointment = _cancelled(prefers="phone")
    task = db.session.scalars(sa.select(FormatTask).where(FormatTask.message_id == word_of_it().id)).one()
    assert note_told(NOW + timedelta(hours=1)) == 0
    rang = NOW + timedelta(minutes=50)
    read_out(task, dispatch="To her, at ten to eleven.", by=a_staff_member().id, now=rang)
    database.commit()
    assert note_told(NOW + timedelta(hours=1)) == 1
    assert (commitment(appointment).kept_at, outcome(appointment, rang)) == (rang, Outcome.KEPT)


def test_an_older_cancelling_told_keeps_no_newer_one(cancelled: Appointment) -> None:
    deliver(lambda: NOW)
    note_told(NOW)
    later = NOW + timedelta(days=1)
    begin_telling(cancelled, record_of(cancelled), at=later)
    database.commit()
    assert note_told(later) == 0


def test_who_has_word_of_a_new_time_knows_it_as_well(cancelled: Appointment) -> None:
    word_of_it().state = State.GIVEN_UP.value
    later = NOW + timedelta(minutes=40)
    agree(cancelled, record_of(cancelled), starts_at=STARTS, by=None, now=later)
    database.commit()
    assert note_told(later) == 0
    left = later + timedelta(minutes=1)
    assert deliver(lambda: left) == 1
    assert note_told(left) == 1
    assert commitment(cancelled).kept_at == left


def test_somebody_rang_before_any_message_left(cancelled: Appointment) -> None:
    rang = NOW + timedelta(minutes=3)
    assert told_by_phone(record_of(cancelled), at=rang, now=rang)
    database.commit()
    assert commitment(cancelled).kept_at == rang
    assert not told_by_phone(record_of(cancelled), at=rang, now=rang)


def test_a_landlord_may_set_no_such_target(app: Flask) -> None:
    set_rules()
    set_rules(tell_minutes=None)  # in a second step: an insert takes None for the default
    appointment = _cancelled()
    assert db.session.scalar(sa.select(Commitment.id).where(Commitment.standard == TELL)) is None
    deliver(lambda: NOW)
    assert note_told(NOW) == 0
    assert appointment.starts_at is None
