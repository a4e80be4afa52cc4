"""Reading a file of weekly hours, from a disk or a form."""

from __future__ import annotations

from portal.appointments.hours_file import HoursFile, read_hours_file
from portal.appointments.staff_queries.setup import known_for_hours_file
from portal.errors import RuleBroken

_MOST_BYTES = 2_000_000


def hours_file(content: bytes, *, replace: bool) -> HoursFile:
    """Read and check a CSV file in UTF-8 against what is stored.

    RuleBroken("no file") for an empty one, ("too large"), ("not UTF-8", line=…) for another encoding.
    """
    if not content.strip():
        raise RuleBroken("no file")
    if len(content) > _MOST_BYTES:
        raise RuleBroken("too large", max_bytes=_MOST_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleBroken("not UTF-8", line=content.count(b"\n", 0, error.start) + 1) from error
    return read_hours_file(text, known=known_for_hours_file(), replace=replace)
