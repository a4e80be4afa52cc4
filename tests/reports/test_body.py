"""What the governing body sees: numbers, themes, lessons, the Ombudsman; never a record or a person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.cases.models import CaseTheme, Feedback, Theme
from portal.charters.standards import CaseKind
from portal.complaints.determinations import Finding
from portal.complaints.queries import points_found
from portal.complaints.services.closing import close
from portal.complaints.services.determined import (
    Decided,
    Ordered,
    add_order,
    note_determination,
    note_order_done,
)
from portal.complaints.services.taking_on import name_person
from portal.complaints.staff_queries.determined import points_and_determinations
from portal.database import commit, db
from portal.errors import NotAllowed, NotFound, RuleBroken
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.records.models import Record
from portal.reports.measures import Year
from portal.reports.queries.governing import ForTheBody, for_the_body
from portal.reports.queries.year import figures_for
from tests.client import StrictClient
from tests.complaints.test_services import TAUGHT
from tests.complaints.world import RECEIVED, World, reader
from tests.factories.people import a_staff_member

YEAR = Year(begins=2026)
DAY = timedelta(days=1)
TODAY = RECEIVED.date()
MOST = 10
DECIDED = Decided(
    finding=Finding.MALADMINISTRATION, decided_on=TODAY, words="We took too long to mend a light."
)
ORDER = Ordered(words="Pay £200 and say sorry.", by_on=TODAY + 28 * DAY)


@pytest.fixture
def member(world: World) -> Person:
    """The member of the governing body responsible for complaints."""
    return a_staff_member(Role.GOVERNING_BODY, given_name="Grace", family_name="Abbot", team=world.team)


def seen_by(person: Person) -> ForTheBody:
    """The page's matter."""
    return for_the_body(reader(person), YEAR, now=RECEIVED + DAY)


def a_theme(name: str) -> Theme:
    """One of the landlord's list."""
    theme = Theme(name=name)
    db.session.add(theme)
    db.session.flush()
    return theme


def decided(world: World, record: Record) -> int:
    """The Ombudsman decided and ordered; the number of the order."""
    by = reader(world.first)
    row = note_determination(record, DECIDED, by=by, version=record.version, now=RECEIVED)
    db.session.flush()
    order = add_order(record, ORDER, determination_id=row.id, by=by, version=record.version, now=RECEIVED)
    db.session.flush()
    return order.id


@pytest.mark.provision("9.7")
def test_volumes_outcomes_and_remedies(world: World, member: Person) -> None:
    world.asked_again()
    world.raised()
    found = seen_by(member)
    assert [(one.received, one.in_time) for one in found.measures] == [(2, 1), (1, 0)]
    assert found.measures[0].found == {"upheld": 1}
    assert (found.remedies.promised, found.remedies.done, found.remedies.overdue) == (1, 0, 0)
    last = found.quarters[1][-1]
    assert (last.quarter.first_on, last.received, last.in_time) == (date(2026, 10, 1), 2, 1)
    assert len(found.quarters[1]) == 4 + 3  # the year before, and of this one what has begun


def test_a_remedy_is_overdue_after_its_day(world: World, member: Person) -> None:
    world.answered()
    on_the_day, after = (RECEIVED + n * DAY for n in (20, 21))
    assert for_the_body(reader(member), YEAR, now=on_the_day).remedies.overdue == 0
    assert for_the_body(reader(member), YEAR, now=after).remedies.overdue == 1


@pytest.mark.provision("9.4")
def test_themes_are_one_list_over_everything_people_say(world: World, member: Person) -> None:
    lights = a_theme("Lights")
    comment = world.raised(kind=CaseKind.COMMENT)
    db.session.add(CaseTheme(record_id=comment.id, theme_id=lights.id))
    record = world.answered()
    close(
        record, replace(TAUGHT, theme="lights"), by=reader(world.first), version=record.version, now=RECEIVED
    )
    other = world.answered()
    close(other, TAUGHT, by=reader(world.first), version=other.version, now=RECEIVED)
    lights.name = "Lighting"  # renamed since: counted under its name today
    db.session.flush()
    themes = {one.name: (one.complaints, one.comments) for one in seen_by(member).themes}
    assert themes == {"Lighting": (1, 1), "repairs": (1, 0)}


