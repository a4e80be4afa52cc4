"""Officers and a customer at work on one case at the same instant: nothing is lost, nothing is said twice."""

from __future__ import annotations

import sqlalchemy as sa

from portal.cases.stages import Act, Status
from portal.demo.people import STAFF, TENANT, DemoPerson
from portal.identity.models import Person
from portal.records.models import Record
from tests.races.looking import a_case, case, entries, messages, rows
from tests.races.people import Request, Visitor, again, at_once, ready, signed_in, statuses, text_of, typed_in
from tests.races.serving import Served

ROUNDS = 10
FEW_ROUNDS = 5
JOANNA, SAMUEL = STAFF[:2]


def test_of_two_answers_at_once_one_leaves_and_the_other_officer_sees_both(portal: Served) -> None:
    officers = {"Joanna": signed_in(portal, JOANNA), "Samuel": signed_in(portal, SAMUEL)}
    for number in range(ROUNDS):
        reference = a_case(portal)
        texts = [f"{name} answers “{number}” in full." for name in officers]
        forms = [
            ready(officer, _do(reference, "answer"), body=text)
            for officer, text in zip(officers.values(), texts, strict=True)
        ]
        answers = at_once(portal, forms)

        assert statuses(answers) == [303, 409]
        lost = [answer.status for answer in answers].index(409)
        won = 1 - lost
        assert entries(portal, reference, Act.ANSWERED) == [texts[won]]
        assert messages(portal, reference, "answered") == 1
        assert case(portal, reference).status == Status.ANSWERED
        assert texts[won] in text_of(answers[lost].page)
        assert typed_in(answers[lost].page)["body"] == texts[lost]


def test_of_two_who_take_a_case_at_once_one_has_it(portal: Served) -> None:
    officers = [signed_in(portal, JOANNA), signed_in(portal, SAMUEL)]
    for _ in range(FEW_ROUNDS):
        reference = a_case(portal)
        page = f"/staff/cases/{reference}"
        forms = [ready(officer, page, to=_do(reference, "assign")) for officer in officers]
        answers = at_once(portal, forms)

        assert statuses(answers) == [303, 409]
        _has_it(portal, reference, SAMUEL if answers[0].status == 409 else JOANNA)
        assert len(entries(portal, reference, Act.ASSIGNED)) == 1


def test_of_two_who_take_a_case_from_the_list_at_once_one_has_it(portal: Served) -> None:
    officers = [signed_in(portal, JOANNA), signed_in(portal, SAMUEL)]
    for _ in range(FEW_ROUNDS):
        reference = a_case(portal)
        version = rows(portal, sa.select(Record.version).where(Record.reference == reference))[0]
        forms = [
            ready(officer, "/staff?whose=everyones", to="/staff/take", take=f"{reference}.{version}")
            for officer in officers
        ]
        answers = at_once(portal, forms)

        assert statuses(answers) == [303, 303]
        late = ["taken-before" in answer.leads_to for answer in answers]
        assert sorted(late) == [False, True]
        _has_it(portal, reference, SAMUEL if late[0] else JOANNA)
        assert len(entries(portal, reference, Act.ASSIGNED)) == 1


def test_what_the_customer_writes_while_an_officer_answers_is_kept_with_the_answer(portal: Served) -> None:
    tenant, officer = signed_in(portal, TENANT), signed_in(portal, JOANNA)
    for number in range(ROUNDS):
        reference = a_case(portal)
        said, answered = f"One thing more: {number}.", f"Our answer {number}."
        wrote, sent = at_once(
            portal,
            [
                _reply(tenant, reference, said),
                ready(officer, _do(reference, "answer"), body=answered),
            ],
        )
        assert wrote.status == 303
        assert entries(portal, reference, Act.CUSTOMER_WROTE) == [said]
        if sent.status == 409:  # the customer was first: the officer reads it, and sends the words again
            assert said in text_of(sent.page)
            (sent,) = at_once(portal, [again(officer, sent.page, to=_do(reference, "answer"))])
        assert sent.status == 303
        assert entries(portal, reference, Act.ANSWERED) == [answered]
        assert messages(portal, reference, "answered") == 1


def test_a_closed_case_is_opened_once_by_customer_and_officer_together(portal: Served) -> None:
    tenant, officer = signed_in(portal, TENANT), signed_in(portal, JOANNA)
    for number in range(FEW_ROUNDS):
        reference = a_case(portal)
        at_once(portal, [ready(officer, _do(reference, "answer"), body="Our answer.")])
        at_once(portal, [ready(officer, _do(reference, "close"), outcome="solved")])
        assert case(portal, reference).status == Status.CLOSED
        said = f"It is not solved: {number}."
        reopened, wrote = at_once(
            portal,
            [
                ready(officer, _do(reference, "reopen"), body="They rang."),
                _reply(tenant, reference, said),
            ],
        )
        assert wrote.status == 303
        assert reopened.status in (303, 409)
        assert entries(portal, reference, Act.CUSTOMER_WROTE) == [said]
        assert len(entries(portal, reference, Act.REOPENED)) == (reopened.status == 303)
        assert case(portal, reference).status == Status.OPEN


def test_notes_written_at_once_are_all_kept(portal: Served) -> None:
    officers = [signed_in(portal, JOANNA), signed_in(portal, SAMUEL)] * 2
    reference = a_case(portal)
    notes = [f"Note {number}" for number in range(len(officers))]
    forms = [
        ready(officer, f"/staff/cases/{reference}/note", body=note)
        for officer, note in zip(officers, notes, strict=True)
    ]
    assert statuses(at_once(portal, forms)) == [303] * len(notes)
    assert sorted(entries(portal, reference, Act.NOTED)) == notes


def _has_it(served: Served, reference: str, officer: DemoPerson) -> None:
    """The case is that officer's."""
    handler = sa.select(Record.handler_id).where(Record.reference == reference).scalar_subquery()
    assert rows(served, sa.select(Person.email).where(Person.id == handler)) == [served.email(officer)]


def _do(reference: str, act: str) -> str:
    return f"/staff/cases/{reference}/do/{act}"


def _reply(tenant: Visitor, reference: str, words: str) -> Request:
    return ready(tenant, f"/cases/{reference}", to=f"/cases/{reference}/messages", words=words)
