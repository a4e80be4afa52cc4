"""Calendar files: what they say, what they leave out, and that awkward words come back as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from portal.appointments.gateways.calendar_file import Method, calendar_file, feed
from portal.appointments.notices import CalendarEvent
from portal.errors import RuleBroken

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 3, 10, 0, 30, 500, tzinfo=UTC)
STARTS = datetime(2026, 11, 10, 10, 30, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="7f0c",
    sequence=0,
    stamp=NOW,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(hours=1),
    summary="Help with rent: Redland Housing",
    location="High Street office, 12 High Street, Redland, BS6 6AA",
    description="Your reference: H7KM-4RXC",
    organiser="hello@landlord.example",
    organiser_name="Redland Housing",
)
AWKWARD = (
    'Rent; money, "and" more',
    "A back\\slash and a \\n that is no line break",
    "BEGIN:VEVENT",
    "ends with a comma,",
    "Ł" * 120,
    "🏠" * 40,
    "تجربة ؛ مع فاصلة،",
    "x" * 74 + "é" + "y" * 74,
    "colon: semicolon; caret ^ percent %",
)


def only_event(content: bytes) -> Event:
    calendar = Calendar.from_ical(content)
    (event,) = calendar.events
    return event


def test_everything_comes_back() -> None:
    event = EVENT
    calendar = Calendar.from_ical(calendar_file(event))
    found = only_event(calendar_file(event))
    assert (calendar.method, str(calendar["VERSION"])) == ("PUBLISH", "2.0")
    assert (found.uid, found.sequence, found.DTSTAMP) == ("7f0c", 0, NOW.replace(microsecond=0))
    assert (found.start, found.end) == (event.starts_at, event.ends_at)
    assert (found.summary, found.location, found.description) == (
        event.summary,
        event.location,
        event.description,
    )
    assert str(found.organizer) == "mailto:hello@landlord.example"
    assert found.organizer.params["CN"] == "Redland Housing"
    assert (str(found.status), found["CLASS"]) == ("CONFIRMED", "PRIVATE")
    assert found.errors == []


@pytest.mark.parametrize("words", AWKWARD)
def test_awkward_words_come_back_and_no_line_is_too_long(words: str) -> None:
    content = calendar_file(replace(EVENT, summary=words, location=words, description=words))
    found = only_event(content)
    assert (found.summary, found.location, found.description) == (words, words, words)
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75  # octets, without the line break (RFC 5545 3.1)
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no character is cut in two


def test_what_is_no_text_is_left_out_and_begins_no_line_of_its_own() -> None:
    found = calendar_file(replace(EVENT, summary="One\r\nATTENDEE:mailto:x@y.example\x00\x07two\ttabs"))
    assert only_event(found).summary == "One ATTENDEE:mailto:x@y.example two tabs"
    assert b"\r\nATTENDEE" not in found


@pytest.mark.parametrize("name", ['Redland "H"; A, B: C', "Cymdeithas Tŷ / Homes", "A\r\nB^C"])
def test_a_landlords_name_may_be_awkward(name: str) -> None:
    calendar = Calendar.from_ical(calendar_file(replace(EVENT, organiser_name=name)))
    assert str(calendar["PRODID"]).count("//") == 3
    assert len(calendar.events) == 1


# Half past one on 25 October 2026 is there twice; on 29 March 2026 it is not there at all.
@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=LONDON), "20261024T233000Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON), "20261025T003000Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1), "20261025T013000Z"),
        (datetime(2026, 10, 26, 9, 0, tzinfo=LONDON), "20261026T090000Z"),
        (datetime(2026, 10, 24, 9, 0, tzinfo=LONDON), "20261024T080000Z"),
        (datetime(2027, 3, 28, 9, 0, tzinfo=LONDON), "20270328T080000Z"),
        (datetime(2027, 3, 27, 9, 0, tzinfo=LONDON), "20270327T090000Z"),
    ],
)
def test_times_are_in_utc_on_both_sides_of_a_clock_change(local: datetime, utc: str) -> None:
    content = calendar_file(replace(EVENT, starts_at=local, ends_at=local.astimezone(UTC))).decode()
    assert f"DTSTART:{utc}\r\n" in content
    assert "TZID" not in content


def test_a_cancelling_takes_out_the_same_event() -> None:
    found = only_event(calendar_file(replace(EVENT, sequence=3), method=Method.CANCEL))
    assert (found.uid, found.sequence, str(found.status)) == ("7f0c", 3, "CANCELLED")
    assert Calendar.from_ical(calendar_file(EVENT, method="CANCEL")).method == "CANCEL"


def test_a_cancelling_may_know_no_time() -> None:
    gone = replace(EVENT, starts_at=None, ends_at=None)
    assert "DTSTART" not in only_event(calendar_file(gone, method=Method.CANCEL))
    with pytest.raises(RuleBroken, match="no time"):
        calendar_file(gone)


def test_an_invitation_names_whom_it_invites_and_nothing_else_does() -> None:
    invited = replace(EVENT, attendee="interpreter@agency.example")
    found = only_event(calendar_file(invited, method=Method.REQUEST))
    assert [str(attendee) for attendee in found.attendees] == ["mailto:interpreter@agency.example"]
    assert only_event(calendar_file(invited)).attendees == []
    with pytest.raises(RuleBroken, match="nobody invited"):
        calendar_file(EVENT, method=Method.REQUEST)


def test_a_landlord_without_mail_is_no_organiser() -> None:
    assert "ORGANIZER" not in only_event(calendar_file(replace(EVENT, organiser="")))


def test_a_feed_holds_all_and_asks_nothing() -> None:
    other = replace(EVENT, uid="8a11", cancelled=True, sequence=2)
    calendar = Calendar.from_ical(feed([EVENT, other], name="Ruth, officer", uid="feed-7"))
    assert "METHOD" not in calendar
    assert (calendar.calendar_name, calendar.uid) == ("Ruth, officer", "feed-7")
    assert {(event.uid, str(event.status)) for event in calendar.events} == {
        ("7f0c", "CONFIRMED"),
        ("8a11", "CANCELLED"),
    }
    assert Calendar.from_ical(feed([], name="Nobody", uid="feed-8")).events == []
