"""The states of a complaint, which act leads where, and who may handle which stage. Pure.

Source: Complaint Handling Code 5.2, 5.3 (two stages, none before), 5.8, 5.11, 6.2 to 6.14.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from portal.cases import naming, outside_answers
from portal.charters.standards import Event
from portal.errors import RuleBroken


class State(StrEnum):
    """Where a complaint stands. There is nothing before `RECEIVED`, and no third stage."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    ASKED_AGAIN = "stage 2 asked"
    ACKNOWLEDGED_AGAIN = "stage 2 acknowledged"
    ANSWERED_AGAIN = "stage 2 answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Act(StrEnum):
    """What is done with a complaint. The value is its name on the timeline, a case's where it is the same."""

    LOOKED_OVER = "complaint.looked over"
    NAMED = naming.NAMED
    MAY_BE_NAMED = naming.MAY_BE_NAMED
    NOT_NAMED = naming.NOT_NAMED
    ASSIGNED = "case.assigned"
    CONFLICT = "complaint.conflict declared"
    ACKNOWLEDGED = "case.acknowledged"
    CORRECTED = "complaint.definition corrected"
    DEFINED_AGAIN = "complaint.defined again"
    POINT_JOINED = "complaint.point joined"
    POINT_APART = "complaint.point made a case of its own"
    DECIDED = "complaint.point decided"
    REMEDY = "complaint.remedy promised"
    DONE = "complaint.remedy done"
    EXTENDED = "case.extended"
    UPDATED = "case.progress"
    ANSWERED = "case.answered"
    ESCALATED = "complaint.stage 2 asked"
    REFUSAL_ASKED = "complaint.refusal asked"
    REFUSAL_DECLINED = "complaint.refusal declined"
    REFUSED = "complaint.refused"
    DIRECTED = "complaint.taken on as the Ombudsman directed"
    WITHDRAWN = "complaint.withdrawn"
    CLOSED = "case.closed"
    IMPROVED = "complaint.improvement done"
    ABOUT_DATA = "complaint.handled as one about personal data"
    BESIDE = "complaint.another opened beside it"
    FIRM_ASKED = outside_answers.ASKED
    FIRM_ANSWERED = outside_answers.ANSWERED
    QUESTION_TAKEN_BACK = outside_answers.TAKEN_BACK
    DETERMINED = "complaint.the Ombudsman decided"
    ORDERED = "complaint.the Ombudsman ordered"
    ORDER_DONE = "complaint.an order is kept"


_AWAITED = {
    State.RECEIVED: Event.ACKNOWLEDGED,
    State.ACKNOWLEDGED: Event.ANSWERED,
    State.ASKED_AGAIN: Event.ACKNOWLEDGED,
    State.ACKNOWLEDGED_AGAIN: Event.ANSWERED,
}
WAITING = frozenset(_AWAITED)
NOT_TAKEN_ON = frozenset({State.RECEIVED, State.ASKED_AGAIN})
BEING_ANSWERED = frozenset({State.ACKNOWLEDGED, State.ACKNOWLEDGED_AGAIN})
ANSWERED = frozenset({State.ANSWERED, State.ANSWERED_AGAIN})
OVER = frozenset({State.CLOSED, State.WITHDRAWN, State.REFUSED})

