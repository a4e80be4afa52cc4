"""Absence and deputies: the rules on a real database, the database's own guard, and what may be said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import IntegrityError

from portal.charters import library
from portal.clock.calendars import WorkingCalendar
from portal.clock.limits import Limit, Unit
from portal.clock.zones import day_start
from portal.database import commit, db, rollback
from portal.errors import NotFound, RuleBroken, Stale
from portal.identity.absences import Away, Deputy, cover_of, span, stand_in, unnoticed
from portal.identity.models import Absence, Person
from portal.identity.queries.absences import absence_for, absence_of, absences_since, deputy_for
from portal.identity.readers import Reader
from portal.identity.roles import ABILITIES, Role
from portal.identity.services.absences import add_absence, change_absence, end_absence
from tests.applications import running_app
from tests.factories.people import a_person, a_staff_member

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
CALENDAR = WorkingCalendar(holidays={date(2026, 12, 25): "Christmas Day"})


def staff(name: str, *roles: Role) -> Person:
    """A member of staff."""
    return a_staff_member(*roles, given_name=name)


def away(
    who: Person,
    deputy: Person | None = None,
    *,
    first: date = date(2026, 11, 3),
    last: date = date(2026, 11, 9),
) -> Absence:
    """Somebody is away in whole days."""
    from_at, to_at = span(first, last, LONDON)
    return add_absence(
        person_id=who.id,
        from_at=from_at,
        to_at=to_at,
        deputy_id=deputy.id if deputy else None,
        by=None,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("at", "stands_in"),
    [
        (day_start(date(2026, 11, 3), LONDON) - timedelta(seconds=1), None),
        (day_start(date(2026, 11, 3), LONDON), "Priya Blake"),
        (day_start(date(2026, 11, 10), LONDON) - timedelta(seconds=1), "Priya Blake"),
        (day_start(date(2026, 11, 10), LONDON), None),
    ],
)
def test_a_deputy_stands_in_on_the_first_and_the_last_day(
    app: Flask, at: datetime, stands_in: str | None
) -> None:
    jo, priya = staff("Jo"), staff("Priya")
    away(jo, priya)
    found = deputy_for(jo.id, at)
    assert (found.name if found else None) == stands_in
    assert (absence_of(jo.id, at) is not None) is (stands_in is not None)


def a_map(**deputies: str | None) -> dict[int, Away]:
    """Who is away and who is named to stand in, by the first letter: a=1, b=2, c=3."""
    return {
        ord(name) - 96: Away(
            person_id=ord(name) - 96,
            from_at=NOW,
            to_at=NOW + timedelta(days=7),
            deputy=Deputy(person_id=ord(other) - 96, name=other, phone="1") if other else None,
        )
        for name, other in deputies.items()
    }


@pytest.mark.parametrize(
    ("who_is_away", "stands_in"),
    [
        ({}, None),
        ({"a": "b"}, "b"),
        ({"a": None}, None),
        ({"a": "b", "b": "c"}, "c"),
        ({"a": "b", "b": None}, None),
        ({"a": "b", "b": "a"}, None),
        ({"a": "b", "b": "c", "c": "b"}, None),
        ({"b": "c"}, None),
    ],
)
def test_a_deputy_who_is_away_is_followed_to_theirs(
    who_is_away: dict[str, str | None], stands_in: str | None
) -> None:
    found = stand_in(a_map(**who_is_away), 1)
    assert (found.name if found else None) == stands_in


@pytest.mark.parametrize(
    ("first", "last", "back_on", "told"),
    [
        (date(2026, 11, 3), date(2026, 11, 3), date(2026, 11, 4), False),  # one working day
        (date(2026, 11, 6), date(2026, 11, 8), date(2026, 11, 9), False),  # Friday and a weekend
        (date(2026, 11, 6), date(2026, 11, 9), date(2026, 11, 10), True),
        (date(2026, 12, 24), date(2026, 12, 27), date(2026, 12, 28), False),  # with Christmas Day
        (date(2026, 11, 2), date(2026, 11, 6), date(2026, 11, 9), True),  # back after the weekend
    ],
)
def test_people_are_told_of_more_than_one_working_day(
    first: date, last: date, back_on: date, told: bool
) -> None:
    from_at, to_at = span(first, last, LONDON)
    absence = Away(person_id=1, from_at=from_at, to_at=to_at)
    assert absence.last_on(LONDON) == last
    assert absence.back_on(CALENDAR, LONDON) == back_on
    one_working_day = Limit(amount=1, unit=Unit.WORKING_DAYS)
    assert absence.is_longer_than(one_working_day, CALENDAR, LONDON) is told
    cover = cover_of({1: absence}, 1, CALENDAR, LONDON)
    assert cover is not None
    assert (cover.last_on, cover.back_on, cover.deputy) == (last, back_on, None)
    assert cover_of({1: absence}, 2, CALENDAR, LONDON) is None
    assert cover_of({1: absence}, None, CALENDAR, LONDON) is None


@pytest.mark.parametrize(("days", "told"), [(1, False), (2, False), (3, True)])
def test_a_length_in_plain_days_counts_weekends(days: int, told: bool) -> None:
    from_at, to_at = span(date(2026, 11, 7), date(2026, 11, 7) + timedelta(days=days - 1), LONDON)
    two_days = Limit(amount=2, unit=Unit.DAYS)
    assert Away(person_id=1, from_at=from_at, to_at=to_at).is_longer_than(two_days, CALENDAR, LONDON) is told


@pytest.mark.parametrize(
    ("charter", "limit"), [("tp-properties", Limit(amount=1, unit=Unit.WORKING_DAYS)), ("redland", None)]
)
def test_how_long_needs_no_word_is_the_policys(charter: str, limit: Limit | None) -> None:
    assert unnoticed(library.load(charter), NOW.date()) == limit


def test_an_absence_over_the_change_of_clocks_ends_at_midnight() -> None:
    from_at, to_at = span(date(2026, 10, 24), date(2026, 10, 25), LONDON)
    assert (to_at - from_at) == timedelta(hours=49)


@pytest.mark.parametrize(
    ("rule", "first", "last", "deputy"),
    [
        ("absence ends before it begins", date(2026, 12, 2), date(2026, 12, 1), None),
        ("nobody is their own deputy", date(2026, 12, 1), date(2026, 12, 1), "Jo"),
        ("absences overlap", date(2026, 11, 9), date(2026, 11, 20), None),
        ("absences overlap", date(2026, 11, 1), date(2026, 11, 3), None),
        ("absences overlap", date(2026, 11, 1), date(2026, 11, 30), None),
        ("deputy away", date(2026, 11, 16), date(2026, 11, 20), "Tom"),
        ("deputy cannot stand in", date(2026, 12, 1), date(2026, 12, 1), "Rita"),
        ("deputy cannot stand in", date(2026, 12, 1), date(2026, 12, 1), "Gone"),
        ("", date(2026, 11, 10), date(2026, 11, 20), None),
        ("", date(2026, 10, 20), date(2026, 11, 2), None),
        ("", date(2026, 11, 21), date(2026, 11, 22), "Tom"),
    ],
)
def test_the_rules_of_an_absence(app: Flask, rule: str, first: date, last: date, deputy: str | None) -> None:
    people = {name: staff(name) for name in ("Jo", "Tom")}
    people["Rita"] = staff("Rita", Role.RECEPTION)
    people["Gone"] = a_staff_member(given_name="Gone", active=False)
    away(people["Jo"])  # from the 3rd to the 9th
    away(people["Tom"], first=date(2026, 11, 20), last=date(2026, 11, 20))
    wanted = people[deputy] if deputy else None
    if not rule:
        away(people["Jo"], wanted, first=first, last=last)
        return
    with pytest.raises(RuleBroken, match=rule):
        away(people["Jo"], wanted, first=first, last=last)


def test_only_staff_are_away_and_reception_may_stand_in_for_reception(app: Flask) -> None:
    with pytest.raises(RuleBroken, match="not staff"):
        away(a_person())
    away(staff("Rita", Role.RECEPTION), staff("Tom", Role.RECEPTION))


def test_an_absence_is_changed_from_what_was_read_and_ends_when_they_are_back(app: Flask) -> None:
    jo, priya = staff("Jo"), staff("Priya")
    absence = away(jo)
    change = {"from_at": absence.from_at, "deputy_id": priya.id, "by": None, "now": NOW}
    longer = absence.to_at + timedelta(days=7)
    change_absence(absence, to_at=longer, version=1, **change)
    assert (absence.to_at, absence.deputy_id, absence.version) == (longer, priya.id, 2)
    with pytest.raises(Stale):
        change_absence(absence, to_at=longer, version=1, **change)
    away(jo, first=date(2026, 12, 1), last=date(2026, 12, 2))
    with pytest.raises(RuleBroken, match="absences overlap"):
        change_absence(absence, to_at=longer + timedelta(days=30), version=2, **change)
    end_absence(absence, version=2, by=None, now=NOW)
    assert absence.to_at == NOW
    assert absence_of(jo.id, NOW) is None
    with pytest.raises(RuleBroken, match="absence is over"):
        end_absence(absence, version=3, by=None, now=NOW + timedelta(hours=1))


def test_an_absence_that_had_not_begun_is_taken_out(app: Flask) -> None:
    jo = staff("Jo")
    absence = away(jo, first=date(2026, 12, 1), last=date(2026, 12, 2))
    assert [line[0] for line in absences_since(NOW)] == [absence]
    end_absence(absence, version=1, by=None, now=NOW)
    assert absences_since(NOW) == []


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        ("Jo", Role.OFFICER, True),
        ("Tom", Role.OFFICER, False),
        ("Tom", Role.MANAGER, True),
        ("Tom", Role.ADMINISTRATOR, True),
    ],
)
def test_their_own_absence_or_everybodys_for_those_who_arrange_cover(
    app: Flask, who: str, role: Role, may: bool
) -> None:
    people = {"Jo": staff("Jo"), "Tom": staff("Tom")}
    absence = away(people["Jo"])
    db.session.flush()
    reader = Reader(person_id=people[who].id, abilities=ABILITIES[role])
    if may:
        assert absence_for(reader, absence.id) is absence
        return
    with pytest.raises(NotFound):
        absence_for(reader, absence.id)


def overlapping(person_id: int) -> Absence:
    """A row as two requests at the same moment would write it: past the rule, before either commits."""
    from_at, to_at = span(date(2026, 11, 9), date(2026, 11, 12), LONDON)
    return Absence(person_id=person_id, from_at=from_at, to_at=to_at)


def test_the_database_refuses_an_overlap_by_itself(any_app: Flask) -> None:
    jo, tom = staff("Jo"), staff("Tom")
    away(jo)
    db.session.add(overlapping(tom.id))
    commit()
    db.session.add(overlapping(jo.id))
    with pytest.raises(IntegrityError):
        db.session.flush()
    rollback()
    later = away(jo, first=date(2026, 11, 10), last=date(2026, 11, 12))
    commit()
    later.from_at -= timedelta(days=2)
    with pytest.raises(IntegrityError):
        db.session.flush()
    rollback()


@pytest.fixture
def migrated_app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application whose database is made by the migrations alone."""
    folder = tmp_path / "migrated"
    folder.mkdir()
    url = f"sqlite:///{folder / 'x.sqlite3'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        url = server.url(server.new_database(template="template0"))
    with running_app(folder, database_url=url) as app:
        upgrade()
        yield app


GUARDS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'",
}


@pytest.mark.parametrize("migrated_app", ["sqlite", "postgresql"], indirect=True)
def test_after_all_migrations_the_guards_are_those_of_the_models(migrated_app: Flask) -> None:
    dialect = db.engine.dialect.name

    def guards() -> list[tuple[str, ...]]:
        with db.engine.connect() as connection:
            rows = connection.execute(sa.text(GUARDS[dialect]))
            return [tuple(row) for row in rows if "absences" in row[1] or "person_id" in row[1]]

    migrated = guards()
    assert migrated
    with db.engine.begin() as connection:
        Absence.__table__.drop(connection)
        Absence.__table__.create(connection)
    assert guards() == migrated
