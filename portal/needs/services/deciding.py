"""Agreeing to what helps, declining with a reason and something else instead, asking again later.

Only a person decides, never the portal: nothing here runs without somebody's name under it. Word of the
decision to the customer is left to a job above, for needs stand below messages.
"""

from __future__ import annotations

from datetime import date, datetime

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.needs.models import Need
from portal.needs.reviews import NEEDS, need_review_by
from portal.needs.services.dates import begin_date, end_date
from portal.needs.services.telling import end
from portal.needs.steps import LONGEST_REVIEW, State
from portal.organisation.queries import landlord
from portal.timekeeping import local_date


def agree(need: Need, *, review_on: date, by: int, version: int, now: datetime) -> None:
    """We do it; asked again by `review_on`, which is a date on the worklist of whoever agreed.

    Raises RuleBroken "not running", and "review date" unless it lies after today and within five years.
    """
    _expect(need, version)
    _decide(need, State.AGREED, by=by, now=now)
    need.flagged_at = need.flagged_at or now
    need.declined_because = need.offered_instead = ""
    _review_by(need, review_on, by=by, now=now)
    record_act(act="need.agreed", by=by, now=now, person_id=need.person_id)


def decline(need: Need, *, because: str, instead: str, by: int, version: int, now: datetime) -> None:
    """We cannot do it: why, and what we offer instead. It no longer counts and is no longer flagged.

    Raises RuleBroken "reason missing" or "nothing offered": nobody is left with a plain no.
    """
    _expect(need, version)
    if not because.strip():
        raise RuleBroken("reason missing")
    if not instead.strip():
        raise RuleBroken("nothing offered")
    _decide(need, State.DECLINED, by=by, now=now)
    need.declined_because, need.offered_instead = because.strip(), instead.strip()
    need.flagged_at = need.review_on = None
    db.session.flush()
    record_act(act="need.declined", by=by, now=now, person_id=need.person_id)


def review(
    need: Need, *, still: bool, next_on: date | None = None, by: int, version: int, now: datetime
) -> None:
    """We asked again: `still` right, and asked again by `next_on`; or no longer needed, and it ends.

    Raises RuleBroken "not running", and "review date" where it goes on as `agree` does.
    """
    _expect(need, version)
    if still:
        _check_day(next_on, now)
    end_date(need.commitment_id, kept=True, at=now)
    need.commitment_id = None
    record_act(act="need.reviewed", by=by, now=now, person_id=need.person_id)
    if still:
        _review_by(need, next_on, by=by, now=now)
    else:
        end(need, by=by, now=now)


def _expect(need: Need, version: int) -> None:
    if need.ended_at is not None:
        raise RuleBroken("not running")
    if need.version != version:
        raise Stale


def _decide(need: Need, state: State, *, by: int, now: datetime) -> None:
    end_date(need.commitment_id, kept=True, at=now)
    need.commitment_id = None
    need.state, need.decided_by_id, need.decided_at, need.told_decision_at = state, by, now, None


def _review_by(need: Need, on: date | None, *, by: int, now: datetime) -> None:
    on, today = _check_day(on, now)
    begun = begin_date(
        need.person_id, need_review_by(on, today=today), kind=NEEDS, by=by, at=now, handler_id=by
    )
    need.review_on, need.commitment_id = on, begun.id if begun else None
    db.session.flush()


def _check_day(on: date | None, now: datetime) -> tuple[date, date]:
    today = local_date(now, landlord().zone)
    if on is None or not today < on <= today + LONGEST_REVIEW:
        raise RuleBroken("review date", review_on=on)
    return on, today
