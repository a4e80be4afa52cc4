"""What staff read of needs: detail where there are grounds, what waits for needs staff, instructions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.commitments.models import Commitment
from portal.database import UtcDateTime, db
from portal.errors import NotAllowed, NotFound
from portal.identity.models import Person, TenancyMember
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.looks import Grounds, grounds
from portal.needs.markers import NO_NEEDS, NeedKind, NeedsFlag
from portal.needs.models import (
    ContactRestriction,
    MarkerReview,
    Need,
    NeedLook,
    RestrictionReview,
    SafetyMarker,
)
from portal.needs.queries import ShownNeed, flag_for, needs_told
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import FOR_NEEDS_STAFF, household_of
from portal.timekeeping import local_date

WAITING_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsNeeds:
    """A person's needs as staff see them: the flag always, `needs` only on `grounds`."""

    person: Person
    flag: NeedsFlag
    grounds: Grounds | None
    needs: Sequence[ShownNeed]

    def need_of(self, kind: NeedKind) -> ShownNeed | None:
        """The need of that kind, if it may be seen and there is one."""
        return next((shown for shown in self.needs if shown.kind is kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something needs staff do by a day: decide, ask again, look at an instruction or a restriction again."""

    person_id: int
    name: str
    what: str  # "decide", "review", "marker" or "restriction"
    kind: str
    due_on: date
    is_late: bool


_me = sa.bindparam("me", type_=sa.BigInteger())
_person = sa.bindparam("person", type_=sa.BigInteger())
_now = sa.bindparam("now", type_=UtcDateTime())
_GROUNDS = sa.select(
    sa.exists()
    .where(
        Record.person_id == _person,
        Record.handler_id == _me,
        Record.closed_at.is_(None),
        Record.kind.not_in(FOR_NEEDS_STAFF),
    )
    .label("handles"),
    sa.exists()
    .where(
        NeedLook.person_id == _person,
        NeedLook.by_id == _me,
        NeedLook.at <= _now,
        NeedLook.until_at > _now,
    )
    .label("gave_reason"),
)

_theirs, _mine = aliased(TenancyMember), aliased(TenancyMember)
_NOT_OF_HOUSEHOLD = sa.select(Person).where(
    Person.id == _person,
    Person.id != _me,
    ~sa.exists()
    .where(
        _theirs.person_id == Person.id,
        _mine.tenancy_id == _theirs.tenancy_id,
        _mine.person_id == _me,
    )
    .correlate(Person),
)


def person_for(reader: Reader, person_id: int) -> Person:
    """That person, for staff; NotFound for nobody and for the reader's own household, NotAllowed by role."""
    if not reader.may(Ability.SEE_PEOPLE) or reader.person_id is None:
        raise NotAllowed
    found = db.session.scalar(_NOT_OF_HOUSEHOLD, {"person": person_id, "me": reader.person_id})
    if found is None:
        raise NotFound
    return found


def grounds_for(reader: Reader, person_id: int, *, now: datetime, visits: bool = False) -> Grounds | None:
    """Why the reader may see the detail of that person's needs at `now`; None: a reason comes first.

    `visits`: meets the person today, as whoever keeps appointments knows. One statement.
    """
    row = db.session.execute(_GROUNDS, {"person": person_id, "me": reader.person_id, "now": now}).one()
    return grounds(reader, handles=row.handles, visits=visits, gave_reason=row.gave_reason)


def persons_needs_for(reader: Reader, person_id: int, *, now: datetime, visits: bool = False) -> PersonsNeeds:
    """A person's needs, with detail only where the reader has grounds; at most five statements.

    Whoever shows the detail records the look (`audit.services.record_look`).
    """
    person = person_for(reader, person_id)
    today = local_date(now, landlord().zone)
    why = grounds_for(reader, person_id, now=now, visits=visits)
    return PersonsNeeds(
        person=person,
        flag=flag_for([person_id], today=today).get(person_id, NO_NEEDS),
        grounds=why,
        needs=needs_told(person_id, today=today) if why is not None else (),
    )


def shown_need_for(
    reader: Reader, person_id: int, kind: NeedKind, *, now: datetime
) -> tuple[Person, ShownNeed | None]:
    """The person, and their need of that kind; None where there is none or the reader has no grounds."""
    person = person_for(reader, person_id)
    if grounds_for(reader, person_id, now=now) is None:
        return person, None
    told = needs_told(person_id, today=local_date(now, landlord().zone))
    return person, next((shown for shown in told if shown.kind is kind), None)


def need_for(reader: Reader, person_id: int, kind: NeedKind, *, now: datetime) -> Need:
    """The person's running need of that kind, for somebody with grounds (NotAllowed without), or NotFound."""
    person_for(reader, person_id)
    if grounds_for(reader, person_id, now=now) is None:
        raise NotAllowed
    found = db.session.scalar(
        sa.select(Need).where(Need.person_id == person_id, Need.kind == kind.value, Need.ended_at.is_(None))
    )
    if found is None:
        raise NotFound
    return found


def names_of(*person_ids: int | None) -> dict[int, str]:
    """The names of those people; one statement."""
    rows = db.session.execute(
        sa.select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(set(person_ids)))
    )
    return {person_id: f"{given} {family}".strip() for person_id, given, family in rows}


def waiting_for(reader: Reader, *, now: datetime) -> list[Waiting]:
    """What needs staff have to do, the earliest date first; nobody's of the reader's own household."""
    if not reader.may(Ability.SEE_NEEDS) or reader.person_id is None:
        raise NotAllowed
    what = sa.case((Need.state == "told", "decide"), else_="review")
    needs = sa.select(
        Need.person_id, Need.kind.label("kind"), what.label("what"), Need.commitment_id.label("commitment_id")
    ).where(Need.ended_at.is_(None), Need.commitment_id.is_not(None))
    markers = sa.select(
        SafetyMarker.person_id, sa.literal(""), sa.literal("marker"), SafetyMarker.commitment_id
    ).where(SafetyMarker.ended_at.is_(None), SafetyMarker.commitment_id.is_not(None))
    restrictions = sa.select(
        ContactRestriction.person_id,
        sa.literal(""),
        sa.literal("restriction"),
        ContactRestriction.commitment_id,
    ).where(ContactRestriction.ended_at.is_(None), ContactRestriction.commitment_id.is_not(None))
    work = sa.union_all(needs, markers, restrictions).subquery()
    rows = db.session.execute(
        sa.select(work, Person, Commitment.due_on, Commitment.due_at)
        .join(Person, Person.id == work.c.person_id)
        .join(Commitment, Commitment.id == work.c.commitment_id)
        .where(Commitment.ended_at.is_(None), work.c.person_id.not_in(household_of(reader.person_id)))
        .order_by(Commitment.due_at, Commitment.id)
        .limit(WAITING_SHOWN)
    )
    return [
        Waiting(
            person_id=row.person_id,
            name=row.Person.name,
            what=row.what,
            kind=row.kind,
            due_on=row.due_on,
            is_late=row.due_at <= now,
        )
        for row in rows
    ]


def markers_for(reader: Reader, person_id: int) -> tuple[Person, Sequence[SafetyMarker]]:
    """The person and every instruction there is or was, newest first: for needs staff. No facts are shown."""
    if not reader.may(Ability.SEE_NEEDS):
        raise NotAllowed
    person = person_for(reader, person_id)
    rows = sa.select(SafetyMarker).where(SafetyMarker.person_id == person_id).order_by(SafetyMarker.id.desc())
    return person, db.session.scalars(rows).all()


def marker_for(
    reader: Reader, marker_id: int
) -> tuple[SafetyMarker, Person, Person, Sequence[sa.Row[MarkerReview, Person]]]:
    """An instruction with its history: whom it is about, who decided it, each review and who did it.

    For needs staff; NotFound as in `person_for`. Whoever shows it records the look.
    """
    if not reader.may(Ability.SEE_NEEDS):
        raise NotAllowed
    decided_by = aliased(Person)
    found = db.session.execute(
        sa.select(SafetyMarker, decided_by)
        .join(decided_by, decided_by.id == SafetyMarker.decided_by_id)
        .where(SafetyMarker.id == marker_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    marker, decider = found
    reviews = db.session.execute(
        sa.select(MarkerReview, Person)
        .join(Person, Person.id == MarkerReview.by_id)
        .where(MarkerReview.marker_id == marker_id)
        .order_by(MarkerReview.id.desc())
    ).all()
    return marker, person_for(reader, marker.person_id), decider, reviews


def restrictions_for(reader: Reader, person_id: int) -> tuple[Person, Sequence[ContactRestriction]]:
    """The person and every restriction on contact there is or was, newest first: for needs staff."""
    if not reader.may(Ability.SEE_NEEDS):
        raise NotAllowed
    person = person_for(reader, person_id)
    rows = (
        sa.select(ContactRestriction)
        .where(ContactRestriction.person_id == person_id)
        .order_by(ContactRestriction.id.desc())
    )
    return person, db.session.scalars(rows).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionPage:
    """A restriction with its history. `names`: who asked, decided, reviewed, and whom they ask for."""

    restriction: ContactRestriction
    person: Person
    names: dict[int, str]
    reviews: Sequence[RestrictionReview]


def restriction_for(reader: Reader, restriction_id: int) -> RestrictionPage:
    """A restriction on contact with what it rests on and what became of it.

    For needs staff; NotFound as in `person_for`. Whoever shows it records the look.
    """
    if not reader.may(Ability.SEE_NEEDS):
        raise NotAllowed
    found = db.session.get(ContactRestriction, restriction_id)
    if found is None:
        raise NotFound
    person = person_for(reader, found.person_id)
    reviews = db.session.scalars(
        sa.select(RestrictionReview)
        .where(RestrictionReview.restriction_id == restriction_id)
        .order_by(RestrictionReview.id.desc())
    ).all()
    named = (found.asked_by_id, found.decided_by_id, found.through_id, *(review.by_id for review in reviews))
    return RestrictionPage(restriction=found, person=person, names=names_of(*named), reviews=reviews)
