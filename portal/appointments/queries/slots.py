"""Which times can be had: the slot search asked with what the database knows of people and rooms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.appointments.areas import area_of
from portal.appointments.asks import Ask
from portal.appointments.availability import (
    Lacking,
    candidates,
    fits,
    free_slots,
    is_enough,
    lacking,
    without_dialect,
)
from portal.appointments.changing import days_searched, earliest_start
from portal.appointments.diaries import Diary, ResourceKind, Slot, Wanted, dialect_key
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.places import Place
from portal.appointments.queries.diaries import (
    Days,
    Setting,
    Somebody,
    everybody,
    setting,
    with_holds,
    with_times,
)
from portal.appointments.wishes import Wishes, interpreters_mode
from portal.clock.zones import day_start, local_day
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person, StaffProfile
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord

NEAREST = 6
_DAYS_NEAR = (1, 7)  # how far around a time that is taken we look for others
_DAY = timedelta(days=1)
_FEW = 24  # people and rooms whose weeks are read faster than the database is asked a second time
_LOOKED_AT_FIRST = timedelta(days=4)  # after the first; from a Friday on it is three days of work


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Slots in order, at most one for each start; else what there is none of.

    `earliest` is the local day of the first time that can be had from the first day asked for on, also
    beyond the last one, as far ahead as the purpose is booked; None where there is none at all.
    `without_dialect`: an interpreter comes who does not have the dialect wanted, because nobody has it.
    """

    slots: tuple[Slot, ...]
    lacking: Lacking | None
    earliest: date | None
    without_dialect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for, of an ask or an appointment, and the rules and ways that hold for it."""

    purpose: Purpose
    place: Place
    office_id: int | None
    area: str
    officer_id: int | None
    wishes: Wishes
    urgent: bool
    office_area: str
    setting: Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Everybody's diary on some days, and what is wanted of them."""

    wanted: Wanted
    diaries: tuple[Diary, ...]
    days: Days


def slots_for(
    asked: Ask | Appointment,
    *,
    now: datetime,
    from_on: date,
    to_on: date,
    officer_id: int | None = None,
    without: Appointment | None = None,
    by_staff: bool = False,
    enough: int | None = None,
) -> Found:
    """The times that can be had on those local days, both included, in as many statements for one officer as
    for a hundred.

    `officer_id`: with this officer (a resource), else with whoever was wanted. `without`: what this
    appointment holds does not count, for moving it. Staff are bound by neither notice nor horizon of the
    purpose; something urgent is looked for today only, without notice (RHA 2.4h). `enough`: whole days until
    there are so many times, and the first one after them, as `free_slots` says, then also beyond `to_on` as
    far ahead as the purpose is booked. Where many may come the days after the first five are read only if
    those have too few.
    """
    sought = sought_of(asked, now=now, officer_id=officer_id)
    span = span_of(sought, from_on, to_on, now=now, by_staff=by_staff)
    if span is None:
        return Found(slots=(), lacking=Lacking.TIME, earliest=None)
    zone = landlord().zone
    wanted = _wanted(sought, span, landlord(), now=now, by_staff=by_staff)
    people = _people(sought, wanted)
    rounds: tuple[tuple[date, date], ...] = (span,)
    if enough is not None:
        ahead = span_of(sought, from_on, _horizon(sought, now), now=now, by_staff=by_staff) or span
        first = span[0], min(ahead[1], span[0] + _LOOKED_AT_FIRST)
        few = len(_who_may_come(people, wanted)) <= _FEW
        rounds = (ahead,) if few or first == ahead else (first, ahead)
    for days in rounds:
        search = search_on(sought, days, now=now, without=without, by_staff=by_staff, people=people)
        found = free_slots(search.diaries, search.wanted, enough=enough)
        if enough is not None and is_enough(found, zone, enough):
            break
    if found:
        return Found(
            slots=found,
            lacking=None,
            earliest=local_day(found[0].starts_at, zone),
            without_dialect=without_dialect(search.diaries, search.wanted),
        )
    why = lacking(search.diaries, search.wanted)
    earliest = None
    if why is Lacking.TIME and enough is None:
        earliest = _later(sought, span[1] + _DAY, now=now, without=without, by_staff=by_staff)
    return Found(slots=(), lacking=why, earliest=earliest)


