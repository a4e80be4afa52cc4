"""A landlord under the law on hazards, a family in a rented home, and a hazard brought to any point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from portal.cases.kinds import ReplyBy
from portal.cases.services.raising import NewCase, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.commitments.models import Commitment
from portal.commitments.services.keeping import open_commitments
from portal.database import commit, db
from portal.hazards.kinds import Grade, HazardKind
from portal.hazards.models import Hazard
from portal.hazards.services.judging import Judgement, judge
from portal.hazards.services.mending import Doing
from portal.hazards.services.naming import Contact, Danger, name_hazard
from portal.identity.models import Person, StaffProfile, Tenancy
from portal.identity.readers import Reader
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.organisation.models import Team
from portal.organisation.queries import landlord
from portal.organisation.services.details import set_landlord
from portal.records.models import Record
from tests.factories.landlords import a_whole_landlord
from tests.factories.organisation import a_team
from tests.factories.people import a_person, a_staff_member, a_tenancy

KNOWN = datetime(2026, 11, 20, 16, 12, tzinfo=UTC)  # a Friday afternoon
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLACE = "the small bedroom"
WORDS = "Black mould on the outside wall, and it smells."
RISK = "A baby sleeps there, and her brother has asthma."


@dataclass(frozen=True, kw_only=True)
class World:
    """Who is there. `officer` and `mender` work on cases in two teams, `complaints` on complaints."""

    tenant: Person
    tenancy: Tenancy
    officer: Person
    mender: Person
    complaints: Person
    team: Team

    def case(self, *, kind: CaseKind = CaseKind.ENQUIRY, now: datetime = KNOWN, **given: object) -> Record:
        """What the hazard was named in."""
        values: dict[str, object] = {
            "kind": kind,
            "channel": Channel.WEB,
            "words": "Our bedroom makes the children cough. When does somebody come?",
            "received_at": now,
            "reply_by": ReplyBy.EMAIL,
            "person": self.tenant,
            "tenancy_id": self.tenancy.id,
            **given,
        }
        record = raise_case(NewCase(**values), by=self.tenant.id, now=now)  # type: ignore[arg-type]
        db.session.flush()
        return record

    def named(
        self, parent: Record | None = None, *, now: datetime = KNOWN, by: int | None = None, **given: object
    ) -> Hazard:
        """Damp in the small bedroom, not for today unless told otherwise."""
        values: dict[str, object] = {
            "kind": HazardKind.DAMP,
            "place": PLACE,
            "known_at": now,
            "today": False,
            "words": WORDS,
            "risk": RISK,
            **given,
        }
        parent = parent or self.case(now=now)
        contact = Contact(name=self.tenant.name, email=self.tenant.email, phone=self.tenant.phone)
        return name_hazard(Danger(**values), contact, parent=parent, by=by, now=now)  # type: ignore[arg-type]

    def judged(self, hazard: Hazard, grade: Grade, *, now: datetime) -> None:
        """The officer judges it, for reasons."""
        judgement = Judgement(grade=grade, kind=HazardKind(hazard.kind), criteria="Seen on site.", risk=RISK)
        judge(
            hazard,
            record_of(hazard),
            judgement,
            by=self.officer.id,
            version=record_of(hazard).version,
            now=now,
        )

    def doing(self, hazard: Hazard, *, now: datetime) -> Doing:
        """The officer does something with it as it stands."""
        record = record_of(hazard)
        return Doing(hazard=hazard, record=record, by=self.officer.id, version=record.version, now=now)


def record_of(hazard: Hazard) -> Record:
    """Its record."""
    return db.session.get_one(Record, hazard.id)


def dates(hazard: Hazard) -> dict[str, str]:
    """The open promises: standard and last day, with the time in London where an instant keeps it."""
    return {c.standard: _when(c) for c in open_commitments(hazard.id)}


def _when(commitment: Commitment) -> str:
    if commitment.by_instant:
        return f"{commitment.due_at.astimezone(UTC):%Y-%m-%d %H:%M}"
    return f"{commitment.due_on:%Y-%m-%d}"


def reader(person: Person) -> Reader:
    """Somebody of the staff as they read."""
    profile = db.session.get_one(StaffProfile, person.id)
    return Reader(person_id=person.id, abilities=profile.abilities, team_id=profile.team_id)


def a_world() -> World:
    """All of it, committed."""
    place = a_whole_landlord()
    tenant = a_person()
    tenant.has_account = True
    baby = a_person(given_name="Idil", signs_in=False)
    other = a_team(name="Complaints team")
    return World(
        tenant=tenant,
        tenancy=a_tenancy(tenant, baby),
        officer=a_staff_member(given_name="Sam", family_name="Hill", team=place.team),
        mender=a_staff_member(given_name="Lee", family_name="Moss", team=a_team(name="Repairs team")),
        complaints=a_staff_member(Role.COMPLAINTS, given_name="Ruth", family_name="Okafor", team=other),
        team=place.team,
    )


def sent(kind: str) -> list[OutgoingMessage]:
    """What was left in the outbox of that kind."""
    found = sa.select(OutgoingMessage).where(OutgoingMessage.kind == f"hazards/{kind}")
    return list(db.session.scalars(found.order_by(OutgoingMessage.id)))


def set_duty(address: str) -> None:
    """Whoever is on duty has that address."""
    facts = landlord()
    set_landlord(
        phone=facts.phone,
        email=facts.email,
        contact_name=facts.contact_name,
        emergency_phone=facts.emergency_phone,
        emergency_words=facts.emergency_words,
        emergency_review_on=facts.emergency_review_on or KNOWN.date(),
        duty_email=address,
        version=facts.details_version,
        by=None,
        now=KNOWN,
    )
    commit()
