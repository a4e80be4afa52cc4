"""Booking for somebody on the phone or at the desk, and planning a visit nobody asked for."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.appointments.models.bookings import Appointment
from portal.appointments.services.calling import missed_by_us
from portal.appointments.states import State
from portal.database import db
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.needs.details import Interpreter
from portal.needs.markers import NeedKind
from portal.records.models import Record
from tests.appointments.staff.desk import TEN, Desk, a_desk, address_of, at, record_of, slot
from tests.cases_staff.conftest import set_clock
from tests.cases_staff.reading import hidden, text_of
from tests.client import StrictClient
from tests.factories.appointments import a_booked_appointment, an_interpreter
from tests.factories.needs import a_marker, a_need
from tests.factories.people import a_staff_member, a_tenancy

NEW, TIME = "/staff/appointments/new", "/staff/appointments/new/time"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return a_desk()


@pytest.fixture
def officer(client: StrictClient, desk: Desk) -> StrictClient:
    client.sign_in_as(desk.arranger)
    return client


def filled(desk: Desk, **given: Any) -> dict[str, Any]:
    """What somebody types who is on the phone with the tenant."""
    return {
        "purpose": str(desk.purpose.id),
        "words": "My neighbour is loud at night.",
        "channel": "phone",
        "received_on-day": "3",
        "received_on-month": "11",
        "received_on-year": "2026",
        "received_at": "9:30am",
        "urgent": "no",
        "place": "office",
        "office": str(desk.office.id),
        "home": str(desk.tenancy.id),
        "officer": "",
        "helps": "told",
        "gender": "",
        "language": "",
        "mode": "any",
        "name": "Amina Farah",
        "phone": "07700 900142",
        "email": "amina@home.example",
        **given,
    }


def planned(desk: Desk, **given: Any) -> dict[str, Any]:
    """What an officer types who plans a visit."""
    return filled(desk, place="home", why="We check the smoke alarms.", notice="yes", **given)


def begin(client: StrictClient, fields: dict[str, Any], query: str) -> TestResponse:
    """The first page, filled in and sent."""
    page = client.get(f"{NEW}?{query}")
    assert page.status_code == 200
    return client.post(f"{NEW}?{query}", data={**hidden(page), **fields})


def book(client: StrictClient, fields: dict[str, Any], query: str, **chosen: str) -> TestResponse:
    """Both pages."""
    assert begin(client, fields, query).location == TIME
    return client.post(TIME, data={"submission": hidden_submission(client), **chosen})


def hidden_submission(client: StrictClient) -> str:
    return hidden_of(client.get(TIME), "submission")


def hidden_of(page: TestResponse, name: str) -> str:
    return page.text.partition(f'name="{name}" value="')[2].partition('"')[0]


def only() -> tuple[Record, Appointment]:
    row = db.session.execute(
        sa.select(Record, Appointment).join(Appointment, Appointment.id == Record.id)
    ).one()
    return row[0], row[1]


def kinds_sent() -> list[str]:
    found = db.session.scalars(sa.select(OutgoingMessage.kind).order_by(OutgoingMessage.id))
    return [kind.removeprefix("appointments/") for kind in found if kind.startswith("appointments/")]


def test_booked_on_the_phone(desk: Desk, officer: StrictClient) -> None:
    whom = f"person={desk.tenant.id}"
    assert "Amina Farah" in text_of(officer.get(f"{NEW}?{whom}"))
    answer = book(officer, filled(desk), whom, time=slot(TEN, desk.joanna))
    record, appointment = only()
    assert answer.location == f"/staff/appointments/{record.reference}?did=booked"
    assert (appointment.state, appointment.starts_at) == (State.AGREED, TEN)
    assert (record.channel, record.received_at) == ("phone", at("2026-11-03 09:30"))
    assert record.raised_by_id == desk.arranger.id
    assert "booked" in kinds_sent()


def test_the_page_of_times_says_what_was_entered(desk: Desk, officer: StrictClient) -> None:
    begin(officer, filled(desk), f"person={desk.tenant.id}")
    officer.get(f"{NEW}?person={desk.tenant.id}")
    assert officer.statement_count <= 10
    page = text_of(officer.get(TIME))
    assert officer.statement_count <= 10, officer.statement_count
    assert "Talk about your tenancy · Amina Farah · At an office · 60 minutes" in page
    assert "Tuesday 3 November 2026 at 10:30am, with Joanna Blake" in page
    assert "Times from" in page


def test_sent_twice_it_is_booked_once(desk: Desk, officer: StrictClient) -> None:
    begin(officer, filled(desk), f"person={desk.tenant.id}")
    fields = {"submission": hidden_submission(officer), "time": slot(TEN, desk.joanna)}
    first, second = officer.post(TIME, data=fields), officer.post(TIME, data=fields)
    assert first.location == second.location
    only()


def test_where_no_time_suits_it_is_kept_to_be_arranged(desk: Desk, officer: StrictClient) -> None:
    answer = book(officer, filled(desk), f"person={desk.tenant.id}", later="1")
    record, appointment = only()
    assert appointment.state == State.WANTED
    assert record.next_due_at is not None
    assert answer.location == f"/staff/appointments/{record.reference}?did=kept"


def test_what_they_told_us_counts_without_being_shown(desk: Desk, officer: StrictClient) -> None:
    an_interpreter()
    a_need(desk.tenant, NeedKind.INTERPRETER, Interpreter(language="so"))
    whom = f"person={desk.tenant.id}"
    page = text_of(officer.get(f"{NEW}?{whom}"))
    assert "They told us of: interpreter." in page
    book(officer, filled(desk), whom, time=slot(TEN, desk.joanna))
    _, appointment = only()
    assert appointment.needs == {"language": "so"}


def test_what_is_written_here_counts_for_this_one(desk: Desk, officer: StrictClient) -> None:
    a_need(desk.tenant, NeedKind.INTERPRETER, Interpreter(language="so"))
    fields = filled(desk, helps="here", companion="Her sister", door_minutes="5", step_free="")
    book(officer, fields, f"person={desk.tenant.id}", later="1")
    _, appointment = only()
    assert appointment.needs == {"companion": "Her sister", "door_minutes": 5}


def test_a_visit_planned_unasked_sends_its_notice(desk: Desk, officer: StrictClient) -> None:
    answer = book(officer, planned(desk), f"person={desk.tenant.id}&unasked=1", time=slot(TEN, desk.joanna))
    record, appointment = only()
    assert answer.location == f"/staff/appointments/{record.reference}?did=planned"
    assert kinds_sent() == ["visit_planned"]
    message = db.session.scalars(sa.select(OutgoingMessage)).one()
    for words in ("Joanna", "4471", "We check the smoke alarms.", appointment.code or "no code"):
        assert words in message.text
    assert record.next_due_at is None or record.next_due_at >= TEN


def test_without_a_notice_the_reason_is_kept_for_staff(desk: Desk, officer: StrictClient) -> None:
    reason = "They asked us in writing never to send letters."
    fields = planned(desk) | {"notice": "no", "no_notice_reason": reason}
    query = f"person={desk.tenant.id}&unasked=1"
    answer = book(officer, fields, query, time=slot(TEN, desk.joanna))
    record, appointment = only()
    assert answer.location == f"/staff/appointments/{record.reference}?did=planned-silently"
    assert kinds_sent() == []
    assert appointment.no_notice_reason == reason
    assert f"No notice was sent: {reason}" in text_of(officer.get(address_of(appointment)))


def test_two_go_where_an_instruction_says_so(desk: Desk, officer: StrictClient) -> None:
    a_marker(desk.tenant, by=desk.colleague, needs_two=True)
    query = f"person={desk.tenant.id}&unasked=1"
    begin(officer, planned(desk), query)
    assert "at 10:30am, with Joanna Blake, Sam Hill" in text_of(officer.get(TIME))


@pytest.mark.parametrize(
    ("unasked", "fields", "said"),
    [
        (False, {"purpose": ""}, "Choose what it is for"),
        (False, {"words": ""}, "Write what it is about"),
        (False, {"place": ""}, "Choose where you meet"),
        (False, {"received_at": "11:59pm"}, "Enter a day and time that is not in the future"),
        (False, {"place": "home", "home": "other"}, "Enter the address you go to"),
        (False, {"place": "phone", "phone": ""}, "Enter the number we ring"),
        (False, {"email": "nobody"}, "Enter an email address like name@example.org"),
        (True, {"why": ""}, "Write why you come"),
        (True, {"notice": ""}, "Choose whether we tell them before"),
        (True, {"notice": "no"}, "Write why no notice is sent"),
    ],
)
def test_what_is_missing_is_said(
    desk: Desk, officer: StrictClient, unasked: bool, fields: dict[str, str], said: str
) -> None:
    query = f"person={desk.tenant.id}" + ("&unasked=1" if unasked else "")
    answer = begin(officer, (planned(desk) if unasked else filled(desk)) | fields, query)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_purpose_is_met_only_where_it_can_be(desk: Desk, officer: StrictClient) -> None:
    desk.purpose.places = "phone"
    answer = begin(officer, filled(desk), f"person={desk.tenant.id}")
    assert "This is not done there. Choose another place" in text_of(answer)


def test_a_time_taken_meanwhile_brings_the_nearest(desk: Desk, officer: StrictClient) -> None:
    begin(officer, filled(desk), f"person={desk.tenant.id}")
    fields = {"submission": hidden_submission(officer), "time": slot(TEN, desk.joanna)}
    a_booked_appointment(desk.purpose, starts_at=TEN, officer=desk.joanna)
    answer = officer.post(TIME, data=fields)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "That time is not free any more." in page
    assert "Thursday 5 November 2026 at 11am, with Joanna Blake" in page


def test_no_time_chosen_is_said(desk: Desk, officer: StrictClient) -> None:
    begin(officer, filled(desk), f"person={desk.tenant.id}")
    answer = officer.post(TIME, data={"submission": hidden_submission(officer)})
    assert answer.status_code == 422
    assert "Choose a time" in text_of(answer)


def test_another_time_takes_the_place_of_what_we_missed(desk: Desk, officer: StrictClient) -> None:
    missed = desk.booked()
    later = at("2026-11-05 13:00")
    set_clock(later)
    missed_by_us(missed, missed.record, words="", by=desk.arranger.id, now=later)
    reference = record_of(missed).reference
    query = f"person={desk.tenant.id}&instead={reference}"
    answer = book(officer, filled(desk), query, time=slot(at("2026-11-06 10:00"), desk.joanna))
    new = answer.location.partition("?")[0].rpartition("/")[2]
    page = text_of(officer.get(f"/staff/appointments/{reference}"))
    assert f"In its place {new}" in page
    assert "closed" in page
    assert f"Belongs to {reference}" in text_of(officer.get(f"/staff/appointments/{new}"))


def test_somebody_we_do_not_know_yet(desk: Desk, officer: StrictClient) -> None:
    fields = filled(desk, helps="here", home="other", name="Ada Price", phone="07700 900143", email="")
    assert begin(officer, fields | {"phone": ""}, "").status_code == 422
    book(officer, fields, "", time=slot(TEN, desk.joanna))
    record, appointment = only()
    assert (record.person_id, appointment.contact_name) == (None, "Ada Price")


def test_ones_own_household_and_other_roles(desk: Desk, client: StrictClient) -> None:
    client.sign_in_as(desk.arranger)
    a_tenancy(desk.arranger, desk.tenant, reference="T-300")
    assert client.get(f"{NEW}?person={desk.tenant.id}").status_code == 404
    assert client.get(f"{NEW}?person=999").status_code == 404
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR))
    assert client.get(f"{NEW}?person={desk.tenant.id}").status_code == 403


def test_without_a_first_page_there_is_no_second(desk: Desk, officer: StrictClient) -> None:
    assert officer.get(TIME).location == "/staff/log"
