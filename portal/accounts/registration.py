"""Whether somebody who asks for an account is on the tenancy they name, and what follows. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CODE_LASTS = timedelta(days=21)  # it goes by post
LINK_LASTS = timedelta(hours=24)
RESET_LASTS = timedelta(hours=2)
INVITATION_LASTS = timedelta(days=7)


class State(StrEnum):
    """Where a registration stands."""

    ASKED = "asked"
    LINK_SENT = "link sent"
    WAITS = "waits for staff"
    CODE_BY_POST = "code by post"
    DONE = "done"
    REPLACED = "replaced"  # by a newer one for the same address
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A person on the tenancy, as the landlord's file has them. `runs`: the tenancy has not ended."""

    person_id: int
    family_name: str
    born_on: date | None
    email: str
    runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of a registration. `person_id`: who it most likely is; None where that is not clear."""

    state: State
    person_id: int | None = None


def decided(*, family_name: str, born_on: date | None, email: str, held: Iterable[Held]) -> Decision:
    """Send the link, let staff look, or nothing (REFUSED) where nobody on the tenancy is meant.

    The link is sent only to the address held for exactly one person whose surname and date of birth agree,
    on a tenancy that runs. Staff look where only one of the two agrees (a new surname, a birthday we do not
    hold), where no or another address is held, where two people agree, and where the tenancy has ended.
    """
    people = list(held)
    agreeing = [p for p in people if same_name(p.family_name, family_name) and p.born_on == born_on]
    if len(agreeing) > 1:
        agreeing = [p for p in agreeing if p.email and p.email == email] or agreeing
    if len(agreeing) == 1:
        found = agreeing[0]
        sure = found.runs and born_on is not None and bool(found.email) and found.email == email
        return Decision(state=State.LINK_SENT if sure else State.WAITS, person_id=found.person_id)
    partly = agreeing or [p for p in people if same_name(p.family_name, family_name) or p.born_on == born_on]
    if not partly:
        return Decision(state=State.REFUSED)
    return Decision(state=State.WAITS, person_id=partly[0].person_id if len(partly) == 1 else None)


def same_name(one: str, other: str) -> bool:
    """Whether two surnames are the same but for case, accents, hyphens, apostrophes and spaces."""
    return bool(_letters(one)) and _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())
