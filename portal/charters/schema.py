"""The shape of a charter file (gateway): pydantic models of its tables, and their turning into frozen values.

What spans several tables is in `checks`. Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from portal.charters import standards
from portal.charters.standards import CaseKind, Channel, Circumstance, Event, RecursFrom, StandardKind
from portal.clock.limits import CalendarName, Limit, Unit

# The parts of the portal a promise may name as its keeper: architecture.md's packages, also those to come.
PORTAL_PACKAGES = frozenset(
    {
        *("portal.accounts", "portal.admin", "portal.appointments", "portal.attachments", "portal.audit"),
        *(
            "portal.cases",
            "portal.commitments",
            "portal.complaints",
            "portal.desk",
            "portal.hazards",
            "portal.formats",
            "portal.identity",
        ),
        *("portal.involvement", "portal.messaging", "portal.needs", "portal.organisation", "portal.pages"),
        *("portal.privacy", "portal.publications", "portal.reports", "portal.works"),
    }
)

FORMAT_KEYS = ("large-print", "braille", "audio", "easy-read", "translation", "interpreter", "bsl")


def _plain_date(value: object) -> object:
    """TOML knows dates; a text or a date with a time is a mistake worth naming."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("write a date without quotes, like 2009-09-22")
    return value


def _keeper(value: str) -> str:
    if value and value not in PORTAL_PACKAGES:
        raise ValueError(f'"{value}" is no part of the portal; leave it "" for not kept yet')
    return value


Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Words: TypeAlias = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Key: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Day: TypeAlias = Annotated[date, BeforeValidator(_plain_date)]
Keeper: TypeAlias = Annotated[str, BeforeValidator(lambda v: _keeper(v) if isinstance(v, str) else v)]
Division: TypeAlias = Literal["england-and-wales", "scotland", "northern-ireland"]


class Shape(BaseModel):
    """A table of the file. Unknown keys are refused, and nothing is turned into another type silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LimitShape(Shape):
    """An inline table `{ amount = 3, unit = "working days" }` and its options."""

    amount: int = Field(ge=0, strict=True)
    unit: Unit
    calendar: CalendarName = CalendarName.OFFICE
    days_are_working: Flag = False
    counts_from_same_day: Flag = False
    rolls_forward: Flag = False
    backward: Flag = False
    clear_days: Flag = False

    def value(self) -> Limit:
        """The limit the clock counts."""
        return Limit(
            amount=self.amount,
            unit=self.unit,
            calendar=self.calendar,
            days_are_working=self.days_are_working,
            counts_from_same_day=self.counts_from_same_day,
            rolls_forward=self.rolls_forward,
            backward=self.backward,
            clear_days=self.clear_days,
        )


class ExtensionShape(Shape):
    """How far a standard may be extended."""

    cap: LimitShape
    from_start: Flag = False
    source: str = ""


class StandardShape(Shape):
    """A `[[standard]]`: one timed promise."""

    key: Key
    clause: Words
    label: Words
    promise: Words
    literal: Words
    reading: str = ""
    kind: StandardKind
    event: Event
    channels: frozenset[Channel] = frozenset()
    kinds: frozenset[CaseKind] = frozenset()
    when: frozenset[Circumstance] = frozenset()
    unless: frozenset[Circumstance] = frozenset()
    after_standard: Key | None = None
    collected_by: Key | None = None
    kept_by: frozenset[Event] = frozenset()
    limit: LimitShape | None = None
    or_limit: LimitShape | None = None
    aim: LimitShape | None = None
    tolerance: LimitShape | None = None
    recurs_from: RecursFrom | None = None
    extension: ExtensionShape | None = None
    may_pause: Flag = False
    may_ask_identity: Flag = False
    automatic_reply_counts: Flag = False
    more_than: int | None = Field(default=None, ge=0, strict=True)
    cap_pence: int | None = Field(default=None, gt=0, strict=True)
    cap_per: str = ""
    regime: Key | None = None
    source: str = ""
    unverified: str = ""
    effective_from: Day | None = None
    effective_to: Day | None = None
    kept_in: Keeper

    def value(self) -> standards.Standard:
        """The frozen standard. Called only on a file that has passed its checks."""
        same = {name: getattr(self, name) for name in _SAME_IN_STANDARD}
        return standards.Standard(
            **same,
            trigger=standards.Trigger(
                event=self.event,
                channels=self.channels,
                kinds=self.kinds,
                circumstances=self.when,
                unless=self.unless,
                after_standard=self.after_standard,
                collected_by=self.collected_by,
            ),
            limit=_limit(self.limit),
            or_limit=_limit(self.or_limit),
            aim=_limit(self.aim),
            tolerance=_limit(self.tolerance),
            extension=None
            if self.extension is None
            else standards.Extension(
                cap=self.extension.cap.value(),
                from_start=self.extension.from_start,
                source=self.extension.source,
            ),
        )


_SAME_IN_STANDARD = frozenset(standards.Standard.__dataclass_fields__) - {
    "trigger", "limit", "or_limit", "aim", "tolerance", "extension",
}  # fmt: skip


def _limit(shape: LimitShape | None) -> Limit | None:
    return None if shape is None else shape.value()


class PromiseShape(Shape):
    """A `[[promise]]`: one without a number."""

    clause: Words
    promise: Words
    kept_in: Keeper
    literal: str = ""
    regime: Key | None = None
    source: str = ""
    unverified: str = ""
    effective_from: Day | None = None

    def value(self) -> standards.UntimedPromise:
        """The frozen promise."""
        return standards.UntimedPromise(**self.model_dump())


class NotSoftwareShape(Shape):
    """A `[[not_software]]`: a clause only people can keep."""

    clause: Words
    summary: Words


class NoteShape(Shape):
    """A `[[note]]` of the editor."""

    clause: Words
    note: Words


class ChannelShape(Shape):
    """A `[[channel]]`: what one of the portal's channels counts as in the policy."""

    ours: Channel
    policys: Channel
    words: str
    why: Words


