"""Where somebody stands in booking: draft, what is known of them, the form of each question, the ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext

from portal.appointments.forms.booking import (
    FORMS,
    PLACES,
    AboutYouForm,
    AddressForm,
    ForWhomForm,
    HomeForm,
    NeedsForm,
    OfficeForm,
    OfficerForm,
    PlaceForm,
    PurposeForm,
    ReachForm,
)
from portal.appointments.forms.stretches import BookingForm, SuitsForm, stretches_from
from portal.appointments.journey import (
    ANYONE,
    BOOK,
    ORGANISATION,
    Answers,
    Page,
    Situation,
    for_organisation,
    for_person,
    is_urgent,
    officer_of,
    place_of,
    purpose_of,
    unanswered,
)
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose
from portal.appointments.places import Place
from portal.appointments.queries.choices import (
    Customer,
    KnownHome,
    NamedOfficer,
    Offered,
    customers_of,
    home_of,
    offered,
    officers_for,
)
from portal.appointments.queries.links import before_it
from portal.appointments.queries.organisations import organisations_named
from portal.appointments.wishes import Wishes, wishes_from
from portal.identity.access import customer_reader
from portal.needs.queries import needs_told
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date
from portal.web import drafts
from portal.web.fields import options
from portal.web.languages import called
from portal.web.memory import once
from portal.web.models import Draft
from portal.web.posting import posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Where somebody stands: their draft, what they answered and typed, what there is to choose from.

    `homes`: of everybody they may book for. `organisations`: those in whose name they may, by id.
    `earlier`: the appointment that did not take place, for which they book another time.
    """

    draft: Draft | None
    answers: Answers
    typed: Mapping[str, Mapping[str, Any]]
    situation: Situation
    homes: Mapping[int, Sequence[KnownHome]]
    purposes: Sequence[Purpose]
    now: datetime
    organisations: Mapping[int, str]
    earlier: tuple[Record, Appointment] | None = None

    @property
    def missing(self) -> Page | None:
        """The first question without an answer."""
        return unanswered(self.answers, self.situation)

    @property
    def purpose(self) -> Purpose | None:
        """What it is for, once they have said."""
        wanted = self.earlier[1].purpose_id if self.earlier else purpose_of(self.answers)
        return next((purpose for purpose in self.purposes if purpose.id == wanted), None)

    @property
    def place(self) -> Place | None:
        """Where they would like to meet, once they have said."""
        return Place(self.earlier[1].place) if self.earlier else place_of(self.answers)

    @property
    def customers(self) -> Mapping[int, Customer]:
        """Everybody they may book for, themselves first; read once a request, where a page needs it."""
        return _customers(self.now)

    @property
    def customer(self) -> Customer | None:
        """Whose appointment it is; None for a visitor."""
        return self.customers.get(self.whose) if self.whose is not None else None

    @property
    def whose(self) -> int | None:
        """The same, by id."""
        return for_person(self.answers, self.situation)

    @property
    def homes_held(self) -> Sequence[KnownHome]:
        """Their homes."""
        if self.whose is None or self.organisation is not None:
            return ()
        return self.homes.get(self.whose, ())

    @property
    def organisation(self) -> int | None:
        """The organisation it is booked for, by id."""
        return for_organisation(self.answers, self.situation)

    @property
    def called(self) -> str:
        """Whose appointment it is, by name; "" for a visitor."""
        if self.organisation is not None:
            return self.organisations[self.organisation]
        return self.customer.person.name if self.customer else ""

    @property
    def home(self) -> KnownHome | None:
        """The home to come to, where it is one that we know."""
        chosen = str(self.answers.get(Page.HOME, {}).get("home", ""))
        return home_of(self.homes_held, int(chosen) if chosen.isdecimal() else None)

    @property
    def officers(self) -> Sequence[NamedOfficer]:
        """Whom they may ask for by name; read once a request, where a page needs it."""
        purpose = self.purpose
        if purpose is None or not self.situation.has_officers:
            return ()
        return once("officers to ask for", lambda: officers_for(purpose))

    @property
    def officer(self) -> NamedOfficer | None:
        """The officer asked for by name."""
        chosen = officer_of(self.answers)
        return None if chosen is None else next((one for one in self.officers if one.id == chosen), None)

    @property
    def wishes(self) -> Wishes:
        """What helps at this appointment."""
        kept = self.earlier[1].needs if self.earlier else self.answers.get(Page.NEEDS, {})
        return Wishes.from_json(kept)

    def keep(self, *, answers: Answers | None = None, typed: Mapping[str, Any] | None = None) -> Draft:
        """Keep the answers, or what is merely typed so far."""
        kept: dict[str, Any] = {"given": self.answers if answers is None else answers, "typed": typed or {}}
        kept["homes"] = {str(key): [asdict(home) for home in homes] for key, homes in self.homes.items()}
        kept["organisations"] = {str(key): name for key, name in self.organisations.items()}
        if self.earlier:
            kept["earlier"] = self.earlier[0].id
        me = self.situation.person_id
        return drafts.keep(BOOK, answers=kept, person_id=me, now=self.now, draft=self.draft)


