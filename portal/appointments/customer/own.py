"""The customer's own appointments: the list, one of them, times we offer, times they give, a choice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from wtforms import Form

from portal.appointments.customer.pages import blueprint
from portal.appointments.customer.seeing import (
    Seen,
    go_on_seeing,
    open_proposals,
    promise_lines,
    public_entries,
    seen,
    to_act_on,
)
from portal.appointments.forms.own import OfferForm, UnmetForm
from portal.appointments.forms.stretches import SuitsForm
from portal.appointments.journey import NONE_SUITS
from portal.appointments.presenting import shown_proposals, stretches
from portal.appointments.queries.appointments import own_appointments
from portal.appointments.queries.proposals import Put
from portal.appointments.services.agreeing import accept, choose_for_unmet, propose
from portal.appointments.wishes import Choice
from portal.clock.day_lines import day_lines
from portal.clock.explain import Counting
from portal.commitments.queries import commitment_for
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.access import anyone, customer_reader, signed_in
from portal.organisation.queries import landlord
from portal.records.access import readers_of
from portal.records.references import spelled, understood
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options
from portal.web.formats import moment
from portal.web.posting import arrived, posted


@blueprint.get("/appointments")
@signed_in
def mine() -> ResponseReturnValue:
    """My appointments: coming, to be arranged, past."""
    rows = own_appointments(customer_reader(), now=utc_now())
    offices = {office.id: office.name for office in landlord().offices}
    return render_template("appointments/mine.html", rows=rows, offices=offices)


@blueprint.get("/appointments/<reference>")
@anyone
def appointment(reference: str) -> ResponseReturnValue:
    """One appointment: when, where, who comes, what we promised, and what its customer may do."""
    return _page(seen(reference, now=utc_now()))


@blueprint.post("/appointments/<reference>/offer")
@anyone
def offer(reference: str) -> ResponseReturnValue:
    """Choose one of the times we offer; where none suits, say what does."""
    found = _with_proposals(to_act_on(reference, now=utc_now()))
    form = _offer_form(found)
    if not arrived(form):
        return _page(found, offer_form=form)
    if form.proposal.data == NONE_SUITS:
        return redirect(url_for("appointments.times", reference=found.record.reference), 303)
    chosen = next(put.proposal for put in found.offers if str(put.proposal.id) == form.proposal.data)
    try:
        with db.session.begin_nested():
            accept(chosen, found.appointment, found.record, by=customer_reader().person_id, now=found.now)
    except RuleBroken as broken:
        if broken.rule in ("taken", "overtaken", "not now"):
            return redirect(url_for("appointments.move", reference=found.record.reference, gone="1"), 303)
        raise
    return to_page(found, "booked")


@blueprint.route("/appointments/<reference>/times", methods=["GET", "POST"])
@anyone
def times(reference: str) -> ResponseReturnValue:
    """When suits you, and when never? For an appointment that has no time yet."""
    found = to_act_on(reference, now=utc_now())
    form = SuitsForm(posted())
    form.ask_from(local_date(found.now, landlord().zone))
    if not found.wants_a_time:
        return to_page(found)
    if not arrived(form):
        status = 422 if request.method == "POST" else 200
        return render_template(
            "appointments/suits.html", form=form, seen=found, has_errors=status == 422
        ), status
    suits, never = stretches(form.given(), landlord().zone)
    propose(
        found.appointment,
        found.record,
        suits=suits,
        never=never,
        words=form.words.data or "",
        by=customer_reader().person_id,
        now=found.now,
    )
    return to_page(found, "given")


@blueprint.post("/appointments/<reference>/choice")
@anyone
def choice(reference: str) -> ResponseReturnValue:
    """What to do about a wish that we cannot meet: wait, another officer, another way."""
    found = to_act_on(reference, now=utc_now())
    form = UnmetForm(posted())
    if not found.must_choose:
        return to_page(found)
    if not arrived(form):
        return _page(found, unmet_form=form)
    chosen = Choice(form.choice.data)
    choose_for_unmet(
        found.appointment, found.record, choice=chosen, by=customer_reader().person_id, now=found.now
    )
    return to_page(found, "chosen")


@blueprint.get("/appointments/<reference>/how-we-counted/<int:commitment_id>")
@anyone
def how_we_counted(reference: str, commitment_id: int) -> ResponseReturnValue:
    """How one date was reached: the days counted, the days skipped and why (product rule 15)."""
    today = local_date(utc_now(), landlord().zone)
    for reader in readers_of(reference):
        try:
            commitment, record = commitment_for(reader, commitment_id, today=today)
        except NotFound:
            continue
        if record.reference != understood(reference):
            continue
        counting = Counting.from_json(commitment.counting)
        standard = landlord().charter.standard(commitment.standard)
        return render_template(
            "appointments/counting.html",
            record=record,
            commitment=commitment,
            counting=counting,
            lines=day_lines(counting),
            reading=standard.reading if standard else "",
            zone=landlord().zone,
        )
    raise NotFound


def to_page(found: Seen, did: str | None = None) -> ResponseReturnValue:
    """Back to the appointment's own page, which says what was done."""
    if did and found.by_link:
        go_on_seeing(found.record, now=found.now)
    return redirect(url_for("appointments.appointment", reference=found.record.reference, did=did), 303)


def _page(
    found: Seen, *, offer_form: Form | None = None, unmet_form: Form | None = None
) -> ResponseReturnValue:
    whole = replace(_with_proposals(found), entries=public_entries(found), promise_lines=promise_lines(found))
    wrong = bool(offer_form or unmet_form)
    zone = landlord().zone
    html = render_template(
        "appointments/appointment.html",
        seen=whole,
        spelled=spelled(whole.record.reference),
        suits=shown_proposals(whole.suits, zone),
        never=shown_proposals(whole.never, zone),
        offer_form=offer_form or _offer_form(whole, fresh=True),
        unmet_form=unmet_form or UnmetForm(),
        did=request.args.get("did"),
        has_errors=wrong,
    )
    return html, 422 if wrong else 200


def _with_proposals(found: Seen) -> Seen:
    return found if found.proposals else replace(found, proposals=open_proposals(found))


def _offer_form(found: Seen, *, fresh: bool = False) -> OfferForm:
    form = OfferForm() if fresh else OfferForm(posted())
    locale, zone = get_locale() or "en_GB", landlord().zone
    offered = [(str(put.proposal.id), _offer_words(put, locale, zone)) for put in found.offers]
    form.proposal.choices = options([*offered, (NONE_SUITS, gettext("None of these times suits me"))])
    return form


def _offer_words(put: Put, locale: Any, zone: ZoneInfo) -> str:
    when = moment(put.proposal.starts_at, locale, zone)
    if not put.officer:
        return when
    return str(gettext("%(when)s, with %(name)s", when=when, name=put.officer))
