"""Deciding whether somebody whose name stands in a complaint is meant by it."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.cases.services.naming import who_may_be_named
from portal.complaints.services.taking_on import name_person, say_not_named
from portal.complaints.staff.pages import blueprint, looked
from portal.complaints.staff_forms.taking_on import YES, MeantForm
from portal.complaints.staff_queries.one import complaint_for
from portal.errors import NotFound
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.route("/<reference>/named/<int:person_id>", methods=["GET", "POST"])
@staff(Ability.SEE_COMPLAINTS)
def named(reference: str, person_id: int) -> ResponseReturnValue:
    """Yes: they are kept away from now on. No: it is written down who decided that."""
    now, reader = utc_now(), staff_reader()
    head = complaint_for(reader, reference, now=now)
    who = who_may_be_named(head.record.id).get(person_id)
    if who is None or person_id in head.standing.barred:
        raise NotFound
    form = MeantForm(posted(), {"version": head.record.version})
    decide = name_person if form.meant.data == YES else say_not_named
    back = url_for(".complaint", reference=head.record.reference)
    # Whoever says that they are meant themselves has no page of this complaint to go back to.
    gone = decide is name_person and person_id == reader.person_id
    page = form_page(
        "complaints/staff/named.html",
        form,
        lambda: decide(head.record, person_id=person_id, by=reader, version=form.version.data or 0, now=now),
        done=url_for(".worklist") if gone else f"{back}?did=name",
        stored=lambda: {"version": complaint_for(reader, reference, now=now).record.version},
        back=back,
        reference=head.record.reference,
        about=head.record.title,
        who=who,
        is_me=person_id == reader.person_id,
        words=head.case.words,
    )
    return looked(page, reader, record_id=head.record.id)
