"""The day's post: which letter goes when, print runs, and what happens to a letter that cannot be printed."""

from __future__ import annotations

import re
import subprocess
import threading
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.database import db, writing
from portal.errors import RuleBroken
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.messaging.jobs.printing import print_one
from portal.messaging.models import OutgoingMessage, PrintRun, PrintRunItem
from portal.messaging.post import post_day
from portal.messaging.queries import recipient
from portal.messaging.services.posting import begin_run, run_posted, take_out
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient
from portal.messaging.staff_queries.post import letters_for_run, post_page
from portal.needs.details import Asked, Braille, LargePrint
from portal.needs.markers import NeedKind
from portal.organisation.queries import landlord
from tests.factories.organisation import an_office
from tests.messaging.forms import at, at_home, needs, rows, work
from tests.messaging.test_tasks import calendars
from tests.messaging.world import NOW, World

LONDON = ZoneInfo("Europe/London")
MORNING = datetime(2026, 11, 3, 9, 0, tzinfo=LONDON)
TODAY = date(2026, 11, 3)
STAFF = Reader(person_id=999, abilities=frozenset({Ability.SEE_CASES, Ability.MAKE_FORMS}))
PEOPLE = [("Zoe Adams", "2 High Street, BS6 1AA"), ("Ben Hall", "1 Low Street, BS6 2BB")]


