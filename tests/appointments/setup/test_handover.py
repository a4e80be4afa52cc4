"""Appointments that fall into an absence: the deputy takes what they can, the rest is rearranged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.appointments.models.bookings import Appointment, Hold, Proposal
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.queries.handover import covering, falling_into, how_many_fall_into
from portal.appointments.services.handover import ChosenVisit, hand_over_visits, rearrange_visits
from portal.appointments.states import State
from portal.appointments.wishes import Wishes
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Absence, Person, StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Ability, Role, abilities_of
from portal.identity.services.absences import add_absence
from portal.messaging.models import OutgoingMessage
from portal.timekeeping import set_offset, utc_now
from tests.client import StrictClient
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_purpose,
    an_interpreter,
    an_officer,
    at,
    holds,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member

HOUR = timedelta(hours=1)
TEN = at("2026-11-05 10:00")  # a Thursday
FROM_AT, TO_AT = at("2026-11-05 00:00"), at("2026-11-07 00:00")
MANAGER = Reader(person_id=10_000, abilities=abilities_of(frozenset({Role.MANAGER})))


@pytest.fixture
def purpose(any_app: Flask) -> Purpose:
    """A landlord, and a purpose of an hour."""
    a_whole_landlord()
    return a_purpose()


def joanna_and_samuel() -> tuple[Resource, Resource]:
    joanna = an_officer(a_staff_member(), gender="woman")
    samuel = an_officer(a_staff_member(given_name="Samuel", family_name="Adeyemi"), gender="man")
    return joanna, samuel


def away(
    officer: Resource,
    deputy: Resource | None,
    from_at: datetime = FROM_AT,
    to_at: datetime = TO_AT,
) -> Absence:
    absence = add_absence(
        person_id=officer.person_id or 0,
        from_at=from_at,
        to_at=to_at,
        deputy_id=deputy.person_id if deputy else None,
        by=None,
        now=NOW,
    )
    database.commit()
    return absence


def chosen(*appointments: Appointment) -> list[ChosenVisit]:
    return [
        ChosenVisit(appointment=one, record=one.record, version=one.record.version) for one in appointments
    ]


def last_message(appointment: Appointment) -> OutgoingMessage:
    query = sa.select(OutgoingMessage).where(OutgoingMessage.record_id == appointment.id)
    return db.session.scalars(query.order_by(OutgoingMessage.id.desc()).limit(1)).one()


def test_what_falls_into_the_absence_is_found_and_what_the_deputy_is_free_for(purpose: Purpose) -> None:
    joanna, samuel = joanna_and_samuel()
    tenant = a_person()

    def booked(starts_at: datetime, officer: Resource = joanna, **given: Any) -> Appointment:
        return a_booked_appointment(purpose, tenant, starts_at=starts_at, officer=officer, **given)

    booked(TEN - timedelta(days=1))  # before
    free, wished, busy = (
        booked(TEN),
        booked(TEN + HOUR, wishes=Wishes(gender="woman")),
        booked(TEN + 3 * HOUR),
    )
    booked(TEN + 3 * HOUR, samuel)
    booked(TEN + timedelta(days=4))  # after
    absence = away(joanna, samuel)

    found = falling_into(MANAGER, covering(MANAGER, absence.id), now=NOW)

    assert [(one.appointment.id, one.deputy_free) for one in found] == [
        (free.id, True),
        (wished.id, False),
        (busy.id, False),
    ]
    assert how_many_fall_into(MANAGER, absence, now=NOW) == 3
    # What has begun before now is over or under way.
    assert how_many_fall_into(MANAGER, absence, now=TEN + HOUR) == 2


def test_without_a_deputy_nobody_is_free(purpose: Purpose) -> None:
    joanna, _ = joanna_and_samuel()
    a_booked_appointment(purpose, a_person(), starts_at=TEN, officer=joanna)
    found = falling_into(MANAGER, covering(MANAGER, away(joanna, None).id), now=NOW)
    assert [one.deputy_free for one in found] == [False]


def test_the_deputy_takes_them_at_their_own_times_and_each_customer_is_told_why(purpose: Purpose) -> None:
    joanna, samuel = joanna_and_samuel()
    tenant, manager = a_person(), a_staff_member(Role.MANAGER, given_name="Priya")
    one = a_booked_appointment(purpose, tenant, starts_at=TEN, officer=joanna)
    other = a_booked_appointment(purpose, tenant, starts_at=TEN + 2 * HOUR, officer=joanna)
    taken = a_booked_appointment(purpose, tenant, starts_at=TEN + 2 * HOUR, officer=samuel)
    away(joanna, samuel)

    left = hand_over_visits(
        chosen(one, other), officer_id=samuel.id, reason="Joanna is away.", by=manager.id, now=NOW
    )
    database.commit()

    assert [record.id for record in left] == [other.id]
    assert [(row[0], row[1]) for row in holds()] == [
        (joanna.id, other.id),
        (samuel.id, one.id),
        (samuel.id, taken.id),
    ]
    assert (one.officer_id, one.starts_at, one.record.handler_id) == (samuel.id, TEN, samuel.person_id)
    message = last_message(one)
    assert message.kind == "appointments/officer_changed"
    assert "Joanna is away." in message.text
    assert "Samuel" in message.text


def test_the_interpreter_who_is_booked_stays_and_is_not_asked_again(purpose: Purpose) -> None:
    joanna, samuel = joanna_and_samuel()
    an_interpreter(name="Asha Nur")
    hodan = an_interpreter(lead_minutes=48 * 60)
    booked = a_booked_appointment(
        purpose, a_person(), starts_at=TEN, officer=joanna, wishes=Wishes(language="so"), now=NOW
    )
    db.session.execute(sa.update(Hold).where(Hold.resource_id != joanna.id).values(resource_id=hodan.id))
    away(joanna, samuel)
    the_day_before = TEN - 20 * HOUR

    left = hand_over_visits(
        chosen(booked), officer_id=samuel.id, reason="Away.", by=samuel.person_id or 0, now=the_day_before
    )

    assert left == ()
    assert [row[0] for row in holds()] == [samuel.id, hodan.id]


def test_what_somebody_changed_meanwhile_is_left(purpose: Purpose) -> None:
    joanna, samuel = joanna_and_samuel()
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN, officer=joanna)
    away(joanna, samuel)
    stale = [ChosenVisit(appointment=booked, record=booked.record, version=booked.record.version - 1)]
    left = hand_over_visits(stale, officer_id=samuel.id, reason="Away.", by=joanna.person_id or 0, now=NOW)
    assert [record.id for record in left] == [booked.id]
    assert booked.officer_id == joanna.id


def test_what_nobody_can_keep_is_cancelled_with_other_times_in_the_same_message(purpose: Purpose) -> None:
    joanna, samuel = joanna_and_samuel()
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN, officer=joanna)
    away(joanna, samuel)

    left = rearrange_visits(chosen(booked), reason="Joanna is away.", by=samuel.person_id or 0, now=NOW)

    assert left == ()
    assert (booked.state, booked.starts_at, holds()) == (State.OFFERED, None, [])
    offered = db.session.scalars(sa.select(Proposal).order_by(Proposal.starts_at)).all()
    assert [(one.starts_at.date().isoformat(), one.officer_id) for one in offered] == [
        ("2026-11-05", samuel.id),
        ("2026-11-06", samuel.id),
        ("2026-11-09", joanna.id),
    ]
    message = last_message(booked)
    assert message.kind == "appointments/cancelled_by_us"
    assert "Joanna is away." in message.text


def test_nothing_happens_without_a_reason_or_a_deputy(purpose: Purpose) -> None:
    joanna, samuel = joanna_and_samuel()
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN, officer=joanna)
    for deputy, reason, rule in ((samuel, " ", "reason missing"), (None, "Away.", "nobody stands in")):
        officer_id = deputy.id if deputy else None
        with pytest.raises(RuleBroken, match=rule):
            hand_over_visits(chosen(booked), officer_id=officer_id, reason=reason, by=1, now=NOW)


@pytest.fixture
def away_joanna(client: StrictClient) -> tuple[Absence, Person]:
    """Joanna is away and Samuel, who is signed in, stands in; two of three appointments he can take."""
    set_offset(NOW - utc_now())
    a_whole_landlord()
    purpose = a_purpose()
    joanna, samuel = joanna_and_samuel()
    tenant = a_person()
    for starts_at in (TEN, TEN + HOUR, TEN + 4 * HOUR):
        a_booked_appointment(purpose, tenant, starts_at=starts_at, officer=joanna)
    a_booked_appointment(purpose, tenant, starts_at=TEN + 4 * HOUR, officer=samuel)
    person = db.session.get_one(Person, samuel.person_id)
    client.sign_in_as(person)
    return away(joanna, samuel), tenant


def test_the_page_offers_what_falls_into_the_absence(
    client: StrictClient, away_joanna: tuple[Absence, Person]
) -> None:
    absence, _ = away_joanna
    client.get("/staff/absences")
    cover = client.get(f"/staff/absences/{absence.id}/cases")
    assert "3 appointments fall into the absence." in cover.get_data(as_text=True)
    assert client.statement_count <= 10
    page = f"/staff/absences/{absence.id}/appointments"
    html = client.get(page).get_data(as_text=True)
    assert client.statement_count <= 10
    assert (html.count('name="take-chosen"'), html.count('name="rearrange-chosen"')) == (2, 1)

    values = [part.split('"')[0] for part in html.split('name="take-chosen" type="checkbox" value="')[1:]]
    refused = client.post(page, data={"act": "take", "take-chosen": values})
    assert refused.status_code == 422
    done = client.post(page, data={"act": "take", "take-chosen": values, "take-body": "Joanna is away."})
    assert done.status_code == 303
    html = client.get(done.location).get_data(as_text=True)
    assert "Handed over: 2" in html

    value = html.split('name="rearrange-chosen" type="checkbox" value="')[1].split('"')[0]
    data = {"act": "rearrange", "rearrange-chosen": [value], "rearrange-body": "Joanna is away."}
    done = client.post(page, data=data)
    assert "No appointment falls into the absence any more." in client.get(done.location).get_data(
        as_text=True
    )


def test_only_those_who_may_hand_over_see_it(
    client: StrictClient, away_joanna: tuple[Absence, Person]
) -> None:
    absence, tenant = away_joanna
    page = f"/staff/absences/{absence.id}/appointments"
    client.sign_in_as(a_staff_member(given_name="Carol"))
    assert client.get(page).status_code == 404
    client.sign_in_as(tenant)
    assert client.get(page).status_code == 403
    assert Ability.ARRANGE_COVER in MANAGER.abilities
    client.sign_in_as(a_staff_member(Role.MANAGER, given_name="Priya"))
    assert client.get(page).status_code == 200
    # An absence whose deputy has left is still looked at.
    db.session.execute(
        sa.update(StaffProfile).where(StaffProfile.person_id == absence.deputy_id).values(active=False)
    )
    assert client.get(page).status_code == 200
