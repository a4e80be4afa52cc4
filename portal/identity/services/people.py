"""Changing who people are to us: links, staff, people we meet. Absence and authority have their own."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.identity.models import LinkToken, Person, StaffProfile
from portal.identity.queries.links import token_hash
from portal.identity.roles import Role

TOKEN_BYTES = 32


def make_token(
    *,
    purpose: str,
    now: datetime,
    lifetime: timedelta,
    person_id: int | None = None,
    record_id: int | None = None,
    registration_id: int | None = None,
    supersede: bool = True,
) -> str:
    """A link's token, given back this once; only its hash is stored.

    Earlier unused tokens of the same purpose for the same person and record die, unless `supersede` is
    False. The link ends `lifetime` after `now`, that instant excluded.
    """
    if supersede and (person_id is not None or record_id is not None):
        end_tokens(purpose=purpose, now=now, person_id=person_id, record_id=record_id)
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(
        LinkToken(
            token_hash=token_hash(secret),
            purpose=purpose,
            person_id=person_id,
            record_id=record_id,
            registration_id=registration_id,
            made_at=now,
            expires_at=now + lifetime,
        )
    )
    return secret


def end_tokens(
    *,
    purpose: str,
    now: datetime,
    person_id: int | None = None,
    record_id: int | None = None,
) -> None:
    """Supersede the unused tokens of that purpose for exactly this person and record."""
    db.session.execute(
        sa.update(LinkToken)
        .where(
            LinkToken.purpose == purpose,
            LinkToken.person_id.is_not_distinct_from(person_id),
            LinkToken.record_id.is_not_distinct_from(record_id),
            LinkToken.used_at.is_(None),
            LinkToken.superseded_at.is_(None),
        )
        .values(superseded_at=now)
        .execution_options(synchronize_session=False)
    )


def use_token(token_row: LinkToken, now: datetime) -> None:
    """Use a link up. RuleBroken("link no longer opens") when another request was faster.

    The one UPDATE decides: of two requests with the same link, the second finds no row left to change,
    on either database.
    """
    changed = db.session.execute(
        sa.update(LinkToken)
        .where(
            LinkToken.id == token_row.id,
            LinkToken.used_at.is_(None),
            LinkToken.superseded_at.is_(None),
            LinkToken.expires_at > now,
        )
        .values(used_at=now)
        .returning(LinkToken.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        raise RuleBroken("link no longer opens")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A person's work for us, as an administrator sets it."""

    job_title: str
    work_phone: str
    work_email: str
    roles: Collection[Role]
    team_id: int | None = None
    office_id: int | None = None
    card_number: str = ""
    may_be_named: bool = False


def add_staff(
    *,
    given_name: str,
    family_name: str,
    work: Work,
    by: int | None,
    now: datetime,
    person_id: int | None = None,
) -> Person:
    """Make somebody staff: a new person, or with `person_id` one we know (a tenant who works for us).

    They sign in only once `accounts.services.invite_staff` has written to them.
    RuleBroken("staff already") for a second profile.
    """
    if person_id is None:
        member = Person(given_name=given_name, family_name=family_name, email=work.work_email, created_at=now)
        db.session.add(member)
    else:
        member = db.session.get_one(Person, person_id)
        if db.session.get(StaffProfile, person_id) is not None:
            raise RuleBroken("staff already", person_id=person_id)
    db.session.flush()
    profile = StaffProfile(person_id=member.id, job_title=work.job_title, work_phone="", work_email="")
    db.session.add(profile)
    _set_work(profile, work)
    db.session.flush()
    record_act(act="staff.added", by=by, now=now, person_id=member.id)
    return member


def change_staff(
    profile: StaffProfile, *, work: Work, active: bool, version: int, by: int | None, now: datetime
) -> None:
    """Change somebody's work, or end it. Stale when the form was made from an older version."""
    if profile.version != version:
        raise Stale(was=version, now=profile.version)
    _set_work(profile, work)
    profile.active = active
    profile.version += 1
    record_act(act="staff.changed", by=by, now=now, person_id=profile.person_id)


def _set_work(profile: StaffProfile, work: Work) -> None:
    profile.job_title = work.job_title
    profile.work_phone = work.work_phone
    profile.work_email = work.work_email
    profile.team_id = work.team_id
    profile.office_id = work.office_id
    profile.card_number = work.card_number
    profile.may_be_named = work.may_be_named
    profile.roles_held = "|".join(sorted(work.roles))


def add_person(
    *,
    given_name: str,
    family_name: str,
    now: datetime,
    email: str = "",
    phone: str = "",
    address: str = "",
    postcode: str = "",
    contact_kind: str = "",
    prefers: str = "",
) -> Person:
    """Add somebody we do not know yet. Index them afterwards with `records.services.index_person`."""
    added = Person(
        given_name=given_name,
        family_name=family_name,
        email=email,
        phone=phone,
        address=address,
        postcode=postcode,
        contact_kind=contact_kind,
        prefers=prefers,
        created_at=now,
    )
    db.session.add(added)
    db.session.flush()
    return added
