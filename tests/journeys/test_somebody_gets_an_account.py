"""Getting an account: by email, a new password, own details, and the tenant who waits for staff."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.database import db, writing
from portal.demo.people import STAFF
from portal.messaging.models import OutgoingMessage
from tests.accounts.world import a_tenant
from tests.browser import (
    LiveServer,
    NewPage,
    assert_accessible,
    assert_errors_lead_to_their_fields,
    sign_in,
)

pytestmark = pytest.mark.journey


def last_link(live_server: LiveServer, address: str) -> str:
    """The link in the newest message to that address, as a path."""
    live_server.work()
    with live_server.app.app_context():
        newest = sa.select(OutgoingMessage.text).where(OutgoingMessage.to_address == address)
        text = db.session.scalars(newest.order_by(OutgoingMessage.id.desc())).first()
    found = re.search(r"https?://[^/\s]+(/\S+)", text or "")
    assert found, f"no link to {address}"
    return found[1]


def test_an_applicant_registers_by_email(page: Page, live_server: LiveServer) -> None:
    page.goto("/sign-in")
    assert_accessible(page)
    page.get_by_role("button", name="Sign in").click()
    assert_accessible(page)
    assert_errors_lead_to_their_fields(page)
    page.get_by_role("link", name="I do not, or not yet").click()
    page.get_by_role("button", name="Make an account").click()
    assert_accessible(page)
    assert_errors_lead_to_their_fields(page)
    page.get_by_label("First name").fill("Bea")
    page.get_by_label("Last name").fill("Hollis")
    page.get_by_label("Email address").fill("bea@home.example")
    page.locator("input[name=contact_kind][value=applicant]").check()
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    assert_accessible(page)
    page.goto(last_link(live_server, "bea@home.example"))
    page.get_by_role("button", name="Make my account").click()
    assert_accessible(page)
    assert_errors_lead_to_their_fields(page)
    page.get_by_label("Your new password").fill("four white geese")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What helps you")
    expect(page.locator(".notice")).to_contain_text("Your account is ready.")
    assert_accessible(page)
    page.get_by_role("link", name="Bea Hollis").click()
    assert_accessible(page)
    page.get_by_label("By phone").check()
    page.get_by_role("button", name="Save").click()
    assert_errors_lead_to_their_fields(page)
    assert_accessible(page)
    page.get_by_label("Phone number").fill("0117 496 0001")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("We have kept your changes.")).to_be_visible()
    assert_accessible(page)


def test_a_tenant_whose_address_we_do_not_hold_gets_a_code(
    new_page: NewPage, live_server: LiveServer
) -> None:
    tenant = new_page(width=320)
    tenant.goto("/register")
    tenant.get_by_role("button", name="Make an account").click()
    assert_accessible(tenant)
    assert_errors_lead_to_their_fields(tenant)
    with live_server.app.app_context(), writing():
        a_tenant(reference="T-7001", held_email="")
    tenant.get_by_label("Tenancy reference").fill("T-7001")
    tenant.get_by_label("Surname").fill("Yusuf")
    for part, value in (("Day", "4"), ("Month", "5"), ("Year", "1986")):
        tenant.get_by_label(part).fill(value)
    tenant.get_by_label("Email address").fill("new@home.example")
    tenant.get_by_role("button", name="Make an account").click()
    live_server.work()
    officer = new_page()
    sign_in(officer, live_server, STAFF[0])
    officer.goto("/staff/registrations")
    assert_accessible(officer)
    officer.get_by_role("link", name="T-7001").click()
    assert_accessible(officer)
    officer.get_by_role("button", name="Print a code to post").click()
    assert_accessible(officer)
    code = officer.locator("strong.reference").inner_text()
    tenant.goto("/register/code")
    tenant.get_by_role("button", name="Make my account").click()
    assert_accessible(tenant)
    assert_errors_lead_to_their_fields(tenant)
    tenant.get_by_label("Tenancy reference").fill("T-7001")
    tenant.get_by_label("The code in our letter").fill(code.lower())
    tenant.get_by_label("Email address").fill("new@home.example")
    tenant.get_by_label("Choose a password").fill("four white geese")
    tenant.get_by_role("button", name="Make my account").click()
    tenant.goto("/account")
    expect(tenant.get_by_text("new@home.example").first).to_be_visible()
    assert_accessible(tenant)
