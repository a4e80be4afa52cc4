"""Reading files that people send, and keeping them with a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from portal.attachments.gateways import decoded, kind_of, made_anew, portrait
from portal.attachments.limits import AcceptedFile, Kind, check_count, check_size, clean_name, stored_name
from portal.attachments.models import Attachment, AttachmentContent
from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.records.models import Entry, Record

_PORTRAIT_HEIGHT = 360


def read_upload(filename: str, stream: BinaryIO, *, max_bytes: int) -> AcceptedFile:
    """The file as we keep it. Touches no database: call it before a transaction writes, it takes time.

    Raises RuleBroken, always with `name` for the page:

    "empty"; "too large" (more than `max_bytes`, or a picture of more than 50 million pixels); "wrong type"
    (not JPEG, PNG, PDF, DOCX without macros, or text, whatever its name says); "damaged picture".
    """
    content = stream.read(max_bytes + 1)
    name = clean_name(filename)
    check_size(len(content), max_bytes=max_bytes, name=name)
    kind = kind_of(content)
    if kind is None:
        raise RuleBroken("wrong type", name=name)
    if kind in (Kind.JPEG, Kind.PNG):
        content = made_anew(content, kind, name=name, max_bytes=max_bytes)
    elif kind is Kind.TEXT:
        content = (decoded(content) or "").encode()
    return AcceptedFile(name=stored_name(filename, kind), kind=kind, content=content)


def read_portrait(filename: str, stream: BinaryIO, *, max_bytes: int) -> bytes:
    """A photo of a person as we keep it: an upright JPEG of 288 by 360 pixels at most, and nothing else.

    Touches no database, as `read_upload`; raises what that raises, and "wrong type" for any other file.
    """
    file = read_upload(filename, stream, max_bytes=max_bytes)
    if file.kind not in (Kind.JPEG, Kind.PNG):
        raise RuleBroken("wrong type", name=file.name)
    return portrait(file.content, height=_PORTRAIT_HEIGHT)


def attach(
    *,
    record: Record,
    entry: Entry | None,
    files: Sequence[AcceptedFile],
    by: int | None,
    now: datetime,
    public: bool = True,
) -> list[Attachment]:
    """Add files to a record and to the entry they came with. `public`: the customer may see them too.

    Raises RuleBroken("too many files") for more than five at a time.
    """
    check_count(len(files))
    kept = [
        Attachment(
            record_id=record.id,
            entry_id=entry.id if entry else None,
            name=file.name,
            media_type=file.kind.value,
            size_bytes=len(file.content),
            added_at=now,
            added_by_id=by,
            public=public,
        )
        for file in files
    ]
    db.session.add_all(kept)
    db.session.flush()
    for row, file in zip(kept, files, strict=True):
        db.session.add(AttachmentContent(attachment_id=row.id, content=file.content))
        record_act(act="file.added", by=by, now=now, record_id=record.id)
    db.session.flush()
    return kept
