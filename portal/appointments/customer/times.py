"""The times a page shows to choose from: whole days, a page of them at a time, and where it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from flask import request
from flask_babel import get_locale, gettext

from portal.appointments.asks import Ask
from portal.appointments.availability import Lacking
from portal.appointments.diaries import Slot
from portal.appointments.forms.booking import WhenForm
from portal.appointments.journey import NONE_SUITS
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose
from portal.appointments.presenting import ShownDay, shown_days
from portal.appointments.queries.slots import slots_for
from portal.appointments.slot_days import SlotDay, by_day, written
from portal.organisation.queries import landlord
from portal.timekeeping import local_date
from portal.web.fields import options
from portal.web.formats import moment

MOST_SHOWN = 24
_SEARCHED_DAYS = 14
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Days with times, and the day with which later ones begin (None: there are none).

    `from_on`: the first day asked for; None on the first page. `skipped_to`: the first day there is a time,
    where that is later than the days that were looked at first.
    """

    days: tuple[SlotDay, ...] = ()
    later: date | None = None
    from_on: date | None = None
    lacking: Lacking | None = None
    skipped_to: date | None = None

    @property
    def shown(self) -> tuple[ShownDay, ...]:
        """The days as the page lists them."""
        return shown_days(self.days, landlord().zone)


def times_for(
    asked: Ask | Appointment, purpose: Purpose, *, now: datetime, without: Appointment | None = None
) -> Times:
    """The times of this page: the address's `from` is the first day shown, else today."""
    today = local_date(now, landlord().zone)
    from_on = _from_address(today)
    first, skipped_to = from_on or today, None
    search = partial(slots_for, asked, now=now, without=without, enough=MOST_SHOWN)
    found = search(from_on=first, to_on=_last(first))
    if not found.slots and found.earliest is not None:
        first = skipped_to = found.earliest
        found = search(from_on=first, to_on=_last(first))
    days, later = by_day(found.slots, landlord().zone, most=MOST_SHOWN)
    if later is None and days and not asked.urgent:
        following = _last(first) + _DAY
        later = following if following <= today + purpose.horizon_days * _DAY else None
    return Times(days=days, later=later, from_on=from_on, lacking=found.lacking, skipped_to=skipped_to)


def time_choices(slots: Sequence[Slot], *, none_suits: bool = True) -> list[Any]:
    """Each slot with its whole day and time in words, and that none of them suits."""
    locale, zone = get_locale() or "en_GB", landlord().zone
    times = [(written(slot), moment(slot.starts_at, locale, zone)) for slot in slots]
    none = [(NONE_SUITS, gettext("None of these times suits me"))] if none_suits else []
    return options([*times, *none])


def shown_times(slots: Sequence[Slot]) -> tuple[ShownDay, ...]:
    """All of these slots by day."""
    return shown_days(by_day(slots, landlord().zone, most=len(slots) + 1)[0], landlord().zone)


def offer_times(form: WhenForm, times: Times) -> None:
    """Put the times shown into the form; where there are none by now, there is nothing to have chosen."""
    form.slot.choices = time_choices([slot for day in times.days for slot in day.slots])
    if not times.days:
        form.slot.errors = []


def _last(first: date) -> date:
    return first + (_SEARCHED_DAYS - 1) * _DAY


def _from_address(today: date) -> date | None:
    try:
        asked = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return None
    return asked if asked > today else None
