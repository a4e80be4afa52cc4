"""An appointment for staff: what was promised, time and people, what to do next; and doing it.

A form that cannot be taken comes back with everything typed: 422, or 409 with what somebody else did since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from portal import database
from portal.appointments.next_acts import THEIR_WORD, Task, first, possible
from portal.appointments.places import Place
from portal.appointments.staff.deeds import DEEDS, Doing, wish_words
from portal.appointments.staff.foreseeing import Foreseen, foreseen
from portal.appointments.staff.pages import blueprint, promise_lines, seen
from portal.appointments.staff.times import Search, Times, nearest_times, times_for, times_within
from portal.appointments.staff_forms.arranging import ActForm
from portal.appointments.staff_queries.appointment_page import (
    Head,
    StaffAppointment,
    active_officers,
    appointment_page_for,
    counting_for,
    entries_since,
    head_for,
    held_for,
    times_since,
)
from portal.appointments.staff_queries.visits import may_open
from portal.clock.day_lines import day_lines
from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.identity.access import staff, staff_reader
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.languages import language_name
from portal.needs.queries import visits_need_two
from portal.organisation.queries import landlord
from portal.records.models import Entry
from portal.records.references import spelled
from portal.records.services import expect_version
from portal.timekeeping import local_date, utc_now
from portal.web.memory import forget_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How an act's page is shown again: the form, the nearest times, what others did meanwhile."""

    form: ActForm
    nearest: Sequence[Any] = ()
    since: tuple[Entry, ...] = ()
    status: int = 200


@blueprint.get("/appointments/<reference>")
@staff(Ability.SEE_CASES)
def appointment(reference: str) -> ResponseReturnValue:
    """What was promised, time, people and room, what helps; beside it what to do."""
    now, reader = utc_now(), staff_reader()
    page = appointment_page_for(reader, reference, now=now)
    head, facts = page.head, landlord()
    works = reader.may(Ability.LOG_CONTACT)
    office = head.appointment.office_id
    opens_sheet = may_open(reader, head.record, page.held)
    return seen(
        "appointments/staff/appointment.html",
        reader,
        now,
        record_id=head.record.id,
        page=page,
        spelled=spelled(head.record.reference),
        promise_lines=promise_lines(page, reader, now=now),
        primary=first(head.standing) if works else None,
        tasks=possible(head.standing) if works else (),
        owes_a_time=works and head.standing.owes_a_time,
        their_word=THEIR_WORD,
        may_open_sheet=opens_sheet,
        office=facts.office(office) if office is not None else None,
        at_home=head.place is Place.HOME,
        needs_two=_needs_two(page, now),
        spoken=language_name(head.wishes.language),
        times=times_since(page.entries),
        team=facts.team(head.record.team_id).name if head.record.team_id else "",
        me=reader.person_id,
        may_see_person=reader.may(Ability.SEE_PEOPLE),
        did=request.args.get("did", ""),
    )


def _needs_two(page: StaffAppointment, now: datetime) -> bool:
    """Whether two of us go there; asked only where somebody goes there and there is an instruction at all."""
    head = page.head
    if head.place is not Place.HOME or head.person is None or not page.needs.instructions:
        return False
    return visits_need_two(head.person.id, today=local_date(now, landlord().zone))


@blueprint.get("/appointments/<reference>/how-we-counted/<int:commitment_id>")
@staff(Ability.SEE_CASES)
def how_we_counted(reference: str, commitment_id: int) -> ResponseReturnValue:
    """How one date was reached: the days counted, the days skipped and why (product rule 15)."""
    record, commitment, counting = counting_for(staff_reader(), reference, commitment_id, now=utc_now())
    standard = landlord().charter.standard(commitment.standard)
    return render_template(
        "appointments/staff/counting.html",
        record=record,
        commitment=commitment,
        counting=counting,
        lines=day_lines(counting),
        reading=standard.reading if standard else "",
    )


@blueprint.route("/appointments/<reference>/do/<name>", methods=["GET", "POST"])
@staff(Ability.LOG_CONTACT)
def act(reference: str, name: str) -> ResponseReturnValue:
    """An act on an appointment, on a page of its own."""
    if name not in list(Task):
        raise NotFound
    now, reader = utc_now(), staff_reader()
    doing = _done if request.method == "POST" else _look
    return doing(reference, Task(name), reader, now)


