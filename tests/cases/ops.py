"""The worked cases' operations, each a thin call into the portal's engine and slot search.

`run` takes the inputs of a row and returns what its `expected` holds. Everything a row needs is in the row;
nothing is computed here but the reading of its texts and the writing of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.appointments import slots
from portal.clock import bank_holidays, intervals, zones
from portal.clock.calendars import Calendars, WorkingCalendar
from portal.clock.due import due_from_day
from portal.clock.hours import MIDNIGHT_END, OpeningHours, Window
from portal.clock.intervals import Interval
from portal.clock.limits import Limit, Unit

Row = Mapping[str, Any]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NO_END = datetime.max.replace(tzinfo=UTC)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def run(inputs: Row) -> object:
    """The answer to one row. Raises KeyError for an operation that does not exist."""
    return _OPERATIONS[inputs["op"]](inputs)


# --- days


def _add_working_days(row: Row) -> str:
    return _calendar(row).add(_day(row["start"], row), row["n"]).isoformat()


def _add_days(unit: Unit, *, rolls_forward: bool) -> Callable[[Row], str]:
    def operation(row: Row) -> str:
        limit = Limit(amount=row["n"], unit=unit, rolls_forward=rolls_forward)
        return due_from_day(limit, _day(row["start"], row), _calendars(row)).on.isoformat()

    return operation


def _working_days_late(row: Row) -> int:
    return _calendar(row).working_days_after(_day(row["start"], row), _day(row["end"], row))


def _is_bank_holiday(row: Row) -> bool:
    day = _day(row["date"], row)
    division = (row.get("division") or "england-and-wales").lower().replace("_", "-").replace(" ", "-")
    return day in bank_holidays.in_force(_DIVISIONS.get(division, division), [day.year])


# --- hours


def _business_minutes_add(row: Row) -> str:
    return _z(_hours(row).add(_instant(row["start"], row), row["minutes"] * 60, _pauses(row)))


def _business_minutes_subtract(row: Row) -> str:
    return _z(_hours(row).subtract(_instant(row["end"], row), row["minutes"] * 60, _pauses(row)))


def _business_minutes_between(row: Row) -> int | float:
    start, end = _instant(row["start"], row), _instant(row["end"], row)
    minutes = _hours(row).between(start, end, _pauses(row)) / 60
    return int(minutes) if minutes.is_integer() else minutes


def _in_hours(row: Row) -> bool:
    return _hours(row).is_open(_instant(_only_text(row), row))


def _utc_to_local(row: Row) -> str:
    instant = _instant(_only_text(row), {"tz": "UTC"})
    return _wall_text(zones.to_local(instant, _zone(row)).replace(tzinfo=None))


def _local_to_utc(row: Row) -> str:
    return _z(zones.to_utc(datetime.fromisoformat(_only_text(row)), _zone(row)))


def _working_ranges(row: Row) -> object:
    spans = _hours(row).ranges(_day(row["from"], row), _day(row.get("to") or row["from"], row))
    found = _spans_text(intervals.merge(spans) if row.get("merge_overlaps") else spans)
    if row.get("out") == "summary":
        ends = (found[0], found[-1]) if found else (None, None)
        return {"count": len(found), "first": ends[0], "last": ends[1]}
    return _out(row, found)


# --- intervals


def _intersect(row: Row) -> object:
    return _spans_text(intervals.intersect(*(_spans(each, row) for each in row["sets"])))


def _subtract(row: Row) -> object:
    return _spans_text(intervals.subtract(_spans(row["source"], row), _spans(row["busy"], row)))


def _overlaps(row: Row) -> bool:
    one, other = _spans([row["a"], row["b"]], row)
    return intervals.overlaps(one, other)


# --- slots


def _slots(row: Row) -> object:
    zone = _zone(row)
    found = slots.slots(
        _spans(row["ranges"], row),
        length_minutes=row.get("length") or row["step"],
        step_minutes=row.get("step") or row["length"],
        zone=zone,
        not_before=_now(row) + timedelta(minutes=row.get("notice") or 0),
        busy=_spans(row.get("busy") or [], row),
        join_touching=bool(row.get("merge_overlaps")),
    )
    return _out(row, [zones.to_local(at, zone).strftime("%Y-%m-%dT%H:%M:%S%z") for at in found])


def _slot_bookable(row: Row) -> bool:
    return slots.is_bookable(
        _instant(row["slot"], row),
        _hours(row),
        now=_now(row),
        lead_same_day_minutes=row.get("lead_same_day") or 0,
    )


def _day_slots(row: Row) -> object:
    found = slots.half_hour_starts(
        _day(row["day"], row),
        _hours(row),
        now=_now(row),
        lead_same_day_minutes=row.get("lead_same_day") or 0,
    )
    return _out(row, [f"{zones.to_local(at, _zone(row)):%H:%M}" for at in found], default="count")


def _generate_slots(row: Row) -> object:
    opening, closing = _named(row, _OPENING), _named(row, _CLOSING)
    not_before = row.get("not_before")
    found = slots.starts_from_opening(
        (_wall(opening, row), _wall(closing, row)),
        slot_minutes=row["slot_minutes"],
        not_before=_wall(not_before, row) if not_before else None,
    )
    # As the opening time is written: with its date, or as a time of day alone.
    dated = _A_TIME.match(opening)
    return _out(row, [_wall_text(start) if dated else f"{start:%H:%M}" for start in found])


def _free_slots(row: Row) -> object:
    texts = {_wall(text, row): text for text in row["slots"]}
    found = slots.free_starts(
        texts,
        [(_wall(begins, row), _wall(ends, row)) for begins, ends in row.get("booked") or []],
        slot_minutes=row["slot_minutes"],
        visit_minutes=row.get("service_minutes"),
        gap_minutes=row.get("gap_minutes") or 0,
    )
    return _out(row, [texts[start] for start in found])


def _cancel_allowed(row: Row) -> bool:
    return slots.may_cancel(
        _instant(row["now"], row),
        _day(row["visit_date"], row),
        cutoff=time.fromisoformat(row["cutoff"]),
        working_days_before=row.get("working_days_before", 1),
        calendar=_calendar(row),
        zone=_zone(row),
    )


# --- reading a row


_DIVISIONS = {
    "england": "england-and-wales",
    "wales": "england-and-wales",
    "eng": "england-and-wales",
    "wls": "england-and-wales",
    "sct": "scotland",
    "nir": "northern-ireland",
}
# The rows in hand do not show what these inputs are called.
_OPENING = ("open", "opens", "opening", "start", "from", "start_time", "opening_time")
_CLOSING = ("close", "closes", "closing", "end", "to", "end_time", "closing_time")
_A_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]")


def _zone(row: Row) -> ZoneInfo:
    return ZoneInfo(row.get("tz") or "UTC")


def _now(row: Row) -> datetime:
    """When a row asks; one that does not say asks long before."""
    return _instant(row["now"], row) if row.get("now") else _LONG_AGO


def _day(text: str, row: Row) -> date:
    """A date, or the local day of an instant."""
    return date.fromisoformat(text) if len(text) == 10 else zones.local_day(_instant(text, row), _zone(row))


def _instant(text: str, row: Row) -> datetime:
    """An instant; times without a zone are local."""
    read = datetime.fromisoformat(text)
    return zones.to_utc(read, _zone(row)) if read.tzinfo is None else read.astimezone(UTC)


def _wall(text: str, row: Row) -> datetime:
    """A time on a wall clock; one without a date is on the row's date, or on any one day."""
    if "T" in text or " " in text:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    day = date.fromisoformat(row.get("date") or row.get("day") or "2001-01-01")
    if text.startswith("24:"):
        return datetime.combine(day + timedelta(days=1), time(0))
    return datetime.combine(day, time.fromisoformat(text.zfill(5)))


