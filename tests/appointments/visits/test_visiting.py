"""The day of a visit, through the pages: told, come, finished, nobody in, missed; what each leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.appointments.acts import Act
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.places import Place
from portal.appointments.services.booking import move
from portal.appointments.states import State
from portal.clock.keeping import Outcome
from portal.commitments.models import Commitment
from portal.commitments.queries import steps_of
from portal.database import db
from portal.identity.models import Person
from portal.needs.details import DoorTime, Interpreter
from portal.needs.markers import NeedKind
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from tests.appointments.visits.conftest import SetClock
from tests.appointments.visits.world import (
    MINUTE,
    VISIT_AT,
    a_visit,
    afresh,
    last_text,
    looks,
    person_of,
    punctuality,
    sent,
)
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.appointments import an_officer, at
from tests.factories.needs import a_marker, a_need
from tests.factories.people import a_person, a_staff_member

DAY = timedelta(days=1)


def do(client: StrictClient, visit: Appointment, act: str, **fields: str) -> int:
    """Send an act; the status of the answer."""
    return client.post(f"/staff/visits/{reference(visit)}/do/{act}", data=fields).status_code


def reference(visit: Appointment) -> str:
    """The reference of its record."""
    return db.session.get_one(Record, visit.id).reference


def test_the_sheet_holds_what_is_needed_at_the_door_and_each_look_is_kept(
    officer: StrictClient, visit: Appointment, amina: Person, joanna: Resource, set_clock: SetClock
) -> None:
    a_need(amina, NeedKind.INTERPRETER, Interpreter(language="so"))
    page = officer.get(f"/staff/visits/{reference(visit)}")
    assert "Somali" in text_of(page)  # she deals with it
    assert officer.statement_count <= 10
    set_clock(VISIT_AT - 60 * MINUTE)
    text = text_of(officer.get(f"/staff/visits/{reference(visit)}"))
    for words in ("Amina Farah", "10:30am to 11:30am", "Kingfisher Court", "07700 900142", visit.code or "?"):
        assert words in text
    assert looks("visit.seen")[-1] == (joanna.person_id, visit.id, amina.id)


def test_on_the_day_the_visitor_sees_detail_and_others_do_not_see_the_sheet(
    client: StrictClient,
    purpose: Purpose,
    joanna: Resource,
    amina: Person,
    visit: Appointment,
    manager: Person,
    set_clock: SetClock,
) -> None:
    a_need(amina, NeedKind.DOOR_TIME, DoorTime(minutes=7))
    record = db.session.get_one(Record, visit.id)
    record.handler_id = manager.id  # somebody else deals with it
    client.sign_in_as(person_of(joanna))
    assert "7 minutes" not in text_of(client.get(f"/staff/visits/{record.reference}"))
    set_clock(VISIT_AT - 60 * MINUTE)
    assert "7 minutes" in text_of(client.get(f"/staff/visits/{record.reference}"))
    client.sign_in_as(a_staff_member(given_name="Otto"))
    assert client.get(f"/staff/visits/{record.reference}").status_code == 404
    assert do(client, visit, "arrived") == 404
    client.sign_in_as(manager)
    assert client.get(f"/staff/visits/{record.reference}").status_code == 200
    assert client.statement_count <= 10


def test_a_safety_instruction_is_read_on_the_day_before_the_visit_can_start(
    officer: StrictClient,
    visit: Appointment,
    amina: Person,
    manager: Person,
    joanna: Resource,
    set_clock: SetClock,
) -> None:
    a_marker(amina, by=manager, instruction="Visit in pairs.")
    here = f"/staff/visits/{reference(visit)}"
    assert "I have read it" not in text_of(officer.get(here))
    officer.post(f"{here}/read")
    assert afresh(visit).marker_read_at is None  # two days before
    now = set_clock(VISIT_AT - 30 * MINUTE)
    text = text_of(officer.get(here))
    assert "Visit in pairs." in text
    assert "I have read it" in text
    for act in ("on-the-way", "arrived", "no-access"):
        assert do(officer, visit, act) == 422
    officer.post(f"{here}/read")
    read_at = afresh(visit).marker_read_at
    assert read_at is not None
    assert abs(read_at - now) < MINUTE
    assert afresh(visit).marker_read_by_id == joanna.person_id
    assert do(officer, visit, "on-the-way") == 303
    assert afresh(visit).state == State.ON_THE_WAY


def test_a_safety_instruction_is_read_by_whoever_goes_and_anew_if_another_goes(
    client: StrictClient,
    visit: Appointment,
    amina: Person,
    manager: Person,
    joanna: Resource,
    set_clock: SetClock,
) -> None:
    a_marker(amina, by=manager, instruction="Visit in pairs.")
    now = set_clock(VISIT_AT - 60 * MINUTE)
    here = f"/staff/visits/{reference(visit)}"
    client.sign_in_as(manager)
    assert "I have read it" not in text_of(client.get(here))
    assert client.post(f"{here}/read").location.endswith("did=not-now")
    client.sign_in_as(person_of(joanna))
    client.post(f"{here}/read")
    stored = afresh(visit)
    assert stored.marker_read_by_id == joanna.person_id
    otto = an_officer(a_staff_member(given_name="Otto", family_name="Lind"))
    record, later = db.session.get_one(Record, visit.id), VISIT_AT + 30 * MINUTE
    why = "Joanna is ill."
    move(
        stored,
        record,
        starts_at=later,
        officer_id=otto.id,
        by=manager.id,
        now=now,
        reason=why,
        by_customer=False,
    )
    assert afresh(visit).marker_read_at is None


def test_a_visit_without_notice_is_not_given_away_before_we_have_come(
    client: StrictClient, visit: Appointment, amina: Person, joanna: Resource, set_clock: SetClock
) -> None:
    visit.no_notice_reason = "Somebody at home must not know."
    here, before = f"/appointments/{reference(visit)}", sent(visit)
    client.sign_in_as(amina)
    for page in ("/", "/appointments"):
        assert reference(visit) not in client.get(page).get_data(as_text=True)
    assert client.get(here).status_code == 404
    client.sign_in_as(person_of(joanna))
    set_clock(VISIT_AT - 20 * MINUTE)
    assert do(client, visit, "on-the-way") == 303
    assert do(client, visit, "late", minutes="15", which="later", how="send") == 303
    assert sent(visit) == before
    set_clock(VISIT_AT + 5 * MINUTE)
    assert do(client, visit, "arrived") == 303
    client.sign_in_as(amina)
    assert client.get(here).status_code == 200


def test_a_whole_visit_keeps_its_times_and_closes_the_record(
    officer: StrictClient, visit: Appointment, set_clock: SetClock
) -> None:
    set_clock(VISIT_AT - 20 * MINUTE)
    assert do(officer, visit, "on-the-way") == 303
    now = set_clock(VISIT_AT + 30 * MINUTE)
    assert do(officer, visit, "arrived", at="10:35am") == 303
    assert do(officer, visit, "identity", at="10:36am") == 303
    assert do(officer, visit, "finished") == 422
    assert (
        do(officer, visit, "finished", outcome="We agreed £20 a month.", follows="A letter by Friday") == 303
    )
    stored = afresh(visit)
    assert stored.state == State.FINISHED
    assert stored.arrived_at == VISIT_AT + 5 * MINUTE
    assert stored.identity_shown_at == VISIT_AT + 6 * MINUTE
    assert stored.outcome == "We agreed £20 a month.\n\nA letter by Friday"
    assert db.session.get_one(Record, visit.id).closed_at is not None
    assert punctuality(visit, now).outcome is Outcome.KEPT
    assert sent(visit) == ["booked", "on_the_way"]
    finished = db.session.scalars(sa.select(Entry).where(Entry.act == Act.FINISHED.value)).one()
    assert (finished.public, finished.body, finished.facts) == (True, stored.outcome, {"follows": True})


@pytest.mark.parametrize(
    ("act", "fields", "sentence"),
    [
        ("arrived", {"at": "11am"}, "still to come"),
        ("arrived", {"at": "half past"}, "Enter a time"),
        ("late", {"minutes": "0", "which": "later", "how": "send"}, "from 1 to 240"),
        ("late", {"minutes": "20", "which": "later", "how": "rang", "at": "11am"}, "still to come"),
        ("finished", {"outcome": "Done"}, "cannot be done"),
        ("identity", {}, "cannot be done"),
    ],
)
def test_what_cannot_be_is_refused_with_all_that_was_typed(
    officer: StrictClient,
    visit: Appointment,
    set_clock: SetClock,
    act: str,
    fields: dict[str, str],
    sentence: str,
) -> None:
    set_clock(VISIT_AT)
    page = officer.post(f"/staff/visits/{reference(visit)}/do/{act}", data=fields)
    assert page.status_code == 422
    assert sentence in text_of(page)
    for typed in fields.values():
        assert typed in page.get_data(as_text=True)
    assert afresh(visit).state == State.AGREED


def test_running_late_tells_the_tenant_at_once_and_coming_then_is_on_time(
    officer: StrictClient, visit: Appointment, set_clock: SetClock
) -> None:
    set_clock(VISIT_AT - 10 * MINUTE)
    assert do(officer, visit, "late", minutes="20", which="later", how="send") == 303
    assert sent(visit) == ["booked", "running_late"]
    assert "10:50am" in last_text(visit)
    assert "told: 20 minutes late" in text_of(officer.get("/staff/diary?on=2026-11-05"))
    now = set_clock(VISIT_AT + 25 * MINUTE)
    assert do(officer, visit, "arrived") == 303
    assert punctuality(visit, now).outcome is Outcome.KEPT
    told = db.session.scalars(sa.select(Entry).where(Entry.act == Act.RUNNING_LATE.value)).one()
    assert (told.facts["minutes"], told.facts["counts"]) == (20, True)


@pytest.mark.parametrize(
    ("told_after", "outcome"),
    [(5, Outcome.LATE_WITH_NOTICE), (20, Outcome.LATE)],  # 15 minutes are allowed
)
def test_told_too_late_it_moves_nothing_and_is_a_notice_of_the_delay(
    officer: StrictClient, visit: Appointment, set_clock: SetClock, told_after: int, outcome: Outcome
) -> None:
    set_clock(VISIT_AT + told_after * MINUTE)
    why = "The boiler before yours took longer."
    assert do(officer, visit, "late", minutes="30", which="later", how="send", why=why) == 303
    now = set_clock(VISIT_AT + 30 * MINUTE)
    assert do(officer, visit, "arrived") == 303
    assert sent(visit) == ["booked", "running_late"]
    assert why in last_text(visit)
    late = punctuality(visit, now)
    assert (late.outcome, late.reason) == (outcome, why)


def test_a_call_counts_when_it_was_made_and_sends_nothing(
    officer: StrictClient, visit: Appointment, set_clock: SetClock
) -> None:
    set_clock(VISIT_AT + 10 * MINUTE)
    assert do(officer, visit, "late", minutes="20", which="later", how="rang", at="10:25am") == 303
    now = set_clock(VISIT_AT + 20 * MINUTE)
    assert do(officer, visit, "arrived") == 303
    assert sent(visit) == ["booked"]
    assert punctuality(visit, now).outcome is Outcome.KEPT


def test_coming_much_too_early_breaks_the_promise_unless_told(
    officer: StrictClient, visit: Appointment, set_clock: SetClock
) -> None:
    now = set_clock(VISIT_AT - 30 * MINUTE)
    assert do(officer, visit, "arrived") == 303
    step = punctuality(visit, now)
    assert (step.outcome, step.was_early) == (Outcome.LATE, True)
    assert "too early: Thu 5 Nov, 10am" in text_of(officer.get(f"/staff/visits/{reference(visit)}"))


def test_nobody_in_leaves_a_calling_card_with_who_when_and_how(
    officer: StrictClient, visit: Appointment, set_clock: SetClock
) -> None:
    now = set_clock(VISIT_AT + 15 * MINUTE)
    here = f"/staff/visits/{reference(visit)}"
    assert officer.get(f"{here}/card").status_code == 404
    assert do(officer, visit, "no-access", at="10:32am", words="The bell does not ring.") == 303
    stored = afresh(visit)
    assert (stored.state, stored.arrived_at) == (State.NO_ACCESS, VISIT_AT + 2 * MINUTE)
    assert punctuality(visit, now).outcome is Outcome.KEPT
    assert db.session.get_one(Record, visit.id).closed_at is not None
    assert sent(visit) == ["booked", "calling_card"]
    for text in (last_text(visit), text_of(officer.get(f"{here}/card"))):
        for words in ("10:32am", "Joanna Blake", "020 7946 0111", "The bell does not ring."):
            assert words in text
    assert do(officer, visit, "no-access") == 422


def test_missed_by_us_counts_says_sorry_and_stays_open_until_there_is_a_new_time(
    officer: StrictClient, visit: Appointment, set_clock: SetClock
) -> None:
    set_clock(VISIT_AT + 5 * MINUTE)
    assert do(officer, visit, "missed", words="I was held up.") == 422  # it can still be kept
    now = set_clock(VISIT_AT + 60 * MINUTE)
    assert do(officer, visit, "missed") == 422
    assert do(officer, visit, "missed", words="I was held up.") == 303
    step = punctuality(visit, now)
    assert (step.outcome, step.never_came) == (Outcome.LATE, True)
    record = db.session.get_one(Record, visit.id)
    assert record.closed_at is None
    assert record.next_due_at is not None  # to agree a new time
    assert sent(visit) == ["booked", "missed_by_us"]
    assert "We are sorry" in last_text(visit)
    page = text_of(officer.get(f"/staff/visits/{record.reference}"))
    assert "we did not come" in page
    assert "They are owed another time." in page


def test_after_the_day_the_time_has_to_be_said(
    officer: StrictClient, visit: Appointment, set_clock: SetClock
) -> None:
    now = set_clock(VISIT_AT + DAY)
    assert do(officer, visit, "arrived") == 422
    assert do(officer, visit, "arrived", at="10:30am") == 303
    assert afresh(visit).arrived_at == VISIT_AT
    assert punctuality(visit, now).outcome is Outcome.KEPT


def test_at_the_office_nobody_is_on_the_way_and_punctuality_counts_too(
    officer: StrictClient, purpose: Purpose, joanna: Resource, amina: Person, set_clock: SetClock
) -> None:
    visit = a_visit(purpose, joanna, amina, place=Place.PHONE, address="", area="")
    now = set_clock(VISIT_AT + 12 * MINUTE)
    text = text_of(officer.get(f"/staff/visits/{reference(visit)}"))
    assert "It begins" in text
    assert "I am on the way" not in text
    assert do(officer, visit, "on-the-way") == 422
    assert do(officer, visit, "arrived") == 303
    assert punctuality(visit, now).outcome is Outcome.LATE


def test_how_we_counted_says_both_ends_to_both_sides(
    client: StrictClient, visit: Appointment, amina: Person, joanna: Resource
) -> None:
    commitment = db.session.scalars(
        sa.select(Commitment.id).where(
            Commitment.record_id == visit.id, Commitment.not_before_at.is_not(None)
        )
    ).one()
    for someone, before in ((amina, ""), (person_of(joanna), "/staff")):
        client.sign_in_as(someone)
        page = client.get(f"{before}/appointments/{reference(visit)}/how-we-counted/{commitment}")
        text = text_of(page)
        assert "between 10:20am and 10:40am on Thursday 5 November 2026" in text
        assert "Too early is as wrong as too late." in text


def test_whoever_has_no_email_is_rung(
    officer: StrictClient, purpose: Purpose, joanna: Resource, set_clock: SetClock
) -> None:
    visit = a_visit(purpose, joanna, a_person(given_name="Ada", prefers="post"))
    set_clock(VISIT_AT - 10 * MINUTE)
    here = f"/staff/visits/{reference(visit)}/do/late"
    assert "Ring them. 07700 900142" in text_of(officer.get(here))
    officer.get(here)  # the landlord is known by now
    assert officer.statement_count <= 10


def test_coming_attends_to_what_is_urgent(
    officer: StrictClient, purpose: Purpose, joanna: Resource, amina: Person, set_clock: SetClock
) -> None:
    """RHA 2.4h: seen on the day of asking."""
    today = at("2026-11-03 14:00")
    visit = a_visit(purpose, joanna, amina, starts_at=today, urgent=True)
    now = set_clock(today)
    assert do(officer, visit, "arrived") == 303
    steps = steps_of([visit.id], now=now, zone=landlord().zone)[visit.id]
    assert [step.outcome for step in steps if step.clause == "2.4h"] == [Outcome.KEPT]
