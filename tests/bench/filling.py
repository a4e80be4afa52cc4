"""Fills a database with many cases quickly: straight into the tables, 2 % of them open, at least 50.

Which of them are complaints is in `complained`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from portal.clock.due import due
from portal.clock.limits import Limit, Unit
from portal.commitments.stored import limit_values
from portal.database import Base, db
from portal.organisation.facts import LandlordFacts
from portal.records.references import ALPHABET, reference_of
from tests.bench.complained import NUMBERED, TABLES, is_complaint, is_open_complaint, made_complaint

CASES_A_PERSON = 50
_GIVEN = ("Amina", "Brian", "Chloe", "Dawit", "Elena", "Farid", "Grace", "Hamza", "Ivy", "Jakub")
_FAMILY = ("Hassan", "Okafor", "Price", "Novak", "Singh", "Taylor", "Umar", "Vance", "Walsh", "Young")
_AT_ONCE = 20_000


def fill(
    count: int, *, facts: LandlordFacts, handler_id: int, complaints_officer_id: int, now: datetime
) -> None:
    """Add `count` cases, complaints among them, with all that belongs to them; deterministic. Commits."""
    people = max(count // CASES_A_PERSON, 1)
    base = _next_person_id()
    insert("people", _people(people, base, now))
    insert("search_terms", _terms(people, base))
    opened = max(count // 50, 50)
    limit = Limit(amount=10, unit=Unit.DAYS)
    template = due(limit, now, facts.calendars()).counting.to_json()
    values = json.dumps(limit_values(limit))
    cases = _cases(count, opened, people, base, facts, handler_id, now)
    cases = (_perhaps_complaint(made, count, complaints_officer_id) for made in cases)
    while rows := list(islice(cases, _AT_ONCE)):
        insert("records", (r["record"] for r in rows))
        insert("cases", (r["case"] for r in rows))
        insert("entries", (e for r in rows for e in r["entries"]))
        insert("commitments", (_commitment(r["record"], facts, values, template) for r in rows))
        for table in TABLES:
            insert(table, (row for r in rows for to, row in r["complaint"] if to == table))
    settle(("records", "entries", "commitments", "people", *NUMBERED))


def settle(tables: Iterable[str]) -> None:
    """Let sequences follow the ids given here, and the planner know the sizes."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            for table in tables:
                last = f"(SELECT max(id) FROM {table})"
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def reference(number: int) -> str:
    """The reference of the case with that number, spread over the alphabet."""
    spread = (number * 1_000_003) % (23**7)
    body = ""
    for _ in range(7):
        spread, digit = divmod(spread, 23)
        body += ALPHABET[digit]
    return reference_of(body)


