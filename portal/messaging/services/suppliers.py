"""Keeping the list of those who make forms for us."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.formats.models import Supplier
from portal.formats.tasks import SupplierKind


def save_supplier(
    supplier: Supplier | None,
    *,
    kind: SupplierKind,
    name: str,
    email: str = "",
    phone: str = "",
    languages: str = "",
    note: str = "",
    active: bool = True,
    version: int = 0,
    by: int,
    now: datetime,
) -> Supplier:
    """Add somebody who makes forms for us (None), or change them. Raises Stale, RuleBroken("name taken").

    One name stands once under each kind: two requests that add it at one moment meet at the unique index.
    """
    row = supplier or Supplier(version=0)
    if supplier is not None and supplier.version != version:
        raise Stale(was=version, now=supplier.version)
    row.kind, row.name, row.email, row.phone = kind.value, name, email, phone
    row.languages, row.note, row.active = languages, note, active
    row.version += 1
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise RuleBroken("name taken") from error
    record_act(act="format.supplier saved", by=by, now=now)
    return row
