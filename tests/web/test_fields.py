"""Dates in three parts and times of day, as people type them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.web.fields import DatePartsField, TimeTextField, time_readings

MISSING = "Enter the date it happened, for example 27 3 2026"


class Happened(Form):
    on = DatePartsField("When did it happen?", missing=MISSING)
    until = DatePartsField("Until when?")
    at = TimeTextField("What time?")
    arrived = TimeTextField("When did it arrive?", missing="Enter the time it arrived, for example 10:30am")


@pytest.fixture(autouse=True)
def _gettext() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def filled(**typed: str) -> Happened:
    fields = {"on-day": "3", "on-month": "11", "on-year": "2026", "arrived": "midday"}
    fields.update({name.replace("_", "-"): value for name, value in typed.items()})
    return Happened(MultiDict(fields))


@pytest.mark.parametrize(
    ("day", "month", "year", "means"),
    [
        ("3", "11", "2026", date(2026, 11, 3)),
        ("03", "Nov", "2026", date(2026, 11, 3)),
        (" 3 ", "november", "2026", date(2026, 11, 3)),
        ("29", "2", "2028", date(2028, 2, 29)),
    ],
)
def test_a_date_is_read(day: str, month: str, year: str, means: date) -> None:
    form = filled(on_day=day, on_month=month, on_year=year)
    assert form.validate(), form.errors
    assert form.on.data == means


@pytest.mark.parametrize(
    ("day", "month", "year", "says", "focus"),
    [
        ("", "", "", MISSING, "on-day"),
        ("3", "", "2026", "Add the month, for example 27 3 2026", "on-month"),
        ("", "11", "", "Add the day and the year, for example 27 3 2026", "on-day"),
        ("3", "11", "26", "Enter the year as four numbers, for example 2026", "on-year"),
        ("31", "2", "2026", "There is no such date. Enter it as numbers, for example 27 3 2026", "on-day"),
        ("3", "13", "2026", "There is no such date. Enter it as numbers, for example 27 3 2026", "on-month"),
        (
            "3",
            "Smarch",
            "2026",
            "There is no such date. Enter it as numbers, for example 27 3 2026",
            "on-month",
        ),
        ("٣", "11", "20267", "There is no such date. Enter it as numbers, for example 27 3 2026", "on-day"),
    ],
)
def test_a_wrong_date_says_what_to_do_and_keeps_what_was_typed(
    day: str, month: str, year: str, says: str, focus: str
) -> None:
    form = filled(on_day=day, on_month=month, on_year=year)
    assert not form.validate()
    assert form.on.errors == [says]
    assert form.on.data is None
    assert form.on.focus_id == focus
    assert [part.value for part in form.on.parts()] == [day, month, year]
    assert focus in [part.id for part in form.on.parts() if part.wrong]


def test_a_date_that_may_stay_empty_stays_empty() -> None:
    form = filled()
    assert form.validate()
    assert form.until.data is None


def test_a_date_given_is_shown() -> None:
    form = Happened(data={"on": date(2026, 11, 3)})
    assert [part.value for part in form.on.parts()] == ["3", "11", "2026"]
    assert [part.name for part in form.on.parts()] == ["on-day", "on-month", "on-year"]


def test_what_was_typed_wins_over_what_was_given() -> None:
    form = Happened(MultiDict({"on-day": "4"}), data={"on": date(2026, 11, 3)})
    assert form.on.data is None
    assert [part.value for part in form.on.parts()] == ["4", "", ""]


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("10:30am", [time(10, 30)]),
        ("10.30 a.m.", [time(10, 30)]),
        ("10 AM", [time(10)]),
        ("2pm", [time(14)]),
        ("2:15pm", [time(14, 15)]),
        ("12am", [time(0)]),
        ("12pm", [time(12)]),
        ("midday", [time(12)]),
        ("Noon", [time(12)]),
        ("midnight", [time(0)]),
        ("14:15", [time(14, 15)]),
        ("1415", [time(14, 15)]),
        ("09:30", [time(9, 30)]),
        ("0:30", [time(0, 30)]),
        ("12:30", [time(12, 30)]),
        ("2:15", [time(2, 15), time(14, 15)]),
        ("9", [time(9), time(21)]),
        ("12", [time(0), time(12)]),
        ("25:00", []),
        ("10:60", []),
        ("14pm", []),
        ("0am", []),
        ("soon", []),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, means: list[time]) -> None:
    assert time_readings(typed) == means


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter the time it arrived, for example 10:30am"),
        ("  ", "Enter the time it arrived, for example 10:30am"),
        ("soon", "Enter a time, for example 10:30am or midday"),
        ("2:15", "Add am or pm to the time, for example 2:15pm"),
    ],
)
def test_a_wrong_time_says_what_to_do_and_keeps_what_was_typed(typed: str, says: str) -> None:
    form = filled(arrived=typed)
    assert not form.validate()
    assert form.arrived.errors == [says]
    assert form.arrived.data is None
    assert form.arrived._value() == typed


def test_a_time_given_is_shown() -> None:
    assert Happened(data={"at": time(14, 15)}).at._value() == "2:15pm"
    assert Happened().at._value() == ""
