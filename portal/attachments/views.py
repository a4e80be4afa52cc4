"""Files, for customers: always as a download."""

from __future__ import annotations

from flask import Blueprint, Response

from portal.attachments.downloads import download_headers
from portal.attachments.queries import file_for
from portal.identity.access import customer_reader, signed_in
from portal.timekeeping import local_date, utc_now
from portal.web.settings import settings

blueprint = Blueprint("attachments", __name__)


@blueprint.get("/files/<int:file_id>/<name>")
@signed_in
def download(file_id: int, name: str) -> Response:
    """A file of a record the customer may see. `name` is only for people who read the address."""
    file = file_for(customer_reader(), file_id, today=local_date(utc_now(), settings().tz))
    return Response(file.content, headers=download_headers(file.name, file.media_type))
