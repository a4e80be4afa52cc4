"""Which files may be sent in, how many and how large, and what they are called here. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from portal.errors import RuleBroken

FILES_AT_A_TIME = 5
_LONGEST_NAME = 100


class Kind(StrEnum):
    """A kind of file we take, by its media type. Anything else is refused."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    TEXT = "text/plain"

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings a name of this kind may have; the first is given to a name without one."""
        return _ENDINGS[self]


_ENDINGS = {
    Kind.JPEG: (".jpg", ".jpeg"),
    Kind.PNG: (".png",),
    Kind.PDF: (".pdf",),
    Kind.DOCX: (".docx",),
    Kind.TEXT: (".txt",),
}
_KNOWN = tuple(ending for endings in _ENDINGS.values() for ending in endings)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedFile:
    """A file that may be kept: a clean name, a kind judged by content, and the bytes as we keep them."""

    name: str
    kind: Kind
    content: bytes


def check_count(count: int) -> None:
    """Raise RuleBroken("too many files", most=5) for more than may be sent at a time."""
    if count > FILES_AT_A_TIME:
        raise RuleBroken("too many files", most=FILES_AT_A_TIME)


def check_size(size_bytes: int, *, max_bytes: int, name: str) -> None:
    """Raise RuleBroken("empty") or RuleBroken("too large"). `max_bytes` itself may still be sent."""
    if size_bytes == 0:
        raise RuleBroken("empty", name=name)
    if size_bytes > max_bytes:
        raise RuleBroken("too large", name=name, max_bytes=max_bytes)


def clean_name(sent: str) -> str:
    """The name without folders, control characters and marks that turn text round; "file" if none is left."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", last)
    )
    name = " ".join(c for c in shown.split()).strip(". ")
    for forbidden in '<>:"|?*':
        name = name.replace(forbidden, "_")
    return name or "file"


def stored_name(sent: str, kind: Kind) -> str:
    """The clean name with an ending that says what the file is: a picture called x.exe becomes x.jpg."""
    name = clean_name(sent)
    stem, dot, _ = name.rpartition(".")
    ending = next((e for e in kind.endings if name.lower().endswith(e)), None)
    if ending is not None:
        stem, ending = name[: -len(ending)], name[-len(ending) :].lower()
    else:
        wrong = name.lower().endswith(_KNOWN) or (dot and len(name) - len(stem) <= 6)
        stem, ending = stem if wrong and stem else name, kind.endings[0]
    return f"{stem[: _LONGEST_NAME - len(ending)].rstrip('. ') or 'file'}{ending}"
