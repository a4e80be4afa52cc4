"""The customer's page of a complaint, and the public page on how to complain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.charters.ombudsman import HOUSING_OMBUDSMAN
from portal.charters.standards import Channel
from portal.commitments.models import Commitment
from portal.complaints.models import TreatedDifferently
from portal.complaints.services.closing import ask_how_since
from portal.complaints.stages import State
from portal.database import commit, db
from portal.identity.models import Authority
from portal.identity.scopes import Scope
from portal.records.models import Joined, Record
from tests.applications import running_app
from tests.cases_services.world import due_dates, messages
from tests.client import StrictClient
from tests.complaints.conftest import set_clock
from tests.complaints.world import DAY, DEFINITION, FOUND, RECEIVED, WORDS, World, a_world, complaint
from tests.factories.people import a_person

MOST = 8


@pytest.fixture
def tenant(world: World, client: StrictClient) -> StrictClient:
    """The tenant's browser."""
    client.sign_in_as(world.tenant)
    return client


def page_of(client: StrictClient, record: Record) -> str:
    """The complaint's page."""
    answer = client.get(f"/complaints/{record.reference}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.provision("3.7", "6.2")
def test_from_the_first_day_it_says_where_it_stands_and_who_else_can_help(
    world: World, tenant: StrictClient
) -> None:
    page = page_of(tenant, world.raised())
    for words in ("Received", "by Tuesday 10 November 2026", HOUSING_OMBUDSMAN.phone, HOUSING_OMBUDSMAN.web):
        assert words in page
    assert "Ask for stage 2" not in page


@pytest.mark.provision("5.6", "5.7")
def test_the_customer_says_that_we_have_it_wrong(world: World, tenant: StrictClient) -> None:
    record = world.acknowledged()
    page = page_of(tenant, record)
    for words in (
        DEFINITION.understanding,
        DEFINITION.outcome_sought,
        "This is for the council, not for us.",
    ):
        assert words in page
    address = f"/complaints/{record.reference}/correct"
    assert tenant.post(address, data={"wrong": ""}).status_code == 422
    assert tenant.post(address, data={"wrong": "It was seven weeks."}).status_code == 303
    assert "It was seven weeks." in page_of(tenant, record)


@pytest.mark.provision("6.6", "6.7", "7.2-7.4")
def test_the_page_shows_decisions_and_actions_with_their_dates_late_ones_as_late(
    world: World, tenant: StrictClient
) -> None:
    record = world.decided(world.acknowledged(), world.first, now=RECEIVED)
    assert FOUND.reasons not in page_of(tenant, record)  # found, but not sent yet
    record = world.answered(now=RECEIVED)
    page = page_of(tenant, record)
    for words in (
        FOUND.reasons,
        FOUND.policy,
        "We mend the light.",
        "Monday 23 November 2026",
        "still to do",
    ):
        assert words in page
    set_clock(RECEIVED + 21 * DAY)
    assert "tag--late" in page_of(tenant, record)


@pytest.mark.provision("5.11", "6.10", "6.12")
def test_stage_2_is_a_button_with_the_date_it_sets_and_no_reason_needed(
    world: World, tenant: StrictClient
) -> None:
    record = world.answered()
    assert "Stage 2 acknowledged by Tuesday 10 November 2026" in page_of(tenant, record)
    answer = tenant.post(f"/complaints/{record.reference}/stage-2", data={"why": ""})
    assert answer.status_code == 303
    assert complaint(db.session.get_one(Record, record.id)).state == State.ASKED_AGAIN
    assert "Ask for stage 2" not in page_of(tenant, record)
    again = tenant.post(f"/complaints/{record.reference}/stage-2", data={"why": "x"})
    assert again.status_code == 303  # sent twice, asked once


@pytest.mark.provision("Time to Ombudsman")
def test_when_we_are_late_it_says_that_the_ombudsman_can_help(world: World, tenant: StrictClient) -> None:
    record = world.raised()
    assert "We are late." not in page_of(tenant, record)
    set_clock(RECEIVED + 8 * DAY)
    assert "We are late. The Housing Ombudsman Service can help you" in page_of(tenant, record)


@pytest.mark.provision("5.1")
def test_how_it_was_since_is_asked_once_we_have_sent_the_question(world: World, tenant: StrictClient) -> None:
    record = world.answered()
    assert tenant.post(f"/complaints/{record.reference}/since", data={"was": "yes"}).status_code == 404
    asked = TreatedDifferently(complaint_id=record.id, ask_on=RECEIVED.date())
    db.session.add(asked)
    ask_how_since(record, asked, now=RECEIVED)
    assert "How have we treated you since?" in page_of(tenant, record)
    tenant.post(f"/complaints/{record.reference}/since", data={"was": "yes", "how": "Nobody rings."})
    assert "How have we treated you since?" not in page_of(tenant, record)
    assert db.session.scalars(sa.select(TreatedDifferently.words)).one() == "Nobody rings."


@pytest.mark.provision("3.6")
@pytest.mark.parametrize(("scope", "status"), [(Scope.EVERYTHING, 303), (Scope.SEE, 403)])
def test_somebody_with_authority_may_act_as_far_as_it_goes(
    world: World, client: StrictClient, scope: Scope, status: int
) -> None:
    record = world.answered()
    friend = a_person(given_name="Ines", family_name="Cole")
    db.session.add(
        Authority(
            holder_id=friend.id,
            for_person_id=world.tenant.id,
            scope=scope,
            from_on=RECEIVED.date(),
            evidence="Letter.",
            recorded_by_id=world.officer.id,
            recorded_at=RECEIVED,
        )
    )
    client.sign_in_as(friend)
    page_of(client, record)
    assert client.post(f"/complaints/{record.reference}/stage-2", data={"why": ""}).status_code == status


@pytest.mark.provision("1.2")
def test_a_complaint_of_several_is_one_and_each_of_them_reads_all_of_it(
    world: World, client: StrictClient
) -> None:
    neighbour = a_person(given_name="Bo", family_name="Lindqvist")
    record = world.raised(joined=(neighbour,))
    assert db.session.scalars(sa.select(Joined.person_id)).all() == [neighbour.id]
    world.assigned(record, world.first)
    client.sign_in_as(neighbour)
    assert WORDS.split(".")[0] in page_of(client, record)


@pytest.mark.provision("3.1", "3.2")
@pytest.mark.parametrize("channel", list(Channel))
def test_any_way_of_telling_any_of_us_counts_from_when_the_first_was_told(
    world: World, channel: Channel
) -> None:
    told = RECEIVED - timedelta(days=4)  # Friday 30 October; written down today
    record = world.raised(channel=channel, received_at=told)
    assert ("Complaint acknowledged", "2026-11-06") in due_dates(record)


def test_nobody_else_finds_it(world: World, client: StrictClient) -> None:
    record = world.raised()
    commit()
    assert client.get(f"/complaints/{record.reference}").status_code == 404
    client.sign_in_as(a_person(given_name="Else"))
    assert client.get(f"/complaints/{record.reference}").status_code == 404
    assert client.post(f"/complaints/{record.reference}/stage-2", data={"why": ""}).status_code == 404


def test_the_page_asks_little_of_the_database(world: World, tenant: StrictClient) -> None:
    record = world.answered()
    page_of(tenant, record)
    page_of(tenant, record)
    assert tenant.statement_count <= MOST, tenant.statements


@pytest.mark.provision("3.4")
@pytest.mark.parametrize("address", ["/", "/contact", "/speak", "/speak?kind=complaint", "/ask", "/privacy"])
def test_how_to_complain_is_linked_at_the_foot_of_every_page(
    world: World, client: StrictClient, address: str
) -> None:
    main, _, foot = client.get(address).get_data(as_text=True).partition("<footer")
    assert 'href="/how-to-complain"' in foot
    if "/speak" in address or address == "/contact":  # where somebody comes who wants to complain
        assert 'href="/how-to-complain"' in main
    if address == "/":
        assert 'href="/speak?kind=complaint"' in main


@pytest.mark.provision("3.4", "3.5", "5.2-5.3", "FAQ")
def test_how_to_complain_is_open_to_all_with_stages_times_and_the_ombudsman(
    world: World, client: StrictClient
) -> None:
    page = client.get("/how-to-complain").get_data(as_text=True)
    for words in (
        "There is none before the first and none after the second.",
        "within five working days",
        "within 10 working days of the acknowledgement",
        "within 20 working days of the acknowledgement",
        HOUSING_OMBUDSMAN.phone,
        HOUSING_OMBUDSMAN.address,
    ):
        assert words in page, words


def test_outside_the_code_it_says_one_stage_and_no_dates_of_ours(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    with running_app(tmp_path, charter="tp-properties", database_url=new_database("sqlite")) as app:
        world = a_world()
        record = world.answered()
        client = StrictClient(app)
        page = client.get("/how-to-complain").get_data(as_text=True)
        assert "There is one stage" in page
        assert "Our policy gives no dates for complaints." in page
        assert "Ombudsman" not in page
        client.sign_in_as(world.tenant)
        page = page_of(client, record)
        assert "Ask for stage 2" not in page
        assert "Ombudsman" not in page
        assert db.session.scalars(sa.select(Commitment)).all() == []
        assert messages(record)
