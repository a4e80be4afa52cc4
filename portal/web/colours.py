"""A landlord's one colour made safe to read, on light paper and on dark, with the ink on it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

PAPER = "#fdfcf9"
DARK_PAPER = "#191814"
WHITE = "#ffffff"
ENOUGH = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What templates/layouts/theme.css needs: a colour and the ink on it, for each colour scheme."""

    light: str
    light_ink: str
    dark: str
    dark_ink: str


def theme(colour: str) -> Theme:
    """The theme made from one colour, "#7a1f3d"; moved towards black or white until text in it has 7:1."""
    light = _until_readable(colour, PAPER, towards="#000000")
    dark = _until_readable(colour, DARK_PAPER, towards=WHITE)
    return Theme(light=light, light_ink=WHITE, dark=dark, dark_ink=DARK_PAPER)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _until_readable(colour: str, paper: str, *, towards: str) -> str:
    for percent in range(0, 101, 2):
        mixed = _mix(colour, towards, percent / 100)
        if contrast(mixed, paper) >= ENOUGH:
            return mixed
    return towards


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"not a colour: {colour!r}; write it like #7a1f3d")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
