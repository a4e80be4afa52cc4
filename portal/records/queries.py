"""Which records somebody may see. `visible_to` is the one place that decides it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.database import db, noted
from portal.errors import NotFound
from portal.identity.models import Authority, OrganisationMember, Person, TenancyMember
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.records.models import Bar, Entry, Joined, Record, SearchTerm
from portal.records.references import understood

# Work of needs staff alone, by the record's kind: what it is about has pages of its own, with looks recorded.
FOR_NEEDS_STAFF = ("needs", "safety instruction", "contact restriction")
# Written into statements, not bound: PostgreSQL, which plans for any values, must see how few these are.
_FOR_ANY_STAFF = Record.kind.not_in([sa.literal_column(f"'{kind}'") for kind in FOR_NEEDS_STAFF])

OPENED = "records opened"  # in what is noted with a transaction, by id


@lru_cache(maxsize=4096)  # a condition never changes once made, and making one takes half a millisecond
def visible_to(reader: Reader, *, today: date) -> sa.ColumnElement[bool]:
    """The condition on `Record` that leaves what this reader may see.

    Staff see records that are not restricted (complaints staff also those that are), never one they are
    barred from, never one of their own household. Customers see their own, those they joined, their
    organisation's, and those of people they hold authority for today. The dates of needs, safety
    instructions and restrictions on contact are for needs staff alone. A link opens its one record.
    Everybody else sees nothing.
    """
    if reader.link_record_id is not None:
        return Record.id == reader.link_record_id
    if reader.person_id is None:
        return sa.false()
    me = reader.person_id
    if not reader.is_staff:
        return _of_customer(me, today)
    if not reader.may(Ability.SEE_CASES):
        return sa.false()
    conditions = [
        Record.id.not_in(sa.select(Bar.record_id).where(Bar.person_id == me)),
        sa.or_(Record.person_id.is_(None), Record.person_id.not_in(same_household(me))),
        sa.or_(Record.tenancy_id.is_(None), Record.tenancy_id.not_in(_tenancies(me))),
        Record.id.not_in(sa.select(Joined.record_id).where(Joined.person_id.in_(same_household(me)))),
    ]
    if not reader.may(Ability.SEE_NEEDS):
        conditions.append(_FOR_ANY_STAFF)
    if not reader.may(Ability.SEE_COMPLAINTS):
        conditions.append(sa.or_(Record.restricted.is_(False), Record.handler_id == me))
    return sa.and_(*conditions)


@lru_cache(maxsize=4096)
def shown_beside(reader: Reader, *, today: date) -> sa.ColumnElement[bool]:
    """The condition on `Record` for pages that show what else there is of somebody, or beside a case.

    What the reader may see, but nothing restricted, not even for those who deal with it: that somebody has
    complained shows on the complaint's own pages alone, so that nobody is treated differently for it.
    """
    return sa.and_(visible_to(reader, today=today), Record.restricted.is_(False))


@lru_cache(maxsize=4096)
def known_to(reader: Reader) -> sa.ColumnElement[bool]:
    """The condition on `Record` that leaves those of which this member of staff may know that there is one.

    A list that overlooks nothing shows these at least as a line without a name, and counts them: whatever is
    of one's own household, or needs another role. Never a record one is barred from, nor a complaint unless
    one deals with complaints or with this one.
    """
    if reader.person_id is None:
        return sa.false()
    not_barred = Record.id.not_in(sa.select(Bar.record_id).where(Bar.person_id == reader.person_id))
    if reader.may(Ability.SEE_COMPLAINTS):
        return not_barred
    return sa.and_(not_barred, sa.or_(Record.restricted.is_(False), Record.handler_id == reader.person_id))


def _tenancies(person_id: int) -> sa.Select[int]:
    return sa.select(TenancyMember.tenancy_id).where(TenancyMember.person_id == person_id)


def same_household(person_id: int) -> sa.SelectBase:
    """Ids of everybody who shares a tenancy with the person, the person included: for use in a statement."""
    other = aliased(TenancyMember)
    return (
        sa.select(other.person_id)
        .join(TenancyMember, TenancyMember.tenancy_id == other.tenancy_id)
        .where(TenancyMember.person_id == person_id)
        .union(sa.select(sa.literal(person_id)))
    )


def _of_customer(me: int, today: date) -> sa.ColumnElement[bool]:
    organisations = sa.select(OrganisationMember.organisation_id).where(
        OrganisationMember.person_id == me,
        OrganisationMember.from_on <= today,
        sa.or_(OrganisationMember.to_on.is_(None), OrganisationMember.to_on >= today),
    )
    represented = sa.select(Authority.for_person_id).where(
        Authority.holder_id == me,
        Authority.from_on <= today,
        sa.or_(Authority.to_on.is_(None), Authority.to_on >= today),
    )
    return sa.and_(
        sa.or_(
            Record.person_id == me,
            Record.raised_by_id == me,
            Record.organisation_id.in_(organisations),
            Record.person_id.in_(represented),
            Record.id.in_(_joined_by(me)),
        ),
        Record.id.not_in(sa.select(Bar.record_id).where(Bar.person_id == me)),
        _FOR_ANY_STAFF,
    )


def _joined_by(person_id: int) -> sa.Select[int]:
    return sa.select(Joined.record_id).where(Joined.person_id == person_id)


def joined(record_id: int) -> list[Person]:
    """Everybody who joined a record after the person who raised it, in the order they joined."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(Joined, Joined.person_id == Person.id)
            .where(Joined.record_id == record_id)
            .order_by(Joined.id)
        )
    )


