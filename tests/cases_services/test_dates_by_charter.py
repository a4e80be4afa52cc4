"""Which promises a case starts, and when they fall due, for each charter and channel, through the service.

What each charter starts for every kind of case is `tests/charters/starts.csv`'s; here the dates arrive in
the database. All are received on Tuesday 3 November 2026 at 4:12pm; the office is open until 5pm.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from portal.cases.kinds import InformationKind, ReplyBy
from portal.charters.standards import CaseKind, Channel
from tests.applications import copy_sqlite, running_app
from tests.cases_services.world import a_world, commitments

ACK_HHP = "acknowledge-email-or-website"
REDLAND_LETTER = "answer-correspondence 2026-11-13"  # within 10 days, calendar days
HHP_ANSWER = "answer-in-full 2026-11-17"  # within 10 working days
HOWM_BOTH = "acknowledge-correspondence 2026-11-06, answer-correspondence 2026-11-17"  # 3 and 10 working days

ENQUIRIES = [
    # charter, channel, the answer is wanted by, what begins
    ("redland", Channel.WEB, ReplyBy.EMAIL, REDLAND_LETTER),
    ("redland", Channel.EMAIL, ReplyBy.EMAIL, REDLAND_LETTER),
    ("redland", Channel.LETTER, ReplyBy.POST, REDLAND_LETTER),
    ("redland", Channel.IN_PERSON, ReplyBy.EMAIL, ""),
    ("redland", Channel.VOICEMAIL, ReplyBy.PHONE, "return-voicemail-call 2026-11-04"),  # 5 office hours
    ("howm", Channel.WEB, ReplyBy.EMAIL, HOWM_BOTH),
    ("howm", Channel.LETTER, ReplyBy.EMAIL, HOWM_BOTH),
    ("howm", Channel.IN_PERSON, ReplyBy.EMAIL, ""),
    ("havebury-contractors", Channel.WEB, ReplyBy.EMAIL, f"{ACK_HHP} 2026-11-04, {HHP_ANSWER}"),
    ("havebury-contractors", Channel.LETTER, ReplyBy.POST, f"acknowledge-letter 2026-11-05, {HHP_ANSWER}"),
    ("havebury-contractors", Channel.PHONE, ReplyBy.PHONE, f"call-back 2026-11-05, {HHP_ANSWER}"),
    ("seven-locks", Channel.WEB, ReplyBy.EMAIL, ""),
    ("tp-properties", Channel.WEB, ReplyBy.EMAIL, ""),
    ("england", Channel.WEB, ReplyBy.EMAIL, ""),
]
REQUESTS = [
    # HOWM is no public authority: it passes requests on in two business days and owes no answer itself
    ("howm", InformationKind.RECORDED, "pass-on-information-request 2026-11-05"),
    ("howm", InformationKind.GENERAL, HOWM_BOTH),
    ("england", InformationKind.RECORDED, "foi-answer 2026-12-02"),  # 20 working days; St Andrew's Day passed
    ("england", InformationKind.OWN_DATA, "subject-access-answer 2026-12-03"),  # one month
    ("redland", InformationKind.GENERAL, f"send-forms-or-information 2026-11-06, {REDLAND_LETTER}"),
    ("redland", InformationKind.RECORDED, REDLAND_LETTER),
]


def began(folder: Path, template: sqlite3.Connection, charter: str, **given: Any) -> str:
    """What a case at that landlord starts: "standard date" of each, by due date."""
    copy_sqlite(template, folder / "portal.sqlite3")
    with running_app(folder, charter=charter, database_url=f"sqlite:///{folder / 'portal.sqlite3'}"):
        record = a_world().raised(**given)
        found = commitments(record)
        assert record.next_due_at == (found[0].due_at if found else None)
        return ", ".join(f"{c.standard} {c.due_on}" for c in found)


@pytest.mark.parametrize(("charter", "channel", "reply_by", "expected"), ENQUIRIES)
def test_an_enquiry_starts_what_its_charter_promises_for_its_channel(
    tmp_path: Path,
    sqlite_template: sqlite3.Connection,
    charter: str,
    channel: Channel,
    reply_by: ReplyBy,
    expected: str,
) -> None:
    found = began(tmp_path, sqlite_template, charter, channel=channel, reply_by=reply_by)
    assert found == expected


@pytest.mark.parametrize(("charter", "information", "expected"), REQUESTS)
def test_a_request_for_information_starts_what_its_law_says(
    tmp_path: Path,
    sqlite_template: sqlite3.Connection,
    charter: str,
    information: InformationKind,
    expected: str,
) -> None:
    kind = CaseKind.INFORMATION_REQUEST
    assert began(tmp_path, sqlite_template, charter, kind=kind, information=information) == expected
