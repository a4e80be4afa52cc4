"""Many want the same officer, room and interpreter at the same instant: exactly one has them.

20 rounds, some seconds each on a busy machine; 200 with hypothesis's profile "soak" (`make soak`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

import hypothesis
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Purpose, Rules
from portal.appointments.places import Place
from portal.appointments.wishes import Wishes
from portal.clock.bank_holidays import all_uk
from portal.clock.zones import wall_instant
from portal.database import db, writing
from portal.organisation.facts import WindowFacts
from portal.timekeeping import utc_now
from tests.factories.appointments import LONDON, a_purpose, a_room, an_interpreter, an_officer
from tests.factories.organisation import a_team, an_office
from tests.factories.people import a_staff_member
from tests.factories.sessions import LAST_PAGE, Prepared, answers, prepared
from tests.races.looking import rows
from tests.races.people import Answer, Request, at_once, hidden_in, look, text_of
from tests.races.serving import Served

SESSIONS = 64
ROUNDS = 200 if hypothesis.settings.get_current_profile_name() == "soak" else 20
AT_A_TIME = 5  # in one test, so that each ends within its time on a busy machine too
LANGUAGE = "ti"
_TIME = re.compile(r'name="slot"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="slot"')
_LATER = (0, 15, 30, 45)  # minutes; meetings of an hour that begin so far apart all overlap
_HOURS = (9, 11, 13, 15, 17)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One officer, one room, one interpreter, and a purpose that needs them all."""

    purpose_id: int
    office_id: int
    officer_id: int
    everybody: frozenset[int]


_worlds: dict[int, World] = {}  # by the portal's port: its tests share one, each at times of its own


@pytest.fixture
def world(portal: Served) -> World:
    """An office of its own, where nobody but these three can be booked."""
    if portal.port not in _worlds:
        _worlds[portal.port] = _make_world(portal)
    return _worlds[portal.port]


def _make_world(portal: Served) -> World:
    number = len(rows(portal, sa.select(Purpose.id)))
    with portal.app.test_request_context(), writing():
        _fine_grid()
        open_long = tuple(WindowFacts(weekday=d, opens_minute=480, closes_minute=1200) for d in range(7))
        now = utc_now()
        office = an_office(name=f"Race office {number}", windows=open_long, now=now)
        team = a_team(name=f"Race team {number}", now=now)
        purpose = a_purpose(f"A race {number}", team_id=team.id, horizon_days=400)
        officer = an_officer(a_staff_member(team=team, office=office), "08:00-20:00")
        room = a_room(office, is_private=True)
        interpreter = an_interpreter(name=f"Interpreter {number}", languages=LANGUAGE)
        made = World(
            purpose_id=purpose.id,
            office_id=office.id,
            officer_id=officer.id,
            everybody=frozenset({officer.id, room.id, interpreter.id}),
        )
        db.session.remove()
    return made


@pytest.mark.parametrize("first", range(0, ROUNDS, AT_A_TIME))
def test_of_many_who_want_overlapping_times_at_once_exactly_one_has_it(
    portal: Served, world: World, first: int
) -> None:
    for number, begins in list(enumerate(_beginnings(ROUNDS)))[first : first + AT_A_TIME]:
        wanted = _sessions(portal, world, begins, number)
        answered = at_once(portal, [_pressing(one) for one in wanted])

        got = [answer.status for answer in answered]
        assert Counter(got) == {303: 1, 409: SESSIONS - 1}, next(
            text_of(a.page) for a in answered if a.status not in (303, 409)
        )[:800]
        assert _held(portal, world, begins) == world.everybody
        loser = next(n for n, status in enumerate(got) if status == 409)
        _keeps_what_was_typed(portal, wanted[loser], answered[loser])


def test_of_many_who_take_the_same_time_left_to_them_one_has_it_and_the_next_gets_another(
    portal: Served, world: World
) -> None:
    begins = _beginnings(ROUNDS + 1)[-1]
    wanted = _sessions(portal, world, begins, 1000)
    answered = at_once(portal, [_pressing(one) for one in wanted])
    late = [(one, answer) for one, answer in zip(wanted, answered, strict=True) if answer.status == 409]
    first_free = _times(late[0][1])[0]
    again = at_once(portal, [_choosing(one, answer, first_free) for one, answer in late])

    assert sorted(answer.status for answer in again) == [303] + [409] * (len(late) - 1)
    overlapping = sa.select(sa.func.count()).select_from(Hold).join(_other, _same_at_once)
    assert rows(portal, overlapping) == [0]


_other = aliased(Hold)
_same_at_once = sa.and_(
    _other.resource_id == Hold.resource_id,
    _other.id != Hold.id,
    _other.starts_at < Hold.ends_at,
    Hold.starts_at < _other.ends_at,
)


def _fine_grid() -> None:
    rules = db.session.get(Rules, 1) or Rules(id=1)
    rules.step_minutes = 15
    db.session.add(rules)
    db.session.commit()


def _beginnings(count: int) -> list[datetime]:
    """So many full hours, two hours apart, on working days from the day after tomorrow on."""
    day = utc_now().astimezone(LONDON).date() + timedelta(days=2)
    found: list[datetime] = []
    while len(found) < count:
        if day.weekday() < 5 and not _is_holiday(day):
            found += [wall_instant(day, time(hour), LONDON) for hour in _HOURS]
        day += timedelta(days=1)
    return found[:count]


def _is_holiday(day: date) -> bool:
    """Around Christmas and New Year, at Easter and on the other bank holidays nobody is at work."""
    return day in all_uk([day.year])


def _sessions(portal: Served, world: World, begins: datetime, number: int) -> list[Prepared]:
    return prepared(
        portal.app,
        [
            answers(
                purpose_id=world.purpose_id,
                place=Place.OFFICE,
                office_id=world.office_id,
                officer_id=world.officer_id,
                starts_at=begins + timedelta(minutes=_LATER[n % len(_LATER)]),
                words=f"About the stairs: {number}, {n}.",
                wishes=Wishes(language=LANGUAGE, is_private=True),
            )
            for n in range(SESSIONS)
        ],
    )


def _pressing(one: Prepared) -> Request:
    return Request(path=LAST_PAGE, cookie=one.cookie, form=one.form)


def _choosing(one: Prepared, answer: Answer, slot: str) -> Request:
    return Request(
        path=LAST_PAGE, cookie=answer.cookie, form=urlencode({**hidden_in(answer.page), "slot": slot})
    )


def _times(answer: Answer) -> list[str]:
    return [one or other for one, other in _TIME.findall(answer.page)]


def _held(portal: Served, world: World, begins: datetime) -> frozenset[int]:
    """Who is held around that hour, each once and for one appointment; other tests book here as well."""
    query = (
        sa.select(Hold)
        .join(Appointment, Appointment.id == Hold.appointment_id)
        .where(
            Appointment.purpose_id == world.purpose_id,
            Hold.starts_at >= begins,
            Hold.starts_at < begins + timedelta(hours=1),
        )
    )
    found = rows(portal, query)
    assert len(found) == len({hold.resource_id for hold in found})
    assert len({hold.appointment_id for hold in found}) == 1
    return frozenset(hold.resource_id for hold in found)


def _keeps_what_was_typed(portal: Served, one: Prepared, answer: Answer) -> None:
    """Whoever was late is shown the nearest free times, and all they wrote is still there."""
    assert 1 <= len(_times(answer)) <= 6
    assert "Nothing you wrote is lost" in text_of(answer.page)
    assert one.words in text_of(look(portal, LAST_PAGE, answer.cookie).page)
