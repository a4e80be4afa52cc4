"""The staff's pages: the flag for everybody, detail on grounds, each look recorded, acts, instructions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal import database, timekeeping
from portal.audit.models import AuditEntry
from portal.database import db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.needs.details import Interpreter, LargePrint
from portal.needs.markers import NeedKind
from portal.needs.models import Need, NeedLook, SafetyMarker
from portal.needs.queries import flag_for, followed, needs_told
from portal.needs.services.telling import keep_health
from portal.records.services import Opening, open_record
from tests.cases_staff.reading import hidden, text_of
from tests.client import StrictClient
from tests.factories.needs import NOW, a_marker, a_need
from tests.factories.people import a_person, a_staff_member, a_tenancy

K = NeedKind
TODAY = date(2026, 11, 3)


@pytest.fixture
def told(amina: Person) -> Need:
    """Amina needs a Somali interpreter."""
    return a_need(amina, K.INTERPRETER, Interpreter(language="so"))


@pytest.fixture
def needs_officer(client: StrictClient, amina: Person) -> Person:
    """Needs staff, signed in."""
    officer = a_staff_member(Role.NEEDS, given_name="Helen", family_name="Wright")
    client.sign_in_as(officer)
    return officer


def looks(act: str) -> list[tuple[int | None, int | None]]:
    """Who looked at whom."""
    rows = db.session.execute(
        sa.select(AuditEntry.actor_id, AuditEntry.person_id).where(
            AuditEntry.act == act, AuditEntry.is_look.is_(True)
        )
    )
    return [(row.actor_id, row.person_id) for row in rows]


def a_day(name: str, on: date) -> dict[str, str]:
    """A date as its three inputs."""
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def deals_with(officer: Person, person: Person) -> None:
    """The officer is the handler of an open record of the person."""
    record = open_record(
        Opening(kind="enquiry", title="The gate", channel="web", received_at=NOW, person_id=person.id),
        by=None,
        now=NOW,
    )
    record.handler_id = officer.id
    database.commit()


@pytest.mark.parametrize(
    ("role", "handles", "sees"),
    [
        (Role.OFFICER, False, False),
        (Role.OFFICER, True, True),
        (Role.RECEPTION, False, False),
        (Role.NEEDS, False, True),
        (Role.MANAGER, False, True),
    ],
)
def test_detail_opens_only_on_grounds_and_every_look_is_recorded(
    client: StrictClient, amina: Person, told: Need, role: Role, handles: bool, sees: bool
) -> None:
    member = a_staff_member(role)
    if handles:
        deals_with(member, amina)
    client.sign_in_as(member)
    page = text_of(client.get(f"/staff/people/{amina.id}/needs"))
    assert client.statement_count <= 10
    assert "interpreter" in page.lower()
    assert ("Somali" in page) is sees
    assert looks("needs.seen" if sees else "needs.flag seen") == [(member.id, amina.id)]


def test_somebody_else_gives_a_reason_and_sees_it_for_fifteen_minutes(
    client: StrictClient, amina: Person, told: Need
) -> None:
    member = a_staff_member(Role.RECEPTION)
    client.sign_in_as(member)
    address = f"/staff/people/{amina.id}/needs"
    refused = client.post(f"{address}/reason", data={"reason": " "})
    assert refused.status_code == 422
    assert "Write why you need to see it" in text_of(refused)
    assert "Somali" not in text_of(refused)
    client.post(f"{address}/reason", data={"reason": "She is at the desk and asks for help."})
    assert "Somali" in text_of(client.get(address))
    look = db.session.scalars(sa.select(NeedLook)).one()
    assert (look.by_id, look.person_id) == (member.id, amina.id)
    stored = db.session.scalar(sa.text("SELECT reason FROM need_looks"))
    assert b"desk" not in bytes(stored)
    for minutes, sees in ((14, True), (16, False)):
        timekeeping.set_offset(timedelta(0))
        timekeeping.set_offset(look.at + timedelta(minutes=minutes) - timekeeping.utc_now())
        assert ("Somali" in text_of(client.get(address))) is sees


def test_a_reason_opens_it_for_nobody_else_and_of_nobody_else(
    client: StrictClient, amina: Person, told: Need
) -> None:
    other = a_person(given_name="Bill")
    a_need(other, K.INTERPRETER, Interpreter(language="pl"))
    client.sign_in_as(a_staff_member(Role.RECEPTION))
    client.post(f"/staff/people/{amina.id}/needs/reason", data={"reason": "At the desk."})
    assert "Polish" not in text_of(client.get(f"/staff/people/{other.id}/needs"))
    client.sign_in_as(a_staff_member(Role.RECEPTION, given_name="Tom"))
    assert "Somali" not in text_of(client.get(f"/staff/people/{amina.id}/needs"))


@pytest.mark.parametrize("page", ["", "/interpreter", "/interpreter/steps", "/interpreter/health"])
def test_no_other_page_shows_detail_without_grounds(
    client: StrictClient, amina: Person, told: Need, page: str
) -> None:
    keep_health(told, words="deaf in one ear", by=amina.id, now=NOW)
    database.commit()
    client.sign_in_as(a_staff_member(Role.OFFICER))
    answer = client.get(f"/staff/people/{amina.id}/needs{page}")
    said = answer.get_data(as_text=True)
    assert "Somali" not in said
    assert "deaf" not in said
    assert answer.status_code == (303 if page else 200)


def test_staff_never_see_their_own_households(client: StrictClient, amina: Person, told: Need) -> None:
    helen = a_staff_member(Role.NEEDS)
    a_tenancy(amina, helen)
    marker = a_marker(amina, by=a_staff_member(Role.MANAGER))
    client.sign_in_as(helen)
    for address in (f"people/{amina.id}/needs", f"people/{amina.id}/markers", f"markers/{marker.id}"):
        assert client.get(f"/staff/{address}").status_code == 404, address
    assert "Amina" not in text_of(client.get("/staff/needs"))
    assert "Amina" not in text_of(client.get("/staff?whose=all"))


def test_staff_tell_us_for_somebody(client: StrictClient, amina: Person) -> None:
    member = a_staff_member(Role.RECEPTION)
    client.sign_in_as(member)
    address = f"/staff/people/{amina.id}/needs/large-print"
    refused = client.post(address, data={"points": "20"})
    assert "Choose how they told you" in text_of(refused)
    sent = client.post(address, data={"points": "20", "heard_by": "phone"})
    assert sent.location == f"/staff/people/{amina.id}/needs?saved=large-print"
    need = db.session.scalars(sa.select(Need)).one()
    assert (need.told_by_id, need.recorded_by_id, need.told_in) == (amina.id, member.id, "phone")
    assert client.get(f"/staff/people/{amina.id}/needs?saved=large-print").status_code == 200


def test_whoever_deals_with_them_ends_a_need_for_them(
    client: StrictClient, amina: Person, told: Need
) -> None:
    officer = a_staff_member()
    client.sign_in_as(officer)
    address = f"/staff/people/{amina.id}/needs/interpreter/end"
    assert client.post(address).status_code == 403
    deals_with(officer, amina)
    assert client.post(address).status_code == 303
    assert needs_told(amina.id, today=TODAY) == []


def act(client: StrictClient, person: Person, name: str, what: str, **fields: Any) -> Any:
    """Open an act's page, fill it in and send it."""
    address = f"/staff/people/{person.id}/needs/{name}/{what}"
    page = client.get(address)
    assert page.status_code == 200
    assert client.statement_count <= 10
    return client.post(address, data={**hidden(page), **fields})


