"""Links that have expired and counters that are over are deleted, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.guessing import COUNTED_FOR, Allowance
from portal.accounts.jobs import remove_what_is_over
from portal.accounts.models import AddressChange, Throttle
from portal.accounts.registration import LINK_LASTS
from portal.accounts.services.forgetting import forget_what_is_over
from portal.database import commit, db
from portal.identity.models import LinkToken
from portal.worker import JOBS
from tests.accounts.world import a_tenant

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_link(name: str, expires_at: datetime) -> None:
    """A link of that hash."""
    db.session.add(LinkToken(token_hash=name, purpose="reset", made_at=NOW - 9 * HOUR, expires_at=expires_at))


def left(column: sa.ColumnElement[str]) -> set[str]:
    """What is still there."""
    return set(db.session.scalars(sa.select(column)))


def test_what_is_over_goes_and_what_still_counts_stays(any_app: Flask) -> None:
    a_link("expired", NOW)
    a_link("open", NOW + timedelta(seconds=1))
    for key, began_at in (("old", NOW - COUNTED_FOR), ("counting", NOW - COUNTED_FOR + HOUR)):
        db.session.add(Throttle(key=key, window_began_at=began_at, tries=3))
    for reference, asked_at in (("T-1", NOW - LINK_LASTS), ("T-2", NOW - HOUR)):
        person = a_tenant(reference=reference)
        db.session.add(AddressChange(person_id=person.id, email=reference, asked_at=asked_at))
    commit()
    assert remove_what_is_over(NOW) == 3
    assert remove_what_is_over(NOW) == 0
    assert left(LinkToken.token_hash) == {"open"}
    assert left(Throttle.key) == {"counting"}
    assert left(AddressChange.email) == {"T-2"}


def test_many_go_a_part_at_a_time(app: Flask) -> None:
    for n in range(5):
        a_link(str(n), NOW)
    commit()
    assert [forget_what_is_over(now=NOW, at_once=2) for _ in range(4)] == [2, 2, 1, 0]


def test_no_counter_lasts_longer_than_it_is_kept() -> None:
    with pytest.raises(ValueError, match="deleted before its window ends"):
        Allowance(name="too long", tries=1, window=COUNTED_FOR + HOUR)


def test_the_worker_does_it() -> None:
    assert "accounts.remove_what_is_over" in {job.name for job in JOBS}
