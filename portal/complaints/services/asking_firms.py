"""Asking a firm that is complained about: a question by link, its answer, taking it back.

The complaint's own clocks go on: what the firm does is ours to answer for (Complaint Handling Code 5.4, 5.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from portal.attachments.limits import AcceptedFile
from portal.attachments.services import attach
from portal.charters.standards import Channel
from portal.complaints.models import FirmQuestion
from portal.complaints.questions import tells_who
from portal.complaints.services.taking_on import Acting, acting_person, begun
from portal.complaints.stages import Act
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.models import LinkToken, Organisation, OrganisationMember, Person
from portal.identity.queries.links import token, token_hash
from portal.identity.readers import Reader
from portal.identity.services.people import make_token, use_token
from portal.messaging.queries import staff_signature
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient, can_be_mailed
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import joined
from portal.records.services import add_entry, hold
from portal.timekeeping import local_date

ANSWER = "answer a question"
# A late answer is still worth having; then the link dies.
OPEN_AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFirm:
    """A question to a firm: one we know (`organisation_id`), or its name; `email` "" for who acts for it."""

    words: str
    answer_by: date
    organisation_id: int | None = None
    firm: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromFirm:
    """What the firm says: words, the name of whoever writes, files that have been judged."""

    words: str
    by: str
    files: Sequence[AcceptedFile] = ()


def ask_firm(record: Record, asked: ToFirm, *, by: Reader, version: int, now: datetime) -> FirmQuestion:
    """Send a firm a question with a link to answer it by a day, itself still in time. Touches no clock.

    The same address asked again: only the newest question can be answered. The customer sees nothing of it.
    Raises RuleBroken: "nothing said", "date in the past", "tells who complained", "no firm", "no address".
    """
    acting = begun(record, Act.FIRM_ASKED, by=by, version=version, now=now)
    if not asked.words.strip():
        raise RuleBroken("nothing said")
    if asked.answer_by < local_date(now, landlord().zone):
        raise RuleBroken("date in the past", by_on=asked.answer_by)
    if tells_who(asked.words, names=_names(acting), others=_others(acting)):
        raise RuleBroken("tells who complained")
    firm, email = _addressed(asked, now)
    _end_earlier(record, email, now)
    secret = make_token(
        purpose=ANSWER, now=now, lifetime=_lifetime(asked, now), record_id=record.id, supersede=False
    )
    question = FirmQuestion(
        complaint_id=record.id,
        organisation_id=asked.organisation_id,
        firm=firm,
        email=email,
        words=asked.words.strip(),
        answer_by=asked.answer_by,
        asked_at=now,
        asked_by_id=acting_person(by),
        link_id=db.session.scalars(
            sa.select(LinkToken.id).where(LinkToken.token_hash == token_hash(secret))
        ).one(),
    )
    db.session.add(question)
    db.session.flush()
    _send(record, question, secret, by=acting_person(by), now=now)
    return question


def take_back(record: Record, *, question_id: int, by: Reader, version: int, now: datetime) -> None:
    """Take a question back: its link opens nothing from now on. RuleBroken("answered already")."""
    begun(record, Act.QUESTION_TAKEN_BACK, by=by, version=version, now=now)
    question = db.session.get(FirmQuestion, question_id)
    if question is None or question.complaint_id != record.id:
        raise NotFound
    if question.answered_at is not None or question.ended_at is not None:
        raise RuleBroken("answered already")
    _end(question, now)
    facts = {"question": question.id, "firm": question.firm}
    add_entry(
        record, act=Act.QUESTION_TAKEN_BACK, at=now, now=now, by=by.person_id, public=False, facts=facts
    )


def question_behind(secret: str, *, now: datetime) -> tuple[FirmQuestion, LinkToken]:
    """The question a link opens, and nothing else; NotFound once it is answered, ended or expired."""
    link = token(ANSWER, secret, now)
    question = (
        db.session.scalar(sa.select(FirmQuestion).where(FirmQuestion.link_id == link.id)) if link else None
    )
    if link is None or question is None:
        raise NotFound
    return question, link


def answer_question(secret: str, said: FromFirm, *, now: datetime) -> FirmQuestion:
    """Keep the firm's answer with the complaint, where only staff see it; the link is used up.

    Raises NotFound as `question_behind`, RuleBroken "nothing said", and "link no longer opens" for the second
    of two answers sent at the same moment.
    """
    question, link = question_behind(secret, now=now)
    if not said.words.strip():
        raise RuleBroken("nothing said")
    record = db.session.get_one(Record, question.complaint_id)
    hold(record)
    use_token(link, now)
    question.answered_at = now
    facts = {
        "question": question.id,
        "firm": question.firm,
        "answered_by": said.by.strip(),
        "late": local_date(now, landlord().zone) > question.answer_by,
    }
    entry = add_entry(
        record,
        act=Act.FIRM_ANSWERED,
        at=now,
        now=now,
        by=None,
        public=False,
        body=said.words.strip(),
        channel=Channel.WEB.value,
        facts=facts,
    )
    attach(record=record, entry=entry, files=said.files, by=None, now=now, public=False)
    return question


def _names(acting: Acting) -> list[str]:
    people = joined(acting.record.id)
    if acting.record.person_id is not None:
        people.append(db.session.get_one(Person, acting.record.person_id))
    return [acting.case.contact_name, *(person.name for person in people)]


def _others(acting: Acting) -> list[str]:
    case = acting.case
    return [acting.record.reference, case.contact_email, case.contact_phone]


def _addressed(asked: ToFirm, now: datetime) -> tuple[str, str]:
    """The firm's name, and the address to write to: the one given, else of somebody who acts for it."""
    firm, email = asked.firm.strip(), asked.email.strip()
    if asked.organisation_id is not None:
        firm = db.session.get_one(Organisation, asked.organisation_id).name
        email = email or _member_email(asked.organisation_id, local_date(now, landlord().zone))
    if not firm:
        raise RuleBroken("no firm")
    if not can_be_mailed(email):
        raise RuleBroken("no address")
    return firm, email


