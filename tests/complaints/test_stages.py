"""Two stages and no third, no answer without an acknowledgement, two different people: whatever is tried."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from portal.charters.standards import Event
from portal.complaints.stages import (
    WAITING,
    Act,
    Standing,
    State,
    allows,
    awaited,
    may_escalate,
    may_handle,
    require,
)
from portal.errors import RuleBroken

PEOPLE = (1, 2, 3)


@pytest.mark.provision("5.2-5.3", "6.10")
@pytest.mark.parametrize(
    ("state", "stage", "stages", "may"),
    [
        (State.RECEIVED, 1, 2, False),
        (State.ACKNOWLEDGED, 1, 2, False),
        (State.ANSWERED, 1, 2, True),
        (State.CLOSED, 1, 2, True),  # closing takes nothing from the customer
        (State.ANSWERED, 1, 1, False),
        (State.ANSWERED_AGAIN, 2, 2, False),
        (State.CLOSED, 2, 2, False),
        (State.REFUSED, 1, 2, False),
        (State.WITHDRAWN, 1, 2, False),
    ],
)
def test_when_the_customer_may_go_to_stage_2(state: State, stage: int, stages: int, may: bool) -> None:
    assert may_escalate(Standing(state=state, stage=stage, stages=stages)) is may


@pytest.mark.provision("5.8", "6.13")
@pytest.mark.parametrize(
    ("stage", "person", "may"), [(1, 1, True), (1, 3, False), (2, 1, False), (2, 2, True), (2, 3, False)]
)
def test_who_may_handle_a_stage(stage: int, person: int, may: bool) -> None:
    standing = Standing(
        state=State.RECEIVED, stage=stage, first_stage_people=frozenset({1}), barred=frozenset({3})
    )
    assert may_handle(standing, person) is may


@pytest.mark.provision("2.1", "2.4", "5.11")
@pytest.mark.parametrize(
    ("standing", "act", "by", "rule_broken"),
    [
        (Standing(state=State.RECEIVED, refusal_asked_by=1), Act.REFUSED, 1, "asked by you"),
        (Standing(state=State.RECEIVED), Act.REFUSED, 2, "not in this state"),
        (Standing(state=State.RECEIVED, was_refused=True), Act.REFUSAL_ASKED, 1, "not in this state"),
        (Standing(state=State.ACKNOWLEDGED), Act.REFUSAL_ASKED, 1, "not in this state"),
        (Standing(state=State.RECEIVED, handler_id=1), Act.ACKNOWLEDGED, 2, "not yours"),
        (Standing(state=State.RECEIVED, handler_id=1), Act.ANSWERED, 1, "not in this state"),
    ],
)
def test_what_is_refused_and_why(standing: Standing, act: Act, by: int, rule_broken: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        require(standing, act, by=by)
    assert broken.value.rule == rule_broken


class Complaining(RuleBasedStateMachine):
    """Anybody tries anything in any order; what is let through is remembered as it would be stored."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = Standing(state=State.RECEIVED)
        self.handled: dict[int, set[int]] = {1: set(), 2: set()}
        self.answered_by: dict[int, int] = {}
        self.acknowledged: set[int] = set()
        self.asked_again = 0
        self.last: tuple[State, State, Act] | None = None

    @rule(to=st.sampled_from(PEOPLE))
    def assign(self, to: int) -> None:
        if not allows(self.standing, Act.ASSIGNED) or not may_handle(self.standing, to):
            return
        self.handled[self.standing.stage].add(to)
        first = frozenset(self.handled[1])
        self.standing = replace(self.standing, handler_id=to, first_stage_people=first)

    @rule(who=st.sampled_from(PEOPLE))
    def bar(self, who: int) -> None:
        handler = None if self.standing.handler_id == who else self.standing.handler_id
        self.standing = replace(self.standing, barred=self.standing.barred | {who}, handler_id=handler)

    @rule(act=st.sampled_from(Act), by=st.sampled_from(PEOPLE))
    def act(self, act: Act, by: int) -> None:
        before = self.standing
        try:
            after = require(before, act, by=by)
        except RuleBroken:
            return
        self.last = (before.state, after, act)
        self._remember(act, by)
        self.standing = replace(self.standing, state=after)

    def _remember(self, act: Act, by: int) -> None:
        stage = self.standing.stage
        match act:
            case Act.ACKNOWLEDGED:
                self.acknowledged.add(stage)
            case Act.ANSWERED:
                assert stage in self.acknowledged, "an answer without an acknowledgement"
                self.answered_by[stage] = by
            case Act.ESCALATED:
                self.asked_again += 1
                self.standing = replace(self.standing, stage=stage + 1, handler_id=None)
            case Act.REFUSAL_ASKED:
                self.standing = replace(self.standing, refusal_asked_by=by)
            case Act.REFUSED:
                assert by != self.standing.refusal_asked_by
                self.standing = replace(self.standing, refusal_asked_by=None, was_refused=True)
            case Act.REFUSAL_DECLINED:
                self.standing = replace(self.standing, refusal_asked_by=None)

    @invariant()
    def there_is_no_third_stage(self) -> None:
        assert self.standing.stage in (1, 2)
        assert self.asked_again <= 1

    @invariant()
    def nobody_answers_both_stages(self) -> None:
        if len(self.answered_by) == 2:
            assert self.answered_by[1] != self.answered_by[2]
        assert not self.handled[1] & self.handled[2]

    @invariant()
    def a_clock_stops_only_for_a_reason(self) -> None:
        """What waits for something goes on to wait, unless that was done, refused by two, or withdrawn."""
        if self.last is None:
            return
        before, after, act = self.last
        if before in WAITING and after is not before:
            kept = {Event.ACKNOWLEDGED: Act.ACKNOWLEDGED, Event.ANSWERED: Act.ANSWERED}
            awaited_event = awaited(before)
            assert awaited_event is not None
            assert act in (kept[awaited_event], Act.REFUSED, Act.WITHDRAWN)


Complaining.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestNothingThatIsTriedBreaksTheCode = pytest.mark.provision("5.2-5.3", "6.13")(Complaining.TestCase)
