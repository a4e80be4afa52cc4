"""From looking into a hazard to its being over: each step keeps its promise, and whoever lives there hears.

What happened is written down with when it happened, `at`, never in the future: SI 2025/1042 counts from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.charters.standards import Event
from portal.commitments.services.keeping import call_off, delay_notice, note_event
from portal.errors import RuleBroken
from portal.hazards.acts import Act
from portal.hazards.kinds import Accommodation, Further
from portal.hazards.models import Hazard
from portal.hazards.next_acts import EVENT_OF, Task
from portal.hazards.services.clocks import end_clocks_kept_by
from portal.hazards.services.telling import tell
from portal.records.models import Entry, Record
from portal.records.services import add_entry, expect_version, hold

_ACT_OF = {
    Task.ARRANGED: Act.WORK_ARRANGED,
    Task.STARTED: Act.WORK_STARTED,
    Task.DONE: Act.WORK_DONE,
    Task.NO_FURTHER: Act.NO_FURTHER_WORK,
}
_FURTHER_OF = {
    Task.ARRANGED: Further.ARRANGED,
    Task.STARTED: Further.STARTED,
    Task.DONE: Further.DONE,
    Task.NO_FURTHER: Further.NOT_NEEDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something with a hazard, from which version of it, and when they write it down."""

    hazard: Hazard
    record: Record
    by: int
    version: int
    now: datetime


def investigated(doing: Doing, *, findings: str, at: datetime) -> None:
    """It was looked into by `at`; the summary, the work that makes safe and the further work begin then.

    Raises RuleBroken "findings missing", "happened in the future", "before it was known", "not now".
    """
    _ready(doing, at=at)
    _require(bool(findings.strip()), "findings missing")
    _require(doing.hazard.investigated_at is None, "not now")
    doing.hazard.investigated_at = at
    doing.hazard.findings = findings.strip()
    _entry(doing, Act.INVESTIGATED, findings, at=at, public=False)
    note_event(doing.record, event=Event.INVESTIGATED, at=at, now=doing.now)


def send_summary(doing: Doing, *, words: str) -> None:
    """Send what we found and what happens next, in the form they asked for (regulation 9)."""
    _ready(doing)
    _require(bool(words.strip()), "nothing said")
    _require(doing.hazard.investigated_at is not None, "not now")
    doing.hazard.summary_at = doing.now
    entry = _entry(doing, Act.SUMMARY_SENT, words)
    note_event(doing.record, event=Event.SUMMARY_SENT, at=doing.now, now=doing.now)
    _tell(doing, "summary", entry, words)


def made_safe(doing: Doing, *, words: str, at: datetime) -> None:
    """It was safe from `at`: what was done, and the home is told. It leaves the top of the worklists."""
    _ready(doing, at=at)
    _require(bool(words.strip()), "nothing said")
    _require(doing.hazard.safe_at is None, "not now")
    doing.hazard.safe_at = at
    entry = _entry(doing, Act.MADE_SAFE, words, at=at)
    note_event(doing.record, event=Event.MADE_SAFE, at=at, now=doing.now)
    _tell(doing, "made_safe", entry, words)


def further_work(doing: Doing, task: Task, *, words: str, at: datetime) -> None:
    """Work that stops it coming back is arranged, started, done, or not needed; the home is told.

    Arranging it is taking steps to begin; starting is on site (SI 2025/1042: both have a limit).
    """
    _ready(doing, at=at)
    _require(bool(words.strip()), "nothing said")
    doing.hazard.further = _FURTHER_OF[task]
    entry = _entry(doing, _ACT_OF[task], words, at=at)
    if task in EVENT_OF:
        note_event(doing.record, event=EVENT_OF[task], at=at, now=doing.now)
    else:
        end_clocks_kept_by(doing.record, Event.WORK_STARTED, now=doing.now)
    _tell(doing, "work", entry, words, step=doing.hazard.further)


def no_access(doing: Doing, *, words: str, at: datetime) -> None:
    """We tried and could not get in, or could not do it: when and what we tried. No clock stops.

    Kept so that all reasonable endeavours can be shown; the home is told how to let us in.
    """
    _ready(doing, at=at)
    _require(bool(words.strip()), "nothing said")
    entry = _entry(doing, Act.NO_ACCESS, words, at=at)
    _tell(doing, "no_access", entry, words, tried_at=at)


def offer_place(doing: Doing, *, words: str) -> None:
    """Offer another place to stay, at our cost, where the home cannot be made safe in time."""
    _ready(doing)
    _require(bool(words.strip()), "nothing said")
    doing.hazard.accommodation = Accommodation.OFFERED
    entry = _entry(doing, Act.PLACE_OFFERED, words)
    _tell(doing, "place_offered", entry, words)


def place_answered(doing: Doing, *, accepted: bool, words: str) -> None:
    """What they said to it, taken down by us; refused, it may be offered again."""
    _ready(doing)
    _require(doing.hazard.accommodation == Accommodation.OFFERED, "not now")
    doing.hazard.accommodation = Accommodation.ACCEPTED if accepted else Accommodation.REFUSED
    _entry(doing, Act.PLACE_ANSWERED, words, facts={"accepted": accepted})


def need_longer(doing: Doing, *, reason: str, expected_on: date) -> None:
    """Tell them why it takes longer and until when; moves no date (product rule 9)."""
    _ready(doing)
    delay_notice(doing.record, reason=reason, expected_on=expected_on, by=doing.by, now=doing.now)
    entry = _entry(doing, Act.DELAYED, reason)
    _tell(doing, "longer", entry, reason, expected_on=expected_on)


def close(doing: Doing, *, words: str) -> None:
    """It is over: safe, and all that follows done. The home is told."""
    _ready(doing)
    _require(doing.hazard.safe_at is not None, "not safe yet")
    call_off(doing.record, now=doing.now)
    doing.hazard.ended_at = doing.now
    doing.record.closed_at = doing.now
    entry = _entry(doing, Act.CLOSED, words)
    _tell(doing, "closed", entry, words)


def note(hazard: Hazard, record: Record, *, words: str, by: int, now: datetime) -> None:
    """A note that only staff see. Notes never collide, so they carry no version."""
    _require(bool(words.strip()), "nothing said")
    hold(record)
    add_entry(record, act=Act.NOTED, at=now, now=now, by=by, public=False, body=words.strip())


def _ready(doing: Doing, *, at: datetime | None = None) -> None:
    expect_version(doing.record, doing.version)
    _require(doing.record.closed_at is None, "not now")
    if at is not None:
        _require(at <= doing.now, "happened in the future")
        known_at = doing.record.received_at.replace(second=0, microsecond=0)  # forms know minutes
        _require(at >= known_at, "before it was known")


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise RuleBroken(rule)


def _entry(
    doing: Doing,
    act: Act,
    words: str,
    *,
    at: datetime | None = None,
    public: bool = True,
    facts: dict[str, object] | None = None,
) -> Entry:
    return add_entry(
        doing.record,
        act=act,
        at=at or doing.now,
        now=doing.now,
        by=doing.by,
        public=public,
        body=words.strip() or None,
        facts=facts,
    )


def _tell(doing: Doing, message: str, entry: Entry, words: str, **more: object) -> None:
    tell(
        doing.hazard,
        doing.record,
        message=message,
        writer=doing.by,
        now=doing.now,
        entry=entry,
        more={"body": words.strip(), **more},
    )
