"""An exceptional event: on every page while it lasts, on each case it touches, told once, moving no date.

Complaint Handling Code, introduction and 8.5.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditEntry
from portal.cases.jobs import tell_disrupted
from portal.cases.kinds import ReplyBy
from portal.cases.models import EventWord
from portal.cases.staff_queries.disruptions import affected_for
from portal.charters.standards import CaseKind
from portal.commitments.models import Commitment
from portal.complaints.services.taking_on import name_person
from portal.database import commit, db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.organisation.events import Part
from portal.organisation.queries import landlord
from portal.organisation.services.events import end_event
from portal.records.models import Record
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.complaints.conftest import set_clock
from tests.complaints.world import DAY, RECEIVED, World, a_world, reader
from tests.factories.events import an_event
from tests.factories.organisation import a_team
from tests.factories.people import a_person, a_staff_member

TITLE = "An attack on our computers"


@pytest.fixture
def anywhere(any_app: Flask) -> World:
    """The same world on either database."""
    set_clock(RECEIVED)
    return a_world()


def enquiry(world: World, **given: Any) -> Record:
    """An enquiry of the tenant's unless told otherwise."""
    return world.raised(kind=CaseKind.ENQUIRY, words="Who mends the door?", **given)


def seen_by(person: Person) -> list[str]:
    """References of the cases touched by the one event, as that member of staff sees them."""
    return [case.reference for case in affected_for(reader(person), landlord().events[0], now=RECEIVED)]


@pytest.mark.provision("Intro", "8.5")
def test_it_stands_on_every_page_of_customers_while_it_lasts(world: World, client: StrictClient) -> None:
    for published in (False, True):
        event = an_event(published=published, event_id=None)
        for path in ("/", "/contact", "/promises", "/speak", "/sign-in"):
            assert (f"{TITLE}." in text_of(client.get(path))) is published, path
    client.get("/contact")
    assert client.statement_count <= 8
    client.sign_in_as(world.manager)
    assert TITLE not in text_of(client.get("/staff"))
    end_event(event_id=event.id, back_on=RECEIVED.date(), version=event.version, by=None, now=RECEIVED)
    commit()
    assert TITLE not in text_of(client.get("/contact"))
    assert TITLE in text_of(client.get("/disruptions"))  # what was said stays


@pytest.mark.provision("Intro", "8.5")
def test_its_page_says_since_when_until_when_and_whether_the_ombudsman_knows(
    world: World, client: StrictClient
) -> None:
    event = an_event(title="<b>Flood</b>")
    page = client.get("/disruptions")
    assert "<b>Flood" not in page.get_data(as_text=True)
    for words in (
        "It affects everything we do.",
        "It began on Monday 2 November 2026.",
        "We expect to keep to our promises again from Friday 20 November 2026.",
        "We have not told the Housing Ombudsman yet.",
        "The dates we promised you stay as they are.",
    ):
        assert words in text_of(page), words
    an_event(event_id=event.id, version=event.version, ombudsman_told_on=date(2026, 11, 3))
    assert "We told the Housing Ombudsman on Tuesday 3 November 2026." in text_of(client.get("/disruptions"))
    set_clock(RECEIVED + 20 * DAY)
    assert "We do not yet. We will give a new day here." in text_of(client.get("/disruptions"))


@pytest.mark.provision("Intro", "8.5")
def test_no_date_moves_by_it(world: World) -> None:
    record = world.acknowledged()
    dates = sa.select(Commitment.standard, Commitment.due_at, Commitment.paused_at).order_by(Commitment.id)
    before = db.session.execute(dates).all()
    assert before
    an_event(told=True)
    while tell_disrupted(RECEIVED):
        pass
    db.session.expire_all()
    assert db.session.execute(dates).all() == before
    assert record.next_due_at is not None


