"""Lets the stories of the demonstration happen, through the same services that pages call."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.cases.kinds import ReplyBy
from portal.cases.services import answering, handling
from portal.cases.services.answering import Letter
from portal.cases.services.raising import NewCase, raise_case
from portal.cases.stages import Outcome
from portal.charters.standards import Channel
from portal.database import db
from portal.demo.needs import tell_needs
from portal.demo.references import reference
from portal.demo.stories import NEIGHBOURS, STORIES, Done, Neighbour, Story
from portal.formats.models import FormatTask
from portal.formats.tasks import SupplierKind, TaskState
from portal.identity.models import Home, Person, Tenancy, TenancyMember
from portal.identity.queries.tenancies import tenancies_of
from portal.messaging.models import OutgoingMessage
from portal.messaging.services.suppliers import save_supplier
from portal.messaging.states import State
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import index_person

# The stories are the same at every landlord; some policies are stricter than the one they were written for.
WHY_LATE = "Two of us were ill that week, and your question waited longer than it should have."

SUPPLIERS = (
    (SupplierKind.TRANSLATOR, "Words Across", "Polish, Romanian, Somali"),
    (SupplierKind.TRANSCRIBER, "Dots and Pages", ""),
    (SupplierKind.EASY_READ, "Plain Pictures", ""),
)


def tell_stories(people: dict[str, Person], *, office_id: int, now: datetime) -> dict[str, Person]:
    """Let every story happen up to `now`. `people` are those with a sign-in, by key; answers everybody."""
    everybody = dict(people)
    for number, neighbour in enumerate(NEIGHBOURS):
        everybody[neighbour.key] = _neighbour(neighbour, number, office_id=office_id, now=now)
    tell_needs(everybody, now=now)
    for number, story in enumerate(sorted(STORIES, key=lambda s: (-s.ago, s.at)), start=1):
        _tell(story, everybody, number, now=now)
    db.session.flush()
    return everybody


def send_what_is_old(manager: int, *, now: datetime) -> None:
    """What was said on earlier days has long gone; only today's messages and a week's letters still wait."""
    lies_for = {
        State.WAITING: timedelta(hours=12),
        State.TO_BE_MADE: timedelta(days=7),
        State.WITH_PEOPLE: timedelta(days=7),
    }
    for state, lies in lies_for.items():
        db.session.execute(
            sa.update(OutgoingMessage)
            .where(OutgoingMessage.created_at < now - lies, OutgoingMessage.state == state)
            .values(state=State.SENT, sent_at=OutgoingMessage.created_at)
        )
    db.session.execute(
        sa.update(FormatTask)
        .where(FormatTask.opened_at < now - lies_for[State.WITH_PEOPLE])
        .values(state=TaskState.DONE, done_at=FormatTask.opened_at, dispatch="In the post the same day.")
    )
    for kind, name, languages in SUPPLIERS:
        save_supplier(None, kind=kind, name=name, languages=languages, by=manager, now=now)


def _neighbour(neighbour: Neighbour, number: int, *, office_id: int, now: datetime) -> Person:
    person = Person(
        given_name=neighbour.given_name,
        family_name=neighbour.family_name,
        born_on=neighbour.born_on,
        email=neighbour.email,
        phone=neighbour.phone,
        address=neighbour.address,
        postcode=neighbour.postcode,
        contact_kind="tenant",
        created_at=now - timedelta(days=300),
    )
    home = Home(
        reference=f"KC-1{number:02}",
        address=neighbour.address,
        postcode=neighbour.postcode,
        division=neighbour.division,
        office_id=office_id,
    )
    db.session.add_all([person, home])
    db.session.flush()
    started = (now - timedelta(days=700 + 90 * number)).date()
    tenancy = Tenancy(reference=f"T-100-{500 + number}", home_id=home.id, started_on=started)
    db.session.add(tenancy)
    db.session.flush()
    db.session.add(TenancyMember(tenancy_id=tenancy.id, person_id=person.id, held_email=neighbour.email))
    index_person(person)
    db.session.flush()
    return person


def _tell(story: Story, everybody: dict[str, Person], number: int, *, now: datetime) -> None:
    zone = landlord().zone
    arrived_at = _local(now, -story.ago, time(*story.at), zone)
    if arrived_at > now:
        return
    person = everybody[story.who]
    tenancy = next(iter(tenancies_of(person.id, arrived_at.date())), None)
    on_the_web = story.channel is Channel.WEB
    record = raise_case(
        NewCase(
            kind=story.kind,
            channel=story.channel,
            words=story.words,
            received_at=arrived_at,
            reply_by=ReplyBy.EMAIL if person.email else ReplyBy.POST,
            topic_id=next(t.id for t in landlord().topics if t.name == story.topic),
            person=person,
            tenancy_id=tenancy.id if tenancy else None,
            office_id=tenancy.home.office_id if tenancy else None,
            division=tenancy.home.division if tenancy else None,
            urgent=story.urgent,
            reference=reference(number),
            information=story.information,
        ),
        by=person.id if on_the_web else everybody["tomasz.nowak"].id,
        now=arrived_at,
    )
    if story.handler:
        officer = everybody[story.handler].id
        for done in (Done(act="take", after=0, hour=story.at[0] + 1), *story.done):
            at = max(_local(arrived_at, done.after, time(min(done.hour, 17)), zone), record.touched_at)
            if at <= now:
                _do(done, record, officer, at)


def _do(done: Done, record: Record, officer: int, at: datetime) -> None:
    letter = Letter(body=done.words, by=officer, version=record.version)
    ahead = _weekday((at + timedelta(days=done.days)).date())
    if done.act == "take":
        if record.handler_id is None:
            handling.assign(record, to=officer, by=officer, version=record.version, now=at)
    elif done.act == "acknowledge":
        answering.acknowledge(record, letter, now=at)
    elif done.act == "progress":
        answering.tell_progress(record, letter, next_update_on=ahead, now=at)
    elif done.act == "delay":
        answering.tell_delay(record, letter, expected_on=ahead, now=at)
    elif done.act == "answer":
        late = answering.answer_is_late(record, now=at)
        answering.answer(record, letter, delay_reason=done.reason or (WHY_LATE if late else ""), now=at)
    elif done.act == "call":
        answering.note_call(
            record, body=done.words, reached=True, at=at, by=officer, version=record.version, now=at
        )
    elif done.act == "close":
        handling.close(
            record, outcome=Outcome.SOLVED, body=done.words, by=officer, version=record.version, now=at
        )
    else:
        raise ValueError(done.act)


def _weekday(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def _local(day_of: datetime, days: int, at: time, zone: ZoneInfo) -> datetime:
    """That local time so many days after the local day of `day_of`."""
    day = day_of.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, at, tzinfo=zone)
