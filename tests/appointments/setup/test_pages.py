"""The pages of setting up appointments, over HTTP."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from portal.appointments.models.resources import (
    Purpose,
    Resource,
    ResourceAway,
    ResourceHours,
    Rules,
    StaffPhoto,
    TravelTime,
)
from portal.database import db
from portal.identity.models import StaffProfile
from portal.identity.roles import Role
from portal.organisation.models import Office
from tests.client import StrictClient
from tests.factories.appointments import a_purpose, a_room, a_way, an_interpreter, an_officer, at
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_staff_member

SETUP = "/staff/appointments/setup"
PURPOSE = {
    "name": "Your tenancy",
    "length_minutes": "45",
    "break_minutes": "10",
    "notice_minutes": "1 day",
    "horizon_days": "28",
    "places": ["home", "phone"],
    "team_id": "",
    "position": "1",
    "offered": "y",
    "active": "y",
    "version": "0",
}
INTERPRETER = {
    "name": "Hodan Ali",
    "languages": "somali, Arabic",
    "dialects": "Maay,  Darija ,",
    "modes": ["phone"],
    "gender": "",
    "lead_minutes": "2 days",
    "phone": "07700 900500",
    "active": "y",
    "version": "0",
}


@pytest.fixture
def admin(client: StrictClient) -> StrictClient:
    """An administrator at a landlord with an office."""
    a_whole_landlord()
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR, given_name="Martin"))
    return client


def words_of(html: str) -> str:
    """What a page says, without its tags, in single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_each_page_opens_with_few_statements(admin: StrictClient) -> None:
    office = db.session.scalars(sa.select(Office)).one()
    officer = an_officer()
    a_purpose()
    a_room(office)
    an_interpreter()
    a_way("BS6", "BS9", 20)
    admin.get("/staff/admin")  # the landlord's facts are read once after each change
    pages = [
        "",
        "/rules",
        "/purposes",
        "/purposes/new",
        "/purposes/1",
        "/rooms",
        "/rooms/new",
        "/officers",
        "/officers/new",
        f"/officers/{officer.id}",
        f"/officers/{officer.id}/photo",
        "/interpreters",
        "/interpreters/new",
        "/roads",
        "/hours-file",
        f"/times/{officer.id}",
        f"/times/{officer.id}/week",
        f"/times/{officer.id}/week/2026-01-01.open",
    ]
    for page in pages:
        assert admin.get(f"{SETUP}{page}").status_code == 200, page
        assert admin.statement_count <= 10, page
    for missing in ("/purposes/99", f"/rooms/{officer.id}", f"/times/{officer.id}/week/then.open"):
        assert admin.get(f"{SETUP}{missing}").status_code == 404, missing


def test_what_is_missing_is_said_first(admin: StrictClient) -> None:
    html = words_of(admin.get(SETUP).get_data(as_text=True))
    assert "Enter a purpose" in html
    officer = an_officer()
    db.session.execute(sa.delete(ResourceHours).where(ResourceHours.resource_id == officer.id))
    html = words_of(admin.get(SETUP).get_data(as_text=True))
    assert "1 officer has no hours and is never offered." in html


def test_a_purpose_is_added_and_changed(admin: StrictClient) -> None:
    assert admin.post(f"{SETUP}/purposes/new", data=PURPOSE).status_code == 303
    row = db.session.scalars(sa.select(Purpose)).one()
    assert (row.length_minutes, row.notice_minutes, row.places) == (45, 1440, "home|phone")
    assert "1 day" in admin.get(f"{SETUP}/purposes/{row.id}").get_data(as_text=True)
    changed = {**PURPOSE, "name": "Your home", "version": "1"}
    assert admin.post(f"{SETUP}/purposes/{row.id}", data=changed).status_code == 303
    stale = admin.post(f"{SETUP}/purposes/{row.id}", data={**PURPOSE, "name": "Your rent", "version": "1"})
    assert stale.status_code == 409
    assert "Your home" in stale.get_data(as_text=True)
    assert "Your rent" in stale.get_data(as_text=True)


