"""One complaint whole for the Ombudsman: as a PDF, and as an archive with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.attachments.downloads import download_headers
from portal.audit.services import record_look
from portal.complaints.archive import RECORD_PDF, RECORD_TEXT, archive_of
from portal.complaints.report_queries.whole import whole_complaint, whole_with_files
from portal.complaints.staff.pages import blueprint
from portal.complaints.staff.whole_document import document_of
from portal.complaints.whole import Whole
from portal.database import rollback
from portal.errors import NotAllowed
from portal.formats.documents import Document
from portal.formats.made import CannotBeMade, PartMissing
from portal.formats.plain import plain_text
from portal.formats.services import make
from portal.identity.access import staff, staff_reader
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.ways import FormatChoice
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from portal.web.languages import ENGLISH, speaking

EXPORTED = "complaint.exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The complaint as it was read, its document, and the bytes of its files; the transaction is over."""

    whole: Whole
    record_id: int
    document: Document
    contents: Mapping[int, bytes]


@blueprint.get("/<reference>/record.pdf")
@staff(Ability.WORK_CASES)
def record_pdf(reference: str) -> ResponseReturnValue:
    """Everything in and out, in order, as one PDF."""
    reader = staff_reader()
    read = _read(reader, reference, with_files=False)
    made = _pdf(read.document)
    if made is None:
        return redirect(url_for(".complaint", reference=read.whole.reference, did="no-pdf"), 303)
    return _sent(read, reader, made, f"{read.whole.reference}.pdf", "application/pdf")


@blueprint.get("/<reference>/record.zip")
@staff(Ability.WORK_CASES)
def record_archive(reference: str) -> ResponseReturnValue:
    """The PDF, the same as JSON, every file as stored, every message as text.

    Where the PDF cannot be made, for want of a typeface, its text stands in its place: nothing is held back.
    """
    reader = staff_reader()
    read = _read(reader, reference, with_files=True)
    made = _pdf(read.document)
    archive = archive_of(
        read.whole,
        record=plain_text(read.document).encode() if made is None else made,
        record_name=RECORD_TEXT if made is None else RECORD_PDF,
        contents=read.contents,
        zone=landlord().zone,
    )
    return _sent(read, reader, archive, f"{read.whole.reference}.zip", "application/zip")


def _read(reader: Reader, reference: str, *, with_files: bool) -> _Read:
    """In English, as the Ombudsman reads; nothing is read or locked any more when it comes back."""
    contents: Mapping[int, bytes] = {}
    if with_files:
        record_id, whole, contents = whole_with_files(reader, reference, now=utc_now())
    else:
        record_id, whole = whole_complaint(reader, reference, now=utc_now())
    with speaking(ENGLISH):
        document = document_of(whole, zone=landlord().zone)
    rollback()
    return _Read(whole=whole, record_id=record_id, document=document, contents=contents)


def _pdf(document: Document) -> bytes | None:
    try:
        return make(document, FormatChoice()).content
    except (PartMissing, CannotBeMade):
        return None


def _sent(read: _Read, reader: Reader, content: bytes, name: str, media_type: str) -> Response:
    """The file; who took it out is written down before it leaves."""
    if reader.person_id is None:
        raise NotAllowed
    record_look(act=EXPORTED, by=reader.person_id, now=utc_now(), record_id=read.record_id)
    return Response(content, headers=download_headers(name, media_type))