def _people(count: int, base: int, now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(count):
        yield {
            "id": base + n,
            "given_name": _GIVEN[n % 10],
            "family_name": f"{_FAMILY[n // 10 % 10]}{n // 100}",
            "email": f"p{n}@example.org",
            "phone": "0117 496 0000",
            "address": f"{n} Long Row",
            "postcode": "BS6 6AA",
            "contact_kind": "tenant",
            "prefers": "",
            "has_account": False,
            "created_at": now,
            "version": 1,
        }


def _terms(count: int, base: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        for term in (
            _GIVEN[n % 10].lower(),
            f"{_FAMILY[n // 10 % 10]}{n // 100}".lower(),
            "long",
            "row",
            str(n),
        ):
            if term != str(n) or n > 9:
                yield {"term": term, "person_id": base + n}


def _cases(
    count: int, opened: int, people: int, base: int, facts: LandlordFacts, handler_id: int, now: datetime
) -> Iterator[dict[str, Any]]:
    rng = random.Random(20261122)
    topics = facts.open_topics
    for n in range(1, count + 1):
        is_open = is_open_complaint(n, count) if is_complaint(n, count) else n > count - opened
        topic = topics[n % len(topics)]
        age = timedelta(minutes=rng.randrange(60 * 24 * 9)) if is_open else timedelta(days=20 + n % 900)
        received = now - age
        record = {
            "id": n,
            "reference": reference(n),
            "kind": "enquiry",
            "title": f"Who mends the light on stair {n % 40}?",
            "channel": "web",
            "person_id": base + n % people,
            "raised_by_id": base + n % people,
            "team_id": topic.team_id,
            "topic_id": topic.id,
            "handler_id": handler_id if n % 3 else None,
            "received_at": received,
            "created_at": received,
            "touched_at": received,
            "closed_at": None if is_open else received + timedelta(days=3),
            "restricted": False,
            "next_due_at": received + timedelta(days=10) if is_open else None,
            "version": 1,
        }
        case = {
            "id": n,
            "words": "The light on our stair has been out since Monday. Who mends it, and when?",
            "status": "open" if is_open else "closed",
            "reply_by": "email",
            "ring_between": "",
            "contact_name": "Amina Hassan",
            "contact_email": "amina@example.org",
            "contact_phone": "",
            "contact_address": "",
            "contact_kind": "",
            "urgent": False,
            "information_kind": "",
            "outcome": "" if is_open else "solved",
        }
        acts = ["case.received"] if is_open else ["case.received", "case.answered", "case.closed"]
        entries = [
            {
                "id": n * 4 + i,
                "record_id": n,
                "act": act,
                "at": received + timedelta(hours=i),
                "recorded_at": received + timedelta(hours=i),
                "actor_id": base + n % people if i == 0 else handler_id,
                "public": True,
                "channel": "web",
                "body": case["words"],
                "facts": "{}",
            }
            for i, act in enumerate(acts)
        ]
        yield {"record": record, "case": case, "entries": entries, "complaint": []}


def _perhaps_complaint(made: dict[str, Any], count: int, officer_id: int) -> dict[str, Any]:
    record = made["record"]
    if is_complaint(record["id"], count):
        made_complaint(made, officer_id=officer_id, is_open=record["closed_at"] is None)
    return made


def _commitment(record: dict[str, Any], facts: LandlordFacts, limit: str, counting: str) -> dict[str, Any]:
    received: datetime = record["received_at"]
    due_at = record["next_due_at"] or received + timedelta(days=10)
    kept_at = None if record["closed_at"] is None else received + timedelta(hours=1)
    return {
        "id": record["id"],
        "record_id": record["id"],
        "standard": "answer-letter",
        "sequence": 1,
        "event": "received",
        "source": "policy",
        "source_name": facts.charter.policy_title,
        "charter": facts.charter.key,
        "edition": facts.charter.edition,
        "clause": "2.8.3a",
        "label": "Answered",
        "promise": "We answer you.",
        "literal": "within 10 days",
        "limit": limit,
        "kept_by": '["answered"]',
        "may_pause": False,
        "automatic_reply_counts": False,
        "starts_at": received,
        "due_at": due_at,
        "by_instant": False,
        "due_on": due_at.date(),
        "provisional": False,
        "extended": False,
        "agreed": False,
        "kept_at": kept_at,
        "kept_event": "answered" if kept_at else None,
        "ended_at": kept_at,
        "counting": counting,
        "version": 1,
    }


def _next_person_id() -> int:
    return 1 + (db.session.scalar(sa.select(sa.func.max(Base.metadata.tables["people"].c.id))) or 0)


def insert(table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Add rows, all with the same columns, as fast as can be; what is left out has its default."""
    defaults = {
        c.name: c.default.arg
        for c in Base.metadata.tables[table].columns
        if c.default and c.default.is_scalar
    }
    iterator = ({**defaults, **row} for row in rows)
    while chunk := list(islice(iterator, _AT_ONCE)):
        columns = list(chunk[0])
        raw = db.engine.raw_connection()
        try:
            if db.engine.dialect.name == "postgresql":
                names = ", ".join(f'"{c}"' for c in columns)
                with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in chunk:
                        copy.write_row([row[c] for c in columns])
            else:
                marks = ", ".join("?" for _ in columns)
                names = ", ".join(f'"{c}"' for c in columns)
                cursor = raw.cursor()
                cursor.execute("BEGIN IMMEDIATE")
                cursor.executemany(
                    f"INSERT INTO {table} ({names}) VALUES ({marks})",
                    [[_for_sqlite(row[c]) for c in columns] for row in chunk],
                )
            raw.commit()
        finally:
            raw.close()


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if hasattr(value, "isoformat") else value
