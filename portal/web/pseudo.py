"""A language for trying out layout: English spelled in Arabic letters, read from right to left. Pure.

Every sentence that goes through gettext turns strange; one that stays English was forgotten. Letters map one
to one, so words keep about their length; placeholders, tags, entities and addresses stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from gettext import NullTranslations

_LETTERS = str.maketrans(
    dict(
        zip(
            "abcdefghijklmnopqrstuvwxyz",
            "ابچدیفگحئژكلمنوپقرستوڤوخيز",
            strict=True,
        )
    )
)
_PUNCTUATION = str.maketrans({"?": "؟", ",": "،", ";": "؛"})
_KEPT = re.compile(r"%%[ds]?|%\(\w+\)[a-z]|%[ds]|<[^>]*>|&\w+;|https?://\S+|\S+@\S+")


@lru_cache(maxsize=4096)
def pseudo(text: str) -> str:
    """The text in Arabic letters: "Send %(name)s now" keeps its %(name)s."""
    made, begins = [], 0
    for kept in _KEPT.finditer(text):
        made += [_arabic(text[begins : kept.start()]), kept.group()]
        begins = kept.end()
    return "".join([*made, _arabic(text[begins:])])


class PseudoTranslations(NullTranslations):
    """A catalogue that has every sentence."""

    def gettext(self, message: str) -> str:
        """The sentence in Arabic letters."""
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """One of the two, in Arabic letters."""
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """The sentence in Arabic letters; the context makes no difference."""
        return pseudo(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """One of the two, in Arabic letters; the context makes no difference."""
        return self.ngettext(msgid1, msgid2, n)

    ugettext, ungettext, upgettext, unpgettext = gettext, ngettext, pgettext, npgettext  # Babel's names


def _arabic(text: str) -> str:
    return text.lower().translate(_LETTERS).translate(_PUNCTUATION)
