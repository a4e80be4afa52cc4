"""Proof of identity moves the start (product rule 8), on both databases; and when it may be asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.charters.standards import CaseKind, Circumstance, Event
from portal.clock.explain import Counting
from portal.clock.keeping import Outcome
from portal.clock.limits import Limit, Unit
from portal.commitments.models import Commitment, DateChange
from portal.commitments.promise_line import Step
from portal.commitments.proof import refusal, refusals, waits
from portal.commitments.queries import how_often_kept, steps_of
from portal.commitments.services import changing, receipt
from portal.commitments.services.counting import foreseen
from portal.commitments.services.keeping import call_off, note_event
from portal.commitments.services.proof import ask_identity, identity_proved
from portal.commitments.services.receipt import Correction
from portal.commitments.stored import limit_values
from portal.database import commit, db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from tests.commitments.world import a_record, a_world

DAY = timedelta(days=1)
ASKED = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)  # the request: a Monday
MANAGER = Reader(person_id=1, abilities=frozenset({Ability.MANAGE_WORK, Ability.SEE_CASES}))


@dataclass(frozen=True, kw_only=True)
class AClock:
    """What the rule reads of a commitment: by default one that may wait, running, due in a month."""

    may_ask_identity: bool = True
    identity_asked_at: datetime | None = None
    identity_proved_at: datetime | None = None
    ended_at: datetime | None = None
    paused_at: datetime | None = None
    extended: bool = False
    agreed: bool = False
    due_at: datetime = datetime(2026, 12, 3, tzinfo=UTC)
    limit: object = None


RUNNING = AClock(limit=limit_values(Limit(amount=1, unit=Unit.MONTHS)))


@pytest.mark.parametrize(
    ("clock", "now", "why"),
    [
        (RUNNING, ASKED, None),
        (RUNNING, datetime(2026, 12, 2, 23, 59, 59, tzinfo=UTC), None),
        (RUNNING, datetime(2026, 12, 3, tzinfo=UTC), "too late to ask for identity"),
        (replace(RUNNING, may_ask_identity=False), ASKED, "may not ask for identity"),
        (replace(RUNNING, identity_asked_at=ASKED, paused_at=ASKED), ASKED, "identity asked before"),
        (replace(RUNNING, identity_asked_at=ASKED, identity_proved_at=ASKED), ASKED, "identity asked before"),
        (replace(RUNNING, paused_at=ASKED), ASKED, "not running"),
        (replace(RUNNING, ended_at=ASKED), ASKED, "not running"),
        (replace(RUNNING, extended=True), ASKED, "date given already"),
        (replace(RUNNING, agreed=True), ASKED, "date given already"),
    ],
)
def test_rule_08_proof_may_be_asked_for_once_in_time_and_only_where_the_standard_says(
    clock: AClock, now: datetime, why: str | None
) -> None:
    assert refusal(clock, now=now) == why


def test_rule_08_who_has_proved_who_they_are_is_not_asked_again_on_that_record() -> None:
    proved = replace(RUNNING, identity_asked_at=ASKED, identity_proved_at=ASKED, ended_at=ASKED)
    assert refusals([proved, RUNNING], now=ASKED) == ["identity proved before"] * 2


@pytest.fixture
def officer(any_app: Flask) -> int:
    """A landlord, and an officer who asks."""
    a_world()
    person = Person(given_name="Mo", family_name="Price", created_at=ASKED)
    db.session.add(person)
    db.session.flush()
    return person.id


def own_data() -> tuple[Record, Commitment]:
    """A request for own data of Monday 2 November 2026, and its answer due on Wednesday 2 December."""
    record, begun = a_record(
        at=ASKED, kind=CaseKind.INFORMATION_REQUEST, circumstances=frozenset({Circumstance.SUBJECT_ACCESS})
    )
    answer = next(c for c in begun if c.source == "subject-access")
    assert answer.due_on == date(2026, 12, 2)
    return record, answer


def step_of(record: Record, commitment: Commitment, now: datetime) -> Step:
    steps = steps_of([record.id], now=now, zone=landlord().zone)[record.id]
    return next(s for s in steps if s.commitment_id == commitment.id)


@pytest.mark.parametrize(
    ("asked_after", "proved_after", "starts_after", "due_on"),
    [
        (3, 10, 10, date(2026, 12, 14)),  # Thursday 12 November; 12 December is a Saturday
        (3, 3, 3, date(2026, 12, 7)),  # the same day; 5 December is a Saturday
        (3, 2, 2, date(2026, 12, 4)),  # the proof crossed our letter
        (3, -5, 0, date(2026, 12, 2)),  # we had it before the request came
        (28, 90, 90, date(2027, 3, 1)),  # asked in time, sent in January: 28 February is a Sunday
    ],
)
def test_rule_08_the_clock_begins_when_request_and_proof_are_both_here(
    officer: int, asked_after: int, proved_after: int, starts_after: int, due_on: date
) -> None:
    record, answer = own_data()
    others = [c.due_at for c in commitments(record) if c is not answer]
    assert ask_identity(record, what="Your passport.", by=officer, now=ASKED + asked_after * DAY) == [answer]
    assert record.next_due_at == min(others, default=None)
    now = ASKED + max(asked_after, proved_after) * DAY
    [change] = identity_proved(record, proved_at=ASKED + proved_after * DAY, by=officer, now=now)
    commit()
    assert answer.starts_at == ASKED + starts_after * DAY
    assert answer.due_on == due_on
    assert (change.kind, change.reason, change.by_id) == ("identity", "Your passport.", officer)
    assert change.to_due_at == answer.due_at
    counting = Counting.from_json(answer.counting)
    assert counting.starts_on == (ASKED + starts_after * DAY).date()
    assert not counting.skipped  # nothing was paused since it began
    assert (answer.paused_at, waits(answer)) == (None, False)
    assert record.next_due_at == min([answer.due_at, *others])


def test_rule_08_while_we_wait_for_proof_nothing_is_late(officer: int) -> None:
    record, answer = own_data()
    ask_identity(record, what="Your passport.", by=officer, now=ASKED + DAY)
    commit()
    step = step_of(record, answer, ASKED + 400 * DAY)
    assert (step.outcome, step.paused, step.waits_for_identity) == (Outcome.OPEN, True, True)
    assert how_often_kept(since=ASKED, until=ASKED + 400 * DAY).get(answer.standard) is None


def test_rule_08_what_is_answered_without_the_proof_is_in_time(officer: int) -> None:
    record, answer = own_data()
    ask_identity(record, what="Your passport.", by=officer, now=ASKED + 20 * DAY)
    note_event(record, event=Event.ANSWERED, at=ASKED + 50 * DAY, now=ASKED + 50 * DAY)
    commit()
    step = step_of(record, answer, ASKED + 60 * DAY)
    assert (step.outcome, step.waits_for_identity) == (Outcome.KEPT, False)
    assert answer.starts_at == ASKED


def test_rule_08_what_is_called_off_waits_no_more(officer: int) -> None:
    record, answer = own_data()
    ask_identity(record, what="Your passport.", by=officer, now=ASKED + DAY)
    call_off(record, now=ASKED + 8 * DAY)
    commit()
    step = step_of(record, answer, ASKED + 9 * DAY)
    assert (step.called_off, step.waits_for_identity) == (True, False)


def test_rule_08_only_a_pause_after_the_start_adds_to_it(officer: int) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=officer, now=ASKED + DAY)
    changing.resume(answer, record, by=officer, now=ASKED + 3 * DAY)
    ask_identity(record, what="Your passport.", by=officer, now=ASKED + 4 * DAY)
    assert foreseen(answer, record, now=ASKED + 10 * DAY).on == date(2026, 12, 14)
    identity_proved(record, proved_at=ASKED + 10 * DAY, by=officer, now=ASKED + 10 * DAY)
    assert answer.due_on == date(2026, 12, 14)
    changing.pause(answer, record, reason="Which years?", by=officer, now=ASKED + 14 * DAY)
    assert foreseen(answer, record, now=ASKED + 18 * DAY).on == date(2026, 12, 16)
    changing.resume(answer, record, by=officer, now=ASKED + 18 * DAY)
    assert answer.due_on == date(2026, 12, 16)  # 12 December and four days


def test_rule_08_a_pause_ends_when_the_answer_came_not_when_it_was_read(officer: int) -> None:
    record, answer = own_data()
    changing.pause(answer, record, reason="Which papers?", by=officer, now=ASKED + DAY)
    with pytest.raises(RuleBroken, match="happened in the future"):
        changing.resume(answer, record, by=officer, now=ASKED + 5 * DAY, at=ASKED + 6 * DAY)
    changing.resume(answer, record, by=officer, now=ASKED + 5 * DAY, at=ASKED + 2 * DAY)
    assert answer.due_on == date(2026, 12, 3)


def test_rule_08_a_clock_that_waits_for_proof_starts_with_the_proof_only(officer: int) -> None:
    record, answer = own_data()
    ask_identity(record, what="Your passport.", by=officer, now=ASKED + DAY)
    with pytest.raises(RuleBroken, match="waits for identity"):
        changing.resume(answer, record, by=officer, now=ASKED + 2 * DAY)
    with pytest.raises(RuleBroken, match="not running"):
        changing.pause(answer, record, reason="Which papers?", by=officer, now=ASKED + 2 * DAY)


def test_rule_08_and_13_a_corrected_receipt_does_not_undo_the_start(officer: int) -> None:
    record, answer = own_data()
    ask_identity(record, what="Your passport.", by=officer, now=ASKED + DAY)
    early = Correction(received_at=ASKED - 3 * DAY, reason="The stamp")
    receipt.correct_received(record, early, by=MANAGER, now=ASKED + 2 * DAY)
    identity_proved(record, proved_at=ASKED + 10 * DAY, by=officer, now=ASKED + 10 * DAY)
    earlier = Correction(received_at=ASKED - 4 * DAY, reason="The other stamp")
    receipt.correct_received(record, earlier, by=MANAGER, now=ASKED + 11 * DAY)
    assert answer.starts_at == ASKED + 10 * DAY
    assert answer.due_on == date(2026, 12, 14)


@pytest.mark.parametrize("what", ["", " \n"])
def test_what_to_send_must_be_said(officer: int, what: str) -> None:
    record, _ = own_data()
    with pytest.raises(RuleBroken, match="nothing said"):
        ask_identity(record, what=what, by=officer, now=ASKED)


def test_rule_08_no_promise_that_does_not_say_so_waits(officer: int) -> None:
    record, begun = a_record(at=ASKED)
    with pytest.raises(RuleBroken, match="may not ask for identity"):
        ask_identity(record, what="Your passport.", by=officer, now=ASKED)
    assert all(c.paused_at is None for c in begun)
    assert db.session.scalar(sa.select(sa.func.count(DateChange.id))) == 0


@pytest.mark.parametrize(
    ("after", "why"), [(31, "too late to ask for identity"), (5, "identity asked before")]
)
def test_rule_08_late_or_twice_it_is_refused(officer: int, after: int, why: str) -> None:
    record, _ = own_data()
    if after == 5:
        ask_identity(record, what="Your passport.", by=officer, now=ASKED + DAY)
    with pytest.raises(RuleBroken, match=why):
        ask_identity(record, what="Your passport.", by=officer, now=ASKED + after * DAY)


def test_proof_nobody_waits_for_is_refused_and_so_is_tomorrows(officer: int) -> None:
    record, _ = own_data()
    with pytest.raises(RuleBroken, match="not waiting for identity"):
        identity_proved(record, proved_at=ASKED, by=officer, now=ASKED + DAY)
    ask_identity(record, what="Your passport.", by=officer, now=ASKED + DAY)
    with pytest.raises(RuleBroken, match="proved in the future"):
        identity_proved(record, proved_at=ASKED + 3 * DAY, by=officer, now=ASKED + 2 * DAY)


def commitments(record: Record) -> list[Commitment]:
    return list(db.session.scalars(sa.select(Commitment).where(Commitment.record_id == record.id)))
