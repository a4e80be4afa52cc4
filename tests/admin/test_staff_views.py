"""The administrator's pages over HTTP: storing, wrong input, two at once, and nobody else."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.charters import library
from portal.database import db
from portal.identity.models import LinkToken, Person, StaffProfile
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.organisation.models import Closure, HolidayChange, Landlord, Office, OwnTarget, Team, Topic
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from tests.client import StrictClient
from tests.factories.organisation import a_landlord, a_team, a_topic, an_office
from tests.factories.people import a_person, a_staff_member

PAGES = (
    "",
    "/landlord",
    "/offices",
    "/offices/new",
    "/closures",
    "/holidays",
    "/teams",
    "/teams/new",
    "/topics",
    "/topics/new",
    "/agencies",
    "/agencies/new",
    "/targets",
    "/charter",
    "/charter/text",
    "/organisations",
    "/organisations/new",
    "/staff",
    "/staff/new",
)
DETAILS = {
    "phone": "020 7946 0000",
    "email": "hello@landlord.example",
    "contact_name": "Ruth Okafor",
    "emergency_phone": "020 7946 0999",
    "emergency_words": "Ring us.",
    "emergency_review_on-day": "1",
    "emergency_review_on-month": "4",
    "emergency_review_on-year": "2027",
}
OFFICE = {
    "name": "Mill Lane",
    "address": "3 Mill Lane",
    "postcode": "BS6 1AA",
    "phone": "020 7946 0002",
    "email": "",
    "access_facts": "",
    "division": "england-and-wales",
    "monday": "9am to 12:30pm and 1:30pm to 5pm",
    "saturday": "10am to midday",
    "version": "0",
}
MEMBER = {
    "given_name": "Sunita",
    "family_name": "Rao",
    "job_title": "Repairs officer",
    "work_email": "sunita.rao@landlord.example",
    "work_phone": "020 7946 0155",
    "roles": ["officer", "manager"],
    "team_id": "",
    "office_id": "",
    "active": "y",
    "version": "0",
}


@pytest.fixture
def admin(client: StrictClient) -> StrictClient:
    """An administrator at a landlord whose details are entered."""
    a_landlord()
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR))
    return client


def words_of(html: str) -> str:
    """What a page says, without its tags, in single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def date_parts(name: str, days_from_today: int) -> dict[str, str]:
    """A date typed into its three inputs."""
    on = (utc_now() + timedelta(days=days_from_today)).date()
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def test_an_administrator_opens_each_page_with_few_statements(admin: StrictClient) -> None:
    an_office()
    a_topic(a_team())
    admin.get("/staff/admin")  # the landlord's facts are read once after each change
    for path in PAGES:
        assert admin.get(f"/staff/admin{path}").status_code == 200, path
        assert admin.statement_count <= 10, path


def test_nobody_else_does(client: StrictClient) -> None:
    a_landlord()
    others = (a_person(), a_staff_member(Role.OFFICER, Role.MANAGER, Role.RECEPTION, Role.COMPLAINTS))
    for path in PAGES:
        client.sign_out()
        assert client.get(f"/staff/admin{path}").status_code == 303, path
        for person in others:
            client.sign_in_as(person)
            assert client.get(f"/staff/admin{path}").status_code == 403, path


def test_a_landlord_is_set_up_from_nothing(client: StrictClient) -> None:
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR))
    assert "Enter our phone numbers" in client.get("/staff/admin").get_data(as_text=True)
    assert client.post("/staff/admin/landlord", data={**DETAILS, "version": "0"}).status_code == 303
    assert "020 7946 0999" in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"phone": "ring me"}, "Enter a phone number, for example 020 7946 0000"),
        ({"phone": "   "}, "Enter the phone number"),
        ({"email": "no address"}, "Enter an email address like name@example.org"),
        ({"emergency_words": ""}, "Enter what to do in an emergency"),
        ({"emergency_review_on-month": "13"}, "There is no such date."),
    ],
)
def test_wrong_details_are_refused_beside_their_field_and_nothing_typed_is_lost(
    admin: StrictClient, changed: dict[str, str], error: str
) -> None:
    page = admin.post(
        "/staff/admin/landlord", data={**DETAILS, "contact_name": "Mo & Co", "version": "1", **changed}
    )
    html = page.get_data(as_text=True)
    assert page.status_code == 422
    assert words_of(html).count(error) == 2
    assert 'value="Mo &amp; Co"' in html
    assert landlord().contact_name == "Ruth Okafor"


