"""The landlord's own rules for appointments; open to every reader, there is nothing personal in them."""

from __future__ import annotations

from portal.appointments.models.resources import Rules
from portal.database import db
from portal.web.memory import once

RULES = "appointment rules"


def rules() -> Rules:
    """The one row of rules, or as long as nobody has set any, one that is not stored, with the defaults.

    Asked for once a request; whoever stores the first row calls `web.memory.forget(RULES)`.
    """
    return once(RULES, lambda: db.session.get(Rules, 1) or Rules(id=1, **_defaults()))


def rules_read(stored: Rules | None) -> Rules:
    """The same, read already with something else; None: nobody has set any."""
    return once(RULES, lambda: stored or Rules(id=1, **_defaults()))


def _defaults() -> dict[str, object]:
    columns = Rules.__table__.columns
    return {column.key: column.default.arg for column in columns if column.default is not None}
