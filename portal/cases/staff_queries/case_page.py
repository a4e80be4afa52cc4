"""One case as staff see it: the head for acting on it, and all that its page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.attachments.models import Attachment
from portal.cases.models import (
    AnswerTemplate,
    Case,
    CaseLink,
    CaseTheme,
    Feedback,
    KnowledgeNote,
    Option,
    Referral,
    Theme,
)
from portal.cases.next_acts import Standing
from portal.cases.stages import Act, Status
from portal.clock.explain import Counting
from portal.commitments.models import Commitment
from portal.commitments.promise_line import PromiseLine, Step, lines
from portal.commitments.proof import refusals, waits
from portal.commitments.queries import commitment_for, step
from portal.database import db
from portal.errors import NotFound
from portal.identity.absences import Cover, cover_of
from portal.identity.models import Home, Organisation, Person, StaffProfile, Tenancy
from portal.identity.queries.absences import away_in, with_cover
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.markers import NO_NEEDS, NeedsFlag
from portal.needs.queries import flag_for
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import shown_beside, visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

_person, _handler, _open_one = aliased(Person), aliased(Person), aliased(Referral)
_last_entry = sa.select(sa.func.max(Entry.id)).where(Entry.record_id == Record.id).scalar_subquery()
_open_hand_over = (
    sa.select(sa.func.min(_open_one.id))
    .where(_open_one.record_id == Record.id, _open_one.submitted_at.is_(None), _open_one.agency == "")
    .correlate(Record)
    .scalar_subquery()
)

_BETWEEN = "\n"  # no theme has a line's end in its name
_themes = (
    sa.select(sa.func.aggregate_strings(Theme.name, _BETWEEN))
    .join(CaseTheme, CaseTheme.theme_id == Theme.id)
    .where(CaseTheme.record_id == Record.id)
    .correlate(Record)
    .scalar_subquery()
)

# Made once: putting aliased columns into a statement takes longer than reading the row.
_HEADS = with_cover(
    sa.select(
        Record,
        Case,
        _person,
        _handler,
        StaffProfile,
        Home,
        Referral,
        _last_entry,
        Organisation.name,
        Feedback,
        _themes,
    )
    .join(Case, Case.id == Record.id)
    .outerjoin(_person, _person.id == Record.person_id)
    .outerjoin(_handler, _handler.id == Record.handler_id)
    .outerjoin(StaffProfile, StaffProfile.person_id == Record.handler_id)
    .outerjoin(Tenancy, Tenancy.id == Record.tenancy_id)
    .outerjoin(Home, Home.id == Tenancy.home_id)
    .outerjoin(Referral, Referral.id == _open_hand_over)
    .outerjoin(Organisation, Organisation.id == Record.organisation_id)
    .outerjoin(Feedback, Feedback.id == Record.id),
    Record.handler_id,
)


_record: sa.BindParameter[int] = sa.bindparam("record")
_COMMITMENTS = (
    sa.select(Commitment)
    .where(Commitment.record_id == _record)
    .options(joinedload(Commitment.notices))  # one statement: there are few of both
    .order_by(Commitment.due_at, Commitment.id)
)
_ENTRIES = (
    sa.select(Entry, Attachment)
    .outerjoin(Attachment, Attachment.entry_id == Entry.id)
    .where(Entry.record_id == _record)
    .options(joinedload(Entry.actor))
    .order_by(Entry.at.desc(), Entry.id.desc(), Attachment.id)
)
_OPTIONS = (
    sa.select(Option).where(Option.record_id == _record, Option.withdrawn_at.is_(None)).order_by(Option.id)
)
_LINKS = (
    sa.select(Record.reference, Record.title, Record.closed_at)
    .where(
        Record.id.in_(
            sa.union(
                sa.select(CaseLink.second_id).where(CaseLink.first_id == _record),
                sa.select(CaseLink.first_id).where(CaseLink.second_id == _record),
            )
        )
    )
    .order_by(Record.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """Record, case and the people around it, at `now`. `referral`: an open hand-over to an authority.

    `cover`: the handler is away. `organisation`: whose case it is, where it is an organisation's.
    """

    record: Record
    case: Case
    person: Person | None
    handler: Person | None
    handler_role: str
    handler_phone: str
    home: Home | None
    referral: Referral | None
    commitments: Sequence[Commitment]
    steps: tuple[Step, ...]
    cover: Cover | None
    organisation: str
    last_entry_id: int
    now: datetime
    feedback: Feedback | None = None
    themes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[PromiseLine, ...]:
        """The promise lines as they stand."""
        return lines(self.steps, received_at=self.record.received_at)

    def standing(self, reader: Reader) -> Standing:
        """What decides which acts are possible."""
        running = [c for c in self.commitments if c.ended_at is None]
        standing_still = [c for c in running if c.paused_at is not None]
        return Standing(
            status=Status(self.case.status),
            has_handler=self.record.handler_id is not None,
            steps=self.steps,
            may_extend=any(c.extension is not None and c.paused_at is None for c in running),
            may_stop=any(c.may_pause and c.paused_at is None for c in running),
            is_stopped=any(not waits(c) for c in standing_still),
            may_ask_identity=None in refusals(self.commitments, now=self.now),
            waits_for_identity=any(waits(c) for c in standing_still),
            handing_over_to_authority=self.referral is not None,
            name_not_asked=self.referral is not None and self.referral.may_name_requester is None,
            has_manager_reader=reader.may(Ability.MANAGE_WORK),
            kind=self.record.kind,
            acknowledged=self.feedback is not None and self.feedback.acknowledged_at is not None,
            passed_on=self.feedback is not None and self.feedback.passed_on_at is not None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedCase:
    """A case that belongs together with this one, as far as the reader may see it; never a complaint."""

    reference: str
    title: str
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCase:
    """Everything on the staff's page of a case. `files` by entry; None holds those of no entry."""

    head: CaseHead
    entries: Sequence[Entry]
    files: Mapping[int | None, Sequence[Attachment]]
    options: Sequence[Option]
    links: Sequence[LinkedCase]
    needs: NeedsFlag


