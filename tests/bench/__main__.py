"""`make bench`: pages with 1,000 to 1,000,000 cases against a bare page, on SQLite and PostgreSQL.

Everything is a ratio within one run: the bare page is served by the same two gunicorn workers' settings, with
a body of the same size, measured right after the page. Writes tests/bench/RESULTS.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import flask_migrate
import sqlalchemy as sa

from portal import create_app
from portal.accounts.models import Credential
from portal.cases.services.telling import follow_token
from portal.database import db
from portal.demo import people, seeding
from portal.demo.landlords import landlord_facts
from portal.identity.roles import Role
from portal.organisation.queries import landlord
from portal.records.models import Record
from tests.bench import appointments, letters, sending
from tests.bench.complained import is_complaint, open_complaints
from tests.bench.filling import fill, reference
from tests.bench.load import Request, Timing, timed
from tests.bench.serving import environment, serving, settings_of
from tests.bench.visitor import Visitor

SIZES = (1_000, 100_000, 1_000_000)
TARGETS = {
    "worklist": 15,
    "case page": 20,
    "follow page": 15,
    "search": 15,
    "complaints": 15,
    "complaint page": 20,
}
RESULTS = Path(__file__).parent / "RESULTS.md"
REQUESTS = 40  # from each client in a round
ROUNDS = 5
OFFICER = people.STAFF[0].email(landlord_facts("redland").mail)
COMPLAINTS_OFFICER = next(
    someone.email(landlord_facts("redland").mail)
    for someone in people.STAFF
    if someone.roles == {Role.COMPLAINTS}
)


def main() -> int:
    """Measure all sizes on both databases; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--appointments", type=int, default=appointments.APPOINTMENTS)
    parser.add_argument("--seconds", type=int, default=appointments.SECONDS, help="of bookings")
    given = parser.parse_args()
    rows: list[Row] = []
    makings = letters.measured()
    print("\n".join(letters.report(makings)), flush=True)
    booking = appointments.Measured(appointments=given.appointments)
    for kind in given.databases:
        print(f"{kind}, {given.appointments:,} appointments …", flush=True)
        appointments.measure(booking, kind, seconds=given.seconds)
    print("\n".join(booking.report()), flush=True)
    missed: list[str] = []
    for size in given.sizes:
        for kind in given.databases:
            print(f"{kind}, {size:,} cases …", flush=True)
            rows += _measured(kind, size)
            for row in rows[-len(TARGETS) - 1 :]:
                print("   " + row.line(), flush=True)
            missed = [*_misses(rows), *booking.missed(), *(m.missed for m in makings if m.missed)]
            RESULTS.write_text(_report(rows, booking, makings, missed), encoding="utf-8")
    print("\n".join(missed) or "Every target is met.")
    return 1 if missed else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the measuring needs to know of the filled database."""

    follow_token: str
    topic_id: int


class Row:
    """One page at one size on one database."""

    def __init__(self, kind: str, size: int, page: str, timing: Timing, bare: Timing) -> None:
        self.kind, self.size, self.page, self.timing, self.bare = kind, size, page, timing, bare

    @property
    def ratio(self) -> float:
        """How many times the bare page's median."""
        return self.timing.median_ms / self.bare.median_ms

    def line(self) -> str:
        """For people watching."""
        return (
            f"{self.page:14} median {self.timing.median_ms:7.2f} ms, bare {self.bare.median_ms:5.2f} ms, "
            f"{self.ratio:5.1f} times, 95 % under {self.timing.p95_ms:7.2f} ms, "
            f"{self.timing.size_bytes:,} bytes"
        )


