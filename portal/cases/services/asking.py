"""Sending what somebody answered on the pages of asking or speaking: a case, from a draft's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.attachments.limits import AcceptedFile
from portal.cases.feedback import Where, Wish, about_data
from portal.cases.journey import (
    Answers,
    Page,
    Situation,
    case_kind,
    for_organisation,
    for_person,
    information_kind,
    pages,
    unanswered,
)
from portal.cases.kinds import ReplyBy
from portal.cases.models import ComplaintChoice
from portal.cases.services.complaining import Complaining, open_complaint
from portal.cases.services.hazards import name_in_case
from portal.cases.services.raising import NewCase, Said, raise_case
from portal.cases.services.referring import may_be_named
from portal.charters.standards import CaseKind, Channel
from portal.database import db
from portal.errors import RuleBroken
from portal.hazards.kinds import HazardKind
from portal.hazards.services.naming import Danger
from portal.identity.models import Home, Person, Tenancy
from portal.identity.queries.tenancies import tenancies_of
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Everything that was answered, by whom, and the submission id that makes it one case at most."""

    answers: Answers
    situation: Situation
    files: Sequence[AcceptedFile]
    submission_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpWanted:
    """Somebody would rather be helped with a form than go on alone. `words` hold what they had written."""

    title: str
    words: str
    name: str
    phone: str
    ring_between: str
    submission_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contact:
    name: str
    email: str
    phone: str
    address: str
    kind: str


def send_asked(asked: Asked, *, now: datetime) -> Record:
    """Raise the case that the answers describe.

    Who complains of how we use personal data and of a service as well gets a complaint for each, received at
    the same moment. Raises RuleBroken "not everything answered" (with `page`), and what `raise_case` raises.
    Answers of pages that are no longer asked, because an earlier answer changed, count for nothing.
    """
    missing = unanswered(asked.answers, asked.situation)
    if missing is not None:
        raise RuleBroken("not everything answered", page=missing)
    me = asked.situation.person_id
    new = new_case(asked, now=now)
    record = raise_case(new, by=me, now=now)
    offer_made(record, asked, now=now)
    danger = _danger(asked, now=now)
    if danger is not None:
        name_in_case(record, danger, by=me, now=now)
    other = str(_answer(asked, Page.HAPPENED, "other_words"))
    if new.about_data and other:
        open_complaint(record, Complaining(words=other), by=me, now=now)
    naming = _answer(asked, Page.NAMING, "may_name")
    if naming:
        may_be_named(record, yes=naming == "yes", by=me, now=now)
    return record


def new_case(asked: Asked, *, now: datetime) -> NewCase:
    """The answers as a new case on the web, received now."""
    answers, situation = asked.answers, asked.situation
    whose = for_person(answers, situation)
    writer = db.session.get(Person, situation.person_id) if situation.person_id else None
    tenancy = _tenancy(asked, whose, now)
    home = tenancy.home if tenancy else None
    contact = _contact(asked, writer, home)
    return NewCase(
        kind=case_kind(answers) or CaseKind.ENQUIRY,
        channel=Channel.WEB,
        words=str(_answer(asked, Page.WORDS, "words") or _answer(asked, Page.HAPPENED, "words")),
        received_at=now,
        reply_by=ReplyBy(_answer(asked, Page.REPLY, "reply_by")),
        topic_id=_topic(asked),
        person=db.session.get(Person, whose) if whose else None,
        tenancy_id=tenancy.id if tenancy else None,
        organisation_id=for_organisation(answers, situation),
        office_id=home.office_id if home else None,
        division=home.division if home else None,
        urgent=_answer(asked, Page.WORDS, "urgent") == "yes",
        information=information_kind(answers),
        ring_between=str(_answer(asked, Page.REPLY, "ring_between")),
        submission_id=asked.submission_id,
        files=asked.files,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        contact_address=contact.address,
        contact_kind=contact.kind,
        said=_said(asked) if situation.speaking else None,
    )


