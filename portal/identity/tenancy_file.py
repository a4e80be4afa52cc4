"""The landlord's file of tenancies: its columns, what a line may hold, and everything wrong with it. Pure.

One line is one person on one tenancy; README and `flask tenancies import --help` show `COLUMNS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.organisation.csv_file import NO_DATE, Fault, day_of, needed, rows

COLUMNS: Mapping[str, str] = {
    "tenancy_reference": "needed; the same on each line of a joint tenancy",
    "home_reference": "needed; the property's number",
    "address": "needed; of the home, without the postcode",
    "postcode": "needed",
    "division": "whose bank holidays count: england-and-wales (also when empty), scotland, northern-ireland",
    "started_on": "needed; 2026-03-27 or 27/03/2026",
    "ended_on": "last day of the tenancy; empty while it runs",
    "person_reference": "needed; your number for the person, the same on each of their tenancies",
    "given_name": "first names",
    "family_name": "needed",
    "born_on": "date of birth; without it staff approve an account by hand",
    "email": "the only address we send a link to; empty for people without",
    "phone": "as you would dial it",
    "kind": "tenant (also when empty), leaseholder, licensee, shared owner",
}
NEEDED = needed(COLUMNS)
DIVISIONS = ("england-and-wales", "scotland", "northern-ireland")
KINDS = ("tenant", "leaseholder", "licensee", "shared owner")

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")
_PHONE = re.compile(r"\+?[0-9 ()-]{6,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One good line. `number` counts from 1, the heading; `ended_on` is the tenancy's last day."""

    number: int
    tenancy_reference: str
    home_reference: str
    address: str
    postcode: str
    division: str
    started_on: date
    ended_on: date | None
    person_reference: str
    given_name: str
    family_name: str
    born_on: date | None
    email: str
    phone: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyFile:
    """What a file holds: the lines that can be taken, and what is wrong with the others, in order."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody stored under a person reference by an earlier import."""

    family_name: str
    born_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What earlier imports have stored, by reference, so that a wrong file cannot mix people up."""

    home_of_tenancy: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, KnownPerson] = field(default_factory=dict)


def reference_key(typed: str) -> str:
    """A tenancy, home or person reference as it is stored and compared: capitals, no spaces."""
    return "".join(typed.split()).upper()


def read_tenancy_file(text: str, *, known: Known) -> TenancyFile:
    """What a CSV text says, checked line by line, against its other lines and against what is stored."""
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in rows(text, columns=COLUMNS, faults=faults):
        wrong = _wrong_cells(cells)
        if wrong:
            faults.extend(Fault(number=number, what=what) for what in wrong)
            continue
        lines.append(_line(number, cells))
    agreeing: list[Line] = []
    for line, wrong in _contradictions(lines, known):
        faults.extend(Fault(number=line.number, what=what) for what in wrong)
        if not wrong:
            agreeing.append(line)
    return TenancyFile(lines=tuple(agreeing), faults=tuple(sorted(faults, key=lambda fault: fault.number)))


def _wrong_cells(cells: Mapping[str, str]) -> list[str]:
    wrong = [f"{name} is empty" for name in NEEDED if not cells[name]]
    for name, good in _SHAPES.items():
        if cells[name] and not good(cells[name]):
            wrong.append(f'{name} "{cells[name]}" {_SAYS[name]}')
    if wrong:
        return wrong
    started_on, ended_on, born_on = (day_of(cells[name]) for name in ("started_on", "ended_on", "born_on"))
    if started_on and ended_on and ended_on < started_on:
        wrong.append("ended_on is before started_on")
    if started_on and born_on and born_on >= started_on:
        wrong.append("born_on is not before started_on")
    return wrong


def _contradictions(lines: Iterable[Line], known: Known) -> Iterator[tuple[Line, list[str]]]:
    """Each line with what sets it against an earlier line of the file or against what is stored."""
    firsts: dict[tuple[str, str], Line] = {}
    pairs: dict[tuple[str, str], int] = {}
    for line in lines:
        wrong: list[str] = []
        for key, same in _SAME.items():
            first = firsts.setdefault((key, getattr(line, key)), line)
            wrong += [
                f"{name} differs from line {first.number}, which has the same {key}"
                for name in same
                if getattr(first, name) != getattr(line, name)
            ]
        earlier = pairs.setdefault((line.tenancy_reference, line.person_reference), line.number)
        if earlier != line.number:
            wrong.append(f"the same person is on this tenancy in line {earlier}")
        wrong += _against_stored(line, known)
        yield line, wrong


def _against_stored(line: Line, known: Known) -> Iterator[str]:
    home = known.home_of_tenancy.get(line.tenancy_reference, line.home_reference)
    if home != line.home_reference:
        yield f"tenancy {line.tenancy_reference} is stored with home {home}"
    person = known.people.get(line.person_reference)
    if (
        person is not None
        and person.family_name.casefold() != line.family_name.casefold()
        and person.born_on != line.born_on
    ):
        yield f"person_reference {line.person_reference} is stored for another name and date of birth"


def _line(number: int, cells: Mapping[str, str]) -> Line:
    postcode = _POSTCODE.fullmatch(cells["postcode"].upper())
    started_on = day_of(cells["started_on"])
    if postcode is None or started_on is None:
        raise ValueError("only a checked line becomes one")
    return Line(
        number=number,
        tenancy_reference=reference_key(cells["tenancy_reference"]),
        home_reference=reference_key(cells["home_reference"]),
        address=cells["address"],
        postcode=f"{postcode[1]} {postcode[2]}",
        division=cells["division"].lower() or DIVISIONS[0],
        started_on=started_on,
        ended_on=day_of(cells["ended_on"]),
        person_reference=reference_key(cells["person_reference"]),
        given_name=cells["given_name"],
        family_name=cells["family_name"],
        born_on=day_of(cells["born_on"]),
        email=cells["email"].lower(),
        phone=cells["phone"],
        kind=cells["kind"].lower() or KINDS[0],
    )


_SHAPES: Mapping[str, Callable[[str], object]] = {
    "postcode": lambda cell: _POSTCODE.fullmatch(cell.upper()),
    "division": lambda cell: cell.lower() in DIVISIONS,
    "started_on": day_of,
    "ended_on": day_of,
    "born_on": day_of,
    "email": _EMAIL.fullmatch,
    "phone": _PHONE.fullmatch,
    "kind": lambda cell: cell.lower() in KINDS,
}
_SAYS: Mapping[str, str] = {
    "postcode": "is no postcode",
    "division": f"is none of {', '.join(DIVISIONS)}",
    "started_on": NO_DATE,
    "ended_on": NO_DATE,
    "born_on": NO_DATE,
    "email": "is no email address",
    "phone": "is no phone number",
    "kind": f"is none of {', '.join(KINDS)}",
}
# Lines that share the key must agree on these; otherwise somebody has mistyped a reference.
_SAME: Mapping[str, tuple[str, ...]] = {
    "tenancy_reference": ("home_reference", "started_on", "ended_on"),
    "home_reference": ("address", "postcode", "division"),
    "person_reference": ("given_name", "family_name", "born_on"),
}
