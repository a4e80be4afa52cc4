"""The dated examples of the domain notes (section 6), with the reading that is ours where they give two."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.clock.calendars import Calendars
from portal.clock.due import due_from_day, latest_send
from portal.clock.extensions import ExtensionRule, extension_cap
from portal.clock.limits import CalendarName, Limit, Unit

STATUTORY = CalendarName.STATUTORY


def working(amount: int, calendar: CalendarName = STATUTORY, **given: bool) -> Limit:
    return Limit(amount=amount, unit=Unit.WORKING_DAYS, calendar=calendar, **given)


SUBJECT_ACCESS = Limit(amount=1, unit=Unit.MONTHS, calendar=STATUTORY, rolls_forward=True)


@pytest.mark.parametrize(
    ("what", "limit", "event_on", "due_on"),
    [
        ("complaint: acknowledge", working(5), date(2026, 12, 17), date(2026, 12, 24)),
        ("stage 1 after early acknowledgement", working(10), date(2026, 12, 18), date(2027, 1, 6)),
        ("stage 1 after acknowledgement on the last day", working(10), date(2026, 12, 24), date(2027, 1, 12)),
        ("escalation: acknowledge", working(5), date(2027, 1, 4), date(2027, 1, 11)),
        ("stage 2", working(20), date(2027, 1, 11), date(2027, 2, 8)),
        ("FOI, all UK", working(20, CalendarName.ALL_UK), date(2026, 6, 1), date(2026, 6, 30)),
        ("FOI on the wrong calendar", working(20), date(2026, 6, 1), date(2026, 6, 29)),
        ("FOI on a Saturday", working(20, CalendarName.ALL_UK), date(2026, 6, 13), date(2026, 7, 14)),
        ("subject access from 31 January", SUBJECT_ACCESS, date(2026, 1, 31), date(2026, 3, 2)),
        ("subject access over Christmas", SUBJECT_ACCESS, date(2026, 11, 25), date(2026, 12, 29)),
        (
            "data-protection complaint: the earlier is the aim",
            Limit(amount=30, unit=Unit.DAYS, calendar=STATUTORY, counts_from_same_day=True),
            date(2026, 7, 1),
            date(2026, 7, 30),
        ),
        (
            "data-protection complaint: the later is the limit",
            Limit(amount=30, unit=Unit.DAYS, calendar=STATUTORY, rolls_forward=True),
            date(2026, 7, 1),
            date(2026, 7, 31),
        ),
        ("hazard: investigate", working(10), date(2026, 12, 18), date(2027, 1, 6)),
        ("hazard: summary", working(3), date(2027, 1, 5), date(2027, 1, 8)),
        ("hazard: make safe", working(5), date(2027, 1, 5), date(2027, 1, 12)),
        ("hazard: work begun", Limit(amount=12, unit=Unit.WEEKS), date(2027, 1, 5), date(2027, 3, 30)),
        ("HHP website acknowledgement", working(1), date(2026, 12, 24), date(2026, 12, 29)),
        ("HHP letter acknowledgement", working(2), date(2026, 12, 24), date(2026, 12, 30)),
        ("HHP and HOWM in full", working(10), date(2026, 12, 24), date(2027, 1, 12)),
        ("HOWM acknowledgement", working(3), date(2026, 12, 24), date(2026, 12, 31)),
        (
            "HOWM FOI passed on",
            Limit(amount=2, unit=Unit.BUSINESS_DAYS, calendar=STATUTORY),
            date(2026, 12, 24),
            date(2026, 12, 30),
        ),
        ("HOWM statutory", Limit(amount=28, unit=Unit.DAYS), date(2026, 12, 24), date(2027, 1, 21)),
        ("RHA letter: calendar days", Limit(amount=10, unit=Unit.DAYS), date(2026, 12, 24), date(2027, 1, 3)),
        (
            "RHA letter: not our reading",
            Limit(amount=10, unit=Unit.DAYS, calendar=STATUTORY, days_are_working=True),
            date(2026, 12, 24),
            date(2027, 1, 12),
        ),
    ],
)
def test_due(what: str, limit: Limit, event_on: date, due_on: date, calendars: Calendars) -> None:
    assert due_from_day(limit, event_on, calendars).on == due_on, what


@pytest.mark.parametrize(
    ("what", "rule", "limit", "event_on", "extended_to"),
    [
        ("stage 1", ExtensionRule(cap=working(10)), working(10), date(2026, 12, 24), date(2027, 1, 26)),
        ("stage 2", ExtensionRule(cap=working(20)), working(20), date(2027, 1, 11), date(2027, 3, 8)),
        (
            "subject access, three months in all",
            ExtensionRule(cap=replace(SUBJECT_ACCESS, amount=3), from_start=True),
            SUBJECT_ACCESS,
            date(2026, 1, 31),
            date(2026, 4, 30),
        ),
        (
            "subject access over Christmas",
            ExtensionRule(cap=replace(SUBJECT_ACCESS, amount=3), from_start=True),
            SUBJECT_ACCESS,
            date(2026, 11, 25),
            date(2027, 2, 25),
        ),
    ],
)
def test_longest_extension(
    what: str,
    rule: ExtensionRule,
    limit: Limit,
    event_on: date,
    extended_to: date,
    calendars: Calendars,
) -> None:
    current = due_from_day(limit, event_on, calendars)
    started_at = datetime(event_on.year, event_on.month, event_on.day, 12, tzinfo=UTC)
    assert extension_cap(current, rule, started_at=started_at, calendars=calendars).on == extended_to, what


@pytest.mark.parametrize(
    ("limit", "delivery", "send_by"),
    [
        (working(10, backward=True), 0, date(2027, 1, 4)),
        (working(10, backward=True, clear_days=True), 0, date(2026, 12, 31)),
        (working(10, backward=True), 2, date(2026, 12, 30)),
    ],
    ids=["ours", "clear", "posted second class"],
)
def test_notice_of_works_on_monday_18_january(
    limit: Limit, delivery: int, send_by: date, calendars: Calendars
) -> None:
    found = latest_send(limit, date(2027, 1, 18), calendars, delivery_working_days=delivery)
    assert found.on == send_by
