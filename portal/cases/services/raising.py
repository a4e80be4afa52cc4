"""Raising a case: by its customer on the web, or by staff for somebody on any channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.attachments.limits import AcceptedFile
from portal.attachments.services import attach
from portal.cases.kinds import InformationKind, ReplyBy, circumstances, goes_to_an_authority
from portal.cases.models import Case, Referral
from portal.cases.services.telling import tell
from portal.cases.stages import Act, Status
from portal.charters.standards import CaseKind, Channel, Circumstance, Event
from portal.commitments.services.keeping import begin, note_event
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import Opening, add_entry, open_record

TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What a customer said, or staff took down for them. `received_at` is when it truly arrived.

    A visitor without an account has no `person_id`; how to reach them is in the contact fields.
    """

    kind: CaseKind
    channel: Channel
    words: str
    received_at: datetime
    reply_by: ReplyBy
    topic_id: int | None = None
    title: str = ""
    person: Person | None = None
    tenancy_id: int | None = None
    organisation_id: int | None = None
    office_id: int | None = None
    division: str | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_address: str = ""
    contact_kind: str = ""
    ring_between: str = ""
    urgent: bool = False
    information: InformationKind | None = None
    for_absent_officer: bool = False
    absence_ends_at: datetime | None = None  # when the officer a voicemail is for comes back
    submission_id: str | None = None
    reference: str | None = None  # chosen beforehand, as in a demonstration
    files: Sequence[AcceptedFile] = ()


def raise_case(new: NewCase, *, by: int | None, now: datetime) -> Record:
    """Store what was said, start its promises, and send word with each date. Sent twice, made once.

    Raises RuleBroken: "nothing said", "received in the future", "already submitted" (with `reference`).
    """
    if not new.words.strip():
        raise RuleBroken("nothing said")
    facts = landlord()
    record = open_record(_opening(new, facts, by), by=by, now=now)
    case = Case(
        id=record.id,
        words=new.words,
        status=Status.OPEN,
        reply_by=new.reply_by.value,
        ring_between=new.ring_between,
        contact_name=new.contact_name or (new.person.name if new.person else ""),
        contact_email=new.contact_email or (new.person.email if new.person else ""),
        contact_phone=new.contact_phone or (new.person.phone if new.person else ""),
        contact_address=new.contact_address or (new.person.address if new.person else ""),
        contact_kind=new.contact_kind or (new.person.contact_kind if new.person else ""),
        urgent=new.urgent,
        information_kind=new.information.value if new.information else "",
    )
    db.session.add(case)
    entry = add_entry(
        record,
        act=Act.RECEIVED,
        at=new.received_at,
        now=now,
        by=by,
        public=True,
        body=new.words,
        channel=new.channel.value,
    )
    attach(record=record, entry=entry, files=new.files, by=by, now=now)
    begin(
        record,
        event=Event.RECEIVED,
        circumstances=circumstances_of(new, facts),
        at=new.received_at,
        now=now,
        absence_ends_at=new.absence_ends_at,
    )
    if goes_to_an_authority(new.information, public_authority=facts.charter.public_authority):
        db.session.add(Referral(record_id=record.id, agency="", opened_at=now))
    tell(record, case, message="received", writer=None, now=now)
    # Our own confirmation keeps a promise only where the charter counts automatic replies (rule 12).
    note_event(record, event=Event.ACKNOWLEDGED, at=now, now=now, automatic=True)
    return record


def circumstances_of(new: NewCase, facts: LandlordFacts) -> frozenset[Circumstance]:
    """What about this contact decides which promises it starts, at the time it arrived."""
    topic = facts.topic(new.topic_id) if new.topic_id else None
    return circumstances(
        channel=new.channel,
        reply_by=new.reply_by,
        has_phone=bool(new.contact_phone or (new.person and new.person.phone)),
        office_open=facts.opening(new.received_at).open,
        urgent=new.urgent,
        statutory_topic=bool(topic and topic.statutory),
        general_topic=bool(topic and topic.general_information),
        information=new.information,
        for_absent_officer=new.for_absent_officer,
    )


def _opening(new: NewCase, facts: LandlordFacts, by: int | None) -> Opening:
    topic = facts.topic(new.topic_id) if new.topic_id else None
    return Opening(
        kind=new.kind.value,
        title=new.title or title_from(new.words),
        channel=new.channel.value,
        received_at=new.received_at,
        person_id=new.person.id if new.person else None,
        raised_by_id=by,
        tenancy_id=new.tenancy_id,
        organisation_id=new.organisation_id,
        office_id=new.office_id,
        division=new.division,
        team_id=topic.team_id if topic else _first_team(facts),
        topic_id=new.topic_id,
        submission_id=new.submission_id,
        reference=new.reference,
    )


def _first_team(facts: LandlordFacts) -> int | None:
    # A contact about nothing on our list still belongs to somebody from its first minute.
    return facts.teams[0].id if facts.teams else None


def title_from(words: str) -> str:
    """The first line or sentence of the customer's own words, cut at a word's end."""
    first = words.strip().splitlines()[0]
    for mark in (". ", "? ", "! "):
        first = first.split(mark)[0] + (mark[0] if mark in first else "")
    if len(first) <= TITLE_LENGTH:
        return first
    return first[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
