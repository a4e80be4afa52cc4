"""Cancelling: the customer's ends it, ours owes an apology and another time, which nobody can forget."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.appointments.acts import Act
from portal.appointments.models.bookings import Appointment, Proposal
from portal.appointments.models.resources import Resource
from portal.appointments.places import Place
from portal.appointments.queries.appointments import appointment_for, own_appointments
from portal.appointments.queries.slots import slots_for
from portal.appointments.services.booking import agree
from portal.appointments.services.cancelling import cancel_by_customer, cancel_by_staff, no_new_time
from portal.appointments.states import State
from portal.appointments.wishes import Wishes
from portal.charters.standards import Channel
from portal.commitments.models import Commitment
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.models import Person
from portal.identity.readers import VISITOR, Reader
from portal.messaging.models import OutgoingMessage
from portal.records.models import Entry
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_purpose,
    a_wanted_appointment,
    an_interpreter,
    an_officer,
    at,
    holds,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member

HOUR = timedelta(hours=1)
TEN = at("2026-11-05 10:00")
WHY = "Joanna is ill."


@pytest.fixture
def officer(app: Flask) -> Resource:
    """A landlord with one officer and an interpreter."""
    a_whole_landlord()
    an_interpreter()
    return an_officer()


@pytest.fixture
def amina(officer: Resource) -> Person:
    """A customer."""
    return a_person()


@pytest.fixture
def booked(amina: Person) -> Appointment:
    """Her appointment with an interpreter, on Thursday at 10am."""
    return a_booked_appointment(a_purpose(), amina, starts_at=TEN, wishes=Wishes(language="so"))


@pytest.fixture
def joanna(officer: Resource) -> int:
    """Somebody who cancels for us."""
    return a_staff_member(given_name="Samuel").id


def messages() -> list[str]:
    kinds = db.session.scalars(sa.select(OutgoingMessage.kind).order_by(OutgoingMessage.id))
    return [kind.removeprefix("appointments/") for kind in kinds]


def running(record_id: int) -> set[str]:
    query = sa.select(Commitment.standard).where(
        Commitment.record_id == record_id, Commitment.ended_at.is_(None)
    )
    return set(db.session.scalars(query))


def test_the_customers_cancelling_frees_everybody_and_closes_it(booked: Appointment, amina: Person) -> None:
    cancel_by_customer(booked, booked.record, words="My son is ill.", by=amina.id, now=NOW)

    assert holds() == []
    assert (booked.state, booked.cancelled_by, booked.sequence) == (State.CANCELLED, "customer", 1)
    assert booked.record.closed_at == NOW
    assert running(booked.id) == set()
    assert messages()[2:] == ["cancelled_by_you", "interpreter_cancelled"]
    assert booked.starts_at == TEN  # of what it was


def test_customers_cancel_until_the_landlords_limit_and_staff_take_their_word_later(
    booked: Appointment, amina: Person
) -> None:
    late = TEN - 2 * HOUR + timedelta(seconds=1)
    with pytest.raises(RuleBroken, match="too late to change"):
        cancel_by_customer(booked, booked.record, by=amina.id, now=late)
    cancel_by_customer(booked, booked.record, by=amina.id, now=late, by_staff=True)
    assert booked.state == State.CANCELLED


def test_what_has_no_time_yet_can_be_cancelled_at_any_moment(amina: Person) -> None:
    wanted = a_wanted_appointment(a_purpose(), amina)
    cancel_by_customer(wanted, wanted.record, by=amina.id, now=NOW)
    assert (wanted.state, wanted.sequence) == (State.CANCELLED, 0)  # no calendar has heard of it


def test_our_cancelling_leaves_it_wanted_with_promises_begun_anew(booked: Appointment, joanna: int) -> None:
    cancel_by_staff(booked, booked.record, reason=WHY, by=joanna, now=NOW + HOUR)

    assert holds() == []
    assert (booked.state, booked.cancelled_by, booked.sequence) == (State.WANTED, "staff", 1)
    assert (booked.starts_at, booked.ends_at, booked.officer_id) == (None, None, None)
    assert booked.record.closed_at is None
    assert {"arrange-appointment", "tell-of-cancelling"} <= running(booked.id)
    assert messages()[2:] == ["cancelled_by_us", "interpreter_cancelled"]


def test_a_new_time_after_our_cancelling_is_newer_for_calendars(booked: Appointment, joanna: int) -> None:
    cancel_by_staff(booked, booked.record, reason=WHY, by=joanna, now=NOW)
    agree(booked, booked.record, starts_at=TEN + 24 * HOUR, by=joanna, now=NOW + HOUR)
    assert (booked.state, booked.sequence) == (State.AGREED, 2)
    assert "arrange-appointment" not in running(booked.id)


def test_our_cancelling_with_alternatives_offers_them_in_the_same_message(
    booked: Appointment, joanna: int
) -> None:
    day = TEN.date() + timedelta(days=1)
    offers = slots_for(booked, now=NOW, from_on=day, to_on=day, by_staff=True).slots[:2]

    cancel_by_staff(booked, booked.record, reason=WHY, by=joanna, now=NOW, offers=offers)

    assert booked.state == State.OFFERED
    kept = db.session.scalars(sa.select(Proposal).order_by(Proposal.starts_at)).all()
    assert [(p.by_staff, p.starts_at, p.officer_id) for p in kept] == [
        (True, slot.starts_at, slot.officer_ids[0]) for slot in offers
    ]
    (message,) = db.session.scalars(
        sa.select(OutgoingMessage).where(OutgoingMessage.kind == "appointments/cancelled_by_us")
    )
    assert WHY in message.text
    assert "sorry" in message.text
    assert "Friday 6 November 2026" in message.text


def test_our_cancelling_needs_a_reason_and_a_time_that_is_held(booked: Appointment, joanna: int) -> None:
    with pytest.raises(RuleBroken, match="reason missing"):
        cancel_by_staff(booked, booked.record, reason=" ", by=joanna, now=NOW)
    cancel_by_staff(booked, booked.record, reason=WHY, by=joanna, now=NOW)
    with pytest.raises(RuleBroken, match="not now"):
        cancel_by_staff(booked, booked.record, reason=WHY, by=joanna, now=NOW)


def test_it_closes_only_with_the_customers_word_that_no_other_time_is_wanted(
    booked: Appointment, joanna: int
) -> None:
    words = "It has settled itself, thank you."
    with pytest.raises(RuleBroken, match="not now"):
        no_new_time(booked, booked.record, words=words, channel=Channel.PHONE, by=joanna, now=NOW)
    cancel_by_staff(booked, booked.record, reason=WHY, by=joanna, now=NOW)
    with pytest.raises(RuleBroken, match="nothing said"):
        no_new_time(booked, booked.record, words=" ", channel=Channel.PHONE, by=joanna, now=NOW)

    no_new_time(booked, booked.record, words=words, channel=Channel.PHONE, by=joanna, now=NOW + HOUR)

    assert (booked.state, booked.no_new_time) == (State.CANCELLED, words)
    assert booked.record.closed_at == NOW + HOUR
    # That we tell of the cancelling is ended like every other promise.
    assert running(booked.id) == set()


def test_who_may_see_it_sees_everybody_in_it(booked: Appointment, amina: Person, officer: Resource) -> None:
    reference, today = booked.record.reference, NOW.date()
    own = Reader(person_id=amina.id)
    db.session.expunge_all()

    found = appointment_for([VISITOR, own], reference.replace("-", " ").lower(), today=today)

    assert found.appointment.id == found.record.id == booked.id
    assert (found.purpose.name, found.state) == ("Talk about your tenancy", State.AGREED)
    assert found.officer is not None
    assert (found.officer.first_name, found.officer.job_title) == ("Joanna", "Housing officer")
    assert found.interpreters == ("Hodan Ali",)
    by_link = Reader(link_record_id=booked.id)
    assert appointment_for([by_link], reference, today=today).record.id == booked.id
    stranger = Reader(person_id=a_person(given_name="Bill").id)
    for readers in ([VISITOR], [stranger], [Reader(link_record_id=booked.id + 1)], []):
        with pytest.raises(NotFound):
            appointment_for(readers, reference, today=today)


def test_ones_own_come_in_the_order_in_which_they_matter(amina: Person, officer: Resource) -> None:
    purpose = a_purpose(name="Rent")
    later = a_booked_appointment(purpose, amina, starts_at=at("2026-11-06 10:00"))
    sooner = a_booked_appointment(purpose, amina, starts_at=at("2026-11-04 10:00"))
    wanted = a_wanted_appointment(purpose, amina)
    gone = a_booked_appointment(purpose, amina, starts_at=at("2026-11-05 14:00"))
    cancel_by_customer(gone, gone.record, by=amina.id, now=NOW)
    db.session.commit()

    lines = own_appointments(Reader(person_id=amina.id), now=NOW)

    expected = [(sooner, False), (later, False), (wanted, False), (gone, True)]
    assert [(line.reference, line.is_past) for line in lines] == [
        (appointment.record.reference, is_past) for appointment, is_past in expected
    ]
    assert [line.officer for line in lines] == ["Joanna", "Joanna", "", "Joanna"]
    assert own_appointments(Reader(person_id=a_person(given_name="Bill").id), now=NOW) == []
    # Once it is over it is past, whatever was written down of it.
    after = own_appointments(Reader(person_id=amina.id), now=at("2026-11-04 11:00"))
    assert [line.is_past for line in after] == [False, False, True, True]


def test_a_visit_they_know_nothing_of_just_ends_when_we_do_not_go(
    amina: Person, officer: Resource, joanna: int
) -> None:
    visit = a_booked_appointment(
        a_purpose(),
        amina,
        starts_at=TEN,
        place=Place.HOME,
        address="Flat 6, BS6 5TR",
        wishes=Wishes(language="so"),
        planned_by_staff=True,
        why="A gas leak is feared.",
        no_notice_reason="It cannot wait.",
    )
    cancel_by_staff(visit, visit.record, reason=WHY, by=joanna, now=NOW)
    db.session.commit()
    assert (visit.state, visit.cancelled_by_us, visit.record.closed_at) == (State.CANCELLED, True, NOW)
    assert running(visit.id) == set()
    assert holds() == []
    assert messages() == ["interpreter_booked", "interpreter_cancelled"]
    words = db.session.execute(
        sa.select(Entry.public, Entry.body).where(Entry.act == Act.CANCELLED_BY_US.value)
    ).one()
    assert tuple(words) == (False, WHY)
