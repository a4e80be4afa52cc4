"""Storing the landlord's tenancy file so that repeating it is safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from portal.database import db
from portal.identity.models import Home, Person, Tenancy, TenancyMember
from portal.identity.queries.importing import held_by_reference, tenancies_by_reference
from portal.identity.services.people import end_tokens
from portal.identity.tenancy_file import Line

REGISTER = "register"


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import changed. `touched`: people whose name or homes differ now, to be indexed again."""

    homes_added: int = 0
    tenancies_added: int = 0
    tenancies_changed: int = 0
    people_added: int = 0
    people_changed: int = 0
    touched: dict[int, Person] = field(default_factory=dict)


def import_tenancies(lines: Sequence[Line], *, now: datetime) -> Imported:
    """Store checked lines, matching by the landlord's references: the same file again changes nothing.

    The landlord's file wins for homes, dates, names and the address links go to. A person's own email and
    phone are kept once they have given others. Nobody is taken off a tenancy by a file that leaves them out.
    """
    done = Imported()
    homes, people = held_by_reference(
        {line.home_reference for line in lines} | {line.person_reference for line in lines}
    )
    tenancies = tenancies_by_reference({line.tenancy_reference for line in lines})
    moved = set()
    for line in lines:
        if _set_home(homes, line, done):
            moved.add(line.home_reference)
        if line.person_reference not in people:
            people[line.person_reference] = _new_person(line, now)
            done.people_added += 1
    db.session.add_all([*homes.values(), *people.values()])
    db.session.flush()
    for line in lines:
        tenancy = _set_tenancy(tenancies, homes, line, done)
        person = people[line.person_reference]
        if _set_member(person, tenancy, line, now) or line.home_reference in moved:
            done.touched[person.id] = person
    # Somebody with several homes is written to at the one listed last that they still have.
    for line in {line.person_reference: line for line in lines if line.ended_on is None}.values():
        people[line.person_reference].address = line.address
        people[line.person_reference].postcode = line.postcode
    for person in people.values():
        if db.session.is_modified(person):
            person.version += 1
            done.people_changed += 1
            done.touched[person.id] = person
    db.session.flush()
    return done


def _set_home(homes: dict[str, Home], line: Line, done: Imported) -> bool:
    """Make or change the home of a line; whether it is new or differs now."""
    home = homes.get(line.home_reference)
    if home is None:
        home = homes[line.home_reference] = Home(reference=line.home_reference)
        done.homes_added += 1
    home.address, home.postcode, home.division = line.address, line.postcode, line.division
    return db.session.is_modified(home)


def _set_tenancy(
    tenancies: dict[str, Tenancy], homes: dict[str, Home], line: Line, done: Imported
) -> Tenancy:
    tenancy = tenancies.get(line.tenancy_reference)
    if tenancy is None:
        tenancy = Tenancy(reference=line.tenancy_reference, home=homes[line.home_reference], members=[])
        tenancies[line.tenancy_reference] = tenancy
        db.session.add(tenancy)
        done.tenancies_added += 1
    elif (tenancy.started_on, tenancy.ended_on) != (line.started_on, line.ended_on):
        done.tenancies_changed += 1
    tenancy.started_on, tenancy.ended_on = line.started_on, line.ended_on
    return tenancy


def _new_person(line: Line, now: datetime) -> Person:
    return Person(
        person_reference=line.person_reference,
        given_name=line.given_name,
        family_name=line.family_name,
        born_on=line.born_on,
        email=line.email,
        phone=line.phone,
        address=line.address,
        postcode=line.postcode,
        contact_kind=line.kind,
        created_at=now,
        version=1,
    )


def _set_member(person: Person, tenancy: Tenancy, line: Line, now: datetime) -> bool:
    """Put the person on the tenancy, or change what is held of them; whether they were not on it before."""
    member = next((m for m in tenancy.members if m.person_id == person.id), None)
    is_new = member is None
    if member is None:
        member = TenancyMember(person_id=person.id)
        tenancy.members.append(member)
    elif member.held_email != line.email:
        # A link on its way to the old address must not open this person's account.
        end_tokens(purpose=REGISTER, now=now, person_id=person.id)
        if person.email == member.held_email:
            person.email = line.email
    member.kind, member.held_email = line.kind, line.email
    person.given_name, person.family_name, person.born_on = line.given_name, line.family_name, line.born_on
    person.phone = person.phone or line.phone
    person.email = person.email or line.email
    return is_new
