"""What the staff's pages of cases share: the blueprint, recording the look, promise lines with their acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, get_template_attribute, render_template, url_for

from portal.audit.services import record_look
from portal.cases.next_acts import Task, keeps, possible
from portal.cases.staff_queries.case_page import CaseHead
from portal.commitments.presenting import Links, ShownLine, all_shown
from portal.commitments.promise_line import Step
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord

blueprint = Blueprint("cases_staff", __name__, url_prefix="/staff")


def seen(
    template: str,
    reader: Reader,
    now: datetime,
    *,
    look: str,
    record_id: int | None = None,
    person_id: int | None = None,
    **context: Any,
) -> str:
    """The page, and that this member of staff looked at it: no page without the look.

    Rendered first, because recording ends the transaction in which the page was read.
    """
    html = render_template(template, **context)
    if reader.person_id is not None:
        record_look(act=look, by=reader.person_id, now=now, record_id=record_id, person_id=person_id)
    return html


def promise_lines(
    head: CaseHead, reader: Reader, *, now: datetime, with_acts: bool = True
) -> tuple[ShownLine, ...]:
    """The promise lines, each open step with the act that would keep it, for those who may do it."""
    reference = head.record.reference
    works = with_acts and reader.may(Ability.WORK_CASES)
    can = possible(head.standing(reader)) if works else ()
    task_words = get_template_attribute("cases/staff/words.html", "task_words")

    def act(step: Step) -> tuple[str, str]:
        task = keeps(step)
        return (task_url(reference, task), task_words(task)) if task in can else ("", "")

    links = Links(
        explain=lambda step: url_for(
            "cases_staff.how_we_counted", reference=reference, commitment_id=step.commitment_id
        ),
        promise=lambda step: url_for("pages.promise", key=step.standard),
        act=act,
    )
    return all_shown(head.lines, now=now, zone=landlord().zone, links=links)


def task_url(reference: str, task: Task) -> str:
    """Where an act has its page; correcting the receipt and notes have endpoints of their own, by role."""
    own = {Task.RECEIVED: "cases_staff.received", Task.NOTE: "cases_staff.note"}
    if task in own:
        return url_for(own[task], reference=reference)
    return url_for("cases_staff.act", reference=reference, name=task.value)
