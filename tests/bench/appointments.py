"""Appointments over HTTP: two weeks of slots over 100 officers, a day's diary, bookings a second.

Part of `make bench`, or `python -m tests.bench.appointments`.
"""

from __future__ import annotations

import argparse
import http.client
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from portal import create_app
from portal.accounts.models import Credential
from portal.appointments.places import Place
from portal.appointments.wishes import Wishes
from portal.clock.zones import wall_instant
from portal.database import db
from portal.demo import people, seeding
from portal.demo.landlords import landlord_facts
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from tests.bench.booked import HOURS, OFFICERS, Booked, fill_diaries
from tests.bench.load import Request, Timing, timed
from tests.bench.serving import environment, serving, settings_of
from tests.bench.visitor import Visitor
from tests.factories.sessions import LAST_PAGE, Prepared, answers, prepared

APPOINTMENTS = 20_000
SECONDS = 60
TARGETS = {"two weeks of slots": 40, "day's diary": 15}
A_SECOND = 50
OFFICER = people.STAFF[0].email(landlord_facts("redland").mail)
_CLIENTS = 4
_SPARE = 1.5  # sessions prepared, of those the target needs
_REQUESTS, _ROUNDS = 40, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page on one database, beside the bare page of the same run."""

    kind: str
    name: str
    timing: Timing
    bare: Timing

    @property
    def ratio(self) -> float:
        """How many times the bare page's median."""
        return self.timing.median_ms / self.bare.median_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookings:
    """What came of the final posts. `statuses` counts their answers; 303 is a booking."""

    kind: str
    seconds: float
    statuses: Counter[int]

    @property
    def a_second(self) -> float:
        """Bookings made a second."""
        return self.statuses[303] / self.seconds

    @property
    def errors(self) -> int:
        """Posts that were answered by anything else."""
        return self.statuses.total() - self.statuses[303]


@dataclass(slots=True, kw_only=True)
class Measured:
    """All that was measured so far, on either database."""

    appointments: int
    pages: list[Page] = field(default_factory=list)
    bookings: list[Bookings] = field(default_factory=list)

    def missed(self) -> list[str]:
        """A sentence for each target that was missed."""
        found = [
            f"{page.kind}, appointments: {page.name} is {page.ratio:.1f} times the bare page, "
            f"target {TARGETS[page.name]}"
            for page in self.pages
            if page.ratio > TARGETS[page.name]
        ]
        for one in self.bookings:
            if one.a_second < A_SECOND:
                found.append(f"{one.kind}: {one.a_second:.1f} bookings a second, target {A_SECOND}")
            if one.errors:
                found.append(f"{one.kind}: {one.errors} of the bookings were not made, target 0")
        return found

    def report(self) -> list[str]:
        """The lines of the results' file."""
        return [
            "## Appointments",
            "",
            f"{self.appointments:,} appointments of {OFFICERS} officers, a quarter of them in the two",
            "weeks shown, with an officer who is a woman, an interpreter and a private room wanted. Booked:",
            "final posts from prepared sessions onto distinct free times of officers asked for by name, "
            f"{_CLIENTS} clients at once.",
            "",
            "| Database | Page | Median ms | Bare ms | Times the bare page | 95 % under ms | Bytes |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
            *(
                f"| {p.kind} | {p.name} | {p.timing.median_ms:.2f} | {p.bare.median_ms:.2f} | {p.ratio:.1f} "
                f"| {p.timing.p95_ms:.2f} | {p.timing.size_bytes:,} |"
                for p in self.pages
            ),
            "",
            "| Database | Bookings | Seconds | A second | Not made |",
            "| --- | ---: | ---: | ---: | ---: |",
            *(
                f"| {b.kind} | {b.statuses[303]:,} | {b.seconds:.0f} | {b.a_second:.1f} | {b.errors} |"
                for b in self.bookings
            ),
        ]


