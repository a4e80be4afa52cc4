"""What staff can do with a complaint now, and what comes next. Pure; the words are the page's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.charters.standards import Event
from portal.complaints.stages import BEING_ANSWERED, NOT_TAKEN_ON, Act, Standing, State, allows


class Deed(StrEnum):
    """Something to do with a complaint; the value stands in the page's address."""

    ASSIGN = "assign"
    DEFINE = "define"
    DECIDE = "decide"
    ANSWER = "answer"
    REMEDY = "remedy"
    DONE = "done"
    LONGER = "longer"
    UPDATE = "update"
    POINT = "point"
    DEFINE_AGAIN = "define-again"
    STAGE_2 = "stage-2"
    CLOSE = "close"
    IMPROVED = "improved"
    LOOK_OVER = "look-over"
    NAME = "name"
    REFUSE = "refuse"
    DECIDE_REFUSAL = "decide-refusal"
    DIRECTED = "directed"
    DETERMINED = "ombudsman-decision"
    ORDERED = "ombudsman-order"
    ORDER_DONE = "order-done"
    ASK_FIRM = "ask-contractor"
    TAKE_BACK = "take-back-question"
    ABOUT_DATA = "personal-data"
    ABOUT_SERVICE = "about-a-service"
    WITHDRAW = "withdraw"


ACT_OF = {
    Deed.ASSIGN: Act.ASSIGNED,
    Deed.DEFINE: Act.ACKNOWLEDGED,
    Deed.DECIDE: Act.DECIDED,
    Deed.ANSWER: Act.ANSWERED,
    Deed.REMEDY: Act.REMEDY,
    Deed.DONE: Act.DONE,
    Deed.LONGER: Act.EXTENDED,
    Deed.UPDATE: Act.UPDATED,
    Deed.POINT: Act.POINT_JOINED,
    Deed.DEFINE_AGAIN: Act.DEFINED_AGAIN,
    Deed.STAGE_2: Act.ESCALATED,
    Deed.CLOSE: Act.CLOSED,
    Deed.IMPROVED: Act.IMPROVED,
    Deed.LOOK_OVER: Act.LOOKED_OVER,
    Deed.NAME: Act.NAMED,
    Deed.REFUSE: Act.REFUSAL_ASKED,
    Deed.DECIDE_REFUSAL: Act.REFUSED,
    Deed.DIRECTED: Act.DIRECTED,
    Deed.DETERMINED: Act.DETERMINED,
    Deed.ORDERED: Act.ORDERED,
    Deed.ORDER_DONE: Act.ORDER_DONE,
    Deed.ASK_FIRM: Act.FIRM_ASKED,
    Deed.TAKE_BACK: Act.QUESTION_TAKEN_BACK,
    Deed.ABOUT_DATA: Act.BESIDE,
    Deed.ABOUT_SERVICE: Act.BESIDE,
    Deed.WITHDRAW: Act.WITHDRAWN,
}

# What each makes happen to promises; a full answer also is the writing and dealing with of some policies.
EVENTS_OF = {
    Deed.DEFINE: (Event.ACKNOWLEDGED,),
    Deed.ANSWER: (Event.ANSWERED, Event.WRITTEN_TO, Event.DEALT_WITH),
    Deed.CLOSE: (Event.CLOSED,),
}

# Of one point, remedy, improvement, decision or question: offered beside it, not in the list.
OF_ONE = frozenset({Deed.DECIDE, Deed.DONE, Deed.IMPROVED, Deed.ORDERED, Deed.ORDER_DONE, Deed.TAKE_BACK})
_HANDLERS = frozenset({Deed.DEFINE, Deed.DECIDE, Deed.ANSWER, Deed.LONGER, Deed.DEFINE_AGAIN})
_OMBUDSMANS = frozenset({Deed.DETERMINED, Deed.ORDERED, Deed.ORDER_DONE})
_COMPLAINTS_STAFF = _OMBUDSMANS | {
    Deed.ASSIGN,
    Deed.NAME,
    Deed.DECIDE_REFUSAL,
    Deed.DIRECTED,
    Deed.ABOUT_DATA,
}

# Whether the complaint that offers it is one about personal data: each opens one of the other kind.
_TURNS = {Deed.ABOUT_DATA: False, Deed.ABOUT_SERVICE: True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Who looks at the complaint: `sees_complaints` as complaints staff do, not only as its handler."""

    person_id: int | None
    sees_complaints: bool


def possible(standing: Standing, looker: Looker) -> tuple[Deed, ...]:
    """Everything this member of staff can do now, in the order it is offered."""
    return tuple(deed for deed in Deed if _is_possible(deed, standing, looker))


def first(standing: Standing, looker: Looker, *, has_all: bool) -> Deed | None:
    """The one thing to do next, of what is possible; `has_all`: nothing of the answer is missing."""
    can = possible(standing, looker)
    wanted = (
        Deed.DECIDE_REFUSAL if standing.refusal_asked_by is not None else None,
        Deed.ASSIGN
        if standing.handler_id is None and standing.state in NOT_TAKEN_ON | BEING_ANSWERED
        else None,
        Deed.DEFINE,
        Deed.ANSWER if has_all else None,
        Deed.CLOSE if standing.state is not State.CLOSED else None,
    )
    return next((deed for deed in wanted if deed in can), None)


def _is_possible(deed: Deed, standing: Standing, looker: Looker) -> bool:
    if not allows(standing, ACT_OF[deed]):
        return False
    if deed in _HANDLERS and looker.person_id != standing.handler_id:
        return False
    if deed is Deed.DECIDE_REFUSAL and looker.person_id == standing.refusal_asked_by:
        return False
    if deed in _TURNS and standing.data_protection is not _TURNS[deed]:
        return False
    return looker.sees_complaints or deed not in _COMPLAINTS_STAFF