def test_two_administrators_at_once_the_second_sees_both_texts(admin: StrictClient) -> None:
    data = {**DETAILS, "version": "1"}
    assert admin.post("/staff/admin/landlord", data={**data, "contact_name": "First"}).status_code == 303
    page = admin.post("/staff/admin/landlord", data={**data, "contact_name": "Second"})
    html = page.get_data(as_text=True)
    assert page.status_code == 409
    assert "Somebody else changed this while you were writing" in html
    assert "Whom to ask for First Second" in words_of(html)
    assert 'value="Second"' in html
    assert landlord().contact_name == "First"
    version = re.search(r'name="version"[^>]*value="(\d+)"', html)
    assert version is not None
    again = admin.post(
        "/staff/admin/landlord", data={**data, "contact_name": "Second", "version": version[1]}
    )
    assert again.status_code == 303
    assert landlord().contact_name == "Second"


def test_an_office_has_several_windows_a_day(admin: StrictClient) -> None:
    assert admin.post("/staff/admin/offices/new", data=OFFICE).status_code == 303
    office = landlord().offices[0]
    assert office.is_main
    assert [(w.weekday, w.opens_minute, w.closes_minute) for w in office.windows] == [
        (0, 540, 750),
        (0, 810, 1020),
        (5, 600, 720),
    ]
    html = admin.get(f"/staff/admin/offices/{office.id}").get_data(as_text=True)
    assert 'value="9am to 12:30pm and 1:30pm to 5pm"' in html
    kept = {**OFFICE, "version": "1", "saturday": "", "is_main": "y"}
    assert admin.post(f"/staff/admin/offices/{office.id}", data=kept).status_code == 303
    assert {w.weekday for w in landlord().offices[0].windows} == {0}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"monday": "9 to 5"}, "Monday: write the hours like 9am to 5pm"),
        ({"monday": "9am to 1pm and midday to 5pm"}, "Monday: write the hours like 9am to 5pm"),
        ({"name": ""}, "Enter the office's name"),
        ({"name": "High Street office"}, "There is an office of this name already"),
    ],
)
def test_a_wrong_office_is_refused(admin: StrictClient, changed: dict[str, str], error: str) -> None:
    an_office()
    page = admin.post("/staff/admin/offices/new", data={**OFFICE, **changed})
    html = page.get_data(as_text=True)
    assert page.status_code == 422
    assert error in words_of(html)
    assert 'value="10am to midday"' in html
    for typed in changed.values():
        assert f'value="{typed}"' in html
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Office)) == 1


def test_a_second_main_office_takes_over(admin: StrictClient) -> None:
    first = an_office()
    assert admin.post("/staff/admin/offices/new", data={**OFFICE, "is_main": "y"}).status_code == 303
    assert {o.name: o.is_main for o in landlord().offices} == {"Mill Lane": True, first.name: False}


def test_a_stale_office_shows_the_hours_of_both(admin: StrictClient) -> None:
    office = an_office()
    address = f"/staff/admin/offices/{office.id}"
    stored = {**OFFICE, "version": "1"}
    assert admin.post(address, data={**stored, "monday": "8am to 4pm"}).status_code == 303
    page = admin.post(address, data={**stored, "monday": "10am to 6pm"})
    assert page.status_code == 409
    assert "Monday 8am to 4pm 10am to 6pm" in words_of(page.get_data(as_text=True))


def test_a_closure_is_added_with_recalculation_and_removed(admin: StrictClient) -> None:
    data = {"office_id": "", "reason": "Staff training", "opens": "", "closes": ""}
    data |= date_parts("from_on", 3) | date_parts("to_on", 4)
    assert admin.post("/staff/admin/closures", data=data).status_code == 303
    row = db.session.scalars(sa.select(Closure)).one()
    assert (row.office_id, row.reason, row.opens_minute) == (None, "Staff training", None)
    assert db.session.scalars(sa.select(Landlord.recalculation_asked_at)).one() is not None
    assert "Staff training" in admin.get("/staff/admin/closures").get_data(as_text=True)
    assert admin.post(f"/staff/admin/closures/{row.id}/remove").status_code == 303
    assert landlord().closures == ()
    assert admin.post(f"/staff/admin/closures/{row.id}/remove").status_code == 404


