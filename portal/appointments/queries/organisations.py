"""The organisations somebody may book for."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Organisation, OrganisationMember


def organisations_named(person_id: int, *, on: date) -> dict[int, str]:
    """Those the person acts for on that day, with their names, in order of these; one statement."""
    named = (
        sa.select(Organisation.id, Organisation.name)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(
            OrganisationMember.person_id == person_id,
            OrganisationMember.from_on <= on,
            sa.or_(OrganisationMember.to_on.is_(None), OrganisationMember.to_on >= on),
        )
        .order_by(Organisation.name)
    )
    return {row.id: row.name for row in db.session.execute(named)}
