"""Each landlord's own way: the Code's two stages where it stands under it, else what its charter names."""

from __future__ import annotations

from datetime import date

import pytest

from portal.charters.library import load
from portal.complaints.ways import way_of

TODAY = date(2026, 11, 3)


@pytest.mark.provision("5.2-5.3", "6.2", "6.3", "6.11", "6.14")
@pytest.mark.parametrize("key", ["england", "redland", "seven-locks", "havebury-contractors"])
def test_under_the_code_there_are_two_stages_with_its_times(key: str) -> None:
    way = way_of(load(key), on=TODAY)
    assert (way.under_code, way.stages) == (True, 2)
    code = [(s.clause, s.literal) for n in (1, 2) for s in way.steps_of(n) if s.regime]
    assert code == [
        ("6.2", "within five working days"),
        ("6.3", "within 10 working days of the acknowledgement"),
        ("6.11", "within five working days"),
        ("6.14", "within 20 working days of the acknowledgement"),
    ]
    assert way.ombudsman is not None


@pytest.mark.parametrize("key", ["howm", "tp-properties"])
def test_elsewhere_there_is_one_stage_and_no_dates_but_the_policys(key: str) -> None:
    way = way_of(load(key), on=TODAY)
    assert (way.under_code, way.stages, way.ombudsman) == (False, 1, None)
    assert all(step.regime is None for step in way.steps)
