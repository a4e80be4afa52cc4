"""Reasons for refusing that our own policy names: kept with a clause, given like the listed ones."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.complaints.models import OwnReason, Refusal
from portal.complaints.services.own_reasons import save_own_reason
from portal.database import commit, db
from portal.errors import NotAllowed, RuleBroken, Stale
from portal.messaging.models import OutgoingMessage
from portal.reports.measures import Year
from portal.reports.queries.year import figures_for
from tests.client import StrictClient
from tests.complaints.world import RECEIVED, World, reader

WORDS = "This is about a claim that our insurer is dealing with."


def a_reason(world: World, **changed: object) -> OwnReason:
    """One of the landlord's own."""
    values: dict[str, object] = {
        "reason_id": None, "words": WORDS, "clause": "Complaints policy, 4.2", "active": True, "version": 0,
    }  # fmt: skip
    return save_own_reason(**{**values, **changed}, by=reader(world.first), now=RECEIVED)  # type: ignore[arg-type]


@pytest.mark.provision("2.2")
@pytest.mark.parametrize(
    ("changed", "rule"), [({"words": " "}, "nothing said"), ({"clause": ""}, "clause missing")]
)
def test_a_reason_is_a_sentence_that_stands_in_our_policy(
    world: World, changed: dict[str, object], rule: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        a_reason(world, **changed)
    assert broken.value.rule == rule


def test_one_reason_is_there_once_and_is_changed_from_its_last_version(world: World) -> None:
    row = a_reason(world)
    with pytest.raises(RuleBroken, match="name taken"):
        a_reason(world)
    a_reason(world, reason_id=row.id, active=False, version=1)
    with pytest.raises(Stale):
        a_reason(world, reason_id=row.id, version=1)


def test_only_complaints_staff_keep_reasons(world: World) -> None:
    with pytest.raises(NotAllowed):
        save_own_reason(
            reason_id=None, words=WORDS, clause="4.2", active=True, version=0, by=reader(world.manager),
            now=RECEIVED,
        )  # fmt: skip


@pytest.mark.provision("2.1", "2.2", "2.4")
def test_a_complaint_is_refused_for_it_by_two_people_and_the_letter_says_so(
    world: World, client: StrictClient
) -> None:
    row = a_reason(world)
    record = world.raised()
    commit()
    client.sign_in_as(world.first)
    asking = f"/staff/complaints/{record.reference}/do/refuse"
    assert WORDS in client.get(asking).get_data(as_text=True)
    form = {
        "version": record.version, "reason": f"own-{row.id}", "evidence": "The insurer’s letter.",
        "explanation": "Our insurer will write to you.",
    }  # fmt: skip
    assert client.post(asking, data=form).status_code == 303
    save_own_reason(
        reason_id=row.id, words="Reworded.", clause="4.3", active=True, version=1, by=reader(world.first),
        now=RECEIVED,
    )  # fmt: skip
    commit()
    client.sign_out()
    client.sign_in_as(world.second)
    db.session.refresh(record)
    deciding = f"/staff/complaints/{record.reference}/do/decide-refusal"
    assert WORDS in client.get(deciding).get_data(as_text=True)  # as it stood when it was asked
    form = {"version": record.version, "approve": "yes", "words": "Agreed."}
    assert client.post(deciding, data=form).status_code == 303
    refusal = db.session.scalars(sa.select(Refusal)).one()
    assert (refusal.reason, refusal.own_reason_id) == ("our policy", row.id)
    letter = db.session.scalars(sa.select(OutgoingMessage).order_by(OutgoingMessage.id.desc())).first()
    assert letter is not None
    assert f"{WORDS} (Complaints policy, 4.2)" in letter.text
    assert "Ombudsman" in letter.text
    found = figures_for(reader(world.first), Year(begins=2026), now=RECEIVED)
    assert found.refused == {f"{WORDS} (Complaints policy, 4.2)": 1}


@pytest.mark.provision("2.5")
def test_the_pages_say_them_and_that_none_shuts_out_a_kind_of_complaint(
    world: World, client: StrictClient
) -> None:
    commit()
    client.sign_in_as(world.first)
    here = "/staff/complaints/reasons"
    assert "No reason shuts out a kind of complaint" in client.get(here).get_data(as_text=True)
    assert client.post(f"{here}/new", data={"version": 0, "words": WORDS, "clause": ""}).status_code == 422
    form = {"version": 0, "words": WORDS, "clause": "4.2", "active": "y"}
    assert client.post(f"{here}/new", data=form).status_code == 303
    assert WORDS in client.get(here).get_data(as_text=True)
    client.sign_out()
    assert f"{WORDS} (4.2)" in client.get("/how-to-complain").get_data(as_text=True)
    row = db.session.scalars(sa.select(OwnReason)).one()
    a_reason(world, reason_id=row.id, active=False, version=1)
    commit()
    assert WORDS not in client.get("/how-to-complain").get_data(as_text=True)
