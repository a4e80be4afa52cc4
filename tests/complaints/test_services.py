"""From the first word to the remedy, on a real database: clocks, people, messages, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.cases.services import answering as cases_answering
from portal.cases.services import dates as cases_dates
from portal.cases.services import handling as cases_handling
from portal.cases.services.answering import Letter
from portal.cases.services.customers import say_not_answered, write_again
from portal.cases.stages import Outcome
from portal.charters.ombudsman import HOUSING_OMBUDSMAN
from portal.charters.standards import CaseKind
from portal.complaints.answers import Missing
from portal.complaints.jobs import ask_how_since_closed
from portal.complaints.learning import Cause, Theme
from portal.complaints.models import Assignment, ComplaintStage, Improvement, Point, Refusal, Remedy
from portal.complaints.queries import points_found
from portal.complaints.services.answering import MoreTime, answer, decide, take_longer, update
from portal.complaints.services.closing import Taught, close, say_how_since, withdraw
from portal.complaints.services.defining import (
    Definition,
    NewPoint,
    add_point,
    correct_definition,
    define_again,
    define_and_acknowledge,
)
from portal.complaints.services.going_further import escalate
from portal.complaints.services.putting_right import note_done
from portal.complaints.services.refusing import ask_refusal, decide_refusal, take_on_as_directed
from portal.complaints.services.taking_on import assign, look_over, name_person
from portal.complaints.stages import Act, State
from portal.complaints.triage import Size
from portal.database import commit, db
from portal.errors import NotAllowed, NotFound, RuleBroken, Stale
from portal.records.models import Bar, Record
from tests.applications import running_app
from tests.cases_services.world import acts, commitments, due_dates, messages
from tests.complaints.world import (
    DAY,
    DEFINITION,
    FOUND,
    GROUNDS,
    RECEIVED,
    World,
    a_world,
    complaint,
    reader,
    standing,
)

TAUGHT = Taught(
    cause=Cause.NOT_DONE, theme=Theme.REPAIRS, words="Check each job that a contractor says is done."
)


def refused(rule: str, act: Callable[[], object]) -> RuleBroken:
    """The rule says no, by that name."""
    with pytest.raises(RuleBroken) as broken:
        act()
    assert broken.value.rule == rule
    return broken.value


@pytest.mark.provision("6.2", "6.3")
def test_only_a_definition_stops_the_first_clock_and_starts_the_second(world: World) -> None:
    record = world.raised()
    assert ("Complaint acknowledged", "2026-11-10") in due_dates(record)
    assert [c.kept_at for c in commitments(record) if c.clause == "6.2"] == [None]  # the receipt kept nothing
    world.assigned(record, world.first)
    at = RECEIVED + DAY
    define_and_acknowledge(record, DEFINITION, by=reader(world.first), version=record.version, now=at)
    dates = {c.clause: c for c in commitments(record)}
    assert dates["6.2"].kept_at == at
    assert dates["6.3"].due_on == date(
        2026, 11, 18
    )  # ten working days of the acknowledgement, not of receipt


@pytest.mark.provision("5.6", "5.7", "6.2")
@pytest.mark.parametrize(
    ("definition", "rule"),
    [
        (replace(DEFINITION, understanding=" "), "definition missing"),
        (replace(DEFINITION, outcome_sought=""), "outcome missing"),
        (replace(DEFINITION, ours=(), not_ours=()), "no points"),
    ],
)
def test_a_definition_lacks_nothing(world: World, definition: Definition, rule: str) -> None:
    record = world.assigned(world.raised(), world.first)
    by, version = reader(world.first), record.version
    refused(rule, lambda: define_and_acknowledge(record, definition, by=by, version=version, now=RECEIVED))
    assert complaint(record).state == State.RECEIVED


@pytest.mark.provision("5.6", "5.7", "3.7")
def test_the_acknowledgement_says_what_is_ours_and_who_else_can_help(world: World) -> None:
    letter = messages(world.acknowledged())[-1]
    assert letter.kind == "complaints/acknowledged"
    for words in (
        DEFINITION.understanding,
        DEFINITION.outcome_sought,
        "This is for the council, not for us.",
    ):
        assert words in letter.text
    assert HOUSING_OMBUDSMAN.phone in letter.text


@pytest.mark.provision("3.7")
def test_every_message_names_the_ombudsman_from_the_first(world: World) -> None:
    record = world.asked_again()
    sent = messages(record)
    assert [message.kind for message in sent] == [
        "cases/received",
        "complaints/acknowledged",
        "complaints/answered",
        "complaints/stage_2_asked",
    ]
    assert all(message.text.count(HOUSING_OMBUDSMAN.phone) == 1 for message in sent)
    assert all("\n\nYou can ask the Housing Ombudsman" in message.text for message in sent)
    enquiry = world.raised(kind=CaseKind.ENQUIRY, words="May I paint my door?")
    assert HOUSING_OMBUDSMAN.phone not in messages(enquiry)[0].text


@pytest.mark.provision("5.6")
def test_the_customer_corrects_the_definition_and_it_is_set_out_again(world: World) -> None:
    record = world.acknowledged()
    correct_definition(record, words="It was seven weeks.", by=world.tenant.id, now=RECEIVED)
    assert complaint(record).correction == "It was seven weeks."
    before = due_dates(record)
    again = Definition(understanding="The light was out for seven weeks.", outcome_sought="A working light.")
    define_again(record, again, by=reader(world.first), version=record.version, now=RECEIVED + DAY)
    assert complaint(record).correction == ""
    assert complaint(record).definition == again.understanding
    assert due_dates(record) == before
    assert messages(record)[-1].kind == "complaints/defined_again"


@pytest.mark.provision("6.7", "6.9")
def test_an_answer_does_not_go_with_a_point_unanswered(world: World) -> None:
    record = world.acknowledged()
    by = reader(world.first)
    first, *_ = points_found(record.id, stage=1)
    decide(record, point_id=first.point.id, found=FOUND, by=by, version=record.version, now=RECEIVED)
    version = record.version
    broken = refused(Missing.DECISION, lambda: answer(record, body="", by=by, version=version, now=RECEIVED))
    assert Missing.REMEDY in broken.facts["missing"]  # type: ignore[operator]
    assert complaint(record).state == State.ACKNOWLEDGED


@pytest.mark.provision("3.7", "6.6", "6.7", "6.9")
def test_the_answer_is_made_of_all_its_parts(world: World) -> None:
    record = world.answered()
    letter = messages(record)[-1]
    for words in (
        "stage 1 of 2",
        DEFINITION.understanding,
        "Point 3:",
        "Our decision: you are right.",
        FOUND.reasons,
        FOUND.policy,
        "We mend the light.",
        "Brightlight Ltd does this by Monday 23 November 2026.",
        "You agreed to this.",
        "ask for stage 2",
        HOUSING_OMBUDSMAN.phone,
    ):
        assert words in letter.text, words
    assert complaint(record).state == State.ANSWERED
    assert {c.clause: c.kept_at for c in commitments(record)}["6.3"] == RECEIVED


@pytest.mark.provision("6.6", "7.2-7.4", "5.13")
def test_actions_outlive_the_answer_and_the_closing(world: World) -> None:
    record = world.answered()
    close(record, TAUGHT, by=reader(world.first), version=record.version, now=RECEIVED)
    assert "These things are still to be done" in messages(record)[-1].text
    remedy = db.session.scalars(sa.select(Remedy)).one()
    later = RECEIVED + 10 * DAY
    note_done(
        record,
        remedy_id=remedy.id,
        done_on=later.date(),
        words="Photo of the light.",
        by=reader(world.first),
        version=record.version,
        now=later,
    )
    assert messages(record)[-1].kind == "complaints/done"
    assert remedy.done_on == later.date()


@pytest.mark.provision("5.13")
def test_a_remedy_may_come_before_the_answer(world: World) -> None:
    record = world.decided(world.acknowledged(), world.first, now=RECEIVED)
    assert complaint(record).state == State.ACKNOWLEDGED
    assert db.session.scalars(sa.select(Remedy)).one().stage == 1


@pytest.mark.provision("6.4", "6.5", "5.9")
def test_more_time_within_the_cap_with_reason_date_and_ombudsman(world: World) -> None:
    record = world.acknowledged()  # due Tuesday 17 November
    by = reader(world.first)
    more = MoreTime(new_on=date(2026, 12, 1), reason="We wait for the contractor.", update_every_days=5)
    late = replace(more, new_on=date(2026, 12, 2))
    version = record.version
    refused("over the cap", lambda: take_longer(record, late, by=by, version=version, now=RECEIVED))
    take_longer(record, more, by=by, version=record.version, now=RECEIVED)
    letter = messages(record)[-1].text
    for words in (
        "by Tuesday 1 December 2026",
        more.reason,
        "every 5 days, as we agreed: next by Sunday 8 November",
        HOUSING_OMBUDSMAN.web,
    ):
        assert words in letter, words
    assert {c.clause: c.due_on for c in commitments(record)}["6.3"] == date(2026, 12, 1)
    update(record, body="The part is ordered.", by=by, version=record.version, now=RECEIVED + 5 * DAY)
    assert "by Friday 13 November" in messages(record)[-1].text


@pytest.mark.provision("ext. form")
def test_once_the_last_day_has_ended_it_is_late_and_not_extended(world: World) -> None:
    record = world.acknowledged()
    more = MoreTime(new_on=date(2026, 12, 1), reason="We wait.")
    by, version, late = reader(world.first), record.version, RECEIVED + 15 * DAY
    refused("too late to extend", lambda: take_longer(record, more, by=by, version=version, now=late))


@pytest.mark.provision("6.15-6.16")
def test_stage_2_may_take_twenty_working_days_more(world: World) -> None:
    record = world.assigned(world.asked_again(), world.second)
    by = reader(world.second)
    define_and_acknowledge(record, DEFINITION, by=by, version=record.version, now=RECEIVED)
    due_on = {c.clause: c.due_on for c in commitments(record)}["6.14"]
    assert due_on == date(2026, 12, 1)
    more = MoreTime(new_on=date(2027, 1, 5), reason="The surveyor is ill.")
    version = record.version
    refused("over the cap", lambda: take_longer(record, more, by=by, version=version, now=RECEIVED))
    within = replace(more, new_on=date(2026, 12, 31))
    take_longer(record, within, by=by, version=record.version, now=RECEIVED)


@pytest.mark.provision("5.11", "6.10", "6.11", "6.12")
def test_the_customer_goes_further_without_a_reason_and_pressed_twice_once(world: World) -> None:
    record = world.asked_again()
    escalate(record, by=world.tenant.id, now=RECEIVED)
    assert complaint(record).state == State.ASKED_AGAIN
    assert acts(record).count(Act.ESCALATED) == 1
    assert record.handler_id is None
    assert ("Stage 2 acknowledged", "2026-11-10") in due_dates(record)


@pytest.mark.provision("6.13")
def test_stage_2_is_never_handled_by_anybody_of_stage_1(world: World) -> None:
    record = world.asked_again()
    version = record.version
    by = reader(world.second)
    refused(
        "same person at both stages",
        lambda: assign(
            record, to=world.first.id, has_conflict=False, conflict="", by=by, version=version, now=RECEIVED
        ),
    )
    assert record.handler_id is None


@pytest.mark.provision("5.2-5.3", "6.14", "6.17-6.20", "Time to Ombudsman")
def test_stage_2_is_the_last_and_says_until_when_the_ombudsman_can_be_asked(world: World) -> None:
    record = world.assigned(world.asked_again(), world.second)
    by = reader(world.second)
    define_and_acknowledge(record, DEFINITION, by=by, version=record.version, now=RECEIVED)
    assert len(db.session.scalars(sa.select(Point)).all()) == 3  # the points are those of stage 1
    world.decided(record, world.second, now=RECEIVED)
    answer(record, body="", by=by, version=record.version, now=RECEIVED)
    letter = messages(record)[-1].text
    assert "stage 2 of 2, the last" in letter
    assert "until Wednesday 3 November 2027" in letter
    assert complaint(record).state == State.ANSWERED_AGAIN
    assert {c.clause: c.kept_at for c in commitments(record)}["6.14"] == RECEIVED
    escalate(record, by=world.tenant.id, now=RECEIVED)
    assert complaint(record).stage == 2


@pytest.mark.provision("5.2-5.3")
def test_the_database_itself_knows_no_third_stage(world: World) -> None:
    record = world.asked_again()
    db.session.add(ComplaintStage(complaint_id=record.id, number=3, asked_at=RECEIVED))
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.provision("2.1", "2.2", "2.4")
def test_a_refusal_needs_two_people_and_tells_the_way_to_the_ombudsman(world: World) -> None:
    record = world.raised()
    ask_refusal(record, GROUNDS, by=reader(world.first), version=record.version, now=RECEIVED)
    assert record.next_due_at is not None  # asking stops nothing
    version = record.version
    for who, rule in ((world.first, "asked by you"),):
        by = reader(who)
        refused(
            rule,
            lambda by=by: decide_refusal(  # type: ignore[misc]
                record, approve=True, words="Seen.", by=by, version=version, now=RECEIVED
            ),
        )
    with pytest.raises(NotAllowed):
        decide_refusal(
            record, approve=True, words="Seen.", by=reader(world.manager), version=version, now=RECEIVED
        )
    decide_refusal(
        record, approve=True, words="Seen.", by=reader(world.second), version=record.version, now=RECEIVED
    )
    letter = messages(record)[-1]
    assert letter.kind == "complaints/refused"
    for words in (GROUNDS.explanation, "They can tell us to take your complaint.", HOUSING_OMBUDSMAN.phone):
        assert words in letter.text
    assert (complaint(record).state, record.next_due_at) == (State.REFUSED, None)


@pytest.mark.provision("2.1")
def test_a_refusal_that_is_declined_changes_nothing(world: World) -> None:
    record = world.raised()
    due = record.next_due_at
    ask_refusal(record, GROUNDS, by=reader(world.first), version=record.version, now=RECEIVED)
    decide_refusal(
        record,
        approve=False,
        words="It is new.",
        by=reader(world.second),
        version=record.version,
        now=RECEIVED,
    )
    assert (complaint(record).state, record.next_due_at) == (State.RECEIVED, due)
    assert standing(record).refusal_asked_by is None


@pytest.mark.provision("2.4", "5.11")
@pytest.mark.parametrize("stage", [1, 2])
def test_the_ombudsman_directs_and_it_is_taken_on_with_a_new_clock_and_never_refused_again(
    world: World, stage: int
) -> None:
    record = world.raised() if stage == 1 else world.asked_again()
    ask_refusal(record, GROUNDS, by=reader(world.first), version=record.version, now=RECEIVED)
    by = reader(world.second)
    decide_refusal(record, approve=True, words="Seen.", by=by, version=record.version, now=RECEIVED)
    later = RECEIVED + 7 * DAY
    take_on_as_directed(record, words="They wrote to us.", by=by, version=record.version, now=later)
    assert complaint(record).state == (State.RECEIVED if stage == 1 else State.ASKED_AGAIN)
    label = "Complaint acknowledged" if stage == 1 else "Stage 2 acknowledged"
    assert [c.due_on for c in commitments(record) if c.label == label and c.ended_at is None] == [
        date(2026, 11, 17)
    ]
    version = record.version
    refused("not in this state", lambda: ask_refusal(record, GROUNDS, by=by, version=version, now=later))


@pytest.mark.provision("5.8")
def test_who_is_named_loses_it_and_who_declares_a_conflict_never_gets_it(world: World) -> None:
    record = world.assigned(world.raised(), world.first)
    name_person(
        record, person_id=world.first.id, by=reader(world.second), version=record.version, now=RECEIVED
    )
    assert record.handler_id is None
    version = record.version
    by = reader(world.second)
    refused(
        "barred",
        lambda: assign(
            record, to=world.first.id, has_conflict=False, conflict="", by=by, version=version, now=RECEIVED
        ),
    )
    refused(
        "conflict not said",
        lambda: assign(
            record, to=world.second.id, has_conflict=True, conflict="", by=by, version=version, now=RECEIVED
        ),
    )
    assert not assign(
        record,
        to=world.officer.id,
        has_conflict=True,
        conflict="My sister lives next door.",
        by=by,
        version=record.version,
        now=RECEIVED,
    )
    barred = set(db.session.scalars(sa.select(Bar.person_id).where(Bar.record_id == record.id)))
    assert barred == {world.first.id, world.officer.id}
    assert record.handler_id is None
    assert [a.has_conflict for a in db.session.scalars(sa.select(Assignment).order_by(Assignment.id))] == [
        False,
        True,
    ]


@pytest.mark.provision("6.8")
@pytest.mark.parametrize(("related", "would_delay", "is_same"), [(True, False, True), (True, True, False)])
def test_a_new_point_joins_or_becomes_a_complaint_closed_to_the_same_people(
    world: World, related: bool, would_delay: bool, is_same: bool
) -> None:
    record = world.acknowledged()
    name_person(
        record, person_id=world.officer.id, by=reader(world.second), version=record.version, now=RECEIVED
    )
    new = NewPoint(words="The door is broken too.", related=related, would_delay=would_delay)
    there = add_point(record, new, by=reader(world.first), version=record.version, now=RECEIVED + DAY)
    assert (there.id == record.id) is is_same
    assert len(points_found(record.id, stage=1)) == (4 if is_same else 3)
    if not is_same:
        assert there.restricted
        assert ("Complaint acknowledged", "2026-11-11") in due_dates(there)
        bars = sa.select(Bar.person_id).where(Bar.record_id == there.id)
        assert world.officer.id in set(db.session.scalars(bars))


@pytest.mark.provision("6.1")
def test_risk_is_written_down_and_takes_no_clock_away(world: World) -> None:
    record = world.raised()
    due, by = record.next_due_at, reader(world.second)
    version = record.version
    refused(
        "risk not said",
        lambda: look_over(
            record, size=Size.QUICK, at_risk=True, risk_words="", by=by, version=version, now=RECEIVED
        ),
    )
    look_over(
        record,
        size=Size.COMPLEX,
        at_risk=True,
        risk_words="Falls on dark stairs.",
        by=by,
        version=record.version,
        now=RECEIVED,
    )
    assert (complaint(record).at_risk, record.next_due_at) == (True, due)


@pytest.mark.provision("9.1-9.3")
def test_it_is_closed_with_what_it_taught_and_who_changes_what_by_when(world: World) -> None:
    record = world.answered()
    by, version = reader(world.first), record.version
    half = replace(TAUGHT, change="Weekly check of open jobs.")
    refused("owner and date missing", lambda: close(record, half, by=by, version=version, now=RECEIVED))


@pytest.mark.provision("9.1-9.3")
def test_an_improvement_has_an_owner_and_a_date(world: World) -> None:
    record = world.answered()
    whole = replace(TAUGHT, change="Weekly check.", owner_id=world.manager.id, by_on=date(2026, 12, 1))
    close(record, whole, by=reader(world.first), version=record.version, now=RECEIVED)
    improvement = db.session.scalars(sa.select(Improvement)).one()
    assert (improvement.owner_id, improvement.by_on) == (world.manager.id, date(2026, 12, 1))
    assert "Weekly check." not in messages(record)[-1].text


@pytest.mark.provision("5.1")
def test_it_asks_later_how_they_were_treated_and_the_answer_is_on_no_timeline(world: World) -> None:
    record = world.answered()
    close(record, TAUGHT, by=reader(world.first), version=record.version, now=RECEIVED)
    commit()
    with pytest.raises(NotFound):
        say_how_since(record, was=True, words="Nobody calls me.", by=world.tenant.id, now=RECEIVED)
    assert ask_how_since_closed(RECEIVED + 59 * DAY) == 0
    assert ask_how_since_closed(RECEIVED + 60 * DAY) == 1
    assert ask_how_since_closed(RECEIVED + 60 * DAY) == 0
    record = db.session.scalars(sa.select(Record)).one()
    assert messages(record)[-1].kind == "complaints/treated_since"
    before = acts(record)
    say_how_since(
        record, was=True, words="Nobody calls me.", by=world.tenant.id, now=RECEIVED + timedelta(days=61)
    )
    assert acts(record) == before


def test_what_the_customer_withdraws_is_written_down_and_owes_nothing(world: World) -> None:
    record = world.acknowledged()
    by, version = reader(world.first), record.version
    refused("nothing said", lambda: withdraw(record, words=" ", by=by, version=version, now=RECEIVED))
    withdraw(record, words="She rang: it is mended.", by=by, version=record.version, now=RECEIVED)
    assert (complaint(record).state, record.next_due_at) == (State.WITHDRAWN, None)
    refused("not in this state", lambda: escalate(record, by=world.tenant.id, now=RECEIVED))


def test_two_who_act_at_once_do_not_overwrite_each_other(world: World) -> None:
    record = world.assigned(world.raised(), world.first)
    with pytest.raises(Stale):
        define_and_acknowledge(
            record, DEFINITION, by=reader(world.first), version=record.version - 1, now=RECEIVED
        )


def test_two_refusals_cannot_wait_at_once(world: World) -> None:
    record = world.raised()
    ask_refusal(record, GROUNDS, by=reader(world.first), version=record.version, now=RECEIVED)
    waiting = db.session.scalars(sa.select(Refusal)).one()
    copy = {c.key: getattr(waiting, c.key) for c in sa.inspect(Refusal).columns if c.key != "id"}
    db.session.add(Refusal(**copy))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_outside_the_code_there_is_one_stage_and_no_date_of_ours(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    with running_app(tmp_path, charter="howm", database_url=new_database("sqlite")):
        world = a_world()
        record = world.answered()
        assert {c.source for c in commitments(record)} <= {"policy"}
        letter = messages(record)[-1].text
        assert "stage" not in letter
        assert "Ombudsman" not in letter
        refused("not in this state", lambda: escalate(record, by=world.tenant.id, now=RECEIVED))


@pytest.mark.provision("5.2-5.3", "6.2")
def test_nothing_that_other_cases_allow_goes_past_the_code(world: World) -> None:
    record, staff = world.raised(), world.first.id
    letter = Letter(body="We have it.", by=staff, version=record.version)
    same: dict[str, Any] = {"by": staff, "version": record.version, "now": RECEIVED}
    clock = commitments(record)[0].id
    for act in (
        lambda: cases_answering.acknowledge(record, letter, now=RECEIVED),
        lambda: cases_answering.answer(record, letter, now=RECEIVED),
        lambda: cases_dates.stop_clock(record, commitment_id=clock, reason="x", **same),
        lambda: cases_handling.assign(record, to=staff, **same),
        lambda: cases_handling.hand_over(record, to=staff, reason="x", **same),
        lambda: cases_handling.hand_to_team(record, team_id=world.team.id, reason="x", **same),
        lambda: cases_handling.close(record, outcome=Outcome.SOLVED, body="", **same),
        lambda: cases_handling.reopen(record, reason="x", **same),
        lambda: say_not_answered(record, words="", by=world.tenant.id, now=RECEIVED),
    ):
        refused("done under the Code", act)


@pytest.mark.provision("5.2-5.3")
def test_writing_to_a_closed_complaint_begins_nothing_anew(world: World) -> None:
    record = world.answered()
    close(record, TAUGHT, by=reader(world.first), version=record.version, now=RECEIVED)
    write_again(record, words="Thank you.", files=(), by=world.tenant.id, now=RECEIVED + DAY)
    assert (complaint(record).state, record.next_due_at) == (State.CLOSED, None)
    assert record.closed_at == RECEIVED
