"""Questions to a firm on a record's timeline, and what of them is new to its handler. Pure, without words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

ASKED = "complaint.contractor asked"
ANSWERED = "complaint.contractor answered"
TAKEN_BACK = "complaint.question taken back"


class News(StrEnum):
    """What the handler has to know. An answer is new until they have done something after it."""

    ANSWERED = "answered"
    OVERDUE = "overdue"


class Line(Protocol):
    """A line of the timeline, as far as it is read here."""

    id: Any
    act: Any
    actor_id: Any
    facts: Any


def news_in(lines: Iterable[Line], *, handler_id: int | None, today: date) -> News | None:
    """The news of one record, from the lines above and the handler's last; an answer before what is overdue.

    The question's day itself is still in time. Asked anew or taken back, a question waits for nothing.
    """
    seen = 0
    waiting: dict[int, date] = {}
    answered = 0
    for line in sorted(lines, key=lambda one: one.id):
        if line.actor_id is not None and line.actor_id == handler_id:
            seen = line.id
        if line.act == ASKED:
            waiting[line.facts["question"]] = date.fromisoformat(line.facts["answer_by"])
        elif line.act in (ANSWERED, TAKEN_BACK):
            waiting.pop(line.facts["question"], None)
        if line.act == ANSWERED:
            answered = line.id
    if answered > seen:
        return News.ANSWERED
    return News.OVERDUE if any(day < today for day in waiting.values()) else None
