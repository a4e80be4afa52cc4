"""A counting laid out day by day, for pages and commands (product rule 15). Pure; no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.clock.explain import Counting, Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One local day of a counting: its number where it counts, else why it was skipped; 0 is the start."""

    on: date
    number: int | None = None
    skipped: Skipped | None = None
    delivery: bool = False


def day_lines(counting: Counting) -> tuple[DayLine, ...]:
    """Every day from the start to the last in the order of counting; empty where months or hours count."""
    if not counting.counted and not counting.skipped:
        return ()
    numbered = [DayLine(on=day, number=n) for n, day in enumerate(counting.counted, start=1)]
    passed = [DayLine(on=s.on, skipped=s) for s in (*counting.skipped, *counting.rolled_over)]
    posted = [DayLine(on=day, delivery=True) for day in counting.delivery]
    start = (
        [] if counting.first_day_counts else [DayLine(on=counting.resumed_on or counting.starts_on, number=0)]
    )
    known = {line.on for line in (*numbered, *passed, *posted)}
    lines = [line for line in start if line.on not in known] + numbered + passed + posted
    return tuple(sorted(lines, key=lambda line: line.on, reverse=counting.backward))