def test_needs_staff_agree_note_what_followed_and_ask_again(
    client: StrictClient, amina: Person, told: Need, needs_officer: Person
) -> None:
    answer = act(client, amina, "interpreter", "agree", **a_day("review_on", date(2027, 5, 4)))
    assert answer.status_code == 303
    act(client, amina, "interpreter", "share", shared_with="Lingo Ltd", purpose="To book somebody")
    act(client, amina, "interpreter", "met", how="call", worked="no", note="Nobody was free.")
    page = text_of(client.get(f"/staff/people/{amina.id}/needs/interpreter/steps?done=met"))
    assert client.statement_count <= 10
    for words in (
        "Tuesday 3 November 2026 at 10am, on their own page",
        "Lingo Ltd",
        "To book somebody",
        "Nobody was free.",
        "ask again by Tuesday 4 May 2027",
    ):
        assert words in page
    assert len(followed(told.id).shares) == 1
    act(client, amina, "interpreter", "review", still="no")
    assert needs_told(amina.id, today=TODAY) == []


def test_a_review_that_goes_on_needs_its_next_day(
    client: StrictClient, amina: Person, told: Need, needs_officer: Person
) -> None:
    act(client, amina, "interpreter", "agree", **a_day("review_on", date(2027, 5, 4)))
    none = {"next_on-day": "", "next_on-month": "", "next_on-year": ""}
    refused = act(client, amina, "interpreter", "review", still="yes", **none)
    assert refused.status_code == 422
    assert "Enter a day after today, at most five years ahead" in text_of(refused)
    assert len(needs_told(amina.id, today=TODAY)) == 1


def test_declining_needs_a_reason_and_an_offer(
    client: StrictClient, amina: Person, told: Need, needs_officer: Person
) -> None:
    refused = act(client, amina, "interpreter", "decline", because="Too far.")
    assert refused.status_code == 422
    assert "Write what we offer instead" in text_of(refused)
    act(client, amina, "interpreter", "decline", because="Too far.", instead="By video.")
    page = text_of(client.get(f"/staff/people/{amina.id}/needs"))
    assert "declined: Too far. Offered instead: By video." in page
    assert flag_for([amina.id], today=TODAY) == {}


def test_a_form_from_before_somebody_else_decided_stores_nothing(
    client: StrictClient, amina: Person, told: Need, needs_officer: Person
) -> None:
    address = f"/staff/people/{amina.id}/needs/interpreter/decline"
    old = hidden(client.get(address))
    act(client, amina, "interpreter", "agree", **a_day("review_on", date(2027, 5, 4)))
    answer = client.post(address, data={**old, "because": "Too far.", "instead": "By video."})
    assert answer.status_code == 409
    db.session.expire_all()
    assert db.session.get_one(Need, told.id).state == "agreed"


