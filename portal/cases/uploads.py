"""Files sent with a form of asking: judged as any, then kept with the draft until it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from portal.attachments.limits import AcceptedFile, Kind
from portal.attachments.presenting import Judged, judged
from portal.database import db, own_transaction
from portal.web import drafts
from portal.web.models import Draft, DraftFile

__all__ = ["Judged", "from_draft", "judged", "keep_with_draft"]


def keep_with_draft(draft: Draft, files: Sequence[AcceptedFile]) -> None:
    """Keep accepted files with the draft at once, whatever becomes of the request."""
    if not files:
        return
    own_transaction(lambda: _add(draft.id, files))


def from_draft(files: Iterable[DraftFile]) -> tuple[AcceptedFile, ...]:
    """A draft's files as they go with the case; they were judged when they came."""
    return tuple(AcceptedFile(name=f.name, kind=Kind(f.media_type), content=f.content) for f in files)


def _add(draft_id: int, files: Sequence[AcceptedFile]) -> None:
    draft = db.session.scalar(sa.select(Draft).where(Draft.id == draft_id))
    if draft is None:  # sent meanwhile, from another window
        return
    for file in files:
        drafts.add_file(draft, name=file.name, media_type=file.kind.value, content=file.content)
