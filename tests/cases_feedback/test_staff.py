"""Comments and thanks end to end: acknowledged, themed, passed on, learned from, published, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import database
from portal.cases.models import Case, CaseTheme, Feedback, Praise, Theme, WhatWeDid
from portal.cases.staff_queries.feedback import theme_counts
from portal.charters.standards import CaseKind
from portal.database import db
from portal.identity.readers import Reader
from portal.identity.roles import Role, abilities_of
from portal.records.models import Record
from tests.cases_services.world import RECEIVED, World, acts, messages
from tests.cases_staff.reading import do, hidden, text_of
from tests.client import StrictClient
from tests.factories.people import a_staff_member

WORDS = "Sam helped me with the forms. Thank you!"


@pytest.fixture
def thanks(world: World) -> Record:
    """The tenant's compliment, with the officer."""
    return _raised(world, CaseKind.COMPLIMENT)


@pytest.fixture
def comment(world: World) -> Record:
    """The tenant's comment, with the officer."""
    return _raised(world, CaseKind.COMMENT)


def _raised(world: World, kind: CaseKind) -> Record:
    record = world.raised(kind=kind, words=WORDS)
    record.handler_id = world.officer.id
    database.commit()
    return record


def feedback_of(record: Record) -> Feedback:
    db.session.expire_all()
    return db.session.get_one(Feedback, record.id)


def test_thanks_reach_the_person_and_their_managers(
    officer: StrictClient, world: World, thanks: Record
) -> None:
    manager = a_staff_member(Role.MANAGER, given_name="Mo", family_name="Reid", team=world.team)
    a_staff_member(Role.MANAGER, given_name="Else", family_name="Where")  # of no team of Sam's
    page = officer.get(f"/staff/cases/{thanks.reference}")
    assert "Pass the thanks on" in text_of(page)
    assert officer.statement_count <= 10
    answer = do(officer, thanks, "praise", to=str(world.colleague.id))
    assert answer.status_code == 303
    sent = {m.person_id: m for m in messages(thanks) if m.kind == "cases/praised"}
    assert set(sent) == {world.colleague.id, manager.id}
    assert all(WORDS in m.text for m in sent.values())
    assert "who works in your team" in sent[manager.id].text
    praise = db.session.scalars(sa.select(Praise)).one()
    assert (praise.person_id, praise.managers, praise.by_id) == (world.colleague.id, 1, world.officer.id)
    assert "Passed the thanks on to Sam Hill (and a manager)" in text_of(
        officer.get(f"/staff/cases/{thanks.reference}")
    )
    again = do(officer, thanks, "praise", to=str(world.colleague.id))
    assert again.status_code == 422
    assert "This has been passed on to them already" in text_of(again)
    officer.sign_in_as(world.tenant)
    theirs = text_of(officer.get(f"/cases/{thanks.reference}"))
    assert "We passed your words on" in theirs
    assert "To: Sam Hill" in theirs


def test_nobody_who_left_is_thanked(officer: StrictClient, world: World, thanks: Record) -> None:
    left = a_staff_member(given_name="Gone", active=False)
    answer = do(officer, thanks, "praise", to=str(left.id))
    assert answer.status_code == 422
    assert [m for m in messages(thanks) if m.kind == "cases/praised"] == []


def test_a_comment_is_acknowledged_once_and_then_closed(
    officer: StrictClient, world: World, comment: Record
) -> None:
    assert "Acknowledge it" in text_of(officer.get(f"/staff/cases/{comment.reference}"))
    do(officer, comment, "acknowledge", body="Thank you. We read it in our meeting on Monday.")
    assert feedback_of(comment).acknowledged_at is not None
    assert "cases/acknowledged" in [m.kind for m in messages(comment)]
    page = officer.get(f"/staff/cases/{comment.reference}")
    assert "Acknowledge it" not in text_of(page)


def test_what_we_learned_is_asked_at_closing(officer: StrictClient, world: World, comment: Record) -> None:
    ending = {"outcome": "withdrawn by the customer", "body": ""}
    silent = do(officer, comment, "close", **ending, learned="", will_change="")
    assert silent.status_code == 422
    assert "Write what we learned. “Nothing new” will do" in text_of(silent)
    done = do(officer, comment, "close", **ending, learned="Forms are hard.", will_change="A shorter form.")
    assert done.status_code == 303
    kept = feedback_of(comment)
    assert (kept.learned, kept.will_change) == ("Forms are hard.", "A shorter form.")
    assert db.session.get_one(Case, comment.id).status == "closed"
    assert "A shorter form." in text_of(officer.get(f"/staff/cases/{comment.reference}"))


def test_an_enquiry_is_closed_without_learning(officer: StrictClient, world: World) -> None:
    record = world.raised()
    record.handler_id = world.officer.id
    database.commit()
    answer = do(officer, record, "close", outcome="withdrawn by the customer", body="")
    assert answer.status_code == 303
    page = text_of(officer.get(f"/staff/cases/{record.reference}/do/note"))
    assert "themes" not in page
    assert officer.get(f"/staff/cases/{record.reference}/do/themes").location is not None


