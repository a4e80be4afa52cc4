"""What becomes of one text for one person: which rows, how they travel, where each begins."""

from __future__ import annotations

import pytest

from portal.formats.tasks import TaskAct, TaskState, may
from portal.messaging.sendings import (
    after_people,
    goes_at_once,
    left_to_people,
    made_from,
    needs_people,
    said_in,
    sendings,
)
from portal.messaging.states import ATTENTION, NEEDS_SOMEBODY, TO_MAKE, TO_SEND, UNDER_WAY, State
from portal.needs.ways import STANDARD, Carrier, Format, FormatChoice, Way

LARGE = FormatChoice(format=Format.LARGE_PRINT, points=20)
BRAILLE = FormatChoice(format=Format.BRAILLE)
AUDIO = FormatChoice(format=Format.AUDIO)
EASY = FormatChoice(format=Format.EASY_READ)
POLISH = FormatChoice(format=Format.TRANSLATION, language="pl")
LARGE_POLISH = FormatChoice(format=Format.LARGE_PRINT, points=20, language="pl")
WELSH = FormatChoice(format=Format.TRANSLATION, language="cy")
FILM = FormatChoice(format=Format.SIGN_LANGUAGE)
SPOKEN = frozenset({"en", "cy"})


@pytest.mark.parametrize(
    ("way", "mailable", "expected"),
    [
        (Way(carrier=Carrier.EMAIL), True, ["standard email waiting"]),
        (Way(carrier=Carrier.EMAIL, choices=(LARGE,)), True, ["large print email to be made"]),
        (Way(carrier=Carrier.EMAIL, choices=(BRAILLE,)), True, ["Braille email to be made"]),
        (Way(carrier=Carrier.EMAIL, choices=(AUDIO,)), True, ["audio email to be made"]),
        (Way(carrier=Carrier.EMAIL, choices=(EASY,)), True, ["easy read email with people"]),
        (Way(carrier=Carrier.EMAIL, choices=(POLISH,)), True, ["translation email with people"]),
        (Way(carrier=Carrier.EMAIL, choices=(LARGE_POLISH,)), True, ["large print email with people"]),
        (Way(carrier=Carrier.EMAIL, choices=(FILM,)), True, ["sign language email with people"]),
        (
            Way(carrier=Carrier.EMAIL, choices=(LARGE, AUDIO)),
            True,
            ["large print email to be made", "audio email to be made"],
        ),
        (Way(carrier=Carrier.POST), True, ["standard post to be made"]),
        (Way(carrier=Carrier.POST), False, ["standard post to be made"]),
        (
            Way(carrier=Carrier.POST, choices=(LARGE, BRAILLE)),
            False,
            ["large print post to be made", "Braille post to be made"],
        ),
        (Way(carrier=Carrier.POST, choices=(POLISH,)), False, ["translation post with people"]),
        # Read out once, whatever else was asked for.
        (Way(carrier=Carrier.PHONE, choices=(LARGE, AUDIO)), True, ["standard phone with people"]),
        # An address that mail cannot go to.
        (Way(carrier=Carrier.EMAIL), False, ["standard post to be made"]),
        (Way(carrier=Carrier.EMAIL, only=True), False, ["standard email no address"]),
        (Way(carrier=Carrier.EMAIL, only=True, choices=(LARGE,)), False, ["large print email no address"]),
        (Way(carrier=Carrier.POST, only=True), True, ["standard post to be made"]),
    ],
)
def test_each_form_is_a_row_that_begins_where_it_must(way: Way, mailable: bool, expected: list[str]) -> None:
    rows = sendings(way, mailable=mailable, at_once=False)
    assert [f"{row.choice.format} {row.carrier} {row.state}" for row in rows] == expected


@pytest.mark.parametrize(
    ("way", "points"),
    [
        (Way(carrier=Carrier.POST, choices=(BRAILLE,)), 14),
        (Way(carrier=Carrier.POST, choices=(LARGE,), only=True), 20),
        (Way(carrier=Carrier.PHONE), 14),
        (Way(carrier=Carrier.EMAIL, choices=(POLISH, LARGE)), 20),
    ],
)
def test_what_was_asked_for_by_email_goes_at_once_in_the_size_they_read(way: Way, points: int) -> None:
    (row,) = sendings(way, mailable=True, at_once=True)
    assert (row.choice.format, row.carrier, row.state) == (Format.STANDARD, Carrier.EMAIL, State.WAITING)
    assert row.choice.points == points


def test_what_cannot_be_mailed_does_not_go_at_once() -> None:
    (row,) = sendings(Way(carrier=Carrier.POST, choices=(LARGE,)), mailable=False, at_once=True)
    assert (row.choice.format, row.state) == (Format.LARGE_PRINT, State.TO_BE_MADE)


