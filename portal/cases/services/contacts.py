"""Logging a contact that reached us on the phone, at the desk, by letter or email, for whoever it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.audit.services import record_act
from portal.cases.kinds import InformationKind, ReplyBy
from portal.cases.services.covering import tell_who_covers
from portal.cases.services.hazards import name_in_case
from portal.cases.services.raising import NewCase, Said, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.database import db
from portal.errors import RuleBroken
from portal.hazards.services.naming import Danger
from portal.identity.models import Person
from portal.records.models import Record
from portal.records.queries import is_taken
from portal.records.services import index_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What a member of staff took down. `person` None: somebody we do not know yet.

    `received_at` is when it truly arrived. Home, office and division are those of the tenancy it is about.
    `for_officer_id`: whom they asked for; `absence_ends_at`: that officer is away until then.
    `organisation_id`: they write for it, and its people see the case. `joined`: other residents with the same
    matter.
    """

    channel: Channel
    received_at: datetime
    kind: CaseKind
    words: str
    reply_by: ReplyBy
    submission_id: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    contact_kind: str = ""
    person: Person | None = None
    tenancy_id: int | None = None
    office_id: int | None = None
    division: str | None = None
    information: InformationKind | None = None
    topic_id: int | None = None
    urgent: bool = False
    for_officer_id: int | None = None
    absence_ends_at: datetime | None = None
    organisation_id: int | None = None
    ring_between: str = ""
    said: Said | None = None
    joined: Sequence[Person] = ()
    card: str | None = None  # the code of a paper card of ours: it becomes the reference
    danger: Danger | None = None  # something dangerous in the home, named with it


def log_contact(contact: Contact, *, by: int, now: datetime) -> Record:
    """Raise the case, and make the person if we do not know them, so that search finds them next time.

    Raises what `raise_case` raises: "nothing said", "received in the future", "already submitted"; and
    RuleBroken("card logged before") for the code of a card that is somebody's reference already.
    """
    if contact.card and is_taken(contact.card):
        raise RuleBroken("card logged before")
    person = contact.person or _new_person(contact, by=by, now=now)
    record = raise_case(new_case(contact, person), by=by, now=now)
    if contact.danger is not None:
        name_in_case(record, contact.danger, by=by, now=now)
    if contact.for_officer_id is not None:
        tell_who_covers(record, absent_id=contact.for_officer_id, now=now)
    return record


def new_case(contact: Contact, person: Person | None) -> NewCase:
    """The contact as a new case of that person."""
    return NewCase(
        kind=contact.kind,
        channel=contact.channel,
        words=contact.words,
        received_at=contact.received_at,
        reply_by=contact.reply_by,
        topic_id=contact.topic_id,
        person=person,
        tenancy_id=contact.tenancy_id,
        organisation_id=contact.organisation_id,
        office_id=contact.office_id,
        division=contact.division,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        contact_address=contact.address,
        contact_kind=contact.contact_kind,
        ring_between=contact.ring_between,
        urgent=contact.urgent,
        information=contact.information,
        for_absent_officer=contact.absence_ends_at is not None,
        absence_ends_at=contact.absence_ends_at,
        submission_id=contact.submission_id,
        reference=contact.card,
        said=contact.said,
        joined=contact.joined,
    )


def _new_person(contact: Contact, *, by: int, now: datetime) -> Person:
    given, _, family = contact.name.strip().rpartition(" ")
    person = Person(
        given_name=given,
        family_name=family,
        email=contact.email,
        phone=contact.phone,
        address=contact.address,
        contact_kind=contact.contact_kind,
        prefers=contact.reply_by.value,
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()
    index_person(person)
    record_act(act="person.added", by=by, now=now, person_id=person.id)
    return person