def nearest_to(
    sought: Sought, starts_at: datetime, *, now: datetime, without: Appointment | None, by_staff: bool
) -> tuple[Slot, ...]:
    """Up to six times that can be had, the nearest to that one within a week either way, in order."""
    zone = landlord().zone
    on = local_day(starts_at, zone)
    near: list[Slot] = []
    for days in _DAYS_NEAR:  # first the days around it: where there are enough, nobody looks at two weeks
        first_on, last_on = on - days * _DAY, on + days * _DAY
        span = span_of(sought, first_on, last_on, now=now, by_staff=by_staff)
        if span is None:
            return ()
        search = search_on(sought, span, now=now, without=without, by_staff=by_staff)
        found = free_slots(search.diaries, search.wanted)
        near = sorted(found, key=lambda slot: abs(slot.starts_at - starts_at))[:NEAREST]
        beyond = min(starts_at - day_start(first_on, zone), day_start(last_on + _DAY, zone) - starts_at)
        if len(near) == NEAREST and abs(near[-1].starts_at - starts_at) <= beyond:
            break
    return tuple(sorted(near, key=lambda slot: slot.starts_at))


def sought_of(asked: Ask | Appointment, *, now: datetime, officer_id: int | None = None) -> Sought:
    """What the ask or appointment looks for; NotFound for a purpose that does not exist."""
    purpose = db.session.get(Purpose, asked.purpose_id)
    if purpose is None:
        raise NotFound
    place = Place(asked.place)
    facts = landlord()
    office_id = asked.office_id if place is Place.OFFICE else None
    office = facts.office(office_id) if office_id is not None else facts.main_office
    office_area = area_of(office.postcode) if office else ""
    area = asked.area if isinstance(asked, Appointment) else asked.home_area
    return Sought(
        purpose=purpose,
        place=place,
        office_id=office_id,
        area=area,
        officer_id=officer_id or asked.wanted_officer_id,
        wishes=Wishes.from_json(asked.needs) if isinstance(asked, Appointment) else asked.wishes,
        urgent=asked.urgent,
        office_area=office_area,
        setting=setting(
            here=area or (office_area if place is Place.OFFICE else ""),
            person_id=None if isinstance(asked, Appointment) else asked.person_id,
            record_id=asked.id if isinstance(asked, Appointment) else None,
            today=local_day(now, facts.zone),
        ),
    )


def search_on(
    sought: Sought,
    span: tuple[date, date],
    *,
    now: datetime,
    without: Appointment | None,
    by_staff: bool,
    people: Sequence[Somebody] | None = None,
) -> Search:
    """The diaries of all who may take part, on the local days of `span`, both included; `people`, where they
    have been read already."""
    facts = landlord()
    wanted = _wanted(sought, span, facts, now=now, by_staff=by_staff)
    if without is not None:  # moved, it stays with whoever comes, where they can
        wanted = replace(wanted, stays_with_id=without.officer_id)
    days = Days(first_on=span[0], last_on=span[1], without=without.id if without else None)
    people = _people(sought, wanted) if people is None else people
    may_come = _who_may_come(people, wanted)
    others = [one.diary for one in people if one.diary.id not in may_come]
    timed = with_times([one for one in people if one.diary.id in may_come], days, facts)
    return Search(
        wanted=wanted,
        diaries=(*timed, *others),
        days=days,
    )


def still_fits(search: Search, slot: Slot) -> bool:
    """Whether just this slot can be had by what is held now; one statement, for those who take part in it."""
    taking = {*slot.officer_ids, *slot.interpreter_ids, slot.room_id}
    diaries = [diary for diary in search.diaries if diary.id in taking]
    return fits(with_holds(diaries, search.days, landlord()), search.wanted, slot)


def names_of(slots: Iterable[Slot]) -> Mapping[int, str]:
    """What to call all who take part in those slots, by resource; one statement.

    Officers by first name and work ("Joanna, housing officer"), rooms and interpreters by their names.
    """
    ids = {
        number
        for slot in slots
        for number in (*slot.officer_ids, *slot.interpreter_ids, slot.room_id)
        if number is not None
    }
    if not ids:
        return {}
    rows = db.session.execute(
        sa.select(Resource.id, Resource.name, Person.given_name, StaffProfile.job_title)
        .outerjoin(Person, Person.id == Resource.person_id)
        .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
        .where(Resource.id.in_(sorted(ids)))
    )
    return {number: officer_called(given, work) or name for number, name, given, work in rows}


