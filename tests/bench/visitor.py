"""Somebody with a browser's patience: keeps a cookie, finds a form's token, sends forms."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"')


class Visitor:
    """One session at the portal on 127.0.0.1:`port`."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""

    def get(self, path: str) -> str:
        """The page at `path`; RuntimeError unless it answers 200."""
        status, page, _ = self._ask("GET", path, "")
        if status != 200:
            raise RuntimeError(f"GET {path} answered {status}")
        return page

    def form(self, path: str, fields: dict[str, str]) -> str:
        """The body that sends the form at `path` with these fields and its token."""
        found = _TOKEN.search(self.get(path))
        if found is None:
            raise RuntimeError(f"{path} has no form token")
        return urlencode({"csrf_token": found.group(1) or found.group(2), **fields})

    def send(self, path: str, fields: dict[str, str]) -> str:
        """Send the form at `path`; where it leads. RuntimeError unless it was taken."""
        status, page, leads_to = self._ask("POST", path, self.form(path, fields))
        if status not in (302, 303):
            raise RuntimeError(f"POST {path} answered {status}: {page[:2000]}")
        return leads_to

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body=body or None, headers=headers)
        response = self._connection.getresponse()
        page = response.read().decode()
        for name, value in response.getheaders():
            if name == "Set-Cookie":
                self.cookie = value.split(";")[0]
        return response.status, page, response.getheader("Location", "")
