"""Links sent to somebody: which still open something. What they open is asked for elsewhere."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa

from portal.database import BigId, UtcDateTime, db
from portal.identity.models import LinkToken

AT_NOW = sa.bindparam("now", type_=UtcDateTime())
_NEWEST_LINK = (
    sa.select(LinkToken.id)
    .where(LinkToken.used_at.is_(None), LinkToken.superseded_at.is_(None), LinkToken.expires_at > AT_NOW)
    .order_by(LinkToken.id.desc())
    .limit(1)
)
_LINK = _NEWEST_LINK.where(LinkToken.id == sa.bindparam("link", type_=BigId))
_LINK_TO = _NEWEST_LINK.where(
    LinkToken.record_id == sa.bindparam("record", type_=BigId),
    LinkToken.purpose == sa.bindparam("purpose", type_=sa.Text()),
)


def token_hash(token: str) -> str:
    """What is stored of a link's token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def token(purpose: str, token: str, now: datetime) -> LinkToken | None:
    """The link, if it still opens something at `now`: not used, not superseded, not expired."""
    return db.session.scalar(
        sa.select(LinkToken).where(
            LinkToken.purpose == purpose,
            LinkToken.token_hash == token_hash(token),
            LinkToken.used_at.is_(None),
            LinkToken.superseded_at.is_(None),
            LinkToken.expires_at > now,
        )
    )


def still_opens(link_id: int, *, now: datetime) -> bool:
    """Whether the link that somebody opened would still open something at `now`."""
    return db.session.scalar(_LINK, {"link": link_id, "now": now}) is not None


def latest_link_to(record_id: int, *, purpose: str, now: datetime) -> int | None:
    """The newest link to the record that still opens it at `now`, by id."""
    return db.session.scalar(_LINK_TO, {"record": record_id, "purpose": purpose, "now": now})
