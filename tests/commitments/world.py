"""A landlord and a record to make promises on."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.charters.standards import CaseKind, Channel, Circumstance, Event
from portal.commitments.models import Commitment
from portal.commitments.services.keeping import begin
from portal.database import commit
from portal.records.models import Record
from portal.records.services import Opening, open_record
from tests.factories.organisation import a_landlord, a_team, a_topic, an_office

CHRISTMAS_EVE = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)


def a_world() -> None:
    """A landlord with an office open Monday to Friday, a team and a topic."""
    a_landlord()
    an_office(is_main=True)
    a_topic(a_team())


def a_record(
    *,
    at: datetime = CHRISTMAS_EVE,
    kind: CaseKind = CaseKind.ENQUIRY,
    channel: Channel = Channel.WEB,
    circumstances: frozenset[Circumstance] = frozenset(),
    division: str | None = None,
) -> tuple[Record, list[Commitment]]:
    """A record received at `at`, and the commitments that began; committed."""
    opening = Opening(
        kind=kind.value, title="The light", channel=channel.value, received_at=at, division=division
    )
    record = open_record(opening, by=None, now=at)
    begun = begin(record, event=Event.RECEIVED, circumstances=circumstances, at=at, now=at)
    commit()
    return record, begun
