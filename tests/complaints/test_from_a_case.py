"""A complaint beside an enquiry: the choice is offered, the first time counts, the enquiry goes on."""

from __future__ import annotations

from datetime import date

import pytest

from portal.cases.feedback import Where, Wish
from portal.cases.models import Case
from portal.cases.services.complaining import Complaining, answer_offer, offer, open_complaint
from portal.cases.stages import Status
from portal.charters.standards import CaseKind
from portal.complaints.services.defining import define_and_acknowledge
from portal.complaints.stages import Act, State
from portal.database import db
from portal.needs.details import LargePrint
from portal.needs.markers import NeedKind
from portal.records.models import Record
from portal.records.queries import entries_of
from tests.cases_services.world import commitments, messages
from tests.complaints.world import DAY, DEFINITION, RECEIVED, WORDS, World, reader, standing
from tests.factories.needs import a_need

NOW = RECEIVED + 3 * DAY
UNHAPPY = Complaining(words="Nobody has come.")


@pytest.fixture
def enquiry(world: World) -> Record:
    """An enquiry of three days ago."""
    return world.raised(kind=CaseKind.ENQUIRY, words="Who mends the light?")


@pytest.mark.provision("1.3")
@pytest.mark.parametrize(("wish", "opens"), [(Wish.YES, True), (Wish.NO, False), (Wish.NOT_SURE, False)])
def test_the_choice_is_offered_and_kept_with_its_answer(
    world: World, enquiry: Record, wish: Wish, opens: bool
) -> None:
    choice = offer(enquiry, where=Where.REPLY, words="I am cross.", by=None, now=NOW)
    opened = answer_offer(choice, enquiry, wish=wish, complaint=UNHAPPY, by=world.tenant.id, now=NOW)
    assert (choice.answer, choice.answered_at, opened is not None) == (wish, NOW, opens)


@pytest.mark.provision("1.4", "1.5", "FAQ")
def test_the_complaint_counts_from_the_first_time_and_the_enquiry_goes_on(
    world: World, enquiry: Record
) -> None:
    before = [(c.label, c.due_on) for c in commitments(enquiry) if c.ended_at is None]
    opened = open_complaint(enquiry, UNHAPPY, by=world.tenant.id, now=NOW)
    assert standing(opened).state is State.RECEIVED  # at once stage 1: there is nothing before it
    assert {c.clause: c.due_on for c in commitments(opened)}["6.2"] == date(2026, 11, 10)
    assert [(c.label, c.due_on) for c in commitments(enquiry) if c.ended_at is None] == before
    assert db.session.get_one(Case, enquiry.id).status == Status.OPEN


@pytest.mark.provision("3.1", "5.10")
def test_letters_about_a_complaint_come_in_the_form_that_was_asked_for(world: World) -> None:
    a_need(world.tenant, NeedKind.LARGE_PRINT, LargePrint(points=24))
    record = world.assigned(world.raised(), world.first)
    define_and_acknowledge(record, DEFINITION, by=reader(world.first), version=record.version, now=RECEIVED)
    assert {(m.format, m.points) for m in messages(record)} == {("large print", 24)}


@pytest.mark.provision("5.12")
def test_first_words_stay_as_they_were_and_what_was_done_stands_in_order(world: World) -> None:
    record = world.asked_again()
    assert db.session.get_one(Case, record.id).words == WORDS
    said = entries_of(record.id, public_only=False)
    assert said[-1].body == WORDS
    assert [entry.at for entry in said] == sorted((entry.at for entry in said), reverse=True)
    assert [e.act for e in reversed(said) if e.act in (Act.ACKNOWLEDGED, Act.ANSWERED, Act.ESCALATED)] == [
        Act.ACKNOWLEDGED,
        Act.ANSWERED,
        Act.ESCALATED,
    ]
    assert all(entry.actor_id is not None for entry in said)
