"""Nothing of the five policies is lost: every clause is promised, or listed as for people only.

`clauses.csv` is the walk through the policies, clause by clause. NS: only people can keep it. NS+: human
behaviour that software can prompt, record or prove.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from portal.charters import library
from portal.charters.coverage import coverage_of
from portal.charters.standards import StandardKind

with (Path(__file__).parent / "clauses.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
NAMES = sorted({row["charter"] for row in ROWS})


def clauses(name: str, *marks: str) -> set[str]:
    return {row["clause"] for row in ROWS if row["charter"] == name and row["mark"] in marks}


def test_the_list_holds_all_280_clauses_of_five_policies() -> None:
    assert len(NAMES) == 5
    assert len(ROWS) == 280


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_software_can_keep_is_promised(name: str) -> None:
    charter = library.load(name)
    promised = {s.clause for s in charter.standards} | {p.clause for p in charter.promises}

    assert clauses(name, "", "NS+") <= promised


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_for_people_only_is_listed_as_such_or_sampled_by_hand(name: str) -> None:
    charter = library.load(name)
    sampled = {s.clause for s in charter.standards if s.kind is StandardKind.SAMPLED}

    assert clauses(name, "NS") == {row.clause for row in charter.not_software} | sampled


@pytest.mark.parametrize("name", NAMES)
def test_a_charter_has_no_clause_the_policy_has_not(name: str) -> None:
    coverage = coverage_of(library.load(name))
    counted = (*coverage.kept, *coverage.partly_kept, *coverage.not_yet_kept, *coverage.not_for_software)

    assert sorted(counted) == sorted(clauses(name, "", "NS", "NS+"))
