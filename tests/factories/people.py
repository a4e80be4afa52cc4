"""People of every kind, made with models; a test gives only what matters to it. All is committed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from argon2 import PasswordHasher

from portal import database
from portal.accounts.models import Credential
from portal.database import db
from portal.identity.models import Home, Person, StaffProfile, Tenancy, TenancyMember
from portal.identity.roles import Role
from portal.organisation.models import Office, Team
from portal.records.services import index_person

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
PASSWORD = "a password for tests"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


def a_person(
    *,
    given_name: str = "Amina",
    family_name: str = "Farah",
    email: str = "",
    signs_in: bool = True,
    **given: object,
) -> Person:
    """A customer who can sign in with PASSWORD, without any tenancy. The address of mail has the id in it."""
    person = Person(
        **{
            "given_name": given_name,
            "family_name": family_name,
            "email": email,
            "phone": "07700 900142",
            "address": "Flat 6, Kingfisher Court",
            "postcode": "BS6 5TR",
            "born_on": date(1984, 5, 17),
            "created_at": NOW,
            **given,
        }
    )
    db.session.add(person)
    db.session.flush()
    person.email = email or f"{given_name}.{family_name}.{person.id}@home.example".lower()
    if signs_in:
        _credential(person, person.email)
    index_person(person)
    database.commit()
    return person


def a_staff_member(
    *roles: Role,
    given_name: str = "Joanna",
    family_name: str = "Blake",
    team: Team | None = None,
    office: Office | None = None,
    **given: object,
) -> Person:
    """Somebody who works for the landlord and can sign in; an officer unless roles are given."""
    person = Person(given_name=given_name, family_name=family_name, created_at=NOW)
    db.session.add(person)
    db.session.flush()
    person.email = f"{given_name}.{family_name}.{person.id}@landlord.example".lower()
    profile = StaffProfile(
        **{
            "person_id": person.id,
            "job_title": "Housing officer",
            "work_phone": "020 7946 0111",
            "work_email": person.email,
            "team_id": team.id if team else None,
            "office_id": office.id if office else None,
            "may_be_named": True,
            "roles_held": "|".join(sorted(roles or (Role.OFFICER,))),
            **given,
        }
    )
    db.session.add(profile)
    _credential(person, person.email)
    database.commit()
    return person


def a_tenancy(
    *people: Person,
    reference: str = "T-100-482",
    started_on: date = date(2021, 2, 1),
    ended_on: date | None = None,
    kind: str = "tenant",
    **home: object,
) -> Tenancy:
    """A tenancy of these people in a home of its own; links go to the address each of them has."""
    place = Home(
        **{
            "reference": f"H-{reference}",
            "address": "Flat 6, Kingfisher Court",
            "postcode": "BS6 5TR",
            **home,
        }
    )
    db.session.add(place)
    db.session.flush()
    tenancy = Tenancy(reference=reference, home_id=place.id, started_on=started_on, ended_on=ended_on)
    db.session.add(tenancy)
    db.session.flush()
    for person in people:
        db.session.add(
            TenancyMember(
                tenancy_id=tenancy.id, person_id=person.id, kind=kind, held_email=person.email or ""
            )
        )
    database.commit()
    return tenancy


def _credential(person: Person, email: str) -> None:
    db.session.add(
        Credential(person_id=person.id, email=email.lower(), password_hash=PASSWORD_HASH, created_at=NOW)
    )
