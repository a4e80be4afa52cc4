"""Answering those who asked for an account or a new password, one at a time, soon after they asked."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.queries import next_asked, next_reset
from portal.accounts.services.asking import answer_registration, answer_reset
from portal.database import commit, rollback, writing
from portal.organisation.queries import landlord
from portal.timekeeping import local_date


def answer_one(now: datetime) -> int:
    """Answer the one who has waited longest; 1 if there was one, else 0. Safe in several workers at once.

    The answer, its message and the end of the request are one transaction: none is lost or made twice.
    """
    with writing():
        registration = next_asked()
        if registration is not None:
            today = local_date(now, landlord().zone)
            answer_registration(registration, today=today, now=now)
            commit()
            return 1
        request = next_reset()
        if request is not None:
            answer_reset(request, now=now)
            commit()
            return 1
        rollback()
    return 0
