"""Reminders: which is due when, once each, at a sane hour, and never of what is not agreed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.appointments.jobs import send_reminders
from portal.appointments.models.bookings import Appointment, Reminder
from portal.appointments.models.resources import Purpose
from portal.appointments.places import Place
from portal.appointments.reminders import days_before, due_reminder, is_time_to_remind, reminder_at
from portal.appointments.services import reminding
from portal.appointments.services.booking import move
from portal.appointments.states import State
from portal.database import db, writing
from portal.messaging.models import OutgoingMessage
from portal.needs.markers import NeedKind
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
from tests.factories.needs import a_need
from tests.factories.people import a_person

STARTS = at("2026-11-24 14:00")  # a Tuesday, three weeks after NOW
LONG_AGO = NOW - timedelta(days=30)


@pytest.mark.parametrize(
    ("rule", "days"),
    [("7|2", (7, 2)), ("2|7|2", (7, 2)), ("", ()), ("0", (0,)), ("a|-1|3| 5 ", (5, 3)), ("9999|1", (1,))],
)
def test_the_landlords_rule_is_read(rule: str, days: tuple[int, ...]) -> None:
    assert days_before(rule) == days


# The nearest that has come due, if it has not gone: (now, agreed, sent, wanted).
@pytest.mark.parametrize(
    ("now", "agreed", "sent", "wanted"),
    [
        ("2026-11-17 08:59", "2026-11-03 10:00", (), None),
        ("2026-11-17 09:00", "2026-11-03 10:00", (), 7),
        ("2026-11-17 09:00", "2026-11-03 10:00", (7,), None),
        ("2026-11-20 12:00", "2026-11-03 10:00", (), 7),  # the worker stood still: late, but not two
        ("2026-11-22 08:59", "2026-11-03 10:00", (7,), None),
        ("2026-11-22 09:00", "2026-11-03 10:00", (7,), 2),
        ("2026-11-22 09:00", "2026-11-03 10:00", (), 2),  # never the older one after that
        ("2026-11-23 12:00", "2026-11-03 10:00", (2,), None),
        ("2026-11-24 13:59", "2026-11-03 10:00", (7,), 2),
        ("2026-11-24 14:00", "2026-11-03 10:00", (7,), None),  # it has begun
        ("2026-11-18 09:00", "2026-11-18 08:00", (), None),  # booked inside the week
        ("2026-11-22 09:00", "2026-11-18 08:00", (), 2),
        ("2026-11-23 09:00", "2026-11-22 09:00", (), None),  # booked as it fell due
        ("2026-11-23 09:00", "2026-11-22 08:59", (), 2),
    ],
)
def test_one_reminder_is_due(now: str, agreed: str, sent: tuple[int, ...], wanted: int | None) -> None:
    found = due_reminder(STARTS, at(agreed), days=(7, 2), sent=sent, now=at(now), zone=LONDON)
    assert found == wanted


@pytest.mark.parametrize(
    ("starts", "days", "utc"),
    [
        ("2026-10-27 10:00", 7, "2026-10-20 08:00"),  # nine o'clock by the wall, in summer
        ("2026-10-27 10:00", 2, "2026-10-25 09:00"),  # and on the day the clocks went back
        ("2027-03-30 10:00", 7, "2027-03-23 09:00"),
        ("2027-03-30 10:00", 2, "2027-03-28 08:00"),
        ("2027-03-28 00:30", 1, "2027-03-27 09:00"),  # just after midnight: the day before is the local one
    ],
)
def test_it_is_due_at_nine_by_the_wall_clock(starts: str, days: int, utc: str) -> None:
    due = reminder_at(at(starts), days, LONDON)
    assert due == datetime.strptime(utc, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "goes"),
    [("08:59", False), ("09:00", True), ("19:59", True), ("20:00", False), ("00:30", False)],
)
@pytest.mark.parametrize("day", ["2026-11-03", "2026-10-24", "2026-10-25"])
def test_nobody_is_reminded_at_night(day: str, clock: str, goes: bool) -> None:
    assert is_time_to_remind(at(f"{day} {clock}"), LONDON) is goes


@pytest.fixture
def purpose(app: Flask) -> Purpose:
    a_whole_landlord()
    an_officer()
    return a_purpose(horizon_days=60)


@pytest.mark.parametrize(
    ("now", "sent", "wanted"),
    [
        ("2026-11-14 08:59", (), None),
        ("2026-11-14 09:00", (), 7),
        ("2026-11-19 08:59", (7,), None),
        ("2026-11-19 09:00", (7,), 2),
        ("2026-11-23 09:00", (7, 2), None),
    ],
)
def test_by_post_it_is_due_so_many_days_earlier(now: str, sent: tuple[int, ...], wanted: int | None) -> None:
    found = due_reminder(STARTS, LONG_AGO, days=(7, 2), sent=sent, now=at(now), zone=LONDON, on_its_way=3)
    assert found == wanted


@pytest.mark.parametrize(
    ("person", "contact", "went"),
    [
        ({"email": "amina@home.example"}, {}, [0, 0, 1]),
        ({"email": "amina@home.example", "prefers": "post"}, {}, [0, 1, 0]),
        ({"email": ""}, {}, [0, 1, 0]),
        ({"email": ""}, {"contact_email": "her.son@home.example"}, [0, 0, 1]),
        ({"email": "", "prefers": "phone"}, {}, [0, 0, 1]),  # rung on the day
    ],
)
def test_who_is_written_to_by_post_is_reminded_in_time_for_the_post(
    purpose: Purpose, person: dict[str, Any], contact: dict[str, str], went: list[int]
) -> None:
    set_rules(reminder_days="2", post_days=3)
    someone = a_person(signs_in=False, prefers=person.get("prefers", ""))
    someone.email = person["email"]
    database.commit()
    a_booked_appointment(purpose, someone, starts_at=STARTS, place=Place.PHONE, **contact)
    days = ("2026-11-18 12:00", "2026-11-19 12:00", "2026-11-22 12:00")
    assert [send_reminders(at(day)) for day in days] == went


def test_braille_goes_by_post_and_so_do_its_reminders(purpose: Purpose) -> None:
    set_rules(reminder_days="2", post_days=3)
    someone = a_person(signs_in=False)
    a_need(someone, NeedKind.BRAILLE)
    a_booked_appointment(purpose, someone, starts_at=STARTS, place=Place.PHONE)
    assert [send_reminders(at(f"2026-11-{day} 12:00")) for day in (18, 19, 22)] == [0, 1, 0]


def booked(purpose: Purpose, *, starts: datetime = STARTS, now: datetime = NOW, **given: Any) -> Appointment:
    return a_booked_appointment(
        purpose, a_person(signs_in=False), starts_at=starts, now=now, place=Place.PHONE, **given
    )


def reminders() -> list[tuple[int, int, int]]:
    db.session.rollback()
    rows = db.session.scalars(sa.select(Reminder).order_by(Reminder.id))
    return [(row.appointment_id, row.sequence, row.days_before) for row in rows]


def messages() -> list[OutgoingMessage]:
    return list(
        db.session.scalars(
            sa.select(OutgoingMessage)
            .where(OutgoingMessage.kind == "appointments/reminder")
            .order_by(OutgoingMessage.id)
        )
    )


def test_each_reminder_goes_once(purpose: Purpose) -> None:
    appointment = booked(purpose)
    whole = [
        ("2026-11-16 12:00", 0),
        ("2026-11-17 09:05", 1),
        ("2026-11-17 09:06", 0),
        ("2026-11-21 12:00", 0),
    ]
    for now, went in [*whole, ("2026-11-22 10:00", 1), ("2026-11-23 10:00", 0), ("2026-11-24 13:00", 0)]:
        assert send_reminders(at(now)) == went, now
    assert reminders() == [(appointment.id, 0, 7), (appointment.id, 0, 2)]
    assert [m.created_at for m in messages()] == [at("2026-11-17 09:05"), at("2026-11-22 10:00")]
    assert "Tuesday 24 November 2026 at 2pm to 3pm" in messages()[0].text


def test_nobody_is_reminded_at_once_of_what_they_just_booked(purpose: Purpose) -> None:
    booked(purpose, starts=at("2026-11-05 14:00"))
    assert [send_reminders(at(f"2026-11-0{day} 12:00")) for day in (3, 4, 5)] == [0, 0, 0]


def test_one_that_was_moved_is_reminded_of_anew(purpose: Purpose) -> None:
    appointment = booked(purpose)
    assert send_reminders(at("2026-11-17 12:00")) == 1
    now = at("2026-11-17 15:00")
    record = db.session.get_one(Record, appointment.id)
    move(appointment, record, starts_at=at("2026-11-30 10:00"), by=None, now=now, by_customer=True)
    database.commit()
    assert [send_reminders(at(f"2026-11-{day} 12:00")) for day in (22, 23, 28)] == [0, 1, 1]
    assert reminders() == [(appointment.id, 0, 7), (appointment.id, 1, 7), (appointment.id, 1, 2)]


def test_another_officer_at_the_same_time_is_no_reason_to_be_reminded_again(purpose: Purpose) -> None:
    appointment = booked(purpose)
    assert send_reminders(at("2026-11-17 12:00")) == 1
    appointment.sequence += 1
    database.commit()
    assert send_reminders(at("2026-11-17 12:30")) == 0


@pytest.mark.parametrize("state", sorted(set(State) - {State.AGREED}))
def test_only_what_is_agreed_is_reminded_of(purpose: Purpose, state: State) -> None:
    appointment = booked(purpose)
    appointment.state = state.value
    database.commit()
    assert send_reminders(at("2026-11-17 12:00")) == 0
    # Nor where it changed after the worker had looked.
    with writing():
        assert not reminding.remind(reminding.Due(appointment_id=appointment.id, days_before=7), now=STARTS)
    assert messages() == []


def test_a_visit_without_notice_is_not_given_away_by_a_reminder(purpose: Purpose) -> None:
    appointment = booked(purpose)
    appointment.no_notice_reason = "Court order"
    database.commit()
    assert send_reminders(at("2026-11-17 12:00")) == 0


def test_the_landlord_says_how_many_days_before(purpose: Purpose) -> None:
    set_rules(reminder_days="1")
    booked(purpose)
    assert [send_reminders(at(f"2026-11-{day} 12:00")) for day in (17, 22, 23)] == [0, 0, 1]
    set_rules(reminder_days="")
    assert send_reminders(at("2026-11-24 12:00")) == 0


def test_killed_between_row_and_message_neither_is_left(
    purpose: Purpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(purpose)

    class Killed(BaseException):
        """What no handler of faults catches."""

    def killed(*_given: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as changed:
        changed.setattr(reminding, "tell", killed)
        with pytest.raises(Killed):
            send_reminders(at("2026-11-17 12:00"))
    assert (reminders(), messages()) == ([], [])
    assert send_reminders(at("2026-11-17 12:00")) == 1


def test_one_that_cannot_be_sent_keeps_no_other_from_going(
    purpose: Purpose, caplog: pytest.LogCaptureFixture
) -> None:
    broken, other = booked(purpose), booked(purpose, starts=at("2026-11-24 15:00"))
    broken.needs = {"no such wish": "Amina"}
    database.commit()
    assert send_reminders(at("2026-11-17 12:00")) == 1
    assert [row[0] for row in reminders()] == [other.id]
    assert caplog.messages == [f"RuleBroken while reminding of {broken.id}"]


def test_two_workers_at_once_send_each_reminder_once(any_app: Flask) -> None:
    with any_app.app_context():
        a_whole_landlord()
        an_officer()
        purpose = a_purpose(horizon_days=60)
        ids = [booked(purpose, starts=at(f"2026-11-24 {hour}:00")).id for hour in ("10", "11", "12", "13")]
        db.session.remove()
    barrier = threading.Barrier(3)
    went: list[int] = []

    def work() -> None:
        with any_app.app_context():
            barrier.wait()
            went.append(send_reminders(at("2026-11-17 12:00")))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_app.app_context():
        assert sum(went) == len(ids)
        assert sorted(row[0] for row in reminders()) == ids
        assert len(messages()) == len(ids)
