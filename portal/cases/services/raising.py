"""Raising a case: by its customer on the web, or by staff for somebody on any channel."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from portal.attachments.limits import AcceptedFile
from portal.attachments.services import attach
from portal.cases.feedback import FEEDBACK, About
from portal.cases.kinds import InformationKind, ReplyBy, circumstances, goes_to_an_authority
from portal.cases.models import Case, Feedback, Referral
from portal.cases.naming import Words
from portal.cases.services.handling import handler_candidate
from portal.cases.services.naming import bar_the_named, note_who_may_be_named
from portal.cases.services.telling import tell
from portal.cases.stages import Act, Status
from portal.charters.standards import CaseKind, Channel, Circumstance, Event
from portal.commitments.services.keeping import begin, note_event
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.identity.queries.people import active_staff
from portal.identity.roles import Role
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Joined, Record
from portal.records.services import Opening, add_entry, open_record

TITLE_LENGTH = 80
_SAID = ("named", "about", "about_name", "happened_on", "put_right", "from_card", "data_protection")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a comment, compliment or complaint says beside its words; see `models.Feedback`."""

    named: str = ""
    about: str = ""
    about_name: str = ""
    happened_on: date | None = None
    put_right: str = ""
    from_card: bool = False
    data_protection: bool = False


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
    said: Said | None = None  # of feedback
    joined: Sequence[Person] = ()  # other residents with the same matter; each sees it

    @property
    def about_data(self) -> bool:
        """Whether it is a complaint about how we use personal data."""
        return self.kind is CaseKind.COMPLAINT and self.said is not None and self.said.data_protection


def raise_case(new: NewCase, *, by: int | None, now: datetime) -> Record:
    """Store what was said, start its promises, and send word with each date. Sent twice, made once.

    A complaint is restricted from its first moment, and barred to staff who are named in it beyond doubt. One
    about personal data goes to whoever the landlord names for that.
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
    _keep_feedback(record, new, by=by, now=now)
    if new.about_data:
        give_to_data_protection(record)
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
    note_who_may_be_named(record, _words(new), now=now)
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


def _keep_feedback(record: Record, new: NewCase, *, by: int | None, now: datetime) -> None:
    """What is kept of feedback alone, who joined it, and who may never see it."""
    if new.kind in FEEDBACK:
        said = new.said or Said()
        db.session.add(Feedback(id=record.id, **{name: getattr(said, name) for name in _SAID}))
    others = {person.id for person in new.joined} - {record.person_id}
    db.session.add_all(
        Joined(record_id=record.id, person_id=number, joined_at=now, by_id=by) for number in sorted(others)
    )
    if new.kind is CaseKind.COMPLAINT:
        bar_the_named(record, _words(new))
    db.session.flush()


def give_to_data_protection(record: Record) -> None:
    """Make whoever the landlord names for data protection the handler of a complaint about personal data.

    Not where they no longer work on cases, are barred from it or share the customer's home: then the
    complaints staff assign it, as any other. The record is held, or new.
    """
    named = landlord().data_protection_id
    if named is None:
        return
    with suppress(RuleBroken):
        staff = handler_candidate(record, named)
        record.handler_id = named
        record.team_id = staff.team_id or record.team_id


def _words(new: NewCase) -> Words:
    said = new.said or Said()
    return Words(
        text=". ".join((new.words, said.about_name, said.put_right)),
        person=said.about_name if said.about == About.PERSON else "",
        own=new.contact_name or (new.person.name if new.person else ""),
    )


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
        data_protection=new.about_data,
    )


def _opening(new: NewCase, facts: LandlordFacts, by: int | None) -> Opening:
    topic = facts.topic(new.topic_id) if new.topic_id else None
    is_complaint = new.kind is CaseKind.COMPLAINT
    return Opening(
        kind=new.kind.value,
        title=new.title or title_from(new.words),
        channel=new.channel.value,
        received_at=new.received_at,
        person_id=new.person.id if new.person else None,
        # Staff who take a complaint down do not become people who may follow it as a customer does.
        raised_by_id=None if is_complaint and new.channel is not Channel.WEB else by,
        restricted=is_complaint,
        tenancy_id=new.tenancy_id,
        organisation_id=new.organisation_id,
        office_id=new.office_id,
        division=new.division,
        team_id=(_complaints_team() if is_complaint else None)
        or (topic.team_id if topic else _first_team(facts)),
        topic_id=new.topic_id,
        submission_id=new.submission_id,
        reference=new.reference,
    )


def _complaints_team() -> int | None:
    """The team of whoever deals with complaints: not the one that may be complained of."""
    teams = (p.staff.team_id for p in active_staff() if p.staff and Role.COMPLAINTS in p.staff.roles)
    return next((team for team in teams if team is not None), None)


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
