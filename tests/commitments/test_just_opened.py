"""What this transaction opened is known without reading it; what anybody may have changed is read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.charters.standards import CaseKind, Channel, Event
from portal.commitments.models import Commitment
from portal.commitments.queries import begun_now
from portal.commitments.services.keeping import begin, note_event, open_commitments
from portal.database import commit, db
from portal.records.models import Record
from portal.records.services import Opening, hold, open_record
from tests.commitments.world import CHRISTMAS_EVE, a_record, a_world


@pytest.fixture(autouse=True)
def world(any_app: Flask) -> None:
    """A landlord with an office, on both databases."""
    a_world()


def opened() -> Record:
    """A record that this transaction opened; nothing is promised on it yet."""
    opening = Opening(
        kind=CaseKind.ENQUIRY.value, title="The light", channel=Channel.WEB.value, received_at=CHRISTMAS_EVE
    )
    return open_record(opening, by=None, now=CHRISTMAS_EVE)


def begun_on(record: Record) -> list[Commitment]:
    """What an enquiry begins."""
    return begin(record, event=Event.RECEIVED, circumstances=frozenset(), at=CHRISTMAS_EVE, now=CHRISTMAS_EVE)


def test_what_is_known_is_what_is_stored() -> None:
    record = opened()
    begun = begun_on(record)
    kept = note_event(record, event=Event.ACKNOWLEDGED, at=CHRISTMAS_EVE, now=CHRISTMAS_EVE)
    assert kept
    known, next_due_at = open_commitments(record.id), record.next_due_at
    commit()

    assert begun_now(record.id) is None
    db.session.expire_all()
    stored = open_commitments(record.id)
    assert [c.id for c in stored] == [c.id for c in known]
    assert {c.id for c in begun} == {c.id for c in [*stored, *kept]}
    assert record.next_due_at == next_due_at == min((c.due_at for c in stored), default=None)


def test_what_a_savepoint_undid_never_began() -> None:
    record = opened()
    savepoint = db.session.begin_nested()
    begun_on(record)
    savepoint.rollback()
    assert begun_now(record.id) == []
    assert open_commitments(record.id) == []
    begun = begun_on(record)
    assert [c.sequence for c in begun] == [1] * len(begun)
    commit()
    assert db.session.scalar(sa.select(sa.func.count(Commitment.id))) == len(begun)


def test_what_was_opened_before_is_held_and_read_afresh() -> None:
    record, _ = a_record()
    db.session.execute(sa.update(Record).values(title="Changed").execution_options(synchronize_session=False))
    hold(record)
    assert (record.title, begun_now(record.id)) == ("Changed", None)
