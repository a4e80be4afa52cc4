"""Setting up what can be booked: the landlord's rules, purposes, rooms, interpreters, officers, roads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.appointments.areas import area_key
from portal.appointments.diaries import ResourceKind
from portal.appointments.models.resources import Purpose, Resource, Rules, TravelTime
from portal.appointments.places import Mode, Place
from portal.audit.services import record_act
from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.identity.models import StaffProfile
from portal.identity.queries.people import person

_Row = TypeVar("_Row", Rules, Purpose, Resource)


def save_rules(
    *,
    step_minutes: int,
    change_minutes: int,
    reminder_days: Collection[int],
    post_days: int,
    road_minutes: int,
    same_area_minutes: int,
    arrange_days: int | None,
    tell_minutes: int | None,
    punctual_minutes: int | None,
    version: int,
    by: int | None,
    now: datetime,
) -> Rules:
    """Set the landlord's own rules; none of them is in a policy. Stale where somebody else was faster.

    `reminder_days`: how many days before, each once; by post `post_days` earlier. A target of None
    is no target (product rule 17).
    """
    row = db.session.get(Rules, 1, with_for_update=True)
    if row is None:
        # Stored with its defaults first: a None in a new row would be taken for a default.
        row = Rules(id=1, version=0)
        _add(row, Stale(was=version, now=1))
    values = {
        "step_minutes": step_minutes,
        "change_minutes": change_minutes,
        "reminder_days": "|".join(str(days) for days in sorted(set(reminder_days), reverse=True)),
        "post_days": post_days,
        "road_minutes": road_minutes,
        "same_area_minutes": same_area_minutes,
        "arrange_days": arrange_days,
        "tell_minutes": tell_minutes,
        "punctual_minutes": punctual_minutes,
    }
    return _store(row, values, version=version, act="appointments.rules set", by=by, now=now)


def save_purpose(
    *,
    purpose_id: int | None,
    name: str,
    name_welsh: str = "",
    length_minutes: int,
    break_minutes: int,
    notice_minutes: int,
    horizon_days: int,
    places: Collection[Place],
    bring: str,
    team_id: int | None,
    offered: bool,
    active: bool,
    position: int,
    version: int,
    by: int | None,
    now: datetime,
) -> Purpose:
    """Add a purpose (None), or change one; what is booked keeps its length.

    RuleBroken("no place"), ("name taken"); Stale; NotFound.
    """
    if not places:
        raise RuleBroken("no place")
    row = Purpose(version=0) if purpose_id is None else _locked(Purpose, purpose_id)
    values = {
        "name": name,
        "name_welsh": name_welsh,
        "length_minutes": length_minutes,
        "break_minutes": break_minutes,
        "notice_minutes": notice_minutes,
        "horizon_days": horizon_days,
        "places": _joined(place.value for place in Place if place in places),
        "bring": bring,
        "team_id": team_id,
        "offered": offered,
        "active": active,
        "position": position,
    }
    return _store(row, values, version=version, act="appointments.purpose saved", by=by, now=now)


def save_room(
    *,
    resource_id: int | None,
    office_id: int,
    name: str,
    seats: int,
    is_private: bool,
    step_free: bool,
    active: bool,
    version: int,
    by: int | None,
    now: datetime,
) -> Resource:
    """Add a room of an office (None), or change one. RuleBroken("name taken") within the office; Stale."""
    values = {
        "office_id": office_id,
        "name": name,
        "seats": seats,
        "is_private": is_private,
        "step_free": step_free,
        "active": active,
    }
    return _save_resource(ResourceKind.ROOM, resource_id, values, version=version, by=by, now=now)


def save_interpreter(
    *,
    resource_id: int | None,
    name: str,
    agency: str,
    gender: str,
    languages: Sequence[str],
    dialects: Sequence[str],
    sign_language: bool,
    modes: Collection[Mode],
    lead_minutes: int,
    phone: str,
    email: str,
    late_change: str,
    active: bool,
    version: int,
    by: int | None,
    now: datetime,
) -> Resource:
    """Add an interpreter (None), or change one. `lead_minutes`: how long before they must be asked.

    RuleBroken("no language") for one with neither a spoken language nor BSL, ("no mode"), ("nobody to tell")
    without phone and address of mail, ("name taken") within the agency; Stale.
    """
    if not languages and not sign_language:
        raise RuleBroken("no language")
    if not modes:
        raise RuleBroken("no mode")
    if not phone and not email:
        raise RuleBroken("nobody to tell")
    values = {
        "name": name,
        "agency": agency,
        "gender": gender,
        "languages": _joined(languages),
        "dialects": _joined(one.replace("|", " ") for one in dialects),
        "sign_language": sign_language,
        "modes": _joined(mode.value for mode in Mode if mode in modes),
        "lead_minutes": lead_minutes,
        "phone": phone,
        "email": email,
        "late_change": late_change,
        "active": active,
    }
    return _save_resource(ResourceKind.INTERPRETER, resource_id, values, version=version, by=by, now=now)


def save_officer(
    *,
    resource_id: int | None,
    person_id: int,
    gender: str,
    languages: Sequence[str],
    area: str,
    daily_limit: int | None,
    purposes: Collection[int],
    active: bool,
    version: int,
    by: int | None,
    now: datetime,
) -> Resource:
    """Let a member of staff be booked (None), or change what is known of one; the person never changes.

    `gender` only as far as the officer agrees to say it ("woman", "man" or ""). `purposes` empty means all;
    `daily_limit` None means no limit. RuleBroken("not staff"), ("booked already"); Stale.
    """
    profile = db.session.get(StaffProfile, person_id)
    if profile is None or not (profile.active or resource_id is not None):
        raise RuleBroken("not staff", person_id=person_id)
    values = {
        "name": person(person_id).name,
        "gender": gender,
        "languages": _joined(languages),
        "area": area_key(area),
        "daily_limit": daily_limit,
        "purposes": _joined(str(one) for one in sorted(purposes)),
        "active": active,
    }
    if resource_id is None:
        values["person_id"] = person_id
    return _save_resource(ResourceKind.OFFICER, resource_id, values, version=version, by=by, now=now)


def rename_officer(*, person_id: int, name: str) -> None:
    """A member of staff has another name; nothing happens for one who cannot be booked."""
    db.session.execute(sa.update(Resource).where(Resource.person_id == person_id).values(name=name))


def add_road(*, first: str, second: str, minutes: int, by: int | None, now: datetime) -> TravelTime:
    """How long the way between two areas takes, the same both ways.

    RuleBroken("one area") where both are the same (the rules say how long that takes), ("road known").
    """
    one, other = sorted((area_key(first), area_key(second)))
    if one == other:
        raise RuleBroken("one area", area=one)
    road = TravelTime(first=one, second=other, minutes=minutes)
    _add(road, RuleBroken("road known", first=one, second=other))
    record_act(act="appointments.road added", by=by, now=now)
    return road


def remove_road(*, road_id: int, by: int | None, now: datetime) -> None:
    """The way between these two takes what the rules say for any. NotFound."""
    road = db.session.get(TravelTime, road_id)
    if road is None:
        raise NotFound
    db.session.delete(road)
    record_act(act="appointments.road removed", by=by, now=now)


def _save_resource(
    kind: ResourceKind,
    resource_id: int | None,
    values: Mapping[str, Any],
    *,
    version: int,
    by: int | None,
    now: datetime,
) -> Resource:
    row = Resource(kind=kind.value, version=0) if resource_id is None else _locked(Resource, resource_id)
    if row.kind != kind:
        raise NotFound
    return _store(row, values, version=version, act=f"appointments.{kind} saved", by=by, now=now)


def _store(
    row: _Row, values: Mapping[str, Any], *, version: int, act: str, by: int | None, now: datetime
) -> _Row:
    if row.version != version:
        raise Stale(was=version, now=row.version)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version + 1
    _add(row, RuleBroken("name taken", name=values.get("name")))
    record_act(act=act, by=by, now=now)
    return row


def _add(row: Rules | Purpose | Resource | TravelTime, taken: RuleBroken) -> None:
    try:
        # Two administrators may take one name in the same moment; the unique index decides.
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise taken from error


def _locked(model: type[_Row], row_id: int) -> _Row:
    row = db.session.scalar(sa.select(model).where(model.id == row_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def _joined(values: Any) -> str:
    return "|".join(values)
