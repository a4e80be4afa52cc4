"""Themes, for administrators; and "you said, we did": writing an entry, publishing it, taking it back."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.cases.feedback import SaidAndDid
from portal.cases.services.feedback import publish, save_theme, take_back
from portal.cases.staff.pages import blueprint
from portal.cases.staff_forms.feedback import ThemeForm, WhatWeDidForm
from portal.cases.staff_queries.feedback import entries_for, entry_for, theme_counts, theme_for, themes
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import record_for
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options
from portal.web.posting import posted
from portal.web.stored_forms import form_page

BOTH = ["GET", "POST"]


@blueprint.get("/themes")
@staff(Ability.ADMINISTER)
def themes_kept() -> ResponseReturnValue:
    """What feedback is about: the list it is counted by."""
    return render_template("cases/staff/themes.html", themes=themes(with_old=True))


@blueprint.route("/themes/new", methods=BOTH, defaults={"theme_id": None})
@blueprint.route("/themes/<int:theme_id>", methods=BOTH)
@staff(Ability.ADMINISTER)
def theme(theme_id: int | None) -> ResponseReturnValue:
    """A new theme, or one that there is."""
    reader = staff_reader()

    def stored() -> dict[str, Any]:
        if theme_id is None:
            return {"active": True, "version": 0}
        row = theme_for(reader, theme_id)
        return {"name": row.name, "active": row.active, "version": row.version}

    form = ThemeForm(posted(), stored())
    return form_page(
        "cases/staff/stored.html",
        form,
        lambda: save_theme(theme_id=theme_id, **form.values(), by=reader.person_id or 0, now=utc_now()),
        done=url_for(".themes_kept", saved=1),
        stored=stored,
        title=theme_for(reader, theme_id).name if theme_id else gettext("A new theme"),
        back=url_for(".themes_kept"),
    )


@blueprint.get("/what-we-did")
@staff(Ability.WORK_CASES)
def what_we_did() -> ResponseReturnValue:
    """What people speak about most, and every entry, also those taken back."""
    reader = staff_reader()
    return render_template(
        "cases/staff/what_we_did.html",
        entries=entries_for(reader),
        counts=theme_counts(reader, now=utc_now()),
    )


@blueprint.route("/what-we-did/new", methods=BOTH, defaults={"entry_id": None})
@blueprint.route("/what-we-did/<int:entry_id>", methods=BOTH)
@staff(Ability.WORK_CASES)
def what_we_did_entry(entry_id: int | None) -> ResponseReturnValue:
    """A new entry, from a case or not, or one that there is; public as soon as it is kept."""
    now, reader = utc_now(), staff_reader()
    today = local_date(now, landlord().zone)
    source = _source()

    def stored() -> dict[str, Any]:
        if entry_id is None:
            return {"version": 0}
        row = entry_for(reader, entry_id)
        return {"said": row.said, "did": row.did, "theme_id": str(row.theme_id or ""), "version": row.version}

    form = WhatWeDidForm(posted(), stored())
    shown = [(str(one.id), one.name) for one in themes(with_old=entry_id is not None)]
    form.theme_id.choices = options([("", gettext("No theme")), *shown])

    def save() -> None:
        values = form.values()
        version = values.pop("version")
        row = entry_for(reader, entry_id) if entry_id else None
        entry = SaidAndDid(**values)
        publish(row, entry, on=today, by=reader.person_id or 0, version=version, now=now, source=source)

    return form_page(
        "cases/staff/stored.html",
        form,
        save,
        done=url_for(".what_we_did", saved=1),
        stored=stored,
        title=gettext("You said, we did"),
        back=url_for(".what_we_did"),
    )


@blueprint.post("/what-we-did/<int:entry_id>/take-back")
@staff(Ability.WORK_CASES)
def what_we_did_taken_back(entry_id: int) -> ResponseReturnValue:
    """Show it to nobody any more."""
    reader = staff_reader()
    take_back(entry_for(reader, entry_id), by=reader.person_id or 0, now=utc_now())
    return redirect(url_for(".what_we_did", saved=1), 303)


def _source() -> Record | None:
    """The case named in the address, if this reader may see it: no name from it may be published."""
    named = request.args.get("from", "")
    today = local_date(utc_now(), landlord().zone)
    return record_for(staff_reader(), named, today=today) if named else None