def test_a_half_day_is_stored_with_its_window(admin: StrictClient) -> None:
    office = an_office()
    data = {"office_id": str(office.id), "reason": "Christmas Eve", "opens": "9am", "closes": "midday"}
    data |= date_parts("from_on", 3) | date_parts("to_on", 3)
    assert admin.post("/staff/admin/closures", data=data).status_code == 303
    row = db.session.scalars(sa.select(Closure)).one()
    assert (row.office_id, row.opens_minute, row.closes_minute) == (office.id, 540, 720)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        (date_parts("to_on", 1), "Enter a last day that is not before the first"),
        (date_parts("to_on", 900), "A closure may last a year at most."),
        ({"opens": "9am"}, "Enter both times, or neither for a whole day closed"),
        ({"opens": "5pm", "closes": "9am"}, "Enter a closing time after the opening time"),
        ({"reason": ""}, "Enter why, for example Staff training"),
    ],
)
def test_a_wrong_closure_is_refused(admin: StrictClient, changed: dict[str, str], error: str) -> None:
    data = {"office_id": "", "reason": "Training of all", "opens": "", "closes": ""}
    data |= date_parts("from_on", 3) | date_parts("to_on", 4) | changed
    page = admin.post("/staff/admin/closures", data=data)
    assert page.status_code == 422
    assert words_of(page.get_data(as_text=True)).count(error) == 2
    assert landlord().closures == ()


def test_holidays_are_added_struck_and_put_back(admin: StrictClient) -> None:
    on = next(d for d in landlord().holidays.by_division["scotland"] if d > utc_now().date())
    strike = f"/staff/admin/holidays/scotland/{on.isoformat()}/strike"
    assert admin.post(strike).status_code == 303
    assert on not in landlord().holidays.by_division["scotland"]
    assert admin.post(strike).status_code == 404
    change = db.session.scalars(sa.select(HolidayChange)).one()
    assert "struck" in admin.get("/staff/admin/holidays").get_data(as_text=True)
    assert admin.post(f"/staff/admin/holidays/{change.id}/undo").status_code == 303
    assert on in landlord().holidays.by_division["scotland"]


@pytest.mark.parametrize(
    ("on", "status", "error"),
    [
        (("25", "12", "2026"), 422, "That day is a bank holiday already"),
        (("16", "1", "2027"), 422, "Enter a weekday."),
        (("13", "1", "2027"), 303, ""),
    ],
)
def test_only_a_weekday_that_is_none_becomes_a_holiday(
    admin: StrictClient, on: tuple[str, str, str], status: int, error: str
) -> None:
    data = {
        "division": "england-and-wales",
        "on-day": on[0],
        "on-month": on[1],
        "on-year": on[2],
        "name": "Jubilee",
    }
    page = admin.post("/staff/admin/holidays", data=data)
    assert page.status_code == status
    assert error in words_of(page.get_data(as_text=True))
    assert len(landlord().holiday_changes) == (status == 303)


def test_teams_and_topics_are_added_and_changed(admin: StrictClient) -> None:
    team = {"name": "Rents", "phone": "020 7946 0300", "email": "", "version": "0"}
    assert admin.post("/staff/admin/teams/new", data=team).status_code == 303
    stored = db.session.scalars(sa.select(Team)).one()
    assert admin.post("/staff/admin/teams/new", data=team).status_code == 422
    renamed = {**team, "name": "Rent and money", "version": "1"}
    assert admin.post(f"/staff/admin/teams/{stored.id}", data=renamed).status_code == 303
    assert admin.post(f"/staff/admin/teams/{stored.id}", data=team).status_code == 409
    topic = {"name": "My rent", "team_id": str(stored.id), "position": "2", "active": "y", "version": "0"}
    assert admin.post("/staff/admin/topics/new", data=topic).status_code == 303
    assert [(t.name, t.team_id) for t in landlord().open_topics] == [("My rent", stored.id)]
    row = db.session.scalars(sa.select(Topic)).one()
    ended = {**topic, "active": "", "version": "1"}
    del ended["active"]
    assert admin.post(f"/staff/admin/topics/{row.id}", data=ended).status_code == 303
    assert landlord().open_topics == ()
    assert admin.post("/staff/admin/topics/new", data={**topic, "position": "first"}).status_code == 422
    assert admin.get("/staff/admin/topics/99").status_code == 404


