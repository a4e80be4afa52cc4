"""Finding a time that suits both: proposals, offers, answers, and wishes that cannot be met."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.appointments.models.bookings import Appointment, Proposal
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.queries.appointments import proposals_of
from portal.appointments.services.agreeing import (
    accept,
    choose_for_unmet,
    decline,
    offer,
    propose,
    unmet,
)
from portal.appointments.states import State
from portal.appointments.wishes import Choice, Unmet, Wishes
from portal.clock.intervals import Interval
from portal.commitments.models import Commitment
from portal.database import db
from portal.errors import RuleBroken
from portal.messaging.models import OutgoingMessage
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_purpose,
    a_wanted_appointment,
    an_officer,
    at,
    holds,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member

HOUR = timedelta(hours=1)
TEN = at("2026-11-05 10:00")


@pytest.fixture
def officer(app: Flask) -> Resource:
    """A landlord with one officer."""
    a_whole_landlord()
    return an_officer()


@pytest.fixture
def purpose(officer: Resource) -> Purpose:
    """An hour, without a break."""
    return a_purpose()


@pytest.fixture
def wanted(purpose: Purpose) -> Appointment:
    """An appointment that has no time yet, with an officer who is a woman wished for."""
    return a_wanted_appointment(purpose, a_person(), wishes=Wishes(gender="woman"))


@pytest.fixture
def staff(officer: Resource) -> int:
    """Somebody who arranges it for us."""
    return a_staff_member(given_name="Samuel").id


def stretch(text: str) -> Interval:
    """ "2026-11-05 09:00-12:00" """
    begins, ends = text.rsplit("-", 1)
    return at(begins), at(f"{begins.split()[0]} {ends}")


def answers() -> list[tuple[int, bool, str]]:
    query = sa.select(Proposal).order_by(Proposal.id)
    return [(p.round, p.by_staff, p.answer) for p in db.session.scalars(query)]


def messages() -> list[str]:
    kinds = db.session.scalars(sa.select(OutgoingMessage.kind).order_by(OutgoingMessage.id))
    return [kind.removeprefix("appointments/") for kind in kinds]


def still_promised(record_id: int) -> bool:
    """Whether the promise to arrange it runs."""
    open_ones = sa.select(Commitment.id).where(
        Commitment.record_id == record_id,
        Commitment.standard == "arrange-appointment",
        Commitment.ended_at.is_(None),
    )
    return db.session.scalar(open_ones) is not None


def set_free(appointment: Appointment) -> None:
    """The wish for a woman is dropped, since the only officer here is nobody in particular."""
    appointment.needs = {}
    db.session.commit()


def test_offers_and_counter_offers_until_one_is_accepted(
    wanted: Appointment, staff: int, officer: Resource
) -> None:
    set_free(wanted)
    record, customer = wanted.record, wanted.record.person_id
    suits, never = [stretch("2026-11-06 09:00-12:00")], [stretch("2026-11-05 09:00-17:00")]

    propose(wanted, record, suits=suits, never=never, words="I work at night.", by=customer, now=NOW)
    assert (wanted.state, answers()) == (State.WANTED, [(1, False, ""), (1, False, "")])

    slots = [(at("2026-11-06 14:00"), officer.id), (at("2026-11-09 09:00"), None)]
    offer(wanted, record, slots=slots, words="Would one of these do?", by=staff, now=NOW)
    assert wanted.state == State.OFFERED
    assert [answer for _, _, answer in answers()] == ["superseded", "superseded", "", ""]
    assert holds() == []  # what is offered is not held

    decline(wanted, record, words="Mondays only.", by=customer, now=NOW)
    assert (wanted.state, still_promised(record.id)) == (State.WANTED, True)

    offer(wanted, record, slots=[(at("2026-11-09 10:00"), None)], words="", by=staff, now=NOW)
    (offered, *_) = proposals_of(wanted.id)
    accept(offered, wanted, record, by=customer, now=NOW + HOUR)
    assert (wanted.state, wanted.starts_at) == (State.AGREED, at("2026-11-09 10:00"))
    assert not still_promised(record.id)
    assert [answer for _, _, answer in answers()][2:] == ["declined", "declined", "accepted"]
    assert messages() == ["asked", "offered", "offered", "booked"]


def test_staff_accept_a_stretch_at_the_first_time_free_in_it_that_was_not_ruled_out(
    wanted: Appointment, staff: int, purpose: Purpose
) -> None:
    set_free(wanted)
    a_booked_appointment(purpose, a_person(given_name="Bill"), starts_at=at("2026-11-06 09:00"))
    suits, never = [stretch("2026-11-06 09:00-13:00")], [stretch("2026-11-06 10:00-11:30")]
    propose(wanted, wanted.record, suits=suits, never=never, by=None, now=NOW)
    stretches = proposals_of(wanted.id)

    with pytest.raises(RuleBroken, match="overtaken"):
        accept(stretches[1], wanted, wanted.record, by=staff, now=NOW)  # it never suits
    with pytest.raises(RuleBroken, match="outside"):
        accept(stretches[0], wanted, wanted.record, by=staff, now=NOW, starts_at=at("2026-11-06 13:00"))
    slot = accept(stretches[0], wanted, wanted.record, by=staff, now=NOW)

    assert slot.starts_at == at("2026-11-06 11:30")


def test_an_offer_somebody_else_took_is_refused_with_the_nearest_and_stays_open(
    wanted: Appointment, staff: int, purpose: Purpose
) -> None:
    set_free(wanted)
    offer(wanted, wanted.record, slots=[(TEN, None), (TEN + 2 * HOUR, None)], by=staff, now=NOW)
    a_booked_appointment(purpose, a_person(given_name="Bill"), starts_at=TEN)
    (first, *_) = proposals_of(wanted.id)

    with pytest.raises(RuleBroken, match="taken") as refused, db.session.begin_nested():
        accept(first, wanted, wanted.record, by=None, now=NOW)

    assert refused.value.facts["nearest"]
    assert [answer for _, _, answer in answers()] == ["", ""]
    assert wanted.state == State.OFFERED


def test_what_cannot_be_had_is_not_offered(wanted: Appointment, staff: int) -> None:
    set_free(wanted)
    with pytest.raises(RuleBroken, match="cannot be offered"):
        offer(wanted, wanted.record, slots=[(at("2026-11-07 10:00"), None)], by=staff, now=NOW)
    with pytest.raises(RuleBroken, match="no times given"):
        offer(wanted, wanted.record, slots=[], by=staff, now=NOW)


def test_we_decline_what_they_propose_with_a_reason_they_are_sent(wanted: Appointment, staff: int) -> None:
    with pytest.raises(RuleBroken, match="nothing to decline"):
        decline(wanted, wanted.record, words="No.", by=staff, now=NOW)
    propose(wanted, wanted.record, suits=[stretch("2026-11-08 09:00-12:00")], by=None, now=NOW)
    with pytest.raises(RuleBroken, match="reason missing"), db.session.begin_nested():
        decline(wanted, wanted.record, words=" ", by=staff, now=NOW)
    decline(wanted, wanted.record, words="Nobody works on a Sunday.", by=staff, now=NOW)
    assert messages()[-1] == "proposal_declined"
    assert answers() == [(1, False, "declined")]


STRETCHES = [
    ("no times given", []),
    ("ends before it begins", [(TEN, TEN)]),
    ("in the past", [(NOW - 2 * HOUR, NOW)]),
]


@pytest.mark.parametrize(("rule", "suits"), STRETCHES, ids=[rule for rule, _ in STRETCHES])
def test_times_that_cannot_suit_are_refused(wanted: Appointment, rule: str, suits: list[Interval]) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(wanted, wanted.record, suits=suits, by=None, now=NOW)
    assert refused.value.rule == rule


def test_nothing_is_proposed_once_a_time_is_held(purpose: Purpose, staff: int) -> None:
    booked = a_booked_appointment(purpose, a_person(), starts_at=TEN)
    with pytest.raises(RuleBroken, match="not now"):
        propose(booked, booked.record, suits=[stretch("2026-11-06 09:00-12:00")], by=None, now=NOW)
    with pytest.raises(RuleBroken, match="not now"):
        offer(booked, booked.record, slots=[(TEN + 24 * HOUR, None)], by=staff, now=NOW)


@pytest.mark.parametrize(
    ("choice", "gender"),
    [(Choice.WAIT, "woman"), (Choice.ANOTHER_WAY, "woman"), (Choice.ANOTHER_OFFICER, "")],
)
def test_a_wish_that_cannot_be_met_is_written_down_and_the_customer_chooses(
    wanted: Appointment, staff: int, choice: Choice, gender: str
) -> None:
    said = {
        "effort": "We asked the other team.",
        "reason": "None is free.",
    }
    for name, rule in (("effort", "effort missing"), ("reason", "reason missing")):
        with pytest.raises(RuleBroken, match=rule):
            unmet(wanted, wanted.record, wish=Unmet.WOMAN, **{**said, name: " "}, by=staff, now=NOW)
    unmet(wanted, wanted.record, wish=Unmet.WOMAN, **said, by=staff, now=NOW)
    assert wanted.unmet == "woman"  # no sentence: every reader has it in words of their own language
    assert messages()[-1] == "unmet_wish"
    text = (
        db.session.scalars(sa.select(OutgoingMessage.text).order_by(OutgoingMessage.id.desc())).first() or ""
    )
    assert said["effort"] in text
    assert said["reason"] in text

    choose_for_unmet(wanted, wanted.record, choice=choice, by=wanted.record.person_id, now=NOW)

    assert wanted.unmet_choice == choice
    assert Wishes.from_json(wanted.needs).gender == gender
    assert still_promised(wanted.id)
    with pytest.raises(RuleBroken, match="nothing to choose"):
        choose_for_unmet(wanted, wanted.record, choice=Choice.WAIT, by=None, now=NOW)
