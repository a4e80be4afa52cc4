"""Braille: a document as the file an embosser takes. How it stands on pages is decided in `braille_pages`.

What a machine translates is good, and not proof-read: each file says that a person has to read it first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from portal.formats import braille_text
from portal.formats.braille_pages import (
    EMBOSSER_40X25,
    GOOD_BREAK,
    LAST_BREAK,
    TIE,
    BraillePage,
    Piece,
    brf,
    laid_out,
    pieces_of,
)
from portal.formats.characters import clean
from portal.formats.documents import Document
from portal.formats.gateways.languages import code_of, name_of, note_of
from portal.formats.gateways.liblouis import Liblouis, liblouis
from portal.formats.made import CannotBeMade, MadeFile

MEDIA_TYPE = "application/x-brf"

# Contracted and uncontracted; many languages have one grade only. Those whose table of liblouis 3.24 has six
# dots, number signs, every letter of the language, and keeps references, addresses and pounds. Unsound:
# German, Czech, Hungarian, Italian and Spanish (capitals, pounds or hyphens lost), Romanian and Bulgarian
# (eight dots), Ukrainian (no "і"), Turkish ("ü"), Urdu (no colon), Kurdish and Chinese (no number signs).
TABLES = {
    "en": ("en-ueb-g2.ctb", "en-ueb-g1.ctb"),
    "cy": ("cy-cy-g2.ctb", "cy-cy-g1.utb"),
    "ar": ("ar-ar-g1.utb", "ar-ar-g1.utb"),
    "bn": ("be-in-g1.utb", "be-in-g1.utb"),
    "fa": ("fa-ir-g1.utb", "fa-ir-g1.utb"),
    "fr": ("fr-bfu-comp6.utb", "fr-bfu-comp6.utb"),
    "gu": ("gu-in-g1.utb", "gu-in-g1.utb"),
    "hi": ("hi-in-g1.utb", "hi-in-g1.utb"),
    "lt": ("lt-6dot.utb", "lt-6dot.utb"),
    "lv": ("Lv-Lv-g1.utb", "Lv-Lv-g1.utb"),
    "pa": ("pu-in-g1.utb", "pu-in-g1.utb"),
    "pl": ("Pl-Pl-g1.utb", "Pl-Pl-g1.utb"),
    "pt": ("pt-pt-g1.utb", "pt-pt-g1.utb"),
    "sk": ("sk-g1.ctb", "sk-g1.ctb"),
}
# Written in other letters: their tables lack or garble ours, so a word with any is in uncontracted English.
_OTHER_LETTERS = frozenset({"ar", "bn", "fa", "gu", "hi", "pa"})
_ENGLISH_WORD = re.compile(r"[A-Za-z£€$@&/_]")
ENGLISH = "en"
_LONG_WORD = 12
# A transcriber's note (UEB 3.27): words that are not in print.
_NOTE = ("@.<", "@.>")


def braille_file(
    document: Document, *, contracted: bool, page: BraillePage = EMBOSSER_40X25, library: str = ""
) -> MadeFile:
    """The document as BRF for an embosser with that page, to be proof-read by a person before it goes out.

    `library` is liblouis's file, "" to look for it. Raises PartMissing without liblouis or its tables, and
    CannotBeMade for a language or letters it has no sound table for: a transcriber's work.
    """
    louis = liblouis(library)
    if code_of(document.language) not in TABLES:
        raise CannotBeMade(f"no Braille table for {name_of(document.language)}")
    others = {ask.language for ask in document.asks} - {document.language}
    pieces = [
        _translated(louis, piece, contracted=contracted, may_note=piece.language in others)
        for piece in pieces_of(document)
    ]
    pages = laid_out(pieces, page)
    return MadeFile(
        name="letter.brf" if document.letterhead else "document.brf",
        media_type=MEDIA_TYPE,
        content=brf(pages),
        pages=len(pages),
        needs_proof=True,
    )


def braille_of(text: str, *, language: str = ENGLISH, contracted: bool = True, library: str = "") -> str:
    """One text as ASCII Braille on one line, without the marks for its layout."""
    cells = _in_cells(liblouis(library), clean(text), code_of(language), contracted=contracted)
    return cells.replace(TIE, " ").replace(GOOD_BREAK, "").replace(LAST_BREAK, "")


def _translated(louis: Liblouis, piece: Piece, *, contracted: bool, may_note: bool) -> Piece:
    """The piece in Braille. A line in a language without a table becomes a note that print has it."""
    language = code_of(piece.language)
    if language in TABLES or not may_note:
        return replace(piece, text=_in_cells(louis, piece.text, language, contracted=contracted))
    note = note_of(piece.language)
    opened, closed = _NOTE
    cells = _in_cells(louis, note, ENGLISH, contracted=contracted)
    return replace(piece, text=opened + cells + closed)


def _in_cells(louis: Liblouis, text: str, language: str, *, contracted: bool) -> str:
    """The text in Braille on one line, with marks for its layout."""
    if language not in _OTHER_LETTERS:
        return _translation(louis, text, language, contracted=contracted)
    return " ".join(
        _translation(louis, " ".join(words), ENGLISH if is_english else language, contracted=False)
        for is_english, words in groupby(text.split(), key=lambda word: bool(_ENGLISH_WORD.search(word)))
    )


def _translation(louis: Liblouis, text: str, language: str, *, contracted: bool) -> str:
    table = TABLES[language][0 if contracted else 1]
    is_ueb = language == ENGLISH
    text = braille_text.prepared_for_ueb(text) if is_ueb else braille_text.prepared(text)
    text = louis.in_known_signs(text, table)
    cells, places = louis.translate(text if is_ueb else text.replace(TIE, " "), table)
    return _marked(text, cells.replace(TIE, " "), places)


def _marked(text: str, cells: str, places: list[int]) -> str:
    """The cells with marks: ties where the text has them, and where words too long for a line may end."""
    marks = {places[at]: TIE for at, character in enumerate(text) if character == TIE}
    begin = 0
    for word in text.split(" "):
        if len(word) > _LONG_WORD:
            good = braille_text.good_breaks(word)
            for at in range(1, len(word)):
                marks.setdefault(places[begin + at], GOOD_BREAK if at in good else LAST_BREAK)
        begin += len(word) + 1
    marked = [
        TIE if marks.get(at) == TIE else marks.get(at, "") + cell if cell != " " else cell
        for at, cell in enumerate(cells)
    ]
    return "".join(marked)
