"""What each act on an appointment does with its form: the service it calls, and the choices it offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import get_locale, gettext

from portal.appointments.diaries import Slot
from portal.appointments.models.bookings import Appointment, Proposal
from portal.appointments.next_acts import Task
from portal.appointments.places import Place
from portal.appointments.queries.slots import slots_for
from portal.appointments.services import agreeing, booking, cancelling
from portal.appointments.services.hearing import meet_elsewhere, take_word
from portal.appointments.services.told import told_by_phone
from portal.appointments.slot_days import Picked
from portal.appointments.staff.pages import me
from portal.appointments.staff_forms import arranging as forms
from portal.appointments.staff_queries.appointment_page import Head
from portal.appointments.wishes import Choice, Unmet
from portal.charters.standards import Channel
from portal.clock.zones import local_day
from portal.errors import RuleBroken
from portal.identity.readers import Reader
from portal.needs.languages import language_name
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.web.fields import options
from portal.web.formats import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An act on its way: the appointment as it is, the form as it was sent, who does it and when."""

    head: Head
    form: Any
    reader: Reader
    now: datetime

    @property
    def by(self) -> int:
        """Who does it."""
        return me(self.reader)

    @property
    def appointment(self) -> Appointment:
        """What is changed."""
        return self.head.appointment

    @property
    def record(self) -> Record:
        """Its record, held and at the version of the form."""
        return self.head.record

    @property
    def body(self) -> str:
        """What was written."""
        return self.form.body.data or ""

    @property
    def time(self) -> Picked:
        """The time chosen."""
        chosen: Picked = self.form.time.chosen()[0]
        return chosen


def _nothing(_form: Any, _head: Head, _officers: Sequence[tuple[int, str]]) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """How one act is done. `offers_times`: free times stand on its page; `asks_who`: officers to choose from.

    `offer` fills the choices of the form's other fields.
    """

    form: type[forms.ActForm]
    do: Callable[[Doing], object]
    offer: Callable[[Any, Head, Sequence[tuple[int, str]]], None] = field(default=_nothing)
    offers_times: bool = False
    asks_who: bool = False


def _hear(d: Doing) -> None:
    """Whose words an act rests on, and how they reached us."""
    take_word(d.record, words=d.body, channel=Channel(d.form.how.data), by=d.by, now=d.now)


def _offer(d: Doing) -> None:
    chosen = [(one.starts_at, one.officer_id) for one in d.form.times.chosen()]
    agreeing.offer(d.appointment, d.record, slots=chosen, words=d.body, by=d.by, now=d.now)


def _accept(d: Doing) -> None:
    picked = d.time
    theirs = (o.proposal for o in d.head.offered if not o.proposal.by_staff and not o.proposal.never)
    within = next((p for p in theirs if p.starts_at <= picked.starts_at < p.ends_at), None)
    if within is None:
        raise RuleBroken("outside", starts_at=picked.starts_at)
    agreeing.accept(
        within,
        d.appointment,
        d.record,
        by=d.by,
        now=d.now,
        starts_at=picked.starts_at,
        officer_id=picked.officer_id,
    )


def _agree(d: Doing) -> None:
    _hear(d)
    picked = d.time
    booking.agree(
        d.appointment, d.record, starts_at=picked.starts_at, officer_id=picked.officer_id, by=d.by, now=d.now
    )


def _move(d: Doing) -> None:
    picked = d.time
    booking.move(
        d.appointment,
        d.record,
        starts_at=picked.starts_at,
        officer_id=picked.officer_id,
        by=d.by,
        now=d.now,
        reason=d.body,
        by_customer=d.form.who.data == forms.CUSTOMER,
        by_staff=True,
    )


def _change_officer(d: Doing) -> None:
    if d.appointment.starts_at is None:
        raise RuleBroken("not now", state=d.appointment.state)
    booking.move(
        d.appointment,
        d.record,
        starts_at=d.appointment.starts_at,
        officer_id=int(d.form.officer.data),
        by=d.by,
        now=d.now,
        reason=d.body,
        by_customer=False,
        message="officer_changed",
    )


def _offer_officers(form: Any, head: Head, officers: Sequence[tuple[int, str]]) -> None:
    others = [(str(number), name) for number, name in officers if number != head.appointment.officer_id]
    form.officer.choices = options([("", ""), *others])


def _cancel(d: Doing) -> None:
    cancelling.cancel_by_staff(
        d.appointment,
        d.record,
        reason=d.form.reason.data,
        by=d.by,
        now=d.now,
        offers=_still_free(d.appointment, d.form.times.chosen(), d.now),
    )


def _call_off(d: Doing) -> None:
    cancelling.cancel_by_staff(d.appointment, d.record, reason=d.body, by=d.by, now=d.now)


def _still_free(appointment: Appointment, chosen: Sequence[Picked], now: datetime) -> list[Slot]:
    """The slots of the times chosen; RuleBroken("taken") where one cannot be had any more."""
    if not chosen:
        return []
    zone = landlord().zone
    days = [local_day(one.starts_at, zone) for one in chosen]
    found = slots_for(appointment, now=now, from_on=min(days), to_on=max(days), by_staff=True)
    free = {slot.starts_at: slot for slot in found.slots}
    if any(one.starts_at not in free for one in chosen):
        raise RuleBroken("taken", nearest=())
    return [free[one.starts_at] for one in chosen]


