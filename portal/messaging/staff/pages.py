"""What these pages share: the blueprint, whose day it is, a file that was sent in, recording the look."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, render_template, request

from portal import database
from portal.attachments.downloads import download_headers
from portal.audit.services import record_look
from portal.errors import RuleBroken
from portal.formats.made import MadeFile
from portal.identity.readers import Reader
from portal.messaging.gateways.returned import returned_file
from portal.needs.languages import language_name
from portal.organisation.queries import landlord
from portal.timekeeping import local_date
from portal.web.memory import forget_all
from portal.web.settings import settings

blueprint = Blueprint("forms_staff", __name__, url_prefix="/staff")


@blueprint.context_processor
def words() -> dict[str, Any]:
    """What these pages call a language."""
    return {"language_name": lambda tag: language_name(tag) if tag else ""}


def day_of(now: datetime) -> date:
    """The landlord's local date."""
    return local_date(now, landlord().zone)


def seen(
    template: str,
    reader: Reader,
    now: datetime,
    *,
    look: str,
    record_id: int | None,
    person_id: int | None,
    **context: Any,
) -> str:
    """The page, and that this member of staff looked at it: no page without the look."""
    html = render_template(template, **context)
    record_look(act=look, by=reader.person_id or 0, now=now, record_id=record_id, person_id=person_id)
    return html


def download(
    content: bytes,
    *,
    name: str,
    media_type: str,
    reader: Reader,
    now: datetime,
    record_id: int | None = None,
    person_id: int | None = None,
) -> Response:
    """A file, always saved and never shown by the browser; that somebody took it is written down."""
    record_look(
        act="message.file seen", by=reader.person_id or 0, now=now, record_id=record_id, person_id=person_id
    )
    return Response(content, headers=download_headers(name, media_type))


def sent_file() -> MadeFile | RuleBroken | None:
    """The file of this request as we keep it, what is wrong with it, or None where none was chosen.

    Looked into before anything is read from the database: a picture takes time, and a lock would be held.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        return None
    database.rollback()  # the page knows by now who is signed in
    forget_all()
    try:
        return returned_file(
            file.filename, BytesIO(file.stream.read()), max_bytes=settings().attachment_max_bytes
        )
    except RuleBroken as broken:
        return broken


def taken(sent: MadeFile | RuleBroken | None) -> MadeFile | None:
    """The file, or its RuleBroken raised for the form to say."""
    if isinstance(sent, RuleBroken):
        raise sent
    return sent
