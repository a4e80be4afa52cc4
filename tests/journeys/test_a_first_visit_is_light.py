"""Somebody on a slow line is not kept waiting: a first visit sends under 40 KB, apart from fonts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request

pytestmark = pytest.mark.journey

MOST_BYTES = 40_000


@pytest.mark.parametrize("place", ["/", "/ask", "/contact", "/sign-in"])
def test_a_first_visit_sends_under_40_kb_apart_from_fonts(page: Page, place: str) -> None:
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(place, wait_until="networkidle")
    sent = {one.url: one.sizes()["responseBodySize"] for one in finished if one.resource_type != "font"}
    assert any(url.endswith("portal.css") for url in sent)
    assert sum(sent.values()) < MOST_BYTES, sent
