"""The errors of the domain. They carry facts; words for people are in templates.

DomainError
├── NotAllowed      this person may not do this (403)
├── NotFound        nothing there that this person may see (404)
├── PartMissing     a form needs a program that is not installed (in `formats.made`)
├── CannotBeMade    a form could not be made, though its program is there (in `formats.made`)
└── RuleBroken      a rule says no; `rule` is its name, `facts` what a page needs to explain it (422)
    └── Stale       somebody else changed the record first (409)
"""

from __future__ import annotations


class DomainError(Exception):
    """Anything the domain refuses."""


class NotAllowed(DomainError):
    """This person may not do this. `wanted`: the ability it takes, where the page says more about it."""

    def __init__(self, wanted: str = "") -> None:
        super().__init__(wanted)
        self.wanted = wanted


class NotFound(DomainError):
    """Nothing there that this person may see; never says which of the two."""


class RuleBroken(DomainError):
    """A rule says no. `rule` is a stable name that templates and tests key on."""

    def __init__(self, rule: str, **facts: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.facts = facts


class Stale(RuleBroken):
    """The form was made from an older version of the record than the one now stored."""

    def __init__(self, **facts: object) -> None:
        super().__init__("stale", **facts)
