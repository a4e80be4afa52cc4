"""Reads a PDF back: its tags and settings with pikepdf, its words and typefaces with poppler."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

MILLIMETRES = 25.4 / 72
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word and where it stands, in millimetres from the left and the top of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Read:
    """One PDF."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.pdf = pikepdf.open(BytesIO(content))
        self.root: Any = self.pdf.Root

    @property
    def pages(self) -> int:
        return len(self.pdf.pages)

    def text(self, page: int | None = None, *, order: str = "") -> str:
        """The words of one page, counted from 1, or of all, less marks for direction.

        `order` "-raw" has words as they stand in the file, which is the order of the tags, but each line of
        a right-to-left language backwards; otherwise they come as the eye finds them.
        """
        only = ["-f", str(page), "-l", str(page)] if page else []
        text = self._poppler("pdftotext", *filter(None, [order]), *only, "-", "-")
        return "".join(
            c for c in text if unicodedata.bidirectional(c) not in ("LRE", "RLE", "PDF", "LRO", "RLO")
        )

    def words(self) -> list[list[Word]]:
        """Each page's words."""
        pages = self._poppler("pdftotext", "-bbox", "-", "-").split("<page ")[1:]
        return [[_word(found) for found in _WORD.findall(page)] for page in pages]

    def faces(self) -> set[str]:
        """Typefaces by name; each must be embedded and know its letters."""
        lines = self._poppler("pdffonts", "-").splitlines()[2:]
        for line in lines:
            assert line.split()[-5:-2] == ["yes", "yes", "yes"], line  # embedded, a subset, with letters
        return {line.split()[0].partition("+")[2] for line in lines}

    def sizes(self) -> set[float]:
        """Every size of type that is used, in points, to a tenth."""
        return {round(size, 1) for page in self.pdf.pages for _, size in _shown(page)}

    def sizes_of_artifacts(self) -> set[float]:
        """Sizes of what is outside of the words: page numbers."""
        return {round(size, 1) for page in self.pdf.pages for inside, size in _shown(page) if inside}

    def tags(self) -> list[Any]:
        """The tree of tags: [["H1"], ["L", ["LI", ["Lbl"], …]], …], without the document around it."""
        tree = self.root.StructTreeRoot.K
        (document,) = tree if isinstance(tree, pikepdf.Array) else [tree]
        assert document.S == "/Document"
        return _tree(document)[1:]

    def elements(self, tag: str) -> list[Any]:
        """Every element with that tag, in order of reading."""
        return [e for e in _walk(self.root.StructTreeRoot) if e.get("/S") == f"/{tag}"]

    def _poppler(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments], input=self.content, capture_output=True, check=True, timeout=60
        )
        return done.stdout.decode()


def _word(found: tuple[str, ...]) -> Word:
    left, top, right, bottom = (float(n) * MILLIMETRES for n in found[:4])
    return Word(text=found[4].replace("&amp;", "&"), left=left, top=top, right=right, bottom=bottom)


def _shown(page: pikepdf.Page) -> Iterator[tuple[bool, float]]:
    """The size of each piece of text, and whether it is an artifact."""
    size, marks = 0.0, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                marks.append(str(operands[0]))
            case "EMC":
                marks.pop()
            case "Tf":
                size = float(operands[1])
            case "Tj" | "TJ":
                yield "/Artifact" in marks, size


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _walk(element: Any) -> Iterator[Any]:
    for kid in _kids(element):
        yield kid
        yield from _walk(kid)


def _tree(element: Any) -> list[Any]:
    return [str(element.S)[1:], *(_tree(kid) for kid in _kids(element))]
