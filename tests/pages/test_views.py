"""The pages for everybody, through the real application, for every charter that comes with the portal."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask

from portal.charters import library
from portal.clock.limits import Limit, Unit
from portal.commitments.models import Commitment
from portal.commitments.stored import limit_values
from portal.database import db
from portal.identity.access import SignedIn
from portal.identity.models import Person, StaffProfile
from portal.identity.roles import Role
from portal.organisation.services.details import save_agency
from portal.organisation.services.offices import add_closure
from portal.organisation.services.work import add_target
from portal.pages.countings import countable
from portal.pages.views import staff_nav
from portal.records.models import Record
from portal.records.services import Opening, open_record
from portal.timekeeping import utc_now
from portal.web import formats
from tests.client import StrictClient
from tests.factories.organisation import a_landlord, a_team, an_office
from tests.factories.people import a_person, a_staff_member

PAGES = ("/", "/promises", "/contact", "/accessibility", "/privacy", "/clock")


@pytest.fixture
def visitor(client: StrictClient) -> StrictClient:
    """A visitor at a landlord with one office."""
    a_landlord()
    an_office()
    return client


def with_charter(app: Flask, name: str) -> None:
    """The same application for another landlord."""
    app.extensions["portal_settings"] = app.extensions["portal_settings"].model_copy(update={"charter": name})


def words_of(html: str) -> str:
    """What a page says, without its tags, in single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?span[^>]*>", "", html))).split())


@pytest.mark.parametrize("charter", library.available())
def test_every_page_opens_for_a_visitor_of_every_landlord(
    app: Flask, visitor: StrictClient, charter: str
) -> None:
    with_charter(app, charter)
    for address in PAGES:
        page = visitor.get(address)
        html = page.get_data(as_text=True)
        assert page.status_code == 200, address
        assert library.load(charter).organisation in words_of(html)
        assert "020 7946 0999" in html  # the emergency number, on every page


@pytest.mark.parametrize("charter", library.available())
def test_every_promise_of_every_charter_is_on_its_page(
    app: Flask, visitor: StrictClient, charter: str
) -> None:
    with_charter(app, charter)
    words = words_of(visitor.get("/promises").get_data(as_text=True))
    found = library.load(charter)
    said = [s.promise for s in found.all_standards()] + [s.literal for s in found.all_standards()]
    said += [p.promise for p in found.promises] + [p.promise for r in found.regimes for p in r.promises]
    said += [n.summary for n in found.not_software] + [n.note for n in found.notes]
    said += [u.reason for u in found.regime_uses] + [m.why for m in found.channels]
    assert [words_ for words_ in said if " ".join(words_.split()) not in words] == []


@pytest.mark.parametrize("charter", library.available())
def test_every_standard_has_a_page_of_its_own(app: Flask, visitor: StrictClient, charter: str) -> None:
    with_charter(app, charter)
    for standard in library.load(charter).all_standards():
        page = visitor.get(f"/promises/{standard.key}")
        assert page.status_code == 200
        assert standard.literal in words_of(page.get_data(as_text=True))


def test_an_unknown_promise_is_not_found(visitor: StrictClient) -> None:
    assert visitor.get("/promises/no-such-promise").status_code == 404


@pytest.mark.parametrize("charter", library.available())
def test_every_countable_promise_can_be_counted_out_loud(
    app: Flask, visitor: StrictClient, charter: str
) -> None:
    with_charter(app, charter)
    for standard in countable(library.load(charter)):
        page = visitor.get(
            "/clock",
            query_string={
                "standard": standard.key,
                "on-day": "24",
                "on-month": "12",
                "on-year": "2026",
                "at": "11am",
            },
        )
        assert page.status_code == 200, standard.key
        assert standard.promise in words_of(page.get_data(as_text=True))


