"""Every worked case from the test suites of public systems, through `ops`.

`more.csv` holds those we looked up ourselves; where the peer's convention is not ours, its note says so.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cases import ops

HERE = Path(__file__).parent


def _cases(name: str) -> list[object]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(json.loads(row["inputs"]), row["expected"], id=f"{name}:{number}")
            for number, row in enumerate(csv.DictReader(file), start=2)
        ]


def _expected(text: str) -> object:
    """As JSON where it parses, else the text itself."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


@pytest.mark.parametrize(
    ("inputs", "expected"), [*_cases("clock.csv"), *_cases("slots.csv"), *_cases("more.csv")]
)
def test_engine_agrees_with_worked_case(inputs: dict[str, object], expected: str) -> None:
    assert ops.run(inputs) == _expected(expected)


def test_cases_are_all_there() -> None:
    assert (len(_cases("clock.csv")), len(_cases("slots.csv"))) == (80, 36)


WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"op": "in_hours", "at": "2026-07-02T08:00:00Z", "hours": WEEK, "tz": "Europe/London"}, True),
        ({"op": "in_hours", "at": "2026-07-02T17:00", "hours": WEEK, "tz": "Europe/London"}, False),
        ({"op": "local_to_utc", "local": "2026-07-02T09:00", "tz": "Europe/London"}, "2026-07-02T08:00:00Z"),
        (
            {"op": "local_to_utc", "local": "2026-03-29T01:30", "tz": "Europe/London"},
            "2026-03-29T01:30:00Z",
        ),
        (
            {"op": "generate_slots", "start": "09:00", "end": "10:40", "slot_minutes": 30},
            ["09:00", "09:30", "10:00"],
        ),
        (
            {
                "op": "generate_slots",
                "open": "22:00",
                "close": "24:00",
                "slot_minutes": 60,
                "not_before": "22:30",
                "out": "count",
            },
            1,
        ),
        (
            {
                "op": "business_minutes_subtract",
                "end": "2026-07-03T10:00:00Z",
                "minutes": 90,
                "hours": WEEK,
                "tz": "UTC",
                "holidays": ["2026-07-02"],
                "pauses": [["2026-07-03T09:15:00Z", "2026-07-03T09:30:00Z"]],
            },
            "2026-07-01T16:15:00Z",
        ),
        ({"op": "overlaps", "a": ["2026-07-02T09:00", "2026-07-02T10:00"],
          "b": ["2026-07-02T10:00", "2026-07-02T11:00"]}, False),
        ({"op": "working_ranges", "tz": "UTC", "hours": WEEK, "from": "2026-07-04", "to": "2026-07-05",
          "out": "summary"}, {"count": 0, "first": None, "last": None}),
        ({"op": "is_bank_holiday", "date": "2026-06-15", "division": "scotland"}, True),
        ({"op": "working_days_late", "start": "2026-07-03", "end": "2026-07-07", "holidays": []}, 2),
    ],
)  # fmt: skip
def test_operations_no_case_in_hand_covers(inputs: dict[str, object], expected: object) -> None:
    assert ops.run(inputs) == expected


def test_an_unknown_operation_is_an_error() -> None:
    with pytest.raises(KeyError):
        ops.run({"op": "guess"})
