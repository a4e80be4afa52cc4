"""A hazard for whoever lives with it: what we promised, what happened; by signing in or by link."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.clock.day_lines import day_lines
from portal.clock.explain import Counting
from portal.commitments.presenting import Links
from portal.hazards.forms import PlainForm
from portal.hazards.presenting import shown_lines
from portal.hazards.queries import date_of_hazard, opened_by, seen_hazard
from portal.identity.access import anyone
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.access import readers_of, remember_followed
from portal.records.references import spelled
from portal.timekeeping import utc_now
from portal.web.posting import arrived, posted

blueprint = Blueprint("hazards", __name__)


@blueprint.get("/hazards/<reference>")
@anyone
def hazard(reference: str) -> ResponseReturnValue:
    """What is dangerous, by when we do what, who deals with it, and whom to ring in an emergency."""
    now = utc_now()
    seen = seen_hazard(_readers(reference), reference, now=now)
    links = Links(
        explain=lambda step: url_for(
            "hazards.how_we_counted",
            reference=seen.record.reference,
            commitment_id=step.commitment_id,
            of=request.args.get("of"),
        ),
        promise=lambda step: url_for("pages.promise", key=step.standard),
        complain=lambda _step: url_for("cases.speak"),
    )
    team = landlord().team(seen.record.team_id) if seen.record.team_id else None
    return render_template(
        "hazards/hazard.html",
        seen=seen,
        hazard=seen.hazard,
        spelled=spelled(seen.record.reference),
        promise_lines=shown_lines(seen.lines, links=links, now=now),
        team=team,
    )


@blueprint.get("/hazards/<reference>/how-we-counted/<int:commitment_id>")
@anyone
def how_we_counted(reference: str, commitment_id: int) -> ResponseReturnValue:
    """How one date was reached: the days counted, the days skipped and why (product rule 15)."""
    record, commitment = date_of_hazard(_readers(reference), reference, commitment_id, now=utc_now())
    counting = Counting.from_json(commitment.counting)
    standard = landlord().charter.standard(commitment.standard)
    return render_template(
        "hazards/counting.html",
        record=record,
        commitment=commitment,
        counting=counting,
        lines=day_lines(counting),
        reading=standard.reading if standard else "",
        of=request.args.get("of"),
    )


@blueprint.route("/hazards/link/<token>", methods=["GET", "POST"])
@anyone
def link(token: str) -> ResponseReturnValue:
    """A link we sent. Only pressing the button opens it, because programs that check mail open links too."""
    form = PlainForm(posted())
    if not arrived(form):
        return render_template("hazards/link.html", form=form)
    record = opened_by(token, now=utc_now())
    remember_followed(record)
    return redirect(url_for("hazards.hazard", reference=record.reference), 303)


def _readers(reference: str) -> Iterator[Reader]:
    """As whom this session may try to see it: by itself, or by a link to the case it was named in."""
    yield from readers_of(reference)
    case = request.args.get("of", "")
    if case:
        yield from (reader for reader in readers_of(case) if reader.link_record_id is not None)
