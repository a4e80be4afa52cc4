"""What customers see of their cases, and what is known of somebody before they ask. Staff's are elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.attachments.models import Attachment
from portal.attachments.queries import files_of
from portal.cases.journey import Situation
from portal.cases.models import Case, CaseLink, Option, Referral, Theme, WhatWeDid
from portal.cases.outside_answers import ANSWERED, ASKED, TAKEN_BACK, News, news_in
from portal.charters.standards import CaseKind
from portal.clock.explain import Counting
from portal.commitments.models import Commitment
from portal.commitments.promise_line import PromiseLine, lines
from portal.commitments.queries import commitment_for, steps_of
from portal.database import BigId, db
from portal.errors import NotFound
from portal.identity.absences import Away, Cover, cover_of, unnoticed
from portal.identity.models import (
    Authority,
    Organisation,
    OrganisationMember,
    Person,
    StaffProfile,
    Tenancy,
    TenancyMember,
)
from portal.identity.queries.absences import absences_at, away_in, with_cover
from portal.identity.queries.authorities import in_force
from portal.identity.readers import Reader
from portal.identity.scopes import ACTING
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Entry, Joined, Record
from portal.records.queries import entries_of, visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

ON_A_PAGE = 20
WE_DID_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who deals with a case and how to reach them: a person with a role, or a team."""

    name: str
    phone: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as its customer sees it. `asks_name`: a request that waits for "may we name you?".

    `may_write`: not for those who may only see it for somebody else. `cover`: the handler is away.
    """

    record: Record
    case: Case
    contact: Contact
    asks_name: bool
    may_write: bool = True
    cover: Cover | None = None
    lines: tuple[PromiseLine, ...] = ()
    entries: Sequence[Entry] = ()
    files: Mapping[int | None, Sequence[Attachment]] = field(default_factory=dict)
    options: Sequence[Option] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case in a customer's list."""

    record: Record
    case: Case
    lines: Sequence[PromiseLine]


def case_head(readers: Iterable[Reader], reference: str, *, now: datetime) -> CaseView:
    """Record, case, who deals with it: one statement for each reader tried, NotFound when none may see it."""
    meant = understood(reference)
    if meant is None:
        raise NotFound
    only_seen = None
    for reader in readers:
        found = _head(reader, meant, landlord(), now)
        if found is not None and found.may_write:
            return found
        only_seen = only_seen or found
    if only_seen is None:
        raise NotFound
    return only_seen


def case_page(readers: Iterable[Reader], reference: str, *, now: datetime) -> CaseView:
    """Everything on a customer's page of a case, in five statements beside `case_head`'s."""
    head = case_head(readers, reference, now=now)
    record = head.record
    files: dict[int | None, list[Attachment]] = {}
    for file in files_of(record.id, public_only=True):
        files.setdefault(file.entry_id, []).append(file)
    return CaseView(
        record=record,
        case=head.case,
        contact=head.contact,
        asks_name=head.asks_name,
        may_write=head.may_write,
        cover=head.cover,
        lines=lines_of(record, now=now),
        entries=entries_of(record.id, public_only=True),
        files=files,
        options=_options(record.id),
    )


def cover_told(person_id: int | None, *, now: datetime) -> Cover | None:
    """What customers are told of somebody who deals with their case and is away; None when they are there.

    None too for an absence so short that the policy asks for no word (TPP Written f: one working day). One
    statement, none for nobody.
    """
    return _told(absences_at(now), person_id, now) if person_id is not None else None


def lines_of(record: Record, *, now: datetime) -> tuple[PromiseLine, ...]:
    """The promise lines of a record the reader may see."""
    steps = steps_of([record.id], now=now, zone=landlord().zone)[record.id]
    return lines(steps, received_at=record.received_at)


def counting_for(
    readers: Iterable[Reader], reference: str, commitment_id: int, *, now: datetime
) -> tuple[Record, Commitment, Counting]:
    """How one date of a case was counted; NotFound unless it is a date of that case and may be seen."""
    today = local_date(now, landlord().zone)
    for reader in readers:
        try:
            commitment, record = commitment_for(reader, commitment_id, today=today)
        except NotFound:
            continue
        if record.reference == understood(reference):
            return record, commitment, Counting.from_json(commitment.counting)
    raise NotFound


