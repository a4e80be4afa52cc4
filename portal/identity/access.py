"""Who may open an endpoint: decorators that also write the endpoint into the access table.

Every view carries exactly one of `anyone`, `signed_in` or `staff`; `tests/test_routes.py` refuses a view
without. Which *record* somebody may see is decided in queries by `records.queries.visible_to`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import ParamSpec

from flask import g
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import NotAllowed
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import VISITOR, Reader
from portal.identity.roles import Ability
from portal.web.kept_words import OPEN_TO_ANYONE, keep_and_sign_in

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

ANYONE = OPEN_TO_ANYONE
SIGNED_IN = "signed in"


class SignedIn:
    """The signed-in person as Flask-Login knows them; loaded once a request."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, person: Person, staff: StaffProfile | None, session_epoch: int) -> None:
        self.person = person
        self.staff = staff
        self.session_epoch = session_epoch

    @property
    def id(self) -> int:
        """The person's id."""
        return self.person.id

    @property
    def display_name(self) -> str:
        """The name shown in the page's head."""
        return self.person.name

    @property
    def reading(self) -> str:
        """How pages look to them, as portal.web.display keeps it."""
        return self.person.reading

    @property
    def is_staff(self) -> bool:
        """Has at least one role."""
        return bool(self.staff and self.staff.roles)

    @cached_property
    def abilities(self) -> frozenset[Ability]:
        """What the roles allow."""
        return self.staff.abilities if self.staff else frozenset()

    def get_id(self) -> str:
        """What the session keeps: the id and the epoch, so that `out everywhere` ends old sessions."""
        return f"{self.person.id}:{self.session_epoch}"


def signed_in_person() -> SignedIn | None:
    """The signed-in person, or None for a visitor."""
    return current_user if current_user.is_authenticated else None


def customer_reader() -> Reader:
    """The reader on a page for customers; roles do not count there."""
    someone = signed_in_person()
    return Reader(person_id=someone.id) if someone else VISITOR


def staff_reader() -> Reader:
    """The reader on a page under /staff."""
    someone = signed_in_person()
    if someone is None or someone.staff is None:
        raise NotAllowed
    return Reader(person_id=someone.id, abilities=someone.abilities, team_id=someone.staff.team_id)


def anyone(view: View[P]) -> View[P]:
    """Open to everybody, signed in or not."""
    view.access = ANYONE  # type: ignore[attr-defined]
    return view


def signed_in(view: View[P]) -> View[P]:
    """For people with an account."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if signed_in_person() is None:
            return _sign_in_first()
        return view(*args, **kwargs)

    guarded.access = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def staff(ability: Ability) -> Callable[[View[P]], View[P]]:
    """For staff whose roles allow `ability`. Others who are signed in get 403, visitors the sign-in page."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            someone = signed_in_person()
            if someone is None:
                return _sign_in_first()
            if ability not in someone.abilities:
                raise NotAllowed(ability)
            g.on_staff_page = True
            return view(*args, **kwargs)

        guarded.access = ability  # type: ignore[attr-defined]
        return guarded

    return decorate


def _sign_in_first() -> ResponseReturnValue:
    return keep_and_sign_in()
