"""The one background command: runs each capability's jobs in turn until told to stop.

A job claims its own work in the database, so several workers at once are safe, and so is killing one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask

from portal.accounts import jobs as accounts
from portal.appointments import jobs as appointments
from portal.cases import jobs as cases
from portal.commitments import jobs as commitments
from portal.complaints import jobs as complaints
from portal.hazards import jobs as hazards
from portal.messaging.jobs import making, printing, sending
from portal.needs import jobs as needs
from portal.publications import jobs as publications
from portal.timekeeping import utc_now

Clock = Callable[[], datetime]

IDLE_SECONDS = 1.0
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do over and over. `run` does one piece and answers how many things it did, 0 for none.

    Once nothing is left it is asked again when `every` has passed.
    """

    name: str
    run: Callable[[Clock], int]
    every: timedelta = timedelta(0)


JOBS = (
    # Before the outbox, so that one round also sends what this leaves there.
    Job(name="accounts.answer", run=lambda clock: accounts.answer_one(clock())),
    Job(
        name="accounts.tell_needs_decided",
        run=lambda clock: accounts.tell_needs_decided(clock()),
        every=timedelta(seconds=10),
    ),
    Job(
        name="appointments.send_reminders",
        run=lambda clock: appointments.send_reminders(clock()),
        every=timedelta(minutes=5),
    ),
    # Mail before files, which take longer; one job, because each file made leaves a mail to send.
    Job(
        name="messaging.messages",
        run=lambda clock: sending.deliver(clock) or printing.print_one(clock) or making.make_one(clock),
    ),
    # After it, so that one round also notes what it sent.
    Job(
        name="appointments.note_told",
        run=lambda clock: appointments.note_told(clock()),
        every=timedelta(seconds=10),
    ),
    Job(
        name="appointments.forget_what_is_over",
        run=lambda clock: appointments.forget_what_is_over(clock()),
        every=timedelta(minutes=10),
    ),
    Job(
        name="commitments.recalculate",
        run=lambda clock: commitments.recalculate_some(clock()),
        every=timedelta(seconds=10),
    ),
    Job(
        name="needs.end_what_is_over",
        run=lambda clock: needs.end_what_is_over(clock()),
        every=timedelta(hours=1),
    ),
    Job(
        name="cases.tell_moved_dates",
        run=lambda clock: cases.tell_moved_dates(clock()),
        every=timedelta(seconds=10),
    ),
    Job(
        name="hazards.tell_moved_dates",
        run=lambda clock: hazards.tell_moved_dates(clock()),
        every=timedelta(seconds=10),
    ),
    Job(
        name="cases.tell_disrupted",
        run=lambda clock: cases.tell_disrupted(clock()),
        every=timedelta(seconds=10),
    ),
    Job(
        name="complaints.ask_how_since_closed",
        run=lambda clock: complaints.ask_how_since_closed(clock()),
        every=timedelta(hours=1),
    ),
    Job(
        name="accounts.remove_what_is_over",
        run=lambda clock: accounts.remove_what_is_over(clock()),
        every=timedelta(hours=1),
    ),
    Job(
        name="publications.make_one",
        run=lambda clock: publications.make_one(clock()),
        every=timedelta(minutes=1),
    ),
    Job(
        name="cases.remove_old_drafts",
        run=lambda clock: cases.remove_old_drafts(clock()),
        every=timedelta(hours=1),
    ),
)


@dataclass(slots=True, kw_only=True)
class _Turn:
    """A job and when it is next asked."""

    job: Job
    at: datetime
    faults: int = field(default=0)
    finished: bool = field(default=False)


def run(
    app: Flask,
    *,
    once: bool = False,
    stop: threading.Event,
    clock: Clock = utc_now,
    jobs: tuple[Job, ...] = JOBS,
) -> bool:
    """Do the jobs until `stop` is set, or with `once` until nothing is left; what is begun gets finished.

    A job that raises is asked again after a growing wait, 1 second to 5 minutes (with `once`: not again).
    False if any raised.
    """
    turns = [_Turn(job=job, at=clock()) for job in jobs]
    flawless = True
    while not stop.is_set():
        done = 0
        for turn in turns:
            if stop.is_set() or turn.at > clock() or (once and turn.finished):
                continue
            done += _take(app, turn, clock)
            flawless = flawless and turn.faults == 0
        if once and all(turn.finished for turn in turns):
            break
        if not done:
            stop.wait(IDLE_SECONDS)
    return flawless


def _take(app: Flask, turn: _Turn, clock: Clock) -> int:
    try:
        with app.app_context():
            done = turn.job.run(clock)
    except Exception as error:
        # By type only: the words of an error may hold somebody's own.
        app.logger.error("%s in %s", type(error).__name__, turn.job.name)
        turn.at = clock() + min(_FIRST_WAIT * 2**turn.faults, _LONGEST_WAIT)
        turn.faults += 1
        turn.finished = True
        return 0
    turn.faults = 0
    turn.finished = done == 0
    turn.at = clock() + (turn.job.every if done == 0 else timedelta(0))
    return done
