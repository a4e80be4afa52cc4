"""What an act would do to promises is what it then does: kept, begun after it (rule 11), and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.charters.standards import CaseKind, Event
from portal.commitments.preview import effects
from portal.commitments.queries import steps_of
from portal.commitments.services.keeping import note_event
from portal.database import commit
from portal.organisation.queries import landlord
from tests.applications import running_app
from tests.commitments.world import a_record, a_world

RECEIVED = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("event", [Event.ACKNOWLEDGED, Event.ANSWERED, Event.REFERRED])
@pytest.mark.parametrize("kind", [CaseKind.COMPLAINT, CaseKind.ENQUIRY])
@pytest.mark.parametrize("charter", ["england", "redland", "howm"])
def test_the_preview_says_what_then_happens(
    tmp_path: Path, new_database: Callable[[str], str], charter: str, kind: CaseKind, event: Event
) -> None:
    with running_app(tmp_path, charter=charter, database_url=new_database("sqlite")):
        a_world()
        record, _ = a_record(at=RECEIVED, kind=kind)
        now, facts = RECEIVED + timedelta(days=1), landlord()
        before = steps_of([record.id], now=now, zone=facts.zone)[record.id]
        said = effects(before, (event,), charter=facts.charter, calendars=facts.calendars(), at=now)
        kept = note_event(record, event=event, at=now, now=now)
        commit()
        after = steps_of([record.id], now=now, zone=facts.zone)[record.id]
        known = {step.commitment_id for step in before}
        assert {s.commitment_id for s in said.keeps} == {c.id for c in kept}
        assert [(s.label, s.due.at) for s in said.starts] == [
            (s.label, s.due_at) for s in after if s.commitment_id not in known
        ]
        if (charter, kind, event) == ("england", CaseKind.COMPLAINT, Event.ACKNOWLEDGED):
            assert said.starts  # stage 1 is counted from the acknowledgement (Code 6.3)
