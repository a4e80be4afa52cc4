"""A complaint of several residents is one, and every word we send about it reaches each of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from portal.complaints.jobs import ask_how_since_closed
from portal.complaints.learning import Cause, Theme
from portal.complaints.models import Remedy
from portal.complaints.services.answering import MoreTime, answer, take_longer, update
from portal.complaints.services.closing import Taught, close, withdraw
from portal.complaints.services.defining import define_again, define_and_acknowledge
from portal.complaints.services.going_further import escalate
from portal.complaints.services.putting_right import note_done
from portal.complaints.services.refusing import ask_refusal, decide_refusal, take_on_as_directed
from portal.database import commit, db
from portal.identity.models import Person
from portal.records.models import Record
from tests.cases_services.world import messages
from tests.complaints.world import DAY, DEFINITION, GROUNDS, RECEIVED, World, reader
from tests.factories.people import a_person

CLOSED_AT = RECEIVED + 3 * DAY


@pytest.fixture
def neighbours() -> list[Person]:
    """One who has email, one who wants letters."""
    return [
        a_person(given_name="Bo", family_name="Lindqvist", email="bo@home.example"),
        a_person(given_name="Ada", family_name="Rees", prefers="post", address="4 Kiln Lane"),
    ]


@pytest.fixture
def record(world: World, neighbours: list[Person]) -> Record:
    """What the tenant raised for all three, with somebody who deals with it."""
    return world.assigned(world.raised(joined=tuple(neighbours)), world.first)


def told(record: Record) -> dict[str, set[int | None]]:
    """Who got each message, by its kind."""
    found: dict[str, set[int | None]] = defaultdict(set)
    for message in messages(record):
        found[message.kind].add(message.person_id)
    return found


def to_its_end(world: World, record: Record) -> None:
    """Everything we write in a stage, its remedy done, closed, asked how we treated them since."""
    by = reader(world.first)
    define_and_acknowledge(record, DEFINITION, by=by, version=record.version, now=RECEIVED)
    define_again(record, DEFINITION, by=by, version=record.version, now=RECEIVED)
    more = MoreTime(new_on=date(2026, 12, 1), reason="We wait.", update_every_days=5)
    take_longer(record, more, by=by, version=record.version, now=RECEIVED)
    update(record, body="The light is ordered.", by=by, version=record.version, now=RECEIVED)
    world.decided(record, world.first, now=RECEIVED)
    answer(record, body="", by=by, version=record.version, now=RECEIVED)
    remedy = db.session.query(Remedy).one()
    note_done(
        record,
        remedy_id=remedy.id,
        done_on=RECEIVED.date(),
        words="Photo.",
        by=by,
        version=record.version,
        now=RECEIVED,
    )
    taught = Taught(cause=Cause.NOT_DONE, theme=Theme.REPAIRS, words="Check each job.")
    close(record, taught, by=by, version=record.version, now=CLOSED_AT)
    commit()
    assert ask_how_since_closed(CLOSED_AT + 60 * DAY) == 1


def test_every_word_from_the_first_to_the_last_reaches_each_of_them(
    world: World, record: Record, neighbours: list[Person]
) -> None:
    to_its_end(world, record)
    everybody = {world.tenant.id, *(person.id for person in neighbours)}
    sent = told(record)
    kinds = "acknowledged defined_again extended updated answered done closed treated_since"
    assert {f"complaints/{kind}" for kind in kinds.split()} <= set(sent)
    assert {kind: people for kind, people in sent.items() if people != everybody} == {}


def test_each_gets_it_in_their_own_way(world: World, record: Record, neighbours: list[Person]) -> None:
    define_and_acknowledge(record, DEFINITION, by=reader(world.first), version=record.version, now=RECEIVED)
    sent = {m.person_id: m for m in messages(record) if m.kind == "complaints/acknowledged"}
    by_email, by_post = neighbours
    assert sent[by_email.id].to_address == "bo@home.example"
    assert (sent[by_post.id].to_address, sent[by_post.id].carrier) == ("", "post")
    assert [m for m in sent.values() if DEFINITION.understanding not in m.text] == []


@pytest.mark.parametrize("ends", ["stage_2_asked", "withdrawn", "refused", "taken_on"])
def test_so_does_however_else_it_goes_on(
    world: World, record: Record, neighbours: list[Person], ends: str
) -> None:
    first, second = reader(world.first), reader(world.second)
    if ends == "stage_2_asked":
        define_and_acknowledge(record, DEFINITION, by=first, version=record.version, now=RECEIVED)
        world.decided(record, world.first, now=RECEIVED)
        answer(record, body="", by=first, version=record.version, now=RECEIVED)
        escalate(record, by=world.tenant.id, now=RECEIVED)
    elif ends == "withdrawn":
        withdraw(record, words="No more.", by=first, version=record.version, now=RECEIVED)
    else:
        ask_refusal(record, GROUNDS, by=first, version=record.version, now=RECEIVED)
        decide_refusal(record, approve=True, words="So.", by=second, version=record.version, now=RECEIVED)
        if ends == "taken_on":
            take_on_as_directed(record, words="So.", by=second, version=record.version, now=RECEIVED)
    assert told(record)[f"complaints/{ends}"] == {world.tenant.id, *(person.id for person in neighbours)}