def measure(into: Measured, kind: str, *, seconds: int = SECONDS) -> None:
    """Measure pages and bookings on a database of that kind."""
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        given = environment(kind, folder, ends)
        app = create_app(settings_of(given))
        booked, facts = _filled(app, into.appointments)
        waiting = prepared(app, _final(booked, facts, int(seconds * A_SECOND * _SPARE)))
        (choosing,) = prepared(app, [_choosing(booked, facts)])
        with app.app_context():
            db.engine.dispose()
        port = ends.enter_context(serving("wsgi:app", given))
        bare_port = ends.enter_context(serving("tests.bench.bare:app", given))
        staff = Visitor(port)
        staff.send("/sign-in", {"email": OFFICER, "password": people.PASSWORD})
        tomorrow = booked.days[0]
        pages: dict[str, Callable[[int], Request]] = {
            "two weeks of slots": lambda n: Request("/appointments/book/when", choosing.cookie),
            "day's diary": lambda n: Request(f"/staff/diary?on={tomorrow}", staff.cookie),
        }
        for name, make in pages.items():
            timing = timed(port, make, count=_REQUESTS, rounds=_ROUNDS)
            bare = _bare(bare_port, timing.size_bytes)
            into.pages.append(Page(kind=kind, name=name, timing=timing, bare=bare))
        into.bookings.append(_booked(kind, port, waiting, seconds))


def _bare(port: int, size: int) -> Timing:
    return timed(port, lambda n: Request(f"/?size={size}"), count=_REQUESTS, rounds=_ROUNDS)


def _filled(app: Flask, appointments: int) -> tuple[Booked, LandlordFacts]:
    now = datetime.now(UTC)
    with app.app_context():
        flask_migrate.upgrade()
    seeding.seed(app, now.date(), stories=False)
    with app.test_request_context():
        facts = landlord()
        officer = db.session.scalars(sa.select(Credential.person_id).where(Credential.email == OFFICER)).one()
        booked = fill_diaries(appointments, first_officer=officer, facts=facts, now=now)
        db.session.remove()
    return booked, facts


def _choosing(booked: Booked, facts: LandlordFacts) -> dict[str, dict[str, object]]:
    """Everything answered but the time: the page of times is the next."""
    given = answers(
        purpose_id=booked.purpose_id,
        place=Place.OFFICE,
        office_id=booked.office_id,
        officer_id=booked.officers[0],
        starts_at=wall_instant(booked.days[0], HOURS[0], facts.zone),
        words="About the stairs.",
        wishes=Wishes(gender="woman", language="so", is_private=True),
    )
    return {page: answer for page, answer in given.items() if page != "when"}


def _final(booked: Booked, facts: LandlordFacts, count: int) -> Iterator[dict[str, dict[str, object]]]:
    """Answers for so many distinct times after the two weeks, each with an officer asked for by name."""
    later = facts.calendars().office.counting_from(booked.days[-1], 30)
    free = ((day, hour, officer) for day in later for hour in HOURS for officer in booked.officers)
    for number, (day, hour, officer) in enumerate(islice(free, count)):
        yield answers(
            purpose_id=booked.purpose_id,
            place=Place.PHONE,
            officer_id=officer,
            named=True,
            starts_at=wall_instant(day, hour, facts.zone),
            words=f"About stair {number}.",
        )


def _booked(kind: str, port: int, waiting: list[Prepared], seconds: int) -> Bookings:
    """Press the last button again and again for so long, every client on its own connection."""
    began = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        runs = [
            pool.submit(_press, port, waiting[number::_CLIENTS], began + seconds)
            for number in range(_CLIENTS)
        ]
        counted = sum((run.result() for run in runs), Counter[int]())
    return Bookings(kind=kind, seconds=time.perf_counter() - began, statuses=counted)


def _press(port: int, waiting: list[Prepared], until: float) -> Counter[int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    counted: Counter[int] = Counter()
    for one in waiting:
        if time.perf_counter() >= until:
            break
        headers = {"Cookie": one.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", LAST_PAGE, body=one.form, headers=headers)
        response = connection.getresponse()
        response.read()
        counted[response.status] += 1
    connection.close()
    return counted


def main() -> int:
    """Measure, print the tables; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--appointments", type=int, default=APPOINTMENTS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    given = parser.parse_args()
    measured = Measured(appointments=given.appointments)
    for kind in given.databases:
        print(f"{kind}, {given.appointments:,} appointments …", flush=True)
        measure(measured, kind, seconds=given.seconds)
    print("\n".join([*measured.report(), "", *measured.missed()]))
    return 1 if measured.missed() else 0


if __name__ == "__main__":
    sys.exit(main())
