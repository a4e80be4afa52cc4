"""What a message or a calendar file says of an appointment, as values. Pure; nothing is looked up here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.appointments.places import Mode, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One of us who comes, rings or receives somebody."""

    name: str
    first_name: str
    role: str
    card_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreting:
    """What an interpreter is there for: a language's English name, or British Sign Language."""

    language: str
    dialect: str
    mode: Mode
    sign_language: bool
    how_many: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A time to choose, and with whom; "" where that is open."""

    starts_at: datetime
    officer: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """An appointment as its messages say it.

    `starts_at` and `ends_at` are None while no time is agreed. `office` and `office_address` are set for an
    office, `address` is the home's, `number` the one we ring. `change_by`: the customer moves and cancels
    before that instant, None without a time; `may_change` whether that is still so. `code` is what a visitor
    shows at the door, "" unless somebody comes.
    """

    purpose: str
    place: Place
    starts_at: datetime | None
    ends_at: datetime | None
    visitors: tuple[Visitor, ...] = ()
    interpreting: Interpreting | None = None
    office: str = ""
    office_address: str = ""
    office_access: str = ""
    address: str = ""
    number: str = ""
    companion: str = ""
    bring: str = ""
    why: str = ""
    code: str = ""
    change_by: datetime | None = None
    may_change: bool = False

    @property
    def at_home(self) -> bool:
        """Whether somebody comes to the customer's home."""
        return self.place is Place.HOME


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """An appointment for a calendar: purpose and place, and nothing personal beyond.

    `sequence` rises with each change (RFC 5545 3.8.7.4), `uid` stays. `stamp` is when this file was made.
    `starts_at` may be None only for a cancelling of which nobody knows the time any more. `organiser` is an
    email address or "". `attendee` is an address as well; only an invitation (REQUEST) has one.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    summary: str
    location: str = ""
    description: str = ""
    organiser: str = ""
    organiser_name: str = ""
    attendee: str = ""
    cancelled: bool = False
