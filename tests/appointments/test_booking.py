"""Booking over both databases: who is held, what begins and is kept, and what happens when a time is gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.appointments.places import Place
from portal.appointments.services.asking import ask_for
from portal.appointments.services.booking import agree, book
from portal.appointments.states import State
from portal.appointments.wishes import Wishes
from portal.commitments.models import Commitment
from portal.database import db
from portal.errors import RuleBroken
from portal.messaging.models import OutgoingMessage
from portal.organisation.models import Office
from portal.records.models import Record
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_purpose,
    a_room,
    a_wanted_appointment,
    an_ask,
    an_interpreter,
    an_officer,
    at,
    holds,
    set_rules,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member

HOUR = timedelta(hours=1)
TEN = at("2026-11-05 10:00")


@pytest.fixture
def office(any_app: Flask) -> Office:
    """A landlord's office, open Monday to Friday 9am to 5pm."""
    return a_whole_landlord().office


def open_standards(record_id: int) -> set[str]:
    query = sa.select(Commitment.standard).where(
        Commitment.record_id == record_id, Commitment.ended_at.is_(None)
    )
    return set(db.session.scalars(query))


def kept(record_id: int) -> set[str]:
    query = sa.select(Commitment.standard).where(
        Commitment.record_id == record_id, Commitment.kept_at.is_not(None)
    )
    return set(db.session.scalars(query))


def messages(record_id: int) -> list[str]:
    query = sa.select(OutgoingMessage.kind).where(OutgoingMessage.record_id == record_id)
    return [
        kind.removeprefix("appointments/") for kind in db.session.scalars(query.order_by(OutgoingMessage.id))
    ]


def test_booking_at_an_office_holds_officer_room_and_interpreter(office: Office) -> None:
    officer, room, interpreter = an_officer(), a_room(office, is_private=True), an_interpreter()
    purpose = a_purpose(break_minutes=15)
    person = a_person()
    ask = an_ask(
        purpose,
        person,
        place=Place.OFFICE,
        office_id=office.id,
        wishes=Wishes(language="so", is_private=True),
    )

    appointment = book(ask, starts_at=TEN, by=person.id, now=NOW)

    assert holds() == [
        (officer.id, appointment.id, TEN, TEN + timedelta(minutes=75)),
        (room.id, appointment.id, TEN, TEN + HOUR),
        (interpreter.id, appointment.id, TEN, TEN + HOUR),
    ]
    assert (appointment.state, appointment.sequence, appointment.officer_id) == (State.AGREED, 0, officer.id)
    assert (appointment.starts_at, appointment.ends_at) == (TEN, TEN + HOUR)
    assert appointment.record.handler_id == officer.person_id
    assert appointment.record.kind == "appointment"
    assert messages(appointment.id) == ["booked", "interpreter_booked"]


def test_asking_begins_the_promise_to_arrange_and_agreeing_keeps_it(office: Office) -> None:
    an_officer()
    appointment = a_wanted_appointment(a_purpose(), a_person())
    assert appointment.state == State.WANTED
    assert open_standards(appointment.id) == {"arrange-appointment"}  # Redland 2.4g
    assert messages(appointment.id) == ["asked"]
    (due_on,) = db.session.scalars(sa.select(Commitment.due_on))
    assert due_on == date(2026, 11, 6)

    agree(appointment, appointment.record, starts_at=TEN, by=None, now=NOW + HOUR)

    assert kept(appointment.id) == {"arrange-appointment"}
    assert "arrange-appointment" not in open_standards(appointment.id)
    assert messages(appointment.id) == ["asked", "booked"]


def test_an_urgent_ask_is_to_be_attended_to_the_same_day(office: Office) -> None:
    appointment = a_wanted_appointment(a_purpose(), a_person(), urgent=True)

    dates = dict(
        iter(
            db.session.execute(
                sa.select(Commitment.standard, Commitment.due_at).where(
                    Commitment.record_id == appointment.id
                )
            )
        )
    )
    assert dates["attend-urgent-appointment"] == at("2026-11-03 17:00")  # Redland 2.4h, until we close


def test_a_time_that_is_gone_is_refused_with_the_nearest_and_nothing_is_kept(office: Office) -> None:
    an_officer()
    purpose = a_purpose()
    a_booked_appointment(purpose, a_person(), starts_at=TEN)
    other = a_person(given_name="Bill")

    with pytest.raises(RuleBroken) as refused:
        book(an_ask(purpose, other), starts_at=TEN, by=other.id, now=NOW)

    assert refused.value.rule == "taken"
    nearest = refused.value.facts["nearest"]
    assert [slot.starts_at for slot in nearest] == [  # type: ignore[attr-defined]
        at(f"2026-11-05 {clock}") for clock in ("09:00", "11:00", "11:30", "12:00", "12:30", "13:00")
    ]
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Record)) == 1


