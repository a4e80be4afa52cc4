"""Publications and letters in another form: taken at once, or asked for and promised."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cases.models import Case
from portal.commitments.models import Commitment
from portal.database import db
from portal.formats.models import FormatTask
from portal.identity.roles import Role
from portal.needs.ways import Format
from portal.organisation.queries import landlord_row
from portal.publications.jobs import make_one
from portal.publications.models import PublicationFile
from portal.publications.shelf import VARIANTS, Publication
from portal.records.models import Entry, Record
from portal.timekeeping import utc_now
from tests.cases_services.world import World
from tests.client import StrictClient
from tests.factories.people import a_staff_member

HERE = "/publications/how-to-complain"
WANTED = {
    "what": "language",
    "points": "18",
    "language": "Polish",
    "name": "Gareth Pugh",
    "email": "gareth@home.example",
    "address": "",
}
BEGINS = {"pdf": b"%PDF-1.", "brf": b"", "mp3": b"\xff\xf3"}


def all_made() -> int:
    """Let the worker make all that is missing of one publication; how many files that were."""
    made = 0
    while make_one(utc_now(), (Publication.HOW_TO_COMPLAIN,)):
        made += 1
    db.session.rollback()
    return made


@pytest.fixture
def client(any_app: Flask) -> StrictClient:
    found = any_app.test_client()
    assert isinstance(found, StrictClient)
    return found


def ask(client: StrictClient, at: str, **given: str) -> Record:
    page = client.get(at).get_data(as_text=True)
    submission = re.search(r'name="submission"[^>]*value="([^"]+)"', page)
    assert submission is not None
    answer = client.post(at, data={**WANTED, **given, "submission": submission.group(1)})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    again = client.post(at, data={**WANTED, **given, "submission": submission.group(1)})
    assert again.location == answer.location  # sent twice, made once
    return db.session.scalars(sa.select(Record)).one()


def test_the_shelf_leads_to_every_publication_and_its_forms(world: World, client: StrictClient) -> None:
    page = client.get("/publications").get_data(as_text=True)
    for publication in Publication:
        assert f'href="/publications/{publication}"' in page
        assert client.get(f"/publications/{publication}").status_code == 200
        other = client.get(f"/publications/{publication}/in-another-form").get_data(as_text=True)
        assert all(variant.name in other for variant in VARIANTS)


def test_a_publication_that_there_is_not_is_not_found(world: World, client: StrictClient) -> None:
    for address in ("/publications/rent", f"{HERE}/files/rent.pdf", "/publications/rent/in-another-form"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("variant", [v.name for v in VARIANTS])
def test_a_form_is_made_at_once_where_the_worker_has_not_been(
    world: World, client: StrictClient, variant: str
) -> None:
    answer = client.get(f"{HERE}/files/{variant}")
    assert answer.status_code == 200
    assert answer.data.startswith(BEGINS[variant.rsplit(".")[-1]])
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_worker_makes_each_file_once_and_again_when_words_change(
    world: World, client: StrictClient
) -> None:
    assert all_made() == len(VARIANTS)
    count = sa.select(sa.func.count()).select_from(PublicationFile)
    assert db.session.scalar(count) == len(VARIANTS)
    assert all_made() == 0
    assert client.get(f"{HERE}/files/print-14.pdf").data.startswith(b"%PDF-1.")
    row = landlord_row()
    row.phone, row.version = "0117 496 0999", row.version + 1
    db.session.commit()
    assert all_made() == len(VARIANTS)
    assert db.session.scalar(count) == len(VARIANTS)  # those of the old words are gone


def test_a_form_made_by_people_is_a_case_with_the_policys_three_days(
    world: World, client: StrictClient
) -> None:
    record = ask(client, f"{HERE}/in-another-form")
    assert record.kind == "format request"
    case = db.session.get_one(Case, record.id)
    assert "Polish" in case.words
    assert case.contact_email == "gareth@home.example"
    due = {
        c.standard: c.due_on
        for c in db.session.scalars(sa.select(Commitment).where(Commitment.record_id == record.id))
    }
    assert due["send-forms-or-information"] == date(2026, 11, 6)  # RHA 2.8.3c: three days, and Friday
    task = db.session.scalars(sa.select(FormatTask)).one()
    assert (task.form, task.language, task.due_on) == (Format.TRANSLATION, "pl", date(2026, 11, 6))
    assert task.record_id == record.id
    assert "How to complain" in task.document_text
    assert "Ombudsman" in task.document_text


@pytest.mark.parametrize(
    ("what", "form", "points"),
    [
        ("paper", Format.STANDARD, 14),
        ("large print", Format.LARGE_PRINT, 24),
        ("Braille", Format.BRAILLE, 14),
        ("audio", Format.AUDIO, 14),
        ("easy read", Format.EASY_READ, 14),
        ("sign language", Format.SIGN_LANGUAGE, 14),
    ],
)
def test_what_is_asked_for_stands_among_the_things_to_make(
    world: World, client: StrictClient, what: str, form: Format, points: int
) -> None:
    ask(client, f"{HERE}/in-another-form", what=what, points="24", language="", address="1 High Street")
    task = db.session.scalars(sa.select(FormatTask)).one()
    assert (task.form, task.points) == (form, points)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"what": ""}, "Choose what we should make"),
        ({"language": ""}, "Enter the language"),
        ({"what": "Braille"}, "Enter your address, so that we can send it"),
        ({"email": ""}, "Enter your address, or your email address above"),
        ({"email": "gareth"}, "Enter an email address"),
        ({"name": ""}, "Enter your name"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    world: World, client: StrictClient, given: dict[str, str], error: str
) -> None:
    page = client.post(f"{HERE}/in-another-form", data={**WANTED, "submission": "x", **given})
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert error in text
    kept = {**WANTED, **given}
    assert kept["name"] in text
    assert kept["language"] in text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Record)) == 0


def test_a_letter_of_a_case_comes_in_another_form_to_those_who_may_see_it(
    world: World, client: StrictClient
) -> None:
    record = world.raised()
    db.session.commit()
    entry = db.session.scalars(sa.select(Entry).where(Entry.record_id == record.id, Entry.public)).first()
    assert entry is not None
    address = f"/cases/{record.reference}/letters/{entry.id}"
    assert client.get(f"{address}/in-another-form").status_code == 404
    assert client.get(f"{address}/files/print-14.pdf").status_code == 404
    client.sign_in_as(world.tenant)
    assert client.get(f"{address}/in-another-form").status_code == 200
    assert client.get(f"{address}/files/print-14.pdf").data.startswith(b"%PDF-1.")
    case = client.get(f"/cases/{record.reference}").get_data(as_text=True)
    assert f"{address}/in-another-form" in case


def test_staff_see_what_is_ready_and_say_that_they_read_the_braille(
    world: World, client: StrictClient
) -> None:
    all_made()
    client.sign_in_as(a_staff_member(Role.MANAGER))
    page = client.get("/staff/publications").get_data(as_text=True)
    assert "Made by a machine, to be read" in page
    braille = db.session.scalars(sa.select(PublicationFile).where(PublicationFile.needs_proof)).all()
    assert len(braille) == 2
    for row in braille:
        assert client.post(f"/staff/publications/{row.id}/proof-read").status_code == 303
    page = client.get("/staff/publications").get_data(as_text=True)
    assert "Made by a machine, to be read" not in page
    assert "Read Tue 3 Nov" in page
    public = client.get(f"{HERE}/in-another-form").get_data(as_text=True)
    assert "nobody has read it through" not in public
    again = client.post(f"/staff/publications/{braille[0].id}/proof-read")
    assert again.status_code == 422


def test_nothing_is_made_before_the_landlord_is_set_up(any_app: Flask) -> None:
    assert make_one(datetime(2026, 11, 3, tzinfo=UTC)) == 0
