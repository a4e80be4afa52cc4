"""The customer's own appointments: the list, the page, offers, giving times, moving, cancelling, a choice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlalchemy.orm import joinedload

from portal import database, timekeeping
from portal.appointments.models.bookings import Appointment, Proposal
from portal.appointments.models.resources import Purpose
from portal.appointments.places import Place
from portal.appointments.services.agreeing import offer, unmet
from portal.appointments.services.calling import missed_by_us
from portal.appointments.services.cancelling import cancel_by_staff
from portal.appointments.states import State
from portal.appointments.wishes import Unmet, Wishes
from portal.commitments.models import Commitment
from portal.database import db
from portal.identity.scopes import Scope
from portal.identity.services.acting import add_authority
from tests.appointments.web.world import World, submission_of
from tests.client import StrictClient
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_wanted_appointment,
    an_interpreter,
    an_officer,
    at,
    set_rules,
)
from tests.factories.people import a_person, a_staff_member

THURSDAY = at("2026-11-05 10:00")
FRIDAY_AT_TWO = {"slot": "20261106T1400Z.1"}


def booked(world: World, **given: object) -> Appointment:
    """The tenant's appointment at the office, Thursday at 10am."""
    values = {"place": Place.OFFICE, "office_id": world.office.id, "starts_at": THURSDAY, **given}
    return a_booked_appointment(world.purpose, world.tenant, **values)  # type: ignore[arg-type]


def wanted(world: World, **given: object) -> Appointment:
    """One that the tenant asked for by phone, and that has no time yet."""
    return a_wanted_appointment(world.purpose, world.tenant, **given)  # type: ignore[arg-type]


def afresh(appointment: Appointment) -> Appointment:
    """The appointment as it now is."""
    query = sa.select(Appointment).where(Appointment.id == appointment.id)
    loaded = query.options(joinedload(Appointment.record)).execution_options(populate_existing=True)
    return db.session.scalars(loaded).one()


def offered(world: World, appointment: Appointment) -> None:
    """Joanna offers Thursday at 10am and at 2pm."""
    times = [(THURSDAY, world.officer.id), (at("2026-11-05 14:00"), world.officer.id)]
    offer(appointment, appointment.record, slots=times, by=world.officer.person_id or 0, now=NOW)
    database.commit()


def test_the_list_and_the_page_say_when_where_and_who(world: World, client: StrictClient) -> None:
    coming, asked = booked(world), wanted(world)
    client.sign_in_as(world.tenant)
    page = client.get("/appointments").get_data(as_text=True)
    assert page.index("Thursday 5 November 2026 at 10am") < page.index("We are finding a time")
    assert client.statement_count <= 8
    for appointment, words in (
        (coming, ("Joanna Blake", "High Street office", "Move it to another time", "A time was agreed")),
        (asked, ("We are finding a time", "What we promised you", "Choose a time that is free")),
    ):
        page = client.get(f"/appointments/{appointment.record.reference}").get_data(as_text=True)
        assert client.statement_count <= 8, client.statements
        for expected in words:
            assert expected in page
    home = client.get("/").get_data(as_text=True)
    assert home.index("Thursday 5 November 2026 at 10am") < home.index("What do you need?")
    assert "with Joanna Blake" in home
    assert f"/cases/{coming.record.reference}" not in home


def test_nobody_else_sees_it(world: World, client: StrictClient) -> None:
    reference = booked(world).record.reference
    addresses = [f"/appointments/{reference}{rest}" for rest in ("", "/move", "/cancel", "/calendar.ics")]
    stranger = a_person(given_name="Sam")
    for _ in range(2):
        assert {client.get(address).status_code for address in addresses} == {404}
        client.sign_in_as(stranger)


