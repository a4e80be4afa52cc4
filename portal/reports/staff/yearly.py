"""The yearly report on complaints as it is made: its parts, what is missing, the pack, publishing."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.attachments.downloads import download_headers
from portal.errors import NotFound
from portal.formats.documents import Document, blocks_of
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.reports.assessing import ASKS
from portal.reports.measures import Year, year_of
from portal.reports.models import SelfAssessment, YearReport
from portal.reports.presenting import figure_tables
from portal.reports.queries.reports import assessments_for, last_finished, report_for, reports_for
from portal.reports.queries.year import figures_for
from portal.reports.services.yearly import (
    Response as BodyResponse,
)
from portal.reports.services.yearly import (
    Words,
    freeze_figures,
    lacking,
    publish_report,
    respond,
    write_report,
)
from portal.reports.staff.pages import BOTH, YEARS_OFFERED, blueprint, known_year
from portal.reports.staff_forms.yearly import FreezeForm, PublishForm, ResponseForm, WordsForm
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted
from portal.web.stored_forms import Versioned, form_page


@blueprint.get("/reports")
@staff(Ability.OVERSEE_COMPLAINTS)
def reports() -> ResponseReturnValue:
    """The years, with what there is of their reports; below, the self-assessments."""
    reader = staff_reader()
    this_year = year_of(local_date(utc_now(), landlord().zone))
    begun = {row.begins: row for row in reports_for(reader)}
    years = [Year(begins=this_year.begins - back) for back in range(YEARS_OFFERED)]
    return render_template(
        "reports/staff/reports.html",
        years=[(year, begun.get(year.begins)) for year in years],
        assessments=assessments_for(reader),
    )


@blueprint.get("/reports/<int:begins>")
@staff(Ability.OVERSEE_COMPLAINTS)
def report(begins: int) -> ResponseReturnValue:
    """One year's: each part, and what is missing before it can be published."""
    year, reader = known_year(begins), staff_reader()
    row, assessment = report_for(reader, begins), last_finished()
    return render_template(
        "reports/staff/report.html",
        year=year,
        report=row,
        assessment=assessment,
        missing=lacking(year, row, assessment, now=utc_now()),
    )


@blueprint.route("/reports/<int:begins>/words", methods=BOTH)
@staff(Ability.KEEP_COMPLAINT_REPORT)
def report_words(begins: int) -> ResponseReturnValue:
    """Our own words."""
    year, reader = known_year(begins), staff_reader()
    form = WordsForm(posted(), _stored(begins)())

    def save() -> None:
        words = Words(
            analysis=form.analysis.data or "",
            improvements=form.improvements_words.data or "",
            ombudsman=form.ombudsman_words.data or "",
        )
        write_report(year, words, by=reader, version=form.version.data or 0, now=utc_now())

    return _form(form, save, begins, title=gettext("What we say"))


@blueprint.route("/reports/<int:begins>/response", methods=BOTH)
@staff(Ability.OVERSEE_COMPLAINTS)
def report_response(begins: int) -> ResponseReturnValue:
    """What the governing body says."""
    year, reader = known_year(begins), staff_reader()
    form = ResponseForm(posted(), _stored(begins)())

    def save() -> None:
        response = BodyResponse(
            words=form.response.data or "", body=form.response_by.data or "", on=form.responded_on.data
        )
        respond(year, response, by=reader, version=form.version.data or 0, now=utc_now())

    return _form(form, save, begins, title=gettext("The governing body’s response"))


@blueprint.route("/reports/<int:begins>/freeze", methods=BOTH)
@staff(Ability.KEEP_COMPLAINT_REPORT)
def report_frozen(begins: int) -> ResponseReturnValue:
    """The figures as they stand now; keeping them so for good."""
    year, reader = known_year(begins), staff_reader()
    form = FreezeForm(posted(), _stored(begins)())
    tables = figure_tables(figures_for(reader, year, now=utc_now()))

    def save() -> None:
        frozen = [asdict(table) for table in tables]
        freeze_figures(year, frozen, by=reader, version=form.version.data or 0, now=utc_now())

    title = gettext("Freeze the figures")
    return _form(form, save, begins, template="reports/staff/freeze.html", title=title, tables=tables)


