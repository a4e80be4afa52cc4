"""One complaint whole, as plain values: what the Ombudsman is sent. Its files' names and its JSON. Pure.

Source: product rule for issue 5, "the record"; Complaint Handling Code 5.12 (a full record of the complaint).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")
_ENDING = re.compile(r"[A-Za-z0-9]{1,8}")
_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing on the timeline. `more` are its facts with names in place of numbers.

    `to_customer`: the customer sees it too. `files` are names in the archive.
    """

    at: datetime
    recorded_at: datetime
    act: str
    who: str
    channel: str
    to_customer: bool
    words: str
    more: Mapping[str, str]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file as it is stored. `name` as it was sent, `in_archive` its plain name there."""

    id: int
    name: str
    in_archive: str
    media_type: str
    size_bytes: int
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message of ours. `text` is as it goes on paper: a private link into the case is never handed on.

    `in_their_form` is what a translator or a writer of easy read made of it, "" for most.
    """

    in_archive: str
    kind: str
    to: str
    subject: str
    text: str
    in_their_form: str
    form: str
    carrier: str
    state: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWhole:
    """One stage: when it was asked for, acknowledged and answered, and with which outcome."""

    number: int
    asked_at: datetime
    asked_words: str
    acknowledged_at: datetime | None
    answered_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """Somebody was to handle a stage, and what was said of a conflict of interest."""

    stage: int
    who: str
    has_conflict: bool
    conflict: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What we found on a point at one stage."""

    stage: int
    decision: str
    reasons: str
    policy: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointWhole:
    """A point with every decision on it, also one that was set out again without it."""

    words: str
    is_ours: bool
    whose: str
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None
    decisions: tuple[Decided, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A remedy or an improvement. `kind` is "" for an improvement; `by_on` itself still keeps it."""

    kind: str
    words: str
    by_whom: str
    by_on: date
    agreed: bool | None
    stage: int | None
    done_on: date | None
    done_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A refusal that was asked for, and what somebody else decided. `approved` None: not decided yet."""

    stage: int
    reason: str
    evidence: str
    explanation: str
    occurred_on: date | None
    aware_on: date | None
    discretion: str
    filed_on: date | None
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str
    approved: bool | None
    decision_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What it taught us once it was closed."""

    cause: str
    theme: str
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The date of a promise was moved."""

    kind: str
    at: datetime
    from_due_at: datetime
    to_due_at: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """We told the customer that we need longer, and until when."""

    sent_at: datetime
    reason: str
    expected_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A promise with a date, and how it was kept. `outcome` is clock.keeping.Outcome, or "called off"."""

    label: str
    promise: str
    source: str
    clause: str
    starts_at: datetime
    due_at: datetime
    due_on: date
    by_instant: bool
    kept_at: datetime | None
    outcome: str
    moved: tuple[Moved, ...]
    delays: tuple[Delay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """Something dangerous in the home that was named in the complaint: its reference and its dates.

    Its own record has the rest; who mends it need not know of the complaint, nor the other way round.
    """

    reference: str
    kind: str
    known_at: datetime
    safe_at: datetime | None
    ended_at: datetime | None
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The complaint with everything in and out, each list in the order it happened.

    Not in it: whether the customer was treated differently since, which nobody who handled it may read.
    """

    reference: str
    title: str
    landlord: str
    state: str
    channel: str
    received_at: datetime
    closed_at: datetime | None
    first_words: str
    who: str
    reach: tuple[str, ...]
    joined: tuple[str, ...]
    handler: str
    definition: str
    outcome_sought: str
    correction: str
    size: str
    at_risk: bool
    risk_words: str
    stages: tuple[StageWhole, ...]
    handled: tuple[Handled, ...]
    timeline: tuple[Happened, ...]
    points: tuple[PointWhole, ...]
    remedies: tuple[Promise, ...]
    improvements: tuple[Promise, ...]
    refusals: tuple[Refused, ...]
    taught: tuple[Taught, ...]
    clocks: tuple[Clock, ...]
    dangers: tuple[Danger, ...]
    messages: tuple[Said, ...]
    files: tuple[KeptFile, ...]
    made_at: datetime


def plain_name(name: str, *, number: int) -> str:
    """A name of letters, digits, dots and hyphens only, led by its number: "03-bathroom-ceiling.jpg".

    The number keeps two files of one name apart. What has no plain letter is left out.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, _, ending = plain.rpartition(".")
    if not _ENDING.fullmatch(ending) or "." not in plain:
        stem, ending = plain, ""
    stem = _NOT_PLAIN.sub("-", stem).strip("-")[:_LONGEST_STEM].strip("-") or "file"
    return f"{number:02}-{stem}.{ending.lower()}" if ending else f"{number:02}-{stem}"


def as_json(whole: Whole) -> str:
    """The same in JSON: instants in UTC and dates as ISO 8601, words as they came, nothing left out."""
    return json.dumps(asdict(whole), ensure_ascii=False, indent=2, default=_plain) + "\n"


def as_message_text(said: Said) -> str:
    """One message as a text file: to whom, when, what about, and the words."""
    sent = said.sent_at.isoformat() if said.sent_at else f"not sent: {said.state}"
    head = (f"To: {said.to}", f"Subject: {said.subject}", f"Written: {said.created_at.isoformat()}")
    words = (said.text, *(("", said.in_their_form) if said.in_their_form else ()))
    return "\n".join((*head, f"Sent: {sent}", f"By: {said.carrier}, {said.form}", "", *words, ""))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
