"""A tenant makes an account, asks for something, follows the promise, and has a say in the answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from portal.demo import people
from tests.attachments import samples
from tests.browser import LiveServer, NewPage, sign_in
from tests.journeys.asking import Ask, ask, go_on, heading
from tests.journeys.looking import act_on, look, read_mail, send_empty

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.team == "Repairs")
PHOTO: FilePayload = {"name": "tap.png", "mimeType": "image/png", "buffer": samples.picture("PNG")}
NOTE: FilePayload = {"name": "when.txt", "mimeType": "text/plain", "buffer": b"Mornings suit me best."}
ASKED = Ask(
    kind="Ask us to do something",
    topic="A repair",
    words="The kitchen tap drips. Could somebody come and mend it?",
    files=(PHOTO, NOTE),
)

CHOICES = (
    ("Friday from 4pm", "It is mended a day later."),
    ("We let the electrician in", "You need not be there."),
)


def test_a_tenant_makes_an_account_with_the_link_we_send(page: Page, live_server: LiveServer) -> None:
    page.goto("/register")
    send_empty(page, "Make an account", "Enter your tenancy reference", "Enter your surname")
    page.get_by_label("Tenancy reference").fill("T-100-501")
    page.get_by_label("Surname").fill("Kamau")
    for part, typed in (("Day", "21"), ("Month", "8"), ("Year", "1979")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_label("Email address").fill("wanjiru.kamau@home.example")
    page.get_by_role("button", name="Make an account").click()
    heading(page, "Check your email")
    look(page)

    mail = read_mail(page, live_server, "Your link to make an account", to="wanjiru.kamau@home.example")
    mail.get_by_role("link", name="/register/").click()
    heading(page, "Choose your password")
    send_empty(page, "Make my account", "Enter a password")
    page.get_by_label("Your new password").fill("three calm herons")
    page.get_by_role("button", name="Make my account").click()
    heading(page, "What helps you")
    page.get_by_role("link", name="Go to the home page").click()
    heading(page, "Hello Wanjiru.")
    expect(page.get_by_role("main")).to_contain_text("There is loud music above me")
    look(page)


def test_a_tenant_asks_and_sees_what_we_promise(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, people.TENANT)
    ask(page, ASKED, look=lambda _page: None, signed_in=True)
    main = page.get_by_role("main")
    expect(main).to_contain_text("tap.png")
    look(page)
    page.get_by_role("link", name=re.compile("^Change.*your words")).click()
    page.get_by_label("Tell us in your own words").fill("The bathroom tap drips. Could somebody come?")
    go_on(page, look)
    heading(page, "Check your answers")
    expect(main).to_contain_text("The bathroom tap drips.")
    page.get_by_role("button", name="Send your request").click()
    heading(page, "We have your message")
    expect(page.locator(".promise")).to_contain_text("by Friday 13 November 2026")
    look(page)
    page.get_by_role("link", name="See what is happening").click()
    heading(page, "The bathroom tap drips.")
    expect(page.locator(".promise")).to_contain_text("in 10 days")
    expect(page.get_by_role("link", name="tap.png")).to_be_visible()
    look(page)
    page.get_by_role("link", name="how we counted").first.click()
    expect(main).to_contain_text("Friday 13 November 2026")
    look(page)


def test_a_tenant_hears_back_says_it_is_no_answer_and_chooses(
    new_page: NewPage, live_server: LiveServer
) -> None:
    page, staff = new_page(), new_page()
    sign_in(page, live_server, people.TENANT)
    page.goto("/cases")
    look(page)
    page.get_by_role("link", name="The light on the stair outside my flat").click()
    sign_in(staff, live_server, OFFICER)

    act_on(staff, page.url, "Answer it")
    staff.get_by_label("Your answer").fill("Our electrician comes on Thursday 5 November at 9am.")
    staff.get_by_role("button", name="Send the answer").click()
    expect(staff.locator(".notice")).to_contain_text("It is answered.")

    mail = read_mail(page, live_server, "Our answer", to=live_server.email(people.TENANT))
    expect(mail).to_contain_text("Thursday 5 November at 9am")
    page.goto("/cases")
    page.get_by_role("link", name="The light on the stair outside my flat").click()
    expect(page.locator("article.letter").first).to_contain_text("Our electrician comes on Thursday")
    look(page)
    send_empty(page, "Open it again", "Tell us what our answer leaves open")
    page.get_by_label("What is still missing?").fill("I am at work then. Is there another day?")
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator(".notice")).to_contain_text("We have opened your case again.")
    look(page)

    act_on(staff, page.url, "Put choices")
    for number, (words, follows) in enumerate(CHOICES, start=1):
        staff.locator(f"[name=words_{number}]").fill(words)
        staff.locator(f"[name=consequence_{number}]").fill(follows)
    staff.get_by_role("button", name="Send the choices").click()
    expect(staff.locator(".notice")).to_contain_text("The choices are on their way.")

    page.goto("/cases")
    page.get_by_role("link", name="The light on the stair outside my flat").click()
    send_empty(page, "Send my choice", "Choose one of these")
    page.get_by_label("Friday from 4pm").check()
    page.get_by_role("button", name="Send my choice").click()
    expect(page.locator(".notice")).to_contain_text("We have kept your choice.")
    staff.reload()
    expect(staff.get_by_role("main")).to_contain_text("Chosen Tue 3 Nov")


def test_nothing_of_mine_is_anybody_elses(new_page: NewPage, live_server: LiveServer) -> None:
    page, other = new_page(), new_page()
    sign_in(page, live_server, people.TENANT)
    page.goto("/cases")
    page.get_by_role("link", name="The light on the stair outside my flat").click()
    sign_in(other, live_server, people.APPLICANT)
    answer = other.goto(page.url)
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize(
    ("place", "button", "error"),
    [
        ("/sign-in", "Sign in", "Enter your email address"),
        ("/reset-password", "Send me a link", "Enter your email address"),
        ("/register/other", "Make an account", "Enter your first name"),
        ("/register/code", "Make my account", "Enter the code in our letter"),
    ],
)
def test_forms_of_accounts_say_what_is_missing(page: Page, place: str, button: str, error: str) -> None:
    page.goto(place)
    send_empty(page, button, error)


def test_own_details_are_kept_right(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, people.TENANT)
    page.goto("/account")
    look(page)
    page.get_by_label("Phone number").fill("")
    page.get_by_label("By phone").check()
    send_empty(page, "Save", "Enter a phone number, or choose another way")
    page.goto("/account/password")
    send_empty(page, "Change my password", "Enter the password you use now", "Enter a new password")