@blueprint.route("/reports/<int:begins>/publish", methods=BOTH)
@staff(Ability.KEEP_COMPLAINT_REPORT)
def report_published(begins: int) -> ResponseReturnValue:
    """The whole report as everybody will read it, and the button that publishes it."""
    year, reader = known_year(begins), staff_reader()
    row, assessment = report_for(reader, begins), last_finished()
    if row is None:
        raise NotFound
    form = PublishForm(posted(), _stored(begins)())
    text = _text(year, row, assessment)

    def save() -> None:
        publish_report(
            year, title=_title(year), text=text, by=reader, version=form.version.data or 0, now=utc_now()
        )

    title = gettext("Publish the report")
    document = Document(title=_title(year), blocks=blocks_of(text))
    return _form(form, save, begins, template="reports/staff/publish.html", title=title, document=document)


@blueprint.get("/reports/<int:begins>/pack.zip")
@staff(Ability.OVERSEE_COMPLAINTS)
def report_pack(begins: int) -> Response:
    """Everything of a year in one archive: figures and self-assessment as CSV, the report as text."""
    year, reader = known_year(begins), staff_reader()
    row, assessment = report_for(reader, begins) or YearReport(begins=begins), last_finished()
    tables = row.figures or [asdict(t) for t in figure_tables(figures_for(reader, year, now=utc_now()))]
    figures = [
        line for t in tables for line in ([t["heading"], *t["columns"]], *(["", *r] for r in t["rows"]))
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("figures.csv", _csv(figures))
        archive.writestr("self-assessment.csv", _csv(_assessed(assessment)))
        archive.writestr("report.txt", _text(year, row, assessment))
    name = f"complaints-{begins}-{begins + 1}.zip"
    return Response(packed.getvalue(), headers=download_headers(name, "application/zip"))


def _stored(begins: int) -> Callable[[], dict[str, Any]]:
    def stored() -> dict[str, Any]:
        row = report_for(staff_reader(), begins)
        if row is None:
            return {"version": 0}
        names = ("analysis", "improvements_words", "ombudsman_words", "response", "response_by")
        return {
            **{name: getattr(row, name) for name in names},
            "responded_on": row.responded_on,
            "version": row.version,
        }

    return stored


def _form(
    form: Versioned,
    save: Callable[[], object],
    begins: int,
    *,
    title: str,
    template: str = "reports/staff/form.html",
    **more: Any,
) -> ResponseReturnValue:
    back = url_for(".report", begins=begins)
    done = url_for(".report", begins=begins, saved=1)
    return form_page(template, form, save, done=done, stored=_stored(begins), title=title, back=back, **more)


def _title(year: Year) -> str:
    first, last = year.begins, year.begins + 1
    return str(gettext("Complaints from April %(first)s to March %(last)s", first=first, last=last))


def _text(year: Year, row: YearReport, assessment: SelfAssessment | None) -> str:
    """The report with the light marks of documents: one text for screen, print, Braille and sound."""
    return render_template(
        "reports/texts/yearly.txt", year=year, report=row, assessment=assessment, asks=ASKS
    ).strip()


def _assessed(assessment: SelfAssessment | None) -> list[Sequence[str]]:
    head = [
        gettext("Provision"), gettext("What it asks"), gettext("Do we comply?"), gettext("Evidence"),
        gettext("Explanation"), gettext("By when"),
    ]  # fmt: skip
    said = {True: gettext("yes"), False: gettext("no"), None: ""}
    rows = [
        (
            line.number,
            ASKS.get(line.number, ""),
            said[line.complies],
            line.evidence,
            line.explanation,
            line.comply_by.isoformat() if line.comply_by else "",
        )
        for line in (assessment.lines if assessment else ())
    ]
    return [head, *rows]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return "\ufeff" + out.getvalue()
