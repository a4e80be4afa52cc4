"""One complaint whole as a document for print: everything in and out, in order. Only its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from html import unescape
from zoneinfo import ZoneInfo

from flask import get_template_attribute
from flask_babel import gettext

from portal.complaints.staff.whole_promises import At, dangers, promises
from portal.complaints.whole import Happened, PointWhole, Promise, Refused, Said, StageWhole, Whole
from portal.formats.documents import Block, Document, Heading, Items, Letterhead, Paragraph, Table
from portal.web import formats

_EMPTY_LINE = re.compile(r"\n\s*\n")


def document_of(whole: Whole, *, zone: ZoneInfo) -> Document:
    """The document: first words, timeline, definition, points, remedies, messages, promises, files.

    People's words go in as blocks of their own: no mark in them is read as more than it is.
    """
    at = partial(formats.moment, zone=zone)
    return Document(
        title=gettext("Complaint %(reference)s: the whole record", reference=whole.reference),
        blocks=tuple(
            block
            for part in (
                _head(whole, at),
                _first_words(whole),
                _timeline(whole, at),
                _definition(whole, at),
                _points(whole, at),
                _remedies(whole),
                _refusals(whole, at),
                _learning(whole, at),
                _messages(whole, at),
                promises(whole, at),
                dangers(whole, at),
                _files(whole, at),
            )
            for block in part
        ),
        letterhead=Letterhead(
            sender=whole.landlord,
            date=formats.day(whole.made_at, zone=zone),
            reference=gettext("Reference: %(reference)s", reference=whole.reference),
        ),
    )


def _head(whole: Whole, at: At) -> Iterator[Block]:
    yield Heading(text=whole.title)
    rows = [
        (gettext("From"), ", ".join((whole.who or gettext("Name not given"), *whole.reach))),
        (gettext("Together with"), ", ".join(whole.joined)),
        (gettext("Received"), f"{at(whole.received_at)}, {_said('channel_words', whole.channel)}"),
        (gettext("Stands at"), _ours("state_words", whole.state)),
        (gettext("Handled by"), whole.handler),
        (gettext("Closed"), at(whole.closed_at) if whole.closed_at else ""),
        (gettext("How much it needs"), _ours("size_words", whole.size) if whole.size else ""),
        (gettext("Somebody is at risk"), whole.risk_words),
    ]
    yield from _table((gettext("What"), gettext("Of this complaint")), [row for row in rows if row[1]])
    for stage in whole.stages:
        yield from _stage(stage, at)
    handled = [
        (
            str(one.stage),
            one.who,
            one.conflict or gettext("yes") if one.has_conflict else gettext("none declared"),
            gettext("%(name)s, %(moment)s", name=one.by, moment=at(one.at)),
        )
        for one in whole.handled
    ]
    headings = (gettext("Stage"), gettext("Given to"), gettext("Conflict of interest"), gettext("By, when"))
    yield from _table(headings, handled)


def _stage(stage: StageWhole, at: At) -> Iterator[Block]:
    not_yet = gettext("not yet")
    yield Heading(text=gettext("Stage %(number)s", number=stage.number), level=2)
    asked = gettext("Asked for: %(moment)s", moment=at(stage.asked_at))
    acknowledged = at(stage.acknowledged_at) if stage.acknowledged_at else not_yet
    answered = at(stage.answered_at) if stage.answered_at else not_yet
    lines = [
        asked,
        gettext("Acknowledged: %(moment)s", moment=acknowledged),
        gettext("Answered: %(moment)s", moment=answered),
    ]
    if stage.outcome:
        lines.append(gettext("Outcome: %(outcome)s", outcome=_ours("found_words", stage.outcome)))
    yield Items(items=tuple(lines))
    yield from _words(stage.asked_words)


def _first_words(whole: Whole) -> Iterator[Block]:
    yield Heading(text=gettext("The first words, as received"))
    yield from _words(whole.first_words)


def _timeline(whole: Whole, at: At) -> Iterator[Block]:
    yield Heading(text=gettext("What happened, in order"))
    for number, one in enumerate(whole.timeline, start=1):
        words = _said("happened", one.act)
        yield Heading(text=gettext("%(number)s. %(what)s", number=number, what=words), level=2)
        yield Paragraph(lines=_about(one, at))
        yield from _words(one.words)
        yield from _items(_more(one))


def _about(one: Happened, at: At) -> tuple[str, ...]:
    who = one.who or gettext("the portal, or somebody who was not signed in")
    lines = [gettext("%(moment)s, by %(who)s", moment=at(one.at), who=who)]
    if one.recorded_at != one.at:
        lines.append(gettext("Written down: %(moment)s", moment=at(one.recorded_at)))
    if one.channel:
        lines.append(gettext("How: %(channel)s", channel=_said("channel_words", one.channel)))
    lines.append(gettext("The customer sees this.") if one.to_customer else gettext("Only staff see this."))
    return tuple(lines)


def _more(one: Happened) -> list[str]:
    """What else is known of it, as far as there are words for it; the JSON of the archive has all."""
    names = {
        "to": gettext("To"),
        "from": gettext("From"),
        "team": gettext("Team"),
        "stage": gettext("Stage"),
        "outcome_sought": gettext("What they want"),
        "delay_reason": gettext("Why it was late"),
        "label": gettext("Promise"),
        "new_on": gettext("New date"),
        "by_on": gettext("By"),
        "firm": gettext("Firm"),
        "email": gettext("Sent to"),
        "answer_by": gettext("To be answered by"),
        "answered_by": gettext("Answered by"),
        "done_on": gettext("Done on"),
        "reason": gettext("Reason"),
        "kind": gettext("Kind"),
        "decision": gettext("Decision"),
        "point": gettext("Point"),
        "other": gettext("Other case"),
        "hazard": gettext("Its own record"),
        "themes": gettext("Themes"),
        "ended": gettext("No longer promised"),
        "begun": gettext("Promised instead"),
    }
    lines = [
        f"{names[key]}: {_fact(key, value)}" for key, value in one.more.items() if key in names and value
    ]
    return [*lines, *(gettext("File: %(name)s", name=name) for name in one.files)]


def _fact(key: str, value: str) -> str:
    if key in ("new_on", "by_on", "done_on", "answer_by"):
        return formats.day(date.fromisoformat(value))
    macros = {
        "decision": "found_words",
        "reason": "refusal_words",
        "finding": "determination_words",
        "kind": "remedy_words",
    }
    return _ours(macros[key], value) if key in macros else value


def _definition(whole: Whole, at: At) -> Iterator[Block]:
    """How it was set out, each time, with what the customer said was wrong with it."""
    yield Heading(text=gettext("How we understood it, and what was corrected"))
    acts = ("case.acknowledged", "complaint.defined again", "complaint.definition corrected")
    told = [one for one in whole.timeline if one.act in acts]
    for one in told:
        yield Heading(text=f"{_said('happened', one.act)}: {at(one.at)}", level=2)
        yield from _words(one.words)
        if one.more.get("outcome_sought"):
            yield Paragraph(lines=(gettext("What they want:"), one.more["outcome_sought"]))
    if not told:
        yield Paragraph(lines=(gettext("It has not been set out yet."),))
    if whole.correction:
        yield Paragraph(lines=(gettext("The last correction has not been answered yet."),))


def _points(whole: Whole, at: At) -> Iterator[Block]:
    yield Heading(text=gettext("The points, what we decided, and why"))
    if not whole.points:
        yield Paragraph(lines=(gettext("None yet."),))
    for number, point in enumerate(whole.points, start=1):
        yield from _point(point, number, at)


def _point(point: PointWhole, number: int, at: At) -> Iterator[Block]:
    yield Heading(text=gettext("Point %(number)s", number=number), level=2)
    yield from _words(point.words)
    added = gettext("Added: %(moment)s, by %(who)s", moment=at(point.added_at), who=point.added_by)
    ours = gettext("Ours to answer.") if point.is_ours else gettext("Not ours: %(whose)s", whose=point.whose)
    lines = [added, ours]
    if point.withdrawn_at:
        lines.append(gettext("Set out again without it: %(moment)s", moment=at(point.withdrawn_at)))
    yield Paragraph(lines=tuple(lines))
    for one in point.decisions:
        found = _ours("found_words", one.decision)
        yield Heading(text=gettext("Stage %(stage)s: %(found)s", stage=one.stage, found=found), level=3)
        yield from _words(one.reasons)
        yield Paragraph(lines=(gettext("Policy or law:"), one.policy))
        yield Paragraph(lines=(gettext("Decided: %(moment)s, by %(who)s", moment=at(one.at), who=one.by),))


def _remedies(whole: Whole) -> Iterator[Block]:
    yield Heading(text=gettext("What we promised to put right"))
    if not whole.remedies:
        yield Paragraph(lines=(gettext("Nothing."),))
    headings = (gettext("What"), gettext("By whom"), gettext("By"), gettext("Agreed"), gettext("Done"))
    yield from _table(headings, [_promise(one) for one in whole.remedies])
    if whole.improvements:
        yield Heading(text=gettext("What we change because of it"))
        yield from _table(headings, [_promise(one) for one in whole.improvements])


def _promise(one: Promise) -> tuple[str, ...]:
    agreed = {True: gettext("yes"), False: gettext("no"), None: gettext("not asked")}[one.agreed]
    done = f"{formats.day(one.done_on)}. {one.done_words}".strip() if one.done_on else gettext("not yet")
    what = f"{_ours('remedy_words', one.kind)}: {one.words}" if one.kind else one.words
    return (what, one.by_whom, formats.day(one.by_on), agreed if one.kind else "", done)


def _refusals(whole: Whole, at: At) -> Iterator[Block]:
    if whole.refusals:
        yield Heading(text=gettext("Whether to refuse it"))
    for one in whole.refusals:
        yield Heading(text=_ours("refusal_words", one.reason), level=2)
        yield from _items(_refusal(one, at))


def _refusal(one: Refused, at: At) -> list[str]:
    decided = {True: gettext("Refused"), False: gettext("Not refused"), None: gettext("Not decided yet")}
    days = (
        (gettext("It happened on"), one.occurred_on),
        (gettext("They became aware on"), one.aware_on),
        (gettext("Filed at court on"), one.filed_on),
    )
    words = (
        (gettext("Evidence"), one.evidence),
        (gettext("What we told them"), one.explanation),
        (gettext("Discretion considered"), one.discretion),
    )
    asked = gettext("Asked: %(moment)s, by %(who)s", moment=at(one.asked_at), who=one.asked_by)
    lines = [gettext("Stage %(number)s", number=one.stage), asked]
    lines += [f"{label}: {formats.day(day)}" for label, day in days if day]
    lines += [f"{label}: {text}" for label, text in words if text]
    if one.decided_at:
        by = gettext("%(moment)s, by %(who)s", moment=at(one.decided_at), who=one.decided_by)
        return [*lines, f"{decided[one.approved]}: {by}. {one.decision_words}"]
    return [*lines, decided[None]]


def _learning(whole: Whole, at: At) -> Iterator[Block]:
    if whole.taught:
        yield Heading(text=gettext("What it taught us"))
    for one in whole.taught:
        cause, theme = _ours("cause_words", one.cause), _ours("theme_words", one.theme)
        when = gettext("%(moment)s, by %(who)s", moment=at(one.at), who=one.by)
        yield Paragraph(lines=(f"{theme}. {cause}.", when))
        yield from _words(one.words)


def _messages(whole: Whole, at: At) -> Iterator[Block]:
    yield Heading(text=gettext("What we sent"))
    if not whole.messages:
        yield Paragraph(lines=(gettext("Nothing."),))
    for number, one in enumerate(whole.messages, start=1):
        yield from _message(one, number, at)


def _message(one: Said, number: int, at: At) -> Iterator[Block]:
    title = gettext("%(number)s. %(what)s", number=number, what=one.subject)
    yield Heading(text=title, level=2)
    sent = at(one.sent_at) if one.sent_at else gettext("not sent yet (%(state)s)", state=one.state)
    yield Paragraph(
        lines=(
            gettext("To %(who)s", who=one.to),
            gettext("Written: %(moment)s", moment=at(one.created_at)),
            gettext("Sent: %(moment)s", moment=sent),
            gettext("By %(carrier)s, form: %(form)s", carrier=one.carrier, form=one.form),
        )
    )
    yield from _words(one.text)
    if one.in_their_form:
        yield Paragraph(lines=(gettext("As it was put into their form or language:"),))
        yield from _words(one.in_their_form)


def _files(whole: Whole, at: At) -> Iterator[Block]:
    yield Heading(text=gettext("The files"))
    if not whole.files:
        yield Paragraph(lines=(gettext("None."),))
    headings = (gettext("In the archive"), gettext("Called"), gettext("Size"), gettext("Added"))
    rows = [
        (
            one.in_archive,
            one.name,
            gettext("%(size)d bytes", size=one.size_bytes),
            f"{at(one.added_at)}, {one.added_by}".rstrip(", "),
        )
        for one in whole.files
    ]
    yield from _table(headings, rows)


def _words(text: str) -> Iterator[Block]:
    """Somebody's words: their own lines and empty lines, and nothing made of any mark in them."""
    for part in _EMPTY_LINE.split(text.replace("\r\n", "\n")):
        if part.strip():
            yield Paragraph(lines=tuple(part.split("\n")))


def _items(lines: list[str]) -> Iterator[Block]:
    if lines:
        yield Items(items=tuple(lines))


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[Block]:
    if rows:
        yield Table(headings=headings, rows=tuple(rows))


def _ours(macro: str, value: str) -> str:
    return unescape(str(get_template_attribute("complaints/words.html", macro)(value))).strip()


def _said(macro: str, value: str) -> str:
    return unescape(str(get_template_attribute("cases/staff/words.html", macro)(value))).strip()
