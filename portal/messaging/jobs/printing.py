"""Making the one PDF of a print run: claim it, commit, set it outside any transaction, record."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import OperationalError

from portal import database
from portal.database import db, writing
from portal.formats.documents import Document
from portal.formats.gateways.pdf import Letter, run_pdf
from portal.formats.made import CannotBeMade, MadeFile, PartMissing
from portal.messaging.gateways.letters import document_of
from portal.messaging.gateways.runs import RunLine, cover, shows_in_window
from portal.messaging.jobs.leases import Clock, lease, lease_kept, recorded
from portal.messaging.models import MessageFile, OutgoingMessage, PrintRun, PrintRunItem
from portal.messaging.post import envelope_lines
from portal.messaging.sendings import is_printed
from portal.messaging.services.posting import left_out
from portal.organisation.queries import landlord
from portal.records.models import Record

_AGAIN_AFTER = timedelta(minutes=10)
_WHICH_LETTER = re.compile(r"letter (\d+): (.*)", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """A run in hand: its cover and the letters of its print, each with its place."""

    cover: Document
    letters: tuple[tuple[int, Letter], ...]


def print_one(clock: Clock) -> int:
    """Make the PDF of the run that has waited longest; 1 if there was one, else 0. Several are safe."""
    claim = secrets.token_hex(8)
    run_id = _claimed(claim, clock())
    if run_id is None:
        return 0
    made: MadeFile | PartMissing | CannotBeMade
    places: tuple[int, ...] = ()
    with lease_kept(lambda now: _renew(run_id, claim, now), clock):
        try:
            whole = _read(run_id)
            places = tuple(place for place, _ in whole.letters)
            made = run_pdf([letter for _, letter in whole.letters], cover=whole.cover)
        except (PartMissing, CannotBeMade) as failed:
            made = failed
        except OperationalError:  # the database is away: a later try may print it
            raise
        except Exception as error:  # the run says that it failed, and other jobs go on
            current_app.logger.error("%s while printing run %d", type(error).__name__, run_id)
            made = CannotBeMade("unexpected")
        recorded(lambda: _write_down(run_id, claim, made, places, clock()))
    return 1


def _claimed(claim: str, now: datetime) -> int | None:
    due = (PrintRun.made_at.is_(None), PrintRun.next_try_at <= now)
    with writing(False):
        idle = db.session.scalar(sa.select(PrintRun.id).where(*due).limit(1)) is None
        database.rollback()
    if idle:
        return None
    with writing():
        run = db.session.scalar(
            sa.select(PrintRun).where(*due).order_by(PrintRun.id).limit(1).with_for_update(skip_locked=True)
        )
        if run is None:
            database.rollback()
            return None
        run.claimed_by, run.next_try_at = claim, now + lease()
        database.commit()
        return run.id


def _read(run_id: int) -> _Whole:
    with writing(False):
        whole = _whole(db.session.get_one(PrintRun, run_id))
        database.rollback()
    return whole


def _whole(run: PrintRun) -> _Whole:
    facts = landlord()
    lines: list[RunLine] = []
    letters: list[tuple[int, Letter]] = []
    for item, message, reference, pages, by_people in _items(run.id):
        beside = by_people or not is_printed(message.format)
        document = document_of(message, facts, reference=reference or "")
        if not beside:
            letters.append((item.place, Letter(document=document, points=message.points)))
        lines.append(
            RunLine(
                place=item.place,
                to_lines=envelope_lines(message.facts.get("to_name", ""), message.to_postal),
                form=message.format,
                points=message.points,
                pages=pages,
                window=not beside and shows_in_window(document, points=message.points),
                beside=beside,
            )
        )
    return _Whole(cover=cover(lines, facts, post_on=run.post_on), letters=tuple(letters))


def _items(
    run_id: int,
) -> Sequence[sa.Row[PrintRunItem, OutgoingMessage, str | None, int | None, bool | None]]:
    return db.session.execute(
        sa.select(PrintRunItem, OutgoingMessage, Record.reference, MessageFile.pages, MessageFile.by_people)
        .join(OutgoingMessage, OutgoingMessage.id == PrintRunItem.message_id)
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .join(MessageFile, MessageFile.message_id == OutgoingMessage.id, isouter=True)
        .where(PrintRunItem.run_id == run_id, PrintRunItem.taken_out_at.is_(None))
        .order_by(PrintRunItem.place)
    ).all()


def _renew(run_id: int, claim: str, now: datetime) -> None:
    db.session.execute(
        sa.update(PrintRun)
        .where(PrintRun.id == run_id, PrintRun.claimed_by == claim)
        .values(next_try_at=now + lease())
    )


def _write_down(
    run_id: int,
    claim: str,
    made: MadeFile | PartMissing | CannotBeMade,
    places: tuple[int, ...],
    now: datetime,
) -> None:
    run = db.session.get_one(PrintRun, run_id, with_for_update=True, populate_existing=True)
    if run.claimed_by != claim or run.made_at is not None:
        return
    run.claimed_by = None
    if isinstance(made, MadeFile):
        run.content, run.pages, run.made_at, run.last_error = made.content, made.pages, now, ""
        return
    which = _WHICH_LETTER.fullmatch(made.reason) if isinstance(made, CannotBeMade) else None
    if which is not None:  # print the others at once; that one is said to staff
        left_out(run, place=places[int(which[1]) - 1], reason=which[2], now=now)
        run.next_try_at = now
        return
    run.last_error = made.part if isinstance(made, PartMissing) else made.reason
    run.next_try_at = now + _AGAIN_AFTER
