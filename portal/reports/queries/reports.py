"""Self-assessments and yearly reports: for who oversees complaints, and once published for anybody."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.reports.models import AssessedProvision, SelfAssessment, YearReport


def published_reports() -> Sequence[YearReport]:
    """The yearly reports anybody may read, the last year first."""
    return db.session.scalars(
        sa.select(YearReport).where(YearReport.published_at.is_not(None)).order_by(YearReport.begins.desc())
    ).all()


def reports_for(reader: Reader) -> Sequence[YearReport]:
    """Every report that was begun, the last year first; for who oversees complaints."""
    _require_overseer(reader)
    return db.session.scalars(sa.select(YearReport).order_by(YearReport.begins.desc())).all()


def report_for(reader: Reader, begins: int) -> YearReport | None:
    """The report on the year that began then; None while nobody has begun it."""
    _require_overseer(reader)
    return db.session.scalar(sa.select(YearReport).where(YearReport.begins == begins))


def assessments_for(reader: Reader) -> Sequence[SelfAssessment]:
    """Every self-assessment, the last first."""
    _require_overseer(reader)
    return db.session.scalars(sa.select(SelfAssessment).order_by(SelfAssessment.id.desc())).all()


def assessment_for(reader: Reader, assessment_id: int) -> SelfAssessment:
    """One with its provisions; NotFound where there is none."""
    _require_overseer(reader)
    found = db.session.scalar(
        sa.select(SelfAssessment)
        .where(SelfAssessment.id == assessment_id)
        .options(selectinload(SelfAssessment.lines))
    )
    if found is None:
        raise NotFound
    return found


def line_for(reader: Reader, assessment_id: int, number: str) -> AssessedProvision:
    """One provision of one that is not finished; NotFound where there is none."""
    _require_overseer(reader)
    found = db.session.scalar(
        sa.select(AssessedProvision)
        .join(SelfAssessment, SelfAssessment.id == AssessedProvision.assessment_id)
        .where(
            AssessedProvision.assessment_id == assessment_id,
            AssessedProvision.number == number,
            SelfAssessment.finished_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def last_finished() -> SelfAssessment | None:
    """The self-assessment that stands now, with its provisions; for services, which have asked who may."""
    return db.session.scalar(
        sa.select(SelfAssessment)
        .where(SelfAssessment.finished_at.is_not(None))
        .order_by(SelfAssessment.finished_at.desc(), SelfAssessment.id.desc())
        .limit(1)
        .options(selectinload(SelfAssessment.lines))
    )


def _require_overseer(reader: Reader) -> None:
    if not reader.may(Ability.OVERSEE_COMPLAINTS):
        raise NotAllowed
