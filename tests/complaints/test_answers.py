"""An answer is made of its parts, and does not go without one (Code 6.7, 6.9, 6.17 to 6.20, 7.1)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.complaints.answers import AnsweredPoint, Decision, Missing, Parts, missing, outcome
from portal.complaints.new_points import joins
from portal.complaints.remedies import Progress, RemedyKind, progress
from portal.complaints.stages import State

UPHELD = AnsweredPoint(decision=Decision.UPHELD, reasons="We lost it.", policy="Repairs policy 4")
NOT_UPHELD = AnsweredPoint(decision=Decision.NOT_UPHELD, reasons="We came.", policy="Repairs policy 4")


@pytest.mark.provision("6.7", "6.9", "6.17-6.20", "7.1")
@pytest.mark.parametrize(
    ("definition", "points", "remedies", "lacks"),
    [
        ("The light.", [UPHELD], 1, ()),
        ("The light.", [NOT_UPHELD], 0, ()),
        ("", [UPHELD], 1, (Missing.DEFINITION,)),
        ("The light.", [], 1, (Missing.POINTS,)),
        ("The light.", [UPHELD, AnsweredPoint()], 1, (Missing.DECISION,)),
        ("The light.", [UPHELD], 0, (Missing.REMEDY,)),
        (
            "The light.",
            [AnsweredPoint(decision=Decision.PARTLY, reasons=" ", policy="")],
            0,
            (Missing.REASONS, Missing.POLICY, Missing.REMEDY),
        ),
    ],
)
def test_what_an_answer_lacks(
    definition: str, points: list[AnsweredPoint], remedies: int, lacks: tuple[Missing, ...]
) -> None:
    assert missing(Parts(definition=definition, points=points, remedies=remedies)) == lacks


@pytest.mark.parametrize(
    ("decisions", "whole"),
    [
        ([], None),
        ([Decision.NOT_OURS], Decision.NOT_OURS),
        ([Decision.UPHELD, Decision.NOT_OURS], Decision.UPHELD),
        ([Decision.UPHELD, Decision.NOT_UPHELD], Decision.PARTLY),
        ([Decision.PARTLY], Decision.PARTLY),
        ([Decision.NOT_UPHELD, Decision.NOT_OURS], Decision.NOT_UPHELD),
    ],
)
def test_the_outcome_of_the_whole(decisions: list[Decision], whole: Decision | None) -> None:
    assert outcome(decisions) is whole


@pytest.mark.provision("6.8")
@pytest.mark.parametrize(
    ("state", "related", "would_delay", "it_joins"),
    [
        (State.ACKNOWLEDGED, True, False, True),
        (State.RECEIVED, True, False, True),
        (State.ACKNOWLEDGED, False, False, False),
        (State.ACKNOWLEDGED, True, True, False),
        (State.ANSWERED, True, False, False),
        (State.ACKNOWLEDGED_AGAIN, True, False, False),
    ],
)
def test_a_new_point_joins_only_a_stage_1_answer_still_to_come(
    state: State, related: bool, would_delay: bool, it_joins: bool
) -> None:
    assert joins(state, related=related, would_delay=would_delay) is it_joins


@pytest.mark.provision("7.1")
def test_every_kind_of_remedy_of_the_code_is_offered() -> None:
    assert len(RemedyKind) == 8


@pytest.mark.provision("6.6", "7.2-7.4")
@pytest.mark.parametrize(
    ("done_on", "today", "stands"),
    [
        (None, date(2026, 11, 20), Progress.OPEN),  # the last day still keeps it
        (None, date(2026, 11, 21), Progress.LATE),
        (date(2026, 11, 25), date(2026, 11, 26), Progress.DONE),
    ],
)
def test_an_action_is_followed_to_its_date(done_on: date | None, today: date, stands: Progress) -> None:
    assert progress(date(2026, 11, 20), done_on, today=today) is stands
