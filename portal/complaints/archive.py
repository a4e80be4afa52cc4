"""The archive of one complaint: the PDF, the same as JSON, files as stored, messages as text. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from portal.complaints.whole import Whole, as_json, as_message_text

RECORD_PDF, RECORD_TEXT, RECORD_JSON = "record.pdf", "record.txt", "record.json"
FIRST_WORDS = "first-words.txt"


def archive_of(
    whole: Whole, *, record: bytes, record_name: str, contents: Mapping[int, bytes], zone: ZoneInfo
) -> bytes:
    """A ZIP file with one folder called after the reference, the same bytes each time it is made.

    `record` is the whole as a document, under `record_name`; `contents` the bytes of each file by its id.
    Raises KeyError where the bytes of a listed file are missing: an archive is whole or is not made.
    """
    made = whole.made_at.astimezone(zone)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(whole, record, record_name, contents):
            info = zipfile.ZipInfo(f"{whole.reference}/{name}", made.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def _parts(
    whole: Whole, record: bytes, record_name: str, contents: Mapping[int, bytes]
) -> Iterator[tuple[str, bytes]]:
    yield record_name, record
    yield RECORD_JSON, as_json(whole).encode()
    yield FIRST_WORDS, whole.first_words.encode()
    for file in whole.files:
        yield file.in_archive, contents[file.id]
    for said in whole.messages:
        yield said.in_archive, as_message_text(said).encode()