def test_lessons_and_improvements_have_an_owner_s_role_and_a_date(world: World, member: Person) -> None:
    record = world.answered()
    taught = replace(TAUGHT, change="Weekly check of open jobs.", owner_id=world.officer.id, by_on=TODAY)
    close(record, taught, by=reader(world.first), version=record.version, now=RECEIVED)
    found = seen_by(member)
    assert found.lessons == [("repairs", TAUGHT.words)]
    (one,) = found.improvements
    assert (one.words, one.by_on, one.progress) == ("Weekly check of open jobs.", TODAY, "late")
    assert one.owner_role == world.officer.staff.job_title if world.officer.staff else one.owner_role


def test_complaints_about_personal_data_are_in_no_number(world: World, member: Person) -> None:
    record = world.answered()
    close(record, TAUGHT, by=reader(world.first), version=record.version, now=RECEIVED)
    said = db.session.get_one(Feedback, record.id)
    before = seen_by(member)
    assert (before.remedies.promised, [one.name for one in before.themes]) == (1, ["repairs"])
    year = figures_for(reader(world.first), YEAR, now=RECEIVED)
    assert (sum(year.remedies.values()), sum(year.themes.values())) == (1, 1)
    said.data_protection = True
    db.session.flush()
    after = seen_by(member)
    assert (after.remedies.promised, list(after.themes), after.measures[0].received) == (0, [], 0)
    year = figures_for(reader(world.first), YEAR, now=RECEIVED)
    assert (sum(year.remedies.values()), sum(year.themes.values())) == (0, 0)


def test_a_complaint_the_ombudsman_decided_on_shows_in_few_statements(
    world: World, client: StrictClient
) -> None:
    record = world.asked_again()
    decided(world, record)
    decided(world, record)
    commit()
    client.sign_in_as(world.second)
    page = client.get(f"/staff/complaints/{record.reference}").get_data(as_text=True)
    assert ORDER.words in page
    assert client.statement_count <= 10, client.statements
    points, decisions = points_and_determinations(record.id, stage=1)
    assert [one.point.id for one in points] == [one.point.id for one in points_found(record.id, stage=1)]
    assert [len(orders) for _, orders in decisions] == [1, 1]


@pytest.mark.provision("9.7")
def test_the_ombudsman_s_decisions_with_what_is_done(world: World, member: Person) -> None:
    record = world.asked_again()
    order_id = decided(world, record)
    (one,) = seen_by(member).decisions
    assert (one.finding, one.words) == (Finding.MALADMINISTRATION, DECIDED.words)
    assert [(order.words, order.progress) for order in one.orders] == [(ORDER.words, "open")]
    note_order_done(
        record, order_id=order_id, done_on=TODAY, words="Paid.", by=reader(world.second),
        version=record.version, now=RECEIVED,
    )  # fmt: skip
    assert seen_by(member).decisions[0].orders[0].done_on == TODAY


def test_an_order_still_open_is_there_in_later_years(world: World, member: Person) -> None:
    record = world.asked_again()
    order_id = decided(world, record)
    later = RECEIVED + 365 * DAY
    next_year = Year(begins=2027)
    (one,) = for_the_body(reader(member), next_year, now=later).decisions
    assert one.orders[0].progress == "late"
    note_order_done(
        record, order_id=order_id, done_on=later.date(), words="Paid.", by=reader(world.first),
        version=record.version, now=later,
    )  # fmt: skip
    assert for_the_body(reader(member), next_year, now=later).decisions == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (replace(DECIDED, words=" "), "nothing said"),
        (replace(DECIDED, decided_on=TODAY + DAY), "happened in the future"),
    ],
)
def test_what_a_decision_needs(world: World, wrong: Decided, rule: str) -> None:
    record = world.asked_again()
    with pytest.raises(RuleBroken) as broken:
        note_determination(record, wrong, by=reader(world.first), version=record.version, now=RECEIVED)
    assert broken.value.rule == rule


def test_a_decision_is_written_down_by_complaints_staff_on_their_own_complaint(world: World) -> None:
    record, other = world.asked_again(), world.acknowledged()
    order_id = decided(world, record)
    with pytest.raises(NotAllowed):
        note_determination(record, DECIDED, by=reader(world.manager), version=record.version, now=RECEIVED)
    (row, _orders) = points_and_determinations(record.id, stage=2)[1][0]
    with pytest.raises(NotFound):
        add_order(
            other, ORDER, determination_id=row.id, by=reader(world.first), version=other.version, now=RECEIVED
        )
    with pytest.raises(NotFound):
        note_order_done(
            other, order_id=order_id, done_on=TODAY, words="Paid.", by=reader(world.first),
            version=other.version, now=RECEIVED,
        )  # fmt: skip


