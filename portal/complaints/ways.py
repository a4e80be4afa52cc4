"""How a landlord handles complaints, by its charter: how many stages, which steps, which ombudsman. Pure.

Under the Complaint Handling Code there are two stages with its times. Others have the stages their charter
names by a step that begins with asking again, else one; and no dates but the policy's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.charters.ombudsman import (
    CODE,
    DATA_PROTECTION,
    HOUSING_OMBUDSMAN,
    INFORMATION_COMMISSIONER,
    Body,
)
from portal.charters.standards import CaseKind, Charter, Event, Standard, StandardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`steps`: the timed steps of a complaint in the order they come. `ombudsman`: None outside the Code.

    `commissioner`: who hears complaints about personal data, of which this is the way; else None.
    """

    under_code: bool
    stages: int
    steps: tuple[Standard, ...]
    ombudsman: Body | None
    commissioner: Body | None = None

    def steps_of(self, stage: int) -> tuple[Standard, ...]:
        """The steps of one stage."""
        second = {s.key for s in self.steps if s.trigger.event is Event.ESCALATED}
        second |= {s.key for s in self.steps if s.trigger.after_standard in second}
        return tuple(step for step in self.steps if (step.key in second) == (stage == 2))


def way_of(charter: Charter, *, on: date) -> Way:
    """The landlord's way on that local date."""
    under_code = any(regime.key == CODE for regime in charter.regimes)
    steps = _steps(charter, frozenset({None, CODE}), on)
    asked_again = any(step.trigger.event is Event.ESCALATED for step in steps)
    return Way(
        under_code=under_code,
        stages=2 if under_code or asked_again else 1,
        steps=steps,
        ombudsman=HOUSING_OMBUDSMAN if under_code else None,
    )


def way_of_data(charter: Charter, *, on: date) -> Way:
    """The way of a complaint about personal data: one stage, the times of that law, the Commissioner.

    Source: Data Protection Act 2018, section 164A.
    """
    return Way(
        under_code=False,
        stages=1,
        steps=_steps(charter, frozenset({DATA_PROTECTION}), on),
        ombudsman=None,
        commissioner=INFORMATION_COMMISSIONER,
    )


def _steps(charter: Charter, regimes: frozenset[str | None], on: date) -> tuple[Standard, ...]:
    return tuple(
        standard
        for standard in charter.all_standards()
        if CaseKind.COMPLAINT in standard.trigger.kinds
        and standard.kind is StandardKind.DEADLINE
        and standard.limit is not None
        and standard.in_force(on)
        and standard.regime in regimes
    )
