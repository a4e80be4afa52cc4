"""Enquiries brought to the last page of their journey, so that only sending them is timed."""

from __future__ import annotations

import re

from tests.bench.load import CLIENTS, Request
from tests.bench.visitor import Visitor

SENT_BY_EACH = 30
WARM_UP = 10
_SUBMISSION = re.compile(r'name="submission"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="submission"')


def ready_to_send(port: int, topic_id: int) -> list[Request]:
    """Requests that send an enquiry each, for every client's warm-up and counted turns."""
    return [_ready(port, topic_id) for _ in range(CLIENTS * (SENT_BY_EACH + WARM_UP))]


def _ready(port: int, topic_id: int) -> Request:
    visitor = Visitor(port)
    visitor.send("/ask", {"kind": "enquiry"})
    visitor.send("/ask/topic", {"topic": str(topic_id)})
    visitor.send("/ask/words", {"words": "Who mends the light on our stair, and when?", "urgent": "no"})
    visitor.send("/ask/files", {})
    visitor.send("/ask/reply", {"reply_by": "email"})
    about = {"name": "Ada Price", "email": "ada@example.org", "contact_kind": "applicant"}
    visitor.send("/ask/about-you", about)
    found = _SUBMISSION.search(visitor.get("/ask/check"))
    if found is None:
        raise RuntimeError("the last page has no submission")
    body = visitor.form("/ask/check", {"submission": found.group(1) or found.group(2)})
    return Request("/ask/check", visitor.cookie, "POST", body)
