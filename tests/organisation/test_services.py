"""What an administrator changes: rules that say no, versions, and names that only one may have."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditEntry
from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.organisation.facts import WindowFacts
from portal.organisation.models import Landlord, Office, OpeningWindow
from portal.organisation.queries import landlord
from portal.organisation.services.changes import changed
from portal.organisation.services.offices import add_closure, change_holiday, remove_closure
from portal.organisation.services.work import add_target, save_team, save_topic
from tests.factories.organisation import NOW, a_landlord, a_team, an_office


def window(opens: int, closes: int, weekday: int = 0) -> WindowFacts:
    return WindowFacts(weekday=weekday, opens_minute=opens * 60, closes_minute=closes * 60)


def test_every_change_raises_the_version_and_is_written_down_without_words(app: Flask) -> None:
    a_landlord()
    before = db.session.scalars(sa.select(Landlord.version)).one()
    changed(now=NOW)
    a_team()
    assert db.session.scalars(sa.select(Landlord.version)).one() == before + 2
    acts = list(db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts == ["landlord.saved", "organisation.changed", "team.saved"]


@pytest.mark.parametrize(
    ("windows", "rule"),
    [
        ([window(9, 13), window(12, 17)], "windows overlap"),
        ([window(17, 9)], "window ends before it opens"),
        ([window(9, 13), window(13, 17)], None),
        ([window(9, 13), window(12, 17, weekday=1)], None),
    ],
)
def test_windows_of_a_day_may_touch_and_not_overlap(
    app: Flask, windows: list[WindowFacts], rule: str | None
) -> None:
    if rule:
        with pytest.raises(RuleBroken, match=rule):
            an_office(windows=windows)
    else:
        assert len(an_office(windows=windows).windows) == 2


def test_changed_hours_replace_the_old_ones(app: Flask) -> None:
    a_landlord()
    office = an_office(windows=[window(9, 17), window(9, 17, weekday=1)])
    an_office(office_id=office.id, version=1, windows=[window(9, 17), window(10, 12, weekday=5)])
    assert [(w.weekday, w.opens_minute) for w in landlord().office(office.id).windows] == [(0, 540), (5, 600)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OpeningWindow)) == 2


def test_one_office_is_always_the_main_one(app: Flask) -> None:
    first = an_office()
    second = an_office(name="Second", is_main=True)
    an_office(office_id=second.id, name="Second", is_main=False, version=1)  # nobody else would be left
    mains = sa.select(Office.name).where(Office.is_main.is_(True))
    assert list(db.session.scalars(mains)) == ["Second"]
    an_office(office_id=first.id, is_main=True, version=1)
    assert list(db.session.scalars(mains)) == ["High Street office"]


def test_a_change_from_an_old_copy_is_stale(app: Flask) -> None:
    office = an_office()
    an_office(office_id=office.id, version=1)
    with pytest.raises(Stale):
        an_office(office_id=office.id, version=1)


def test_a_taken_name_is_refused_and_the_rest_of_the_work_is_kept(any_app: Flask) -> None:
    a_team(name="Rents")
    other = a_team(name="Repairs")
    for team_id, version in ((None, 0), (other.id, 1)):
        with pytest.raises(RuleBroken, match="name taken"):
            save_team(
                team_id=team_id,
                name="Rents",
                phone="020 7946 0000",
                email="",
                may_be_named=True,
                version=version,
                by=None,
                now=NOW,
            )
        assert db.session.scalar(sa.select(sa.literal(1))) == 1  # the transaction still works
        db.session.rollback()


def test_a_topic_needs_a_team_that_there_is(app: Flask) -> None:
    with pytest.raises(NotFound):
        save_topic(
            topic_id=None,
            name="Rent",
            team_id=99,
            statutory=False,
            general_information=False,
            position=0,
            active=True,
            version=0,
            by=None,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"to_on": date(2026, 12, 1)}, "closure ends before it begins"),
        ({"to_on": date(2028, 1, 1)}, "closure too long"),
        ({"opens_minute": 540}, "window needs both ends"),
        ({"opens_minute": 540, "closes_minute": 540}, "window ends before it opens"),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused(app: Flask, given: dict[str, object], rule: str) -> None:
    values: dict[str, object] = {"from_on": date(2026, 12, 24), "to_on": date(2026, 12, 31), **given}
    with pytest.raises(RuleBroken, match=rule):
        add_closure(office_id=None, reason="Christmas", by=None, now=NOW, **values)  # type: ignore[arg-type]


def test_a_closure_is_removed_once(app: Flask) -> None:
    on = date(2026, 12, 24)
    closure = add_closure(office_id=None, from_on=on, to_on=on, reason="Christmas", by=None, now=NOW)
    remove_closure(closure_id=closure.id, by=None, now=NOW)
    db.session.flush()
    with pytest.raises(NotFound):
        remove_closure(closure_id=closure.id, by=None, now=NOW)


@pytest.mark.parametrize(
    ("division", "on", "struck", "rule"),
    [
        ("england-and-wales", date(2026, 12, 25), False, "already a holiday"),
        ("england-and-wales", date(2026, 12, 12), False, "holiday at a weekend"),
        ("england-and-wales", date(2026, 11, 30), True, "no such holiday"),  # it is one in Scotland
        ("cornwall", date(2026, 11, 30), False, "no such division"),
    ],
)
def test_a_holiday_is_added_or_struck_where_that_makes_sense(
    app: Flask, division: str, on: date, struck: bool, rule: str
) -> None:
    with pytest.raises(RuleBroken, match=rule):
        change_holiday(division=division, on=on, name="Jubilee", struck=struck, by=None, now=NOW)


def test_a_struck_holiday_may_be_added_again(app: Flask) -> None:
    a_landlord()
    on = date(2026, 12, 25)
    for struck in (True, False):
        change_holiday(
            division="england-and-wales", on=on, name="Christmas Day", struck=struck, by=None, now=NOW
        )
    assert landlord().holidays.of("england-and-wales")[on] == "Christmas Day"
    assert len(landlord().holiday_changes) == 1


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"from_on": NOW.date() - timedelta(days=1)}, "target in the past"),
        ({"amount": 0}, "target not positive"),
        ({"unit": "rings"}, "target not positive"),
    ],
)
def test_a_target_is_a_length_of_time_from_today_on(app: Flask, given: dict[str, object], rule: str) -> None:
    values: dict[str, object] = {"amount": 5, "unit": "days", "from_on": NOW.date(), **given}
    with pytest.raises(RuleBroken, match=rule):
        add_target(channel="web", kind="enquiry", event="answered", by=None, now=NOW, **values)  # type: ignore[arg-type]