@pytest.fixture
def app(any_app: Flask) -> Flask:
    """Every test here runs on both databases."""
    return any_app


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-03 09:00", "2026-11-03"),
        ("2026-11-03 14:59", "2026-11-03"),
        ("2026-11-03 15:00", "2026-11-04"),  # the cut-off itself is too late
        ("2026-11-04 16:00", "2026-11-06"),  # Thursday 5 November the office is closed
        ("2026-11-05 09:00", "2026-11-06"),
        ("2026-11-06 16:00", "2026-11-09"),  # Friday afternoon
        ("2026-11-07 09:00", "2026-11-09"),
        ("2026-10-25 00:30", "2026-10-26"),  # a Sunday, the night the clocks go back
    ],
)
def test_a_letter_goes_with_todays_post_before_the_cut_off_and_else_on_the_next_working_day(
    now: str, expected: str
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    assert str(post_day(moment, cut_off=time(15, 0), calendars=calendars())) == expected


def post(world: World, *people: tuple[str, str], now: datetime = MORNING) -> list[OutgoingMessage]:
    """A letter to each of them, made and ready."""
    for name, address in people or PEOPLE:
        send(
            kind="tests/answer",
            to=Recipient(name=name, postal=address),
            now=now,
            context={"title": f"To {name}", "words": "It comes on Tuesday."},
            record=world.record,
        )
    work(now)
    return rows()


def run_of(world: World, now: datetime = MORNING) -> PrintRun:
    """A run of everything that is ready."""
    with writing():
        letters = letters_for_run(STAFF, today=now.astimezone(LONDON).date())
        run = begin_run(letters, on=TODAY, by=world.officer.id, now=now)
        db.session.commit()
    return run


def items(run: PrintRun) -> list[PrintRunItem]:
    found = db.session.scalars(
        sa.select(PrintRunItem).where(PrintRunItem.run_id == run.id).order_by(PrintRunItem.place)
    )
    return list(found)


def printed(run: PrintRun) -> str:
    """The words of a run's PDF, as a reader of PDFs finds them."""
    pdf = db.session.scalar(sa.select(PrintRun.content).where(PrintRun.id == run.id))
    assert pdf is not None
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_a_run_is_printed_in_the_order_of_envelopes_behind_its_cover(world: World) -> None:
    an_office(is_main=True, address="12 High Street, Redland")
    post(world)
    run = run_of(world)
    assert [m.state for m in rows()] == ["in a run", "in a run"]
    work(MORNING)
    words = printed(run)
    cover = words.split("\f")[0]
    assert "Post of Tuesday 3 November 2026" in cover
    assert "Letters in this print: 2" in re.sub(r"\s+", " ", cover)
    first, second = words.index("Dear Ben Hall"), words.index("Dear Zoe Adams")
    assert words.index("Low Street") < first < second
    assert "window" in cover  # at ordinary size the address shows in an ordinary envelope
    row = db.session.get_one(PrintRun, run.id, populate_existing=True)
    assert row.made_at is not None
    assert row.pages


def test_braille_and_sound_stand_on_the_cover_to_be_put_in_by_hand(world: World) -> None:
    at_home(world.tenant)
    world.tenant.prefers = "post"
    needs(world.tenant, NeedKind.LARGE_PRINT, LargePrint(points=28))
    needs(world.tenant, NeedKind.AUDIO, Asked())
    needs(world.tenant, NeedKind.BRAILLE, Braille())
    send(
        kind="tests/answer",
        to=recipient(world.tenant),
        now=MORNING,
        context={"title": "Your door", "words": "It comes on Tuesday."},
        record=world.record,
    )
    work(MORNING)
    for message in rows():
        if message.state == "to check":
            message.state, message.post_on = "for post", TODAY
    db.session.commit()
    run = run_of(world)
    work(MORNING)
    words = re.sub(r"\s+", " ", printed(run))
    cover = words[: words.index("Dear Amina Bello")]
    assert "Letters in this print: 1. To make and put in the post beside it: 2." in cover
    assert "To emboss or copy, and put in by hand" in cover
    assert "Braille" in cover
    assert "Audio" in cover
    assert words.count("Dear Amina Bello") == 1


def test_after_the_cut_off_it_is_another_days_post(world: World) -> None:
    afternoon = MORNING.replace(hour=16)
    post(world, now=afternoon)
    page = post_page(STAFF, today=TODAY)
    assert (len(page.ready), len(page.later)) == (0, 2)
    assert {str(line.post_on) for line in page.later} == {"2026-11-04"}
    with pytest.raises(RuleBroken, match="nothing to post"):
        run_of(world, now=afternoon)
    assert len(post_page(STAFF, today=TODAY + timedelta(days=1)).ready) == 2


def test_each_letter_is_marked_posted_once_or_all_of_them(world: World) -> None:
    post(world)
    run = run_of(world)
    by = world.officer.id
    assert run_posted(run, places=[1], by=by, now=NOW) == 1
    assert run_posted(run, places=[1], by=by, now=NOW) == 0
    assert run.posted_at is None
    assert run_posted(run, by=by, now=NOW) == 1
    assert run.posted_at == NOW
    db.session.commit()
    assert [(m.state, m.facts.get("posted")) for m in rows()] == [("sent", True), ("sent", True)]


def test_a_letter_taken_out_waits_for_another_run_and_is_never_in_two(world: World) -> None:
    post(world)
    run = run_of(world)
    take_out(run, place=2, by=world.officer.id, now=MORNING)
    with pytest.raises(RuleBroken, match="not in the run"):
        take_out(run, place=2, by=world.officer.id, now=MORNING)
    db.session.commit()
    second = run_of(world)
    assert [item.place for item in items(second)] == [1]
    message = db.session.get_one(OutgoingMessage, items(second)[0].message_id)
    assert message.state == "in a run"
    db.session.add(PrintRunItem(run_id=run.id, message_id=message.id, place=9))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(RuleBroken, match="nothing to post"):
        begin_run([message], on=TODAY, by=world.officer.id, now=NOW)


def test_two_people_who_print_at_one_moment_get_each_letter_once(app: Flask, world: World) -> None:
    post(world, *[(f"Person {n}", f"{n} High Street") for n in range(6)])
    by = world.officer.id
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def press() -> None:
        with app.app_context(), writing():
            together.wait(10)
            try:
                begin_run(letters_for_run(STAFF, today=TODAY), on=TODAY, by=by, now=MORNING)
                db.session.commit()
                outcomes.append("run")
            except RuleBroken as broken:
                db.session.rollback()
                outcomes.append(broken.rule)

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()  # see what both have done
    assert "run" in outcomes
    assert set(outcomes) <= {"run", "nothing to post", "in another run"}
    counted = db.session.execute(
        sa.select(PrintRunItem.message_id, sa.func.count()).group_by(PrintRunItem.message_id)
    ).all()
    assert sorted(count for _, count in counted) == [1] * 6


def test_a_letter_that_cannot_be_printed_is_said_and_the_others_are_printed(world: World) -> None:
    first, _second = post(world)
    run = run_of(world)
    first.paper_text = first.text = "\U00012000 is a sign of cuneiform, which no typeface here has."
    first.put_text = first.text
    db.session.commit()
    work(MORNING)
    db.session.rollback()
    states = sorted((m.state, bool(m.last_error)) for m in rows())
    assert states == [("cannot be made", True), ("in a run", False)]
    assert "Dear Ben Hall" in printed(run)
    assert "cuneiform" not in printed(run)


def test_a_worker_killed_over_a_run_leaves_it_to_the_next(world: World) -> None:
    post(world)
    run = run_of(world)
    run.claimed_by, run.next_try_at = "a worker that was killed", MORNING + timedelta(seconds=120)
    db.session.commit()
    assert print_one(at(MORNING + timedelta(seconds=119))) == 0
    assert print_one(at(MORNING + timedelta(seconds=120))) == 1
    assert db.session.get_one(PrintRun, run.id, populate_existing=True).made_at is not None
    assert print_one(at(MORNING + timedelta(days=1))) == 0


def test_letters_about_complaints_are_printed_by_those_who_may_read_them(world: World) -> None:
    world.record.restricted = True
    post(world)
    page = post_page(STAFF, today=TODAY)
    assert (len(page.ready), page.hidden) == (0, 0)  # not even their number
    complaints = Reader(person_id=999, abilities=STAFF.abilities | {Ability.SEE_COMPLAINTS})
    assert len(post_page(complaints, today=TODAY).ready) == 2
    assert len(letters_for_run(complaints, today=TODAY)) == 2
    assert letters_for_run(STAFF, today=TODAY) == []


def test_the_cut_off_is_the_landlords_to_say(world: World) -> None:
    assert landlord().post_cut_off == time(15, 0)
