"""A refusal needs a listed reason, evidence, the court's date, beyond twelve months a thought (Code 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.complaints.refusals import (
    Grounds,
    Lack,
    Reason,
    is_beyond_twelve_months,
    lacking,
    last_day_within_a_year,
)

RECEIVED_ON = date(2026, 11, 3)
WHOLE = Grounds(
    reason=Reason.CONSIDERED, evidence="Letter of 2 March.", explanation="We answered it in March."
)


@pytest.mark.provision("2.1", "2.2", "2.3")
@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        ({}, ()),
        ({"evidence": " "}, (Lack.EVIDENCE,)),
        ({"explanation": ""}, (Lack.EXPLANATION,)),
        ({"reason": Reason.IN_COURT}, (Lack.COURT_DATE,)),
        ({"reason": Reason.IN_COURT, "filed_on": date(2026, 11, 4)}, (Lack.COURT_DATE,)),  # still to come
        ({"reason": Reason.IN_COURT, "filed_on": RECEIVED_ON}, ()),
        ({"reason": Reason.TWELVE_MONTHS}, (Lack.DATES,)),
        ({"reason": Reason.TWELVE_MONTHS, "occurred_on": date(2025, 11, 3)}, (Lack.NOT_OVER,)),
        ({"reason": Reason.TWELVE_MONTHS, "occurred_on": date(2025, 11, 2)}, (Lack.DISCRETION,)),
        (
            {
                "reason": Reason.TWELVE_MONTHS,
                "occurred_on": date(2020, 1, 1),
                "aware_on": date(2026, 2, 1),
                "discretion": "Considered.",
            },
            (Lack.NOT_OVER,),  # within twelve months of becoming aware
        ),
        (
            {
                "reason": Reason.TWELVE_MONTHS,
                "occurred_on": date(2025, 1, 1),
                "discretion": "No harm goes on.",
            },
            (),
        ),
        ({"occurred_on": date(2025, 1, 1)}, (Lack.DISCRETION,)),  # whatever the reason
    ],
)
def test_what_a_refusal_lacks(changed: dict[str, object], lacks: tuple[Lack, ...]) -> None:
    grounds = replace(WHOLE, **changed)  # type: ignore[arg-type]
    assert lacking(grounds, received_on=RECEIVED_ON, today=RECEIVED_ON) == lacks


@pytest.mark.provision("2.2", "2.5")
def test_the_reasons_are_those_listed_and_none_of_them_refuses_by_itself() -> None:
    assert {reason.value for reason in Reason} == {
        "happened over twelve months ago",
        "in court",
        "considered before",
        "our policy",
    }
    for reason in Reason:
        bare = Grounds(reason=reason, evidence="", explanation="")
        assert Lack.EVIDENCE in lacking(bare, received_on=RECEIVED_ON, today=RECEIVED_ON)


@pytest.mark.provision("2.3")
@pytest.mark.parametrize(
    ("occurred_on", "aware_on", "received_on", "beyond"),
    [
        (None, None, date(2026, 11, 3), False),
        (date(2025, 11, 3), None, date(2026, 11, 3), False),  # the last day counts
        (date(2025, 11, 3), None, date(2026, 11, 4), True),
        (date(2020, 5, 1), date(2026, 1, 1), date(2026, 11, 3), False),
        (date(2024, 2, 29), None, date(2025, 3, 1), False),
        (date(2024, 2, 29), None, date(2025, 3, 2), True),
    ],
)
def test_twelve_months(
    occurred_on: date | None, aware_on: date | None, received_on: date, beyond: bool
) -> None:
    assert is_beyond_twelve_months(occurred_on, aware_on, received_on=received_on) is beyond


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_year_is_never_shorter_than_a_year(day: date) -> None:
    assert timedelta(365) <= last_day_within_a_year(day) - day <= timedelta(366)
