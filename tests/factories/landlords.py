"""A landlord that pages can be asked of: details, one office, a team and its topics."""

from __future__ import annotations

from dataclasses import dataclass

from portal.organisation.models import Office, Team, Topic
from tests.factories.organisation import a_landlord, a_team, a_topic, an_office


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What `a_whole_landlord` made."""

    office: Office
    team: Team
    topics: tuple[Topic, ...]


def a_whole_landlord() -> Place:
    """A landlord with a main office open Monday to Friday 9am to 5pm, one team, three topics; committed."""
    a_landlord()
    office = an_office(is_main=True)
    team = a_team()
    topics = (
        a_topic(team, name="Something about my tenancy", position=1),
        a_topic(team, name="Changing something in my home", position=2, statutory=True),
        a_topic(team, name="General information", position=3, general_information=True),
    )
    return Place(office=office, team=team, topics=topics)
