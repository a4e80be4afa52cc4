"""Complaints about how we use personal data: their own clock, people, words and body, beside the Code's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.cases.feedback import DATA_PROTECTION_KEY
from portal.cases.models import CaseLink
from portal.cases.services.raising import Said
from portal.charters.ombudsman import HOUSING_OMBUDSMAN, INFORMATION_COMMISSIONER
from portal.charters.standards import Channel
from portal.complaints.deeds import Deed
from portal.complaints.services.about_data import handle_as_about_data
from portal.complaints.services.answering import answer, update
from portal.complaints.services.beside import open_beside
from portal.complaints.services.closing import close
from portal.complaints.services.defining import define_and_acknowledge
from portal.complaints.services.going_further import escalate
from portal.complaints.services.refusing import ask_refusal
from portal.complaints.services.taking_on import name_person
from portal.complaints.stages import State
from portal.database import commit, db
from portal.errors import NotAllowed
from portal.identity.models import Person, StaffProfile
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import forget_landlord, landlord
from portal.organisation.services.details import name_for_data_protection
from portal.records.models import Bar, Entry, Record
from portal.reports.queries.facts import stage_facts
from tests.cases_services.world import commitments, due_dates
from tests.client import StrictClient
from tests.complaints.conftest import set_clock
from tests.complaints.test_services import TAUGHT, refused
from tests.complaints.test_staff import do
from tests.complaints.world import DAY, DEFINITION, GROUNDS, RECEIVED, World, complaint, reader, standing
from tests.factories.people import a_staff_member

WORDS = "You sent my rent statement to the flat below."
SAID = Said(named=DATA_PROTECTION_KEY, data_protection=True)
ACKNOWLEDGED = "Data complaint acknowledged"
CODES = "Complaint acknowledged"
ABOUT_DATA = {
    "": {"feedback": DATA_PROTECTION_KEY},
    "what-happened": {
        "words": WORDS,
        "put_right": "Ask them to give it back.",
        "other_words": "",
        "happened_on-day": "2",
        "happened_on-month": "11",
        "happened_on-year": "2026",
    },
    "reply": {"reply_by": "email", "email": "amina@home.example"},
}


def of_data(world: World, **given: object) -> Record:
    """The tenant's complaint about personal data."""
    return world.raised(**{"words": WORDS, "said": SAID, **given})  # type: ignore[arg-type]


def name(world: World, person: Person | None) -> None:
    """The landlord names somebody for data protection."""
    name_for_data_protection(
        person_id=person.id if person else None,
        version=landlord().details_version,
        by=world.manager.id,
        now=RECEIVED,
    )
    forget_landlord()


def last_message(record: Record) -> OutgoingMessage:
    """The newest to its customer."""
    query = sa.select(OutgoingMessage).where(OutgoingMessage.record_id == record.id)
    return db.session.scalars(query.order_by(OutgoingMessage.id.desc())).first() or pytest.fail("no message")


@pytest.mark.parametrize(
    ("received", "aim", "limit"),
    [
        ("2026-11-03 16:12", "2026-12-02", "2026-12-03"),
        ("2026-11-25 11:00", "2026-12-24", "2026-12-29"),  # Christmas, a weekend, a bank holiday in lieu
        ("2026-12-24 11:00", "2027-01-22", "2027-01-25"),  # the thirtieth day after is a Saturday
    ],
)
def test_thirty_days_with_an_aim_and_a_limit_and_no_clock_of_the_code(
    world: World, received: str, aim: str, limit: str
) -> None:
    at = datetime.fromisoformat(received).replace(tzinfo=UTC)
    set_clock(at)
    record = of_data(world, now=at)
    clock = next(c for c in commitments(record) if c.label == ACKNOWLEDGED)
    assert (str(clock.aim_on), str(clock.due_on)) == (aim, limit)
    assert CODES not in [label for label, _ in due_dates(record)]


