"""What is asked of the database on the day, once on each kind of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal import timekeeping
from portal.appointments.services.door import wipe_old
from portal.database import db
from portal.identity.roles import Role
from tests.appointments.visits.world import MINUTE, VISIT_AT, a_visit, afresh, person_of
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.appointments import a_purpose, an_officer, at
from tests.factories.landlords import a_whole_landlord
from tests.factories.needs import a_marker
from tests.factories.people import a_person, a_staff_member


def make_it(moment: datetime) -> None:
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(moment - timekeeping.utc_now())


def test_diary_sheet_acts_reports_and_the_check_at_the_door(any_client: StrictClient) -> None:
    make_it(at("2026-11-03 10:00"))
    a_whole_landlord()
    joanna = an_officer(a_staff_member(card_number="HC 4471"), area="BS1")
    amina = a_person()
    a_marker(amina, by=a_staff_member(Role.MANAGER), instruction="Visit in pairs.")
    visit = a_visit(a_purpose(), joanna, amina)
    visit.door_word = "heron"
    make_it(VISIT_AT - 10 * MINUTE)
    any_client.sign_in_as(person_of(joanna))
    assert "Amina Farah" in text_of(any_client.get("/staff/diary"))
    here = f"/staff/visits/{visit.record.reference}"
    assert "heron" in text_of(any_client.get(here))
    any_client.post(f"{here}/read")
    any_client.post(f"{here}/do/late", data={"minutes": "5", "which": "later", "how": "send"})
    any_client.post(f"{here}/do/arrived")
    report = any_client.post(f"{here}/incident", data={"words": "A cup was thrown."})
    assert "A cup was thrown." in text_of(any_client.get(report.location or ""))
    any_client.post("/visit-check", data={"typed": visit.code or ""})
    assert "Joanna" in text_of(any_client.get("/visit-check/answer"))
    assert afresh(visit).state == "arrived"
    assert wipe_old(at("2026-11-06 00:00")) == 1
    db.session.commit()