def test_an_agency_is_added_and_removed_and_its_address_is_no_script(admin: StrictClient) -> None:
    data = {"name": "Shelter", "helps_with": "Homes.", "phone": "", "website": "javascript:x", "version": "0"}
    assert admin.post("/staff/admin/agencies/new", data=data).status_code == 422
    data["website"] = "https://shelter.example"
    assert admin.post("/staff/admin/agencies/new", data=data).status_code == 303
    agency = landlord().other_agencies[0]
    assert admin.get(f"/staff/admin/agencies/{agency.id}").status_code == 200
    assert admin.post(f"/staff/admin/agencies/{agency.id}/remove").status_code == 303
    assert landlord().other_agencies == ()


def test_a_target_is_set_replaced_and_ended(admin: StrictClient) -> None:
    data = {"channel": "web", "kind": "enquiry", "event": "answered", "amount": "8", "unit": "working days"}
    assert admin.post("/staff/admin/targets", data=data | date_parts("from_on", 0)).status_code == 303
    assert admin.post("/staff/admin/targets", data=data | date_parts("from_on", 0)).status_code == 422
    later = data | date_parts("from_on", 10) | {"amount": "5"}
    assert admin.post("/staff/admin/targets", data=later).status_code == 303
    first, second = db.session.scalars(sa.select(OwnTarget).order_by(OwnTarget.id))
    assert first.to_on == second.from_on - timedelta(days=1)
    assert admin.post(f"/staff/admin/targets/{second.id}/end").status_code == 303
    assert len(landlord().targets) == 1
    for wrong in ({"amount": "0"}, {"amount": "many"}, date_parts("from_on", -1)):
        assert (
            admin.post("/staff/admin/targets", data=data | date_parts("from_on", 0) | wrong).status_code
            == 422
        )


def an_edition(name: str) -> str:
    """The packaged charter under another edition's name."""
    packaged = library.load("redland").edition
    return library.text_of("redland").replace(f'edition = "{packaged}"', f'edition = "{name}"', 1)


def test_an_edition_is_uploaded_as_a_file_and_comes_into_force(admin: StrictClient) -> None:
    data = {"text": "", "file": (io.BytesIO(an_edition("Revision 9").encode()), "redland.toml")}
    page = admin.post("/staff/admin/charter", data=data | date_parts("effective_on", 0))
    assert page.status_code == 303
    assert landlord().charter.edition == "Revision 9"
    assert 'edition = "Revision 9"' in admin.get("/staff/admin/charter/text").get_data(as_text=True)
    again = {"text": an_edition("Revision 9")} | date_parts("effective_on", 3)
    assert admin.post("/staff/admin/charter", data=again).status_code == 422


def test_a_later_edition_waits_for_its_day(admin: StrictClient) -> None:
    data = {"text": an_edition("Revision 10")} | date_parts("effective_on", 5)
    assert admin.post("/staff/admin/charter", data=data).status_code == 303
    assert landlord().charter.edition == library.load("redland").edition


def test_a_wrong_charter_is_refused_with_every_error_and_its_text_kept(admin: StrictClient) -> None:
    wrong = an_edition("Revision 11").replace('division = "england-and-wales"', 'division = "narnia"', 1)
    wrong = wrong.replace('unit = "minutes"', 'unit = "moments"', 1)
    data = {"file": (io.BytesIO(wrong.encode()), "redland.toml")} | date_parts("effective_on", 1)
    page = admin.post("/staff/admin/charter", data=data)
    html = page.get_data(as_text=True)
    problems = library.check(wrong, "redland")
    assert page.status_code == 422
    assert len(problems) >= 2
    for problem in problems:
        assert f"Line {problem.line}, {problem.where}" in words_of(html)
    assert "narnia" in html
    assert landlord().charter.edition == library.load("redland").edition


@pytest.mark.parametrize(
    ("day", "said"), [({}, "Enter the day it comes into force"), (-1, "Enter today or a later day")]
)
def test_a_wrong_charter_and_a_wrong_day_are_both_said_at_once(
    admin: StrictClient, day: int | dict[str, str], said: str
) -> None:
    wrong = an_edition("Revision 12").replace('division = "england-and-wales"', 'division = "narnia"', 1)
    typed = date_parts("effective_on", day) if isinstance(day, int) else day
    data = {"file": (io.BytesIO(wrong.encode()), "redland.toml")} | typed
    page = admin.post("/staff/admin/charter", data=data)
    words = words_of(page.get_data(as_text=True))
    [problem] = library.check(wrong, "redland")
    assert page.status_code == 422
    assert said in words
    assert f"Line {problem.line}, {problem.where}" in words


