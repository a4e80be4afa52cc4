"""Links, staff, authority, organisations: on a real database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import commit, db
from portal.errors import RuleBroken, Stale
from portal.identity.models import LinkToken, Organisation, Person, StaffProfile
from portal.identity.queries.authorities import authorities_of, may_act_for, organisations_of
from portal.identity.queries.links import token
from portal.identity.queries.people import active_staff, all_staff, person, staff_named
from portal.identity.roles import Ability, Role
from portal.identity.scopes import Scope
from portal.identity.services.acting import add_authority, add_to_organisation
from portal.identity.services.people import (
    Work,
    add_person,
    add_staff,
    change_staff,
    end_tokens,
    make_token,
    use_token,
)

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def somebody(name: str = "Amina") -> Person:
    """A person."""
    return add_person(given_name=name, family_name="Yusuf", now=NOW)


def test_a_link_opens_until_it_expires(app: Flask) -> None:
    secret = make_token(purpose="reset", now=NOW, lifetime=HOUR, person_id=somebody().id)
    assert token("reset", secret, NOW) is not None
    assert token("reset", secret, NOW + HOUR - timedelta(seconds=1)) is not None
    assert token("reset", secret, NOW + HOUR) is None
    assert token("register", secret, NOW) is None
    assert token("reset", secret + "x", NOW) is None


def test_a_link_works_once(app: Flask) -> None:
    secret = make_token(purpose="reset", now=NOW, lifetime=HOUR, person_id=somebody().id)
    row = token("reset", secret, NOW)
    assert row is not None
    use_token(row, NOW)
    with pytest.raises(RuleBroken, match="link no longer opens"):
        use_token(row, NOW)
    assert token("reset", secret, NOW) is None


def test_an_expired_link_cannot_be_used_even_if_it_was_read_in_time(app: Flask) -> None:
    secret = make_token(purpose="reset", now=NOW, lifetime=HOUR, person_id=somebody().id)
    row = token("reset", secret, NOW)
    assert row is not None
    with pytest.raises(RuleBroken):
        use_token(row, NOW + HOUR)


def test_a_newer_link_supersedes_those_of_the_same_purpose_and_person(app: Flask) -> None:
    amina, omar = somebody(), somebody("Omar")
    first = make_token(purpose="reset", now=NOW, lifetime=HOUR, person_id=amina.id)
    others = [
        ("reset", make_token(purpose="reset", now=NOW, lifetime=HOUR, person_id=omar.id)),
        ("register", make_token(purpose="register", now=NOW, lifetime=HOUR, person_id=amina.id)),
    ]
    second = make_token(purpose="reset", now=NOW, lifetime=HOUR, person_id=amina.id)
    assert token("reset", first, NOW) is None
    assert token("reset", second, NOW) is not None
    assert all(token(purpose, secret, NOW) is not None for purpose, secret in others)


def test_links_that_stand_for_nobody_do_not_end_each_other(app: Flask) -> None:
    first, second = (make_token(purpose="register", now=NOW, lifetime=HOUR) for _ in range(2))
    assert token("register", first, NOW) is not None
    assert token("register", second, NOW) is not None


def test_earlier_links_may_be_left_working(app: Flask) -> None:
    amina = somebody()
    first = make_token(purpose="follow", now=NOW, lifetime=HOUR, person_id=amina.id)
    make_token(purpose="follow", now=NOW, lifetime=HOUR, person_id=amina.id, supersede=False)
    assert token("follow", first, NOW) is not None
    end_tokens(purpose="follow", now=NOW, person_id=amina.id)
    assert token("follow", first, NOW) is None


def test_no_link_is_stored_as_it_is_sent(app: Flask) -> None:
    secret = make_token(purpose="reset", now=NOW, lifetime=HOUR, person_id=somebody().id)
    db.session.flush()
    stored = db.session.scalars(sa.select(LinkToken.token_hash)).one()
    assert secret not in stored
    assert len(secret) >= 40


WORK = Work(
    job_title="Housing officer", work_phone="1", work_email="jo@landlord.example", roles=[Role.OFFICER]
)


def staff(name: str, work: Work = WORK) -> Person:
    """A member of staff."""
    return add_staff(given_name=name, family_name="Blake", work=work, by=None, now=NOW)


def test_staff_are_added_with_roles(app: Flask) -> None:
    jo = person(staff("Jo").id)
    assert jo.staff is not None
    assert jo.staff.roles == {Role.OFFICER}
    assert Ability.WORK_CASES in jo.staff.abilities


def test_a_tenant_can_become_staff_but_not_twice(app: Flask) -> None:
    amina = somebody()
    assert add_staff(given_name="", family_name="", work=WORK, by=None, now=NOW, person_id=amina.id) is amina
    with pytest.raises(RuleBroken, match="staff already"):
        add_staff(given_name="", family_name="", work=WORK, by=None, now=NOW, person_id=amina.id)


def test_work_is_changed_from_the_version_that_was_read(app: Flask) -> None:
    jo = staff("Jo")
    profile = db.session.get_one(StaffProfile, jo.id)
    change_staff(profile, work=WORK, active=False, version=1, by=None, now=NOW)
    assert profile.abilities == frozenset()
    assert [p.name for p in all_staff()] == ["Jo Blake"]
    assert active_staff() == []
    with pytest.raises(Stale):
        change_staff(profile, work=WORK, active=True, version=1, by=None, now=NOW)


def test_only_staff_who_may_be_named_are_named(app: Flask) -> None:
    staff("Jo")
    named = staff("Priya", Work(**{f: getattr(WORK, f) for f in WORK.__slots__} | {"may_be_named": True}))
    assert [p.id for p in staff_named()] == [named.id]
    assert {p.given_name for p in active_staff()} == {"Jo", "Priya"}


@pytest.mark.parametrize(
    ("on", "may"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
    ],
)
def test_authority_counts_on_its_first_and_last_day(app: Flask, on: date, may: bool) -> None:
    holder, amina = somebody("Son"), somebody()
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    add_authority(
        holder_id=holder.id,
        for_person_id=amina.id,
        scope=Scope.EVERYTHING,
        from_on=first,
        to_on=last,
        by=None,
        now=NOW,
    )
    commit()
    assert may_act_for(holder.id, amina.id, on) is may
    assert bool(authorities_of(holder.id, on)) is may
    assert not may_act_for(amina.id, holder.id, on)
    assert may_act_for(amina.id, amina.id, on)


def test_organisations_are_a_persons_own_relation(app: Flask) -> None:
    council = Organisation(name="Redland Council", contact_kind="council")
    db.session.add(council)
    db.session.flush()
    clerk = somebody("Clerk")
    from_on = date(2026, 11, 1)
    add_to_organisation(organisation_id=council.id, person_id=clerk.id, from_on=from_on, by=None, now=NOW)
    assert organisations_of(clerk.id, date(2026, 11, 1)) == [council.id]
    assert organisations_of(clerk.id, date(2026, 10, 31)) == []