def test_whoever_may_only_see_it_may_not_change_it(world: World, client: StrictClient) -> None:
    reference = booked(world).record.reference
    daughter = a_person(given_name="Sahra")
    add_authority(
        holder_id=daughter.id,
        for_person_id=world.tenant.id,
        scope=Scope.SEE,
        from_on=NOW.date(),
        to_on=None,
        evidence="A letter.",
        by=None,
        now=NOW,
    )
    client.sign_in_as(daughter)
    page = client.get(f"/appointments/{reference}").get_data(as_text=True)
    assert "but not change it" in page
    assert client.get(f"/appointments/{reference}/cancel").status_code == 403


def test_moving_is_one_act(world: World, client: StrictClient) -> None:
    set_rules()
    appointment = booked(world)
    here = f"/appointments/{appointment.record.reference}"
    client.sign_in_as(world.tenant)
    assert "You keep it until you have another." in client.get(f"{here}/move").get_data(as_text=True)
    assert client.statement_count <= 8
    assert client.post(f"{here}/move", data={}).status_code == 422
    assert client.post(f"{here}/move", data=FRIDAY_AT_TWO).location == f"{here}?did=moved"
    assert "It is moved." in client.get(f"{here}?did=moved").get_data(as_text=True)
    moved = afresh(appointment)
    assert (moved.starts_at, moved.sequence) == (at("2026-11-06 14:00"), 1)


def test_who_comes_instead_stands_beside_the_time_before_anybody_chooses_it(
    world: World, client: StrictClient
) -> None:
    set_rules()
    appointment = booked(world)
    an_officer(a_staff_member(given_name="Sam", family_name="Hill"))
    a_booked_appointment(world.purpose, starts_at=at("2026-11-06 14:00"), officer=world.officer)
    here = f"/appointments/{appointment.record.reference}"
    client.sign_in_as(world.tenant)
    page = client.get(f"{here}/move?from=2026-11-06").get_data(as_text=True)
    assert client.statement_count <= 8
    labels = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in re.findall(r"<label.*?</label>", page)]
    assert "2pm Friday 6 November 2026 at 2pm , with somebody else" in labels
    assert "10am Friday 6 November 2026 at 10am" in labels
    assert client.post(f"{here}/move", data=FRIDAY_AT_TWO).location == f"{here}?did=moved-other"
    assert "Somebody else meets you this time." in client.get(f"{here}?did=moved-other").get_data(
        as_text=True
    )


def test_moved_to_a_time_that_is_gone_the_old_one_is_kept(world: World, client: StrictClient) -> None:
    appointment = booked(world)
    a_booked_appointment(world.purpose, starts_at=at("2026-11-06 14:00"))
    client.sign_in_as(world.tenant)
    answer = client.post(f"/appointments/{appointment.record.reference}/move", data=FRIDAY_AT_TWO)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "You still have your old one, Thursday 5 November 2026 at 10am." in page
    assert "Friday 6 November 2026 at 3pm" in page
    assert afresh(appointment).starts_at == THURSDAY


def test_until_the_limit_it_is_moved_here_afterwards_by_ringing(world: World, client: StrictClient) -> None:
    appointment = booked(world)
    here = f"/appointments/{appointment.record.reference}"
    client.sign_in_as(world.tenant)
    assert "until Thursday 5 November 2026 at 8am" in client.get(here).get_data(as_text=True)
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(THURSDAY - timedelta(minutes=119) - timekeeping.utc_now())
    page = client.get(here).get_data(as_text=True)
    assert "It is too late to move or cancel it here. Ring" in page
    assert "020 7946 0111" in page  # the officer's
    assert client.post(f"{here}/cancel", data={"words": ""}).location == here
    assert afresh(appointment).state == State.AGREED


def test_cancelling(world: World, client: StrictClient) -> None:
    appointment = booked(world)
    here = f"/appointments/{appointment.record.reference}"
    client.sign_in_as(world.tenant)
    assert "Cancel this appointment?" in client.get(f"{here}/cancel").get_data(as_text=True)
    assert client.post(f"{here}/cancel", data={"words": "I am ill."}).location == f"{here}?did=cancelled"
    assert "It is cancelled." in client.get(f"{here}?did=cancelled").get_data(as_text=True)
    assert afresh(appointment).state == State.CANCELLED


