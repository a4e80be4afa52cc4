"""Web addresses, email addresses and UK phone numbers in words, so that screens can make them links. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_WEB = r"(?:https?://|www\.)[^\s<>\"“”„«»|`\\^{}]+"
_EMAIL = r"[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9_+-])?@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
_PHONE = r"(?:\+44[ \u00a0]?(?:\(0\)[ \u00a0]?)?[1-9]|\(0[1-9]|0[1-9])[0-9() \u00a0-]{6,14}[0-9]"
_PLACES = re.compile(
    rf"(?P<web>(?<![\w@.])(?i:{_WEB}))"
    rf"|(?P<email>(?<![\w.+@-]){_EMAIL}(?![\w@]))"
    rf"|(?P<phone>(?<![\w+.,:/£$€-]){_PHONE}(?![\w/£$€]|[.,:-][0-9]))"
)
_AFTER_A_SENTENCE = ".,;:!?'’…"
_PAIRS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some of the words; `address` is where they lead ("https:", "mailto:" or "tel:"), "" for words alone."""

    text: str
    address: str = ""


def pieces(text: str) -> tuple[Piece, ...]:
    """The text in pieces, which together are the text again. Nothing but these three kinds becomes a link."""
    found: list[Piece] = []
    end = 0
    for match in _PLACES.finditer(text):
        words = _without_its_sentence(match.group())
        address = _address(match.lastgroup or "", words)
        if not address:
            continue
        if match.start() > end:
            found.append(Piece(text=text[end : match.start()]))
        found.append(Piece(text=words, address=address))
        end = match.start() + len(words)
    if end < len(text):
        found.append(Piece(text=text[end:]))
    return tuple(found)


def _without_its_sentence(words: str) -> str:
    """Less the full stop or bracket after it, which belong to the sentence. A bracket it opened stays."""
    while words:
        last = words[-1]
        if last in _AFTER_A_SENTENCE or (last in _PAIRS and words.count(last) > words.count(_PAIRS[last])):
            words = words[:-1]
        else:
            break
    return words


def _address(kind: str, words: str) -> str:
    if kind == "phone":
        return _phone(words)
    if kind == "email":
        return "mailto:" + quote(words, safe="@+")
    whole = words if re.match(r"(?i)https?://", words) else "https://" + words
    try:
        host = urlsplit(whole).hostname or ""
    except ValueError:
        return ""
    return whole if re.search(r"\w", host.removeprefix("www.")) else ""


def _phone(words: str) -> str:
    """A UK number has nine or ten digits after its 0: "0303 123 4567", "+44 (0)20 7946 0000"."""
    digits = re.sub(r"[^0-9]", "", words)
    digits = digits.removeprefix("44") if words.startswith("+") else digits
    national = digits.removeprefix("0")
    good = len(national) in (9, 10) and words.count("(") == words.count(")")
    return f"tel:+44{national}" if good else ""
