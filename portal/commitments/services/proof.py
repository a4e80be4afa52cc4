"""Asking for proof of identity, and beginning the clock on the day it reaches us (product rule 8)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.commitments.models import ClockPause, Commitment, DateChange
from portal.commitments.proof import REFUSALS, refusals, waits
from portal.commitments.services.counting import count_aim_again, counted_again, move, pauses_of
from portal.commitments.services.keeping import open_commitments, set_next_due
from portal.database import db
from portal.errors import RuleBroken
from portal.records.models import Record


def ask_identity(record: Record, *, what: str, by: int, now: datetime) -> list[Commitment]:
    """Let every promise that may wait for proof of identity wait for it, from `now`; give those back.

    `what` is what was asked for. Raises RuleBroken("nothing said"), and where there is no promise that may
    wait the first of `proof.REFUSALS` that is so of one. UK GDPR article 12(6), domain section 4.
    """
    if not what.strip():
        raise RuleBroken("nothing said")
    every = list(db.session.scalars(sa.select(Commitment).where(Commitment.record_id == record.id)))
    refused = refusals(every, now=now)
    waiting = [c for c, why in zip(every, refused, strict=True) if why is None]
    if not waiting:
        raise RuleBroken(min((why for why in refused if why), key=REFUSALS.index, default=REFUSALS[-1]))
    for commitment in waiting:
        db.session.add(ClockPause(commitment_id=commitment.id, began_at=now, reason=what, by_id=by))
        commitment.paused_at = now
        commitment.identity_asked_at = now
    set_next_due(record)
    return waiting


def identity_proved(record: Record, *, proved_at: datetime, by: int, now: datetime) -> list[DateChange]:
    """Begin the clocks that waited, at `proved_at`, when the proof reached us, and count their dates again.

    A clock begins when the request and the proof are both here: proof that came before the request changes
    nothing, and proof that crossed our letter counts from when it came.
    Raises RuleBroken("not waiting for identity"), ("proved in the future").
    """
    if proved_at > now:
        raise RuleBroken("proved in the future", proved_at=proved_at)
    changes = []
    for commitment in filter(waits, open_commitments(record.id)):
        pauses = pauses_of(commitment.id)
        wait = next(pause for pause in pauses if pause.ended_at is None)
        wait.ended_at = max(proved_at, wait.began_at)
        commitment.paused_at = None
        commitment.identity_proved_at = proved_at
        commitment.starts_at = max(commitment.starts_at, proved_at)
        found = counted_again(commitment, record, pauses, now=now)
        count_aim_again(commitment, record, pauses, now=now)
        changes.append(move(commitment, found, kind="identity", by=by, now=now, why=wait.reason))
    if not changes:
        raise RuleBroken("not waiting for identity")
    set_next_due(record)
    return changes