@pytest.mark.parametrize(
    ("kind", "at_once"),
    [
        ("accounts/reset_link", True),
        ("accounts/invitation", True),
        ("accounts/password_changed", True),
        ("cases/link", True),
        ("cases/answered", False),
        ("cases/received", False),
    ],
)
def test_links_people_wait_for_go_at_once(kind: str, at_once: bool) -> None:
    assert goes_at_once(kind) is at_once


def test_a_language_we_have_a_catalogue_for_needs_no_translator_where_nobody_wrote_the_words() -> None:
    way = Way(carrier=Carrier.EMAIL, choices=(WELSH,))
    (automatic,) = sendings(way, mailable=True, at_once=False, spoken=SPOKEN)
    (written,) = sendings(way, mailable=True, at_once=False)
    assert (automatic.choice.format, automatic.choice.language, automatic.state) == (
        Format.STANDARD,
        "cy",
        State.WAITING,
    )
    assert written.state is State.WITH_PEOPLE


@pytest.mark.parametrize(
    ("choice", "language", "expected"),
    [
        (STANDARD, "cy", "cy"),
        (LARGE, "cy", "cy"),
        (STANDARD, "en", ""),
        (STANDARD, "en-GB", ""),
        (BRAILLE, "cy", ""),  # what they told us counts, not the page they happened to read
        (LARGE_POLISH, "cy", "pl"),
    ],
)
def test_print_comes_in_the_language_of_the_page(choice: FormatChoice, language: str, expected: str) -> None:
    (row,) = sendings(Way(carrier=Carrier.EMAIL, choices=(choice,)), mailable=True, at_once=False)
    assert said_in(row, language).choice.language == expected


@pytest.mark.parametrize(
    ("choice", "carrier", "has_file", "expected"),
    [
        (POLISH, Carrier.EMAIL, False, ("standard", "waiting")),
        (POLISH, Carrier.POST, False, ("standard", "to be made")),
        (LARGE_POLISH, Carrier.EMAIL, False, ("large print", "to be made")),
        (EASY, Carrier.POST, False, ("standard", "to be made")),
        (EASY, Carrier.POST, True, ("easy read", "for post")),
        (EASY, Carrier.EMAIL, True, ("easy read", "waiting")),
        (FILM, Carrier.EMAIL, False, ("standard", "waiting")),
        (BRAILLE, Carrier.POST, True, ("Braille", "for post")),
    ],
)
def test_what_people_return_goes_out_in_the_persons_form(
    choice: FormatChoice, carrier: Carrier, has_file: bool, expected: tuple[str, str]
) -> None:
    made, state = after_people(choice, carrier, has_file=has_file)
    assert (made.format.value, state.value) == expected
    assert (made.points, made.language) == (choice.points, choice.language)


def test_large_print_of_a_translation_keeps_its_size() -> None:
    choice = FormatChoice(format=Format.TRANSLATION, points=24, language="pl")
    assert made_from(choice) == FormatChoice(format=Format.LARGE_PRINT, points=24, language="pl")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (FormatChoice(format=Format.AUDIO, language="so"), True),
        (FormatChoice(format=Format.BRAILLE, language="so"), True),
        (FormatChoice(format=Format.AUDIO), False),
        (FormatChoice(format=Format.AUDIO, language="en-GB"), False),
        (LARGE_POLISH, False),
    ],
)
def test_a_language_no_engine_speaks_is_a_persons_work_and_no_fault(
    choice: FormatChoice, expected: bool
) -> None:
    assert left_to_people(choice) is expected


@pytest.mark.parametrize("language", ["", "en", "en-GB"])
def test_english_needs_no_translator(language: str) -> None:
    assert not needs_people(FormatChoice(language=language))


def test_every_state_is_either_on_its_way_or_on_somebodys_list() -> None:
    listed = {*UNDER_WAY, *ATTENTION, State.WITH_PEOPLE, State.IN_A_RUN, State.SENT}
    assert listed == set(State)
    assert set(TO_MAKE) | set(TO_SEND) == set(UNDER_WAY)
    assert set(NEEDS_SOMEBODY) < set(ATTENTION)


@pytest.mark.parametrize(
    ("state", "carrier", "acts"),
    [
        ("to send", Carrier.POST, {"send out", "agree summary", "call off"}),
        ("with supplier", Carrier.POST, {"take back", "note dispatch", "call off"}),
        ("received", Carrier.EMAIL, {"finish", "note dispatch", "call off"}),
        ("to send", Carrier.PHONE, {"read out", "call off"}),
        ("done", Carrier.POST, set()),
        ("called off", Carrier.POST, set()),
        ("done", Carrier.PHONE, set()),
    ],
)
def test_the_steps_of_a_task_come_in_their_order(state: str, carrier: Carrier, acts: set[str]) -> None:
    assert {act.value for act in TaskAct if may(TaskState(state), act, carrier=carrier)} == acts