def test_who_is_named_in_a_complaint_reads_nothing_we_wrote_of_it(world: World) -> None:
    record = world.answered()
    name_person(
        record, person_id=world.second.id, by=reader(world.first), version=record.version, now=RECEIVED
    )
    decided(world, record)
    taught = replace(TAUGHT, change="Weekly check.", owner_id=world.officer.id, by_on=TODAY)
    close(record, taught, by=reader(world.first), version=record.version, now=RECEIVED)
    barred, other = seen_by(world.second), seen_by(world.first)
    assert (barred.lessons, barred.improvements, barred.decisions) == ([], [], [])
    assert other.lessons
    assert other.improvements
    assert other.decisions
    assert barred.measures == other.measures  # totals hold it


@pytest.mark.provision("9.5-9.6")
def test_a_member_of_the_governing_body_comes_to_their_page_and_opens_nothing_else(
    world: World, member: Person, client: StrictClient
) -> None:
    record = world.answered()
    close(record, TAUGHT, by=reader(world.first), version=record.version, now=RECEIVED)
    decided(world, record)
    commit()
    client.sign_in_as(member)
    page = client.get("/staff/complaints/body?year=2026").get_data(as_text=True)
    main = page.partition("<h1>")[2]
    for trace in (record.reference, record.title, world.tenant.family_name, "Okafor", "Price"):
        assert trace not in main
    assert "fewer than 5" in main
    assert "Maladministration" in main
    assert re.findall(r'href="(/staff[^"]*)"', page.partition("<main")[0]).count("/staff/search") == 0
    for closed in (
        "/staff/complaints", f"/staff/complaints/{record.reference}", "/staff/search", "/staff",
        "/staff/complaints/since", f"/staff/complaints/{record.reference}/record.zip", "/staff/admin",
    ):  # fmt: skip
        assert client.get(closed).status_code == 403, closed
    assert client.get("/staff/complaints/figures").status_code == 200


def test_who_may_open_the_page_of_the_governing_body(
    world: World, member: Person, client: StrictClient
) -> None:
    commit()
    for someone, status in ((member, 200), (world.first, 200), (world.manager, 403), (world.officer, 403)):
        client.sign_out()
        client.sign_in_as(someone)
        assert client.get("/staff/complaints/body").status_code == status


def test_the_page_asks_little_of_the_database(world: World, member: Person, client: StrictClient) -> None:
    decided(world, world.asked_again())
    commit()
    client.sign_in_as(member)
    for _ in range(2):
        client.get("/staff/complaints/body?year=2026")
    assert client.statement_count <= MOST, client.statements


def test_the_decision_is_written_down_and_done_on_the_complaint_s_page(
    world: World, client: StrictClient
) -> None:
    record = world.asked_again()
    commit()
    client.sign_in_as(world.first)
    here = f"/staff/complaints/{record.reference}"
    day = {"decided_on-day": "3", "decided_on-month": "11", "decided_on-year": "2026"}
    form = {"version": record.version, "finding": "service failure", "words": "We were slow.", **day}
    assert client.post(f"{here}/do/ombudsman-decision", data=form).status_code == 303
    page = client.get(here).get_data(as_text=True)
    assert "Service failure" in page
    (order_url,) = set(re.findall(r'href="([^"]*/do/ombudsman-order[^"]*)"', page))
    by = {"by_on-day": "1", "by_on-month": "12", "by_on-year": "2026"}
    db.session.refresh(record)
    form = {"version": record.version, "is_order": "yes", "words": "Say sorry.", **by}
    assert client.post(order_url, data=form).status_code == 303
    page = client.get(here).get_data(as_text=True)
    (done_url,) = set(re.findall(r'href="([^"]*/do/order-done[^"]*)"', page))
    done = {"done_on-day": "3", "done_on-month": "11", "done_on-year": "2026"}
    db.session.refresh(record)
    assert (
        client.post(done_url, data={"version": record.version, "words": "Letter.", **done}).status_code == 303
    )
    assert "done on Tuesday 3 November 2026" in client.get(here).get_data(as_text=True)
