"""What is read of one complaint, for its services and its customer. Staff's pages are in `staff_queries`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.cases.models import Feedback, Theme
from portal.cases.queries import CaseView, case_head
from portal.charters.standards import CaseKind
from portal.commitments.promise_line import PromiseLine, Step, lines
from portal.commitments.queries import steps_of
from portal.complaints.answers import Decision
from portal.complaints.models import (
    Assignment,
    Complaint,
    ComplaintStage,
    Determination,
    Finding,
    FirmQuestion,
    Improvement,
    OmbudsmanOrder,
    OwnReason,
    Point,
    Refusal,
    Remedy,
    TreatedDifferently,
)
from portal.complaints.refusals import last_day_within_a_year
from portal.complaints.remedies import Progress, progress
from portal.complaints.stages import Standing, State
from portal.complaints.ways import Way, way_of, way_of_data
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Organisation, Person
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Bar, Record
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class PointFound:
    """A point and what we found on it at the stage asked for; None: nothing yet."""

    point: Point
    finding: Finding | None

    @property
    def decision(self) -> Decision | None:
        """What we found."""
        return Decision(self.finding.decision) if self.finding else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """Something promised because of a complaint: a remedy, or for staff alone an improvement."""

    id: int
    is_remedy: bool
    kind: str
    words: str
    by_whom: str
    by_on: date
    agreed: bool | None
    done_on: date | None
    done_words: str
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintView:
    """A complaint as its customer sees it. `ombudsman_until`: the last day to ask them, after stage 2.

    `asks_since`: whether we have asked if they were treated differently and wait for the answer.
    """

    head: CaseView
    complaint: Complaint | None
    standing: Standing
    way: Way
    steps: Sequence[Step]
    points: Sequence[PointFound]
    actions: Sequence[Undertaking]
    ombudsman_until: date | None
    asks_since: bool

    @property
    def record(self) -> Record:
        """Its record."""
        return self.head.record

    @property
    def lines(self) -> tuple[PromiseLine, ...]:
        """Its promise lines: the policy's and the Code's, side by side."""
        return lines(self.steps, received_at=self.record.received_at)

    @property
    def is_overdue(self) -> bool:
        """Whether something is late and still owed: then we say that the Ombudsman can help."""
        return any(step.was_missed and not step.ended for step in self.steps)


_OF_RECORD = (
    sa.select(Complaint, TreatedDifferently, sa.func.coalesce(Feedback.data_protection, sa.false()))
    .select_from(Record)
    .outerjoin(Feedback, Feedback.id == Record.id)
    .outerjoin(Complaint, Complaint.id == Record.id)
    .outerjoin(TreatedDifferently, TreatedDifferently.complaint_id == Complaint.id)
    .where(Record.id == sa.bindparam("record"))
    .options(joinedload(Complaint.stages))  # one statement: there are two at most
)


def complaint_page(readers: Iterable[Reader], reference: str, *, now: datetime) -> ComplaintView:
    """Everything on a customer's page of a complaint; NotFound for what is none or may not be seen."""
    head = case_head(readers, reference, now=now)
    if head.record.kind != CaseKind.COMPLAINT:
        raise NotFound
    complaint, since, about_data = db.session.execute(_OF_RECORD, {"record": head.record.id}).unique().one()
    today = local_date(now, landlord().zone)
    return ComplaintView(
        head=head,
        complaint=complaint,
        standing=plain_standing(complaint, today=today, data_protection=about_data),
        way=landlords_way(today, data_protection=about_data),
        steps=steps_of([head.record.id], now=now, zone=landlord().zone)[head.record.id],
        points=points_found(complaint.id, stage=_shown_stage(complaint)) if complaint else (),
        actions=[u for u in undertakings_of(complaint.id, today=today) if u.is_remedy] if complaint else (),
        ombudsman_until=ombudsman_until(complaint) if complaint else None,
        asks_since=since is not None and since.asked_at is not None and since.answered_at is None,
    )


def landlords_way(today: date, *, data_protection: bool = False) -> Way:
    """How our landlord handles complaints on that day, or those about personal data."""
    if data_protection:
        return way_of_data(landlord().charter, on=today)
    return way_of(landlord().charter, on=today)


def complaint_of(record: Record) -> Complaint | None:
    """The complaint of a record the reader may see; None: it is only received so far."""
    return db.session.get(Complaint, record.id)


