"""Publications for staff: which files are ready, what stands in the way, who has read the Braille."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.formats.services import parts_here
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.publications.gateways import document_of, fingerprint_of, title_of
from portal.publications.queries import file_row, files_of
from portal.publications.services import proof_read
from portal.publications.shelf import VARIANTS, Publication
from portal.timekeeping import local_date, utc_now

blueprint = Blueprint("publications_staff", __name__, url_prefix="/staff/publications")


@blueprint.get("")
@staff(Ability.MAKE_FORMS)
def overview() -> ResponseReturnValue:
    """Every publication in every form: ready, waiting for a reader, or what is missing and how to get it."""
    today = local_date(utc_now(), landlord().zone)
    shelves = []
    for publication in Publication:
        kept = files_of(publication, fingerprint_of(document_of(publication, today=today)))
        shelves.append(
            (publication.value, title_of(publication), [(v.name, kept.get(v.name)) for v in VARIANTS])
        )
    return render_template(
        "publications/staff/overview.html", shelves=shelves, parts=parts_here(), did=request.args.get("did")
    )


@blueprint.post("/<int:file_id>/proof-read")
@staff(Ability.MAKE_FORMS)
def proofed(file_id: int) -> ResponseReturnValue:
    """Somebody has read this Braille through."""
    proof_read(file_row(file_id), by=staff_reader().person_id or 0, now=utc_now())
    return redirect(url_for(".overview", did="read"), 303)
