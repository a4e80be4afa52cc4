"""Where a need's detail, health or a marker's facts could get out: logs, audit, search, records, messages."""

from __future__ import annotations

import logging
from datetime import date

import pytest
import sqlalchemy as sa

from portal.accounts.jobs import tell_needs_decided
from portal.database import Base, db
from portal.identity.models import Person
from portal.messaging.models import OutgoingMessage
from portal.needs.details import Interpreter, Officer, OfficerIs
from portal.needs.markers import NeedKind
from portal.needs.services.deciding import agree, decline
from portal.needs.services.following import give_reason
from portal.needs.services.telling import keep_health
from tests.client import StrictClient
from tests.factories.needs import NOW, a_marker, a_need
from tests.factories.people import a_staff_member

HEALTH = "stairlift-after-a-stroke"
WORDS = "speak-slowly-into-my-left-ear"
FACTS = "threw-a-blue-cup"
REASON = "she-stands-at-the-desk"
SECRETS = (HEALTH, WORDS, FACTS, REASON)


def as_text(value: object) -> str:
    """A value as it stands in the file."""
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def everything_stored() -> dict[str, str]:
    """Every value of every table as text, as somebody with the file of the database would read it."""
    stored = {}
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(sa.text(f'SELECT * FROM "{table.name}"')).all()
        stored[table.name] = " ".join(as_text(value) for row in rows for value in row)
    return stored


def test_what_is_secret_stands_nowhere_in_the_database_nor_in_the_log(
    customer: StrictClient, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    manager = a_staff_member()
    with caplog.at_level(logging.DEBUG):
        need = a_need(amina, NeedKind.OTHER, words=WORDS)
        keep_health(need, words=HEALTH, by=amina.id, now=NOW)
        a_marker(amina, by=manager, facts=FACTS)
        give_reason(person_id=amina.id, reason=REASON, by=manager.id, now=NOW)
        db.session.commit()
        for address in (
            "/",
            "/account/needs",
            "/account/needs/other-help",
            "/account/needs/other-help/health",
        ):
            assert customer.get(address).status_code == 200
        customer.post("/account/needs/other-help/health", data={"words": HEALTH, "consent": "y"})
        customer.post("/account/needs/other-help", data={"words": WORDS + "!"})
    for table, text in everything_stored().items():
        for secret in SECRETS:
            assert secret not in text, table
    for secret in SECRETS:
        assert secret not in caplog.text


def test_audit_search_records_and_timelines_know_of_no_kind_and_no_detail(amina: Person) -> None:
    need = a_need(amina, NeedKind.INTERPRETER, Interpreter(language="so", dialect="Maay"))
    agree(need, review_on=date(2027, 11, 3), by=amina.id, version=need.version, now=NOW)
    a_need(amina, NeedKind.OFFICER_GENDER, OfficerIs(officer=Officer.WOMAN))
    db.session.commit()
    stored = everything_stored()
    for table in ("audit_entries", "search_terms", "records", "entries", "commitments", "outgoing_messages"):
        for word in ("Maay", "Somali", "interpreter", "woman", "officer of a gender"):
            assert word not in stored[table], (table, word)


def test_word_of_a_decision_goes_to_the_person_once_with_reason_and_offer(amina: Person) -> None:
    officer = a_staff_member()
    home = a_need(amina, NeedKind.HOME_VISITS)
    keep_health(home, words=HEALTH, by=amina.id, now=NOW)
    decline(
        home,
        because="Nobody can leave the office.",
        instead="We ring you.",
        by=officer.id,
        version=home.version,
        now=NOW,
    )
    step_free = a_need(amina, NeedKind.STEP_FREE)
    agree(
        step_free,
        review_on=date(2027, 11, 3),
        by=officer.id,
        version=step_free.version,
        now=NOW,
    )
    a_need(amina, NeedKind.AUDIO)  # agreed to at once: the page has said so
    db.session.commit()
    assert tell_needs_decided(NOW) == 2
    assert tell_needs_decided(NOW) == 0
    sent = {message.kind: message for message in db.session.scalars(sa.select(OutgoingMessage))}
    assert set(sent) == {"needs/declined", "needs/agreed"}
    for words in ("Home visits", "Nobody can leave the office.", "We ring you.", officer.name):
        assert words in sent["needs/declined"].text
    for words in ("A room without steps", "Wednesday 3 November 2027"):
        assert words in sent["needs/agreed"].text
    for message in sent.values():
        assert message.subject == "What helps you: our answer"
        assert message.person_id == amina.id
        assert HEALTH not in message.text
        assert "£" not in message.text
