"""Needs through their six steps, from told to reviewed by a date; safety instructions; on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.commitments.models import Commitment
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.identity.models import Person
from portal.needs.details import (
    Braille,
    ContactBy,
    DoorTime,
    Interpreter,
    Languages,
    LargePrint,
)
from portal.needs.jobs import end_what_is_over
from portal.needs.markers import NeedKind, NeedsFlag
from portal.needs.models import Need, NeedMet, SafetyMarker
from portal.needs.queries import flag_for, followed, needs_told, way_for
from portal.needs.services.deciding import agree, decline, review
from portal.needs.services.following import met, share
from portal.needs.services.markers import Incident, add_marker, review_marker
from portal.needs.services.telling import Told, end, keep_health, tell, withdraw_health
from portal.needs.steps import Journey, Means, State
from portal.needs.ways import Carrier, Format
from portal.records.models import Record
from tests.factories.landlords import a_whole_landlord
from tests.factories.needs import NOW, TARGETS, a_marker, a_need
from tests.factories.people import a_person, a_staff_member

TODAY = date(2026, 11, 3)
TOMORROW = TODAY + timedelta(days=1)
IN_A_YEAR = date(2027, 11, 3)
K = NeedKind


@pytest.fixture
def person(any_app: Flask) -> Person:
    """A customer of a landlord with an office."""
    a_whole_landlord()
    return a_person()


def due_of(need: Need | SafetyMarker) -> Commitment:
    """The date a need or an instruction has now."""
    return db.session.get_one(Commitment, need.commitment_id)


def record_of(need: Need | SafetyMarker) -> Record:
    """The record its date stands on."""
    return db.session.get_one(Record, due_of(need).record_id)


def test_what_is_told_is_recorded_and_flagged_at_once(person: Person) -> None:
    need = a_need(person, K.INTERPRETER, Interpreter(language="so"))
    assert (need.told_by_id, need.told_at, need.told_in) == (person.id, NOW, Journey.PROFILE)
    assert (need.recorded_by_id, need.recorded_at, need.flagged_at) == (person.id, NOW, NOW)
    assert (need.state, need.detail) == (State.TOLD, {"language": "so", "dialect": "", "mode": "any"})
    assert flag_for([person.id], today=TODAY) == {person.id: NeedsFlag(kinds=(K.INTERPRETER,))}


def test_staff_have_ten_working_days_to_decide_and_it_stands_on_a_record(person: Person) -> None:
    need = a_need(person, K.HOME_VISITS)
    assert due_of(need).due_on == date(2026, 11, 17)
    record = record_of(need)
    assert (record.kind, record.person_id, record.closed_at) == ("needs", person.id, None)
    assert record.next_due_at == due_of(need).due_at
    assert (due_of(need).source, due_of(need).clause) == ("target", "our target, not in the policy")


def test_what_the_portal_does_by_itself_is_agreed_at_once_and_reviewed_in_a_year(person: Person) -> None:
    need = a_need(person, K.LARGE_PRINT, LargePrint(points=20))
    assert (need.state, need.decided_at, need.decided_by_id) == (State.AGREED, NOW, None)
    assert (need.review_on, due_of(need).due_on) == (IN_A_YEAR, IN_A_YEAR)


def test_told_again_with_the_same_values_nothing_happens(person: Person) -> None:
    first = a_need(person, K.LARGE_PRINT, LargePrint(points=20))
    again = a_need(person, K.LARGE_PRINT, LargePrint(points=20), now=NOW + timedelta(days=1))
    assert again.id == first.id
    assert again.told_at == NOW


def test_told_again_with_other_values_the_earlier_one_ends_and_its_date_is_called_off(
    person: Person,
) -> None:
    first = a_need(person, K.LARGE_PRINT, LargePrint(points=20))
    its_date = due_of(first)
    later = NOW + timedelta(days=1)
    second = a_need(person, K.LARGE_PRINT, LargePrint(points=24), now=later)
    assert (first.ended_at, its_date.ended_at, its_date.kept_at) == (later, later, None)
    assert [shown.detail for shown in needs_told(person.id, today=TODAY)] == [LargePrint(points=24)]
    assert record_of(second).id == its_date.record_id


def test_the_database_refuses_a_second_one_of_a_kind_that_runs(person: Person) -> None:
    first = a_need(person, K.AUDIO)
    twin = Need(
        person_id=person.id, kind=K.AUDIO.value, told_at=NOW, told_in="profile", recorded_at=NOW, detail={}
    )
    db.session.add(twin)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    end(db.session.get_one(Need, first.id), by=None, now=NOW)
    a_need(person, K.AUDIO)


def test_a_declined_need_may_be_told_again(person: Person) -> None:
    officer = a_staff_member()
    need = a_need(person, K.HOME_VISITS)
    decline(need, because="Far.", instead="A call.", by=officer.id, version=need.version, now=NOW)
    again = a_need(person, K.HOME_VISITS, now=NOW + timedelta(days=1))
    assert (again.id != need.id, again.state) == (True, State.TOLD)


REFUSED: list[tuple[Told, str]] = [
    (Told(kind=K.OTHER), "words missing"),
    (Told(kind=K.OTHER, words="  "), "words missing"),
    (Told(kind=K.AUDIO, words="because of my eyes"), "words missing"),
    (Told(kind=K.OTHER, words="x" * 2_001), "too long"),
    (Told(kind=K.AUDIO, ends_on=TODAY - timedelta(days=1)), "ended already"),
    (Told(kind=K.LARGE_PRINT, detail=LargePrint(points=40)), "wrong detail"),
    (Told(kind=K.LARGE_PRINT, detail=Braille()), "wrong detail"),
]


@pytest.mark.parametrize(("told", "rule"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_what_cannot_be_is_refused_and_nothing_is_kept(app: Flask, told: Told, rule: str) -> None:
    a_whole_landlord()
    person = a_person()
    with pytest.raises(RuleBroken, match=rule):
        tell(
            told,
            person_id=person.id,
            told_by=None,
            told_in=Journey.PHONE,
            targets=TARGETS,
            by=None,
            now=NOW,
        )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Need)) == 0


def test_agreed_it_is_asked_again_by_the_day_chosen_by_whoever_agreed(person: Person) -> None:
    officer = a_staff_member()
    need = a_need(person, K.HOME_VISITS)
    to_decide = due_of(need)
    later = NOW + timedelta(days=2)
    agree(need, review_on=date(2027, 5, 3), by=officer.id, version=need.version, now=later)
    assert (need.state, need.decided_by_id, need.told_decision_at) == (State.AGREED, officer.id, None)
    assert (to_decide.kept_at, to_decide.kept_event) == (later, "reviewed")
    assert (need.review_on, due_of(need).due_on) == (date(2027, 5, 3), date(2027, 5, 3))
    assert record_of(need).handler_id == officer.id


def test_declined_with_a_reason_and_an_offer_it_counts_no_more(person: Person) -> None:
    officer = a_staff_member()
    need = a_need(person, K.LANGUAGE, Languages(written="so"))
    to_decide = due_of(need)
    decline(
        need,
        because="No translator.",
        instead="An interpreter.",
        by=officer.id,
        version=need.version,
        now=NOW,
    )
    assert (need.state, need.declined_because, need.offered_instead) == (
        State.DECLINED,
        "No translator.",
        "An interpreter.",
    )
    assert (need.flagged_at, need.commitment_id, to_decide.kept_at) == (None, None, NOW)
    assert flag_for([person.id], today=TODAY) == {}
    assert way_for(person.id, has_email=True, prefers="", today=TODAY).choices[0].format is Format.STANDARD
    record = db.session.get_one(Record, to_decide.record_id)
    assert (record.next_due_at, record.closed_at) == (None, NOW)
    assert [shown.need.id for shown in needs_told(person.id, today=TODAY)] == [need.id]


def test_a_plain_no_is_not_possible(person: Person) -> None:
    officer, need = a_staff_member(), a_need(person, K.HOME_VISITS)
    for because, instead, rule in (("", "A call.", "reason missing"), ("Far.", " ", "nothing offered")):
        with pytest.raises(RuleBroken, match=rule):
            decline(need, because=because, instead=instead, by=officer.id, version=need.version, now=NOW)
    assert need.state == State.TOLD


@pytest.mark.parametrize("review_on", [TODAY, TODAY - timedelta(days=1), date(2031, 11, 9)])
def test_a_review_lies_ahead_and_not_too_far(app: Flask, review_on: date) -> None:
    a_whole_landlord()
    officer, need = a_staff_member(), a_need(a_person(), K.HOME_VISITS)
    with pytest.raises(RuleBroken, match="review date"):
        agree(need, review_on=review_on, by=officer.id, version=need.version, now=NOW)


def test_two_who_decide_at_once_do_not_overwrite_each_other(person: Person) -> None:
    officer, need = a_staff_member(), a_need(person, K.HOME_VISITS)
    seen = need.version
    agree(need, review_on=IN_A_YEAR, by=officer.id, version=seen, now=NOW)
    with pytest.raises(Stale):
        decline(need, because="Far.", instead="A call.", by=officer.id, version=seen, now=NOW)


def test_asked_again_it_goes_on_or_it_ends(person: Person) -> None:
    officer = a_staff_member()
    need = a_need(person, K.LARGE_PRINT, LargePrint(points=20))
    first, later = due_of(need), NOW + timedelta(days=30)
    review(need, still=True, next_on=date(2028, 1, 4), by=officer.id, version=need.version, now=later)
    assert first.kept_at == later
    assert need.review_on == due_of(need).due_on == date(2028, 1, 4)
    with pytest.raises(RuleBroken, match="review date"):
        review(need, still=True, next_on=None, by=officer.id, version=need.version, now=later)
    assert need.ended_at is None
    second = due_of(need)
    review(need, still=False, by=officer.id, version=need.version, now=later)
    assert need.ended_at == second.kept_at == later
    assert needs_told(person.id, today=TODAY) == []


def test_one_record_carries_every_date_and_closes_with_the_last(person: Person) -> None:
    large = a_need(person, K.LARGE_PRINT, LargePrint())
    visits = a_need(person, K.HOME_VISITS)
    record = record_of(large)
    assert record_of(visits).id == record.id
    assert record.next_due_at == due_of(visits).due_at
    end(visits, by=person.id, now=NOW)
    assert record.next_due_at == due_of(large).due_at
    end(large, by=person.id, now=NOW)
    assert (record.next_due_at is None, record.closed_at) == (True, NOW)
    assert record_of(a_need(person, K.AUDIO)).closed_at is None


def test_temporary_needs_end_by_themselves(person: Person) -> None:
    need = a_need(person, K.AUDIO, ends_on=TODAY)
    keep_health(need, words="An operation.", by=person.id, now=NOW)
    db.session.commit()
    its_date = due_of(need)
    assert flag_for([person.id], today=TODAY) != {}
    assert flag_for([person.id], today=TOMORROW) == {}
    assert way_for(person.id, has_email=True, prefers="", today=TOMORROW).choices[0].format is Format.STANDARD
    assert needs_told(person.id, today=TOMORROW) == []
    assert end_what_is_over(NOW) == 0
    assert end_what_is_over(NOW + timedelta(days=1)) == 1
    assert end_what_is_over(NOW + timedelta(days=1)) == 0
    db.session.expire_all()
    need = db.session.get_one(Need, need.id)
    assert (need.ended_at, need.health_detail) == (NOW + timedelta(days=1), None)
    assert db.session.get_one(Commitment, its_date.id).ended_at is not None


def test_told_again_after_its_last_day_it_begins_anew(person: Person) -> None:
    a_need(person, K.AUDIO, ends_on=TODAY)
    again = a_need(person, K.AUDIO, now=NOW + timedelta(days=5))
    assert [s.need.id for s in needs_told(person.id, today=TODAY + timedelta(days=5))] == [again.id]


def test_health_detail_is_kept_with_consent_encrypted_and_wiped_when_it_is_withdrawn(person: Person) -> None:
    need = a_need(person, K.LARGE_PRINT, LargePrint())
    keep_health(need, words="cannot manage stairs", by=person.id, now=NOW)
    db.session.commit()
    stored = sa.text("SELECT health_detail FROM needs WHERE id = :id")
    assert b"stairs" not in bytes(db.session.scalar(stored, {"id": need.id}))
    assert need.health_consent_at == NOW
    changed = a_need(person, K.LARGE_PRINT, LargePrint(points=28))
    assert (changed.health_detail, need.health_detail) == ("cannot manage stairs", None)
    withdraw_health(changed, by=person.id, now=NOW)
    db.session.commit()
    kept = db.session.scalar(
        sa.select(sa.func.count()).where(
            Need.health_detail.is_not(None) | Need.health_consent_at.is_not(None)
        )
    )
    assert kept == 0
    assert changed.health_withdrawn_at == NOW


def test_words_of_other_help_are_encrypted(person: Person) -> None:
    need = a_need(person, K.OTHER, words="Speak slowly, I lip-read.")
    stored = db.session.scalar(sa.text("SELECT words FROM needs WHERE id = :id"), {"id": need.id})
    assert b"lip" not in bytes(stored)
    db.session.expunge_all()
    assert db.session.get_one(Need, need.id).words == "Speak slowly, I lip-read."


def test_needs_are_noted_as_met_or_not_by_whatever_meets_them(person: Person) -> None:
    large = a_need(person, K.LARGE_PRINT, LargePrint())
    interpreter = a_need(person, K.INTERPRETER, Interpreter(language="so"))
    kinds = [K.LARGE_PRINT, K.BRAILLE]
    assert met(person_id=person.id, kinds=kinds, how=Means.MESSAGE, by=None, now=NOW) == 1
    noted = met(
        person_id=person.id,
        kinds=[K.INTERPRETER],
        how=Means.INTERPRETER,
        succeeded=False,
        note="Nobody was free.",
        by=None,
        now=NOW,
    )
    assert noted == 1
    assert [(row.how, row.met) for row in followed(large.id).met] == [("message in a form", True)]
    assert [(row.met, row.note) for row in followed(interpreter.id).met] == [(False, "Nobody was free.")]
    end(large, by=None, now=NOW)
    assert met(person_id=person.id, kinds=kinds, how=Means.MESSAGE, by=None, now=NOW) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NeedMet)) == 2


def test_sharing_says_with_whom_and_what_for(person: Person) -> None:
    officer, need = a_staff_member(), a_need(person, K.DOOR_TIME, DoorTime(minutes=5))
    share(need, shared_with="Plumb & Sons", purpose="To wait at the door", by=officer.id, now=NOW)
    assert [(s.shared_with, s.purpose, s.by_id) for s in followed(need.id).shares] == [
        ("Plumb & Sons", "To wait at the door", officer.id)
    ]
    with pytest.raises(RuleBroken, match="nothing said"):
        share(need, shared_with="Plumb & Sons", purpose="", by=officer.id, now=NOW)


def test_the_way_to_write_is_read_in_one_statement_from_what_runs(person: Person) -> None:
    a_need(person, K.BRAILLE, Braille(contracted=False))
    a_need(person, K.CONTACT_BY, ContactBy(only=Carrier.POST))
    a_need(person, K.HOME_VISITS)
    statements: list[str] = []
    note = lambda _c, _k, statement, *_: statements.append(statement)  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", note)
    found = way_for(person.id, has_email=True, prefers="email", today=TODAY)
    sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len([s for s in statements if s.startswith("SELECT")]) == 1
    assert (found.carrier, found.only) == (Carrier.POST, True)
    assert [(c.format, c.contracted) for c in found.choices] == [(Format.BRAILLE, False)]


def test_an_instruction_is_shown_until_its_last_day_and_ends_by_itself(person: Person) -> None:
    manager = a_staff_member()
    marker = a_marker(person, by=manager, review_on=TOMORROW, ends_on=TOMORROW)
    assert flag_for([person.id], today=TOMORROW)[person.id].instructions == ("Visit in pairs.",)
    assert flag_for([person.id], today=TODAY + timedelta(days=2)) == {}
    record = record_of(marker)
    assert (record.kind, record.handler_id, due_of(marker).due_on) == (
        "safety instruction",
        manager.id,
        TOMORROW,
    )
    assert end_what_is_over(NOW + timedelta(days=2)) == 1
    db.session.expire_all()
    assert db.session.get_one(Record, record.id).next_due_at is None


def test_the_facts_of_an_instruction_are_encrypted(person: Person) -> None:
    a_marker(person, by=a_staff_member(), told_on=None, not_told_because="It could make things worse.")
    row = db.session.execute(sa.text("SELECT facts, not_told_because FROM safety_markers")).one()
    assert b"dog" not in bytes(row.facts)
    assert b"worse" not in bytes(row.not_told_because)


MARKERS_REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"instruction": " "}, "nothing said"),
    ({"facts": ""}, "nothing said"),
    ({"told_on": None}, "told or why not"),
    ({"not_told_because": "and told"}, "told or why not"),
    ({"told_on": TOMORROW}, "told in the future"),
    ({"incident_on": TOMORROW}, "incident in the future"),
    ({"review_on": TODAY}, "dates out of order"),
    ({"ends_on": date(2027, 5, 2)}, "dates out of order"),
]


@pytest.mark.parametrize(("given", "rule"), MARKERS_REFUSED)
def test_an_instruction_rests_on_an_incident_and_has_an_end(
    app: Flask, given: dict[str, Any], rule: str
) -> None:
    a_whole_landlord()
    with pytest.raises(RuleBroken, match=rule):
        a_marker(a_person(), by=a_staff_member(), **given)


def test_looked_at_again_an_instruction_goes_on_or_ends(person: Person) -> None:
    manager = a_staff_member()
    marker = a_marker(person, by=manager)
    first = due_of(marker)
    review_marker(
        marker,
        goes_on=True,
        why="The dog is still there.",
        review_on=date(2027, 9, 1),
        ends_on=date(2028, 3, 1),
        by=manager.id,
        version=marker.version,
        now=NOW,
    )
    assert (marker.review_on, marker.ends_on, first.kept_at) == (date(2027, 9, 1), date(2028, 3, 1), NOW)
    with pytest.raises(RuleBroken, match="dates out of order"):
        review_marker(marker, goes_on=True, why="Still.", by=manager.id, version=marker.version, now=NOW)
    review_marker(marker, goes_on=False, why="It moved out.", by=manager.id, version=marker.version, now=NOW)
    assert marker.ended_at == NOW
    assert flag_for([person.id], today=TODAY) == {}


def test_a_date_is_given_though_the_incident_was_at_night_in_summer(person: Person) -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # the first of July here
    marker = add_marker(
        Incident(
            instruction="Ring first.",
            incident_on=date(2026, 7, 1),
            facts="A quarrel at the door.",
            told_on=date(2026, 7, 1),
            review_on=date(2026, 7, 2),
            ends_on=date(2026, 7, 2),
        ),
        person_id=person.id,
        by=a_staff_member().id,
        now=late,
    )
    assert due_of(marker).due_on == date(2026, 7, 2)
