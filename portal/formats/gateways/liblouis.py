"""The Braille translator liblouis, by ctypes. As a system package it works in any virtual environment.

It is not safe for threads: one lock for all of it. Its messages, which would quote the text, are off.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import threading
import unicodedata
from functools import lru_cache

from portal.formats.made import CannotBeMade, PartMissing

INSTALL = "apt-get install liblouis20 liblouis-data"
# Shows dots as North American ASCII Braille, which embossers take. Before the table, so for any language.
_DISPLAY = "en-us-brf.dis"
# A space that does not break stays one.
_EXPECTED = frozenset(map(chr, range(0x20, 0x60))) | {"\u00a0"}
_SILENT = 60_000  # LOU_LOG_OFF
_CELLS_OF_A_CHARACTER = 16
# For tables without the signs of fine print.
_PLAINER = dict(zip("•–—‘’‚“”„", "---'''\"\"\"", strict=True))

_lock = threading.Lock()


@lru_cache(maxsize=4)
def liblouis(path: str = "") -> Liblouis:
    """The library in that file, or where the system has it. A missing one is looked for again next time."""
    found = path or ctypes.util.find_library("louis") or "liblouis.so.20"
    try:
        return Liblouis(ctypes.CDLL(found))
    except (OSError, AttributeError) as error:
        raise PartMissing("liblouis", install=INSTALL) from error


class Liblouis:
    """The loaded library. It finds its tables by itself: in LOUIS_TABLEPATH, or where it was installed."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        self._known: dict[tuple[str, str], str] = {}
        library.lou_setLogLevel(_SILENT)
        # Built for characters of 16 or of 32 bits.
        self._width = library.lou_charSize()
        self._coding = {2: "utf-16-le", 4: "utf-32-le"}[self._width]

    def translate(self, text: str, table: str) -> tuple[str, list[int]]:
        """The text in ASCII Braille, and for each character of the text the cell where it begins."""
        if not text:
            return "", []
        encoded = text.encode(self._coding)
        length = len(encoded) // self._width
        read, written = ctypes.c_int(length), ctypes.c_int(_CELLS_OF_A_CHARACTER * (length + 4))
        counts = ctypes.byref(read), ctypes.byref(written)
        out = ctypes.create_string_buffer(written.value * self._width)
        places = (ctypes.c_int * length)()
        tables = f"{_DISPLAY},{table}".encode()
        with _lock:
            done = self._library.lou_translate(
                tables, encoded, counts[0], out, counts[1], None, None, places, None, None, 0
            )
            here = done or self._library.lou_checkTable(tables)
        if not here:
            raise PartMissing("liblouis", install=INSTALL)  # its tables are a package of their own
        if not done or read.value != length:
            raise CannotBeMade("liblouis stopped in the middle of a text")
        return out.raw[: written.value * self._width].decode(self._coding), list(places)

    def in_known_signs(self, text: str, table: str) -> str:
        """The text, and for a character the table has no sign for what says the same: never an odd sign.

        An accent the table lacks is left off; a picture or symbol is named in square brackets. Letters of
        another script are a transcriber's work: CannotBeMade.
        """
        signs = {character: self._sign(character, table) for character in set(text)}
        if all(character == sign for character, sign in signs.items()):
            return text
        return "".join(signs[character] for character in text)

    def _sign(self, character: str, table: str) -> str:
        key = (character, table)
        if key not in self._known:
            self._known[key] = character if self._has(character, table) else self._instead(character, table)
        return self._known[key]

    def _has(self, character: str, table: str) -> bool:
        if self._width == 2 and ord(character) > 0xFFFF:
            return False
        cells, _ = self.translate(character, table)
        # What a table lacks it shows as its number between apostrophes: '\x2116'.
        return set(cells) <= _EXPECTED and not (len(cells) > 4 and cells[0] == cells[-1] == "'")

    def _instead(self, character: str, table: str) -> str:
        kind = unicodedata.category(character)
        if kind == "Nd":
            return str(unicodedata.digit(character))
        if "\u0300" <= character <= "\u036f" or "\ufe00" <= character <= "\ufe0f" or kind == "Zs":
            return " " if kind == "Zs" else ""  # an accent by itself, or which picture of a sign is meant
        parts = unicodedata.normalize("NFKD", character)
        if parts != character:
            return "".join(self._sign(part, table) for part in parts)
        if kind[0] in "LM":
            raise CannotBeMade("the text has letters of a script this Braille table does not know")
        if character in _PLAINER:
            return _PLAINER[character]
        return f"[{unicodedata.name(character, 'sign').lower()}]"
