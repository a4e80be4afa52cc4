"""Things to make: tasks by their date, Braille to read through, forms that failed, suppliers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.formats.models import FormatTask, FormatTaskFile, Supplier
from portal.formats.tasks import OPEN, TaskState, supplier_kind
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.messaging.models import MessageFile, OutgoingMessage
from portal.messaging.staff_queries.outbox import may_know, may_read
from portal.messaging.states import State
from portal.records.models import Record
from portal.records.queries import household_of, known_to, visible_to

PAGE_SIZE = 25
LISTED = 25  # of each short list beside the tasks
_TO_LOOK_AT = (State.TO_CHECK, State.CANNOT_BE_MADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the tasks is shown: where they stand ("open" for all that are not done), which form."""

    state: str = "open"
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingLine:
    """One task in the list. Who it is for and what it says is empty unless `shown`."""

    id: int
    due_on: date
    format: str
    carrier: str
    language: str
    points: int
    state: str
    missing_part: str
    supplier: str
    shown: bool
    title: str = ""
    to_name: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A message somebody has to look at: Braille to read through, or a form that failed."""

    id: int
    state: str
    format: str
    created_at: datetime
    pages: int | None
    last_error: str
    shown: bool
    subject: str = ""
    to_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingsPage:
    """The list: lines in the order of their dates, `next_after` for the page after, "" on the last."""

    lines: tuple[ThingLine, ...]
    next_after: str
    to_check: tuple[LetterLine, ...] = ()
    failed: tuple[LetterLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One task whole, with those who could make it."""

    task: FormatTask
    to_name: str
    reference: str
    supplier: Supplier | None
    suppliers: tuple[Supplier, ...] = field(default=())
    file: FormatTaskFile | None = None


def things_page(reader: Reader, *, today: date, filters: Filters, after: str = "") -> ThingsPage:
    """Tasks by their dates, 25 after `after`; beside them what else needs somebody's eyes. Four statements.

    Every task is listed for those who make forms, so that none is overlooked; what it says only where the
    reader may see the record. Those of complaints stand in complaints staff's list alone. Raises NotAllowed
    for anybody else.
    """
    check_makes_forms(reader)
    rows = db.session.execute(
        _tasks(reader, today)
        .where(*_filtered(filters), *_after(after), sa.or_(FormatTask.record_id.is_(None), known_to(reader)))
        .order_by(FormatTask.due_on, FormatTask.id)
        .limit(PAGE_SIZE + 1)
    ).all()
    lines = tuple(_line(row) for row in rows[:PAGE_SIZE])
    letters = _letters(reader, today)
    return ThingsPage(
        lines=lines,
        next_after=f"{lines[-1].due_on:%Y-%m-%d}.{lines[-1].id}" if len(rows) > PAGE_SIZE else "",
        to_check=tuple(line for line in letters if line.state == State.TO_CHECK),
        failed=tuple(line for line in letters if line.state == State.CANNOT_BE_MADE),
    )


def thing_for(reader: Reader, task_id: int, *, today: date) -> Thing:
    """One task with its suppliers; NotFound where the reader may not know what it says."""
    check_makes_forms(reader)
    row = db.session.execute(
        sa.select(FormatTask, OutgoingMessage.facts, Person, Record.reference)
        .join(Record, Record.id == FormatTask.record_id, isouter=True)
        .join(Person, Person.id == FormatTask.person_id, isouter=True)
        .join(OutgoingMessage, OutgoingMessage.id == FormatTask.message_id, isouter=True)
        .options(joinedload(FormatTask.supplier))
        .where(FormatTask.id == task_id, _may_see(reader, today))
    ).one_or_none()
    if row is None:
        raise NotFound
    task, facts, person, reference = row
    kind = supplier_kind(task.form).value
    return Thing(
        task=task,
        to_name=(facts or {}).get("to_name", "") or (person.name if person else ""),
        reference=reference or "",
        supplier=task.supplier,
        suppliers=tuple(s for s in suppliers(reader) if s.active and s.kind == kind),
        file=db.session.get(FormatTaskFile, task.id),
    )


