"""The cases an exceptional event touches, as a list and as CSV; and the flag that each of them carries."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.attachments.downloads import download_headers
from portal.audit.services import record_look
from portal.cases.staff.pages import blueprint, seen
from portal.cases.staff_queries.disruptions import SHOWN, affected_for
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.events import EventFacts
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date, utc_now


@blueprint.app_template_global()
def events_touching(record: Record) -> tuple[EventFacts, ...]:
    """The published events in whose time the case was open; from what is known of the landlord anyway."""
    facts = landlord()
    if not facts.events:
        return ()
    main = facts.main_office
    return tuple(
        event
        for event in facts.events
        if event.touches(
            topic_id=record.topic_id,
            team_id=record.team_id,
            office_id=record.office_id or (main.id if main else None),
            received_on=local_date(record.received_at, facts.zone),
            closed_on=local_date(record.closed_at, facts.zone) if record.closed_at else None,
        )
    )


@blueprint.app_template_global()
def disruptions_of(record: Record) -> tuple[EventFacts, ...]:
    """Those of them that last today."""
    today = local_date(utc_now(), landlord().zone)
    return tuple(event for event in events_touching(record) if event.lasts(today))


@blueprint.get("/disruptions/<int:event_id>/cases")
@staff(Ability.SEE_CASES)
def affected(event_id: int) -> ResponseReturnValue:
    """The cases an event touches, as far as this member of staff may see them."""
    now, reader, event = utc_now(), staff_reader(), landlord().event(event_id)
    found = affected_for(reader, event, now=now, most=SHOWN + 1)
    return seen(
        "cases/staff/affected.html",
        reader,
        now,
        look="event.cases seen",
        event=event,
        cases=found[:SHOWN],
        has_more=len(found) > SHOWN,
    )


@blueprint.get("/disruptions/<int:event_id>/cases.csv")
@staff(Ability.SEE_CASES)
def affected_csv(event_id: int) -> Response:
    """All of them as a file; who took it is recorded."""
    now, reader, event = utc_now(), staff_reader(), landlord().event(event_id)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        (
            gettext("Reference"),
            gettext("Kind"),
            gettext("What it is about"),
            gettext("Received"),
            gettext("Next date, as it stands"),
            gettext("Was late"),
            gettext("Closed"),
            gettext("Handler"),
            gettext("Team"),
        )
    )
    for case in affected_for(reader, event, now=now):
        title, handler, team = (_plain(words) for words in (case.title, case.handler, case.team))
        late = gettext("yes") if case.was_late else gettext("no")
        dates = (_local(case.received_at), _local(case.due_at))
        writer.writerow(
            (case.reference, case.kind, title, *dates, late, _local(case.closed_at), handler, team)
        )
    if reader.person_id is not None:
        record_look(act="event.cases saved", by=reader.person_id, now=now)
    headers = download_headers(f"affected-cases-{event.from_on:%Y-%m-%d}.csv", "text/csv")
    return Response("\ufeff" + out.getvalue(), headers=headers)


def _local(at: datetime | None) -> str:
    return at.astimezone(landlord().zone).strftime("%Y-%m-%d %H:%M") if at else ""


def _plain(words: str) -> str:
    """Words a spreadsheet never takes for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words
