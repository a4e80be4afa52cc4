"""What the staff's pages of needs share: the blueprint, kinds in addresses, recording the look."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.audit.services import record_look
from portal.errors import NotAllowed, NotFound
from portal.identity.readers import Reader
from portal.needs.markers import NeedKind
from portal.needs.steps import BY_SLUG
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now

blueprint = Blueprint("needs_staff", __name__, url_prefix="/staff")

BOTH = ("GET", "POST")


def kind_of(name: str) -> NeedKind:
    """The kind in the address; NotFound for any other word."""
    if name not in BY_SLUG:
        raise NotFound
    return BY_SLUG[name]


def me(reader: Reader) -> int:
    """Who is reading."""
    if reader.person_id is None:
        raise NotAllowed
    return reader.person_id


def today() -> date:
    """The landlord's local day."""
    return local_date(utc_now(), landlord().zone)


def looked(page: ResponseReturnValue, reader: Reader, *, act: str, person_id: int) -> ResponseReturnValue:
    """The page, and that this member of staff looked at it: no page without the look.

    Made before, because recording ends the transaction in which the page was read. A form that comes back
    with errors was looked at when it was opened.
    """
    if request.method == "GET":
        record_look(act=act, by=me(reader), now=utc_now(), person_id=person_id)
    return page
