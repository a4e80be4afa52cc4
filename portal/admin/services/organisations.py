"""Councils, agencies, partners and firms, and the people who act for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal.accounts.queries import account_of
from portal.accounts.services.asking import invite_customer
from portal.admin.queries import organisation_row
from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.identity.models import Organisation, OrganisationMember, Person
from portal.identity.services.acting import add_to_organisation
from portal.identity.services.people import add_person
from portal.records.services import index_person


def save_organisation(
    *, organisation_id: int | None, name: str, contact_kind: str, version: int, by: int, now: datetime
) -> Organisation:
    """Add an organisation (None), or change one. Stale; RuleBroken("name taken")."""
    if organisation_id is None:
        found = Organisation(version=0)
        db.session.add(found)
    else:
        found = organisation_row(organisation_id)
    if found.version != version:
        raise Stale(was=version, now=found.version)
    found.name, found.contact_kind, found.version = name, contact_kind, version + 1
    try:
        # Two administrators may take one name in the same moment; the unique index decides.
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise RuleBroken("name taken", name=name) from error
    record_act(act="organisation.saved", by=by, now=now)
    return found


def add_organisation_person(
    *,
    organisation_id: int,
    given_name: str,
    family_name: str,
    email: str,
    today: date,
    by: int,
    now: datetime,
) -> OrganisationMember:
    """Let somebody act for the organisation from today: whoever signs in with that address, else a new
    person, who is sent a link to make an account. RuleBroken("acts for it already").
    """
    organisation = organisation_row(organisation_id)
    account = account_of(email)
    if account is not None:
        person = db.session.get_one(Person, account.person_id)
    else:
        person = add_person(
            given_name=given_name,
            family_name=family_name,
            email=email,
            contact_kind=organisation.contact_kind,
            now=now,
        )
        index_person(person)
    member = add_to_organisation(
        organisation_id=organisation_id, person_id=person.id, from_on=today, by=by, now=now
    )
    invite_customer(person, now=now)
    return member
