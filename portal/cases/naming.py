"""Whether words of a complaint name somebody of our staff: surely, or perhaps. Pure; never who may see it.

Source: Complaint Handling Code 5.8. Who is surely named is kept away at once; on others people decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Entries of a complaint's timeline; `facts["to"]` is the person, the words are their name.
MAY_BE_NAMED = "complaint.somebody may be named"
NAMED = "complaint.somebody named"
NOT_NAMED = "complaint.somebody not named"

_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The two parts of a name."""

    given: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What somebody wrote. `person`: whom they complain about, as they call them. `own`: their own name."""

    text: str
    person: str = ""
    own: str = ""


def surely_named(words: Words, staff: Mapping[int, Name]) -> list[int]:
    """The ids of those who are meant beyond doubt, whatever the capitals.

    Their whole name, given name first; a title before the family name, or the one word by which the customer
    calls whom they complain about, where nobody else of the staff has that name, nor the customer.
    """
    text, person = _listed(f"{words.text}. {words.person}"), _listed(words.person)
    own = set(_listed(words.own))
    return [
        number
        for number, name in staff.items()
        if _within(_listed(name.given) + _listed(name.family), text, least=2)
        or (_titled(name, text) and _is_only(_listed(name.family), staff, own))
        or (person and person in _parts(name) and _is_only(person, staff, own))
    ]


def perhaps_named(words: Words, staff: Mapping[int, Name]) -> list[int]:
    """The ids of those of whom a given or family name stands there with its capital letter.

    In what the customer calls a person, capitals do not count.
    """
    text, person = _listed(words.text, as_written=True), _listed(words.person)
    return [
        number
        for number, name in staff.items()
        if any(
            _within(_listed(part, as_written=True), text) or _within(_listed(part), person)
            for part in (name.given, name.family)
        )
    ]


def undecided(happened: Iterable[tuple[str, Mapping[str, object], str | None]]) -> dict[int, str]:
    """Who may be named and nobody has decided about, with their names; from act, facts and words of each."""
    found: dict[int, str] = {}
    decided = set()
    for act, facts, words in happened:
        person = facts.get("to")
        if not isinstance(person, int):
            continue
        if act == MAY_BE_NAMED:
            found[person] = words or ""
        elif act in (NAMED, NOT_NAMED):
            decided.add(person)
    return {person: name for person, name in found.items() if person not in decided}


def _parts(name: Name) -> tuple[list[str], list[str]]:
    return _listed(name.given), _listed(name.family)


def _titled(name: Name, text: list[str]) -> bool:
    family = _listed(name.family)
    return any(_within([title, *family], text, least=2) for title in _TITLES)


def _is_only(part: list[str], staff: Mapping[int, Name], own: set[str]) -> bool:
    return sum(part in _parts(name) for name in staff.values()) == 1 and not own & set(part)


def _within(sought: list[str], text: list[str], *, least: int = 1) -> bool:
    """Whether those words, `least` or more, stand there one after the other."""
    if len(sought) < least:
        return False
    return any(text[at : at + len(sought)] == sought for at in range(len(text) - len(sought) + 1))


def _listed(text: str, *, as_written: bool = False) -> list[str]:
    plain = text.replace("’", "'").replace("'s ", " ").removesuffix("'s")
    plain = plain if as_written else plain.casefold()
    return "".join(c if c.isalnum() else " " for c in plain).split()
