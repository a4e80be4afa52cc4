"""For every charter, channel and kind of case: which commitments start, and when they fall due.

`starts.csv` was worked out by hand from the policies and the dated examples of the law. Most rows
happen on Thursday 24 December 2026 at 11am, before Christmas. The office opens Monday to Friday, 9 to 5.
"""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from portal.charters import library
from portal.charters.standards import CaseKind, Channel, Circumstance, Event, Standard
from portal.charters.starting import standards_following, standards_started
from portal.clock.calendars import Calendars, WorkingCalendar
from portal.clock.due import due, start_of_office_hours
from portal.clock.hours import OpeningHours, Window

ZONE = ZoneInfo("Europe/London")
ENGLAND = {
    date(2026, 1, 1): "New Year's Day", date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday",
    date(2026, 5, 4): "May Day", date(2026, 5, 25): "Spring holiday", date(2026, 8, 31): "Summer holiday",
    date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day", date(2027, 1, 1): "New Year's Day",
    date(2027, 3, 26): "Good Friday", date(2027, 3, 29): "Easter Monday",
}  # fmt: skip
ELSEWHERE = {
    date(2026, 6, 15): "Scotland", date(2026, 7, 13): "Battle of the Boyne",
    date(2027, 1, 4): "2 January (Scotland)",
}  # fmt: skip
CALENDARS = Calendars(
    zone=ZONE,
    office=WorkingCalendar(holidays=ENGLAND),
    statutory=WorkingCalendar(holidays=ENGLAND),
    all_uk=WorkingCalendar(holidays=ENGLAND | ELSEWHERE),
    hours=OpeningHours(
        zone=ZONE,
        weekly={weekday: (Window(opens=time(9), closes=time(17)),) for weekday in range(5)},
        closed_days=ENGLAND,
    ),
    published_until=date(2028, 12, 31),
)

