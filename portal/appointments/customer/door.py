"""Who is at my door: the photo of who comes, and the word they have to say. What else there is stands on the
appointment's own page (templates/appointments/door.html)."""

from __future__ import annotations

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.appointments.customer.pages import blueprint
from portal.appointments.customer.seeing import seen, to_act_on
from portal.appointments.forms.door import WordForm
from portal.appointments.pictures import photo_headers
from portal.appointments.places import Place
from portal.appointments.queries.photos import photo_of_officer
from portal.appointments.services.door import choose_word
from portal.errors import NotFound
from portal.identity.access import anyone, customer_reader
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.route("/appointments/<reference>/door-word", methods=["GET", "POST"])
@anyone
def door_word(reference: str) -> ResponseReturnValue:
    """Choose the word that whoever comes has to say. Behind a link it can be set, and is not shown."""
    now = utc_now()
    found = to_act_on(reference, now=now)
    here = url_for("appointments.appointment", reference=found.record.reference)
    if not found.is_held or found.booked.place is not Place.HOME:
        return redirect(here, 303)
    shown = "" if found.by_link else found.appointment.door_word or ""
    form = WordForm(posted(), {"word": shown})
    me = customer_reader().person_id
    return form_page(
        "appointments/door_word.html",
        form,
        lambda: choose_word(found.appointment, found.record, word=form.word.data or "", by=me, now=now),
        done=f"{here}?did=word#door",
        reference=found.record.reference,
        officer=found.booked.officer.first_name if found.booked.officer else "",
        has_word=bool(shown),
    )


@blueprint.get("/appointments/<reference>/who/<int:place>")
@anyone
def who_comes(reference: str, place: int) -> ResponseReturnValue:
    """The photo of one of those who come, the first being 1; not behind a link."""
    found = seen(reference, now=utc_now())
    officers = found.booked.officers if found.is_held and not found.by_link else ()
    if not 1 <= place <= len(officers):
        raise NotFound
    content = photo_of_officer(officers[place - 1].resource_id)
    return Response(content, headers=photo_headers())
