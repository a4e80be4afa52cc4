"""Reading needs: the flag beside a name, the way to write to somebody, what somebody told us themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, defer

from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.needs.details import ContactBy, Detail, choice_of, detail_of
from portal.needs.languages import language_name
from portal.needs.markers import NeedKind, NeedsFlag
from portal.needs.models import ContactRestriction, Need, NeedMet, NeedShare, SafetyMarker
from portal.needs.steps import slug
from portal.needs.ways import Way, way

_people: sa.BindParameter[int] = sa.bindparam("people", expanding=True)
_person: sa.BindParameter[int] = sa.bindparam("person", type_=sa.BigInteger())
_today: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date())

# Flagged, and neither ended nor over; a need counts up to and with its last day.
_RUNS = sa.and_(
    Need.flagged_at.is_not(None),
    Need.ended_at.is_(None),
    sa.or_(Need.ends_on.is_(None), Need.ends_on >= _today),
)
# A restriction on contact counts once another manager has agreed to it, from its first day to its last.
_FLAGS: sa.CompoundSelect[int, str, str] = sa.union_all(
    sa.select(
        Need.person_id.label("person_id"),
        sa.literal_column("'help'").label("what"),
        Need.kind.label("words"),
    ).where(Need.person_id.in_(_people), _RUNS),
    sa.select(SafetyMarker.person_id, sa.literal_column("'marker'"), SafetyMarker.instruction).where(
        SafetyMarker.person_id.in_(_people), SafetyMarker.ended_at.is_(None), SafetyMarker.ends_on >= _today
    ),
    sa.select(
        ContactRestriction.person_id, sa.literal_column("'contact'"), ContactRestriction.instruction
    ).where(
        ContactRestriction.person_id.in_(_people),
        ContactRestriction.ended_at.is_(None),
        ContactRestriction.approved.is_(True),
        ContactRestriction.from_on <= _today,
        ContactRestriction.ends_on >= _today,
    ),
)
_WRITING = (
    NeedKind.LARGE_PRINT,
    NeedKind.BRAILLE,
    NeedKind.AUDIO,
    NeedKind.EASY_READ,
    NeedKind.LANGUAGE,
    NeedKind.SIGN_LANGUAGE,
    NeedKind.CONTACT_BY,
)
_WRITTEN_TO = (
    sa.select(Need.kind, Need.detail, Need.person_id)
    .where(Need.kind.in_([kind.value for kind in _WRITING]), _RUNS)
    .order_by(Need.told_at, Need.id)
)
_WAYS = _WRITTEN_TO.where(Need.person_id == _person)


def flag_for(person_ids: Iterable[int], *, today: date) -> Mapping[int, NeedsFlag]:
    """The flags of those people that have any, in one statement; none where nobody is asked for.

    A need counts up to and with its last day, a marker and a restriction too; what was declined does not.
    The caller has shown that the reader may see the people. No words are read but instructions, written to
    be shown.
    """
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    found: dict[int, dict[str, set[str]]] = {}
    for person_id, what, words in db.session.execute(_FLAGS, {"people": wanted, "today": today}):
        found.setdefault(person_id, defaultdict(set))[what].add(words)
    return {
        person_id: NeedsFlag(
            kinds=tuple(kind for kind in NeedKind if kind.value in said["help"]),
            instructions=tuple(sorted(said["marker"])),
            contact=tuple(sorted(said["contact"])),
        )
        for person_id, said in found.items()
    }


def visits_need_two(person_id: int, *, today: date) -> bool:
    """Whether an instruction that runs on that day says that two of us visit the person; one statement.

    The caller has shown that the reader may see the person; it says nothing of why.
    """
    values = {"person": person_id, "today": today}
    return bool(db.session.scalar(sa.select(visited_by_two(_person, _today)), values))


def visited_by_two(person_id: sa.ColumnElement[Any], today: sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Whether an instruction that runs on that day says that two of us visit the person: a condition.

    For offering times at which two can come; it says nothing of why.
    """
    return sa.exists().where(
        SafetyMarker.person_id == person_id,
        SafetyMarker.needs_two.is_(True),
        SafetyMarker.ended_at.is_(None),
        SafetyMarker.ends_on >= today,
    )


def asked_of_contact(person_id: InstrumentedAttribute[Any], today: date) -> sa.ScalarSelect[str]:
    """What colleagues do when the person contacts us, while a restriction runs: a column, None for none.

    For statements that read the person anyway; the instruction only, never why. One runs at most at a time.
    """
    return (
        sa.select(ContactRestriction.instruction)
        .where(
            ContactRestriction.person_id == person_id,
            ContactRestriction.ended_at.is_(None),
            ContactRestriction.approved.is_(True),
            ContactRestriction.from_on <= today,
            ContactRestriction.ends_on >= today,
        )
        .scalar_subquery()
    )


