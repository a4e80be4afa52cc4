"""The yearly report on complaints: written, its figures frozen, answered by the governing body, published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db
from portal.errors import NotAllowed, NotFound, RuleBroken, Stale
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.publications.services import publish_text
from portal.reports.measures import Year
from portal.reports.models import SelfAssessment, YearReport
from portal.reports.queries.reports import last_finished, report_for
from portal.reports.year_report import Missing, Parts, key_of, missing
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What we say ourselves (Code 8.1): what the numbers mean, what we improve, what the Ombudsman says."""

    analysis: str
    improvements: str
    ombudsman: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the governing body says to it (Code 8.2), which body at which meeting, and on which day."""

    words: str
    body: str
    on: date


def write_report(year: Year, words: Words, *, by: Reader, version: int, now: datetime) -> YearReport:
    """Write our parts; the first time (`version` 0) this begins the report. Stale if somebody was faster."""
    _require(by, Ability.KEEP_COMPLAINT_REPORT)
    row = _held(year, by, version)
    row.analysis, row.improvements_words = words.analysis.strip(), words.improvements.strip()
    row.ombudsman_words = words.ombudsman.strip()
    record_act(act="year report.written", by=by.person_id, now=now)
    return row


def freeze_figures(
    year: Year, tables: Sequence[dict[str, Any]], *, by: Reader, version: int, now: datetime
) -> YearReport:
    """Keep the figures as they stand now, so that the report says the same for ever.

    Raises RuleBroken: "the year goes on"; "published already", since what was published stays.
    """
    _require(by, Ability.KEEP_COMPLAINT_REPORT)
    if local_date(now, landlord().zone) <= year.last_on:
        raise RuleBroken(Missing.YEAR_GOES_ON)
    row = _held(year, by, version)
    if row.published_at is not None:
        raise RuleBroken("published already")
    row.figures, row.frozen_at, row.frozen_by_id = list(tables), now, by.person_id
    record_act(act="year report.figures frozen", by=by.person_id, now=now)
    return row


def respond(year: Year, response: Response, *, by: Reader, version: int, now: datetime) -> YearReport:
    """Write down the governing body's response: a member's own, or complaints staff's from its minutes.

    Raises RuleBroken: "response missing", "body missing", "happened in the future".
    """
    _require(by, Ability.OVERSEE_COMPLAINTS)
    if not response.words.strip():
        raise RuleBroken(Missing.RESPONSE)
    if not response.body.strip():
        raise RuleBroken("body missing")
    if response.on > local_date(now, landlord().zone):
        raise RuleBroken("happened in the future", at=response.on)
    row = _held(year, by, version)
    row.response, row.response_by, row.responded_on = (
        response.words.strip(),
        response.body.strip(),
        response.on,
    )
    record_act(act="year report.answered", by=by.person_id, now=now)
    return row


def publish_report(
    year: Year, *, title: str, text: str, by: Reader, version: int, now: datetime
) -> YearReport:
    """Publish it with the self-assessment that stands now; published again after a correction, both are kept.

    Raises RuleBroken with the first part that is missing; NotFound before anything is written.
    """
    _require(by, Ability.KEEP_COMPLAINT_REPORT)
    if version == 0:
        raise NotFound
    row, assessment = _held(year, by, version), last_finished()
    lacks = lacking(year, row, assessment, now=now)
    if lacks:
        raise RuleBroken(lacks[0], missing=lacks)
    publish_text(key=key_of(year), title=title, text=text, by=by.person_id or 0, now=now)
    row.published_at, row.published_by_id = now, by.person_id
    row.assessment_id = assessment.id if assessment else None
    record_act(act="year report.published", by=by.person_id, now=now)
    return row


def lacking(
    year: Year, row: YearReport | None, assessment: SelfAssessment | None, *, now: datetime
) -> tuple[Missing, ...]:
    """What the report lacks before it can be published."""
    zone = landlord().zone
    finished = assessment.finished_at if assessment else None
    parts = Parts(
        figures_frozen=bool(row and row.frozen_at),
        analysis=row.analysis if row else "",
        improvements=row.improvements_words if row else "",
        ombudsman=row.ombudsman_words if row else "",
        assessed_on=local_date(finished, zone) if finished else None,
        response=row.response if row else "",
    )
    return missing(year, parts, today=local_date(now, zone))


def _held(year: Year, by: Reader, version: int) -> YearReport:
    """The report at the version the form was made from, one version on."""
    row = report_for(by, year.begins) or YearReport(begins=year.begins, version=0)
    if row.version != version:
        raise Stale(was=version, now=row.version)
    row.version = version + 1
    try:
        with db.session.begin_nested():  # of two who begin it at once, the index refuses the second
            db.session.add(row)
    except IntegrityError as error:
        raise Stale(was=version, now=1) from error
    return row


def _require(by: Reader, ability: Ability) -> None:
    if by.person_id is None or not by.may(ability):
        raise NotAllowed
