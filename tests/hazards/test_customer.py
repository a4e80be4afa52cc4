"""Naming a danger while asking, complaining or on the telephone, and following what is done about it."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from portal.charters.standards import CaseKind
from portal.database import commit, db
from portal.hazards.kinds import HazardKind
from portal.hazards.models import Hazard
from portal.hazards.services import mending
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.needs.details import LargePrint
from portal.needs.markers import NeedKind
from portal.records.models import Record
from tests.client import StrictClient
from tests.factories.needs import a_need
from tests.factories.people import a_person, a_staff_member
from tests.hazards.world import HOUR, KNOWN, PLACE, WORDS, World, dates, record_of, sent, set_duty

DANGER = {"kind": "damp or mould", "place": PLACE, "today": "no", "risk": "A baby sleeps there."}
EMERGENCY_NUMBER = "020 7946 0999"


def hazards() -> list[Hazard]:
    """Every hazard there is."""
    return list(db.session.scalars(sa.select(Hazard).order_by(Hazard.id)))


def send(client: StrictClient, pages: list[tuple[str, dict[str, str]]]) -> str:
    """Answer those pages and send; the confirmation."""
    for address, values in pages:
        answer = client.post(address, data=values)
        assert answer.status_code == 303, (address, answer.get_data(as_text=True)[:4000])
    check = re.sub(r"[^/]+$", "check", pages[-1][0])
    form = client.get(check).get_data(as_text=True)
    submission = re.search(r'name="submission"[^>]*value="([^"]+)"', form)
    assert submission is not None
    sent_to = client.post(check, data={"submission": submission[1]}).location
    return client.get(sent_to).get_data(as_text=True)


def asking(**danger: str) -> list[tuple[str, dict[str, str]]]:
    """The pages of somebody signed in who asks."""
    return [
        ("/ask", {"kind": "enquiry"}),
        ("/ask/topic", {"topic": "none"}),
        ("/ask/words", {"words": "When do you come?", "urgent": "no", **({"danger": "y"} if danger else {})}),
        *([("/ask/danger", danger)] if danger else []),
        ("/ask/files", {}),
        ("/ask/reply", {"reply_by": "email"}),
    ]


@pytest.mark.provision("Hazards")
def test_asking_it_is_named_beside_the_question_with_dates_and_a_reference_of_its_own(
    world: World, client: StrictClient
) -> None:
    client.sign_in_as(world.tenant)
    page = send(client, asking(**DANGER))
    (hazard,) = hazards()
    record = record_of(hazard)
    parent = db.session.get_one(Record, record.parent_id)
    assert (parent.kind, record.person_id, record.tenancy_id) == (
        "enquiry",
        world.tenant.id,
        world.tenancy.id,
    )
    assert dates(hazard) == {"hazards-investigation": "2026-12-04"}
    for said in (parent.reference, record.reference, "Hazard looked into", EMERGENCY_NUMBER):
        assert said in page
    case = client.get(f"/cases/{parent.reference}").get_data(as_text=True)
    assert f"/hazards/{record.reference}?of={parent.reference}" in case
    own = client.get(f"/hazards/{record.reference}").get_data(as_text=True)
    assert "Friday 4 December 2026" in own
    assert EMERGENCY_NUMBER in own.partition("<h1")[0]
    assert client.statement_count <= 8
    assert client.get(f"/hazards/{record.reference}/how-we-counted/{_commitment(hazard)}").status_code == 200


def _commitment(hazard: Hazard) -> int:
    number = db.session.scalar(sa.text("SELECT id FROM commitments WHERE record_id = :id"), {"id": hazard.id})
    assert isinstance(number, int)
    return number


def test_nothing_dangerous_is_one_box_left_empty(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    send(client, asking())
    assert hazards() == []


def test_taken_back_before_sending_it_counts_for_nothing(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    pages = asking(**DANGER)
    again = ("/ask/words?change=1", {"words": "Never mind.", "urgent": "no"})
    send(client, [*pages, again, ("/ask/reply", {"reply_by": "email"})])
    assert hazards() == []


def test_the_number_to_ring_stands_before_anything_is_typed(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    for address, values in asking(**DANGER)[:4]:
        if address in ("/ask/words", "/ask/danger"):
            before = (
                client.get(address).get_data(as_text=True).partition("<main")[2].partition("<textarea")[0]
            )
            assert EMERGENCY_NUMBER in before, address
            assert "Do not wait for an answer here." in before, address
        if address == "/ask/danger":
            break
        client.post(address, data=values)
    wrong = client.post("/ask/danger", data={"kind": "gas, smoke or fumes"})
    assert wrong.status_code == 422
    for error in ("Write where it is", "Choose whether it could hurt somebody before tomorrow"):
        assert error in wrong.get_data(as_text=True)


@pytest.mark.provision("Hazards")
def test_complaining_of_it_both_clocks_run_and_duty_is_told_nothing_of_the_complaint(
    world: World, client: StrictClient
) -> None:
    set_duty("duty@landlord.example")
    client.sign_in_as(world.tenant)
    happened = {
        "about": "service",
        "topic": "",
        "words": "Nobody came to the smoke in six weeks.",
        "danger": "y",
    }
    gas = {**DANGER, "kind": "gas, smoke or fumes", "today": "yes"}
    page = send(
        client,
        [
            ("/speak", {"feedback": "complaint"}),
            ("/speak/what-happened", happened),
            ("/speak/danger", gas),
            ("/speak/reply", {"reply_by": "email"}),
        ],
    )
    (hazard,) = hazards()
    parent = db.session.get_one(Record, record_of(hazard).parent_id)
    assert parent.kind == CaseKind.COMPLAINT
    assert parent.restricted
    assert not record_of(hazard).restricted
    assert parent.next_due_at is not None
    assert dates(hazard) == {"hazards-emergency": "2026-11-21 16:12"}
    assert "Made safe" in page
    (word,) = sent("emergency")
    assert (word.to_address, word.carrier) == ("duty@landlord.example", "email")
    for said in ("Gas, smoke or fumes", PLACE, "Flat 6, Kingfisher Court", "07700 900142", "4:12pm"):
        assert said in word.text
    assert "six weeks" not in word.text
    assert "complain" not in word.text.casefold()


@pytest.mark.parametrize("address", ["", "no address"])
def test_with_nobody_on_duty_the_page_says_so_plainly(
    world: World, client: StrictClient, address: str
) -> None:
    set_duty(address)
    hazard = world.named(today=True)
    commit()
    assert sent("emergency") == []
    client.sign_in_as(world.officer)
    page = client.get(f"/staff/hazards/{record_of(hazard).reference}").get_data(as_text=True)
    assert "Nobody on duty was written to" in page
    assert "nobody on duty was written to: ring them" in client.get("/staff").get_data(as_text=True)


def test_the_administrator_is_asked_for_an_address(world: World, client: StrictClient) -> None:
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR, given_name="Ed"))
    missing = "nobody is told at once when a home is dangerous"
    assert missing in client.get("/staff/admin").get_data(as_text=True)
    set_duty("duty@landlord.example")
    assert missing not in client.get("/staff/admin").get_data(as_text=True)
    assert "duty@landlord.example" in client.get("/staff/admin/landlord").get_data(as_text=True)


def test_a_significant_one_tells_nobody_on_duty(world: World) -> None:
    set_duty("duty@landlord.example")
    world.named()
    assert sent("emergency") == []


def test_others_do_not_see_it(world: World, client: StrictClient) -> None:
    hazard = world.named()
    commit()
    address = f"/hazards/{record_of(hazard).reference}"
    assert client.get(address).status_code == 404
    client.sign_in_as(a_person(given_name="Olu", family_name="Grey"))
    assert client.get(address).status_code == 404


def test_a_link_opens_it_and_nothing_else(world: World, client: StrictClient) -> None:
    world.tenant.has_account = False
    hazard = world.named()
    mending.no_access(world.doing(hazard, now=KNOWN + HOUR), words="Private words to her.", at=KNOWN + HOUR)
    commit()
    (word,) = sent("no_access")
    token = re.search(r"/hazards/link/(\S+)", word.text)
    assert token is not None
    assert "/hazards/link/" not in word.paper_text
    address = f"/hazards/link/{token[1]}"
    assert client.get(address).status_code == 200
    opened = client.post(address)
    page = client.get(opened.location).get_data(as_text=True)
    assert "Friday 4 December 2026" in page
    assert "Private words" not in page
    assert WORDS not in page
    case = db.session.get_one(Record, record_of(hazard).parent_id)
    assert client.get(f"/cases/{case.reference}").status_code == 404
    assert client.get("/hazards/link/nothing").status_code == 200
    assert client.post("/hazards/link/nothing").status_code == 404


def test_who_follows_the_case_by_link_sees_it_as_a_part_of_that(world: World, client: StrictClient) -> None:
    world.tenant.has_account = False
    other = world.named(world.case(words="Another matter."))
    hazard = world.named(case := world.case())
    commit()
    text = db.session.scalars(
        sa.select(OutgoingMessage.text).where(
            OutgoingMessage.record_id == case.id, OutgoingMessage.kind == "cases/received"
        )
    ).one()
    token = re.search(r"/follow/(\S+)", text)
    assert token is not None
    client.post(f"/follow/{token[1]}")
    address = f"/hazards/{record_of(hazard).reference}"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}?of={case.reference}").status_code == 200
    assert client.get(f"/hazards/{record_of(other).reference}?of={case.reference}").status_code == 404


def test_word_of_it_comes_in_the_form_they_asked_for(world: World) -> None:
    a_need(world.tenant, NeedKind.LARGE_PRINT, LargePrint(points=24))
    hazard = world.named()
    mending.investigated(world.doing(hazard, now=KNOWN + HOUR), findings="A cold bridge.", at=KNOWN + HOUR)
    mending.send_summary(world.doing(hazard, now=KNOWN + HOUR), words="We found a cold bridge.")
    for kind in ("named", "summary"):
        assert [(m.format, m.points) for m in sent(kind)] == [("large print", 24)]


LOGGED = {
    "words": "The kitchen wall is black.",
    "channel": "letter",
    "received_on-day": "20",
    "received_on-month": "11",
    "received_on-year": "2026",
    "received_at": "9am",
    **dict.fromkeys(("topic", "information", "for_officer", "ring_between", "contact_kind"), ""),
    "urgent": "no",
    "reply_by": "email",
    "name": "Amina Farah",
    "email": "amina@home.example",
    "submission": "once-and-no-more",
    "danger": "damp or mould",
    "danger_place": "the kitchen",
}


@pytest.mark.provision("Hazards")
@pytest.mark.parametrize("kind", ["enquiry", "complaint"])
def test_logging_a_contact_it_is_named_with_the_hour_it_truly_arrived(
    world: World, client: StrictClient, kind: str
) -> None:
    client.sign_in_as(world.officer)
    address = f"/staff/log/contact?person={world.tenant.id}"
    values = {**LOGGED, "kind": kind, "home": str(world.tenancy.id), "danger_today": "y"}
    missing = client.post(address, data={**values, "danger_place": ""})
    assert missing.status_code == 422
    assert "Write where it is" in missing.get_data(as_text=True)
    assert client.post(address, data=values).status_code == 303
    check = client.get("/staff/log/check").get_data(as_text=True)
    assert "Made safe by 9am on Saturday 21 November 2026" in check
    assert client.post("/staff/log/check", data={"submission": values["submission"]}).status_code == 303
    (hazard,) = hazards()
    assert hazard.kind == HazardKind.DAMP
    assert dates(hazard) == {"hazards-emergency": "2026-11-21 09:00"}