def _only_text(row: Row) -> str:
    """The one time of a row that asks about a single instant, whatever it is called."""
    return next(value for value in row.values() if isinstance(value, str) and _A_TIME.match(value))


def _named(row: Row, names: Sequence[str]) -> str:
    return next(str(row[name]) for name in names if name in row)


def _spans(pairs: Sequence[Sequence[str | None]], row: Row) -> list[Interval]:
    """Half-open intervals; one without an end lasts."""
    return [(_instant(a or "", row), _instant(b, row) if b else _NO_END) for a, b in pairs]


def _pauses(row: Row) -> list[Interval]:
    return _spans(row.get("pauses") or [], row)


def _holidays(row: Row) -> dict[date, str]:
    return {date.fromisoformat(day[:10]): "holiday" for day in row.get("holidays") or []}


def _calendar(row: Row) -> WorkingCalendar:
    weekend = row.get("weekend")
    off = {_weekday(name) for name in (("sat", "sun") if weekend is None else weekend)}
    return WorkingCalendar(weekdays=frozenset(range(7)) - off, holidays=_holidays(row))


def _calendars(row: Row) -> Calendars:
    calendar = _calendar(row)
    return Calendars(
        zone=_zone(row),
        office=calendar,
        statutory=calendar,
        all_uk=calendar,
        hours=OpeningHours(zone=_zone(row), weekly={}),
        published_until=date.max,
    )


