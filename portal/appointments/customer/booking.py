"""The pages of booking: one question each, checking, booking, and what is shown when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments.customer.pages import blueprint
from portal.appointments.customer.seeing import confirmed, go_on_seeing, promise_lines
from portal.appointments.customer.standing import Booking, booking_now, form_for
from portal.appointments.customer.times import Times, offer_times, shown_times, time_choices, times_for
from portal.appointments.customer.wanted import ask_of
from portal.appointments.diaries import Slot
from portal.appointments.forms.booking import BookForm, WhenForm
from portal.appointments.forms.stretches import BookingForm
from portal.appointments.journey import BOOK, Page, after, answered, before, pages, time_chosen
from portal.appointments.models.bookings import Appointment
from portal.appointments.presenting import shown_stretches, stretches
from portal.appointments.services.agreeing import propose
from portal.appointments.services.asking import ask_for
from portal.appointments.services.booking import book
from portal.appointments.slot_days import picked
from portal.errors import NotFound, RuleBroken
from portal.identity.access import anyone, customer_reader
from portal.needs.languages import language_name
from portal.organisation.queries import landlord
from portal.records.access import confirmation_reader, remember_sent
from portal.records.models import Record
from portal.records.queries import sent_before
from portal.records.references import spelled
from portal.timekeeping import utc_now
from portal.web import drafts
from portal.web.languages import tongue_called
from portal.web.models import Draft
from portal.web.posting import arrived, posted


@blueprint.route("/appointments/book", methods=["GET", "POST"])
@anyone
def start() -> ResponseReturnValue:
    """What is the appointment for?"""
    return _question(Page.PURPOSE)


@blueprint.route("/appointments/book/<name>", methods=["GET", "POST"])
@anyone
def question(name: str) -> ResponseReturnValue:
    """One question of the journey."""
    if name not in set(Page):
        raise NotFound
    return _question(Page(name))


def _question(page: Page) -> ResponseReturnValue:
    booking = booking_now(utc_now())
    asked = pages(booking.answers, booking.situation)
    reached = asked.index(booking.missing) if booking.missing else len(asked)
    nothing_offered = request.method == "POST" and not booking.purposes
    if nothing_offered or page not in asked or asked.index(page) > reached:
        return redirect(address(booking.missing), 303)
    form = form_for(page, booking)
    if request.method == "POST" and request.form.get("leave_to"):
        booking.keep(typed={page: form.given() if form.validate() else {}})
        return redirect(url_for("cases.help_with_form", journey=BOOK), 303)
    if arrived(form):
        return _next(booking, page, form.given())
    return _show(booking, page, form, 422 if request.method == "POST" else 200)


def _next(booking: Booking, page: Page, given: Mapping[str, Any]) -> ResponseReturnValue:
    answers = answered(page, given, booking.answers)
    booking.keep(answers=answers)
    changing = "change" in request.args
    situation = booking_now(booking.now).situation if page is Page.PURPOSE else booking.situation
    following = after(page, answers, situation, changing=changing)
    return redirect(address(following, changing=changing), 303)


def _show(booking: Booking, page: Page, form: BookingForm, status: int) -> ResponseReturnValue:
    changing = "change" in request.args
    previous = before(page, booking.answers, booking.situation)
    back = (
        url_for("appointments.check")
        if changing
        else address(previous)
        if previous
        else url_for("pages.home")
    )
    html = render_template(
        f"appointments/book/{page}.html",
        form=form,
        back=back,
        booking=booking,
        times=_times(booking, form) if isinstance(form, WhenForm) else None,
        here=address(page, changing=changing),
        is_first=previous is None and not changing,  # whom to ring in an emergency is said once
        has_errors=status == 422,
    )
    return html, status


def _times(booking: Booking, form: WhenForm) -> Times:
    if booking.purpose is None:
        raise NotFound
    times = times_for(ask_of(booking), now=booking.now)
    offer_times(form, times)
    return times


def address(page: Page | None, *, changing: bool = False) -> str:
    """The address of a question, or of checking the answers where none is left."""
    if page is None:
        return url_for("appointments.check")
    change = "1" if changing else None
    if page is Page.PURPOSE:
        return url_for("appointments.start", change=change)
    return url_for("appointments.question", name=page.value, change=change)


@blueprint.route("/appointments/book/check", methods=["GET", "POST"])
@anyone
def check() -> ResponseReturnValue:
    """Check the answers, then book: made once, however often it is sent.

    A `slot` sent along is one of the times that were offered when somebody else was faster.
    """
    form = BookForm(posted())
    booking = booking_now(utc_now())
    if request.method == "POST" and form.submission.data:
        if booking.draft is None or booking.draft.key != form.submission.data:
            return _booked_already(form.submission.data)
        if picked(request.form.get("slot", "")) is not None:
            booking.keep(answers={**booking.answers, Page.WHEN.value: {"slot": request.form["slot"]}})
            booking = booking_now(booking.now)
    if booking.draft is None or booking.missing is not None:
        return redirect(address(booking.missing or Page.PURPOSE), 303)
    if request.method == "POST":
        return _book(booking, booking.draft)
    form.submission.data = booking.draft.key
    return _check_page(booking, form)


def _check_page(booking: Booking, form: BookForm) -> ResponseReturnValue:
    asked, zone = pages(booking.answers, booking.situation), landlord().zone
    suits, never = stretches(booking.answers.get(Page.SUITS, {}), zone)
    return render_template(
        "appointments/book/check.html",
        form=form,
        booking=booking,
        ask=ask_of(booking),
        spoken=tongue_called(booking.wishes.language, language_name(booking.wishes.language)),
        starts_at=time_chosen(booking.answers),
        suits=shown_stretches(suits, zone),
        never=shown_stretches(never, zone),
        asked=[page.value for page in asked],
        address=lambda name, changing=False: address(Page(name), changing=changing),
        back=address(asked[-1]),
    )


def _book(booking: Booking, draft: Draft) -> ResponseReturnValue:
    try:
        made = _made(booking)
    except RuleBroken as broken:
        if broken.rule == "already submitted":
            return _booked_already(draft.key)
        if broken.rule == "taken":
            return _taken(booking, draft, broken.facts["nearest"])
        raise
    drafts.done(draft)
    return _to_confirmation(made.record)


def _made(booking: Booking) -> Appointment:
    """What they asked for: at the time they chose, or to be arranged by what they said suits."""
    ask, me, now = ask_of(booking), customer_reader().person_id, booking.now
    starts_at = time_chosen(booking.answers)
    if starts_at is not None:
        return book(ask, starts_at=starts_at, by=me, now=now)
    made = ask_for(ask, by=me, now=now)
    given = booking.answers.get(Page.SUITS, {})
    suits, never = stretches(given, landlord().zone)
    if suits:
        propose(made, made.record, suits=suits, never=never, words=given.get("words") or "", by=me, now=now)
    return made


def _taken(booking: Booking, draft: Draft, nearest: object) -> ResponseReturnValue:
    """Somebody was faster: the nearest times there are, to be booked at once; nothing typed is lost."""
    slots: list[Slot] = list(nearest) if isinstance(nearest, tuple | list) else []
    form = WhenForm()
    form.slot.choices = time_choices(slots, none_suits=False)
    html = render_template(
        "appointments/taken.html",
        form=form,
        times=shown_times(slots),
        submission=draft.key,
        action=url_for("appointments.check"),
        other=address(Page.WHEN, changing=True),
        kept_at=None,
    )
    return html, 409


def _booked_already(submission_id: str) -> ResponseReturnValue:
    earlier = sent_before(submission_id)
    return _to_confirmation(earlier) if earlier else redirect(url_for("appointments.start"), 303)


def _to_confirmation(record: Record) -> ResponseReturnValue:
    remember_sent(record)
    if customer_reader().person_id is None:
        go_on_seeing(record, now=utc_now())  # its page shows a visitor nothing personal, as behind a link
    return redirect(url_for("appointments.done", reference=record.reference), 303)


@blueprint.get("/appointments/book/done/<reference>")
@anyone
def done(reference: str) -> ResponseReturnValue:
    """It is done: the place, the time, who, what to bring, what happens next, how to move or cancel."""
    found = confirmed(confirmation_reader(reference), reference, now=utc_now())
    return render_template(
        "appointments/book/done.html",
        seen=found,
        promise_lines=promise_lines(found) if found.wants_a_time else (),
        spelled=spelled(found.record.reference),
    )