def test_offers_are_chosen_or_answered_with_other_times(world: World, client: StrictClient) -> None:
    appointment = wanted(world)
    offered(world, appointment)
    here = f"/appointments/{appointment.record.reference}"
    client.sign_in_as(world.tenant)
    page = client.get(here).get_data(as_text=True)
    assert client.statement_count <= 8
    assert "Thursday 5 November 2026 at 2pm, with Joanna, housing officer" in page
    wrong = client.post(f"{here}/offer", data={})
    assert (wrong.status_code, wrong.get_data(as_text=True).count("Choose one of these times")) == (422, 2)
    assert client.post(f"{here}/offer", data={"proposal": "none"}).location == f"{here}/times"
    assert client.post(f"{here}/times", data={}).status_code == 422
    suits = {"suits-0-on-day": "12", "suits-0-on-month": "11", "suits-0-on-year": "2026"}
    assert client.post(f"{here}/times", data=suits).location == f"{here}?did=given"
    page = client.get(here).get_data(as_text=True)
    assert "Thursday 12 November 2026" in page
    assert afresh(appointment).state == State.WANTED

    offered(world, afresh(appointment))
    chosen = db.session.scalars(sa.select(Proposal).where(Proposal.answer == "")).all()
    assert [p.by_staff for p in chosen] == [True, True]
    assert client.post(f"{here}/offer", data={"proposal": str(chosen[1].id)}).location == f"{here}?did=booked"
    assert afresh(appointment).starts_at == at("2026-11-05 14:00")


def test_an_offer_that_has_gone_leads_to_what_is_free(world: World, client: StrictClient) -> None:
    appointment = wanted(world)
    offered(world, appointment)
    a_booked_appointment(world.purpose, starts_at=THURSDAY)
    first = db.session.scalars(sa.select(Proposal.id).order_by(Proposal.id)).first()
    here = f"/appointments/{appointment.record.reference}"
    client.sign_in_as(world.tenant)
    assert client.post(f"{here}/offer", data={"proposal": str(first)}).location == f"{here}/move?gone=1"
    assert "That time has gone." in client.get(f"{here}/move?gone=1").get_data(as_text=True)
    assert client.post(f"{here}/move", data=FRIDAY_AT_TWO).location == f"{here}?did=booked"
    assert afresh(appointment).starts_at == at("2026-11-06 14:00")


def test_cancelled_by_us_another_time_can_be_had_at_once(world: World, client: StrictClient) -> None:
    appointment = booked(world)
    officer = world.officer.person_id or 0
    cancel_by_staff(appointment, appointment.record, reason="Joanna is ill.", by=officer, now=NOW)
    client.sign_in_as(world.tenant)
    page = client.get(f"/appointments/{appointment.record.reference}").get_data(as_text=True)
    assert "We are sorry that we had to cancel." in page
    assert "Choose a time that is free" in page


@pytest.mark.parametrize("choice", ["wait", "another officer", "another way"])
def test_a_wish_that_cannot_be_met_is_theirs_to_decide(
    world: World, client: StrictClient, choice: str
) -> None:
    appointment = wanted(world, wishes=Wishes(gender="man"))
    officer = world.officer.person_id or 0
    said = {"effort": "We asked both teams.", "reason": "No man works here."}
    unmet(appointment, appointment.record, wish=Unmet.MAN, **said, by=officer, now=NOW)
    here = f"/appointments/{appointment.record.reference}"
    client.sign_in_as(world.tenant)
    page = client.get(here).get_data(as_text=True)
    assert "We could not find what you asked for: an officer who is a man." in page
    assert "We asked both teams." in page
    assert client.post(f"{here}/choice", data={}).status_code == 422
    assert client.post(f"{here}/choice", data={"choice": choice}).location == f"{here}?did=chosen"
    assert afresh(appointment).unmet_choice == choice