def _look(reference: str, task: Task, reader: Reader, now: datetime) -> ResponseReturnValue:
    head = head_for(reader, reference, now=now)
    if task not in possible(head.standing):
        return redirect(url_for(".appointment", reference=head.record.reference, did="not-now"))
    made_from = {"version": head.record.version, "seen": head.last_entry_id}
    form = DEEDS[task].form(None, made_from)
    context = _context(head, task, Shown(form=form), now)
    return seen("appointments/staff/act.html", reader, now, record_id=head.record.id, **context)


def _done(reference: str, task: Task, reader: Reader, now: datetime) -> ResponseReturnValue:
    head = head_for(reader, reference, now=now)
    form = DEEDS[task].form(request.form)
    DEEDS[task].offer(form, head, active_officers() if DEEDS[task].asks_who else ())
    if not form.validate():
        return _again(reference, task, Shown(form=form, status=422), reader, now)
    try:
        expect_version(head.record, form.version.data or 0)
        DEEDS[task].do(Doing(head=head, form=form, reader=reader, now=now))
        db.session.flush()
    except (Stale, StaleDataError):
        return _again(reference, task, Shown(form=form, status=409), reader, now)
    except RuleBroken as broken:
        form.refuse(broken)
        nearest = broken.facts.get("nearest", ())
        shown = Shown(form=form, status=422, nearest=nearest if isinstance(nearest, tuple) else ())
        return _again(reference, task, shown, reader, now)
    return redirect(url_for(".appointment", reference=head.record.reference, did=task.value), 303)


def _again(reference: str, task: Task, shown: Shown, reader: Reader, now: datetime) -> ResponseReturnValue:
    """The form with all that was typed, the write lock let go; stale, with what happened meanwhile."""
    database.rollback()
    forget_all()
    with database.writing(False):
        head = head_for(reader, reference, now=now)
        since: tuple[Entry, ...] = ()
        if shown.status == 409:
            since = tuple(entries_since(head.record.id, shown.form.seen.data or 0))
            shown.form.go_on_from(version=head.record.version, seen=head.last_entry_id)
        again = Shown(form=shown.form, nearest=shown.nearest, since=since, status=shown.status)
        context = _context(head, task, again, now)
        return render_template("appointments/staff/act.html", **context), shown.status


def _context(head: Head, task: Task, shown: Shown, now: datetime) -> dict[str, Any]:
    deed = DEEDS[task]
    still_possible = task in possible(head.standing)
    officers = active_officers() if deed.offers_times or deed.asks_who else []
    deed.offer(shown.form, head, officers)
    times = _times(head, task, shown, dict(officers), now) if deed.offers_times and still_possible else None
    if times is not None and shown.form.time_field is not None:
        shown.form.time_field.choices = times.choices()
    return {
        "head": head,
        "task": task,
        "form": shown.form,
        "times": times,
        "officers": officers,
        "later_url": _later(head, task, times),
        "since": shown.since,
        "since_times": times_since(shown.since),
        "stale": shown.status == 409,
        "has_errors": shown.status == 422,
        "still_possible": still_possible,
        "foreseen": foreseen(head, task, held_for(head.record.id), now) if _tells(task) else Foreseen(),
        "wishes": wish_words(head) if task is Task.UNMET else {},
    }


def _later(head: Head, task: Task, times: Times | None) -> str:
    """Where later times stand; "" where there are none to look for."""
    if times is None or times.later_on is None:
        return ""
    later = times.search.address(**{"from": times.later_on.isoformat()})
    return url_for(".act", reference=head.record.reference, name=task, **later)


def _tells(task: Task) -> bool:
    """Whether the page says what the act will do before anybody does it."""
    return task in (Task.CANCEL, Task.CALL_OFF, Task.MOVE)


def _times(head: Head, task: Task, shown: Shown, names: dict[int, str], now: datetime) -> Times:
    zone = landlord().zone
    search = Search.from_address(request.args, today=local_date(now, zone))
    if shown.nearest:
        return nearest_times(shown.nearest, search, names, zone)
    given = [o.proposal for o in head.offered if not o.proposal.by_staff]
    never = [(p.starts_at, p.ends_at) for p in given if p.never]
    if task is Task.ACCEPT:
        suits = [(p.starts_at, p.ends_at) for p in given if not p.never]
        return times_within(head.appointment, suits, search, now=now, names=names, never=never)
    # Moving, what it holds now is free for it; cancelled, the very time we cannot keep is not offered again.
    without = head.appointment if task is Task.MOVE else None
    return times_for(head.appointment, search, now=now, names=names, without=without, never=never)
