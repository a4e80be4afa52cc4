"""Who acts for whom at the demonstration landlord: a neighbour with authority, an organisation's clerk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.charters import library
from portal.database import db
from portal.identity.models import Organisation, Person
from portal.identity.scopes import Scope
from portal.identity.services.acting import add_authority, add_to_organisation
from portal.identity.services.people import add_person
from portal.records.services import index_person

_PEOPLE = frozenset(
    {"tenant", "leaseholder", "shared-owner", "licensee", "applicant", "colleague", "service-user", "anyone"}
)


def let_people_act(people: Mapping[str, Person], *, charter: str, now: datetime) -> None:
    """Wanjiru acts for William, her neighbour; an adviser writes for an advice centre."""
    told_at = now - timedelta(days=60)
    add_authority(
        holder_id=people["wanjiru"].id,
        for_person_id=people["bill"].id,
        scope=Scope.EVERYTHING,
        from_on=told_at.date(),
        to_on=None,
        evidence="Mr Hargreaves said so on the phone, and signed a letter that we have scanned.",
        by=people["joanna.blake"].id,
        now=told_at,
    )
    kinds = [kind.key for kind in library.load(charter).contact_kinds if kind.key not in _PEOPLE]
    if not kinds:  # a policy that names no organisations
        return
    centre = Organisation(name="Harbour Advice Centre", contact_kind=kinds[0])
    db.session.add(centre)
    db.session.flush()
    adviser = add_person(
        given_name="Moira",
        family_name="Kelly",
        email="moira.kelly@harbour-advice.example",
        phone="01632 960577",
        contact_kind=kinds[0],
        now=told_at,
    )
    index_person(adviser)
    add_to_organisation(
        organisation_id=centre.id,
        person_id=adviser.id,
        from_on=told_at.date(),
        by=people["martin.osei"].id,
        now=told_at,
    )
