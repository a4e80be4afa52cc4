"""The staff's pages of hazards: an emergency first in every list, the dates before pressing, every act."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.charters.standards import CaseKind
from portal.database import commit, db
from portal.hazards.kinds import Grade
from portal.hazards.models import Hazard
from portal.hazards.next_acts import Task, possible
from portal.hazards.services import mending
from portal.hazards.staff_queries import hazard_head_for
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.records.models import Bar, Record
from tests.client import StrictClient
from tests.factories.people import a_staff_member, a_tenancy
from tests.hazards.conftest import set_clock
from tests.hazards.world import HOUR, KNOWN, PLACE, RISK, World, dates, reader, record_of, sent, set_duty

MOST = 10
ALARM = "Emergency: not safe yet"


@pytest.mark.provision("Hazards")
def test_an_emergency_stands_at_the_top_of_every_worklist_until_it_is_safe(
    world: World, client: StrictClient
) -> None:
    hazard = world.named(world.case(kind=CaseKind.COMPLAINT), today=True)
    reference = record_of(hazard).reference
    commit()
    lists = {
        world.officer: ("/staff", "/staff?whose=mine", "/staff/appointments", "/staff/hazards"),
        world.mender: ("/staff", "/staff?whose=nobody&when=late", "/staff/appointments"),
        world.complaints: ("/staff", "/staff/complaints"),
    }
    for safe in (False, True):
        for person, addresses in lists.items():
            client.sign_in_as(person)
            for address in addresses:
                page = client.get(address)
                assert client.statement_count <= MOST, (address, client.statements)
                if address != "/staff/hazards":
                    main = page.get_data(as_text=True).partition("<main")[2]
                    assert (ALARM in main) is (reference in main.partition("<table")[0]) is not safe, address
        if not safe:
            mending.made_safe(world.doing(hazard, now=KNOWN + HOUR), words="Turned off.", at=KNOWN + HOUR)
            commit()


def test_a_significant_one_stands_in_the_worklist_by_its_date_and_leads_to_its_page(
    world: World, client: StrictClient
) -> None:
    hazard = world.named()
    commit()
    client.sign_in_as(world.officer)
    page = client.get("/staff?whose=all").get_data(as_text=True)
    assert ALARM not in page
    assert f"/staff/hazards/{record_of(hazard).reference}" in page
    found = client.get(f"/staff/search?q={record_of(hazard).reference}")
    assert found.location == f"/staff/hazards/{record_of(hazard).reference}"


@pytest.mark.provision("Hazards")
def test_who_mends_it_sees_nothing_of_the_complaint_it_was_named_in(
    world: World, client: StrictClient
) -> None:
    set_duty("duty@landlord.example")
    complaint = world.case(kind=CaseKind.COMPLAINT, words="Sam Hill shouted at my mother. And the mould!")
    barred = db.session.scalars(sa.select(Bar.person_id).where(Bar.record_id == complaint.id)).all()
    assert world.officer.id in barred  # by their whole name
    hazard = world.named(complaint, today=True)
    commit()
    reference = record_of(hazard).reference
    for person, sees in ((world.officer, False), (world.mender, False), (world.complaints, True)):
        client.sign_in_as(person)
        for address in (
            f"/staff/hazards/{reference}",
            f"/staff/hazards/{reference}/do/judge",
            "/staff",
            "/staff?whose=all",
            "/staff/hazards",
        ):
            text = client.get(address).get_data(as_text=True)
            main = text.partition("<main")[2]
            if not address.startswith("/staff?") and address != "/staff":
                assert PLACE in main, address
            if address.endswith(reference):
                assert (complaint.reference in main) is sees
            if not sees:
                assert not [word for word in ("shouted", complaint.reference) if word in text], address
                assert "complaint" not in main.casefold(), address
    for kind in ("named", "emergency"):
        assert sent(kind)
        for message in sent(kind):
            assert "complain" not in message.text.casefold()
            assert complaint.reference not in message.text


def test_not_for_their_own_household(world: World, client: StrictClient) -> None:
    neighbour = a_staff_member(given_name="Ali", family_name="Farah")
    a_tenancy(neighbour, world.tenant, reference="T-2")
    hazard = world.named(today=True)
    commit()
    client.sign_in_as(neighbour)
    assert client.get(f"/staff/hazards/{record_of(hazard).reference}").status_code == 404
    assert ALARM not in client.get("/staff").get_data(as_text=True)


def test_the_page_says_who_lives_there_and_what_it_means_for_them(world: World, client: StrictClient) -> None:
    hazard = world.named(today=True)
    commit()
    client.sign_in_as(world.officer)
    page = client.get(f"/staff/hazards/{record_of(hazard).reference}").get_data(as_text=True)
    assert RISK.split(",")[0] in page
    assert "Amina Farah" in page
    assert "Idil Farah" in page  # the baby, on the tenancy
    assert client.statement_count <= MOST
    stored = db.session.scalar(sa.text("SELECT risk FROM hazards"))
    assert b"asthma" not in bytes(stored)


def test_judging_shows_the_dates_of_each_grade_before_anybody_presses(
    world: World, client: StrictClient
) -> None:
    hazard = world.named()
    commit()
    client.sign_in_as(world.officer)
    page = client.get(f"/staff/hazards/{record_of(hazard).reference}/do/judge").get_data(as_text=True)
    assert "Made safe by 4:12pm on Saturday 21 November 2026" in page
    assert "Hazard looked into by Friday 4 December 2026" in page


HAPPENED = {"on-day": "20", "on-month": "11", "on-year": "2026", "at": "4:30pm"}
TYPED: dict[Task, dict[str, str]] = {
    Task.ASSIGN: {},
    Task.JUDGE: {"kind": "damp or mould", "grade": "significant", "criteria": "Seen on site.", "risk": RISK},
    Task.NO_ACCESS: {"words": "Rang the bell twice.", **HAPPENED},
    Task.INVESTIGATED: {"words": "A cold bridge.", **HAPPENED},
    Task.SUMMARY: {"words": "We found a cold bridge."},
    Task.OFFER_PLACE: {"words": "A flat in King Street from tonight."},
    Task.THEIR_ANSWER: {"accepted": "no", "words": "They stay with an aunt."},
    Task.LONGER: {
        "reason": "The scaffold is late.",
        "expected_on-day": "7",
        "expected_on-month": "12",
        "expected_on-year": "2026",
    },
    Task.SAFE: {"words": "The mould is washed off.", **HAPPENED},
    Task.ARRANGED: {"words": "Brightwall insulate in January.", **HAPPENED},
    Task.STARTED: {"words": "The scaffold is up.", **HAPPENED},
    Task.DONE: {"words": "The wall is insulated.", **HAPPENED},
    Task.NOTE: {"words": "Key with the neighbour."},
    Task.CLOSE: {"words": "Dry for three weeks."},
}
MESSAGES = ("named", "judged", "no_access", "summary", "place_offered", "longer", "made_safe", "closed")


def test_from_named_to_closed_by_its_pages(world: World, client: StrictClient) -> None:
    hazard = world.named(today=True)
    commit()
    client.sign_in_as(world.officer)
    here = f"/staff/hazards/{record_of(hazard).reference}"
    set_clock(KNOWN + HOUR)
    for task, typed in TYPED.items():
        address = f"{here}/do/{task.value}"
        assert client.get(address).status_code == 200, task
        version = str(db.session.scalar(sa.select(Record.version).where(Record.id == hazard.id)))
        values = {"to": str(world.officer.id)} if task is Task.ASSIGN else typed
        answer = client.post(address, data={"version": version, **values})
        assert (answer.status_code, answer.location) == (303, f"{here}?did={task.value}"), (task, answer.text)
        assert client.get(answer.location).status_code == 200
    db.session.expire_all()
    stored = db.session.get_one(Hazard, hazard.id)
    assert record_of(stored).closed_at is not None
    assert dates(stored) == {}
    assert stored.accommodation == "refused"
    for message in MESSAGES:
        assert len(sent(message)) == 1, message
    assert len(sent("work")) == 3
    assert client.get(f"{here}/do/close").location.endswith("did=not-now")


@pytest.mark.parametrize(
    ("task", "typed", "error"),
    [
        (Task.INVESTIGATED, {"words": "", **HAPPENED}, "Write something first"),
        (Task.INVESTIGATED, {"words": "x", **HAPPENED, "on-day": "21"}, "not in the future"),
        (Task.INVESTIGATED, {"words": "x", **HAPPENED, "on-day": "19"}, "after we first knew"),
        (Task.JUDGE, {"kind": "damp or mould", "grade": "significant"}, "Write why you judge it so"),
        (Task.JUDGE, {"kind": "damp or mould", "criteria": "x"}, "Choose how serious it is"),
        (Task.LONGER, {"reason": "x", **{f"expected_on-{k}": v for k, v in
                       (("day", "1"), ("month", "1"), ("year", "2026"))}}, "today or later"),
        (Task.NO_HAZARD, {"words": ""}, "Write something first"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(
    world: World, client: StrictClient, task: Task, typed: dict[str, str], error: str
) -> None:
    hazard = world.named()
    commit()
    set_clock(KNOWN + HOUR)
    client.sign_in_as(world.officer)
    record = record_of(hazard)
    before = record.version
    address = f"/staff/hazards/{record.reference}/do/{task.value}"
    answer = client.post(address, data={"version": str(before), **typed})
    assert answer.status_code == 422
    assert error in answer.get_data(as_text=True)
    db.session.expire_all()
    assert record_of(hazard).version == before


def test_somebody_else_was_faster(world: World, client: StrictClient) -> None:
    hazard = world.named()
    commit()
    client.sign_in_as(world.officer)
    record = record_of(hazard)
    address = f"/staff/hazards/{record.reference}/do/made-safe"
    set_clock(KNOWN + HOUR)
    answer = client.post(address, data={"version": str(record.version - 1), "words": "Safe.", **HAPPENED})
    assert answer.status_code == 409
    assert "Safe." in answer.get_data(as_text=True)


def test_of_who_may_only_look_nothing_is_asked(world: World, client: StrictClient) -> None:
    hazard = world.named(today=True)
    reception = a_staff_member(Role.RECEPTION, given_name="Una", family_name="Reid")
    commit()
    client.sign_in_as(reception)
    here = f"/staff/hazards/{record_of(hazard).reference}"
    assert "/do/" not in client.get(here).get_data(as_text=True).partition("<main")[2]
    assert client.get(f"{here}/do/judge").status_code == 403


def test_the_date_is_explained(world: World, client: StrictClient) -> None:
    hazard = world.named()
    commit()
    client.sign_in_as(world.officer)
    head = hazard_head_for(reader(world.officer), record_of(hazard).reference, now=KNOWN)
    assert Task.JUDGE in possible(head.standing)
    here = f"/staff/hazards/{head.record.reference}"
    page = client.get(f"{here}/how-we-counted/{head.steps[0].commitment_id}")
    assert "10 working days" in page.get_data(as_text=True)
    assert client.get(f"{here}/how-we-counted/999").status_code == 404


NAMED = {
    "kind": "gas, smoke or fumes",
    "place": "the kitchen",
    "today": "yes",
    "known_on-day": "20",
    "known_on-month": "11",
    "known_on-year": "2026",
    "known_at": "9am",
    "words": "The boiler smokes.",
    "submission": "once-and-no-more",
}


@pytest.mark.provision("Hazards")
@pytest.mark.parametrize("kind", [CaseKind.ENQUIRY, CaseKind.COMPLAINT, CaseKind.COMMENT])
def test_staff_name_it_in_any_case_with_the_hour_the_first_of_us_knew(
    world: World, client: StrictClient, kind: CaseKind
) -> None:
    case = world.case(kind=kind)
    commit()
    who: Person = world.complaints if kind is CaseKind.COMPLAINT else world.officer
    client.sign_in_as(who)
    address = f"/staff/cases/{case.reference}/danger"
    page = client.get(address).get_data(as_text=True)
    assert "by 4:12pm on Saturday 21 November 2026" in page
    answers = [client.post(address, data=NAMED) for _ in range(2)]  # pressed twice, named once
    assert answers[0].location == answers[1].location
    hazard = db.session.scalars(sa.select(Hazard)).one()
    assert dates(hazard) == {"hazards-emergency": "2026-11-21 09:00"}
    assert (
        record_of(hazard).reference
        in client.get(f"/staff/cases/{case.reference}", follow_redirects=True).text
    )
    assert client.get(answers[0].location).status_code == 200


def test_a_complaint_is_no_business_of_who_may_not_see_it(world: World, client: StrictClient) -> None:
    complaint = world.case(kind=CaseKind.COMPLAINT)
    commit()
    client.sign_in_as(world.officer)
    address = f"/staff/cases/{complaint.reference}/danger"
    assert client.get(address).status_code == client.post(address, data=NAMED).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count(Hazard.id))) == 0


def test_a_wrong_naming_keeps_what_was_typed(world: World, client: StrictClient) -> None:
    case = world.case()
    commit()
    client.sign_in_as(world.officer)
    address = f"/staff/cases/{case.reference}/danger"
    answer = client.post(address, data={**NAMED, "known_on-day": "21", "place": "the kitchen"})
    assert answer.status_code == 422
    assert "not in the future" in answer.text
    assert "The boiler smokes." in answer.text


def test_judged_down_it_leaves_the_top_and_the_home_hears_why(world: World, client: StrictClient) -> None:
    hazard = world.named(today=True)
    world.judged(hazard, Grade.SIGNIFICANT, now=KNOWN + HOUR)
    commit()
    client.sign_in_as(world.officer)
    assert ALARM not in client.get("/staff").get_data(as_text=True)
    (word,) = sent("judged")
    assert "Seen on site." in word.text
    assert RISK not in word.text
    assert "Friday 4 December 2026" in word.text
