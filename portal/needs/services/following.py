"""What follows a need: whom it was shared with, what met it or did not, reasons to look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.needs.looks import LOOK_LASTS
from portal.needs.markers import NeedKind
from portal.needs.models import Need, NeedLook, NeedMet, NeedShare
from portal.needs.steps import Means
from portal.organisation.queries import landlord
from portal.timekeeping import local_date

REASON_LENGTH = 500


def met(
    *,
    person_id: int,
    kinds: Iterable[NeedKind],
    how: Means,
    by: int | None,
    now: datetime,
    record_id: int | None = None,
    message_id: int | None = None,
    succeeded: bool = True,
    note: str = "",
) -> int:
    """Note that these needs of the person were met (or, with `succeeded=False`, were not), and how.

    Called by whatever met them: a message made in a form, an appointment kept. Kinds the person has not
    told of, or that no longer count, are passed over. Gives back how many were noted. `by` is None for
    the portal itself. `note` says why a need was not met; never put anything about health into it.
    """
    today = local_date(now, landlord().zone)
    needs = db.session.scalars(
        sa.select(Need.id).where(
            Need.person_id == person_id,
            Need.kind.in_([kind.value for kind in kinds]),
            Need.ended_at.is_(None),
            Need.flagged_at.is_not(None),
            sa.or_(Need.ends_on.is_(None), Need.ends_on >= today),
        )
    ).all()
    db.session.add_all(
        NeedMet(
            need_id=need_id,
            how=how,
            met=succeeded,
            at=now,
            record_id=record_id,
            message_id=message_id,
            by_id=by,
            note=note,
        )
        for need_id in needs
    )
    db.session.flush()
    return len(needs)


def share(need: Need, *, shared_with: str, purpose: str, by: int, now: datetime) -> NeedShare:
    """Note that somebody outside was told of the need, and what for. RuleBroken "nothing said"."""
    if not shared_with.strip() or not purpose.strip():
        raise RuleBroken("nothing said")
    if need.ended_at is not None:
        raise RuleBroken("not running")
    row = NeedShare(
        need_id=need.id,
        shared_with=shared_with.strip(),
        purpose=purpose.strip(),
        shared_at=now,
        by_id=by,
    )
    db.session.add(row)
    db.session.flush()
    record_act(act="need.shared", by=by, now=now, person_id=need.person_id)
    return row


def give_reason(*, person_id: int, reason: str, by: int, now: datetime) -> NeedLook:
    """Keep why somebody has to see the detail; it opens for them for 15 minutes (`looks.LOOK_LASTS`).

    The reason is kept encrypted, beside the look: the audit holds no words. RuleBroken "reason missing".
    """
    if not reason.strip():
        raise RuleBroken("reason missing")
    row = NeedLook(
        person_id=person_id,
        by_id=by,
        reason=reason.strip()[:REASON_LENGTH],
        at=now,
        until_at=now + LOOK_LASTS,
    )
    db.session.add(row)
    db.session.flush()
    record_act(act="needs.reason given", by=by, now=now, person_id=person_id)
    return row
