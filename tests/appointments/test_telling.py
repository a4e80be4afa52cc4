"""What people are sent of an appointment: every fact, the right file, a link that shows it alone, no more."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar, Event

from portal import database
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.places import Place
from portal.appointments.queries.links import LINK, opened_by
from portal.appointments.services import telling
from portal.appointments.services.booking import move
from portal.appointments.services.cancelling import cancel_by_customer, cancel_by_staff
from portal.appointments.services.telling import tell_interpreters
from portal.appointments.states import State
from portal.appointments.wishes import Unmet, Wishes
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.models import LinkToken, Person
from portal.messaging.gateways.mailing import mail_folder
from portal.messaging.jobs.sending import deliver
from portal.messaging.models import OutgoingMessage
from portal.messaging.states import State as Sent
from portal.messaging.wording import wording
from portal.needs.details import Braille, ContactBy, Detail
from portal.needs.markers import NeedKind
from portal.needs.ways import Carrier, Format
from portal.records.models import Record
from portal.web.languages import speaking
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_purpose,
    a_room,
    an_interpreter,
    an_officer,
    at,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member
from tests.messaging.forms import needs

STARTS = at("2026-11-12 14:00")  # a Thursday
HOME = "Flat 6, Kingfisher Court, BS6 5TR"
CUSTOMERS = (
    "asked",
    "booked",
    "moved",
    "cancelled_by_you",
    "cancelled_by_us",
    "offered",
    "proposal_declined",
    "unmet_wish",
    "visit_planned",
    "reminder",
    "on_the_way",
    "running_late",
    "calling_card",
    "missed_by_us",
    "officer_changed",
)
# What each says once, because something of ours went wrong; the others have nothing to be sorry for.
SORRY = {
    "cancelled_by_us": 1,
    "proposal_declined": 1,
    "unmet_wish": 1,
    "running_late": 1,
    "missed_by_us": 1,
    "officer_changed": 1,
}
# They say what it was about and when; where is of no use any more, or not yet.
WITHOUT_PLACE = (
    "cancelled_by_you",
    "cancelled_by_us",
    "proposal_declined",
    "unmet_wish",
    "calling_card",
    "missed_by_us",
)
NEVER = ("failed to attend", "did not attend", "None", "{", "%(", "nfortunately", "lease be advised")
WHOLE = {
    "was_at": STARTS - timedelta(days=1),
    "was_officer": "Sam Hill",
    "reason": "The lift is broken.",
    "words": "Please ring if you like.",
    "wish": Unmet.SIGN_LANGUAGE,
    "effort": "We rang three agencies.",
    "offers": ((STARTS + timedelta(days=1), None), (STARTS + timedelta(days=2), None)),
    "expected_at": STARTS + timedelta(minutes=20),
}


@dataclass
class World:
    """Who meets whom, and about what."""

    purpose: Purpose
    officer: Resource
    staff: Person


@pytest.fixture
def world(app: Flask) -> World:
    a_room(a_whole_landlord().office)
    staff = a_staff_member(card_number="4411")
    officer = an_officer(staff, gender="woman")
    return World(purpose=a_purpose(bring="Your last letter"), officer=officer, staff=staff)


def booked(world: World, person: Person | None = None, **given: Any) -> Appointment:
    person = person or a_person(signs_in=False)
    return a_booked_appointment(world.purpose, person, starts_at=STARTS, **given)


def record_of(appointment: Appointment) -> Record:
    return db.session.get_one(Record, appointment.id)


def tell(appointment: Appointment, record: Record, **given: Any) -> OutgoingMessage:
    """What went out; every appointment here is one that its customer knows of."""
    said = telling.tell(appointment, record, **given)
    assert said is not None
    return said


def sent(message: str) -> list[OutgoingMessage]:
    return list(
        db.session.scalars(
            sa.select(OutgoingMessage)
            .where(OutgoingMessage.kind == f"appointments/{message}")
            .order_by(OutgoingMessage.id)
        )
    )


def only(message: str) -> OutgoingMessage:
    (found,) = sent(message)
    return found


def event_in(message: OutgoingMessage) -> tuple[str, Event]:
    calendar = Calendar.from_ical(message.calendar)
    (event,) = calendar.events
    return calendar.method, event


def token_in(message: OutgoingMessage) -> str:
    return message.text.partition("/appointments/link/")[2].split()[0]


def test_word_of_a_home_visit_has_every_fact(world: World) -> None:
    appointment = booked(world, place=Place.HOME, address=HOME)
    message = only("booked")
    expected = (
        "Talk about your tenancy",
        "Thursday 12 November 2026 at 2pm to 3pm",
        f"at your home, {HOME}",
        "Joanna Blake, Housing officer, card number 4411",
        f"The visit has the code {appointment.code}.",
        "Your last letter",
        "until Thursday 12 November 2026 at midday",  # Rules.change_minutes is two hours
        "Ring 020 7946 0111",
        record_of(appointment).reference,
    )
    assert [fact for fact in expected if fact not in message.text] == []
    assert message.subject == "Your appointment: Thursday 12 November 2026 at 2pm"
    assert [fact for fact in expected[:-3] if fact not in (message.paper_text or message.text)] == []


@pytest.mark.parametrize(
    ("place", "where"),
    [
        (Place.OFFICE, "High Street office, 12 High Street, Redland, BS6 6AA"),
        (Place.PHONE, "by phone: we ring you on 07700 900142"),
        (Place.VIDEO, "by video: we send you a link"),
        (Place.HOME, HOME),
    ],
)
def test_every_message_can_be_said_of_every_place(world: World, place: Place, where: str) -> None:
    office = world_office() if place is Place.OFFICE else None
    appointment = booked(world, place=place, address=HOME if place is Place.HOME else "", office_id=office)
    record = record_of(appointment)
    for message in CUSTOMERS:
        for more in (WHOLE, {}):
            said = tell(appointment, record, message=message, writer=None, now=NOW, more=more)
            assert "020 7946 0111" in said.text  # a number to ring
            assert "Joanna Blake" in said.text
            words = f"{said.subject}\n{said.text}"
            assert [bad for bad in NEVER if bad in words] == [], message
            assert wording(said.text).is_plain, (message, wording(said.text))
            assert said.text.lower().count("sorry") == SORRY.get(message, 0), message
            assert (where in said.text) is (message not in WITHOUT_PLACE), message


def world_office() -> int:
    from_landlord = db.session.scalar(sa.text("SELECT id FROM offices"))
    assert isinstance(from_landlord, int)
    return from_landlord


def test_before_a_time_is_agreed_it_says_so(world: World) -> None:
    appointment = booked(world)
    appointment.starts_at = appointment.ends_at = appointment.officer_id = None
    appointment.state = State.WANTED.value
    record_of(appointment).handler_id = None
    said = tell(appointment, record_of(appointment), message="asked", writer=None, now=NOW)
    assert "we have not agreed a time yet" in said.text
    assert "020 7946 0100" in said.text  # the team's
    assert said.calendar == ""


def test_a_word_it_does_not_know_is_refused(world: World) -> None:
    appointment = booked(world)
    with pytest.raises(RuleBroken, match="nothing known of"):
        tell(appointment, record_of(appointment), message="booked", writer=None, now=NOW, more={"why": "x"})


def test_booking_moving_and_cancelling_are_one_event_in_a_calendar(world: World) -> None:
    appointment = booked(world)
    record = record_of(appointment)
    later = STARTS + timedelta(days=4)
    move(appointment, record, starts_at=later, by=None, now=NOW, by_customer=True)
    cancel_by_customer(appointment, record, by=None, now=NOW)
    files = [event_in(only(message)) for message in ("booked", "moved", "cancelled_by_you")]
    assert [method for method, _ in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert {event.uid for _, event in files} == {appointment.uid}
    assert [event.sequence for _, event in files] == [0, 1, 2]
    assert [event.start for _, event in files] == [STARTS, later, later]
    assert [str(event.status) for _, event in files] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    # A move is one message, and no cancelling beside it.
    kinds = db.session.scalars(sa.select(OutgoingMessage.kind).order_by(OutgoingMessage.id)).all()
    assert [k.removeprefix("appointments/") for k in kinds] == ["booked", "moved", "cancelled_by_you"]


def test_a_calendar_file_says_purpose_and_place_and_nothing_personal(world: World) -> None:
    appointment = booked(
        world,
        place=Place.HOME,
        address=HOME,
        words="I owe three months of rent",
        wishes=Wishes(gender="woman", companion="my sister Zara"),
    )
    _, event = event_in(only("booked"))
    assert event.summary == "Talk about your tenancy: Redland Housing Association"
    assert event.location == "At your home"
    assert str(event.organizer) == "mailto:hello@landlord.example"
    file = only("booked").calendar
    personal = (
        "Amina",
        "Farah",
        "Kingfisher",
        "BS6",
        "rent",
        "woman",
        "Zara",
        "07700",
        "home.example",
        "link/",
    )
    assert [word for word in personal if word in file] == []
    assert appointment.code is not None
    assert appointment.code not in file


def test_when_we_cancel_one_message_says_why_sorry_and_when_else(world: World) -> None:
    appointment = booked(world)
    record = record_of(appointment)
    cancel_by_staff(appointment, record, reason="Joanna is ill.", by=world.staff.id, now=NOW)
    message = only("cancelled_by_us")
    assert "Thursday 12 November 2026 at 2pm" in message.text
    assert "Joanna is ill." in message.text
    assert message.text.lower().count("sorry") == 1
    method, event = event_in(message)
    assert (method, event.sequence, event.start) == ("CANCEL", 1, STARTS)
    # The time we promised to arrange another stands in it; that we tell of it, the message does itself.
    assert "What we promised you" in message.text
    assert "Told that we cancelled" not in message.text


def test_times_to_choose_from_stand_in_the_message_as_a_numbered_list(world: World) -> None:
    appointment = booked(world)
    offers = ((STARTS + timedelta(days=1), world.officer.id), (STARTS + timedelta(days=4), None))
    said = tell(
        appointment,
        record_of(appointment),
        message="cancelled_by_us",
        writer=world.staff.id,
        now=NOW,
        more={"was_at": STARTS, "reason": "The office is flooded.", "offers": offers},
    )
    assert (
        "1. Friday 13 November 2026 at 2pm, with Joanna Blake\n2. Monday 16 November 2026 at 2pm\n"
        in said.text
    )


def test_without_an_account_a_link_opens_this_alone_until_a_newer_one(world: World) -> None:
    appointment = booked(world)
    record = record_of(appointment)
    first = token_in(only("booked"))
    assert opened_by(first, now=NOW)[0].id == appointment.id
    said = tell(appointment, record, message="reminder", writer=None, now=NOW)
    with pytest.raises(NotFound):
        opened_by(first, now=NOW)
    assert opened_by(token_in(said), now=at("2026-11-12 23:59"))[0].id == appointment.id
    with pytest.raises(NotFound):  # it is over
        opened_by(token_in(said), now=at("2026-11-13 00:00"))


def test_with_an_account_they_sign_in_and_no_link_is_made(world: World) -> None:
    person = a_person(has_account=True)
    appointment = booked(world, person)
    assert f"/appointments/{record_of(appointment).reference}" in only("booked").text
    assert "/appointments/link/" not in only("booked").text
    assert db.session.scalar(sa.select(LinkToken.id).where(LinkToken.purpose == LINK)) is None


def test_once_it_is_over_no_link_is_left(world: World) -> None:
    appointment = booked(world)
    first = token_in(only("booked"))
    cancel_by_customer(appointment, record_of(appointment), by=None, now=NOW)
    assert "/appointments/link/" not in only("cancelled_by_you").text
    live = sa.select(LinkToken.id).where(LinkToken.purpose == LINK, LinkToken.superseded_at.is_(None))
    assert db.session.scalar(live) is None
    with pytest.raises(NotFound):
        opened_by(first, now=NOW)


def test_a_calling_cards_link_outlives_the_visit(world: World) -> None:
    appointment = booked(world, place=Place.HOME, address=HOME)
    appointment.state = State.NO_ACCESS.value
    said = tell(appointment, record_of(appointment), message="calling_card", writer=None, now=STARTS)
    assert "on Thursday 12 November 2026 at 2pm" in said.text
    assert "Who called: Joanna Blake (Housing officer)" in said.text
    assert opened_by(token_in(said), now=STARTS + timedelta(days=10))[0].id == appointment.id


def test_the_mail_carries_the_file_with_its_method(world: World) -> None:
    booked(world)
    database.commit()
    assert deliver(lambda: NOW) == 1
    (path,) = mail_folder().glob("*.eml")
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert (part.get_param("method"), part.get_content_charset()) == ("PUBLISH", "utf-8")
    assert (part.get_filename(), part.get_content_disposition()) == ("appointment.ics", "attachment")
    assert part.get_content().encode() == only("booked").calendar.encode()


@pytest.mark.parametrize(
    ("prefers", "kind", "detail", "form", "has_file"),
    [
        ("", None, None, Format.STANDARD, True),
        ("post", None, None, Format.STANDARD, False),
        ("email", NeedKind.BRAILLE, Braille(), Format.BRAILLE, False),
        ("", NeedKind.CONTACT_BY, ContactBy(only=Carrier.PHONE), Format.STANDARD, False),
    ],
)
def test_a_file_goes_with_mail_in_print_only(
    world: World, prefers: str, kind: NeedKind | None, detail: Detail | None, form: Format, has_file: bool
) -> None:
    person = a_person(signs_in=False, prefers=prefers)
    if kind is not None and detail is not None:
        needs(person, kind, detail)
    booked(world, person)
    message = only("booked")
    assert (message.format, bool(message.calendar)) == (form, has_file)


@pytest.mark.parametrize(
    ("prefers", "kind", "detail", "carrier", "state"),
    [
        ("", None, None, Carrier.EMAIL, Sent.WAITING),
        ("", NeedKind.BRAILLE, Braille(), Carrier.PHONE, Sent.WITH_PEOPLE),  # Braille comes by post
        ("email", NeedKind.BRAILLE, Braille(), Carrier.EMAIL, Sent.WAITING),
        ("post", None, None, Carrier.PHONE, Sent.WITH_PEOPLE),
        ("", NeedKind.CONTACT_BY, ContactBy(only=Carrier.PHONE), Carrier.PHONE, Sent.WITH_PEOPLE),
        ("", NeedKind.CONTACT_BY, ContactBy(only=Carrier.POST), Carrier.POST, Sent.TO_BE_MADE),
    ],
)
@pytest.mark.parametrize("message", ["running_late", "on_the_way"])
def test_what_is_of_use_today_only_goes_at_once_or_somebody_rings(
    world: World,
    message: str,
    prefers: str,
    kind: NeedKind | None,
    detail: Detail | None,
    carrier: Carrier,
    state: Sent,
) -> None:
    person = a_person(signs_in=False, prefers=prefers)
    if kind is not None and detail is not None:
        needs(person, kind, detail)
    appointment = booked(world, person, place=Place.HOME, address=HOME)
    said = tell(appointment, record_of(appointment), message=message, writer=None, now=NOW)
    assert (said.carrier, said.state, said.format) == (carrier, state, Format.STANDARD)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (
            20,
            "We now expect to meet you on Thursday 12 November 2026 at 2:20pm.",
        ),
        (-15, "We can be with you earlier than we agreed: Thursday 12 November 2026 at 1:45pm."),
    ],
)
def test_late_is_said_with_sorry_and_early_with_a_choice(world: World, minutes: int, words: str) -> None:
    appointment = booked(world)
    appointment.late_minutes = minutes
    said = tell(appointment, record_of(appointment), message="running_late", writer=None, now=NOW)
    assert words in said.text
    assert ("We are sorry" in said.text) is (minutes > 0)
    assert "This is what we had agreed:" in said.text


def test_the_officer_signs_and_the_writer_is_named_beside(world: World) -> None:
    other = a_staff_member(given_name="Sam", family_name="Hill")
    appointment = booked(world)
    said = tell(appointment, record_of(appointment), message="officer_changed", writer=other.id, now=NOW)
    assert "Sam Hill, Housing officer\nfor Joanna Blake, who is dealing with this" in said.text


# Interpreters


PERSONAL = ("Amina", "Farah", "07700", "home.example", "rent", "woman", "Zara", "Talk about")


def interpreted(world: World, place: Place, **wishes: object) -> Appointment:
    an_interpreter(sign_language=bool(wishes.get("sign_language")))
    given = {"language": "so", "dialect": "Maay", "gender": "", "companion": "Zara", **wishes}
    home = HOME if place is Place.HOME else ""
    return booked(world, place=place, address=home, words="rent", wishes=Wishes(**given))  # type: ignore[arg-type]


def test_an_interpreter_learns_the_work_and_not_whose_it_is(world: World) -> None:
    appointment = interpreted(world, Place.PHONE)
    message = only("interpreter_booked")
    expected = (
        "Language: Somali (Maay)",
        "Thursday 12 November 2026 at 2pm to 3pm",
        "60 minutes",
        "by phone",
        "020 7946 0000",
        record_of(appointment).reference,
    )
    assert [fact for fact in expected if fact not in message.text] == []
    said = message.subject + message.text + message.paper_text + message.calendar
    assert [word for word in (*PERSONAL, "Kingfisher", "BS6") if word in said] == []
    assert (message.to_address, message.person_id) == ("interpreter@agency.example", None)


def test_who_comes_in_person_learns_where_and_no_calendar_does(world: World) -> None:
    interpreted(world, Place.HOME)
    message = only("interpreter_booked")
    assert HOME in message.text
    assert [word for word in PERSONAL if word in message.text] == []
    assert "Kingfisher" not in message.calendar


def test_interpreters_hear_of_moving_and_cancelling(world: World) -> None:
    appointment = interpreted(world, Place.PHONE)
    record = record_of(appointment)
    later = STARTS + timedelta(days=4)
    move(appointment, record, starts_at=later, by=None, now=NOW, by_customer=True)
    cancel_by_customer(appointment, record, by=None, now=NOW)
    moved, cancelled = only("interpreter_moved"), only("interpreter_cancelled")
    assert "no longer on Thursday 12 November 2026 at 2pm" in moved.text
    assert "Monday 16 November 2026 at 2pm to 3pm" in moved.text
    assert "on Monday 16 November 2026 at 2pm" in cancelled.text
    methods = [event_in(m)[0] for m in (only("interpreter_booked"), moved, cancelled)]
    assert methods == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [event_in(m)[1].sequence for m in (moved, cancelled)] == [1, 2]


def test_interpreters_are_written_to_in_english_whoever_presses_the_button(world: World) -> None:
    with speaking("cy"):
        interpreted(world, Place.PHONE)
    assert only("interpreter_booked").language in ("", "en")
    assert "We have booked you to interpret for us." in only("interpreter_booked").text


def test_officers_and_rooms_are_sent_no_interpreters_mail(world: World) -> None:
    appointment = booked(world)
    ids = [world.officer.id]
    given = {"message": "interpreter_booked", "slot_or_ids": ids, "now": NOW}
    assert tell_interpreters(appointment, record_of(appointment), **given) == []  # type: ignore[arg-type]


def test_an_interpreter_without_mail_stands_in_the_outbox(world: World) -> None:
    interpreter = an_interpreter(email="", phone="07700 900111")
    appointment = booked(world)
    (said,) = tell_interpreters(
        appointment,
        record_of(appointment),
        message="interpreter_booked",
        slot_or_ids=[interpreter.id],
        now=NOW,
    )
    assert said.state == Sent.NO_ADDRESS


def test_a_welsh_letter_has_the_welsh_names_and_the_interpreters_an_english_one(world: World) -> None:
    an_interpreter()
    world.purpose.name_welsh = "Siarad am eich tenantiaeth"
    person = a_person(signs_in=False, reading="language=cy")
    appointment = booked(world, person, wishes=Wishes(language="so"))
    kept = db.session.execute(sa.select(OutgoingMessage.kind, OutgoingMessage.text))
    texts = {row.kind: row.text for row in kept}
    theirs, interpreters = texts["appointments/booked"], texts["appointments/interpreter_booked"]
    assert "Siarad am eich tenantiaeth" in theirs
    assert "Somaleg" in theirs
    assert "Language: Somali" in interpreters
    assert appointment.purpose.name not in theirs
