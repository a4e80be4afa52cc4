"""Saying that a member of staff is away, and who stands in for them; changing that, and ending it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.identity.models import Absence, StaffProfile
from portal.identity.queries.absences import absences_in
from portal.identity.roles import Ability


def add_absence(
    *,
    person_id: int,
    from_at: datetime,
    to_at: datetime,
    deputy_id: int | None,
    by: int | None,
    now: datetime,
) -> Absence:
    """Say that somebody is away from one instant until another, excluded, and who stands in for them.

    RuleBroken: "not staff", "absence ends before it begins", "absences overlap", "nobody is their own
    deputy", "deputy cannot stand in" (does not work here, or not on cases while the other does),
    "deputy away" (for any of that time).
    """
    absence = Absence(person_id=person_id, from_at=from_at, to_at=to_at, deputy_id=deputy_id)
    _check(absence, None)
    _keep(absence)
    record_act(act="staff.absent", by=by, now=now, person_id=person_id)
    return absence


def change_absence(
    absence: Absence,
    *,
    from_at: datetime,
    to_at: datetime,
    deputy_id: int | None,
    version: int,
    by: int | None,
    now: datetime,
) -> None:
    """Other dates or another deputy; raises as `add_absence`, Stale, and "absence is over".

    What was counted from its earlier end stays as it was promised.
    """
    _still_there(absence, version, now)
    changed = Absence(person_id=absence.person_id, from_at=from_at, to_at=to_at, deputy_id=deputy_id)
    _check(changed, absence)
    absence.from_at, absence.to_at, absence.deputy_id = from_at, to_at, deputy_id
    absence.version += 1
    _keep(absence)
    record_act(act="staff.absence changed", by=by, now=now, person_id=absence.person_id)


def end_absence(absence: Absence, *, version: int, by: int | None, now: datetime) -> None:
    """They are back at `now`, sooner than thought; one that has not begun is taken out altogether.

    Raises Stale, and RuleBroken("absence is over").
    """
    _still_there(absence, version, now)
    if absence.from_at < now:
        absence.to_at = now
        absence.version += 1
    else:
        db.session.delete(absence)
    record_act(act="staff.absence ended", by=by, now=now, person_id=absence.person_id)


def _still_there(absence: Absence, version: int, now: datetime) -> None:
    if absence.version != version:
        raise Stale(was=version, now=absence.version)
    if absence.to_at <= now:
        raise RuleBroken("absence is over", to_at=absence.to_at)


def _check(wanted: Absence, before: Absence | None) -> None:
    """Every rule of an absence; `before` is the row it changes, which is no other absence."""
    if wanted.from_at >= wanted.to_at:
        raise RuleBroken("absence ends before it begins", from_at=wanted.from_at, to_at=wanted.to_at)
    if wanted.deputy_id == wanted.person_id:
        raise RuleBroken("nobody is their own deputy", person_id=wanted.person_id)
    _check_people(wanted)
    people = [wanted.person_id] if wanted.deputy_id is None else [wanted.person_id, wanted.deputy_id]
    for other in absences_in(wanted.from_at, wanted.to_at, *people):
        if other is before:
            continue
        if other.person_id == wanted.person_id:
            raise RuleBroken("absences overlap", from_at=other.from_at, to_at=other.to_at)
        raise RuleBroken("deputy away", from_at=other.from_at, to_at=other.to_at)


def _check_people(wanted: Absence) -> None:
    absent = db.session.get(StaffProfile, wanted.person_id)
    if absent is None:
        raise RuleBroken("not staff", person_id=wanted.person_id)
    if wanted.deputy_id is None:
        return
    deputy = db.session.get(StaffProfile, wanted.deputy_id)
    on_cases = {Ability.WORK_CASES} & absent.abilities
    if deputy is None or not deputy.active or not on_cases <= deputy.abilities:
        raise RuleBroken("deputy cannot stand in", person_id=wanted.deputy_id)


def _keep(absence: Absence) -> None:
    """Write it in a savepoint: of two requests for one person and time, both past the rule above, the
    database lets one through; the other meets the same refusal here."""
    try:
        with db.session.begin_nested():
            db.session.add(absence)
    except IntegrityError as error:
        raise RuleBroken("absences overlap") from error
