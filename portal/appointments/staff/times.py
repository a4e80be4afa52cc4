"""Free times laid out for staff to choose from: what the address asks for, and what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import get_locale, gettext

from portal.appointments.asks import Ask
from portal.appointments.availability import Lacking
from portal.appointments.diaries import Slot
from portal.appointments.models.bookings import Appointment
from portal.appointments.queries.slots import slots_for
from portal.appointments.slot_days import Part, SlotDay, by_day, written
from portal.clock.intervals import Interval, overlaps
from portal.clock.zones import local_day
from portal.organisation.queries import landlord
from portal.web.fields import options
from portal.web.formats import moment

SEARCHED = timedelta(days=13)  # two weeks, the first day included
MOST_SHOWN = 24
_AHEAD_DAYS = 42
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the address asks for: from which day on, which part of the day, which officer (a resource)."""

    today: date
    from_on: date
    part: Part | None = None
    officer_id: int | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str], *, today: date) -> Search:
        """What the address asks for; anything it does not know counts as not asked, a past day as today."""
        try:
            asked = date.fromisoformat(args.get("from", ""))
        except ValueError:
            asked = today
        part, officer = args.get("part", ""), args.get("officer", "")
        return cls(
            today=today,
            from_on=max(asked, today),
            part=Part(part) if part in list(Part) else None,
            officer_id=int(officer) if officer.isascii() and officer.isdigit() else None,
        )

    def address(self, **changed: object) -> dict[str, Any]:
        """The values for the address, with some changed; those left empty are not in it."""
        values = {
            "from": self.from_on.isoformat(),
            "part": self.part or "",
            "officer": self.officer_id or "",
            **changed,
        }
        return {name: str(value) for name, value in values.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Free times by day. `later_on`: where to go on looking, None: nowhere.

    `nearest`: these are the nearest to one that was just taken. `names` has the officers by resource.
    """

    search: Search
    days: tuple[SlotDay, ...]
    later_on: date | None
    lacking: Lacking | None = None
    earliest: date | None = None
    nearest: bool = False
    names: Mapping[int, str] = field(default_factory=dict)

    def words(self, slot: Slot) -> str:
        """A time in full, with who would come: "Tuesday 3 November 2026 at 10:30am, with Joanna Blake"."""
        when = moment(slot.starts_at, get_locale() or "en_GB", landlord().zone)
        who = self.who(slot)
        return str(gettext("%(when)s, with %(who)s", when=when, who=who)) if who else when

    def who(self, slot: Slot) -> str:
        """Who would come, as far as we know their names."""
        return ", ".join(self.names[number] for number in slot.officer_ids if number in self.names)

    def days_to_look_from(self) -> list[date]:
        """The days of the next weeks, and the one looked from."""
        days = {self.search.today + n * _DAY for n in range(_AHEAD_DAYS)}
        return sorted({*days, self.search.from_on})

    def value(self, slot: Slot) -> str:
        """A time as the value of its choice."""
        return written(slot)

    def choices(self) -> list[Any]:
        """The times as choices of a field."""
        return options((written(slot), self.words(slot)) for day in self.days for slot in day.slots)


def times_for(
    asked: Ask | Appointment,
    search: Search,
    *,
    now: datetime,
    names: Mapping[int, str],
    without: Appointment | None = None,
    never: Sequence[Interval] = (),
) -> Times:
    """Two weeks of times from the day asked for, whole days until there are enough to choose from.

    Staff are bound by neither notice nor horizon. `never`: stretches that never do for the customer.
    """
    zone = landlord().zone
    to_on = search.from_on + SEARCHED
    found = slots_for(
        asked,
        now=now,
        from_on=search.from_on,
        to_on=to_on,
        officer_id=search.officer_id,
        without=without,
        by_staff=True,
    )
    fitting = [slot for slot in found.slots if not any(overlaps(_span(slot), bad) for bad in never)]
    days, goes_on = by_day(fitting, zone, part=search.part, most=MOST_SHOWN)
    return Times(
        search=search,
        days=days,
        later_on=goes_on or to_on + _DAY,
        lacking=found.lacking,
        earliest=found.earliest,
        names=names,
    )


def times_within(
    appointment: Appointment,
    suits: Sequence[Interval],
    search: Search,
    *,
    now: datetime,
    names: Mapping[int, str],
    never: Sequence[Interval] = (),
) -> Times:
    """The times that lie wholly in a stretch which suits the customer, and in none that never does."""
    zone = landlord().zone
    first = max(local_day(min(begins for begins, _ in suits), zone), search.from_on)
    last = max(local_day(ends, zone) for _, ends in suits)
    found = slots_for(
        appointment,
        now=now,
        from_on=first,
        to_on=max(first, last),
        officer_id=search.officer_id,
        by_staff=True,
    )
    fitting = [
        slot
        for slot in found.slots
        if any(begins <= slot.starts_at and slot.ends_at <= ends for begins, ends in suits)
        and not any(overlaps(_span(slot), bad) for bad in never)
    ]
    days, goes_on = by_day(fitting, zone, part=search.part, most=MOST_SHOWN)
    return Times(search=search, days=days, later_on=goes_on, lacking=found.lacking, names=names)


def nearest_times(slots: Sequence[Slot], search: Search, names: Mapping[int, str], zone: ZoneInfo) -> Times:
    """The nearest free times to one that has been taken meanwhile."""
    days, _ = by_day(slots, zone, most=len(slots) + 1)
    return Times(search=search, days=days, later_on=None, nearest=True, names=names)


def _span(slot: Slot) -> Interval:
    return slot.starts_at, slot.ends_at
