"""Files sent with a form: each is judged, and each that cannot be taken gets a sentence saying why."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from portal.attachments.limits import FILES_AT_A_TIME, AcceptedFile, check_count
from portal.attachments.services import read_upload
from portal.errors import RuleBroken
from portal.web.settings import settings

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The files that may be kept, and for each of the others a sentence that says what is wrong."""

    accepted: tuple[AcceptedFile, ...]
    refused: tuple[str, ...]


def judged(files: Iterable[FileStorage], *, held: int = 0) -> Judged:
    """Look into each file; call it with no transaction open, a picture takes time.

    `held` files have been kept before: of all together there may be no more than five.
    """
    sent = [file for file in files if file.filename]
    try:
        check_count(held + len(sent))
    except RuleBroken as broken:
        return Judged(accepted=(), refused=(_sentence(broken),))
    accepted: list[AcceptedFile] = []
    refused: list[str] = []
    for file in sent:
        try:
            most = settings().attachment_max_bytes
            stream = io.BytesIO(file.stream.read(most + 1))
            accepted.append(read_upload(file.filename or "", stream, max_bytes=most))
        except RuleBroken as broken:
            refused.append(_sentence(broken))
    return Judged(accepted=tuple(accepted), refused=tuple(refused))


def _sentence(broken: RuleBroken) -> str:
    name = broken.facts.get("name", "")
    megabytes = settings().attachment_max_bytes // _MEGABYTE
    sentences = {
        "empty": gettext("“%(name)s” is empty. Choose another file.", name=name),
        "too large": gettext(
            "“%(name)s” is too large. Choose a file of %(most)d MB or less.", name=name, most=megabytes
        ),
        "wrong type": gettext(
            "We cannot take “%(name)s”. Choose a photo (JPEG or PNG), a PDF, a Word file (DOCX) or text.",
            name=name,
        ),
        "damaged picture": gettext(
            "We cannot open the picture “%(name)s”. Take or save it again, then choose it.", name=name
        ),
        "too many files": gettext("Choose up to %(most)d files.", most=FILES_AT_A_TIME),
    }
    return str(sentences[broken.rule])
