"""The landlord's facts from the database, kept per process until an administrator changes something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.charters import library
from portal.charters.standards import Charter
from portal.clock import bank_holidays
from portal.config import Settings
from portal.database import Base, db
from portal.errors import NotFound
from portal.organisation.events import EventFacts
from portal.organisation.facts import (
    AgencyFacts,
    ClosureFacts,
    HolidayChangeFacts,
    HolidayFacts,
    LandlordFacts,
    OfficeFacts,
    TargetFacts,
    TeamFacts,
    TopicFacts,
    WindowFacts,
)
from portal.organisation.languages import community_languages
from portal.organisation.models import (
    CharterEdition,
    Closure,
    ExceptionalEvent,
    HolidayChange,
    Landlord,
    Office,
    OtherAgency,
    OwnTarget,
    Team,
    Topic,
)
from portal.timekeeping import local_date, utc_now
from portal.web.memory import forget, kept, once
from portal.web.settings import settings

_YEARS_BACK = 12  # records older than this keep their stored counting
_YEARS_AHEAD = 6
_ROW = sa.select(Landlord).where(Landlord.id == 1)
_VERSION = sa.select(Landlord.version).where(Landlord.id == 1)
_AFRESH = {"populate_existing": True}  # rows the session holds from before may be old
_KEPT = 4  # snapshots in a process: one in use, a few that requests under way still hold

_Facts = TypeVar(
    "_Facts",
    ClosureFacts,
    HolidayChangeFacts,
    TeamFacts,
    TopicFacts,
    AgencyFacts,
    TargetFacts,
    WindowFacts,
    EventFacts,
)


def landlord() -> LandlordFacts:
    """The landlord as it stands today; open to every reader, there is nothing personal in it.

    One SQL statement a request (the version); the rest only when the version or the local date has changed
    in this process. The charter is the newest uploaded edition in force today, else the packaged file.
    """
    return once("landlord", _landlord)


def landlord_row() -> Landlord:
    """The landlord's own row, for changing it; NotFound before the details are first entered."""
    row = db.session.get(Landlord, 1)
    if row is None:
        raise NotFound
    return row


def office_row(office_id: int) -> Office:
    """An office with its windows, for changing it; NotFound where there is none."""
    found = db.session.scalar(
        sa.select(Office).where(Office.id == office_id).options(selectinload(Office.windows))
    )
    if found is None:
        raise NotFound
    return found


def editions() -> list[CharterEdition]:
    """The uploaded editions of the charter in use, the newest in force first. For administrators."""
    return list(
        db.session.scalars(
            sa.select(CharterEdition)
            .where(CharterEdition.charter == settings().charter)
            .order_by(CharterEdition.effective_on.desc(), CharterEdition.id.desc())
        )
    )


def text_in_force() -> str:
    """The text of the charter's edition in force today, uploaded or packaged. For administrators."""
    chosen = settings()
    edition = _edition_in_force(chosen, local_date(utc_now(), chosen.tz))
    return edition.text if edition else library.text_of(chosen.charter)


def forget_landlord() -> None:
    """The landlord has been changed in this transaction: read it afresh, and keep nothing uncommitted."""
    forget("landlord")
    db.session().info["landlord changed in"] = db.session().get_transaction()


def _landlord() -> LandlordFacts:
    chosen = settings()
    today = local_date(utc_now(), chosen.tz)
    version = db.session.scalar(_VERSION)
    # What this transaction has changed may yet be rolled back, so other requests must not see it.
    transaction = db.session().get_transaction()
    if transaction is not None and db.session().info.get("landlord changed in") is transaction:
        return _read(chosen, today)
    if version is None:  # not set up yet: nothing raises a version, so nothing may be kept
        return _read(chosen, today)
    snapshots: dict[tuple[int, date], LandlordFacts] = kept("landlord")
    key = (version, today)
    if key not in snapshots:
        found = _read(chosen, today)
        while len(snapshots) >= _KEPT:
            snapshots.pop(next(iter(snapshots)), None)
        snapshots[key] = found
        return found
    return snapshots[key]


