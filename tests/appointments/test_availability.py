"""The slot search by table, and against a naive one that tries every start with every team."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.appointments.availability import (
    Lacking,
    candidates,
    fits,
    free_slots,
    lacking,
    slot_at,
    without_dialect,
)
from portal.appointments.diaries import Diary, ResourceKind, Slot, Visit, Wanted, dialect_key
from portal.appointments.places import Mode, Place
from portal.clock.intervals import overlaps
from portal.clock.zones import local_day, wall_instant
from portal.errors import RuleBroken

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 11, 3)
HOUR = timedelta(hours=1)


def at(text: str, day: date = DAY) -> datetime:
    return wall_instant(day, time.fromisoformat(text), LONDON)


def window(text: str, day: date = DAY) -> tuple[datetime, datetime]:
    opens, closes = text.split("-")
    end = wall_instant(day + timedelta(days=1), time(0), LONDON) if closes == "24:00" else at(closes, day)
    return at(opens, day), end


def officer(number: int = 1, works: str = "09:00-17:00", *busy: str, **more: Any) -> Diary:
    taken = tuple(window(one) for one in busy)
    visits = more.pop("visits", tuple(Visit(starts_at=a, ends_at=b) for a, b in taken))
    return Diary(
        id=number,
        kind=ResourceKind.OFFICER,
        working=tuple(window(one) for one in works.split()),
        busy=taken or tuple((v.starts_at, v.ends_at) for v in visits),
        visits=visits,
        **more,
    )


def room(number: int = 51, works: str = "09:00-17:00", *busy: str, **more: Any) -> Diary:
    return Diary(
        id=number,
        kind=ResourceKind.ROOM,
        working=tuple(window(one) for one in works.split()),
        busy=tuple(window(one) for one in busy),
        **{"office_id": 1, "seats": 4, **more},
    )


SORANI = frozenset({"sorani"})


def interpreter(number: int = 91, works: str = "09:00-17:00", *busy: str, **more: Any) -> Diary:
    return Diary(
        id=number,
        kind=ResourceKind.INTERPRETER,
        working=tuple(window(one) for one in works.split()),
        busy=tuple(window(one) for one in busy),
        **{"modes": frozenset(Mode), "languages": frozenset({"so"}), **more},
    )


def wanted(**more: Any) -> Wanted:
    return Wanted(
        **{
            "purpose_id": 1,
            "length_minutes": 60,
            "place": Place.PHONE,
            "now": at("08:00"),
            "earliest": at("00:00"),
            "latest": at("23:30"),
            "zone": LONDON,
            "step_minutes": 60,
            "office_id": 1,
            "office_area": "centre",
            "area": "north",
            **more,
        }
    )


def clock(slots: tuple[Slot, ...]) -> str:
    return " ".join(f"{slot.starts_at.astimezone(LONDON):%H:%M}" for slot in slots)


VISIT = Visit(starts_at=at("11:00"), ends_at=at("12:00"), area="north")
FAR = Visit(starts_at=at("11:00"), ends_at=at("12:00"), area="south")
SOON = Visit(starts_at=at("13:30"), ends_at=at("14:30"), area="south")
LATER = Visit(starts_at=at("14:00"), ends_at=at("15:00"), area="south")
OFFICE = {"place": Place.OFFICE}
PRIVATE = {**OFFICE, "is_private": True}
SIGN = {"sign_language": True}
LONG_SIGN = {**SIGN, "length_minutes": 90}
HOME = {"place": Place.HOME, "roads": {("centre", "north"): 20, ("north", "south"): 45}}


@pytest.mark.parametrize(
    ("people", "given", "expected"),
    [
        # hours, breaks, several windows, what is held
        ([officer(1, "09:00-12:00")], {}, "09:00 10:00 11:00"),
        ([officer(1, "09:00-12:00 13:00-15:00")], {}, "09:00 10:00 11:00 13:00 14:00"),
        ([officer(1, "09:00-12:00", "10:00-11:00")], {}, "09:00 11:00"),
        ([officer(1, "09:00-12:00", "10:00-10:30")], {"step_minutes": 30}, "09:00 10:30 11:00"),
        ([officer(1, "09:00-12:00")], {"length_minutes": 90, "step_minutes": 30}, "09:00 09:30 10:00 10:30"),
        ([officer(1, "09:00-12:00", "10:30-11:00")], {"length_minutes": 120}, ""),  # long, in short gaps
        (
            [officer(1, "09:10-12:00")],
            {"step_minutes": 15},
            "09:15 09:30 09:45 10:00 10:15 10:30 10:45 11:00",
        ),
        # the break after a meeting keeps the officer, may run past closing, and into nothing held
        ([officer(1, "09:00-12:00", "11:00-12:00")], {"break_minutes": 15}, "09:00"),
        ([officer(1, "09:00-11:00")], {"break_minutes": 15}, "09:00 10:00"),
        # notice and horizon
        ([officer(1, "09:00-12:00")], {"earliest": at("09:01")}, "10:00 11:00"),
        ([officer(1, "09:00-12:00")], {"earliest": at("10:00"), "latest": at("10:00")}, "10:00"),
        ([officer(1, "20:00-24:00")], {"latest": at("23:00")}, "20:00 21:00 22:00 23:00"),  # to midnight
        # gender, purpose, a named officer, two officers
        (
            [officer(1, "09:00-11:00"), officer(2, "10:00-12:00", gender="woman")],
            {"gender": "woman"},
            "10:00 11:00",
        ),
        ([officer(1, "09:00-10:00", purposes=frozenset({2})), officer(2, "11:00-12:00")], {}, "11:00"),
        ([officer(1, "09:00-10:00"), officer(2, "11:00-12:00")], {"officer_id": 1}, "09:00"),
        ([officer(1, "09:00-11:00"), officer(2, "10:00-12:00")], {"officers": 2}, "10:00"),
        (
            [officer(1, "09:00-11:00"), officer(2, "09:00-12:00"), officer(3, "10:00-12:00")],
            {"officers": 2, "officer_id": 3},
            "10:00 11:00",
        ),
        # a day's limit
        ([officer(1, "09:00-12:00", "09:00-10:00", daily_limit=1)], {}, ""),
        ([officer(1, "09:00-12:00", "09:00-10:00", daily_limit=2)], {}, "10:00 11:00"),
        # the way to homes: from the day's beginning, between visits, and back before closing
        ([officer(1, "09:00-12:00", area="centre")], HOME, "10:00"),
        (
            [officer(1, "09:00-12:00", area="centre")],
            {**HOME, "step_minutes": 20},
            "09:20 09:40 10:00 10:20 10:40",
        ),
        (
            [officer(1, "09:00-14:00", visits=(VISIT,), area="centre")],
            {**HOME, "step_minutes": 10},
            "09:20 09:30 09:40 09:50 12:10 12:20 12:30 12:40",
        ),
        (
            [officer(1, "09:00-15:00", visits=(FAR,), area="centre")],
            {**HOME, "step_minutes": 15},
            "12:45 13:00 13:15 13:30",
        ),
        ([officer(1, "09:00-12:00", visits=(VISIT,), area="centre")], {"place": Place.PHONE}, "09:00 10:00"),
        # a call leaves the way from the visit before it to the one after
        ([officer(1, "09:00-15:00", visits=(VISIT, SOON))], {**HOME, "place": Place.PHONE}, "09:00 10:00"),
        (
            [officer(1, "09:00-15:00", visits=(VISIT, LATER))],
            {**HOME, "place": Place.PHONE},
            "09:00 10:00 12:00 13:00",
        ),
        # a room of that office with what is wanted
        ([officer(), room(51, "10:00-12:00")], OFFICE, "10:00 11:00"),
        ([officer(), room(51, "09:00-12:00", "10:00-11:00")], OFFICE, "09:00 11:00"),
        ([officer(), room(51, "09:00-12:00")], PRIVATE, ""),
        ([officer(), room(51, "09:00-10:00"), room(52, "11:00-12:00", is_private=True)], PRIVATE, "11:00"),
        ([officer(), room(51, "09:00-10:00", office_id=2)], OFFICE, ""),
        ([officer(), room(51, "09:00-10:00")], {"place": Place.OFFICE, "seats": 5}, ""),
        ([officer(), room(51, "09:00-10:00")], {"place": Place.OFFICE, "step_free": True}, ""),
        # interpreters: language, mode, lead, an officer who speaks it
        ([officer(), interpreter(91, "10:00-12:00")], {"language": "so"}, "10:00 11:00"),
        ([officer(), interpreter(91, "10:00-12:00")], {"language": "pl"}, ""),
        ([officer(), interpreter(91, modes=frozenset({Mode.PHONE}))], {"language": "so"}, ""),
        ([officer(1, "09:00-12:00"), interpreter(lead=3 * HOUR)], {"language": "so"}, "11:00"),
        ([officer(1, "09:00-12:00", languages=frozenset({"so"}))], {"language": "so"}, "09:00 10:00 11:00"),
        # sign language: two when it lasts longer than an hour
        (
            [officer(1, "09:00-11:00", languages=frozenset({"bfi"})), interpreter(91, sign_language=True)],
            SIGN,
            "09:00 10:00",
        ),
        (
            [officer(1, "09:00-11:00"), interpreter(91, sign_language=True)],
            {"sign_language": True, "length_minutes": 61},
            "",
        ),
        (
            [
                officer(1, "09:00-11:00"),
                interpreter(91, sign_language=True),
                interpreter(92, sign_language=True),
            ],
            LONG_SIGN,
            "09:00",
        ),
        # nobody at all
        ([], {}, ""),
    ],
)
def test_a_slot_is_where_everybody_can_be(people: list[Diary], given: dict[str, Any], expected: str) -> None:
    want = wanted(**given)
    found = free_slots(people, want)
    assert clock(found) == expected
    assert all(fits(people, want, slot) for slot in found)
    assert [slot_at(people, want, slot.starts_at) for slot in found] == list(found)


@pytest.mark.parametrize(
    ("day", "hours", "expected_utc"),
    [
        # Clocks go back on 25 October 2026 and 31 October 2027: the second hour from one to two is there too.
        (date(2026, 10, 25), "00:00-04:00", "23:00 00:00 01:00 02:00 03:00"),
        (date(2027, 10, 31), "00:00-04:00", "23:00 00:00 01:00 02:00 03:00"),
        # Clocks go forward on 29 March 2026 and 28 March 2027: there is no hour from one to two.
        (date(2026, 3, 29), "00:00-04:00", "00:00 01:00 02:00"),
        (date(2027, 3, 28), "00:00-04:00", "00:00 01:00 02:00"),
        # The days after: nine o'clock is nine o'clock on the wall.
        (date(2026, 10, 26), "09:00-11:00", "09:00 10:00"),
        (date(2026, 3, 30), "09:00-11:00", "08:00 09:00"),
    ],
)
def test_the_days_the_clocks_change(day: date, hours: str, expected_utc: str) -> None:
    one = Diary(id=1, kind=ResourceKind.OFFICER, working=(window(hours, day),))
    found = free_slots(
        [one], wanted(earliest=at("00:00", day), latest=at("23:00", day), now=at("00:00", day))
    )
    assert " ".join(f"{slot.starts_at.astimezone(UTC):%H:%M}" for slot in found) == expected_utc


def test_who_has_fewest_visits_comes_and_the_plainest_room_is_taken() -> None:
    people = [
        officer(1, "09:00-17:00", "13:00-14:00"),
        officer(2),
        room(51, is_private=True, step_free=True),
        room(52),
    ]
    slot = free_slots(people, wanted(place=Place.OFFICE))[0]
    assert (slot.officer_ids, slot.room_id) == ((2,), 52)


def test_a_named_officer_is_one_of_two() -> None:
    slot = free_slots([officer(1), officer(2), officer(3)], wanted(officers=2, officer_id=3))[0]
    assert slot.officer_ids == (3, 1)


# Who there is, by the dialects of each; who comes, and whether the page says that nobody has it.
@pytest.mark.parametrize(
    ("first", "second", "dialect", "comes", "says"),
    [
        (frozenset(), frozenset({"sorani"}), "sorani", 92, False),
        (frozenset({"sorani"}), frozenset({"sorani"}), "sorani", 91, False),
        (frozenset({"kurmanji"}), frozenset(), "sorani", 91, True),
        (frozenset({"kurmanji"}), frozenset(), "", 91, False),
    ],
)
def test_an_interpreter_with_the_dialect_comes_first_and_another_is_better_than_none(
    first: frozenset[str], second: frozenset[str], dialect: str, comes: int, says: bool
) -> None:
    people = [officer(1), interpreter(91, dialects=first), interpreter(92, dialects=second)]
    wish = wanted(language="so", dialect=dialect)
    assert free_slots(people, wish)[0].interpreter_ids == (comes,)
    assert without_dialect(people, wish) is says


def test_who_has_the_dialect_but_is_taken_keeps_nobody_waiting() -> None:
    people = [officer(1), interpreter(91), interpreter(92, "09:00-17:00", "09:00-12:00", dialects=SORANI)]
    assert free_slots(people, wanted(language="so", dialect="sorani"))[0].interpreter_ids == (91,)


@pytest.mark.parametrize("typed", ["Sorani", " sorani ", "SORANI"])
def test_a_dialect_is_known_however_it_is_typed(typed: str) -> None:
    assert dialect_key(typed) in SORANI


def test_an_officer_with_the_language_comes_first_and_no_interpreter_is_held() -> None:
    people = [officer(1), officer(2, "09:00-10:00", languages=frozenset({"so"})), interpreter()]
    first, second = free_slots(people, wanted(language="so"))[:2]
    assert (first.officer_ids, first.interpreter_ids) == ((2,), ())
    assert (second.officer_ids, second.interpreter_ids) == ((1,), (91,))


def test_whoever_interprets_is_a_woman_where_that_is_wished() -> None:
    man, woman = interpreter(gender="man"), interpreter(92, gender="woman")
    wish = wanted(language="so", interpreter_gender="woman")
    assert free_slots([officer(1), man, woman], wish)[0].interpreter_ids == (92,)
    assert lacking([officer(1), man], wish) is Lacking.INTERPRETER


def test_what_is_held_has_the_break_for_officers_only() -> None:
    slot = Slot(
        starts_at=at("09:00"), ends_at=at("10:00"), officer_ids=(1,), room_id=51, interpreter_ids=(91,)
    )
    assert slot.holds(15) == (
        (1, at("09:00"), at("10:15")),
        (91, at("09:00"), at("10:00")),
        (51, at("09:00"), at("10:00")),
    )


@pytest.mark.parametrize(
    ("people", "given", "expected"),
    [
        ([], {}, Lacking.OFFICER),
        ([officer()], {"gender": "woman"}, Lacking.GENDER),
        ([officer()], {"officers": 2}, Lacking.OFFICER),
        ([officer()], OFFICE, Lacking.ROOM),
        ([officer()], {"language": "so"}, Lacking.INTERPRETER),
        ([officer(), interpreter(sign_language=True)], LONG_SIGN, Lacking.INTERPRETER),
        ([officer(1, "09:00-09:30")], {}, Lacking.TIME),
        ([officer()], {}, None),
    ],
)
def test_what_is_lacking_is_named(
    people: list[Diary], given: dict[str, Any], expected: Lacking | None
) -> None:
    assert lacking(people, wanted(**given)) is expected


def test_a_step_that_makes_no_grid_is_refused() -> None:
    with pytest.raises(RuleBroken, match="no such step"):
        wanted(step_minutes=25)


# ---- against a naive search, which knows no order, no index and no shortcut

_AREAS = ("", "centre", "north", "south")
_HALF = timedelta(minutes=30)


@st.composite
def stretches(draw: st.DrawFn, most: int) -> tuple[tuple[datetime, datetime], ...]:
    edges = sorted(draw(st.sets(st.integers(0, 95), min_size=0, max_size=2 * most)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple((at("00:00") + a * _HALF, at("00:00") + b * _HALF) for a, b in pairs)


@st.composite
def a_diary(draw: st.DrawFn, number: int) -> Diary:
    kind = draw(st.sampled_from(ResourceKind))
    busy = draw(stretches(2))
    areas = st.sampled_from(_AREAS)
    is_officer = kind is ResourceKind.OFFICER
    return Diary(
        id=number,
        kind=kind,
        working=draw(stretches(3)),
        busy=busy,
        visits=tuple(Visit(starts_at=a, ends_at=b, area=draw(areas)) for a, b in busy) if is_officer else (),
        area=draw(areas),
        daily_limit=draw(st.sampled_from([None, None, 1, 2])),
        gender=draw(st.sampled_from(["woman", "man", ""])),
        languages=draw(st.frozensets(st.sampled_from(["so", "pl"]))),
        sign_language=draw(st.booleans()),
        modes=draw(st.frozensets(st.sampled_from(Mode))),
        purposes=draw(st.sampled_from([frozenset(), frozenset({1}), frozenset({2})])),
        is_private=draw(st.booleans()),
        step_free=draw(st.booleans()),
        seats=draw(st.integers(0, 3)),
        lead=draw(st.sampled_from([timedelta(0), 6 * HOUR])),
        office_id=1 if kind is ResourceKind.ROOM else None,
    )


@st.composite
def a_search(draw: st.DrawFn) -> tuple[list[Diary], Wanted]:
    count = draw(st.integers(1, 6))
    people = [draw(a_diary(number)) for number in range(1, count + 1)]
    want = wanted(
        length_minutes=draw(st.sampled_from([30, 60, 90])),
        break_minutes=draw(st.sampled_from([0, 30])),
        step_minutes=draw(st.sampled_from([30, 60])),
        place=draw(st.sampled_from(Place)),
        latest=at("23:30") + timedelta(days=1),
        gender=draw(st.sampled_from(["", "woman"])),
        language=draw(st.sampled_from(["", "so"])),
        sign_language=draw(st.sampled_from([False, False, True])),
        mode=draw(st.sampled_from(Mode)),
        is_private=draw(st.booleans()),
        officers=draw(st.sampled_from([1, 1, 2])),
        officer_id=draw(st.sampled_from([None, None, 1])),
        area=draw(st.sampled_from(_AREAS)),
    )
    return people, want


def naive_officer(one: Diary, start: datetime, want: Wanted) -> bool:
    ends, rested = start + want.length, start + want.takes
    today = local_day(start, LONDON)
    mine = [v for v in one.visits if local_day(v.starts_at, LONDON) == today]
    earlier = max((v for v in one.visits if v.ends_at <= start), key=lambda v: v.ends_at, default=None)
    later = min((v for v in one.visits if v.starts_at >= rested), key=lambda v: v.starts_at, default=None)
    leaves = start - want.way(earlier.area if earlier in mine and earlier else one.area, want.here)
    back = ends + want.way(want.here, later.area if later in mine and later else one.area)
    between = timedelta(0)  # the way between the visits around a call
    if not want.here and earlier in mine and later in mine and earlier and later:
        between = want.way(earlier.area, later.area) if earlier.area != later.area else between
    return (
        not any(overlaps((start, rested), taken) for taken in one.busy)
        and any(a <= leaves and back <= b for a, b in one.working)
        and (earlier is None or earlier.ends_at + want.way(earlier.area, want.here) <= start)
        and (later is None or rested + want.way(want.here, later.area) <= later.starts_at)
        and (not between or _gap(earlier, later) - want.takes >= between)
        and (one.daily_limit is None or len(mine) < one.daily_limit)
    )


def _gap(earlier: Visit | None, later: Visit | None) -> timedelta:
    assert earlier is not None
    assert later is not None
    return later.starts_at - earlier.ends_at


def naive_free(one: Diary, start: datetime, ends: datetime) -> bool:
    inside = any(a <= start and ends <= b for a, b in one.working)
    return inside and not any(overlaps((start, ends), taken) for taken in one.busy)


def naive_starts(people: list[Diary], want: Wanted) -> list[datetime]:
    who = candidates(people, want)
    found = []
    start = want.earliest
    while start <= want.latest:
        ends = start + want.length
        if (start.astimezone(LONDON).minute % want.step_minutes == 0) and any(
            naive_team(team, who.rooms, who.interpreters, start, ends, want)
            for team in combinations(who.officers, want.officers)
        ):
            found.append(start)
        start += timedelta(minutes=5)
    return found


def naive_team(
    team: tuple[Diary, ...],
    rooms: tuple[Diary, ...],
    interpreters: tuple[Diary, ...],
    start: datetime,
    ends: datetime,
    want: Wanted,
) -> bool:
    speak = not want.sign_language and all(want.language in d.languages for d in team)
    come = sum(naive_free(d, start, ends) and start >= want.now + d.lead for d in interpreters)
    return (
        (want.officer_id is None or want.officer_id in [d.id for d in team])
        and all(naive_officer(d, start, want) for d in team)
        and (want.place is not Place.OFFICE or any(naive_free(d, start, ends) for d in rooms))
        and (speak or come >= want.interpreters)
    )


@given(a_search())
def test_every_slot_fits_and_none_is_left_out(search: tuple[list[Diary], Wanted]) -> None:
    people, want = search
    found = free_slots(people, want)
    assert all(fits(people, want, slot) for slot in found)
    assert [slot.starts_at for slot in found] == naive_starts(people, want)
    for slot in found:
        assert slot.ends_at - slot.starts_at == want.length
        assert len(set(slot.officer_ids)) == want.officers
