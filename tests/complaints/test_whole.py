"""One complaint whole: plain names, everything in it, nothing of others, refused to who is barred."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa

from portal.attachments.limits import AcceptedFile, Kind
from portal.audit.models import AuditEntry
from portal.cases.services.handling import link, note
from portal.charters.standards import CaseKind
from portal.complaints.models import Remedy, TreatedDifferently
from portal.complaints.report_queries.whole import whole_complaint
from portal.complaints.services.answering import MoreTime, answer, take_longer
from portal.complaints.services.closing import close
from portal.complaints.services.defining import correct_definition, define_again, define_and_acknowledge
from portal.complaints.services.putting_right import note_done
from portal.complaints.services.refusing import ask_refusal
from portal.complaints.services.taking_on import name_person
from portal.complaints.staff.whole_document import document_of
from portal.complaints.whole import plain_name
from portal.database import commit, db
from portal.errors import NotFound
from portal.formats.plain import plain_text
from portal.identity.models import Person
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import landlord
from portal.records.models import Record
from tests.client import StrictClient
from tests.complaints.test_services import TAUGHT
from tests.complaints.world import DAY, DEFINITION, FOUND, GROUNDS, RECEIVED, REMEDY, WORDS, World, reader
from tests.factories.people import a_person

PHOTO = b"%PDF-1.7 the dark stairs"
FIRST = "# My stairs\r\n\r\n  - dark for 5 weeks\n| a | b |\nI rang six times."
MOST = 10  # a download: user and look included, and the same for the longest record


@pytest.mark.parametrize(
    ("sent", "plain"),
    [
        ("bathroom ceiling.jpg", "01-bathroom-ceiling.jpg"),
        ("Café père.PDF", "01-Cafe-pere.pdf"),
        ("../../etc/passwd", "01-etc-passwd"),
        ("фото.png", "01-file.png"),
        ("a.b.c.txt", "01-a-b-c.txt"),
        ("", "01-file"),
        ('con:"<>|?*.txt', "01-con.txt"),
        ("x" * 200 + ".docx", f"01-{'x' * 60}.docx"),
    ],
)
def test_names_in_the_archive_are_plain(sent: str, plain: str) -> None:
    assert plain_name(sent, number=1) == plain


@pytest.fixture
def record(world: World) -> Record:
    """Stage 1 in every part: corrected, extended, decided, answered late enough to matter, done, closed."""
    paper = AcceptedFile(name="stairs at night.pdf", kind=Kind.PDF, content=PHOTO)
    ours = reader(world.first)
    made = world.assigned(world.raised(words=FIRST, files=(paper,)), world.first)
    made_at = RECEIVED + DAY
    define_and_acknowledge(made, DEFINITION, by=ours, version=made.version, now=RECEIVED + timedelta(hours=1))
    correct_definition(made, words="It was six weeks, not five.", by=world.tenant.id, now=made_at)
    define_again(made, DEFINITION, by=ours, version=made.version, now=made_at)
    longer = MoreTime(new_on=RECEIVED.date() + 20 * DAY, reason="The contractor’s papers are late.")
    take_longer(made, longer, by=ours, version=made.version, now=made_at)
    note(made, body="Rang the contractor twice.", by=world.first.id, now=made_at)
    world.decided(made, world.first, now=made_at)
    answer(made, body="We are sorry.", by=ours, version=made.version, now=made_at + DAY)
    remedy = db.session.scalars(sa.select(Remedy)).one()
    done = made_at.date() + DAY
    note_done(
        made,
        remedy_id=remedy.id,
        done_on=done,
        words="Seen it lit.",
        by=ours,
        version=made.version,
        now=made_at + 2 * DAY,
    )
    close(made, TAUGHT, by=ours, version=made.version, now=made_at + 3 * DAY)
    commit()
    return made


def archive(client: StrictClient, record: Record, by: Person) -> dict[str, bytes]:
    """The parts of the archive, without the folder they are in."""
    client.sign_out()
    client.sign_in_as(by)
    answered = client.get(f"/staff/complaints/{record.reference}/record.zip")
    assert answered.status_code == 200
    assert answered.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answered.data)) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        assert all(name.startswith(f"{record.reference}/") for name in names)
        return {name.partition("/")[2]: opened.read(name) for name in names}


@pytest.mark.provision("5.12")
def test_the_archive_holds_the_record_its_files_and_every_message(
    world: World, record: Record, client: StrictClient
) -> None:
    parts = archive(client, record, world.first)
    assert parts["first-words.txt"].decode() == db.session.scalar(
        sa.text("SELECT words FROM cases WHERE id = :id"), {"id": record.id}
    )
    assert parts["files/01-stairs-at-night.pdf"] == PHOTO
    assert parts["record.pdf"].startswith(b"%PDF-")
    sent = db.session.scalars(sa.select(OutgoingMessage).where(OutgoingMessage.record_id == record.id)).all()
    texts = [parts[name].decode() for name in sorted(parts) if name.startswith("messages/")]
    assert len(sent) == len(texts) >= 5
    assert all(row.subject in text for row, text in zip(sent, texts, strict=True))
    told: dict[str, Any] = json.loads(parts["record.json"])
    assert [one["words"] for one in told["points"] if not one["withdrawn_at"]][:1] == [DEFINITION.ours[0]]
    assert told["points"][-1]["decisions"][0]["reasons"] == FOUND.reasons
    assert told["remedies"][0]["done_words"] == "Seen it lit."
    assert told["clocks"], "the Code's promises are in it"
    assert any(moved["reason"].startswith("The contractor") for c in told["clocks"] for moved in c["moved"])
    assert [one["at"] for one in told["timeline"]] == sorted(one["at"] for one in told["timeline"])
    assert all(re.fullmatch(r"[A-Za-z0-9./-]+", name) for name in parts)


@pytest.mark.provision("5.12")
def test_the_document_says_everything_in_order(world: World, record: Record) -> None:
    _, whole = whole_complaint(reader(world.first), record.reference, now=RECEIVED + 5 * DAY)
    text = plain_text(document_of(whole, zone=landlord().zone))
    wanted = (
        "The first words, as received", "# My stairs", "| a | b |", "I rang six times.",
        "What happened, in order", "by Ruth Okafor", "Rang the contractor twice.", "Only staff see this.",
        "How we understood it, and what was corrected", DEFINITION.understanding,
        "It was six weeks, not five.", DEFINITION.outcome_sought,
        "The points, what we decided, and why", DEFINITION.ours[0], "Upheld", FOUND.reasons, FOUND.policy,
        "What we promised to put right", REMEDY.words, "Seen it lit.",
        "What it taught us", TAUGHT.words,
        "What we sent", "What we promised by when, and how it was kept", "kept",
        "The files", "stairs-at-night.pdf",
    )  # fmt: skip
    place = 0
    for words in wanted:
        found = text.find(words, place)
        assert found >= 0, words
        place = found


def test_the_pdf_is_tagged_and_has_a_title(world: World, record: Record, client: StrictClient) -> None:
    client.sign_in_as(world.first)
    answered = client.get(f"/staff/complaints/{record.reference}/record.pdf")
    assert answered.status_code == 200
    assert answered.headers["Content-Disposition"].startswith(
        f'attachment; filename="{record.reference}.pdf"'
    )
    assert answered.headers["Cache-Control"] == "private, no-store"
    with pikepdf.open(io.BytesIO(answered.data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert record.reference in str(pdf.docinfo["/Title"])


def test_a_pdf_that_no_typeface_can_print_holds_nothing_back(world: World, client: StrictClient) -> None:
    made = world.raised(words="漢字 on the notice. Nobody explained it.")
    commit()
    client.sign_in_as(world.first)
    back = client.get(f"/staff/complaints/{made.reference}/record.pdf")
    assert back.status_code == 303
    assert "The PDF cannot be made here" in client.get(back.location).get_data(as_text=True)
    parts = archive(client, made, world.first)
    assert "漢字" in parts["record.txt"].decode()
    assert "record.pdf" not in parts


@pytest.mark.provision("5.8")
def test_who_is_named_or_sees_no_complaints_gets_neither(
    world: World, record: Record, client: StrictClient
) -> None:
    name_person(
        record, person_id=world.second.id, by=reader(world.first), version=record.version, now=RECEIVED
    )
    commit()
    for someone in (world.second, world.manager, world.officer):
        client.sign_out()
        client.sign_in_as(someone)
        for ending in ("pdf", "zip"):
            assert client.get(f"/staff/complaints/{record.reference}/record.{ending}").status_code == 404
    assert db.session.scalar(exported(record)) is None


def exported(record: Record) -> sa.Select[AuditEntry]:
    """The looks that say it was taken out."""
    return sa.select(AuditEntry).where(
        AuditEntry.act == "complaint.exported", AuditEntry.record_id == record.id
    )


def test_each_export_is_written_down_with_who_took_it(
    world: World, record: Record, client: StrictClient
) -> None:
    client.sign_in_as(world.first)
    for ending in ("pdf", "zip"):
        client.get(f"/staff/complaints/{record.reference}/record.{ending}")
    rows = db.session.scalars(exported(record)).all()
    assert [(row.actor_id, row.is_look) for row in rows] == [(world.first.id, True)] * 2


def test_nothing_of_other_records_is_in_it(world: World, record: Record, client: StrictClient) -> None:
    other = world.raised(words="A secret of another complaint.", person=a_person(given_name="Olu"))
    enquiry = world.raised(kind=CaseKind.ENQUIRY, words="Where is my key?")
    link(record, other, by=world.second.id, now=RECEIVED + 5 * DAY)
    link(record, enquiry, by=world.second.id, now=RECEIVED + 5 * DAY)
    name_person(other, person_id=world.first.id, by=reader(world.second), version=other.version, now=RECEIVED)
    commit()
    parts = archive(client, record, world.first)
    everything = b"".join(content for name, content in parts.items() if name != "record.pdf").decode()
    assert enquiry.reference in everything  # linked, and theirs to see
    assert other.reference not in everything  # they are named in it
    for words in ("A secret of another complaint.", "Where is my key?", "Olu"):
        assert words not in everything


def test_how_they_were_treated_since_and_private_links_stay_out(world: World, client: StrictClient) -> None:
    visitor = world.raised(person=None, contact_name="Jo Day", contact_email="jo@home.example")
    db.session.add(
        TreatedDifferently(
            complaint_id=_begun(world, visitor), ask_on=RECEIVED.date(), asked_at=RECEIVED,
            answered_at=RECEIVED, was=True, words="He shouts at me now.",
        )
    )  # fmt: skip
    commit()
    mails = "".join(db.session.scalars(sa.select(OutgoingMessage.text)))
    links = re.findall(r"https?://\S+/follow/\S+", mails) or re.findall(r"https?://\S{40,}", mails)
    assert links, "the mail has a private link"
    parts = archive(client, visitor, world.first)
    everything = b"".join(content for name, content in parts.items() if name != "record.pdf").decode()
    assert "He shouts at me now." not in everything
    assert not [link for link in links if link in everything]


def _begun(world: World, record: Record) -> int:
    """Somebody has acted on it, so that it has a row of complaints."""
    world.assigned(record, world.first)
    ask_refusal(record, GROUNDS, by=reader(world.second), version=record.version, now=RECEIVED)
    return record.id


def test_what_is_only_received_can_be_exported_too(world: World, client: StrictClient) -> None:
    made = world.raised()
    commit()
    told = json.loads(archive(client, made, world.second)["record.json"])
    assert told["first_words"] == WORDS
    assert (told["points"], told["stages"], told["state"]) == ([], [], "received")


def test_reading_it_takes_the_same_statements_however_long_it_is(
    world: World, record: Record, client: StrictClient
) -> None:
    counts = []
    enquiry = world.raised(kind=CaseKind.ENQUIRY, words="Where is my key?")
    link(record, enquiry, by=world.second.id, now=RECEIVED + 5 * DAY)
    client.sign_in_as(world.second)
    for extra in range(2):
        for number in range(extra * 20):
            note(record, body=f"Note {number}", by=world.second.id, now=RECEIVED + 6 * DAY)
        commit()
        client.get(f"/staff/complaints/{record.reference}/record.zip")
        client.get(f"/staff/complaints/{record.reference}/record.zip")
        counts.append(client.statement_count)
    assert counts[0] == counts[1] <= MOST, client.statements


def test_the_complaints_page_offers_both(world: World, record: Record, client: StrictClient) -> None:
    client.sign_in_as(world.first)
    page = client.get(f"/staff/complaints/{record.reference}").get_data(as_text=True)
    for ending in ("pdf", "zip"):
        assert f"/staff/complaints/{record.reference}/record.{ending}" in page


def test_a_record_that_is_none_is_not_found(world: World) -> None:
    enquiry = world.raised(kind=CaseKind.ENQUIRY)
    for reference in (enquiry.reference, "nonsense"):
        with pytest.raises(NotFound):
            whole_complaint(reader(world.first), reference, now=RECEIVED)
