"""An officer's diary: a day or a week as lists by time, with the ways between visits."""

from __future__ import annotations

from datetime import date, timedelta

from flask import request
from flask.typing import ResponseReturnValue

from portal.appointments.staff.pages import blueprint, seen
from portal.appointments.staff_queries.diary import diary_for
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now

DAY, WEEK = "day", "week"
_DAYS = {DAY: 1, WEEK: 7}
_SUNDAY = 6


@blueprint.get("/diary")
@staff(Ability.SEE_CASES)
def diary() -> ResponseReturnValue:
    """One's own; a manager may choose an officer. The state is in the address: day, view and officer."""
    now, reader = utc_now(), staff_reader()
    today = local_date(now, landlord().zone)
    view = WEEK if request.args.get("view") == WEEK else DAY
    on = _day(request.args.get("on", ""), today)
    first = _monday(on, today) if view == WEEK else on
    chosen = request.args.get("officer", type=int)
    page = diary_for(reader, officer_id=chosen, from_on=first, days=_DAYS[view], now=now)
    whose = page.officer.person_id if page.officer else None
    return seen(
        "appointments/staff/diary.html",
        reader,
        now,
        look="diary.seen",
        person_id=whose,
        page=page,
        view=view,
        on=on,
        first=first,
        today=today,
        step=timedelta(days=_DAYS[view]),
        now=now,
        is_own=whose is not None and whose == reader.person_id,
        chosen=chosen,
        manages=reader.may(Ability.MANAGE_WORK),
    )


def _day(typed: str, today: date) -> date:
    """The day in the address, today for anything that is none or too far away to page from."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return today
    return found if abs((found - today).days) <= 3660 else today


def _monday(on: date, today: date) -> date:
    """The day the week begins with; on a Sunday whoever plans their week looks at the one to come."""
    if on == today and today.weekday() == _SUNDAY:
        return today + timedelta(days=1)
    return on - timedelta(days=on.weekday())
