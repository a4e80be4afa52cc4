"""Staff's part in a registration: approve it, print a code to post, refuse it."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.gateways import code_hash, posted_code
from portal.accounts.models import Registration
from portal.accounts.queries import account_of, has_account
from portal.accounts.registration import State
from portal.accounts.services.asking import send_registration_link
from portal.audit.services import record_act
from portal.errors import RuleBroken, Stale
from portal.identity.queries.tenancies import people_by_tenancy


def approve(registration: Registration, *, person_id: int, version: int, by: int, now: datetime) -> None:
    """Say who it is and send the link to the address they gave.

    RuleBroken("not on the tenancy"), "account exists" or "address taken" where that cannot be.
    """
    _decide(registration, person_id=person_id, version=version, by=by, now=now)
    send_registration_link(registration, now=now)
    record_act(act="registration.approved", by=by, now=now, person_id=person_id)


def print_code(
    registration: Registration, *, person_id: int, version: int, secret: str, by: int, now: datetime
) -> None:
    """Say who it is and make a code to post to their home; an earlier code no longer opens anything."""
    _decide(registration, person_id=person_id, version=version, by=by, now=now)
    registration.state = State.CODE_BY_POST
    registration.code_hash = code_hash(posted_code(registration.id, now, secret))
    record_act(act="registration.code printed", by=by, now=now, person_id=person_id)


def refuse(registration: Registration, *, version: int, by: int, now: datetime) -> None:
    """Turn it down. Nothing is sent: the address may be anybody's, and an answer would tell."""
    _expect(registration, version)
    registration.state = State.REFUSED
    registration.code_hash = None
    registration.decided_at = now
    registration.decided_by_id = by
    record_act(act="registration.refused", by=by, now=now, person_id=registration.person_id)


def _decide(registration: Registration, *, person_id: int, version: int, by: int, now: datetime) -> None:
    _expect(registration, version)
    members = people_by_tenancy(registration.tenancy_reference)
    if person_id not in {member.person_id for member in members}:
        raise RuleBroken("not on the tenancy", person_id=person_id)
    if has_account(person_id):
        raise RuleBroken("account exists", person_id=person_id)
    if account_of(registration.email) is not None:
        raise RuleBroken("address taken")
    registration.person_id = person_id
    registration.decided_at = now
    registration.decided_by_id = by


def _expect(registration: Registration, version: int) -> None:
    if registration.version != version:
        raise Stale(was=version, now=registration.version)
    registration.version += 1
