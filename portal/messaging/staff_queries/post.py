"""Today's post: what is ready, what goes later, what has no address yet, and the print runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.database import db
from portal.errors import NotFound
from portal.identity.readers import Reader
from portal.messaging.models import MessageFile, OutgoingMessage, PrintRun, PrintRunItem
from portal.messaging.sendings import is_printed
from portal.messaging.staff_queries.outbox import may_know, may_read
from portal.messaging.staff_queries.things import check_makes_forms
from portal.messaging.states import TO_MAKE, State
from portal.needs.ways import Carrier
from portal.records.models import Record

LISTED = 200  # letters named on the page; all of them go into the run
RUNS_SHOWN = 10
_WAITS = (State.FOR_POST, State.NO_ADDRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """One letter. `beside`: it is no page of the print, but Braille, sound or a file from a supplier."""

    id: int
    state: str
    form: str
    points: int
    pages: int | None
    post_on: date | None
    to_name: str
    postal: str
    subject: str
    beside: bool
    place: int = 0
    posted_at: datetime | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPage:
    """The day's post. `hidden` counts ready letters this reader may not read, `making` those not made yet."""

    ready: tuple[PostLine, ...]
    later: tuple[PostLine, ...]
    homeless: tuple[PostLine, ...]
    hidden: int
    making: int
    runs: tuple[PrintRun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One run with what of it the reader may know. `whole`: that is all of it, and they may read it all."""

    run: PrintRun
    lines: tuple[PostLine, ...]
    whole: bool

    @property
    def left(self) -> int:
        """How many are not posted yet."""
        return sum(line.posted_at is None for line in self.lines)


def post_page(reader: Reader, *, today: date) -> PostPage:
    """Letters ready for the post of `today` or a day before, later ones, those without an address.

    A letter about a record is listed only for whoever may see the record, and else counted; one about a
    complaint is not even counted for others. Four statements.
    """
    check_makes_forms(reader)
    rows = db.session.execute(
        _letters()
        .where(OutgoingMessage.state.in_(_WAITS), may_read(reader, today))
        .order_by(OutgoingMessage.post_on, OutgoingMessage.id)
        .limit(LISTED)
    ).all()
    lines = [_line(row) for row in rows]
    hidden, making = _counts(reader, today)
    runs = db.session.scalars(
        sa.select(PrintRun).where(_holds_known(reader)).order_by(PrintRun.id.desc()).limit(RUNS_SHOWN)
    )
    ready = [line for line in lines if line.state == State.FOR_POST]
    return PostPage(
        ready=tuple(line for line in ready if line.post_on is None or line.post_on <= today),
        later=tuple(line for line in ready if line.post_on is not None and line.post_on > today),
        homeless=tuple(line for line in lines if line.state == State.NO_ADDRESS),
        hidden=hidden,
        making=making,
        runs=tuple(runs),
    )


def letters_for_run(reader: Reader, *, today: date) -> list[OutgoingMessage]:
    """Every letter ready for the post of `today` that this reader may see, held for putting into a run.

    On PostgreSQL those in somebody else's hands at this moment are passed over.
    """
    check_makes_forms(reader)
    ids = sa.select(OutgoingMessage.id).join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
    return list(
        db.session.scalars(
            sa.select(OutgoingMessage)
            .where(
                OutgoingMessage.id.in_(ids.where(may_read(reader, today))),
                OutgoingMessage.state == State.FOR_POST,
                sa.or_(OutgoingMessage.post_on.is_(None), OutgoingMessage.post_on <= today),
            )
            .order_by(OutgoingMessage.id)
            .with_for_update(skip_locked=True, key_share=True)
        )
    )


def run_page(reader: Reader, run_id: int, *, today: date) -> RunPage:
    """One run with its letters in their order; what the reader may not see is a line without a name.

    Letters about complaints are left out for others, and NotFound where a run holds nothing else.
    """
    check_makes_forms(reader)
    run = _run(reader, run_id)
    rows = db.session.execute(
        _letters()
        .add_columns(
            PrintRunItem.place,
            PrintRunItem.posted_at,
            sa.case((may_read(reader, today), sa.true()), else_=sa.false()).label("shown"),
            sa.case((may_know(reader), sa.true()), else_=sa.false()).label("known"),
        )
        .join(PrintRunItem, PrintRunItem.message_id == OutgoingMessage.id)
        .where(PrintRunItem.run_id == run_id, PrintRunItem.taken_out_at.is_(None))
        .order_by(PrintRunItem.place)
    ).all()
    lines = tuple(_line(row) for row in rows if row.known)
    return RunPage(run=run, lines=lines, whole=all(row.shown for row in rows))


def run_print(reader: Reader, run_id: int, *, today: date) -> PrintRun:
    """The run with its PDF; NotFound while it is not made, or the reader may not see every letter of it."""
    page = run_page(reader, run_id, today=today)
    if not page.whole:
        raise NotFound
    run = db.session.scalar(
        sa.select(PrintRun)
        .where(PrintRun.id == run_id, PrintRun.made_at.is_not(None))
        .options(undefer(PrintRun.content))
        .execution_options(populate_existing=True)
    )
    if run is None:
        raise NotFound
    return run


def run_to_change(reader: Reader, run_id: int) -> tuple[PrintRun, frozenset[int]]:
    """The run, locked for changing, and the places of its letters of which the reader may know; NotFound
    where there is none of those."""
    check_makes_forms(reader)
    found = db.session.scalar(sa.select(PrintRun).where(PrintRun.id == run_id).with_for_update())
    places = frozenset(db.session.scalars(_known_items(reader).where(PrintRunItem.run_id == run_id)))
    if found is None or not places:
        raise NotFound
    return found, places


def _run(reader: Reader, run_id: int) -> PrintRun:
    run = db.session.scalar(sa.select(PrintRun).where(PrintRun.id == run_id, _holds_known(reader)))
    if run is None:
        raise NotFound
    return run


def _holds_known(reader: Reader) -> sa.ColumnElement[bool]:
    return _known_items(reader).where(PrintRunItem.run_id == PrintRun.id).correlate(PrintRun).exists()


def _known_items(reader: Reader) -> sa.Select[int]:
    return (
        sa.select(PrintRunItem.place)
        .join(OutgoingMessage, OutgoingMessage.id == PrintRunItem.message_id)
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .where(may_know(reader))
    )


def _letters() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(
            *(OutgoingMessage.id, OutgoingMessage.state, OutgoingMessage.format, OutgoingMessage.points),
            *(OutgoingMessage.post_on, OutgoingMessage.facts, OutgoingMessage.to_postal),
            *(OutgoingMessage.subject, MessageFile.pages, MessageFile.by_people),
        )
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .join(MessageFile, MessageFile.message_id == OutgoingMessage.id, isouter=True)
    )


def _line(row: sa.Row[*tuple[object, ...]]) -> PostLine:
    found = row._mapping
    shown = bool(found.get("shown", True))
    return PostLine(
        id=found["id"],
        state=found["state"],
        form=found["format"],
        points=found["points"],
        pages=found["pages"],
        post_on=found["post_on"],
        to_name=found["facts"].get("to_name", "") if shown else "",
        postal=found["to_postal"] if shown else "",
        subject=found["subject"] if shown else "",
        beside=bool(found["by_people"]) or not is_printed(found["format"]),
        place=found.get("place", 0),
        posted_at=found.get("posted_at"),
        shown=shown,
    )


def _counts(reader: Reader, today: date) -> Sequence[int]:
    ready = (OutgoingMessage.state == State.FOR_POST, OutgoingMessage.carrier == Carrier.POST)
    unseen = (
        sa.select(sa.func.count(OutgoingMessage.id))
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .where(OutgoingMessage.state.in_(_WAITS), may_know(reader), sa.not_(may_read(reader, today)))
        .scalar_subquery()
    )
    making = (
        sa.select(sa.func.count(OutgoingMessage.id))
        .where(OutgoingMessage.state.in_(TO_MAKE), ready[1])
        .scalar_subquery()
    )
    return db.session.execute(sa.select(unseen, making)).one()
