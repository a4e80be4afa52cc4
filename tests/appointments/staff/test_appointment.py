"""An appointment for staff: what its page says, each act, two officers at once, times taken meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.appointments.models.bookings import Appointment, Proposal
from portal.appointments.places import Place
from portal.appointments.services.agreeing import offer, propose
from portal.appointments.services.calling import missed_by_us
from portal.appointments.states import State
from portal.appointments.targets import TELL
from portal.appointments.wishes import Wishes
from portal.commitments.models import Commitment
from portal.commitments.services.keeping import open_commitments
from portal.database import db
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.records.models import Entry
from tests.appointments.staff.desk import NOW, TEN, Desk, a_desk, act, address_of, at, record_of, slot
from tests.cases_staff.conftest import set_clock
from tests.cases_staff.reading import hidden, text_of
from tests.client import StrictClient
from tests.factories.appointments import a_booked_appointment, an_interpreter, set_rules
from tests.factories.needs import a_marker
from tests.factories.people import a_staff_member

HEARD = {"how": "phone", "body": "Yes, that one is fine."}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return a_desk()


@pytest.fixture
def officer(client: StrictClient, desk: Desk) -> StrictClient:
    client.sign_in_as(desk.arranger)
    return client


def now_of(appointment: Appointment) -> Appointment:
    """The row as it is stored now."""
    found = db.session.get(Appointment, appointment.id, populate_existing=True)
    assert found is not None
    return found


def sent(kind: str) -> list[OutgoingMessage]:
    query = sa.select(OutgoingMessage).where(OutgoingMessage.kind == f"appointments/{kind}")
    return list(db.session.scalars(query))


def offered_by(desk: Desk, appointment: Appointment, *times: datetime) -> list[Proposal]:
    offer(
        appointment,
        record_of(appointment),
        slots=[(one, desk.joanna.id) for one in times],
        by=desk.arranger.id,
        now=NOW + timedelta(minutes=1),  # the record's version rises with the moment it was touched
    )
    database.commit()
    return list(db.session.scalars(sa.select(Proposal).order_by(Proposal.id)))


def suiting(appointment: Appointment, begins: datetime, ends: datetime, **given: Any) -> None:
    propose(appointment, record_of(appointment), suits=[(begins, ends)], by=None, now=NOW, **given)
    database.commit()


def test_the_page_says_when_where_with_whom_and_what_helps(desk: Desk, officer: StrictClient) -> None:
    an_interpreter(late_change="£60 within 24 hours")
    a_marker(desk.tenant, by=desk.colleague, instruction="Ring before you go.")
    booked = desk.booked(
        place=Place.OFFICE, office_id=desk.office.id, wishes=Wishes(language="so", is_private=False)
    )
    page = text_of(officer.get(address_of(booked)))
    for words in (
        "Talk about your tenancy",
        "Thursday 5 November 2026, 10am to 11am",
        "High Street office",
        "Room 1",
        "Joanna Blake",
        "Hodan Ali",
        "A late change costs: £60 within 24 hours",
        "an interpreter for Somali",
        "Amina Farah",
        "Ring before you go.",
    ):
        assert words in page
    assert officer.statement_count <= 10


def test_an_instruction_for_a_visit_stands_before_everything_else(desk: Desk, officer: StrictClient) -> None:
    a_marker(desk.tenant, by=desk.colleague, needs_two=True)
    booked = desk.booked(place=Place.HOME, address="Flat 6, Kingfisher Court, BS6 5TR", area="BS6")
    page = text_of(officer.get(address_of(booked)))
    assert "Visit in pairs." in page
    assert "Two of us go." in page
    assert "Joanna Blake Sam Hill" in page
    assert officer.statement_count <= 10


def test_who_may_not_see_the_record_finds_nothing(desk: Desk, client: StrictClient) -> None:
    neighbour = a_staff_member(given_name="Nia")
    booked = desk.booked()
    client.sign_in_as(neighbour)
    assert client.get(address_of(booked)).status_code == 200
    record_of(booked).restricted = True
    database.commit()
    assert client.get(address_of(booked)).status_code == 404


def test_times_are_offered(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    page = officer.get(address_of(wanted, "offer"))
    assert "Tuesday 3 November 2026 at 10:30am, with Joanna Blake" in text_of(page)
    assert officer.statement_count <= 10
    answer = act(officer, wanted, "offer", times=[slot(TEN, desk.joanna)], body="Which suits you?")
    assert (answer.status_code, answer.location) == (303, address_of(wanted) + "?did=offer")
    assert now_of(wanted).state == State.OFFERED
    assert len(sent("offered")) == 1


@pytest.mark.parametrize(
    ("task", "fields", "said"),
    [
        ("offer", {"times": []}, ["Choose from 1 to 5 times"]),
        ("offer", {"times": ["nonsense"]}, ["Choose from 1 to 5 times"]),
        ("agree", {}, ["Choose a time", "Choose how they told you", "Write what they said"]),
        ("unmet", {}, ["Choose the wish", "Write what you tried", "Write why it cannot be met"]),
        ("their-times", {}, ["Enter a day that suits them, for example 27 3 2026", "Write what they said"]),
        ("no-new-time", {}, ["Choose how they told you", "Write what they said"]),
    ],
)
def test_what_is_missing_is_said(
    desk: Desk, officer: StrictClient, task: str, fields: dict[str, Any], said: list[str]
) -> None:
    answer = act(officer, desk.wanted(wishes=Wishes(gender="woman")), task, **fields)
    assert (answer.status_code, [one for one in said if one not in text_of(answer)]) == (422, [])


@pytest.mark.parametrize(
    ("task", "fields", "said"),
    [
        ("move", {}, ["Choose a time", "Choose who needs another time"]),
        ("move", {"who": "us"}, ["Choose a time", "Write why we cannot keep it"]),
        ("officer", {"body": "She is ill."}, ["Choose who takes it over"]),
        ("cancel", {}, ["Write why we cancel"]),
        ("they-cancel", {}, ["Choose how they told you"]),
    ],
)
def test_what_is_missing_once_a_time_is_agreed(
    desk: Desk, officer: StrictClient, task: str, fields: dict[str, Any], said: list[str]
) -> None:
    answer = act(officer, desk.booked(), task, **fields)
    assert (answer.status_code, [one for one in said if one not in text_of(answer)]) == (422, [])


def test_a_time_within_what_suits_them_is_taken(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    afternoon = (at("2026-11-05 14:00"), at("2026-11-05 17:00"))
    suiting(wanted, *afternoon, never=[(at("2026-11-05 15:00"), at("2026-11-05 15:30"))])
    assert "Take a time that suits them" in text_of(officer.get(address_of(wanted)))
    page = text_of(officer.get(address_of(wanted, "accept")))
    assert "at 2pm, with" in page
    assert "at 2:30pm, with" not in page  # it would run into a stretch that never does
    assert "at 4pm, with" in page
    assert "at 4:30pm, with" not in page  # it would run over what suits them
    assert officer.statement_count <= 10
    answer = act(officer, wanted, "accept", time=slot(at("2026-11-05 16:00"), desk.sam))
    assert answer.status_code == 303
    assert (now_of(wanted).state, now_of(wanted).officer_id) == (State.AGREED, desk.sam.id)


def test_a_time_is_agreed_while_they_are_on_the_phone(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    assert act(officer, wanted, "agree", time=slot(TEN, desk.joanna), **HEARD).status_code == 303
    assert now_of(wanted).starts_at == TEN
    heard = db.session.scalars(sa.select(Entry).where(Entry.act == "appointment.their word")).one()
    assert (heard.body, heard.channel, heard.actor_id) == (HEARD["body"], "phone", desk.arranger.id)
    assert "They told us" in text_of(officer.get(address_of(wanted)))


def test_a_time_taken_meanwhile_brings_the_nearest_and_loses_nothing(
    desk: Desk, officer: StrictClient
) -> None:
    wanted = desk.wanted()
    fields = {**hidden(officer.get(address_of(wanted, "agree"))), **HEARD, "time": slot(TEN, desk.joanna)}
    a_booked_appointment(desk.purpose, desk.tenant, starts_at=TEN, officer=desk.joanna)
    answer = officer.post(address_of(wanted, "agree"), data=fields)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "That time is not free any more." in page
    assert "The nearest times that are free" in page
    assert "Thursday 5 November 2026 at 11am, with Joanna Blake" in page
    assert HEARD["body"] in page
    assert now_of(wanted).state == State.WANTED
    again = {**hidden(answer), **HEARD, "time": slot(at("2026-11-05 11:00"), desk.joanna)}
    assert officer.post(address_of(wanted, "agree"), data=again).status_code == 303


def test_the_second_of_two_officers_sees_what_the_first_did(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    fields = {**hidden(officer.get(address_of(wanted, "offer"))), "body": "Mine", "times": []}
    fields["times"] = [slot(TEN, desk.joanna)]
    offered_by(desk, wanted, at("2026-11-06 09:00"))
    answer = officer.post(address_of(wanted, "offer"), data=fields)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Somebody changed this appointment while you were writing" in page
    assert "We offered times" in page
    assert "Mine" in page
    again = {**hidden(answer), "body": "Mine", "times": [slot(TEN, desk.joanna)]}
    assert officer.post(address_of(wanted, "offer"), data=again).status_code == 303


def test_what_cannot_be_done_any_more_is_said(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    fields = {**hidden(officer.get(address_of(wanted, "offer"))), "times": [slot(TEN, desk.joanna)]}
    act(officer, wanted, "agree", time=slot(TEN, desk.joanna), **HEARD)
    answer = officer.post(address_of(wanted, "offer"), data=fields)
    assert answer.status_code == 409
    assert "cannot be done with the appointment as it is now" in text_of(answer)
    assert officer.get(address_of(wanted, "offer")).location == address_of(wanted) + "?did=not-now"


@pytest.mark.parametrize(("who", "body"), [("us", "Joanna is in court that day."), ("customer", "")])
def test_it_is_moved(desk: Desk, officer: StrictClient, who: str, body: str) -> None:
    booked = desk.booked()
    to = at("2026-11-05 10:30")  # its own time is not in its way
    answer = act(officer, booked, "move", time=slot(to, desk.joanna), who=who, body=body)
    assert answer.status_code == 303
    assert (now_of(booked).starts_at, now_of(booked).sequence) == (to, 1)
    assert len(sent("moved")) == 1


def test_staff_move_it_for_them_after_their_own_limit(desk: Desk, officer: StrictClient) -> None:
    booked = desk.booked()
    set_clock(TEN - timedelta(hours=1))
    answer = act(officer, booked, "move", time=slot(at("2026-11-05 12:00"), desk.joanna), who="customer")
    assert answer.status_code == 303


def test_somebody_else_comes_at_the_same_time(desk: Desk, officer: StrictClient) -> None:
    booked = desk.booked()
    answer = act(officer, booked, "officer", officer=str(desk.sam.id), body="Joanna is ill.")
    assert answer.status_code == 303
    assert (now_of(booked).officer_id, now_of(booked).starts_at) == (desk.sam.id, TEN)
    taken = desk.booked(at("2026-11-06 10:00"), officer=desk.joanna)
    a_booked_appointment(desk.purpose, starts_at=at("2026-11-06 10:00"), officer=desk.sam)
    refused = act(officer, taken, "officer", officer=str(desk.sam.id), body="Joanna is ill.")
    assert refused.status_code == 422
    assert "They are not free then" in text_of(refused)


def test_the_visit_sheet_is_offered_to_those_who_may_open_it(desk: Desk, client: StrictClient) -> None:
    booked = desk.booked()
    sheet = f"/staff/visits/{record_of(booked).reference}"
    for reader, offered in ((desk.arranger, True), (desk.colleague, False)):
        client.sign_in_as(reader)
        assert (sheet in client.get(address_of(booked)).get_data(as_text=True)) is offered
        assert client.get(sheet).status_code == (200 if offered else 404)


def test_before_cancelling_the_page_says_what_it_will_do(desk: Desk, officer: StrictClient) -> None:
    set_rules(tell_minutes=60)
    an_interpreter(late_change="£60 within 24 hours")
    booked = desk.booked(wishes=Wishes(language="so"))
    page = text_of(officer.get(address_of(booked, "cancel")))
    assert "by 11am on Tuesday 3 November 2026" in page  # an hour from now they are told
    assert "£60 within 24 hours" in page
    assert "It cannot be closed before there is a new time" in page
    assert officer.statement_count <= 10
    assert (
        "10am, with" not in page.partition("Thursday 5 November")[2].partition("Friday 6")[0].split("11am")[0]
    )


def test_cancelled_by_us_the_times_go_with_the_apology(desk: Desk, officer: StrictClient) -> None:
    booked = desk.booked()
    reason = "Joanna is ill, and nobody else knows your case."
    times = [slot(at("2026-11-06 09:00"), desk.sam), slot(at("2026-11-09 14:00"), desk.sam)]
    assert act(officer, booked, "cancel", reason=reason, times=times).status_code == 303
    assert now_of(booked).state == State.OFFERED
    [message] = sent("cancelled_by_us")
    assert reason in message.text
    assert "Monday 9 November 2026 at 2pm" in message.text
    page = text_of(officer.get(address_of(booked)))
    assert "Times we offered" in page
    assert "They want no new time" in page


@pytest.mark.parametrize("number", [4])
def test_no_more_than_three_times_go_with_an_apology(desk: Desk, officer: StrictClient, number: int) -> None:
    times = [slot(TEN + timedelta(hours=n), desk.sam) for n in range(number)]
    answer = act(officer, desk.booked(), "cancel", reason="Joanna is ill.", times=times)
    assert answer.status_code == 422
    assert "Choose at most 3 times" in text_of(answer)


def test_a_wish_that_cannot_be_met_is_theirs_to_decide(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted(wishes=Wishes(gender="woman"))
    fields = {"wish": "woman", "effort": "We asked both teams.", "reason": "No woman is here in November."}
    assert act(officer, wanted, "unmet", **fields).status_code == 303
    page = text_of(officer.get(address_of(wanted)))
    assert "A wish cannot be met: an officer who is a woman." in page
    assert "What we tried: We asked both teams." in page
    assert "It is their turn." in page
    assert act(officer, wanted, "their-choice", choice="another officer", **HEARD).status_code == 303
    assert now_of(wanted).needs == {}
    assert "They chose another officer." in text_of(officer.get(address_of(wanted)))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("video", "By video"),
        ("home", "At their home: Flat 6, Kingfisher Court, BS6 5TR"),
        ("office", "At an office: High Street office"),
    ],
)
def test_another_way_to_meet(desk: Desk, officer: StrictClient, place: str, said: str) -> None:
    wanted = desk.wanted()
    fields = {"place": place, "office": str(desk.office.id), **HEARD}
    assert act(officer, wanted, "their-way", **fields).status_code == 303
    assert said in text_of(officer.get(address_of(wanted)))
    desk.purpose.places = "phone"
    refused = act(officer, wanted, "their-way", **fields)
    assert "This is not done there. Choose another place" in text_of(refused)


def test_their_word_by_phone_takes_a_time_of_ours(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    _, second = offered_by(desk, wanted, TEN, at("2026-11-06 09:00"))
    assert "It is their turn." in text_of(officer.get(address_of(wanted)))
    answer = act(officer, wanted, "they-accept", proposal=str(second.id), **HEARD)
    assert answer.status_code == 303
    assert now_of(wanted).starts_at == at("2026-11-06 09:00")


def test_their_word_by_phone_gives_other_times(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    offered_by(desk, wanted, TEN)
    fields = {
        **HEARD,
        "suits_1_on-day": "9",
        "suits_1_on-month": "11",
        "suits_1_on-year": "2026",
        "suits_1_from": "2pm",
        "never_1_on-day": "10",
        "never_1_on-month": "11",
        "never_1_on-year": "2026",
    }
    assert act(officer, wanted, "their-times", **fields).status_code == 303
    assert now_of(wanted).state == State.WANTED
    page = text_of(officer.get(address_of(wanted)))
    assert "When they can Monday 9 November 2026 from 2pm" in page
    assert "never: Tuesday 10 November 2026, the whole day" in page
    refused = act(officer, wanted, "their-times", **{**fields, "suits_1_until": "1pm"})
    assert "Enter a time after the one it begins at" in text_of(refused)


def test_only_their_word_closes_what_we_could_not_keep(desk: Desk, officer: StrictClient) -> None:
    booked = desk.booked()
    act(officer, booked, "cancel", reason="Joanna is ill.", times=[])
    said = {"how": "phone", "body": "It has sorted itself out."}
    assert act(officer, booked, "no-new-time", **said).status_code == 303
    assert now_of(booked).no_new_time == said["body"]
    page = text_of(officer.get(address_of(booked)))
    assert "closed" in page
    assert "Nothing more to do." in page


def test_told_by_phone_before_any_message_left(desk: Desk, officer: StrictClient) -> None:
    booked = desk.booked()
    act(officer, booked, "cancel", reason="Joanna is ill.", times=[])
    [telling] = [c for c in open_commitments(booked.id) if c.standard == TELL]
    said = {"how": "phone", "body": "Thank you for ringing."}
    assert act(officer, booked, "told", **said).status_code == 303
    db.session.expire_all()
    kept = db.session.get_one(Commitment, telling.id)
    assert kept.kept_event == "notified"
    assert kept.kept_at is not None
    assert NOW <= kept.kept_at < NOW + timedelta(minutes=1)
    page = text_of(officer.get(address_of(booked)))
    assert "Thank you for ringing." in page


def test_they_cancel_by_phone(desk: Desk, officer: StrictClient) -> None:
    booked = desk.booked()
    set_clock(TEN - timedelta(minutes=30))
    said = {"how": "phone", "body": "I am better and do not need it."}
    assert act(officer, booked, "they-cancel", **said).status_code == 303
    assert now_of(booked).state == State.CANCELLED


def test_what_we_missed_asks_for_another_time(desk: Desk, officer: StrictClient) -> None:
    booked = desk.booked()
    later = TEN + timedelta(hours=2)
    set_clock(later)
    missed_by_us(booked, record_of(booked), words="", by=desk.arranger.id, now=later)
    page = officer.get(address_of(booked))
    assert "Book another time" in text_of(page)
    reference = record_of(booked).reference
    assert f"/staff/appointments/new?person={desk.tenant.id}&amp;instead={reference}" in page.text


def test_reception_may_arrange_and_an_administrator_may_not(desk: Desk, client: StrictClient) -> None:
    wanted = desk.wanted()
    for role, status in ((Role.RECEPTION, 200), (Role.ADMINISTRATOR, 403)):
        client.sign_in_as(a_staff_member(role, given_name=role.title()))
        assert client.get(address_of(wanted, "offer")).status_code == status


def test_how_a_date_was_counted(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    page = officer.get(address_of(wanted))
    assert "Appointment arranged" in text_of(page)
    link = next(part for part in page.text.split('"') if "how-we-counted" in part)
    assert "How we counted" in text_of(officer.get(link))
