"""How somebody wants to read the portal: text size, spacing, colours, view, language. Kept in a cookie.

For people signed in it is kept with the person too, so that a new device begins with what they chose.
What is chosen becomes attributes of <html>; the stylesheet does the rest. No words here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from flask import has_request_context, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.web.memory import once
from portal.web.settings import settings

COOKIE = "reading"
KEPT_SECONDS = 365 * 24 * 60 * 60


class TextSize(StrEnum):
    """In percent of what the page would have, on top of what the browser itself is set to."""

    USUAL = ""
    LARGER = "125"
    LARGE = "150"
    LARGEST = "200"


class Spacing(StrEnum):
    """Between letters, words, lines and paragraphs; the widest is that of WCAG 2.2, 1.4.12, and more."""

    USUAL = ""
    WIDER = "wider"
    WIDEST = "widest"


class Colours(StrEnum):
    """Paper and ink. Unless chosen, what the device says: light or dark, more contrast or not."""

    DEVICE = ""
    LIGHT = "light"
    DARK = "dark"
    BLACK_ON_WHITE = "black-on-white"
    WHITE_ON_BLACK = "white-on-black"


class View(StrEnum):
    """The whole page, or the article alone: one column, without what leads elsewhere."""

    WHOLE = ""
    ARTICLE = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """One person's choices. `language` is a tag of `portal.web.languages`, "" while none was chosen."""

    language: str = ""
    text: TextSize = TextSize.USUAL
    spacing: Spacing = Spacing.USUAL
    colours: Colours = Colours.DEVICE
    view: View = View.WHOLE

    @property
    def attributes(self) -> Mapping[str, str]:
        """What stands on <html> for the stylesheet: only what differs from usual."""
        chosen = {"text": self.text, "spacing": self.spacing, "colours": self.colours, "view": self.view}
        return {f"data-{name}": str(value) for name, value in chosen.items() if value}

    @property
    def article_alone(self) -> bool:
        """The reading view."""
        return self.view is View.ARTICLE

    def kept(self) -> str:
        """As it is kept in the cookie and with a person: "language=cy&text=150"."""
        return urlencode({name: str(value) for name, value in asdict(self).items() if value})


PARTS: Mapping[str, type[StrEnum]] = {
    "text": TextSize,
    "spacing": Spacing,
    "colours": Colours,
    "view": View,
}


def display_from(kept: str) -> Display:
    """What was kept, read again. What nobody can have chosen is passed over: the cookie is the visitor's."""
    return changed(Display(), dict(parse_qsl(kept[:500])))


def changed(display: Display, parts: Mapping[str, str]) -> Display:
    """The display with other values of some of its parts; unknown parts and values change nothing."""
    right: dict[str, StrEnum | str] = {}
    for name in {field.name for field in fields(Display)} & set(parts):
        kind = PARTS.get(name)
        if kind is None:
            right[name] = parts[name] if parts[name].replace("-", "").isalnum() else ""
        elif parts[name] in set(kind):
            right[name] = kind(parts[name])
    return replace(display, **right)  # type: ignore[arg-type]


def display() -> Display:
    """What this reader chose on this device; else what is kept with the person; else as usual."""
    return once("display", _find) if has_request_context() else Display()


def keep(response: Response, chosen: Display) -> None:
    """Keep it on this device for a year, from the next page on."""
    response.set_cookie(
        COOKIE,
        chosen.kept(),
        max_age=KEPT_SECONDS,
        path=request.script_root or "/",
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def _find() -> Display:
    kept = request.cookies.get(COOKIE)
    if kept is None:
        try:
            kept = getattr(current_user, "reading", "")
        except SQLAlchemyError:  # the page that says so is shown as usual
            kept = ""
    return display_from(kept)
