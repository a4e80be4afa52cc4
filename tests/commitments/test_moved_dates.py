"""Dates that move for more than one reason at once: paused and extended, paused and answered, corrected."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.charters.standards import CaseKind, Channel, Circumstance, Event
from portal.clock.keeping import Outcome
from portal.commitments.jobs import recalculate_some
from portal.commitments.models import ClockPause, Commitment, DateChange
from portal.commitments.promise_line import Step
from portal.commitments.queries import how_often_kept, steps_of
from portal.commitments.services import changing, receipt
from portal.commitments.services.keeping import begin, call_off, delay_notice, note_event, open_commitments
from portal.commitments.services.receipt import Correction
from portal.database import commit, db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.organisation.services.offices import change_holiday
from portal.records.models import Record
from portal.records.services import Opening, open_record
from tests.applications import running_app
from tests.commitments.world import CHRISTMAS_EVE, a_record, a_world

DAY = timedelta(days=1)
ASKED = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
MANAGER = Reader(person_id=1, abilities=frozenset({Ability.MANAGE_WORK, Ability.SEE_CASES}))
OFFICER = Reader(person_id=1, abilities=frozenset({Ability.WORK_CASES}))


@pytest.fixture(autouse=True)
def _world(request: pytest.FixtureRequest) -> None:
    """A landlord, and the person with id 1 who does everything here."""
    if "any_app" in request.fixturenames or "app" in request.fixturenames:
        request.getfixturevalue("any_app" if "any_app" in request.fixturenames else "app")
        settled()


def settled() -> None:
    a_world()
    db.session.add(Person(given_name="Mo", family_name="Price", created_at=CHRISTMAS_EVE))
    db.session.flush()


def own_data() -> tuple[Record, Commitment]:
    """A request for own data of Monday 2 November 2026, and its answer due on Wednesday 2 December."""
    record, begun = a_record(
        at=ASKED,
        kind=CaseKind.INFORMATION_REQUEST,
        circumstances=frozenset({Circumstance.SUBJECT_ACCESS}),
    )
    answer = next(c for c in begun if c.source == "subject-access")
    assert answer.due_on == date(2026, 12, 2)
    return record, answer


def step_of(record: Record, commitment: Commitment, now: datetime) -> Step:
    steps = steps_of([record.id], now=now, zone=landlord().zone)[record.id]
    return next(s for s in steps if s.commitment_id == commitment.id)


def test_rule_08_a_pause_does_not_undo_an_extension(any_app: Flask) -> None:
    record, answer = own_data()
    changing.extend(
        answer, record, new_on=date(2027, 1, 29), reason="Complex", by=OFFICER, now=ASKED + 5 * DAY
    )
    changing.pause(answer, record, reason="Which papers?", by=1, now=ASKED + 10 * DAY)
    changing.resume(answer, record, by=1, now=ASKED + 13 * DAY)
    # Three days later than Friday 29 January: Monday 1 February.
    assert answer.due_on == date(2027, 2, 1)
    assert answer.due_at == datetime(2027, 2, 2, 0, 0, tzinfo=UTC)
    # Without the extension it would have been three days after 2 December, rolled on from Saturday.
    assert answer.original_due_at == datetime(2026, 12, 8, 0, 0, tzinfo=UTC)


def test_rule_08_what_is_answered_while_the_clock_stands_is_in_time(any_app: Flask) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=1, now=ASKED + 28 * DAY)
    late_in_december = ASKED + 50 * DAY
    note_event(record, event=Event.ANSWERED, at=late_in_december, now=late_in_december)
    commit()
    assert answer.paused_at is None
    assert answer.due_on == date(2026, 12, 24)  # 2 December and the 22 days it stood still
    assert step_of(record, answer, late_in_december + DAY).outcome is Outcome.KEPT
    [pause] = db.session.scalars(sa.select(ClockPause)).all()
    assert pause.ended_at == late_in_december


def test_rule_08_an_answer_given_before_the_pause_ends_it_without_length(any_app: Flask) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=1, now=ASKED + 5 * DAY)
    note_event(record, event=Event.ANSWERED, at=ASKED + 4 * DAY, now=ASKED + 8 * DAY)
    commit()
    assert answer.due_on == date(2026, 12, 2)
    assert step_of(record, answer, ASKED + 9 * DAY).outcome is Outcome.KEPT


def test_rule_08_what_is_called_off_while_paused_stands_no_more(any_app: Flask) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=1, now=ASKED + 5 * DAY)
    call_off(record, now=ASKED + 8 * DAY)
    commit()
    step = step_of(record, answer, ASKED + 90 * DAY)
    assert (step.paused, step.called_off) == (False, True)


def test_rule_08_a_standing_clock_is_not_counted_as_late(any_app: Flask) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=1, now=ASKED + 5 * DAY)
    commit()
    assert how_often_kept(since=ASKED, until=ASKED + 60 * DAY).get(answer.standard) is None


def test_rule_09_a_clock_that_stopped_too_late_is_late(any_app: Flask) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=1, now=ASKED + 40 * DAY)
    commit()
    assert how_often_kept(since=ASKED, until=ASKED + 60 * DAY)[answer.standard].late == 1


def test_rule_09_extensions_share_one_cap(any_app: Flask) -> None:
    at = datetime(2026, 12, 17, 10, 0, tzinfo=UTC)
    record, _ = a_record(kind=CaseKind.COMPLAINT, at=at)
    note_event(record, event=Event.ACKNOWLEDGED, at=at + 7 * DAY, now=at + 7 * DAY)
    reply = next(
        c for c in open_commitments(record.id) if c.standard == "complaint-handling-code-stage-1-reply"
    )
    now = at + 8 * DAY
    changing.extend(reply, record, new_on=date(2027, 1, 26), reason="Complex", by=OFFICER, now=now)
    with pytest.raises(RuleBroken, match="over the cap"):
        changing.extend(reply, record, new_on=date(2027, 1, 27), reason="Still complex", by=OFFICER, now=now)
    changing.extend(
        reply,
        record,
        new_on=date(2027, 1, 27),
        reason="Still complex",
        manager_reason="The survey takes until then.",
        by=MANAGER,
        now=now,
    )
    assert reply.due_on == date(2027, 1, 27)
    assert reply.original_due_at == datetime(2027, 1, 13, 0, 0, tzinfo=UTC)


def test_rule_09_a_standing_clock_is_not_extended(any_app: Flask) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=1, now=ASKED + 5 * DAY)
    with pytest.raises(RuleBroken, match="not running"):
        changing.extend(
            answer, record, new_on=date(2027, 1, 29), reason="Complex", by=OFFICER, now=ASKED + 6 * DAY
        )


def test_rule_09_a_notice_at_the_last_instant_of_an_hour_clock_is_in_time(any_app: Flask) -> None:
    at = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
    record, begun = a_record(
        at=at, channel=Channel.VOICEMAIL, circumstances=frozenset({Circumstance.CALL_WANTED})
    )
    call = next(c for c in begun if c.by_instant)
    delay_notice(record, reason="Ill", expected_on=date(2026, 11, 4), by=1, now=call.due_at)
    commit()
    assert step_of(record, call, at + 5 * DAY).outcome is Outcome.LATE_WITH_NOTICE
    assert how_often_kept(since=at, until=at + 9 * DAY)[call.standard].with_notice == 1


def test_rule_13_correcting_receipt_keeps_an_extension(any_app: Flask) -> None:
    record, answer = own_data()
    changing.extend(
        answer, record, new_on=date(2027, 1, 29), reason="Complex", by=OFFICER, now=ASKED + 5 * DAY
    )
    receipt.correct_received(
        record, Correction(received_at=ASKED - 3 * DAY, reason="The stamp"), by=MANAGER, now=ASKED + 6 * DAY
    )
    assert answer.due_on == date(2027, 1, 29)
    assert answer.starts_at == ASKED - 3 * DAY
    assert answer.original_due_at == datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # 30 November, and its end


def test_rule_13_receipt_may_be_corrected_while_the_clock_stands(any_app: Flask) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=1, now=ASKED + 5 * DAY)
    receipt.correct_received(
        record, Correction(received_at=ASKED - 3 * DAY, reason="The stamp"), by=MANAGER, now=ASKED + 6 * DAY
    )
    changing.resume(answer, record, by=1, now=ASKED + 8 * DAY)
    assert answer.due_on == date(2026, 12, 3)  # 30 November and three days


def test_rule_13_a_message_counted_from_its_collection_is_corrected_too(any_app: Flask) -> None:
    at = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)  # after closing; open again on Tuesday 29 December
    closed = frozenset({Circumstance.OFFICE_CLOSED, Circumstance.LETTER_WANTED})
    record, begun = a_record(at=at, channel=Channel.VOICEMAIL, circumstances=closed)
    written = next(c for c in begun if c.clause == "2.8.2e")
    receipt.correct_received(
        record, Correction(received_at=at - DAY, reason="The machine's clock"), by=MANAGER, now=at + DAY
    )
    assert written.starts_at == datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    assert written.due_on == date(2026, 12, 29)


def test_rule_13_what_was_opened_again_keeps_its_own_start(any_app: Flask) -> None:
    record, _ = a_record()
    note_event(record, event=Event.ANSWERED, at=CHRISTMAS_EVE + DAY, now=CHRISTMAS_EVE + DAY)
    again = CHRISTMAS_EVE + 8 * DAY
    [second] = begin(record, event=Event.RECEIVED, circumstances=frozenset(), at=again, now=again)
    receipt.correct_received(
        record, Correction(received_at=CHRISTMAS_EVE - DAY, reason="The stamp"), by=MANAGER, now=again
    )
    assert second.starts_at == again


@pytest.mark.parametrize("corrected", [True, False])
def test_rule_11_the_aim_moves_with_the_limit(tmp_path: Path, database_url: str, corrected: bool) -> None:
    with running_app(tmp_path, charter="howm", database_url=database_url):
        settled()
        at = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)
        statutory = frozenset({Circumstance.STATUTORY_TOPIC})
        record, begun = a_record(at=at, channel=Channel.EMAIL, circumstances=statutory)
        reply = next(c for c in begun if c.aim_on is not None)
        assert reply.aim_on == date(2026, 12, 30)  # ten working days: the 25th and the 28th are holidays
        change_holiday(
            division="england-and-wales",
            on=date(2026, 12, 23),
            name="Added",
            struck=False,
            by=None,
            now=at + DAY,
        )
        commit()
        if corrected:
            receipt.correct_received(
                record, Correction(received_at=at - 7 * DAY, reason="The stamp"), by=MANAGER, now=at + DAY
            )
            assert reply.aim_on == date(2026, 12, 21)
        else:
            assert changing.recalculated(reply, record, now=at + DAY) is None  # 28 calendar days
            assert reply.aim_on == date(2026, 12, 31)


def test_rule_13_one_date_that_cannot_be_counted_holds_up_no_other(any_app: Flask) -> None:
    at = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
    called = frozenset({Circumstance.CALL_WANTED})
    _, begun = a_record(at=at, channel=Channel.VOICEMAIL, circumstances=called)
    before = [c.due_at for c in begun]
    main = landlord().main_office
    assert main is not None
    change_holiday(division=main.division, on=date(2026, 11, 4), name="Added", struck=False, by=None, now=at)
    db.session.execute(sa.text("DELETE FROM opening_windows"))
    db.session.execute(sa.text("UPDATE landlord SET version = version + 1"))
    changing.recalculate(now=at)
    commit()
    while recalculate_some(at + timedelta(minutes=1)):
        pass
    assert [c.due_at for c in begun] == before
    assert db.session.scalars(sa.select(DateChange)).all() == []


def test_rule_05_an_officers_absence_never_delays_the_law(any_app: Flask) -> None:
    at = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
    back = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    opening = Opening(
        kind=CaseKind.COMPLAINT.value, title="The light", channel=Channel.VOICEMAIL.value, received_at=at
    )
    record = open_record(opening, by=None, now=at)
    begun = begin(
        record,
        event=Event.RECEIVED,
        circumstances=frozenset({Circumstance.CALL_WANTED}),
        at=at,
        now=at,
        absence_ends_at=back,
    )
    starts = {c.source == "policy": c.starts_at for c in begun}
    assert starts == {True: back, False: at}


def test_rule_13_a_date_is_provisional_only_until_holidays_are_published(app: Flask) -> None:
    record, answer = own_data()
    answer.provisional = True  # as counted when fewer years were published
    assert landlord().holidays.published_until > answer.due_on
    assert not step_of(record, answer, ASKED).provisional
