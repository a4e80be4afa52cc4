"""Which complaints a list shows and its place in them, as both stand in its address. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.cases.worklist import Cursor


class Shown(StrEnum):
    """Which complaints are listed."""

    OPEN = ""
    MINE = "mine"
    CLOSED = "closed"

    @classmethod
    def from_address(cls, text: str) -> Shown:
        """What the address asks for; any other word means those that are open."""
        return cls(text) if text in set(cls) else cls.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The last row of a page: whether somebody is at risk there, and its dates and id as in any worklist."""

    at_risk: bool
    row: Cursor

    def text(self) -> str:
        """As it stands in an address: "r" (at risk) or "n" (not), then the row."""
        return f"{'r' if self.at_risk else 'n'}{self.row.text()}"

    @classmethod
    def from_text(cls, text: str) -> Place | None:
        """The place `text` made; None for anything else, which means the first page."""
        row = Cursor.from_text(text[1:]) if text[:1] in ("r", "n") else None
        return None if row is None else cls(at_risk=text[0] == "r", row=row)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlace:
    """The last action of a page: the last date that keeps it, and its id."""

    by_on: date
    id: int

    def text(self) -> str:
        """As it stands in an address: the date as a number of days, id."""
        return f"{self.by_on.toordinal()}.{self.id}"

    @classmethod
    def from_text(cls, text: str) -> ActionPlace | None:
        """The place `text` made; None for anything else, which means the first page."""
        day, _, number = text.partition(".")
        if not (day.isascii() and day.isdigit() and len(day) <= 7):
            return None
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            return None
        if not 1 <= int(day) <= date.max.toordinal():
            return None
        return cls(by_on=date.fromordinal(int(day)), id=int(number))
