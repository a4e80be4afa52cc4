"""What the staff's pages of complaints share: the blueprint, recording the look, who is reading."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.audit.services import record_look
from portal.complaints.deeds import Deed
from portal.errors import NotAllowed, NotFound
from portal.identity.readers import Reader
from portal.timekeeping import utc_now

blueprint = Blueprint("complaints_staff", __name__, url_prefix="/staff/complaints")


def deed_named(name: str) -> Deed:
    """The deed in the address; NotFound for any other word."""
    if name not in set(Deed):
        raise NotFound
    return Deed(name)


def looked(page: ResponseReturnValue, reader: Reader, *, record_id: int | None = None) -> ResponseReturnValue:
    """The page, and that this member of staff opened it: no page of complaints without the look.

    Made before, because recording ends the transaction in which the page was read. A form that comes back
    with errors was looked at when it was opened.
    """
    if reader.person_id is None:
        raise NotAllowed
    if request.method == "GET":
        record_look(act="complaint.seen", by=reader.person_id, now=utc_now(), record_id=record_id)
    return page
