"""The landlord's settings about needs, as values for services."""

from __future__ import annotations

from portal.needs.reviews import Targets
from portal.web.settings import settings


def targets() -> Targets:
    """How soon we decide and after how long we ask again."""
    ours = settings()
    return Targets(
        decide_working_days=ours.needs_decided_working_days, review_months=ours.needs_reviewed_months
    )
