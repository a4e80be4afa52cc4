"""Who is at my door: when a visit counts as expected, and the word only the two who meet know. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.appointments.places import Place
from portal.appointments.states import HELD, State
from portal.clock.zones import local_day
from portal.errors import RuleBroken

EXPECTED_BEFORE = timedelta(hours=1)
WORD_LENGTH = 40


def expected_between(
    starts_at: datetime, ends_at: datetime, *, told_minutes: int | None
) -> tuple[datetime, datetime]:
    """From when until when somebody at the door may be ours, both included: an hour before, until the end.

    `told_minutes` is what we last told the customer: late moves the end, early the beginning.
    """
    moved = timedelta(minutes=told_minutes or 0)
    return min(starts_at, starts_at + moved) - EXPECTED_BEFORE, max(ends_at, ends_at + moved)


def is_expected(
    state: State, place: Place, times: tuple[datetime, datetime], *, told_minutes: int | None, now: datetime
) -> bool:
    """Whether we are expected at a home now."""
    first, last = expected_between(*times, told_minutes=told_minutes)
    return state in HELD and place is Place.HOME and first <= now <= last


def word_shown_on(starts_at: datetime, zone: ZoneInfo) -> date:
    """The one local day on which the visitor is shown the customer's word."""
    return local_day(starts_at, zone)


def checked_word(typed: str) -> str:
    """The word as it is kept, single blanks inside. RuleBroken("no word"), ("word too long")."""
    word = " ".join(typed.split())
    if not word:
        raise RuleBroken("no word")
    if len(word) > WORD_LENGTH:
        raise RuleBroken("word too long", most=WORD_LENGTH)
    return word
