"""The outbox: what could not be mailed, what waits; resend, print, mark as posted."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import record_look
from portal.errors import RuleBroken
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.messaging.gateways.letters import document_of
from portal.messaging.queries import to_do
from portal.messaging.services.forms import mark_posted
from portal.messaging.services.sending import requeue
from portal.messaging.staff_queries import outbox as queries
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.settings import settings

blueprint = Blueprint("messaging_staff", __name__, url_prefix="/staff/outbox")


@blueprint.get("")
@staff(Ability.SEE_OUTBOX)
def outbox() -> ResponseReturnValue:
    """Messages that need somebody, or with ?show=waiting those that go by themselves; 25 a page."""
    today = local_date(utc_now(), settings().tz)
    waiting = request.args.get("show") == "waiting"
    return render_template(
        "messaging/staff/outbox.html",
        page=queries.outbox_page(
            staff_reader(), today=today, waiting=waiting, after=request.args.get("after", 0, type=int)
        ),
        counts=to_do(staff_reader()),
        waiting=waiting,
        makes_forms=staff_reader().may(Ability.MAKE_FORMS),
        done=request.args.get("done"),
    )


@blueprint.get("/<int:message_id>/letter")
@staff(Ability.SEE_OUTBOX)
def letter(message_id: int) -> ResponseReturnValue:
    """A message to print and post. That somebody read it is written down."""
    now, reader = utc_now(), staff_reader()
    found = queries.letter_for(reader, message_id, today=local_date(now, settings().tz))
    record_look(
        act="message.seen",
        by=reader.person_id or 0,
        now=now,
        record_id=found.record_id,
        person_id=found.person_id,
    )
    asks = document_of(found.message, landlord(), on_paper=True).asks
    return render_template("messaging/staff/letter.html", letter=found, asks=asks)


@blueprint.post("/<int:message_id>/resend")
@staff(Ability.SEE_OUTBOX)
def resend(message_id: int) -> ResponseReturnValue:
    """Try again what was given up."""
    reader = staff_reader()
    message = queries.message_to_change(reader, message_id)
    try:
        requeue(message, by=reader.person_id or 0, now=utc_now())
    except RuleBroken:  # somebody was quicker, or the button was pressed twice
        return redirect(url_for(".outbox", done="already"), 303)
    return redirect(url_for(".outbox", done="resent"), 303)


@blueprint.post("/<int:message_id>/posted")
@staff(Ability.SEE_OUTBOX)
def posted(message_id: int) -> ResponseReturnValue:
    """It is in the post."""
    now, reader = utc_now(), staff_reader()
    queries.letter_for(reader, message_id, today=local_date(now, settings().tz), done_too=True)
    try:
        mark_posted(queries.message_to_change(reader, message_id), by=reader.person_id or 0, now=now)
    except RuleBroken:
        return redirect(url_for(".outbox", done="already"), 303)
    return redirect(url_for(".outbox", done="posted"), 303)
