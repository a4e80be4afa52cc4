"""Needs told and instructions kept, through the services; a test gives only what matters to it. Committed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from portal import database
from portal.identity.models import Person
from portal.needs.details import NOTHING_MORE, Detail
from portal.needs.markers import NeedKind
from portal.needs.models import Need, SafetyMarker
from portal.needs.reviews import Targets
from portal.needs.services.markers import Incident, add_marker
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
