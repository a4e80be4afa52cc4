"""How PostgreSQL reads the worklist: rows come in the order of their index; not every open case is sorted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg.sql import SQL, Literal

from portal.cases.staff_queries.worklist import dated
from portal.cases.worklist import Filters, Whose
from portal.complaints.staff_queries.lists import listed
from portal.complaints.worklist import Shown
from portal.database import db
from portal.identity.readers import Reader
from portal.identity.roles import Role, abilities_of
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from tests.applications import running_app
from tests.bench.filling import fill
from tests.cases_services.world import a_world
from tests.conftest import POSTGRESQL

CASES = 5000  # with a hundred of them open


def test_a_page_is_read_from_its_index_in_order(tmp_path: Path, new_database: Callable[[str], str]) -> None:
    with running_app(tmp_path, database_url=new_database(POSTGRESQL)):
        world, now = a_world(), utc_now()
        officer_id = world.officer.id
        fill(CASES, facts=landlord(), handler_id=officer_id, complaints_officer_id=officer_id, now=now)
        db.session.rollback()
        for role in (Role.OFFICER, Role.MANAGER):
            reader = Reader(
                person_id=world.officer.id, abilities=abilities_of(frozenset({role})), team_id=world.team.id
            )
            for whose, index in ((Whose.ALL, "due"), (Whose.TEAM, "team_due"), (Whose.MINE, "handler_due")):
                plan = plan_of(dated(reader, Filters(whose=whose), now.date()), now)
                assert re.search(rf"Index Scan using ix_records_{index}\b", plan), plan
                assert "Sort Key: records." not in plan, plan


def test_complaints_are_read_from_an_index_of_their_own(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    with running_app(tmp_path, database_url=new_database(POSTGRESQL)):
        world, now = a_world(), utc_now()
        officer_id = world.officer.id
        fill(CASES, facts=landlord(), handler_id=officer_id, complaints_officer_id=officer_id, now=now)
        db.session.rollback()
        reader = Reader(person_id=officer_id, abilities=abilities_of(frozenset({Role.COMPLAINTS})))
        for shown in (Shown.OPEN, Shown.CLOSED):
            plan = plan_of(listed(reader, shown, now.date()), now)
            assert "ix_records_complaints" in plan, plan


def plan_of(query: Any, now: datetime) -> str:
    """The plan PostgreSQL keeps for the statement, whatever its values."""
    filled = query.params(now=now, soon=now, end_of_today=now).compile(db.engine).construct_expanded_state()
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        names.append(found.group(1))
        return f"${len(names)}"

    statement = re.sub(r"%\((\w+)\)s", numbered, filled.statement)
    driver: Any = db.session.connection().connection.dbapi_connection
    driver.execute(f"PREPARE page AS {statement}")
    values = SQL(", ").join(Literal(filled.parameters[name]) for name in names)
    rows = driver.execute(SQL("EXPLAIN EXECUTE page({})").format(values)).fetchall()
    driver.execute("DEALLOCATE page")
    return "\n".join(line for (line,) in rows)
