"""The day's post: which letter goes on which day, and what stands on its envelope. Pure."""

from __future__ import annotations

from datetime import date, datetime, time

from portal.clock.calendars import Calendars


def post_day(now: datetime, *, cut_off: time, calendars: Calendars) -> date:
    """The day a letter that is ready at `now` is posted: today before `cut_off`, else the next working day.

    Days are those of the office: neither a weekend, a bank holiday of its division nor a closure of its own
    has a post. `cut_off` is local; a letter ready at that very minute goes with the next post. None of the
    five policies says when the post goes, so it is the landlord's to say (the setting POST_CUT_OFF).
    """
    local = now.astimezone(calendars.zone)
    today = local.date()
    in_time = local.time() < cut_off
    return calendars.office.next_working(today, inclusive=in_time)


def envelope_lines(name: str, postal: str) -> tuple[str, ...]:
    """An envelope's lines: the name, then the address as it was typed or a line for each part of it."""
    parts = postal.splitlines() if "\n" in postal.strip() else postal.split(",")
    return tuple(line.strip() for line in (name, *parts) if line.strip())
