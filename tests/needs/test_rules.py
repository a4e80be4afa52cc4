"""The rules of needs as tables: values and what they are refused for, ways of writing, who may see detail."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import RuleBroken
from portal.identity.readers import VISITOR, Reader
from portal.identity.roles import ABILITIES, Role
from portal.needs.details import (
    NOTHING_MORE,
    Braille,
    ContactBy,
    Detail,
    DoorTime,
    Interpreter,
    Languages,
    LargePrint,
    Mode,
    Officer,
    OfficerIs,
    SignLanguage,
    choice_of,
    detail_of,
    stored_of,
)
from portal.needs.languages import LANGUAGES, language_name
from portal.needs.looks import Grounds, grounds
from portal.needs.markers import NeedKind
from portal.needs.reviews import MARKERS, NEEDS, RESTRICTIONS
from portal.needs.steps import AT_ONCE, BY_SLUG, slug
from portal.needs.ways import STANDARD, Carrier, Format, FormatChoice, Way, way
from portal.records.queries import FOR_NEEDS_STAFF

K = NeedKind

RIGHT: list[tuple[NeedKind, dict[str, Any], Detail]] = [
    (K.LARGE_PRINT, {"points": 16}, LargePrint(points=16)),
    (K.LARGE_PRINT, {"points": 28}, LargePrint(points=28)),
    (K.LARGE_PRINT, {}, LargePrint(points=18)),
    (K.BRAILLE, {"contracted": False}, Braille(contracted=False)),
    (K.LANGUAGE, {"spoken": "so"}, Languages(spoken="so")),
    (
        K.LANGUAGE,
        {"spoken": "", "written": "pl", "dialect": ""},
        Languages(written="pl"),
    ),
    (
        K.INTERPRETER,
        {"language": "so", "dialect": "Maay", "mode": "phone"},
        Interpreter(language="so", dialect="Maay", mode=Mode.PHONE),
    ),
    (K.SIGN_LANGUAGE, {"letters": True}, SignLanguage(letters=True)),
    (K.OFFICER_GENDER, {"officer": "woman"}, OfficerIs(officer=Officer.WOMAN)),
    (K.CONTACT_BY, {"only": "post"}, ContactBy(only=Carrier.POST)),
    (K.DOOR_TIME, {"minutes": 1}, DoorTime(minutes=1)),
    (K.DOOR_TIME, {"minutes": 60}, DoorTime(minutes=60)),
    (K.AUDIO, {}, NOTHING_MORE),
    (K.OTHER, {}, NOTHING_MORE),
]

WRONG: list[tuple[NeedKind, dict[str, Any], str]] = [
    (K.LARGE_PRINT, {"points": 15}, "points"),
    (K.LARGE_PRINT, {"points": 29}, "points"),
    (K.LARGE_PRINT, {"points": "18"}, "points"),
    (K.LARGE_PRINT, {"points": True}, "points"),
    (K.LARGE_PRINT, {"points": 18, "why": "poor sight"}, "why"),
    (K.BRAILLE, {"contracted": "yes"}, "contracted"),
    (K.LANGUAGE, {"spoken": "", "written": ""}, "spoken"),
    (K.LANGUAGE, {"spoken": "tlh"}, "spoken"),
    (K.LANGUAGE, {"spoken": "so", "dialect": "x" * 61}, "dialect"),
    (K.INTERPRETER, {}, ""),
    (K.INTERPRETER, {"language": ""}, "language"),
    (K.INTERPRETER, {"language": "so", "mode": "by dove"}, "mode"),
    (K.OFFICER_GENDER, {"officer": "no preference"}, "officer"),
    (K.OFFICER_GENDER, {"officer": "woman", "tenant": "woman"}, "tenant"),
    (K.CONTACT_BY, {"only": "pigeon"}, "only"),
    (K.CONTACT_BY, {"only": None}, "only"),
    (K.DOOR_TIME, {"minutes": 0}, "minutes"),
    (K.DOOR_TIME, {"minutes": 61}, "minutes"),
    (K.DOOR_TIME, {}, ""),
    (K.AUDIO, {"tape": True}, "tape"),
]


@pytest.mark.parametrize(("kind", "plain", "detail"), RIGHT)
def test_values_are_read(kind: NeedKind, plain: dict[str, Any], detail: Detail) -> None:
    assert detail_of(kind, plain) == detail
    assert detail_of(kind, stored_of(detail)) == detail


@pytest.mark.parametrize(("kind", "plain", "field"), WRONG)
def test_wrong_values_are_refused_by_name(kind: NeedKind, plain: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken, match="wrong detail") as refused:
        detail_of(kind, plain)
    assert refused.value.facts["field"] == field


@given(points=st.integers(), minutes=st.integers())
def test_only_sizes_and_minutes_in_range_pass(points: int, minutes: int) -> None:
    for kind, name, value, right in (
        (K.LARGE_PRINT, "points", points, 16 <= points <= 28),
        (K.DOOR_TIME, "minutes", minutes, 1 <= minutes <= 60),
    ):
        try:
            detail_of(kind, {name: value})
        except RuleBroken:
            assert not right
        else:
            assert right


LARGE = FormatChoice(format=Format.LARGE_PRINT, points=20)
BRAILLE = FormatChoice(format=Format.BRAILLE)
AUDIO = FormatChoice(format=Format.AUDIO)
SOMALI = FormatChoice(format=Format.TRANSLATION, language="so")
LARGE_SOMALI = FormatChoice(format=Format.LARGE_PRINT, points=20, language="so")

CHOICES: list[tuple[NeedKind, Detail, FormatChoice | None]] = [
    (K.LARGE_PRINT, LargePrint(points=20), LARGE),
    (K.BRAILLE, Braille(contracted=False), FormatChoice(format=Format.BRAILLE, contracted=False)),
    (K.AUDIO, NOTHING_MORE, AUDIO),
    (K.EASY_READ, NOTHING_MORE, FormatChoice(format=Format.EASY_READ)),
    (K.LANGUAGE, Languages(spoken="so"), None),
    (K.LANGUAGE, Languages(spoken="so", written="en"), None),
    (K.LANGUAGE, Languages(written="so"), SOMALI),
    (K.INTERPRETER, Interpreter(language="so"), None),
    (K.SIGN_LANGUAGE, SignLanguage(), None),
    (K.SIGN_LANGUAGE, SignLanguage(letters=True), FormatChoice(format=Format.SIGN_LANGUAGE)),
    (K.CONTACT_BY, ContactBy(only=Carrier.POST), None),
    (K.HOME_VISITS, NOTHING_MORE, None),
]


@pytest.mark.parametrize(("kind", "detail", "choice"), CHOICES)
def test_some_needs_ask_for_a_form(kind: NeedKind, detail: Detail, choice: FormatChoice | None) -> None:
    assert choice_of(kind, detail) == choice


P, T, E = Carrier.POST, Carrier.PHONE, Carrier.EMAIL
# Choices, contact by only, has email, prefers: the way.
WAYS: list[tuple[list[FormatChoice], Carrier | None, bool, str, Way]] = [
    ([], None, True, "", Way(carrier=E)),
    ([], None, True, "email", Way(carrier=E)),
    ([], None, True, "post", Way(carrier=P)),
    ([], None, True, "phone", Way(carrier=T)),
    ([], None, False, "", Way(carrier=P)),
    ([], None, False, "email", Way(carrier=P)),
    ([], None, False, "phone", Way(carrier=T)),
    ([LARGE], None, True, "", Way(carrier=E, choices=(LARGE,))),
    ([LARGE], None, False, "", Way(carrier=P, choices=(LARGE,))),
    ([BRAILLE], None, True, "", Way(carrier=P, choices=(BRAILLE,))),
    ([BRAILLE], None, True, "email", Way(carrier=E, choices=(BRAILLE,))),
    ([BRAILLE], None, False, "email", Way(carrier=P, choices=(BRAILLE,))),
    ([BRAILLE], E, True, "post", Way(carrier=E, choices=(BRAILLE,), only=True)),
    ([AUDIO], None, True, "", Way(carrier=E, choices=(AUDIO,))),
    ([AUDIO], None, False, "", Way(carrier=P, choices=(AUDIO,))),
    ([AUDIO], None, True, "post", Way(carrier=P, choices=(AUDIO,))),
    ([AUDIO, BRAILLE], None, True, "", Way(carrier=P, choices=(AUDIO, BRAILLE))),
    ([], P, True, "email", Way(carrier=P, only=True)),
    ([], T, True, "email", Way(carrier=T, only=True)),
    ([], E, False, "post", Way(carrier=E, only=True)),
    ([SOMALI], None, True, "", Way(carrier=E, choices=(SOMALI,))),
    ([SOMALI, LARGE], None, True, "", Way(carrier=E, choices=(LARGE_SOMALI,))),
    ([LARGE, SOMALI], P, True, "", Way(carrier=P, choices=(LARGE_SOMALI,), only=True)),
]


@pytest.mark.parametrize(("choices", "only", "has_email", "prefers", "expected"), WAYS)
def test_how_we_write(
    choices: list[FormatChoice], only: Carrier | None, has_email: bool, prefers: str, expected: Way
) -> None:
    assert way(choices, only=only, has_email=has_email, prefers=prefers) == expected


@given(
    choices=st.lists(st.sampled_from([LARGE, BRAILLE, AUDIO, SOMALI]), unique=True),
    only=st.sampled_from([None, *Carrier]),
    has_email=st.booleans(),
    prefers=st.sampled_from(["", "email", "phone", "post"]),
)
def test_no_form_asked_for_is_lost_and_one_way_only_is_kept(
    choices: list[FormatChoice], only: Carrier | None, has_email: bool, prefers: str
) -> None:
    found = way(choices, only=only, has_email=has_email, prefers=prefers)
    formats = {choice.format for choice in choices}
    languages = {choice.language for choice in found.choices}
    assert {c.format for c in found.choices} >= formats - {Format.TRANSLATION}
    assert ("so" in languages) == (SOMALI in choices)
    assert found.choices == (STANDARD,) if not choices else STANDARD not in found.choices
    assert only is None or (found.carrier is only and found.only)
    assert found.carrier is not Carrier.EMAIL or has_email or only is Carrier.EMAIL


# Role, deals with something of theirs, meets them today, gave a reason: the grounds.
GROUNDS: list[tuple[Role, bool, bool, bool, Grounds | None]] = [
    (Role.NEEDS, False, False, False, Grounds.NEEDS_STAFF),
    (Role.MANAGER, False, False, False, Grounds.NEEDS_STAFF),
    (Role.OFFICER, False, False, False, None),
    (Role.OFFICER, True, False, False, Grounds.HANDLER),
    (Role.OFFICER, False, True, False, Grounds.VISITOR),
    (Role.OFFICER, False, False, True, Grounds.REASON),
    (Role.OFFICER, True, True, True, Grounds.HANDLER),
    (Role.COMPLAINTS, False, False, False, Grounds.MAKES_FORMS),
    (Role.RECEPTION, False, False, False, None),
    (Role.RECEPTION, False, True, False, Grounds.VISITOR),
    (Role.ADMINISTRATOR, False, False, False, None),
    (Role.CONTRACTOR, False, False, False, None),
]


@pytest.mark.parametrize(("role", "handles", "visits", "gave_reason", "expected"), GROUNDS)
def test_who_sees_detail(
    role: Role, handles: bool, visits: bool, gave_reason: bool, expected: Grounds | None
) -> None:
    reader = Reader(person_id=1, abilities=ABILITIES[role])
    assert grounds(reader, handles=handles, visits=visits, gave_reason=gave_reason) is expected


def test_nobody_who_is_not_staff_has_grounds() -> None:
    for reader in (VISITOR, Reader(person_id=1)):
        assert grounds(reader, handles=True, visits=True, gave_reason=True) is None


def test_every_kind_has_an_address_of_its_own() -> None:
    assert {BY_SLUG[slug(kind)] for kind in NeedKind} == set(NeedKind)
    assert all(word.replace("-", "").isalpha() and word.islower() for word in BY_SLUG)


def test_what_is_agreed_at_once_needs_nobody_to_be_found() -> None:
    people_are_needed = {K.INTERPRETER, K.SIGN_LANGUAGE, K.OFFICER_GENDER, K.HOME_VISITS, K.EASY_READ}
    assert not AT_ONCE & people_are_needed


def test_the_records_of_needs_staff_are_those_that_are_hidden() -> None:
    assert set(FOR_NEEDS_STAFF) == {NEEDS, MARKERS, RESTRICTIONS}


def test_languages_have_names() -> None:
    assert language_name("so") == "Somali"
    assert language_name("") == ""
    assert all(english and own for english, own in LANGUAGES.values())
    assert list(LANGUAGES.values()) == sorted(LANGUAGES.values())
