"""The daily print run: gathering a day's letters, printing them together, saying that they are posted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.messaging.models import OutgoingMessage, PrintRun, PrintRunItem
from portal.messaging.post import post_day
from portal.messaging.services.forms import gone
from portal.messaging.states import State
from portal.organisation.queries import landlord


def begin_run(letters: Sequence[OutgoingMessage], *, on: date, by: int, now: datetime) -> PrintRun:
    """Gather these letters into a run for the post of that day; the worker then makes the one PDF of them.

    They are printed in the order of their envelopes, so that several for one home lie together. Raises
    RuleBroken("nothing to post") without any, and "in another run" where somebody has just begun one with the
    same letter: both insert it, and the second meets the first at the unique index.
    """
    ordered = sorted(letters, key=lambda m: (m.to_postal.casefold(), m.facts.get("to_name", ""), m.id))
    if not ordered or any(letter.state != State.FOR_POST for letter in ordered):
        raise RuleBroken("nothing to post")
    run = PrintRun(post_on=on, begun_at=now, begun_by_id=by, next_try_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(run)
            db.session.flush()
            db.session.add_all(
                PrintRunItem(run_id=run.id, message_id=letter.id, place=place)
                for place, letter in enumerate(ordered, start=1)
            )
    except IntegrityError as error:
        raise RuleBroken("in another run") from error
    for letter in ordered:
        letter.state = State.IN_A_RUN
    db.session.flush()
    record_act(act="post.run begun", by=by, now=now)
    return run


def run_posted(run: PrintRun, *, places: Collection[int] | None = None, by: int, now: datetime) -> int:
    """These letters of the run (None: all that are left) are in the post; gives back how many were marked.

    Pressed twice, the second time marks none.
    """
    marked = 0
    for item, message in _open_items(run):
        if places is not None and item.place not in places:
            continue
        item.posted_at = now
        gone(message, now=now, posted=True, by=by)
        record_act(
            act="message.posted",
            by=by,
            now=now,
            record_id=message.record_id,
            person_id=message.person_id,
        )
        marked += 1
    db.session.flush()
    _end_if_empty(run, now=now)
    return marked


def take_out(run: PrintRun, *, place: int, by: int, now: datetime) -> None:
    """A letter was not posted with this run after all: it waits for another. RuleBroken("not in the run")."""
    found = next(((item, message) for item, message in _open_items(run) if item.place == place), None)
    if found is None:
        raise RuleBroken("not in the run", place=place)
    item, message = found
    facts = landlord()
    item.taken_out_at = now
    message.state = State.FOR_POST
    message.post_on = post_day(now, cut_off=facts.post_cut_off, calendars=facts.calendars())
    db.session.flush()
    record_act(act="post.taken out", by=by, now=now, record_id=message.record_id, person_id=message.person_id)
    _end_if_empty(run, now=now)


def left_out(run: PrintRun, *, place: int, reason: str, now: datetime) -> None:
    """The run's PDF cannot hold that letter: staff are told of it, and the run goes on without it."""
    for item, message in _open_items(run):
        if item.place == place:
            item.taken_out_at = now
            message.state, message.last_error = State.CANNOT_BE_MADE, reason
    db.session.flush()
    _end_if_empty(run, now=now)


def _open_items(run: PrintRun) -> Sequence[sa.Row[PrintRunItem, OutgoingMessage]]:
    return db.session.execute(
        sa.select(PrintRunItem, OutgoingMessage)
        .join(OutgoingMessage, OutgoingMessage.id == PrintRunItem.message_id)
        .where(
            PrintRunItem.run_id == run.id,
            PrintRunItem.posted_at.is_(None),
            PrintRunItem.taken_out_at.is_(None),
        )
        .order_by(PrintRunItem.place)
        .with_for_update()
    ).all()


def _end_if_empty(run: PrintRun, *, now: datetime) -> None:
    if not _open_items(run):
        run.posted_at = run.posted_at or now
