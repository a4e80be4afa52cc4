"""The words of a message from its two templates, as they read on a screen and on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app

from portal.formats.documents import AskLine
from portal.organisation.languages import CommunityLanguage
from portal.web.languages import speaking
from portal.web.settings import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message as words. `paper_text` is "" where paper says the same as a screen."""

    subject: str
    text: str
    paper_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """How a message says to come back to its case: by a link on a screen, on paper by a short address."""

    on_paper: bool
    base_url: str
    portal: str
    reference: str
    phone: str
    follow_token: str | None


def render(
    kind: str, context: Mapping[str, object], *, phone: str, reference: str = "", language: str = ""
) -> Rendered:
    """Make the message `kind` ("<capability>/<message>") from its subject.txt and text.txt.

    Twice: on paper, in Braille and spoken nobody can use a private link of eighty characters, so there the
    message gives the portal's short address, the reference and a phone number instead. That is the only thing
    in which the two may differ. Without the context of pages: there may be no request, and nothing of the
    sender's session belongs in it. `language`: words of ours in it, where we have a catalogue.
    """
    with speaking(language):
        subject = one_line(_made(f"messages/{kind}/subject.txt", context))
        text, paper = (
            _spaced(_made(f"messages/{kind}/text.txt", _values(context, phone, reference, on_paper)))
            for on_paper in (False, True)
        )
    return Rendered(subject=subject, text=text, paper_text=paper if paper != text else "")


def ask_lines(
    phone: str, *, language: str = "", others: tuple[CommunityLanguage, ...] = ()
) -> tuple[AskLine, ...]:
    """ "You can have this in another language, in large print …": in our own words, then in other languages.

    RHA 4, TPP Written e, HOWM 3.1h. Braille and speech take no `others`: neither can say them.
    """
    with speaking(language) as said:
        own = one_line(_made("messages/ask.txt", {"phone": phone}))
    return (
        AskLine(text=own, language=said.html),
        *(AskLine(text=other.asked(phone), language=other.tag) for other in others),
    )


def portal_address() -> str:
    """Where the portal is, as short as it can be typed: "portal.example.org"."""
    return re.sub(r"^https?://", "", settings().base_url).rstrip("/")


def one_line(text: str) -> str:
    """The text on one line: line breaks and other control characters could begin a header of their own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _values(context: Mapping[str, object], phone: str, reference: str, on_paper: bool) -> dict[str, object]:
    base_url = settings().base_url.rstrip("/")
    token = context.get("follow_token")
    return {
        **context,
        "on_paper": on_paper,
        "base_url": base_url,
        "portal": portal_address(),
        "site": portal_address() if on_paper else base_url,
        "way": WayBack(
            on_paper=on_paper,
            base_url=base_url,
            portal=portal_address(),
            reference=reference,
            phone=phone,
            follow_token=token if isinstance(token, str) else None,
        ),
    }


def _made(template: str, values: Mapping[str, object]) -> str:
    return current_app.jinja_env.get_template(template).render(values)


def _spaced(text: str) -> str:
    # Templates leave more empty lines between parts than a letter has, and some between the items of a list,
    # which then would be as many lists.
    tidy = re.sub(r"\n{3,}", "\n\n", text.strip())
    return re.sub(r"(?m)^(- .*|\d{1,3}\. .*)\n\n(?=- |\d{1,3}\. )", r"\1\n", tidy) + "\n"
