"""Files that suppliers return: judged by their content, and named so that nothing else hides in them."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from portal.attachments.limits import check_size, clean_name
from portal.attachments.services import read_upload
from portal.formats.made import MadeFile

BRF = "application/x-brf"
MP3 = "audio/mpeg"
MP4 = "video/mp4"
_BRAILLE_ASCII = frozenset(range(0x20, 0x80)) | {0x0A, 0x0C, 0x0D, 0x1A}


def returned_file(filename: str, stream: BinaryIO, *, max_bytes: int) -> MadeFile:
    """The file as we keep it and send it on. Touches no database: call it with no transaction open.

    Beside what anybody may send in (PDF, DOCX, pictures, text): Braille for an embosser, which is called
    .brf, MP3 and MP4. Raises RuleBroken as `attachments.services.read_upload` does.
    """
    content = stream.read(max_bytes + 1)
    name = clean_name(filename)
    check_size(len(content), max_bytes=max_bytes, name=name)
    stem = name.rpartition(".")[0] or name
    if name.lower().endswith((".brf", ".brl")) and is_braille(content):
        return MadeFile(name=f"{stem}.brf", media_type=BRF, content=content, pages=braille_pages(content))
    if content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1] & 0xE0 == 0xE0):
        return MadeFile(name=f"{stem}.mp3", media_type=MP3, content=content)
    if content[4:8] == b"ftyp":
        return MadeFile(name=f"{stem}.mp4", media_type=MP4, content=content)
    kept = read_upload(filename, BytesIO(content), max_bytes=max_bytes)
    return MadeFile(name=kept.name, media_type=kept.kind.value, content=kept.content)


def is_braille(content: bytes) -> bool:
    """Whether an embosser could take it: nothing but ASCII, line ends and page ends."""
    return bool(content.strip()) and set(content) <= _BRAILLE_ASCII


def braille_pages(content: bytes) -> int:
    """How many pages a Braille file has: one more than the page ends with something after them."""
    return len([page for page in content.split(b"\f") if page.strip(b"\r\n\x1a ")])
