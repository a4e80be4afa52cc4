"""Rule 10: notices, counted backwards."""

from __future__ import annotations

from datetime import date

import pytest

from portal.clock.calendars import Calendars
from portal.clock.due import due, due_from_day, latest_send
from portal.clock.limits import Limit, Unit
from portal.errors import RuleBroken
from tests.clock.shorthand import limit_of, london, utc


@pytest.mark.parametrize(
    ("limit", "works_on", "send_by"),
    [
        (limit_of(10, backward=True), date(2027, 1, 18), date(2027, 1, 4)),
        (limit_of(1, backward=True), date(2026, 7, 6), date(2026, 7, 3)),
        (limit_of(1, backward=True, clear_days=True), date(2026, 7, 6), date(2026, 7, 2)),
        (limit_of(1, backward=True), date(2026, 7, 5), date(2026, 7, 3)),  # works on a Sunday
        (limit_of(1, backward=True, counts_from_same_day=True), date(2026, 7, 5), date(2026, 7, 3)),
        (limit_of(2, backward=True, counts_from_same_day=True), date(2026, 7, 6), date(2026, 7, 3)),
        (limit_of(7, Unit.DAYS, backward=True), date(2026, 7, 6), date(2026, 6, 29)),
        (limit_of(7, Unit.DAYS, backward=True, clear_days=True), date(2026, 7, 6), date(2026, 6, 28)),
        (
            limit_of(7, Unit.DAYS, backward=True, clear_days=True, rolls_forward=True),
            date(2026, 7, 6),
            date(2026, 6, 26),
        ),
        (limit_of(2, Unit.WEEKS, backward=True), date(2026, 7, 6), date(2026, 6, 22)),
        (limit_of(1, Unit.MONTHS, backward=True), date(2026, 3, 31), date(2026, 2, 28)),
    ],
)
def test_rule_10_a_notice_counts_backwards(
    limit: Limit, works_on: date, send_by: date, calendars: Calendars
) -> None:
    assert latest_send(limit, works_on, calendars).on == send_by


def test_rule_10_a_closed_office_sends_its_notice_earlier(calendars: Calendars) -> None:
    found = latest_send(limit_of(11, backward=True), date(2027, 1, 18), calendars)
    assert found.on == date(2026, 12, 24)
    assert found.at == utc("2026-12-25T00:00")


def test_rule_10_forward_and_backward_do_not_mix(calendars: Calendars) -> None:
    with pytest.raises(RuleBroken, match="counts backwards"):
        due(limit_of(10, backward=True), london("2026-07-01"), calendars)
    with pytest.raises(RuleBroken, match="counts backwards"):
        due_from_day(limit_of(10, backward=True), date(2026, 7, 1), calendars)