def stage_row(complaint: Complaint) -> ComplaintStage:
    """The row of the stage it is at."""
    found = sa.select(ComplaintStage).where(
        ComplaintStage.complaint_id == complaint.id, ComplaintStage.number == complaint.stage
    )
    return db.session.scalars(found).one()


def about_data() -> sa.ColumnElement[bool]:
    """The condition on `Record` of complaints about personal data, which the Code does not count."""
    return Record.id.in_(sa.select(Feedback.id).where(Feedback.data_protection.is_(True)))


def firms_known() -> list[tuple[int, str]]:
    """Ids and names of the organisations that may be asked, by name."""
    rows = db.session.execute(sa.select(Organisation.id, Organisation.name).order_by(Organisation.name))
    return [(row.id, row.name) for row in rows]


def question_words(complaint_id: int, question_id: int) -> str:
    """A question to a firm that still waits for its answer; "" for any other."""
    found = db.session.scalar(
        sa.select(FirmQuestion.words).where(
            FirmQuestion.id == question_id,
            FirmQuestion.complaint_id == complaint_id,
            FirmQuestion.answered_at.is_(None),
            FirmQuestion.ended_at.is_(None),
        )
    )
    return found or ""


def plain_standing(complaint: Complaint | None, *, today: date, data_protection: bool = False) -> Standing:
    """Where it stands, as far as its customer's buttons depend on it: nothing of people."""
    return Standing(
        state=State(complaint.state) if complaint else State.RECEIVED,
        stage=complaint.stage if complaint else 1,
        stages=landlords_way(today, data_protection=data_protection).stages,
        data_protection=data_protection,
    )


_HANDLED = sa.select(sa.literal("handled").label("what"), Assignment.person_id, Assignment.stage).where(
    Assignment.complaint_id == sa.bindparam("record"), Assignment.has_conflict.is_(False)
)
_BARRED = sa.select(sa.literal("barred"), Bar.person_id, sa.literal(0)).where(
    Bar.record_id == sa.bindparam("record")
)
_REFUSALS = sa.select(
    sa.case((Refusal.decided_at.is_(None), "asked"), else_="refused"), Refusal.asked_by_id, Refusal.stage
).where(
    Refusal.complaint_id == sa.bindparam("record"),
    sa.or_(Refusal.decided_at.is_(None), Refusal.approved.is_(True)),
)
_ABOUT_DATA = sa.select(sa.literal("about data"), Feedback.id, sa.literal(0)).where(
    Feedback.id == sa.bindparam("record"), Feedback.data_protection.is_(True)
)
_DETERMINED = sa.select(sa.literal("determined"), Determination.id, sa.literal(0)).where(
    Determination.complaint_id == sa.bindparam("record")
)
_PEOPLE = sa.union_all(_HANDLED, _BARRED, _REFUSALS, _ABOUT_DATA, _DETERMINED)


def standing_of(record: Record, complaint: Complaint | None, *, today: date) -> Standing:
    """Where it stands, with the people that decide who may act: one statement."""
    rows = db.session.execute(_PEOPLE, {"record": record.id}).all()
    about_data = any(what == "about data" for what, _, _ in rows)
    return Standing(
        state=State(complaint.state) if complaint else State.RECEIVED,
        stage=complaint.stage if complaint else 1,
        stages=landlords_way(today, data_protection=about_data).stages,
        data_protection=about_data,
        was_determined=any(what == "determined" for what, _, _ in rows),
        handler_id=record.handler_id,
        first_stage_people=frozenset(
            person for what, person, stage in rows if what == "handled" and stage == 1
        ),
        barred=frozenset(person for what, person, _ in rows if what == "barred"),
        refusal_asked_by=next((person for what, person, _ in rows if what == "asked"), None),
        was_refused=any(what == "refused" for what, _, _ in rows),
    )


_POINTS = (
    sa.select(Point, Finding)
    .outerjoin(Finding, sa.and_(Finding.point_id == Point.id, Finding.stage == sa.bindparam("stage")))
    .where(Point.complaint_id == sa.bindparam("complaint"), Point.withdrawn_at.is_(None))
    .order_by(Point.id)
)


def points_found(complaint_id: int, *, stage: int) -> list[PointFound]:
    """The points with what we found on them at that stage, in their order."""
    rows = db.session.execute(_POINTS, {"complaint": complaint_id, "stage": stage})
    return [PointFound(point=point, finding=finding) for point, finding in rows]


