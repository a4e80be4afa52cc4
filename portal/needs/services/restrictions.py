"""Restricting for a while how somebody contacts us: asked with evidence, decided by another, reviewed, ended.

Nothing here refuses anything to the person: a new complaint, an emergency and an appointment that is booked
go on as always, and so does this portal. It tells colleagues what to do. Word to the person is left to a
job above, for needs stand below messages.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.charters.standards import Standard
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.needs.models import ContactRestriction, RestrictionReview
from portal.needs.restrictions import Restriction, Standing, check, check_days, standing
from portal.needs.reviews import RESTRICTIONS, restriction_decided, restriction_review_by
from portal.needs.services.dates import begin_date, end_date
from portal.organisation.queries import landlord
from portal.timekeeping import local_date


def ask_restriction(
    asked: Restriction, *, person_id: int, decide_working_days: int, by: int, now: datetime
) -> ContactRestriction:
    """Ask another manager to restrict it (Complaint Handling Code 5.14). Nothing is restricted by asking.

    A date runs by which somebody decides. Raises RuleBroken as `restrictions.check`, and "one already" while
    another is asked for or runs: two requests at one moment meet the index of those that have not ended.
    """
    today = local_date(now, landlord().zone)
    check(asked, today=today)
    end_over(person_id=person_id, now=now)
    found = ContactRestriction(
        person_id=person_id,
        ways=[way.value for way in asked.ways],
        often=asked.often.strip(),
        through_id=asked.through_id,
        instruction=asked.instruction.strip(),
        still_by=asked.still_by.strip(),
        because=asked.because.strip(),
        behaviour_on=asked.behaviour_on,
        behaviour=asked.behaviour.strip(),
        tried=asked.tried.strip(),
        considered=asked.considered.strip(),
        from_on=asked.from_on,
        review_on=asked.review_on,
        ends_on=asked.ends_on,
        asked_by_id=by,
        asked_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(found)
    except IntegrityError as race:
        raise RuleBroken("one already") from race
    _date(found, restriction_decided(decide_working_days), by=by, now=now)
    record_act(act="restriction.asked", by=by, now=now, person_id=person_id)
    return found


def decide_restriction(
    restriction: ContactRestriction,
    *,
    approve: bool,
    why: str,
    review_on: date | None = None,
    ends_on: date | None = None,
    by: int,
    version: int,
    now: datetime,
) -> None:
    """Another manager says yes, for days they may make shorter, or no; why is kept.

    It begins on the day asked for, at the earliest today, and the person is told of it. The caller has shown
    that `by` may approve. Raises RuleBroken "asked by you", "not waiting", "reason missing", and as
    `restrictions.check_days`; "lasts longer than asked" for a later end than was asked for.
    """
    today = _expect(restriction, version, now, Standing.ASKED, "not waiting")
    if restriction.asked_by_id == by:
        raise RuleBroken("asked by you")
    if not why.strip():
        raise RuleBroken("reason missing")
    begins_on = max(restriction.from_on, today)
    days = check_days(begins_on, review_on, ends_on) if approve else None
    if days and days[1] > restriction.ends_on:
        raise RuleBroken("lasts longer than asked", ends_on=days[1])
    end_date(restriction.commitment_id, kept=True, at=now)
    restriction.commitment_id = None
    restriction.approved, restriction.decided_because = approve, why.strip()
    restriction.decided_by_id, restriction.decided_at = by, now
    if days is None:
        restriction.ended_at, restriction.ended_by_id = now, by
    else:
        restriction.from_on = begins_on
        restriction.review_on, restriction.ends_on = days
        _date(restriction, restriction_review_by(days[0], today=today), by=by, now=now)
    db.session.flush()
    record_act(
        act="restriction.approved" if approve else "restriction.turned down",
        by=by,
        now=now,
        person_id=restriction.person_id,
    )


def review_restriction(
    restriction: ContactRestriction,
    *,
    goes_on: bool,
    why: str,
    review_on: date | None = None,
    ends_on: date | None = None,
    by: int,
    version: int,
    now: datetime,
) -> None:
    """Looked at again (5.15): it goes on to `ends_on` with a further review, or it ends now. Why is kept.

    The person is told either way. Going on is for another manager than the one who asked for it; anybody who
    may see it can end it. Raises RuleBroken "not running", "asked by you", "reason missing", and as
    `restrictions.check_days`, counted from today.
    """
    today = _expect(restriction, version, now, Standing.RUNS, "not running")
    if not why.strip():
        raise RuleBroken("reason missing")
    if goes_on and restriction.asked_by_id == by:
        raise RuleBroken("asked by you")
    days = check_days(today, review_on, ends_on) if goes_on else None
    end_date(restriction.commitment_id, kept=True, at=now)
    restriction.commitment_id = None
    last_on = days[1] if days else None
    db.session.add(
        RestrictionReview(restriction_id=restriction.id, at=now, by_id=by, why=why.strip(), ends_on=last_on)
    )
    if days is None:
        restriction.ended_at, restriction.ended_by_id = now, by
    else:
        restriction.review_on, restriction.ends_on = days
        restriction.told_at = None  # the new days are to be told
        _date(restriction, restriction_review_by(days[0], today=today), by=by, now=now)
    db.session.flush()
    record_act(act="restriction.reviewed", by=by, now=now, person_id=restriction.person_id)


def end_over(*, now: datetime, person_id: int | None = None, at_once: int = 100) -> int:
    """End what is over by its own last day, also what nobody decided on; give back how many.

    Nobody has acted on it since that day; this calls off its dates. `person_id`: only that person's.
    """
    today = local_date(now, landlord().zone)
    whose = sa.true() if person_id is None else ContactRestriction.person_id == person_id
    over = db.session.scalars(
        sa.select(ContactRestriction)
        .where(ContactRestriction.ended_at.is_(None), ContactRestriction.ends_on < today, whose)
        .limit(at_once)
        .with_for_update(skip_locked=True)
    ).all()
    for restriction in over:
        end_date(restriction.commitment_id, kept=False, at=now)
        restriction.commitment_id, restriction.ended_at = None, now
    db.session.flush()
    return len(over)


def _expect(
    restriction: ContactRestriction, version: int, now: datetime, expected: Standing, otherwise: str
) -> date:
    today = local_date(now, landlord().zone)
    if restriction.version != version:
        raise Stale
    is_so = standing(
        approved=restriction.approved,
        ended=restriction.ended_at is not None,
        ends_on=restriction.ends_on,
        today=today,
    )
    if is_so is not expected:
        raise RuleBroken(otherwise)
    return today


def _date(restriction: ContactRestriction, standard: Standard, *, by: int, now: datetime) -> None:
    """A decision is for whichever manager takes it, a review for whoever decided."""
    handler_id = by if restriction.approved else None
    begun = begin_date(
        restriction.person_id, standard, kind=RESTRICTIONS, by=by, at=now, handler_id=handler_id
    )
    restriction.commitment_id = begun.id if begun else None
    db.session.flush()
