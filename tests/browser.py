"""A real browser against a live server, for journeys: wide and narrow, with JavaScript and without.

A plugin of pytest (see conftest) with the fixtures `live_server`, `new_page`, `page`, `narrow_page` and
`page_without_scripts`, and the checks a journey makes on each page it reaches.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, Route, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import create_app, timekeeping, worker
from portal.database import db
from portal.demo import people, seeding
from portal.demo.landlords import landlord_facts
from portal.demo.people import DemoPerson
from portal.publications import jobs as publications
from tests.applications import copy_sqlite, make_schema, settings_for
from tests.lending import compiled_templates

# A Tuesday morning while the office is open: what pages say does not hang on when tests are run.
NOW = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
WIDE, NARROW = 1280, 320
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The first has the same engine without a browser's own windows: journeys take two thirds of the time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_QUICK_ENOUGH_MS = 10_000

NewPage = Callable[..., Page]


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveServer:
    """A portal that answers on a port, with the demonstration landlord in it, at NOW."""

    app: Flask
    url: str

    def email(self, someone: DemoPerson) -> str:
        """What a person of the demonstration signs in with."""
        return someone.email(landlord_facts("redland").mail)

    def work(self) -> None:
        """Do all that waits for the worker: messages are sent."""
        assert worker.run(self.app, once=True, stop=threading.Event()), "a job raised"


@pytest.fixture(scope="session")
def seeded_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The demonstration landlord on SQLite, made once and copied for each server.

    Its publications are made already: speaking them aloud would take each journey's worker ten seconds.
    """
    folder = tmp_path_factory.mktemp("seeded")
    app = seed(folder)
    with app.test_request_context():
        while publications.make_one(NOW):
            pass
    with app.app_context():
        db.engine.dispose()
    connection = sqlite3.connect(folder / "redland.sqlite3", check_same_thread=False)
    yield connection
    connection.close()


@pytest.fixture
def live_server(tmp_path: Path, seeded_database: sqlite3.Connection) -> Iterator[LiveServer]:
    """A server with a database of its own. The clock goes on from NOW."""
    copy_sqlite(seeded_database, tmp_path / "redland.sqlite3")
    with serving(tmp_path) as server:
        yield server


def seed(folder: Path) -> Flask:
    """Make the demonstration landlord's database in a folder, laid out around NOW; its application."""
    settings = settings_for(folder)
    make_schema(settings)
    app = create_app(settings)
    seeding.seed(app, NOW.date())
    with app.app_context():
        db.engine.dispose()
    return app


@contextmanager
def serving(folder: Path, **given: object) -> Iterator[LiveServer]:
    """A threaded server on a free port, on the database in a folder. The clock goes on from NOW.

    `given`: settings other than those of every test.
    """
    server = make_server("127.0.0.1", 0, _not_yet, threaded=True, request_handler=_Quiet)
    url = f"http://127.0.0.1:{server.server_port}"
    app = create_app(settings_for(folder, base_url=url, demo=True, **given))
    app.jinja_env.bytecode_cache = compiled_templates
    server.app = _whole(app.wsgi_app)
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(NOW - timekeeping.utc_now())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield LiveServer(app=app, url=url)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


def _whole(application: Callable[..., Any]) -> Callable[..., Any]:
    """The application with every answer read to its end at once, and its file closed.

    The development server forgets to close a font's file when the browser has left the page meanwhile.
    """

    def answer(environ: object, start: object) -> list[bytes]:
        parts = application(environ, start)
        try:
            return [b"".join(parts)]
        finally:
            if hasattr(parts, "close"):
                parts.close()

    return answer


def _not_yet(_environ: object, _start: object) -> list[bytes]:
    raise RuntimeError("the application is put in once its port is known")