def is_taken(reference: str) -> bool:
    """Whether a record has that reference, for logging a card with a code on it; shows nothing of it."""
    return db.session.scalar(sa.select(Record.id).where(Record.reference == reference)) is not None


def record_for(reader: Reader, reference: str, *, today: date) -> Record:
    """The record with that reference, if the reader may see it; NotFound otherwise, always the same."""
    meant = understood(reference)
    if meant is None:
        raise NotFound
    found = db.session.scalar(
        sa.select(Record).where(Record.reference == meant, visible_to(reader, today=today))
    )
    if found is None:
        raise NotFound
    return found


def sent_before(submission_id: str) -> Record | None:
    """The record made from that submission. Whoever holds the id sent it: it is long, random and theirs."""
    return db.session.scalar(sa.select(Record).where(Record.submission_id == submission_id))


_other = aliased(TenancyMember)
_SAME_HOME = (
    sa.select(_other.person_id)
    .join(TenancyMember, TenancyMember.tenancy_id == _other.tenancy_id)
    .where(TenancyMember.person_id == sa.bindparam("person"))
)


def household_of(person_id: int) -> frozenset[int]:
    """Ids of everybody who shares a tenancy with the person, the person included."""
    others = db.session.scalars(_SAME_HOME, {"person": person_id})
    return frozenset({person_id, *others})


def people_matching(words: str) -> sa.Select[int]:
    """Ids of people in whose name, address or postcode every word of `words` begins some term."""
    terms = search_words(words)
    query = sa.select(SearchTerm.person_id).where(sa.false())
    for number, word in enumerate(terms):
        matching = sa.select(SearchTerm.person_id).where(
            SearchTerm.term >= word, SearchTerm.term < word + "\U0010ffff"
        )
        query = matching if number == 0 else query.where(SearchTerm.person_id.in_(matching))
    return query


def search_words(text: str) -> list[str]:
    """The lower-case words of a name, address or question; a postcode also without its space."""
    words = ["".join(c for c in part if c.isalnum()) for part in text.casefold().replace("'", "").split()]
    return [word for word in words if word]


_ALL_OF = (
    sa.select(Entry)
    .where(Entry.record_id == sa.bindparam("record"))
    .options(joinedload(Entry.actor))
    .order_by(Entry.at.desc(), Entry.id.desc())
)
_PUBLIC_OF = _ALL_OF.where(Entry.public.is_(True))


def entries_of(record_id: int, *, public_only: bool) -> list[Entry]:
    """What happened on a record, newest first, with who did it."""
    return list(db.session.scalars(_PUBLIC_OF if public_only else _ALL_OF, {"record": record_id}))


def noted_of_new(record_id: int) -> dict[str, Any] | None:
    """What services noted of a record that the running transaction opened; None of any other record.

    Nobody else has seen such a record, so that all there is of it was written here, and need not be read.
    """
    found: dict[str, Any] | None = noted().get(OPENED, {}).get(record_id)
    return found