def test_health_is_opened_on_a_page_of_its_own_with_a_look_of_its_own(
    client: StrictClient, amina: Person, told: Need, needs_officer: Person
) -> None:
    keep_health(told, words="deaf in one ear", by=amina.id, now=NOW)
    database.commit()
    assert "deaf" not in client.get(f"/staff/people/{amina.id}/needs").get_data(as_text=True)
    assert "deaf" not in client.get(f"/staff/people/{amina.id}/needs/interpreter/steps").get_data(
        as_text=True
    )
    assert looks("need.health seen") == []
    assert "deaf in one ear" in text_of(client.get(f"/staff/people/{amina.id}/needs/interpreter/health"))
    assert looks("need.health seen") == [(needs_officer.id, amina.id)]


def test_what_waits_is_listed_with_its_date_and_stands_on_the_worklist(
    client: StrictClient, amina: Person, told: Need, needs_officer: Person
) -> None:
    bill = a_person(given_name="Bill", family_name="Hargreaves")
    a_need(bill, K.LARGE_PRINT, LargePrint())
    a_marker(bill, by=needs_officer, review_on=date(2026, 11, 20))
    page = text_of(client.get("/staff/needs"))
    assert client.statement_count <= 10
    for words in (
        "Tuesday 17 November 2026 Decide: interpreter Amina Farah",
        "Friday 20 November 2026 Safety instruction: look again Bill Hargreaves",
        "Wednesday 3 November 2027 Ask again: large print Bill Hargreaves",
    ):
        assert words in page
    work = text_of(client.get("/staff?whose=all"))
    assert client.statement_count <= 10
    assert "17 November What helps them: decide or ask again" in work
    assert "20 November Safety instruction: look again" in work
    # A year ahead is too far to stand on the list of work.
    assert work.count("What helps them: decide or ask again") == 1
    assert "Mine 1" in work
    assert "Nobody’s 1" in work


@pytest.mark.parametrize("role", [Role.OFFICER, Role.RECEPTION, Role.COMPLAINTS])
def test_nobody_else_finds_this_work_on_their_list(
    client: StrictClient, amina: Person, told: Need, role: Role
) -> None:
    a_marker(amina, by=a_staff_member(Role.MANAGER), review_on=date(2026, 11, 20))
    client.sign_in_as(a_staff_member(role))
    work = text_of(client.get("/staff?whose=all"))
    assert "What helps them" not in work
    assert "Safety instruction" not in work


def test_an_instruction_is_added_shown_and_looked_at_again(
    client: StrictClient, amina: Person, needs_officer: Person
) -> None:
    address = f"/staff/people/{amina.id}/markers"
    days = {
        **a_day("incident_on", date(2026, 10, 20)),
        **a_day("review_on", date(2027, 4, 20)),
        **a_day("ends_on", date(2027, 10, 20)),
    }
    words = {"instruction": "Visit in pairs.", "facts": "He threw a cup."}
    refused = client.post(f"{address}/new", data={**words, **days})
    assert refused.status_code == 422
    assert "Enter the day they were told, or write why they were not" in text_of(refused)
    client.post(f"{address}/new", data={**words, **days, **a_day("told_on", date(2026, 10, 22))})
    marker = db.session.scalars(sa.select(SafetyMarker)).one()
    assert (marker.decided_by_id, marker.told_on) == (needs_officer.id, date(2026, 10, 22))
    page = text_of(client.get(address))
    assert client.statement_count <= 10
    assert "Visit in pairs." in page
    assert "cup" not in page
    assert "He threw a cup." in text_of(client.get(f"/staff/markers/{marker.id}"))
    assert client.statement_count <= 10
    assert looks("marker.seen") == [(needs_officer.id, amina.id)]
    review = f"/staff/markers/{marker.id}/review"
    form = hidden(client.get(review))
    refused = client.post(review, data={**form, "still": "yes", "why": "Not calmer yet."})
    assert refused.status_code == 422
    client.post(review, data={**form, "still": "no", "why": "He came to say sorry."})
    assert "He came to say sorry." in text_of(client.get(f"/staff/markers/{marker.id}"))
    assert flag_for([amina.id], today=TODAY) == {}


def test_staff_see_the_instruction_and_never_the_history(client: StrictClient, amina: Person) -> None:
    a_marker(amina, by=a_staff_member(Role.MANAGER))
    client.sign_in_as(a_staff_member(Role.OFFICER))
    for address in (f"/staff/people/{amina.id}", f"/staff/people/{amina.id}/needs"):
        page = text_of(client.get(address))
        assert "Visit in pairs." in page
        assert "dog" not in page


def test_a_customer_finds_no_instruction_anywhere(customer: StrictClient, amina: Person) -> None:
    a_marker(amina, by=a_staff_member(Role.MANAGER))
    for address in ("/", "/account", "/account/needs", "/cases"):
        said = customer.get(address).get_data(as_text=True)
        assert "pairs" not in said
        assert "afety" not in said
