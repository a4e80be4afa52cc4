"""Taking a complaint on: its row, looking it over, who is named in it, who handles which stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.cases.models import Case
from portal.cases.services.handling import handler_candidate
from portal.cases.services.naming import who_may_be_named
from portal.cases.services.telling import case_of
from portal.charters.standards import CaseKind
from portal.complaints.models import Assignment, Complaint, ComplaintStage
from portal.complaints.queries import complaint_of, standing_of
from portal.complaints.stages import Act, Standing, State, may_handle, require
from portal.complaints.triage import Size
from portal.database import db
from portal.errors import NotAllowed, NotFound, RuleBroken
from portal.identity.models import StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Bar, Record
from portal.records.services import add_entry, expect_version
from portal.timekeeping import local_date

NAMED_IN_IT = "named in the complaint"
IN_CONFLICT = "conflict of interest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A complaint as somebody acts on it: held, at the version their page was made from."""

    record: Record
    case: Case
    complaint: Complaint
    standing: Standing
    next_state: State


def begun(record: Record, act: Act, *, by: Reader, version: int, now: datetime) -> Acting:
    """Hold the complaint for an act of staff, and say where it leads.

    Raises Stale, and what `stages.require` raises; NotFound for what is no complaint.
    """
    expect_version(record, version)
    return held(record, act, by=by.person_id, now=now)


def held(record: Record, act: Act, *, by: int | None, now: datetime) -> Acting:
    """The same for a record that is held already."""
    if record.kind != CaseKind.COMPLAINT:
        raise NotFound
    today = local_date(now, landlord().zone)
    complaint = complaint_of(record)
    standing = standing_of(record, complaint, today=today)
    next_state = require(standing, act, by=by)
    return Acting(
        record=record,
        case=case_of(record),
        complaint=complaint or _made(record),
        standing=standing,
        next_state=next_state,
    )


def acting_person(by: Reader) -> int:
    """Whose act it is; NotAllowed for nobody."""
    if by.person_id is None:
        raise NotAllowed
    return by.person_id


def look_over(
    record: Record, *, size: Size, at_risk: bool, risk_words: str, by: Reader, version: int, now: datetime
) -> None:
    """Say how much it needs and whether somebody is at risk (Code 6.1). Touches no clock.

    Raises RuleBroken("risk not said") where somebody is at risk and nothing says how.
    """
    acting = begun(record, Act.LOOKED_OVER, by=by, version=version, now=now)
    if at_risk and not risk_words.strip():
        raise RuleBroken("risk not said")
    acting.complaint.size = size
    acting.complaint.at_risk = at_risk
    acting.complaint.risk_words = risk_words.strip() if at_risk else ""
    facts = {"size": size.value, "at_risk": at_risk}
    body = acting.complaint.risk_words or None
    add_entry(
        record, act=Act.LOOKED_OVER, at=now, now=now, by=by.person_id, public=False, body=body, facts=facts
    )


def name_person(record: Record, *, person_id: int, by: Reader, version: int, now: datetime) -> None:
    """Somebody is named in the complaint: from now they cannot open, find or be assigned it (Code 5.8).

    Named twice, it is written once. Raises RuleBroken("not staff"); only for those who see complaints.
    """
    _require_complaints_staff(by)
    begun(record, Act.NAMED, by=by, version=version, now=now)
    if db.session.get(StaffProfile, person_id) is None:
        raise RuleBroken("not staff", person_id=person_id)
    if _bar(record, person_id, why=NAMED_IN_IT):
        _take_from(record, person_id)
        add_entry(
            record, act=Act.NAMED, at=now, now=now, by=by.person_id, public=False, facts={"to": person_id}
        )


def say_not_named(record: Record, *, person_id: int, by: Reader, version: int, now: datetime) -> None:
    """Somebody who may be named is not meant: it is written down who decided that (Code 5.8).

    Only for those who see complaints. Raises NotFound for whom nothing in it may name.
    """
    _require_complaints_staff(by)
    begun(record, Act.NOT_NAMED, by=by, version=version, now=now)
    name = who_may_be_named(record.id).get(person_id)
    if name is None:
        raise NotFound
    facts = {"to": person_id}
    add_entry(
        record, act=Act.NOT_NAMED, at=now, now=now, by=by.person_id, public=False, body=name, facts=facts
    )


def assign(
    record: Record, *, to: int, has_conflict: bool, conflict: str, by: Reader, version: int, now: datetime
) -> bool:
    """Make somebody the handler of this stage, once they have said whether they have a conflict (Code 5.8).

    Where they have one they are barred instead, and False comes back. Raises RuleBroken: "same person at both
    stages" (6.13), "barred", "may be named", "own household", "cannot handle cases", "conflict not said".
    """
    _require_complaints_staff(by)
    acting = begun(record, Act.ASSIGNED, by=by, version=version, now=now)
    staff = handler_candidate(record, to)
    if not may_handle(acting.standing, to):
        raise RuleBroken("same person at both stages", person_id=to)
    if not has_conflict and to in who_may_be_named(record.id):
        raise RuleBroken("may be named", person_id=to)
    if has_conflict and not conflict.strip():
        raise RuleBroken("conflict not said")
    db.session.add(
        Assignment(
            complaint_id=record.id,
            stage=acting.complaint.stage,
            person_id=to,
            has_conflict=has_conflict,
            conflict=conflict.strip(),
            at=now,
            by_id=acting_person(by),
        )
    )
    if has_conflict:
        _bar(record, to, why=IN_CONFLICT)
        _take_from(record, to)
        add_entry(record, act=Act.CONFLICT, at=now, now=now, by=by.person_id, public=False, facts={"to": to})
        return False
    record.handler_id = to
    record.team_id = staff.team_id or record.team_id
    facts = {"to": to, "stage": acting.complaint.stage}
    add_entry(record, act=Act.ASSIGNED, at=now, now=now, by=by.person_id, public=True, facts=facts)
    return True


def _made(record: Record) -> Complaint:
    complaint = Complaint(id=record.id, state=State.RECEIVED)
    db.session.add(complaint)
    db.session.flush()
    db.session.add(ComplaintStage(complaint_id=record.id, number=1, asked_at=record.received_at))
    record.restricted = True
    db.session.flush()
    return complaint


def _bar(record: Record, person_id: int, *, why: str) -> bool:
    known = sa.select(Bar.id).where(Bar.record_id == record.id, Bar.person_id == person_id)
    if db.session.scalar(known) is not None:
        return False
    db.session.add(Bar(record_id=record.id, person_id=person_id, why=why))
    return True


def _take_from(record: Record, person_id: int) -> None:
    if record.handler_id == person_id:
        record.handler_id = None


def _require_complaints_staff(by: Reader) -> None:
    if not by.may(Ability.SEE_COMPLAINTS):
        raise NotAllowed
