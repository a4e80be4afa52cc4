"""The outbox as staff see it, and the developer's mail page."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditEntry
from portal.database import db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.messaging.jobs.sending import deliver
from portal.messaging.models import OutgoingMessage
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient
from portal.records.models import Record
from tests.applications import settings_for
from tests.client import StrictClient
from tests.factories.people import a_staff_member, a_tenancy
from tests.messaging.world import NOW, World

WORDS = "The joiner comes on Tuesday."


def a_message(
    world: World, state: str = "given up", *, about: Record | None, error: str = "no connection"
) -> OutgoingMessage:
    message = send(
        kind="tests/answer",
        to=Recipient(
            person_id=world.tenant.id,
            name="Amina Bello",
            address="" if state == "for post" else "amina@example.org",
        ),
        now=NOW,
        context={"title": "Your door", "words": WORDS},
        record=about,
    )
    message.state = state
    if state != "for post":
        message.attempts, message.last_error = 7, error
    db.session.commit()
    return message


def stored(message: OutgoingMessage) -> OutgoingMessage:
    return db.session.get_one(OutgoingMessage, message.id, populate_existing=True)


def manager(client: StrictClient) -> Person:
    person = a_staff_member(Role.MANAGER)
    client.sign_in_as(person)
    return person


def test_what_was_given_up_and_what_is_for_post_is_listed_without_its_words(
    client: StrictClient, world: World
) -> None:
    a_message(world, about=world.record, error="address refused 550")
    a_message(world, "for post", about=world.record)
    a_message(world, "sent", about=world.record)
    manager(client)
    page = client.get("/staff/outbox").text
    assert page.count("About: Your door</th>") + page.count("About: Your door<br>") == 2
    assert "The address does not take mail (550). Tried 7 times." in page
    assert "For post" in page
    assert world.record.reference in page
    assert "amina@example.org" in page
    assert WORDS not in page


def test_what_waits_is_a_list_of_its_own(client: StrictClient, world: World) -> None:
    a_message(world, "waiting", about=world.record)
    manager(client)
    assert "None. Every message has gone" in client.get("/staff/outbox").text
    page = client.get("/staff/outbox?show=waiting").text
    assert "We could not reach the mail server. Next try" in page
    assert "Waiting to go: 1" in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_messages_about_complaints_are_no_line_and_no_number_for_others(
    client: StrictClient, world: World, role: Role
) -> None:
    world.record.restricted = True
    message = a_message(world, about=world.record)
    client.sign_in_as(a_staff_member(role))
    page = client.get("/staff/outbox").text
    assert "None. Every message has gone" in page
    assert "Messages (" not in page
    assert "Need somebody: 0" in page
    assert client.post(f"/staff/outbox/{message.id}/resend").status_code == 404
    assert stored(message).state == "given up"


def test_complaints_staff_see_to_messages_about_complaints(client: StrictClient, world: World) -> None:
    world.record.restricted = True
    message = a_message(world, about=world.record)
    client.sign_in_as(a_staff_member(Role.COMPLAINTS))
    page = client.get("/staff/outbox").text
    assert "Your door" in page
    assert "Messages (1)" in page
    assert client.post(f"/staff/outbox/{message.id}/resend").status_code == 303
    assert stored(message).state == "waiting"


def test_administrators_see_that_mail_about_cases_stands_still_and_no_more(
    client: StrictClient, world: World
) -> None:
    message = a_message(world, about=world.record)
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR))
    page = client.get("/staff/outbox").text
    assert "Given up" in page
    assert "Amina Bello" not in page
    assert client.get(f"/staff/outbox/{message.id}/letter").status_code == 404
    assert client.post(f"/staff/outbox/{message.id}/resend").status_code == 303
    assert stored(message).state == "waiting"


def test_nobody_reads_mail_of_their_own_household_as_staff(client: StrictClient, world: World) -> None:
    a_message(world, about=None)
    person = manager(client)
    assert "Amina Bello" in client.get("/staff/outbox").text
    a_tenancy(person, world.tenant)
    assert "Amina Bello" not in client.get("/staff/outbox").text


def test_resend_puts_it_back_once(client: StrictClient, world: World) -> None:
    message = a_message(world, about=world.record)
    manager(client)
    first = client.post(f"/staff/outbox/{message.id}/resend")
    second = client.post(f"/staff/outbox/{message.id}/resend")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location.endswith("done=resent")
    assert second.location.endswith("done=already")
    assert (stored(message).state, stored(message).attempts) == ("waiting", 0)
    assert "We will try again" in client.get(first.location).text


def test_a_letter_is_printed_posted_and_looked_at(client: StrictClient, world: World) -> None:
    message = a_message(world, "for post", about=world.record)
    officer = manager(client)
    page = client.get(f"/staff/outbox/{message.id}/letter").text
    assert WORDS in page
    look = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.is_look)).one()
    assert (look.act, look.actor_id, look.person_id) == ("message.seen", officer.id, world.tenant.id)
    assert client.post(f"/staff/outbox/{message.id}/posted").location.endswith("done=posted")
    assert stored(message).state == "sent"
    assert client.post(f"/staff/outbox/{message.id}/posted").location.endswith("done=already")
    assert client.get(f"/staff/outbox/{message.id}/letter").status_code == 404


@pytest.mark.parametrize("state", ["waiting", "sent", "given up"])
def test_mail_about_accounts_is_never_shown_unless_it_goes_by_post(
    client: StrictClient, world: World, state: str
) -> None:
    message = a_message(world, state, about=None)
    manager(client)
    assert client.get(f"/staff/outbox/{message.id}/letter").status_code == 404
    assert client.post(f"/staff/outbox/{message.id}/posted").status_code == (303 if state == "sent" else 404)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.RECEPTION, Role.NEEDS, Role.CONTRACTOR])
def test_the_outbox_is_for_managers_complaints_staff_and_administrators(
    client: StrictClient, world: World, role: Role
) -> None:
    message = a_message(world, about=world.record)
    client.sign_in_as(a_staff_member(role))
    assert client.get("/staff/outbox").status_code == 403
    assert client.get(f"/staff/outbox/{message.id}/letter").status_code == 403
    assert client.post(f"/staff/outbox/{message.id}/resend").status_code == 403
    assert stored(message).state == "given up"


def test_twenty_five_a_page_in_as_many_statements_as_one(client: StrictClient, world: World) -> None:
    a_message(world, about=world.record)
    manager(client)
    client.get("/staff/outbox")
    few = len(client.statements)
    for _ in range(30):
        a_message(world, about=world.record)
    page = client.get("/staff/outbox").text
    assert len(client.statements) == few <= 10
    assert page.count("Tried 7 times") == 25
    following = re.search(r'href="(/staff/outbox\?after=\d+)"', page)
    assert following is not None
    assert client.get(following[1]).text.count("Tried 7 times") == 6


def test_the_developers_page_shows_mail_of_a_demonstration_only(
    app: Flask, client: StrictClient, world: World
) -> None:
    message = a_message(world, "waiting", about=world.record)
    assert deliver(lambda: NOW + timedelta(days=1)) == 1
    assert client.get("/developer/mail").status_code == 404
    folder = Path(app.instance_path)
    url = app.extensions["portal_settings"].url_of_database
    app.extensions["portal_settings"] = settings_for(folder, demo=True, database_url=url)
    listed = client.get("/developer/mail")
    assert "About: Your door" in listed.text
    link = re.search(r'href="(/developer/mail/[^"]+)"', listed.text)
    assert link is not None
    mail = client.get(link[1]).text
    assert WORDS in mail
    assert message.message_id.strip("<>") in mail
    assert client.get("/developer/mail/..%2F..%2Fredland").status_code == 404
    assert client.get("/developer/mail/other").status_code == 404
