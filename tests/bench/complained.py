"""Which of the cases the bench makes are complaints, and what else is stored of those: 2 %, at least 100.

They are restricted; 2 % of them are open, at least 60, so that a page of the list is full at every size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

TABLES = ("feedback", "complaints", "complaint_stages", "complaint_points", "complaint_remedies")
NUMBERED = ("complaint_stages", "complaint_points", "complaint_remedies")  # with ids of their own

_DEFINITION = "The light on your stair was out for five weeks, though you rang us six times."
_WANTED = "You want it mended, and to hear why it took so long."
_POINTS = ("The light was not mended.", "Nobody rang back.")


def is_complaint(number: int, count: int) -> bool:
    """Whether the case of that number is one, of `count` cases: never the last of all."""
    every = _every(count)
    return number % every == every // 2


def is_open_complaint(number: int, count: int) -> bool:
    """Whether it is one that is open: the newest are."""
    opened = max(_complaints(count) // 50, 60)
    return is_complaint(number, count) and number > count - opened * _every(count)


def open_complaints(count: int) -> list[int]:
    """The numbers of those that are open."""
    return [number for number in range(1, count + 1) if is_open_complaint(number, count)]


def made_complaint(made: dict[str, Any], *, officer_id: int, is_open: bool) -> None:
    """Turn a case the bench has made into a complaint: restricted, and an officer's in two of three."""
    record = made["record"]
    record["kind"] = "complaint"
    record["title"] = "The light on our stair is still out"
    record["restricted"] = True
    record["handler_id"] = officer_id if record["id"] % 3 else None
    made["case"]["words"] = "The stair has been dark for five weeks. I rang six times and nobody came."
    made["complaint"] = list(_rows(record, officer_id, is_open))


def _complaints(count: int) -> int:
    return max(count // 50, 100)


def _every(count: int) -> int:
    return count // _complaints(count)


def _rows(record: dict[str, Any], officer_id: int, is_open: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    number, received = record["id"], record["received_at"]
    answered_at = None if is_open else received + timedelta(days=3)
    yield "feedback", _feedback(number)
    yield (
        "complaints",
        {
            "id": number,
            "state": "acknowledged" if is_open else "closed",
            "stage": 1,
            "definition": _DEFINITION,
            "outcome_sought": _WANTED,
            "correction": "",
            "size": "needs looking into",
            "at_risk": is_open and number % 7 == 0,
            "risk_words": "An old man fell on the stair." if is_open and number % 7 == 0 else "",
        },
    )
    yield (
        "complaint_stages",
        {
            "id": number,
            "complaint_id": number,
            "number": 1,
            "asked_at": received,
            "asked_words": "",
            "acknowledged_at": received + timedelta(hours=2),
            "answered_at": answered_at,
            "outcome": "" if is_open else "upheld",
        },
    )
    for place, words in enumerate(_POINTS):
        yield "complaint_points", _point(number * 2 + place, record, words, officer_id)
    if number % 20 == 0 or is_open:
        yield "complaint_remedies", _remedy(record, officer_id, received.date(), answered_at)


def _feedback(number: int) -> dict[str, Any]:
    texts = ("named", "about", "about_name", "put_right", "learned", "will_change")
    return {"id": number, **dict.fromkeys(texts, ""), "from_card": False}


def _point(number: int, record: dict[str, Any], words: str, officer_id: int) -> dict[str, Any]:
    return {
        "id": number,
        "complaint_id": record["id"],
        "words": words,
        "is_ours": True,
        "whose": "",
        "added_at": record["received_at"],
        "added_by_id": officer_id,
    }


def _remedy(
    record: dict[str, Any], officer_id: int, promised_on: date, answered_at: datetime | None
) -> dict[str, Any]:
    return {
        "id": record["id"],
        "complaint_id": record["id"],
        "stage": 1,
        "kind": "doing what was late or left undone",
        "words": "We mend the light.",
        "by_whom": "Brightlight Ltd",
        "by_on": promised_on + timedelta(days=20),
        "agreed": True,
        "promised_at": record["received_at"],
        "promised_by_id": officer_id,
        "done_on": answered_at.date() if answered_at else None,
        "done_words": "Mended." if answered_at else "",
        "done_by_id": officer_id if answered_at else None,
    }
