"""Looking a complaint over when it comes: how much it needs, and whether somebody is at risk. Pure.

Source: Complaint Handling Code 6.1. Risk puts it at the top of the list; it never takes a clock away.
"""

from __future__ import annotations

from enum import StrEnum


class Size(StrEnum):
    """How much looking into it needs."""

    QUICK = "can be put right quickly"
    USUAL = "needs looking into"
    COMPLEX = "complex"