@pytest.mark.parametrize("channel", list(Channel))
def test_any_way_of_telling_us_starts_it(world: World, channel: Channel) -> None:
    assert ACKNOWLEDGED in [label for label, _ in due_dates(of_data(world, channel=channel))]


def test_whoever_the_landlord_names_gets_it_at_once(world: World) -> None:
    name(world, world.officer)
    record = of_data(world)
    assert (record.handler_id, record.restricted) == (world.officer.id, True)
    assert world.raised(words="The lift is out.").handler_id is None  # any other complaint is assigned


@pytest.mark.parametrize("why_not", ["named in it", "no longer here", "nobody named"])
def test_else_it_stays_with_the_complaints_staff(world: World, why_not: str) -> None:
    name(world, None if why_not == "nobody named" else world.officer)
    if why_not == "no longer here":
        db.session.get_one(StaffProfile, world.officer.id).active = False
    words = f"{world.officer.name} read my file." if why_not == "named in it" else WORDS
    record = of_data(world, words=words)
    assert record.handler_id is None
    assert record.team_id == world.team.id


def test_it_is_acknowledged_answered_and_closed_and_every_letter_names_the_commissioner(
    world: World,
) -> None:
    record = world.assigned(of_data(world), world.first)
    made: dict[str, Any] = {"by": reader(world.first), "now": RECEIVED}
    define_and_acknowledge(record, DEFINITION, version=record.version, **made)
    clock = next(c for c in commitments(record) if c.label == ACKNOWLEDGED)
    assert clock.kept_at == RECEIVED
    assert [c for c in commitments(record) if c.source == "complaint-handling-code"] == []
    update(record, body="We have asked for the file.", every_days=7, version=record.version, **made)
    assert "You hear from us again by Tuesday 10 November 2026." in last_message(record).text
    world.decided(record, world.first, now=RECEIVED)
    answer(record, body="", version=record.version, **made)
    close(record, TAUGHT, version=record.version, **made)
    query = sa.select(OutgoingMessage.text).where(OutgoingMessage.record_id == record.id)
    for text in db.session.scalars(query):
        assert INFORMATION_COMMISSIONER.phone in text
        assert INFORMATION_COMMISSIONER.address in text
        assert "Ombudsman" not in text
        assert "stage" not in text.lower()
    assert complaint(record).state == State.CLOSED


def test_nothing_that_only_the_code_knows_can_be_done(world: World) -> None:
    record = world.assigned(of_data(world), world.first)
    made: dict[str, Any] = {"by": reader(world.first), "version": record.version, "now": RECEIVED}
    refused("not in this state", lambda: ask_refusal(record, GROUNDS, **made))
    refused("not in this state", lambda: escalate(record, by=world.tenant.id, now=RECEIVED))
    refused("not in this state", lambda: handle_as_about_data(record, why="Again.", **made))
    assert standing(record).stages == 1


def test_staff_say_that_it_is_about_data_alone(world: World) -> None:
    name(world, world.officer)
    record = world.raised(words=WORDS)
    set_clock(RECEIVED + DAY)
    made: dict[str, Any] = {"version": record.version, "now": RECEIVED + DAY}
    with pytest.raises(NotAllowed):
        handle_as_about_data(record, why=WORDS, by=reader(world.officer), **made)
    refused("reason missing", lambda: handle_as_about_data(record, why=" ", by=reader(world.first), **made))
    handle_as_about_data(record, why=WORDS, by=reader(world.first), **made)
    clocks = {c.label: c for c in commitments(record)}
    assert clocks[CODES].ended_at == RECEIVED + DAY
    assert clocks[CODES].kept_at is None
    assert clocks[ACKNOWLEDGED].starts_at.date() == RECEIVED.date()  # from when it reached us, not from now
    assert clocks[ACKNOWLEDGED].due_on.isoformat() == "2026-12-03"
    assert record.next_due_at == min(c.due_at for c in commitments(record) if c.ended_at is None)
    assert record.handler_id == world.officer.id
    text = last_message(record).text
    assert "Are you also unhappy with a repair" in text
    assert "Ombudsman" not in text


