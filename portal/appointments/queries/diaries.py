"""Diaries for the slot search, read from hours, absences and holds: columns only, four statements at most.

Whoever asks sees no diary: what comes of it are free times. Nothing is kept from one request to the next,
because a time that was free a moment ago may be held now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from portal.appointments.diaries import Diary, ResourceKind, Visit, dialect_key
from portal.appointments.models.bookings import Hold
from portal.appointments.models.resources import Resource, ResourceAway, ResourceHours, Rules, TravelTime
from portal.appointments.places import Mode
from portal.appointments.queries.one_of import OneOf, listed
from portal.appointments.queries.rules import rules_read
from portal.appointments.working_time import WorkingTime, WorkWindow
from portal.clock.intervals import Interval, subtract
from portal.clock.zones import day_start
from portal.database import BigId, UtcDateTime, db
from portal.identity.models import Absence, StaffProfile
from portal.needs.queries import visited_by_two
from portal.organisation.facts import LandlordFacts
from portal.records.models import Record

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_ANY_SEATS = 99  # of a room whose seats nobody has counted


_ids = sa.bindparam("ids", type_=sa.Text())
_kinds: sa.BindParameter[Any] = sa.bindparam("kinds", expanding=True)
_office = sa.bindparam("office", type_=sa.BigInteger())
_officer = sa.bindparam("officer", type_=sa.BigInteger())
_without = sa.bindparam("without", type_=sa.BigInteger())
_first_on, _last_on = sa.bindparam("first_on", type_=sa.Date()), sa.bindparam("last_on", type_=sa.Date())
_from_at, _to_at = sa.bindparam("from_at", type_=UtcDateTime()), sa.bindparam("to_at", type_=UtcDateTime())

_RESOURCES = (
    sa.select(
        Resource.id,
        Resource.kind,
        Resource.gender,
        Resource.languages,
        Resource.dialects,
        Resource.sign_language,
        Resource.modes,
        Resource.area,
        Resource.purposes,
        Resource.is_private,
        Resource.step_free,
        Resource.seats,
        Resource.lead_minutes,
        Resource.daily_limit,
        Resource.office_id,
        StaffProfile.office_id.label("works_at"),
        StaffProfile.team_id,
        StaffProfile.active.label("works"),
    )
    .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
    .where(
        Resource.active.is_(True),
        Resource.kind.in_(_kinds),
        sa.or_(Resource.office_id.is_(None), Resource.office_id == _office),
        sa.or_(_officer == 0, Resource.kind != ResourceKind.OFFICER.value, Resource.id == _officer),
    )
    .order_by(Resource.id)
)
_no_line = (
    sa.cast(sa.null(), BigId),
    sa.cast(sa.null(), BigId),
    sa.cast(sa.null(), BigId),
    sa.cast(sa.null(), sa.Date()),
    sa.cast(sa.null(), sa.Date()),
)
# Weekly hours, and times away from them: a row has the one or the other.
_TIMES: sa.CompoundSelect[*tuple[Any, ...]] = sa.union_all(
    sa.select(
        ResourceHours.resource_id,
        ResourceHours.weekday,
        ResourceHours.opens_minute,
        ResourceHours.closes_minute,
        ResourceHours.from_on,
        ResourceHours.to_on,
        sa.cast(sa.null(), UtcDateTime()).label("away_at"),
        sa.cast(sa.null(), UtcDateTime()).label("back_at"),
    ).where(
        OneOf(ResourceHours.resource_id, _ids),
        ResourceHours.from_on <= _last_on,
        sa.or_(ResourceHours.to_on.is_(None), ResourceHours.to_on >= _first_on),
    ),
    sa.select(ResourceAway.resource_id, *_no_line, ResourceAway.starts_at, ResourceAway.ends_at).where(
        OneOf(ResourceAway.resource_id, _ids),
        ResourceAway.starts_at < _to_at,
        ResourceAway.ends_at > _from_at,
    ),
    sa.select(Resource.id, *_no_line, Absence.from_at, Absence.to_at)
    .join(Absence, Absence.person_id == Resource.person_id)
    .where(OneOf(Resource.id, _ids), Absence.from_at < _to_at, Absence.to_at > _from_at),
)
# Thousands of rows: plain tables, which are read in half the time of entities' columns, and instants as
# texts, which are turned into ours once for all rows that have the same.
_holds: Any = Hold.__table__.c
_HOLDS = (
    sa.select(
        _holds.resource_id,
        sa.cast(_holds.starts_at, sa.Text()),
        sa.cast(_holds.ends_at, sa.Text()),
        _holds.area,
    )
    .where(
        OneOf(_holds.resource_id, _ids),
        # Holds are shorter than a day, so that the index on their beginning finds all that reach in.
        _holds.starts_at > _from_at,
        _holds.starts_at < _to_at,
        _holds.appointment_id != _without,
    )
    .order_by(_holds.resource_id, _holds.starts_at)
)
_here: sa.BindParameter[str] = sa.bindparam("here", type_=sa.Text())
_today: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date())
_whose = sa.func.coalesce(
    sa.bindparam("person", type_=sa.BigInteger()),
    sa.select(Record.person_id)
    .where(Record.id == sa.bindparam("record", type_=sa.BigInteger()))
    .scalar_subquery(),
)
_one = sa.select(sa.literal(1).label("one")).subquery()
_SETTING = (
    sa.select(
        Rules,
        visited_by_two(_whose, _today),
        TravelTime.first,
        TravelTime.second,
        TravelTime.minutes,
    )
    .select_from(_one)
    .outerjoin(Rules, Rules.id == _one.c.one)
    # For a call the ways between other places count, so that with no area `here` all of them are read.
    .outerjoin(TravelTime, sa.or_(TravelTime.first == _here, TravelTime.second == _here, _here == ""))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Local days from one to another, both included, as if the appointment `without` held nothing."""

    first_on: date
    last_on: date
    without: int | None = None

    def values(self, facts: LandlordFacts, ids: Collection[int]) -> dict[str, object]:
        """What the statements bind; the day before and the day after are read for the ways between."""
        return {
            "ids": listed(ids),
            "first_on": self.first_on,
            "last_on": self.last_on,
            "from_at": day_start(self.first_on - _DAY, facts.zone),
            "to_at": day_start(self.last_on + 2 * _DAY, facts.zone),
            "without": self.without or 0,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for everybody: the landlord's rules, ways as `Wanted.roads`, whether two of us must go."""

    rules: Rules
    roads: Mapping[tuple[str, str], int]
    two: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A diary without its times yet, and the office whose closures it follows (None: nobody's)."""

    diary: Diary
    works_at: int | None = None


def everybody(
    *,
    kinds: Iterable[ResourceKind],
    office_id: int | None,
    team_id: int | None,
    officer_id: int | None = None,
) -> list[Somebody]:
    """Officers at work for us (of that team, None for all), rooms of that office, interpreters; no times yet.

    `officer_id`: of the officers this one alone. One statement. A room whose seats nobody has counted seats
    everybody.
    """
    values = {"kinds": [kind.value for kind in kinds], "office": office_id or 0, "officer": officer_id or 0}
    found = []
    for row in db.session.execute(_RESOURCES, values):
        if row.kind == ResourceKind.OFFICER and not (row.works and team_id in (None, row.team_id)):
            continue
        found.append(Somebody(diary=_diary(row), works_at=row.works_at or row.office_id))
    return found


def with_times(people: Iterable[Somebody], days: Days, facts: LandlordFacts) -> list[Diary]:
    """The diaries of these people on those days; two statements, whatever their number.

    Officers work in their weekly hours, not on bank holidays of their office's division nor while it is
    closed, absent or away. A room can be had in its own hours while its office is open, without hours of its
    own whenever that is; so nobody is met at an office that is shut. Interpreters keep to their hours alone.
    """
    known = list(people)
    if not known:
        return []
    values = days.values(facts, [one.diary.id for one in known])
    lines: dict[int, list[WorkWindow]] = defaultdict(list)
    away: dict[int, list[Interval]] = defaultdict(list)
    for resource_id, *line, away_at, back_at in db.session.execute(_TIMES, values):
        if away_at is None:
            lines[resource_id].append(WorkWindow(*line))
        else:
            away[resource_id].append((away_at, back_at))
    # The day before and the day after too: somebody may set out or come back then.
    working = WorkingTime(days.first_on - _DAY, days.last_on + _DAY, facts)
    at_work = {}
    for one in known:
        number = one.diary.id
        found = working.of(one.diary.kind, one.works_at, tuple(lines[number]))
        at_work[number] = subtract(found, away[number]) if number in away else found
    return with_holds([one.diary for one in known], days, facts, working=at_work)


def with_holds(
    diaries: Sequence[Diary],
    days: Days,
    facts: LandlordFacts,
    *,
    working: Mapping[int, tuple[Interval, ...]] | None = None,
) -> list[Diary]:
    """The same diaries with what is held now, and with these times at work; one statement.

    Asked again once they are locked, without `working`: the times at work stay as they were found.
    """
    if not diaries:
        return []
    rows = db.session.execute(_HOLDS, days.values(facts, [d.id for d in diaries])).all()
    held = {resource_id: list(found) for resource_id, found in groupby(rows, key=itemgetter(0))}
    reading = _Reading(facts, days)
    return [
        reading.with_holds(diary, held.get(diary.id, ()), working[diary.id] if working else diary.working)
        for diary in diaries
    ]


def roads() -> dict[tuple[str, str], int]:
    """Minutes between all areas that somebody has measured, the first not after the second; one statement."""
    query = sa.select(TravelTime.first, TravelTime.second, TravelTime.minutes)
    return {(first, second): minutes for first, second, minutes in db.session.execute(query)}


def setting(*, here: str, person_id: int | None, record_id: int | None, today: date) -> Setting:
    """The landlord's rules, ways to and from the area `here`, and whether two go to this person's home.

    One statement, with the rules as whoever asks for them later in this request finds them too. The person
    is given, or the record that has them.
    """
    values = {"here": here, "person": person_id, "record": record_id, "today": today}
    found = db.session.execute(_SETTING, values).all()
    stored, two = found[0][:2]
    return Setting(
        rules=rules_read(stored),
        roads={(row[2], row[3]): row[4] for row in found if row[2] is not None},
        two=two,
    )


def _diary(row: Any) -> Diary:
    return Diary(
        id=row.id,
        kind=ResourceKind(row.kind),
        area=row.area,
        daily_limit=row.daily_limit,
        gender=row.gender,
        languages=frozenset(filter(None, row.languages.split("|"))),
        dialects=frozenset(dialect_key(one) for one in row.dialects.split("|") if one),
        sign_language=row.sign_language,
        modes=frozenset(Mode(mode) for mode in row.modes.split("|") if mode),
        purposes=frozenset(int(number) for number in row.purposes.split("|") if number),
        is_private=row.is_private,
        step_free=row.step_free,
        seats=row.seats or _ANY_SEATS,
        lead=row.lead_minutes * _MINUTE,
        office_id=row.office_id,
    )


class _Instants(dict[str, datetime]):
    """Instants by the texts that SQLite (in UTC, not saying so) and PostgreSQL make of them."""

    def __missing__(self, text: str) -> datetime:
        read = datetime.fromisoformat(text)
        found = self[text] = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        return found


class _Reading:
    """Turns rows of holds into busy times and visits."""

    def __init__(self, facts: LandlordFacts, days: Days) -> None:
        self._instants = _Instants()
        count = (days.last_on - days.first_on).days + 5
        self._midnights = [day_start(days.first_on + (n - 1) * _DAY, facts.zone) for n in range(count)]

    def with_holds(self, diary: Diary, rows: Sequence[Any], working: tuple[Interval, ...]) -> Diary:
        """The diary with those rows, in their order."""
        instants = self._instants
        busy = tuple([(instants[begins], instants[ends]) for _, begins, ends, _ in rows])
        officer = diary.kind is ResourceKind.OFFICER
        visits = tuple(self._visits(diary, busy, rows)) if officer else ()
        return replace(diary, working=working, busy=busy, visits=visits)

    def _visits(self, diary: Diary, busy: Sequence[Interval], rows: Sequence[Any]) -> Iterator[Visit]:
        """Who rings somebody does it from where they were before, that day; else from where it begins."""
        midnights, here = iter(self._midnights), diary.area
        day_ends = next(midnights)
        for (starts_at, ends_at), (_, _, _, area) in zip(busy, rows, strict=True):
            while starts_at >= day_ends:
                day_ends, here = next(midnights), diary.area
            here = area or here
            yield Visit(starts_at, ends_at, here)
