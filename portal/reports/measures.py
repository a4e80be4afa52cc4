"""The figures of a year: stages received and answered in time, per 1,000 homes, small numbers hidden. Pure.

Source: Tenant Satisfaction Measures CH01 and CH02 (regulator's technical requirements, as copied in domain
notes; the rule that a refused complaint counts as received is our reading and stands on the page).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from portal.clock.keeping import Outcome

LEAST_SHOWN = 5
_ONE_PLACE = Decimal("0.1")
_IN_TIME = frozenset({Outcome.KEPT, Outcome.KEPT_WITHIN_EXTENSION})
_LATE = frozenset({Outcome.LATE, Outcome.LATE_WITH_NOTICE})


class Tenure(StrEnum):
    """How somebody lives in their home, as the measures tell them apart. Who is neither is not in them."""

    RENTED = "rented"
    OWNERSHIP = "low-cost ownership"
    NEITHER = "neither"


_TENURES = {"tenant": Tenure.RENTED, "licensee": Tenure.RENTED, "shared owner": Tenure.OWNERSHIP}
MEASURED = frozenset({Tenure.RENTED, Tenure.OWNERSHIP})


class Ending(StrEnum):
    """How one stage has ended, or how it stands."""

    IN_TIME = "answered in time"
    LATE = "answered late"
    NO_CLOCK = "answered without a clock of the Code"
    OVERDUE = "not answered, overdue"
    OPEN = "not answered yet"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A financial year: 1 April to 31 March, both inclusive."""

    begins: int

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.begins, 4, 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return date(self.begins + 1, 3, 31)

    def holds(self, day: date) -> bool:
        """Whether the local date is in it."""
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFact:
    """One stage of one complaint, without anything of a person.

    `asked_on`: the local date it reached us; of stage 1 the complaint, of stage 2 the wish for it. `clock` is
    the outcome of the Code's own promise of the reply, None where none began. `refused` and `withdrawn` at
    this stage. `found` is answers.Decision of the whole, "" before the answer.
    """

    stage: int
    asked_on: date
    tenure: Tenure
    answered: bool
    clock: Outcome | None
    refused: bool = False
    withdrawn: bool = False
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """CH01 and CH02 for one stage. `per_thousand` and `in_time_share` None: nothing to divide by.

    `per_thousand` homes and the share in hundredths have one decimal place, halves rounded up.
    """

    stage: int
    received: int
    homes: int
    endings: Mapping[Ending, int]
    found: Mapping[str, int]

    @property
    def in_time(self) -> int:
        """Answered in the Code's time; an extension made as the Code allows counts as in time."""
        return self.endings.get(Ending.IN_TIME, 0)

    @property
    def per_thousand(self) -> Decimal | None:
        """CH01: received for each 1,000 homes."""
        return _ratio(self.received, self.homes, 1000)

    @property
    def in_time_share(self) -> Decimal | None:
        """CH02: how many of each hundred received were answered in time."""
        return _ratio(self.in_time, self.received, 100)


def year_of(day: date) -> Year:
    """The financial year the local date is in."""
    return Year(begins=day.year if (day.month, day.day) >= (4, 1) else day.year - 1)


def tenure_of(kind: str) -> Tenure:
    """The tenure of a member of a tenancy, by the kind in the landlord's file; a leaseholder's is neither."""
    return _TENURES.get(kind, Tenure.NEITHER)


def ending_of(fact: StageFact) -> Ending:
    """How the stage ended. An answer counts by the Code's clock alone, not by our own promise."""
    if fact.answered:
        if fact.clock is None:
            return Ending.NO_CLOCK
        return Ending.IN_TIME if fact.clock in _IN_TIME else Ending.LATE
    if fact.refused:
        return Ending.REFUSED
    if fact.withdrawn:
        return Ending.WITHDRAWN
    return Ending.OVERDUE if fact.clock in _LATE else Ending.OPEN


def measure(
    facts: Iterable[StageFact], *, stage: int, year: Year, tenures: Collection[Tenure], homes: int
) -> Measure:
    """CH01 and CH02 of one stage: what was received in the year from people of those tenures.

    What was received late in the year and is not answered yet counts as received and not as in time; a
    refused or withdrawn stage too. `homes` are those of the same tenures at the year's end.
    """
    of_it = [f for f in facts if f.stage == stage and f.tenure in tenures and year.holds(f.asked_on)]
    return Measure(
        stage=stage,
        received=len(of_it),
        homes=homes,
        endings=Counter(map(ending_of, of_it)),
        found=Counter(f.found for f in of_it if f.answered and f.found),
    )


def without_small(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts, those from 1 to 4 as None, so that nobody is known by them; 0 tells of nobody.

    Where just one would be hidden, the total would give it away: the next smallest is hidden too.
    """
    small = [key for key, number in counts.items() if 0 < number < LEAST_SHOWN]
    if len(small) == 1:
        others = sorted((number, key) for key, number in counts.items() if number >= LEAST_SHOWN)
        small += [key for _, key in others[:1]]
    return {key: None if key in small else number for key, number in counts.items()}


def _ratio(part: int, whole: int, times: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part * times) / Decimal(whole)).quantize(_ONE_PLACE, rounding=ROUND_HALF_UP)
