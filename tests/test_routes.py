"""Who may open what: every endpoint is in `access.csv`, opens for those named there, and for nobody else.

Where a test here fails after adding a page, think about who may see it, then add the line it prints.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.routing.converters import AnyConverter
from werkzeug.test import TestResponse

from portal.identity.access import ANYONE, SIGNED_IN
from portal.identity.models import Person
from portal.identity.roles import Ability, Role, abilities_of
from tests.client import StrictClient
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member, a_tenancy

TABLE = Path(__file__).with_name("access.csv")
READERS = ("visitor", "applicant", "tenant", "former member of staff", *Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One endpoint: its methods, and who may open it: "anyone", "signed in", or an ability of staff."""

    endpoint: str
    methods: str
    access: str

    def __str__(self) -> str:
        return f"{self.endpoint},{self.methods},{self.access}"

    def admits(self, reader: str) -> bool:
        """Whether the table lets this reader in."""
        if self.access == ANYONE:
            return True
        if self.access == SIGNED_IN:
            return reader != "visitor"
        return reader in list(Role) and self.access in abilities_of(frozenset({Role(reader)}))


def table() -> list[Line]:
    """What was decided."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Line(**row) for row in csv.DictReader(file)]


def found(app: Flask) -> list[Line]:
    """What the application has."""
    methods: dict[str, set[str]] = {}
    for rule in _rules(app):
        methods.setdefault(rule.endpoint, set()).update(_methods(rule))
    return [
        Line(endpoint=endpoint, methods=" ".join(sorted(verbs)), access=_access(app, endpoint))
        for endpoint, verbs in sorted(methods.items())
    ]


def _rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def _methods(rule: Rule) -> set[str]:
    return set(rule.methods or ()) - {"HEAD", "OPTIONS"}


def _access(app: Flask, endpoint: str) -> str:
    return str(getattr(app.view_functions[endpoint], "access", ""))


def test_every_endpoint_says_who_may_open_it(app: Flask) -> None:
    known = {"", *(str(word) for word in (ANYONE, SIGNED_IN, *Ability))} - {""}
    assert {line.endpoint: line.access for line in found(app) if line.access not in known} == {}


def test_the_table_holds_every_endpoint_as_it_is(app: Flask) -> None:
    decided, there = set(table()), set(found(app))
    new = [str(line) for line in found(app) if line not in decided]
    gone = [str(line) for line in table() if line not in there]
    assert not new, "not in access.csv:\n" + "\n".join(new)
    assert not gone, "in access.csv, but not there any more:\n" + "\n".join(gone)


def test_staff_pages_and_no_others_are_under_staff(app: Flask) -> None:
    for rule in _rules(app):
        is_for_staff = _access(app, rule.endpoint) in list(Ability)
        assert str(rule).startswith("/staff") == is_for_staff, rule


@pytest.mark.parametrize("reader", READERS)
def test_each_endpoint_opens_for_those_it_is_for_and_refuses_everyone_else(app: Flask, reader: str) -> None:
    a_whole_landlord()
    person = _person(reader)
    client = StrictClient(app)
    lines = {line.endpoint: line for line in table()}
    wrong = []
    for rule in _rules(app):
        line = lines.get(rule.endpoint)
        if line is None:
            continue  # the table's own test says so
        for method in sorted(_methods(rule)):
            # Once more each time: some of them sign out.
            client.sign_out()
            if person:
                client.sign_in_as(person)
            try:
                answer = client.open(_address(rule), method=method)
            except Exception as fault:  # all of them in one go, whatever went wrong
                wrong.append(f"{method} {rule}: {type(fault).__name__}: {fault}")
                continue
            if line.admits(reader) != _opened(answer, line, signed_in=person is not None):
                wrong.append(f"{method} {rule}: {answer.status} {answer.location or ''}")
    assert not wrong, "\n".join(wrong)


def _person(reader: str) -> Person | None:
    match reader:
        case "visitor":
            return None
        case "applicant":
            return a_person(contact_kind="applicant")
        case "tenant":
            tenant = a_person(contact_kind="tenant")
            a_tenancy(tenant)
            return tenant
        case "former member of staff":
            return a_staff_member(*Role, active=False)
        case _:
            return a_staff_member(Role(reader))


def _address(rule: Rule) -> str:
    """An address of this rule where nothing is: who is let in at all must not hang on what is there."""
    values: dict[str, object] = dict(rule.defaults or {})
    for name, converter in rule._converters.items():
        match converter:
            case IntegerConverter():
                values[name] = 999_999
            case AnyConverter():
                values[name] = sorted(converter.items)[0]
            case _:
                values[name] = "nothing-there"
    built = rule.build(values)
    assert built is not None, rule
    return built[1]


def _opened(answer: TestResponse, line: Line, *, signed_in: bool) -> bool:
    """Whether somebody got past the door. Behind it there may still be nothing: 404, 422."""
    if answer.status_code in (401, 403):
        return False
    to_sign_in = (answer.location or "").split("?")[0].endswith("/sign-in")
    return not to_sign_in or line.access == ANYONE or signed_in