@pytest.mark.parametrize(
    ("page", "data", "error"),
    [
        (
            "/purposes/new",
            {**PURPOSE, "notice_minutes": "soon"},
            "Write it like 30 minutes, 2 hours or 1 day",
        ),
        ("/purposes/new", {**PURPOSE, "places": []}, "Choose one place or more"),
        ("/purposes/new", {**PURPOSE, "length_minutes": "0"}, "Enter a number from 5 to 480"),
        (
            "/interpreters/new",
            {**INTERPRETER, "languages": "Klingon"},
            "We do not know the language “Klingon”",
        ),
        ("/interpreters/new", {**INTERPRETER, "languages": ""}, "Enter a language, or tick British Sign"),
        ("/interpreters/new", {**INTERPRETER, "phone": ""}, "Enter a phone number or an email address"),
        ("/officers/new", {"version": "0", "gender": ""}, "Choose who it is"),
        ("/rules", {"version": "0", "reminder_days": "soon"}, "Write up to five numbers of days"),
        ("/roads", {"first": "BS6", "second": "bs6 1aa", "minutes": "5"}, "Enter another area."),
        ("/hours-file", {}, "Choose a file that ends in .csv"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    admin: StrictClient, page: str, data: dict[str, object], error: str
) -> None:
    answer = admin.post(f"{SETUP}{page}", data=data)
    assert answer.status_code == 422
    assert words_of(answer.get_data(as_text=True)).count(error) == 2


def test_rules_are_kept(admin: StrictClient) -> None:
    data = {
        "step_minutes": "15",
        "change_minutes": "1 day",
        "reminder_days": "2, 7",
        "post_days": "4",
        "road_minutes": "25",
        "same_area_minutes": "5",
        "arrange_days": "",
        "tell_minutes": "",
        "punctual_minutes": "10",
        "version": "0",
    }
    assert admin.post(f"{SETUP}/rules", data=data).status_code == 303
    row = db.session.get_one(Rules, 1)
    assert (row.step_minutes, row.change_minutes, row.reminder_days) == (15, 1440, "7|2")
    assert row.post_days == 4
    assert (row.arrange_days, row.tell_minutes, row.punctual_minutes) == (None, None, 10)
    assert 'value="7, 2"' in admin.get(f"{SETUP}/rules").get_data(as_text=True)


def test_an_interpreter_is_added(admin: StrictClient) -> None:
    assert admin.post(f"{SETUP}/interpreters/new", data=INTERPRETER).status_code == 303
    row = db.session.scalars(sa.select(Resource)).one()
    assert (row.languages, row.modes, row.lead_minutes) == ("so|ar", "phone", 2880)
    assert row.dialects == "Maay|Darija"
    assert "Somali, Arabic, by phone" in words_of(admin.get(f"{SETUP}/interpreters").get_data(as_text=True))


def test_a_member_of_staff_becomes_an_officer_once(admin: StrictClient) -> None:
    person = a_staff_member(given_name="Sunita")
    data = {"person_id": str(person.id), "gender": "woman", "area": "bs6", "active": "y", "version": "0"}
    assert admin.post(f"{SETUP}/officers/new", data=data).status_code == 303
    row = db.session.scalars(sa.select(Resource)).one()
    assert (row.name, row.gender, row.area, row.daily_limit) == ("Sunita Blake", "woman", "BS6", None)
    assert f'value="{person.id}"' not in admin.get(f"{SETUP}/officers/new").get_data(as_text=True)
    change = {"gender": "", "daily_limit": "4", "active": "y", "version": "1"}
    assert admin.post(f"{SETUP}/officers/{row.id}", data=change).status_code == 303
    db.session.expire_all()
    assert (row.gender, row.daily_limit, row.person_id) == ("", 4, person.id)


def test_an_officer_with_another_name_is_booked_under_it(admin: StrictClient) -> None:
    officer = an_officer()
    profile = db.session.get_one(StaffProfile, officer.person_id)
    data = {
        "given_name": "Joanna",
        "family_name": "Okoro",
        "job_title": profile.job_title,
        "work_email": profile.work_email,
        "work_phone": profile.work_phone,
        "roles": ["officer"],
        "team_id": "",
        "office_id": "",
        "active": "y",
        "version": str(profile.version),
    }
    assert admin.post(f"/staff/admin/staff/{officer.person_id}", data=data).status_code == 303
    assert "Joanna Okoro" in admin.get(f"{SETUP}/officers").get_data(as_text=True)


def test_hours_are_entered_by_the_week_and_refused_when_they_overlap(admin: StrictClient) -> None:
    officer = an_officer()
    page = f"{SETUP}/times/{officer.id}/week"
    data = {
        "from_on-day": "4",
        "from_on-month": "1",
        "from_on-year": "2027",
        "thursday": "9am to 5pm and 6pm to 8pm",
        "saturday": "10am to midday",
        "version": "1",
    }
    refused = admin.post(page, data=data)
    assert refused.status_code == 422
    assert "Other hours are entered for some of these days." in refused.get_data(as_text=True)
    assert admin.post(page, data={**data, "replace": "y"}).status_code == 303
    html = words_of(admin.get(f"{SETUP}/times/{officer.id}").get_data(as_text=True))
    assert "9am to 5pm and 6pm to 8pm" in html
    assert "Thursday 1 January 2026 to Sunday 3 January 2027" in html
    removed = admin.post(f"{page}/2027-01-04.open/remove", data={"version": "2"})
    assert removed.status_code == 303
    assert "6pm to 8pm" not in admin.get(f"{SETUP}/times/{officer.id}").get_data(as_text=True)


def test_a_time_away_is_entered_in_days_or_hours(admin: StrictClient) -> None:
    officer = an_officer()
    page = f"{SETUP}/times/{officer.id}"
    days = {"from_on-day": "3", "from_on-month": "6", "from_on-year": "2030", "why": "Training"}
    assert admin.post(page, data={**days, "from_time": "1pm", "to_time": "midnight"}).status_code == 303
    row = db.session.scalars(sa.select(ResourceAway)).one()
    assert (row.starts_at, row.ends_at) == (at("2030-06-03 13:00"), at("2030-06-04 00:00"))
    assert admin.post(page, data=days).status_code == 422  # overlaps
    shown = words_of(admin.get(page).get_data(as_text=True))
    assert "Monday 3 June 2030 at 1pm to Tuesday 4 June 2030 at midnight: Training" in shown
    removed = admin.post(f"{page}/away/{row.id}/remove")
    assert removed.status_code == 303
    assert admin.post(page, data=days).status_code == 303
    assert "Monday 3 June 2030: Training" in words_of(admin.get(page).get_data(as_text=True))


def test_a_file_names_every_bad_line_and_stores_all_or_nothing(admin: StrictClient) -> None:
    officer = an_officer()
    email = db.session.execute(
        sa.text("SELECT work_email FROM staff_profiles WHERE person_id = :p"), {"p": officer.person_id}
    ).scalar_one()
    heading = "who,weekday,from,until,first_day,last_day\n"
    good = f"{email},Saturday,9am,midday,2027-01-02,\n"

    def send(text: str, **more: str) -> str:
        file = (io.BytesIO(text.encode()), "hours.csv")
        answer = admin.post(f"{SETUP}/hours-file", data={"file": file, **more})
        return f"{answer.status_code} {words_of(answer.get_data(as_text=True))}"

    refused = send(heading + good + "Nobody,Monday,9am,5pm,2027-01-02,\n" + good)
    assert refused.startswith("422 ")
    assert 'Line 3: nobody and nothing that can be booked is called "Nobody".' in refused
    assert "Line 4: overlaps line 2." in refused
    page = admin.post(
        f"{SETUP}/hours-file", data={"file": (io.BytesIO((heading + "x,,,,,\ny,,,,,\n").encode()), "h.csv")}
    ).get_data(as_text=True)
    at_the_field = page[page.index('id="file-error"') :].partition("</ul>")[0]
    faults = re.findall(r"<li>Line (\d): ", at_the_field)
    assert len(faults) == at_the_field.count("<li>") > 2  # a line for each, none in one paragraph
    assert set(faults) == {"2", "3"}
    saturdays = sa.select(sa.func.count()).select_from(ResourceHours).where(ResourceHours.weekday == 5)
    assert db.session.scalar(saturdays) == 0
    for _ in range(2):
        assert send(heading + good).startswith("303 ")
        assert db.session.scalar(saturdays) == 1


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", size, "navy").save(out, kind, exif=exif)
    return out.getvalue()


def test_a_way_is_removed_only_after_asking(admin: StrictClient) -> None:
    a_way("BS1", "BS6", 25)
    road = db.session.scalars(sa.select(TravelTime)).one()
    page = f"{SETUP}/roads/{road.id}/remove"
    assert f'href="{page}"' in admin.get(f"{SETUP}/roads").get_data(as_text=True)
    asked = words_of(admin.get(page).get_data(as_text=True))
    assert "Remove the travel time between BS1 and BS6?" in asked
    assert "It is 25 minutes now." in asked
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TravelTime)) == 1
    assert admin.post(page).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TravelTime)) == 0
    assert admin.get(page).status_code == 404


def test_a_photo_is_made_small_and_colleagues_see_it(app: Flask, admin: StrictClient) -> None:
    officer = an_officer()
    page = f"{SETUP}/officers/{officer.id}/photo"
    seen = f"/staff/people/{officer.person_id}/photo"
    assert admin.get(seen).status_code == 404
    assert admin.post(page, data={"file": (io.BytesIO(picture()), "me.jpg")}).status_code == 303
    kept = db.session.scalars(sa.select(StaffPhoto.content)).one()
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size) == ("JPEG", (288, 360))
    assert b"taken at home" not in kept
    answer = admin.get(seen)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/jpeg", kept)
    assert admin.post(page, data={"file": (io.BytesIO(b"no picture"), "me.jpg")}).status_code == 422
    assert admin.post(f"{page}/remove").status_code == 303
    assert admin.get(seen).status_code == 404