def test_what_has_been_acknowledged_stays_what_it_is(world: World) -> None:
    record = world.acknowledged()
    made: dict[str, Any] = {"by": reader(world.first), "version": record.version, "now": RECEIVED}
    refused("not in this state", lambda: handle_as_about_data(record, why="Data.", **made))


@pytest.mark.parametrize("data_first", [True, False])
def test_about_both_each_has_its_own_reference_and_the_same_received_time(
    world: World, data_first: bool
) -> None:
    record = of_data(world) if data_first else world.raised()
    name_person(
        record, person_id=world.officer.id, by=reader(world.first), version=record.version, now=RECEIVED
    )
    later = RECEIVED + 2 * DAY
    set_clock(later)
    before = due_dates(record)
    made: dict[str, Any] = {"by": reader(world.first), "version": record.version, "now": later}
    refused("same kind", lambda: open_beside(record, words="x", data_protection=data_first, **made))
    other = open_beside(record, words="And this.", data_protection=not data_first, **made)
    assert other.reference != record.reference
    assert (other.received_at, other.person_id) == (record.received_at, record.person_id)
    of_other = [label for label, _ in due_dates(other)]
    assert (CODES in of_other) is data_first
    assert (ACKNOWLEDGED in of_other) is not data_first
    assert due_dates(record) == before  # the first goes on as it was
    assert db.session.scalars(sa.select(CaseLink)).one()
    barred = sa.select(Bar.record_id).where(Bar.person_id == world.officer.id)
    assert set(db.session.scalars(barred)) == {record.id, other.id}


def test_the_year_of_the_code_does_not_count_it(world: World) -> None:
    of_data(world)
    world.raised()
    assert len(stage_facts(RECEIVED.date(), RECEIVED.date(), now=RECEIVED)) == 1


