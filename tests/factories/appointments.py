"""Officers, rooms and interpreters with hours, purposes, rules, and appointments through the services.

All is committed. There must be a landlord with an office (`factories.landlords.a_whole_landlord`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal import database
from portal.appointments.asks import Ask
from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Purpose, Resource, ResourceHours, Rules, TravelTime
from portal.appointments.places import Place
from portal.appointments.services.asking import ask_for
from portal.appointments.services.booking import book
from portal.clock.zones import wall_instant
from portal.database import db
from portal.identity.models import Person
from portal.organisation.models import Office
from tests.factories.people import a_staff_member

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)  # a Tuesday, 10am in London
WEEKDAYS = (0, 1, 2, 3, 4)
FROM_ON = date(2026, 1, 1)


def at(text: str) -> datetime:
    """The instant of a local wall clock: "2026-11-05 10:30"."""
    day, clock = text.split()
    return wall_instant(date.fromisoformat(day), time.fromisoformat(clock), LONDON)


def set_rules(**given: object) -> Rules:
    """The landlord's rules, with what a test wants otherwise."""
    rules = db.session.get(Rules, 1) or Rules(id=1)
    for name, value in given.items():
        setattr(rules, name, value)
    db.session.add(rules)
    database.commit()
    return rules


def a_purpose(name: str = "Talk about your tenancy", **given: Any) -> Purpose:
    """A purpose of an hour without a break, at every place, booked from two hours to four weeks ahead."""
    purpose = Purpose(
        **{
            "name": name,
            "length_minutes": 60,
            "places": "office|home|phone|video",
            "notice_minutes": 120,
            **given,
        }
    )
    db.session.add(purpose)
    database.commit()
    return purpose


def an_officer(person: Person | None = None, *hours: str, **given: Any) -> Resource:
    """Somebody with a diary, Monday to Friday 9am to 5pm unless hours ("09:00-17:00") are given.

    Without a person a new member of staff is made.
    """
    person = person or a_staff_member()
    return _resource(
        hours or ("09:00-17:00",), kind="officer", name=person.name, person_id=person.id, **given
    )


def a_room(office: Office, *hours: str, name: str = "Room 1", **given: Any) -> Resource:
    """A room for eight, to be had whenever the office is open unless hours are given."""
    return _resource(hours, kind="room", name=name, office_id=office.id, **{"seats": 8, **given})


def an_interpreter(*hours: str, name: str = "Hodan Ali", languages: str = "so", **given: Any) -> Resource:
    """An interpreter of Somali in any way, Monday to Friday 8am to 8pm unless hours are given."""
    values = {"modes": "in person|phone|video", "email": "interpreter@agency.example", **given}
    return _resource(hours or ("08:00-20:00",), kind="interpreter", name=name, languages=languages, **values)


def hours_of(resource: Resource, *hours: str, weekdays: tuple[int, ...] = WEEKDAYS, **given: Any) -> None:
    """More weekly windows for it ("18:00-20:00")."""
    for weekday in weekdays:
        for window in hours:
            opens, closes = (_minute(clock) for clock in window.split("-"))
            db.session.add(
                ResourceHours(
                    **{
                        "resource_id": resource.id,
                        "weekday": weekday,
                        "opens_minute": opens,
                        "closes_minute": closes,
                        "from_on": FROM_ON,
                        **given,
                    }
                )
            )
    database.commit()


def a_way(first: str, second: str, minutes: int) -> None:
    """So many minutes between two areas."""
    one, other = sorted((first, second))
    db.session.add(TravelTime(first=one, second=other, minutes=minutes))
    database.commit()


def an_ask(purpose: Purpose, person: Person | None = None, **given: Any) -> Ask:
    """A wish to be met by phone, received at NOW; of a visitor without a person."""
    contact = {} if person else {"contact_name": "Ada Price", "contact_email": "ada@home.example"}
    return Ask(
        **{
            "purpose_id": purpose.id,
            "place": Place.PHONE,
            "received_at": NOW,
            "person_id": person.id if person else None,
            **contact,
            **given,
        }
    )


def a_wanted_appointment(
    purpose: Purpose, person: Person | None = None, *, now: datetime = NOW, **given: Any
) -> Appointment:
    """An appointment that is asked for and has no time yet; its record is loaded."""
    ask = an_ask(purpose, person, **{"received_at": now, **given})
    appointment = ask_for(ask, by=ask.person_id, now=now)
    database.commit()
    return appointment


def a_booked_appointment(
    purpose: Purpose,
    person: Person | None = None,
    *,
    starts_at: datetime,
    officer: Resource | None = None,
    now: datetime = NOW,
    **given: Any,
) -> Appointment:
    """An appointment booked at that time; its record is loaded."""
    ask = an_ask(purpose, person, **{"received_at": now, **given})
    appointment = book(
        ask,
        starts_at=starts_at,
        officer_id=officer.id if officer else None,
        by=ask.person_id,
        now=now,
        by_staff=True,
    )
    database.commit()
    return appointment


def holds() -> list[tuple[int, int, datetime, datetime]]:
    """(resource, appointment, from, until) of every hold, in that order."""
    return [
        (row[0], row[1], row[2], row[3])
        for row in db.session.execute(
            sa.select(Hold.resource_id, Hold.appointment_id, Hold.starts_at, Hold.ends_at).order_by(
                Hold.resource_id, Hold.starts_at
            )
        )
    ]


def _resource(hours: tuple[str, ...], **given: Any) -> Resource:
    resource = Resource(**given)
    db.session.add(resource)
    db.session.flush()
    hours_of(resource, *hours)
    return resource


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
