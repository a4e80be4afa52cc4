"""Keeping reviewed answers and notes by topic, each with an owner and a review date (RHA 2.1b, 2.1d)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.audit.services import record_act
from portal.cases.models import AnswerTemplate, KnowledgeNote
from portal.database import db
from portal.errors import RuleBroken, Stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A template or a note as somebody writes it. Without a topic it is for every topic."""

    title: str
    body: str
    review_on: date
    topic_id: int | None = None


Knowledge = AnswerTemplate | KnowledgeNote


def keep_piece(
    kind: type[Knowledge], row: Knowledge | None, piece: Piece, *, version: int, by: int, now: datetime
) -> Knowledge:
    """Add one, or change `row`. Whoever writes it last owns it and reviews it by that day, inclusive.

    Raises RuleBroken("nothing said"), and Stale when somebody else changed it since the form was made.
    """
    if not piece.title.strip() or not piece.body.strip():
        raise RuleBroken("nothing said")
    if row is None:
        row = kind(version=0)
        db.session.add(row)
    else:
        db.session.refresh(row, with_for_update=True)  # of two saving at once, the second sees the first's
        if row.version != version:
            raise Stale(was=version, now=row.version)
    row.title = piece.title
    row.body = piece.body
    row.topic_id = piece.topic_id
    row.review_on = piece.review_on
    row.owner_id = by
    row.version += 1
    db.session.flush()
    record_act(act="knowledge.kept", by=by, now=now)
    return row
