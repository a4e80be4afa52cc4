"""Staff's lists of complaints, page after page: every row once, in one order, with few statements."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.cases.worklist import Cursor
from portal.complaints.models import Complaint, Remedy, TreatedDifferently
from portal.complaints.remedies import RemedyKind
from portal.complaints.staff_queries.lists import BELOW_THE_LIST, ON_A_PAGE, actions_due_for, worklist_for
from portal.complaints.staff_queries.since import answers_since_for
from portal.complaints.stages import State
from portal.complaints.worklist import ActionPlace, Place, Shown
from portal.database import commit, db
from portal.records.models import Bar, Record
from tests.client import StrictClient
from tests.complaints.world import RECEIVED, World, reader

MOST = 10
LIST = "/staff/complaints"
HOUR = timedelta(hours=1)


def rows_of(
    world: World, number: int, *, at_risk: bool = False, dated: bool = True, is_over: bool = False
) -> list[str]:
    """Complaints, three to each instant so that places tie; their references in the order of the list."""
    made = []
    for n in range(number):
        at = RECEIVED - (n // 3) * HOUR
        record = world.raised(words=f"Complaint number {n}.")
        made.append(record)
        record.received_at = at
        record.next_due_at = RECEIVED + (n // 3) * HOUR if dated and not is_over else None
        record.closed_at = RECEIVED - (n // 3) * HOUR if is_over else None
        if at_risk or is_over:
            state = State.CLOSED if is_over else State.ACKNOWLEDGED
            db.session.add(Complaint(id=record.id, state=state, stage=1, at_risk=at_risk))
    db.session.flush()
    if is_over:
        made.sort(key=lambda r: (r.closed_at, r.id), reverse=True)
    else:
        made.sort(key=lambda r: (r.next_due_at or r.received_at, r.id))
    return [record.reference for record in made]


def read_through(world: World, shown: Shown) -> tuple[list[str], int]:
    """Every reference, page after page as the addresses lead on, and the number of pages."""
    found: list[str] = []
    after, pages = None, 0
    while True:
        page = worklist_for(reader(world.first), shown, after=after, now=RECEIVED)
        assert len(page.rows) <= ON_A_PAGE
        found += [row.reference for row in page.rows]
        pages += 1
        if page.next is None:
            return found, pages
        after = Place.from_text(page.next.text())
        assert after == page.next


@pytest.mark.provision("6.1")
def test_paging_shows_every_open_complaint_once_across_all_phases(world: World) -> None:
    at_risk = rows_of(world, 28, at_risk=True)
    at_risk += rows_of(world, 14, at_risk=True, dated=False)
    others = rows_of(world, 28)
    others += rows_of(world, 14, dated=False)
    rows_of(world, 3, is_over=True)
    commit()
    assert read_through(world, Shown.OPEN) == (at_risk + others, 4)


@pytest.mark.parametrize("number", [ON_A_PAGE - 1, ON_A_PAGE, ON_A_PAGE + 1, 2 * ON_A_PAGE])
def test_there_is_a_next_page_only_if_there_is_a_next_row(world: World, number: int) -> None:
    expected = rows_of(world, number)
    commit()
    assert read_through(world, Shown.OPEN) == (expected, -(-number // ON_A_PAGE))


def test_what_is_over_is_paged_with_the_last_to_be_closed_first(world: World) -> None:
    rows_of(world, 3)
    expected = rows_of(world, 53, is_over=True)
    commit()
    assert read_through(world, Shown.CLOSED) == (expected, 3)


def test_mine_is_paged_and_nothing_one_is_barred_from_comes_back_on_a_later_page(world: World) -> None:
    expected = rows_of(world, 30)
    for reference in expected:
        record_of(reference).handler_id = world.first.id
    rows_of(world, 3)
    barred = expected.pop(27)
    db.session.add(Bar(record_id=record_of(barred).id, person_id=world.first.id, why="named"))
    commit()
    assert read_through(world, Shown.MINE) == (expected, 2)


@pytest.mark.parametrize("shown", list(Shown))
def test_the_pages_lead_through_the_list_and_back(world: World, client: StrictClient, shown: Shown) -> None:
    references = rows_of(world, 28, is_over=shown is Shown.CLOSED)
    for reference in references:
        record_of(reference).handler_id = world.first.id
    client.sign_in_as(world.first)
    address = f"{LIST}?show={shown.value}" if shown else LIST
    first = client.get(address).get_data(as_text=True)
    following = re.search(r'<a href="([^"]+)" rel="next">The next 25</a>', first)
    assert following is not None
    assert "Back to the top of the list" not in first
    second = client.get(following.group(1).replace("&amp;", "&")).get_data(as_text=True)
    assert f'<a href="{address}" rel="prev">Back to the top of the list</a>' in second
    assert 'rel="next"' not in second
    links = [re.findall(rf'href="{LIST}/([A-Z0-9-]+)"', page) for page in (first, second)]
    assert links == [references[:ON_A_PAGE], references[ON_A_PAGE:]]
    assert client.statement_count <= MOST


def test_a_place_beyond_the_last_says_that_there_are_no_more(world: World, client: StrictClient) -> None:
    rows_of(world, 1)
    client.sign_in_as(world.first)
    beyond = Place(at_risk=False, row=Cursor(dated=False, at=RECEIVED, id=10**9))
    for place in (LIST, f"{LIST}/since"):
        assert "There are no more." in client.get(f"{place}?after={beyond.text()}").get_data(as_text=True)
    last = ActionPlace(by_on=RECEIVED.date(), id=10**9)
    page = client.get(f"{LIST}/promised?after={last.text()}").get_data(as_text=True)
    assert "There are no more." in page


@pytest.mark.parametrize("text", ["", "r", "d.1.1", "rd", "rd.x.1", "xd.1.1", "nq.1.1", "n" + "9" * 60])
def test_a_place_nobody_wrote_is_the_top(text: str) -> None:
    assert Place.from_text(text) is None


@pytest.mark.parametrize("text", ["", "1", ".1", "x.1", "0.1", "-5.1", "1.x", "1." + "9" * 19, "9999999.1"])
def test_a_place_among_actions_nobody_wrote_is_the_top(text: str) -> None:
    assert ActionPlace.from_text(text) is None


def promised(world: World, number: int, *, seen: bool = True) -> list[str]:
    """Actions not done yet, three to each date, by their dates; of a complaint `first` may see or not."""
    record = world.acknowledged()
    if not seen:
        db.session.add(Bar(record_id=record.id, person_id=world.first.id, why="named"))
    for n in range(number):
        db.session.add(
            Remedy(
                complaint_id=record.id,
                stage=1,
                kind=RemedyKind.ACTION,
                words=f"We do {n} {'' if seen else 'unseen'}",
                by_whom="Brightlight Ltd",
                by_on=RECEIVED.date() + timedelta(days=n // 3 - 2),
                promised_at=RECEIVED,
                promised_by_id=world.second.id,
            )
        )
    commit()
    return [f"We do {n} " for n in range(number)]


@pytest.mark.provision("7.2-7.4")
def test_paging_shows_every_action_once_and_none_of_a_complaint_one_is_barred_from(world: World) -> None:
    promised(world, 4, seen=False)
    expected = promised(world, 53)
    found: list[str] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        page = actions_due_for(reader(world.first), after=after, now=RECEIVED)
        found += [row.words for row in page.rows]
        after, pages = page.next and ActionPlace.from_text(page.next.text()), pages + 1
    assert (found, pages) == (expected, 3)


@pytest.mark.parametrize("number", [BELOW_THE_LIST, BELOW_THE_LIST + 1])
def test_the_list_shows_the_first_actions_and_the_way_to_all_of_them(
    world: World, client: StrictClient, number: int
) -> None:
    promised(world, number)
    client.sign_in_as(world.first)
    page = client.get(LIST).get_data(as_text=True)
    assert page.count("Brightlight Ltd, by") == BELOW_THE_LIST
    assert (f'href="{LIST}/promised"' in page) is (number > BELOW_THE_LIST)
    assert client.statement_count <= MOST
    whole = client.get(f"{LIST}/promised").get_data(as_text=True)
    assert whole.count("Brightlight Ltd, by") == number
    assert client.statement_count <= MOST
    assert "What we said we would do" not in client.get(f"{LIST}?show=mine").get_data(as_text=True)


def test_paging_shows_every_answer_on_how_it_was_since_once(world: World) -> None:
    expected: list[tuple[bool, str]] = []
    for n, reference in enumerate(rows_of(world, 53, is_over=True)):
        at, was = RECEIVED - (n // 4) * HOUR, n % 2 == 0
        db.session.add(
            TreatedDifferently(
                complaint_id=record_of(reference).id,
                ask_on=RECEIVED.date(),
                asked_at=at,
                answered_at=at,
                was=was,
                words="",
            )
        )
        expected.append((was, reference))
    commit()
    found: list[tuple[bool, str]] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        page = answers_since_for(reader(world.first), after=after, now=RECEIVED)
        found += [(row.was, row.reference) for row in page.rows]
        after, pages = page.next and Place.from_text(page.next.text()), pages + 1
    assert pages == 3
    assert len(found) == 53
    assert set(found) == set(expected)
    assert [was for was, _ in found] == [True] * 27 + [False] * 26


def record_of(reference: str) -> Record:
    """The record of that reference."""
    return db.session.scalars(sa.select(Record).where(Record.reference == reference)).one()
