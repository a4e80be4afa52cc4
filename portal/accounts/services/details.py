"""A person's own details: how we reach them. Names from the tenancy file are changed there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.audit.services import record_act
from portal.errors import Stale
from portal.identity.models import Person
from portal.identity.queries.people import person as person_by_id
from portal.identity.queries.tenancies import tenancies_ever
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient
from portal.records.services import index_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What somebody may say about themselves. `prefers` is "", "email", "phone" or "post"."""

    given_name: str
    family_name: str
    email: str
    phone: str
    prefers: str


def may_change_name(person: Person) -> bool:
    """Whether the name is the person's to change: not when it came with a tenancy or a job."""
    return person.person_reference is None and person.staff is None


def save_details(*, person_id: int, details: Details, version: int, now: datetime) -> None:
    """Keep what somebody says about themselves. Stale when the page was made from older details.

    When the address changes, the old one is told, so that nobody is cut off by another's hand.
    """
    person = person_by_id(person_id)
    if person.version != version:
        raise Stale(was=version, now=person.version)
    old = person.email
    if may_change_name(person):
        person.given_name, person.family_name = details.given_name, details.family_name
    person.email, person.phone, person.prefers = details.email, details.phone, details.prefers
    person.version += 1
    homes = " ".join(f"{t.home.address} {t.home.postcode}" for t in tenancies_ever(person.id))
    index_person(person, more=homes)
    if old and old.casefold() != details.email.casefold():
        to = Recipient(person_id=person.id, name=person.name, address=old)
        send(kind="accounts/address_changed", to=to, now=now, context={"changed_at": now})
    record_act(act="account.details changed", by=person.id, now=now, person_id=person.id)
