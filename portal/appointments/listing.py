"""What a list of appointments shows and where it goes on, as both stand in its address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from portal.appointments.states import State

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Whose(StrEnum):
    """Whose appointments are listed."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


class Waits(StrEnum):
    """Why an appointment is still to be arranged, and who has the next move."""

    ASKED = "asked"  # for us to find a time
    OFFERED = "offered"  # for the customer to choose
    CANCELLED = "cancelled"  # by us, and there is no other time yet
    MISSED = "missed"  # by us, and there is no other time yet


def waits(state: str, *, cancelled_by_us: bool) -> Waits:
    """Why something in the list of what is to be arranged is there."""
    if state == State.MISSED_BY_US:
        return Waits.MISSED
    if state == State.OFFERED:
        return Waits.OFFERED
    return Waits.CANCELLED if cancelled_by_us else Waits.ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last row of a page: the instant by which it was put in order, and its id."""

    at: datetime
    id: int

    def text(self) -> str:
        """As it stands in an address: microseconds since 1970, id."""
        return f"{(self.at - _EPOCH) // _MICROSECOND}.{self.id}"

    @classmethod
    def from_text(cls, text: str) -> Cursor | None:
        """The cursor `text` made; None for anything else, which means the first page."""
        at, _, number = text.partition(".")
        if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (at, number)):
            return None
        try:
            return cls(at=_EPOCH + int(at) * _MICROSECOND, id=int(number))
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Whose, and where each of the two lists goes on: what is to be arranged, and what is coming."""

    whose: Whose
    after: Cursor | None = None
    since: Cursor | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str], *, has_team: bool) -> Filters:
        """What the address asks for; anything it does not know counts as not asked."""
        asked = args.get("whose", "")
        whose = Whose(asked) if asked in list(Whose) else Whose.TEAM if has_team else Whose.MINE
        return cls(
            whose=Whose.MINE if whose is Whose.TEAM and not has_team else whose,
            after=Cursor.from_text(args.get("after", "")),
            since=Cursor.from_text(args.get("since", "")),
        )

    def address(self, **changed: object) -> dict[str, str]:
        """The values for the address, with some changed; those left empty are not in it.

        Another "whose" begins both lists at the top.
        """
        places = {} if "whose" in changed else {"after": self.after, "since": self.since}
        values: dict[str, object] = {
            "whose": self.whose,
            **{name: place.text() for name, place in places.items() if place is not None},
            **changed,
        }
        return {name: str(value) for name, value in values.items() if value}
