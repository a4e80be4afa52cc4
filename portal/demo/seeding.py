"""Fills an empty database with a believable landlord around a day. The same day gives the same rows.

Each part is a function of its own taking the `Ground` laid before it; `seed` calls them in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.accounts.gateways import password_hash
from portal.accounts.models import Credential
from portal.cases.kinds import KINDS_IN_ORDER
from portal.charters import library
from portal.charters.standards import Channel, Event
from portal.charters.starting import standards_started
from portal.clock.limits import Unit
from portal.config import Settings
from portal.database import db
from portal.demo import people
from portal.demo.acting import let_people_act
from portal.demo.appointments import tell_appointments
from portal.demo.cases import send_what_is_old, tell_stories
from portal.demo.events import keep_what_is_over
from portal.demo.feedback import let_people_speak
from portal.demo.hazards import name_dangers
from portal.demo.landlords import ACCESS_FACTS, EMERGENCY_WORDS, TEAMS, TOPICS, DemoLandlord, landlord_facts
from portal.demo.models import Demonstration
from portal.demo.opening import open_diaries
from portal.demo.people import DemoPerson
from portal.identity.models import Home, Person, StaffProfile, Tenancy, TenancyMember
from portal.organisation.models import Landlord, Office, OpeningWindow, OwnTarget, Team, Topic
from portal.records.services import index_person

_WORKING_WEEK = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the rest stands on. `today` is the day all is laid out around, `now` that morning."""

    facts: DemoLandlord
    charter: str
    today: date
    now: datetime
    office: Office
    teams: dict[str, Team]
    people: dict[str, Person]  # by DemoPerson.key


def is_empty() -> bool:
    """Whether there is no landlord yet."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Landlord)) == 0


def layout() -> Demonstration | None:
    """Which day this demonstration was laid out around; None for a database that is no demonstration's."""
    return db.session.get(Demonstration, 1)


def seed(app: Flask, as_of: date, *, stories: bool = True) -> None:
    """Fill an empty database in one transaction: all of it or nothing.

    Without `stories` there are the landlord and the people with a sign-in, and nothing has happened yet.
    """
    settings: Settings = app.extensions["portal_settings"]
    # Before the transaction: hashing takes long, and the write lock would be held meanwhile.
    kept_hash = password_hash(people.PASSWORD)
    # Stories are told through the services pages call, which ask for the request's landlord and texts.
    with app.test_request_context(), database.writing():
        db.session.add(Demonstration(id=1, as_of=as_of, held=settings.as_of is not None))
        ground = _landlord(settings.charter, as_of)
        _people(ground, kept_hash)
        if stories:
            _tell(ground)
        database.commit()
        db.session.remove()


def _tell(ground: Ground) -> None:
    """All that has happened up to two hours after the landlord's morning began."""
    now = ground.now + timedelta(hours=2)
    everybody = tell_stories(ground.people, office_id=ground.office.id, now=now)
    name_dangers(everybody, now=now)
    let_people_act(everybody, charter=ground.charter, now=now)
    diaries = open_diaries(
        everybody, charter=ground.charter, office=ground.office, teams=ground.teams, today=ground.today
    )
    tell_appointments(everybody, diaries, now=now)
    let_people_speak(everybody, now=now)
    send_what_is_old(everybody["priya.shah"].id, now=now)
    keep_what_is_over(everybody["martin.osei"].id, now=now)


def sign_ins(charter: str) -> str:
    """Who can sign in to the demonstration, a line each."""
    domain = landlord_facts(charter).mail
    lines = [f"  {someone.who:<28}{someone.email(domain)}" for someone in people.EVERYBODY]
    return "\n".join([*lines, f"  password of everybody         {people.PASSWORD}"])