def _member_email(organisation_id: int, today: date) -> str:
    found = db.session.scalars(
        sa.select(Person.email)
        .join(OrganisationMember, OrganisationMember.person_id == Person.id)
        .where(
            OrganisationMember.organisation_id == organisation_id,
            OrganisationMember.from_on <= today,
            sa.or_(OrganisationMember.to_on.is_(None), OrganisationMember.to_on >= today),
            Person.email != "",
        )
        .order_by(OrganisationMember.id)
    )
    return found.first() or ""


def _lifetime(asked: ToFirm, now: datetime) -> timedelta:
    last_day_ends = datetime.combine(asked.answer_by + timedelta(days=1), time(), landlord().zone)
    return last_day_ends.astimezone(UTC) - now + OPEN_AFTER


def _end_earlier(record: Record, email: str, now: datetime) -> None:
    waiting = sa.select(FirmQuestion).where(
        FirmQuestion.complaint_id == record.id,
        sa.func.lower(FirmQuestion.email) == email.lower(),
        FirmQuestion.answered_at.is_(None),
        FirmQuestion.ended_at.is_(None),
    )
    for earlier in db.session.scalars(waiting):
        _end(earlier, now)
        facts = {"question": earlier.id, "firm": earlier.firm}
        add_entry(record, act=Act.QUESTION_TAKEN_BACK, at=now, now=now, by=None, public=False, facts=facts)


def _end(question: FirmQuestion, now: datetime) -> None:
    question.ended_at = now
    db.session.execute(
        sa.update(LinkToken)
        .where(LinkToken.id == question.link_id, LinkToken.used_at.is_(None))
        .values(superseded_at=now)
        .execution_options(synchronize_session=False)
    )


def _send(record: Record, question: FirmQuestion, secret: str, *, by: int, now: datetime) -> None:
    facts = {
        "question": question.id,
        "firm": question.firm,
        "email": question.email,
        "answer_by": question.answer_by.isoformat(),
    }
    entry = add_entry(
        record,
        act=Act.FIRM_ASKED,
        at=now,
        now=now,
        by=by,
        public=False,
        body=question.words,
        facts=facts,
    )
    send(
        kind="complaints/firm_asked",
        to=Recipient(name=question.firm, address=question.email),
        now=now,
        context={"question": question.words, "answer_by": question.answer_by, "question_token": secret},
        record=record,
        # Without their role: "Complaints officer" would say what it is about.
        handler=replace(staff_signature(by, otherwise_phone=landlord().phone), role=""),
        entry=entry,
        automatic=False,
        names_record=False,
    )
