"""What in a text is no ordinary word: references, postcodes, telephone numbers, web and mail addresses. Pure.

Screens make links of them, Braille must not break or join them, and a voice has to spell them out. Only how
they are written is known here.
"""

from __future__ import annotations

import re

from portal.records.references import ALPHABET, understood

# Of ours (`portal.records.references`). Two words in capitals ("HARD-PART") are not meant: see is_reference.
REFERENCE = rf"(?<![\w-])[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}(?![\w-])"
# "BS6 5TR", "SW1A 1AA"; the space may be missing, or one that does not break.
POSTCODE = r"(?<![\w-])[A-Z]{1,2}[0-9][A-Z0-9]?[ \u00a0]?[0-9][ABD-HJLNP-UW-Z]{2}(?![\w-])"
# With its country ("+44 117 496 0123", "+44 (0)117 …"), with its area ("0117 496 0123", "(0117) 496 0123", in
# one run or with hyphens), and the short ones people are told to ring.
TELEPHONE = (
    r"(?<![\w.,:/+£$€-])(?:"
    r"\+[1-9][0-9]{0,2}(?:[ \u00a0]?\(0\))?(?:[ \u00a0-]?[0-9]{1,8}){2,5}"
    r"|(?:\(0[0-9]{2,4}\)|0[0-9]{2,4})(?:[ \u00a0-]?[0-9]{3,8}){1,3}"
    r"|116[ \u00a0]?[0-9]{3}|999|(?:(?<=[Rr]ing )|(?<=[Cc]all )|(?<=[Dd]ial )|(?<=NHS ))1[0-9]{2}"
    r")(?![\w%/£$€]|[.,:-][0-9])"
)
EMAIL = r"(?<![\w.+-])[\w+](?:[\w.+-]*[\w+-])?@\w[\w-]*(?:\.\w[\w-]*)+"
# With a scheme or "www.", or a bare name that ends as names of sites end. `without_stop` ends them rightly.
_ENDINGS = "uk|org|com|net|gov|info|example|wales|cymru|scot|london"
_OF_ADDRESS = r"[^\s<>\"“”„«»|`\\^{}]"
WEB = (
    rf"(?<![\w@./-])(?:(?:https?://|www\.){_OF_ADDRESS}+"
    rf"|(?:[A-Za-z0-9-]+\.)+(?:{_ENDINGS})(?:/{_OF_ADDRESS}*)?(?![\w@-]|\.\w))"
)
_AFTER_A_SENTENCE = ".,;:!?'’…"
_PAIRS = {")": "(", "]": "["}
# The secret of a private link. Ours have 43 characters.
_SECRET = re.compile(r"[A-Za-z0-9_-]{24,}")


def is_reference(words: str) -> bool:
    """Is what looks like a reference one? Letters alone may be two words, unless the check character fits."""
    return bool(re.search(r"[0-9]", words)) or understood(words) == words


def without_stop(address: str) -> tuple[str, str]:
    """A web address, and the punctuation after it that is the sentence's. A bracket it opened is its own."""
    end = len(address)
    while end:
        last, before = address[end - 1], address[:end]
        if last in _AFTER_A_SENTENCE or (last in _PAIRS and before.count(last) > before.count(_PAIRS[last])):
            end -= 1
        else:
            break
    return address[:end], address[end:]


def is_private(address: str) -> bool:
    """Does the web address carry a secret, so that nobody can be expected to hear it out or copy it?

    A long run of letters that has a digit, or small and large letters mixed. Words and hyphens are no secret.
    """
    return any(
        re.search(r"[0-9]", part) or (re.search(r"[a-z]", part) and re.search(r"[A-Z]", part))
        for part in _SECRET.findall(address)
    )