def _measured(kind: str, size: int) -> list[Row]:
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        given = environment(kind, folder, ends)
        prepared = _prepared(given, size)
        port = ends.enter_context(serving("wsgi:app", given))
        bare_port = ends.enter_context(serving("tests.bench.bare:app", given))
        staff, complaints = _sign_in(port, OFFICER), _sign_in(port, COMPLAINTS_OFFICER)
        visitor = Visitor(port)
        visitor.send(f"/follow/{prepared.follow_token}", {})
        enquiries = sending.ready_to_send(port, prepared.topic_id)
        opened = [n for n in range(size - max(size // 50, 50) + 1, size + 1) if not is_complaint(n, size)]
        complained = open_complaints(size)
        pages: dict[str, Callable[[int], Request]] = {
            "worklist": lambda n: Request("/staff?whose=all", staff),
            "case page": lambda n: Request(f"/staff/cases/{reference(opened[-n % len(opened)])}", staff),
            "follow page": lambda n: Request(f"/cases/{reference(size)}", visitor.cookie),
            "search": lambda n: Request("/staff/search?" + urlencode({"q": "amina hassan0"}), staff),
            "complaints": lambda n: Request("/staff/complaints", complaints),
            "complaint page": lambda n: Request(
                f"/staff/complaints/{reference(complained[-n % len(complained)])}", complaints
            ),
        }
        rows = []
        for page, make in pages.items():
            timing = timed(port, make, count=REQUESTS, rounds=ROUNDS)
            rows.append(Row(kind, size, page, timing, _bare(bare_port, timing.size_bytes)))
        timing = timed(port, lambda n: enquiries[n], count=sending.SENT_BY_EACH, expect=(303, 302))
        rows.append(Row(kind, size, "sending", timing, _bare(bare_port, 2000)))
        return rows


def _bare(port: int, size: int) -> Timing:
    return timed(port, lambda n: Request(f"/?size={size}"), count=REQUESTS, rounds=ROUNDS)


def _prepared(given: dict[str, str], size: int) -> Prepared:
    """Make the schema, the landlord and `size` cases; the last one is followed by its link."""
    app = create_app(settings_of(given))
    now = datetime.now(UTC)
    with app.app_context():
        flask_migrate.upgrade()
    seeding.seed(app, now.date(), stories=False)
    with app.test_request_context():
        facts = landlord()
        officer, complaints = (_person_id(email) for email in (OFFICER, COMPLAINTS_OFFICER))
        fill(size, facts=facts, handler_id=officer, complaints_officer_id=complaints, now=now)
        db.session.rollback()  # see what has come since this transaction began
        last = db.session.get_one(Record, size)
        token = follow_token(last, now=now)
        topic_id = facts.open_topics[0].id
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return Prepared(follow_token=token, topic_id=topic_id)


def _person_id(email: str) -> int:
    return db.session.scalars(sa.select(Credential.person_id).where(Credential.email == email)).one()


def _sign_in(port: int, email: str) -> str:
    visitor = Visitor(port)
    visitor.send("/sign-in", {"email": email, "password": people.PASSWORD})
    return visitor.cookie


def _misses(rows: list[Row]) -> list[str]:
    missed = [
        f"{r.kind}, {r.size:,}: {r.page} is {r.ratio:.1f} times the bare page, target {TARGETS[r.page]}"
        for r in rows
        if r.page in TARGETS and r.ratio > TARGETS[r.page]
    ]
    for kind in {r.kind for r in rows}:
        for page in TARGETS:
            found = {r.size: r.timing.median_ms for r in rows if r.kind == kind and r.page == page}
            if 1_000 in found and 1_000_000 in found and found[1_000_000] > 1.3 * found[1_000]:
                growth = found[1_000_000] / found[1_000]
                missed.append(f"{kind}: {page} at 1,000,000 is {growth:.2f} times that at 1,000, target 1.3")
    return missed


def _report(
    rows: list[Row], booking: appointments.Measured, makings: list[letters.Making], missed: list[str]
) -> str:
    lines = [
        "# How fast pages are",
        "",
        "Made by `make bench`. Two gunicorn workers, two clients at once, medians; 2 % of the cases open, at",
        "least 50; 2 % are complaints, at least 100, and 2 % of those open, at least 60. The bare page is a",
        "Flask page returning a static string of the same size in the same run.",
        "",
        "| Database | Cases | Page | Median ms | Bare ms | Times the bare page | 95 % under ms | Bytes |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {r.kind} | {r.size:,} | {r.page} | {r.timing.median_ms:.2f} | {r.bare.median_ms:.2f} "
        f"| {r.ratio:.1f} | {r.timing.p95_ms:.2f} | {r.timing.size_bytes:,} |"
        for r in rows
    ]
    lines += ["", *booking.report(), "", *letters.report(makings)]
    lines += ["", "Targets missed:" if missed else "Every target is met.", *(f"- {m}" for m in missed), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
