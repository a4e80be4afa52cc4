"""A case for staff: what we promised, what to do next, what has happened; and how a date was counted."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.feedback import named
from portal.cases.next_acts import Task, aim_warning, first, possible
from portal.cases.staff.pages import blueprint, promise_lines, seen, task_url
from portal.cases.staff_queries.case_page import CaseHead, StaffCase, case_page_for, counting_for_staff
from portal.cases.stages import Act
from portal.charters.standards import CaseKind
from portal.clock.day_lines import day_lines
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Entry
from portal.records.references import spelled
from portal.timekeeping import local_date, utc_now

# What each filter of the timeline shows; without one, everything.
SHOWN = {
    "messages": {
        Act.RECEIVED,
        Act.ACKNOWLEDGED,
        Act.ANSWERED,
        Act.PROGRESS,
        Act.DELAYED,
        Act.CALLED,
        Act.CUSTOMER_WROTE,
        Act.NOT_ANSWERED,
    },
    "notes": {Act.NOTED, Act.MANAGER_ASKED},
    "changes": {
        Act.ASSIGNED,
        Act.HANDED_OVER,
        Act.CLOSED,
        Act.REOPENED,
        Act.EXTENDED,
        Act.PAUSED,
        Act.RESUMED,
        Act.IDENTITY_ASKED,
        Act.IDENTITY_PROVED,
        Act.RECEIPT_CORRECTED,
        Act.LINKED,
        Act.REFERRED,
        Act.SUBMITTED,
        Act.THEMED,
        Act.PASSED_ON,
    },
}
FOR_RECEPTION = (Task.NOTE,)
COMPLAINTS_PAGE = "complaints_staff.complaint"  # of a package above this one, where it is there


@blueprint.get("/cases/<reference>")
@staff(Ability.SEE_CASES)
def case(reference: str) -> ResponseReturnValue:
    """Left what the tenant sees, right what to do; the timeline below."""
    now, reader = utc_now(), staff_reader()
    page = case_page_for(reader, reference, now=now)
    record, facts = page.head.record, landlord()
    if record.kind == CaseKind.COMPLAINT and COMPLAINTS_PAGE in current_app.view_functions:
        return redirect(url_for(COMPLAINTS_PAGE, reference=record.reference), 303)
    standing = page.head.standing(reader)
    works = reader.may(Ability.WORK_CASES)
    tasks = possible(standing) if works else FOR_RECEPTION
    calendars = facts.calendars(office_id=record.office_id, division=record.division)
    today = local_date(now, facts.zone)
    show = request.args.get("show", "")
    return seen(
        "cases/staff/case.html",
        reader,
        now,
        look="case.seen",
        record_id=record.id,
        page=page,
        spelled=spelled(record.reference),
        promise_lines=promise_lines(page.head, reader, now=now),
        primary=first(standing) if works else None,
        tasks=tasks,
        task_url=task_url,
        delay_url=task_url(record.reference, Task.DELAY),
        warning=aim_warning(page.head.steps, today=today, calendar=calendars.office) if works else None,
        entries=_shown(page, show),
        show=show,
        names=_names(page),
        team=facts.team(record.team_id).name if record.team_id else "",
        topic=facts.topic(record.topic_id) if record.topic_id else None,
        me=reader.person_id,
        may_book=reader.may(Ability.LOG_CONTACT),
        may_see_person=reader.may(Ability.SEE_PEOPLE),
        today=today,
        named=_named(page.head),
        did=request.args.get("did", ""),
    )


@blueprint.get("/cases/<reference>/how-we-counted/<int:commitment_id>")
@staff(Ability.SEE_CASES)
def how_we_counted(reference: str, commitment_id: int) -> ResponseReturnValue:
    """How one date was reached: the days counted, the days skipped and why (product rule 15)."""
    record, commitment, counting = counting_for_staff(staff_reader(), reference, commitment_id, now=utc_now())
    standard = landlord().charter.standard(commitment.standard)
    return render_template(
        "cases/staff/counting.html",
        record=record,
        commitment=commitment,
        counting=counting,
        lines=day_lines(counting),
        reading=standard.reading if standard else "",
    )


def _shown(page: StaffCase, show: str) -> list[Entry]:
    wanted = SHOWN.get(show)
    return [entry for entry in page.entries if wanted is None or entry.act in wanted]


def _named(head: CaseHead) -> str:
    """What the landlord calls this kind of feedback; "" for what is none."""
    key = head.feedback.named if head.feedback else ""
    return named(landlord().charter.feedback_kinds, head.record.kind, key)


def _names(page: StaffCase) -> dict[int, str]:
    """Names for the ids that entries carry, as far as this page has loaded them."""
    people = [page.head.handler, page.head.person, *(entry.actor for entry in page.entries)]
    return {person.id: person.name for person in people if person is not None}
