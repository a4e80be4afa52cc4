"""A text made ready for a Braille translator: signs that Braille has, numbers that do not run together. Pure.

What print does for the eye (kinds of dashes, spaces, bullets, quotation marks) is made one of each.
"""

from __future__ import annotations

import re
import unicodedata

from portal.formats.braille_pages import TIE
from portal.formats.figures import POSTCODE, TELEPHONE

# Between two numbers that are not one: liblouis joins digits over a plain space, as UEB joins "12 000", and
# would make one number of "2026 10:30am" or of "6 5" in "BS6 5TR". Over a tie or this wide space it does not.
APART = "\u2003"
_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9])[ {TIE}](?=[0-9])")
_TELEPHONE = re.compile(TELEPHONE)
_THOUSANDS = re.compile(rf"(?<![0-9.,])(?<![0-9]{TIE})[0-9]{{1,3}}(?:{TIE}[0-9]{{3}})+(?![0-9])")

# Signs of print that no table has, or that it reads otherwise than print means them.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‣▪▫◦●○■□∙⁃·", "•"),  # a raised dot would be the mark of a transcriber
        **dict.fromkeys("´ʼ", "’"),
        "ʹ": "′",
        "\u2012": "–",  # figure dash
        "\u2015": "—",  # horizontal bar: would be the long dash, which stands for missing words
        "№": "No.",
        "℡": "tel.",
        "✔": "✓",
        "☑": "✓",
        # Joiners, and marks of direction: Braille runs one way.
        **dict.fromkeys("\u200c\u200d\u200e\u200f\u061c", None),
        **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},  # "ﬁ"
    }
)
# For UEB only, as other languages have signs for them: quotation marks of other countries, Romanian letters
# with a comma (in UEB a cedilla), the Turkish i without its dot.
_UEB_SIGNS = str.maketrans("‛‚‹›„‟«»șțȘȚıİ", "‘‘‘’“““”şţŞŢiI")
# Letters of Indian scripts that composing leaves apart (composition exclusions), but tables know whole.
_WHOLE_LETTERS = {
    unicodedata.normalize("NFD", character): character
    for character in map(chr, range(0x0900, 0x0E00))
    if len(unicodedata.normalize("NFC", character)) > 1
}
_APART_LETTERS = re.compile("|".join(map(re.escape, _WHOLE_LETTERS)))

_POSTCODE = re.compile(POSTCODE)
_STRAIGHT_OPENING = re.compile(r"(?<![^\s(\[{/–—‘'-])\"(?=\S)")
_STRAIGHT_SINGLE = re.compile(r"(?<![\w’'])'(?=[^\s'])([^'“”\"]*(?:\w'\w[^'“”\"]*)*)(?<=\S)'(?!\w)")
_BREAK_AFTER = re.compile(r"(?<=[/?&=@_-])(?=\w)|(?<=\.)(?=[^\W\d])")


def prepared(text: str) -> str:
    """A clean text with signs that Braille tables of any language know. It still reads as it did."""
    text = text.translate(_SIGNS)
    return _APART_LETTERS.sub(lambda found: _WHOLE_LETTERS[found.group()], text)


def prepared_for_ueb(text: str) -> str:
    """The same for Unified English Braille: quotation marks, and which digits are one number."""
    return _numbers_apart(_quoted(prepared(text).translate(_UEB_SIGNS)))


def good_breaks(word: str) -> frozenset[int]:
    """Places in a web or mail address before which it may be broken: after a sign that ends a part of it.

    Never inside a number, which would begin the next line without its sign.
    """
    return frozenset(found.start() for found in _BREAK_AFTER.finditer(word))


def _quoted(text: str) -> str:
    """Quotation marks as UEB 7.6 has them: the outer ones of a text are 8 and 0, single in print or double.

    A mark that quotes nothing is an apostrophe ("the tenants’ choice", "rock ’n’ roll").
    """
    text = _STRAIGHT_OPENING.sub("“", text).replace('"', "”")
    text = _STRAIGHT_SINGLE.sub(r"‘\1’", text)
    outer = not re.search("[“”]", text)
    opened, closed = ("“", "”") if outer else ("‘", "’")
    said = []
    while "‘" in text:
        before, _, text = text.partition("‘")
        end = _end_of_quotation(text)
        said += [before.replace("’", "'"), "'"]
        if end:
            said[-1:] = [opened, text[:end].replace("’", "'"), closed]
            text = text[end + 1 :]
    # Where both kinds stand in one text, liblouis takes a closing ’ after an "s" for that of "tenants’".
    return "".join(said) + text.replace("’", "'")


def _end_of_quotation(text: str) -> int:
    """Where the ’ is that closes what begins with the text, 0 if nothing does.

    After an "s" it may be the apostrophe of "tenants’": likelier is one elsewhere, or one that ends a clause.
    """
    inside = re.split("[‘“]", text)[0]
    ends = [found.start() for found in re.finditer(r"(?<=\S)’(?!\w)", inside)]
    surer = [end for end in ends if inside[end - 1] != "s"]
    clauses = [end for end in ends if re.match(r"’(?:$|[.,;:!?)\]])", inside[end:])]
    return next(iter([*surer[:1], *clauses[:1], *ends]), 0)


def _numbers_apart(text: str) -> str:
    """Spaces between digits: kept in a telephone number and between thousands (UEB 6.6), else no joint.

    A postcode's space becomes a tie, so that it stays on one line.
    """
    whole = [found.span() for kind in (_TELEPHONE, _THOUSANDS) for found in kind.finditer(text)]

    def space(found: re.Match[str]) -> str:
        if any(begin < found.start() < end for begin, end in whole):
            return " "
        return TIE if found.group() == TIE else APART

    return _BETWEEN_DIGITS.sub(space, _POSTCODE.sub(lambda found: found.group().replace(" ", TIE), text))
