"""The 39 numbers of the five policies, each typed (the table of all numeric limits, domain 11.6)."""

from __future__ import annotations

import pytest

from portal.charters import library
from portal.charters.standards import Standard

# charter, clause, kind, amount, unit (of the limit, or of a tolerance), what the words say
THE_39_LIMITS = [
    ("tp-properties", "Written f", "threshold", 1, "working days", "more than one working day"),
    ("tp-properties", "Header", "recurring", 1, "years", "Annually"),
    ("redland", "2.4c", "deadline", 2, "minutes", "two minutes"),
    ("redland", "2.4d", "deadline", 5, "minutes", "5 minutes"),
    ("redland", "2.4e", "deadline", 10, "minutes", "10 minutes"),
    ("redland", "2.4g", "deadline", 3, "days", "3 days"),
    ("redland", "2.4h", "deadline", 0, "same day", "same day"),
    ("redland", "2.6d", "deadline", 5, "days", "5 days"),
    ("redland", "2.6e", "deadline", 10, "days", "10 days"),
    ("redland", "2.8.1d", "deadline", 5, "office hours", "5 hours"),
    ("redland", "2.8.1f", "recurring", 1, "office hours", "every hour"),
    ("redland", "2.8.1g", "deadline", 5, "office hours", "5 hours"),
    ("redland", "2.8.1h", "deadline", 10, "days", "10 days"),
    ("redland", "2.8.1k", "deadline", 5, "working days", "5 working days"),
    ("redland", "2.8.2c", "recurring", 1, "working days", "daily, first thing"),
    ("redland", "2.8.2d", "deadline", 5, "office hours", "5 hours"),
    ("redland", "2.8.2e", "deadline", 5, "days", "5 days"),
    ("redland", "2.8.3a", "deadline", 10, "days", "10 days"),
    ("redland", "2.8.3c", "deadline", 3, "days", "3 days"),
    ("redland", "6.2a", "recurring", 3, "years", "at least once every three years"),
    ("seven-locks", "7a", "recurring", 1, "years", "annual"),
    ("seven-locks", "8", "recurring", 1, "years", "at least once a year"),
    ("howm", "1.0 imp 6", "recurring", 1, "quarters", "quarterly"),
    ("howm", "3.0b", "recurring", 1, "years", "annually"),
    ("howm", "3.1a", "deadline", 3, "working days", "3 working days"),
    ("howm", "3.1b", "deadline", 10, "working days", "10 working days"),
    ("howm", "3.1e", "deadline", 28, "days", "28 day"),
    ("howm", "3.1g", "deadline", 2, "business days", "two business days"),
    ("howm", "3.2b", "deadline", 1, "working days", "one working day"),
    ("howm", "5.0b", "recurring", 6, "months", "six months"),
    ("howm", "8a", "recurring", 1, "years", "at least annually"),
    ("havebury-contractors", "4 b6", "notice", 10, "working days", "at least 10 working days"),
    ("havebury-contractors", "5 b5", "threshold", None, None, "more than two occasions"),
    ("havebury-contractors", "7.1 b1", "sampled", 6, "rings", "6 rings/10 seconds"),
    ("havebury-contractors", "7.1 b2", "deadline", 2, "working days", "2 working days"),
    ("havebury-contractors", "7.1 b4", "deadline", 2, "working days", "2 working days"),
    ("havebury-contractors", "7.1 b5", "deadline", 1, "working days", "1 working day"),
    ("havebury-contractors", "7.1 b6", "deadline", 10, "working days", "10 working days"),
    ("havebury-contractors", "7.1 b8", "punctuality", 10, "minutes", "10 minutes"),
]


def of_clause(charter: str, clause: str, kind: str) -> Standard:
    """The clause's standard; the same limit on two events (RHA 2.4h) is one limit of the policy."""
    found = [s for s in library.load(charter).standards if s.clause == clause and s.kind == kind]
    assert len({(s.limit, s.tolerance, s.literal) for s in found}) == 1
    return found[0]


def test_there_are_39() -> None:
    assert len({(charter, clause) for charter, clause, *_ in THE_39_LIMITS}) == 39


@pytest.mark.parametrize(("charter", "clause", "kind", "amount", "unit", "words"), THE_39_LIMITS)
def test_each_limit_is_typed_as_the_policy_means_it(
    charter: str, clause: str, kind: str, amount: int | None, unit: str | None, words: str
) -> None:
    standard = of_clause(charter, clause, kind)
    limit = standard.limit or standard.tolerance

    assert ((limit.amount, limit.unit) if limit else (None, None)) == (amount, unit)
    assert words in standard.literal


def test_no_policy_has_a_number_beyond_the_39_but_the_cap_of_one_of_them() -> None:
    named = {(charter, clause, kind) for charter, clause, kind, *_ in THE_39_LIMITS}
    typed = {
        (name, standard.clause, standard.kind.value)
        for name in library.available()
        for standard in library.load(name).standards
    }

    assert typed - named == {("havebury-contractors", "5 b5", "cap")}


def test_a_threshold_counts_a_cap_is_money_and_rings_have_seconds_beside_them() -> None:
    lost_earnings = of_clause("havebury-contractors", "5 b5", "threshold")
    cap = of_clause("havebury-contractors", "5 b5", "cap")
    phone = of_clause("havebury-contractors", "7.1 b1", "sampled")

    assert lost_earnings.more_than == 2
    assert (cap.cap_pence, cap.cap_per) == (7000, "day")
    assert phone.or_limit
    assert (phone.or_limit.amount, phone.or_limit.unit) == (10, "seconds")


def test_the_notice_counts_backward_and_the_28_days_have_an_aim() -> None:
    notice = of_clause("havebury-contractors", "4 b6", "notice").limit
    aim = of_clause("howm", "3.1e", "deadline").aim

    assert notice
    assert notice.backward
    assert not notice.clear_days
    assert aim
    assert (aim.amount, aim.unit) == (10, "working days")


def test_checks_recur_from_when_they_were_due_and_reviews_from_when_they_were_done() -> None:
    recurring = {
        (charter, clause): str(of_clause(charter, clause, kind).recurs_from)
        for charter, clause, kind, *_ in THE_39_LIMITS
        if kind == "recurring"
    }

    from_due = {place for place, start in recurring.items() if start == "last due"}
    assert from_due == {("redland", "2.8.1f"), ("redland", "2.8.2c")}
    assert set(recurring.values()) == {"last due", "last done"}
