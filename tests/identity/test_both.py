"""Somebody who is tenant and staff: sees their own as a customer, and never their household's as staff."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import commit, db
from portal.errors import NotFound
from portal.identity.models import Home, Person, Tenancy, TenancyMember
from portal.identity.readers import VISITOR, Reader
from portal.identity.roles import Role, abilities_of
from portal.records.models import Record
from portal.records.queries import household_of, record_for, visible_to
from portal.records.services import Opening, open_record

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
TODAY = date(2026, 11, 3)


@pytest.fixture
def people(app: Flask) -> dict[str, Person]:
    """Jo works for us and shares a tenancy with Omar; Zoë lives elsewhere."""
    found = {}
    for name, reference in (("Jo", "T-1"), ("Omar", "T-1"), ("Zoë", "T-2")):
        found[name] = Person(given_name=name, family_name="", created_at=NOW)
        db.session.add(found[name])
        db.session.flush()
        tenancy = db.session.scalar(sa.select(Tenancy).where(Tenancy.reference == reference))
        if tenancy is None:
            home = Home(reference=reference, address="1 Mill Lane", postcode="BS6 6AA")
            tenancy = Tenancy(reference=reference, home=home, started_on=date(2020, 1, 1))
            db.session.add(tenancy)
            db.session.flush()
        db.session.add(TenancyMember(tenancy_id=tenancy.id, person_id=found[name].id))
    db.session.flush()
    for name, person in found.items():
        opening = Opening(
            kind="enquiry",
            title=name,
            channel="web",
            received_at=NOW,
            person_id=person.id,
            raised_by_id=person.id,
        )
        open_record(opening, by=person.id, now=NOW)
    commit()
    return found


def seen(reader: Reader) -> set[str]:
    """The titles of the records this reader sees."""
    return set(db.session.scalars(sa.select(Record.title).where(visible_to(reader, today=TODAY))))


def as_staff(person: Person, role: Role = Role.MANAGER) -> Reader:
    """The person on a page under /staff."""
    return Reader(person_id=person.id, abilities=abilities_of(frozenset({role})))


def test_as_staff_they_see_all_but_their_household(people: dict[str, Person]) -> None:
    assert seen(as_staff(people["Jo"])) == {"Zoë"}
    assert seen(as_staff(people["Zoë"])) == {"Jo", "Omar"}


def test_as_customer_they_see_only_their_own(people: dict[str, Person]) -> None:
    assert seen(Reader(person_id=people["Jo"].id)) == {"Jo"}


def test_a_case_at_the_household_s_tenancy_is_theirs_too(people: dict[str, Person]) -> None:
    tenancy = db.session.scalars(sa.select(Tenancy).where(Tenancy.reference == "T-1")).one()
    opening = Opening(
        kind="enquiry", title="about T-1", channel="web", received_at=NOW, tenancy_id=tenancy.id
    )
    record = open_record(opening, by=None, now=NOW)
    commit()
    assert "about T-1" not in seen(as_staff(people["Jo"]))
    assert "about T-1" in seen(as_staff(people["Zoë"]))
    with pytest.raises(NotFound):
        record_for(as_staff(people["Jo"]), record.reference, today=TODAY)


def test_a_role_that_sees_no_cases_sees_none(people: dict[str, Person]) -> None:
    assert seen(as_staff(people["Zoë"], Role.ADMINISTRATOR)) == set()


def test_a_visitor_sees_nothing(people: dict[str, Person]) -> None:
    assert seen(VISITOR) == set()


def test_the_household_is_everybody_on_the_tenancies(people: dict[str, Person]) -> None:
    assert household_of(people["Jo"].id) == {people["Jo"].id, people["Omar"].id}
