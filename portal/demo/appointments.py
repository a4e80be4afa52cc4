"""The appointments around the demonstration's day, through the services that pages call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from portal.appointments.areas import area_of
from portal.appointments.asks import Ask
from portal.appointments.models.bookings import Appointment
from portal.appointments.places import Place
from portal.appointments.queries.slots import slots_for
from portal.appointments.services import visiting
from portal.appointments.services.agreeing import offer, propose
from portal.appointments.services.asking import ask_for
from portal.appointments.services.booking import book
from portal.appointments.services.calling import no_access
from portal.appointments.wishes import Wishes
from portal.charters.standards import Channel
from portal.clock.zones import wall_instant
from portal.database import db
from portal.demo.opening import Diaries
from portal.demo.references import reference
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.identity.queries.tenancies import tenancies_of
from portal.identity.services.absences import add_absence
from portal.organisation.queries import landlord

_FIRST_REFERENCE = 2001  # far from those of the stories and of needs


def tell_appointments(people: Mapping[str, Person], diaries: Diaries, *, now: datetime) -> None:
    """What was asked for and agreed up to `now`: coming, to be arranged, offered, over; and who is away."""
    told = _Telling(people, diaries, now)
    told.finished()
    told.nobody_let_us_in()
    told.to_come()
    told.offered()
    told.to_be_arranged()
    told.somebody_away()
    db.session.flush()


class _Telling:
    """One appointment after the other. Times that are not free that day give way to the nearest."""

    def __init__(self, people: Mapping[str, Person], diaries: Diaries, now: datetime) -> None:
        self.people, self.diaries, self.now = people, diaries, now
        self.zone, self.calendar = landlord().zone, landlord().calendars().office
        self.today = now.astimezone(self.zone).date()
        self.number = _FIRST_REFERENCE

    def finished(self) -> None:
        """Joanna was at Lena's nine days ago, and what was said was written down."""
        joanna = self.people["joanna.blake"].id
        booked = self._book(
            "lena", "tenancy", "joanna.blake", self._day(-9), time(14), place=Place.HOME, asked=7
        )
        if booked is None or booked.starts_at is None:
            return
        at, record = booked.starts_at, booked.record
        visiting.on_the_way(booked, record, at=_later(at, -15), by=joanna, now=_later(at, -15))
        visiting.arrive(booked, record, at=_later(at, 2), by=joanna, now=_later(at, 2))
        visiting.show_identity(booked, record, at=_later(at, 2), by=joanna, now=_later(at, 2))
        visiting.finish(
            booked,
            record,
            outcome="We went through how a mutual exchange works, and which papers it needs.",
            follows="I send you the form this week.",
            at=_later(at, 28),
            by=joanna,
            now=_later(at, 28),
        )

    def nobody_let_us_in(self) -> None:
        """Samuel called at William's four days ago, and left a card."""
        samuel = self.people["samuel.adeyemi"].id
        booked = self._book(
            "bill", "repair", "samuel.adeyemi", self._day(-5), time(11), place=Place.HOME, asked=4
        )
        if booked is None or booked.starts_at is None:
            return
        at, record = _later(booked.starts_at, 5), booked.record
        words = "I rang the bell twice and waited. Ring me, or choose another time."
        no_access(booked, record, at=at, words=words, by=samuel, now=at)

    def to_come(self) -> None:
        """Tomorrow Joanna goes to Amina with an interpreter; Gareth comes to the office."""
        self._book(
            "amina.farah",
            "tenancy",
            "joanna.blake",
            self._day(1),
            time(10, 30),
            place=Place.HOME,
            asked=6,
            wishes=Wishes(language="so"),
            words="The stair light, and whether I may put up a rail in the bathroom.",
        )
        self._book("gareth.pugh", "sign", None, self._day(3), time(14), place=Place.OFFICE, asked=2)
        self._book(
            "lena",
            "rent",
            "carol.jenkins",
            self._leave() + timedelta(days=2),
            time(11),
            place=Place.PHONE,
            asked=1,
        )

    def offered(self) -> None:
        """Wanjiru asked to talk about the music above her, and chooses from two times."""
        asked = self._ask("wanjiru", "neighbours", Place.OFFICE, asked=2, wishes=Wishes(is_private=True))
        at = self._at(self.today - timedelta(days=1), time(15))  # never later than now, also on a Sunday
        found = slots_for(asked, now=at, from_on=self._day(2), to_on=self._day(6), by_staff=True).slots
        by_day = {slot.starts_at.astimezone(self.zone).date(): slot for slot in found}
        times = [(slot.starts_at, slot.officer_ids[0]) for slot in list(by_day.values())[:2]]
        if times:
            by = self.people["joanna.blake"].id
            offer(asked, asked.record, slots=times, words="A private room is free then.", by=by, now=at)

    def to_be_arranged(self) -> None:
        """Yusuf wants a Turkish interpreter, whom we must find, and says when he can."""
        asked = self._ask("yusuf", "tenancy", Place.HOME, asked=1, wishes=Wishes(language="tr"))
        one, other, never = self._day(5), self._day(7), self._day(6)
        propose(
            asked,
            asked.record,
            suits=[self._stretch(one, 13, 17), self._stretch(other, 9, 12)],
            never=[(self._at(never, time(0)), self._at(never + timedelta(days=1), time(0)))],
            words="I work in the mornings, but not on the second day.",
            by=self.people["yusuf"].id,
            now=self._at(self.today - timedelta(days=1), time(18, 30)),
        )

    def somebody_away(self) -> None:
        """Carol is on leave in two weeks, when Lena is to be rung; Priya stands in."""
        monday = self._leave()
        add_absence(
            person_id=self.people["carol.jenkins"].id,
            from_at=self._at(monday, time(0)),
            to_at=self._at(monday + timedelta(days=7), time(0)),
            deputy_id=self.people["priya.shah"].id,
            by=self.people["carol.jenkins"].id,
            now=self.now,
        )

    def _leave(self) -> date:
        """The Monday of the week after next, when Carol's leave begins."""
        return self.today + timedelta(days=14 - self.today.weekday())

    def _book(
        self,
        who: str,
        purpose: str,
        officer: str | None,
        on: date,
        at: time,
        *,
        place: Place,
        asked: int,
        wishes: Wishes | None = None,
        words: str = "",
    ) -> Appointment | None:
        """Book it `asked` days before, at that time or the nearest that is free; None where nothing is."""
        asked_at = self._at(min(on, self.today) - timedelta(days=asked), time(9, 20))
        ask = self._new(who, purpose, place, asked_at, wishes or Wishes(), words)
        wanted = self.diaries.officers[officer].id if officer else None
        ask = replace(ask, wanted_officer_id=wanted)
        by, starts_at = ask.person_id, self._at(on, at)
        try:
            return book(ask, starts_at=starts_at, by=by, now=asked_at)
        except RuleBroken as taken:
            nearest = taken.facts.get("nearest")
            if taken.rule != "taken" or not isinstance(nearest, tuple) or not nearest:
                return None
            return book(ask, starts_at=nearest[0].starts_at, by=by, now=asked_at)

    def _ask(self, who: str, purpose: str, place: Place, *, asked: int, wishes: Wishes) -> Appointment:
        asked_at = self._at(self.today - timedelta(days=asked), time(9, 20))
        ask = self._new(who, purpose, place, asked_at, wishes, "")
        return ask_for(ask, by=ask.person_id, now=asked_at)

    def _new(
        self, who: str, purpose: str, place: Place, asked_at: datetime, wishes: Wishes, words: str
    ) -> Ask:
        person = self.people[who]
        tenancy = next(iter(tenancies_of(person.id, asked_at.date())), None)
        self.number += 1
        return Ask(
            purpose_id=self.diaries.purposes[purpose].id,
            place=place,
            received_at=asked_at,
            wishes=wishes,
            office_id=self.diaries.office.id if place is Place.OFFICE else None,
            address=f"{person.address}, {person.postcode}" if place is Place.HOME else "",
            area=area_of(person.postcode) if place is Place.HOME else "",
            words=words,
            person_id=person.id,
            tenancy_id=tenancy.id if tenancy else None,
            channel=Channel.WEB if person.has_account else Channel.PHONE,
            reference=reference(self.number),
        )

    def _day(self, working_days: int) -> date:
        """The day so many working days ahead; behind, that many days ago, or the working day after it."""
        if working_days < 0:
            return self.calendar.next_working(self.today + timedelta(days=working_days), inclusive=True)
        day = self.today
        for _ in range(working_days):
            day = self.calendar.next_working(day, inclusive=False)
        return day

    def _stretch(self, on: date, first_hour: int, last_hour: int) -> tuple[datetime, datetime]:
        return self._at(on, time(first_hour)), self._at(on, time(last_hour))

    def _at(self, on: date, at: time) -> datetime:
        return wall_instant(on, at, self.zone)


def _later(at: datetime, minutes: int) -> datetime:
    return at + timedelta(minutes=minutes)