@pytest.mark.provision("Intro")
def test_each_case_it_touches_carries_it_for_staff_and_customer(world: World, client: StrictClient) -> None:
    complaint, case = world.acknowledged(), enquiry(world)
    db.session.flush()
    other = enquiry(world, now=RECEIVED + timedelta(minutes=1))
    other.team_id = a_team(name="Another team").id
    event = an_event(part=Part.TEAM, part_id=world.team.id)
    commit()
    client.sign_in_as(world.tenant)
    for record, path in ((case, "cases"), (complaint, "complaints"), (complaint, "cases")):
        page = text_of(client.get(f"/{path}/{record.reference}"))
        assert "This may make us late with your case. Its dates stay as they are." in page, path
    assert "This may make us late" not in text_of(client.get(f"/cases/{other.reference}"))
    client.sign_in_as(world.first)
    counts: dict[str, int] = {}
    for record, path in ((case, "cases"), (complaint, "complaints")):
        page = text_of(client.get(f"/staff/{path}/{record.reference}"))
        assert f"Affected by: {TITLE}. Since Monday 2 November 2026. It moves no date" in page
        counts[path] = client.statement_count
    end_event(event_id=event.id, back_on=RECEIVED.date(), version=event.version, by=None, now=RECEIVED)
    commit()
    client.get("/staff")  # the landlord has changed and is read afresh
    for record, path in ((case, "cases"), (complaint, "complaints")):
        client.get(f"/staff/{path}/{record.reference}")
        assert client.statement_count == counts[path], "the flag costs a statement"
    assert "Affected by" not in text_of(client.get(f"/staff/cases/{case.reference}"))  # came on that very day


def test_an_old_case_says_that_it_was_touched_when_it_is_over(world: World, client: StrictClient) -> None:
    set_clock(RECEIVED - 5 * DAY)
    case = enquiry(world, now=RECEIVED - 5 * DAY)
    commit()
    set_clock(RECEIVED)
    event = an_event()
    end_event(event_id=event.id, back_on=RECEIVED.date(), version=event.version, by=None, now=RECEIVED)
    commit()
    client.sign_in_as(world.first)
    page = text_of(client.get(f"/staff/cases/{case.reference}"))
    assert "From Monday 2 November 2026, over on Tuesday 3 November 2026." in page
    client.sign_in_as(world.tenant)
    assert "This may make us late" not in text_of(client.get(f"/cases/{case.reference}"))


@pytest.mark.provision("Intro", "5.8")
def test_the_list_holds_complaints_only_for_those_who_may_see_them(anywhere: World) -> None:
    world = anywhere
    complaint, case = world.acknowledged(), enquiry(world)
    an_event()
    assert seen_by(world.first) == [complaint.reference, case.reference]
    for somebody in (world.manager, world.officer):
        assert seen_by(somebody) == [case.reference]
    named = a_staff_member(Role.COMPLAINTS, Role.MANAGER, given_name="Mary", family_name="Quill")
    assert complaint.reference in seen_by(named)
    name_person(
        complaint, person_id=named.id, by=reader(world.first), version=complaint.version, now=RECEIVED
    )
    assert seen_by(named) == [case.reference]


@pytest.mark.parametrize("part", [Part.TOPIC, Part.TEAM, Part.OFFICE])
def test_the_list_and_the_flag_agree(anywhere: World, part: Part) -> None:
    world = anywhere
    facts = landlord()
    which = {
        Part.TOPIC: facts.topics[0].id,
        Part.TEAM: world.team.id,
        Part.OFFICE: facts.offices[0].id,
    }[part]
    made = [
        enquiry(world, topic_id=facts.topics[0].id),
        enquiry(world, topic_id=facts.topics[1].id),
        enquiry(world),
    ]
    made[2].team_id = a_team(name="Another team").id
    an_event(part=part, part_id=which)
    event = landlord().events[0]
    flagged = [
        record.reference
        for record in made
        if event.touches(
            topic_id=record.topic_id,
            team_id=record.team_id,
            office_id=record.office_id or facts.offices[0].id,
            received_on=RECEIVED.date(),
            closed_on=None,
        )
    ]
    assert sorted(seen_by(world.first)) == sorted(flagged) != []


