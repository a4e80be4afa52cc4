"""A landlord with an office, made through the services; a test gives only what matters to it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from portal.database import db
from portal.organisation.facts import WindowFacts
from portal.organisation.models import Office, Team, Topic
from portal.organisation.services.details import set_landlord
from portal.organisation.services.offices import save_office
from portal.organisation.services.work import save_team, save_topic

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
NINE_TO_FIVE = tuple(WindowFacts(weekday=d, opens_minute=540, closes_minute=1020) for d in range(5))


def a_landlord(*, now: datetime = NOW, **given: object) -> None:
    """The landlord's own details, so that every page has a number to ring; committed."""
    details: dict[str, object] = {
        "phone": "020 7946 0000",
        "email": "hello@landlord.example",
        "contact_name": "Ruth Okafor",
        "emergency_phone": "020 7946 0999",
        "emergency_words": "If you smell gas, open the windows and ring the gas emergency line.",
        "emergency_review_on": date(2027, 4, 1),
        "version": 0,
        **given,
    }
    set_landlord(**details, by=None, now=now)  # type: ignore[arg-type]
    db.session.commit()


def an_office(*, now: datetime = NOW, **given: object) -> Office:
    """An office open Monday to Friday, 9am to 5pm, unless told otherwise; committed."""
    details: dict[str, object] = {
        "office_id": None,
        "name": "High Street office",
        "address": "12 High Street, Redland",
        "postcode": "BS6 6AA",
        "phone": "020 7946 0000",
        "email": "office@landlord.example",
        "access_facts": "Step-free from the street.",
        "division": "england-and-wales",
        "is_main": False,
        "windows": NINE_TO_FIVE,
        "version": 0,
        **given,
    }
    office = save_office(**details, by=None, now=now)  # type: ignore[arg-type]
    db.session.commit()
    return office


def a_team(*, name: str = "Housing team", now: datetime = NOW, may_be_named: bool = True) -> Team:
    """A team with a phone; committed."""
    team = save_team(
        team_id=None,
        name=name,
        phone="020 7946 0100",
        email="team@landlord.example",
        may_be_named=may_be_named,
        version=0,
        by=None,
        now=now,
    )
    db.session.commit()
    return team


def a_topic(team: Team, *, name: str = "Rent", now: datetime = NOW, **given: object) -> Topic:
    """A topic the team gets; committed."""
    details: dict[str, object] = {
        "statutory": False,
        "general_information": False,
        "position": 0,
        "active": True,
        **given,
    }
    topic = save_topic(
        topic_id=None,
        name=name,
        team_id=team.id,
        version=0,
        by=None,
        now=now,
        **details,  # type: ignore[arg-type]
    )
    db.session.commit()
    return topic
