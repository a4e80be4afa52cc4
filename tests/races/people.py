"""People at their browsers: they sign in, fill in forms, and press their buttons at the same instant."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from portal.demo import people
from portal.demo.people import DemoPerson
from tests.races.serving import Served


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `form` is the body of a POST."""

    path: str
    cookie: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `cookie` is the session as it was then."""

    status: int
    page: str
    leads_to: str
    cookie: str


class _Reading(HTMLParser):
    """Collects what the forms of a page carry unseen, the texts in them, and the text around them."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.text = ""
        self._open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[given.get("name") or ""] = given.get("value") or ""
        if tag == "textarea":
            self._open = given.get("name") or ""
            self.typed[self._open] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is None:
            self.text += data
        else:
            self.typed[self._open] = (self.typed[self._open] + data).removeprefix("\n")


def hidden_in(page: str) -> dict[str, str]:
    """The hidden fields of a page, by name."""
    return _read(page).hidden


def typed_in(page: str) -> dict[str, str]:
    """What stands in the text fields of a page, by name."""
    return _read(page).typed


def text_of(page: str) -> str:
    """What can be read on a page outside its text fields."""
    return _read(page).text


def _read(page: str) -> _Reading:
    reading = _Reading()
    reading.feed(page)
    reading.close()
    return reading


@dataclass(slots=True, kw_only=True)
class Visitor:
    """Somebody at a browser, which keeps their session."""

    served: Served
    cookie: str = ""

    def get(self, path: str) -> str:
        """The page at that address."""
        answer = look(self.served, path, self.cookie)
        assert answer.status == 200, f"{path} answered {answer.status}"
        self.cookie = answer.cookie
        return answer.page

    def send(self, path: str, fields: dict[str, str]) -> str:
        """Fill in the form on a page and send it; where it leads."""
        request = ready(self, path, **fields)
        (answer,) = at_once(self.served, [request])
        assert answer.status == 303, f"{path} answered {answer.status}: {text_of(answer.page)}"
        self.cookie = answer.cookie
        return answer.leads_to


def signed_in(served: Served, someone: DemoPerson) -> Visitor:
    """Somebody of the demonstration, signed in."""
    visitor = Visitor(served=served)
    visitor.send("/sign-in", {"email": served.email(someone), "password": people.PASSWORD})
    return visitor


def ready(visitor: Visitor, path: str, *, to: str = "", **fields: str) -> Request:
    """The form on the page at `path`, filled in and not sent yet; `to` where it is not sent to its page."""
    return again(visitor, visitor.get(path), to=to or path, **fields)


def again(visitor: Visitor, page: str, *, to: str, **fields: str) -> Request:
    """The form on a page that was answered, with what stands in it and these fields; not sent yet."""
    form = urlencode({**hidden_in(page), **typed_in(page), **fields})
    return Request(path=to, cookie=visitor.cookie, form=form)


def at_once(served: Served, requests: Sequence[Request]) -> list[Answer]:
    """Send all of them at the same instant, each on a connection of its own. None may break the server."""
    barrier = threading.Barrier(len(requests))
    with ThreadPoolExecutor(len(requests)) as pool:
        answers = list(pool.map(lambda request: _send(served.port, request, barrier), requests))
    broken = [answer.page for answer in answers if answer.status >= 500]
    assert broken == [], served.complaints()
    return answers


def look(served: Served, path: str, cookie: str) -> Answer:
    """Open a page with that session."""
    return _send(served.port, Request(path=path, cookie=cookie), threading.Barrier(1))


def statuses(answers: Sequence[Answer]) -> list[int]:
    """The statuses, lowest first."""
    return sorted(answer.status for answer in answers)


def _send(port: int, request: Request, barrier: threading.Barrier) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": request.cookie} if request.cookie else {}
    if request.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.connect()
    barrier.wait(60)
    method = "POST" if request.form else "GET"
    connection.request(method, request.path, body=request.form or None, headers=headers)
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()
    return Answer(
        status=response.status,
        page=page,
        leads_to=response.getheader("Location", ""),
        cookie=(response.getheader("Set-Cookie") or request.cookie).split(";")[0],
    )
