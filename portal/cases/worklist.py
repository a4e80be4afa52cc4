"""A worklist's filters and place in the list as they stand in its address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from portal.cases.kinds import KINDS_IN_ORDER
from portal.charters.standards import CaseKind, Channel
from portal.clock.zones import day_start
from portal.timekeeping import local_date

# Complaints are looked for on pages of their own alone.
KINDS = tuple(kind for kind in KINDS_IN_ORDER if kind is not CaseKind.COMPLAINT)

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

E = TypeVar("E", bound=StrEnum)


class Whose(StrEnum):
    """Whose work is listed."""

    MINE = "mine"
    TEAM = "team"
    NOBODY = "nobody"
    ALL = "all"


class When(StrEnum):
    """Which dates are listed."""

    ANY = "any"
    LATE = "late"
    TODAY = "today"


class Standing(StrEnum):
    """Where the cases listed stand. What is closed is no work: it is looked up here, the latest first."""

    OPEN = "open"
    ANSWERED = "answered"
    BOTH = "both"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last row of a page, and its id: its due date, for the undated ones when it was received, for the
    closed ones when it was closed."""

    dated: bool
    at: datetime
    id: int

    def text(self) -> str:
        """As it stands in an address: "d" or "u", microseconds since 1970, id."""
        return f"{'d' if self.dated else 'u'}.{(self.at - _EPOCH) // _MICROSECOND}.{self.id}"

    @classmethod
    def from_text(cls, text: str) -> Cursor | None:
        """The cursor `text` made; None for anything else, which means the first page."""
        phase, _, rest = text.partition(".")
        at, _, number = rest.partition(".")
        if phase not in ("d", "u") or not (at.isascii() and at.isdigit() and len(at) <= 17):
            return None
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            return None
        return cls(dated=phase == "d", at=_EPOCH + int(at) * _MICROSECOND, id=int(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a worklist shows; each value stands in the address under its own name."""

    whose: Whose
    when: When = When.ANY
    status: Standing = Standing.OPEN
    topic: int | None = None
    channel: str = ""
    kind: str = ""
    after: Cursor | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str], *, has_team: bool) -> Filters:
        """What the address asks for; anything it does not know counts as not asked.

        Without a word about whose work: the team's, or one's own where there is no team.
        """
        whose = _one_of(Whose, args.get("whose"), Whose.TEAM if has_team else Whose.MINE)
        topic = args.get("topic", "")
        status = _one_of(Standing, args.get("status"), Standing.OPEN)
        return cls(
            whose=Whose.MINE if whose is Whose.TEAM and not has_team else whose,
            # What is closed falls due no more.
            when=When.ANY if status is Standing.CLOSED else _one_of(When, args.get("when"), When.ANY),
            status=status,
            topic=int(topic) if topic.isascii() and topic.isdigit() and len(topic) <= 18 else None,
            channel=args["channel"] if args.get("channel") in list(Channel) else "",
            kind=args["kind"] if args.get("kind") in list(KINDS) else "",
            after=Cursor.from_text(args.get("after", "")),
        )

    def address(self, **changed: object) -> dict[str, str]:
        """The values for the address, with some changed; those left empty are not in it.

        The place in the list is kept only if it is given: other filters begin at the top.
        """
        values: dict[str, object] = {
            "whose": self.whose,
            "when": "" if self.when is When.ANY else self.when,
            "status": "" if self.status is Standing.OPEN else self.status,
            "topic": self.topic or "",
            "channel": self.channel,
            "kind": self.kind,
            **changed,
        }
        return {name: str(value) for name, value in values.items() if value}

    def to_do(self, **changed: object) -> dict[str, str]:
        """The same for what is still to do, as the counters count it: never for closed cases."""
        return self.address(**({"status": ""} if self.status is Standing.CLOSED else {}), **changed)


def end_of_today(now: datetime, zone: ZoneInfo) -> datetime:
    """The midnight that ends the local day; what falls due then still falls due today."""
    return day_start(local_date(now, zone) + _DAY, zone)


def _one_of(kinds: type[E], text: str | None, otherwise: E) -> E:
    return kinds(text) if text in list(kinds) else otherwise
