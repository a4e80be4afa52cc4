"""An ended session or an old form token loses no words: they are kept and shown, then sent with one press."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask, request
from werkzeug.test import TestResponse

from portal import timekeeping
from portal.database import db
from portal.identity.access import anyone, signed_in
from portal.web.models import Draft
from tests.accounts.world import PASSWORD, a_tenant, an_account, read_afresh
from tests.client import StrictClient

WORDS = "The boiler <knocks> at night,\nand my daughter cannot sleep."
FORM = {"words": WORDS, "topic": "7", "submission_id": "abc"}

arrived: list[dict[str, str]] = []


@pytest.fixture
def forms(app: Flask, portal: StrictClient) -> StrictClient:
    """The portal with a form for everybody and one for those signed in; both only take what comes."""
    arrived.clear()

    def take() -> tuple[str, int, dict[str, str]]:
        arrived.append(request.form.to_dict())
        return "", 303, {"Location": "/taken"}

    app.add_url_rule("/open-form", "open_form", anyone(take), methods=["POST"])
    app.add_url_rule("/own-form", "own_form", signed_in(take), methods=["POST"])
    return portal


def hidden_fields(page: str) -> dict[str, str]:
    """What the page's form about kept words would send."""
    form = page[page.index("<main") : page.index("Send it now")]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    pairs += re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>', form)
    return {name: unescape(value) for name, value in pairs}


def send_kept(browser: StrictClient, shown: TestResponse, address: str) -> TestResponse:
    """Press the button of the page."""
    assert f'action="{address}"' in shown.text
    return browser.post(address, data=hidden_fields(shown.text))


def drafts() -> int:
    """How many drafts are stored."""
    read_afresh()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) or 0


def test_an_old_token_shows_the_words_at_once_and_sends_them(forms: StrictClient) -> None:
    shown = forms.post("/open-form?step=2", data=FORM, csrf=False)
    assert shown.status_code == 422
    assert "Your words are safe" in shown.text
    assert not arrived
    assert send_kept(forms, shown, "/open-form?step=2").status_code == 303
    assert (arrived[0]["words"], arrived[0]["topic"]) == (WORDS, "7")
    assert arrived[0]["submission_id"] == "abc"
    assert drafts() == 0


def test_an_ended_session_keeps_the_words_through_signing_in(forms: StrictClient) -> None:
    an_account(a_tenant())
    asked = forms.post("/own-form", data=FORM)
    assert (asked.status_code, asked.location) == (303, "/sign-in")
    assert signed_in_to_words(forms) == "/kept-words"
    shown = forms.get("/kept-words")
    assert send_kept(forms, shown, "/own-form").status_code == 303
    assert arrived[0]["words"] == WORDS
    assert drafts() == 0


def test_an_ended_session_without_any_cookie_keeps_them_too(forms: StrictClient) -> None:
    an_account(a_tenant())
    asked = forms.post("/own-form", data=FORM, csrf=False)
    assert (asked.status_code, asked.location) == (303, "/sign-in")
    assert signed_in_to_words(forms) == "/kept-words"
    assert WORDS.splitlines()[1] in forms.get("/kept-words").text


def signed_in_to_words(browser: StrictClient) -> str:
    """Sign in, and where that leads."""
    answer = browser.post("/sign-in", data={"email": "amina@example.org", "password": PASSWORD})
    assert answer.location
    return answer.location


def test_words_kept_of_one_person_are_not_shown_to_another(forms: StrictClient) -> None:
    amina = an_account(a_tenant())
    an_account(a_tenant(reference="T-2", given_name="Omar", held_email="omar@example.org"))
    forms.sign_in_as(amina)
    with forms.kept_session() as session:
        session["_user_id"] = f"{amina.id}:99"  # ended from elsewhere
    forms.post("/own-form", data=FORM)
    forms.post("/sign-in", data={"email": "omar@example.org", "password": PASSWORD})
    assert forms.get("/kept-words").status_code == 303


def test_another_browser_sees_nothing(forms: StrictClient) -> None:
    forms.post("/open-form", data=FORM, csrf=False)
    assert drafts() == 1
    assert StrictClient(forms.application).get("/kept-words").status_code == 303


def test_kept_words_are_forgotten_after_a_week(forms: StrictClient) -> None:
    forms.post("/open-form", data=FORM, csrf=False)
    timekeeping.set_offset(timedelta(days=7, minutes=1))
    assert forms.get("/kept-words").status_code == 303
    forms.post("/open-form", data=FORM, csrf=False)
    assert drafts() == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 400),
        ({"Origin": "http://localhost"}, 422),
        ({"Origin": "https://elsewhere.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Referer": "https://elsewhere.example/page"}, 400),
    ],
)
def test_words_posted_from_elsewhere_are_never_offered(
    forms: StrictClient, headers: dict[str, str], status: int
) -> None:
    answer = forms.post("/open-form", data=FORM, csrf=False, headers=headers)
    assert answer.status_code == status
    assert (WORDS.splitlines()[1] in answer.text) is (status == 422)
    assert not arrived


def test_words_not_wanted_any_more_are_thrown_away(forms: StrictClient) -> None:
    forms.post("/open-form", data=FORM, csrf=False)
    assert forms.get("/kept-words").status_code == 200
    assert forms.post("/kept-words").location == "/"
    assert drafts() == 0


def test_after_an_old_sign_in_page_one_lands_where_one_wanted(forms: StrictClient) -> None:
    an_account(a_tenant())
    old = {"email": "amina@example.org", "password": PASSWORD, "next": "/account"}
    again = hidden_fields(forms.post("/sign-in", data=old, csrf=False).text)
    answer = forms.post("/sign-in", data=again | {"password": PASSWORD})
    assert answer.location == "/account"
    assert drafts() == 0


def test_an_old_sign_in_page_asks_once_more_and_keeps_the_address(portal: StrictClient) -> None:
    shown = portal.post("/sign-in", data={"email": "a@example.org", "password": PASSWORD}, csrf=False)
    assert shown.status_code == 422
    assert PASSWORD not in shown.text
    again = portal.post("/sign-in", data=hidden_fields(shown.text))
    assert again.status_code == 422
    assert "Enter your password" in again.text
    assert 'value="a@example.org"' in again.text
