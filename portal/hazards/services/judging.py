"""Judging a hazard: how grave, by whom, on what criteria, for whom it is a risk; and that it is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.charters.standards import Event
from portal.commitments.services.keeping import call_off, note_event
from portal.errors import RuleBroken
from portal.hazards.acts import Act
from portal.hazards.kinds import Grade, HazardKind
from portal.hazards.models import Hazard
from portal.hazards.services.clocks import begin, end_clocks_of, why_uncovered
from portal.hazards.services.telling import tell, tell_duty
from portal.records.models import Record
from portal.records.services import add_entry, expect_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How grave it is and why. `risk`: for whom, with what we know of those who live there."""

    grade: Grade
    kind: HazardKind
    criteria: str
    risk: str = ""


def judge(
    hazard: Hazard, record: Record, judgement: Judgement, *, by: int, version: int, now: datetime
) -> None:
    """Say how grave it is, and start, go on with or call off the clocks that follow from it.

    What was named as significant and is an emergency has its 24 hours from now, when we know that; its other
    clocks go on. What was named as an emergency and is significant has its working days from when we first
    knew of it. What is neither is closed, and whoever named it is told why. Made safe before, an emergency
    judged one again runs anew. Raises RuleBroken "criteria missing", "not now", Stale.
    """
    expect_version(record, version)
    if record.closed_at is not None:
        raise RuleBroken("not now")
    if not judgement.criteria.strip():
        raise RuleBroken("criteria missing")
    was, was_judged = Grade(hazard.grade), hazard.judged_at is not None
    was_kind = HazardKind(hazard.kind)
    hazard.grade, hazard.kind = judgement.grade, judgement.kind
    hazard.criteria, hazard.risk = judgement.criteria.strip(), judgement.risk.strip() or None
    hazard.judged_at, hazard.judged_by_id = now, by
    hazard.uncovered = why_uncovered(record, judgement.kind, judgement.grade) or ""
    facts = {"grade": judgement.grade.value, "hazard_kind": judgement.kind.value}
    entry = add_entry(
        record,
        act=Act.JUDGED,
        at=now,
        now=now,
        by=by,
        public=True,
        body=judgement.criteria.strip(),
        facts=facts,
    )
    if judgement.grade is Grade.NEITHER:
        end(hazard, record, words=judgement.criteria, by=by, now=now)
        return
    _run_clocks(hazard, record, judgement, was, now=now)
    if judgement.grade is Grade.EMERGENCY:
        tell_duty(hazard, record, now=now)
    if was is not judgement.grade or was_kind is not judgement.kind or not was_judged:
        tell(
            hazard,
            record,
            message="judged",
            writer=by,
            now=now,
            entry=entry,
            more={"body": judgement.criteria.strip()},
        )


def none_after_all(
    hazard: Hazard, record: Record, *, words: str, by: int, version: int, now: datetime
) -> None:
    """There is no hazard after all: whoever named it is told why, in writing. RuleBroken "reason missing"."""
    expect_version(record, version)
    if record.closed_at is not None:
        raise RuleBroken("not now")
    end(hazard, record, words=words, by=by, now=now)


def end(hazard: Hazard, record: Record, *, words: str, by: int, now: datetime) -> None:
    """Close it as no hazard, its open clocks called off; the letter that says why is the written summary."""
    if not words.strip():
        raise RuleBroken("reason missing")
    if hazard.investigated_at is not None:
        note_event(record, event=Event.SUMMARY_SENT, at=now, now=now)
        hazard.summary_at = hazard.summary_at or now
    call_off(record, now=now)
    hazard.ended_at = now
    record.closed_at = now
    entry = add_entry(record, act=Act.NO_HAZARD, at=now, now=now, by=by, public=True, body=words.strip())
    tell(hazard, record, message="no_hazard", writer=by, now=now, entry=entry, more={"body": words.strip()})


def _run_clocks(hazard: Hazard, record: Record, judgement: Judgement, was: Grade, *, now: datetime) -> None:
    if judgement.grade is Grade.SIGNIFICANT:
        end_clocks_of(record, Grade.EMERGENCY, now=now)
        if hazard.investigated_at is None:
            begin(record, judgement.kind, Grade.SIGNIFICANT, at=record.received_at)
        return
    if was is not Grade.EMERGENCY or hazard.safe_at is not None:
        hazard.safe_at = None
        begin(record, judgement.kind, Grade.EMERGENCY, at=now)
