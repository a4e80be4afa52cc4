"""Being told what helps somebody, and that it no longer does. No words go into the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.needs.details import NOTHING_MORE, Detail, detail_of, stored_of
from portal.needs.markers import NeedKind
from portal.needs.models import Need
from portal.needs.reviews import NEEDS, Targets, decision, need_review
from portal.needs.services.dates import begin_date, end_date
from portal.needs.steps import AT_ONCE, Journey, State
from portal.organisation.queries import landlord
from portal.timekeeping import local_date

WORDS_LENGTH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody told us. `words` are for other help only; `ends_on` is a temporary need's last day."""

    kind: NeedKind
    detail: Detail = NOTHING_MORE
    words: str = ""
    ends_on: date | None = None


def tell(
    told: Told,
    *,
    person_id: int,
    told_by: int | None,
    told_in: Journey,
    targets: Targets,
    by: int | None,
    now: datetime,
) -> Need:
    """Keep what helps somebody: identified, recorded and flagged at once.

    `told_by` said it (None: not known who), `by` wrote it down. Told again with the same values nothing
    happens; with others the earlier need ends and this one begins, with its health detail. What the portal
    does by itself is agreed to at once and gets its review, anything else a date by which staff decide:
    nothing is ever declined by itself.
    Raises RuleBroken "wrong detail", "words missing", "too long", "ended already", and "told meanwhile" when
    two requests tell the same kind at one moment: the second meets the index of running needs.
    """
    _check(told, local_date(now, landlord().zone))
    before = running(person_id, told.kind)
    if before is not None and _same(before, told):
        return before
    need = _need(told, person_id=person_id, told_by=told_by, told_in=told_in, by=by, now=now)
    if before is not None:
        need.health_detail, need.health_consent_at = before.health_detail, before.health_consent_at
        _close(before, now=now)
        db.session.flush()
    try:
        with db.session.begin_nested():
            db.session.add(need)
    except IntegrityError as race:
        raise RuleBroken("told meanwhile", kind=told.kind.value) from race
    agreed = need.state == State.AGREED
    first = need_review(targets.review_months) if agreed else decision(targets.decide_working_days)
    date_begun = begin_date(person_id, first, kind=NEEDS, by=by, at=now)
    if date_begun is not None:
        need.commitment_id = date_begun.id
        need.review_on = date_begun.due_on if agreed else None
    db.session.flush()
    record_act(act="need.told", by=by, now=now, person_id=person_id)
    return need


def end(need: Need, *, by: int | None, now: datetime, version: int | None = None) -> None:
    """They no longer need it. Its dates are called off and health detail, no longer needed, is wiped."""
    if version is not None and need.version != version:
        raise Stale
    if need.ended_at is not None:
        return
    _close(need, now=now)
    db.session.flush()
    record_act(act="need.ended", by=by, now=now, person_id=need.person_id)


def keep_health(need: Need, *, words: str, by: int | None, now: datetime) -> None:
    """Keep health detail with the consent just given, encrypted. RuleBroken "words missing" for none."""
    if not words.strip():
        raise RuleBroken("words missing")
    if len(words) > WORDS_LENGTH:
        raise RuleBroken("too long")
    need.health_detail, need.health_consent_at, need.health_withdrawn_at = words.strip(), now, None
    db.session.flush()
    record_act(act="need.health kept", by=by, now=now, person_id=need.person_id)


def withdraw_health(need: Need, *, by: int | None, now: datetime) -> None:
    """Consent is withdrawn: the detail is wiped, from earlier needs of this kind as well."""
    same_kind = sa.select(Need).where(Need.person_id == need.person_id, Need.kind == need.kind)
    for each in db.session.scalars(same_kind):
        each.health_detail, each.health_consent_at = None, None
    need.health_withdrawn_at = now
    db.session.flush()
    record_act(act="need.health wiped", by=by, now=now, person_id=need.person_id)


def running(person_id: int, kind: NeedKind) -> Need | None:
    """The person's need of that kind that nobody has ended, also if its last day is over; held."""
    return db.session.scalar(
        sa.select(Need)
        .where(Need.person_id == person_id, Need.kind == kind.value, Need.ended_at.is_(None))
        .with_for_update()
    )


def _close(need: Need, *, now: datetime) -> None:
    end_date(need.commitment_id, kept=False, at=now)
    need.commitment_id, need.ended_at = None, now
    need.health_detail, need.health_consent_at = None, None


def _check(told: Told, today: date) -> None:
    detail_of(told.kind, stored_of(told.detail))
    if bool(told.words.strip()) != (told.kind is NeedKind.OTHER):
        raise RuleBroken("words missing", kind=told.kind.value)
    if len(told.words) > WORDS_LENGTH:
        raise RuleBroken("too long")
    if told.ends_on is not None and told.ends_on < today:
        raise RuleBroken("ended already", ends_on=told.ends_on)


def _same(need: Need, told: Told) -> bool:
    return (
        need.detail == stored_of(told.detail)
        and (need.words or "") == told.words.strip()
        and need.ends_on == told.ends_on
        and need.state != State.DECLINED
    )


def _need(
    told: Told, *, person_id: int, told_by: int | None, told_in: Journey, by: int | None, now: datetime
) -> Need:
    at_once = told.kind in AT_ONCE
    return Need(
        person_id=person_id,
        kind=told.kind.value,
        detail=stored_of(told.detail),
        words=told.words.strip() or None,
        state=State.AGREED if at_once else State.TOLD,
        told_by_id=told_by,
        told_at=now,
        told_in=told_in,
        recorded_by_id=by,
        recorded_at=now,
        flagged_at=now,
        decided_at=now if at_once else None,
        ends_on=told.ends_on,
    )
