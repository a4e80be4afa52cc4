"""A corrected time of receipt chooses promises anew where the hour decides them (product rules 11 and 13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.charters.standards import Channel, Circumstance, Event
from portal.commitments.models import Commitment, DateChange
from portal.commitments.services.changing import extend, pause
from portal.commitments.services.keeping import begin, note_event
from portal.commitments.services.receipt import Corrected, Correction, correct_received
from portal.database import commit, db
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.records.models import Record
from portal.records.services import Opening, open_record
from tests.commitments.world import a_record, a_world

DAY = timedelta(days=1)
OPEN = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)  # a Tuesday; the office is open until 5pm
CLOSED = datetime(2026, 11, 3, 19, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 4, 10, 0, tzinfo=UTC)
MANAGER = Reader(person_id=1, abilities=frozenset({Ability.MANAGE_WORK, Ability.SEE_CASES}))
LETTER = frozenset({Circumstance.LETTER_WANTED})
CALL = frozenset({Circumstance.CALL_WANTED})
IN_HOURS, AFTER_HOURS = "write-after-voicemail", "write-after-voicemail-after-hours"


def at_hour(at: datetime, wanted: frozenset[Circumstance]) -> frozenset[Circumstance]:
    return wanted | {Circumstance.OFFICE_CLOSED if at == CLOSED else Circumstance.OFFICE_OPEN}


@pytest.fixture(autouse=True)
def _world(any_app: Flask) -> None:
    """Redland, and the manager with id 1."""
    a_world()
    db.session.add(Person(given_name="Priya", family_name="Shah", created_at=OPEN))
    db.session.flush()


def voicemail(at: datetime, wanted: frozenset[Circumstance] = LETTER) -> Record:
    record, _ = a_record(at=at, channel=Channel.VOICEMAIL, circumstances=at_hour(at, wanted))
    return record


def corrected(
    record: Record,
    to: datetime,
    *,
    wanted: frozenset[Circumstance] = LETTER,
    happened: tuple[tuple[Event, datetime], ...] = (),
) -> Corrected:
    correction = Correction(
        received_at=to,
        reason="The machine's clock was wrong.",
        before=at_hour(record.received_at, wanted),
        after=at_hour(to, wanted),
        happened=happened,
    )
    found = correct_received(record, correction, by=MANAGER, now=NOW)
    commit()
    return found


def standing(record: Record) -> list[tuple[str, date, bool]]:
    """Each promise: its last day, and whether it is open."""
    query = sa.select(Commitment).where(Commitment.record_id == record.id).order_by(Commitment.id)
    return [(c.standard, c.due_on, c.ended_at is None) for c in db.session.scalars(query)]


@pytest.mark.parametrize(
    ("thought", "true", "stands"),
    [
        # Ten days after the message in hours; five after the next morning's check outside them.
        (OPEN, CLOSED, [(IN_HOURS, date(2026, 11, 13), False), (AFTER_HOURS, date(2026, 11, 9), True)]),
        (CLOSED, OPEN, [(AFTER_HOURS, date(2026, 11, 9), False), (IN_HOURS, date(2026, 11, 13), True)]),
        (OPEN, OPEN - DAY, [(IN_HOURS, date(2026, 11, 12), True)]),
    ],
)
def test_rule_13_another_hour_chooses_other_promises(
    thought: datetime, true: datetime, stands: list[tuple[str, date, bool]]
) -> None:
    record = voicemail(thought)
    corrected(record, true)
    assert standing(record) == stands
    assert record.received_at == true
    [still_open] = [c for c in db.session.scalars(sa.select(Commitment)) if c.ended_at is None]
    assert record.next_due_at == still_open.due_at


def test_rule_13_each_choice_leaves_a_row_with_the_reason_and_the_managers_name() -> None:
    corrected(voicemail(OPEN), CLOSED)
    rows = db.session.scalars(sa.select(DateChange).order_by(DateChange.id)).all()
    assert [(r.kind, r.reason, r.by_id) for r in rows] == [
        ("ended", "The machine's clock was wrong.", 1),
        ("begun", "The machine's clock was wrong.", 1),
    ]


def test_rule_13_what_has_been_done_since_keeps_what_is_chosen_anew() -> None:
    record = voicemail(OPEN, CALL)
    done = corrected(record, CLOSED, wanted=CALL, happened=((Event.CALLED_BACK, NOW),))
    assert [(c.standard, c.kept_at) for c in done.begun] == [("return-voicemail-call-after-hours", NOW)]
    assert record.next_due_at is None


def test_rule_13_what_has_ended_stays_as_it_ended_and_is_not_begun_again() -> None:
    record = voicemail(OPEN)
    note_event(record, event=Event.WRITTEN_TO, at=NOW, now=NOW)
    corrected(record, CLOSED, happened=((Event.WRITTEN_TO, NOW),))
    rows = {c.standard: c.kept_at for c in db.session.scalars(sa.select(Commitment))}
    assert rows == {IN_HOURS: NOW, AFTER_HOURS: NOW}
    corrected(record, OPEN, happened=((Event.WRITTEN_TO, NOW),))
    assert len(standing(record)) == 2


def test_rule_13_a_date_given_by_extension_stays_and_nothing_begins_in_its_stead() -> None:
    record = voicemail(OPEN)
    [promise] = db.session.scalars(sa.select(Commitment)).all()
    promise.extension = {"cap": {**promise.limit, "amount": 20}, "from_start": False, "source": "tests"}
    extend(promise, record, new_on=date(2026, 11, 20), reason="Ill", by=MANAGER, now=OPEN + DAY / 2)
    found = corrected(record, CLOSED)
    assert (found.ended, found.begun) == ([], [])
    assert standing(record) == [(IN_HOURS, date(2026, 11, 20), True)]


def test_rule_13_what_waits_for_somebodys_return_stays() -> None:
    opening = Opening(kind="enquiry", title="The light", channel=Channel.VOICEMAIL.value, received_at=OPEN)
    record = open_record(opening, by=None, now=OPEN)
    back = OPEN + 6 * DAY
    begin(
        record,
        event=Event.RECEIVED,
        circumstances=at_hour(OPEN, CALL),
        at=OPEN,
        now=OPEN,
        absence_ends_at=back,
    )
    before = standing(record)
    assert corrected(record, CLOSED, wanted=CALL).begun == []
    assert standing(record) == before


def test_rule_17_what_began_under_another_edition_stays() -> None:
    record = voicemail(OPEN)
    [promise] = db.session.scalars(sa.select(Commitment)).all()
    promise.edition = "an earlier one"
    assert corrected(record, CLOSED).begun == []
    assert [key for key, _, is_open in standing(record) if is_open] == [IN_HOURS]


def test_rule_08_a_clock_that_stands_may_be_chosen_away() -> None:
    record = voicemail(OPEN)
    [promise] = db.session.scalars(sa.select(Commitment)).all()
    promise.may_pause = True
    pause(promise, record, reason="Which flat?", by=1, now=OPEN + timedelta(hours=1))
    corrected(record, CLOSED)
    assert promise.paused_at is None
    assert [key for key, _, is_open in standing(record) if is_open] == [AFTER_HOURS]