def offer_made(record: Record, asked: Asked, *, now: datetime) -> None:
    """Who speaks had the choice to complain on the first page; keep what they chose (the Code, 1.3).

    Not for a compliment: nobody is unhappy.
    """
    kind = case_kind(asked.answers)
    if kind not in (CaseKind.COMMENT, CaseKind.COMPLAINT):
        return
    complains = kind is CaseKind.COMPLAINT
    db.session.add(
        ComplaintChoice(
            record_id=record.id,
            offered_where=Where.SPEAKING,
            offered_at=now,
            answer=Wish.YES if complains else Wish.NO,
            answered_at=now,
            complaint_id=record.id if complains else None,
        )
    )
    db.session.flush()


def _danger(asked: Asked, *, now: datetime) -> Danger | None:
    """What they say is dangerous in the home; None for nothing. We know of it from now."""
    kind = _answer(asked, Page.DANGER, "kind")
    if not kind:
        return None
    return Danger(
        kind=HazardKind(kind),
        place=str(_answer(asked, Page.DANGER, "place")),
        risk=str(_answer(asked, Page.DANGER, "risk")),
        today=_answer(asked, Page.DANGER, "today") == "yes",
        known_at=now,
    )


def _said(asked: Asked) -> Said:
    happened = _answer(asked, Page.HAPPENED, "happened_on")
    complains = case_kind(asked.answers) is CaseKind.COMPLAINT
    return Said(
        named=str(_answer(asked, Page.KIND, "feedback")),
        about=str(_answer(asked, Page.HAPPENED, "about")),
        about_name=str(_answer(asked, Page.HAPPENED, "about_name")),
        happened_on=date.fromisoformat(happened) if happened else None,
        put_right=str(_answer(asked, Page.HAPPENED, "put_right")) if complains else "",
        data_protection=about_data(asked.answers.get(Page.KIND, {})),
    )


def ask_for_help(wanted: HelpWanted, *, person: Person | None, now: datetime) -> Record:
    """Raise the service request of somebody who wants help with a form; we ring them, at no cost to them.

    Raises RuleBroken("number missing") without one to ring, and what `raise_case` raises.
    """
    if not any(c.isdigit() for c in wanted.phone):
        raise RuleBroken("number missing")
    new = NewCase(
        kind=CaseKind.SERVICE_REQUEST,
        channel=Channel.WEB,
        title=wanted.title,
        words=wanted.words,
        received_at=now,
        reply_by=ReplyBy.PHONE,
        person=person,
        contact_name=wanted.name,
        contact_phone=wanted.phone,
        ring_between=wanted.ring_between,
        submission_id=wanted.submission_id,
    )
    return raise_case(new, by=person.id if person else None, now=now)


def _contact(asked: Asked, writer: Person | None, home: Home | None) -> _Contact:
    """How to reach whoever wrote: also when they write for somebody else, the answer goes to them."""
    if writer is None:
        page = Page.REPLY if asked.situation.speaking else Page.ABOUT_YOU
        return _Contact(
            name=str(_answer(asked, page, "name")),
            email=str(_answer(asked, page, "email")),
            phone=str(_answer(asked, page, "phone")),
            address=str(_answer(asked, page, "address")),
            kind=str(_answer(asked, page, "contact_kind")),
        )
    return _Contact(
        name=writer.name,
        email=str(_answer(asked, Page.REPLY, "email")) or writer.email,
        phone=str(_answer(asked, Page.REPLY, "phone")) or writer.phone,
        address=writer.address or (f"{home.address}, {home.postcode}" if home else ""),
        kind=writer.contact_kind,
    )


def _tenancy(asked: Asked, whose: int | None, now: datetime) -> Tenancy | None:
    if whose is None or for_organisation(asked.answers, asked.situation) is not None:
        return None
    held = tenancies_of(whose, local_date(now, landlord().zone))
    if len(held) == 1:
        return held[0]
    chosen = _answer(asked, Page.HOME, "home")
    return next((t for t in held if str(t.id) == chosen), None)


def _topic(asked: Asked) -> int | None:
    given = _answer(asked, Page.TOPIC, "topic") or _answer(asked, Page.HAPPENED, "topic")
    offered = {str(t.id): t.id for t in landlord().open_topics}
    return offered.get(str(given))


def _answer(asked: Asked, page: Page, name: str) -> Any:
    if page not in pages(asked.answers, asked.situation):
        return ""
    return asked.answers.get(page, {}).get(name) or ""
