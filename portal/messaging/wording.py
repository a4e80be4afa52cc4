"""Help with plain English while somebody writes: long sentences, jargon, reading age. Pure; it never refuses.

Kept for TPP Written c, RHA 2.8.4 and SLH 3.1c: "clear, concise, plain English, no jargon".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from portal.messaging.jargon import PLAINER

MOST_WORDS = 25  # a sentence with more is long; this many is still fine

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_TOKEN = re.compile(r"\S*\w\S*")
# What may follow a full stop within a sentence.
_SHORT_FORMS = frozenset({"mr", "mrs", "ms", "dr", "st", "e.g", "i.e"})
_SHORT_FORMS_MID = frozenset({"etc", "approx", "incl", "no", "nos", "tel", "ext"})
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s+")
_VOWELS = re.compile(r"[aeiouyàáâäæèéêëìíîïòóôöœùúûüÿ]+")
_PHRASES = sorted(PLAINER, key=len, reverse=True)
_PLAINER_BY_PHRASE = {phrase.casefold(): plainer for phrase, plainer in PLAINER.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LongSentence:
    """A sentence of more than 25 words, as written."""

    text: str
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JargonWord:
    """A word or phrase as first written, a plainer one, and how often it stands there."""

    found: str
    plainer: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What could be plainer. `reading_age` in years, None where there is no sentence to judge."""

    long_sentences: tuple[LongSentence, ...]
    jargon: tuple[JargonWord, ...]
    reading_age: int | None

    @property
    def is_plain(self) -> bool:
        """Nothing to point at. The age is only shown: some matters need their long words."""
        return not self.long_sentences and not self.jargon


def wording(text: str) -> Wording:
    """Look at a text. A heading, a list item and a line of an address each count as a sentence."""
    found = sentences(text)
    counted = [(sentence, len(_TOKEN.findall(sentence))) for sentence in found]
    return Wording(
        long_sentences=tuple(LongSentence(text=s, words=n) for s, n in counted if n > MOST_WORDS),
        jargon=jargon(text),
        reading_age=_reading_age(found),
    )


def sentences(text: str) -> list[str]:
    """The sentences, with white space made single.

    A sentence ends at . ! ? … before a space, and at the end of a line unless the next one goes on in small
    letters. A full stop inside "10.30am", after "Mr" or after a single letter ends nothing.
    """
    return [sentence for block in _blocks(text) for sentence in _split(block)]


def _blocks(text: str) -> list[str]:
    blocks: list[str] = []
    gap = True
    for line in text.splitlines():
        words = " ".join(_LIST_ITEM.sub("", line, count=1).split())
        if words and not gap and words[0].islower() and not _LIST_ITEM.match(line):
            blocks[-1] += f" {words}"
        elif words:
            blocks.append(words)
        gap = not words
    return blocks


def _split(block: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for end in _END.finditer(block):
        before = block[start : end.start()].rpartition(" ")[2].strip("(\"'“‘").casefold()
        after = block[end.end() :].lstrip()
        if end.group().startswith(".") and _is_short_form(before, after):
            continue
        parts.append(block[start : end.end()].strip())
        start = end.end()
    parts.append(block[start:].strip())
    return [part for part in parts if _TOKEN.search(part)]


def _is_short_form(before: str, after: str) -> bool:
    if not after:
        return False
    if before in _SHORT_FORMS_MID:
        return after[0].islower() or after[0].isdigit()
    return before in _SHORT_FORMS or (len(before) == 1 and before.isalpha() and before != "i")


@cache
def _any_jargon() -> re.Pattern[str]:
    """The phrases as one pattern; made when first asked, because making it takes a tenth of a second."""
    return re.compile(
        r"(?<![\w-])(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in _PHRASES) + r")(?![\w-])",
        re.IGNORECASE,
    )


def jargon(text: str) -> tuple[JargonWord, ...]:
    """Jargon in the order it is first met; the longest phrase wins where two begin at one word."""
    first: dict[str, str] = {}
    times: dict[str, int] = {}
    for match in _any_jargon().finditer(text.replace("\u2019", "'")):
        written = " ".join(match.group().split())
        phrase = written.casefold()
        first.setdefault(phrase, written)
        times[phrase] = times.get(phrase, 0) + 1
    return tuple(
        JargonWord(found=written, plainer=_PLAINER_BY_PHRASE[phrase], times=times[phrase])
        for phrase, written in first.items()
    )


def _reading_age(found: list[str]) -> int | None:
    """Flesch-Kincaid grade plus five years, at least 5.

    grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59 (Kincaid and others, 1975; US
    grades begin at six, and plus five is how British plain-English guides turn it into an age).
    """
    words = [word for sentence in found for word in _WORD.findall(sentence)]
    if not words:
        return None
    per_sentence = len(words) / len(found)
    per_word = sum(syllables(word) for word in words) / len(words)
    return max(5, round(0.39 * per_sentence + 11.8 * per_word - 15.59 + 5))


def syllables(word: str) -> int:
    """How many syllables an English word has, near enough: groups of vowels, less a silent e at the end."""
    plain = word.casefold()
    count = len(_VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee", "ie", "oe", "ye", "ue")) and count > 1:
        count -= 1
    if plain.endswith("es") and not plain.endswith(
        ("ses", "xes", "zes", "ches", "shes", "ces", "ges", "ies")
    ):
        count -= count > 1
    if plain.endswith("ed") and not plain.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)