def test_an_administrator_keeps_the_themes(client: StrictClient, world: World) -> None:
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR, given_name="Ada"))
    assert "There is no theme yet." in text_of(client.get("/staff/themes"))
    for name in ("Repairs", "Being told"):
        page = client.get("/staff/themes/new")
        kept = client.post("/staff/themes/new", data={**hidden(page), "name": name, "active": "y"})
        assert kept.location == "/staff/themes?saved=1"
    page = client.get("/staff/themes/new")
    twice = client.post("/staff/themes/new", data={**hidden(page), "name": "Repairs", "active": "y"})
    assert "There is a theme of this name already" in text_of(twice)
    theme = db.session.scalars(sa.select(Theme).where(Theme.name == "Repairs")).one()
    old = hidden(client.get(f"/staff/themes/{theme.id}"))
    client.post(f"/staff/themes/{theme.id}", data={**old, "name": "Repair work"})
    stale = client.post(f"/staff/themes/{theme.id}", data={**old, "name": "Mending"})
    assert stale.status_code == 409
    assert "No longer used." in text_of(client.get("/staff/themes"))
    assert client.statement_count <= 10
    assert client.get("/staff/themes/999").status_code == 404


def test_a_case_has_several_themes(officer: StrictClient, world: World, comment: Record) -> None:
    names = ["Being told", "Forms", "Repairs"]
    db.session.add_all(Theme(name=name) for name in names)
    database.commit()
    ids = {t.name: t.id for t in db.session.scalars(sa.select(Theme))}
    do(officer, comment, "themes", themes=[ids["Forms"], ids["Repairs"]])
    page = officer.get(f"/staff/cases/{comment.reference}")
    assert "Themes: Forms, Repairs" in text_of(page)
    assert officer.statement_count <= 10
    do(officer, comment, "themes", themes=[ids["Being told"]])
    assert list(db.session.scalars(sa.select(CaseTheme.theme_id))) == [ids["Being told"]]
    assert acts(comment).count("case.themes") == 2


def test_what_we_did_is_published_from_a_comment_without_the_name(
    officer: StrictClient, world: World, comment: Record
) -> None:
    page = officer.get(f"/staff/cases/{comment.reference}")
    assert f"/staff/what-we-did/new?from={comment.reference}" in page.get_data(as_text=True)
    address = f"/staff/what-we-did/new?from={comment.reference}"
    form = hidden(officer.get(address))
    named = officer.post(
        address, data={**form, "said": "Amina found it hard.", "did": "Less.", "theme_id": ""}
    )
    assert named.status_code == 422
    assert "Leave out the customer’s name" in text_of(named)
    fields = {**form, "said": "The form is long.", "did": "It has one page now.", "theme_id": ""}
    assert officer.post(address, data=fields).location == "/staff/what-we-did?saved=1"
    row = db.session.scalars(sa.select(WhatWeDid)).one()
    assert (row.record_id, row.published_on.isoformat()) == (comment.id, "2026-11-03")
    assert "It has one page now." in text_of(officer.get("/you-said-we-did"))
    assert officer.get("/staff/what-we-did").status_code == 200
    assert officer.statement_count <= 10
    # Changing it looks for the name as well.
    changing = f"/staff/what-we-did/{row.id}"
    again = {**hidden(officer.get(changing)), "said": "Farah said so.", "did": "Less.", "theme_id": ""}
    assert officer.post(changing, data=again).status_code == 422
    officer.post(f"/staff/what-we-did/{row.id}/take-back")
    assert "It has one page now." not in text_of(officer.get("/you-said-we-did"))
    assert "taken back" in text_of(officer.get("/staff/what-we-did"))
    back = {**hidden(officer.get(changing)), "said": "The form is long.", "did": "Two pages.", "theme_id": ""}
    assert officer.post(changing, data=back).status_code == 303
    assert "Two pages." in text_of(officer.get("/you-said-we-did"))


def test_themes_are_counted_lately_and_before(officer: StrictClient, world: World) -> None:
    theme = Theme(name="Being told")
    db.session.add(theme)
    told = {
        CaseKind.COMMENT: (0, 10, 90, 92, 181, 183),
        CaseKind.COMPLIMENT: (5, 100),
        CaseKind.COMPLAINT: (1,),  # has figures of its own
    }
    for kind, days_ago in told.items():
        for days in days_ago:
            record = world.raised(kind=kind, now=RECEIVED - timedelta(days=days))
            db.session.add(CaseTheme(record_id=record.id, theme_id=theme.id))
    database.commit()
    reader = Reader(person_id=world.officer.id, abilities=abilities_of(frozenset({Role.OFFICER})))
    (count,) = theme_counts(reader, now=RECEIVED)
    assert (count.comments, count.comments_before, count.thanks, count.thanks_before) == (3, 2, 1, 1)
    page = officer.get("/staff/what-we-did")
    assert "Being told 3 2 1 1" in text_of(page)
    assert officer.statement_count <= 10
