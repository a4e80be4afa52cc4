"""Rule 8: a clock that pauses."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from portal.clock.calendars import Calendars
from portal.clock.due import Pause, due
from portal.clock.limits import Limit, Unit
from portal.errors import RuleBroken
from tests.clock.shorthand import limit_of, london


def pause(began: datetime, ended: datetime | None) -> Pause:
    return Pause(began_at=began, ended_at=ended, reason="we asked what you meant")


@pytest.mark.parametrize(
    ("limit", "pauses", "on"),
    [
        (limit_of(10), [], date(2026, 7, 15)),
        # Monday to Thursday: three working days, the first counts and the last does not.
        (limit_of(10), [("2026-07-06", "2026-07-09")], date(2026, 7, 20)),
        (limit_of(10), [("2026-07-06", "2026-07-06")], date(2026, 7, 15)),  # no length
        (limit_of(10), [("2026-07-03", "2026-07-06")], date(2026, 7, 16)),  # over a weekend: Friday only
        (limit_of(10), [("2026-07-04", "2026-07-05")], date(2026, 7, 15)),  # a Saturday has no length here
        (limit_of(10), [("2026-07-06", "2026-07-09"), ("2026-07-08", "2026-07-10")], date(2026, 7, 21)),
        (limit_of(10), [("2026-07-15", "2026-07-17")], date(2026, 7, 17)),  # begun on the last day
        (limit_of(10), [("2026-07-16", "2026-07-17")], date(2026, 7, 15)),  # begun after it
        (limit_of(10), [("2026-06-20", "2026-07-01")], date(2026, 7, 15)),  # over before it began
        (limit_of(10), [("2026-07-01", "2026-07-03")], date(2026, 7, 17)),  # from day 0: its own length
        # The first pause pushes the last day into the second.
        (limit_of(10), [("2026-07-06", "2026-07-09"), ("2026-07-20", "2026-07-22")], date(2026, 7, 22)),
        (limit_of(10, Unit.DAYS), [("2026-07-04", "2026-07-06")], date(2026, 7, 13)),
        (limit_of(1, Unit.MONTHS), [("2026-07-04", "2026-07-10")], date(2026, 8, 7)),
        (limit_of(1, Unit.MONTHS, rolls_forward=True), [("2026-07-04", "2026-07-11")], date(2026, 8, 10)),
        (limit_of(2, Unit.WEEKS), [("2026-07-04", "2026-07-10")], date(2026, 7, 21)),
        # Saturday 1 August rolls to Monday: until then the clock runs, so a pause on Sunday still counts.
        (limit_of(1, Unit.MONTHS, rolls_forward=True), [("2026-08-02", "2026-08-06")], date(2026, 8, 5)),
        (limit_of(1, Unit.MONTHS, rolls_forward=True), [("2026-08-04", "2026-08-06")], date(2026, 8, 3)),
    ],
)
def test_rule_08_a_pause_adds_its_own_length(
    limit: Limit, pauses: list[tuple[str, str]], on: date, calendars: Calendars
) -> None:
    stopped = [pause(london(began, "10:00"), london(ended, "15:00")) for began, ended in pauses]
    assert due(limit, london("2026-07-01"), calendars, pauses=stopped).on == on


@pytest.mark.parametrize(
    ("limit", "began", "ended", "due_at"),
    [
        (limit_of(24, Unit.HOURS), "15:00", "15:30", london("2026-07-03", "12:30")),
        (
            limit_of(24, Unit.HOURS),
            "11:00",
            "12:30",
            london("2026-07-03", "12:30"),
        ),  # only what is after the event
        (limit_of(3, Unit.OFFICE_HOURS), "13:00", "13:20", london("2026-07-02", "15:20")),
        (limit_of(3, Unit.OFFICE_HOURS), "13:00", "16:00", london("2026-07-03", "10:00")),
        (limit_of(3, Unit.OFFICE_HOURS), "13:00", "13:00", london("2026-07-02", "15:00")),
        (limit_of(3, Unit.OFFICE_HOURS), "15:00", "15:30", london("2026-07-02", "15:00")),  # already run out
    ],
)
def test_rule_08_hour_clocks_pause_by_the_instant(
    limit: Limit, began: str, ended: str, due_at: datetime, calendars: Calendars
) -> None:
    stopped = [pause(london("2026-07-02", began), london("2026-07-02", ended))]
    assert due(limit, london("2026-07-02", "12:00"), calendars, pauses=stopped).at == due_at


def test_rule_08_a_pause_that_lasts_is_counted_up_to_now(calendars: Calendars) -> None:
    stopped = [pause(london("2026-07-06"), None)]
    found = due(limit_of(10), london("2026-07-01"), calendars, pauses=stopped, now=london("2026-07-09"))
    assert (found.on, found.paused) == (date(2026, 7, 20), True)
    with pytest.raises(RuleBroken, match="still paused"):
        due(limit_of(10), london("2026-07-01"), calendars, pauses=stopped)
    backwards = [pause(london("2026-07-06"), london("2026-07-05"))]
    with pytest.raises(RuleBroken, match="pause ends before it begins"):
        due(limit_of(10), london("2026-07-01"), calendars, pauses=backwards)
