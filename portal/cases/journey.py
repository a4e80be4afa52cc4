"""The journeys of asking and of speaking: which questions somebody meets, in which order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.cases.feedback import chosen_kind
from portal.cases.kinds import InformationKind, goes_to_an_authority
from portal.charters.standards import CaseKind

Answers = Mapping[str, Mapping[str, Any]]  # by page: the names of its fields and what was given


class Page(StrEnum):
    """One question; the value stands in the page's address."""

    KIND = "kind"
    TOPIC = "topic"
    INFORMATION = "information"
    NAMING = "naming"
    WORDS = "words"
    HAPPENED = "what-happened"
    DANGER = "danger"
    FILES = "files"
    FOR_WHOM = "for-whom"
    HOME = "home"
    REPLY = "reply"
    ABOUT_YOU = "about-you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of somebody before they answer: who they are to us, and what the landlord offers.

    `homes_of` counts the homes of each person they may ask for, themselves included; empty for visitors.
    `speaking`: they tell us what they think, in fewer and other pages than those who ask.
    """

    person_id: int | None = None
    homes_of: Mapping[int, int] = field(default_factory=dict)
    organisations: tuple[int, ...] = ()
    has_topics: bool = True
    public_authority: bool = False
    speaking: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether we know who this is."""
        return self.person_id is not None


def case_kind(answers: Answers) -> CaseKind | None:
    """What they ask for or tell us, once they have said."""
    answered = answers.get(Page.KIND, {})
    given = answered.get("kind")
    return CaseKind(given) if given else chosen_kind(answered)


def information_kind(answers: Answers) -> InformationKind | None:
    """Which information they ask for; None for anything but a request for information."""
    if case_kind(answers) is not CaseKind.INFORMATION_REQUEST:
        return None
    given = answers.get(Page.INFORMATION, {}).get("information")
    return InformationKind(given) if given else None


def names_danger(answers: Answers) -> bool:
    """Whether they said that something in the home is dangerous; asked of whoever asks, unhappy or not."""
    return any(answers.get(page, {}).get("danger") for page in (Page.WORDS, Page.HAPPENED))


def for_person(answers: Answers, situation: Situation) -> int | None:
    """Whose matter it is: the person represented, else whoever is signed in; None for a visitor."""
    chosen = _chosen(answers, "person")
    return chosen if chosen in situation.homes_of else situation.person_id


def for_organisation(answers: Answers, situation: Situation) -> int | None:
    """The organisation somebody writes for, if they said so and act for it."""
    chosen = _chosen(answers, "organisation")
    return chosen if chosen in situation.organisations else None


def whom_value(kind: str, number: int) -> str:
    """How a person or an organisation one may write for stands in the form."""
    return f"{kind}:{number}"


def _chosen(answers: Answers, kind: str) -> int | None:
    named, _, number = str(answers.get(Page.FOR_WHOM, {}).get("whom", "")).partition(":")
    return int(number) if named == kind and number.isdecimal() else None


def pages(answers: Answers, situation: Situation) -> tuple[Page, ...]:
    """The questions this person is asked, in order, as far as their answers so far decide it."""
    kind = case_kind(answers)
    homes = situation.homes_of
    whose = for_person(answers, situation)
    for_themselves = for_organisation(answers, situation) is None
    speaking = situation.speaking
    asked = {
        Page.KIND: True,
        Page.TOPIC: situation.has_topics and not speaking and kind is not CaseKind.INFORMATION_REQUEST,
        Page.INFORMATION: kind is CaseKind.INFORMATION_REQUEST,
        Page.NAMING: goes_to_an_authority(
            information_kind(answers), public_authority=situation.public_authority
        ),
        Page.WORDS: not speaking,
        Page.HAPPENED: speaking,
        Page.DANGER: names_danger(answers),
        Page.FILES: not speaking,
        Page.FOR_WHOM: len(homes) + len(situation.organisations) > 1,
        Page.HOME: for_themselves and whose is not None and homes.get(whose, 0) > 1,
        Page.REPLY: True,
        # Who speaks says how to answer and who they are on one page.
        Page.ABOUT_YOU: not situation.signed_in and not speaking,
    }
    return tuple(page for page in Page if asked[page])


def unanswered(answers: Answers, situation: Situation) -> Page | None:
    """The first question not answered yet; None when everything may be checked and sent."""
    return next((page for page in pages(answers, situation) if page not in answers), None)


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
