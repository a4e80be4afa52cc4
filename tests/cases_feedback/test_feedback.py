"""Kinds of feedback in each landlord's own names; entries without names; who is named in a text."""

from __future__ import annotations

import pytest

from portal.cases.feedback import SaidAndDid, kind_of, named
from portal.charters import library
from portal.charters.standards import CaseKind
from portal.errors import RuleBroken

OWN_NAMES = {
    "tp-properties": ["Compliment", "Your views"],
    "redland": ["Comment", "Suggestion", "Compliment"],
    "seven-locks": ["Compliment", "Comment"],
    "howm": ["Compliment", "Feedback"],
    "havebury-contractors": ["Feedback", "Comment", "Compliment"],
    "england": ["Comment", "Compliment"],
}


@pytest.mark.parametrize("charter", OWN_NAMES)
def test_each_landlord_has_its_own_names_and_a_complaint(charter: str) -> None:
    found = library.load(charter).feedback_kinds
    assert [kind.name for kind in found if kind.key != "complaint"] == OWN_NAMES[charter]
    assert "complaint" in [kind.key for kind in found]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("comment", CaseKind.COMMENT),
        ("suggestion", CaseKind.COMMENT),
        ("feedback", CaseKind.COMMENT),
        ("compliment", CaseKind.COMPLIMENT),
        ("complaint", CaseKind.COMPLAINT),
    ],
)
def test_what_is_behind_a_name(key: str, kind: CaseKind) -> None:
    assert kind_of(key) is kind


@pytest.mark.parametrize(
    ("charter", "kind", "key", "name"),
    [
        ("tp-properties", "comment", "", "Your views"),
        ("redland", "comment", "suggestion", "Suggestion"),
        ("redland", "comment", "", "Comment"),
        ("howm", "comment", "", "Feedback"),
        ("redland", "enquiry", "", ""),
    ],
)
def test_what_a_kind_is_called(charter: str, kind: str, key: str, name: str) -> None:
    assert named(library.load(charter).feedback_kinds, kind, key) == name


@pytest.mark.parametrize(
    ("said", "did", "rule"),
    [
        ("The lift was out.", "We mended it.", None),
        ("You may want longer hours.", "We open until 7pm.", None),
        ("", "We mended it.", "nothing said"),
        ("The lift was out.", " ", "nothing said"),
        ("May said that the lift was out.", "We mended it.", "names a customer"),
        ("The lift was out.", "We rang Mrs Lindqvist’s son.", "names a customer"),
    ],
)
def test_an_entry_has_both_halves_and_nobodys_name(said: str, did: str, rule: str | None) -> None:
    entry = SaidAndDid(said=said, did=did)
    if rule is None:
        entry.check(names=["May Lindqvist"])
        return
    with pytest.raises(RuleBroken) as refused:
        entry.check(names=["May Lindqvist"])
    assert refused.value.rule == rule
