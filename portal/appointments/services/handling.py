"""Who finds a time for an appointment that nobody deals with yet; whoever holds a time deals with it."""

from __future__ import annotations

from datetime import datetime

from portal.appointments.acts import Act
from portal.errors import RuleBroken, Stale
from portal.records.models import Record
from portal.records.services import add_entry, expect_version


def take_on(record: Record, *, by: int, version: int, now: datetime) -> None:
    """Become the handler of an appointment that has none; its messages carry that name from now on.

    The caller has shown that `by` may see the record and does such work. Raises Stale where somebody else was
    faster, RuleBroken("not now") once it is closed.
    """
    expect_version(record, version)
    if record.handler_id is not None:
        raise Stale(was=version, now=record.version)
    if record.closed_at is not None:
        raise RuleBroken("not now")
    record.handler_id = by
    add_entry(record, act=Act.TAKEN_ON, at=now, now=now, by=by, public=True, facts={"to": by})
