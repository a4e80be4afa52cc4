"""What the Ombudsman decided on a complaint, what they order, and that it is done (Code 9.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.complaints.determinations import Finding
from portal.complaints.models import Determination, OmbudsmanOrder
from portal.complaints.queries import determination_of, order_of
from portal.complaints.services.taking_on import acting_person, begun
from portal.complaints.stages import Act
from portal.database import db
from portal.errors import NotAllowed, RuleBroken
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision of the Ombudsman. `words`: what it says of us, without names."""

    finding: Finding
    decided_on: date
    words: str
    their_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One thing they order, or only recommend, and by when (inclusive)."""

    words: str
    by_on: date
    is_order: bool = True


def note_determination(
    record: Record, decided: Decided, *, by: Reader, version: int, now: datetime
) -> Determination:
    """Write down what the Ombudsman decided; at any time, also long after closing.

    Raises RuleBroken: "nothing said", "happened in the future"; NotAllowed for who is not complaints staff.
    """
    _require_complaints_staff(by)
    begun(record, Act.DETERMINED, by=by, version=version, now=now)
    if not decided.words.strip():
        raise RuleBroken("nothing said")
    if decided.decided_on > local_date(now, landlord().zone):
        raise RuleBroken("happened in the future", at=decided.decided_on)
    row = Determination(
        complaint_id=record.id,
        finding=decided.finding,
        decided_on=decided.decided_on,
        their_reference=decided.their_reference.strip(),
        words=decided.words.strip(),
        recorded_at=now,
        recorded_by_id=acting_person(by),
    )
    db.session.add(row)
    facts = {"finding": decided.finding.value}
    add_entry(
        record,
        act=Act.DETERMINED,
        at=now,
        now=now,
        by=by.person_id,
        public=False,
        body=row.words,
        facts=facts,
    )
    return row


def add_order(
    record: Record, ordered: Ordered, *, determination_id: int, by: Reader, version: int, now: datetime
) -> OmbudsmanOrder:
    """Write down something they order with a decision on it. A day that is past is let in: it is theirs.

    Raises RuleBroken("nothing said"); NotFound for a decision on another complaint.
    """
    _require_complaints_staff(by)
    begun(record, Act.ORDERED, by=by, version=version, now=now)
    if not ordered.words.strip():
        raise RuleBroken("nothing said")
    row = OmbudsmanOrder(
        determination_id=determination_of(record.id, determination_id).id,
        is_order=ordered.is_order,
        words=ordered.words.strip(),
        by_on=ordered.by_on,
    )
    db.session.add(row)
    facts = {"by_on": ordered.by_on.isoformat()}
    add_entry(
        record, act=Act.ORDERED, at=now, now=now, by=by.person_id, public=False, body=row.words, facts=facts
    )
    return row


def note_order_done(
    record: Record, *, order_id: int, done_on: date, words: str, by: Reader, version: int, now: datetime
) -> None:
    """Note that we did what they ordered, when, and what shows it.

    Raises RuleBroken: "done already", "happened in the future", "evidence missing"; NotFound for an order of
    another complaint.
    """
    _require_complaints_staff(by)
    begun(record, Act.ORDER_DONE, by=by, version=version, now=now)
    order = order_of(record.id, order_id)
    if order.done_on is not None:
        raise RuleBroken("done already")
    if done_on > local_date(now, landlord().zone):
        raise RuleBroken("happened in the future", at=done_on)
    if not words.strip():
        raise RuleBroken("evidence missing")
    order.done_on, order.done_words, order.done_by_id = done_on, words.strip(), acting_person(by)
    facts = {"order": order.id}
    add_entry(record, act=Act.ORDER_DONE, at=now, now=now, by=by.person_id, public=False, facts=facts)


def _require_complaints_staff(by: Reader) -> None:
    if not by.may(Ability.SEE_COMPLAINTS):
        raise NotAllowed