def case_head_for(reader: Reader, reference: str, *, now: datetime) -> CaseHead:
    """A case for acting on it, in two statements; NotFound unless this member of staff may see it."""
    meant = understood(reference)
    if meant is None:
        raise NotFound
    facts = landlord()
    statement = _head(reader, local_date(now, facts.zone))
    row = db.session.execute(statement, {"reference": meant, "now": now}).first()
    if row is None:
        raise NotFound
    record, case, someone, officer, work, home, referral, last_entry_id, organisation = row[:9]
    commitments = _commitments(record.id)
    team = facts.team(record.team_id) if record.team_id else None
    return CaseHead(
        record=record,
        case=case,
        person=someone,
        handler=officer,
        handler_role=work.job_title if work else "",
        handler_phone=(work.work_phone if work else "") or (team.phone if team else "") or facts.phone,
        home=home,
        referral=referral,
        commitments=commitments,
        steps=tuple(step(c, now=now, zone=facts.zone) for c in commitments),
        cover=cover_of(away_in(row, now), record.handler_id, facts.calendars().office, facts.zone),
        organisation=organisation or "",
        last_entry_id=last_entry_id or 0,
        now=now,
        feedback=row[9],
        themes=tuple(sorted(row[10].split(_BETWEEN))) if row[10] else (),
    )


def case_page_for(reader: Reader, reference: str, *, now: datetime) -> StaffCase:
    """The page of a case, in four statements beside the head's two."""
    head = case_head_for(reader, reference, now=now)
    today = local_date(now, landlord().zone)
    entries, files = _entries_and_files(head.record.id)
    flags = flag_for([head.person.id] if head.person else [], today=today)
    return StaffCase(
        head=head,
        entries=entries,
        files=files,
        options=_options(head.record.id),
        links=_links(reader, head.record.id, now),
        needs=flags.get(head.person.id, NO_NEEDS) if head.person else NO_NEEDS,
    )


