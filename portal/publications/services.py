"""Asking for a document in another form, and keeping the files of publications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.audit.services import record_act
from portal.cases.kinds import ReplyBy
from portal.cases.services.raising import NewCase, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.commitments.services.keeping import open_commitments
from portal.database import db
from portal.errors import RuleBroken
from portal.formats.made import MadeFile
from portal.identity.models import Person
from portal.messaging.services.tasks import open_task
from portal.needs.languages import tag_named
from portal.needs.ways import STANDARD_POINTS, Carrier, Format
from portal.publications.models import PublicationFile, PublishedText
from portal.publications.queries import published_text
from portal.publications.shelf import Publication
from portal.records.models import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWanted:
    """What somebody asked us to make of a document and send. `words` is the request in plain words.

    `document_text` is the document as plain text, for whoever makes the form. `language` is as it was typed.
    """

    title: str
    words: str
    document_text: str
    format: Format
    by_post: bool
    points: int = STANDARD_POINTS
    language: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    submission_id: str = ""


def ask_for_form(wanted: FormWanted, *, person: Person | None, now: datetime) -> Record:
    """Raise the request as a case with its promises (RHA 2.8.3c: three days; else the landlord's target).

    What is to be made stands among the things to make, by the same date.
    Anybody may ask, and no reason is wanted. Raises RuleBroken: "no address" where it must go by post and we
    hold none, "already submitted" (with `reference`) when it is sent twice.
    """
    if wanted.by_post and not (wanted.address or (person and person.address)):
        raise RuleBroken("no address")
    new = NewCase(
        kind=CaseKind.FORMAT_REQUEST,
        channel=Channel.WEB,
        title=wanted.title,
        words=wanted.words,
        received_at=now,
        reply_by=ReplyBy.POST if wanted.by_post else ReplyBy.EMAIL,
        person=person,
        contact_name=wanted.name,
        contact_email=wanted.email,
        contact_phone=wanted.phone,
        contact_address=wanted.address,
        submission_id=wanted.submission_id or None,
    )
    record = raise_case(new, by=person.id if person else None, now=now)
    open_task(
        form=wanted.format,
        title=wanted.title,
        document_text=wanted.document_text,
        carrier=Carrier.POST if wanted.by_post else Carrier.EMAIL,
        language=tag_named(wanted.language),
        points=wanted.points,
        person_id=person.id if person else None,
        record_id=record.id,
        due_on=min((c.due_on for c in open_commitments(record.id)), default=None),
        by=person.id if person else None,
        now=now,
    )
    return record


def keep_file(
    *, publication: str, variant: str, fingerprint: str, made: MadeFile | None, failed: str, now: datetime
) -> PublicationFile:
    """Keep a file made ahead, or why it could not be made (then `made` is None and `failed` says so)."""
    row = PublicationFile(
        publication=publication, variant=variant, fingerprint=fingerprint, failed=failed, made_at=now
    )
    if made is not None:
        row.name, row.media_type, row.content = made.name, made.media_type, made.content
        row.size_bytes, row.pages, row.needs_proof = len(made.content), made.pages, made.needs_proof
    db.session.add(row)
    db.session.flush()
    return row


def proof_read(file: PublicationFile, *, by: int, now: datetime) -> None:
    """A person has read the Braille through and found it right. RuleBroken("nothing to read") otherwise."""
    if not file.needs_proof or file.proofed_at is not None:
        raise RuleBroken("nothing to read")
    file.proofed_at, file.proofed_by_id = now, by
    record_act(act="publication.proof-read", by=by, now=now)


def publish_text(*, key: str, title: str, text: str, by: int, now: datetime) -> PublishedText:
    """Publish a text of ours for everybody, in every form; what was there before under the key is kept.

    Raises RuleBroken("key taken") for the key of a publication that the portal makes itself.
    """
    if key in set(Publication):
        raise RuleBroken("key taken", key=key)
    last = published_text(key)
    row = PublishedText(
        key=key,
        edition=last.edition + 1 if last else 1,
        title=title,
        text=text,
        published_at=now,
        published_by_id=by,
    )
    db.session.add(row)
    record_act(act="text.published", by=by, now=now)
    return row
