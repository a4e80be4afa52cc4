"""The headers under which a photo of one of us is shown. Pure."""

from __future__ import annotations


def photo_headers() -> dict[str, str]:
    """Shown within a page, kept by this browser for an hour and by nothing between; never run."""
    return {
        "Content-Type": "image/jpeg",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
    }
