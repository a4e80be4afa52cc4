"""The slot search: which times can be had, with whom and where. Pure; people are given as diaries.

A time is offered exactly when `fits` holds for it, and `fits` is asked again when it is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.appointments.diaries import Diary, ResourceKind, Slot, Wanted
from portal.appointments.places import Place
from portal.clock.intervals import merge
from portal.clock.zones import local_day


class Lacking(StrEnum):
    """What there is none of, in the order in which a page should speak of it."""

    OFFICER = "officer"
    GENDER = "gender"
    ROOM = "room"
    INTERPRETER = "interpreter"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Those who could take part at all, whatever the time."""

    officers: tuple[Diary, ...]
    rooms: tuple[Diary, ...]
    interpreters: tuple[Diary, ...]
    # A memo of in_order, for one `Wanted`: a search asks it of every start of a day.
    _orders: dict[date, list[Diary]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def in_order(self, day: date, wanted: Wanted) -> list[Diary]:
        """The officers as they are to be asked that day: named, who comes already, speaking the language,
        fewest visits, id."""
        if day not in self._orders:
            self._orders[day] = sorted(
                self.officers,
                key=lambda d: (
                    d.id != wanted.officer_id,
                    d.id != wanted.stays_with_id,
                    not _speaks(d, wanted),
                    d.visits_on(day, wanted.zone),
                    d.id,
                ),
            )
        return self._orders[day]


def candidates(diaries: Iterable[Diary], wanted: Wanted) -> Candidates:
    """Those of the diaries who have what is wanted; their times are not looked at."""
    by_kind: dict[ResourceKind, list[Diary]] = {kind: [] for kind in ResourceKind}
    for diary in diaries:
        by_kind[diary.kind].append(diary)
    return Candidates(
        officers=tuple(d for d in by_kind[ResourceKind.OFFICER] if _may_see(d, wanted)),
        rooms=tuple(
            sorted(
                (d for d in by_kind[ResourceKind.ROOM] if _has_room(d, wanted)),
                key=lambda d: (d.is_private, d.step_free, d.seats, d.id),
            )
        ),
        interpreters=tuple(
            sorted(
                (d for d in by_kind[ResourceKind.INTERPRETER] if _interprets(d, wanted)),
                key=lambda d: not _has_dialect(d, wanted),
            )
        ),
    )


def without_dialect(diaries: Iterable[Diary], wanted: Wanted) -> bool:
    """Whether a dialect is wanted that none of those has who interpret the language; their times are not
    looked at."""
    interpret = candidates(diaries, wanted).interpreters if wanted.dialect else ()
    return bool(interpret) and not any(_has_dialect(diary, wanted) for diary in interpret)


def free_slots(diaries: Iterable[Diary], wanted: Wanted, *, enough: int | None = None) -> tuple[Slot, ...]:
    """One slot for each start that can be had, in order.

    Of several officers the one with the fewest visits that day comes, then the one with the lower id; of
    several rooms the plainest that has what is wanted, so that private and step-free ones stay free.
    `enough`: whole local days until there are so many, and the first slot after them, by which one knows
    that there are more (`is_enough`).
    """
    who = candidates(diaries, wanted)
    slots: list[Slot] = []
    for start in _in_working_time(who, wanted):
        slot = _slot_at(start, who, wanted)
        if slot is not None:
            slots.append(slot)
            if enough is not None and is_enough(slots, wanted.zone, enough):
                break
    return tuple(slots)


def is_enough(slots: Sequence[Slot], zone: ZoneInfo, enough: int) -> bool:
    """Whether the last of these slots, in order, begins a local day after at least so many others."""
    return len(slots) > max(enough, 1) and (
        local_day(slots[-1].starts_at, zone) != local_day(slots[-2].starts_at, zone)
    )


def slot_at(diaries: Iterable[Diary], wanted: Wanted, start: datetime) -> Slot | None:
    """The slot at that start, if it can be had and lies on the grid of `wanted`."""
    if start not in wanted.grid():
        return None
    return _slot_at(start, candidates(diaries, wanted), wanted)


def fits(diaries: Iterable[Diary], wanted: Wanted, slot: Slot) -> bool:
    """Whether just this slot, with just these people, can be had: asked again when it is taken."""
    who = candidates(diaries, wanted)
    officers = {d.id: d for d in who.officers}
    rooms = {d.id: d for d in who.rooms}
    interpreters = {d.id: d for d in who.interpreters}
    chosen = [officers.get(i) for i in slot.officer_ids]
    needs_interpreter = _interpreters_for(chosen, wanted)
    return (
        wanted.earliest <= slot.starts_at <= wanted.latest
        and (wanted.officer_id is None or wanted.officer_id in slot.officer_ids)
        and slot.ends_at - slot.starts_at == wanted.length
        and len(set(slot.officer_ids)) == wanted.officers
        and all(d is not None and officer_can(d, slot.starts_at, wanted) for d in chosen)
        and (slot.room_id is not None) == (wanted.place is Place.OFFICE)
        and (slot.room_id is None or (slot.room_id in rooms and _open(rooms[slot.room_id], slot)))
        and len(set(slot.interpreter_ids)) == needs_interpreter
        and all(i in interpreters and _comes(interpreters[i], slot, wanted) for i in slot.interpreter_ids)
    )


def officer_can(officer: Diary, start: datetime, wanted: Wanted) -> bool:
    """Whether an officer can begin then: at work on the way too, nothing held, and no visit too many.

    The way from the visit before, or from where the day begins, and on to the next is working time (look.md:
    "travel shown as a gap"). The break after the meeting may run past closing, the way may not.
    """
    ends, rested = start + wanted.length, start + wanted.takes
    if not officer.is_free(start, rested):
        return False
    day = local_day(start, wanted.zone)
    if officer.daily_limit is not None and officer.visits_on(day, wanted.zone) >= officer.daily_limit:
        return False
    return officer.works(*_with_the_way(officer, start, ends, rested, wanted)) and _way_left(
        officer, start, rested, wanted
    )


def lacking(diaries: Iterable[Diary], wanted: Wanted) -> Lacking | None:
    """Why there is no slot, to say it plainly: the first thing that nobody has; None if there is a slot."""
    everybody = tuple(diaries)
    who = candidates(everybody, wanted)
    if len(who.officers) < wanted.officers:
        anybody = [
            d for d in everybody if d.kind is ResourceKind.OFFICER and _may_see(d, wanted, gender=False)
        ]
        return Lacking.GENDER if wanted.gender and len(anybody) >= wanted.officers else Lacking.OFFICER
    if wanted.place is Place.OFFICE and not who.rooms:
        return Lacking.ROOM
    if len(who.interpreters) < _fewest_interpreters(who.officers, wanted):
        return Lacking.INTERPRETER
    return None if free_slots(everybody, wanted) else Lacking.TIME


def _in_working_time(who: Candidates, wanted: Wanted) -> Iterator[datetime]:
    """The grid without the starts at which nobody is at work; it saves asking everybody about every night."""
    at_work = iter(merge(window for officer in who.officers for window in officer.working))
    window = next(at_work, None)
    for start in wanted.grid():
        while window is not None and window[1] <= start:
            window = next(at_work, None)
        if window is None:
            return
        if window[0] <= start:
            yield start


def _slot_at(start: datetime, who: Candidates, wanted: Wanted) -> Slot | None:
    ends = start + wanted.length
    room = None
    if wanted.place is Place.OFFICE:
        room = next((d for d in who.rooms if d.works(start, ends) and d.is_free(start, ends)), None)
        if room is None:
            return None
    interpreters = list(_free_interpreters(start, ends, who, wanted))
    officers = _officers_at(start, who, wanted, enough=len(interpreters) >= wanted.interpreters)
    if officers is None:
        return None
    needed = _interpreters_for(officers, wanted)
    return Slot(
        starts_at=start,
        ends_at=ends,
        officer_ids=tuple(d.id for d in officers),
        room_id=room.id if room else None,
        interpreter_ids=tuple(d.id for d in interpreters[:needed]),
    )


def _officers_at(start: datetime, who: Candidates, wanted: Wanted, *, enough: bool) -> Sequence[Diary] | None:
    """The officers to come, those who need no interpreter first; `enough`: interpreters are to be had."""
    found: list[Diary] = []
    for officer in who.in_order(local_day(start, wanted.zone), wanted):
        if (enough or _speaks(officer, wanted)) and officer_can(officer, start, wanted):
            found.append(officer)
            if len(found) == wanted.officers:
                named = wanted.officer_id is None or any(d.id == wanted.officer_id for d in found)
                return found if named else None
    return None


def _free_interpreters(start: datetime, ends: datetime, who: Candidates, wanted: Wanted) -> Iterator[Diary]:
    for diary in who.interpreters:
        if start >= wanted.now + diary.lead and diary.works(start, ends) and diary.is_free(start, ends):
            yield diary


def _may_see(officer: Diary, wanted: Wanted, *, gender: bool = True) -> bool:
    return (
        (wanted.officer_id is None or officer.id == wanted.officer_id or wanted.officers > 1)
        and (not officer.purposes or wanted.purpose_id in officer.purposes)
        and (not gender or not wanted.gender or officer.gender == wanted.gender)
    )


def _has_room(room: Diary, wanted: Wanted) -> bool:
    return (
        wanted.place is Place.OFFICE
        and room.office_id == wanted.office_id
        and (room.is_private or not wanted.is_private)
        and (room.step_free or not wanted.step_free)
        and room.seats >= wanted.seats
    )


def _interprets(interpreter: Diary, wanted: Wanted) -> bool:
    if wanted.mode is not None and wanted.mode not in interpreter.modes:
        return False
    if wanted.interpreter_gender and interpreter.gender != wanted.interpreter_gender:
        return False
    if wanted.sign_language:
        return interpreter.sign_language
    return bool(wanted.language) and wanted.language in interpreter.languages


def _has_dialect(interpreter: Diary, wanted: Wanted) -> bool:
    return not wanted.dialect or wanted.sign_language or wanted.dialect in interpreter.dialects


def _speaks(officer: Diary, wanted: Wanted) -> bool:
    """Whether an officer needs no interpreter for this; nobody is taken to sign."""
    return wanted.interpreters == 0 or (not wanted.sign_language and wanted.language in officer.languages)


def _interpreters_for(officers: Sequence[Diary | None], wanted: Wanted) -> int:
    """How many interpreters these officers need; officers who all speak the language need none."""
    met = bool(officers) and all(d is not None and _speaks(d, wanted) for d in officers)
    return 0 if met else wanted.interpreters


def _fewest_interpreters(officers: Sequence[Diary], wanted: Wanted) -> int:
    speakers = sum(_speaks(officer, wanted) for officer in officers)
    return 0 if speakers >= wanted.officers else wanted.interpreters


def _open(room: Diary, slot: Slot) -> bool:
    return room.works(slot.starts_at, slot.ends_at) and room.is_free(slot.starts_at, slot.ends_at)


def _comes(interpreter: Diary, slot: Slot, wanted: Wanted) -> bool:
    return slot.starts_at >= wanted.now + interpreter.lead and _open(interpreter, slot)


def _with_the_way(
    officer: Diary, start: datetime, ends: datetime, rested: datetime, wanted: Wanted
) -> tuple[datetime, datetime]:
    """What has to be working time: from setting out to being back, or at the next visit's door."""
    day = local_day(start, wanted.zone)
    before, after = officer.before(start), officer.after(rested)
    same_before = before is not None and local_day(before.starts_at, wanted.zone) == day
    same_after = after is not None and local_day(after.starts_at, wanted.zone) == day
    comes_from = before.area if before is not None and same_before else officer.area
    goes_to = after.area if after is not None and same_after else officer.area
    return start - wanted.way(comes_from, wanted.here), ends + wanted.way(wanted.here, goes_to)


def _way_left(officer: Diary, start: datetime, rested: datetime, wanted: Wanted) -> bool:
    """Whether there is time to come from the visit before, and to get to the next one.

    A call needs no way of its own, but must not eat up the one between the visits around it.
    """
    before, after = officer.before(start), officer.after(rested)
    if not wanted.here and before is not None and after is not None and before.area != after.area:
        day = local_day(start, wanted.zone)
        if day == local_day(before.starts_at, wanted.zone) == local_day(after.starts_at, wanted.zone):
            left = (start - before.ends_at) + (after.starts_at - rested)
            return left >= wanted.way(before.area, after.area)
    return (before is None or before.ends_at + wanted.way(before.area, wanted.here) <= start) and (
        after is None or rested + wanted.way(wanted.here, after.area) <= after.starts_at
    )