def _read(chosen: Settings, today: date) -> LandlordFacts:
    row = db.session.scalar(_ROW, execution_options=_AFRESH)
    charter = _charter_in_force(chosen, today)
    changes = _all(HolidayChange, HolidayChangeFacts, HolidayChange.on)
    return LandlordFacts(
        version=row.version if row else 0,
        details_version=row.details_version if row else 0,
        name=chosen.landlord_name or charter.organisation,
        short_name=charter.short_name,
        logo_url=f"/static/{chosen.landlord_logo.removeprefix('/static/')}" if chosen.landlord_logo else None,
        phone=row.phone if row else "",
        email=row.email if row else "",
        contact_name=row.contact_name if row else "",
        emergency_phone=row.emergency_phone if row else "",
        emergency_words=row.emergency_words if row else "",
        emergency_review_on=row.emergency_review_on if row else None,
        duty_email=row.duty_email if row else "",
        charter=charter,
        zone=chosen.tz,
        holidays=_holidays(changes, today, chosen.holidays_published_until),
        offices=_offices(),
        closures=_all(Closure, ClosureFacts, Closure.from_on, Closure.id),
        holiday_changes=changes,
        teams=_all(Team, TeamFacts, Team.name),
        topics=_all(Topic, TopicFacts, Topic.position, Topic.name),
        targets=_all(OwnTarget, TargetFacts, OwnTarget.from_on, OwnTarget.id),
        other_agencies=_all(OtherAgency, AgencyFacts, OtherAgency.name),
        events=_all(
            ExceptionalEvent, EventFacts, ExceptionalEvent.from_on.desc(), ExceptionalEvent.id.desc()
        ),
        languages=community_languages(chosen.community_languages),
        data_protection_id=row.data_protection_id if row else None,
        post_cut_off=chosen.post_cut_off,
    )


def _charter_in_force(chosen: Settings, today: date) -> Charter:
    edition = _edition_in_force(chosen, today)
    return library.from_text(edition.text, chosen.charter) if edition else library.load(chosen.charter)


def _edition_in_force(chosen: Settings, today: date) -> CharterEdition | None:
    return db.session.scalar(
        sa.select(CharterEdition)
        .where(CharterEdition.charter == chosen.charter, CharterEdition.effective_on <= today)
        .order_by(CharterEdition.effective_on.desc(), CharterEdition.id.desc())
        .limit(1)
    )


def _holidays(changes: Iterable[HolidayChangeFacts], today: date, published_until: date) -> HolidayFacts:
    years = range(today.year - _YEARS_BACK, max(today.year, published_until.year) + _YEARS_AHEAD + 1)
    added: dict[str, dict[date, str]] = {division: {} for division in bank_holidays.SUBDIVISIONS}
    struck: dict[str, set[date]] = {division: set() for division in bank_holidays.SUBDIVISIONS}
    for change in changes:
        if change.struck:
            struck[change.division].add(change.on)
        else:
            added[change.division][change.on] = change.name
    return HolidayFacts(
        by_division={
            division: bank_holidays.in_force(
                division, years, additions=added[division], struck=struck[division]
            )
            for division in bank_holidays.SUBDIVISIONS
        },
        all_uk=bank_holidays.all_uk(years, additions=added, struck=struck),
        published_until=published_until,
    )


def _offices() -> tuple[OfficeFacts, ...]:
    rows = db.session.scalars(
        sa.select(Office).options(selectinload(Office.windows)).order_by(Office.is_main.desc(), Office.name),
        execution_options=_AFRESH,
    )
    return tuple(
        OfficeFacts(
            **_columns(row, OfficeFacts, leave="windows"),
            windows=tuple(WindowFacts(**_columns(w, WindowFacts)) for w in row.windows),
        )
        for row in rows
    )


def _all(model: type[Base], facts: type[_Facts], *order: sa.ColumnElement[Any] | Any) -> tuple[_Facts, ...]:
    query = sa.select(model).order_by(*order)
    rows: Sequence[Base] = db.session.scalars(query, execution_options=_AFRESH).all()
    return tuple(facts(**_columns(row, facts)) for row in rows)


def _columns(row: Base, facts: type[Any], leave: str = "") -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in facts.__dataclass_fields__ if name != leave}
