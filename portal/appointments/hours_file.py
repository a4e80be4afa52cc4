"""A file of weekly hours: its columns, and all that is wrong with what one holds. Pure.

One line is one window of an officer, a room or an interpreter; page and command show `COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.appointments.weekly_hours import WEEKDAYS, WeeklyWindow, beside_all
from portal.clock.typed_hours import DAY_ENDS, minute_of, text_of
from portal.organisation.csv_file import NO_DATE, Fault, day_of, needed, rows

COLUMNS: Mapping[str, str] = {
    "who": "needed; an officer's email address at work, or the name of a room or an interpreter",
    "weekday": "needed; Monday or Mon, and so on",
    "from": "needed; when the window begins: 9am, 13:30, midday",
    "until": "needed; when it ends; midnight is the end of the day",
    "first_day": "needed; the first day it counts: 2026-03-27 or 27/03/2026",
    "last_day": "the last day it counts; empty while no end is known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who there is, by every name a file may use (in small letters), and the hours each has now."""

    names: Mapping[str, Sequence[int]] = field(default_factory=dict)
    stored: Mapping[int, Sequence[WeeklyWindow]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One good line: whose window, and which. `number` counts from 1, the heading."""

    number: int
    resource_id: int
    window: WeeklyWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursFile:
    """What a file holds: good lines, and what is wrong with the others, in order."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]

    def by_resource(self) -> dict[int, list[WeeklyWindow]]:
        """The windows of each of those it names."""
        found: dict[int, list[WeeklyWindow]] = {}
        for line in self.lines:
            found.setdefault(line.resource_id, []).append(line.window)
        return found


def read_hours_file(text: str, *, known: Known, replace: bool = False) -> HoursFile:
    """What a CSV text says, checked line by line, against its other lines and against what is stored.

    A window that is stored just so already is no fault, so a file may be sent twice. With `replace` the
    file's windows take the place of what is stored between their dates; without it they may not overlap it.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in rows(text, columns=COLUMNS, faults=faults):
        wrong = _wrong_cells(cells, known)
        if not wrong:
            line = _line(number, cells, known)
            wrong = _against_others(line, lines)
            lines.append(line)
        faults.extend(Fault(number=number, what=what) for what in wrong)
    faults.extend(_against_stored(lines, known, replace=replace))
    bad = {fault.number for fault in faults}
    return HoursFile(
        lines=tuple(line for line in lines if line.number not in bad),
        faults=tuple(sorted(faults, key=lambda fault: fault.number)),
    )


def _wrong_cells(cells: Mapping[str, str], known: Known) -> list[str]:
    wrong = [f"{name} is empty" for name in needed(COLUMNS) if not cells[name]]
    who = known.names.get(cells["who"].casefold(), ())
    if cells["who"] and not who:
        wrong.append(f'nobody and nothing that can be booked is called "{cells["who"]}"')
    elif len(who) > 1:
        wrong.append(f'several are called "{cells["who"]}"; put the office or the agency before it: A: B')
    if cells["weekday"] and _weekday(cells["weekday"]) is None:
        wrong.append(f'weekday "{cells["weekday"]}" is no day of the week; write Monday')
    for name in ("from", "until"):
        if cells[name] and _minute(cells[name]) is None:
            wrong.append(f'{name} "{cells[name]}" is no time; write 9am, 13:30 or midday')
    for name in ("first_day", "last_day"):
        if cells[name] and day_of(cells[name]) is None:
            wrong.append(f'{name} "{cells[name]}" {NO_DATE}')
    return wrong or _wrong_order(cells)


def _wrong_order(cells: Mapping[str, str]) -> list[str]:
    begins, ends = _minute(cells["from"]) or 0, _minute(cells["until"]) or DAY_ENDS
    first, last = day_of(cells["first_day"]), day_of(cells["last_day"])
    wrong = []
    if ends <= begins:
        wrong.append("until is not after from; a window ends on the day it begins, at midnight at the latest")
    if first and last and last < first:
        wrong.append("last_day is before first_day")
    return wrong


def _against_others(line: Line, others: Sequence[Line]) -> list[str]:
    for other in others:
        if other.resource_id == line.resource_id and other.window.clashes(line.window):
            return [f"overlaps line {other.number}"]
    return []


def _against_stored(lines: Sequence[Line], known: Known, *, replace: bool) -> list[Fault]:
    faults = []
    for resource_id in dict.fromkeys(line.resource_id for line in lines):
        own = [line for line in lines if line.resource_id == resource_id]
        stored = set(known.stored.get(resource_id, ()))
        if replace:
            stored = beside_all(stored, [line.window for line in own])
        for line in own:
            clash = next((window for window in stored if window.clashes(line.window)), None)
            if clash is not None and line.window not in stored:
                faults.append(Fault(number=line.number, what=f"overlaps hours there are: {words(clash)}"))
    return faults


def words(window: WeeklyWindow) -> str:
    """A window for whoever mends the file: "Monday 9am to 5pm from 2026-01-05"."""
    hours = text_of([(window.opens_minute, window.closes_minute)])
    until = f" to {window.to_on}" if window.to_on else ""
    return f"{WEEKDAYS[window.weekday].capitalize()} {hours} from {window.from_on}{until}"


def _line(number: int, cells: Mapping[str, str], known: Known) -> Line:
    weekday, first_on = _weekday(cells["weekday"]), day_of(cells["first_day"])
    if weekday is None or first_on is None:
        raise ValueError("only a checked line becomes one")
    return Line(
        number=number,
        resource_id=known.names[cells["who"].casefold()][0],
        window=WeeklyWindow(
            weekday=weekday,
            opens_minute=_minute(cells["from"]) or 0,
            closes_minute=_minute(cells["until"]) or DAY_ENDS,
            from_on=first_on,
            to_on=day_of(cells["last_day"]),
        ),
    )


def _weekday(cell: str) -> int | None:
    typed = cell.lower().rstrip(".")
    known = (number for number, name in enumerate(WEEKDAYS) if typed in (name, name[:3]))
    return next(known, None)


def _minute(cell: str) -> int | None:
    try:
        return minute_of(cell.lower())
    except ValueError:
        return None