def test_a_count_shows_each_day_that_counts_and_each_that_does_not(app: Flask, visitor: StrictClient) -> None:
    with_charter(app, "howm")
    query = {"standard": "acknowledge-correspondence", "on-day": "24", "on-month": "12", "on-year": "2026"}
    words = words_of(visitor.get("/clock", query_string={**query, "at": "11am"}).get_data(as_text=True))
    assert "Due by Thursday 31 December 2026, until midnight." in words
    assert "Thursday 24 December 2026: the day it began, not counted itself" in words
    assert "Friday 25 December 2026: not counted, Christmas Day" in words
    assert "Saturday 26 December 2026: not counted, Saturday" in words
    assert "Tuesday 29 December 2026: day 1" in words
    assert "Thursday 31 December 2026: day 3" in words


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"at": ""}, "Enter the time it began, for example 10:30am"),
        ({"at": "2:15"}, "Add am or pm to the time, for example 2:15pm"),
        ({"on-day": "31", "on-month": "2"}, "There is no such date."),
        ({"on-day": "", "on-month": "", "on-year": ""}, "Enter the day it began, for example 27 3 2026"),
        ({"standard": "no-such"}, "Choose a promise from the list"),
    ],
)
def test_a_wrong_question_keeps_what_was_typed(
    app: Flask, visitor: StrictClient, changed: dict[str, str], error: str
) -> None:
    with_charter(app, "howm")
    query = {
        "standard": "acknowledge-correspondence",
        "on-day": "24",
        "on-month": "December",
        "on-year": "2026",
        "at": "11:07am",
        **changed,
    }
    page = visitor.get("/clock", query_string=query)
    html = page.get_data(as_text=True)
    assert page.status_code == 422
    assert words_of(html).count(error) == 2  # in the summary, and at its field
    for typed in (query["on-year"], query["at"], query["on-month"]):
        assert f'value="{typed}"' in html


def test_the_contact_page_tells_hours_people_and_others(app: Flask, visitor: StrictClient) -> None:
    now = utc_now()
    team = a_team(name="Repairs team")
    a_team(name="Quiet team", may_be_named=False)
    for name, named in (("Amara", True), ("Bob", False)):
        person = Person(given_name=name, family_name="Reid", created_at=now)
        db.session.add(person)
        db.session.flush()
        db.session.add(
            StaffProfile(
                person_id=person.id,
                job_title="Repairs officer",
                work_phone="020 7946 0123",
                work_email="x@landlord.example",
                team_id=team.id,
                may_be_named=named,
            )
        )
    tomorrow = now.date() + timedelta(days=1)
    add_closure(office_id=None, from_on=tomorrow, to_on=tomorrow, reason="Staff training", by=None, now=now)
    save_agency(
        agency_id=None,
        name="Citizens Advice",
        helps_with="Debt and benefits.",
        phone="0800 144 8848",
        website="",
        is_public_authority=False,
        version=0,
        by=None,
        now=now,
    )
    db.session.commit()
    words = words_of(visitor.get("/contact").get_data(as_text=True))
    for said in (
        "Monday to Friday : 9am to 5pm",
        "Saturday and Sunday : closed",
        "Step-free from the street.",
        "Repairs team",
        "Amara Reid, Repairs officer",
        "closed (Staff training)",
        "Citizens Advice",
        "If you smell gas",
        "Thursday 1 April 2027",
    ):
        assert said.replace(" :", ":") in words.replace(" :", ":")
    assert "Bob Reid" not in words
    assert "Quiet team" not in words


def a_commitment(
    standard: str, *, due_at: datetime, kept_at: datetime | None = None, person_id: int | None = None
) -> Record:
    """One promise on a record of its own."""
    now = due_at - timedelta(days=5)
    opening = Opening(
        kind="enquiry", title="A tap drips", channel="web", received_at=now, person_id=person_id
    )
    record = open_record(opening, by=None, now=now)
    db.session.add(
        Commitment(
            record_id=record.id,
            standard=standard,
            event="received",
            source="policy",
            source_name="Policy",
            charter="redland",
            edition="1",
            clause="1",
            label="Answered",
            promise="We answer.",
            literal="10 days",
            limit=limit_values(Limit(amount=10, unit=Unit.DAYS)),
            kept_by=["answered"],
            starts_at=now,
            due_at=due_at,
            due_on=due_at.date(),
            by_instant=False,
            kept_at=kept_at,
            ended_at=kept_at,
            counting="{}",
        )
    )
    record.next_due_at = None if kept_at else due_at
    db.session.commit()
    return record


def test_how_often_a_promise_was_kept_is_told_beside_it(visitor: StrictClient) -> None:
    day = timedelta(days=1)
    last_week = datetime.combine(utc_now().date() - 7 * day, datetime.min.time(), UTC)
    a_commitment("answer-correspondence", due_at=last_week, kept_at=last_week - day)
    a_commitment("answer-correspondence", due_at=last_week, kept_at=last_week + day)
    for address in ("/", "/promises", "/promises/answer-correspondence"):
        words = words_of(visitor.get(address).get_data(as_text=True))
        assert "Kept 1 of 2 times in the last three months." in words, address


