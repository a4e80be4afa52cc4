"""The landlord as frozen values: offices, hours, teams, topics, targets and the charter in force.

Pure: made from rows by `queries.landlord`, never reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from portal.charters.standards import Charter
from portal.clock.calendars import Calendars, WorkingCalendar
from portal.clock.hours import OpeningHours, Window
from portal.errors import NotFound, RuleBroken
from portal.organisation.events import EventFacts
from portal.organisation.languages import CommunityLanguage

_DAY = timedelta(days=1)
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFacts:
    """Open on one weekday (Monday 0) from and until these minutes after midnight, half-open."""

    weekday: int
    opens_minute: int
    closes_minute: int

    @property
    def window(self) -> Window:
        """The same as the clock counts it."""
        return Window(opens=time_of(self.opens_minute), closes=time_of(self.closes_minute))


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """Weekdays in a row with the same hours; no windows means closed on those days."""

    first_weekday: int
    last_weekday: int
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """A place people can come to. Its division says which bank holidays close it."""

    id: int
    name: str
    address: str
    postcode: str
    phone: str
    email: str
    access_facts: str
    division: str
    is_main: bool
    version: int
    windows: tuple[WindowFacts, ...] = ()

    @property
    def weekly(self) -> dict[int, tuple[Window, ...]]:
        """Windows by weekday, in order; a weekday that is missing is closed."""
        ordered = sorted(self.windows, key=lambda w: (w.weekday, w.opens_minute))
        return {d: tuple(w.window for w in ordered if w.weekday == d) for d in {w.weekday for w in ordered}}

    def hours_lines(self) -> tuple[HoursLine, ...]:
        """The week as people say it: neighbouring days with the same hours are one line."""
        weekly = self.weekly
        lines: list[HoursLine] = []
        for weekday in range(7):
            windows = weekly.get(weekday, ())
            first = weekday
            if lines and lines[-1].windows == windows:
                first = lines.pop().first_weekday
            lines.append(HoursLine(first_weekday=first, last_weekday=weekday, windows=windows))
        return tuple(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureFacts:
    """Days an office (None: every office) is closed, or with minutes given, open for just then. Inclusive."""

    id: int
    office_id: int | None
    from_on: date
    to_on: date
    reason: str
    opens_minute: int | None = None
    closes_minute: int | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """Each date, both ends included."""
        return tuple(self.from_on + _DAY * n for n in range((self.to_on - self.from_on).days + 1))

    @property
    def window(self) -> Window | None:
        """When the office is open all the same; None for a whole day closed."""
        if self.opens_minute is None or self.closes_minute is None:
            return None
        return Window(opens=time_of(self.opens_minute), closes=time_of(self.closes_minute))


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayChangeFacts:
    """A bank holiday an administrator added to a division's list, or struck from it (rule 13)."""

    id: int
    division: str
    on: date
    name: str
    struck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """People who share a queue."""

    id: int
    name: str
    phone: str
    email: str
    may_be_named: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFacts:
    """What a contact is about, and the team that gets it."""

    id: int
    name: str
    team_id: int
    statutory: bool
    general_information: bool
    position: int
    active: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyFacts:
    """Somebody else who can help with what is not ours."""

    id: int
    name: str
    helps_with: str
    phone: str
    website: str
    is_public_authority: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """The landlord's own target where the policy gives no number (rule 17); both dates inclusive."""

    id: int
    channel: str
    kind: str
    event: str
    amount: int
    unit: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayFacts:
    """Bank holidays in force by division, with the administrator's changes, and those of any division."""

    by_division: Mapping[str, Mapping[date, str]]
    all_uk: Mapping[date, str]
    published_until: date

    def of(self, division: str) -> Mapping[date, str]:
        """The division's holidays; RuleBroken("no such division") for a name that is none."""
        if division not in self.by_division:
            raise RuleBroken("no such division", division=division)
        return self.by_division[division]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningState:
    """Open or not. `closes_at` is set while open, `next_opens_at` while closed (None: never), both UTC."""

    open: bool
    closes_at: datetime | None = None
    next_opens_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LandlordFacts:
    """All that pages and promises need to know of the landlord, as it stood at `version`.

    `version` 0 means nobody has entered the landlord's details yet; phones and words are then empty.
    """

    version: int
    details_version: int
    name: str
    short_name: str
    logo_url: str | None
    phone: str
    email: str
    contact_name: str
    emergency_phone: str
    emergency_words: str
    emergency_review_on: date | None
    charter: Charter
    zone: ZoneInfo
    holidays: HolidayFacts
    offices: tuple[OfficeFacts, ...] = ()
    closures: tuple[ClosureFacts, ...] = ()
    holiday_changes: tuple[HolidayChangeFacts, ...] = ()
    teams: tuple[TeamFacts, ...] = ()
    topics: tuple[TopicFacts, ...] = ()
    targets: tuple[TargetFacts, ...] = ()
    other_agencies: tuple[AgencyFacts, ...] = ()
    events: tuple[EventFacts, ...] = ()  # exceptional ones, the newest first
    languages: tuple[CommunityLanguage, ...] = ()
    data_protection_id: int | None = None  # who deals with complaints about personal data
    duty_email: str = ""  # told of an emergency hazard at once; "" where nobody is entered
    post_cut_off: time = time(15, 0)  # local; a letter made at that minute or later goes with the next post
    # Calendars already made. Only ever holds what the frozen fields decide.
    _made: dict[tuple[int | None, str], Calendars] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def is_set_up(self) -> bool:
        """Whether an administrator has entered the landlord's details."""
        return self.version > 0

    @property
    def main_office(self) -> OfficeFacts | None:
        """The office marked as main, else the first; None while there is no office."""
        return next((o for o in self.offices if o.is_main), self.offices[0] if self.offices else None)

    @property
    def open_topics(self) -> tuple[TopicFacts, ...]:
        """Topics a customer may choose, in their order."""
        return tuple(sorted((t for t in self.topics if t.active), key=lambda t: (t.position, t.name)))

    def disruptions(self, today: date) -> tuple[EventFacts, ...]:
        """The exceptional events that last on that day, as everybody can read them."""
        return tuple(event for event in self.events if event.lasts(today))

    def event(self, event_id: int) -> EventFacts:
        """The exceptional event with that id; NotFound where there is none."""
        return _with_id(self.events, event_id)

    def office(self, office_id: int | None) -> OfficeFacts:
        """The office with that id; NotFound where there is none."""
        return _with_id(self.offices, office_id)

    def team(self, team_id: int | None) -> TeamFacts:
        """The team with that id; NotFound where there is none."""
        return _with_id(self.teams, team_id)

    def topic(self, topic_id: int | None) -> TopicFacts:
        """The topic with that id, also one no longer offered; NotFound where there is none."""
        return _with_id(self.topics, topic_id)

    def agency(self, agency_id: int | None) -> AgencyFacts:
        """The other agency with that id; NotFound where there is none."""
        return _with_id(self.other_agencies, agency_id)

    def calendars(self, office_id: int | None = None, division: str | None = None) -> Calendars:
        """What to count by for an office (None: the main one) and a home's division (None: the office's).

        A home in another part of the United Kingdom counts by its own bank holidays, and still by the
        office's closures and opening hours (rule 3).
        """
        office = self.main_office if office_id is None else self.office(office_id)
        where = division or (office.division if office else self.charter.division)
        key = (office.id if office else None, where)
        if key not in self._made:
            self._made[key] = self._calendars(office, where)
        return self._made[key]

    def opening(self, now: datetime, office_id: int | None = None) -> OpeningState:
        """Whether the office (None: the main one) is open at `now`, and until when or from when."""
        hours = self.calendars(office_id).hours
        try:
            if hours.is_open(now):
                return OpeningState(open=True, closes_at=hours.closing_after(now))
            return OpeningState(open=False, next_opens_at=hours.next_opening(now))
        except RuleBroken:  # no windows at all: an office that never opens
            return OpeningState(open=False)

    def _calendars(self, office: OfficeFacts | None, division: str) -> Calendars:
        closures = self._closures_of(office)
        holidays = self.holidays.of(division)
        closed = {day: c.reason for c in closures if c.window is None for day in c.days}
        return Calendars(
            zone=self.zone,
            office=WorkingCalendar(holidays=holidays, closures=closed),
            statutory=WorkingCalendar(holidays=holidays),
            all_uk=WorkingCalendar(holidays=self.holidays.all_uk),
            hours=self._hours(office, closures, closed),
            published_until=self.holidays.published_until,
        )

    def _closures_of(self, office: OfficeFacts | None) -> tuple[ClosureFacts, ...]:
        mine = {None, office.id if office else None}
        return tuple(c for c in self.closures if c.office_id in mine)

    def _hours(
        self, office: OfficeFacts | None, closures: Sequence[ClosureFacts], closed: Mapping[date, str]
    ) -> OpeningHours:
        weekly = office.weekly if office else {}
        holidays = self.holidays.of(office.division) if office else {}
        shut = {**holidays, **closed}
        overrides = {
            day: (closure.window,)
            for closure in closures
            if closure.window is not None
            for day in closure.days
            # A span of short days does not open a weekend; one single day may open any day.
            if closure.from_on == closure.to_on or (day.weekday() in weekly and day not in shut)
        }
        return OpeningHours(zone=self.zone, weekly=weekly, overrides=overrides, closed_days=shut)


Found = TypeVar("Found", OfficeFacts, TeamFacts, TopicFacts, AgencyFacts, EventFacts)


def time_of(minute: int) -> time:
    """The time so many minutes after midnight; 1440, the end of the day, is 0:00 as the clock has it."""
    return time((minute % MINUTES_A_DAY) // 60, minute % 60)


def _with_id(found: Sequence[Found], wanted: int | None) -> Found:
    for one in found:
        if one.id == wanted:
            return one
    raise NotFound