def task_to_change(reader: Reader, task_id: int, *, today: date) -> FormatTask:
    """The task, locked for changing; NotFound as for `thing_for`."""
    thing_for(reader, task_id, today=today)
    return db.session.scalars(
        sa.select(FormatTask)
        .where(FormatTask.id == task_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def file_with_content(task: FormatTask) -> FormatTaskFile | None:
    """The file a supplier returned, with its bytes; None where only words came. The caller has the task."""
    return db.session.scalar(
        sa.select(FormatTaskFile)
        .where(FormatTaskFile.task_id == task.id)
        .options(undefer(FormatTaskFile.content))
        .execution_options(populate_existing=True)
    )


def suppliers(reader: Reader) -> list[Supplier]:
    """Everybody who makes forms for us, those we no longer use too; by kind and name."""
    check_makes_forms(reader)
    return list(db.session.scalars(sa.select(Supplier).order_by(Supplier.kind, Supplier.name)))


def supplier_for(reader: Reader, supplier_id: int) -> Supplier:
    """One of them; NotFound where there is none."""
    check_makes_forms(reader)
    found = db.session.get(Supplier, supplier_id)
    if found is None:
        raise NotFound
    return found


def check_makes_forms(reader: Reader) -> None:
    """Raise NotAllowed for whoever makes no forms."""
    if not reader.may(Ability.MAKE_FORMS):
        raise NotAllowed


def _may_see(reader: Reader, today: date) -> sa.ColumnElement[bool]:
    """A task about a record is as open as the record; nobody reads their own household's as staff."""
    mine = household_of(reader.person_id) if reader.person_id is not None else frozenset()
    about_none = sa.and_(
        FormatTask.record_id.is_(None),
        sa.or_(FormatTask.person_id.is_(None), FormatTask.person_id.not_in(mine)),
    )
    return sa.or_(about_none, sa.and_(FormatTask.record_id.is_not(None), visible_to(reader, today=today)))


def _tasks(reader: Reader, today: date) -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(
            *(FormatTask.id, FormatTask.due_on, FormatTask.format, FormatTask.carrier, FormatTask.language),
            *(FormatTask.points, FormatTask.state, FormatTask.missing_part, FormatTask.title),
            *(Person.given_name, Person.family_name, OutgoingMessage.facts, Record.reference),
            Supplier.name.label("supplier"),
            sa.case((_may_see(reader, today), sa.true()), else_=sa.false()).label("shown"),
        )
        .join(Record, Record.id == FormatTask.record_id, isouter=True)
        .join(Person, Person.id == FormatTask.person_id, isouter=True)
        .join(OutgoingMessage, OutgoingMessage.id == FormatTask.message_id, isouter=True)
        .join(Supplier, Supplier.id == FormatTask.supplier_id, isouter=True)
    )


def _line(row: sa.Row[*tuple[object, ...]]) -> ThingLine:
    found = row._mapping
    always = ("id", "due_on", "format", "carrier", "language", "points", "state", "missing_part")
    values = {name: found[name] for name in always}
    if not found["shown"]:
        return ThingLine(**values, supplier=found["supplier"] or "", shown=False)
    named = f"{found['given_name'] or ''} {found['family_name'] or ''}".strip()
    return ThingLine(
        **values,
        supplier=found["supplier"] or "",
        shown=True,
        title=found["title"],
        to_name=(found["facts"] or {}).get("to_name", "") or named,
        reference=found["reference"] or "",
    )


def _filtered(filters: Filters) -> list[sa.ColumnElement[bool]]:
    states = [filters.state] if filters.state in set(TaskState) else list(OPEN)
    conditions: list[sa.ColumnElement[bool]] = [FormatTask.state.in_(states)]
    if filters.form:
        conditions.append(FormatTask.format == filters.form)
    return conditions


def _after(after: str) -> list[sa.ColumnElement[bool]]:
    day, _, number = after.partition(".")
    try:
        due_on, task_id = date.fromisoformat(day), int(number)
    except ValueError:  # an address somebody has typed: from the beginning
        return []
    return [sa.or_(FormatTask.due_on > due_on, sa.and_(FormatTask.due_on == due_on, FormatTask.id > task_id))]


def _letters(reader: Reader, today: date) -> list[LetterLine]:
    rows = db.session.execute(
        sa.select(
            *(OutgoingMessage.id, OutgoingMessage.state, OutgoingMessage.format, OutgoingMessage.created_at),
            *(OutgoingMessage.last_error, OutgoingMessage.subject, OutgoingMessage.facts, MessageFile.pages),
            sa.case((may_read(reader, today), sa.true()), else_=sa.false()).label("shown"),
        )
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .join(MessageFile, MessageFile.message_id == OutgoingMessage.id, isouter=True)
        .where(OutgoingMessage.state.in_(_TO_LOOK_AT), may_know(reader))
        .order_by(OutgoingMessage.id)
        .limit(2 * LISTED)
    )
    return [
        LetterLine(
            id=row.id,
            state=row.state,
            format=row.format,
            created_at=row.created_at,
            pages=row.pages,
            last_error=row.last_error,
            shown=row.shown,
            subject=row.subject if row.shown else "",
            to_name=row.facts.get("to_name", "") if row.shown else "",
        )
        for row in rows
    ]
