"""What a message leads to: the page of a link, and the calendar file."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.appointments.customer.pages import blueprint
from portal.appointments.customer.seeing import seen
from portal.appointments.customer.standing import book_again
from portal.appointments.forms.own import PlainForm
from portal.appointments.gateways.calendar_file import FILE_NAME, MEDIA_TYPE, calendar_file
from portal.appointments.journey import Page
from portal.appointments.queries.links import leads_to_another_time, opened_by
from portal.appointments.queries.notices import notice_of
from portal.appointments.services.calendars import calendar_event
from portal.errors import NotFound
from portal.identity.access import anyone
from portal.records.access import remember_followed
from portal.timekeeping import utc_now
from portal.web.posting import arrived, posted


@blueprint.route("/appointments/link/<token>", methods=["GET", "POST"])
@anyone
def link(token: str) -> ResponseReturnValue:
    """A link we sent. Only pressing the button opens it, because programs that check mail open links too.

    It opens one appointment; that of a calling card leads straight to the times for another one.
    """
    form = PlainForm(posted())
    if not arrived(form):
        return render_template("appointments/link.html", form=form)
    now = utc_now()
    record, appointment, link_id = opened_by(token, now=now)
    remember_followed(record, link_id=link_id)
    if leads_to_another_time(appointment):
        book_again(record, now=now)
        return redirect(url_for("appointments.question", name=Page.WHEN.value), 303)
    return redirect(url_for("appointments.appointment", reference=record.reference), 303)


@blueprint.get("/appointments/<reference>/calendar.ics")
@anyone
def calendar(reference: str) -> ResponseReturnValue:
    """The appointment for the customer's own calendar: purpose, place and time, nothing personal."""
    now = utc_now()
    found = seen(reference, now=now)
    if not found.is_held:
        raise NotFound
    notice = notice_of(found.appointment, person=None, now=now)
    content = calendar_file(calendar_event(found.appointment, found.record, notice, now=now))
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(content, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)
