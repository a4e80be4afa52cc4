"""Answers go out as each person can read them: large type, sound, Braille, post, and through a translator."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.database import db
from portal.demo import people
from portal.identity.models import Person
from portal.needs.details import Languages, LargePrint
from portal.needs.markers import NeedKind
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import look, look_at_errors, read_mail
from tests.messaging.forms import needs

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")
MANAGER = next(one for one in people.STAFF if one.who == "a manager")
POLISH = "Wymiana mieszkań trwa około ośmiu tygodni. Formularz jest w kopercie."


def answer(page: Page, case: str, words: str) -> None:
    """Open a case from the list of all work, and answer it."""
    page.goto("/staff?whose=all")
    page.get_by_role("link", name=case).first.click()
    page.get_by_role("main").get_by_text("Answer it", exact=True).first.click()
    page.get_by_label("Your answer").fill(words)
    why = page.get_by_label("Why it is late")
    if why.count():
        why.fill("I was ill for a week.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".notice")).to_contain_text("It is answered.")


def tell(live_server: LiveServer, family_name: str) -> None:
    """Somebody needs what we write in Polish, at 20 points."""
    with live_server.app.app_context():
        person = db.session.scalars(sa.select(Person).where(Person.family_name == family_name)).one()
        needs(person, NeedKind.LANGUAGE, Languages(written="pl"))
        needs(person, NeedKind.LARGE_PRINT, LargePrint(points=20))
        db.session.commit()


def test_sound_goes_by_email_and_braille_by_post_once_a_person_has_read_it(
    page: Page, live_server: LiveServer
) -> None:
    sign_in(page, live_server, OFFICER)
    answer(page, "There is loud music above me", "I ring your neighbour today, and you tomorrow at 10:30am.")
    mail = read_mail(page, live_server, "Our answer", to="wanjiru.kamau@home.example")
    expect(mail).to_contain_text("I ring your neighbour today")
    expect(page.get_by_role("main")).to_contain_text("letter.mp3")

    page.context.clear_cookies()
    sign_in(page, live_server, MANAGER)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Things to make").click()
    heading(page, "Things to make")
    expect(page.get_by_role("main")).to_contain_text("Machine translated, proof-read before sending")
    look(page)
    while page.get_by_role("heading", name="Braille to proof-read").count():
        page.get_by_role("main").locator("a[href^='/staff/letters/']").first.click()
        with page.expect_download() as coming:
            page.get_by_role("link", name="Download its file").click()
        assert coming.value.suggested_filename == "not-proof-read-letter.brf"
        look(page)
        page.get_by_role("link", name="I have proof-read it").click()
        page.get_by_role("button", name="It may go").click()
        look_at_errors(page, "Tick this once you have read all of it")
        page.get_by_label("I have read all of it").check()
        page.get_by_role("button", name="It may go").click()
        expect(page.locator(".notice")).to_contain_text("Marked as proof-read.")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Today’s post").click()
    heading(page, "Today’s post")
    expect(page.get_by_role("main")).to_contain_text("Isla McLeod")
    expect(page.get_by_role("main")).to_contain_text("to be put in by hand")
    look(page)
    page.get_by_role("button", name="Print these").click()
    expect(page.get_by_role("main")).to_contain_text("The print is being made.")
    live_server.work()
    page.reload()
    look(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the print").click()
    assert re.fullmatch(r"post-2026-11-03-\d+\.pdf", coming.value.suggested_filename)
    page.get_by_role("button", name="All of it is in the post").click()
    expect(page.locator(".notice")).to_contain_text("Marked as posted.")


def test_a_translation_is_a_task_and_goes_out_in_the_persons_own_print(
    page: Page, live_server: LiveServer
) -> None:
    tell(live_server, "Bauer")
    sign_in(page, live_server, MANAGER)
    answer(page, "Please send me the form for a mutual exchange", "It takes about eight weeks.")
    page.goto("/staff/things-to-make")
    page.get_by_role("link", name="Translation, Polish").click()
    expect(page.get_by_role("main")).to_contain_text("Friday 6 November 2026")
    look(page)
    page.get_by_role("link", name="Send it to somebody who makes it").click()
    page.get_by_role("button", name="Send it to somebody who makes it").click()
    look_at_errors(page, "Choose who makes it")
    page.get_by_label("Words Across").check()
    page.get_by_role("button", name="Send it to somebody who makes it").click()
    expect(page.locator(".notice")).to_contain_text("it has gone to them")
    page.get_by_role("link", name="It has come back").click()
    page.get_by_label("Its subject line").fill("Nasza odpowiedź")
    page.get_by_label("The words they returned").fill(POLISH)
    look(page)
    page.get_by_role("button", name="It has come back").click()
    page.get_by_role("link", name="Send it on to the person").click()
    page.get_by_role("button", name="Send it on to the person").click()
    expect(page.locator(".notice")).to_contain_text("It is on its way to the person.")
    look(page)
    mail = read_mail(page, live_server, "Nasza odpowiedź", to="lena.bauer@home.example")
    expect(mail).to_contain_text("Wymiana mieszkań trwa około ośmiu tygodni.")
    expect(page.get_by_role("main")).to_contain_text("letter.pdf")
    page.goto("/staff/things-to-make/suppliers")
    look(page)
    page.get_by_role("link", name="Words Across").click()
    look(page)
