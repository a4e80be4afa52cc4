"""Going through the pages of asking as a browser does."""

from __future__ import annotations

import re
from typing import Any

from tests.client import StrictClient

WORDS = "The light in our stairs is out. Can you mend it?"
VISITOR: dict[str, dict[str, Any]] = {
    "": {"kind": "enquiry"},
    "topic": {"topic": "none"},
    "words": {"words": WORDS, "urgent": "no"},
    "files": {},
    "reply": {"reply_by": "email", "ring_between": ""},
    "about-you": {
        "name": "Gareth Pugh",
        "email": "gareth@home.example",
        "phone": "",
        "address": "",
        "contact_kind": "applicant",
    },
}


def answer_all(client: StrictClient, answers: dict[str, dict[str, Any]]) -> str:
    """Answer page after page; where the last one leads."""
    location = ""
    for page, answer in answers.items():
        response = client.post(f"/ask/{page}".rstrip("/"), data=answer)
        assert response.status_code == 303, (page, response.get_data(as_text=True))
        location = response.location
    return location


def submission_of(page: str) -> str:
    """The submission id on a page."""
    found = re.search(r'name="submission"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def send(client: StrictClient, answers: dict[str, dict[str, Any]] = VISITOR) -> str:
    """Answer everything and send it; the address of the confirmation."""
    check = answer_all(client, answers)
    assert check == "/ask/check"
    page = client.get(check).get_data(as_text=True)
    response = client.post("/ask/check", data={"submission": submission_of(page)})
    assert response.status_code == 303
    assert response.location.startswith("/ask/sent/")
    return response.location


def reference_of(address: str) -> str:
    """The reference at the end of an address."""
    return address.split("?")[0].rsplit("/", 1)[1]