class NamedShape(Shape):
    """A `[[contact_kind]]`, `[[feedback_kind]]` or `[[format]]`."""

    key: Key
    name: Words
    clause: str = ""
    basis: str = ""


class RegimeUseShape(Shape):
    """A `[[regime]]`: whether the landlord stands under it."""

    key: Key
    applies: Flag
    reason: Words


class RegimeDefinitionShape(Shape):
    """A `[[regime_definition]]` of the library of law (`england.toml` only)."""

    key: Key
    name: Words
    source: Words
    binds: Words
    public_authorities: Flag | None = None  # True: only them; False: only landlords that are none; None: both
    registered_providers_only: Flag = False
    effective_from: Day | None = None
    note: str = ""


class LandlordShape(Shape):
    """The `[landlord]` table."""

    name: Words
    short_name: Words
    public_authority: Flag
    registered_provider: Flag
    demonstration: Flag = False
    division: Division


class PolicyShape(Shape):
    """The `[policy]` table: which document, in which edition."""

    title: Words
    id: str = ""
    edition: Words
    owner: str = ""
    approver: str = ""
    effective_on: Day | None = None
    review_due_on: Day | None = None
    dates_note: Words


TABLES: dict[str, type[Shape]] = {"landlord": LandlordShape, "policy": PolicyShape}
LISTS: dict[str, type[Shape]] = {
    "channel": ChannelShape,
    "contact_kind": NamedShape,
    "feedback_kind": NamedShape,
    "format": NamedShape,
    "regime": RegimeUseShape,
    "regime_definition": RegimeDefinitionShape,
    "standard": StandardShape,
    "promise": PromiseShape,
    "not_software": NotSoftwareShape,
    "note": NoteShape,
}
FORMAT_VERSION = 1


def named(shapes: Iterable[NamedShape]) -> tuple[standards.Named, ...]:
    """Frozen named things, in the order of the file."""
    return tuple(standards.Named(**shape.model_dump()) for shape in shapes)


def regime_of(
    definition: RegimeDefinitionShape, timed: Iterable[StandardShape], untimed: Iterable[PromiseShape]
) -> standards.Regime:
    """The frozen regime with the rules that name it."""
    return standards.Regime(
        key=definition.key,
        name=definition.name,
        source=definition.source,
        binds=definition.binds,
        effective_from=definition.effective_from,
        standards=tuple(s.value() for s in timed if s.regime == definition.key),
        promises=tuple(p.value() for p in untimed if p.regime == definition.key),
        note=definition.note,
    )