@pytest.mark.provision("Intro")
def test_the_list_is_saved_as_a_file_and_who_took_it_is_recorded(world: World, client: StrictClient) -> None:
    case = enquiry(world)
    case.title = "=1+1"
    event = an_event()
    client.sign_in_as(world.officer)
    client.get("/staff")  # the landlord has changed and is read afresh
    page = client.get(f"/staff/disruptions/{event.id}/cases")
    assert case.reference in text_of(page)
    assert client.statement_count <= 10
    saved = client.get(f"/staff/disruptions/{event.id}/cases.csv")
    rows = list(csv.reader(io.StringIO(saved.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[1][:4] == [case.reference, "enquiry", "'=1+1", "2026-11-03 16:12"]
    looks = sa.select(AuditEntry.act, AuditEntry.actor_id).where(AuditEntry.act.startswith("event.cases"))
    assert {tuple(row) for row in db.session.execute(looks)} == {
        ("event.cases seen", world.officer.id),
        ("event.cases saved", world.officer.id),
    }
    assert client.get("/staff/disruptions/99/cases").status_code == 404


@pytest.mark.provision("Intro", "8.5")
def test_residents_are_told_once_each_and_first_where_it_is_no_complaint(anywhere: World) -> None:
    world = anywhere
    complaint, case, second = world.acknowledged(), enquiry(world), enquiry(world)
    alone = a_person(given_name="Olu", family_name="Grey")
    complained = world.raised(person=alone)
    visitor = enquiry(world, person=None, contact_email="gareth@home.example", contact_name="Gareth Pugh")
    closed = enquiry(world, person=a_person(given_name="Ewa"))
    closed.closed_at = RECEIVED
    commit()
    assert tell_disrupted(RECEIVED) == 0
    an_event(told=True, now=RECEIVED)
    late = enquiry(world, now=RECEIVED + DAY, person=a_person(given_name="Late"))
    commit()
    assert (tell_disrupted(RECEIVED), tell_disrupted(RECEIVED), tell_disrupted(RECEIVED)) == (5, 0, 0)
    sent = {
        message.record_id: message
        for message in db.session.scalars(
            sa.select(OutgoingMessage).where(OutgoingMessage.kind == "cases/disrupted")
        )
    }
    assert set(sent) == {case.id, complained.id, visitor.id}
    assert not {complaint.id, second.id, closed.id, late.id} & set(sent)
    words = " ".join(sent[case.id].text.split())
    for expected in (
        TITLE,
        "Somebody broke into our computers on 2 November.",
        "We answer letters first.",
        "It began on Monday 2 November 2026. We expect to work as usual again from Friday 20 November 2026.",
        "The dates we promised you stay as they are. If we miss one, we are late, and you can complain",
        "/disruptions",
    ):
        assert expected in words, expected
    assert "Housing Ombudsman" in sent[complained.id].text
    assert "Housing Ombudsman" not in sent[case.id].text
    assert landlord().events[0].told_at == RECEIVED
    assert sorted(db.session.scalars(sa.select(EventWord.sent))) == [False, False, True, True, True]


def test_word_by_post_goes_by_post(world: World) -> None:
    by_post = a_person(given_name="Ewa", family_name="Lis", prefers="post")
    enquiry(world, person=by_post, reply_by=ReplyBy.POST)
    commit()
    an_event(told=True, now=RECEIVED)
    assert tell_disrupted(RECEIVED) == 1
    message = db.session.scalars(
        sa.select(OutgoingMessage).where(OutgoingMessage.kind == "cases/disrupted")
    ).one()
    assert (message.person_id, message.to_address) == (by_post.id, "")


@pytest.mark.provision("Intro")
def test_whoever_was_told_of_it_is_told_once_that_it_is_over(anywhere: World) -> None:
    world = anywhere
    case, second, closed = enquiry(world), enquiry(world), enquiry(world, person=a_person(given_name="Ewa"))
    event = an_event(told=True, now=RECEIVED)
    assert tell_disrupted(RECEIVED) == 3
    closed.closed_at = RECEIVED
    late = enquiry(world, now=RECEIVED + DAY, person=a_person(given_name="Late"))
    assert tell_disrupted(RECEIVED) == 0
    end_event(event_id=event.id, back_on=RECEIVED.date(), version=event.version, by=None, now=RECEIVED)
    commit()
    assert (tell_disrupted(RECEIVED), tell_disrupted(RECEIVED), tell_disrupted(RECEIVED)) == (2, 0, 0)
    over = sa.select(OutgoingMessage).where(OutgoingMessage.kind == "cases/disruption_over")
    sent = {message.record_id: message for message in db.session.scalars(over)}
    assert set(sent) == {case.id, closed.id}
    assert not {second.id, late.id} & set(sent)
    words = " ".join(sent[case.id].text.split())
    assert "We have worked as usual again since Tuesday 3 November 2026." in words
    assert "The dates we promised you stayed as they were." in words
    assert landlord().events[0].over_told_at == RECEIVED


@pytest.mark.provision("Intro")
def test_nobody_hears_of_it_once_it_is_over(anywhere: World) -> None:
    enquiry(anywhere)
    event = an_event(told=True, now=RECEIVED)
    end_event(event_id=event.id, back_on=RECEIVED.date(), version=event.version, by=None, now=RECEIVED)
    commit()
    assert tell_disrupted(RECEIVED) == 0
    assert db.session.scalars(sa.select(EventWord)).all() == []
    assert landlord().events[0].over_told_at == RECEIVED
