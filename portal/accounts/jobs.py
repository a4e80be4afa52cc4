"""Answering those who asked for an account or a password, word of decisions, forgetting what is over."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.queries import next_asked, next_reset
from portal.accounts.services.asking import answer_registration, answer_reset
from portal.accounts.services.forgetting import forget_what_is_over
from portal.accounts.services.needs import tell_decided
from portal.accounts.services.restrictions import tell_restricted
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


def remove_what_is_over(now: datetime) -> int:
    """Delete some links that have expired and some counters whose window has passed; give back how many."""
    with writing():
        removed = forget_what_is_over(now=now)
        commit()
    return removed


def tell_needs_decided(now: datetime) -> int:
    """Send people word of what we decided on what helps them, and on contact; give back how many."""
    with writing():
        told = tell_decided(now=now) + tell_restricted(now=now)
        commit()
    return told
