"""What goes into the outbox, who signs it, and what staff may do with it afterwards."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditEntry
from portal.config import COMMUNITY_LANGUAGES
from portal.database import db
from portal.errors import RuleBroken
from portal.formats.documents import Document
from portal.formats.gateways.html import html_page
from portal.formats.plain import plain_text
from portal.identity.models import StaffProfile
from portal.messaging.gateways.letters import document_of
from portal.messaging.models import OutgoingMessage
from portal.messaging.queries import recipient, staff_signature
from portal.messaging.services.forms import mark_posted
from portal.messaging.services.sending import requeue, send
from portal.messaging.signatures import Recipient, Signature, can_be_mailed, other_writer
from portal.organisation.models import Landlord, Team
from portal.organisation.queries import landlord
from tests.messaging.world import NOW, World

WORDS = "The joiner comes on <Tuesday> & brings a door."
FORMATS_LINE = "in another language, in large print, in Braille"


@pytest.fixture
def app(any_app: Flask) -> Flask:
    """Every test here runs on both databases."""
    return any_app


def write(world: World, **changes: object) -> OutgoingMessage:
    given: dict[str, object] = {
        "kind": "tests/answer",
        "to": recipient(world.tenant),
        "now": NOW,
        "context": {"title": "Your door", "words": WORDS},
        "record": world.record,
    } | changes
    return send(**given)  # type: ignore[arg-type]


def letter(message: OutgoingMessage) -> Document:
    """The message as an email has it."""
    return document_of(message, landlord(), on_paper=False)


def test_a_message_is_written_with_the_act_and_not_committed(world: World) -> None:
    message = write(world)
    assert message.state == "waiting"
    assert message.to_address == "amina@example.org"
    assert message.person_id == world.tenant.id
    assert message.next_try_at == NOW
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(OutgoingMessage.id))) == 0


def test_every_message_has_an_id_of_its_own_at_our_domain(world: World) -> None:
    first, second = write(world), write(world)
    assert first.message_id != second.message_id
    assert first.message_id.startswith("<")
    assert first.message_id.endswith("@example.org>")


def test_text_has_greeting_words_reference_signature_and_the_formats_line_last(world: World) -> None:
    paragraphs = plain_text(letter(write(world))).strip().split("\n\n")
    assert paragraphs[0] == "Dear Amina Bello,"
    assert paragraphs[1] == WORDS
    assert paragraphs[2] == f"Your reference: {world.record.reference}"
    assert paragraphs[4].splitlines() == [
        "Ruth Okafor",
        "Housing officer",
        "Redland Housing Association",
        "Ring 0121 496 0201",
    ]
    assert FORMATS_LINE in paragraphs[5]
    assert [ask.language for ask in letter(write(world)).asks] == ["en-GB", *COMMUNITY_LANGUAGES]
    assert len(paragraphs) == 6 + len(COMMUNITY_LANGUAGES)


def test_html_escapes_what_people_wrote_and_says_the_same(world: World) -> None:
    html = html_page(letter(write(world)), points=14)
    assert "The joiner comes on &lt;Tuesday&gt; &amp; brings a door." in html
    for part in ("Dear Amina Bello,", world.record.reference, "Ruth Okafor", "0121 496 0201", FORMATS_LINE):
        assert part in html
    assert "<title>About: Your door</title>" in html


def test_a_line_break_in_a_title_cannot_begin_a_header(world: World) -> None:
    message = write(world, context={"title": "Door\r\nBcc: all@example.org\x00", "words": ""})
    assert message.subject == "About: Door Bcc: all@example.org"


def test_the_team_signs_while_there_is_no_handler(world: World) -> None:
    world.record.handler_id = None
    text = write(world).text
    assert "Housing team\nRedland Housing Association\nRing 0121 496 0200" in text


def test_a_handler_without_a_number_is_reached_through_the_team(world: World) -> None:
    db.session.get_one(StaffProfile, world.officer.id).work_phone = ""
    text = write(world).text
    assert "Ruth Okafor" in text
    assert "Ring 0121 496 0200" in text


def test_mail_about_no_record_is_signed_by_the_landlords_contact(world: World) -> None:
    message = write(world, record=None)
    assert "Customer services\nRedland Housing Association\nRing 0121 496 0100" in message.text
    assert "reference" not in message.text


def test_the_writer_is_named_beside_the_handler_when_they_differ(world: World) -> None:
    text = write(world, writer=staff_signature(world.colleague.id)).text
    assert "Sam Hill, Team leader\nfor Ruth Okafor, who is dealing with this" in text
    assert "Ring 0121 496 0201" in text


def test_a_handler_who_writes_is_named_once(world: World) -> None:
    text = write(world, writer=staff_signature(world.officer.id)).text
    assert text.count("Ruth Okafor") == 1


@pytest.mark.parametrize("missing", ["no team", "no phone", "no name"])
def test_nobody_to_ask_for_means_it_cannot_be_sent(world: World, missing: str) -> None:
    world.record.handler_id = None
    if missing == "no team":
        world.record.team_id = None
    else:
        team = db.session.get_one(Team, world.team.id)
        setattr(team, missing.removeprefix("no "), "")
        db.session.get_one(Landlord, 1).version += 1
    with pytest.raises(RuleBroken, match="no contact to name"):
        write(world)
    assert db.session.scalar(sa.select(sa.func.count(OutgoingMessage.id))) == 0


def test_a_landlord_without_a_number_cannot_write(world: World) -> None:
    db.session.get_one(Landlord, 1).phone = ""
    db.session.get_one(Landlord, 1).version += 1
    with pytest.raises(RuleBroken, match="no contact to name"):
        write(world, record=None)


def test_without_any_address_it_waits_for_somebody_to_find_one(world: World) -> None:
    message = write(world, to=Recipient(name="Amina Bello"))
    assert (message.state, message.last_error) == ("no address", "no postal address")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", ""),
        ("amina at example", "address cannot be used"),
        ("a@b.example\nBcc: c@d.example", "address cannot be used"),
    ],
)
def test_without_a_usable_address_it_goes_by_post(world: World, address: str, why: str) -> None:
    message = write(world, to=Recipient(name="Amina Bello", address=address, postal="1 High Street"))
    assert (message.state, message.carrier) == ("to be made", "post")
    assert message.to_address == ""
    assert message.last_error == why
    assert message.facts["to_name"] == "Amina Bello"


def test_who_asks_for_post_gets_post(world: World) -> None:
    world.tenant.prefers = "post"
    world.tenant.address, world.tenant.postcode = "Flat 6, Kingfisher Court", "BS6 5TR"
    message = write(world)
    assert (message.state, message.carrier) == ("to be made", "post")
    assert message.to_postal == "Flat 6, Kingfisher Court, BS6 5TR"


def test_a_message_given_up_goes_again_under_the_same_id(world: World) -> None:
    message = write(world)
    message.state, message.attempts, message.last_error = "given up", 7, "no connection"
    name = message.message_id
    requeue(message, by=world.officer.id, now=NOW)
    db.session.flush()
    assert (message.state, message.attempts, message.last_error) == ("waiting", 0, "")
    assert message.message_id == name
    acts = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.record_id == world.record.id))
    assert "message.requeued" in acts.all()


@pytest.mark.parametrize("state", ["waiting", "sending", "sent", "for post", "to be made", "to check"])
def test_only_what_was_given_up_is_tried_again(world: World, state: str) -> None:
    message = write(world)
    message.state = state
    with pytest.raises(RuleBroken, match="not given up"):
        requeue(message, by=world.officer.id, now=NOW)


@pytest.mark.parametrize(
    ("state", "allowed"), [("for post", True), ("given up", True), ("waiting", False), ("sent", False)]
)
def test_what_cannot_be_mailed_is_marked_posted(world: World, state: str, allowed: bool) -> None:
    message = write(world)
    message.state = state
    if allowed:
        mark_posted(message, by=world.officer.id, now=NOW)
        assert (message.state, message.sent_at, message.facts["posted"]) == ("sent", NOW, True)
    else:
        with pytest.raises(RuleBroken, match="not for post"):
            mark_posted(message, by=world.officer.id, now=NOW)


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("amina@example.org", True),
        ("o'brien+home@mail.example.co.uk", True),
        ("amina@bücher.example", True),
        ("", False),
        ("amina", False),
        ("amina@example", False),
        ("amina@example.org, other@example.org", False),
        ("Amina <amina@example.org>", False),
        ("amina@example.org\r\nBcc: x@example.org", False),
        ("ami\x00na@example.org", False),
        ("amína@example.org", False),
        ("a@b@example.org", False),
        ("a" * 250 + "@example.org", False),
    ],
)
def test_addresses_that_mail_can_go_to(address: str, usable: bool) -> None:
    assert can_be_mailed(address) is usable


def test_writers_are_told_apart_by_person_and_not_by_name() -> None:
    handler = Signature(name="Sam Hill", phone="1", person_id=1)
    namesake = Signature(name="Sam Hill", phone="1", person_id=2)
    assert other_writer(namesake, handler) is namesake
    assert other_writer(handler, handler) is None
    assert other_writer(None, handler) is None
