"""Making a promise line into the values its component prints. Texts through gettext; nothing is looked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import get_locale, gettext, ngettext

from portal.clock.keeping import Outcome
from portal.commitments.promise_line import PromiseLine, Step
from portal.timekeeping import local_date
from portal.web.formats import clock, day, short_day, short_moment

_STATES = {
    Outcome.KEPT: "kept",
    Outcome.KEPT_WITHIN_EXTENSION: "kept_extended",
    Outcome.LATE_WITH_NOTICE: "late_notice",
    Outcome.LATE: "late",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """One step as templates/components/promise_line.html takes it; an empty text says nothing."""

    label: str
    state: str
    by_text: str = ""
    kept_text: str = ""
    left_text: str = ""
    reason: str = ""
    new_date_text: str = ""
    provisional: bool = False
    explain_url: str = ""
    promise_url: str = ""
    complain_url: str = ""
    act_url: str = ""
    act_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A promise line for the component: its source in words, and what happened and is to happen."""

    source: str
    steps: tuple[ShownStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a step's links go. Each function may answer "" for no link; `act` gives address and label."""

    explain: Callable[[Step], str] = lambda _step: ""
    promise: Callable[[Step], str] = lambda _step: ""
    complain: Callable[[Step], str] = lambda _step: ""
    act: Callable[[Step], tuple[str, str]] = lambda _step: ("", "")


NO_LINKS = Links()


def shown(line: PromiseLine, *, now: datetime, zone: ZoneInfo, links: Links = NO_LINKS) -> ShownLine:
    """The line with its texts as at `now`. What was called off, or whose clock is stopped, is "pending"."""
    received = ShownStep(
        label=gettext("Received"), state="done", kept_text=short_moment(line.received_at, _locale(), zone)
    )
    return ShownLine(
        source=line.source_name,
        steps=(received, *(_step(s, now, zone, links) for s in line.steps)),
    )


def all_shown(
    lines: Sequence[PromiseLine], *, now: datetime, zone: ZoneInfo, links: Links = NO_LINKS
) -> tuple[ShownLine, ...]:
    """Every line of a record, in the order they came."""
    return tuple(shown(line, now=now, zone=zone, links=links) for line in lines)


def due_words(step: Step, *, now: datetime, zone: ZoneInfo) -> str:
    """By when, in words: "by Tuesday 17 November 2026", with the time of day where an instant keeps it.

    With two ends: "between 9:50am and 10:10am on Tuesday 17 November 2026".
    """
    when = day(step.due_on, _locale(), zone)
    if step.not_before_at is not None:
        first, last = (clock(at, _locale(), zone) for at in (step.not_before_at, step.due_at))
        return str(gettext("between %(first)s and %(last)s on %(day)s", first=first, last=last, day=when))
    if step.by_instant:
        return str(gettext("by %(time)s on %(day)s", time=clock(step.due_at, _locale(), zone), day=when))
    return str(gettext("by %(day)s", day=when))


def label_words(step: Step) -> str:
    """What the step is called, told apart from the same one before the case was opened again."""
    if step.turn == 1:
        return step.label
    turns = {2: gettext("second time"), 3: gettext("third time"), 4: gettext("fourth time")}
    turn = turns.get(step.turn) or gettext("time %(number)d", number=step.turn)
    return str(gettext("%(promise)s, %(turn)s", promise=step.label, turn=turn))


def left_words(step: Step, *, now: datetime, zone: ZoneInfo) -> str:
    """How long there is, in words; "" for what has ended. Days are calendar days."""
    days = (step.due_on - local_date(now, zone)).days
    if step.ended:
        words = gettext("no longer needed") if step.called_off else ""
    elif step.waits_for_identity:
        words = gettext("the clock starts when we have proof of identity")
    elif step.paused:
        words = gettext("waiting: the clock is stopped")
    elif step.was_missed:
        words = gettext("not done yet")
    elif days <= 0:
        words = gettext("today")
    elif days == 1:
        words = gettext("tomorrow")
    else:
        words = ngettext("in %(num)d day", "in %(num)d days", days)
    return str(words)


def _step(step: Step, now: datetime, zone: ZoneInfo, links: Links) -> ShownStep:
    late = step.was_missed
    act_url, act_label = links.act(step) if not step.ended else ("", "")
    return ShownStep(
        label=label_words(step),
        state=_state(step),
        by_text="" if step.waits_for_identity else due_words(step, now=now, zone=zone),
        kept_text=_kept_words(step, zone),
        left_text=left_words(step, now=now, zone=zone),
        reason=step.reason or "",
        new_date_text=day(step.expected_on, _locale(), zone) if step.expected_on and not step.ended else "",
        provisional=step.provisional and not step.ended,
        explain_url=links.explain(step),
        promise_url=links.promise(step),
        complain_url=links.complain(step) if late else "",
        act_url=act_url,
        act_label=act_label,
    )


def _kept_words(step: Step, zone: ZoneInfo) -> str:
    """When it was kept: the day, and where minutes count, the time; "" for a visit that never was."""
    if step.kept_at is None or step.never_came:
        return ""
    return (short_day if step.not_before_at is None else short_moment)(step.kept_at, _locale(), zone)


def _state(step: Step) -> str:
    if step.was_early:
        return "early"
    if step.never_came:
        return "never"
    if step.called_off or (step.paused and not step.was_missed):
        return "pending"
    return _STATES.get(step.outcome, "open")


def _locale() -> str:
    found = get_locale()
    return str(found) if found else "en_GB"