def test_a_wish_that_cannot_be_met_is_said_in_the_readers_language(
    world: World, client: StrictClient
) -> None:
    appointment = wanted(world, wishes=Wishes(gender="man"))
    said = {"effort": "We asked both teams.", "reason": "No man works here."}
    unmet(appointment, appointment.record, wish=Unmet.MAN, **said, by=world.officer.person_id or 0, now=NOW)
    client.sign_in_as(world.tenant)
    client.post("/display/switch", data={"language": "cy"})
    page = client.get(f"/appointments/{appointment.record.reference}").get_data(as_text=True)
    assert "swyddog sy’n ddyn" in page
    assert "an officer who is a man" not in page


def test_the_calendar_file_holds_purpose_place_and_time(world: World, client: StrictClient) -> None:
    appointment = booked(world, words="The neighbours shout.")
    client.sign_in_as(world.tenant)
    answer = client.get(f"/appointments/{appointment.record.reference}/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    event = Calendar.from_ical(answer.get_data()).events[0]
    assert (event.uid, event.sequence, event.start) == (appointment.uid, 0, THURSDAY)
    assert "neighbours" not in answer.get_data(as_text=True)
    assert client.get(f"/appointments/{wanted(world).record.reference}/calendar.ics").status_code == 404


def test_how_a_date_was_counted(world: World, client: StrictClient) -> None:
    appointment = wanted(world)
    commitment = db.session.scalar(sa.select(Commitment).where(Commitment.record_id == appointment.id))
    assert commitment is not None
    client.sign_in_as(world.tenant)
    here = f"/appointments/{appointment.record.reference}/how-we-counted"
    assert "How we counted" in client.get(f"{here}/{commitment.id}").get_data(as_text=True)
    assert client.get(f"{here}/{commitment.id + 1}").status_code == 404


def test_one_we_missed_is_booked_again_in_one_step(world: World, client: StrictClient) -> None:
    appointment = booked(world)
    later = THURSDAY + timedelta(hours=2)
    officer = world.officer.person_id or 0
    here = f"/appointments/{appointment.record.reference}"
    missed_by_us(appointment, appointment.record, words="", by=officer, now=later)
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(later - timekeeping.utc_now())
    client.sign_in_as(world.tenant)
    assert "We are sorry that nobody came" in client.get(here).get_data(as_text=True)
    assert client.post(f"{here}/again").location == "/appointments/book/when"
    client.get("/appointments/book/when")
    assert client.post("/appointments/book/when", data=FRIDAY_AT_TWO).location == "/appointments/book/check"
    page = client.get("/appointments/book/check").get_data(as_text=True)
    done = client.post("/appointments/book/check", data={"submission": submission_of(page)})
    assert done.location.startswith("/appointments/book/done/")
    old = afresh(appointment)
    new = db.session.get_one(Appointment, old.replaced_by_id)
    assert (new.starts_at, new.office_id) == (at("2026-11-06 14:00"), old.office_id)
    assert client.post(f"{here}/again").location == here


def test_in_welsh_the_purpose_and_the_language_have_their_welsh_names(
    world: World, client: StrictClient
) -> None:
    an_interpreter()
    appointment = booked(world, wishes=Wishes(language="so"))
    client.sign_in_as(world.tenant)
    client.post("/display/switch", data={"language": "cy"})
    here = f"/appointments/{appointment.record.reference}"
    english = f'<span lang="en-GB" dir="ltr">{world.purpose.name}</span>'
    for named in (here, "/appointments", "/"):
        assert english in client.get(named).get_data(as_text=True)  # no Welsh name yet, and it says so
    db.session.get_one(Purpose, world.purpose.id).name_welsh = "Siarad am eich tenantiaeth"
    database.commit()
    page = client.get(here).get_data(as_text=True)
    assert "Siarad am eich tenantiaeth" in page
    assert english not in page
    assert "Somaleg" in page
    asked = client.get("/appointments/book").get_data(as_text=True)
    assert "Siarad am eich tenantiaeth" in asked
    for listed in ("/appointments", "/"):
        page = client.get(listed).get_data(as_text=True)
        assert "Siarad am eich tenantiaeth" in page
        assert english not in page
