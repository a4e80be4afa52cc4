"""Tables: who gets a link at once, which passwords are taken, when trying must wait."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts.guessing import SIGN_IN
from portal.accounts.passwords import PasswordFault, fault_of, normal
from portal.accounts.registration import Decision, Held, State, decided, same_name

BORN = date(1986, 5, 4)
AMINA = Held(person_id=1, family_name="Yusuf", born_on=BORN, email="amina@example.org", runs=True)
OMAR = Held(person_id=2, family_name="Yusuf", born_on=date(1984, 1, 9), email="", runs=True)
TWIN = Held(person_id=3, family_name="Yusuf", born_on=BORN, email="twin@example.org", runs=True)
MOVED = Held(person_id=1, family_name="Yusuf", born_on=BORN, email="amina@example.org", runs=False)
NO_BIRTHDAY = Held(person_id=4, family_name="Yusuf", born_on=None, email="d@example.org", runs=True)
HELD = "amina@example.org"


@pytest.mark.parametrize(
    ("family_name", "born_on", "email", "held", "decision"),
    [
        ("yusuf", BORN, HELD, [AMINA, OMAR], Decision(state=State.LINK_SENT, person_id=1)),
        ("Yusuf", BORN, "other@example.org", [AMINA, OMAR], Decision(state=State.WAITS, person_id=1)),
        ("Yusuf", OMAR.born_on, "omar@example.org", [AMINA, OMAR], Decision(state=State.WAITS, person_id=2)),
        ("Yusuf", BORN, HELD, [MOVED], Decision(state=State.WAITS, person_id=1)),
        ("Yusuf", BORN, "d@example.org", [NO_BIRTHDAY], Decision(state=State.WAITS, person_id=4)),
        ("Brown", BORN, HELD, [AMINA, OMAR], Decision(state=State.WAITS, person_id=1)),
        ("Yusuf", date(1990, 1, 1), HELD, [AMINA], Decision(state=State.WAITS, person_id=1)),
        ("Yusuf", date(1990, 1, 1), HELD, [AMINA, OMAR], Decision(state=State.WAITS, person_id=None)),
        ("Yusuf", BORN, HELD, [AMINA, TWIN], Decision(state=State.LINK_SENT, person_id=1)),
        ("Yusuf", BORN, "other@example.org", [AMINA, TWIN], Decision(state=State.WAITS, person_id=None)),
        ("Brown", date(1990, 1, 1), HELD, [AMINA, OMAR], Decision(state=State.REFUSED)),
        ("Yusuf", BORN, HELD, [], Decision(state=State.REFUSED)),
    ],
)
def test_what_becomes_of_a_registration(
    family_name: str, born_on: date, email: str, held: list[Held], decision: Decision
) -> None:
    assert decided(family_name=family_name, born_on=born_on, email=email, held=held) == decision


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("O'Brien", "obrien", True),
        ("O’Brien", "O'Brien", True),
        ("Núñez", "Nunez", True),
        ("Smith-Jones", "Smith Jones", True),
        ("Smith", "Smyth", False),
        ("", "", False),
        ("-", "'", False),
    ],
)
def test_surnames_are_the_same_but_for_marks(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("three brown ducks", None),
        ("abcdefghi", PasswordFault.SHORT),
        ("ünïcödëäöü", None),
        ("lowercase only no digit", None),
        ("Password123", PasswordFault.COMMON),
        ("zzzzzzzzzzzz", PasswordFault.COMMON),
        ("Amina@Example.org", PasswordFault.COMMON),
        ("x1" * 251, PasswordFault.LONG),
        ("x1" * 250, None),
    ],
)
def test_which_passwords_are_taken(password: str, fault: PasswordFault | None) -> None:
    assert fault_of(password, email=HELD) is fault


def test_a_password_is_the_same_however_it_was_composed() -> None:
    assert normal("cafe\u0301 on the corner") == normal("caf\u00e9 on the corner")


NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(("ago", "minutes"), [(0, 15), (1, 15), (60, 14), (14 * 60 + 59, 1), (16 * 60, 1)])
def test_how_long_to_wait_is_said_in_whole_minutes(ago: int, minutes: int) -> None:
    assert SIGN_IN.minutes_left(NOW - timedelta(seconds=ago), NOW) == minutes


@pytest.mark.parametrize(("tries", "spent"), [(1, False), (10, False), (11, True)])
def test_ten_tries_are_allowed(tries: int, spent: bool) -> None:
    assert SIGN_IN.is_spent(tries) is spent