def _hours(row: Row) -> OpeningHours:
    return OpeningHours(
        zone=_zone(row),
        weekly={_weekday(name): _windows(each) for name, each in (row.get("hours") or {}).items()},
        overrides={
            date.fromisoformat(day): _windows(each) for day, each in (row.get("overrides") or {}).items()
        },
        closed_days=_holidays(row),
    )


def _weekday(name: str) -> int:
    return _WEEKDAYS.index(name[:3].lower())


def _windows(pairs: Sequence[Sequence[str]] | None) -> tuple[Window, ...]:
    """The windows that hold any time: half-open, one that closes when or before it opens holds none."""
    texts = [(opens.zfill(5), closes.zfill(5)) for opens, closes in pairs or ()]
    return tuple(
        Window(opens=time.fromisoformat(opens), closes=_closing(closes))
        for opens, closes in texts
        if closes > opens or opens > closes == "00:00"
    )


def _closing(text: str) -> time:
    return MIDNIGHT_END if text.startswith("24:") else time.fromisoformat(text)


# --- writing the answer


def _z(instant: datetime) -> str:
    precision = "milliseconds" if instant.microsecond else "seconds"
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision)}Z"


def _wall_text(wall: datetime) -> str:
    return wall.isoformat(timespec="seconds" if wall.second else "minutes")


def _spans_text(spans: Sequence[Interval]) -> list[list[str]]:
    return [[_z(begins), _z(ends)] for begins, ends in spans]


def _out(row: Row, found: Sequence[object], default: str = "list") -> object:
    return len(found) if row.get("out", default) == "count" else list(found)


_OPERATIONS: dict[str, Callable[[Row], object]] = {
    "add_working_days": _add_working_days,
    "add_calendar_days": _add_days(Unit.DAYS, rolls_forward=False),
    "add_calendar_days_roll_forward": _add_days(Unit.DAYS, rolls_forward=True),
    "add_calendar_months": _add_days(Unit.MONTHS, rolls_forward=False),
    "add_calendar_months_roll_forward": _add_days(Unit.MONTHS, rolls_forward=True),
    "working_days_late": _working_days_late,
    "is_bank_holiday": _is_bank_holiday,
    "business_minutes_add": _business_minutes_add,
    "business_minutes_subtract": _business_minutes_subtract,
    "business_minutes_between": _business_minutes_between,
    "in_hours": _in_hours,
    "utc_to_local": _utc_to_local,
    "local_to_utc": _local_to_utc,
    "working_ranges": _working_ranges,
    "intersect": _intersect,
    "subtract": _subtract,
    "overlaps": _overlaps,
    "slots": _slots,
    "slot_bookable": _slot_bookable,
    "day_slots": _day_slots,
    "generate_slots": _generate_slots,
    "free_slots": _free_slots,
    "cancel_allowed": _cancel_allowed,
}
