"""The cover of a print run: what is in it, in whose envelope, and what has to be made and put in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import gettext

from portal.formats.documents import Document, Letterhead, blocks_of
from portal.formats.envelopes import fits_window
from portal.organisation.facts import LandlordFacts
from portal.web import formats
from portal.web.languages import ENGLISH, speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One envelope of the run. `beside`: no page of the print, but a file to emboss, copy or print alone."""

    place: int
    to_lines: tuple[str, ...]
    form: str
    points: int
    pages: int | None
    window: bool = False
    beside: bool = False


def cover(lines: Sequence[RunLine], facts: LandlordFacts, *, post_on: date) -> Document:
    """The first sheet of the run, in the words of our staff."""
    with speaking(ENGLISH) as said:
        day = formats.day(post_on, said.locale, facts.zone)
        text = current_app.jinja_env.get_template("messaging/cover.txt").render(
            printed=[line for line in lines if not line.beside],
            beside=[line for line in lines if line.beside],
        )
        return Document(
            title=gettext("Post of %(day)s", day=day),
            blocks=blocks_of(text),
            language=said.html,
            letterhead=Letterhead(sender=facts.name, date=day),
        )


def shows_in_window(letter: Document, *, points: int) -> bool:
    """Whether the letter's address can be read through the window of an ordinary envelope."""
    head = letter.letterhead
    return head is not None and fits_window(head.to_lines, head.sender_lines, points=points)
