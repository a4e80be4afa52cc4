"""What pages of administration share: the blueprint, who is at work, choices, where a saved form leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from flask import Blueprint, url_for

from portal.errors import NotAllowed
from portal.identity.access import signed_in_person, staff
from portal.identity.roles import Ability
from portal.web.fields import options

blueprint = Blueprint("admin_staff", __name__, url_prefix="/staff/admin")
administers = staff(Ability.ADMINISTER)

BOTH = ("GET", "POST")


def me() -> int:
    """The administrator's id."""
    someone = signed_in_person()
    if someone is None:
        raise NotAllowed
    return someone.id


def values_of(facts: Any) -> dict[str, Any]:
    """A frozen value's fields by name."""
    return {field.name: getattr(facts, field.name) for field in fields(facts) if field.init}


def saved(endpoint: str) -> str:
    """The address of a list that says that something has been stored."""
    return url_for(endpoint, saved=1)


def all_or_none(facts: Iterable[Any], none: str) -> list[Any]:
    """Choices of offices or teams, after one for none of them."""
    return options([("", none), *((str(one.id), one.name) for one in facts)])
