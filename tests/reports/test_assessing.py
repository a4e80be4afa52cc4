"""The self-assessment against the Code: what each line needs, versions kept, again with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from portal.complaints.provisions import PROVISIONS
from portal.database import commit
from portal.errors import NotAllowed, NotFound, RuleBroken, Stale
from portal.reports.assessing import ASSESSED, Answer, Lack, Why, lacking
from portal.reports.models import SelfAssessment
from portal.reports.queries.reports import assessment_for, assessments_for, last_finished
from portal.reports.services.assessing import answer_provision, assess_again, finish_assessment
from tests.client import StrictClient
from tests.complaints.world import RECEIVED, World, reader

YES = Answer(complies=True, evidence="Our policy, section 2.")
NO = Answer(complies=False, explanation="The new system comes in May.", comply_by=date(2027, 5, 31))


@pytest.mark.provision("Intro", "8.1")
@pytest.mark.parametrize(
    ("answer", "lack"),
    [
        (YES, None),
        (NO, None),
        (Answer(complies=None, evidence="Something."), Lack.ANSWER),
        (Answer(complies=True, evidence=" "), Lack.EVIDENCE),
        (Answer(complies=False, comply_by=date(2027, 5, 31)), Lack.EXPLANATION),
        (Answer(complies=False, explanation="The new system comes in May."), Lack.DATE),
    ],
)
def test_what_a_line_needs(answer: Answer, lack: Lack | None) -> None:
    assert lacking(answer) is lack


def test_every_numbered_provision_is_assessed_once() -> None:
    numbers = [row.number for row in ASSESSED]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) >= {row.number for row in PROVISIONS if row.number[0].isdigit()}
    assert "FAQ" not in numbers


def begun(world: World, why: Why = Why.YEARLY, words: str = "") -> SelfAssessment:
    """One that was just begun."""
    return assess_again(why=why, words=words, by=reader(world.first), now=RECEIVED)


def answered(world: World, row: SelfAssessment, answers: dict[str, Answer] | None = None) -> None:
    """Every provision answered, yes unless told otherwise."""
    for provision in ASSESSED:
        answer_provision(
            assessment_id=row.id, number=provision.number, answer=(answers or {}).get(provision.number, YES),
            by=reader(world.first), version=1, now=RECEIVED,
        )  # fmt: skip


@pytest.mark.provision("8.3-8.4")
def test_what_is_finished_is_kept_and_the_next_begins_from_it(world: World) -> None:
    first = begun(world)
    answered(world, first, {"6.3": NO})
    finish_assessment(assessment_id=first.id, by=reader(world.first), now=RECEIVED)
    second = begun(world, Why.RESTRUCTURE, "We merged with Seven Locks.")
    seen = {line.number: line for line in assessment_for(reader(world.first), second.id).lines}
    assert (seen["6.2"].complies, seen["6.2"].evidence) == (None, YES.evidence)  # to be looked at again
    assert seen["6.3"].explanation == NO.explanation
    with pytest.raises(NotFound):  # the first is not changed any more
        answer_provision(
            assessment_id=first.id, number="6.3", answer=YES, by=reader(world.first), version=2, now=RECEIVED
        )
    standing = last_finished()
    assert standing is not None
    assert standing.id == first.id
    assert len(assessments_for(reader(world.first))) == 2


@pytest.mark.provision("8.3-8.4")
def test_assessing_again_needs_a_reason_and_the_one_before_finished(world: World) -> None:
    with pytest.raises(RuleBroken, match="reason missing"):
        begun(world, Why.PROCEDURE, " ")
    begun(world)
    with pytest.raises(RuleBroken, match="one is open"):
        begun(world)


def test_it_is_finished_when_every_provision_is_looked_at(world: World) -> None:
    row = begun(world)
    with pytest.raises(RuleBroken, match="not answered"):
        finish_assessment(assessment_id=row.id, by=reader(world.first), now=RECEIVED)


def test_two_who_answer_one_provision_see_each_other_and_managers_do_not_write(world: World) -> None:
    row = begun(world)
    given = {"assessment_id": row.id, "number": "1.2", "answer": YES, "now": RECEIVED}
    answer_provision(**given, by=reader(world.first), version=1)  # type: ignore[arg-type]
    with pytest.raises(Stale):
        answer_provision(**given, by=reader(world.second), version=1)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        answer_provision(**given, by=reader(world.manager), version=2)  # type: ignore[arg-type]


def test_the_pages_lead_through_the_provisions(world: World, client: StrictClient) -> None:
    commit()
    client.sign_in_as(world.first)
    assert client.post("/staff/complaints/assessments/new", data={"why": "every year"}).status_code == 303
    (row,) = assessments_for(reader(world.first))
    here = f"/staff/complaints/assessments/{row.id}"
    assert "not looked at yet" in client.get(here).get_data(as_text=True)
    assert client.post(f"{here}/finish").location.endswith("missing=1")
    refused = client.post(f"{here}/1.2", data={"version": 1, "complies": "no", "explanation": "Not yet."})
    assert refused.status_code == 422
    assert "by when we shall comply" in refused.get_data(as_text=True)
    kept = client.post(f"{here}/1.2", data={"version": 1, "complies": "yes", "evidence": "Our policy."})
    assert kept.location.endswith("/1.3")  # on to the next
    assert "Our policy." in client.get(here).get_data(as_text=True)
    assert client.get(f"{here}/FAQ").status_code == 404
