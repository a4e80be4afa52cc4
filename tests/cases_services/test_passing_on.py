"""FOI and EIR at HOWM, which is no public authority: only passing the request on keeps its two days."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.cases.kinds import InformationKind
from portal.cases.services.answering import acknowledge, answer
from portal.cases.services.customers import say_not_answered
from portal.cases.services.handling import close
from portal.cases.services.referring import authority_referral, may_be_named, refer, submit_to_authority
from portal.cases.stages import Outcome
from portal.charters.standards import CaseKind
from portal.errors import RuleBroken
from portal.records.models import Record
from tests.applications import copy_sqlite, running_app
from tests.cases_services.world import RECEIVED, World, a_world, commitments, messages

DAY = timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path, sqlite_template: sqlite3.Connection) -> Iterator[World]:
    """HOWM."""
    copy_sqlite(sqlite_template, tmp_path / "howm.sqlite3")
    with running_app(tmp_path, charter="howm", database_url=f"sqlite:///{tmp_path / 'howm.sqlite3'}"):
        yield a_world()


def request_of(world: World, information: InformationKind = InformationKind.RECORDED) -> Record:
    """A request for recorded information."""
    return world.raised(kind=CaseKind.INFORMATION_REQUEST, information=information)


def submitted(world: World, record: Record) -> None:
    submit_to_authority(
        record,
        authority="Wolverhampton Council",
        body="They hold the survey.",
        by=world.officer.id,
        version=record.version,
        now=RECEIVED + DAY,
    )


@pytest.mark.parametrize("information", [InformationKind.RECORDED, InformationKind.ENVIRONMENT])
def test_a_hand_over_opens(world: World, information: InformationKind) -> None:
    referral = authority_referral(request_of(world, information))
    assert referral is not None
    assert (referral.agency, referral.may_name_requester) == ("", None)


def test_nothing_but_submitting_keeps_the_two_days(world: World) -> None:
    record = request_of(world)
    acknowledge(record, world.letter(record), now=RECEIVED)
    refer(
        record,
        agency="A law centre",
        body="They can advise you.",
        by=world.officer.id,
        version=record.version,
        now=RECEIVED,
    )
    answer(record, world.letter(record), now=RECEIVED)
    (commitment,) = commitments(record)
    assert commitment.kept_at is None
    with pytest.raises(RuleBroken, match="answer first"):
        close(
            record, outcome=Outcome.SOLVED, body="", by=world.officer.id, version=record.version, now=RECEIVED
        )


def test_it_is_submitted_only_once_we_know_about_the_name(world: World) -> None:
    record = request_of(world)
    with pytest.raises(RuleBroken, match="not asked about the name"):
        submitted(world, record)
    may_be_named(record, yes=False, by=world.tenant.id, now=RECEIVED)
    submitted(world, record)
    (commitment,) = commitments(record)
    assert (commitment.kept_event, commitment.kept_at) == ("submitted to the authority", RECEIVED + DAY)
    text = messages(record)[-1].text
    assert "Wolverhampton Council" in text
    assert "We did not give them your name" in text


def test_said_not_to_be_answered_it_is_passed_on_again_with_the_same_answer_about_the_name(
    world: World,
) -> None:
    record = request_of(world)
    may_be_named(record, yes=True, by=world.tenant.id, now=RECEIVED)
    submitted(world, record)
    say_not_answered(record, words="Wrong council.", by=world.tenant.id, now=RECEIVED + 2 * DAY)
    referral = authority_referral(record)
    assert referral is not None
    assert referral.may_name_requester is True
    assert [c.kept_at is None for c in commitments(record)] == [False, True]
