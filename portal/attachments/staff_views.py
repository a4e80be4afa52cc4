"""Files, for staff: always as a download, and the look is recorded."""

from __future__ import annotations

from flask import Blueprint, Response

from portal.attachments.downloads import download_headers
from portal.attachments.queries import file_for
from portal.audit.services import record_look
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.timekeeping import local_date, utc_now
from portal.web.settings import settings

blueprint = Blueprint("attachments_staff", __name__)


@blueprint.get("/staff/files/<int:file_id>")
@staff(Ability.SEE_CASES)
def download(file_id: int) -> Response:
    """A file of a record this member of staff may see."""
    now, reader = utc_now(), staff_reader()
    file = file_for(reader, file_id, today=local_date(now, settings().tz))
    if reader.person_id is not None:
        record_look(
            act="file.seen", by=reader.person_id, now=now, record_id=file.record_id, person_id=file.person_id
        )
    return Response(file.content, headers=download_headers(file.name, file.media_type))
