"""Quarters of the financial year, and what is counted in each."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from portal.clock.keeping import Outcome
from portal.reports.measures import StageFact, Tenure, Year
from portal.reports.quarters import Quarter, by_quarter, quarters_of

YEAR = Year(begins=2026)


@pytest.mark.parametrize(
    ("today", "firsts"),
    [
        (date(2026, 4, 1), [date(2026, 4, 1)]),
        (date(2026, 9, 30), [date(2026, 4, 1), date(2026, 7, 1)]),
        (date(2026, 11, 3), [date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]),
        (date(2030, 1, 1), [date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1)]),
        (date(2026, 3, 31), []),
    ],
)
def test_only_quarters_that_have_begun(today: date, firsts: list[date]) -> None:
    assert [one.first_on for one in quarters_of((YEAR,), today=today)] == firsts


def test_four_quarters_are_the_year_without_a_gap() -> None:
    quarters = quarters_of((YEAR,), today=date(2030, 1, 1))
    assert quarters[0].first_on == YEAR.first_on
    assert quarters[-1].last_on == YEAR.last_on
    assert [(b.first_on - a.last_on).days for a, b in pairwise(quarters)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("asked_on", "held"),
    [
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_stage_is_counted_in_the_quarter_it_was_asked_for(asked_on: date, held: bool) -> None:
    quarter = Quarter(first_on=date(2026, 10, 1), last_on=date(2026, 12, 31))
    fact = StageFact(
        stage=1, asked_on=asked_on, tenure=Tenure.NEITHER, answered=True, clock=Outcome.KEPT_WITHIN_EXTENSION
    )
    (one,) = by_quarter([fact], stage=1, quarters=[quarter])
    assert (one.received, one.in_time) == (int(held), int(held))
    assert by_quarter([fact], stage=2, quarters=[quarter])[0].received == 0