def test_a_tenant_complains_about_both_on_three_pages(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    page = client.get(f"/speak?kind={DATA_PROTECTION_KEY}").get_data(as_text=True)
    assert f'value="{DATA_PROTECTION_KEY}" checked' in page
    for name_of, typed in ABOUT_DATA.items():
        given = client.post(f"/speak/{name_of}".rstrip("/"), data={**typed, "other_words": "The lift, too."})
        assert given.status_code == 303
    page = client.get("/speak/check").get_data(as_text=True)
    for words in ("A complaint about how we use your personal data", WORDS, "The lift, too."):
        assert words in page
    page_of_key = page.partition('name="submission"')[2].partition('value="')[2].partition('"')[0]
    sent = client.post("/speak/check", data={"submission": page_of_key})
    again = client.post("/speak/check", data={"submission": page_of_key})
    assert again.location == sent.location  # sent twice, made once
    records = db.session.scalars(sa.select(Record).order_by(Record.id)).all()
    assert len(records) == 2
    first, second = records
    assert first.received_at == second.received_at
    assert [ACKNOWLEDGED in [label for label, _ in due_dates(r)] for r in records] == [True, False]
    page = client.get(sent.location).get_data(as_text=True)
    assert first.reference in page
    assert second.reference in page
    assert client.statement_count <= 8


def test_an_answer_changed_asks_what_is_new_and_keeps_the_words(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    for name_of, typed in ABOUT_DATA.items():
        client.post(f"/speak/{name_of}".rstrip("/"), data=typed)
    changed = client.post("/speak?change=1", data={"feedback": "complaint"})
    assert changed.location.startswith("/speak/what-happened")
    page = client.get(changed.location).get_data(as_text=True)
    assert WORDS in page
    assert "What is it about?" in page


def test_its_page_says_the_right_body_and_asks_little_of_the_database(
    world: World, client: StrictClient
) -> None:
    record = world.assigned(of_data(world), world.first)
    commit()
    client.sign_in_as(world.tenant)
    address = f"/complaints/{record.reference}"
    page = client.get(address).get_data(as_text=True)
    for words in (
        "It is about how we use your personal data.",
        INFORMATION_COMMISSIONER.phone,
        INFORMATION_COMMISSIONER.web,
        "Thursday 3 December 2026",
    ):
        assert words in page
    assert HOUSING_OMBUDSMAN.phone not in page
    assert "stage 2" not in page.lower()
    client.get(address)
    assert client.statement_count <= 8
    set_clock(RECEIVED + timedelta(days=40))
    assert "We are late. You can tell the Information" in client.get(address).get_data(as_text=True)


def test_how_to_complain_and_privacy_lead_to_it(world: World, client: StrictClient) -> None:
    page = client.get("/how-to-complain").get_data(as_text=True)
    for words in ("within 30 days", INFORMATION_COMMISSIONER.address, f"kind={DATA_PROTECTION_KEY}"):
        assert words in page
    assert f"/speak?kind={DATA_PROTECTION_KEY}" in client.get("/privacy").get_data(as_text=True)


def test_staff_turn_and_open_through_the_forms(world: World, client: StrictClient) -> None:
    record = world.raised(words=WORDS)
    commit()
    client.sign_in_as(world.first)
    page = client.get(f"/staff/complaints/{record.reference}").get_data(as_text=True)
    assert "It is about personal data" in page
    assert "It is about a service as well" not in page
    assert "Choose what it is about" in do(client, record, Deed.ABOUT_DATA, world.first, words=WORDS)
    assert not do(client, record, Deed.ABOUT_DATA, world.first, extent="only", words=WORDS)
    page = client.get(f"/staff/complaints/{record.reference}").get_data(as_text=True)
    assert "Complaint about personal data" in page
    assert INFORMATION_COMMISSIONER.name in page
    for words in ("Ask to refuse it", "They want stage 2", "Take longer", "Add a point"):
        assert words not in page
    assert client.statement_count <= 10, "\n".join(s[:150].replace("\n", " ") for s in client.statements)
    assert not do(client, record, Deed.ABOUT_SERVICE, world.first, words="The lift, too.")
    assert len(db.session.scalars(sa.select(Record.id)).all()) == 2
    acts = db.session.scalars(sa.select(Entry.act).where(Entry.record_id == record.id)).all()
    assert "complaint.another opened beside it" in acts
    listed = client.get("/staff/complaints").get_data(as_text=True)
    assert "Personal data · " in listed


def test_an_officer_named_for_it_works_on_it_without_seeing_other_complaints(
    world: World, client: StrictClient
) -> None:
    name(world, world.officer)
    record, other = of_data(world), world.raised()
    commit()
    client.sign_in_as(world.officer)
    assert client.get(f"/staff/complaints/{record.reference}").status_code == 200
    assert client.get(f"/staff/complaints/{other.reference}").status_code == 404
    page = client.get(f"/staff/complaints/{record.reference}").get_data(as_text=True)
    assert "Data complaint acknowledged: we aim for Wednesday 2 December 2026." in page
    assert client.get(f"/staff/complaints/{record.reference}/do/define").status_code == 200


def test_an_administrator_names_them(world: World, client: StrictClient) -> None:
    admin = a_staff_member(Role.ADMINISTRATOR, given_name="Ada", family_name="Lane", team=world.team)
    reception = a_staff_member(Role.RECEPTION, given_name="Tom", family_name="Nowak", team=world.team)
    client.sign_in_as(admin)
    address = "/staff/admin/data-protection"
    page = client.get(address).get_data(as_text=True)
    assert world.officer.name in page
    assert reception.name not in page  # does not work on cases
    typed = {"person_id": str(world.officer.id), "version": str(landlord().details_version)}
    assert client.post(address, data=typed).status_code == 303
    assert client.post(address, data={**typed, "person_id": ""}).status_code == 409  # made from an old copy
    forget_landlord()
    assert landlord().data_protection_id == world.officer.id
