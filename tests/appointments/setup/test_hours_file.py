"""A file of weekly hours: every wrong line is named, with its number and what is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from portal.appointments.hours_file import Known, read_hours_file
from portal.appointments.weekly_hours import WeeklyWindow

HEADING = "who,weekday,from,until,first_day,last_day\n"
MONDAY = WeeklyWindow(weekday=0, opens_minute=540, closes_minute=1020, from_on=date(2026, 1, 5), to_on=None)
KNOWN = Known(
    names={"joanna@landlord.example": (1,), "room 1": (2,), "amal noor": (3, 4), "agency: amal noor": (3,)},
    stored={1: (MONDAY,)},
)


def faults(lines: str, *, replace: bool = False, heading: str = HEADING) -> list[str]:
    return [str(fault) for fault in read_hours_file(heading + lines, known=KNOWN, replace=replace).faults]


def test_good_lines_become_windows() -> None:
    read = read_hours_file(
        HEADING
        + "Joanna@landlord.example,tuesday,9am,12:30,2026-01-05,\n"
        + "\n"
        + "Room 1,Sat,18:00,midnight,05/01/2026,2026-06-30\n",
        known=KNOWN,
    )
    assert read.faults == ()
    assert [(line.number, line.resource_id) for line in read.lines] == [(2, 1), (4, 2)]
    assert read.lines[0].window == WeeklyWindow(
        weekday=1, opens_minute=540, closes_minute=750, from_on=date(2026, 1, 5), to_on=None
    )
    assert read.lines[1].window == WeeklyWindow(
        weekday=5, opens_minute=1080, closes_minute=1440, from_on=date(2026, 1, 5), to_on=date(2026, 6, 30)
    )


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (",Monday,9am,5pm,2026-01-05,", "who is empty"),
        ("Nobody,Monday,9am,5pm,2026-01-05,", 'nobody and nothing that can be booked is called "Nobody"'),
        ("Amal Noor,Monday,9am,5pm,2026-01-05,", 'several are called "Amal Noor"'),
        ("Room 1,Funday,9am,5pm,2026-01-05,", 'weekday "Funday" is no day of the week'),
        ("Room 1,Monday,9,5pm,2026-01-05,", 'from "9" is no time'),
        ("Room 1,Monday,9am,25:00,2026-01-05,", 'until "25:00" is no time'),
        ("Room 1,Monday,5pm,9am,2026-01-05,", "until is not after from"),
        ("Room 1,Monday,9am,9am,2026-01-05,", "until is not after from"),
        ("Room 1,Monday,9am,5pm,2026-02-30,", 'first_day "2026-02-30" is no date'),
        ("Room 1,Monday,9am,5pm,2026-01-05,2026-01-04", "last_day is before first_day"),
        ("Room 1,Monday,9am,5pm,2026-01-05,,more", "7 cells, the heading has 6"),
        (
            "joanna@landlord.example,Monday,8am,10am,2026-03-02,",
            "overlaps hours there are: Monday 9am to 5pm",
        ),
    ],
)
def test_a_wrong_line_is_named(line: str, what: str) -> None:
    found = faults(f"Room 1,Friday,9am,5pm,2026-01-05,\n{line}\n")
    assert len(found) == 1
    assert found[0].startswith(f"line 3: {what}")


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert faults("X,Funday,9,5,then,\nRoom 1,Monday,9am,5pm,2026-01-05,\nY,Mon,9am,5pm,2026-01-05,\n") == [
        'line 2: nobody and nothing that can be booked is called "X"',
        'line 2: weekday "Funday" is no day of the week; write Monday',
        'line 2: from "9" is no time; write 9am, 13:30 or midday',
        'line 2: until "5" is no time; write 9am, 13:30 or midday',
        'line 2: first_day "then" is no date; write 2026-03-27 or 27/03/2026',
        'line 4: nobody and nothing that can be booked is called "Y"',
    ]


def test_lines_of_one_file_may_not_overlap() -> None:
    assert faults(
        "Room 1,Monday,9am,1pm,2026-01-05,\nRoom 1,Monday,1pm,5pm,2026-01-05,\n"
        "Room 1,Monday,4pm,6pm,2026-06-01,\nRoom 1,Monday,9am,1pm,2026-01-05,\n"
    ) == ["line 4: overlaps line 3", "line 5: overlaps line 2"]


def test_what_is_stored_just_so_is_no_fault() -> None:
    assert faults("joanna@landlord.example,Monday,9am,5pm,2026-01-05,\n") == []


def test_asked_to_replace_other_hours_give_way() -> None:
    assert faults("joanna@landlord.example,Monday,8am,10am,2026-03-02,\n", replace=True) == []


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("who,weekday,from,until\n", ["line 1: the heading has no column first_day"]),
        (
            "who,weekday,from,until,first_day,colour\n",
            ['line 1: the heading has a column "colour" we do not know'],
        ),
        ("", ["line 1: the file is empty"]),
    ],
)
def test_a_wrong_heading_is_named(heading: str, what: list[str]) -> None:
    assert faults("", heading=heading) == what
