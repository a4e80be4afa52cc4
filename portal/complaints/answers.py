"""What an answer to a complaint is made of, and what is missing before it can be sent. Pure.

Source: Complaint Handling Code 6.7, 6.9, 6.17 to 6.19, 7.1: every point, with reasons and the policy or law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What we find on one point."""

    UPHELD = "upheld"
    PARTLY = "upheld in part"
    NOT_UPHELD = "not upheld"
    NOT_OURS = "not ours to decide"


OUR_FAULT = frozenset({Decision.UPHELD, Decision.PARTLY})


class Missing(StrEnum):
    """A part the answer still lacks. The value is the rule that says no."""

    DEFINITION = "definition missing"
    POINTS = "no points"
    DECISION = "a point is unanswered"
    REASONS = "reasons missing"
    POLICY = "policy or law missing"
    REMEDY = "remedy missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredPoint:
    """One point with what we found on it at this stage; `decision` None: nothing yet."""

    decision: Decision | None = None
    reasons: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the answer would say. The stage, the open actions and how to go further come by themselves."""

    definition: str
    points: Sequence[AnsweredPoint]
    remedies: int


def missing(parts: Parts) -> tuple[Missing, ...]:
    """Everything it lacks, in the order of the letter; empty once it can be sent.

    Where we uphold a point, in part too, something must be put right: one remedy or more (7.1).
    """
    decided = [point for point in parts.points if point.decision is not None]
    lacks = {
        Missing.DEFINITION: not parts.definition.strip(),
        Missing.POINTS: not parts.points,
        Missing.DECISION: len(decided) < len(parts.points),
        Missing.REASONS: any(not point.reasons.strip() for point in decided),
        Missing.POLICY: any(not point.policy.strip() for point in decided),
        Missing.REMEDY: any(p.decision in OUR_FAULT for p in decided) and not parts.remedies,
    }
    return tuple(part for part, is_missing in lacks.items() if is_missing)


def outcome(decisions: Sequence[Decision]) -> Decision | None:
    """The outcome of the whole: upheld where every point is that we may decide, in part where some are."""
    ours = [decision for decision in decisions if decision is not Decision.NOT_OURS]
    if not ours:
        return Decision.NOT_OURS if decisions else None
    if all(decision is Decision.UPHELD for decision in ours):
        return Decision.UPHELD
    return Decision.PARTLY if any(decision in OUR_FAULT for decision in ours) else Decision.NOT_UPHELD
