"""Word to customers of dates that changed holidays moved (product rule 13), and old drafts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal import timekeeping
from portal.cases.jobs import remove_old_drafts, tell_moved_dates
from portal.cases.kinds import ReplyBy
from portal.cases.services.answering import answer
from portal.charters.standards import Channel
from portal.commitments.jobs import recalculate_some
from portal.commitments.models import DateChange
from portal.commitments.services.changing import recalculate
from portal.database import db
from portal.organisation.services.offices import add_closure
from portal.records.models import Record
from portal.web.drafts import KEPT_FOR
from portal.web.models import Draft, DraftFile
from tests.cases_services.world import RECEIVED, World, due_dates, messages

SOON = RECEIVED + timedelta(hours=1)


@pytest.fixture
def moved(world: World) -> Record:
    """A voicemail to be rung back within five office hours; then we close for the day that was left."""
    record = world.raised(channel=Channel.VOICEMAIL, reply_by=ReplyBy.PHONE, by_staff=True)
    assert due_dates(record) == [("Called back", "2026-11-04")]
    add_closure(
        office_id=None,
        from_on=date(2026, 11, 4),
        to_on=date(2026, 11, 4),
        reason="A burst pipe",
        opens_minute=None,
        closes_minute=None,
        by=None,
        now=RECEIVED,
    )
    recalculate(now=SOON)
    db.session.commit()
    while recalculate_some(SOON):
        pass
    assert due_dates(record) == [("Called back", "2026-11-05")]
    return record


def test_a_moved_date_is_told_once(moved: Record) -> None:
    assert tell_moved_dates(SOON) == 1
    assert tell_moved_dates(SOON) == 0
    message = messages(moved)[-1]
    assert (message.kind, message.state) == ("cases/date_moved", "waiting")
    assert "Thursday 5 November 2026" in message.text
    assert db.session.scalar(sa.select(DateChange.told_at)) == SOON


def test_who_has_been_answered_meanwhile_gets_no_word_of_it(world: World, moved: Record) -> None:
    answer(moved, world.letter(moved), now=SOON)
    db.session.commit()
    assert tell_moved_dates(SOON) == 1
    assert [m.kind for m in messages(moved)] == ["cases/received", "cases/answered"]


def test_only_drafts_nobody_goes_on_with_are_forgotten(world: World) -> None:
    now = timekeeping.utc_now()
    for key, age in (("old", KEPT_FOR), ("young", KEPT_FOR - timedelta(minutes=1))):
        draft = Draft(key=key, journey="ask", answers={}, began_at=now - age, touched_at=now - age)
        db.session.add(draft)
        db.session.flush()
        db.session.add(
            DraftFile(draft_id=draft.id, name="a.txt", media_type="text/plain", size_bytes=1, content=b"a")
        )
    db.session.commit()
    assert remove_old_drafts(now) == 1
    assert list(db.session.scalars(sa.select(Draft.key))) == ["young"]
    assert db.session.scalar(sa.select(sa.func.count(DraftFile.id))) == 1
