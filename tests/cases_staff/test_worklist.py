"""The worklist: who sees what in which order, page after page, with few statements and the right indexes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from portal import database
from portal.cases.staff_queries.worklist import closed, counters_for, dated, undated, worklist_for
from portal.cases.worklist import Cursor, Filters, Standing, When, Whose
from portal.charters.standards import CaseKind, Channel
from portal.clock.zones import day_start
from portal.commitments.due_days import Near, due_day
from portal.database import db
from portal.identity.readers import Reader
from portal.identity.roles import ABILITIES, Role
from portal.records.models import Bar, Record
from tests.cases_services.world import RECEIVED, World
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.organisation import a_team
from tests.factories.people import a_staff_member

LATER = RECEIVED + timedelta(days=30)


def reader_for(world: World) -> Reader:
    return Reader(person_id=world.officer.id, abilities=ABILITIES[Role.OFFICER], team_id=world.team.id)


def case(world: World, title: str, *, due: datetime | None = None, **given: object) -> Record:
    """A case with that title and next date, whatever its promises say."""
    record = world.raised(title=title)
    for name, value in {"next_due_at": due, **given}.items():
        setattr(record, name, value)
    db.session.commit()
    return record


def titles(world: World, now: datetime = RECEIVED, **asked: Any) -> list[str]:
    filters = Filters(**{"whose": Whose.TEAM, **asked})
    return [row.title for row in worklist_for(reader_for(world), filters, now=now).rows]


def test_what_falls_due_first_is_at_the_top_then_what_waits_longest(any_world: World) -> None:
    case(any_world, "no date, new", received_at=RECEIVED)
    case(any_world, "no date, old", received_at=RECEIVED - timedelta(days=9))
    case(any_world, "tomorrow", due=RECEIVED + timedelta(days=1))
    case(any_world, "late", due=RECEIVED - timedelta(days=1))
    assert titles(any_world) == ["late", "tomorrow", "no date, old", "no date, new"]


def test_each_filter_leaves_what_it_names(any_world: World) -> None:
    world = any_world
    other = a_team(name="Repairs")
    case(world, "late", due=RECEIVED - timedelta(hours=1), handler_id=world.officer.id)
    case(world, "today", due=RECEIVED + timedelta(hours=1), channel=Channel.PHONE)
    case(world, "tonight", due=datetime(2026, 11, 4, tzinfo=UTC), kind=CaseKind.SERVICE_REQUEST)
    case(world, "tomorrow", due=RECEIVED + timedelta(days=1), topic_id=world.topics[1].id)
    case(world, "theirs", team_id=other.id, handler_id=world.colleague.id)
    answered = case(world, "answered")
    case(world, "closed", closed_at=RECEIVED)
    db.session.execute(sa.text("UPDATE cases SET status='answered' WHERE id=:i"), {"i": answered.id})
    db.session.execute(
        sa.text("UPDATE cases SET status='closed' WHERE id IN (SELECT id FROM records WHERE title='closed')")
    )
    database.commit()
    expected: dict[str, tuple[dict[str, Any], list[str]]] = {
        "team": ({}, ["late", "today", "tonight", "tomorrow"]),
        "mine": ({"whose": Whose.MINE}, ["late"]),
        "nobody": ({"whose": Whose.NOBODY}, ["today", "tonight", "tomorrow"]),
        "all": ({"whose": Whose.ALL}, ["late", "today", "tonight", "tomorrow", "theirs"]),
        "late": ({"when": When.LATE}, ["late"]),
        "due today": ({"when": When.TODAY}, ["today", "tonight"]),
        "topic": ({"topic": world.topics[1].id}, ["tomorrow"]),
        "channel": ({"channel": "phone"}, ["today"]),
        "kind": ({"kind": "service request"}, ["tonight"]),
        "answered": ({"status": Standing.ANSWERED}, ["answered"]),
        "closed": ({"status": Standing.CLOSED}, ["closed"]),
        "mine and closed": ({"status": Standing.CLOSED, "whose": Whose.MINE}, []),
        "both": (
            {"status": Standing.BOTH, "when": When.ANY, "channel": "web"},
            ["late", "tonight", "tomorrow", "answered"],
        ),
    }
    assert {name: titles(world, **asked) for name, (asked, _) in expected.items()} == {
        name: found for name, (_, found) in expected.items()
    }
    numbers = counters_for(reader_for(world), Filters(whose=Whose.ALL), now=RECEIVED)
    assert (numbers.mine, numbers.team, numbers.nobody, numbers.late, numbers.today) == (1, 4, 3, 1, 2)


def test_paging_shows_every_row_once_across_both_phases(any_world: World) -> None:
    for n in range(28):
        case(any_world, f"dated {n}", due=RECEIVED + timedelta(hours=n // 3))
    for n in range(28):
        case(any_world, f"undated {n}", received_at=RECEIVED - timedelta(hours=n // 3))
    filters, shown, pages = Filters(whose=Whose.TEAM), [], 0
    while True:
        page = worklist_for(reader_for(any_world), filters, now=RECEIVED)
        shown += [row.title for row in page.rows]
        pages += 1
        if page.next is None:
            break
        filters = Filters(whose=Whose.TEAM, after=Cursor.from_text(page.next.text()))
    assert (len(shown), len(set(shown)), pages) == (56, 56, 3)
    assert [t.split()[0] for t in shown] == ["dated"] * 28 + ["undated"] * 28


def test_what_is_closed_is_paged_with_the_last_to_be_closed_first(any_world: World) -> None:
    for n in range(28):
        one = case(any_world, f"closed {n}", closed_at=RECEIVED + timedelta(hours=n // 3))
        db.session.execute(sa.text("UPDATE cases SET status = 'closed' WHERE id = :i"), {"i": one.id})
    case(any_world, "open")
    filters = Filters(whose=Whose.TEAM, status=Standing.CLOSED)
    first = worklist_for(reader_for(any_world), filters, now=RECEIVED)
    assert first.next is not None
    after = Cursor.from_text(first.next.text())
    second = worklist_for(reader_for(any_world), replace(filters, after=after), now=RECEIVED)
    assert second.next is None
    found = [row.title for row in (*first.rows, *second.rows)]
    assert found == [f"closed {n}" for n in reversed(range(28))]


def test_closed_cases_show_when_and_lead_back_to_what_is_to_do(world: World, officer: StrictClient) -> None:
    record = case(world, "The gate", closed_at=RECEIVED, handler_id=None)
    db.session.execute(sa.text("UPDATE cases SET status = 'closed' WHERE id = :i"), {"i": record.id})
    assert "None is closed." in text_of(officer.get("/staff?status=closed&whose=mine"))
    page = officer.get("/staff?status=closed&when=late")  # nothing closed is late: the second word is let go
    assert "closed on Tuesday 3 November The gate" in text_of(page)
    assert "data-assign" not in page.get_data(as_text=True)
    assert 'href="/staff?whose=team&amp;when=late"' in page.get_data(as_text=True)
    assert officer.statement_count <= 10


def test_a_counter_stops_at_a_hundred(world: World, officer: StrictClient) -> None:
    first = case(world, "one", due=LATER)
    columns = [c.name for c in Record.__table__.columns if c.name not in ("id", "reference", "submission_id")]
    names = ", ".join(columns)
    for n in range(120):
        db.session.execute(
            sa.text(f"INSERT INTO records (reference, {names}) SELECT :r, {names} FROM records WHERE id=:i"),
            {"r": f"X{n}", "i": first.id},
        )
    db.session.execute(
        sa.text(
            "INSERT INTO cases SELECT r.id, c.words, c.status, c.reply_by, c.ring_between, c.contact_name,"
            " c.contact_email, c.contact_phone, c.contact_address, c.contact_kind, c.urgent,"
            " c.information_kind, c.next_update_on, c.outcome, c.answered_at, c.manager_asked_at"
            " FROM records r, cases c WHERE r.id <> :i AND c.id = :i"
        ),
        {"i": first.id},
    )
    database.commit()
    assert counters_for(reader_for(world), Filters(whose=Whose.TEAM), now=RECEIVED).team == 100
    assert "99+" in text_of(officer.get("/staff"))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime(2026, 11, 2, 17, 0, tzinfo=UTC), "late since Monday 2 November"),
        (datetime(2026, 11, 3, 0, 0, tzinfo=UTC), "late since Tuesday 3 November"),
        (datetime(2026, 11, 3, 17, 0, tzinfo=UTC), "today by 5pm"),
        (datetime(2026, 11, 4, 0, 0, tzinfo=UTC), "today"),
        (datetime(2026, 11, 4, 12, 0, tzinfo=UTC), "tomorrow by midday"),
        (datetime(2026, 11, 7, 0, 0, tzinfo=UTC), "Friday 6 November"),
        (None, "no date, here since Tuesday 3 November"),
    ],
)
def test_a_date_is_told_in_words(
    world: World, officer: StrictClient, due: datetime | None, words: str
) -> None:
    case(world, "The gate", due=due)
    assert f"{words} The gate" in text_of(officer.get("/staff"))


def test_late_and_due_today_have_a_shape_too(world: World, officer: StrictClient) -> None:
    case(world, "The gate", due=RECEIVED - timedelta(days=1))
    case(world, "The door", due=RECEIVED + timedelta(minutes=5))
    html = officer.get("/staff").get_data(as_text=True)
    assert '<span class="tag tag--late">late since' in html
    assert '<span class="tag tag--due">today by' in html


def test_midnight_in_summer_time_is_still_the_end_of_a_day() -> None:
    zone = ZoneInfo("Europe/London")
    midnight = day_start(date(2026, 7, 8), zone)
    found = due_day(midnight, now=datetime(2026, 7, 6, 9, tzinfo=UTC), zone=zone)
    assert (found.near, found.on.isoformat() if found.on else "", found.at) == (
        Near.TOMORROW,
        "2026-07-07",
        None,
    )


@pytest.mark.parametrize("text", ["", "d", "d.x.1", "q.1.1", "d.1.1.1", "d.-1.2", "d." + "9" * 40 + ".1"])
def test_a_place_in_the_list_nobody_wrote_is_the_top(text: str) -> None:
    assert Cursor.from_text(text) is None


def test_an_address_of_nonsense_shows_the_default(world: World, officer: StrictClient) -> None:
    case(world, "The gate")
    page = officer.get("/staff?whose=x&when=y&topic=z&channel=q&kind=&status=1&after=d.9.9.9")
    assert "The gate" in text_of(page)


def test_without_a_team_the_list_is_ones_own(client: StrictClient, world: World) -> None:
    alone = a_staff_member(given_name="Ann", family_name="Low")
    case(world, "hers", handler_id=alone.id)
    case(world, "the team's")
    client.sign_in_as(alone)
    words = text_of(client.get("/staff"))
    assert "hers" in words
    assert "the team's" not in words


def test_statements_are_few_and_do_not_grow_with_the_cases(world: World, officer: StrictClient) -> None:
    counts = []
    for number in (3, 27):
        for n in range(number):
            case(world, f"case {n}", due=RECEIVED + timedelta(hours=n) if n % 2 else None)
        officer.get("/staff")
        counts.append(officer.statement_count)
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize(
    ("whose", "with_date", "index"),
    [
        (Whose.TEAM, True, "ix_records_team_due"),
        (Whose.MINE, True, "ix_records_handler_due"),
        (Whose.NOBODY, True, "ix_records_handler_due"),
        (Whose.ALL, True, "ix_records_due"),
        (Whose.TEAM, False, "ix_records_team_undated"),
        (Whose.MINE, False, "ix_records_handler_undated"),
        (Whose.NOBODY, False, "ix_records_handler_undated"),
        (Whose.ALL, False, "ix_records_open_undated"),
    ],
)
def test_each_phase_reads_its_index_in_order(world: World, whose: Whose, with_date: bool, index: str) -> None:
    """Without the index a page would sort every open case, and SQLite would say so in its plan."""
    case(world, "The gate")
    phase = dated if with_date else undated
    cursor = Cursor(dated=with_date, at=RECEIVED - timedelta(days=1), id=1)
    for after in (None, cursor):
        filters = Filters(whose=whose, after=after)
        plan = plan_of(phase(reader_for(world), filters, RECEIVED.date()).limit(26))
        assert re.search(rf"SEARCH records USING INDEX {index}\b|SCAN records USING INDEX {index}\b", plan)
        assert "FOR ORDER BY" not in plan, plan


@pytest.mark.parametrize(
    ("whose", "index"),
    [
        (Whose.TEAM, "ix_records_team_closed"),
        (Whose.MINE, "ix_records_handler_closed"),
        (Whose.NOBODY, "ix_records_handler_closed"),
        (Whose.ALL, "ix_records_closed"),
    ],
)
def test_closed_cases_are_read_from_their_index_in_order(world: World, whose: Whose, index: str) -> None:
    case(world, "The gate")
    for after in (None, Cursor(dated=False, at=RECEIVED, id=1)):
        filters = Filters(whose=whose, status=Standing.CLOSED, after=after)
        plan = plan_of(closed(reader_for(world), filters, RECEIVED.date()).limit(26))
        assert re.search(rf"(SEARCH|SCAN) records USING INDEX {index}\b", plan), plan
        assert "FOR ORDER BY" not in plan, plan


def plan_of(query: Any) -> str:
    """How SQLite would read it."""
    sql = query.params(soon=RECEIVED).compile(db.engine, compile_kwargs={"literal_binds": True})
    return " ".join(row[3] for row in db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {sql}")))


def test_ones_own_household_and_what_one_is_barred_from_is_not_listed(world: World) -> None:
    case(world, "her own", person_id=world.officer.id)
    barred = case(world, "barred")
    db.session.add(Bar(record_id=barred.id, person_id=world.officer.id, why="named"))
    database.commit()
    case(world, "another's")
    assert titles(world) == ["another's"]
    assert counters_for(reader_for(world), Filters(whose=Whose.TEAM), now=RECEIVED).team == 1


def test_taking_a_case_from_the_list(world: World, officer: StrictClient) -> None:
    record = case(world, "The gate")
    page = officer.get("/staff?whose=nobody")
    value = re.search(r'name="take" value="([^"]+)" data-assign', page.get_data(as_text=True))
    assert value is not None
    answer = officer.post("/staff/take", data={"take": value.group(1), "back": "whose=nobody"})
    assert answer.location == "/staff?whose=nobody&did=taken"
    db.session.refresh(record)
    assert record.handler_id == world.officer.id


def test_a_case_somebody_else_took_is_not_taken_again(world: World, officer: StrictClient) -> None:
    record = case(world, "The gate")
    stale = f"{record.reference}.{record.version}"
    record.handler_id = world.colleague.id
    database.commit()
    answer = officer.post("/staff/take", data={"take": stale})
    assert answer.location.endswith("?did=taken-before")
    db.session.refresh(record)
    assert record.handler_id == world.colleague.id


def test_reception_sees_the_list_and_takes_nothing(client: StrictClient, world: World) -> None:
    record = case(world, "The gate")
    client.sign_in_as(a_staff_member(Role.RECEPTION, given_name="Tom", team=world.team))
    page = client.get("/staff")
    assert "The gate" in text_of(page)
    assert "data-assign" not in page.get_data(as_text=True)
    assert client.post("/staff/take", data={"take": f"{record.reference}.1"}).status_code == 403
