"""Limits and extension rules as the plain values kept with a commitment, and back. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from portal.charters.standards import Extension
from portal.clock.limits import CalendarName, Limit, Unit


def limit_values(limit: Limit) -> dict[str, Any]:
    """The limit as JSON values."""
    return asdict(limit)


def limit_from(values: dict[str, Any]) -> Limit:
    """The limit those values were made from."""
    return Limit(
        **{**values, "unit": Unit(values["unit"]), "calendar": CalendarName(values["calendar"])},
    )


def extension_values(extension: Extension | None) -> dict[str, Any] | None:
    """The extension rule as JSON values; None where there is none."""
    if extension is None:
        return None
    return {
        "cap": limit_values(extension.cap),
        "from_start": extension.from_start,
        "source": extension.source,
    }


def extension_from(values: dict[str, Any] | None) -> Extension | None:
    """The extension rule those values were made from."""
    if values is None:
        return None
    return Extension(cap=limit_from(values["cap"]), from_start=values["from_start"], source=values["source"])
