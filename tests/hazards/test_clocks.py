"""The clocks of hazards: real hours through nights and holidays, working days from when the first knew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from portal.commitments.models import Commitment
from portal.commitments.services.keeping import open_commitments
from portal.database import db
from portal.hazards.kinds import Grade, HazardKind, Uncovered
from portal.hazards.next_acts import Task
from portal.hazards.services import mending
from portal.identity.models import TenancyMember
from tests.hazards.world import DAY, HOUR, KNOWN, World, dates, record_of

EMERGENCY, LOOK = "hazards-emergency", "hazards-investigation"


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.provision("Hazards")
@pytest.mark.parametrize(
    ("known", "today", "expected"),
    [
        ("2026-11-20 16:12", True, {EMERGENCY: "2026-11-21 16:12"}),  # Friday to Saturday
        ("2026-12-24 22:30", True, {EMERGENCY: "2026-12-25 22:30"}),  # on Christmas Day all the same
        ("2026-10-24 12:00", True, {EMERGENCY: "2026-10-25 12:00"}),  # over the hour that comes twice
        ("2027-03-27 12:00", True, {EMERGENCY: "2027-03-28 12:00"}),  # over the hour that is left out
        ("2026-11-20 16:12", False, {LOOK: "2026-12-04"}),
        ("2026-11-20 23:59", False, {LOOK: "2026-12-04"}),  # the day itself is day 0, whatever the hour
        ("2026-12-18 11:00", False, {LOOK: "2027-01-06"}),  # three bank holidays in between
        ("2026-11-21 11:00", False, {LOOK: "2026-12-04"}),  # a Saturday
        ("2025-10-26 11:00", True, {}),  # the day before the law
    ],
)
def test_naming_it_starts_its_own_clock(
    world: World, known: str, today: bool, expected: dict[str, str]
) -> None:
    hazard = world.named(now=at(known), today=today)
    assert dates(hazard) == expected
    record = record_of(hazard)
    assert record.next_due_at == min((c.due_at for c in open_commitments(record.id)), default=None)


@pytest.mark.provision("Hazards")
def test_looking_into_it_begins_the_four_dates_that_follow(world: World) -> None:
    hazard = world.named(now=at("2026-12-18 11:00"))
    looked_at = at("2027-01-05 09:30")
    mending.investigated(world.doing(hazard, now=looked_at + HOUR), findings="A cold bridge.", at=looked_at)
    assert dates(hazard) == {
        "hazards-summary": "2027-01-08",
        "hazards-safety-work": "2027-01-12",
        "hazards-further-work": "2027-01-12",
        "hazards-further-work-on-site": "2027-03-30",
    }


@pytest.mark.provision("Hazards")
def test_the_clocks_of_the_case_go_on_beside_it(world: World) -> None:
    case = world.case()
    before = {c.standard: c.due_at for c in open_commitments(case.id)}
    assert before
    hazard = world.named(case, today=True)
    mending.made_safe(world.doing(hazard, now=KNOWN + HOUR), words="Turned off.", at=KNOWN + HOUR)
    assert {c.standard: c.due_at for c in open_commitments(case.id)} == before


STEPS = {
    Task.SUMMARY: {"hazards-safety-work", "hazards-further-work", "hazards-further-work-on-site"},
    Task.SAFE: {"hazards-summary", "hazards-further-work", "hazards-further-work-on-site"},
    Task.ARRANGED: {"hazards-summary", "hazards-safety-work", "hazards-further-work-on-site"},
    Task.STARTED: {"hazards-summary", "hazards-safety-work"},
    Task.DONE: {"hazards-summary"},
    Task.NO_FURTHER: {"hazards-summary", "hazards-safety-work"},
}


@pytest.mark.parametrize("task", STEPS)
def test_each_step_keeps_its_own_promise_and_no_other(world: World, task: Task) -> None:
    hazard = world.named()
    now = KNOWN + DAY
    mending.investigated(world.doing(hazard, now=now), findings="A cold bridge.", at=now)
    doing = world.doing(hazard, now=now + HOUR)
    match task:
        case Task.SUMMARY:
            mending.send_summary(doing, words="We found a cold bridge.")
        case Task.SAFE:
            mending.made_safe(doing, words="The mould is washed off.", at=now + HOUR)
        case _:
            mending.further_work(doing, task, words="Insulation.", at=now + HOUR)
    assert set(dates(hazard)) == STEPS[task]


def test_an_emergency_is_late_by_its_true_hour_however_late_it_is_written_down(world: World) -> None:
    hazard = world.named(today=True)
    written = KNOWN + 40 * HOUR
    mending.made_safe(world.doing(hazard, now=written), words="Turned off.", at=KNOWN + 23 * HOUR)
    kept = db.session.scalars(sa.select(Commitment).where(Commitment.record_id == hazard.id)).one()
    assert kept.kept_at == KNOWN + 23 * HOUR < kept.due_at < written


def test_named_as_an_emergency_and_significant_it_has_its_days_from_when_we_first_knew(world: World) -> None:
    hazard = world.named(today=True)
    world.judged(hazard, Grade.SIGNIFICANT, now=KNOWN + 2 * DAY)
    assert dates(hazard) == {LOOK: "2026-12-04"}


def test_named_as_significant_and_an_emergency_it_has_hours_from_now_and_its_days_go_on(world: World) -> None:
    hazard = world.named()
    world.judged(hazard, Grade.EMERGENCY, now=KNOWN + DAY)
    assert dates(hazard) == {EMERGENCY: "2026-11-22 16:12", LOOK: "2026-12-04"}


def test_judged_as_it_was_named_nothing_starts_anew(world: World) -> None:
    hazard = world.named(today=True)
    world.judged(hazard, Grade.EMERGENCY, now=KNOWN + HOUR)
    assert dates(hazard) == {EMERGENCY: "2026-11-21 16:12"}


def test_neither_is_closed_without_a_promise_kept_or_missed(world: World) -> None:
    hazard = world.named()
    world.judged(hazard, Grade.NEITHER, now=KNOWN + DAY)
    assert dates(hazard) == {}
    assert record_of(hazard).closed_at == KNOWN + DAY
    ended = db.session.scalars(sa.select(Commitment).where(Commitment.record_id == hazard.id)).one()
    assert (ended.kept_at, ended.ended_at) == (None, KNOWN + DAY)


@pytest.mark.parametrize(
    ("given", "tenure", "division", "why"),
    [
        ({"kind": HazardKind.ELECTRICS}, "tenant", None, Uncovered.KIND),
        ({"kind": HazardKind.ELECTRICS, "today": True}, "tenant", None, None),
        ({}, "leaseholder", None, Uncovered.TENURE),
        ({"today": True}, "shared owner", None, Uncovered.TENURE),
        ({}, "tenant", "scotland", Uncovered.DIVISION),
        ({}, "tenant", "england-and-wales", None),
    ],
)
def test_outside_the_law_it_is_kept_without_dates_and_says_why(
    world: World, given: dict[str, object], tenure: str, division: str | None, why: Uncovered | None
) -> None:
    db.session.execute(sa.update(TenancyMember).values(kind=tenure))
    hazard = world.named(world.case(division=division), **given)
    assert hazard.uncovered == (why or "")
    assert bool(dates(hazard)) is (why is None)
    assert record_of(hazard).closed_at is None
