"""Needs and markers: what the flag says, what stays closed, and that health detail is stored encrypted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.database import db
from portal.errors import NotAllowed, RuleBroken
from portal.identity.readers import Reader
from portal.identity.roles import ABILITIES, Role
from portal.needs.markers import NeedKind, NeedsFlag
from portal.needs.models import Need
from portal.needs.queries import flag_for, needs_of
from portal.needs.services import add_marker, add_need
from tests.factories.people import a_person, a_staff_member

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 3)


def test_a_flag_says_each_kind_once_and_the_instruction(any_app: Flask) -> None:
    person, other, officer = a_person(), a_person(), a_staff_member()
    add_need(person_id=person.id, kind=NeedKind.LARGE_PRINT, detail="18 point", by=None, now=NOW)
    add_need(person_id=person.id, kind=NeedKind.INTERPRETER, detail="Somali", by=None, now=NOW)
    add_need(person_id=person.id, kind=NeedKind.LARGE_PRINT, detail="20 point", by=None, now=NOW)
    _marker(person.id, officer.id, ends_on=TODAY)
    database.commit()
    assert flag_for([person.id, other.id], today=TODAY) == {
        person.id: NeedsFlag(
            kinds=(NeedKind.INTERPRETER, NeedKind.LARGE_PRINT), instructions=("Visit in pairs.",)
        )
    }


def test_what_has_ended_is_not_in_the_flag(app: Flask) -> None:
    person, officer = a_person(), a_staff_member()
    need = add_need(person_id=person.id, kind=NeedKind.AUDIO, by=None, now=NOW)
    need.ended_on = date(2026, 11, 2)
    _marker(person.id, officer.id, ends_on=TODAY)
    assert flag_for([person.id], today=date(2026, 11, 4)) == {}
    assert flag_for([], today=TODAY) == {}


def test_detail_is_for_those_who_work_cases(app: Flask) -> None:
    person = a_person()
    add_need(person_id=person.id, kind=NeedKind.INTERPRETER, detail="Somali", by=None, now=NOW)
    officer = Reader(person_id=99, abilities=ABILITIES[Role.OFFICER])
    assert [need.detail for need in needs_of(officer, person.id, today=TODAY)] == ["Somali"]
    with pytest.raises(NotAllowed):
        needs_of(Reader(person_id=98, abilities=ABILITIES[Role.RECEPTION]), person.id, today=TODAY)


def test_health_detail_is_not_readable_in_the_database(any_app: Flask) -> None:
    person = a_person()
    need = add_need(
        person_id=person.id,
        kind=NeedKind.HOME_VISITS,
        health_detail="cannot manage stairs",
        health_consent_at=NOW,
        by=None,
        now=NOW,
    )
    number = need.id
    database.commit()
    stored = db.session.scalar(sa.text("SELECT health_detail FROM needs WHERE id = :id"), {"id": number})
    assert b"stairs" not in bytes(stored)
    db.session.expunge_all()
    assert db.session.get_one(Need, number).health_detail == "cannot manage stairs"


def test_a_markers_facts_are_not_readable_in_the_database(app: Flask) -> None:
    person, officer = a_person(), a_staff_member()
    _marker(person.id, officer.id, ends_on=TODAY)
    stored = db.session.scalar(sa.text("SELECT facts FROM safety_markers"))
    assert b"dog" not in bytes(stored)


def test_health_detail_needs_consent(app: Flask) -> None:
    with pytest.raises(RuleBroken, match="consent missing"):
        add_need(person_id=1, kind=NeedKind.OTHER, health_detail="…", by=None, now=NOW)


def test_a_marker_is_reviewed_before_it_ends(app: Flask) -> None:
    with pytest.raises(RuleBroken, match="dates out of order"):
        _marker(1, 1, ends_on=date(2026, 10, 1))


def _marker(person_id: int, by: int, *, ends_on: date) -> None:
    add_marker(
        person_id=person_id,
        instruction="Visit in pairs.",
        incident_on=date(2026, 9, 1),
        facts="The dog bit a colleague.",
        review_on=date(2026, 10, 20),
        ends_on=ends_on,
        by=by,
        now=NOW,
    )
