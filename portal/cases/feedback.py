"""What people say about us: comments, compliments, complaints in the landlord's own names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.charters.ombudsman import DATA_PROTECTION
from portal.charters.standards import CaseKind, Charter, Named
from portal.errors import RuleBroken

FEEDBACK = (CaseKind.COMMENT, CaseKind.COMPLIMENT, CaseKind.COMPLAINT)
CARDS_AT_ONCE = 20
# A complaint about how we use personal data: a kind of our own, because no charter names one. It is dealt
# with as a complaint, by its own route (Data Protection Act 2018, section 164A).
DATA_PROTECTION_KEY = "data-protection"


class About(StrEnum):
    """What somebody speaks about; they say in their own words which one."""

    SERVICE = "service"
    VISIT = "visit"
    CONTRACTOR = "contractor"
    DECISION = "decision"
    PERSON = "person"
    OTHER = "something else"


class Where(StrEnum):
    """Where we offered somebody who is unhappy to make it a complaint (the Code, 1.3)."""

    SPEAKING = "telling us what they think"
    NOT_ANSWERED = "it was not answered"
    REPLY = "an unhappy reply"
    MISSED_PROMISE = "a missed promise"
    CASE = "the page of the case"
    STAFF = "talking to staff"


class Wish(StrEnum):
    """What they said to it; the Code asks us to offer a choice, and not to press."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not sure"


def kind_of(key: str) -> CaseKind:
    """The kind of case behind a landlord's own kind of feedback: a suggestion is dealt with as a comment."""
    if key == DATA_PROTECTION_KEY:
        return CaseKind.COMPLAINT
    return CaseKind(key) if key in FEEDBACK else CaseKind.COMMENT


def takes_data_complaints(charter: Charter) -> bool:
    """Whether the landlord stands under the law on complaints about personal data."""
    return any(regime.key == DATA_PROTECTION for regime in charter.regimes)


def about_data(given: Mapping[str, Any]) -> bool:
    """Whether the answers of the first page of speaking mean a complaint about our use of personal data."""
    return given.get("feedback") == DATA_PROTECTION_KEY


def named(kinds: Iterable[Named], kind: str, key: str = "") -> str:
    """What the landlord calls it: by the charter's key, else by the kind; "" where it has neither."""
    known = list(kinds)
    found = next((k for k in known if key and k.key == key), None)
    found = found or next((k for k in known if k.key == kind), None)
    found = found or next((k for k in known if kind in FEEDBACK and kind_of(k.key) == kind), None)
    return found.name if found else ""


def chosen_kind(given: Mapping[str, Any]) -> CaseKind | None:
    """The kind of case that the answers of the first page of speaking mean; None before it is answered."""
    key = given.get("feedback")
    return kind_of(str(key)) if key else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAndDid:
    """An entry of "you said, we did" as staff write it. No word of it may tell whose words they were."""

    said: str
    did: str
    theme_id: int | None = None

    def check(self, *, names: Iterable[str]) -> None:
        """Raise RuleBroken("nothing said") when half of it is empty, "names a customer" for a name of theirs.

        Each part of a name is looked for as a whole word with its own capitals, so that May and may differ.
        """
        if not self.said.strip() or not self.did.strip():
            raise RuleBroken("nothing said")
        words = set(_listed(f"{self.said} {self.did}"))
        for name in names:
            if any(len(part) > 1 and part in words for part in _listed(name)):
                raise RuleBroken("names a customer")


def _listed(text: str) -> list[str]:
    plain = text.replace("’", "'").replace("'s ", " ")
    return "".join(c if c.isalnum() else " " for c in plain).split()
