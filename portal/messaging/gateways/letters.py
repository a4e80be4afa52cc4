"""A message of the outbox as the one document every form of it is made from."""

from __future__ import annotations

from flask_babel import gettext

from portal.formats.documents import Document, Letterhead, blocks_of
from portal.messaging.gateways.rendering import ask_lines
from portal.messaging.models import OutgoingMessage
from portal.messaging.post import envelope_lines
from portal.needs.ways import Carrier, Format
from portal.organisation.facts import LandlordFacts
from portal.web import formats
from portal.web.languages import LANGUAGES, speaking

# Made for somebody who has told us form and language: the offer in seven more would be a page of notes.
OFFERED_IN_ONE_LANGUAGE = frozenset({Format.BRAILLE, Format.AUDIO})


def document_of(
    message: OutgoingMessage,
    facts: LandlordFacts,
    *,
    reference: str = "",
    form: Format | None = None,
    on_paper: bool | None = None,
) -> Document:
    """The message as a document in its own form, or as `form` where somebody asks for another.

    `on_paper`: with the words for paper, where a private link would be of no use; None: as the form and the
    carrier have it (paper for all but what is read on a screen). The words a translator returned stand for
    the original. Every form has the same date, reference, names and numbers, and ends with the line on
    languages and formats. Reads nothing from the database; an office without an address gives no lines.
    """
    form = form or Format(message.format)
    paper = is_for_paper(message, form) if on_paper is None else on_paper
    others = () if form in OFFERED_IN_ONE_LANGUAGE else facts.languages
    original = message.paper_text if paper and message.paper_text else message.text
    with speaking(_said_in(message)) as said:
        return Document(
            title=message.put_subject or message.subject,
            blocks=blocks_of(message.put_text or original),
            language=message.language if message.put_text and message.language else said.html,
            letterhead=Letterhead(
                sender=facts.name,
                sender_lines=_sender_lines(facts, _phone(message, facts)),
                to_lines=_to_lines(message),
                date=formats.day(message.created_at, said.locale, facts.zone),
                reference=gettext("Your reference: %(reference)s", reference=reference) if reference else "",
            ),
            asks=ask_lines(_phone(message, facts), language=_said_in(message), others=others),
        )


def is_for_paper(message: OutgoingMessage, form: Format) -> bool:
    """Whether that form of the message is read away from a screen: paper, Braille, speech."""
    return message.carrier != Carrier.EMAIL or form in (Format.BRAILLE, Format.AUDIO)


def spoken_without_people(message: OutgoingMessage) -> frozenset[str]:
    """The languages this message's words exist in by our catalogues: none where a person wrote them."""
    return frozenset(LANGUAGES) if message.facts.get("automatic") else frozenset()


def _said_in(message: OutgoingMessage) -> str:
    """The language the words are in: that asked for once they are translated, or where nobody wrote them."""
    return message.language if message.put_text or message.facts.get("automatic") else ""


def _to_lines(message: OutgoingMessage) -> tuple[str, ...]:
    return envelope_lines(message.facts.get("to_name", ""), message.to_postal)


def _sender_lines(facts: LandlordFacts, phone: str) -> tuple[str, ...]:
    # Two lines, so that at ordinary size the address below them still shows in an envelope's window.
    office = facts.main_office
    where = ", ".join(part for part in (office.address, office.postcode) if part) if office else ""
    ring = gettext("Ring %(phone)s", phone=phone) if phone else ""
    return tuple(line for line in (where, ring) if line)


def _phone(message: OutgoingMessage, facts: LandlordFacts) -> str:
    phone: str = message.facts.get("ring", "") or facts.phone
    return phone
