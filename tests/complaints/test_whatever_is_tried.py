"""Acts in any order on a real database: the clock runs while we owe something, people stay apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa

from portal.charters.ombudsman import CODE
from portal.commitments.models import Commitment
from portal.complaints.models import ComplaintStage, Finding, Point
from portal.complaints.queries import complaint_of, points_found
from portal.complaints.services.answering import answer, decide
from portal.complaints.services.closing import close, withdraw
from portal.complaints.services.defining import define_and_acknowledge
from portal.complaints.services.going_further import escalate
from portal.complaints.services.putting_right import promise_remedy
from portal.complaints.services.refusing import ask_refusal, decide_refusal, take_on_as_directed
from portal.complaints.services.taking_on import assign, name_person
from portal.complaints.stages import State, awaited
from portal.database import db
from portal.errors import NotAllowed, RuleBroken
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.records.models import Record
from tests.complaints.test_services import TAUGHT
from tests.complaints.world import DEFINITION, FOUND, GROUNDS, RECEIVED, REMEDY, World, reader
from tests.factories.people import a_staff_member

COMPLAINTS, STEPS = 7, 60
# What moves it on, tried every other time; else a walk at random stays at the beginning.
_ANSWERING = ("decide", "remedy", "answer", "answer")
LIKELY = {
    State.RECEIVED: ("assign", "define"),
    State.ACKNOWLEDGED: _ANSWERING,
    State.ANSWERED: ("escalate", "close"),
    State.CLOSED: ("escalate",),
    State.ASKED_AGAIN: ("assign", "assign", "define"),
    State.ACKNOWLEDGED_AGAIN: _ANSWERING,
}


def tries(
    world: World, record: Record, staff: list[Person], chance: random.Random
) -> dict[str, Callable[[], object]]:
    """Everything that can be tried, often by its handler and often by anybody else."""
    others = chance.choice(staff).id
    who = record.handler_id if record.handler_id is not None and chance.random() < 0.8 else others
    # Mostly the first of them, so that somebody is left for stage 2.
    to = staff[0].id if chance.random() < 0.7 else chance.choice(staff).id
    by = reader(db.session.get_one(Person, who))
    made: dict[str, Any] = {"by": by, "version": record.version, "now": RECEIVED}

    def decide_all() -> None:
        complaint = complaint_of(record)
        for one in points_found(record.id, stage=complaint.stage) if complaint else []:
            decide(record, point_id=one.point.id, found=FOUND, by=by, version=record.version, now=RECEIVED)

    rarely = chance.random() < 0.05
    return {
        "assign": lambda: assign(record, to=to, has_conflict=False, conflict="", **made),
        "define": lambda: define_and_acknowledge(record, DEFINITION, **made),
        "decide": decide_all,
        "remedy": lambda: promise_remedy(record, REMEDY, **made),
        "answer": lambda: answer(record, body="", **made),
        "escalate": lambda: escalate(record, by=world.tenant.id, now=RECEIVED),
        "close": lambda: close(record, TAUGHT, **made),
        "refuse": lambda: ask_refusal(record, GROUNDS, **made),
        "decide refusal": lambda: decide_refusal(
            record, approve=chance.random() < 0.5, words="Seen.", **made
        ),
        "directed": lambda: take_on_as_directed(record, words="They wrote.", **made),
        "name": lambda: name_person(record, person_id=to, **made) if rarely else None,
        "withdraw": lambda: withdraw(record, words="No more.", **made) if chance.random() < 0.2 else None,
    }


@pytest.mark.provision("5.2-5.3", "6.2", "6.13")
def test_the_clock_runs_while_something_is_owed_and_two_people_answer(world: World) -> None:
    third = a_staff_member(Role.COMPLAINTS, given_name="Kit", family_name="Moss", team=world.team)
    reached: set[State] = set()
    for seed in range(COMPLAINTS):
        chance = random.Random(seed)
        record = world.raised(words=f"Complaint number {seed}.")
        state = State.RECEIVED
        for _ in range(STEPS):
            with suppress(RuleBroken, NotAllowed), db.session.begin_nested():
                can = tries(world, record, [world.first, world.second, third], chance)
                likely = LIKELY.get(state, ()) if chance.random() < 0.5 else ()
                can[chance.choice(likely or tuple(can))]()
            state = _check_clock(record)
            reached.add(state)
        _check_people(record)
    assert reached == set(State)  # else the walk proves less than it says


def _check_clock(record: Record) -> State:
    complaint = complaint_of(record)
    state = State(complaint.state) if complaint else State.RECEIVED
    waits_for = awaited(state)
    running = db.session.scalars(
        sa.select(Commitment).where(
            Commitment.record_id == record.id, Commitment.source == CODE, Commitment.ended_at.is_(None)
        )
    ).all()
    assert [c.kept_by for c in running] == ([[waits_for.value]] if waits_for else []), state
    return state


def _check_people(record: Record) -> None:
    rows = sa.select(ComplaintStage).where(ComplaintStage.complaint_id == record.id)
    stages = db.session.scalars(rows.order_by(ComplaintStage.number)).all()
    assert [stage.number for stage in stages] in ([], [1], [1, 2])
    assert all(stage.acknowledged_at is not None for stage in stages if stage.answered_at is not None)
    by_stage: dict[int, set[int]] = {1: set(), 2: set()}
    found = sa.select(Finding.stage, Finding.by_id).join(Point, Point.id == Finding.point_id)
    for stage, person in db.session.execute(found.where(Point.complaint_id == record.id)):
        by_stage[stage].add(person)
    assert not by_stage[1] & by_stage[2]