def booking_now(now: datetime) -> Booking:
    """Where this visitor or person stands in booking."""
    reader = customer_reader()
    draft = drafts.draft_for(BOOK, person_id=reader.person_id, now=now)
    kept = draft.answers if draft else {}
    earlier = before_it(kept["earlier"]) if "earlier" in kept else None
    answers = kept.get("given", {})
    choices = (
        offered() if earlier is None else Offered(purposes=(earlier[1].purpose,), with_named=frozenset())
    )
    chosen = next((purpose for purpose in choices.purposes if purpose.id == purpose_of(answers)), None)
    homes = _homes(kept, now) if earlier is None else {}
    organisations = _organisations(kept, now) if earlier is None else {}
    return Booking(
        draft=draft,
        answers=answers if chosen or earlier else {},  # what the landlord no longer offers is asked again
        typed=kept.get("typed", {}),
        situation=Situation(
            person_id=reader.person_id,
            homes_of={key: len(held) for key, held in homes.items()},
            organisations=frozenset(organisations),
            offices=len(landlord().offices),
            has_officers=chosen is not None and chosen.id in choices.with_named,
            rebooks=earlier is not None,
        ),
        homes=homes,
        purposes=choices.purposes,
        now=now,
        organisations=organisations,
        earlier=earlier,
    )


def _homes(kept: Mapping[str, Any], now: datetime) -> dict[int, Sequence[KnownHome]]:
    """The homes of those they may book for: afresh when they answer, as at the last answer when they look."""
    me = customer_reader().person_id
    stored = kept.get("homes", {})
    if request.method != "POST" and str(me) in stored:
        return {int(key): [KnownHome(**home) for home in homes] for key, homes in stored.items()}
    return {key: customer.homes for key, customer in _customers(now).items()}


def _organisations(kept: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    """Those in whose name they may book, by id: afresh when they answer, as `_homes`."""
    me = customer_reader().person_id
    if me is None:
        return {}
    if request.method != "POST" and "organisations" in kept:
        return {int(key): name for key, name in kept["organisations"].items()}
    today = local_date(now, landlord().zone)
    return once("organisations booked for", lambda: organisations_named(me, on=today))


def _customers(now: datetime) -> Mapping[int, Customer]:
    today = local_date(now, landlord().zone)
    return once("customers booked for", lambda: customers_of(customer_reader(), today=today))


def book_again(record: Record, *, now: datetime) -> None:
    """Begin a journey for another time of an appointment that nobody held; only the time is asked."""
    answers = {"given": {}, "typed": {}, "earlier": record.id}
    drafts.keep(BOOK, answers=answers, person_id=customer_reader().person_id, now=now, draft=None)


def form_for(page: Page, booking: Booking) -> BookingForm:
    """The form of a question, with its choices and what was answered or typed before."""
    known = booking.typed.get(page) or booking.answers.get(page)
    kind = AddressForm if page is Page.HOME and _types_home(booking) else FORMS[page]
    data = known if known is not None else _held(page, booking)
    if kind is SuitsForm:
        data = stretches_from(data)
    form = kind(posted(), data=data)
    _offer(form, booking)
    return form


def _offer(form: BookingForm, booking: Booking) -> None:
    match form:
        case PurposeForm():
            form.purpose.choices = options(
                [(str(p.id), called(p.name, p.name_welsh)) for p in booking.purposes]
            )
        case ForWhomForm():
            mine = booking.situation.person_id
            names = [
                (key, gettext("Me") if key == mine else c.person.name) for key, c in booking.customers.items()
            ]
            others = [(f"{ORGANISATION}:{key}", name) for key, name in booking.organisations.items()]
            form.whom.choices = options([*((str(key), name) for key, name in names), *others])
        case PlaceForm():
            offered = booking.purpose.places.split("|") if booking.purpose else []
            form.place.choices = options([(p.value, words) for p, words in PLACES if p.value in offered])
        case OfficeForm():
            form.office.choices = options([(str(o.id), o.name) for o in landlord().offices])
        case HomeForm():
            known = [(str(home.tenancy_id), home.words) for home in booking.homes_held]
            form.home.choices = options(known)
        case OfficerForm():
            named = [(str(o.id), f"{o.name}, {o.job_title}") for o in booking.officers]
            form.officer.choices = options([(ANYONE, gettext("Anyone suitable")), *named])
        case NeedsForm():
            form.at(booking.place)
        case ReachForm() | AboutYouForm():
            form.need(booking.place)
        case SuitsForm():
            today = local_date(booking.now, landlord().zone)
            form.ask_from(today, may_be_empty=is_urgent(booking.answers))


def _types_home(booking: Booking) -> bool:
    return not booking.homes_held


def _held(page: Page, booking: Booking) -> Mapping[str, Any]:
    """What we hold already, so that nobody types it a second time."""
    if booking.whose is None:
        return {}
    if page is Page.NEEDS:
        told = needs_told(booking.whose, today=local_date(booking.now, landlord().zone))
        return wishes_from((s.kind, s.detail) for s in told if s.need.state != "declined").to_json()
    if page not in (Page.REACH, Page.HOME) or booking.customer is None:
        return {}
    person = booking.customer.person
    if page is Page.REACH:
        return {"phone": person.phone, "email": person.email}
    return {"address": person.address, "postcode": person.postcode}
