"""Files of records, for those who may see the record. Contents are read only when one is downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.attachments.models import Attachment, AttachmentContent
from portal.database import db
from portal.errors import NotFound
from portal.identity.readers import Reader
from portal.records.models import Record
from portal.records.queries import visible_to


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file to download."""

    id: int
    record_id: int
    person_id: int | None
    name: str
    media_type: str
    content: bytes


def file_for(reader: Reader, file_id: int, *, today: date) -> StoredFile:
    """The file with its bytes, if the reader may see its record; NotFound otherwise, always the same.

    Staff also get files that are not public. A reader by an emailed link has `link_record_id` set.
    """
    query = (
        sa.select(
            Attachment.id,
            Attachment.record_id,
            Record.person_id,
            Attachment.name,
            Attachment.media_type,
            AttachmentContent.content,
        )
        .join(Record, Record.id == Attachment.record_id)
        .join(AttachmentContent, AttachmentContent.attachment_id == Attachment.id)
        .where(Attachment.id == file_id, visible_to(reader, today=today))
    )
    if not reader.is_staff:
        query = query.where(Attachment.public.is_(True))
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return StoredFile(
        id=found.id,
        record_id=found.record_id,
        person_id=found.person_id,
        name=found.name,
        media_type=found.media_type,
        content=bytes(found.content),
    )


_ALL_OF = sa.select(Attachment).where(Attachment.record_id == sa.bindparam("record")).order_by(Attachment.id)
_PUBLIC_OF = _ALL_OF.where(Attachment.public.is_(True))


def files_of(record_id: int, *, public_only: bool) -> list[Attachment]:
    """A record's files without their bytes, oldest first; the caller has found the record for a reader."""
    return list(db.session.scalars(_PUBLIC_OF if public_only else _ALL_OF, {"record": record_id}))
