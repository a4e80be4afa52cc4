"""Moving is one act: the new time is held before the old one goes, and its own old hold is not in its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.appointments.models.resources import Purpose
from portal.appointments.places import Place
from portal.appointments.queries.slots import slots_for
from portal.appointments.services.booking import move
from portal.appointments.wishes import Wishes
from portal.database import db
from portal.errors import RuleBroken
from portal.messaging.models import OutgoingMessage
from portal.organisation.models import Office
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_purpose,
    a_room,
    an_interpreter,
    an_officer,
    at,
    holds,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member

HOUR = timedelta(hours=1)
TEN = at("2026-11-05 10:00")


@pytest.fixture
def office(any_app: Flask) -> Office:
    """A landlord's office, open Monday to Friday 9am to 5pm."""
    return a_whole_landlord().office


@pytest.fixture
def purpose(office: Office) -> Purpose:
    """An hour, without a break."""
    return a_purpose()


@pytest.mark.parametrize("starts_at", ["2026-11-05 10:30", "2026-11-05 09:30", "2026-11-06 10:00"])
def test_moved_to_a_time_its_own_old_hold_would_overlap(purpose: Purpose, starts_at: str) -> None:
    officer = an_officer()
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN)

    move(
        booked, booked.record, starts_at=at(starts_at), by=booked.record.person_id, now=NOW, by_customer=True
    )

    assert holds() == [(officer.id, booked.id, at(starts_at), at(starts_at) + HOUR)]
    assert (booked.starts_at, booked.sequence) == (at(starts_at), 1)


def test_its_own_old_hold_does_not_hide_times_from_the_search(purpose: Purpose) -> None:
    an_officer()
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN)
    day = TEN.date()

    def starts(**given: object) -> set[object]:
        found = slots_for(booked, now=NOW, from_on=day, to_on=day, **given)  # type: ignore[arg-type]
        return {slot.starts_at for slot in found.slots}

    own = {TEN - HOUR / 2, TEN, TEN + HOUR / 2}
    assert not own & starts()
    assert own <= starts(without=booked)


def test_when_the_new_time_is_gone_the_old_one_is_kept(purpose: Purpose) -> None:
    officer = an_officer()
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN)
    other = a_booked_appointment(purpose, a_person(given_name="Bill"), starts_at=TEN + 2 * HOUR)

    with pytest.raises(RuleBroken, match="taken") as refused, db.session.begin_nested():
        move(booked, booked.record, starts_at=TEN + 2 * HOUR, by=None, now=NOW, by_customer=True)

    database.commit()
    assert TEN in {slot.starts_at for slot in refused.value.facts["nearest"]}  # type: ignore[attr-defined]
    assert holds() == [
        (officer.id, booked.id, TEN, TEN + HOUR),
        (officer.id, other.id, TEN + 2 * HOUR, TEN + 3 * HOUR),
    ]


def test_until_the_landlords_limit_for_customers_and_always_for_staff(purpose: Purpose) -> None:
    an_officer()
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN)
    last = TEN - 2 * HOUR
    to = TEN + 24 * HOUR

    with pytest.raises(RuleBroken, match="too late to change"):
        move(booked, booked.record, starts_at=to, by=None, now=last + timedelta(seconds=1), by_customer=True)
    with pytest.raises(RuleBroken, match="reason missing"):
        move(booked, booked.record, starts_at=to, by=a_staff_member().id, now=last, by_customer=False)
    move(booked, booked.record, starts_at=to, by=None, now=last, by_customer=True)
    assert booked.starts_at == to


def test_the_interpreter_who_stays_hears_of_the_move_and_who_goes_is_told(office: Office) -> None:
    an_officer()
    a_room(office)
    first = an_interpreter("08:00-12:00", name="Hodan Ali")
    second = an_interpreter("12:00-18:00", name="Yusuf Omar")
    person = a_person()
    booked = a_booked_appointment(
        a_purpose(),
        person,
        starts_at=TEN,
        place=Place.OFFICE,
        office_id=office.id,
        wishes=Wishes(language="so"),
    )
    for starts_at, held, told in (
        ("2026-11-06 10:00", first.id, ["moved", "interpreter_moved"]),
        ("2026-11-06 14:00", second.id, ["moved", "interpreter_booked", "interpreter_cancelled"]),
    ):
        before = db.session.scalar(sa.select(sa.func.max(OutgoingMessage.id))) or 0
        slot = move(booked, booked.record, starts_at=at(starts_at), by=person.id, now=NOW, by_customer=True)
        assert slot.interpreter_ids == (held,)
        query = sa.select(OutgoingMessage.kind).where(OutgoingMessage.id > before)
        kinds = db.session.scalars(query.order_by(OutgoingMessage.id))
        assert [kind.removeprefix("appointments/") for kind in kinds] == told


def test_an_interpreter_who_stays_hears_nothing_where_only_the_officer_changes(office: Office) -> None:
    an_officer()
    other = an_officer(a_staff_member(given_name="Sam", family_name="Hill"))
    a_room(office)
    an_interpreter()
    given: dict[str, Any] = {"place": Place.OFFICE, "office_id": office.id, "wishes": Wishes(language="so")}
    booked = a_booked_appointment(a_purpose(), a_person(), starts_at=TEN, **given)
    officer_id = next(one for one in (other.id, booked.officer_id) if one != booked.officer_id) or other.id
    before = db.session.scalar(sa.select(sa.func.max(OutgoingMessage.id))) or 0
    by, why = a_staff_member(given_name="Rita").id, "Joanna is ill."
    to: dict[str, Any] = {"starts_at": TEN, "officer_id": officer_id, "message": "officer_changed"}
    move(booked, booked.record, **to, by=by, now=NOW, reason=why, by_customer=False)
    kinds = db.session.scalars(sa.select(OutgoingMessage.kind).where(OutgoingMessage.id > before))
    assert list(kinds) == ["appointments/officer_changed"]


# Joanna comes so far; Sam has the lower number of visits everywhere. (who is free at the new time, who comes)
@pytest.mark.parametrize(("joanna_is_free", "says"), [(True, False), (False, True)])
def test_with_anyone_suitable_the_same_officer_stays_where_free_and_else_we_say_so(
    purpose: Purpose, joanna_is_free: bool, says: bool
) -> None:
    sam = an_officer(a_staff_member(given_name="Sam", family_name="Hill"))
    joanna = an_officer()
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN, officer=joanna)
    to = at("2026-11-06 14:00")
    if joanna_is_free:  # though she has more visits that day
        a_booked_appointment(purpose, a_person(), starts_at=to - 2 * HOUR, officer=joanna)
    else:
        a_booked_appointment(purpose, a_person(), starts_at=to, officer=joanna)
    slot = move(booked, booked.record, starts_at=to, by=None, now=NOW, by_customer=True)
    assert slot.officer_ids == (joanna.id if joanna_is_free else sam.id,)
    moved = OutgoingMessage.kind == "appointments/moved"
    text = db.session.scalars(sa.select(OutgoingMessage.text).where(moved)).one()
    assert ("Somebody else rings you this time: Sam Hill." in text) is says
