"""What the Housing Ombudsman may find when they have looked into a complaint. Pure."""

from __future__ import annotations

from enum import StrEnum


class Finding(StrEnum):
    """What they found, in their own words from the gravest down; the worst of several counts."""

    SEVERE = "severe maladministration"
    MALADMINISTRATION = "maladministration"
    SERVICE_FAILURE = "service failure"
    REDRESS = "reasonable redress"
    RESOLVED = "resolved with intervention"
    NONE = "no maladministration"
    OUTSIDE = "outside jurisdiction"


# Findings against us: what the yearly report names as not having kept to the Code or to good practice.
AGAINST_US = frozenset({Finding.SEVERE, Finding.MALADMINISTRATION, Finding.SERVICE_FAILURE})