def own_restriction(reader: Reader, *, today: date) -> tuple[ContactRestriction, str] | None:
    """The restriction that runs or is about to for the person who asks, and the name of whom they ask for.

    From the moment another manager has agreed to it up to and with its last day. One statement.
    """
    found = db.session.execute(
        sa.select(ContactRestriction, Person)
        .outerjoin(Person, Person.id == ContactRestriction.through_id)
        .where(
            ContactRestriction.person_id == reader.person_id,
            ContactRestriction.ended_at.is_(None),
            ContactRestriction.approved.is_(True),
            ContactRestriction.ends_on >= today,
        )
    ).first()
    return (found[0], found[1].name if found[1] else "") if found else None


def way_for(person_id: int, *, has_email: bool, prefers: str, today: date) -> Way:
    """How to write to a person on that day, by what they told us (`ways.way`); one statement.

    What they told counts at once, before anybody has agreed to it, and until it is declined or ends.
    `prefers` is `Person.prefers`, `has_email` whether there is an address to send to.
    """
    rows = db.session.execute(_WAYS, {"person": person_id, "today": today})
    return _way(((kind, stored) for kind, stored, _ in rows), has_email=has_email, prefers=prefers)


def ways_for(people: Mapping[int, tuple[bool, str]], *, today: date) -> Mapping[int, Way]:
    """The same for several at once, by person: whether there is an address, and `Person.prefers`.

    One statement. Open to the background only.
    """
    told: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    asked = _WRITTEN_TO.where(Need.person_id.in_(sorted(people)))
    for kind, stored, person_id in db.session.execute(asked, {"today": today}) if people else ():
        told[person_id].append((kind, stored))
    return {
        person_id: _way(told[person_id], has_email=has_email, prefers=prefers)
        for person_id, (has_email, prefers) in people.items()
    }


def _way(told: Iterable[tuple[str, Any]], *, has_email: bool, prefers: str) -> Way:
    found = [(NeedKind(kind), detail_of(NeedKind(kind), stored)) for kind, stored in told]
    choices = [choice_of(kind, detail) for kind, detail in found]
    return way(
        [choice for choice in choices if choice is not None],
        only=next((d.only for _, d in found if isinstance(d, ContactBy)), None),
        has_email=has_email,
        prefers=prefers,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNeed:
    """A need with its values read. `has_health`: there is health detail, on a page of its own."""

    need: Need
    kind: NeedKind
    detail: Detail
    has_health: bool

    @property
    def slug(self) -> str:
        """How its kind stands in an address."""
        return slug(self.kind)

    @property
    def language(self) -> str:
        """The English name of the language to speak; "" where none is asked for."""
        return language_name(getattr(self.detail, "language", "") or getattr(self.detail, "spoken", ""))

    @property
    def written(self) -> str:
        """The English name of the language to write; "" where none is asked for."""
        return language_name(getattr(self.detail, "written", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What happened with a need since: whom it was shared with, and the latest that met it or did not."""

    shares: Sequence[NeedShare] = ()
    met: Sequence[NeedMet] = ()


MET_SHOWN = 10
_HAS_HEALTH = Need.health_detail.is_not(None).label("has_health")
_OF_PERSON = (
    sa.select(Need, _HAS_HEALTH)
    .where(
        Need.person_id == _person,
        Need.ended_at.is_(None),
        sa.or_(Need.ends_on.is_(None), Need.ends_on >= _today),
    )
    # Nothing that lists needs reads health detail.
    .options(defer(Need.health_detail, raiseload=True))
    .order_by(Need.told_at, Need.id)
)


def own_needs(reader: Reader, *, today: date) -> list[ShownNeed]:
    """What the person who asks has told us and what we said to it, in the fixed order of kinds.

    Also what was declined, with the reason. NotAllowed for visitors; staff see others' in `staff_queries`.
    """
    if reader.person_id is None or reader.is_staff:
        raise NotAllowed
    return needs_told(reader.person_id, today=today)


def needs_told(person_id: int, *, today: date) -> list[ShownNeed]:
    """The same for anybody; the caller has shown that the reader may see it. One statement."""
    found = db.session.execute(_OF_PERSON, {"person": person_id, "today": today})
    shown = [_shown(need, has_health) for need, has_health in found]
    return sorted(shown, key=lambda s: list(NeedKind).index(s.kind))


def followed(need_id: int) -> Followed:
    """Shares, and the latest ten times it was met or not, newest first; two statements."""
    shares = sa.select(NeedShare).where(NeedShare.need_id == need_id).order_by(NeedShare.id.desc())
    met = sa.select(NeedMet).where(NeedMet.need_id == need_id).order_by(NeedMet.at.desc(), NeedMet.id.desc())
    return Followed(
        shares=db.session.scalars(shares).all(), met=db.session.scalars(met.limit(MET_SHOWN)).all()
    )


def own_health(reader: Reader, kind: NeedKind) -> tuple[Need, str]:
    """The running need of that kind of whoever asks, with the health detail ("" for none); NotFound."""
    found = db.session.scalar(
        sa.select(Need).where(
            Need.person_id == reader.person_id, Need.kind == kind.value, Need.ended_at.is_(None)
        )
    )
    if found is None or reader.is_staff:
        raise NotFound
    return found, found.health_detail or ""


def _shown(need: Need, has_health: bool) -> ShownNeed:
    kind = NeedKind(need.kind)
    return ShownNeed(need=need, kind=kind, detail=detail_of(kind, need.detail), has_health=has_health)