_complaint: sa.BindParameter[int] = sa.bindparam("complaint")
_REMEDIES = sa.select(
    sa.literal(1).label("is_remedy"),
    Remedy.id.label("id"),
    Remedy.kind,
    Remedy.words,
    Remedy.by_whom,
    Remedy.by_on.label("by_on"),
    Remedy.agreed,
    Remedy.done_on,
    Remedy.done_words,
).where(Remedy.complaint_id == _complaint)
_IMPROVEMENTS = (
    sa.select(
        sa.literal(0),
        Improvement.id,
        sa.literal(""),
        Improvement.words,
        Person.given_name + " " + Person.family_name,
        Improvement.by_on,
        sa.null(),
        Improvement.done_on,
        Improvement.done_words,
    )
    .join(Person, Person.id == Improvement.owner_id)
    .where(Improvement.complaint_id == _complaint)
)
_UNDERTAKINGS: sa.CompoundSelect[*tuple[Any, ...]] = sa.union_all(_REMEDIES, _IMPROVEMENTS).order_by(
    "by_on", "id"
)


def undertakings_of(complaint_id: int, *, today: date) -> list[Undertaking]:
    """Remedies and improvements by their dates: one statement."""
    rows = db.session.execute(_UNDERTAKINGS, {"complaint": complaint_id})
    return [_undertaking(row, today) for row in rows]


def remedies_promised(complaint_id: int) -> list[Remedy]:
    """The remedies, in the order they were promised."""
    return list(
        db.session.scalars(sa.select(Remedy).where(Remedy.complaint_id == complaint_id).order_by(Remedy.id))
    )


def determination_of(complaint_id: int, determination_id: int) -> Determination:
    """One decision on that complaint; NotFound for any other."""
    row = db.session.get(Determination, determination_id)
    if row is None or row.complaint_id != complaint_id:
        raise NotFound
    return row


def order_of(complaint_id: int, order_id: int) -> OmbudsmanOrder:
    """One order on that complaint; NotFound for any other."""
    row = db.session.get(OmbudsmanOrder, order_id)
    if row is None:
        raise NotFound
    determination_of(complaint_id, row.determination_id)
    return row


def own_reasons(*, with_old: bool = False) -> list[OwnReason]:
    """The landlord's own reasons for refusing, by their words; public, as its policy is."""
    wanted = sa.true() if with_old else OwnReason.active.is_(True)
    return list(db.session.scalars(sa.select(OwnReason).where(wanted).order_by(OwnReason.words)))


def own_reason(reason_id: int) -> OwnReason:
    """One of them; NotFound where there is none."""
    row = db.session.get(OwnReason, reason_id)
    if row is None:
        raise NotFound
    return row


def themes_used() -> list[str]:
    """Names of the themes of the landlord's list, which all feedback is counted by, in their order."""
    return list(db.session.scalars(sa.select(Theme.name).where(Theme.active).order_by(Theme.name)))


def theme_named(name: str) -> Theme | None:
    """The theme of that name, large and small letters alike; None where it is in no list."""
    return db.session.scalar(sa.select(Theme).where(sa.func.lower(Theme.name) == name.strip().lower()))


def ombudsman_until(complaint: Complaint) -> date | None:
    """The last day on which the Ombudsman can be asked: twelve months after the stage 2 answer."""
    second = next((s for s in complaint.stages if s.number == 2), None)
    if second is None or second.answered_at is None:
        return None
    return last_day_within_a_year(local_date(second.answered_at, landlord().zone))


def _shown_stage(complaint: Complaint) -> int:
    """What the customer may read of our findings: those of the last stage that was answered."""
    answered = [stage.number for stage in complaint.stages if stage.answered_at is not None]
    return max(answered, default=0)


def _undertaking(row: Any, today: date) -> Undertaking:
    is_remedy, number, kind, words, by_whom, by_on, agreed, done_on, done_words = row
    return Undertaking(
        id=number,
        is_remedy=bool(is_remedy),
        kind=kind,
        words=words,
        by_whom=by_whom,
        by_on=by_on,
        agreed=None if agreed is None else bool(agreed),
        done_on=done_on,
        done_words=done_words,
        progress=progress(by_on, done_on, today=today),
    )
