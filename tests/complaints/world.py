"""A landlord with complaints staff, and a tenant's complaint brought to any point by the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.cases.kinds import ReplyBy
from portal.cases.services.raising import NewCase, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.complaints.answers import Decision
from portal.complaints.models import Complaint
from portal.complaints.queries import complaint_of, points_found, standing_of
from portal.complaints.refusals import Grounds, Reason
from portal.complaints.remedies import RemedyKind
from portal.complaints.services.answering import Found, answer, decide
from portal.complaints.services.defining import Definition, NotOurs, define_and_acknowledge
from portal.complaints.services.going_further import escalate
from portal.complaints.services.putting_right import Promised, promise_remedy
from portal.complaints.services.taking_on import assign
from portal.complaints.stages import Standing
from portal.database import db
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Role
from portal.organisation.models import Team
from portal.records.models import Record
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member, a_tenancy

RECEIVED = datetime(2026, 11, 3, 16, 12, tzinfo=UTC)  # a Tuesday, the office is open
DAY = timedelta(days=1)
WORDS = "The stairs have been dark for five weeks. I rang six times and nobody came."
DEFINITION = Definition(
    understanding="The light on the stairs was not mended for five weeks, though you rang us six times.",
    outcome_sought="You want the light mended and to hear why it took so long.",
    ours=("The light was not mended.", "Nobody rang back."),
    not_ours=(NotOurs(words="The street lamp is out.", whose="the council"),),
)
FOUND = Found(
    decision=Decision.UPHELD,
    reasons="Our contractor lost the job and we did not check.",
    policy="Repairs policy, section 4: communal lights in five working days.",
)
GROUNDS = Grounds(
    reason=Reason.CONSIDERED,
    evidence="Complaint answered at stage 2 on 2 March 2026, letter on file.",
    explanation="We answered the same complaint at both stages in March.",
)

REMEDY = Promised(
    kind=RemedyKind.ACTION,
    words="We mend the light.",
    by_whom="Brightlight Ltd",
    by_on=RECEIVED.date() + 20 * DAY,
    agreed=True,
)


@dataclass(frozen=True, kw_only=True)
class World:
    """Who is there. `first` and `second` work on complaints, `manager` manages and sees none."""

    tenant: Person
    first: Person
    second: Person
    manager: Person
    officer: Person
    team: Team

    def raised(self, *, now: datetime = RECEIVED, words: str = WORDS, **given: object) -> Record:
        """A complaint of the tenant's, raised on the web unless told otherwise."""
        values: dict[str, object] = {
            "kind": CaseKind.COMPLAINT,
            "channel": Channel.WEB,
            "words": words,
            "received_at": now,
            "reply_by": ReplyBy.EMAIL,
            "person": self.tenant,
            **given,
        }
        record = raise_case(NewCase(**values), by=self.tenant.id, now=now)  # type: ignore[arg-type]
        db.session.flush()
        return record

    def assigned(self, record: Record, to: Person, *, now: datetime = RECEIVED) -> Record:
        """It has a handler who declared no conflict."""
        assign(
            record,
            to=to.id,
            has_conflict=False,
            conflict="",
            by=reader(self.second if to is self.first else self.first),
            version=record.version,
            now=now,
        )
        return record

    def acknowledged(self, *, now: datetime = RECEIVED) -> Record:
        """Defined and acknowledged by `first`."""
        record = self.assigned(self.raised(now=now), self.first, now=now)
        define_and_acknowledge(record, DEFINITION, by=reader(self.first), version=record.version, now=now)
        return record

    def decided(self, record: Record, by: Person, *, now: datetime) -> Record:
        """Every point decided, one remedy promised."""
        complaint = complaint_of(record)
        assert complaint is not None
        for one in points_found(record.id, stage=complaint.stage):
            decide(record, point_id=one.point.id, found=FOUND, by=reader(by), version=record.version, now=now)
        promise_remedy(record, REMEDY, by=reader(by), version=record.version, now=now)
        return record

    def answered(self, *, now: datetime = RECEIVED) -> Record:
        """Answered at stage 1 by `first`."""
        record = self.decided(self.acknowledged(now=now), self.first, now=now)
        answer(record, body="", by=reader(self.first), version=record.version, now=now)
        return record

    def asked_again(self, *, now: datetime = RECEIVED) -> Record:
        """Stage 2 asked for."""
        record = self.answered(now=now)
        escalate(record, by=self.tenant.id, now=now)
        return record


def reader(person: Person) -> Reader:
    """Somebody of the staff as they read."""
    profile = db.session.get(StaffProfile, person.id)
    assert profile is not None
    return Reader(person_id=person.id, abilities=profile.abilities, team_id=profile.team_id)


def standing(record: Record) -> Standing:
    """Where it stands, with its people."""
    return standing_of(record, complaint_of(record), today=RECEIVED.date())


def complaint(record: Record) -> Complaint:
    """Its row."""
    found = complaint_of(record)
    assert found is not None
    return found


def a_world() -> World:
    """All of it, committed."""
    place = a_whole_landlord()
    tenant = a_person()
    tenant.has_account = True
    a_tenancy(tenant)
    return World(
        tenant=tenant,
        first=a_staff_member(Role.COMPLAINTS, given_name="Ruth", family_name="Okafor", team=place.team),
        second=a_staff_member(Role.COMPLAINTS, given_name="Ned", family_name="Price", team=place.team),
        manager=a_staff_member(Role.MANAGER, given_name="Mary", family_name="Quill", team=place.team),
        officer=a_staff_member(given_name="Sam", family_name="Hill", team=place.team),
        team=place.team,
    )