@pytest.mark.parametrize("content", [b"\xff\xfe\x00binary", b"", b"= no toml"])
def test_what_is_no_charter_at_all_is_refused(admin: StrictClient, content: bytes) -> None:
    data = {"text": "", "file": (io.BytesIO(content), "x.toml")} | date_parts("effective_on", 1)
    assert admin.post("/staff/admin/charter", data=data).status_code == 422


def test_a_new_member_of_staff_is_written_to_with_a_link(admin: StrictClient) -> None:
    assert admin.post("/staff/admin/staff/new", data=MEMBER).status_code == 303
    profile = db.session.scalars(
        sa.select(StaffProfile).where(StaffProfile.work_email == MEMBER["work_email"])
    ).one()
    assert profile.roles == {Role.OFFICER, Role.MANAGER}
    message = db.session.scalars(sa.select(OutgoingMessage)).one()
    assert message.to_address == MEMBER["work_email"]
    assert db.session.scalars(sa.select(LinkToken)).one().person_id == profile.person_id
    assert admin.post(f"/staff/admin/staff/{profile.person_id}/invite").status_code == 303
    assert len(list(db.session.scalars(sa.select(OutgoingMessage)))) == 2


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"roles": []}, "Choose one role or more"),
        ({"work_phone": ""}, "Enter a phone number: every message names one"),
        ({"work_email": "sunita"}, "Enter an email address like name@example.org"),
    ],
)
def test_a_wrong_member_is_refused(admin: StrictClient, changed: dict[str, object], error: str) -> None:
    page = admin.post("/staff/admin/staff/new", data={**MEMBER, **changed})
    assert page.status_code == 422
    assert words_of(page.get_data(as_text=True)).count(error) == 2
    assert 'value="Repairs officer"' in page.get_data(as_text=True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_an_address_belongs_to_one_member(admin: StrictClient) -> None:
    assert admin.post("/staff/admin/staff/new", data=MEMBER).status_code == 303
    page = admin.post("/staff/admin/staff/new", data={**MEMBER, "work_email": "SUNITA.RAO@landlord.example"})
    assert page.status_code == 422
    assert "Somebody else on the staff has this address" in page.get_data(as_text=True)


def test_before_the_landlords_number_is_entered_nobody_is_invited(client: StrictClient) -> None:
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR))
    page = client.post("/staff/admin/staff/new", data=MEMBER)
    assert page.status_code == 422
    assert "Enter the landlord" in page.get_data(as_text=True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_a_member_who_leaves_is_signed_out_and_an_administrator_always_stays(
    app: Flask, admin: StrictClient
) -> None:
    officer = a_staff_member(Role.OFFICER, given_name="Tom")
    theirs = StrictClient(app)
    theirs.sign_in_as(officer)
    left = {**MEMBER, "given_name": "Tom", "version": "1"}
    del left["active"]
    assert admin.post(f"/staff/admin/staff/{officer.id}", data=left).status_code == 303
    assert theirs.get("/staff/admin").status_code == 303
    me = db.session.scalars(
        sa.select(StaffProfile).where(StaffProfile.roles_held == Role.ADMINISTRATOR.value)
    ).one()
    mine = {**MEMBER, "work_email": "me@landlord.example", "version": "1"}
    page = admin.post(f"/staff/admin/staff/{me.person_id}", data=mine)
    assert page.status_code == 422
    assert "You cannot take away your own role as administrator" in page.get_data(as_text=True)
    del mine["active"]
    page = admin.post(f"/staff/admin/staff/{me.person_id}", data={**mine, "roles": ["administrator"]})
    assert "You cannot end your own account" in page.get_data(as_text=True)
    assert admin.get("/staff/admin").status_code == 200


def test_a_stale_form_of_a_member_shows_both(admin: StrictClient) -> None:
    officer = a_staff_member(Role.OFFICER)
    address = f"/staff/admin/staff/{officer.id}"
    data = {**MEMBER, "version": "1"}
    assert admin.post(address, data={**data, "job_title": "First"}).status_code == 303
    page = admin.post(address, data={**data, "job_title": "Second"})
    assert page.status_code == 409
    assert "Job title First Second" in words_of(page.get_data(as_text=True))
