"""Wishes for one meeting: from the person's needs, kept as JSON, read back; until when it may be changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.appointments import places
from portal.appointments.changing import days_searched, may_change
from portal.appointments.places import Place
from portal.appointments.states import State
from portal.appointments.wishes import Unmet, Wishes, interpreters_mode, wishes_from
from portal.errors import RuleBroken
from portal.needs.details import (
    NOTHING_MORE,
    Detail,
    DoorTime,
    Interpreter,
    Languages,
    LargePrint,
    Mode,
    Officer,
    OfficerIs,
    SignLanguage,
)
from portal.needs.markers import NeedKind

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)

TOLD: list[tuple[NeedKind, Detail, Wishes]] = [
    (
        NeedKind.INTERPRETER,
        Interpreter(language="so", dialect="Maay", mode=Mode.PHONE),
        Wishes(language="so", dialect="Maay", mode=Mode.PHONE),
    ),
    (NeedKind.LANGUAGE, Languages(spoken="pl", written="pl"), Wishes(language="pl")),
    (NeedKind.LANGUAGE, Languages(spoken="en", written="cy"), Wishes()),
    (NeedKind.SIGN_LANGUAGE, SignLanguage(), Wishes(sign_language=True)),
    (NeedKind.OFFICER_GENDER, OfficerIs(officer=Officer.WOMAN), Wishes(gender="woman")),
    (NeedKind.PRIVATE_SPACE, NOTHING_MORE, Wishes(is_private=True)),
    (NeedKind.STEP_FREE, NOTHING_MORE, Wishes(step_free=True)),
    (NeedKind.DOOR_TIME, DoorTime(minutes=5), Wishes(door_minutes=5)),
    (NeedKind.LARGE_PRINT, LargePrint(points=20), Wishes()),
]


@pytest.mark.parametrize(("kind", "detail", "expected"), TOLD, ids=[f"{k}, {w}" for k, _, w in TOLD])
def test_what_helps_a_person_is_wished_for_already(kind: NeedKind, detail: Detail, expected: Wishes) -> None:
    assert wishes_from([(kind, detail)]) == expected


def test_the_language_to_interpret_goes_before_the_one_merely_spoken() -> None:
    spoken = (NeedKind.LANGUAGE, Languages(spoken="ar"))
    interpreted = (NeedKind.INTERPRETER, Interpreter(language="so"))
    assert wishes_from([spoken, interpreted]).language == wishes_from([interpreted, spoken]).language == "so"


@pytest.mark.parametrize(
    ("wishes", "by_name", "expected"),
    [
        (Wishes(), False, ()),
        (Wishes(), True, (Unmet.OFFICER,)),
        (Wishes(gender="woman", more="An interpreter who is a woman"), False, (Unmet.WOMAN, Unmet.MORE)),
        (
            Wishes(gender="man", language="so", is_private=True),
            False,
            (Unmet.MAN, Unmet.LANGUAGE, Unmet.PRIVATE),
        ),
        (Wishes(sign_language=True, step_free=True), False, (Unmet.SIGN_LANGUAGE, Unmet.STEP_FREE)),
        (
            Wishes(language="so", interpreter_gender="woman"),
            False,
            (Unmet.LANGUAGE, Unmet.INTERPRETER_WOMAN),
        ),
        (Wishes(interpreter_gender="man"), False, ()),
        (Wishes(companion="My sister", door_minutes=5), False, ()),
    ],
)
def test_what_may_turn_out_impossible(wishes: Wishes, by_name: bool, expected: tuple[Unmet, ...]) -> None:
    assert wishes.may_be_unmet(by_name=by_name) == expected


@pytest.mark.parametrize("wishes", [w for *_, w in TOLD] + [Wishes(companion="My sister", more="Ring twice")])
def test_kept_and_read_back_they_are_the_same(wishes: Wishes) -> None:
    assert Wishes.from_json(wishes.to_json()) == wishes


def test_wanting_nothing_keeps_nothing() -> None:
    assert Wishes().to_json() == {}


WRONG = [
    {"gender": "tall"},
    {"interpreter_gender": "tall"},
    {"language": "xx"},
    {"mode": "by pigeon"},
    {"sign_language": "yes"},
    {"door_minutes": 0},
    {"door_minutes": True},
    {"companion": "x" * 201},
    {"hair": "red"},
]


@pytest.mark.parametrize("stored", WRONG, ids=[str(w)[:30] for w in WRONG])
def test_wrong_values_are_refused_by_name(stored: dict[str, object]) -> None:
    with pytest.raises(RuleBroken) as refused:
        Wishes.from_json(stored)
    assert (refused.value.rule, refused.value.facts["field"]) == ("wrong wish", next(iter(stored)))


@pytest.mark.parametrize(
    ("wish", "place", "expected"),
    [
        (Mode.ANY, Place.OFFICE, None),
        (Mode.VIDEO, Place.HOME, places.Mode.VIDEO),
        (Mode.IN_PERSON, Place.PHONE, places.Mode.PHONE),
        (Mode.ANY, Place.VIDEO, places.Mode.VIDEO),
    ],
)
def test_interpreters_are_where_the_meeting_is(
    wish: Mode, place: Place, expected: places.Mode | None
) -> None:
    assert interpreters_mode(wish, place) is expected


MINUTE = timedelta(minutes=1)
CHANGES = [
    (State.AGREED, 121, True),
    (State.AGREED, 120, True),
    (State.AGREED, 119, False),
    (State.ON_THE_WAY, 500, False),
    (State.WANTED, None, True),
    (State.OFFERED, None, True),
    (State.CANCELLED, 500, False),
    (State.FINISHED, -500, False),
]


@pytest.mark.parametrize(("state", "minutes_before", "expected"), CHANGES)
def test_customers_change_it_until_the_limit(
    state: State, minutes_before: int | None, expected: bool
) -> None:
    starts_at = None if minutes_before is None else NOW + minutes_before * MINUTE
    assert may_change(state, starts_at, now=NOW, change_minutes=120) is expected


TODAY = date(2026, 11, 3)
DAYS = [
    # asked for, urgent, horizon, searched; as days from today
    ((0, 13), False, 28, (0, 13)),
    ((-5, 3), False, 28, (0, 3)),
    ((20, 40), False, 28, (20, 28)),
    ((29, 40), False, 28, None),
    ((0, 13), True, 28, (0, 0)),
    ((1, 13), True, 28, None),
    ((29, 40), False, None, (29, 40)),
]


@pytest.mark.parametrize(("asked", "urgent", "horizon", "searched"), DAYS)
def test_the_days_that_may_be_offered(
    asked: tuple[int, int], urgent: bool, horizon: int | None, searched: tuple[int, int] | None
) -> None:
    first, last = (TODAY + timedelta(days=n) for n in asked)
    found = days_searched(first, last, now=NOW, urgent=urgent, horizon_days=horizon, zone=LONDON)
    assert found == (None if searched is None else tuple(TODAY + timedelta(days=n) for n in searched))
