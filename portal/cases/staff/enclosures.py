"""Files that staff send with a letter: kept with the act's draft until it goes, whatever the form's fate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from werkzeug.datastructures import FileStorage

from portal.attachments.limits import AcceptedFile
from portal.cases import uploads
from portal.cases.next_acts import Task
from portal.cases.staff.letters import journey
from portal.database import own_transaction, rollback
from portal.identity.readers import Reader
from portal.web import drafts
from portal.web.drafts import HeldFile
from portal.web.models import Draft


def take_in(
    record_id: int, task: Task, *, files: Sequence[FileStorage], reader: Reader, now: datetime
) -> tuple[str, ...]:
    """Keep what may be kept of the files that came; a sentence for each of the others.

    Ends the transaction that is open: looking into pictures takes long, and nobody may wait for it.
    """
    if not any(file.filename for file in files):
        return ()
    draft = _draft(record_id, task, reader, now)
    held = len(drafts.files_of(draft)) if draft else 0
    rollback()
    judged = uploads.judged(files, held=held)
    if judged.accepted:
        kept = draft or own_transaction(lambda: _new(record_id, task, reader, now))
        uploads.keep_with_draft(kept, judged.accepted)
    return judged.refused


def held_for(record_id: int, task: Task, *, reader: Reader, now: datetime) -> Sequence[HeldFile]:
    """The files that wait to be sent with this act, without their bytes."""
    draft = _draft(record_id, task, reader, now)
    return drafts.files_of(draft) if draft else ()


def for_sending(record_id: int, task: Task, *, reader: Reader, now: datetime) -> tuple[AcceptedFile, ...]:
    """The files that go with the act now."""
    draft = _draft(record_id, task, reader, now)
    return uploads.from_draft(drafts.contents_of(draft)) if draft else ()


def remove(record_id: int, task: Task, chosen: str, *, reader: Reader, now: datetime) -> None:
    """Take one of the files out again, the one whose number was sent; nothing happens for any other."""
    draft = _draft(record_id, task, reader, now)
    for file in drafts.files_of(draft) if draft else ():
        if draft is not None and str(file.id) == chosen:
            drafts.remove_file(draft, file.id)


def _draft(record_id: int, task: Task, reader: Reader, now: datetime) -> Draft | None:
    return drafts.draft_for(journey(record_id, task), person_id=reader.person_id, now=now)


def _new(record_id: int, task: Task, reader: Reader, now: datetime) -> Draft:
    nothing_typed: Mapping[str, object] = {"fields": [], "subject": "", "text": ""}
    return drafts.keep(
        journey(record_id, task), answers=nothing_typed, person_id=reader.person_id, now=now, draft=None
    )
