"""The promises in the whole record of a complaint, and those on dangers named in it. Only their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from typing import TypeAlias

from flask import get_template_attribute
from flask_babel import gettext

from portal.complaints.whole import Clock, Whole
from portal.formats.documents import Block, Heading, Items, Paragraph
from portal.web import formats

At: TypeAlias = Callable[[datetime], str]


def promises(whole: Whole, at: At) -> Iterator[Block]:
    """Every promise on it, by when it was due, and how it was kept."""
    yield Heading(text=gettext("What we promised by when, and how it was kept"))
    if not whole.clocks:
        yield Paragraph(lines=(gettext("Nothing with a date."),))
    for one in whole.clocks:
        yield Heading(text=f"{one.label} ({one.source})", level=2)
        yield Items(items=tuple(_clock(one, at)))


def dangers(whole: Whole, at: At) -> Iterator[Block]:
    """What was named as dangerous: only where to find it, and its dates."""
    if whole.dangers:
        yield Heading(text=gettext("What was named as dangerous in the home, and its dates"))
    for one in whole.dangers:
        kind = unescape(str(get_template_attribute("hazards/words.html", "kind_words")(one.kind))).strip()
        yield Heading(text=f"{kind}: {one.reference}", level=2)
        lines = [gettext("Known to us: %(moment)s", moment=at(one.known_at))]
        lines += [gettext("Made safe: %(moment)s", moment=at(one.safe_at))] if one.safe_at else []
        lines += [gettext("Over: %(moment)s", moment=at(one.ended_at))] if one.ended_at else []
        yield Items(items=tuple(lines))
        for clock in one.clocks:
            yield Heading(text=f"{clock.label} ({clock.source})", level=3)
            yield Items(items=tuple(_clock(clock, at)))


def _clock(one: Clock, at: At) -> list[str]:
    due = at(one.due_at) if one.by_instant else formats.day(one.due_on)
    lines = [one.promise] if one.promise else []
    lines += [gettext("Clause: %(clause)s", clause=one.clause)] if one.clause else []
    lines += [
        gettext("Counted from: %(moment)s", moment=at(one.starts_at)),
        gettext("Due: %(moment)s", moment=due),
        gettext("Done: %(moment)s", moment=at(one.kept_at) if one.kept_at else gettext("not yet")),
        gettext("How it was kept: %(outcome)s", outcome=_outcome(one.outcome)),
    ]
    for moved in one.moved:
        lines.append(
            gettext(
                "The date moved on %(moment)s, from %(before)s to %(after)s. Why: %(reason)s",
                moment=at(moved.at),
                before=at(moved.from_due_at),
                after=at(moved.to_due_at),
                reason=moved.reason,
            )
        )
    for delay in one.delays:
        told = gettext("We said that we need longer on %(moment)s.", moment=at(delay.sent_at))
        lines.append(f"{told} {delay.reason}")
    return lines


def _outcome(outcome: str) -> str:
    words = {
        "open": gettext("still open"),
        "kept": gettext("kept"),
        "kept within an extension": gettext("kept within an extension"),
        "late with notice": gettext("late, and we had said so"),
        "late": gettext("late"),
        "called off": gettext("no longer owed"),
    }
    return str(words[outcome])
