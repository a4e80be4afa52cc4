"""Dates of a case that move: proof of identity, a stopped clock, a corrected receipt; and word of each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cases.kinds import InformationKind, ReplyBy
from portal.cases.services.answering import answer, note_call
from portal.cases.services.dates import (
    ask_for_identity,
    correct_receipt,
    note_identity,
    start_clock,
    stop_clock,
)
from portal.cases.services.handling import reopen
from portal.charters.standards import CaseKind, Channel
from portal.commitments.models import Commitment
from portal.commitments.presenting import label_words
from portal.commitments.queries import steps_of
from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from tests.cases_services.world import RECEIVED, World, a_world, acts, commitments, messages

DAY = timedelta(days=1)
PASSPORT = "Please send a copy of your passport or driving licence."
WHICH = "Which papers do you mean: your rent account, or the repairs?"


@pytest.fixture
def world(any_app: Flask) -> World:
    """A landlord (Redland), two officers, a tenant with an account, on each kind of database."""
    return a_world()


def own_data(world: World, **given: object) -> tuple[Record, Commitment]:
    """A request for own data of Tuesday 3 November, and its answer due on Thursday 3 December."""
    record = world.raised(kind=CaseKind.INFORMATION_REQUEST, information=InformationKind.OWN_DATA, **given)
    promise = next(c for c in commitments(record) if c.source == "subject-access")
    assert promise.due_on == date(2026, 12, 3)
    return record, promise


def asked(world: World, record: Record, *, now: datetime = RECEIVED + DAY) -> None:
    ask_for_identity(record, body=PASSPORT, by=world.officer.id, version=record.version, now=now)
    db.session.flush()


def newest_entry(record: Record) -> Entry:
    query = sa.select(Entry).where(Entry.record_id == record.id).order_by(Entry.id.desc()).limit(1)
    return db.session.scalars(query).one()


def test_who_is_asked_for_proof_hears_what_to_send_and_when_the_clock_starts(world: World) -> None:
    record, promise = own_data(world)
    asked(world, record)
    message = messages(record)[-1]
    assert message.kind == "cases/identity_asked"
    assert PASSPORT in message.text
    assert "The clock starts when we have it." in message.text
    assert f"- {promise.label}: the clock starts when we have proof of who you are" in message.text
    assert "3 December" not in message.text
    entry = newest_entry(record)
    assert (entry.act, entry.public, entry.body) == ("case.identity asked", True, PASSPORT)
    assert entry.facts == {"label": promise.label}


def test_when_the_proof_is_here_the_customer_is_sent_the_date_that_follows(world: World) -> None:
    record, promise = own_data(world)
    asked(world, record)
    came_at = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
    note_identity(
        record,
        proved_at=came_at,
        body="Your licence is enough.",
        by=world.officer.id,
        version=record.version,
        now=came_at + DAY,
    )
    message = messages(record)[-1]
    assert message.kind == "cases/identity_proved"
    assert "reached us on Thursday 12 November 2026 at 9:30am" in message.text
    assert f"- {promise.label}: by Monday 14 December 2026" in message.text
    assert "Your licence is enough." in message.text
    assert newest_entry(record).at == came_at
    assert promise.starts_at == came_at


def test_proof_is_asked_for_from_the_case_as_it_is_and_while_it_is_open(world: World) -> None:
    record, _ = own_data(world)
    with pytest.raises(Stale):
        ask_for_identity(
            record, body=PASSPORT, by=world.officer.id, version=record.version - 1, now=RECEIVED + DAY
        )
    answer(record, world.letter(record), now=RECEIVED + DAY)
    with pytest.raises(RuleBroken, match="not in this status"):
        asked(world, record, now=RECEIVED + 2 * DAY)


def test_a_stopped_clock_sends_the_reason_and_what_we_need(world: World) -> None:
    record, promise = own_data(world)
    stop_clock(
        record,
        commitment_id=promise.id,
        reason=WHICH,
        by=world.officer.id,
        version=record.version,
        now=RECEIVED + DAY,
    )
    message = messages(record)[-1]
    assert message.kind == "cases/clock_stopped"
    assert WHICH in message.text
    assert f"the clock of one promise stands still: {promise.label}" in message.text
    assert f"- {promise.label}: the clock stands still" in message.text
    assert "3 December" not in message.text


def test_a_clock_that_goes_on_sends_the_new_date_counted_from_when_the_answer_came(world: World) -> None:
    record, promise = own_data(world)
    stop_clock(
        record,
        commitment_id=promise.id,
        reason=WHICH,
        by=world.officer.id,
        version=record.version,
        now=RECEIVED + DAY,
    )
    db.session.flush()
    start_clock(
        record,
        commitment_id=promise.id,
        body="Thank you, I am looking for them.",
        answered_at=RECEIVED + 5 * DAY,
        by=world.officer.id,
        version=record.version,
        now=RECEIVED + 8 * DAY,
    )
    message = messages(record)[-1]
    assert message.kind == "cases/clock_runs_again"
    assert "Your answer reached us on Sunday 8 November 2026" in message.text
    assert f"- {promise.label}: by Monday 7 December 2026" in message.text  # 3 December and four days
    assert "I am looking for them." in message.text
    assert acts(record)[-2:] == ["case.clock stopped", "case.clock runs again"]


def test_a_promise_of_another_case_is_not_there(world: World) -> None:
    record, _ = own_data(world)
    _, other = own_data(world)
    with pytest.raises(NotFound):
        stop_clock(
            record,
            commitment_id=other.id,
            reason=WHICH,
            by=world.officer.id,
            version=record.version,
            now=RECEIVED + DAY,
        )


def a_manager(world: World) -> Reader:
    return Reader(person_id=world.colleague.id, abilities=frozenset({Ability.MANAGE_WORK}))


def test_a_voicemail_that_came_after_hours_is_promised_what_those_are_promised(world: World) -> None:
    """RHA 2.8.2e in the stead of 2.8.1h; a call already made counts, a call that reached nobody does not."""
    record = world.raised(
        channel=Channel.VOICEMAIL, reply_by=ReplyBy.PHONE, by_staff=True, now=RECEIVED, words="Ring me."
    )
    after_hours = RECEIVED - DAY + timedelta(hours=3)  # Monday at 7:12pm
    for reached in (False, True):
        note_call(
            record,
            body="Rang.",
            reached=reached,
            at=RECEIVED + timedelta(minutes=30 + 10 * reached),
            by=world.officer.id,
            version=record.version,
            now=RECEIVED + timedelta(hours=1),
        )
        db.session.flush()
    late_one = world.raised(
        channel=Channel.VOICEMAIL, reply_by=ReplyBy.PHONE, by_staff=True, now=RECEIVED, words="Ring me too."
    )
    for one in (record, late_one):
        correct_receipt(
            one,
            received_at=after_hours,
            reason="The machine's clock was wrong.",
            by=a_manager(world),
            version=one.version,
            now=RECEIVED + DAY,
        )
    [first, second] = [[(c.standard, c.kept_at, c.ended_at is None) for c in commitments(r)]
                       for r in (record, late_one)]  # fmt: skip
    rang_at = RECEIVED + timedelta(minutes=40)
    # What was kept stays as it ended, and keeps what is promised in its stead.
    assert ("return-voicemail-call", rang_at, False) in first
    assert ("return-voicemail-call-after-hours", rang_at, False) in first
    assert ("return-voicemail-call", None, False) in second
    assert ("return-voicemail-call-after-hours", None, True) in second
    message = messages(late_one)[-1]
    assert message.kind == "cases/receipt_corrected"
    assert "Your message reached us on Monday 2 November 2026 at 7:12pm." in message.text
    assert "Called back: by Tuesday 3 November 2026 at 2pm" in message.text
    assert newest_entry(late_one).facts["begun"] == "Called back"
    assert newest_entry(late_one).facts["ended"] == "Called back"


def test_a_promise_begun_again_is_told_apart_from_the_first(world: World) -> None:
    record = world.raised()
    for turn in range(3):
        now = RECEIVED + (2 * turn + 1) * DAY
        answer(record, world.letter(record), now=now)
        reopen(record, reason="Not yet.", by=world.officer.id, version=record.version, now=now + DAY)
        db.session.flush()
    steps = steps_of([record.id], now=RECEIVED + 9 * DAY, zone=landlord().zone)[record.id]
    label = steps[0].label
    assert [label_words(s) for s in sorted(steps, key=lambda s: s.turn)] == [
        label,
        f"{label}, second time",
        f"{label}, third time",
        f"{label}, fourth time",
    ]
    answer(record, world.letter(record), now=RECEIVED + 9 * DAY)
    text = messages(record)[-1].text
    assert f"- {label}: by" in text
    assert f"- {label}, second time: by" in text
    assert f"- {label}, time 4: by" in text