def complaint_beside(record: Record) -> str:
    """The reference of the complaint that was opened in the same moment beside a complaint; "" for none.

    For the confirmation of whoever sent both. One statement, for a complaint alone.
    """
    if record.kind != CaseKind.COMPLAINT:
        return ""
    other = aliased(Record)
    found = (
        sa.select(other.reference)
        .join(CaseLink, sa.or_(CaseLink.first_id == other.id, CaseLink.second_id == other.id))
        .where(
            sa.or_(CaseLink.first_id == record.id, CaseLink.second_id == record.id),
            CaseLink.made_at == record.created_at,
            other.id != record.id,
            other.kind == CaseKind.COMPLAINT.value,
        )
    )
    return db.session.scalar(found) or ""


def commitment_on(record_id: int, commitment_id: int) -> Commitment | None:
    """A commitment of a record the reader may see; None where it is another's, or there is none."""
    return db.session.scalar(
        sa.select(Commitment).where(Commitment.id == commitment_id, Commitment.record_id == record_id)
    )


def cases_of(reader: Reader, *, now: datetime, before_id: int | None = None) -> list[CaseRow]:
    """The reader's cases, newest first, `ON_A_PAGE` and one more (then there are older ones)."""
    today = local_date(now, landlord().zone)
    older = sa.true() if before_id is None else Record.id < before_id
    rows = db.session.execute(
        sa.select(Record, Case)
        .join(Case, Case.id == Record.id)
        .where(visible_to(reader, today=today), older)
        .order_by(Record.id.desc())
        .limit(ON_A_PAGE + 1)
    ).all()
    steps = steps_of([record.id for record, _ in rows], now=now, zone=landlord().zone)
    return [CaseRow(record=r, case=c, lines=lines(steps[r.id], received_at=r.received_at)) for r, c in rows]


def what_we_did() -> list[tuple[WhatWeDid, str]]:
    """What is published under "you said, we did", with its theme's name, the newest first; for everybody."""
    rows = db.session.execute(
        sa.select(WhatWeDid, sa.func.coalesce(Theme.name, ""))
        .outerjoin(Theme, Theme.id == WhatWeDid.theme_id)
        .where(WhatWeDid.withdrawn_at.is_(None))
        .order_by(WhatWeDid.published_on.desc(), WhatWeDid.id.desc())
        .limit(WE_DID_SHOWN)
    )
    return [(row, name) for row, name in rows]


def situation_of(reader: Reader, *, now: datetime) -> tuple[Situation, Mapping[str, str]]:
    """What is known of somebody who asks, and the names of those they may ask for, by form value.

    Three statements for somebody signed in, none for a visitor.
    """
    facts = landlord()
    offered = Situation(has_topics=bool(facts.open_topics), public_authority=facts.charter.public_authority)
    if reader.person_id is None:
        return offered, {}
    today = local_date(now, facts.zone)
    represented = _represented(reader.person_id, today)
    people = {reader.person_id: "", **represented}
    organisations = _organisations(reader.person_id, today)
    names = {f"person:{i}": name for i, name in people.items()}
    names |= {f"organisation:{i}": name for i, name in organisations.items()}
    situation = replace(
        offered,
        person_id=reader.person_id,
        homes_of=_homes(people, today),
        organisations=tuple(organisations),
    )
    return situation, names


_handler = aliased(Person)
_waits_for_name = (
    sa.exists()
    .where(
        Referral.record_id == Record.id,
        Referral.submitted_at.is_(None),
        Referral.agency == "",
        Referral.may_name_requester.is_(None),
    )
    .correlate(Record)
)
_me: sa.BindParameter[int] = sa.bindparam("me", type_=BigId)
_today: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date())
# Whoever sees a case may act on it, unless they see it only by an authority to see.
_may_write = sa.or_(
    Record.person_id.is_(None),
    Record.person_id == _me,
    Record.raised_by_id == _me,
    sa.exists().where(Joined.record_id == Record.id, Joined.person_id == _me),
    sa.exists().where(
        Authority.holder_id == _me,
        Authority.for_person_id == Record.person_id,
        Authority.scope.in_(ACTING),
        in_force(_today),
    ),
    sa.exists().where(
        OrganisationMember.person_id == _me,
        OrganisationMember.organisation_id == Record.organisation_id,
        OrganisationMember.from_on <= _today,
        sa.or_(OrganisationMember.to_on.is_(None), OrganisationMember.to_on >= _today),
    ),
)
_HEADS = with_cover(
    sa.select(Record, Case, _handler, StaffProfile, _waits_for_name, _may_write)
    .join(Case, Case.id == Record.id)
    .outerjoin(_handler, _handler.id == Record.handler_id)
    .outerjoin(StaffProfile, StaffProfile.person_id == Record.handler_id),
    Record.handler_id,
)
_OPTIONS = (
    sa.select(Option)
    .where(
        Option.record_id == sa.bindparam("record"), Option.withdrawn_at.is_(None), Option.chosen_at.is_(None)
    )
    .order_by(Option.id)
)


