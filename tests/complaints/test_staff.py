"""The staff's pages: what they show, the dates before anybody presses, every deed done through its form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.audit.models import AuditEntry
from portal.complaints.deeds import Deed
from portal.complaints.models import Finding, Point, Refusal, Remedy, TreatedDifferently
from portal.complaints.services.closing import ask_how_since, close, say_how_since
from portal.complaints.services.taking_on import look_over
from portal.complaints.stages import State
from portal.complaints.triage import Size
from portal.database import commit, db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.records.models import Record
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.complaints.conftest import set_clock
from tests.complaints.test_services import TAUGHT
from tests.complaints.world import DAY, RECEIVED, World, complaint, reader
from tests.factories.needs import a_restriction
from tests.factories.people import a_staff_member

MOST = 10


def date_of(name: str, day: date) -> dict[str, str]:
    """A day as the page's three fields send it."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def do(
    client: StrictClient, record: Record, deed: Deed, by: Person, item: int | None = None, **typed: str
) -> str:
    """Open the deed's page and send it; what comes back where it is refused, else ""."""
    client.sign_out()
    client.sign_in_as(by)
    reference = record.reference
    address = f"/staff/complaints/{reference}/do/{deed.value}" + (f"?item={item}" if item else "")
    assert client.get(address).status_code == 200, address
    version = db.session.scalar(sa.select(Record.version).where(Record.reference == reference))
    answer = client.post(address, data={"version": str(version), **typed})
    return "" if answer.status_code == 303 else answer.get_data(as_text=True)


@pytest.fixture
def record(world: World) -> Record:
    """A complaint, received."""
    made = world.raised()
    commit()
    return made


@pytest.mark.provision("6.2", "6.3")
def test_before_pressing_the_handler_sees_the_date_the_act_sets(
    world: World, record: Record, client: StrictClient
) -> None:
    world.assigned(record, world.first)
    client.sign_in_as(world.first)
    address = f"/staff/complaints/{record.reference}/do/define"
    page = client.get(address).get_data(as_text=True)
    assert "Complaint acknowledged by Tuesday 10 November 2026" in page
    assert "Stage 1 reply by Tuesday 17 November 2026" in page
    set_clock(RECEIVED + timedelta(days=2))  # later, the answer falls due later
    assert "Stage 1 reply by Thursday 19 November 2026" in client.get(address).get_data(as_text=True)


def test_a_whole_complaint_through_the_forms(world: World, record: Record, client: StrictClient) -> None:
    first, second = world.first, world.second
    wanted = {"to": str(first.id), "has_conflict": "no", "conflict": ""}
    assert not do(client, record, Deed.ASSIGN, second, **wanted)
    out = {"understanding": "The light was out.", "outcome_sought": "A light.", "ours": "Light\nCalls"}
    assert not do(client, record, Deed.DEFINE, first, **out, not_ours="The street lamp: the council")
    points = db.session.scalars(sa.select(Point).order_by(Point.id)).all()
    assert [(p.words, p.is_ours, p.whose) for p in points] == [
        ("Light", True, ""),
        ("Calls", True, ""),
        ("The street lamp", False, "the council"),
    ]
    refused = do(client, record, Deed.ANSWER, first, body="", delay_reason="")
    assert "A point is unanswered. Decide each one first" in refused
    found = {"decision": "upheld", "reasons": "We lost the job.", "policy": "Repairs policy 4"}
    for point in [p.id for p in points]:
        assert not do(client, record, Deed.DECIDE, first, item=point, **found)
    assert "Say first what we do to put it right" in do(client, record, Deed.ANSWER, first, body="")
    promised = {"kind": "money", "words": "£50 for the wait.", "by_whom": "Ruth Okafor", "agreed": "yes"}
    assert not do(client, record, Deed.REMEDY, first, **promised, **date_of("by_on", date(2026, 11, 20)))
    assert not do(client, record, Deed.ANSWER, first, body="", delay_reason="")
    remedy = db.session.scalars(sa.select(Remedy.id)).one()
    proof = {"words": "Paid by bank.", **date_of("done_on", RECEIVED.date())}
    assert not do(client, record, Deed.DONE, first, item=remedy, **proof)
    taught = {"cause": "it took too long", "theme": "repairs", "words": "Check jobs.", "owner": ""}
    assert not do(client, record, Deed.CLOSE, first, **taught)
    assert db.session.scalars(sa.select(Finding)).all()
    assert complaint(db.session.get_one(Record, record.id)).state == State.CLOSED


@pytest.mark.provision("6.13")
def test_the_page_refuses_the_same_person_for_stage_2(world: World, client: StrictClient) -> None:
    record = world.asked_again()
    page = do(client, record, Deed.ASSIGN, world.second, to=str(world.first.id), has_conflict="no")
    assert "They handled stage 1, and stage 2 needs another person" in page


@pytest.mark.provision("2.1", "2.3")
def test_a_refusal_is_asked_by_one_and_decided_by_another(
    world: World, record: Record, client: StrictClient
) -> None:
    grounds = {
        "reason": "happened over twelve months ago",
        "evidence": "She wrote: in spring last year.",
        "explanation": "It happened in May 2025.",
        **date_of("occurred_on", date(2025, 5, 1)),
    }
    asked = do(client, record, Deed.REFUSE, world.first, **grounds)
    assert "Write why you would not take it all the same" in asked
    assert not do(client, record, Deed.REFUSE, world.first, **grounds, discretion="No harm goes on.")
    client.get(f"/staff/complaints/{record.reference}")
    mine = client.get(f"/staff/complaints/{record.reference}/do/decide-refusal")
    assert mine.location.endswith("did=not-now")
    assert not do(client, record, Deed.DECIDE_REFUSAL, world.second, approve="yes", words="I agree.")
    assert db.session.scalars(sa.select(Refusal)).one().approved


