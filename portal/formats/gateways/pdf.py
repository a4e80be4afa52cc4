"""Letters and publications as tagged PDF (PDF/UA-1 declared), set by Typst at the size a person reads.

Words go in as data and are never run. Nothing here knows whom a letter is for or why.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from portal.config import ROOT
from portal.formats.documents import Document
from portal.formats.made import CannotBeMade, MadeFile, PartMissing
from portal.formats.typesetting import FAMILIES, run_of

TEMPLATE = Path(__file__).with_name("letter.typ")
PRINT_FONTS = ROOT / "static" / "build" / "fonts" / "print"
TYPEFACES = "typefaces"
INSTALL = "npm ci --ignore-scripts && npm run build"
LEAST_POINTS, MOST_POINTS = 12, 48
COVER_POINTS = 14

_NOT_DISPLAYED = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_DIRECTION = re.compile(rb"(?<=/Direction/)[LR]2[LR](?=>>)")
# A compiler is not for two threads at once, and keeping one is what makes the next letter quick.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter of a print run, at the size its reader needs."""

    document: Document
    points: int


def letter_pdf(document: Document, *, points: int, fonts: Path = PRINT_FONTS) -> MadeFile:
    """The document as PDF with text of `points` (12 to 48); lines asking for other forms at 16 or more.

    Raises CannotBeMade where no typeface has a character, and PartMissing without the typefaces.
    """
    name = "letter.pdf" if document.letterhead else "document.pdf"
    return _made([Letter(document=document, points=points)], name=name, fonts=fonts)


def run_pdf(letters: Sequence[Letter], *, cover: Document, fonts: Path = PRINT_FONTS) -> MadeFile:
    """All letters in one tagged PDF, in this order, behind a cover; for printing on both sides of the paper.

    Each begins on a right-hand page and counts its own pages; `pages` counts blank backs too. Raises as
    `letter_pdf` does; the reason then says which letter it is, counted from 1.
    """
    whole = [Letter(document=cover, points=COVER_POINTS), *letters]
    try:
        return _made(whole, name="print-run.pdf", fonts=fonts)
    except CannotBeMade as error:
        for number, letter in enumerate(letters, start=1):
            try:
                _made([letter], name="", fonts=fonts)
            except CannotBeMade as its_own:
                raise CannotBeMade(f"letter {number}: {its_own.reason}") from error
        raise


def check_here(fonts: Path = PRINT_FONTS) -> None:
    """Raises PartMissing unless every typeface is in that folder."""
    _compiler(fonts)


def _made(letters: Sequence[Letter], *, name: str, fonts: Path) -> MadeFile:
    for letter in letters:
        if not LEAST_POINTS <= letter.points <= MOST_POINTS:
            raise CannotBeMade(f"print has {LEAST_POINTS} to {MOST_POINTS} points, not {letter.points}")
        if not letter.document.title.strip():
            raise CannotBeMade("a PDF needs a title")
    run = run_of([(letter.document, letter.points) for letter in letters])
    content = _compiled(json.dumps(run), fonts)
    # The typesetter goes by the language alone, and takes Punjabi in Gurmukhi for one from the right.
    content = _DIRECTION.sub(b"R2L" if run["rtl"] else b"L2R", content)
    return MadeFile(
        name=name, media_type="application/pdf", content=content, pages=len(_PAGE.findall(content))
    )


def _compiled(run: str, fonts: Path) -> bytes:
    with _one_at_a_time:
        try:
            made = _compiler(fonts).compile(format="pdf", sys_inputs={"run": run}, pdf_standards=["ua-1"])
        except typst.TypstError as error:
            raise CannotBeMade(_why(error)) from None  # the error itself quotes the letter
    if not isinstance(made, bytes):
        raise CannotBeMade("the typesetter gave no PDF")
    return made


@cache
def _compiler(fonts: Path) -> typst.Compiler:
    """Only these faces: with the machine's own, letters would differ from machine to machine, unnoticed."""
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    if not set(FAMILIES) <= set(faces.families()):
        raise PartMissing(TYPEFACES, install=INSTALL)
    return typst.Compiler(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=faces, ignore_system_fonts=True
    )


def _why(error: typst.TypstError) -> str:
    """Characters that no face has, by their names and in no order: never words of the text.

    PDF/UA forbids a box in place of a letter, so the typesetter names each of them.
    """
    shown = "".join(_NOT_DISPLAYED.findall(error.diagnostic))
    shown = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), shown)
    names = sorted({unicodedata.name(one, f"U+{ord(one):04X}") for one in shown if not one.isspace()})
    if not names:
        return "the typesetter refused it"
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"no typeface here has {', '.join(names[:5])}{more}"