@pytest.mark.parametrize(
    ("starts_at", "gone"),
    [
        ("2026-11-05 09:00", False),
        ("2026-11-05 09:30", True),
        ("2026-11-05 10:30", True),
        ("2026-11-05 11:00", False),
    ],
)
def test_times_that_touch_are_free_and_times_that_overlap_are_not(
    office: Office, starts_at: str, gone: bool
) -> None:
    an_officer()
    purpose = a_purpose()
    a_booked_appointment(purpose, a_person(), starts_at=TEN)
    ask = an_ask(purpose, a_person(given_name="Bill"))
    if gone:
        with pytest.raises(RuleBroken, match="taken"):
            book(ask, starts_at=at(starts_at), by=None, now=NOW)
    else:
        assert book(ask, starts_at=at(starts_at), by=None, now=NOW).starts_at == at(starts_at)


def test_another_officer_takes_it_when_the_first_is_held(office: Office) -> None:
    first, second = an_officer(), an_officer()
    purpose = a_purpose()
    one = a_booked_appointment(purpose, a_person(), starts_at=TEN)
    other = a_booked_appointment(purpose, a_person(given_name="Bill"), starts_at=TEN)

    assert {one.officer_id, other.officer_id} == {first.id, second.id}


REFUSED: list[tuple[str, dict[str, object]]] = [
    ("not met there", {"place": Place.VIDEO}),
    ("office missing", {"place": Place.OFFICE}),
    ("address missing", {"place": Place.HOME, "address": " "}),
    ("nobody to reach", {"person_id": None}),
    ("reason missing", {"planned_by_staff": True}),
    ("no such purpose", {"purpose_id": 404}),
    ("received in the future", {"received_at": NOW + HOUR}),
]


@pytest.mark.parametrize(("rule", "given"), REFUSED, ids=[rule for rule, _ in REFUSED])
def test_an_ask_that_cannot_be_met_at_all_is_refused(
    office: Office, rule: str, given: dict[str, object]
) -> None:
    ask = an_ask(a_purpose(places="office|home|phone"), a_person(), **given)
    with pytest.raises(RuleBroken) as refused:
        ask_for(ask, by=None, now=NOW)
    assert refused.value.rule == rule


def test_sent_twice_it_is_booked_once(office: Office) -> None:
    an_officer()
    purpose, person = a_purpose(), a_person()
    ask = an_ask(purpose, person, submission_id="one and the same")
    made = book(ask, starts_at=TEN, by=person.id, now=NOW)
    db.session.commit()

    with pytest.raises(RuleBroken) as refused:
        book(ask, starts_at=at("2026-11-05 14:00"), by=person.id, now=NOW)

    assert (refused.value.rule, refused.value.facts["reference"]) == (
        "already submitted",
        made.record.reference,
    )


def test_customers_keep_to_notice_and_horizon_and_staff_do_not(office: Office) -> None:
    an_officer()
    purpose = a_purpose(notice_minutes=24 * 60, horizon_days=7)
    ask = an_ask(purpose, a_person())
    for starts_at in ("2026-11-03 15:00", "2026-11-11 10:00"):
        with pytest.raises(RuleBroken, match="taken"):
            book(ask, starts_at=at(starts_at), by=None, now=NOW)
        db.session.rollback()
        assert book(ask, starts_at=at(starts_at), by=None, now=NOW, by_staff=True).state == State.AGREED


def test_a_visit_planned_unasked_sends_its_notice_and_promises_no_arranging(office: Office) -> None:
    officer, writer = an_officer(), a_staff_member()
    planned = an_ask(
        a_purpose(),
        a_person(),
        place=Place.HOME,
        address="Flat 6, Kingfisher Court, BS6 5TR",
        planned_by_staff=True,
        why="We look at the boiler.",
    )
    appointment = book(planned, starts_at=TEN, by=writer.id, now=NOW)

    assert messages(appointment.id) == ["visit_planned"]
    assert "arrange-appointment" not in open_standards(appointment.id)
    assert appointment.code is not None
    assert (appointment.area, appointment.officer_id) == ("BS6", officer.id)


def test_without_notice_where_the_officer_gives_the_reason(office: Office) -> None:
    an_officer()
    planned = an_ask(
        a_purpose(),
        a_person(),
        place=Place.HOME,
        address="Flat 6, Kingfisher Court, BS6 5TR",
        planned_by_staff=True,
        why="We look at the boiler.",
        no_notice_reason="A gas leak is feared.",
    )
    assert messages(book(planned, starts_at=TEN, by=a_staff_member().id, now=NOW).id) == []


def test_where_the_charter_promises_no_arranging_our_own_target_dates_it(office: Office) -> None:
    set_rules(arrange_days=None)
    none_of_ours = a_wanted_appointment(a_purpose(), a_person())
    assert open_standards(none_of_ours.id) == {"arrange-appointment"}  # the charter's own needs no target


def test_a_visitor_without_an_account_books_too(office: Office) -> None:
    an_officer()
    appointment = book(an_ask(a_purpose()), starts_at=TEN, by=None, now=NOW)

    assert (appointment.contact_name, appointment.record.person_id) == ("Ada Price", None)
    assert messages(appointment.id) == ["booked"]


def test_what_holds_a_time_cannot_be_agreed_again(office: Office) -> None:
    an_officer()
    appointment = a_booked_appointment(a_purpose(), a_person(), starts_at=TEN)
    with pytest.raises(RuleBroken, match="not now"):
        agree(appointment, appointment.record, starts_at=at("2026-11-05 14:00"), by=None, now=NOW)
