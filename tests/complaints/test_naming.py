"""Somebody of the staff whose name stands in a complaint: complaints staff decide whether they are meant."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.cases.kinds import ReplyBy
from portal.cases.services.customers import write_again
from portal.cases.services.naming import who_may_be_named
from portal.cases.services.raising import Said
from portal.charters.standards import CaseKind
from portal.complaints.services.defining import correct_definition
from portal.complaints.services.going_further import escalate
from portal.complaints.services.taking_on import assign, say_not_named
from portal.database import commit, db
from portal.errors import NotAllowed, NotFound, RuleBroken
from portal.identity.models import Person
from portal.records.models import Bar, Entry, Record
from tests.client import StrictClient
from tests.complaints.world import RECEIVED, World, reader

RUDE = "Sam was rude to my mother. Nobody said sorry."


def barred(record: Record) -> set[int]:
    """The ids of those who are kept away."""
    return set(db.session.scalars(sa.select(Bar.person_id).where(Bar.record_id == record.id)))


def give(record: Record, to: Person, by: Person) -> None:
    """Assign it, without a conflict."""
    assign(
        record,
        to=to.id,
        has_conflict=False,
        conflict="",
        by=reader(by),
        version=record.version,
        now=RECEIVED,
    )


@pytest.mark.provision("5.8")
@pytest.mark.parametrize(
    ("words", "said", "away"),
    [
        ("Sam Hill was rude.", Said(), True),
        ("Mr Hill was rude.", Said(), True),
        ("He was rude.", Said(about="person", about_name="Sam"), True),
        (RUDE, Said(), False),
        ("He was rude.", Said(about="contractor", about_name="Sam’s firm"), False),
    ],
)
def test_who_is_named_beyond_doubt_is_kept_away_at_once_and_others_are_noted(
    world: World, words: str, said: Said, away: bool
) -> None:
    record = world.raised(words=words, said=said)
    assert (world.officer.id in barred(record)) is away
    assert (world.officer.id in who_may_be_named(record.id)) is not away


@pytest.mark.provision("5.8")
def test_whoever_may_be_named_is_given_it_only_after_somebody_has_said_that_they_are_not_meant(
    world: World, client: StrictClient
) -> None:
    record = world.raised(words=RUDE)
    with pytest.raises(RuleBroken, match="may be named"):
        give(record, world.officer, world.first)
    commit()
    client.sign_in_as(world.first)
    page = f"/staff/complaints/{record.reference}"
    assert "Say whether Sam Hill is meant" in client.get(page).get_data(as_text=True)
    address = f"{page}/named/{world.officer.id}"
    assert "Is Sam Hill the person they mean?" in client.get(address).get_data(as_text=True)
    assert client.statement_count <= 10, client.statements
    assert client.post(address, data={"version": str(record.version)}).status_code == 422
    done = client.post(address, data={"version": str(record.version), "meant": "no"})
    assert done.location.endswith("did=name")
    assert "Say whether Sam Hill" not in client.get(page).get_data(as_text=True)
    assert client.get(address).status_code == 404
    db.session.refresh(record)
    assert world.officer.id not in barred(record)
    give(record, world.officer, world.first)
    assert record.handler_id == world.officer.id


@pytest.mark.provision("5.8")
def test_whoever_is_meant_is_kept_away_and_nothing_more_is_asked(world: World, client: StrictClient) -> None:
    record = world.raised(words=RUDE)
    commit()
    client.sign_in_as(world.first)
    address = f"/staff/complaints/{record.reference}/named/{world.officer.id}"
    assert client.post(address, data={"version": str(record.version), "meant": "yes"}).status_code == 303
    assert world.officer.id in barred(record)
    assert who_may_be_named(record.id) == {}


@pytest.mark.provision("5.8")
def test_complaints_staff_who_are_meant_themselves_say_so_and_see_no_more_of_it(
    world: World, client: StrictClient
) -> None:
    record = world.raised(words="Ruth was rude to my mother.")
    commit()
    client.sign_in_as(world.first)
    address = f"/staff/complaints/{record.reference}/named/{world.first.id}"
    assert "Are you the person they mean?" in client.get(address).get_data(as_text=True)
    done = client.post(address, data={"version": str(record.version), "meant": "yes"})
    assert done.location == "/staff/complaints"
    assert record.reference not in client.get(done.location).get_data(as_text=True)
    assert client.get(f"/staff/complaints/{record.reference}").status_code == 404


@pytest.mark.provision("5.8")
def test_names_in_what_the_customer_says_later_are_noted_too(world: World) -> None:
    record = world.asked_again()
    assert who_may_be_named(record.id) == {}
    write_again(record, words="It was Sam.", files=(), by=world.tenant.id, now=RECEIVED)
    assert who_may_be_named(record.id) == {world.officer.id: "Sam Hill"}
    write_again(record, words="Sam, I say, and Mary Quill.", files=(), by=world.tenant.id, now=RECEIVED)
    assert who_may_be_named(record.id) == {world.officer.id: "Sam Hill", world.manager.id: "Mary Quill"}
    noted = sa.select(sa.func.count()).where(Entry.act == "complaint.somebody may be named")
    assert db.session.scalar(noted) == 2  # each once
    corrected = world.acknowledged()
    correct_definition(corrected, words="Ned did it.", by=world.tenant.id, now=RECEIVED)
    assert list(who_may_be_named(corrected.id).values()) == ["Ned Price"]
    answered = world.answered()
    escalate(answered, words="Sam decided that.", by=world.tenant.id, now=RECEIVED)
    assert list(who_may_be_named(answered.id).values()) == ["Sam Hill"]


def test_nothing_is_noted_on_what_is_no_complaint(world: World) -> None:
    record = world.raised(kind=CaseKind.ENQUIRY, words=RUDE, reply_by=ReplyBy.EMAIL)
    assert who_may_be_named(record.id) == {}


def test_only_complaints_staff_decide_and_only_about_who_may_be_named(world: World) -> None:
    record = world.raised(words=RUDE)
    with pytest.raises(NotAllowed):
        say_not_named(
            record,
            person_id=world.officer.id,
            by=reader(world.manager),
            version=record.version,
            now=RECEIVED,
        )
    with pytest.raises(NotFound):
        say_not_named(
            record,
            person_id=world.manager.id,
            by=reader(world.first),
            version=record.version,
            now=RECEIVED,
        )
