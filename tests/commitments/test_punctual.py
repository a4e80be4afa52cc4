"""Keeping to a time agreed, on both databases: on time, early, late, told beforehand, moved, missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.charters.standards import Event
from portal.clock.explain import Counting
from portal.clock.keeping import Outcome
from portal.commitments.jobs import recalculate_some
from portal.commitments.models import Commitment, DateChange
from portal.commitments.promise_line import Step
from portal.commitments.queries import how_often_kept, steps_of
from portal.commitments.services import punctual
from portal.commitments.services.changing import recalculate
from portal.commitments.services.keeping import note_event
from portal.database import commit, db
from portal.errors import RuleBroken
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import Opening, open_record
from tests.applications import running_app
from tests.commitments.world import a_world
from tests.factories.people import a_staff_member

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ASKED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday
KEY = punctual.OWN_TARGET


def an_appointment(own_minutes: int | None = 10) -> Record:
    """A record with a time agreed: Tuesday 24 November, 10am."""
    opening = Opening(kind="appointment", title="Rent", channel="web", received_at=ASKED)
    record = open_record(opening, by=None, now=ASKED)
    punctual.begin(record, agreed_at=TEN, own_minutes=own_minutes, now=ASKED)
    commit()
    return record


def the_step(record: Record, now: datetime = TEN + DAY) -> Step:
    return steps_of([record.id], now=now, zone=landlord().zone)[record.id][-1]


def at(minutes: int) -> datetime:
    """So many minutes after the time agreed."""
    return TEN + minutes * MINUTE


def test_what_is_promised_stands_on_the_record_with_both_ends_and_how_we_counted(any_app: Flask) -> None:
    a_world()
    record = an_appointment()
    step = the_step(record, now=ASKED)
    assert (step.outcome, step.not_before_at, step.due_at) == (Outcome.OPEN, at(-10), at(10))
    assert (step.source, step.clause) == ("target", "our target, not in the policy")
    assert record.next_due_at == at(10)
    counting = Counting.from_json(db.session.scalars(sa.select(Commitment.counting)).one())
    assert (counting.amount, counting.starts_at, counting.stretches) == (10, TEN, ((at(-10), at(10)),))


def test_a_landlord_without_a_target_of_its_own_promises_nothing(app: Flask) -> None:
    a_world()
    record = an_appointment(own_minutes=None)
    assert steps_of([record.id], now=TEN, zone=landlord().zone)[record.id] == []
    assert punctual.arrived(record, at=TEN, now=TEN) is None
    assert record.next_due_at is None


def test_havebury_promises_ten_minutes_either_way_whatever_the_own_target(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    with running_app(tmp_path, charter="havebury-contractors", database_url=new_database("sqlite")):
        a_world()
        record = an_appointment(own_minutes=60)
        step = the_step(record, now=ASKED)
        assert (step.clause, step.source, step.not_before_at, step.due_at) == (
            "7.1 b8",
            "policy",
            at(-10),
            at(10),
        )


@pytest.mark.parametrize(
    ("came", "outcome", "early"),
    [
        (-11, Outcome.LATE, True),
        (-10, Outcome.KEPT, False),
        (0, Outcome.KEPT, False),
        (10, Outcome.KEPT, False),
        (11, Outcome.LATE, False),
    ],
)
def test_ten_minutes_too_early_is_as_wrong_as_ten_too_late(
    any_app: Flask, came: int, outcome: Outcome, early: bool
) -> None:
    a_world()
    record = an_appointment()
    punctual.arrived(record, at=at(came), now=at(came))
    commit()
    step = the_step(record)
    assert (step.outcome, step.was_early, step.was_missed) == (outcome, early, outcome is Outcome.LATE)
    assert record.next_due_at is None
    kept = how_often_kept(since=TEN - DAY, until=TEN + DAY)[KEY]
    assert (kept.kept, kept.late) == ((1, 0) if outcome is Outcome.KEPT else (0, 1))


TELLINGS = [
    # told at, of minutes; came; kept
    ([(-5, 20)], 20, True),
    ([(-5, 20)], 30, True),
    ([(-5, 20)], 31, False),
    ([(-5, 20)], 9, False),  # the old time is no longer the one that counts
    ([(0, 20)], 20, False),  # told at the very minute is not before it
    ([(5, 20)], 20, False),
    ([(-5, 20), (15, 40)], 40, True),  # and told once more before the new time
    ([(-5, 20), (20, 40)], 40, False),
    ([(-60, -30)], -30, True),  # earlier, told before arriving
    ([(-35, -30)], -30, True),
]


@pytest.mark.parametrize(("tellings", "came", "kept"), TELLINGS)
def test_telling_before_the_time_then_in_force_puts_the_new_time_in_its_place(
    app: Flask, tellings: list[tuple[int, int]], came: int, kept: bool
) -> None:
    a_world()
    record = an_appointment()
    for told, of in tellings:
        punctual.told(record, new_time=at(of), told_at=at(told), reason="", by=None, now=at(told))
    arrival = punctual.arrived(record, at=at(came), now=at(60))
    commit()
    assert arrival is not None
    assert arrival.kept is kept
    assert (the_step(record).outcome is Outcome.KEPT) is kept


def test_each_telling_that_counts_leaves_a_row_and_one_too_late_says_so(app: Flask) -> None:
    a_world()
    record = an_appointment()
    assert punctual.told(record, new_time=at(20), told_at=at(-5), reason="", by=None, now=at(-5))
    assert not punctual.told(record, new_time=at(40), told_at=at(25), reason="", by=None, now=at(25))
    commit()
    [row] = db.session.scalars(sa.select(DateChange))
    assert (row.kind, row.at, row.from_due_at, row.to_due_at) == ("told", at(-5), at(10), at(30))


def test_a_telling_too_late_is_a_notice_of_the_delay_and_moves_nothing(app: Flask) -> None:
    a_world()
    record, us = an_appointment(), a_staff_member().id
    assert not punctual.told(record, new_time=at(30), told_at=at(5), reason="A flat tyre.", by=us, now=at(5))
    punctual.arrived(record, at=at(30), now=at(30))
    commit()
    late = the_step(record)
    assert (late.outcome, late.reason, late.due_at) == (Outcome.LATE_WITH_NOTICE, "A flat tyre.", at(10))


def test_cancelled_by_us_too_late_it_stays_late_and_says_why(app: Flask) -> None:
    a_world()
    record, us = an_appointment(), a_staff_member().id
    punctual.end(record, now=at(20), reason="Ruth is ill.", by=us)
    commit()
    late = the_step(record)
    assert (late.outcome, late.reason) == (Outcome.LATE, "Ruth is ill.")


def test_a_telling_after_the_true_arrival_no_longer_counts(app: Flask) -> None:
    """The officer says at 9:55 that it will be 10:20, and writes down later that they came at 9:50."""
    a_world()
    record = an_appointment()
    punctual.told(record, new_time=at(20), told_at=at(-5), reason="", by=None, now=at(-5))
    arrival = punctual.arrived(record, at=at(-10), now=at(60))
    commit()
    assert arrival is not None
    assert (arrival.kept, arrival.expected_at) == (True, TEN)
    assert the_step(record).outcome is Outcome.KEPT


def test_moved_it_is_promised_for_the_new_time_and_an_old_telling_is_forgotten(app: Flask) -> None:
    a_world()
    record = an_appointment()
    punctual.told(record, new_time=at(20), told_at=at(-5), reason="", by=None, now=at(-5))
    punctual.begin(record, agreed_at=TEN + DAY, own_minutes=10, now=at(-1))
    punctual.arrived(record, at=TEN + DAY, now=TEN + DAY)
    commit()
    [step] = steps_of([record.id], now=TEN + DAY, zone=landlord().zone)[record.id]
    assert (step.outcome, step.due_at) == (Outcome.KEPT, TEN + DAY + 10 * MINUTE)


def test_agreed_anew_after_the_time_was_missed_the_old_promise_stays_missed(app: Flask) -> None:
    a_world()
    record = an_appointment()
    punctual.begin(record, agreed_at=TEN + DAY, own_minutes=10, now=at(30))
    commit()
    steps = steps_of([record.id], now=at(30), zone=landlord().zone)[record.id]
    assert [(s.outcome, s.never_came, s.turn) for s in steps] == [
        (Outcome.LATE, True, 1),
        (Outcome.OPEN, False, 2),
    ]


def test_cancelled_it_is_not_counted_and_missed_it_is(app: Flask) -> None:
    a_world()
    cancelled, missed = an_appointment(), an_appointment()
    punctual.end(cancelled, now=at(-30))
    with pytest.raises(RuleBroken, match="not missed yet"):
        punctual.missed(missed, now=at(10))
    punctual.missed(missed, now=at(11))
    commit()
    assert the_step(cancelled).called_off
    assert the_step(missed).never_came
    assert the_step(missed).was_missed
    assert how_often_kept(since=TEN - DAY, until=TEN + DAY)[KEY].late == 1


def test_changed_holidays_and_word_of_other_things_leave_it_alone(app: Flask) -> None:
    a_world()
    record = an_appointment()
    note_event(record, event=Event.NOTIFIED, at=at(-60), now=at(-60))
    recalculate(now=at(-50))
    commit()
    recalculate_some(at(-50))
    step = the_step(record, now=at(-40))
    assert (step.outcome, step.not_before_at, step.due_at) == (Outcome.OPEN, at(-10), at(10))


def test_nothing_is_kept_or_told_in_the_future(app: Flask) -> None:
    a_world()
    record = an_appointment()
    with pytest.raises(RuleBroken, match="future"):
        punctual.arrived(record, at=at(1), now=TEN)
    with pytest.raises(RuleBroken, match="future"):
        punctual.told(record, new_time=at(20), told_at=at(-4), reason="", by=None, now=at(-5))