def _unmet(d: Doing) -> None:
    form = d.form
    agreeing.unmet(
        d.appointment,
        d.record,
        wish=Unmet(form.wish.data),
        effort=form.effort.data,
        reason=form.reason.data,
        by=d.by,
        now=d.now,
    )


def wish_words(head: Head) -> dict[str, str]:
    """The wishes of this appointment that may turn out impossible, in words for whoever works on it."""
    said = {
        Unmet.WOMAN: gettext("an officer who is a woman"),
        Unmet.MAN: gettext("an officer who is a man"),
        Unmet.OFFICER: gettext("the officer they asked for"),
        Unmet.LANGUAGE: gettext(
            "an interpreter for %(language)s", language=language_name(head.wishes.language)
        ),
        Unmet.SIGN_LANGUAGE: gettext("a BSL interpreter"),
        Unmet.PRIVATE: gettext("a private room"),
        Unmet.STEP_FREE: gettext("a step-free room"),
        Unmet.MORE: gettext("what they wrote: %(words)s", words=head.wishes.more),
    }
    by_name = head.appointment.wanted_officer_id is not None
    return {wish.value: said[wish] for wish in head.wishes.may_be_unmet(by_name=by_name)}


def _offer_wishes(form: Any, head: Head, _officers: Sequence[tuple[int, str]]) -> None:
    form.wish.choices = options(wish_words(head).items())


def _they_accept(d: Doing) -> None:
    _hear(d)
    agreeing.accept(_proposal(d), d.appointment, d.record, by=d.by, now=d.now)


def _proposal(d: Doing) -> Proposal:
    return next(o.proposal for o in d.head.offered if str(o.proposal.id) == d.form.proposal.data)


def _offer_proposals(form: Any, head: Head, _officers: Sequence[tuple[int, str]]) -> None:
    zone, locale = landlord().zone, get_locale() or "en_GB"
    form.proposal.choices = options(
        (str(o.proposal.id), moment(o.proposal.starts_at, locale, zone))
        for o in head.offered
        if o.proposal.by_staff
    )


def _their_times(d: Doing) -> None:
    zone = landlord().zone
    _hear(d)
    agreeing.propose(
        d.appointment,
        d.record,
        suits=d.form.stretches("suits", zone),
        never=d.form.stretches("never", zone),
        words="",
        by=d.by,
        now=d.now,
    )


def _their_choice(d: Doing) -> None:
    _hear(d)
    choice = Choice(d.form.choice.data)
    agreeing.choose_for_unmet(d.appointment, d.record, choice=choice, by=d.by, now=d.now)


def _their_way(d: Doing) -> None:
    home = d.head.home
    _hear(d)
    meet_elsewhere(
        d.appointment,
        d.record,
        place=Place(d.form.place.data),
        office_id=int(d.form.office.data) if d.form.office.data else None,
        address=f"{home.address}, {home.postcode}" if home else d.head.address,
        by=d.by,
        now=d.now,
    )


def _offer_offices(form: Any, _head: Head, _officers: Sequence[tuple[int, str]]) -> None:
    form.office.choices = options((str(office.id), office.name) for office in landlord().offices)


def _they_cancel(d: Doing) -> None:
    _hear(d)
    cancelling.cancel_by_customer(d.appointment, d.record, by=d.by, now=d.now, by_staff=True)


def _no_new_time(d: Doing) -> None:
    channel = Channel(d.form.how.data)
    cancelling.no_new_time(d.appointment, d.record, words=d.body, channel=channel, by=d.by, now=d.now)


def _told(d: Doing) -> None:
    """Rung before any message left: what they said to it, and the target to tell them is kept by that."""
    _hear(d)
    told_by_phone(d.record, at=d.now, now=d.now)


DEEDS: dict[Task, Deed] = {
    Task.OFFER: Deed(form=forms.OfferForm, do=_offer, offers_times=True),
    Task.ACCEPT: Deed(form=forms.AcceptForm, do=_accept, offers_times=True),
    Task.AGREE: Deed(form=forms.AgreeForm, do=_agree, offers_times=True),
    Task.MOVE: Deed(form=forms.MoveForm, do=_move, offers_times=True),
    Task.OFFICER: Deed(form=forms.OfficerForm, do=_change_officer, offer=_offer_officers, asks_who=True),
    Task.CANCEL: Deed(form=forms.CancelForm, do=_cancel, offers_times=True),
    Task.CALL_OFF: Deed(form=forms.CallOffForm, do=_call_off),
    Task.UNMET: Deed(form=forms.UnmetForm, do=_unmet, offer=_offer_wishes),
    Task.THEY_ACCEPT: Deed(form=forms.TheyAcceptForm, do=_they_accept, offer=_offer_proposals),
    Task.THEIR_TIMES: Deed(form=forms.TheirTimesForm, do=_their_times),
    Task.THEIR_CHOICE: Deed(form=forms.TheirChoiceForm, do=_their_choice),
    Task.THEIR_WAY: Deed(form=forms.WayForm, do=_their_way, offer=_offer_offices),
    Task.THEY_CANCEL: Deed(form=forms.TheirWordForm, do=_they_cancel),
    Task.NO_NEW_TIME: Deed(form=forms.TheirWordForm, do=_no_new_time),
    Task.TOLD: Deed(form=forms.TheirWordForm, do=_told),
}
