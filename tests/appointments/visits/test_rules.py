"""The day of a visit as plain rules: which acts are possible, when they happened, a day laid out by time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from portal.appointments.day_sheet import Away, Stop, day_lines
from portal.appointments.doorstep import checked_word, is_expected
from portal.appointments.places import Place
from portal.appointments.states import State
from portal.appointments.visit_acts import OnTheDay, VisitAct, happened_at, new_time, possible
from portal.appointments.visit_codes import new_code, understood
from portal.errors import RuleBroken
from portal.records.references import ALPHABET
from tests.factories.appointments import LONDON, at

A = VisitAct
BEGINS = at("2026-11-05 10:30")
EARLY_THAT_DAY, DAY_BEFORE, AFTER = at("2026-11-05 08:00"), at("2026-11-04 10:30"), at("2026-11-05 10:45")

POSSIBLE = [
    (State.AGREED, DAY_BEFORE, {}, []),
    (State.AGREED, EARLY_THAT_DAY, {}, [A.ON_THE_WAY, A.LATE, A.ARRIVED, A.NO_ACCESS]),
    (State.AGREED, EARLY_THAT_DAY, {"must_read": True}, [A.LATE]),
    (State.AGREED, AFTER, {}, [A.ON_THE_WAY, A.LATE, A.ARRIVED, A.NO_ACCESS, A.MISSED]),
    (State.AGREED, AFTER, {"place": Place.OFFICE}, [A.LATE, A.ARRIVED, A.MISSED]),
    (State.ON_THE_WAY, EARLY_THAT_DAY, {}, [A.LATE, A.ARRIVED, A.NO_ACCESS]),
    (State.ARRIVED, AFTER, {}, [A.IDENTITY, A.FINISHED, A.NO_ACCESS]),
    (State.ARRIVED, AFTER, {"identity_shown": True}, [A.FINISHED]),
    (State.ARRIVED, AFTER, {"place": Place.PHONE}, [A.FINISHED]),
    (State.FINISHED, AFTER, {}, []),
    (State.WANTED, AFTER, {"starts_at": None}, []),
]


@pytest.mark.parametrize(("state", "now", "given", "acts"), POSSIBLE)
def test_what_can_be_done_depends_on_how_far_it_is(
    state: State, now: datetime, given: dict[str, object], acts: list[VisitAct]
) -> None:
    values: dict[str, object] = {"place": Place.HOME, "starts_at": BEGINS, **given}
    day = OnTheDay(state=state, now=now, zone=LONDON, **values)  # type: ignore[arg-type]
    assert list(possible(day)) == acts


def test_something_is_written_down_a_little_later_with_the_time_it_happened() -> None:
    assert happened_at(time(10, 31), starts_at=BEGINS, now=AFTER, zone=LONDON) == at("2026-11-05 10:31")
    assert happened_at(None, starts_at=BEGINS, now=AFTER, zone=LONDON) == AFTER
    next_day = AFTER + timedelta(days=1)
    assert happened_at(time(10, 31), starts_at=BEGINS, now=next_day, zone=LONDON) == at("2026-11-05 10:31")
    with pytest.raises(RuleBroken, match="say when"):
        happened_at(None, starts_at=BEGINS, now=next_day, zone=LONDON)
    with pytest.raises(RuleBroken, match="future"):
        happened_at(time(10, 46), starts_at=BEGINS, now=AFTER, zone=LONDON)


def test_a_time_an_hour_later_on_the_day_the_clocks_go_back_is_an_hour_later() -> None:
    begins = at("2026-10-25 00:30")
    assert new_time(begins, 60) - begins == timedelta(hours=1)
    for minutes, rule in ((0, "no minutes"), (241, "too far off"), (-241, "too far off")):
        with pytest.raises(RuleBroken, match=rule):
            new_time(begins, minutes)


def test_codes_are_read_however_they_are_typed() -> None:
    code = new_code()
    assert len(code) == 7
    assert set(code) <= {*ALPHABET, "-"}
    assert understood(f" {code.lower().replace('-', ' ')} ") == code
    assert [understood(typed) for typed in ("", "4RX", "4RX-C7K4", "0RX-C7K", "4RX-C7K' OR 1")] == [None] * 5


EXPECTED = [
    (State.AGREED, "09:29", None, False),
    (State.AGREED, "09:30", None, True),
    (State.ARRIVED, "11:30", None, True),
    (State.ARRIVED, "11:31", None, False),
    (State.ON_THE_WAY, "11:50", 20, True),
    (State.AGREED, "09:15", -20, True),
    (State.FINISHED, "10:45", None, False),
    (State.CANCELLED, "10:45", None, False),
]


@pytest.mark.parametrize(("state", "clock", "told", "expected"), EXPECTED)
def test_somebody_is_expected_from_an_hour_before_until_the_end(
    state: State, clock: str, told: int | None, expected: bool
) -> None:
    times = (BEGINS, at("2026-11-05 11:30"))
    now = at(f"2026-11-05 {clock}")
    assert is_expected(state, Place.HOME, times, told_minutes=told, now=now) is expected
    assert not is_expected(state, Place.OFFICE, times, told_minutes=told, now=now)


def test_a_word_is_one_short_line() -> None:
    assert checked_word("  blue   heron ") == "blue heron"
    for word, rule in (("  ", "no word"), ("x" * 41, "word too long")):
        with pytest.raises(RuleBroken, match=rule):
            checked_word(word)


def stop(begins: str, ends: str, *, free: str = "", area: str = "BS6", what: str = "visit") -> Stop[str]:
    """An appointment of Thursday."""
    day = "2026-11-05 "
    return Stop(
        starts_at=at(day + begins),
        ends_at=at(day + ends),
        free_at=at(day + (free or ends)),
        area=area,
        what=what,
    )


def laid_out(*stops: Stop[str], aways: tuple[Away, ...] = ()) -> list[tuple[str, str, str]]:
    """(what, from, until), travel with its minutes, short ones marked."""
    found = day_lines(stops, aways, home_area="BS1", way=lambda one, other: 10 if one == other else 25)
    return [
        (
            " ".join(
                part
                for part in (line.kind, str(line.minutes or ""), "short" if line.is_short else "")
                if part
            ),
            f"{line.starts_at.astimezone(LONDON):%H:%M}",
            f"{line.ends_at.astimezone(LONDON):%H:%M}",
        )
        for line in found
    ]


def test_a_day_shows_the_way_to_each_visit_and_the_break_after_it() -> None:
    assert laid_out(
        stop("13:00", "14:00", area="BS2"), stop("10:30", "11:30", free="11:45"), stop("11:50", "12:20")
    ) == [
        ("travel 25", "10:05", "10:30"),
        ("visit", "10:30", "11:30"),
        ("break", "11:30", "11:45"),
        ("travel 10 short", "11:45", "11:50"),
        ("visit", "11:50", "12:20"),
        ("travel 25", "12:35", "13:00"),
        ("visit", "13:00", "14:00"),
    ]


def test_no_way_leads_to_the_telephone_and_the_next_one_starts_where_the_officer_was() -> None:
    assert laid_out(
        stop("09:00", "10:00"),
        stop("10:00", "10:30", area=""),
        stop("10:40", "11:00"),
        aways=(Away(starts_at=at("2026-11-05 14:00"), ends_at=at("2026-11-05 15:00"), words="Training"),),
    ) == [
        ("travel 25", "08:35", "09:00"),
        ("visit", "09:00", "10:00"),
        ("visit", "10:00", "10:30"),
        ("travel 10", "10:30", "10:40"),
        ("visit", "10:40", "11:00"),
        ("away", "14:00", "15:00"),
    ]
