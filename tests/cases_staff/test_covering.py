"""Work of somebody away: customers are told who stands in, staff see it, open cases are handed over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cases.kinds import ReplyBy
from portal.cases.services.contacts import Contact, log_contact
from portal.cases.services.covering import Chosen, hand_over_work
from portal.cases.services.customers import say_not_answered, write_again
from portal.cases.services.handling import assign
from portal.charters.standards import CaseKind, Channel
from portal.database import commit, db
from portal.errors import RuleBroken
from portal.identity.absences import span
from portal.identity.models import Absence, Person
from portal.identity.roles import Role
from portal.identity.services.absences import add_absence
from portal.organisation.queries import landlord
from portal.records.models import Bar, Record
from tests.applications import running_app
from tests.cases_services.world import RECEIVED, World, a_world, acts, messages
from tests.cases_staff.conftest import set_clock
from tests.cases_staff.reading import do, hidden, text_of
from tests.cases_staff.test_log import FIELDS
from tests.client import StrictClient
from tests.factories.people import a_staff_member

AWAY = "cases/away"
MONDAY = date(2026, 11, 9)


def away(world: World, *, last: date = MONDAY, deputy: Person | None = None) -> Absence:
    """The officer is away from Tuesday 3 November."""
    from_at, to_at = span(RECEIVED.date(), last, landlord().zone)
    absence = add_absence(
        person_id=world.officer.id,
        from_at=from_at,
        to_at=to_at,
        deputy_id=deputy.id if deputy else None,
        by=None,
        now=RECEIVED,
    )
    commit()
    return absence


def handled(world: World, **given: object) -> Record:
    """A case the officer deals with."""
    record = world.raised(**given)
    assign(record, to=world.officer.id, by=world.officer.id, version=record.version, now=RECEIVED)
    commit()
    return record


def sent(record: Record) -> list[str]:
    """The kinds of the messages about a case, after the confirmation."""
    return [message.kind for message in messages(record)][1:]


def write(world: World, record: Record, now: datetime = RECEIVED) -> None:
    """The tenant writes again."""
    write_again(record, words="And when?", files=(), by=world.tenant.id, now=now)
    commit()


def test_who_writes_to_somebody_away_is_told_who_stands_in_once(world: World) -> None:
    record = handled(world)
    write(world, record)
    assert sent(record) == []
    away(world, deputy=world.colleague)
    write(world, record)
    write(world, record, RECEIVED + timedelta(hours=2))
    assert sent(record) == [AWAY]
    words = " ".join(messages(record)[-1].text.split())
    assert "Joanna Blake is away, and back on Tuesday 10 November 2026." in words
    assert "Until then ask Sam Hill: ring 020 7946 0111." in words
    assert words.rstrip().count("Joanna") == 1  # the deputy signs
    write(world, record, RECEIVED + timedelta(days=8))
    assert sent(record) == [AWAY]


def test_without_a_deputy_the_team_is_named(world: World) -> None:
    record = handled(world)
    away(world)
    write(world, record)
    words = " ".join(messages(record)[-1].text.split())
    assert "Until then ask Housing team: ring 020 7946 0100." in words


def test_who_says_it_is_not_answered_is_told_too(world: World) -> None:
    record = handled(world)
    db.session.execute(sa.text("UPDATE cases SET status = 'answered' WHERE id = :i"), {"i": record.id})
    away(world, deputy=world.colleague)
    db.session.expire_all()
    say_not_answered(record, words="", by=world.tenant.id, now=RECEIVED)
    commit()
    assert sent(record) == [AWAY]


@pytest.mark.parametrize(
    ("charter", "last", "told"),
    [
        ("tp-properties", RECEIVED.date(), False),  # one working day, and the policy says more than one
        ("tp-properties", date(2026, 11, 4), True),
        ("redland", RECEIVED.date(), True),
    ],
)
def test_how_short_an_absence_needs_no_word_is_the_policys(
    tmp_path: object, charter: str, last: date, told: bool, new_database: object
) -> None:
    with running_app(tmp_path, database_url=new_database("sqlite"), charter=charter):  # type: ignore[arg-type, operator]
        set_clock(RECEIVED)
        world = a_world()
        record = handled(world)
        away(world, last=last, deputy=world.colleague)
        write(world, record)
        assert (AWAY in sent(record)) is told


def test_who_asks_for_somebody_away_on_the_phone_is_told(world: World) -> None:
    away(world, deputy=world.colleague)
    record = log_contact(
        Contact(
            channel=Channel.PHONE,
            received_at=RECEIVED,
            kind=CaseKind.ENQUIRY,
            words="Is Joanna there?",
            reply_by=ReplyBy.EMAIL,
            submission_id="x" * 24,
            name="Amina Farah",
            person=world.tenant,
            for_officer_id=world.officer.id,
        ),
        by=world.colleague.id,
        now=RECEIVED,
    )
    commit()
    assert sent(record) == [AWAY]


def test_the_customers_page_names_who_stands_in(client: StrictClient, world: World) -> None:
    record = handled(world)
    away(world, deputy=world.colleague)
    client.sign_in_as(world.tenant)
    client.get(f"/cases/{record.reference}")
    page = text_of(client.get(f"/cases/{record.reference}"))
    assert "Joanna Blake is away, and back on Tuesday 10 November 2026." in page
    assert "Until then ask Sam Hill. Ring 020 7946 0111" in page
    assert client.statement_count <= 8


def test_staff_see_it_beside_the_name_and_where_a_handler_is_chosen(
    officer: StrictClient, world: World
) -> None:
    record = handled(world)
    away(world, deputy=world.colleague)
    officer.sign_in_as(world.colleague)
    officer.get(f"/staff/cases/{record.reference}")
    page = text_of(officer.get(f"/staff/cases/{record.reference}"))
    assert "Joanna Blake , Housing officer" in page
    assert "away until Monday 9 November; Sam Hill covers" in page
    assert officer.statement_count <= 10
    other = world.raised()
    commit()
    for reference, act in ((other.reference, "assign"), (other.reference, "hand-over")):
        choices = text_of(officer.get(f"/staff/cases/{reference}/do/{act}"))
        assert "Joanna Blake, Housing officer (away until Monday 9 November; Sam Hill covers)" in choices
    log = text_of(officer.get("/staff/log/contact"))
    assert "Joanna Blake, Housing officer (away until Monday 9 November; Sam Hill covers)" in log


@pytest.fixture
def absence(world: World) -> Absence:
    """The officer is away, with three open cases; the colleague stands in."""
    for title in ("first", "second", "third"):
        handled(world, title=title)
    return away(world, deputy=world.colleague)


def cases() -> list[Record]:
    """All of them, in order."""
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Record).order_by(Record.id)))


def values() -> list[str]:
    """How the cases stand in the form."""
    return [f"{record.reference}.{record.version}" for record in cases()]


def test_the_chosen_cases_go_to_the_deputy_and_each_customer_is_told(
    officer: StrictClient, world: World, absence: Absence
) -> None:
    address = f"/staff/absences/{absence.id}/cases"
    page = officer.get(address)
    assert "Sam Hill covers." in text_of(page)
    assert text_of(page).count("first · Amina Farah") == 1
    assert officer.statement_count <= 10
    chosen = values()[:2]
    answer = officer.post(address, data={"chosen": chosen, "body": "Joanna is on leave."})
    assert answer.location == f"{address}?done=2&left=0"
    first, second, third = cases()
    assert [r.handler_id for r in (first, second)] == [world.colleague.id] * 2
    assert third.handler_id == world.officer.id
    assert acts(first)[-1] == "case.handed over"
    for record in (first, second):
        assert sent(record) == ["cases/handed_over"]
        assert "Joanna is on leave." in messages(record)[-1].text
    done = text_of(officer.get(answer.location))
    assert "Handed over: 2" in done
    assert "third · Amina Farah" in done
    assert "first · Amina Farah" not in done


def test_what_changed_meanwhile_or_may_not_be_taken_stays(
    officer: StrictClient, world: World, absence: Absence
) -> None:
    chosen = values()
    first, second, _ = cases()
    do(
        officer,
        first,
        "progress",
        body="Soon.",
        **{"next_update_on-day": "12", "next_update_on-month": "11", "next_update_on-year": "2026"},
    )
    db.session.add(Bar(record_id=second.id, person_id=world.colleague.id, why="named"))
    commit()
    answer = officer.post(f"/staff/absences/{absence.id}/cases", data={"chosen": chosen, "body": "On leave."})
    assert answer.location.endswith("?done=1&left=2")
    assert [r.handler_id == world.colleague.id for r in cases()] == [False, False, True]
    assert sent(cases()[1]) == []
    assert "Not handed over: 2" in text_of(officer.get(answer.location))


def test_somebody_who_took_a_case_meanwhile_keeps_it(world: World, absence: Absence) -> None:
    record = cases()[0]
    record.handler_id = world.colleague.id
    db.session.flush()
    left = hand_over_work(
        [Chosen(record=record, version=record.version)],
        absent_id=world.officer.id,
        deputy_id=world.colleague.id,
        reason="On leave.",
        by=world.colleague.id,
        now=RECEIVED,
    )
    assert left == (record,)
    with pytest.raises(RuleBroken, match="reason missing"):
        hand_over_work([], absent_id=1, deputy_id=2, reason=" ", by=1, now=RECEIVED)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"chosen": [], "body": "On leave."}, "Choose one case or more"),
        ({"body": ""}, "Write why they are handed over"),
        ({"body": "   "}, "Write why they are handed over"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    officer: StrictClient, world: World, absence: Absence, fields: dict[str, object], said: str
) -> None:
    page = officer.post(f"/staff/absences/{absence.id}/cases", data={"chosen": values(), **fields})
    assert page.status_code == 422
    assert text_of(page).count(said) == 2
    assert {record.handler_id for record in cases()} == {world.officer.id}


@pytest.mark.parametrize(
    ("who", "status"), [("colleague", 200), ("manager", 200), ("another", 404), ("reception", 403)]
)
def test_the_deputy_and_managers_may_take_it_over_too(
    officer: StrictClient, world: World, absence: Absence, who: str, status: int
) -> None:
    person = {
        "colleague": lambda: world.colleague,
        "manager": lambda: a_staff_member(Role.MANAGER),
        "another": a_staff_member,
        "reception": lambda: a_staff_member(Role.RECEPTION),
    }[who]()
    officer.sign_in_as(person)
    assert officer.get(f"/staff/absences/{absence.id}/cases").status_code == status


def test_without_a_deputy_the_page_says_so_and_hands_nothing_over(
    officer: StrictClient, world: World
) -> None:
    handled(world)
    absence = away(world)
    address = f"/staff/absences/{absence.id}/cases"
    assert "Choose who stands in" in text_of(officer.get(address))
    assert officer.post(address, data={"chosen": values(), "body": "On leave."}).status_code == 404


def test_logged_for_somebody_away_the_check_page_says_so(
    officer: StrictClient, world: World, app: Flask
) -> None:
    away(world, deputy=world.colleague)
    page = officer.get("/staff/log/contact")
    fields = {**hidden(page), **FIELDS, "for_officer": str(world.officer.id)}
    assert officer.post("/staff/log/contact", data=fields).status_code == 303
    check = text_of(officer.get("/staff/log/check"))
    assert "Joanna Blake, Housing officer (away until Monday 9 November; Sam Hill covers)" in check
