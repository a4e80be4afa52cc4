"""Rule 15: every date can be explained."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from portal.clock.calendars import Calendars
from portal.clock.due import Pause, due, latest_send
from portal.clock.explain import Counting, Reason
from portal.clock.limits import Limit, Unit
from tests.clock.shorthand import limit_of, london


def pause(began: datetime, ended: datetime | None) -> Pause:
    return Pause(began_at=began, ended_at=ended, reason="we asked what you meant")


def test_rule_15_days_counted_and_skipped_are_named(calendars: Calendars) -> None:
    counting = due(limit_of(4), london("2026-12-23"), calendars).counting
    assert counting.counted == (
        date(2026, 12, 24),
        date(2027, 1, 4),
        date(2027, 1, 5),
        date(2027, 1, 6),
    )
    assert [(skip.on.day, skip.why) for skip in counting.skipped] == [
        (25, "Christmas Day"),
        (26, "Saturday"),
        (27, "Sunday"),
        (28, "Boxing Day (substitute day)"),
        (29, "office closed: Christmas week"),
        (30, "office closed: Christmas week"),
        (31, "office closed: Christmas week"),
        (1, "New Year's Day"),
        (2, "Saturday"),
        (3, "Sunday"),
    ]
    assert (counting.starts_on, counting.last_on) == (date(2026, 12, 23), date(2027, 1, 6))


def test_rule_15_pauses_rolling_and_months_are_explained(calendars: Calendars) -> None:
    stopped = [pause(london("2026-07-01", "09:00"), london("2026-07-03", "09:00"))]
    counting = due(limit_of(2), london("2026-07-01"), calendars, pauses=stopped).counting
    assert [(skip.on.day, skip.why) for skip in counting.skipped] == [
        (1, "paused"),
        (2, "paused"),
        (4, "Saturday"),
        (5, "Sunday"),
    ]
    assert (counting.resumed_on, counting.counted) == (date(2026, 7, 3), (date(2026, 7, 6), date(2026, 7, 7)))

    rolled = due(limit_of(1, Unit.MONTHS, rolls_forward=True), london("2026-11-25"), calendars).counting
    assert rolled.corresponding_on == date(2026, 12, 25)
    assert rolled.rolled_over[0].reason is Reason.HOLIDAY
    assert rolled.rolled_over[-1].on == date(2027, 1, 3)
    assert rolled.counted == ()


def test_rule_15_open_hours_are_explained(calendars: Calendars) -> None:
    counting = due(limit_of(5, Unit.OFFICE_HOURS), london("2026-07-03", "12:00"), calendars).counting
    assert counting.stretches == (
        (london("2026-07-03", "12:00"), london("2026-07-03", "12:30")),
        (london("2026-07-03", "13:30"), london("2026-07-03", "16:00")),
        (london("2026-07-06", "09:00"), london("2026-07-06", "11:00")),
    )
    assert [skip.name for skip in counting.skipped] == ["Saturday", "Sunday"]


def test_rule_15_a_notice_is_explained_backwards(calendars: Calendars) -> None:
    limit = limit_of(2, backward=True, clear_days=True)
    counting = latest_send(limit, date(2026, 7, 6), calendars, delivery_working_days=1).counting
    assert counting.counted == (date(2026, 7, 3), date(2026, 7, 2))
    assert [skip.name for skip in counting.skipped] == ["Sunday", "Saturday"]
    assert (counting.delivery, counting.last_on) == ((date(2026, 6, 30),), date(2026, 6, 30))


@pytest.mark.parametrize(
    "limit",
    [
        limit_of(10),
        limit_of(28, Unit.DAYS, rolls_forward=True),
        limit_of(1, Unit.MONTHS, rolls_forward=True),
        limit_of(5, Unit.OFFICE_HOURS),
        limit_of(24, Unit.HOURS),
        limit_of(0, Unit.SAME_DAY),
    ],
    ids=lambda limit: limit.unit.value,
)
def test_rule_15_a_counting_is_stored_and_read_back(limit: Limit, calendars: Calendars) -> None:
    stopped = [pause(london("2026-12-22", "09:30"), london("2026-12-22", "10:00"))]
    counting = due(limit, london("2026-12-21", "16:30"), calendars, pauses=stopped).counting
    text = counting.to_json()
    assert Counting.from_json(text) == counting
    assert Counting.from_json(text).to_json() == text


def test_rule_15_a_notice_is_stored_and_read_back(calendars: Calendars) -> None:
    found = latest_send(limit_of(2, backward=True), date(2026, 7, 6), calendars, delivery_working_days=1)
    assert Counting.from_json(found.counting.to_json()) == found.counting
