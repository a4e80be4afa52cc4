"""Needs told and instructions kept, through the services; a test gives only what matters to it. Committed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from portal import database
from portal.identity.models import Person
from portal.needs.details import NOTHING_MORE, Detail
from portal.needs.markers import NeedKind
from portal.needs.models import ContactRestriction, Need, SafetyMarker
from portal.needs.restrictions import RestrictedWay, Restriction
from portal.needs.reviews import Targets
from portal.needs.services.markers import Incident, add_marker
from portal.needs.services.restrictions import ask_restriction, decide_restriction
from portal.needs.services.telling import Told, tell
from portal.needs.steps import Journey

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
TARGETS = Targets(decide_working_days=10, review_months=12)


def a_need(
    person: Person,
    kind: NeedKind = NeedKind.HOME_VISITS,
    detail: Detail = NOTHING_MORE,
    *,
    words: str = "",
    ends_on: date | None = None,
    now: datetime = NOW,
) -> Need:
    """What the person told us on their own page; there must be a landlord."""
    need = tell(
        Told(kind=kind, detail=detail, words=words, ends_on=ends_on),
        person_id=person.id,
        told_by=person.id,
        told_in=Journey.PROFILE,
        targets=TARGETS,
        by=person.id,
        now=now,
    )
    database.commit()
    return need


def a_marker(person: Person, *, by: Person, now: datetime = NOW, **given: object) -> SafetyMarker:
    """An instruction that runs for a year and is looked at again after six months."""
    values: dict[str, object] = {
        "instruction": "Visit in pairs.",
        "incident_on": date(2026, 9, 1),
        "facts": "The dog bit a colleague.",
        "told_on": date(2026, 9, 4),
        "review_on": date(2027, 5, 3),
        "ends_on": date(2027, 11, 3),
        **given,
    }
    marker = add_marker(Incident(**values), person_id=person.id, by=by.id, now=now)  # type: ignore[arg-type]
    database.commit()
    return marker


def a_restriction(
    person: Person,
    *,
    asked_by: Person,
    approved_by: Person | None = None,
    now: datetime = NOW,
    **given: object,
) -> ContactRestriction:
    """A restriction asked for today, for three months, reviewed after two; agreed to if somebody is named."""
    values: dict[str, object] = {
        "ways": (RestrictedWay.PHONE,),
        "instruction": "Answer by letter, once a week.",
        "still_by": "Write to us. We answer each Friday.",
        "because": "You rang many times a day and shouted at us.",
        "behaviour_on": date(2026, 10, 30),
        "behaviour": "Rang 41 times on one day and threatened a colleague.",
        "tried": "We wrote twice and offered a meeting.",
        "considered": "She has told us of no disability. Letters in large print stay open to her.",
        "from_on": date(2026, 11, 3),
        "review_on": date(2027, 1, 4),
        "ends_on": date(2027, 2, 3),
        **given,
    }
    asked = Restriction(**values)  # type: ignore[arg-type]
    restriction = ask_restriction(asked, person_id=person.id, decide_working_days=10, by=asked_by.id, now=now)
    if approved_by is not None:
        decide_restriction(
            restriction,
            approve=True,
            why="It is the least that helps.",
            review_on=asked.review_on,
            ends_on=asked.ends_on,
            by=approved_by.id,
            version=restriction.version,
            now=now,
        )
    database.commit()
    return restriction
