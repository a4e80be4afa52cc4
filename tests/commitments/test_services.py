"""Commitments on both databases: begun, kept, late, told of, recalculated. One test a rule of counting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.charters.standards import CaseKind, Channel, Circumstance, Event
from portal.clock.keeping import Outcome
from portal.commitments.jobs import recalculate_some
from portal.commitments.models import ClockPause, DateChange
from portal.commitments.promise_line import lines
from portal.commitments.queries import Kept, how_often_kept, steps_of
from portal.commitments.services import changing, receipt
from portal.commitments.services.keeping import call_off, delay_notice, note_event, open_commitments
from portal.commitments.services.receipt import Correction
from portal.database import commit, db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.organisation.services.offices import change_holiday
from portal.organisation.services.work import add_target
from portal.records.models import Entry
from tests.applications import running_app
from tests.commitments.world import CHRISTMAS_EVE, a_record, a_world
from tests.factories.organisation import a_landlord, a_team, a_topic

DAY = timedelta(days=1)
MANAGER = Reader(person_id=1, abilities=frozenset({Ability.MANAGE_WORK, Ability.SEE_CASES}))


def a_person() -> Person:
    person = Person(given_name="Mo", family_name="Price", created_at=CHRISTMAS_EVE)
    db.session.add(person)
    db.session.flush()
    return person


def outcomes(record_id: int, now: datetime) -> list[Outcome]:
    return [s.outcome for s in steps_of([record_id], now=now, zone=landlord().zone)[record_id]]


def test_redland_answers_a_web_enquiry_in_ten_calendar_days(any_app: Flask) -> None:
    a_world()
    record, [promise] = a_record()
    assert promise.clause == "2.8.3a"
    assert promise.due_on == date(2027, 1, 3)  # a Sunday; Redland's days are calendar days
    assert promise.due_at == datetime(2027, 1, 4, 0, 0, tzinfo=UTC)
    assert record.next_due_at == promise.due_at


def test_rule_11_either_of_two_events_keeps_it_and_nothing_is_due_after(any_app: Flask) -> None:
    a_world()
    record, [promise] = a_record()
    kept = note_event(record, event=Event.ACKNOWLEDGED, at=CHRISTMAS_EVE + DAY, now=CHRISTMAS_EVE + DAY)
    assert [c.id for c in kept] == [promise.id]
    assert record.next_due_at is None
    assert outcomes(record.id, CHRISTMAS_EVE + 30 * DAY) == [Outcome.KEPT]


def test_rule_11_the_stage_1_reply_is_counted_from_the_acknowledgement(any_app: Flask) -> None:
    a_world()
    at = datetime(2026, 12, 17, 10, 0, tzinfo=UTC)
    record, begun = a_record(kind=CaseKind.COMPLAINT, at=at)
    code = {c.label: c.due_on for c in begun if c.source == "complaint-handling-code"}
    assert list(code.values()) == [date(2026, 12, 24)]
    note_event(record, event=Event.ACKNOWLEDGED, at=at + DAY, now=at + DAY)
    steps = steps_of([record.id], now=at + DAY, zone=landlord().zone)[record.id]
    reply = [s for s in steps if s.standard == "complaint-handling-code-stage-1-reply"]
    assert [s.due_on for s in reply] == [date(2027, 1, 6)]


def test_rule_12_an_automatic_reply_keeps_nothing_where_the_policy_is_silent(any_app: Flask) -> None:
    a_world()
    record, _ = a_record()
    assert (
        note_event(record, event=Event.ACKNOWLEDGED, at=CHRISTMAS_EVE, now=CHRISTMAS_EVE, automatic=True)
        == []
    )
    assert record.next_due_at is not None


def test_rule_14_policy_and_law_both_run_and_the_earlier_is_due_next(any_app: Flask) -> None:
    a_world()
    record, begun = a_record(kind=CaseKind.COMPLAINT)
    assert {c.source for c in begun} == {"policy", "complaint-handling-code"}
    assert record.next_due_at == min(c.due_at for c in begun)
    steps = steps_of([record.id], now=CHRISTMAS_EVE, zone=landlord().zone)[record.id]
    assert [line.source for line in lines(steps, received_at=record.received_at)] == [
        "policy",
        "complaint-handling-code",
    ]


def test_rule_17_a_target_of_the_landlords_own_is_reported_apart(any_app: Flask) -> None:
    a_world()
    add_target(
        channel="web",
        kind="enquiry",
        event="answered",
        amount=5,
        unit="working days",
        from_on=CHRISTMAS_EVE.date(),
        by=None,
        now=CHRISTMAS_EVE,
    )
    commit()
    _, begun = a_record()
    target = next(c for c in begun if c.source == "target")
    assert target.source_name == "our target, not in the policy"
    # 29, 30, 31 December, 4 and 5 January: the 25th, the 28th and New Year's Day are holidays.
    assert target.due_on == date(2027, 1, 5)


def test_a_policy_without_reply_times_starts_nothing(tmp_path: Path, new_database) -> None:
    with running_app(tmp_path, charter="tp-properties", database_url=new_database("sqlite")):
        a_world()
        record, begun = a_record(channel=Channel.LETTER)
        assert begun == []
        assert record.next_due_at is None


@pytest.mark.parametrize(
    ("notice_after", "kept_after", "expected"),
    [
        (None, 5, Outcome.KEPT),
        (None, 10, Outcome.KEPT),
        (None, 11, Outcome.LATE),
        (9, 11, Outcome.LATE_WITH_NOTICE),
        (11, 12, Outcome.LATE),
        (9, None, Outcome.LATE_WITH_NOTICE),
        (None, None, Outcome.LATE),
    ],
)
def test_rule_9_a_delay_notice_sent_in_time_is_the_difference(
    app: Flask, notice_after: int | None, kept_after: int | None, expected: Outcome
) -> None:
    a_world()
    record, _ = a_record()
    if notice_after is not None:
        at = CHRISTMAS_EVE + notice_after * DAY
        delay_notice(
            record,
            reason="We wait for the lift firm.",
            expected_on=date(2027, 1, 20),
            by=a_person().id,
            now=at,
        )
    if kept_after is not None:
        at = CHRISTMAS_EVE + kept_after * DAY
        note_event(record, event=Event.ANSWERED, at=at, now=at)
    commit()
    assert outcomes(record.id, CHRISTMAS_EVE + 40 * DAY) == [expected]


def test_rule_9_a_delay_notice_moves_no_date_and_needs_a_reason(app: Flask) -> None:
    a_world()
    record, [promise] = a_record()
    before = promise.due_at
    delay_notice(record, reason="Late", expected_on=date(2027, 2, 1), by=a_person().id, now=CHRISTMAS_EVE)
    assert promise.due_at == before
    with pytest.raises(RuleBroken, match="a delay needs a reason"):
        delay_notice(record, reason=" ", expected_on=date(2027, 2, 1), by=1, now=CHRISTMAS_EVE)


def test_what_is_called_off_counts_neither_as_kept_nor_as_late(any_app: Flask) -> None:
    a_world()
    record, _ = a_record()
    call_off(record, now=CHRISTMAS_EVE + DAY)
    commit()
    assert record.next_due_at is None
    assert how_often_kept(since=CHRISTMAS_EVE, until=CHRISTMAS_EVE + 40 * DAY) == {}


def test_how_often_kept_counts_by_standard(any_app: Flask) -> None:
    a_world()
    by = a_person().id
    for kept_after, notice_after in ((2, None), (10, None), (12, None), (12, 5), (None, None)):
        record, _ = a_record()
        if notice_after:
            at = CHRISTMAS_EVE + notice_after * DAY
            delay_notice(record, reason="Why", expected_on=date(2027, 1, 20), by=by, now=at)
        if kept_after:
            at = CHRISTMAS_EVE + kept_after * DAY
            note_event(record, event=Event.ANSWERED, at=at, now=at)
    commit()
    found = how_often_kept(since=CHRISTMAS_EVE, until=CHRISTMAS_EVE + 60 * DAY)
    assert found == {"answer-correspondence": Kept(kept=2, with_notice=1, late=2)}
    assert found["answer-correspondence"].ended == 5


def test_rule_13_open_dates_move_with_the_holidays_and_say_so(tmp_path: Path, database_url: str) -> None:
    with running_app(tmp_path, charter="howm", database_url=database_url):
        a_world()
        at = datetime(2026, 12, 21, 10, 0, tzinfo=UTC)
        open_one, begun = a_record(at=at, channel=Channel.EMAIL)
        done, _ = a_record(at=at, channel=Channel.EMAIL)
        note_event(done, event=Event.ANSWERED, at=at + DAY, now=at + DAY)
        before = {c.standard: c.due_on for c in begun}
        assert before["acknowledge-correspondence"] == date(2026, 12, 24)
        change_holiday(
            division="england-and-wales",
            on=date(2026, 12, 23),
            name="Added",
            struck=False,
            by=None,
            now=at + DAY,
        )
        changing.recalculate(now=at + DAY)
        commit()
        while recalculate_some(at + DAY):
            pass
        after = {
            s.standard: s.due_on for s in steps_of([open_one.id], now=at, zone=landlord().zone)[open_one.id]
        }
        assert after["acknowledge-correspondence"] == date(2026, 12, 29)
        assert all(after[key] > before[key] for key in before)
        moved = db.session.scalars(sa.select(DateChange)).all()
        assert {m.kind for m in moved} == {"holidays"}
        assert len(moved) == len(before)
        told = db.session.scalars(sa.select(Entry).where(Entry.act == "date moved")).all()
        assert {e.record_id for e in told} == {open_one.id}
        assert recalculate_some(at + DAY) == 0


def test_rule_13_what_is_already_late_never_moves(any_app: Flask) -> None:
    a_world()
    record, [promise] = a_record(circumstances=frozenset())
    late = promise.due_at + DAY
    before = promise.due_at
    assert changing.recalculated(promise, record, now=late) is None
    assert promise.due_at == before


def test_rule_13_only_a_manager_corrects_when_it_was_received(any_app: Flask) -> None:
    a_world()
    record, [promise] = a_record()
    earlier = CHRISTMAS_EVE - 2 * DAY
    with pytest.raises(RuleBroken, match="only a manager"):
        receipt.correct_received(
            record, Correction(received_at=earlier, reason="x"), by=Reader(person_id=1), now=CHRISTMAS_EVE
        )
    a_person()
    corrected = receipt.correct_received(
        record,
        Correction(received_at=earlier, reason="The envelope is stamped 22 December."),
        by=MANAGER,
        now=CHRISTMAS_EVE,
    )
    [change] = corrected.moved
    assert promise.due_on == date(2027, 1, 1)
    assert record.next_due_at == promise.due_at == change.to_due_at
    assert record.received_at == earlier


def test_rule_8_a_pause_adds_its_length_and_takes_the_record_off_the_list(any_app: Flask) -> None:
    a_world()
    by = a_person().id
    at = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
    record, begun = a_record(
        at=at,
        kind=CaseKind.INFORMATION_REQUEST,
        circumstances=frozenset({Circumstance.SUBJECT_ACCESS}),
    )
    answer = next(c for c in begun if c.source == "subject-access")
    others = [c.due_at for c in begun if c is not answer]
    assert answer.due_on == date(2026, 12, 2)
    changing.pause(answer, record, reason="Which papers do you mean?", by=by, now=at + DAY)
    assert record.next_due_at == min(others, default=None)
    changing.resume(answer, record, by=by, now=at + 5 * DAY)
    assert answer.due_on == date(2026, 12, 7)  # 6 December is a Sunday, and this limit rolls forward
    assert db.session.scalar(sa.select(sa.func.count(ClockPause.id))) == 1


def test_rule_8_a_standard_that_allows_no_pause_refuses_one(app: Flask) -> None:
    a_world()
    record, [promise] = a_record()
    with pytest.raises(RuleBroken, match="may not pause"):
        changing.pause(promise, record, reason="Busy", by=1, now=CHRISTMAS_EVE)


def test_rule_9_an_extension_has_a_cap_that_only_a_manager_passes(any_app: Flask) -> None:
    a_world()
    a_person()
    at = datetime(2026, 12, 17, 10, 0, tzinfo=UTC)
    record, _ = a_record(kind=CaseKind.COMPLAINT, at=at)
    note_event(record, event=Event.ACKNOWLEDGED, at=at + 7 * DAY, now=at + 7 * DAY)
    reply = next(
        c for c in open_commitments(record.id) if c.standard == "complaint-handling-code-stage-1-reply"
    )
    assert reply.due_on == date(2027, 1, 12)
    officer = Reader(person_id=1, abilities=frozenset({Ability.WORK_CASES}))
    now = at + 8 * DAY
    with pytest.raises(RuleBroken, match="over the cap"):
        changing.extend(reply, record, new_on=date(2027, 1, 27), reason="Complex", by=officer, now=now)
    changing.extend(reply, record, new_on=date(2027, 1, 26), reason="Complex", by=officer, now=now)
    assert reply.extended
    assert reply.due_on == date(2027, 1, 26)
    note_event(record, event=Event.ANSWERED, at=at + 30 * DAY, now=at + 30 * DAY)
    assert Outcome.KEPT_WITHIN_EXTENSION in outcomes(record.id, at + 60 * DAY)


def test_rule_3_a_home_in_scotland_counts_by_scottish_holidays(tmp_path: Path, new_database) -> None:
    with running_app(tmp_path, charter="howm", database_url=new_database("sqlite")):
        a_world()
        at = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)  # Monday 30 November is St Andrew's Day
        _, english = a_record(at=at, channel=Channel.EMAIL)
        _, scottish = a_record(at=at, channel=Channel.EMAIL, division="scotland")
        dates = [
            next(c.due_on for c in begun if c.standard == "acknowledge-correspondence")
            for begun in (english, scottish)
        ]
        assert dates == [date(2026, 12, 2), date(2026, 12, 3)]


def test_rule_5_a_voicemail_left_while_closed_is_counted_from_the_first_check(any_app: Flask) -> None:
    a_world()
    at = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)  # after closing; the office opens on Tuesday 29 December
    closed = frozenset({Circumstance.OFFICE_CLOSED, Circumstance.LETTER_WANTED})
    _, begun = a_record(at=at, channel=Channel.VOICEMAIL, circumstances=closed)
    written = next(c for c in begun if c.clause == "2.8.2e")
    assert written.starts_at == datetime(2026, 12, 29, 9, 0, tzinfo=UTC)
    assert written.due_on == date(2027, 1, 3)


def test_an_office_without_hours_loses_no_message(app: Flask) -> None:
    a_landlord()
    a_topic(a_team())
    asked = frozenset({Circumstance.FOR_ABSENT_OFFICER})
    record, begun = a_record(channel=Channel.PHONE, circumstances=asked)
    assert record.id is not None
    assert "office hours" not in {c.limit["unit"] for c in begun}
