"""Which files of a publication are ready, and the letters of a case as documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.cases.models import Case
from portal.database import db
from portal.errors import NotFound
from portal.identity.readers import Reader
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import landlord
from portal.publications.models import PublicationFile, PublishedText
from portal.records.models import Entry, Record
from portal.records.queries import visible_to
from portal.records.references import understood
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLetter:
    """One thing that was said on a case: its record, the entry, and the whole message if one went out."""

    record: Record
    case: Case
    entry: Entry
    message: OutgoingMessage | None


def files_of(publication: str, fingerprint: str) -> Mapping[str, PublicationFile]:
    """The files made from just these words, by variant, without their bytes. Public: no reader is asked."""
    found = db.session.scalars(
        sa.select(PublicationFile).where(
            PublicationFile.publication == publication, PublicationFile.fingerprint == fingerprint
        )
    )
    return {row.variant: row for row in found}


def ready_file(publication: str, fingerprint: str, variant: str) -> PublicationFile | None:
    """One of those with its bytes; None while the worker has not made it, or could not."""
    return db.session.scalar(
        sa.select(PublicationFile)
        .where(
            PublicationFile.publication == publication,
            PublicationFile.fingerprint == fingerprint,
            PublicationFile.variant == variant,
            PublicationFile.content.is_not(None),
        )
        .options(undefer(PublicationFile.content))
    )


def published_text(key: str) -> PublishedText | None:
    """The newest edition of what was published under that key; public. None where nothing was."""
    return db.session.scalar(
        sa.select(PublishedText)
        .where(PublishedText.key == key)
        .order_by(PublishedText.edition.desc())
        .limit(1)
    )


def published_texts() -> list[PublishedText]:
    """The newest edition of each, the last published first; public."""
    newest = sa.select(sa.func.max(PublishedText.id)).group_by(PublishedText.key)
    return list(
        db.session.scalars(
            sa.select(PublishedText).where(PublishedText.id.in_(newest)).order_by(PublishedText.id.desc())
        )
    )


def case_letter(readers: Iterable[Reader], reference: str, entry_id: int, *, now: datetime) -> CaseLetter:
    """A public entry of a case that one of the readers may see, in two statements; NotFound otherwise."""
    meant = understood(reference)
    today = local_date(now, landlord().zone)
    for reader in readers:
        found = db.session.execute(
            sa.select(Record, Case, Entry)
            .join(Case, Case.id == Record.id)
            .join(Entry, Entry.record_id == Record.id)
            .where(
                Record.reference == meant,
                Entry.id == entry_id,
                Entry.public,
                visible_to(reader, today=today),
            )
        ).first()
        if found is not None:
            record, case, entry = found
            return CaseLetter(record=record, case=case, entry=entry, message=_message(entry.id))
    raise NotFound


def _message(entry_id: int) -> OutgoingMessage | None:
    return db.session.scalar(
        sa.select(OutgoingMessage)
        .where(OutgoingMessage.entry_id == entry_id)
        .order_by(OutgoingMessage.id)
        .limit(1)
    )


def file_row(file_id: int) -> PublicationFile:
    """One file, without its bytes; NotFound where there is none."""
    found = db.session.get(PublicationFile, file_id)
    if found is None:
        raise NotFound
    return found
