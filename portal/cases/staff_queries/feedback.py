"""Themes, and what we did: what staff see and choose from. Customers see only what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.cases.models import CaseTheme, Theme, WhatWeDid
from portal.charters.standards import CaseKind
from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.records.models import Record

LATELY = timedelta(days=91)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCount:
    """How often a theme came up lately, and in the time of the same length before."""

    name: str
    comments: int = 0
    comments_before: int = 0
    thanks: int = 0
    thanks_before: int = 0


def themes(*, with_old: bool = False) -> list[Theme]:
    """The landlord's themes by name; those no longer used too, if asked."""
    wanted = sa.true() if with_old else Theme.active.is_(True)
    return list(db.session.scalars(sa.select(Theme).where(wanted).order_by(Theme.name)))


def theme_for(reader: Reader, theme_id: int) -> Theme:
    """One theme, for administrators; NotFound where there is none."""
    if not reader.may(Ability.ADMINISTER):
        raise NotAllowed
    found = db.session.get(Theme, theme_id)
    if found is None:
        raise NotFound
    return found


def theme_ids_of(record_id: int) -> list[int]:
    """Ids of the themes of a case the reader has been shown to be allowed to see."""
    return list(db.session.scalars(sa.select(CaseTheme.theme_id).where(CaseTheme.record_id == record_id)))


def entries_for(reader: Reader) -> Sequence[tuple[WhatWeDid, str]]:
    """Every entry of "you said, we did" with its theme, the newest first, those taken back too; for staff."""
    if not reader.may(Ability.WORK_CASES):
        raise NotAllowed
    rows = db.session.execute(
        sa.select(WhatWeDid, sa.func.coalesce(Theme.name, ""))
        .outerjoin(Theme, Theme.id == WhatWeDid.theme_id)
        .order_by(WhatWeDid.published_on.desc(), WhatWeDid.id.desc())
    )
    return [(row, name) for row, name in rows]


def theme_counts(reader: Reader, *, now: datetime) -> list[ThemeCount]:
    """How many comments and compliments each theme got in the last 91 days, and in the 91 before; for staff.

    By when they reached us; the most frequent first. Complaints have their own themes and figures. One
    statement; themes nobody spoke about lately are left out.
    """
    if not reader.may(Ability.WORK_CASES):
        raise NotAllowed
    since, before = now - LATELY, now - 2 * LATELY
    lately = sa.func.count(sa.case((Record.received_at > since, 1)))
    earlier = sa.func.count(sa.case((Record.received_at <= since, 1)))
    rows = db.session.execute(
        sa.select(Theme.name, Record.kind, lately, earlier)
        .join(CaseTheme, CaseTheme.theme_id == Theme.id)
        .join(Record, Record.id == CaseTheme.record_id)
        .where(Record.received_at > before, Record.received_at <= now, Record.restricted.is_(False))
        .group_by(Theme.name, Record.kind)
    )
    found: dict[str, ThemeCount] = {}
    for name, kind, count, count_before in rows:
        one = found.setdefault(name, ThemeCount(name=name))
        thanks = kind == CaseKind.COMPLIMENT
        found[name] = replace(
            one,
            comments=one.comments + (0 if thanks else count),
            comments_before=one.comments_before + (0 if thanks else count_before),
            thanks=one.thanks + (count if thanks else 0),
            thanks_before=one.thanks_before + (count_before if thanks else 0),
        )
    return sorted(found.values(), key=lambda c: (-(c.comments + c.thanks), c.name))


def entry_for(reader: Reader, entry_id: int) -> WhatWeDid:
    """One entry, for staff who work cases; NotFound where there is none."""
    if not reader.may(Ability.WORK_CASES):
        raise NotAllowed
    found = db.session.get(WhatWeDid, entry_id)
    if found is None:
        raise NotFound
    return found