def _landlord(charter: str, today: date) -> Ground:
    facts = landlord_facts(charter)
    office = Office(
        name=facts.office,
        address=facts.address,
        postcode=facts.postcode,
        phone=facts.phone(100),
        email=f"hello@{facts.mail}",
        access_facts=ACCESS_FACTS,
        is_main=True,
        windows=[
            OpeningWindow(weekday=weekday, opens_minute=facts.opens_minute, closes_minute=facts.closes_minute)
            for weekday in _WORKING_WEEK
        ],
    )
    teams = {
        name: Team(name=name, phone=facts.phone(last), email=f"{name.lower().replace(' ', '-')}@{facts.mail}")
        for name, last in TEAMS.items()
    }
    db.session.add(
        Landlord(
            id=1,
            phone=facts.phone(100),
            email=f"hello@{facts.mail}",
            contact_name="Customer services",
            emergency_phone=facts.phone(999),
            emergency_words=EMERGENCY_WORDS,
            emergency_review_on=today + timedelta(days=180),
            duty_email=f"duty@{facts.mail}",
        )
    )
    db.session.add_all([office, *teams.values()])
    db.session.flush()
    db.session.add_all(
        Topic(
            name=topic.name,
            team_id=teams[topic.team].id,
            statutory=topic.statutory,
            general_information=topic.general_information,
            position=position,
        )
        for position, topic in enumerate(TOPICS, start=1)
    )
    _targets(charter, today)
    now = datetime.combine(today, time(8), tzinfo=UTC)
    return Ground(facts=facts, charter=charter, today=today, now=now, office=office, teams=teams, people={})


def _targets(charter: str, today: date) -> None:
    """Targets of the landlord's own where its policy gives no number, as at TPP ("timely"), rule 17."""
    policy = library.load(charter)
    for channel in Channel:
        for kind in KINDS_IN_ORDER:
            started = standards_started(
                policy,
                event=Event.RECEIVED,
                channel=channel,
                kind=kind,
                circumstances=frozenset(),
                on=today,
            )
            if started:
                continue
            db.session.add_all(
                OwnTarget(
                    channel=channel.value,
                    kind=kind.value,
                    event=event.value,
                    amount=working_days,
                    unit=Unit.WORKING_DAYS.value,
                    from_on=today - timedelta(days=1000),
                )
                for event, working_days in ((Event.ACKNOWLEDGED, 2), (Event.ANSWERED, 10))
            )


def _people(ground: Ground, kept_hash: str) -> None:
    for someone in people.EVERYBODY:
        person = _person(ground, someone)
        ground.people[someone.key] = person
        person.has_account = True
        db.session.add(
            Credential(
                person_id=person.id,
                email=someone.email(ground.facts.mail),
                password_hash=kept_hash,
                created_at=ground.now - timedelta(days=400),
            )
        )
    _tenancy(ground, ground.people[people.TENANT.key])


def _person(ground: Ground, someone: DemoPerson) -> Person:
    email = someone.email(ground.facts.mail)
    person = Person(
        given_name=someone.given_name,
        family_name=someone.family_name,
        born_on=someone.born_on,
        email=email,
        phone=someone.phone,
        address=someone.address,
        postcode=someone.postcode,
        contact_kind=someone.contact_kind,
        created_at=ground.now - timedelta(days=400),
    )
    db.session.add(person)
    db.session.flush()
    if someone.roles:
        db.session.add(
            StaffProfile(
                person_id=person.id,
                job_title=someone.job_title,
                work_phone=ground.facts.phone(someone.extension),
                work_email=email,
                team_id=ground.teams[someone.team].id,
                office_id=ground.office.id,
                card_number=f"{4000 + someone.extension}",
                may_be_named=True,
                roles_held="|".join(sorted(someone.roles)),
            )
        )
    else:
        index_person(person)
    return person


def _tenancy(ground: Ground, tenant: Person) -> None:
    home = Home(
        reference="KC-006", address=tenant.address, postcode=tenant.postcode, office_id=ground.office.id
    )
    db.session.add(home)
    db.session.flush()
    tenancy = Tenancy(reference="T-100-482", home_id=home.id, started_on=ground.today - timedelta(days=2100))
    db.session.add(tenancy)
    db.session.flush()
    db.session.add(TenancyMember(tenancy_id=tenancy.id, person_id=tenant.id, held_email=tenant.email))
