"""Many want one officer at times that do not overlap but that a rule forbids together: only one has it.

No constraint of the database sees ways and daily limits, only the check inside the writing transaction. A few
rounds on two workers and both databases; times that overlap race in `test_booking`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.appointments.journey import Page
from portal.appointments.models.bookings import Hold
from portal.appointments.models.resources import Purpose, TravelTime
from portal.appointments.places import Place
from portal.database import db, writing
from portal.timekeeping import utc_now
from tests.factories.appointments import LONDON, a_purpose, a_way, an_officer
from tests.factories.organisation import a_team, an_office
from tests.factories.people import a_staff_member
from tests.factories.sessions import LAST_PAGE, answers, prepared
from tests.races.looking import rows
from tests.races.people import Request, at_once
from tests.races.serving import Served

ROUNDS, SESSIONS = 3, 16
NEAR, FAR = ("4 Quay Lane", "BS1 4AA"), ("9 Hill Road", "BS9 2BB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One of the times that go round the sessions: minutes after ten, and the home to come to, if any."""

    after_ten: int
    home: tuple[str, str] | None = None


# Each two of them are far enough apart not to overlap; the meetings take an hour.
LIMIT = (Wanted(after_ten=0), Wanted(after_ten=120), Wanted(after_ten=240))
TRAVEL = (Wanted(after_ten=0, home=NEAR), Wanted(after_ten=90, home=FAR))


@pytest.mark.parametrize(("wanted", "daily_limit"), [(LIMIT, 1), (TRAVEL, None)], ids=["limit", "travel"])
def test_of_many_at_once_one_has_a_time_and_no_rule_is_broken_by_a_second(
    portal: Served, wanted: Sequence[Wanted], daily_limit: int | None
) -> None:
    purpose_id, officer_id = _world(portal, daily_limit)
    for number in range(ROUNDS):
        ten = _ten(number)
        given = [
            _answers(purpose_id, officer_id, ten, wanted[n % len(wanted)], f"Round {number}, {n}.")
            for n in range(SESSIONS)
        ]
        sessions = prepared(portal.app, given)
        answered = at_once(
            portal, [Request(path=LAST_PAGE, cookie=one.cookie, form=one.form) for one in sessions]
        )
        assert Counter(answer.status for answer in answered) == {303: 1, 409: SESSIONS - 1}
        held = sa.select(sa.func.count()).where(
            Hold.resource_id == officer_id,
            Hold.starts_at >= ten,
            Hold.starts_at < ten + timedelta(hours=8),
        )
        assert rows(portal, held) == [1]


def test_without_the_rule_the_same_times_are_all_had(portal: Served) -> None:
    """The times do not overlap: what keeps the others out above is the rule."""
    purpose_id, officer_id = _world(portal, None)
    ten = _ten(0)
    given = [_answers(purpose_id, officer_id, ten, one, f"Free, {n}.") for n, one in enumerate(LIMIT)]
    sessions = prepared(portal.app, given)
    answered = at_once(
        portal, [Request(path=LAST_PAGE, cookie=one.cookie, form=one.form) for one in sessions]
    )
    assert [answer.status for answer in answered] == [303] * len(LIMIT)


def _world(portal: Served, daily_limit: int | None) -> tuple[int, int]:
    """A purpose of an hour that only one officer does, and two hours on the way between the two homes."""
    number = len(rows(portal, sa.select(Purpose.id)))
    has_way = bool(rows(portal, sa.select(TravelTime.id)))
    with portal.app.test_request_context(), writing():
        now = utc_now()
        office = an_office(name=f"Rule office {number}", now=now)
        team = a_team(name=f"Rule team {number}", now=now)
        purpose = a_purpose(f"A rule {number}", team_id=team.id, horizon_days=60)
        person = a_staff_member(team=team, office=office)
        officer = an_officer(person, "08:00-20:00", daily_limit=daily_limit)
        if not has_way:
            a_way("BS1", "BS9", 120)
        made = purpose.id, officer.id
        db.session.remove()
    return made


def _ten(number: int) -> datetime:
    """Ten o'clock of a working day from the day after tomorrow on, another one for each number."""
    day = utc_now().astimezone(LONDON).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=2)
    left = number
    while left or day.weekday() > 4:
        left -= day.weekday() < 5
        day += timedelta(days=1)
    return day


def _answers(
    purpose_id: int, officer_id: int, ten: datetime, wanted: Wanted, words: str
) -> Mapping[str, Mapping[str, Any]]:
    given = answers(
        purpose_id=purpose_id,
        place=Place.HOME if wanted.home else Place.PHONE,
        officer_id=officer_id,
        starts_at=ten + timedelta(minutes=wanted.after_ten),
        words=words,
    )
    if wanted.home is None:
        return given
    address, postcode = wanted.home
    return {**given, Page.HOME: {"address": address, "postcode": postcode}}
