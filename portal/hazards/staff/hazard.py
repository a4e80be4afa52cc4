"""The list of hazards, one of them for those who work on it, and one page for each act on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock.day_lines import day_lines
from portal.clock.explain import Counting
from portal.hazards.kinds import Grade, HazardKind
from portal.hazards.next_acts import Task, first, possible
from portal.hazards.presenting import IfJudged, foreseen, if_judged
from portal.hazards.queries import date_for_staff
from portal.hazards.staff.doing import WAYS, Pressed, ask
from portal.hazards.staff.pages import blueprint, looked, me, promise_lines, task_named
from portal.hazards.staff_queries import (
    ON_A_PAGE,
    HazardHead,
    hazard_head_for,
    hazard_page_for,
    hazards_for,
)
from portal.identity.access import staff, staff_reader
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.references import spelled
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import Versioned, form_page


@blueprint.get("")
@staff(Ability.SEE_CASES)
def hazards() -> ResponseReturnValue:
    """Emergencies first, then what falls due first; of every team."""
    reader, shown = staff_reader(), request.args.get("show", "")
    rows = hazards_for(reader, mine=shown == "mine", closed=shown == "closed", now=utc_now())
    return render_template(
        "hazards/staff/hazards.html", rows=rows[:ON_A_PAGE], has_more=len(rows) > ON_A_PAGE, shown=shown
    )


@blueprint.get("/<reference>")
@staff(Ability.SEE_CASES)
def hazard(reference: str) -> ResponseReturnValue:
    """What is dangerous where, who lives with it and what it means for them; beside it what to do."""
    now, reader = utc_now(), staff_reader()
    page = hazard_page_for(reader, reference, now=now)
    head = page.head
    works = reader.may(Ability.WORK_CASES)
    html = render_template(
        "hazards/staff/hazard.html",
        page=page,
        spelled=spelled(head.record.reference),
        promise_lines=promise_lines(head, reader),
        primary=first(head.standing) if works else None,
        tasks=possible(head.standing) if works else (),
        team=landlord().team(head.record.team_id).name if head.record.team_id else "",
        me=reader.person_id,
        may_see_person=reader.may(Ability.SEE_PEOPLE),
        did=request.args.get("did", ""),
    )
    return looked(html, reader, record_id=head.record.id)


@blueprint.route("/<reference>/do/<name>", methods=["GET", "POST"])
@staff(Ability.WORK_CASES)
def act(reference: str, name: str) -> ResponseReturnValue:
    """One act: its form, with the dates it would set before anybody presses."""
    now, reader, task = utc_now(), staff_reader(), task_named(name)
    head = hazard_head_for(reader, reference, now=now)
    here = url_for(".hazard", reference=head.record.reference)
    if task not in possible(head.standing):
        return redirect(f"{here}?did=not-now", 303)
    way = WAYS[task]
    form = way.form(posted(), {**way.filled(head), "version": head.record.version})
    way.offer(form, head)
    ask(form, task)
    page = form_page(
        "hazards/staff/act.html",
        form,
        lambda: way.do(Pressed(head=head, form=form, by=me(reader), now=now)),
        done=f"{here}?did={task.value}",
        stored=lambda: _as_it_is(form, task, reader, reference),
        **_about(head, task, here),
    )
    return looked(page, reader, record_id=head.record.id)


@blueprint.get("/<reference>/how-we-counted/<int:commitment_id>")
@staff(Ability.SEE_CASES)
def how_we_counted(reference: str, commitment_id: int) -> ResponseReturnValue:
    """How one date was reached: the days counted, the days skipped and why (product rule 15)."""
    record, commitment = date_for_staff(staff_reader(), reference, commitment_id, now=utc_now())
    counting = Counting.from_json(commitment.counting)
    standard = landlord().charter.standard(commitment.standard)
    return render_template(
        "hazards/staff/counting.html",
        record=record,
        commitment=commitment,
        counting=counting,
        lines=day_lines(counting),
        reading=standard.reading if standard else "",
    )


def _as_it_is(form: Versioned, task: Task, reader: Reader, reference: str) -> Mapping[str, Any]:
    """What is stored by now, for a form made from an older copy; said also where no field differs."""
    head = hazard_head_for(reader, reference, now=utc_now())
    form.form_errors = [
        *form.form_errors,
        gettext("Somebody changed this while you were writing. Look at it, then send this again."),
    ]
    stored = {} if task is Task.SUMMARY else WAYS[task].filled(head)
    return {**stored, "version": head.record.version}


def _about(head: HazardHead, task: Task, back: str) -> dict[str, Any]:
    record, hazard = head.record, head.hazard
    return {
        "task": task,
        "back": back,
        "reference": record.reference,
        "hazard": hazard,
        "findings": hazard.findings if task is Task.SUMMARY else "",
        "effects": foreseen(record, head.steps, task, now=head.now),
        "if_judged": _if_judged(head) if task is Task.JUDGE else (),
        "hours_run_since": _hours_run_since(head) if task is Task.JUDGE else None,
    }


def _if_judged(head: HazardHead) -> Sequence[IfJudged]:
    """What follows from each grade: an emergency's hours from now, working days from when we first knew."""
    record, kind = head.record, HazardKind(head.hazard.kind)
    return (
        if_judged(record, kind, Grade.EMERGENCY, at=_hours_run_since(head) or head.now),
        if_judged(record, kind, Grade.SIGNIFICANT, at=record.received_at),
    )


def _hours_run_since(head: HazardHead) -> datetime | None:
    """Since when an emergency's hours run already; None where they would begin with the judgement."""
    if head.hazard.grade != Grade.EMERGENCY or head.hazard.safe_at is not None:
        return None
    return head.alarm_began_at or head.record.received_at
