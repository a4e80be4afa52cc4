"""The officer's own calendar feed: its secret address, shown once; renewing it, and switching it off."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal.appointments.models.resources import Resource
from portal.appointments.queries.feeds import own_officer
from portal.appointments.services.feeds import end_feed, renew_feed
from portal.appointments.staff.pages import blueprint, me
from portal.errors import NotFound
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.timekeeping import utc_now
from portal.web.settings import settings

_ONCE = "feed_secret"  # from the page that makes it to the page that shows it, in the officer's own session


@blueprint.get("/diary/feed")
@staff(Ability.SEE_COLLEAGUES)
def own_feed() -> ResponseReturnValue:
    """Whether there is a feed, and right after it was made its address."""
    officer = own_officer(staff_reader())
    secret = session.pop(_ONCE, None)
    address = url_for("appointments.officer_feed", secret=secret) if secret else None
    return render_template(
        "appointments/staff/setup/feed.html",
        officer=officer,
        address=f"{settings().base_url}{address}" if address else None,
    )


@blueprint.post("/diary/feed")
@staff(Ability.SEE_COLLEAGUES)
def own_feed_renewed() -> ResponseReturnValue:
    """A new address; the one before opens nothing from now on."""
    session[_ONCE] = renew_feed(_officer(), by=me(staff_reader()), now=utc_now())
    return redirect(url_for(".own_feed"), 303)


@blueprint.post("/diary/feed/end")
@staff(Ability.SEE_COLLEAGUES)
def own_feed_ended() -> ResponseReturnValue:
    """No address opens it any more."""
    end_feed(_officer(), by=me(staff_reader()), now=utc_now())
    return redirect(url_for(".own_feed", saved=1), 303)


def _officer() -> Resource:
    officer = own_officer(staff_reader())
    if officer is None:
        raise NotFound
    return officer
