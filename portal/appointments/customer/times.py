"""The times a page shows to choose from: whole days, a page of them at a time, and where it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from flask_babel import get_locale, gettext

from portal.appointments.asks import Ask
from portal.appointments.availability import Lacking
from portal.appointments.diaries import Slot
from portal.appointments.forms.booking import WhenForm
from portal.appointments.journey import NONE_SUITS
from portal.appointments.models.bookings import Appointment
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
    where that is later than the days that were looked at first. `stays_with`: the officer who comes so far.
    `without_dialect`: nobody who interprets has the dialect wanted.
    """

    days: tuple[SlotDay, ...] = ()
    later: date | None = None
    from_on: date | None = None
    lacking: Lacking | None = None
    skipped_to: date | None = None
    stays_with: int | None = None
    without_dialect: bool = False

    @property
    def shown(self) -> tuple[ShownDay, ...]:
        """The days as the page lists them."""
        return shown_days(self.days, landlord().zone, stays_with=self.stays_with)


def times_for(asked: Ask | Appointment, *, now: datetime, without: Appointment | None = None) -> Times:
    """The times of this page: the address's `from` is the first day shown, else today; where there is none
    within two weeks, the first day on which there is."""
    today = local_date(now, landlord().zone)
    from_on = _from_address(today)
    first = from_on or today
    found = slots_for(asked, now=now, without=without, enough=MOST_SHOWN, from_on=first, to_on=_last(first))
    days, later = by_day(found.slots, landlord().zone, most=MOST_SHOWN)
    skipped_to = found.earliest if found.earliest is not None and found.earliest > _last(first) else None
    return Times(
        days=days,
        later=later,
        from_on=from_on,
        lacking=found.lacking,
        skipped_to=skipped_to,
        stays_with=without.officer_id if without else None,
        without_dialect=found.without_dialect,
    )


def time_choices(slots: Sequence[Slot], *, none_suits: bool = True) -> list[Any]:
    """Each slot with its whole day and time in words, and that none of them suits."""
    locale, zone = get_locale() or "en_GB", landlord().zone
    times = [(written(slot), moment(slot.starts_at, locale, zone)) for slot in slots]
    none = [(NONE_SUITS, gettext("None of these times suits me"))] if none_suits else []
    return options([*times, *none])


def shown_times(slots: Sequence[Slot], *, stays_with: int | None = None) -> tuple[ShownDay, ...]:
    """All of these slots by day; `stays_with` as in `Times`."""
    zone = landlord().zone
    return shown_days(by_day(slots, zone, most=len(slots) + 1)[0], zone, stays_with=stays_with)


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