def officer_called(given_name: str | None, job_title: str | None) -> str:
    """How a customer reads who comes: the first name and the work; "" for nobody."""
    work = job_title or ""
    called = [part for part in (given_name or "", work[:1].lower() + work[1:]) if part]
    return ", ".join(called)


def _people(sought: Sought, wanted: Wanted) -> Sequence[Somebody]:
    """Everybody who might take part, without their times; one statement."""
    kinds = [ResourceKind.OFFICER]
    if sought.place is Place.OFFICE:
        kinds.append(ResourceKind.ROOM)
    if wanted.interpreters:
        kinds.append(ResourceKind.INTERPRETER)
    alone = wanted.officer_id if wanted.officers == 1 else None
    return everybody(
        kinds=kinds, office_id=sought.office_id, team_id=sought.purpose.team_id, officer_id=alone
    )


def _horizon(sought: Sought, now: datetime) -> date:
    return local_day(now, landlord().zone) + sought.purpose.horizon_days * _DAY


def _who_may_come(people: Sequence[Somebody], wanted: Wanted) -> frozenset[int]:
    who = candidates([one.diary for one in people], wanted)
    return frozenset(diary.id for diary in (*who.officers, *who.rooms, *who.interpreters))


def _wanted(
    sought: Sought,
    span: tuple[date, date],
    facts: LandlordFacts,
    *,
    now: datetime,
    by_staff: bool,
) -> Wanted:
    purpose, wishes, own = sought.purpose, sought.wishes, sought.setting
    wanted = Wanted(
        purpose_id=purpose.id,
        length_minutes=purpose.length_minutes,
        break_minutes=purpose.break_minutes,
        place=sought.place,
        now=now,
        earliest=earliest_start(
            day_start(span[0], facts.zone),
            now=now,
            notice_minutes=purpose.notice_minutes,
            by_staff=by_staff,
            urgent=sought.urgent,
        ),
        latest=day_start(span[1] + _DAY, facts.zone) - timedelta(microseconds=1),
        zone=facts.zone,
        step_minutes=own.rules.step_minutes,
        office_id=sought.office_id,
        office_area=sought.office_area,
        area=sought.area,
        officer_id=sought.officer_id,
        officers=2 if own.two and sought.place is Place.HOME else 1,
        gender=wishes.gender,
        interpreter_gender=wishes.interpreter_gender,
        language=wishes.language,
        dialect=dialect_key(wishes.dialect),
        sign_language=wishes.sign_language,
        mode=interpreters_mode(wishes.mode, sought.place),
        is_private=wishes.is_private,
        step_free=wishes.step_free,
        roads=own.roads,
        road_minutes=own.rules.road_minutes,
        same_area_minutes=own.rules.same_area_minutes,
    )
    # The customer, whoever comes along, us, and all who interpret need a seat.
    seats = 1 + bool(wishes.companion) + wanted.officers + wanted.interpreters
    return replace(wanted, seats=seats if sought.place is Place.OFFICE else 0)


def span_of(
    sought: Sought, from_on: date, to_on: date, *, now: datetime, by_staff: bool
) -> tuple[date, date] | None:
    """Of the local days asked for, both included, those that may be offered; None where none may."""
    return days_searched(
        from_on,
        to_on,
        now=now,
        urgent=sought.urgent and not by_staff,
        horizon_days=None if by_staff else sought.purpose.horizon_days,
        zone=landlord().zone,
    )


def _later(
    sought: Sought, from_on: date, *, now: datetime, without: Appointment | None, by_staff: bool
) -> date | None:
    """The first local day from `from_on` to the purpose's horizon with a time that can be had."""
    zone = landlord().zone
    last = local_day(now, zone) + sought.purpose.horizon_days * _DAY
    span = span_of(sought, from_on, last, now=now, by_staff=by_staff)
    if span is None:
        return None
    search = search_on(sought, span, now=now, without=without, by_staff=by_staff)
    found = free_slots(search.diaries, search.wanted)
    return local_day(found[0].starts_at, zone) if found else None
