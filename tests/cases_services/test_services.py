"""What is done with a case: raised, acknowledged, answered, said not to be answered, chosen, closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.attachments.limits import AcceptedFile, Kind
from portal.attachments.models import Attachment
from portal.cases.kinds import ReplyBy
from portal.cases.models import Option
from portal.cases.services.answering import acknowledge, answer, note_call, tell_delay
from portal.cases.services.choosing import Choice, choose, put_options
from portal.cases.services.customers import say_not_answered, write_again
from portal.cases.services.handling import close, hand_over, reopen
from portal.cases.services.telling import case_of
from portal.cases.stages import Outcome, Status
from portal.charters.standards import Channel
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.records.models import Record
from tests.cases_services.world import RECEIVED, World, acts, commitments, due_dates, messages

DAY = timedelta(days=1)
PAPER = AcceptedFile(name="letter.pdf", kind=Kind.PDF, content=b"%PDF-1.7 a letter")


def test_raising_stores_the_words_and_sends_word_with_each_date(world: World) -> None:
    record = world.raised(files=(PAPER,))
    assert (record.title, case_of(record).words) == (
        "May I paint my front door?",
        "May I paint my front door? I would like green.",
    )
    assert due_dates(record) == [("Acknowledged or answered", "2026-11-13")]
    assert db.session.scalar(sa.select(Attachment.name)) == "letter.pdf"
    (message,) = messages(record)
    assert message.state == "waiting"
    assert message.subject == f"We have your message: {record.reference}"
    for expected in ("by Friday 13 November 2026", "Housing team", "020 7946 0100", record.reference):
        assert expected in message.text
    assert "green" not in message.subject + message.text


def test_our_own_confirmation_keeps_no_promise_to_acknowledge(world: World) -> None:
    """Rule 12: the charter does not say that an automatic reply counts."""
    (commitment,) = commitments(world.raised())
    assert commitment.kept_at is None


def test_the_same_submission_is_made_once(world: World) -> None:
    first = world.raised(submission_id="one")
    with pytest.raises(RuleBroken) as broken:
        world.raised(submission_id="one")
    assert (broken.value.rule, broken.value.facts) == ("already submitted", {"reference": first.reference})
    assert db.session.scalar(sa.select(sa.func.count(Record.id))) == 1


@pytest.mark.parametrize("words", ["", " \n "])
def test_a_case_without_words_is_refused(world: World, words: str) -> None:
    with pytest.raises(RuleBroken, match="nothing said"):
        world.raised(words=words)


def test_acknowledging_keeps_the_promise(world: World) -> None:
    record = world.raised()
    acknowledge(record, world.letter(record), now=RECEIVED + DAY)
    (commitment,) = commitments(record)
    assert commitment.kept_event == "acknowledged"
    assert record.next_due_at is None


def test_an_answer_in_time_needs_no_reason_and_names_writer_and_team(world: World) -> None:
    record = world.raised()
    message = answer(record, world.letter(record), now=RECEIVED + DAY)
    assert case_of(record).status == Status.ANSWERED
    assert "Joanna Blake" in message.text
    assert "Choose any colour" in message.text
    assert "late" not in message.text


def test_an_answer_that_leaves_late_must_give_its_reason(world: World) -> None:
    record = world.raised()
    late = RECEIVED + 20 * DAY
    with pytest.raises(RuleBroken, match="late without a reason"):
        answer(record, world.letter(record), now=late)
    message = answer(record, world.letter(record), delay_reason="We waited for the surveyor.", now=late)
    assert "Why: We waited for the surveyor." in message.text
    assert commitments(record)[0].kept_at == late


def test_who_was_told_of_the_delay_in_time_is_not_asked_for_the_reason_again(world: World) -> None:
    record = world.raised()
    told = tell_delay(
        record,
        world.letter(record, "The surveyor is ill."),
        expected_on=date(2026, 11, 20),
        now=RECEIVED + DAY,
    )
    assert "Friday 20 November 2026" in told.text
    assert "The surveyor is ill." in told.text
    db.session.flush()
    answer(record, world.letter(record), now=RECEIVED + 15 * DAY)
    assert case_of(record).status == Status.ANSWERED


def test_an_answer_from_an_old_copy_is_refused(world: World) -> None:
    record = world.raised()
    letter = world.letter(record)
    acknowledge(record, world.letter(record), now=RECEIVED + DAY)
    with pytest.raises(Stale):
        answer(record, letter, now=RECEIVED + DAY)


def test_said_not_to_be_answered_a_case_opens_again_with_new_dates(world: World) -> None:
    record = world.raised()
    answer(record, world.letter(record), now=RECEIVED + DAY)
    monday = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
    say_not_answered(record, words="You did not say when.", by=world.tenant.id, now=monday)
    assert case_of(record).status == Status.OPEN
    assert due_dates(record)[1] == ("Acknowledged or answered", "2026-11-19")
    assert record.next_due_at == commitments(record)[1].due_at
    assert commitments(record)[0].kept_at == RECEIVED + DAY


def test_pressed_twice_it_is_said_once_that_an_answer_does_not_answer(world: World) -> None:
    record = world.raised()
    answer(record, world.letter(record), now=RECEIVED + DAY)
    said = [
        say_not_answered(record, words="When?", by=world.tenant.id, now=RECEIVED + 2 * DAY) for _ in range(2)
    ]
    assert said[0] is said[1]
    assert len(commitments(record)) == 2


def test_nobody_can_say_that_an_open_case_was_not_answered(world: World) -> None:
    record = world.raised()
    with pytest.raises(RuleBroken, match="not answered yet"):
        say_not_answered(record, words="Where are you?", by=world.tenant.id, now=RECEIVED + DAY)


def test_reopening_begins_what_a_contact_by_that_channel_begins(world: World) -> None:
    """A voicemail is to be rung back again, within five office hours."""
    record = world.raised(channel=Channel.VOICEMAIL, reply_by=ReplyBy.PHONE, by_staff=True)
    answer(record, world.letter(record), now=RECEIVED + timedelta(minutes=5))
    reopened_at = RECEIVED + DAY
    reopen(record, reason="She rang again.", by=world.officer.id, version=record.version, now=reopened_at)
    assert [(c.standard, c.sequence, c.due_on) for c in commitments(record)] == [
        ("return-voicemail-call", 1, date(2026, 11, 4)),
        ("return-voicemail-call", 2, date(2026, 11, 5)),
    ]


def test_a_call_that_reached_nobody_keeps_nothing(world: World) -> None:
    record = world.raised(channel=Channel.VOICEMAIL, reply_by=ReplyBy.PHONE, by_staff=True)
    for reached in (False, True):
        note_call(
            record,
            body="Rang twice.",
            reached=reached,
            at=RECEIVED,
            by=world.officer.id,
            version=record.version,
            now=RECEIVED + timedelta(minutes=9),
        )
        db.session.flush()
        assert (commitments(record)[0].kept_at is not None) is reached


def test_words_to_a_closed_case_open_it_and_sent_twice_are_kept_once(world: World) -> None:
    record = world.raised()
    answer(record, world.letter(record), now=RECEIVED + DAY)
    close(
        record,
        outcome=Outcome.SOLVED,
        body="",
        by=world.officer.id,
        version=record.version,
        now=RECEIVED + DAY,
    )
    entries = [
        write_again(
            record,
            words="One more thing.",
            files=(PAPER,),
            by=world.tenant.id,
            now=RECEIVED + 2 * DAY,
            submission_id="again",
        )
        for _ in range(2)
    ]
    assert entries[0].id == entries[1].id
    assert acts(record).count("case.customer wrote") == 1
    assert db.session.scalar(sa.select(sa.func.count(Attachment.id))) == 1
    assert case_of(record).status == Status.OPEN
    assert record.closed_at is None
    assert record.next_due_at is not None


def test_a_case_is_not_closed_while_an_answer_is_owed(world: World) -> None:
    record = world.raised()
    with pytest.raises(RuleBroken, match="answer first"):
        close(
            record, outcome=Outcome.SOLVED, body="", by=world.officer.id, version=record.version, now=RECEIVED
        )
    close(
        record,
        outcome=Outcome.WITHDRAWN,
        body="",
        by=world.officer.id,
        version=record.version,
        now=RECEIVED + DAY,
    )
    (commitment,) = commitments(record)
    assert (commitment.ended_at, commitment.kept_at) == (RECEIVED + DAY, None)
    assert record.next_due_at is None


def test_options_are_kept_with_what_follows_and_one_is_chosen_once(world: World) -> None:
    record = world.raised()
    choices = [
        Choice(words="We paint it", consequence="You pay nothing.", by_on=date(2026, 12, 1)),
        Choice(words="You paint it", consequence="You buy the paint."),
    ]
    put_options(record, choices=choices, by=world.officer.id, version=record.version, now=RECEIVED + DAY)
    first, second = db.session.scalars(sa.select(Option).order_by(Option.id))
    assert "By: Tuesday 1 December 2026" in messages(record)[-1].text
    choose(record, option_id=first.id, by=world.tenant.id, now=RECEIVED + 2 * DAY)
    db.session.refresh(second)
    assert (first.chosen_at, second.withdrawn_at) == (RECEIVED + 2 * DAY, RECEIVED + 2 * DAY)
    assert choose(record, option_id=first.id, by=world.tenant.id, now=RECEIVED + 3 * DAY) is first
    assert first.chosen_at == RECEIVED + 2 * DAY
    with pytest.raises(RuleBroken, match="no longer offered"):
        choose(record, option_id=second.id, by=world.tenant.id, now=RECEIVED + 3 * DAY)


def test_one_option_alone_is_no_choice(world: World) -> None:
    record = world.raised()
    with pytest.raises(RuleBroken, match="options incomplete"):
        put_options(
            record,
            choices=[Choice(words="Only this", consequence="Nothing.")],
            by=world.officer.id,
            version=record.version,
            now=RECEIVED,
        )


def test_handing_over_tells_the_customer_who_and_why(world: World) -> None:
    record = world.raised()
    hand_over(
        record,
        to=world.colleague.id,
        reason="Sam looks after your street.",
        by=world.officer.id,
        version=record.version,
        now=RECEIVED + DAY,
    )
    message = messages(record)[-1]
    assert "Sam Hill now deals with your message" in message.text
    assert "Sam looks after your street." in message.text


def test_who_asks_for_an_answer_by_post_is_put_on_the_list_for_the_post(world: World) -> None:
    record = world.raised(reply_by=ReplyBy.POST)
    assert (messages(record)[0].state, messages(record)[0].carrier) == ("to be made", "post")
