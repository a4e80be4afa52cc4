"""The charters that come with the portal load, quickly, with the law they stand under."""

from __future__ import annotations

import time
from datetime import date

import pytest

from portal.charters import library
from portal.charters.standards import Channel
from portal.errors import NotFound

CHARTERS = ["england", "havebury-contractors", "howm", "redland", "seven-locks", "tp-properties"]
EVERYBODY = {"subject-access", "data-protection-complaints"}
PRIVATE_PROVIDER = {*EVERYBODY, "complaint-handling-code", "hazards", "stairs"}


def test_the_five_policies_and_the_law_come_with_the_portal() -> None:
    assert library.available() == CHARTERS


@pytest.mark.parametrize("name", CHARTERS)
def test_a_charter_that_comes_with_the_portal_has_no_mistake(name: str) -> None:
    text = (library.FOLDER / f"{name}.toml").read_text(encoding="utf-8")

    assert library.check(text, name) == []


@pytest.mark.parametrize("name", CHARTERS)
def test_every_standard_names_its_clause_and_every_rule_of_law_its_source(name: str) -> None:
    charter = library.load(name)

    for standard in charter.all_standards():
        assert standard.clause.strip()
        if standard.regime:
            assert standard.source
            assert standard.effective_from
    for promise in (p for regime in charter.regimes for p in regime.promises):
        assert promise.source
        assert promise.effective_from


@pytest.mark.parametrize("name", CHARTERS)
def test_every_key_is_used_once_across_policy_and_law(name: str) -> None:
    keys = [standard.key for standard in library.load(name).all_standards()]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "regimes"),
    [
        ("redland", PRIVATE_PROVIDER),
        ("seven-locks", PRIVATE_PROVIDER),
        ("havebury-contractors", PRIVATE_PROVIDER),
        ("howm", EVERYBODY),
        ("tp-properties", EVERYBODY),
        ("england", {*PRIVATE_PROVIDER, "foi", "eir"}),
    ],
)
def test_a_charter_carries_the_regimes_it_stands_under(name: str, regimes: set[str]) -> None:
    charter = library.load(name)

    assert {regime.key for regime in charter.regimes} == regimes
    assert all(use.reason for use in charter.regime_uses)
    assert len(charter.regime_uses) == 7


@pytest.mark.parametrize(
    ("name", "channels"),
    [
        ("howm", {"web": "email", "email": "email", "letter": "letter"}),
        ("redland", {"web": "letter", "email": "letter", "letter": "letter"}),
        ("havebury-contractors", {"web": "email", "email": "email", "voicemail": "phone"}),
    ],
)
def test_a_message_in_the_portal_counts_as_the_policys_nearest_channel(
    name: str, channels: dict[str, str]
) -> None:
    charter = library.load(name)

    mapped = {channel: charter.policy_channel(Channel(channel)).value for channel in channels}

    assert mapped == channels
    assert {mapping.ours for mapping in charter.channels} == set(Channel)


@pytest.mark.parametrize(
    ("name", "edition", "effective_on", "review_due_on"),
    [
        ("redland", "March 2004", date(2004, 3, 1), date(2007, 3, 31)),
        ("tp-properties", "Revision 1", date(2009, 9, 22), None),
        ("havebury-contractors", "Service standards 2014-15", date(2014, 4, 1), None),
        ("howm", "undated", None, None),
        ("seven-locks", "undated", None, None),
    ],
)
def test_the_editions_have_the_policies_dates(
    name: str, edition: str, effective_on: date | None, review_due_on: date | None
) -> None:
    charter = library.load(name)

    assert (charter.edition, charter.effective_on, charter.review_due_on) == (
        edition,
        effective_on,
        review_due_on,
    )
    assert charter.dates_note


@pytest.mark.parametrize("name", ["../redland", "nobody", "", "redland.toml"])
def test_a_name_nobody_has_is_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        library.load(name)


@pytest.mark.parametrize("name", CHARTERS)
def test_only_the_answer_to_a_request_for_own_data_may_wait_for_proof_of_identity(name: str) -> None:
    """Domain section 4: no other law lets the start wait for it, and none of the five policies does."""
    standards = library.load(name).all_standards()
    assert [s.key for s in standards if s.may_ask_identity] == ["subject-access-answer"]


def test_a_charter_is_read_once() -> None:
    assert library.load("redland") is library.load("redland")


def test_reading_all_of_them_takes_less_than_150_milliseconds() -> None:
    library.load("england")
    texts = {name: (library.FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in CHARTERS}

    def processor_seconds() -> float:
        began = time.process_time()
        for name, text in texts.items():
            library.from_text(text, name)
        return time.process_time() - began

    assert min(processor_seconds() for _ in range(3)) < 0.150
