"""A document as one page of HTML for a mail program: no sheet, no picture, nothing fetched."""

from __future__ import annotations

from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from portal.config import ROOT
from portal.formats.characters import Direction, direction_of, direction_of_words
from portal.formats.documents import Document, cleaned
from portal.formats.links import pieces

ORDINARY_POINTS = 14  # up to here a reader's own size is best


def html_page(document: Document, *, points: int = ORDINARY_POINTS) -> str:
    """The whole page: title, blocks, lines asking for other forms last, each with its language and direction.

    Above 14 points the text has that size; else it comes as the reader's program is set.
    """
    document = cleaned(document)
    way = direction_of(document.language)
    large = f"font-family: sans-serif; font-size: {int(points)}pt; line-height: 1.5"
    return _template().render(
        document=document,
        dir=way,
        turned=partial(_turned, way),
        direction_of=direction_of,
        pieces=pieces,
        kind=_kind,
        body={"style": large} if points > ORDINARY_POINTS else {},
    )


def _turned(way: Direction, text: str) -> dict[str, str]:
    """The attribute of a line that runs the other way than its document."""
    its_own = direction_of_words(text, way)
    return {} if its_own is way else {"dir": its_own}


def _kind(block: object) -> str:
    return type(block).__name__


@cache
def _template() -> Template:
    """Not the application's own Jinja: words come in the document, so no request or language is needed."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("formats/mail.html")
