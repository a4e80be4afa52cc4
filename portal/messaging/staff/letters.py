"""One letter in its form: read the Braille through, find its address, decide what a failed form becomes."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.errors import RuleBroken
from portal.formats.made import MadeFile
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.messaging import staff_forms
from portal.messaging.gateways.letters import document_of
from portal.messaging.gateways.returned import BRF
from portal.messaging.services import forms
from portal.messaging.services.sending import requeue
from portal.messaging.services.tasks import give_to_people
from portal.messaging.staff.pages import blueprint, day_of, download, seen, sent_file, taken
from portal.messaging.staff_queries import letters as queries
from portal.messaging.states import State
from portal.needs.ways import Carrier
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/letters/<int:message_id>")
@staff(Ability.MAKE_FORMS)
def letter(message_id: int) -> ResponseReturnValue:
    """A message in its form: where it stands, its file, the words it was made from."""
    now, reader = utc_now(), staff_reader()
    found = queries.made_letter_for(reader, message_id, today=day_of(now))
    return seen(
        "messaging/staff/made_letter.html",
        reader,
        now,
        look="message.seen",
        record_id=found.message.record_id,
        person_id=found.message.person_id,
        letter=found,
        message=found.message,
        document=document_of(found.message, landlord(), reference=found.reference, on_paper=True),
    )


@blueprint.get("/letters/<int:message_id>/file")
@staff(Ability.MAKE_FORMS)
def letter_file(message_id: int) -> ResponseReturnValue:
    """Its file. What nobody has read through says so in its name: it must not be embossed and sent."""
    now, reader = utc_now(), staff_reader()
    message = queries.made_letter_for(reader, message_id, today=day_of(now)).message
    file = queries.file_for(reader, message_id, today=day_of(now))
    unread = file.needs_proof and file.checked_at is None
    name = f"not-proof-read-{file.name}" if unread else file.name
    about = {"record_id": message.record_id, "person_id": message.person_id}
    return download(file.content, name=name, media_type=file.media_type, reader=reader, now=now, **about)


@blueprint.route("/letters/<int:message_id>/proof", methods=["GET", "POST"])
@staff(Ability.MAKE_FORMS)
def letter_proof(message_id: int) -> ResponseReturnValue:
    """Somebody has read the Braille through; it may go, or their corrected file may."""
    sent = sent_file()
    now, reader = utc_now(), staff_reader()
    today = day_of(now)
    found = queries.made_letter_for(reader, message_id, today=today)
    form = staff_forms.ProofForm(posted())

    def save() -> None:
        message = queries.letter_to_change(reader, message_id, today=today)
        forms.proof_read(
            message,
            queries.file_for(reader, message_id, today=today),
            corrected=_braille(taken(sent)),
            by=reader.person_id or 0,
            now=now,
        )

    if found.message.state != State.TO_CHECK and posted() is None:
        return redirect(url_for(".letter", message_id=message_id))
    done = url_for(".things", done="proof-read")
    return form_page("messaging/staff/proof.html", form, save, done=done, letter=found, files=True)


@blueprint.route("/letters/<int:message_id>/address", methods=["GET", "POST"])
@staff(Ability.MAKE_FORMS)
def letter_address(message_id: int) -> ResponseReturnValue:
    """Find out where it is to go: it stands until somebody has."""
    now, reader = utc_now(), staff_reader()
    found = queries.made_letter_for(reader, message_id, today=day_of(now))
    by_email = found.message.carrier == Carrier.EMAIL
    form = (
        staff_forms.EmailForm(posted())
        if by_email
        else staff_forms.PostalForm(posted(), {"postal": found.held})
    )

    def save() -> None:
        message = queries.letter_to_change(reader, message_id, today=day_of(now))
        forms.give_address(message, **form.values(), by=reader.person_id or 0, now=now)

    if found.message.state != State.NO_ADDRESS and posted() is None:
        return redirect(url_for(".letter", message_id=message_id))
    done = url_for(".post", done="address")
    return form_page("messaging/staff/address.html", form, save, done=done, letter=found)


@blueprint.route("/letters/<int:message_id>/ordinary", methods=["GET", "POST"])
@staff(Ability.MAKE_FORMS)
def letter_ordinary(message_id: int) -> ResponseReturnValue:
    """Send in ordinary print what could not be made, because somebody decided so and says why."""
    now, reader = utc_now(), staff_reader()
    found = queries.made_letter_for(reader, message_id, today=day_of(now))
    form = staff_forms.OrdinaryForm(posted())

    def save() -> None:
        message = queries.letter_to_change(reader, message_id, today=day_of(now))
        forms.send_ordinary(message, why=form.why.data or "", by=reader.person_id or 0, now=now)

    if found.message.state != State.CANNOT_BE_MADE and posted() is None:
        return redirect(url_for(".letter", message_id=message_id))
    done = url_for(".things", done="ordinary")
    return form_page("messaging/staff/ordinary.html", form, save, done=done, letter=found)


@blueprint.post("/letters/<int:message_id>/again")
@staff(Ability.MAKE_FORMS)
def letter_again(message_id: int) -> ResponseReturnValue:
    """Try to make it once more."""
    now, reader = utc_now(), staff_reader()
    message = queries.letter_to_change(reader, message_id, today=day_of(now))
    try:
        requeue(message, by=reader.person_id or 0, now=now)
    except RuleBroken:  # somebody was quicker, or it was pressed twice
        return redirect(url_for(".things", done="already"), 303)
    return redirect(url_for(".things", done="again"), 303)


@blueprint.post("/letters/<int:message_id>/by-people")
@staff(Ability.MAKE_FORMS)
def letter_by_people(message_id: int) -> ResponseReturnValue:
    """Give it to somebody who makes it: what failed, or Braille that is not right."""
    now, reader = utc_now(), staff_reader()
    message = queries.letter_to_change(reader, message_id, today=day_of(now))
    try:
        give_to_people(message, by=reader.person_id or 0, now=now)
    except RuleBroken:
        return redirect(url_for(".things", done="already"), 303)
    return redirect(url_for(".things", done="by-people"), 303)


def _braille(file: MadeFile | None) -> bytes | None:
    if file is None:
        return None
    if file.media_type != BRF:
        raise RuleBroken("no Braille")
    return file.content
