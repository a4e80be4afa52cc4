"""The journey of booking: which questions somebody meets, in which order, given their answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.appointments.places import Place
from portal.appointments.slot_days import picked

Answers = Mapping[str, Mapping[str, Any]]  # by page: the names of its fields and what was given

BOOK = "book"  # the journey, as its draft is kept
ANYONE = "anyone"  # no officer is named
ORGANISATION = "organisation"  # "organisation:12" is booked for, instead of a person
NONE_SUITS = "none"  # of the times shown, or there is none


class Page(StrEnum):
    """One question; the value stands in the page's address."""

    PURPOSE = "purpose"
    ABOUT = "about"
    FOR_WHOM = "for-whom"
    PLACE = "place"
    OFFICE = "office"
    HOME = "home"
    REACH = "reach"
    OFFICER = "officer"
    NEEDS = "needs"
    WHEN = "when"
    SUITS = "suits"
    ABOUT_YOU = "about-you"


# An answer to one of these decides which times there are, so that a time chosen before no longer stands.
_DECIDES_TIMES = frozenset({Page.PURPOSE, Page.PLACE, Page.OFFICE, Page.HOME, Page.OFFICER, Page.NEEDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of somebody before they answer, and what there is to choose from.

    `homes_of` counts the homes of each person they may book for, themselves included; empty for visitors.
    `organisations`: the ids of those in whose name they may book. `has_officers`: somebody may be asked for
    by name. `rebooks`: another time for an appointment that did not take place; everything but the time is
    known already.
    """

    person_id: int | None = None
    homes_of: Mapping[int, int] = field(default_factory=dict)
    organisations: frozenset[int] = frozenset()
    offices: int = 1
    has_officers: bool = False
    rebooks: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether we know who this is."""
        return self.person_id is not None


def place_of(answers: Answers) -> Place | None:
    """Where they would like to meet, once they have said."""
    given = answers.get(Page.PLACE, {}).get("place")
    return Place(given) if given else None


def purpose_of(answers: Answers) -> int | None:
    """The purpose chosen, by its id."""
    given = answers.get(Page.PURPOSE, {}).get("purpose")
    return int(given) if given else None


def is_urgent(answers: Answers) -> bool:
    """Whether they said that it cannot wait."""
    return bool(answers.get(Page.ABOUT, {}).get("urgent") == "yes")


def officer_of(answers: Answers) -> int | None:
    """The officer asked for by name; None for anyone suitable."""
    given = str(answers.get(Page.OFFICER, {}).get("officer", ANYONE))
    return int(given) if given.isdecimal() else None


def for_person(answers: Answers, situation: Situation) -> int | None:
    """Whose appointment it is: the person represented, else whoever is signed in; None for a visitor."""
    chosen = str(answers.get(Page.FOR_WHOM, {}).get("whom", ""))
    whose = int(chosen) if chosen.isdecimal() else None
    return whose if whose in situation.homes_of else situation.person_id


def for_organisation(answers: Answers, situation: Situation) -> int | None:
    """The organisation in whose name it is booked; None for oneself or a person."""
    kind, _, number = str(answers.get(Page.FOR_WHOM, {}).get("whom", "")).partition(":")
    chosen = int(number) if kind == ORGANISATION and number.isdecimal() else None
    return chosen if chosen in situation.organisations else None


def time_chosen(answers: Answers) -> datetime | None:
    """The beginning they chose, in UTC; None while they have chosen none, or said that none suits."""
    chosen = picked(str(answers.get(Page.WHEN, {}).get("slot", NONE_SUITS)))
    return chosen.starts_at if chosen else None


def pages(answers: Answers, situation: Situation) -> tuple[Page, ...]:
    """The questions this person is asked, in order, as far as their answers so far decide it."""
    if situation.rebooks:
        asked_again = {Page.WHEN: True, Page.SUITS: _none_suits(answers)}
        return tuple(page for page in asked_again if asked_again[page])
    place = place_of(answers)
    homes = situation.homes_of
    asked = {
        Page.PURPOSE: True,
        Page.ABOUT: True,
        Page.FOR_WHOM: len(homes) + len(situation.organisations) > 1,
        Page.PLACE: True,
        Page.OFFICE: place is Place.OFFICE and situation.offices > 1,
        Page.HOME: place is Place.HOME and _homes_known(answers, situation) != 1,
        Page.REACH: situation.signed_in and place in (Place.PHONE, Place.VIDEO),
        Page.OFFICER: situation.has_officers,
        Page.NEEDS: True,
        Page.WHEN: True,
        Page.SUITS: _none_suits(answers),
        Page.ABOUT_YOU: not situation.signed_in,
    }
    return tuple(page for page in Page if asked[page])


def unanswered(answers: Answers, situation: Situation) -> Page | None:
    """The first question not answered yet; None when everything may be checked and booked."""
    return next((page for page in pages(answers, situation) if page not in answers), None)


def answered(page: Page, given: Mapping[str, Any], answers: Answers) -> dict[str, Mapping[str, Any]]:
    """The answers with this one; a time chosen before falls away where the change may make it impossible."""
    kept = {name: answer for name, answer in answers.items() if name != page}
    was_urgent = is_urgent(answers)
    changed = {**kept, page.value: given}
    decides = page in _DECIDES_TIMES and answers.get(page) != given
    if decides or is_urgent(changed) != was_urgent:
        changed.pop(Page.WHEN, None)
    if page is Page.FOR_WHOM and answers.get(page) != given:
        for gone in (Page.HOME, Page.REACH, Page.NEEDS, Page.WHEN):
            changed.pop(gone, None)
    return changed


def after(page: Page, answers: Answers, situation: Situation, *, changing: bool) -> Page | None:
    """Where an answer leads: the next question, or None for checking the answers.

    While somebody changes one answer they go back to checking, unless the change asks something new.
    """
    if changing:
        return unanswered(answers, situation)
    asked = pages(answers, situation)
    return asked[asked.index(page) + 1] if page in asked[:-1] else unanswered(answers, situation)


def before(page: Page, answers: Answers, situation: Situation) -> Page | None:
    """The question before this one; None at the first."""
    asked = pages(answers, situation)
    return asked[asked.index(page) - 1] if page in asked[1:] else None


def _homes_known(answers: Answers, situation: Situation) -> int:
    """How many homes of theirs we know; an organisation says where it wants us to come."""
    if for_organisation(answers, situation) is not None:
        return 0
    return situation.homes_of.get(for_person(answers, situation) or 0, 0)


def _none_suits(answers: Answers) -> bool:
    return bool(answers.get(Page.WHEN, {}).get("slot") == NONE_SUITS)