def test_our_own_targets_stand_apart_from_the_policy(visitor: StrictClient) -> None:
    add_target(
        channel="web",
        kind="enquiry",
        event="answered",
        amount=8,
        unit="working days",
        from_on=utc_now().date(),
        by=None,
        now=utc_now(),
    )
    db.session.commit()
    html = visitor.get("/promises").get_data(as_text=True)
    assert html.index("Our own targets, not in the policy</h2>") < html.index("within 8 working days")
    assert visitor.get("/promises/target-web-enquiry-answered").status_code == 200


def test_a_landlord_nobody_has_set_up_still_has_pages(client: StrictClient) -> None:
    for address in PAGES:
        assert client.get(address).status_code == 200


def test_the_theme_is_a_sheet_of_the_landlords_colour(visitor: StrictClient) -> None:
    sheet = visitor.get("/theme.css")
    assert sheet.mimetype == "text/css"
    assert "max-age=3600" in sheet.headers["Cache-Control"]
    assert "--brand: #1d4f4a" in sheet.get_data(as_text=True)


def test_somebody_signed_in_is_greeted_and_sees_what_is_open_with_its_next_promise(
    visitor: StrictClient,
) -> None:
    amina = a_person()
    visitor.sign_in_as(amina)
    words = words_of(visitor.get("/").get_data(as_text=True))
    assert "Hello Amina." in words
    assert "Nothing of yours is open with us." in words
    due = datetime.combine(utc_now().date() + timedelta(days=3), datetime.min.time(), UTC)
    record = a_commitment("answer-correspondence", due_at=due, person_id=amina.id)
    a_commitment("answer-correspondence", due_at=due)  # somebody else's
    html = visitor.get("/").get_data(as_text=True)
    assert f"/cases/{record.reference}" in html
    assert html.count("/cases/") == 1
    assert f"Next: answered by {formats.day(due.date())}." in words_of(html)


def test_what_is_late_is_said_with_the_date_it_was_due(visitor: StrictClient) -> None:
    amina = a_person()
    visitor.sign_in_as(amina)
    due = datetime.combine(utc_now().date() - timedelta(days=3), datetime.min.time(), UTC)
    a_commitment("answer-correspondence", due_at=due, person_id=amina.id)
    assert "We are late. It was due by" in words_of(visitor.get("/").get_data(as_text=True))


@pytest.mark.parametrize(("address", "statements"), [("/", 2), ("/promises", 1), ("/contact", 2)])
def test_pages_for_everybody_read_little(visitor: StrictClient, address: str, statements: int) -> None:
    visitor.get("/")
    visitor.get(address)
    assert visitor.statement_count <= statements


def test_the_home_of_somebody_signed_in_reads_little_however_much_is_open(visitor: StrictClient) -> None:
    amina = a_person()
    visitor.sign_in_as(amina)
    due = datetime.combine(utc_now().date() + timedelta(days=3), datetime.min.time(), UTC)
    counts = []
    for _ in range(2):
        a_commitment("answer-correspondence", due_at=due, person_id=amina.id)
        visitor.get("/")
        counts.append(visitor.statement_count)
    assert counts[1] <= min(counts[0], 8)


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (
            Role.OFFICER,
            [
                "Work",
                "Diary",
                "Appointments",
                "Log a contact",
                "Search",
                "Answers and notes",
                "You said, we did",
                "Registrations",
                "Who is away",
            ],
        ),
        (Role.ADMINISTRATOR, ["Messages", "Who is away", "Administration"]),
        (Role.CONTRACTOR, []),
    ],
)
def test_staff_are_led_to_the_pages_their_roles_allow(app: Flask, role: Role, labels: list[str]) -> None:
    person = a_staff_member(role)
    with app.test_request_context("/staff/admin"):
        someone = SignedIn(person, db.session.get(StaffProfile, person.id), 1)
        assert [label for label, _url, _current in staff_nav(someone)] == labels


def test_the_page_that_is_open_is_marked(visitor: StrictClient) -> None:
    visitor.sign_in_as(a_staff_member(Role.ADMINISTRATOR))
    html = visitor.get("/staff/admin/offices").get_data(as_text=True)
    assert '<a href="/staff/admin" aria-current="page">Administration</a>' in html
    assert html.count("aria-current") == 1
