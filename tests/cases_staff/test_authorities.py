"""Authority to act for somebody: recorded by staff, seen by both, acted upon in its scope, ended at once."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import commit, db
from portal.errors import RuleBroken
from portal.identity.models import Authority, Organisation, Person
from portal.identity.queries.authorities import may_act_for
from portal.identity.roles import Role
from portal.identity.scopes import Scope
from portal.identity.services.acting import add_authority, add_to_organisation, end_authority
from portal.messaging.models import OutgoingMessage
from portal.records.models import Record
from tests.cases_services.world import RECEIVED, World, acts
from tests.cases_staff.reading import hidden, text_of
from tests.cases_staff.test_log import FIELDS
from tests.client import StrictClient
from tests.factories.people import a_person, a_staff_member

TODAY = RECEIVED.date()
AGREED = {
    "scope": "everything",
    "from_on-day": "3",
    "from_on-month": "11",
    "from_on-year": "2026",
    "to_on-day": "",
    "to_on-month": "",
    "to_on-year": "",
    "evidence": "Letter signed by her on 2 November 2026.",
}


@pytest.fixture
def son(world: World) -> Person:
    """Somebody who has an account and no home of ours."""
    return a_person(given_name="Yusuf", family_name="Farah")


def recorded(
    world: World, son: Person, scope: Scope = Scope.EVERYTHING, *, days: int | None = None
) -> Authority:
    """The son may act for the tenant from today."""
    authority = add_authority(
        holder_id=son.id,
        for_person_id=world.tenant.id,
        scope=scope,
        from_on=TODAY,
        to_on=TODAY + timedelta(days=days) if days is not None else None,
        by=world.officer.id,
        now=RECEIVED,
    )
    commit()
    return authority


def test_an_officer_records_it_and_the_person_is_told(
    officer: StrictClient, world: World, son: Person
) -> None:
    officer.get(f"/staff/people/{world.tenant.id}")  # each process reads the landlord's facts once
    page = officer.get(f"/staff/people/{world.tenant.id}")
    assert "Nobody acts for them." in text_of(page)
    assert officer.statement_count <= 10
    holders = officer.get(f"/staff/people/{world.tenant.id}/authorities?q=farah")
    address = f"/staff/people/{world.tenant.id}/authorities/new?holder={son.id}"
    assert address in holders.get_data(as_text=True).replace("&amp;", "&")
    assert f"holder={world.tenant.id}" not in holders.get_data(as_text=True)  # nobody acts for themselves
    assert "First name" not in text_of(officer.get(address))
    assert officer.post(address, data=AGREED).status_code == 303
    page = text_of(officer.get(f"/staff/people/{world.tenant.id}?did=authority"))
    assert "Yusuf Farah may act for them" in page
    assert "Letter signed by her on 2 November 2026." in page
    assert "May act for Amina Farah" in text_of(officer.get(f"/staff/people/{son.id}"))
    [message] = db.session.scalars(sa.select(OutgoingMessage)).all()
    assert (message.kind, message.person_id) == ("accounts/authority_recorded", world.tenant.id)
    assert "Yusuf Farah may act for you" in " ".join(message.text.split())


def test_somebody_new_is_added_and_sent_a_link(officer: StrictClient, world: World, app: Flask) -> None:
    address = f"/staff/people/{world.tenant.id}/authorities/new"
    advocate = {"given_name": "Ngozi", "family_name": "Eze", "email": "n.eze@advice.example", "phone": ""}
    assert officer.post(address, data=AGREED | advocate | {"scope": "see only"}).status_code == 303
    kinds = {m.kind: m for m in db.session.scalars(sa.select(OutgoingMessage))}
    assert set(kinds) == {"accounts/authority_recorded", "accounts/customer_invited"}
    assert "may see your cases with us, but not write for you" in " ".join(
        kinds["accounts/authority_recorded"].text.split()
    )
    link = re.search(r"http://localhost(/register/\S+)", kinds["accounts/customer_invited"].text)
    assert link is not None
    record = world.raised()
    commit()
    theirs = StrictClient(app)
    assert theirs.post(link[1], data={"password": "three brown ducks"}).status_code == 303
    assert theirs.get(f"/cases/{record.reference}").status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"scope": ""}, "Choose what they may do"),
        ({"evidence": " "}, "Write what you have seen or heard, and when"),
        ({"from_on-day": ""}, "Add the day"),
        ({"to_on-day": "2", "to_on-month": "11", "to_on-year": "2026"}, "Enter a last day that is not"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    officer: StrictClient, world: World, son: Person, changed: dict[str, str], said: str
) -> None:
    address = f"/staff/people/{world.tenant.id}/authorities/new?holder={son.id}"
    page = officer.post(address, data=AGREED | changed)
    assert page.status_code == 422
    assert text_of(page).count(said) == 2
    assert db.session.scalars(sa.select(Authority)).all() == []


def test_nobody_records_it_twice_for_themselves_or_about_themselves(
    officer: StrictClient, world: World, son: Person
) -> None:
    recorded(world, son)
    again = officer.post(f"/staff/people/{world.tenant.id}/authorities/new?holder={son.id}", data=AGREED)
    assert again.status_code == 422
    assert "recorded already for some of these days" in text_of(again)
    for holder, person, rule in (
        (son.id, son.id, "acts for themselves already"),
        (world.officer.id, world.tenant.id, "own authority"),
        (son.id, world.officer.id, "own authority"),
    ):
        with pytest.raises(RuleBroken, match=rule):
            add_authority(
                holder_id=holder,
                for_person_id=person,
                scope=Scope.SEE,
                from_on=TODAY,
                to_on=None,
                by=world.officer.id,
                now=RECEIVED,
            )


@pytest.mark.parametrize(
    ("role", "may_see", "may_record"),
    [(Role.OFFICER, True, True), (Role.MANAGER, True, True), (Role.RECEPTION, True, False)],
)
def test_reception_sees_it_without_the_evidence_and_does_not_record_it(
    officer: StrictClient, world: World, son: Person, role: Role, may_see: bool, may_record: bool
) -> None:
    authority = recorded(world, son)
    authority.evidence = "a letter"
    commit()
    officer.sign_in_as(a_staff_member(role, given_name="Tom"))
    page = text_of(officer.get(f"/staff/people/{world.tenant.id}"))
    assert ("Yusuf Farah may act for them" in page) is may_see
    assert ("a letter" in page) is may_record
    assert ("Let somebody act for them" in page) is may_record
    status = officer.post(f"/staff/people/{world.tenant.id}/authorities/{authority.id}/end").status_code
    assert status == (303 if may_record else 403)


def test_ended_by_staff_it_opens_nothing_from_that_moment(
    client: StrictClient, officer: StrictClient, world: World, son: Person, app: Flask
) -> None:
    record = world.raised()
    authority = recorded(world, son)
    theirs = StrictClient(app)
    theirs.sign_in_as(son)
    assert theirs.get(f"/cases/{record.reference}").status_code == 200
    end = f"/staff/people/{world.tenant.id}/authorities/{authority.id}/end"
    assert officer.post(end).status_code == 303
    assert theirs.get(f"/cases/{record.reference}").status_code == 404
    assert officer.post(end).status_code == 303
    assert officer.post(f"/staff/people/{son.id}/authorities/{authority.id}/end").status_code == 404
    assert "ended on Tuesday 3 November 2026" in text_of(officer.get(f"/staff/people/{world.tenant.id}"))
    assert recorded(world, son).id != authority.id  # and may be recorded anew


def test_withdrawn_by_the_person_on_their_own_page(world: World, son: Person, app: Flask) -> None:
    record = world.raised()
    authority = recorded(world, son)
    hers, his = StrictClient(app), StrictClient(app)
    hers.sign_in_as(world.tenant)
    his.sign_in_as(son)
    assert "Yusuf Farah : everything: sees the cases, writes and asks" in text_of(hers.get("/account"))
    assert hers.statement_count <= 8
    assert "You may act for: Amina Farah" in text_of(his.get("/account"))
    withdraw = f"/account/authorities/{authority.id}/withdraw"
    assert his.post(withdraw).status_code == 404  # not his to end
    assert hers.post(withdraw).location == "/account?done=withdrawn#acting"
    assert his.get(f"/cases/{record.reference}").status_code == 404
    after = text_of(hers.get("/account?done=withdrawn"))
    assert "Nobody. If you want somebody to deal with us for you" in after
    assert hers.post("/account/authorities/999/withdraw").status_code == 404


@pytest.mark.parametrize(
    ("days", "later", "opens"), [(0, 0, True), (0, 1, False), (1, 1, True), (None, 400, True)]
)
def test_its_last_day_counts(app: Flask, world: World, days: int | None, later: int, opens: bool) -> None:
    son = a_person(given_name="Yusuf")
    recorded(world, son, days=days)
    assert may_act_for(son.id, world.tenant.id, TODAY + timedelta(days=later)) is opens


POSTS = (
    ("messages", {"words": "And when?", "submission": "s" * 24}),
    ("not-answered", {"missing": "It is not."}),
    ("choice", {"option": "1"}),
    ("name", {"may_name": "yes"}),
)


def test_who_may_only_see_does_not_write(world: World, son: Person, app: Flask) -> None:
    record = world.raised()
    recorded(world, son, Scope.SEE)
    his = StrictClient(app)
    his.sign_in_as(son)
    page = text_of(his.get(f"/cases/{record.reference}"))
    assert "You may see this case for somebody else, but not write." in page
    assert "Your message" not in page
    for path, data in POSTS:
        assert his.post(f"/cases/{record.reference}/{path}", data=data).status_code == 403, path
    assert acts(record) == ["case.received"]
    his.get("/ask")
    assert "Amina Farah" not in text_of(his.get("/ask/for-whom"))


def test_who_may_do_everything_writes_and_asks_in_their_place(world: World, son: Person, app: Flask) -> None:
    record = world.raised()
    recorded(world, son)
    his = StrictClient(app)
    his.sign_in_as(son)
    path, data = POSTS[0]
    assert his.post(f"/cases/{record.reference}/{path}", data=data).status_code == 303
    assert acts(record)[-1] == "case.customer wrote"
    his.get(f"/cases/{record.reference}")
    his.get(f"/cases/{record.reference}")
    assert his.statement_count <= 8


def test_two_who_end_it_at_once_end_it_once(any_app: Flask, any_world: World) -> None:
    son = a_person(given_name="Yusuf")
    authority = recorded(any_world, son)
    end_authority(authority, today=TODAY, by=any_world.tenant.id, now=RECEIVED)
    end_authority(authority, today=TODAY, by=any_world.officer.id, now=RECEIVED + timedelta(minutes=1))
    assert (authority.to_on, authority.ended_by_id) == (date(2026, 11, 2), any_world.tenant.id)


def test_a_contact_is_logged_for_an_organisation_whose_people_then_see_it(
    officer: StrictClient, world: World, app: Flask
) -> None:
    assert "Do they write for an organisation?" not in text_of(officer.get("/staff/log/contact"))
    council = Organisation(name="Redland Council", contact_kind="council")
    db.session.add(council)
    db.session.flush()
    clerk = a_person(given_name="Leila", family_name="Haddad")
    add_to_organisation(organisation_id=council.id, person_id=clerk.id, from_on=TODAY, by=None, now=RECEIVED)
    commit()
    address = f"/staff/log/contact?person={clerk.id}"
    page = officer.get(address)
    assert f'<option value="{council.id}" selected>Redland Council' in page.get_data(as_text=True)
    fields = {**hidden(page), **FIELDS, "name": "Leila Haddad", "organisation": str(council.id)}
    assert officer.post(address, data=fields).status_code == 303
    check = officer.get("/staff/log/check")
    assert "For Redland Council" in text_of(check)
    officer.post("/staff/log/check", data=hidden(check))
    record = db.session.scalars(sa.select(Record)).one()
    assert record.organisation_id == council.id
    page = text_of(officer.get(f"/staff/cases/{record.reference}"))
    assert "for Redland Council" in page
    colleague = a_person(given_name="Bo", family_name="Strand")
    theirs = StrictClient(app)
    theirs.sign_in_as(colleague)
    assert theirs.get(f"/cases/{record.reference}").status_code == 404
    add_to_organisation(
        organisation_id=council.id, person_id=colleague.id, from_on=TODAY, by=None, now=RECEIVED
    )
    commit()
    assert theirs.get(f"/cases/{record.reference}").status_code == 200
