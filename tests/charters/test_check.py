"""A wrong charter file is refused with every mistake named, each with its path and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.charters import library
from portal.charters.problems import CharterRefused

SMALL = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")

FIRST = 'clause = "2"\nlabel = "Acknowledged"'

# What is replaced, with what, the path named, words of the message, and a line of the wrong file
# that the problem must point at ("" where the mistake is that something is not there at all).
ONE_MISTAKE = [
    ('key = "small"', 'key = "tiny"', "key", 'is "tiny", but the file is called "small"', 'key = "tiny"'),
    ("charter_format = 1", "charter_format = 2", "charter_format", "must be 1", "charter_format = 2"),
    ("charter_format = 1\n", "", "charter_format", "must be 1", ""),
    ('[landlord]\nname = "Small Homes"', "[landlord]", "landlord.name", "is missing", "[landlord]"),
    (
        'short_name = "Small"',
        'short_name = " "',
        "landlord.short_name",
        "must not be empty",
        'short_name = " "',
    ),
    (
        'short_name = "Small"',
        "short_name = 5",
        "landlord.short_name",
        "must be text in quotes",
        "short_name = 5",
    ),
    ('"scotland"', '"wales"', "landlord.division", '"wales" is not one of', 'division = "wales"'),
    (
        "public_authority = false",
        'public_authority = "no"',
        "landlord.public_authority",
        "true or false",
        'public_authority = "no"',
    ),
    (
        'title = "Customer care"',
        'title = "Customer care"\ncolour = "red"',
        "policy.colour",
        "is no key of this table",
        'colour = "red"',
    ),
    ("2020-04-01", '"2020-04-01"', "policy.effective_on", "write a date without quotes", "effective_on"),
    (
        "2023-03-31",
        "2019-03-31",
        "policy.review_due_on",
        "before the day the policy took effect",
        "review_due_on",
    ),
    (
        '[[note]]\nclause = "5"',
        '[[remark]]\nclause = "5"',
        "remark",
        "is no table or key of a charter",
        "[[remark]]",
    ),
    ("[[note]]", "[note]", "note", "must be written as [[note]]", "[note]"),
    (
        'ours = "voicemail"\npolicys = "phone"',
        'ours = "voicemail"\npolicys = "web"',
        "channel[4].policys",
        '"web" itself counts as "email"',
        'policys = "web"',
    ),
    ('ours = "in person"', 'ours = "pigeon"', "channel[6].ours", '"pigeon" is not one of', 'ours = "pigeon"'),
    ('words = "emails"\nwhy = "Written."', 'words = "emails"', "channel[1].why", "is missing", "[[channel]]"),
    (
        '[[contact_kind]]\nkey = "tenant"\nname = "Tenant"\nclause = "1"\n',
        "",
        "contact_kind",
        "at least one",
        "",
    ),
    (
        'name = "Braille"\nbasis = "Equality Act 2010"',
        'name = "Braille"',
        "format[2].clause",
        "neither a clause nor a basis",
        "@[[format]]2",
    ),
    (
        '[[format]]\nkey = "bsl"\nname = "Signing"\nbasis = "Equality Act 2010"\n',
        "",
        "format",
        "not offered: bsl",
        "@[[format]]1",
    ),
    ('key = "bsl"', 'key = "BSL"', "format[7].key", '"BSL" must be small letters', 'key = "BSL"'),
    (
        'key = "stairs"',
        'key = "steps"',
        "regime[7].key",
        '"steps" is no regime of the library',
        'key = "steps"',
    ),
    (
        'key = "foi"\napplies = false',
        'key = "foi"\napplies = true',
        "regime[3].applies",
        "binds public authorities only",
        "@applies3",
    ),
    (
        'key = "stairs"\napplies = false',
        'key = "stairs"\napplies = true',
        "regime[7].applies",
        "binds registered providers only",
        "@applies7",
    ),
    (
        '[[regime]]\nkey = "eir"\napplies = false\nreason = "No public authority."\n',
        "",
        "regime",
        "nothing is said about: eir",
        "@[[regime]]1",
    ),
    (
        'key = "acknowledge"',
        'key = "answer"',
        "standard[2].key",
        '"answer" is already key of standard[1]',
        '@key = "answer"2',
    ),
    (FIRST, 'clause = ""\nlabel = "Acknowledged"', "standard[1].clause", "must not be empty", 'clause = ""'),
    (
        'unit = "working days" }\nkept_in = "portal.cases"',
        'unit = "fortnights" }\nkept_in = "portal.cases"',
        "standard[1].limit.unit",
        '"fortnights" is not one of',
        "fortnights",
    ),
    ("amount = 3,", 'amount = "3",', "standard[1].limit.amount", "must be a whole number", 'amount = "3"'),
    (
        "amount = 3,",
        "amount = 0,",
        "standard[1].limit",
        'amount is 0 for "same day", and only there',
        "amount = 0",
    ),
    ("amount = 3,", "amount = 4,", "standard[1].limit", "none of its amounts is in the words", "amount = 4"),
    (
        'amount = 3, unit = "working days"',
        'amount = 3, unit = "working days", days_are_working = true',
        "standard[1].limit",
        "reads the bare unit",
        "days_are_working",
    ),
    (
        'amount = 3, unit = "working days"',
        'amount = 3, unit = "working days", backward = true',
        "standard[1].limit",
        "counts backward in a notice, and only there",
        "backward",
    ),
    (
        'amount = 3, unit = "working days"',
        'amount = 3, unit = "working days", clear_days = true',
        "standard[1].limit",
        "clear_days goes with backward",
        "clear_days",
    ),
    (
        "within 3 working days",
        "within 3 days",
        "standard[1].reading",
        "can be counted in several ways",
        "@[[standard]]1",
    ),
    (
        "within 3 working days",
        "within 3 hours",
        "standard[1].reading",
        "can be counted in several ways",
        "@[[standard]]1",
    ),
    (
        'kept_by = ["acknowledged"]',
        "kept_by = []",
        "standard[1].kept_by",
        "must say what keeps it",
        "kept_by = []",
    ),
    (
        'kept_by = ["acknowledged"]',
        'kept_by = ["forgotten"]',
        "standard[1].kept_by",
        '"forgotten" is not one of',
        'kept_by = ["forgotten"]',
    ),
    (
        'kept_in = "portal.cases"',
        'kept_in = "portal.magic"',
        "standard[1].kept_in",
        "is no part of the portal",
        'kept_in = "portal.magic"',
    ),
    (
        'channels = ["email", "letter"]',
        'channels = ["web"]',
        "standard[1].channels",
        "no channel of the portal counts as web",
        'channels = ["web"]',
    ),
    (
        'channels = ["email", "letter"]',
        'when = ["urgent"]\nunless = ["urgent"]',
        "standard[1].unless",
        "wanted and excluded at once",
        "unless",
    ),
    (
        'channels = ["email", "letter"]',
        'when = ["office open", "office closed"]',
        "standard[1].when",
        "never hold together",
        "when",
    ),
    (
        'channels = ["email", "letter"]',
        "effective_from = 2024-02-01\neffective_to = 2024-01-31",
        "standard[1].effective_to",
        "is before effective_from",
        "effective_to",
    ),
    (
        'channels = ["email", "letter"]',
        "more_than = 2",
        "standard[1].more_than",
        "goes with kind threshold",
        "more_than",
    ),
    (
        'channels = ["email", "letter"]',
        "cap_pence = 700",
        "standard[1].cap_pence",
        "goes with kind cap",
        "cap_pence",
    ),
    (
        'channels = ["email", "letter"]',
        'regime = "foi"',
        "standard[1].regime",
        "is not defined in this file",
        "regime =",
    ),
    (
        'channels = ["email", "letter"]',
        'collected_by = "post-check"',
        "standard[1].collected_by",
        'there is no standard "post-check"',
        "collected_by",
    ),
    (
        'channels = ["email", "letter"]',
        'collected_by = "answer"',
        "standard[1].collected_by",
        '"answer" is no recurring check',
        "collected_by",
    ),
    (
        'after_standard = "acknowledge"',
        'after_standard = "greet"',
        "standard[2].after_standard",
        'there is no standard "greet"',
        "after_standard",
    ),
    (
        'event = "acknowledged"',
        'event = "greeted"',
        "standard[2].after_standard",
        '"greeted" does not keep "acknowledge"',
        "after_standard",
    ),
    (
        'channels = ["email", "letter"]\nkept_by = ["acknowledged"]',
        'after_standard = "answer"\nkept_by = ["acknowledged", "answered"]',
        "standard[1].after_standard",
        '"received" does not keep "answer"',
        "after_standard",
    ),
    (
        'after_standard = "acknowledge"',
        'after_standard = "acknowledge"\nmay_ask_identity = true',
        "standard[2].may_ask_identity",
        "goes with a deadline counted from receipt",
        "may_ask_identity",
    ),
    (
        'aim = { amount = 10, unit = "working days" }',
        'aim = { amount = 21, unit = "working days" }',
        "standard[2].aim",
        "is longer than the limit",
        "aim =",
    ),
    ('limit = { amount = 28, unit = "days" }\n', "", "standard[2].limit", "needs a limit", "@[[standard]]2"),
    ('recurs_from = "last due"\n', "", "standard[3].recurs_from", "recurring needs it", "@[[standard]]3"),
    (
        'key = "check"',
        'key = "subject-access-answer"',
        "standard[3].key",
        "is a rule of the library",
        "subject-access-answer",
    ),
    ('clause = "6"', 'clause = "5"', "not_software[1].clause", '"5" is promised elsewhere', '@clause = "5"2'),
]


def line_number(text: str, marker: str) -> int:
    """The first line holding the marker; `@words3` means the third line that holds the words."""
    wanted = 1
    if marker.startswith("@"):
        marker, wanted = marker[1:-1], int(marker[-1])
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if marker in line]
    return lines[wanted - 1]


def test_the_small_charter_has_no_mistake() -> None:
    assert library.check(SMALL, "small") == []


@pytest.mark.parametrize(("old", "new", "where", "words", "marker"), ONE_MISTAKE)
def test_each_mistake_is_named_with_its_place(
    old: str, new: str, where: str, words: str, marker: str
) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)

    problems = library.check(text, "small")

    found = [problem for problem in problems if problem.where == where and words in problem.message]
    assert found, problems
    assert found[0].line == (line_number(text, marker) if marker else None)


def test_every_mistake_is_named_at_once_in_the_order_of_the_file() -> None:
    text = (
        SMALL.replace('"scotland"', '"wales"')
        .replace('key = "stairs"', 'key = "steps"')
        .replace("amount = 3,", "amount = -3,")
        .replace('kept_by = ["acknowledged"]', 'kept_by = ["lost"]')
        .replace('kept_by = ["answered"]', "kept_by = []")
        .replace('recurs_from = "last due"', 'recurs_from = "now and then"')
    )

    problems = library.check(text, "small")

    lines = [problem.line or 0 for problem in problems]
    assert lines == sorted(lines)
    assert {problem.where for problem in problems} == {
        "landlord.division",
        "regime[7].key",
        "regime",  # nothing is said about stairs
        "standard[1].limit.amount",
        "standard[1].kept_by",
        "standard[2].kept_by",
        "standard[3].recurs_from",
    }


def test_a_chain_that_comes_back_to_itself_is_refused() -> None:
    text = SMALL.replace(
        'event = "received"\nchannels = ["email", "letter"]', 'event = "answered"\nafter_standard = "answer"'
    )

    problems = library.check(text, "small")

    assert [problem.message for problem in problems] == ["the chain comes back to itself"] * 2


@pytest.mark.parametrize(
    ("old", "new", "marker"),
    [
        ('division = "scotland"', "division = scotland", "division = scotland"),
        ('[[note]]\nclause = "5"', '[[note]\nclause = "5"', "[[note]"),
        ('clause = "6"', 'clause = "6"\nclause = "6"', '@clause = "6"2'),
        ('note = "Old."', 'note = "Old.', 'note = "Old.'),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(old: str, new: str, marker: str) -> None:
    text = SMALL.replace(old, new)

    (problem,) = library.check(text, "small")

    assert problem.message.startswith("this is not TOML: ")
    assert problem.line == line_number(text, marker)


@pytest.mark.parametrize("text", ["", "# nothing yet"])
def test_an_empty_file_lacks_everything(text: str) -> None:
    named = {problem.where for problem in library.check(text, "small")}

    assert named >= {"charter_format", "key", "landlord", "policy", "channel", "format", "regime"}


def test_a_long_text_that_looks_like_a_table_moves_no_line() -> None:
    text = SMALL.replace('"On the cover."', '"""Old.\n[[standard]]\nkey = 5\n"""').replace(
        'kept_in = "portal.cases"', 'kept_in = "portal.magic"'
    )

    (problem,) = library.check(text, "small")

    assert problem.line == line_number(text, "portal.magic")


def test_a_wrong_charter_cannot_be_used() -> None:
    with pytest.raises(CharterRefused) as refused:
        library.from_text(SMALL.replace('"scotland"', '"wales"'), "small")

    assert [problem.where for problem in refused.value.problems] == ["landlord.division"]
