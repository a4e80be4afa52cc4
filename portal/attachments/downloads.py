"""The headers under which a file that somebody sent in leaves again. Pure."""

from __future__ import annotations

from urllib.parse import quote


def download_headers(name: str, media_type: str) -> dict[str, str]:
    """Headers that make a browser save the file and never show or run it, whatever is inside.

    `name` goes in twice: as plain ASCII for old programs and in full (RFC 6266).
    """
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%' else "_" for c in name)
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return {
        "Content-Type": media_type + charset,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
