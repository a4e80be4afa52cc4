"""Times that were put forward for an appointment and have no answer yet. The caller asked `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.appointments.models.bookings import Proposal
from portal.appointments.models.resources import Resource
from portal.appointments.queries.slots import officer_called
from portal.database import db
from portal.identity.models import Person, StaffProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """One of them. `officer`: whom it would be with, by first name and work; "" where that is open."""

    proposal: Proposal
    officer: str


def put_forward(appointment_id: int) -> list[Put]:
    """Those of either side that nobody has answered, by time; one statement."""
    rows = db.session.execute(_OPEN, {"appointment": appointment_id})
    return [
        Put(proposal=proposal, officer=officer_called(given_name, job_title))
        for proposal, given_name, job_title in rows
    ]


_OPEN = (
    sa.select(Proposal, Person.given_name, StaffProfile.job_title)
    .outerjoin(Resource, Resource.id == Proposal.officer_id)
    .outerjoin(Person, Person.id == Resource.person_id)
    .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
    .where(
        Proposal.appointment_id == sa.bindparam("appointment", type_=sa.BigInteger()), Proposal.answer == ""
    )
    .order_by(Proposal.starts_at, Proposal.id)
)
