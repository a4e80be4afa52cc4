"""A question to a firm that is complained about: what it may not tell, and how it stands. Pure.

The firm gets a question, never the complaint; the landlord answers for it (Complaint Handling Code 5.4, 5.5;
Havebury 1.5 and 10 b2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from portal.cases.outside_answers import ANSWERED, ASKED, TAKEN_BACK


class Happening(Protocol):
    """A line of a complaint's timeline, as far as it is read here."""

    id: Any
    act: Any
    at: Any
    body: Any
    facts: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the firm said, by whom, when, and in which line of the timeline (its files stand there)."""

    words: str
    by: str
    at: datetime
    late: bool
    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as staff see it. `answer_by` itself still is in time. `ended`: taken back, or asked anew."""

    id: int
    firm: str
    email: str
    words: str
    answer_by: date
    asked_at: datetime
    ended: bool = False
    answer: Answered | None = None

    @property
    def waits(self) -> bool:
        """Whether we still wait for the answer."""
        return self.answer is None and not self.ended

    def is_late(self, today: date) -> bool:
        """Whether the answer is overdue, or came after its day."""
        return self.answer.late if self.answer else self.waits and self.answer_by < today


def asked_in(entries: Iterable[Happening]) -> list[Asked]:
    """The questions that a timeline tells of, with their answers, the first to be asked first."""
    lines = sorted(entries, key=lambda entry: entry.id)
    answers = {e.facts.get("question"): e for e in lines if e.act == ANSWERED}
    ended = {e.facts.get("question") for e in lines if e.act == TAKEN_BACK}
    return [_asked(e, answers, ended) for e in lines if e.act == ASKED]


def tells_who(words: str, *, names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the question gives away who complained, or which complaint it is.

    `names`: any part of one, as a word of its own with its capital letter, so that May and may differ.
    `others`: an address of mail, a phone number, a reference, however they are spaced.
    """
    said = set(_listed(words))
    if any(len(part) > 1 and part in said for name in names for part in _listed(name)):
        return True
    closed_up = _closed_up(words)
    return any(len(other) > 3 and other in closed_up for other in map(_closed_up, others))


def _asked(entry: Happening, answers: Mapping[Any, Happening], ended: Collection[Any]) -> Asked:
    facts = entry.facts
    answer = answers.get(facts["question"])
    return Asked(
        id=facts["question"],
        firm=facts["firm"],
        email=facts["email"],
        words=entry.body or "",
        answer_by=date.fromisoformat(facts["answer_by"]),
        asked_at=entry.at,
        ended=facts["question"] in ended,
        answer=Answered(
            words=answer.body or "",
            by=answer.facts.get("answered_by", ""),
            at=answer.at,
            late=bool(answer.facts.get("late")),
            entry_id=answer.id,
        )
        if answer
        else None,
    )


def _listed(text: str) -> list[str]:
    plain = text.replace("’", "'").replace("'s ", " ")
    return "".join(c if c.isalnum() else " " for c in plain).split()


def _closed_up(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum() or c == "@")
