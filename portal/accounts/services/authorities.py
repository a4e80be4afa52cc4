"""Letting somebody act for somebody else: recorded by staff, told to the person, withdrawn by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.services.asking import invite_customer
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Authority, Person
from portal.identity.scopes import Scope
from portal.identity.services.acting import add_authority, end_authority
from portal.messaging.queries import recipient
from portal.messaging.services.sending import send


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was agreed: how far, from which day until which (both included, None: until ended), and what
    was seen that shows it."""

    scope: Scope
    from_on: date
    to_on: date | None
    evidence: str


def let_act(*, holder: Person, person: Person, agreed: Agreed, by: int, now: datetime) -> Authority:
    """Record the authority, tell the person, and send the other a link to an account if they have none.

    Raises what `identity.services.acting.add_authority` raises.
    """
    authority = add_authority(
        holder_id=holder.id,
        for_person_id=person.id,
        scope=agreed.scope,
        from_on=agreed.from_on,
        to_on=agreed.to_on,
        evidence=agreed.evidence,
        by=by,
        now=now,
    )
    context = {"holder_name": holder.name, "authority": authority, "scope": agreed.scope.value}
    send(kind="accounts/authority_recorded", to=recipient(person), now=now, context=context)
    if holder.email:
        invite_customer(holder, now=now)
    return authority


def withdraw(*, authority_id: int, by: int, today: date, now: datetime) -> None:
    """The person themself says no more; NotFound for an authority about anybody else."""
    authority = db.session.get(Authority, authority_id)
    if authority is None or authority.for_person_id != by:
        raise NotFound
    end_authority(authority, today=today, by=by, now=now)
