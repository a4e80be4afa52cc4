"""Makes the README's picture: `python -m tests.journeys.screenshots` (`make screenshots`).

Needs Chromium. The demonstration landlord is laid out around the same day each time.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from portal.config import ROOT
from portal.demo import people
from tests import browser

PICTURE = ROOT / "static" / "readme-case.png"
HEIGHT = 900
MOST_BYTES = 150_000
# Few colours are enough for paper, ink and one strong colour, and keep the file small.
COLOURS = 64


def main() -> None:
    """A tenant's case with its promise line, 1280 pixels wide."""
    program = browser.chromium()
    if program is None:
        sys.exit("Chromium is not here: set CHROMIUM, or install it.")
    with tempfile.TemporaryDirectory() as name:
        browser.seed(Path(name))
        with browser.serving(Path(name)) as server:
            taken = _a_tenants_case(program, server)
    small = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS)
    small.save(PICTURE, optimize=True)
    if PICTURE.stat().st_size > MOST_BYTES:
        sys.exit(f"{PICTURE} has more than {MOST_BYTES} bytes.")
    print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")


def _a_tenants_case(program: str, server: browser.LiveServer) -> bytes:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=browser.ARGUMENTS)
        page = chromium.new_page(base_url=server.url, viewport={"width": browser.WIDE, "height": HEIGHT})
        browser.sign_in(page, server, people.TENANT)
        page.goto("/cases")
        page.get_by_role("link", name="The light on the stair").click()
        page.evaluate("document.fonts.ready")
        taken = page.screenshot()
        chromium.close()
    return taken


if __name__ == "__main__":
    main()
