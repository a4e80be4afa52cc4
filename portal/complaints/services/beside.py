"""Opening another complaint beside one: a point apart, one about a service, one about personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.cases.feedback import DATA_PROTECTION_KEY
from portal.cases.kinds import ReplyBy
from portal.cases.services.handling import link
from portal.cases.services.raising import NewCase, Said, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.complaints.services.taking_on import Acting, acting_person, begun
from portal.complaints.stages import Act
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.records.models import Bar, Record
from portal.records.queries import joined
from portal.records.services import add_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The other complaint: its words, when it reached us, whether it is about personal data."""

    words: str
    received_at: datetime
    data_protection: bool = False


def open_beside(
    record: Record, *, words: str, data_protection: bool, by: Reader, version: int, now: datetime
) -> Record:
    """Open a complaint about personal data beside one about a service, or the other way about.

    What reached us as one complaint is two: each has its own reference, clock and people, and both were
    received when the first was (Data Protection Act 2018, section 164A; product rule 14). The first goes on
    as it was. Raises RuleBroken: "nothing said", "same kind" for a second one of the same route.
    """
    acting = begun(record, Act.BESIDE, by=by, version=version, now=now)
    if acting.standing.data_protection is data_protection:
        raise RuleBroken("same kind")
    if not words.strip():
        raise RuleBroken("nothing said")
    wanted = Other(words=words.strip(), received_at=record.received_at, data_protection=data_protection)
    other = opened(acting, wanted, by=acting_person(by), now=now)
    facts = {"other": other.reference}
    add_entry(record, act=Act.BESIDE, at=now, now=now, by=by.person_id, public=True, facts=facts)
    return other


def opened(acting: Acting, wanted: Other, *, by: int, now: datetime) -> Record:
    """A complaint of its own, of the same people, linked, and closed to whoever the first is closed to."""
    record, case = acting.record, acting.case
    key = DATA_PROTECTION_KEY if wanted.data_protection else CaseKind.COMPLAINT.value
    new = NewCase(
        kind=CaseKind.COMPLAINT,
        channel=Channel(record.channel),
        words=wanted.words,
        received_at=wanted.received_at,
        reply_by=ReplyBy(case.reply_by),
        topic_id=record.topic_id,
        person=db.session.get(Person, record.person_id) if record.person_id else None,
        tenancy_id=record.tenancy_id,
        organisation_id=record.organisation_id,
        office_id=record.office_id,
        division=record.division,
        contact_name=case.contact_name,
        contact_email=case.contact_email,
        contact_phone=case.contact_phone,
        contact_address=case.contact_address,
        contact_kind=case.contact_kind,
        ring_between=case.ring_between,
        said=Said(named=key, data_protection=wanted.data_protection),
        joined=joined(record.id),
    )
    other = raise_case(new, by=by, now=now)
    close_to_the_same(record, other)
    link(record, other, by=by, now=now)
    return other


def close_to_the_same(record: Record, other: Record) -> None:
    """Bar from the other complaint whoever is barred from the first; a handler among them lets it go."""
    known = set(db.session.scalars(sa.select(Bar.person_id).where(Bar.record_id == other.id)))
    closed_to = sa.select(Bar.person_id, Bar.why).where(Bar.record_id == record.id)
    barred = list(db.session.execute(closed_to))
    db.session.add_all(
        Bar(record_id=other.id, person_id=person_id, why=why)
        for person_id, why in barred
        if person_id not in known
    )
    if other.handler_id in {person_id for person_id, _ in barred}:
        other.handler_id = None
    db.session.flush()
