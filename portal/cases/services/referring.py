"""Handing a matter to somebody else: an agency that can help, or the public authority a request is for."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.cases.models import Referral
from portal.cases.services.telling import case_of, tell
from portal.cases.stages import Act, Status, require
from portal.charters.standards import Event
from portal.commitments.services.keeping import note_event
from portal.database import db
from portal.errors import RuleBroken
from portal.records.models import Record
from portal.records.services import add_entry, expect_version, hold


def refer(record: Record, *, agency: str, body: str, by: int, version: int, now: datetime) -> None:
    """Tell the customer who else can help, with their consent given beforehand (TPP Interviews 4)."""
    expect_version(record, version)
    if not agency.strip() or not body.strip():
        raise RuleBroken("nothing said")
    case = case_of(record)
    require(Status(case.status), Act.REFERRED)
    db.session.add(Referral(record_id=record.id, agency=agency, opened_at=now, by_id=by, note=body))
    facts = {"agency": agency}
    entry = add_entry(record, act=Act.REFERRED, at=now, now=now, by=by, public=True, body=body, facts=facts)
    note_event(record, event=Event.REFERRED, at=now, now=now)
    tell(record, case, message="referred", writer=by, now=now, entry=entry, more={"body": body, **facts})


def authority_referral(record: Record) -> Referral | None:
    """The open hand-over of a request for information to the authority it concerns, or None."""
    return db.session.scalar(
        sa.select(Referral)
        .where(Referral.record_id == record.id, Referral.submitted_at.is_(None), Referral.agency == "")
        .order_by(Referral.id)
        .limit(1)
    )


def may_be_named(record: Record, *, yes: bool, by: int | None, now: datetime) -> None:
    """Keep the requester's answer: may we tell the authority your name? (domain section 4, FOI)"""
    hold(record)
    referral = authority_referral(record)
    if referral is None:
        raise RuleBroken("no hand-over open")
    referral.may_name_requester = yes
    facts = {"may_name": yes}
    add_entry(record, act=Act.OPTION_CHOSEN, at=now, now=now, by=by, public=True, facts=facts)


def submit_to_authority(
    record: Record, *, authority: str, body: str, by: int, version: int, now: datetime
) -> None:
    """Pass the request on and tell the requester; only this keeps the two business days (HOWM 3.1).

    Raises RuleBroken("not asked about the name") until we know whether we may name the requester.
    """
    expect_version(record, version)
    case = case_of(record)
    require(Status(case.status), Act.SUBMITTED)
    referral = authority_referral(record)
    if referral is None:
        raise RuleBroken("no hand-over open")
    if not authority.strip():
        raise RuleBroken("which authority")
    if referral.may_name_requester is None:
        raise RuleBroken("not asked about the name")
    referral.agency = authority
    referral.submitted_at = now
    referral.by_id = by
    note_event(record, event=Event.SUBMITTED_TO_AUTHORITY, at=now, now=now)
    facts = {"agency": authority, "named": referral.may_name_requester}
    entry = add_entry(
        record, act=Act.SUBMITTED, at=now, now=now, by=by, public=True, body=body or None, facts=facts
    )
    case.status = Status.ANSWERED
    case.answered_at = now
    tell(record, case, message="submitted", writer=by, now=now, entry=entry, more={"body": body, **facts})
