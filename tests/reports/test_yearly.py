"""The yearly report: its parts, figures that stay, the governing body's response, published in every form."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from portal.database import commit
from portal.errors import NotAllowed, RuleBroken, Stale
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.publications.queries import published_text
from portal.reports.assessing import Why
from portal.reports.measures import Year
from portal.reports.models import YearReport
from portal.reports.queries.reports import published_reports, report_for
from portal.reports.services.assessing import assess_again, finish_assessment
from portal.reports.services.yearly import (
    Response,
    Words,
    freeze_figures,
    publish_report,
    respond,
    write_report,
)
from portal.reports.year_report import Missing, Parts, missing
from tests.client import StrictClient
from tests.complaints.world import RECEIVED, World, reader
from tests.factories.people import a_staff_member
from tests.reports.test_assessing import answered

YEAR = Year(begins=2025)
TODAY = RECEIVED.date()
WHOLE = Parts(
    figures_frozen=True, analysis="A.", improvements="B.", ombudsman="None.", assessed_on=TODAY, response="C."
)
WORDS = Words(
    analysis="Lights came up most.", improvements="We check jobs | weekly.", ombudsman="Nothing was found."
)
RESPONSE = Response(words="We welcome this report.", body="Board, meeting of May 2026", on=date(2026, 5, 20))
TABLES = [{"heading": "Both together", "columns": ["", "Stage 1"], "rows": [["Received", "7"]]}]


@pytest.fixture
def member(world: World) -> Person:
    """The member of the governing body responsible for complaints."""
    return a_staff_member(Role.GOVERNING_BODY, given_name="Grace", family_name="Abbot", team=world.team)


@pytest.mark.provision("8.1", "8.2")
@pytest.mark.parametrize(
    ("changed", "today", "parts"),
    [
        ({}, TODAY, ()),
        ({}, date(2026, 3, 31), (Missing.YEAR_GOES_ON,)),  # its last day
        ({}, date(2026, 4, 1), ()),
        ({"figures_frozen": False}, TODAY, (Missing.FIGURES,)),
        ({"analysis": " "}, TODAY, (Missing.ANALYSIS,)),
        ({"improvements": ""}, TODAY, (Missing.IMPROVEMENTS,)),
        ({"ombudsman": ""}, TODAY, (Missing.OMBUDSMAN,)),
        ({"assessed_on": None}, TODAY, (Missing.ASSESSMENT,)),
        ({"assessed_on": date(2025, 3, 31)}, TODAY, (Missing.ASSESSMENT,)),  # of the year before
        ({"assessed_on": date(2025, 4, 1)}, TODAY, ()),
        ({"response": ""}, TODAY, (Missing.RESPONSE,)),
    ],
)
def test_what_a_report_lacks(changed: dict[str, object], today: date, parts: tuple[Missing, ...]) -> None:
    values = {name: getattr(WHOLE, name) for name in Parts.__dataclass_fields__}
    assert missing(YEAR, Parts(**{**values, **changed}), today=today) == parts


def written(world: World, member: Person) -> YearReport:
    """Everything but publishing."""
    ours = reader(world.first)
    row = assess_again(why=Why.YEARLY, words="", by=ours, now=RECEIVED)
    answered(world, row)
    finish_assessment(assessment_id=row.id, by=ours, now=RECEIVED)
    write_report(YEAR, WORDS, by=ours, version=0, now=RECEIVED)
    freeze_figures(YEAR, TABLES, by=ours, version=1, now=RECEIVED)
    return respond(YEAR, RESPONSE, by=reader(member), version=2, now=RECEIVED)


def test_nothing_is_published_before_everything_is_there(world: World, member: Person) -> None:
    write_report(YEAR, WORDS, by=reader(world.first), version=0, now=RECEIVED)
    with pytest.raises(RuleBroken) as broken:
        publish_report(YEAR, title="R", text="T", by=reader(world.first), version=1, now=RECEIVED)
    assert broken.value.rule == Missing.FIGURES
    assert published_reports() == []


def test_figures_freeze_after_the_year_and_stay_once_published(world: World, member: Person) -> None:
    ours = reader(world.first)
    with pytest.raises(RuleBroken, match="the year goes on"):
        freeze_figures(Year(begins=2026), TABLES, by=ours, version=0, now=RECEIVED)
    row = written(world, member)
    publish_report(YEAR, title="R", text="T", by=ours, version=row.version, now=RECEIVED)
    with pytest.raises(RuleBroken, match="published already"):
        freeze_figures(YEAR, [], by=ours, version=row.version, now=RECEIVED)


def test_a_correction_is_published_again_and_the_first_is_kept(world: World, member: Person) -> None:
    ours, row = reader(world.first), written(world, member)
    for text in ("First.", "Second."):
        publish_report(YEAR, title="R", text=text, by=ours, version=row.version, now=RECEIVED)
    shown = published_text("complaints-2025-2026")
    assert shown is not None
    assert (shown.text, shown.edition) == ("Second.", 2)


def test_who_writes_and_who_responds(world: World, member: Person) -> None:
    with pytest.raises(NotAllowed):
        write_report(YEAR, WORDS, by=reader(member), version=0, now=RECEIVED)
    with pytest.raises(NotAllowed):
        respond(YEAR, RESPONSE, by=reader(world.manager), version=0, now=RECEIVED)
    respond(YEAR, RESPONSE, by=reader(member), version=0, now=RECEIVED)
    with pytest.raises(Stale):
        write_report(YEAR, WORDS, by=reader(world.first), version=0, now=RECEIVED)
    row = report_for(reader(member), 2025)
    assert row is not None
    assert row.response == RESPONSE.words


@pytest.mark.provision("8.2")
def test_from_its_parts_to_the_page_everybody_reads(
    world: World, member: Person, client: StrictClient
) -> None:
    row = written(world, member)
    commit()
    assert "There is no report yet" in client.get("/how-to-complain/reports").get_data(as_text=True)
    client.sign_in_as(world.first)
    here = "/staff/complaints/reports/2025"
    preview = client.get(f"{here}/publish").get_data(as_text=True)
    assert "Lights came up most." in preview
    assert client.post(f"{here}/publish", data={"version": row.version}).status_code == 303
    assert "published" in client.get(here).get_data(as_text=True).lower()
    client.sign_out()
    assert "/how-to-complain/reports" in client.get("/how-to-complain").get_data(as_text=True)
    assert "April 2025 to March 2026" in client.get("/how-to-complain/reports").get_data(as_text=True)
    page = client.get("/publications/complaints-2025-2026").get_data(as_text=True)
    for part in (
        "Lights came up most.", "<td class=\"govuk-table__cell\" data-label=\"Stage 1\">7</td>",
        "We check jobs | weekly.", "Nothing was found.", "6.3: ", "Our policy, section 2.",
        "We welcome this report.", "Board, meeting of May 2026, Wednesday 20 May 2026",
    ):  # fmt: skip
        assert part in page, part
    shelf = client.get("/publications").get_data(as_text=True)
    assert "/publications/complaints-2025-2026/in-another-form" in shelf
    assert client.get("/publications/complaints-2025-2026/in-another-form").status_code == 200
    made = client.get("/publications/complaints-2025-2026/files/print-14.pdf")
    assert made.data.startswith(b"%PDF")
    assert client.get("/publications/complaints-2024-2025").status_code == 404


@pytest.mark.provision("8.1")
def test_the_pack_has_figures_self_assessment_and_report(
    world: World, member: Person, client: StrictClient
) -> None:
    written(world, member)
    commit()
    client.sign_in_as(member)
    answer = client.get("/staff/complaints/reports/2025/pack.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        texts = {name: opened.read(name).decode() for name in opened.namelist()}
    assert ",Received,7" not in texts["report.txt"]
    assert '"",Received,7' in texts["figures.csv"] or ",Received,7" in texts["figures.csv"]
    assert "6.3" in texts["self-assessment.csv"]
    assert "Lights came up most." in texts["report.txt"]


def test_the_parts_are_written_on_their_pages(world: World, member: Person, client: StrictClient) -> None:
    world.asked_again()
    commit()
    client.sign_in_as(world.first)
    here = "/staff/complaints/reports/2025"
    page = client.get(here).get_data(as_text=True)
    assert "Freeze the figures." in page
    form = {
        "version": 0,
        "analysis": "Lights.",
        "improvements_words": "Checks.",
        "ombudsman_words": "Nothing.",
    }
    assert client.post(f"{here}/words", data=form).status_code == 303
    assert "Freeze these figures" in client.get(f"{here}/freeze").get_data(as_text=True)
    assert client.post(f"{here}/freeze", data={"version": 1}).status_code == 303
    assert client.post(f"{here}/words", data=form).status_code == 409  # somebody was faster
    refused = client.post(f"{here}/publish", data={"version": 2})
    assert refused.status_code == 422
    assert "Finish a self-assessment first" in refused.get_data(as_text=True)
    assert client.post("/staff/complaints/reports/2026/freeze", data={"version": 0}).status_code == 422
    client.sign_out()
    client.sign_in_as(member)
    day = {"responded_on-day": "20", "responded_on-month": "5", "responded_on-year": "2026"}
    form = {"version": 2, "response": "Welcome.", "response_by": "Board", **day}
    assert client.post(f"{here}/response", data=form).status_code == 303
    assert client.get(f"{here}/words").status_code == 403
    assert "Welcome." in client.get(here).get_data(as_text=True)
