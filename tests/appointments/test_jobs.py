"""What the background does with appointments that are over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.appointments.jobs import forget_what_is_over
from portal.appointments.models.bookings import Appointment
from portal.appointments.places import Place
from portal.appointments.queries.links import LINK
from portal.appointments.services.door import choose_word
from portal.appointments.states import State
from portal.database import db
from portal.identity.models import LinkToken
from portal.records.models import Record
from portal.worker import JOBS
from tests.factories.appointments import NOW, a_booked_appointment, a_purpose, an_officer, at
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person

STARTS = at("2026-11-12 14:00")


@pytest.fixture
def appointment(app: Flask) -> Appointment:
    a_whole_landlord()
    an_officer()
    person = a_person(signs_in=False)
    booked = a_booked_appointment(
        a_purpose(), person, starts_at=STARTS, place=Place.HOME, address="Flat 6, BS6 5TR"
    )
    choose_word(booked, booked.record, word="bluebell", by=None, now=NOW)
    database.commit()
    return booked


def link() -> LinkToken:
    db.session.rollback()
    return db.session.scalars(
        sa.select(LinkToken)
        .where(LinkToken.purpose == LINK)
        .order_by(LinkToken.id.desc())
        .execution_options(populate_existing=True)
    ).first() or pytest.fail("no link")


@pytest.mark.parametrize(
    ("state", "replaced", "ends"),
    [
        (State.AGREED, False, False),
        (State.ARRIVED, False, False),
        (State.WANTED, False, False),
        (State.FINISHED, False, True),
        (State.CANCELLED, False, True),
        (State.NO_ACCESS, False, False),  # it leads to another time
        (State.MISSED_BY_US, False, False),
        (State.NO_ACCESS, True, True),
        (State.MISSED_BY_US, True, True),
    ],
)
def test_a_link_ends_with_its_appointment(
    appointment: Appointment, state: State, replaced: bool, ends: bool
) -> None:
    appointment.state = state.value
    appointment.door_word = None
    appointment.replaced_by_id = appointment.id if replaced else None
    database.commit()
    assert forget_what_is_over(NOW) == int(ends)
    assert (link().superseded_at is not None) is ends
    assert forget_what_is_over(NOW) == 0


def test_the_word_for_the_door_is_wiped_once_the_day_is_over(appointment: Appointment) -> None:
    assert forget_what_is_over(at("2026-11-12 23:59")) == 0
    assert appointment.door_word == "bluebell"
    assert forget_what_is_over(at("2026-11-13 00:00")) >= 1
    db.session.refresh(appointment)
    assert appointment.door_word is None


def test_what_nobody_wrote_down_is_left_to_people(appointment: Appointment) -> None:
    forget_what_is_over(STARTS + timedelta(days=9))
    record = db.session.get_one(Record, appointment.id)
    assert (appointment.state, record.closed_at) == (State.AGREED, None)


def test_the_worker_does_all_of_it() -> None:
    names = {job.name for job in JOBS if job.name.startswith("appointments.")}
    assert names == {
        "appointments.send_reminders",
        "appointments.note_told",
        "appointments.forget_what_is_over",
    }
