"""What staff type when they book for somebody or plan a visit: the form, and the ask that comes of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from portal.appointments.areas import area_at_end
from portal.appointments.asks import Ask
from portal.appointments.models.resources import Purpose
from portal.appointments.places import Place
from portal.appointments.staff_forms.planning import (
    HERE,
    NO,
    OTHER_HOME,
    TOLD,
    YES,
    BookForm,
    PlanForm,
    WhatForm,
)
from portal.appointments.staff_queries.appointment_page import active_officers
from portal.appointments.staff_queries.planning import Whom, purposes, whom_for
from portal.appointments.wishes import Wishes, wishes_from
from portal.charters.standards import Channel
from portal.clock.zones import to_utc
from portal.errors import RuleBroken
from portal.identity.readers import Reader
from portal.needs.queries import needs_told
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options

# Fields of the form that are wishes of the same name.
_WORDED, _TICKED = (
    ("gender", "interpreter_gender", "language", "dialect", "mode", "companion"),
    ("sign_language", "is_private", "step_free"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Whom it is for, whether they asked for it, and what there is to choose from."""

    whom: Whom
    unasked: bool
    purposes: list[Purpose]
    officers: list[tuple[int, str]]
    parent: str

    @property
    def address(self) -> dict[str, Any]:
        """The same in an address."""
        person = self.whom.person
        return {
            "person": person.id if person and not self.parent else None,
            "parent": self.parent or None,
            "unasked": 1 if self.unasked else None,
        }


def started(reader: Reader, asked: Any, now: datetime) -> Start:
    """Whom it is for, by the address or the draft; `parent`: a case, or what it is instead of."""
    parent = str(asked.get("parent") or asked.get("instead") or "")
    person = str(asked.get("person") or "")
    whom = whom_for(
        reader,
        person_id=int(person) if person.isascii() and person.isdigit() else None,
        parent=parent,
        today=local_date(now, landlord().zone),
    )
    return Start(
        whom=whom,
        unasked=bool(asked.get("unasked")) and not whom.replaces,
        purposes=purposes(),
        officers=active_officers(),
        parent=parent,
    )


def form_of(fields: MultiDict[str, str] | None, start: Start, *, now: datetime | None = None) -> WhatForm:
    """The form with its choices; new, it holds what we know and the present time."""
    made: type[WhatForm] = PlanForm if start.unasked else BookForm
    form = made(fields, _known(start, now) if now is not None else None)
    facts = landlord()
    form.purpose.choices = options([("", ""), *((str(p.id), p.name) for p in start.purposes)])
    form.office.choices = options((str(office.id), office.name) for office in facts.offices)
    homes = [(str(home.tenancy_id), home.words) for home in start.whom.homes]
    form.home.choices = options([*homes, (OTHER_HOME, gettext("Another address"))])
    named = ((str(number), name) for number, name in start.officers)
    form.officer.choices = options([("", gettext("Anyone suitable")), *named])
    if start.whom.person is None:
        form.helps.choices = options([(HERE, gettext("What I write here"))])
    return form


def _known(start: Start, now: datetime | None) -> dict[str, Any]:
    facts, person = landlord(), start.whom.person
    local = (now or utc_now()).astimezone(facts.zone)
    main = facts.main_office
    known: dict[str, Any] = {
        "submission": secrets.token_urlsafe(24),
        "office": str(main.id) if main else "",
        "home": str(start.whom.homes[0].tenancy_id) if start.whom.homes else OTHER_HOME,
        "place": Place.HOME.value if start.unasked else None,
        "helps": TOLD if person else HERE,
        "received_on": local.date(),
        "received_at": local.time().replace(second=0, microsecond=0),
        "urgent": NO,
        "notice": YES if start.unasked else None,
    }
    if person is not None:
        known |= {"name": person.name, "phone": person.phone, "email": person.email}
    return known


def fits(form: WhatForm, start: Start, now: datetime) -> bool:
    """Whether the purpose is met at that place, and what they said reached us by now."""
    purpose = next(one for one in start.purposes if str(one.id) == form.purpose.data)
    if form.place.data not in purpose.places.split("|"):
        form.place.errors = [gettext("This is not done there. Choose another place")]
        return False
    if isinstance(form, BookForm) and _received_at(form) > now:
        form.received_on.errors = [gettext("Enter a day and time that is not in the future")]
        return False
    if start.whom.person is None and not (form.phone.data or form.email.data):
        form.phone.errors = [gettext("Enter a phone number or an email address")]
        return False
    return True


def _received_at(form: BookForm) -> datetime:
    return to_utc(datetime.combine(form.received_on.data, form.received_at.data), landlord().zone)


def ask_of(start: Start, form: WhatForm, wishes: Wishes, now: datetime) -> Ask:
    """What is wanted, from a form that is right."""
    whom, place = start.whom, Place(form.place.data)
    home = next((one for one in whom.homes if str(one.tenancy_id) == form.home.data), None)
    address = home.words if home else form.address.data or ""
    parent = whom.parent
    ask = Ask(
        purpose_id=int(form.purpose.data),
        place=place,
        received_at=now,
        wishes=wishes,
        office_id=int(form.office.data) if place is Place.OFFICE and form.office.data else None,
        address=address if place is Place.HOME else "",
        area=area_at_end(home.postcode if home else address) if place is Place.HOME else "",
        wanted_officer_id=int(form.officer.data) if form.officer.data else None,
        person_id=whom.person.id if whom.person else None,
        tenancy_id=home.tenancy_id if home and place is Place.HOME else None,
        contact_name=form.name.data or "",
        contact_email=form.email.data or "",
        contact_phone=form.phone.data or "",
        submission_id=form.submission.data,
        parent_id=parent.id if parent else None,
        planned_by_staff=start.unasked,
    )
    return _with_why(ask, form) if isinstance(form, PlanForm) else _with_words(ask, form)


def _with_why(ask: Ask, form: PlanForm) -> Ask:
    reason = form.no_notice_reason.data if form.notice.data == NO else ""
    return replace(ask, channel=Channel.WEB, why=form.why.data or "", no_notice_reason=reason or "")


def _with_words(ask: Ask, form: WhatForm) -> Ask:
    if not isinstance(form, BookForm):
        raise RuleBroken("no such form")
    return replace(
        ask,
        channel=Channel(form.channel.data),
        received_at=_received_at(form),
        urgent=form.urgent.data == YES,
        words=form.words.data or "",
    )


def wishes_of(start: Start, form: WhatForm, now: datetime) -> Wishes:
    """What they told us before, or what was typed for this one. What they told is used, not shown."""
    person = start.whom.person
    if form.helps.data == TOLD and person is not None:
        told = needs_told(person.id, today=local_date(now, landlord().zone))
        return wishes_from((one.kind, one.detail) for one in told if one.need.state != "declined")
    words = {name: form[name].data or "" for name in _WORDED}
    ticked = {name: bool(form[name].data) for name in _TICKED}
    return Wishes.from_json({**words, **ticked, "door_minutes": form.door_minutes.data})
