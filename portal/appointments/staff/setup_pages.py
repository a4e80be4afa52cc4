"""What the pages of setting up share: who may open them, who is at work, where a saved form leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from portal.errors import NotAllowed
from portal.identity.access import signed_in_person, staff
from portal.identity.roles import Ability
from portal.web.fields import options

administers = staff(Ability.ADMINISTER)

BOTH = ("GET", "POST")


def me() -> int:
    """The id of whoever is at work."""
    someone = signed_in_person()
    if someone is None:
        raise NotAllowed
    return someone.id


def saved(endpoint: str, **values: Any) -> str:
    """The address of a page that says that something has been stored."""
    return url_for(endpoint, saved=1, **values)


def named(facts: Iterable[Any], none: Any = None) -> list[Any]:
    """Choices by id and name, after one for none of them where `none` is its words."""
    first = [] if none is None else [("", none)]
    return options([*first, *((str(one.id), one.name) for one in facts)])