def _head(reader: Reader, reference: str, facts: LandlordFacts, now: datetime) -> CaseView | None:
    today = local_date(now, facts.zone)
    row = db.session.execute(
        _HEADS.where(Record.reference == reference, visible_to(reader, today=today)),
        {"now": now, "today": today, "me": reader.person_id},
    ).first()
    if row is None:
        return None
    record, case, person, staff, asks_name, may_write = row[:6]
    return CaseView(
        record=record,
        case=case,
        contact=_contact(record, person, staff, facts),
        asks_name=asks_name,
        may_write=may_write or reader.link_record_id is not None,
        cover=_told(away_in(row, now), record.handler_id, now) if record.closed_at is None else None,
    )


def _told(away: Mapping[int, Away], person_id: int | None, now: datetime) -> Cover | None:
    if person_id is None or person_id not in away:
        return None
    facts = landlord()
    calendar, limit = facts.calendars().office, unnoticed(facts.charter, local_date(now, facts.zone))
    if limit is not None and not away[person_id].is_longer_than(limit, calendar, facts.zone):
        return None
    return cover_of(away, person_id, calendar, facts.zone)


def _contact(
    record: Record, person: Person | None, staff: StaffProfile | None, facts: LandlordFacts
) -> Contact:
    team = facts.team(record.team_id) if record.team_id else None
    team_phone = (team.phone if team else "") or facts.phone
    if person is None:
        return Contact(name=team.name if team else facts.name, phone=team_phone)
    if staff is None:
        return Contact(name=person.name, phone=team_phone)
    return Contact(name=person.name, role=staff.job_title, phone=staff.work_phone or team_phone)


def _options(record_id: int) -> list[Option]:
    return list(db.session.scalars(_OPTIONS, {"record": record_id}))


def _represented(person_id: int, today: date) -> dict[int, str]:
    people = db.session.scalars(
        sa.select(Person)
        .join(Authority, Authority.for_person_id == Person.id)
        .where(Authority.holder_id == person_id, Authority.scope.in_(ACTING), in_force(today))
        .order_by(Person.family_name, Person.id)
    )
    return {p.id: p.name for p in people}


def _organisations(person_id: int, today: date) -> dict[int, str]:
    rows = db.session.execute(
        sa.select(Organisation.id, Organisation.name)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(
            OrganisationMember.person_id == person_id,
            OrganisationMember.from_on <= today,
            sa.or_(OrganisationMember.to_on.is_(None), OrganisationMember.to_on >= today),
        )
        .order_by(Organisation.name)
    )
    return {row.id: row.name for row in rows}


def _homes(people: Iterable[int], today: date) -> dict[int, int]:
    counts = dict.fromkeys(people, 0)
    found = db.session.execute(
        sa.select(TenancyMember.person_id, sa.func.count())
        .join(Tenancy, Tenancy.id == TenancyMember.tenancy_id)
        .where(
            TenancyMember.person_id.in_(list(counts)),
            Tenancy.started_on <= today,
            sa.or_(Tenancy.ended_on.is_(None), Tenancy.ended_on >= today),
        )
        .group_by(TenancyMember.person_id)
    )
    for person_id, count in found:
        counts[person_id] = count
    return counts


_asked = aliased(Entry)
_last_of_handler = (
    sa.select(sa.func.max(Entry.id))
    .where(Entry.record_id == Record.id, Entry.actor_id == Record.handler_id)
    .correlate(Record)
    .scalar_subquery()
)
_FROM_FIRMS = sa.select(Entry, Record.handler_id).join(Record, Record.id == Entry.record_id)
_FROM_FIRMS = _FROM_FIRMS.where(
    Record.id.in_(sa.bindparam("records", expanding=True)),
    sa.exists().where(_asked.record_id == Record.id, _asked.act == ASKED),
    sa.or_(Entry.act.in_([ASKED, ANSWERED, TAKEN_BACK]), Entry.id == _last_of_handler),
)


def news_for(shown: Iterable[int], *, today: date) -> dict[int, News]:
    """What firms we asked answered or owe, by the ids of records staff were shown: one statement at most."""
    if not (ids := list(shown)):
        return {}
    found: dict[int, tuple[int | None, list[Entry]]] = {}
    for line, handler_id in db.session.execute(_FROM_FIRMS, {"records": ids}):
        found.setdefault(line.record_id, (handler_id, []))[1].append(line)
    each = {number: news_in(its, handler_id=who, today=today) for number, (who, its) in found.items()}
    return {number: news for number, news in each.items() if news is not None}
