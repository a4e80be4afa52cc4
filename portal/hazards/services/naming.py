"""Naming a hazard: its record, its clocks from when the first of us knew, word to the home and to duty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from portal.charters.standards import CaseKind
from portal.database import db
from portal.errors import RuleBroken
from portal.hazards.acts import Act
from portal.hazards.kinds import KIND, Grade, HazardKind
from portal.hazards.models import Hazard
from portal.hazards.services.clocks import begin, why_uncovered
from portal.hazards.services.telling import tell, tell_duty
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import Opening, add_entry, hold, open_record

TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """What is dangerous, in words that say nothing else of the case. `known_at`: when the first of us knew.

    `today`: somebody could be hurt or made ill before tomorrow, so it is an emergency until it is judged.
    `risk`: who has to be careful with it, and why.
    """

    kind: HazardKind
    place: str
    known_at: datetime
    today: bool
    words: str = ""
    risk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach whoever lives with it, as the case has it."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


def name_hazard(
    danger: Danger,
    contact: Contact,
    *,
    parent: Record,
    by: int | None,
    now: datetime,
    submission_id: str | None = None,
    reference: str | None = None,
) -> Hazard:
    """Open a hazard's own record beside the case it was named in, start its clocks, and tell people.

    An emergency runs through nights and weekends from `known_at` (SI 2025/1042: 24 hours), and whoever is on
    duty is written to in this very transaction. The parent may be a complaint: whoever mends it sees nothing
    of that. Raises RuleBroken "place missing", "known in the future", "already submitted".
    """
    if not danger.place.strip():
        raise RuleBroken("place missing")
    if danger.known_at > now:
        raise RuleBroken("known in the future", known_at=danger.known_at)
    grade = Grade.EMERGENCY if danger.today else Grade.SIGNIFICANT
    opening = _opening(danger, parent, by=by, submission_id=submission_id)
    record = open_record(replace(opening, reference=reference), by=by, now=now)
    hazard = Hazard(
        id=record.id,
        kind=danger.kind,
        place=danger.place.strip(),
        words=danger.words.strip(),
        risk=danger.risk.strip() or None,
        grade=grade,
        uncovered=why_uncovered(record, danger.kind, grade) or "",
        address="" if record.tenancy_id else contact.address,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        contact_address=contact.address,
    )
    db.session.add(hazard)
    entry = add_entry(
        record, act=Act.NAMED, at=danger.known_at, now=now, by=by, public=True, body=hazard.words or None
    )
    begin(record, danger.kind, grade, at=danger.known_at)
    _note_on(parent, record, danger, by=by, now=now)
    if grade is Grade.EMERGENCY:
        tell_duty(hazard, record, now=now)
    tell(hazard, record, message="named", writer=None, now=now, entry=entry)
    return hazard


def _opening(danger: Danger, parent: Record, *, by: int | None, submission_id: str | None) -> Opening:
    return Opening(
        kind=KIND,
        title=f"{danger.kind.value.capitalize()}: {danger.place.strip()}"[:TITLE_LENGTH],
        channel=parent.channel,
        received_at=danger.known_at,
        person_id=parent.person_id,
        # Staff who name it do not become people who may follow it as a customer does.
        raised_by_id=by if by is not None and by == parent.raised_by_id else None,
        tenancy_id=parent.tenancy_id,
        organisation_id=parent.organisation_id,
        office_id=parent.office_id,
        division=parent.division,
        team_id=_team(parent),
        parent_id=parent.id,
        submission_id=submission_id,
    )


def _team(parent: Record) -> int | None:
    """The team of what the case is about; never that of complaints, who do not mend homes."""
    facts = landlord()
    if parent.topic_id is not None:
        return facts.topic(parent.topic_id).team_id
    if parent.kind != CaseKind.COMPLAINT and parent.team_id is not None:
        return parent.team_id
    others = (team.id for team in facts.teams if team.id != parent.team_id)
    return next(others, parent.team_id)


def _note_on(parent: Record, record: Record, danger: Danger, *, by: int | None, now: datetime) -> None:
    """The case says where the hazard is; its own clocks go on as they were."""
    hold(parent)
    facts = {"hazard": record.reference, "hazard_kind": danger.kind.value}
    add_entry(parent, act=Act.NAMED_IN, at=now, now=now, by=by, public=True, facts=facts)
