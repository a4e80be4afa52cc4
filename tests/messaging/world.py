"""A landlord, an officer, a record and a message template to write with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from jinja2 import BaseLoader, ChoiceLoader, DictLoader

from portal.appointments.notices import Interpreting, Notice, Visitor
from portal.appointments.places import Mode, Place
from portal.database import db
from portal.identity.models import Person, StaffProfile
from portal.organisation.models import Landlord, Team
from portal.records.models import Record
from portal.records.services import Opening, open_record

NOW = datetime(2026, 11, 3, 16, 12, tzinfo=UTC)
NOTICE = Notice(
    purpose="Help with rent",
    place=Place.HOME,
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=1),
    visitors=(Visitor(name="Ruth Okafor", first_name="Ruth", role="Housing officer", card_number="4411"),),
    interpreting=Interpreting(
        language="Somali", dialect="", mode=Mode.IN_PERSON, sign_language=False, how_many=1
    ),
    address="Flat 6, BS6 5TR",
    bring="Your last letter",
    code="AB12CD",
    change_by=NOW,
    may_change=True,
)

TEMPLATES = {
    "messages/tests/answer/subject.txt": "{% trans title=title %}About: {{ title }}{% endtrans %}\n",
    "messages/tests/answer/text.txt": (
        '{% extends "messages/layout.txt" %}{% block body %}\n{{ words }}\n{% endblock %}\n'
    ),
}


@dataclass
class World:
    """What the tests of this folder stand on."""

    tenant: Person
    officer: Person
    colleague: Person
    team: Team
    record: Record


def add_templates(app: Flask) -> None:
    """Let the application find the test's own message template."""
    loader = app.jinja_env.loader
    assert isinstance(loader, BaseLoader)
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), loader])


def make_world() -> World:
    """Add and commit everything; needs an application context."""
    landlord = Landlord(
        id=1,
        phone="0121 496 0100",
        email="hello@landlord.example",
        contact_name="Customer services",
        emergency_phone="0121 496 0999",
        emergency_words="",
        emergency_review_on=date(2027, 1, 1),
    )
    team = Team(name="Housing team", phone="0121 496 0200")
    tenant = Person(given_name="Amina", family_name="Bello", email="amina@example.org", created_at=NOW)
    officer = Person(given_name="Ruth", family_name="Okafor", created_at=NOW)
    colleague = Person(given_name="Sam", family_name="Hill", created_at=NOW)
    db.session.add_all([landlord, team, tenant, officer, colleague])
    db.session.flush()
    for person, title, phone in (
        (officer, "Housing officer", "0121 496 0201"),
        (colleague, "Team leader", "0121 496 0202"),
    ):
        db.session.add(
            StaffProfile(
                person_id=person.id,
                job_title=title,
                work_phone=phone,
                work_email="",
                team_id=team.id,
                roles_held="officer|manager",
            )
        )
    opening = Opening(
        kind="enquiry", title="Door", channel="web", received_at=NOW, person_id=tenant.id, team_id=team.id
    )
    record = open_record(opening, by=None, now=NOW)
    record.handler_id = officer.id
    db.session.commit()
    return World(tenant=tenant, officer=officer, colleague=colleague, team=team, record=record)
