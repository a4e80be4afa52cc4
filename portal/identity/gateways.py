"""Reading the landlord's tenancy file from disk."""

from __future__ import annotations

from pathlib import Path

from portal.errors import RuleBroken
from portal.identity.queries.importing import stored_references
from portal.identity.tenancy_file import TenancyFile, read_tenancy_file


def tenancy_file(path: Path) -> TenancyFile:
    """Read and check a CSV file in UTF-8. RuleBroken("not UTF-8", line=…) for another encoding."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleBroken("not UTF-8", line=content.count(b"\n", 0, error.start) + 1) from error
    return read_tenancy_file(text, known=stored_references())
