"""Every provision that asks something of software has a test with its number, or says what is to come."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.complaints.gateways import held_by_tests
from portal.complaints.provisions import PROVISIONS
from portal.config import ROOT

HELD = held_by_tests(ROOT / "tests")


@pytest.mark.parametrize("row", PROVISIONS, ids=lambda row: row.number)
def test_every_provision_has_its_test_or_says_what_is_to_come(row: object) -> None:
    number, to_come = row.number, row.to_come  # type: ignore[attr-defined]
    assert HELD.get(number) or to_come, f"no test carries {number}"


def test_no_test_carries_a_number_that_is_no_provision() -> None:
    assert HELD.keys() - {row.number for row in PROVISIONS} == set()


def test_the_rows_are_told_apart_and_checked_or_not() -> None:
    assert len({row.number for row in PROVISIONS}) == len(PROVISIONS) == 61
    assert {row.checked for row in PROVISIONS} == {"V", "P"}


def test_the_command_lists_provisions_with_their_tests(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["complaints", "provisions"]).output
    assert re.search(
        r"^6\.13 \(V\) Another person at stage 2\n    tests/complaints/test_\w+\.py::test_", said, re.M
    )
    assert "to come: surveys" in said
