"""Clocks on staff's pages: proof of identity, stopping and starting; what each will do, what is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal import database
from portal.cases.kinds import InformationKind
from portal.cases.services.customers import write_again
from portal.charters.standards import CaseKind
from portal.commitments.models import Commitment
from portal.database import db
from portal.records.models import Record
from tests.cases_services.world import RECEIVED, World, acts, commitments, messages
from tests.cases_staff.conftest import set_clock
from tests.cases_staff.reading import do, hidden, text_of
from tests.client import StrictClient

DAY = timedelta(days=1)
PASSPORT = "A copy of your passport."
WAITS = "the clock starts when we have proof of identity"


@pytest.fixture
def record(world: World) -> Record:
    """A request for own data of Tuesday 3 November; its answer is due on Thursday 3 December."""
    found = world.raised(kind=CaseKind.INFORMATION_REQUEST, information=InformationKind.OWN_DATA)
    found.handler_id = world.officer.id
    db.session.commit()
    return found


def data_promise(record: Record) -> Commitment:
    query = sa.select(Commitment).where(
        Commitment.record_id == record.id, Commitment.source == "subject-access"
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def day(name: str, number: int, month: int = 11) -> dict[str, str]:
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": "2026"}


def case_page(client: StrictClient, record: Record) -> str:
    return text_of(client.get(f"/staff/cases/{record.reference}"))


def test_proof_is_asked_for_and_its_coming_starts_the_clock(
    officer: StrictClient, client: StrictClient, world: World, record: Record
) -> None:
    page = officer.get(f"/staff/cases/{record.reference}/do/ask-identity")
    assert "This clock stands still from now: Your data sent by Thursday 3 December 2026" in text_of(page)
    assert do(officer, record, "ask-identity", body=PASSPORT).location.endswith("?did=ask-identity")
    shown = case_page(officer, record)
    assert WAITS in shown
    assert "Your data sent by" not in shown
    assert "Ask for proof of identity" not in shown
    assert "Stop a clock" not in shown

    set_clock(datetime(2026, 11, 13, 10, tzinfo=UTC))
    here = officer.get(f"/staff/cases/{record.reference}/do/identity-here")
    assert "If it reached us today, this falls due: Your data sent by Monday 14 December 2026" in text_of(
        here
    )
    came = {"proved_at": "9:30am", **day("proved_on", 12)}
    assert do(officer, record, "identity-here", **came).status_code == 303
    assert "by Monday 14 December 2026" in case_page(officer, record)
    assert acts(record)[-2:] == ["case.identity asked", "case.identity proved"]
    assert [m.kind for m in messages(record)][-2:] == ["cases/identity_asked", "cases/identity_proved"]


@pytest.mark.parametrize("side", ["staff", "customer"])
def test_how_we_counted_says_why_it_began_later(
    officer: StrictClient, client: StrictClient, world: World, record: Record, side: str
) -> None:
    promise = data_promise(record)
    tenant = StrictClient(officer.application)
    tenant.sign_in_as(world.tenant)
    reader, root = (officer, "/staff/cases") if side == "staff" else (tenant, "/cases")
    address = f"{root}/{record.reference}/how-we-counted/{promise.id}"
    do(officer, record, "ask-identity", body=PASSPORT)
    waiting = text_of(reader.get(address))
    assert WAITS in waiting
    assert "We asked for proof of identity on Tuesday 3 November 2026 at 4:12pm." in waiting
    assert "3 December" not in waiting
    set_clock(datetime(2026, 11, 13, 10, tzinfo=UTC))
    do(officer, record, "identity-here", **{"proved_at": "9:30am", **day("proved_on", 12)})
    counted = text_of(reader.get(address))
    assert "It began on Thursday 12 November 2026 at 9:30am. That is when proof of identity reached us." in (
        counted
    )
    assert "The same date later is Saturday 12 December 2026." in counted
    assert "the message itself reached us on Tuesday 3 November 2026 at 4:12pm" in counted


def test_the_customer_sees_what_to_send_and_what_has_become_of_it(
    officer: StrictClient, world: World, record: Record
) -> None:
    do(officer, record, "ask-identity", body=PASSPORT)
    tenant = StrictClient(officer.application)
    tenant.sign_in_as(world.tenant)
    page = text_of(tenant.get(f"/cases/{record.reference}"))
    assert "We asked for proof of who you are" in page
    assert PASSPORT in page
    assert WAITS in page
    assert "by Thursday 3 December" not in text_of(tenant.get("/cases"))


@pytest.mark.parametrize("when", ["not allowed", "late", "asked before"])
def test_proof_is_not_offered_where_it_may_not_be_asked_for(
    officer: StrictClient, world: World, record: Record, when: str
) -> None:
    if when == "not allowed":
        record = world.raised()
    elif when == "late":
        set_clock(datetime(2026, 12, 4, 0, 0, 1, tzinfo=UTC))
    else:
        do(officer, record, "ask-identity", body=PASSPORT)
    assert "Ask for proof of identity" not in case_page(officer, record)
    address = f"/staff/cases/{record.reference}/do/ask-identity"
    assert officer.get(address).location.endswith("?did=not-now")
    sent = hidden(officer.get(f"/staff/cases/{record.reference}/do/answer"))
    refused = officer.post(address, data={**sent, "body": PASSPORT})
    assert refused.status_code == 422
    assert PASSPORT in text_of(refused)


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("ask-identity", {"body": " "}, "Write what they should send us"),
        ("stop-clock", {}, "Choose a promise"),
        ("stop-clock", {"body": ""}, "Write why the clock stops, and what you need from them"),
    ],
)
def test_what_is_missing_is_said(
    officer: StrictClient, record: Record, name: str, fields: dict[str, str], said: str
) -> None:
    refused = do(officer, record, name, **fields)
    assert refused.status_code == 422
    assert said in text_of(refused)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"proved_at": "9:30am", **day("proved_on", 20)}, "Enter a day and time that is not in the future"),
        ({"proved_at": "half nine", **day("proved_on", 12)}, "Enter a time, for example 10:30am"),
        ({"proved_at": "9:30am"}, "Enter the day it reached us"),
    ],
)
def test_a_wrong_time_of_the_proof_is_said(
    officer: StrictClient, record: Record, fields: dict[str, str], said: str
) -> None:
    do(officer, record, "ask-identity", body=PASSPORT)
    set_clock(datetime(2026, 11, 13, 10, tzinfo=UTC))
    refused = do(officer, record, "identity-here", **fields)
    assert refused.status_code == 422
    assert said in text_of(refused)
    assert data_promise(record).identity_proved_at is None


def test_a_clock_is_stopped_and_goes_on_from_when_the_customer_answered(
    officer: StrictClient, world: World, record: Record
) -> None:
    promise = data_promise(record)
    stop = officer.get(f"/staff/cases/{record.reference}/do/stop-clock")
    assert "This clock stands still from now: Your data sent by Thursday 3 December 2026" in text_of(stop)
    assert re.search(rf'value="{promise.id}"[^>]* checked', stop.get_data(as_text=True))  # the only one
    asked = {"commitment": str(promise.id), "body": "Which papers?"}
    looked = do(officer, record, "stop-clock", **asked, look="1")
    assert "the clock of one promise stands still" in text_of(officer.get(looked.location.partition("#")[0]))
    assert do(officer, record, "stop-clock", **asked).status_code == 303
    set_clock(datetime(2026, 11, 8, 11, tzinfo=UTC))
    write_again(record, words="The rent ones.", files=(), by=world.tenant.id, now=RECEIVED + 4 * DAY)
    database.commit()

    set_clock(datetime(2026, 11, 10, 10, tzinfo=UTC))
    page = officer.get(f"/staff/cases/{record.reference}/do/start-clock")
    assert "If it reached us today, this falls due: Your data sent by Thursday 10 December 2026" in text_of(
        page
    )
    assert re.search(r'name="answered_on-day"[^>]* value="7"', page.get_data(as_text=True))  # when they wrote
    officer.get(f"/staff/cases/{record.reference}/do/start-clock")  # with the landlord known
    assert officer.statement_count <= 10
    came = {"answered_at": "4:12pm", **day("answered_on", 7)}
    done = do(officer, record, "start-clock", commitment=str(promise.id), body="Thank you.", **came)
    assert done.status_code == 303, text_of(done)
    assert data_promise(record).due_on.isoformat() == "2026-12-07"
    assert [m.kind for m in messages(record)][-2:] == ["cases/clock_stopped", "cases/clock_runs_again"]


def test_a_promise_begun_again_is_called_so_on_both_sides(officer: StrictClient, world: World) -> None:
    record = world.raised()
    record.handler_id = world.officer.id
    database.commit()
    do(officer, record, "answer", body="Yes.")
    do(officer, record, "reopen", body="They rang again.")
    label = commitments(record)[0].label
    assert f"{label}, second time" in case_page(officer, record)
    tenant = StrictClient(officer.application)
    tenant.sign_in_as(world.tenant)
    assert f"{label}, second time" in text_of(tenant.get(f"/cases/{record.reference}"))