with (Path(__file__).parent / "starts.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def names(row: dict[str, str]) -> str:
    return " / ".join(row[column] for column in ("charter", "channel", "kind", "circumstances", "at"))


def begins_at(standard: Standard, at: datetime) -> datetime:
    """What waits to be collected begins at the latest when the morning check is due: at the opening."""
    if standard.trigger.collected_by is None:
        return at
    opening = CALENDARS.hours.next_opening(at)
    return start_of_office_hours(at, CALENDARS.hours, first_check_at=opening)


def falls_due(standard: Standard, at: datetime) -> str:
    assert standard.limit
    found = due(standard.limit, begins_at(standard, at), CALENDARS)
    if standard.limit.counts_days:
        return found.on.isoformat()
    return found.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def test_the_table_has_every_charter_channel_and_kind() -> None:
    plain = {(row["charter"], row["channel"], row["kind"]) for row in ROWS if not row["circumstances"]}
    channels = [channel.value for channel in Channel]
    kinds = [kind.value for kind in CaseKind]

    assert plain == set(product(library.available(), channels, kinds))


@pytest.mark.parametrize("row", ROWS, ids=names)
def test_which_commitments_start_and_when_they_fall_due(row: dict[str, str]) -> None:
    at = datetime.fromisoformat(row["at"]).replace(tzinfo=ZONE)

    started = standards_started(
        library.load(row["charter"]),
        event=Event.RECEIVED,
        channel=Channel(row["channel"]),
        kind=CaseKind(row["kind"]),
        circumstances=frozenset(map(Circumstance, filter(None, row["circumstances"].split("; ")))),
        on=at.date(),
    )

    dates = [f"{standard.key} = {falls_due(standard, at)}" for standard in started]
    assert sorted(dates) == sorted(filter(None, row["starts"].split("; ")))


@pytest.mark.parametrize(
    ("charter", "after", "event", "on", "due_on"),
    [
        # A complaint's reply is counted from its acknowledgement (Code 6.3, 6.14).
        ("england", "complaint-handling-code-stage-1-acknowledgement", "acknowledged", "2026-12-18",
         {"complaint-handling-code-stage-1-reply": "2027-01-06"}),
        ("redland", "complaint-handling-code-stage-1-acknowledgement", "acknowledged", "2026-12-24",
         {"complaint-handling-code-stage-1-reply": "2027-01-12"}),
        ("england", "complaint-handling-code-stage-2-acknowledgement", "acknowledged", "2027-01-11",
         {"complaint-handling-code-stage-2-reply": "2027-02-08"}),
        ("england", "hazards-investigation", "investigated", "2027-01-05",
         {"hazards-summary": "2027-01-08", "hazards-safety-work": "2027-01-12",
          "hazards-further-work": "2027-01-12", "hazards-further-work-on-site": "2027-03-30"}),
        ("england", "complaint-handling-code-stage-1-acknowledgement", "answered", "2026-12-18", {}),
        ("england", "hazards-investigation", "investigated", "2025-10-01", {}),
        ("redland", "answer-correspondence", "acknowledged", "2026-12-18", {}),
        ("howm", "acknowledge-correspondence", "acknowledged", "2026-12-18", {}),
    ],
)  # fmt: skip
def test_some_promises_are_counted_from_the_keeping_of_another(
    charter: str, after: str, event: str, on: str, due_on: dict[str, str]
) -> None:
    day = date.fromisoformat(on)
    at = datetime.combine(day, time(11), ZONE)

    following = standards_following(library.load(charter), after, Event(event), on=day)

    assert {standard.key: falls_due(standard, at) for standard in following} == due_on


def test_a_second_stage_begins_when_it_is_asked_for() -> None:
    (started,) = standards_started(
        library.load("england"),
        event=Event.ESCALATED,
        channel=Channel.WEB,
        kind=CaseKind.COMPLAINT,
        circumstances=frozenset(),
        on=date(2027, 1, 4),
    )

    assert falls_due(started, datetime(2027, 1, 4, 11, tzinfo=ZONE)) == "2027-01-11"


@pytest.mark.parametrize(
    ("charter", "key", "events"),
    [
        ("redland", "answer-correspondence", {"acknowledged", "answered", "dealt with"}),
        ("howm", "acknowledge-correspondence", {"acknowledged", "answered"}),
        ("howm", "answer-correspondence", {"answered"}),
        ("howm", "pass-on-information-request", {"submitted to the authority"}),
        ("havebury-contractors", "keep-to-time", {"arrived", "notified"}),
        ("redland", "arrange-appointment", {"arranged"}),
        ("england", "complaint-handling-code-stage-1-acknowledgement", {"acknowledged"}),
    ],
)
def test_a_promise_is_kept_by_any_one_of_its_events_and_no_other(
    charter: str, key: str, events: set[str]
) -> None:
    standard = library.load(charter).standard(key)

    assert standard
    assert {event.value for event in standard.kept_by} == events


@pytest.mark.parametrize(
    ("charter", "event", "circumstances", "keys"),
    [
        ("redland", "appointment requested", "", {"arrange-appointment"}),
        ("redland", "arrived", "", {"greet-visitor"}),
        ("redland", "arrived", "with appointment", {"greet-visitor", "see-visitor-with-appointment"}),
        (
            "redland",
            "arrived",
            "without appointment",
            {"greet-visitor", "answer-visitor-without-appointment"},
        ),
        ("redland", "interview held", "", set()),
        ("redland", "interview held", "confirmation needed", {"confirm-interview"}),
        ("redland", "meeting held", "minutes circulated", {"send-minutes"}),
        ("redland", "reviewed", "", {"review-policy"}),
        ("tp-properties", "absence began", "", {"out-of-office-reply"}),
        ("havebury-contractors", "works start", "", {"notice-of-works"}),
        ("havebury-contractors", "agreed time", "", {"keep-to-time"}),
        # The cap on what is paid is no commitment, the threshold is.
        ("havebury-contractors", "appointment missed", "", {"pay-lost-earnings"}),
    ],
)
def test_what_is_no_case_starts_its_promises_too(
    charter: str, event: str, circumstances: str, keys: set[str]
) -> None:
    started = standards_started(
        library.load(charter),
        event=Event(event),
        channel=None,
        kind=None,
        circumstances=frozenset(map(Circumstance, filter(None, [circumstances]))),
        on=date(2026, 12, 24),
    )

    assert {standard.key for standard in started} == keys


def test_the_policys_promises_come_before_the_laws() -> None:
    started = standards_started(
        library.load("redland"),
        event=Event.RECEIVED,
        channel=Channel.LETTER,
        kind=CaseKind.COMPLAINT,
        circumstances=frozenset(),
        on=date(2026, 12, 24),
    )

    assert [standard.regime for standard in started] == [None, "complaint-handling-code"]