def entries_since(record_id: int, entry_id: int) -> list[Entry]:
    """What happened on the record after that entry, oldest first, with who did it."""
    return list(
        db.session.scalars(
            sa.select(Entry)
            .where(Entry.record_id == record_id, Entry.id > entry_id)
            .options(joinedload(Entry.actor))
            .order_by(Entry.id)
        )
    )


def last_wrote_at(record_id: int, since: datetime) -> datetime | None:
    """When the customer last wrote to us on the case, if that was after `since`."""
    written = sa.select(sa.func.max(Entry.at)).where(
        Entry.record_id == record_id, Entry.act == Act.CUSTOMER_WROTE.value, Entry.at > since
    )
    return db.session.scalar(written)


def counting_for_staff(
    reader: Reader, reference: str, commitment_id: int, *, now: datetime
) -> tuple[Record, Commitment, Counting]:
    """How one date of a case was counted; NotFound unless it is a date of that case and may be seen."""
    commitment, record = commitment_for(reader, commitment_id, today=local_date(now, landlord().zone))
    if record.reference != understood(reference):
        raise NotFound
    return record, commitment, Counting.from_json(commitment.counting)


def templates_for(topic_id: int | None) -> list[AnswerTemplate]:
    """Reviewed answers for a topic, and those for every topic, by title. For staff who work cases."""
    return list(db.session.scalars(_of_topic(AnswerTemplate, topic_id)))


def notes_for(topic_id: int | None) -> list[KnowledgeNote]:
    """What staff need to know on a topic and on everything, by title. For staff who work cases."""
    return list(db.session.scalars(_of_topic(KnowledgeNote, topic_id)))


def _of_topic(kind: Any, topic_id: int | None) -> sa.Select[Any]:
    return (
        sa.select(kind).where(sa.or_(kind.topic_id == topic_id, kind.topic_id.is_(None))).order_by(kind.title)
    )


def _commitments(record_id: int) -> list[Commitment]:
    return list(db.session.scalars(_COMMITMENTS, {"record": record_id}).unique())


def _entries_and_files(record_id: int) -> tuple[list[Entry], dict[int | None, list[Attachment]]]:
    """The timeline, newest first, and its files: one statement for both."""
    rows = db.session.execute(_ENTRIES, {"record": record_id})
    entries: dict[int, Entry] = {}
    files: dict[int | None, list[Attachment]] = {}
    for entry, file in rows:
        entries[entry.id] = entry
        if file is not None:
            files.setdefault(entry.id, []).append(file)
    return list(entries.values()), files


def _options(record_id: int) -> list[Option]:
    """Options put and not withdrawn: those that wait for the customer, and what was chosen."""
    return list(db.session.scalars(_OPTIONS, {"record": record_id}))


def _links(reader: Reader, record_id: int, now: datetime) -> list[LinkedCase]:
    statement = _links_seen(reader, local_date(now, landlord().zone))
    rows = db.session.execute(statement, {"record": record_id})
    return [
        LinkedCase(reference=reference, title=title, is_closed=closed_at is not None)
        for reference, title, closed_at in rows
    ]


# Kept for each member of staff: finding out that a statement is one we had takes as long as running it.
@lru_cache(maxsize=256)
def _head(reader: Reader, today: date) -> sa.Select[*tuple[Any, ...]]:
    return _HEADS.where(Record.reference == sa.bindparam("reference"), visible_to(reader, today=today))


@lru_cache(maxsize=256)
def _links_seen(reader: Reader, today: date) -> sa.Select[str, str, datetime | None]:
    return _LINKS.where(shown_beside(reader, today=today))
