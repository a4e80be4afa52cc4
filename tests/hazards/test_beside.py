"""Hazards beside everything else: moved dates are told, the home page, cover, a complaint's whole record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.charters.standards import CaseKind
from portal.commitments.jobs import recalculate_some
from portal.commitments.models import DateChange
from portal.commitments.services.changing import recalculate
from portal.complaints.report_queries.whole import whole_complaint
from portal.complaints.staff.whole_document import document_of
from portal.database import commit, db
from portal.formats.plain import plain_text
from portal.hazards.jobs import tell_moved_dates
from portal.hazards.kinds import Grade, HazardKind
from portal.hazards.models import Hazard
from portal.hazards.services import mending
from portal.hazards.services.assigning import assign
from portal.identity.models import Absence
from portal.identity.services.absences import add_absence
from portal.organisation.queries import landlord
from portal.organisation.services.offices import change_holiday
from portal.records.models import Bar
from tests.client import StrictClient
from tests.hazards.world import DAY, HOUR, KNOWN, PLACE, World, dates, reader, record_of, sent

LOOK = "hazards-investigation"
BETWEEN = date(2026, 11, 27)  # a Friday between the naming and its date, Friday 4 December


def a_new_holiday() -> None:
    """A bank holiday is proclaimed, and every open date is counted again."""
    change_holiday(
        division="england-and-wales", on=BETWEEN, name="A royal day", struck=False, by=None, now=KNOWN
    )
    recalculate(now=KNOWN + HOUR)
    commit()
    while recalculate_some(KNOWN + HOUR):
        pass


@pytest.mark.provision("Hazards")
def test_a_date_that_a_new_holiday_moves_is_told_once(world: World) -> None:
    hazard = world.named()
    emergency = world.named(today=True)
    commit()
    before = dates(emergency)
    a_new_holiday()
    assert dates(hazard) == {LOOK: "2026-12-07"}
    assert dates(emergency) == before  # hours run through holidays
    assert (tell_moved_dates(KNOWN + HOUR), tell_moved_dates(KNOWN + HOUR)) == (1, 0)
    (message,) = sent("date_moved")
    assert message.record_id == hazard.id
    assert message.to_address == world.tenant.email
    assert "Monday 7 December 2026" in message.text
    assert list(db.session.scalars(sa.select(DateChange.told_at))) == [KNOWN + HOUR]


def test_no_word_of_a_moved_date_once_it_is_over(world: World) -> None:
    hazard = world.named()
    commit()
    a_new_holiday()
    world.judged(hazard, Grade.NEITHER, now=KNOWN + HOUR)
    commit()
    assert tell_moved_dates(KNOWN + HOUR) == 1
    assert sent("date_moved") == []


def test_the_home_page_shows_what_is_dangerous_and_where_it_leads(world: World, client: StrictClient) -> None:
    hazard = world.named(today=True)
    commit()
    client.sign_in_as(world.tenant)
    page = client.get("/").get_data(as_text=True)
    address = f"/hazards/{record_of(hazard).reference}"
    assert f'href="{address}"' in page
    assert f"Damp or mould: {PLACE}" in page
    assert "An emergency." in page
    assert f"/cases/{record_of(hazard).reference}" not in page
    assert client.get(address).status_code == 200
    mending.made_safe(world.doing(hazard, now=KNOWN + HOUR), words="Fans put in.", at=KNOWN + HOUR)
    commit()
    page = client.get("/").get_data(as_text=True)
    assert "safe since Friday 20 November 2026 at 5:12pm" in page
    assert "An emergency." not in page


def test_the_home_page_does_not_ask_more_for_more_dangers(world: World, client: StrictClient) -> None:
    world.named()
    commit()
    client.sign_in_as(world.tenant)
    client.get("/")
    client.get("/")
    before = client.statement_count
    for _ in range(3):
        world.named()
    commit()
    client.get("/")
    assert client.statement_count <= min(before, 8)


@pytest.fixture
def away(world: World) -> Absence:
    """The officer is away from Monday, and the mender stands in."""
    return add_absence(
        person_id=world.officer.id,
        from_at=KNOWN + 2 * DAY,
        to_at=KNOWN + 9 * DAY,
        deputy_id=world.mender.id,
        by=world.officer.id,
        now=KNOWN,
    )


def test_the_dangers_of_somebody_away_are_handed_over_too(
    world: World, away: Absence, client: StrictClient
) -> None:
    hazard, barred = world.named(today=True), world.named(kind=HazardKind.FIRE)
    for one in (hazard, barred):
        record = record_of(one)
        by = world.officer.id
        assign(record, to=by, by=by, version=record.version, now=KNOWN)
    db.session.add(Bar(record_id=barred.id, person_id=world.mender.id, why="Named in it."))
    commit()
    client.sign_in_as(world.officer)
    address = f"/staff/absences/{away.id}/cases"
    page = client.get(address).get_data(as_text=True)
    values = [f"{record_of(one).reference}.{record_of(one).version}" for one in (hazard, barred)]
    assert all(value in page for value in values)
    assert f'href="/staff/hazards/{record_of(hazard).reference}"' in page
    answered = client.post(address, data={"chosen": values, "body": "On leave until then."})
    assert answered.location.endswith("done=1&left=1")
    assert record_of(hazard).handler_id == world.mender.id
    assert record_of(barred).handler_id == world.officer.id
    (message,) = sent("handed_over")
    assert world.mender.name in message.text
    assert "On leave until then." in message.text


def test_an_emergency_says_from_when_its_hours_run(world: World, client: StrictClient) -> None:
    hazard = world.named()
    commit()
    client.sign_in_as(world.officer)
    address = f"/staff/hazards/{record_of(hazard).reference}"
    assert "run from the moment you judge it one" in client.get(f"{address}/do/judge").get_data(as_text=True)
    world.judged(hazard, Grade.EMERGENCY, now=KNOWN + timedelta(minutes=30))
    commit()
    assert "when it was judged an emergency" in client.get(address).get_data(as_text=True)
    again = client.get(f"{address}/do/judge").get_data(as_text=True)
    assert "does not start them again" in again
    assert "Friday 20 November 2026 at 4:42pm" in again


def test_a_danger_named_in_a_complaint_stands_in_its_whole_record_with_its_dates(world: World) -> None:
    complaint = world.case(kind=CaseKind.COMPLAINT)
    hazard = world.named(complaint, today=True, words="Only the mender reads this.")
    safe_at = KNOWN + 2 * HOUR
    mending.made_safe(world.doing(hazard, now=safe_at), words="Fans put in.", at=safe_at)
    commit()
    ruth = reader(world.complaints)
    _, whole = whole_complaint(ruth, complaint.reference, now=KNOWN + DAY)
    (danger,) = whole.dangers
    assert (danger.reference, danger.safe_at) == (record_of(hazard).reference, safe_at)
    assert [clock.outcome for clock in danger.clocks] == ["kept"]
    assert whole.clocks
    assert not {clock.label for clock in danger.clocks} & {clock.label for clock in whole.clocks}
    text = plain_text(document_of(whole, zone=landlord().zone))
    assert f"Damp or mould: {danger.reference}" in text
    assert "Made safe: Friday 20 November 2026 at 6:12pm" in text
    assert "Only the mender reads this." not in text
    db.session.add(Bar(record_id=hazard.id, person_id=world.complaints.id, why="Named in it."))
    commit()
    _, whole = whole_complaint(ruth, complaint.reference, now=KNOWN + DAY)
    assert whole.dangers == ()
    assert record_of(hazard).reference not in plain_text(document_of(whole, zone=landlord().zone))


def test_a_danger_without_dates_is_in_it_all_the_same(world: World) -> None:
    complaint = world.case(kind=CaseKind.COMPLAINT)
    hazard: Hazard = world.named(complaint, kind=HazardKind.FIRE)
    commit()
    assert dates(hazard) == {}
    _, whole = whole_complaint(reader(world.complaints), complaint.reference, now=KNOWN + DAY)
    assert [(one.reference, one.clocks) for one in whole.dangers] == [(record_of(hazard).reference, ())]
