"""The statements of hazards on both databases, and the index that keeps the top of worklists cheap."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from portal.charters.standards import CaseKind
from portal.database import commit, db
from portal.hazards.kinds import Grade
from portal.hazards.models import ALARM, Hazard
from portal.hazards.queries import alarms_for, lines_of_case, seen_hazard
from portal.hazards.services import mending
from portal.hazards.staff_queries import hazard_page_for, hazards_for
from portal.identity.readers import Reader
from tests.hazards.conftest import set_clock
from tests.hazards.world import DAY, HOUR, KNOWN, World, a_world, reader, record_of


def test_what_is_read_of_them(any_app: Flask) -> None:
    set_clock(KNOWN)
    world = a_world()
    complaint = world.case(kind=CaseKind.COMPLAINT)
    later, first = world.named(now=KNOWN), world.named(complaint, today=True)
    safe = world.named(today=True)
    mending.made_safe(world.doing(safe, now=KNOWN + HOUR), words="Turned off.", at=KNOWN + HOUR)
    closed = world.named()
    world.judged(closed, Grade.NEITHER, now=KNOWN + HOUR)
    commit()
    me = reader(world.officer)
    assert [alarm.reference for alarm in alarms_for(me, now=KNOWN)] == [record_of(first).reference]
    listed = [row.reference for row in hazards_for(me, mine=False, closed=False, now=KNOWN)]
    assert listed == [record_of(one).reference for one in (first, later, safe)]
    over = [row.reference for row in hazards_for(me, mine=False, closed=True, now=KNOWN)]
    assert over == [record_of(closed).reference]
    assert hazards_for(me, mine=True, closed=False, now=KNOWN) == []
    page = hazard_page_for(me, record_of(first).reference, now=KNOWN)
    assert page.parent is None  # a complaint, which the officer may not see
    assert hazard_page_for(reader(world.complaints), record_of(first).reference, now=KNOWN).parent is not None
    assert [one.name for one in page.residents] == ["Amina Farah", "Idil Farah"]
    own = seen_hazard([Reader(person_id=world.tenant.id)], record_of(first).reference, now=KNOWN + DAY)
    assert [line.source for line in own.lines] == ["hazards"]
    assert [kind for kind, *_ in lines_of_case(complaint.id, now=KNOWN)] == ["damp or mould"]


def test_emergencies_are_found_by_their_own_index(world: World) -> None:
    for _ in range(30):
        world.named()
    world.named(today=True)
    commit()
    db.session.execute(sa.text("ANALYZE"))
    query = sa.select(Hazard.id).where(sa.text(ALARM))
    plan = db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {query}"))
    assert "ix_hazards_alarm" in " ".join(row[3] for row in plan)
