"""Restrictions on contact: evidence, another manager, the person told, reviewed, over by themselves.

And what they never touch (Complaint Handling Code 5.14 and 5.15).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import config, database
from portal.accounts.jobs import tell_needs_decided
from portal.cases.staff_queries.worklist import worklist_for
from portal.cases.worklist import Filters, Whose
from portal.commitments.models import Commitment
from portal.database import db
from portal.errors import NotAllowed, NotFound, RuleBroken, Stale
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import ABILITIES, Role
from portal.messaging.models import OutgoingMessage
from portal.needs.details import LargePrint
from portal.needs.jobs import end_what_is_over
from portal.needs.markers import NeedKind, NeedsFlag
from portal.needs.models import ContactRestriction
from portal.needs.queries import flag_for
from portal.needs.restrictions import RestrictedWay, Restriction, Standing, check, check_days, standing
from portal.needs.services.restrictions import ask_restriction, decide_restriction, review_restriction
from portal.needs.staff_queries import restriction_for, restrictions_for, waiting_for
from portal.records.models import Record
from tests.cases_feedback.steps import TENANT, answers, speak, the_one
from tests.client import StrictClient
from tests.factories.landlords import a_whole_landlord
from tests.factories.needs import NOW, a_need, a_restriction
from tests.factories.people import a_person, a_staff_member, a_tenancy

TODAY = date(2026, 11, 3)
ASKED = Restriction(
    ways=(RestrictedWay.PHONE,),
    instruction="Answer by letter.",
    still_by="Write to us.",
    because="You shouted at us.",
    behaviour_on=TODAY,
    behaviour="Threatened a colleague.",
    tried="We wrote twice.",
    considered="No disability is known.",
    from_on=TODAY,
    review_on=date(2027, 1, 4),
    ends_on=date(2027, 2, 3),
)


@pytest.fixture
def person(any_app: Flask) -> Person:
    """A customer of a landlord with an office."""
    a_whole_landlord()
    return a_person()


@pytest.fixture
def helen(person: Person) -> Person:
    """Needs staff, who ask."""
    return a_staff_member(Role.NEEDS, given_name="Helen")


@pytest.fixture
def priya(person: Person) -> Person:
    """A manager, who decides."""
    return a_staff_member(Role.MANAGER, given_name="Priya", family_name="Shah")


def flag_on(person: Person, on: date) -> tuple[str, ...]:
    """What colleagues are told to do on that day when the person contacts us."""
    return flag_for([person.id], today=on).get(person.id, NeedsFlag()).contact


@pytest.mark.provision("5.14-5.15")
@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"ways": ()}, "nothing restricted"),
        ({"behaviour": " "}, "behaviour missing"),
        ({"tried": ""}, "tried missing"),
        ({"considered": ""}, "considered missing"),
        ({"because": ""}, "reason missing"),
        ({"still_by": ""}, "way left missing"),
        ({"instruction": ""}, "instruction missing"),
        ({"behaviour_on": TODAY + timedelta(days=1)}, "behaviour in the future"),
        ({"from_on": TODAY - timedelta(days=1)}, "starts in the past"),
        ({"review_on": TODAY}, "dates out of order"),
        ({"ends_on": date(2027, 1, 3)}, "dates out of order"),
        ({"review_on": TODAY + timedelta(days=184), "ends_on": date(2027, 9, 1)}, "reviewed too late"),
        ({"ends_on": TODAY + timedelta(days=366)}, "lasts too long"),
        ({"ways": (), "often": "once a week"}, None),
        ({"ways": (), "through_id": 7}, None),
        ({"review_on": TODAY + timedelta(days=183), "ends_on": TODAY + timedelta(days=365)}, None),
    ],
)
def test_it_needs_evidence_what_was_tried_their_needs_and_an_end(
    changed: dict[str, Any], rule: str | None
) -> None:
    asked = replace(ASKED, **changed)
    if rule is None:
        check(asked, today=TODAY)
    else:
        with pytest.raises(RuleBroken) as refused:
            check(asked, today=TODAY)
        assert refused.value.rule == rule


def test_no_way_that_can_be_restricted_is_a_letter_or_the_portal() -> None:
    assert set(RestrictedWay) == {"phone", "email", "office"}
    with pytest.raises(RuleBroken, match="dates out of order"):
        check_days(TODAY, None, None)


@pytest.mark.parametrize(
    ("approved", "ended", "ends_on", "stands"),
    [
        (None, False, TODAY, Standing.ASKED),
        (None, False, TODAY - timedelta(days=1), Standing.ENDED),
        (True, False, TODAY, Standing.RUNS),
        (True, False, TODAY - timedelta(days=1), Standing.ENDED),  # though no job has run
        (True, True, TODAY, Standing.ENDED),
        (False, True, TODAY, Standing.TURNED_DOWN),
    ],
)
def test_it_is_over_with_its_last_day(
    approved: bool | None, ended: bool, ends_on: date, stands: Standing
) -> None:
    assert standing(approved=approved, ended=ended, ends_on=ends_on, today=TODAY) is stands


@pytest.mark.provision("5.14-5.15")
def test_nothing_is_restricted_before_another_manager_agrees(
    person: Person, helen: Person, priya: Person
) -> None:
    asked = a_restriction(person, asked_by=helen)
    assert flag_on(person, TODAY) == ()
    assert tell_needs_decided(NOW) == 0
    with pytest.raises(RuleBroken, match="asked by you"):
        decide(asked, by=helen)
    decide(asked, by=priya)
    assert flag_on(person, TODAY) == ("Answer by letter, once a week.",)
    assert flag_on(person, TODAY - timedelta(days=1)) == ()


def decide(restriction: ContactRestriction, *, by: Person, approve: bool = True, **given: Any) -> None:
    """Decide on it as it was asked for."""
    values = {
        "why": "It is the least that helps.",
        "review_on": restriction.review_on,
        "ends_on": restriction.ends_on,
        "version": restriction.version,
        "now": NOW,
        **given,
    }
    decide_restriction(restriction, approve=approve, by=by.id, **values)


def test_the_database_refuses_who_asked_to_decide(person: Person, helen: Person) -> None:
    asked = a_restriction(person, asked_by=helen)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(
            sa.update(ContactRestriction)
            .where(ContactRestriction.id == asked.id)
            .values(decided_by_id=helen.id)
        )
    database.rollback()


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"why": " "}, "reason missing"),
        ({"ends_on": date(2027, 2, 4)}, "lasts longer than asked"),
        ({"review_on": TODAY}, "dates out of order"),
        ({"now": NOW + timedelta(days=62)}, "dates out of order"),  # the day of its review
        ({"now": NOW + timedelta(days=100)}, "not waiting"),
    ],
)
def test_who_decides_gives_a_reason_and_may_only_shorten_it(
    person: Person, helen: Person, priya: Person, given: dict[str, Any], rule: str
) -> None:
    asked = a_restriction(person, asked_by=helen)
    with pytest.raises(RuleBroken, match=rule):
        decide(asked, by=priya, **given)


def test_agreed_to_late_it_begins_that_day_and_a_stale_form_is_refused(
    person: Person, helen: Person, priya: Person
) -> None:
    asked = a_restriction(person, asked_by=helen)
    version = asked.version
    decide(asked, by=priya, now=NOW + timedelta(days=6))
    assert asked.from_on == date(2026, 11, 9)
    with pytest.raises(Stale):
        decide(asked, by=priya, version=version)


def test_turned_down_it_never_counted_nobody_is_told_and_it_can_be_asked_for_again(
    person: Person, helen: Person, priya: Person
) -> None:
    asked = a_restriction(person, asked_by=helen)
    with pytest.raises(RuleBroken, match="one already"):
        a_restriction(person, asked_by=priya)
    decide(asked, by=priya, approve=False, review_on=None, ends_on=None)
    database.commit()
    assert (flag_on(person, TODAY), tell_needs_decided(NOW)) == ((), 0)
    assert a_restriction(person, asked_by=helen).id != asked.id


@pytest.mark.provision("5.14-5.15")
def test_the_person_is_told_why_until_when_and_how_to_have_it_looked_at_again(
    person: Person, helen: Person, priya: Person
) -> None:
    a_restriction(
        person,
        asked_by=helen,
        approved_by=priya,
        often="Once a week, on Fridays.",
        through_id=helen.id,
        ways=(RestrictedWay.PHONE, RestrictedWay.OFFICE),
    )
    assert (tell_needs_decided(NOW), tell_needs_decided(NOW)) == (1, 0)
    sent = db.session.scalars(sa.select(OutgoingMessage)).one()
    assert (sent.kind, sent.person_id) == ("needs/restricted", person.id)
    assert sent.subject == "How to reach us for now"  # whoever shares the screen learns nothing
    for words in (
        "Please do not ring us. Please do not come to the office without an appointment.",
        "How often we answer: Once a week, on Fridays.",
        f"ask for {helen.name}",
        "Write to us. We answer each Friday.",
        "You rang many times a day and shouted at us.",
        "It begins on Tuesday 3 November 2026. It ends by itself after Wednesday 3 February 2027.",
        "We look at it again by Monday 4 January 2027",
        "In an emergency, ring us at once. Your appointments stay as they are. You can complain",
        "another manager looks at it again",
        "disability",
        "Priya Shah",
    ):
        assert words in " ".join(sent.text.split()), words
    for secret in ("41 times", "offered a meeting", "told us of no disability", "least that helps"):
        assert secret not in sent.text


def test_its_word_goes_in_the_form_the_person_asked_for(person: Person, helen: Person, priya: Person) -> None:
    a_need(person, NeedKind.LARGE_PRINT, LargePrint(points=24))
    a_restriction(person, asked_by=helen, approved_by=priya)
    tell_needs_decided(NOW)
    sent = db.session.scalars(sa.select(OutgoingMessage).where(OutgoingMessage.kind == "needs/restricted"))
    assert {message.format for message in sent} == {"large print"}


@pytest.mark.provision("5.14-5.15")
def test_its_dates_stand_on_the_list_of_work_of_needs_staff_alone(
    person: Person, helen: Person, priya: Person
) -> None:
    asked = a_restriction(person, asked_by=helen)
    staff = Reader(person_id=helen.id, abilities=ABILITIES[Role.NEEDS])
    assert [(w.what, w.due_on) for w in waiting_for(staff, now=NOW)] == [("restriction", date(2026, 11, 17))]
    decide(asked, by=priya)
    database.commit()
    due = db.session.get_one(Commitment, asked.commitment_id)
    record = db.session.get_one(Record, due.record_id)
    assert (due.due_on, record.kind, record.handler_id) == (asked.review_on, "contact restriction", priya.id)
    assert [w.due_on for w in waiting_for(staff, now=NOW)] == [asked.review_on]
    soon = datetime.combine(asked.review_on, NOW.timetz()) - timedelta(days=1)
    for role, seen in ((Role.MANAGER, 1), (Role.OFFICER, 0), (Role.COMPLAINTS, 0)):
        reader = Reader(person_id=a_staff_member(role).id, abilities=ABILITIES[role])
        assert len(worklist_for(reader, Filters(whose=Whose.ALL), now=soon).rows) == seen, role


@pytest.mark.provision("5.14-5.15")
def test_it_ends_by_itself_by_its_date_and_by_the_job(person: Person, helen: Person, priya: Person) -> None:
    found = a_restriction(person, asked_by=helen, approved_by=priya)
    assert flag_on(person, found.ends_on) == ("Answer by letter, once a week.",)
    assert flag_on(person, found.ends_on + timedelta(days=1)) == ()
    day_after = NOW + timedelta(days=93)
    assert (end_what_is_over(day_after), end_what_is_over(day_after)) == (1, 0)
    db.session.expire_all()
    assert (found.ended_at, found.commitment_id) == (day_after, None)
    assert db.session.scalars(sa.select(Record.next_due_at)).all() == [None]
    tell_needs_decided(day_after)
    tell_needs_decided(day_after)
    kinds = db.session.scalars(sa.select(OutgoingMessage.kind)).all()
    assert "needs/restriction_ended" not in kinds  # its last day was told with the first letter


def test_what_nobody_decided_on_is_over_too_and_stands_in_nobodys_way(person: Person, helen: Person) -> None:
    a_restriction(person, asked_by=helen)
    later = NOW + timedelta(days=120)
    again = ask_restriction(
        replace(ASKED, from_on=date(2027, 3, 4), review_on=date(2027, 4, 1), ends_on=date(2027, 5, 1)),
        person_id=person.id,
        decide_working_days=10,
        by=helen.id,
        now=later,
    )
    assert again.ended_at is None


def test_looked_at_again_it_goes_on_or_ends_and_the_person_hears_of_it(
    person: Person, helen: Person, priya: Person
) -> None:
    found = a_restriction(person, asked_by=helen, approved_by=priya)
    tell_needs_decided(NOW)
    days = {"review_on": date(2027, 2, 1), "ends_on": date(2027, 3, 1)}
    for by, why, rule in ((helen, "Still.", "asked by you"), (priya, " ", "reason missing")):
        with pytest.raises(RuleBroken, match=rule):
            look_again(found, by=by, why=why, **days)
    look_again(found, by=priya, why="It happened again.", **days)
    assert (found.ends_on, tell_needs_decided(NOW)) == (date(2027, 3, 1), 1)
    look_again(found, by=helen, why="It has been calm.")
    assert (found.ended_at, flag_on(person, TODAY), tell_needs_decided(NOW)) == (NOW, (), 1)
    said = [
        (m.kind, m.text) for m in db.session.scalars(sa.select(OutgoingMessage).order_by(OutgoingMessage.id))
    ]
    assert [kind for kind, _ in said] == [
        "needs/restricted",
        "needs/restricted",
        "needs/restriction_ended",
    ]
    assert "We have looked again" in said[1][1]
    assert "From Tuesday 3 November 2026 you can ring us" in said[2][1]
    with pytest.raises(RuleBroken, match="not running"):
        look_again(found, by=priya, why="Again.")


def look_again(restriction: ContactRestriction, *, by: Person, why: str, **days: date) -> None:
    """It goes on for those days, or with none it ends."""
    review_restriction(
        restriction,
        goes_on=bool(days),
        why=why,
        by=by.id,
        version=restriction.version,
        now=NOW,
        **days,
    )
    database.commit()


def test_its_history_is_for_needs_staff_and_never_for_the_household(person: Person, helen: Person) -> None:
    found = a_restriction(person, asked_by=helen)
    reader = Reader(person_id=helen.id, abilities=ABILITIES[Role.NEEDS])
    assert restriction_for(reader, found.id).restriction.behaviour.startswith("Rang 41 times")
    for role in (Role.OFFICER, Role.RECEPTION, Role.COMPLAINTS):
        other = Reader(person_id=a_staff_member(role).id, abilities=ABILITIES[role])
        with pytest.raises(NotAllowed):
            restriction_for(other, found.id)
        with pytest.raises(NotAllowed):
            restrictions_for(other, person.id)
    a_tenancy(person, helen)
    with pytest.raises(NotFound):
        restriction_for(reader, found.id)


def test_what_it_rests_on_is_encrypted(person: Person, helen: Person, priya: Person) -> None:
    a_restriction(person, asked_by=helen, approved_by=priya)
    row = db.session.execute(
        sa.text(
            "SELECT still_by, because, behaviour, tried, considered, decided_because"
            " FROM contact_restrictions"
        )
    ).one()
    for words, stored in zip(("Friday", "shouted", "41", "meeting", "disability", "least"), row, strict=True):
        assert words.encode() not in bytes(stored)


@pytest.mark.provision("5.14-5.15")
def test_somebody_restricted_in_every_way_still_complains_here(client: StrictClient, amina: Person) -> None:
    helen, priya = a_staff_member(Role.NEEDS), a_staff_member(Role.MANAGER)
    a_restriction(amina, asked_by=helen, approved_by=priya, ways=tuple(RestrictedWay), often="once a month")
    client.sign_in_as(amina)
    speak(client, answers(TENANT, feedback="complaint", about="decision", put_right="End the restriction."))
    record, _, _ = the_one("complaint")
    assert record.person_id == amina.id
    assert client.get("/appointments").status_code == 200


def test_only_colleagues_and_the_letter_know_of_restrictions() -> None:
    knowing = {
        str(path.relative_to(config.ROOT / "portal"))
        for path in Path(config.ROOT / "portal").rglob("*.py")
        if "ContactRestriction" in path.read_text(encoding="utf-8")
    }
    assert {name.split("/")[0] for name in knowing} == {"needs", "accounts"}
    assert "needs/views.py" not in knowing
