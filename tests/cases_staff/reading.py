"""Reading staff pages as text, and filling their forms from what the page holds."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import TestResponse

from portal.records.models import Record
from tests.client import StrictClient


def text_of(response: TestResponse) -> str:
    """What a page says, without tags and with white space made single."""
    html = re.sub(r"(?s)<(script|head)\b.*?</\1>", " ", response.get_data(as_text=True))
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def hidden(response: TestResponse) -> dict[str, str]:
    """The hidden fields of the page's last form that has a version."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", response.get_data(as_text=True)):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if 'type="hidden"' in tag and name and value and name.group(1) != "csrf_token":
            found[name.group(1)] = value.group(1)
    return found


def do(client: StrictClient, record: Record, name: str, **fields: Any) -> TestResponse:
    """Open an act's page, fill it in and send it, as a browser without JavaScript does."""
    address = f"/staff/cases/{record.reference}/" + (name if name in ("note", "received") else f"do/{name}")
    page = client.get(address)
    assert page.status_code == 200, (page.status, page.location)
    return client.post(address, data={**hidden(page), **fields})
