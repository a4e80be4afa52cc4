"""The Ombudsman decides, the board reads it without names and answers the yearly report all may read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal import database
from portal.database import db
from portal.demo import people
from portal.identity.models import Person
from portal.reports.assessing import ASSESSED, Answer, Why
from portal.reports.services.assessing import answer_provision, assess_again, finish_assessment
from portal.timekeeping import utc_now
from tests.browser import NARROW, LiveServer, NewPage, sign_in
from tests.complaints.world import reader
from tests.journeys.asking import heading
from tests.journeys.complaining import COMPLAINTS, TITLE, answered
from tests.journeys.looking import enter_date, look, look_at_errors, send_empty

pytestmark = pytest.mark.journey

BOARD = next(one for one in people.STAFF if one.who == "a board member")


def test_the_board_sees_decisions_and_orders_and_no_complaint(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    reference = answered(live_server)
    sign_in(page, live_server, COMPLAINTS)
    page.goto(f"/staff/complaints/{reference}")
    page.get_by_role("link", name="The Ombudsman has decided").click()
    send_empty(page, "Keep it", "Choose what they found")
    page.get_by_label("Service failure").check()
    enter_date(page, "When did they decide?", 2, 11, 2026)
    page.get_by_label("What does it say of us?").fill("We were slow to mend a light.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Write down what they order").click()
    page.get_by_label("Yes, an order").check()
    page.get_by_label("What do they want us to do?").fill("Say sorry in writing.")
    enter_date(page, "By which day?", 1, 12, 2026)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("main")).to_contain_text("Order: Say sorry in writing.")
    look(page)

    board = new_page(width=NARROW, scripts=False)
    sign_in(board, live_server, BOARD)
    heading(board, "Complaints for the governing body, 2026 to 2027")
    main = board.get_by_role("main")
    expect(main).to_contain_text("We were slow to mend a light.")
    expect(main).to_contain_text("Say sorry in writing.")
    for hidden in (reference, TITLE, "Farah"):
        expect(main).not_to_contain_text(hidden)
    board.goto(f"/staff/complaints/{reference}")
    expect(board.get_by_role("main")).not_to_contain_text(TITLE)


def test_the_yearly_report_is_made_answered_and_read_by_everybody(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    _assessed(live_server)
    sign_in(page, live_server, COMPLAINTS)
    page.goto("/staff/complaints/reports")
    look(page)
    page.get_by_role("link", name="2025 to 2026").click()
    look(page)
    page.get_by_role("link", name="Freeze the figures").click()
    look(page)
    page.get_by_role("button", name="Freeze these figures").click()
    page.get_by_role("link", name="Write or change it").click()
    page.get_by_label("What do the numbers mean?").fill("Repairs came up most.")
    page.get_by_label("What did we improve").fill("We check each job.")
    page.get_by_label("What does the Ombudsman say of us?").fill("Nothing was found.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("The governing body’s response.")

    board = new_page()
    sign_in(board, live_server, BOARD)
    look(board)
    board.goto("/staff/complaints/reports/2025")
    board.get_by_role("link", name="Write or change the response").click()
    board.get_by_label("What does the governing body say").fill("We welcome this report.")
    board.get_by_label("Who says it?").fill("Board, meeting of October 2026")
    enter_date(board, "On which day?", 20, 10, 2027)
    board.get_by_role("button", name="Save").click()
    look_at_errors(board, "Enter a day that is not in the future")
    enter_date(board, "On which day?", 20, 10, 2026)
    board.get_by_role("button", name="Save").click()
    expect(board.get_by_role("main")).to_contain_text("We welcome this report.")

    page.reload()
    page.get_by_role("link", name="Publish it").click()
    look(page)
    page.get_by_role("button", name="Publish it").click()
    visitor = new_page(width=NARROW, scripts=False)
    visitor.goto("/how-to-complain")
    visitor.get_by_role("link", name="Our yearly reports on complaints").click()
    visitor.get_by_role("link", name="Complaints from April 2025 to March 2026").first.click()
    expect(visitor.get_by_role("main")).to_contain_text("We welcome this report.")


def _assessed(live_server: LiveServer) -> None:
    """A self-assessment that is finished."""
    with live_server.app.app_context():
        email = live_server.email(COMPLAINTS)
        person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
        by, now = reader(person), utc_now()
        row = assess_again(why=Why.YEARLY, words="", by=by, now=now)
        yes = Answer(complies=True, evidence="Our policy, section 2.")
        for one in ASSESSED:
            answer_provision(assessment_id=row.id, number=one.number, answer=yes, by=by, version=1, now=now)
        finish_assessment(assessment_id=row.id, by=by, now=now)
        database.commit()
