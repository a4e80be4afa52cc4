"""What staff pages of appointments share: the blueprint, recording the look, promise lines with acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, get_template_attribute, render_template, url_for

from portal.appointments.next_acts import first, possible
from portal.appointments.staff_queries.appointment_page import StaffAppointment
from portal.audit.services import record_look
from portal.charters.standards import Event
from portal.commitments.presenting import Links, ShownLine, all_shown
from portal.commitments.promise_line import Step
from portal.commitments.targets import TARGET
from portal.errors import NotAllowed
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord

blueprint = Blueprint("appointments_staff", __name__, url_prefix="/staff")


def me(reader: Reader) -> int:
    """Who is reading."""
    if reader.person_id is None:
        raise NotAllowed
    return reader.person_id


def seen(
    template: str,
    reader: Reader,
    now: datetime,
    /,
    *,
    record_id: int | None = None,
    person_id: int | None = None,
    look: str = "appointment.seen",
    **context: Any,
) -> str:
    """The page, and that this member of staff looked at it: no page without the look.

    Rendered first, because recording ends the transaction in which the page was read.
    """
    html = render_template(template, **context)
    record_look(act=look, by=me(reader), now=now, record_id=record_id, person_id=person_id)
    return html


def promise_lines(page: StaffAppointment, reader: Reader, *, now: datetime) -> tuple[ShownLine, ...]:
    """The promise lines; an open promise to agree a time has the act that comes next, for those who may."""
    reference, standing = page.head.record.reference, page.head.standing
    next_act = first(standing) if reader.may(Ability.LOG_CONTACT) else None
    task_words = get_template_attribute("appointments/staff/words.html", "task_words")

    def act(step: Step) -> tuple[str, str]:
        if next_act is None or next_act not in possible(standing) or Event.ARRANGED not in step.kept_by:
            return "", ""
        return url_for("appointments_staff.act", reference=reference, name=next_act), task_words(next_act)

    links = Links(
        explain=lambda step: url_for(
            "appointments_staff.how_we_counted", reference=reference, commitment_id=step.commitment_id
        ),
        # The landlord's own dates for appointments are rules, and have no page among the promises.
        promise=lambda step: "" if step.source == TARGET else url_for("pages.promise", key=step.standard),
        act=act,
    )
    return all_shown(page.lines, now=now, zone=landlord().zone, links=links)
