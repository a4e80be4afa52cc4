"""The promise line as data: the same steps for tenant and officer. Pure; words and links are the page's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.charters.standards import Event
from portal.clock.keeping import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One promise on the line. `due_at` is shown where `by_instant`, else `due_on` with its weekday.

    `reason` and `expected_on` are those of the latest delay notice. `days_left` counts calendar days to
    `due_on`, 0 on the day itself and negative once past. `turn` is 2 where the same standard began a second
    time, because the record was opened again. `waits_for_identity`: its clock, `paused`, has not begun, so
    that its date is not yet known. `not_before_at`: the promise has two ends, this one and `due_at`.
    """

    commitment_id: int
    standard: str
    source: str
    source_name: str
    clause: str
    label: str
    promise: str
    literal: str
    outcome: Outcome
    paused: bool
    called_off: bool
    by_instant: bool
    due_at: datetime
    due_on: date
    aim_on: date | None
    kept_at: datetime | None
    kept_event: str | None
    provisional: bool
    days_left: int
    kept_by: tuple[str, ...]
    reason: str | None
    expected_on: date | None
    turn: int = 1
    waits_for_identity: bool = False
    not_before_at: datetime | None = None
    began_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Kept or called off: nothing more can be done for it."""
        return self.kept_at is not None or self.called_off

    @property
    def was_missed(self) -> bool:
        """Late, with or without notice."""
        return not self.called_off and self.outcome in (Outcome.LATE, Outcome.LATE_WITH_NOTICE)

    @property
    def was_early(self) -> bool:
        """We came too early for a promise with two ends, which is as wrong as too late."""
        begins, came = self.not_before_at, self.kept_at
        return begins is not None and came is not None and came < begins

    @property
    def never_came(self) -> bool:
        """We did not come at all; `kept_at` is then when somebody said so."""
        return self.kept_event == Event.APPOINTMENT_MISSED


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """The steps of one source (the policy, a regime, the landlord's own targets), by due date."""

    source: str
    source_name: str
    received_at: datetime
    steps: tuple[Step, ...]


def lines(steps: Sequence[Step], *, received_at: datetime) -> tuple[PromiseLine, ...]:
    """One line for each source: the policy first, then regimes, the landlord's own targets last (rule 14).

    Steps stand as they began, so that no stage comes before the one it follows; those begun together as they
    fall due.
    """
    order = {"policy": 0, "target": 2}
    sources = sorted({(order.get(s.source, 1), s.source, s.source_name) for s in steps})
    return tuple(
        PromiseLine(
            source=source,
            source_name=name,
            received_at=received_at,
            steps=tuple(
                sorted(
                    (s for s in steps if s.source == source and s.source_name == name),
                    key=lambda s: (s.began_at or s.due_at, s.due_at, s.commitment_id),
                )
            ),
        )
        for _, source, name in sources
    )
