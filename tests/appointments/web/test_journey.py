"""Which questions of booking are asked, in which order, and what a changed answer takes with it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from portal.appointments.journey import Page, Situation, after, answered, before, pages, unanswered

FIRST = (Page.PURPOSE, Page.ABOUT, Page.PLACE)
OFFICE: dict[str, Any] = {
    "purpose": {"purpose": "1"},
    "about": {"words": "", "urgent": "no"},
    "place": {"place": "office"},
    "needs": {"gender": ""},
    "when": {"slot": "20261105T1000Z.1"},
}
HOME = {**OFFICE, "place": {"place": "home"}}
PHONE = {**OFFICE, "place": {"place": "phone"}}
VISITOR = Situation()
TENANT = Situation(person_id=7, homes_of={7: 1})
LAST = (Page.NEEDS, Page.WHEN)

ASKED = [
    ({}, VISITOR, (*FIRST, *LAST, Page.ABOUT_YOU)),
    (OFFICE, TENANT, (*FIRST, *LAST)),
    (OFFICE, Situation(person_id=7, homes_of={7: 1}, offices=2), (*FIRST, Page.OFFICE, *LAST)),
    (OFFICE, Situation(person_id=7, homes_of={7: 1}, has_officers=True), (*FIRST, Page.OFFICER, *LAST)),
    (HOME, TENANT, (*FIRST, *LAST)),
    (HOME, Situation(person_id=7, homes_of={7: 2}), (*FIRST, Page.HOME, *LAST)),
    (HOME, Situation(person_id=7, homes_of={7: 0}), (*FIRST, Page.HOME, *LAST)),
    (HOME, VISITOR, (*FIRST, Page.HOME, *LAST, Page.ABOUT_YOU)),
    (PHONE, TENANT, (*FIRST, Page.REACH, *LAST)),
    (PHONE, VISITOR, (*FIRST, *LAST, Page.ABOUT_YOU)),
    (
        OFFICE,
        Situation(person_id=7, homes_of={7: 1, 8: 1}),
        (Page.PURPOSE, Page.ABOUT, Page.FOR_WHOM, Page.PLACE, *LAST),
    ),
    (
        OFFICE,
        Situation(person_id=7, homes_of={7: 1}, organisations=frozenset({4})),
        (Page.PURPOSE, Page.ABOUT, Page.FOR_WHOM, Page.PLACE, *LAST),
    ),
    (  # we do not take it that an organisation is met at the home of whoever writes for it
        {**HOME, "for-whom": {"whom": "organisation:4"}},
        Situation(person_id=7, homes_of={7: 1}, organisations=frozenset({4})),
        (Page.PURPOSE, Page.ABOUT, Page.FOR_WHOM, Page.PLACE, Page.HOME, *LAST),
    ),
    ({**OFFICE, "when": {"slot": "none"}}, TENANT, (*FIRST, *LAST, Page.SUITS)),
    ({}, Situation(rebooks=True), (Page.WHEN,)),
    ({"when": {"slot": "none"}}, Situation(rebooks=True), (Page.WHEN, Page.SUITS)),
]


@pytest.mark.parametrize(("answers", "situation", "expected"), ASKED)
def test_each_is_asked_what_matters_to_them(
    answers: dict[str, Any], situation: Situation, expected: tuple[Page, ...]
) -> None:
    assert pages(answers, situation) == expected
    for one, following in pairwise(expected):
        assert after(one, answers, situation, changing=False) is following
        assert before(following, answers, situation) is one
    assert before(expected[0], answers, situation) is None


CHANGES = [
    (Page.PLACE, {"place": "home"}, False),
    (Page.PLACE, {"place": "office"}, True),  # the same again
    (Page.PURPOSE, {"purpose": "2"}, False),
    (Page.NEEDS, {"gender": "woman"}, False),
    (Page.ABOUT, {"words": "More", "urgent": "no"}, True),
    (Page.ABOUT, {"words": "", "urgent": "yes"}, False),
]


@pytest.mark.parametrize(("page", "given", "time_stands"), CHANGES)
def test_a_change_that_decides_times_takes_the_time_with_it(
    page: Page, given: dict[str, str], time_stands: bool
) -> None:
    changed = answered(page, given, OFFICE)
    assert ("when" in changed) is time_stands
    assert unanswered(changed, TENANT) is (None if time_stands else Page.WHEN)


def test_for_somebody_else_their_own_needs_are_asked() -> None:
    changed = answered(Page.FOR_WHOM, {"whom": "8"}, OFFICE)
    assert set(changed) == {"purpose", "about", "place", "for-whom"}