def chromium() -> str | None:
    """The browser's program: CHROMIUM, or what is on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this pytest process."""
    program = chromium()
    if program is None:
        # With CI set a missing program is a failure, never a skip.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not here")
    expect.set_options(timeout=_QUICK_ENOUGH_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[NewPage]:
    """`new_page(width=320, scripts=False)`: a page of a person of their own. Errors in it fail the test."""
    problems: list[str] = []
    contexts = []

    def make(*, width: int = WIDE, scripts: bool = True, colours: str = "light") -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme="dark" if colours == "dark" else "light",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(_QUICK_ENOUGH_MS)
        contexts.append(context)
        made = context.new_page()
        made.on("console", lambda message: problems.extend(_complaint(message)))
        made.on("pageerror", lambda error: problems.append(f"script: {error}"))
        made.on("response", lambda response: problems.extend(_missing(response)))
        return made

    yield make
    for context in contexts:
        context.close()
    assert problems == []


def _complaint(message: ConsoleMessage) -> Iterator[str]:
    # A page that answers 404 or 422 is said to have failed to load; that is for the journey to judge.
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        yield f"console: {message.text}"


def _missing(response: Response) -> Iterator[str]:
    if response.status >= 400 and response.request.resource_type != "document":
        yield f"{response.status} {response.url}"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page 1280 pixels wide."""
    return new_page()


@pytest.fixture
def narrow_page(new_page: NewPage) -> Page:
    """A page 320 pixels wide, as on a small telephone or at 400 % zoom."""
    return new_page(width=NARROW)


@pytest.fixture
def page_without_scripts(new_page: NewPage) -> Page:
    """A page in a browser with JavaScript off."""
    return new_page(scripts=False)


def sign_in(page: Page, live_server: LiveServer, someone: DemoPerson) -> None:
    """Sign in through the form, as a person does."""
    page.goto("/sign-in")
    page.locator("input[type=email], input[name=email]").first.fill(live_server.email(someone))
    page.locator("input[type=password]").first.fill(people.PASSWORD)
    page.locator("main form button[type=submit], main form button").first.click()
    expect(page.locator("form[action$='/sign-out']").first).to_be_visible()


_AXE_RUNS = """(rules) => axe.run({resultTypes: ['violations'], rules})
    .then((found) => ({violations: found.violations}))"""
_KIND_OF_PAGE = """() => JSON.stringify([
    document.title.replace(/\\S*\\d\\S*/g, ""),
    matchMedia("(prefers-color-scheme: dark)").matches,
    {...document.documentElement.dataset},
])"""
_contrast_seen: set[str] = set()


def assert_accessible(page: Page) -> None:
    """axe finds nothing on the page as it stands, and nothing has to be scrolled sideways.

    Contrast takes axe two thirds of its time. On a narrow page it is looked at once in a process for each
    kind of page, and always on a wide one: colours do not hang on the width.
    """
    with ExitStack() as ends:
        results = _what_axe_finds(_where_axe_runs(page, ends), contrast=_contrast_is_due(page))
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{page.url} is {sideways} pixels too wide"


def _what_axe_finds(page: Page, *, contrast: bool) -> AxeResults:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(_AXE_RUNS, {"color-contrast": {"enabled": contrast}}))


def _contrast_is_due(page: Page) -> bool:
    """Wide: always. Narrow: once for a title without its numbers, in each set of colours."""
    size = page.viewport_size
    if size is None or size["width"] >= WIDE:
        return True
    kind = page.evaluate(_KIND_OF_PAGE)
    due = kind not in _contrast_seen
    _contrast_seen.add(kind)
    return due


def _where_axe_runs(page: Page, ends: ExitStack) -> Page:
    """The page itself; with JavaScript off, the same HTML in a page where only axe's own script runs."""
    if not page.evaluate("matchMedia('(scripting: none)').matches"):
        return page
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(viewport=page.viewport_size, locale="en-GB")
    ends.callback(context.close)
    twin = context.new_page()
    html, address = page.content(), page.url.split("#")[0]

    def answer(route: Route) -> None:
        if route.request.resource_type == "script":
            route.abort()
        elif route.request.resource_type == "document":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.continue_()

    twin.route("**/*", answer)
    twin.goto(address)
    return twin


def assert_errors_lead_to_their_fields(page: Page) -> None:
    """Each link of the error summary moves focus to the field it names. There must be one."""
    links = page.locator(".govuk-error-summary a, .error-summary a")
    assert links.count() > 0, f"no error summary on {page.url}"
    for position in range(links.count()):
        link = links.nth(position)
        target = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        focused = page.evaluate("document.activeElement.id")
        assert focused == target, f"{link.inner_text()!r} leads to {focused!r}, not {target!r}"
