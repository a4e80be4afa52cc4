"""What staff do with comments and compliments: themes, passing praise on, learning, "you said, we did"."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.cases.feedback import SaidAndDid
from portal.cases.models import Case, CaseTheme, Feedback, Praise, Theme, WhatWeDid
from portal.cases.services.telling import case_of
from portal.cases.stages import Act, Status, require
from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.identity.models import Person, StaffProfile
from portal.identity.queries.people import active_staff
from portal.identity.roles import Role
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient
from portal.records.models import Record
from portal.records.queries import joined
from portal.records.services import add_entry, expect_version


def feedback_of(record: Record) -> Feedback:
    """What is kept of the record as feedback; RuleBroken("no feedback") for any other kind."""
    found = db.session.get(Feedback, record.id)
    if found is None:
        raise RuleBroken("no feedback")
    return found


def set_themes(record: Record, *, theme_ids: Collection[int], by: int, version: int, now: datetime) -> None:
    """Say what the feedback is about, in the landlord's themes: these, and no others any more."""
    expect_version(record, version)
    feedback_of(record)
    found = db.session.execute(sa.select(Theme.id, Theme.name).where(Theme.id.in_(theme_ids)))
    names = {row.id: row.name for row in found}
    db.session.execute(sa.delete(CaseTheme).where(CaseTheme.record_id == record.id))
    db.session.add_all(CaseTheme(record_id=record.id, theme_id=number) for number in sorted(names))
    facts = {"themes": sorted(names.values())}
    add_entry(record, act=Act.THEMED, at=now, now=now, by=by, public=False, facts=facts)


def pass_on(record: Record, *, to: int, by: int, version: int, now: datetime) -> Praise:
    """Send the customer's words to the member of staff they praise, and to the managers of their team.

    The customer sees on the timeline that it was passed on, and to whom. Raises RuleBroken("cannot be
    praised") for somebody not working here, "passed on before" the second time to the same person.
    """
    expect_version(record, version)
    feedback, case = feedback_of(record), case_of(record)
    require(Status(case.status), Act.PASSED_ON)
    staff = {person.id: person for person in active_staff()}
    praised = staff.get(to)
    if praised is None or praised.staff is None:
        raise RuleBroken("cannot be praised", person_id=to)
    if db.session.scalar(sa.select(Praise.id).where(Praise.record_id == record.id, Praise.person_id == to)):
        raise RuleBroken("passed on before")
    managers = _managers(praised.staff, staff.values())
    for one in (praised, *managers):
        _send_praise(record, case, praised, one, now=now)
    praise = Praise(record_id=record.id, person_id=to, passed_at=now, by_id=by, managers=len(managers))
    db.session.add(praise)
    feedback.passed_on_at = now
    facts = {"praised": praised.name, "managers": len(managers)}
    add_entry(record, act=Act.PASSED_ON, at=now, now=now, by=by, public=True, facts=facts)
    return praise


def _managers(profile: StaffProfile, everybody: Collection[Person]) -> list[Person]:
    """The managers of somebody's team, without themselves."""
    return [
        person
        for person in everybody
        if person.staff is not None
        and person.id != profile.person_id
        and profile.team_id is not None
        and person.staff.team_id == profile.team_id
        and Role.MANAGER in person.staff.roles
    ]


def _send_praise(record: Record, case: Case, praised: Person, to: Person, *, now: datetime) -> None:
    address = (to.staff.work_email if to.staff else "") or to.email
    send(
        kind="cases/praised",
        to=Recipient(person_id=to.id, name=to.name, address=address),
        now=now,
        context={
            "words": case.words,
            "from_name": case.contact_name,
            "praised_name": praised.name,
            "is_praised": to.id == praised.id,
            "received_at": record.received_at,
        },
        record=record,
    )


def learn(record: Record, *, learned: str, will_change: str) -> None:
    """Keep what we learned from it and what will change (SLH 2 b8). Called on closing.

    Raises RuleBroken("nothing learned") when nothing is said: "nothing new" is an answer, silence is none.
    """
    feedback = feedback_of(record)
    if not learned.strip():
        raise RuleBroken("nothing learned")
    feedback.learned, feedback.will_change = learned, will_change


def publish(
    row: WhatWeDid | None,
    entry: SaidAndDid,
    *,
    on: date,
    by: int,
    version: int,
    now: datetime,
    source: Record | None = None,
) -> WhatWeDid:
    """Publish an entry of "you said, we did", or change `row`; it is public at once.

    Raises what `SaidAndDid.check` raises, with the names of everybody whose case it came from; Stale.
    """
    if row is not None:
        db.session.refresh(row, with_for_update=True)
        if row.version != version:
            raise Stale(was=version, now=row.version)
        source = db.session.get(Record, row.record_id) if row.record_id else None
    entry.check(names=_names(source))
    if row is None:
        row = WhatWeDid(version=0, record_id=source.id if source else None)
        db.session.add(row)
    row.said, row.did, row.theme_id = entry.said, entry.did, entry.theme_id
    row.published_on = on
    row.by_id = by
    row.withdrawn_at = None
    row.version += 1
    db.session.flush()
    record_act(act="what we did.published", by=by, now=now, record_id=row.record_id)
    return row


def _names(source: Record | None) -> list[str]:
    if source is None:
        return []
    case, person = db.session.get(Case, source.id), None
    if source.person_id is not None:
        person = db.session.get(Person, source.person_id)
    people = [*([person] if person else []), *joined(source.id)]
    return [*([case.contact_name] if case else []), *(one.name for one in people)]


def take_back(row: WhatWeDid, *, by: int, now: datetime) -> None:
    """Show an entry no longer; it stays with us. Pressed twice, it is taken back once."""
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.version += 1
        record_act(act="what we did.taken back", by=by, now=now, record_id=row.record_id)


def save_theme(
    *, theme_id: int | None, name: str, active: bool, version: int, by: int, now: datetime
) -> None:
    """Add a theme or change one. RuleBroken("name taken"); Stale; NotFound."""
    theme = (
        Theme(name=name, active=active, version=0) if theme_id is None else db.session.get(Theme, theme_id)
    )
    if theme is None:
        raise NotFound
    if theme.version != version:
        raise Stale(was=version, now=theme.version)
    try:
        with db.session.begin_nested():  # of two adding the same name at once, the index refuses the second
            theme.name, theme.active, theme.version = name, active, version + 1
            db.session.add(theme)
    except IntegrityError as error:
        raise RuleBroken("name taken") from error
    record_act(act="theme.saved", by=by, now=now)
