"""Assessing ourselves against the Code: begun with a reason, each provision answered, finished for good."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db
from portal.errors import NotAllowed, RuleBroken, Stale
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.reports.assessing import ASSESSED, Answer, Why, lacking
from portal.reports.models import AssessedProvision, SelfAssessment
from portal.reports.queries.reports import assessment_for, last_finished, line_for


def assess_again(*, why: Why, words: str, by: Reader, now: datetime) -> SelfAssessment:
    """Begin a self-assessment with the answers of the last one, each to be looked at again (Code 8.3, 8.4).

    Raises RuleBroken: "reason missing" where it is not the yearly one and nothing says why; "one is open".
    """
    me = _keeper(by)
    if why is not Why.YEARLY and not words.strip():
        raise RuleBroken("reason missing")
    before = last_finished()
    known = {line.number: line for line in before.lines} if before else {}
    row = SelfAssessment(why=why, why_words=words.strip(), begun_at=now, begun_by_id=me)
    try:
        with db.session.begin_nested():  # of two who begin at once, the index refuses the second
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise RuleBroken("one is open") from error
    for provision in ASSESSED:
        last = known.get(provision.number)
        db.session.add(
            AssessedProvision(
                assessment_id=row.id,
                number=provision.number,
                evidence=last.evidence if last else "",
                explanation=last.explanation if last else "",
            )
        )
    record_act(act="self-assessment.begun", by=me, now=now)
    return row


def answer_provision(
    *, assessment_id: int, number: str, answer: Answer, by: Reader, version: int, now: datetime
) -> None:
    """Say whether we comply with one provision. Raises RuleBroken with what is missing; Stale; NotFound."""
    me = _keeper(by)
    line = line_for(by, assessment_id, number)
    if line.version != version:
        raise Stale(was=version, now=line.version)
    lack = lacking(answer)
    if lack is not None:
        raise RuleBroken(lack)
    line.complies, line.evidence = answer.complies, answer.evidence.strip()
    line.explanation = "" if answer.complies else answer.explanation.strip()
    line.comply_by = None if answer.complies else answer.comply_by
    line.version = version + 1
    record_act(act="self-assessment.provision answered", by=me, now=now)


def finish_assessment(*, assessment_id: int, by: Reader, now: datetime) -> SelfAssessment:
    """It stands from now on and is never changed again; finished twice, it is finished once.

    Raises RuleBroken("not answered") while a provision is not looked at.
    """
    me = _keeper(by)
    db.session.execute(
        sa.select(SelfAssessment.id).where(SelfAssessment.id == assessment_id).with_for_update()
    )
    row = assessment_for(by, assessment_id)
    if row.finished_at is not None:
        return row
    if any(line.complies is None for line in row.lines):
        raise RuleBroken("not answered")
    row.finished_at, row.finished_by_id, row.open = now, me, None
    record_act(act="self-assessment.finished", by=me, now=now)
    return row


def _keeper(by: Reader) -> int:
    if by.person_id is None or not by.may(Ability.KEEP_COMPLAINT_REPORT):
        raise NotAllowed
    return by.person_id
