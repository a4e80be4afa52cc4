"""Who deals with a case: assigning, handing over, asking a manager, noting, linking, closing, reopening."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.cases.kinds import InformationKind, ReplyBy, circumstances, goes_to_an_authority
from portal.cases.models import Case, CaseLink, Referral
from portal.cases.services.telling import case_of, is_about_data, tell
from portal.cases.stages import WITHOUT_ANSWER, Act, Outcome, Status, require, require_no_complaint
from portal.charters.standards import Channel, Circumstance, Event
from portal.commitments.services.keeping import begin, call_off, note_event, open_commitments
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import StaffProfile
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Bar, Record
from portal.records.queries import household_of, joined
from portal.records.services import add_entry, expect_version, hold

# An open promise kept by one of these means that the customer still waits for what they asked.
_OWED = {Event.ANSWERED.value, Event.SUBMITTED_TO_AUTHORITY.value}


def assign(record: Record, *, to: int, by: int, version: int, now: datetime) -> None:
    """Make somebody the handler of a case that has none, or take it oneself. The customer sees the name."""
    expect_version(record, version)
    require_no_complaint(record.kind, Act.ASSIGNED)
    staff = handler_candidate(record, to)
    record.handler_id = to
    record.team_id = staff.team_id or record.team_id
    add_entry(record, act=Act.ASSIGNED, at=now, now=now, by=by, public=True, facts={"to": to})


def hand_over(record: Record, *, to: int, reason: str, by: int, version: int, now: datetime) -> None:
    """Give the case to somebody else; the customer is told who and why, in the same transaction."""
    expect_version(record, version)
    if not reason.strip():
        raise RuleBroken("reason missing")
    require_no_complaint(record.kind, Act.HANDED_OVER)
    staff = handler_candidate(record, to)
    before = record.handler_id
    record.handler_id = to
    record.team_id = staff.team_id or record.team_id
    facts = {"to": to, "from": before}
    entry = add_entry(
        record, act=Act.HANDED_OVER, at=now, now=now, by=by, public=True, body=reason, facts=facts
    )
    tell(
        record, case_of(record), message="handed_over", writer=by, now=now, entry=entry, more={"body": reason}
    )


def hand_to_team(record: Record, *, team_id: int, reason: str, by: int, version: int, now: datetime) -> None:
    """Give the case to another team, with no handler until somebody there takes it (SLH 2 b7b)."""
    expect_version(record, version)
    if not reason.strip():
        raise RuleBroken("reason missing")
    require_no_complaint(record.kind, Act.HANDED_OVER)
    team = landlord().team(team_id)
    record.team_id = team.id
    record.handler_id = None
    entry = add_entry(
        record,
        act=Act.HANDED_OVER,
        at=now,
        now=now,
        by=by,
        public=True,
        body=reason,
        facts={"team": team.id},
    )
    tell(
        record, case_of(record), message="handed_over", writer=by, now=now, entry=entry, more={"body": reason}
    )


def handler_candidate(record: Record, person_id: int) -> StaffProfile:
    """The member of staff, if they may deal with this case.

    Raises RuleBroken("cannot handle cases") for somebody without the role or no longer working here, and
    "own household" or "barred" for a record they may not see.
    """
    staff = db.session.get(StaffProfile, person_id)
    if staff is None or Ability.WORK_CASES not in staff.abilities:
        raise RuleBroken("cannot handle cases", person_id=person_id)
    theirs = {record.person_id, *(person.id for person in joined(record.id))}
    if theirs & household_of(person_id):
        raise RuleBroken("own household", person_id=person_id)
    barred = sa.select(Bar.id).where(Bar.record_id == record.id, Bar.person_id == person_id)
    if db.session.scalar(barred) is not None:
        raise RuleBroken("barred", person_id=person_id)
    return staff


def ask_manager(record: Record, *, question: str, by: int, version: int, now: datetime) -> None:
    """Ask the manager of the team for help (RHA 2.1g). Staff see it; the customer does not."""
    expect_version(record, version)
    if not question.strip():
        raise RuleBroken("nothing said")
    case = case_of(record)
    require(Status(case.status), Act.MANAGER_ASKED)
    case.manager_asked_at = now
    add_entry(record, act=Act.MANAGER_ASKED, at=now, now=now, by=by, public=False, body=question)


def note(record: Record, *, body: str, by: int, now: datetime) -> None:
    """Write a note that only staff see. Notes never collide, so they carry no version."""
    if not body.strip():
        raise RuleBroken("nothing said")
    hold(record)
    add_entry(record, act=Act.NOTED, at=now, now=now, by=by, public=False, body=body)


def link(record: Record, other: Record, *, by: int, now: datetime) -> None:
    """Link two cases that belong together; RuleBroken("same case") or ("already linked").

    A case that many may see does not tell of a complaint that few may, neither here nor on its page.
    """
    if record.id == other.id:
        raise RuleBroken("same case")
    # Both in one order: two officers linking the same two from either side must not wait for each other.
    for one in sorted((record, other), key=lambda r: r.id):
        hold(one)
    first, second = sorted((record.id, other.id))
    known = sa.select(CaseLink.id).where(CaseLink.first_id == first, CaseLink.second_id == second)
    if db.session.scalar(known) is not None:
        raise RuleBroken("already linked")
    db.session.add(CaseLink(first_id=first, second_id=second, made_at=now, by_id=by))
    for one, another in ((record, other), (other, record)):
        if another.restricted and not one.restricted:
            continue
        facts = {"other": another.reference}
        add_entry(one, act=Act.LINKED, at=now, now=now, by=by, public=False, facts=facts)


def close(record: Record, *, outcome: Outcome, body: str, by: int, version: int, now: datetime) -> None:
    """Close the case with its outcome and tell the customer.

    Raises RuleBroken("answer first") while an answer is owed, unless there is nothing left to answer
    (withdrawn, a copy, made in error); then what is open is called off.
    """
    expect_version(record, version)
    require_no_complaint(record.kind, Act.CLOSED)
    case = case_of(record)
    require(Status(case.status), Act.CLOSED)
    if outcome in WITHOUT_ANSWER:
        call_off(record, now=now)
    elif answer_owed(record):
        raise RuleBroken("answer first")
    case.status = Status.CLOSED
    case.outcome = outcome
    case.next_update_on = None
    record.closed_at = now
    note_event(record, event=Event.CLOSED, at=now, now=now)
    facts = {"outcome": outcome.value}
    entry = add_entry(
        record, act=Act.CLOSED, at=now, now=now, by=by, public=True, body=body or None, facts=facts
    )
    more = {"body": body, "outcome": outcome.value}
    tell(record, case, message="closed", writer=by, now=now, entry=entry, more=more)


def reopen(record: Record, *, reason: str, by: int, version: int, now: datetime) -> None:
    """Open the case again; what was promised for a new contact of this kind begins anew from now."""
    expect_version(record, version)
    if not reason.strip():
        raise RuleBroken("reason missing")
    require_no_complaint(record.kind, Act.REOPENED)
    case = case_of(record)
    require(Status(case.status), Act.REOPENED)
    start_again(record, case, now=now)
    add_entry(record, act=Act.REOPENED, at=now, now=now, by=by, public=True, body=reason)


def start_again(record: Record, case: Case, *, now: datetime) -> None:
    """Make the case open and begin its promises anew; the earlier ones stay as they ended.

    What a new contact of this kind would start, starts: also a hand-over to an authority, a second time.
    """
    case.status = Status.OPEN
    case.outcome = ""
    record.closed_at = None
    if answer_owed(record):
        return
    facts = landlord()
    begin(record, event=Event.RECEIVED, circumstances=circumstances_again(record, case, now), at=now, now=now)
    information = InformationKind(case.information_kind) if case.information_kind else None
    if goes_to_an_authority(information, public_authority=facts.charter.public_authority):
        before = db.session.scalar(
            sa.select(Referral.may_name_requester)
            .where(Referral.record_id == record.id)
            .order_by(Referral.id.desc())
            .limit(1)
        )
        db.session.add(Referral(record_id=record.id, agency="", opened_at=now, may_name_requester=before))


def answer_owed(record: Record) -> bool:
    """Whether a promise is open that an answer keeps, or the passing on of a request for information."""
    return any(_OWED & set(c.kept_by) for c in open_commitments(record.id))


def circumstances_again(record: Record, case: Case, at: datetime) -> frozenset[Circumstance]:
    """What about the case decides its promises when it is opened again at `at`."""
    facts = landlord()
    topic = facts.topic(record.topic_id) if record.topic_id else None
    return circumstances(
        channel=Channel(record.channel),
        reply_by=ReplyBy(case.reply_by),
        has_phone=bool(case.contact_phone),
        office_open=facts.opening(at).open,
        urgent=case.urgent,
        statutory_topic=bool(topic and topic.statutory),
        general_topic=bool(topic and topic.general_information),
        information=InformationKind(case.information_kind) if case.information_kind else None,
        data_protection=is_about_data(record),
    )
