"""One complaint for those who work on it, and one page for each thing they can do with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.cases.naming import undecided
from portal.commitments.presenting import Links
from portal.commitments.preview import Effects
from portal.complaints.deeds import EVENTS_OF, OF_ONE, Deed, first, possible
from portal.complaints.presenting import foreseen, foreseen_stage_2, shown_lines
from portal.complaints.queries import question_words
from portal.complaints.questions import asked_in
from portal.complaints.staff.doing import WAYS
from portal.complaints.staff.one_deed import Doing
from portal.complaints.staff.pages import blueprint, deed_named, looked
from portal.complaints.staff_queries.one import (
    ComplaintHead,
    complaint_for,
    entries_for,
    looker,
    without_unseen,
)
from portal.errors import NotFound
from portal.identity.access import staff, staff_reader
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.references import spelled
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted
from portal.web.stored_forms import Versioned, form_page


@blueprint.get("/<reference>")
@staff(Ability.WORK_CASES)
def complaint(reference: str) -> ResponseReturnValue:
    """What was said, what we understand, what we found; right what to do next. Each opening is recorded."""
    now, reader = utc_now(), staff_reader()
    head = complaint_for(reader, reference, now=now)
    who = looker(reader)
    can = possible(head.standing, who)
    entries, files = entries_for(head.record.id)
    html = render_template(
        "complaints/staff/complaint.html",
        head=head,
        spelled=spelled(head.record.reference),
        promise_lines=shown_lines(head.lines, links=_links(head.record), now=now),
        primary=first(head.standing, who, has_all=not head.lacking),
        deeds=[deed for deed in can if deed not in OF_ONE],
        can=can,
        entries=without_unseen(reader, entries, now=now),
        files=files,
        questions=asked_in(entries),
        names=_names(head, entries),
        may_be=_may_be(head, entries) if who.sees_complaints else {},
        me=reader.person_id,
        today=local_date(now, landlord().zone),
        team=landlord().team(head.record.team_id).name if head.record.team_id else "",
        did=request.args.get("did", ""),
    )
    return looked(html, reader, record_id=head.record.id)


@blueprint.route("/<reference>/do/<name>", methods=["GET", "POST"])
@staff(Ability.WORK_CASES)
def act(reference: str, name: str) -> ResponseReturnValue:
    """One deed: its form, with the dates it would set before anybody presses."""
    now, reader, deed = utc_now(), staff_reader(), deed_named(name)
    head = complaint_for(reader, reference, now=now)
    here = url_for(".complaint", reference=head.record.reference)
    if deed not in possible(head.standing, looker(reader)):
        return redirect(f"{here}?did=not-now", 303)
    item = request.args.get("item", 0, type=int)
    _require_item(deed, head, item)
    way = WAYS[deed]
    form = way.form(posted(), {**way.filled(head, item), "version": head.record.version})
    way.offer(form, head)
    page = form_page(
        "complaints/staff/act.html",
        form,
        lambda: way.do(Doing(head=head, form=form, item=item, reader=reader, now=now)),
        done=f"{here}?did={deed.value}",
        stored=lambda: _as_it_is(form, deed, item, reader, reference),
        **_about(head, deed, item, now, here),
    )
    return looked(page, reader, record_id=head.record.id)


def _as_it_is(form: Versioned, deed: Deed, item: int, reader: Reader, reference: str) -> Mapping[str, Any]:
    """What is stored by now, for a form made from an older copy; said also where no field differs."""
    head = complaint_for(reader, reference, now=utc_now())
    form.form_errors = [
        *form.form_errors,
        gettext("Somebody changed this complaint while you were writing. Look at it, then send this again."),
    ]
    return {**WAYS[deed].filled(head, item), "version": head.record.version}


def _about(head: ComplaintHead, deed: Deed, item: int, now: datetime, back: str) -> dict[str, Any]:
    return {
        "deed": deed,
        "back": back,
        "reference": head.record.reference,
        "about": head.record.title,
        "correction": head.complaint.correction if head.complaint else "",
        "lacking": head.lacking if deed is Deed.ANSWER else (),
        "refusal": head.refusal,
        "data_protection": head.standing.data_protection,
        "effects": _foreseen(head, deed, now),
        "item_words": _item_words(deed, head, item),
    }


def _foreseen(head: ComplaintHead, deed: Deed, now: datetime) -> Effects:
    if deed is Deed.STAGE_2:
        return foreseen_stage_2(head.record, now=now)
    return foreseen(head.record, head.steps, EVENTS_OF.get(deed, ()), now=now)


def _item_words(deed: Deed, head: ComplaintHead, item: int) -> str:
    if deed is Deed.DECIDE:
        return next((one.point.words for one in head.points if one.point.id == item), "")
    if deed is Deed.ORDERED:
        return next((one.words for one, _ in head.determinations if one.id == item), "")
    if deed is Deed.ORDER_DONE:
        orders = (order for _, orders in head.determinations for order in orders)
        return next((order.words for order in orders if order.id == item), "")
    if deed is Deed.TAKE_BACK:
        return question_words(head.record.id, item)
    if deed in OF_ONE:
        is_remedy = deed is Deed.DONE
        return next((u.words for u in head.undertakings if u.id == item and u.is_remedy is is_remedy), "")
    return ""


def _names(head: ComplaintHead, entries: list[Entry]) -> dict[int, str]:
    """Names for the ids that entries carry, as far as this page has loaded them."""
    people = [head.handler, head.person, *(entry.actor for entry in entries)]
    return {person.id: person.name for person in people if person is not None}


def _may_be(head: ComplaintHead, entries: list[Entry]) -> dict[int, str]:
    """Who may be named, and nobody has decided about."""
    found = undecided((entry.act, entry.facts, entry.body) for entry in entries)
    return {person: name for person, name in found.items() if person not in head.standing.barred}


def _require_item(deed: Deed, head: ComplaintHead, item: int) -> None:
    """A point or action of this complaint, where the deed is about one."""
    if deed in OF_ONE and not _item_words(deed, head, item):
        raise NotFound


def _links(record: Record) -> Links:
    return Links(
        explain=lambda step: url_for(
            "cases_staff.how_we_counted", reference=record.reference, commitment_id=step.commitment_id
        ),
        promise=lambda step: url_for("pages.promise", key=step.standard),
    )