@pytest.mark.provision("5.14-5.15")
def test_the_complaint_page_says_what_to_do_while_contact_is_restricted(
    world: World, client: StrictClient
) -> None:
    record = world.asked_again()
    managers = a_staff_member(Role.MANAGER), a_staff_member(Role.MANAGER)
    one = a_restriction(world.tenant, asked_by=managers[0], approved_by=managers[1])
    client.sign_in_as(world.second)
    address = f"/staff/complaints/{record.reference}"
    page = text_of(client.get(address))
    assert client.statement_count <= MOST, client.statements
    assert "When they contact us Answer by letter, once a week. Take a new complaint" in page
    assert "41 times" not in page
    one.ends_on = RECEIVED.date() - DAY
    commit()
    assert "When they contact us" not in text_of(client.get(address))


def test_a_form_made_from_an_old_copy_shows_so_and_loses_nothing(
    world: World, record: Record, client: StrictClient
) -> None:
    client.sign_in_as(world.first)
    address = f"/staff/complaints/{record.reference}/do/look-over"
    answer = client.post(address, data={"version": "0", "size": "complex", "risk_words": ""})
    assert answer.status_code == 409
    assert "Somebody changed this complaint while you were writing" in answer.get_data(as_text=True)


@pytest.mark.provision("6.1")
def test_who_is_at_risk_stands_first_in_the_list(world: World, client: StrictClient) -> None:
    earlier, later = world.raised(words="Earlier."), world.raised(words="Later, and at risk.")
    look_over(
        later,
        size=Size.USUAL,
        at_risk=True,
        risk_words="A child with asthma.",
        by=reader(world.first),
        version=later.version,
        now=RECEIVED,
    )
    client.sign_in_as(world.first)
    page = client.get("/staff/complaints").get_data(as_text=True)
    assert page.index(later.reference) < page.index(earlier.reference)


@pytest.mark.provision("3.3")
def test_many_complaints_are_no_warning(world: World, client: StrictClient) -> None:
    for number in range(12):
        world.raised(words=f"Complaint number {number}.")
    client.sign_in_as(world.first)
    page = client.get("/staff/complaints").get_data(as_text=True)
    assert page.count("Complaint number") >= 12
    assert "tag--late" not in page
    assert "notice" not in page


@pytest.mark.provision("4.1-4.3")
def test_a_complaints_officer_sees_and_assigns_across_teams(
    world: World, record: Record, client: StrictClient
) -> None:
    client.sign_in_as(world.first)
    assert record.reference in client.get("/staff/complaints").get_data(as_text=True)
    other = a_staff_member(given_name="Ola", family_name="Far", team=None)
    assert not do(client, record, Deed.ASSIGN, world.first, to=str(other.id), has_conflict="no")


def test_whoever_handles_it_sees_it_though_they_are_no_complaints_staff(
    world: World, record: Record, client: StrictClient
) -> None:
    client.sign_in_as(world.officer)
    assert client.get(f"/staff/complaints/{record.reference}").status_code == 404
    world.assigned(record, world.officer)
    assert client.get(f"/staff/complaints/{record.reference}").status_code == 200


def test_every_opening_is_recorded(world: World, record: Record, client: StrictClient) -> None:
    client.sign_in_as(world.first)
    client.get(f"/staff/complaints/{record.reference}")
    client.get(f"/staff/complaints/{record.reference}/do/assign")
    looks = sa.select(AuditEntry.actor_id).where(
        AuditEntry.record_id == record.id, AuditEntry.is_look.is_(True)
    )
    assert db.session.scalars(looks).all() == [world.first.id] * 2


@pytest.mark.provision("5.1")
def test_what_they_say_of_how_it_was_since_is_read_by_nobody_who_handled_it(
    world: World, client: StrictClient
) -> None:
    record = world.answered()
    close(record, TAUGHT, by=reader(world.first), version=record.version, now=RECEIVED)
    asked = complaint_since(record)
    ask_how_since(record, asked, now=RECEIVED)
    say_how_since(record, was=True, words="Nobody greets me now.", by=world.tenant.id, now=RECEIVED)
    for who, reads in ((world.first, False), (world.second, True)):
        client.sign_out()
        client.sign_in_as(who)
        assert (
            "Nobody greets me now." in client.get("/staff/complaints/since").get_data(as_text=True)
        ) is reads
        page = client.get(f"/staff/complaints/{record.reference}").get_data(as_text=True)
        assert "Nobody greets me now." not in page


def complaint_since(record: Record) -> TreatedDifferently:
    """The row of the question to be asked later."""
    return db.session.scalars(
        sa.select(TreatedDifferently).where(TreatedDifferently.complaint_id == record.id)
    ).one()


def test_pages_ask_little_of_the_database(world: World, client: StrictClient) -> None:
    record = world.asked_again()
    commit()
    client.sign_in_as(world.second)
    for address in (
        "/staff/complaints",
        f"/staff/complaints/{record.reference}",
        f"/staff/complaints/{record.reference}/do/assign",
    ):
        client.get(address)
        client.get(address)
        assert client.statement_count <= MOST, (address, client.statements)
