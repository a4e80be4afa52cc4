"""Making a document into the form somebody asked for. No database: called outside any transaction."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from portal.errors import RuleBroken
from portal.formats.braille_pages import EMBOSSER_40X25, BraillePage
from portal.formats.documents import Document
from portal.formats.gateways import audio, liblouis, pdf
from portal.formats.gateways.audio import audio_file
from portal.formats.gateways.braille import braille_file, braille_of
from portal.formats.gateways.pdf import letter_pdf
from portal.formats.made import CannotBeMade, MadeFile, Part, PartMissing
from portal.needs.ways import MADE_BY_PEOPLE, Format, FormatChoice

MADE_BY_PEOPLE_RULE = "made by people"
_SPEECH = ("espeakng_loader", "lameenc")


def make(document: Document, choice: FormatChoice, *, page: BraillePage = EMBOSSER_40X25) -> MadeFile:
    """One form of the document: PDF for print of any size, BRF for Braille on that page, MP3 for audio.

    Takes from milliseconds (print, Braille) to half a minute (long audio). Raises PartMissing where a program
    is not installed, CannotBeMade where it cannot make this text, and RuleBroken("made by people") for easy
    read, translation and sign language. None of them is a reason to send another form instead.
    """
    if choice.format in MADE_BY_PEOPLE:
        raise RuleBroken(MADE_BY_PEOPLE_RULE, format=choice.format)
    if choice.format is Format.BRAILLE:
        return braille_file(document, contracted=choice.contracted, page=page)
    if choice.format is Format.AUDIO:
        return audio_file(document)
    return letter_pdf(document, points=choice.points)


def parts_here() -> tuple[Part, ...]:
    """The programs that print, Braille and audio need: which are here, and how to install the others."""
    return (
        Part(
            name=pdf.TYPEFACES,
            forms=(Format.STANDARD, Format.LARGE_PRINT),
            here=_works(pdf.check_here),
            install=pdf.INSTALL,
        ),
        Part(
            name="liblouis",
            forms=(Format.BRAILLE,),
            here=_works(lambda: braille_of("Braille")),
            install=liblouis.INSTALL,
        ),
        # Only looked for: speaking a word would start a process for each look at the page.
        Part(name="speech", forms=(Format.AUDIO,), here=all(map(find_spec, _SPEECH)), install=audio.INSTALL),
    )


def _works(trial: Callable[[], object]) -> bool:
    try:
        trial()
    except (PartMissing, CannotBeMade):
        return False
    return True