# Act and state to the state it leads to; an act that is not here changes none.
_LEADS = {
    (Act.ACKNOWLEDGED, State.RECEIVED): State.ACKNOWLEDGED,
    (Act.ACKNOWLEDGED, State.ASKED_AGAIN): State.ACKNOWLEDGED_AGAIN,
    (Act.ANSWERED, State.ACKNOWLEDGED): State.ANSWERED,
    (Act.ANSWERED, State.ACKNOWLEDGED_AGAIN): State.ANSWERED_AGAIN,
    (Act.ESCALATED, State.ANSWERED): State.ASKED_AGAIN,
    (Act.ESCALATED, State.CLOSED): State.ASKED_AGAIN,
    (Act.REFUSED, State.RECEIVED): State.REFUSED,
    (Act.REFUSED, State.ASKED_AGAIN): State.REFUSED,
    (Act.CLOSED, State.ANSWERED): State.CLOSED,
    (Act.CLOSED, State.ANSWERED_AGAIN): State.CLOSED,
    **{(Act.WITHDRAWN, state): State.WITHDRAWN for state in WAITING},
}
_MOVING = frozenset(act for act, _ in _LEADS) | {Act.DIRECTED}
# Acts that change no state, and the states that allow them; what is not here is always allowed.
_STAYING = {
    Act.LOOKED_OVER: WAITING,
    Act.ASSIGNED: WAITING | ANSWERED,
    Act.CORRECTED: BEING_ANSWERED,
    Act.DEFINED_AGAIN: BEING_ANSWERED,
    Act.POINT_JOINED: BEING_ANSWERED,
    Act.DECIDED: BEING_ANSWERED,
    Act.REMEDY: WAITING | ANSWERED,  # a remedy is possible at any stage (5.13)
    Act.EXTENDED: BEING_ANSWERED,
    Act.UPDATED: WAITING,
    Act.REFUSAL_ASKED: NOT_TAKEN_ON,
    Act.REFUSAL_DECLINED: NOT_TAKEN_ON,
    Act.ABOUT_DATA: frozenset({State.RECEIVED}),
    Act.BESIDE: WAITING | ANSWERED,
    Act.FIRM_ASKED: WAITING,
}
# A complaint about personal data is under its own law, not under the Code: nothing that only the Code knows.
_OF_THE_CODE = frozenset(
    {
        Act.POINT_JOINED,
        Act.EXTENDED,
        Act.ESCALATED,
        Act.REFUSAL_ASKED,
        Act.REFUSAL_DECLINED,
        Act.REFUSED,
        Act.DIRECTED,
        Act.DETERMINED,
        Act.ORDERED,
        Act.ORDER_DONE,
        Act.ABOUT_DATA,
    }
)
_BY_HANDLER = frozenset({Act.ACKNOWLEDGED, Act.ANSWERED, Act.DEFINED_AGAIN, Act.DECIDED, Act.EXTENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a complaint stands, as far as it decides what may be done and by whom.

    `stages`: how many the landlord's charter has. `first_stage_people`: everybody who ever handled stage 1.
    `refusal_asked_by`: who asked for a refusal that nobody has decided yet. `was_refused`: at any stage.
    `data_protection`: it is about how we use personal data, and goes its own way. `was_determined`: the
    Ombudsman has decided on it.
    """

    state: State
    stage: int = 1
    stages: int = 2
    handler_id: int | None = None
    first_stage_people: frozenset[int] = field(default_factory=frozenset)
    barred: frozenset[int] = field(default_factory=frozenset)
    refusal_asked_by: int | None = None
    was_refused: bool = False
    data_protection: bool = False
    was_determined: bool = False


def awaited(state: State) -> Event | None:
    """What the complaint waits for, whose clock runs; None where we owe nothing."""
    return _AWAITED.get(state)


def may_handle(standing: Standing, person_id: int) -> bool:
    """Nobody named in it or in conflict (5.8); at stage 2 nobody who ever handled stage 1 (6.13)."""
    if person_id in standing.barred:
        return False
    return standing.stage == 1 or person_id not in standing.first_stage_people


def may_escalate(standing: Standing) -> bool:
    """Once stage 1 is answered, also when it was closed since; never beyond stage 2 (5.3, 6.10)."""
    return standing.stages == 2 and standing.stage == 1 and (Act.ESCALATED, standing.state) in _LEADS


def may_refuse(standing: Standing) -> bool:
    """Only what is not taken on yet, and once: what was refused and came back is answered (2.4, 5.11)."""
    return standing.state in NOT_TAKEN_ON and standing.refusal_asked_by is None and not standing.was_refused


def allows(standing: Standing, act: Act) -> bool:
    """Whether the complaint allows the act now, whoever does it."""
    if standing.data_protection and act in _OF_THE_CODE:
        return False
    if act is Act.ABOUT_DATA and standing.refusal_asked_by is not None:
        return False
    if act is Act.ESCALATED:
        return may_escalate(standing)
    if act is Act.REFUSAL_ASKED:
        return may_refuse(standing)
    if act in (Act.REFUSED, Act.REFUSAL_DECLINED):
        return standing.state in NOT_TAKEN_ON and standing.refusal_asked_by is not None
    if act is Act.DIRECTED:
        return standing.state is State.REFUSED
    if act in _MOVING:
        return (act, standing.state) in _LEADS
    return standing.state in _STAYING.get(act, frozenset(State))


def require(standing: Standing, act: Act, *, by: int | None) -> State:
    """The state the act leads to.

    Raises RuleBroken: "not in this state"; "not yours" where only the handler of this stage may do it; "same
    person at both stages"; "barred"; "asked by you" where a refusal needs a second person.
    """
    if not allows(standing, act):
        raise RuleBroken("not in this state", state=standing.state, act=act)
    if act in _BY_HANDLER:
        if by is None or by != standing.handler_id:
            raise RuleBroken("not yours", act=act)
        if by in standing.barred:
            raise RuleBroken("barred", person_id=by)
        if not may_handle(standing, by):
            raise RuleBroken("same person at both stages", person_id=by)
    if act in (Act.REFUSED, Act.REFUSAL_DECLINED) and (by is None or by == standing.refusal_asked_by):
        raise RuleBroken("asked by you")
    if act is Act.DIRECTED:
        return State.RECEIVED if standing.stage == 1 else State.ASKED_AGAIN
    return _LEADS.get((act, standing.state), standing.state)
