"""Signing in and out, everywhere too; guessing is slowed down and told nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal import timekeeping
from portal.accounts.access import own_path
from portal.database import db
from portal.identity.models import StaffProfile
from portal.identity.roles import Role
from tests.accounts.world import PASSWORD, a_tenant, an_account, staff_with
from tests.client import StrictClient


def sign_in(portal: StrictClient, email: str, password: str, **more: str) -> TestResponse:
    """Post the sign-in form."""
    return portal.post("/sign-in", data={"email": email, "password": password, **more})


def is_signed_in(portal: StrictClient) -> bool:
    """Whether the account page opens."""
    return portal.get("/account").status_code == 200


def test_a_tenant_signs_in_and_out(portal: StrictClient) -> None:
    an_account(a_tenant())
    answer = portal.post("/sign-in", data={"email": " Amina@Example.ORG ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(portal)
    assert portal.post("/sign-out").status_code == 303
    assert not is_signed_in(portal)


@pytest.mark.parametrize(
    ("role", "lands_on"), [(Role.OFFICER, "/staff"), (Role.ADMINISTRATOR, "/staff/admin")]
)
def test_staff_land_where_they_work(portal: StrictClient, role: Role, lands_on: str) -> None:
    staff_with(role)
    answer = portal.post("/sign-in", data={"email": "jo@landlord.example", "password": PASSWORD})
    assert answer.location == lands_on


def test_a_wrong_password_and_no_account_are_answered_alike(portal: StrictClient) -> None:
    an_account(a_tenant())
    pages = []
    for email in ("amina@example.org", "nobody@example.org"):
        answer = portal.post("/sign-in", data={"email": email, "password": "wrong, quite wrong"}, csrf=True)
        assert answer.status_code == 422
        pages.append(answer.get_data(as_text=True).replace(email, "EMAIL"))
    assert without_tokens(pages[0]) == without_tokens(pages[1])
    assert not is_signed_in(portal)


def without_tokens(page: str) -> str:
    """The page without what is random in it."""
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line and "nonce=" not in line)


def test_what_was_typed_is_kept_but_the_password(portal: StrictClient) -> None:
    page = portal.post(
        "/sign-in", data={"email": "a@example.org", "password": "wrong, quite wrong"}
    ).get_data(as_text=True)
    assert 'value="a@example.org"' in page
    assert "wrong, quite wrong" not in page


def test_guessing_is_refused_after_ten_tries_until_the_window_has_passed(portal: StrictClient) -> None:
    an_account(a_tenant())
    for _ in range(10):
        assert sign_in(portal, "amina@example.org", "a wrong guess").status_code == 422
    refused = portal.post("/sign-in", data={"email": "amina@example.org", "password": PASSWORD})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 15 * 60
    assert "Wait 15 minutes" in refused.get_data(as_text=True)
    timekeeping.set_offset(timedelta(minutes=16))
    assert sign_in(portal, "amina@example.org", PASSWORD).status_code == 303


def test_guesses_are_counted_for_addresses_without_an_account_too(portal: StrictClient) -> None:
    for _ in range(10):
        sign_in(portal, "nobody@example.org", "a wrong guess")
    assert sign_in(portal, "nobody@example.org", "a wrong guess").status_code == 429


def test_the_right_password_begins_the_count_anew(portal: StrictClient) -> None:
    an_account(a_tenant())
    for _ in range(3):
        for _ in range(9):
            sign_in(portal, "amina@example.org", "a wrong guess")
        assert sign_in(portal, "amina@example.org", PASSWORD).status_code == 303


def test_signing_out_everywhere_ends_other_sessions(app: Flask, portal: StrictClient) -> None:
    an_account(a_tenant())
    elsewhere = StrictClient(app)
    for browser in (portal, elsewhere):
        sign_in(browser, "amina@example.org", PASSWORD)
        assert is_signed_in(browser)
    assert portal.post("/sign-out-everywhere").status_code == 303
    assert not is_signed_in(portal)
    assert not is_signed_in(elsewhere)


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(
    app: Flask, portal: StrictClient
) -> None:
    an_account(a_tenant())
    elsewhere = StrictClient(app)
    for browser in (portal, elsewhere):
        sign_in(browser, "amina@example.org", PASSWORD)
    changed = portal.post(
        "/account/password", data={"old_password": PASSWORD, "password": "four white geese"}
    )
    assert changed.status_code == 303
    assert is_signed_in(portal)
    assert not is_signed_in(elsewhere)
    assert sign_in(elsewhere, "amina@example.org", "four white geese").status_code == 303


def test_the_old_password_is_asked_for(portal: StrictClient) -> None:
    an_account(a_tenant())
    sign_in(portal, "amina@example.org", PASSWORD)
    wrong = portal.post("/account/password", data={"old_password": "x", "password": "four white geese"})
    assert wrong.status_code == 422
    assert "not the password you use now" in wrong.get_data(as_text=True)


def test_signing_in_makes_the_session_anew_but_keeps_drafts(portal: StrictClient) -> None:
    an_account(a_tenant())
    with portal.kept_session() as session:
        session["draft_ask"], session["planted"] = "key", "by somebody"
    sign_in(portal, "amina@example.org", PASSWORD)
    with portal.kept_session() as session:
        assert session["draft_ask"] == "key"
        assert "planted" not in session
        assert session.permanent


def test_no_session_ends_within_twenty_hours(portal: StrictClient) -> None:
    an_account(a_tenant())
    answer = sign_in(portal, "amina@example.org", PASSWORD)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("portal_redland="))
    ends_at = parsedate_to_datetime(cookie.split("Expires=")[1].split(";")[0])
    assert ends_at - datetime.now(UTC) > timedelta(hours=20)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert portal.get("/account").headers.get("Set-Cookie", "").startswith("portal_redland="), "idle, not age"


def test_a_visitor_is_sent_to_sign_in_and_back(portal: StrictClient) -> None:
    an_account(a_tenant())
    asked = portal.get("/account?saved=1")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/account?saved%3D1")
    answer = sign_in(portal, "amina@example.org", PASSWORD, next="/account?saved=1")
    assert answer.location == "/account?saved=1"


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("/account", True),
        ("/cases/H7KM-4RXC?a=1", True),
        ("", False),
        (None, False),
        ("//elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("https://elsewhere.example/", False),
        ("/\t/elsewhere.example", False),
        ("account", False),
    ],
)
def test_only_paths_of_our_own_are_gone_to(address: str | None, taken: bool) -> None:
    assert own_path(address) == (address if taken else None)


def test_signing_in_as_staff_who_left_gives_no_roles(portal: StrictClient) -> None:
    tenant = staff_with(Role.MANAGER, person=an_account(a_tenant()))
    tenant_staff = tenant.id
    portal.sign_in_as(tenant)
    assert portal.get("/staff/registrations").status_code == 200
    end_work(tenant_staff)
    assert portal.get("/staff/registrations").status_code == 403
    assert is_signed_in(portal)


def end_work(person_id: int) -> None:
    """Make the profile inactive."""
    from_db = db.session.get_one(StaffProfile, person_id)
    from_db.active = False


def test_a_page_needs_few_statements(portal: StrictClient) -> None:
    portal.sign_in_as(an_account(a_tenant()))
    portal.get("/account")  # each process reads the landlord's facts once
    portal.get("/account")
    # The person twice, the landlord, the sign-in, who may act for them, what restricts contact.
    assert portal.statement_count == 6
