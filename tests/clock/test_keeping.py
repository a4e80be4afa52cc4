"""Rules 9 and 10: kept, extended, late with notice, late; and being on time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.clock.calendars import Calendars
from portal.clock.due import Pause, due
from portal.clock.extensions import ExtensionRule, extended, extended_after_pause
from portal.clock.keeping import Outcome, Punctuality, outcome, punctuality
from portal.clock.limits import Limit, Unit
from portal.errors import RuleBroken
from tests.clock.shorthand import limit_of, london

STARTED = london("2026-07-01")
LAST_MOMENT, MIDNIGHT = london("2026-07-08", "23:59:59"), london("2026-07-09", "00:00")  # five working days
LATER = london("2026-07-20")
NEW_MIDNIGHT = london("2026-07-16", "00:00")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"now": LAST_MOMENT}, Outcome.OPEN),
        ({"now": MIDNIGHT}, Outcome.LATE),  # late already while open
        ({"now": LATER, "kept_at": LAST_MOMENT}, Outcome.KEPT),
        ({"now": LATER, "kept_at": MIDNIGHT}, Outcome.LATE),
        ({"now": LATER, "kept_at": MIDNIGHT, "notice_sent_at": LAST_MOMENT}, Outcome.LATE_WITH_NOTICE),
        ({"now": LATER, "kept_at": MIDNIGHT, "notice_sent_at": MIDNIGHT}, Outcome.LATE),  # told too late
        ({"now": LATER, "notice_sent_at": LAST_MOMENT}, Outcome.LATE_WITH_NOTICE),
        ({"now": LAST_MOMENT, "notice_sent_at": STARTED}, Outcome.OPEN),  # a notice moves nothing
        ({"now": LATER, "kept_at": LAST_MOMENT, "notice_sent_at": STARTED}, Outcome.KEPT),
    ],
)
def test_rule_09_four_ways_to_end(given: dict[str, Any], expected: Outcome, calendars: Calendars) -> None:
    due_at = due(limit_of(5), STARTED, calendars).at
    assert due_at == MIDNIGHT
    assert outcome(due_at, limit=limit_of(5), **given) is expected


@pytest.mark.parametrize(
    ("kept_at", "expected"),
    [
        (LAST_MOMENT, Outcome.KEPT),  # in the original time after all
        (MIDNIGHT, Outcome.KEPT_WITHIN_EXTENSION),
        (NEW_MIDNIGHT - timedelta(seconds=1), Outcome.KEPT_WITHIN_EXTENSION),
        (NEW_MIDNIGHT, Outcome.LATE),
        (None, Outcome.LATE),
    ],
)
def test_rule_09_kept_within_an_extension(kept_at: datetime | None, expected: Outcome) -> None:
    found = outcome(
        NEW_MIDNIGHT,
        limit=limit_of(5),
        now=LATER,
        kept_at=kept_at,
        extended=True,
        original_due_at=MIDNIGHT,
    )
    assert found is expected


@pytest.mark.parametrize(("seconds", "expected"), [(0, Outcome.KEPT), (1, Outcome.LATE)])
def test_rule_09_a_limit_of_hours_is_kept_at_its_last_instant(seconds: int, expected: Outcome) -> None:
    due_at = london("2026-07-02", "17:00")
    kept_at = due_at + timedelta(seconds=seconds)
    limit = limit_of(5, Unit.OFFICE_HOURS)
    assert outcome(due_at, limit=limit, now=LATER, kept_at=kept_at) is expected


RULE = ExtensionRule(cap=limit_of(5))


def extend(calendars: Calendars, rule: ExtensionRule | None = RULE, **given: Any) -> date:
    current = due(limit_of(5), STARTED, calendars)
    values: dict[str, Any] = {
        "new_on": date(2026, 7, 15),
        "made_at": LAST_MOMENT,
        "reason": "We are waiting for the surveyor.",
        **given,
    }
    found = extended(current, rule, started_at=STARTED, calendars=calendars, **values)
    assert found.at == london((found.on + timedelta(days=1)).isoformat(), "00:00")
    assert found.counting.extended_to == found.on
    return found.on


def test_rule_09_an_extension_up_to_its_cap(calendars: Calendars) -> None:
    assert extend(calendars) == date(2026, 7, 15)
    assert extend(calendars, new_on=date(2026, 7, 9)) == date(2026, 7, 9)
    over: dict[str, Any] = {
        "new_on": date(2026, 7, 16),
        "manager_reason": "The asbestos survey takes until then.",
    }
    assert extend(calendars, **over) == date(2026, 7, 16)
    from_start = ExtensionRule(cap=limit_of(12), from_start=True)
    assert extend(calendars, from_start, new_on=date(2026, 7, 17)) == date(2026, 7, 17)


@pytest.mark.parametrize(
    ("rule", "given", "why", "facts"),
    [
        (None, {}, "no extension", {}),
        (RULE, {"reason": " "}, "reason missing", {}),
        (RULE, {"made_at": MIDNIGHT}, "too late to extend", {"due_at": MIDNIGHT, "made_at": MIDNIGHT}),
        (
            RULE,
            {"new_on": date(2026, 7, 8)},
            "not later",
            {"due_on": date(2026, 7, 8), "new_on": date(2026, 7, 8)},
        ),
        (
            RULE,
            {"new_on": date(2026, 7, 16)},
            "over the cap",
            {"cap_on": date(2026, 7, 15), "new_on": date(2026, 7, 16)},
        ),
        (
            RULE,
            {"new_on": date(2026, 7, 16), "manager_reason": "  "},
            "over the cap",
            {"cap_on": date(2026, 7, 15), "new_on": date(2026, 7, 16)},
        ),
        (
            ExtensionRule(cap=limit_of(12), from_start=True),
            {"new_on": date(2026, 7, 20)},
            "over the cap",
            {"cap_on": date(2026, 7, 17), "new_on": date(2026, 7, 20)},
        ),
    ],
)
def test_rule_09_extensions_refused(
    rule: ExtensionRule | None,
    given: dict[str, Any],
    why: str,
    facts: dict[str, object],
    calendars: Calendars,
) -> None:
    with pytest.raises(RuleBroken) as refused:
        extend(calendars, rule, **given)
    assert (refused.value.rule, refused.value.facts) == (why, facts)


def test_rule_09_a_second_extension_shares_the_cap_of_the_first(calendars: Calendars) -> None:
    again: dict[str, Any] = {"new_on": date(2026, 7, 16), "unextended_on": date(2026, 7, 8)}
    with pytest.raises(RuleBroken, match="over the cap"):
        extend(calendars, **again)
    assert extend(calendars, **{**again, "new_on": date(2026, 7, 15)}) == date(2026, 7, 15)


def test_rule_09_a_pause_lengthens_a_cap_that_counts_from_the_start(calendars: Calendars) -> None:
    rule = ExtensionRule(cap=limit_of(12), from_start=True)
    stopped = [Pause(began_at=london("2026-07-02"), ended_at=london("2026-07-03"))]
    assert extend(calendars, rule, new_on=date(2026, 7, 20), pauses=stopped) == date(2026, 7, 20)


@pytest.mark.parametrize(
    ("limit", "began", "ended", "on"),
    [
        # Extended to Wednesday 15 July.
        (limit_of(5), "2026-07-09", "2026-07-14", date(2026, 7, 20)),  # three working days
        (limit_of(5), "2026-07-09", "2026-07-09", date(2026, 7, 15)),  # no length
        (limit_of(5), "2026-07-15", "2026-07-17", date(2026, 7, 17)),  # begun on the last day
        (limit_of(5), "2026-07-16", "2026-07-17", date(2026, 7, 15)),  # begun after it
        (limit_of(1, Unit.MONTHS), "2026-07-09", "2026-07-14", date(2026, 7, 20)),  # five calendar days
        (limit_of(1, Unit.MONTHS), "2026-07-09", "2026-07-12", date(2026, 7, 18)),
        (limit_of(1, Unit.MONTHS, rolls_forward=True), "2026-07-09", "2026-07-12", date(2026, 7, 20)),
        (limit_of(5, Unit.OFFICE_HOURS), "2026-07-09", "2026-07-14", date(2026, 7, 20)),
    ],
)
def test_rule_08_a_pause_makes_an_extended_date_later(
    limit: Limit, began: str, ended: str, on: date, calendars: Calendars
) -> None:
    current = extended(
        due(limit_of(5), STARTED, calendars),
        RULE,
        new_on=date(2026, 7, 15),
        made_at=LAST_MOMENT,
        started_at=STARTED,
        reason="We are waiting for the surveyor.",
        calendars=calendars,
    )
    found = extended_after_pause(
        current, limit, began_at=london(began), ended_at=london(ended), calendars=calendars
    )
    assert (found.on, found.counting.extended_to) == (on, on)
    assert found.at == london((on + timedelta(days=1)).isoformat(), "00:00")


TEN_MINUTES = limit_of(10, Unit.MINUTES)
AGREED = london("2026-07-02", "10:00")


def at(clock: str) -> datetime:
    return london("2026-07-02", clock)


@pytest.mark.parametrize(
    ("arrived", "told", "expected", "off_by_minutes"),
    [
        ("10:00", [], Punctuality.ON_TIME, 0),
        ("10:10", [], Punctuality.ON_TIME, 10),  # exactly ten is within ten, on both sides
        ("09:50", [], Punctuality.ON_TIME, -10),
        ("10:11", [], Punctuality.LATE, 11),
        ("09:49", [], Punctuality.EARLY, -11),
        ("10:30", [("09:55", "10:30")], Punctuality.ON_TIME_AS_TOLD, 0),
        ("10:40", [("09:55", "10:30")], Punctuality.ON_TIME_AS_TOLD, 10),
        ("10:41", [("09:55", "10:30")], Punctuality.LATE, 11),
        ("10:15", [("09:55", "10:30")], Punctuality.EARLY, -15),
        ("10:30", [("10:00", "10:30")], Punctuality.LATE, 30),  # told at the agreed time is not before it
        ("09:30", [("09:20", "09:30")], Punctuality.ON_TIME_AS_TOLD, 0),
        ("09:30", [("09:30", "09:30")], Punctuality.EARLY, -30),  # told on the doorstep
        ("11:00", [("09:50", "10:30"), ("10:20", "11:00")], Punctuality.ON_TIME_AS_TOLD, 0),
        ("11:00", [("10:20", "11:00"), ("09:50", "10:30")], Punctuality.ON_TIME_AS_TOLD, 0),
        ("11:00", [("10:20", "11:00")], Punctuality.LATE, 60),
    ],
)
def test_rule_10_punctuality_has_two_sides(
    arrived: str, told: list[tuple[str, str]], expected: Punctuality, off_by_minutes: int
) -> None:
    found = punctuality(AGREED, at(arrived), TEN_MINUTES, [(at(a), at(b)) for a, b in told])
    assert found.punctuality is expected
    assert found.off_by == timedelta(minutes=off_by_minutes)
    assert found.kept is (expected in {Punctuality.ON_TIME, Punctuality.ON_TIME_AS_TOLD})


def test_rule_10_a_tolerance_is_clock_time() -> None:
    with pytest.raises(RuleBroken, match="not a tolerance"):
        punctuality(AGREED, AGREED, Limit(amount=1, unit=Unit.DAYS))
