"""What keeps us from our promises, for everybody: since when, and when we expect to comply again."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.charters.ombudsman import CODE
from portal.identity.access import anyone
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now


@anyone
def disruptions() -> ResponseReturnValue:
    """The exceptional events that are published, those that last first (Complaint Handling Code 8.5)."""
    facts = landlord()
    today = local_date(utc_now(), facts.zone)
    published = [event for event in facts.events if event.published_at is not None]
    return render_template(
        "pages/disruptions.html",
        now=[event for event in published if event.lasts(today)],
        before=[event for event in published if event.back_on is not None and event.back_on <= today],
        to_come=[event for event in published if event.from_on > today],
        under_code=any(regime.key == CODE for regime in facts.charter.regimes),
        today=today,
    )
