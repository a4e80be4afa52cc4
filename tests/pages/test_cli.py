"""`flask clock explain`: the same counting as the page, in a terminal."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories.organisation import a_landlord, an_office


def explain(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["clock", "explain", *words])
    return result.exit_code, result.output


def test_days_that_count_and_days_that_do_not_are_listed(app: Flask) -> None:
    a_landlord()
    an_office()
    code, said = explain(app, "--standard", "write-without-phone", "--at", "2026-12-24 11:00")
    assert code == 0
    assert "Thursday 24 December 2026: day 0" in said
    assert "Friday 25 December 2026: skipped, Christmas Day" in said
    assert "Monday 28 December 2026: skipped, Boxing Day (substitute day)" in said
    assert "due    Tuesday 5 January 2027, until midnight" in said


def test_a_home_in_scotland_counts_by_scottish_holidays(app: Flask) -> None:
    a_landlord()
    an_office()
    words = ("--standard", "write-without-phone", "--at", "2026-12-24 11:00", "--division", "scotland")
    assert "due    Wednesday 6 January 2027" in explain(app, *words)[1]  # 2 January, on its substitute day


def test_hours_are_told_stretch_by_stretch(app: Flask) -> None:
    a_landlord()
    an_office()
    said = explain(app, "--standard", "contact-after-message", "--at", "2026-11-03 15:00")[1]
    assert "  Tuesday 3 November 2026, 15:00 to Tuesday 3 November 2026, 17:00" in said
    assert "  Wednesday 4 November 2026, 09:00 to Wednesday 4 November 2026, 12:00" in said
    assert "due    Wednesday 4 November 2026, 12:00" in said


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--standard", "no-such", "--at", "2026-12-24 11:00"), "no standard called 'no-such'"),
        (("--standard", "write-without-phone", "--at", "tomorrow"), "not a time: 'tomorrow'"),
        (
            ("--standard", "write-without-phone", "--at", "2026-12-24", "--division", "cornwall"),
            "cannot be counted: no such division",
        ),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_wrong(
    app: Flask, words: tuple[str, ...], error: str
) -> None:
    a_landlord()
    code, said = explain(app, *words)
    assert code == 1
    assert error in said
