"""A button pressed many times at the same instant: what was sent is made once, and nobody sees an error."""

from __future__ import annotations

import sqlalchemy as sa

from portal.cases.models import Case
from portal.cases.stages import Act
from portal.demo.people import TENANT
from portal.messaging.models import OutgoingMessage
from portal.organisation.models import Topic
from portal.records.models import Entry, Record
from portal.web.models import Draft
from tests.races.looking import a_case, count, entries, messages, rows
from tests.races.people import Answer, Visitor, at_once, hidden_in, look, ready, signed_in, statuses
from tests.races.serving import Served

MANY = 8
WORDS = "Who mends the light on our stair, and when?"


def test_a_visitors_enquiry_sent_many_times_at_once_is_one_case(portal: Served) -> None:
    visitor = Visitor(served=portal)
    _answer_questions(portal, visitor)
    about = {"name": "Ada Price", "email": "ada@home.example", "contact_kind": "applicant"}
    visitor.send("/ask/about-you", about)
    _sent_once(portal, visitor)


def test_a_tenants_enquiry_sent_many_times_at_once_is_one_case(portal: Served) -> None:
    tenant = signed_in(portal, TENANT)
    _answer_questions(portal, tenant)
    _sent_once(portal, tenant)


def test_a_wish_for_help_sent_many_times_at_once_is_one_case(portal: Served) -> None:
    asking = ready(Visitor(served=portal), "/ask/help", name="Brian Novak", phone="07700 900221")
    _one_confirmation(portal, at_once(portal, [asking] * MANY))
    assert count(portal, Case, Case.contact_name == "Brian Novak") == 1


def test_a_reply_sent_many_times_at_once_is_kept_once(portal: Served) -> None:
    reference = a_case(portal)
    reply = ready(
        signed_in(portal, TENANT),
        f"/cases/{reference}",
        to=f"/cases/{reference}/messages",
        words="It hides the road now.",
    )
    answers = at_once(portal, [reply] * MANY)
    assert statuses(answers) == [303] * MANY
    assert {answer.leads_to for answer in answers} == {f"/cases/{reference}?did=said"}
    assert entries(portal, reference, Act.CUSTOMER_WROTE) == ["It hides the road now."]


def test_many_different_replies_at_once_are_all_kept(portal: Served) -> None:
    reference = a_case(portal)
    tenant = signed_in(portal, TENANT)
    replies = [
        ready(tenant, f"/cases/{reference}", to=f"/cases/{reference}/messages", words=f"Reply {number}")
        for number in range(MANY)
    ]
    assert statuses(at_once(portal, replies)) == [303] * MANY
    kept = sorted(entries(portal, reference, Act.CUSTOMER_WROTE))
    assert kept == [f"Reply {number}" for number in range(MANY)]


def _answer_questions(served: Served, visitor: Visitor) -> None:
    topic = rows(served, sa.select(Topic.id).order_by(Topic.position))[0]
    visitor.send("/ask", {"kind": "enquiry"})
    visitor.send("/ask/topic", {"topic": str(topic)})
    visitor.send("/ask/words", {"words": WORDS, "urgent": "no"})
    visitor.send("/ask/files", {})
    visitor.send("/ask/reply", {"reply_by": "email", "email": "ada@home.example"})


def _sent_once(served: Served, visitor: Visitor) -> None:
    submission = hidden_in(visitor.get("/ask/check"))["submission"]
    answers = at_once(served, [ready(visitor, "/ask/check")] * MANY)

    reference = _one_confirmation(served, answers)
    made = rows(served, sa.select(Record.reference).where(Record.submission_id == submission))
    assert made == [reference]
    assert entries(served, reference, Act.RECEIVED) == [WORDS]
    assert messages(served, reference, "received") == 1
    assert count(served, Draft, Draft.key == submission) == 0


def _one_confirmation(served: Served, answers: list[Answer]) -> str:
    """Every answer led to the same page, and each session may open it; the reference on it."""
    assert statuses(answers) == [303] * MANY
    (address,) = {answer.leads_to for answer in answers}
    reference = address.removeprefix("/ask/sent/")
    for answer in answers:
        shown = look(served, address, answer.cookie)
        assert shown.status == 200
        assert reference in shown.page
    record_id = rows(served, sa.select(Record.id).where(Record.reference == reference))[0]
    assert count(served, Entry, Entry.record_id == record_id) == 1
    assert count(served, OutgoingMessage, OutgoingMessage.record_id == record_id) <= 1
    return reference
