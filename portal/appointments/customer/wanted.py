"""What somebody who books wants, as an ask: from their answers, or from the appointment that nobody held."""

from __future__ import annotations

from portal.appointments.areas import area_of
from portal.appointments.asks import Ask
from portal.appointments.customer.standing import Booking
from portal.appointments.journey import Answers, Page, for_person, is_urgent, officer_of, purpose_of
from portal.appointments.models.bookings import Appointment
from portal.appointments.places import Place
from portal.organisation.queries import landlord
from portal.records.models import Record


def ask_of(booking: Booking) -> Ask:
    """What is wanted, from the answers so far; the purpose and the place must have been answered."""
    if booking.earlier:
        return _again(*booking.earlier, booking)
    answers, place, home = booking.answers, booking.place or Place.OFFICE, booking.home
    typed = answers.get(Page.HOME, {}) if place is Place.HOME else {}
    you = {**answers.get(Page.REACH, {}), **answers.get(Page.ABOUT_YOU, {})}
    postcode = home.postcode if home else typed.get("postcode", "")
    address = home.words if home else ", ".join(filter(None, (typed.get("address"), postcode)))
    return Ask(
        purpose_id=purpose_of(answers) or 0,
        place=place,
        received_at=booking.now,
        wishes=booking.wishes,
        office_id=_office(answers) if place is Place.OFFICE else None,
        address=address if place is Place.HOME else "",
        area=area_of(postcode) if place is Place.HOME else "",
        wanted_officer_id=officer_of(answers),
        urgent=is_urgent(answers),
        words=answers.get(Page.ABOUT, {}).get("words") or "",
        person_id=for_person(answers, booking.situation),
        tenancy_id=home.tenancy_id if home else None,
        organisation_id=booking.organisation,
        contact_name=you.get("name") or "",
        contact_email=you.get("email") or "",
        contact_phone=you.get("phone") or "",
        contact_address=you.get("address") or "",
        submission_id=booking.draft.key if booking.draft else None,
    )


def _again(record: Record, appointment: Appointment, booking: Booking) -> Ask:
    """The same once more, at another time."""
    return Ask(
        purpose_id=appointment.purpose_id,
        place=Place(appointment.place),
        received_at=booking.now,
        wishes=booking.wishes,
        office_id=appointment.office_id,
        address=appointment.address,
        area=appointment.area,
        wanted_officer_id=appointment.wanted_officer_id,
        words=appointment.words,
        person_id=record.person_id,
        tenancy_id=record.tenancy_id,
        organisation_id=record.organisation_id,
        contact_name=appointment.contact_name,
        contact_email=appointment.contact_email,
        contact_phone=appointment.contact_phone,
        contact_address=appointment.contact_address,
        submission_id=booking.draft.key if booking.draft else None,
        parent_id=record.id,
    )


def _office(answers: Answers) -> int | None:
    """The office chosen, or the one there is."""
    chosen = answers.get(Page.OFFICE, {}).get("office")
    main = landlord().main_office
    return int(chosen) if chosen else main.id if main else None
