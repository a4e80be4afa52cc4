"""The tenancy file: each kind of wrong line is named, good lines come through as typed."""

from __future__ import annotations

from datetime import date

import pytest

from portal.identity.tenancy_file import COLUMNS, NEEDED, Known, KnownPerson, read_tenancy_file, reference_key

GOOD = {
    "tenancy_reference": "T-1001",
    "home_reference": "H1",
    "address": "1 Mill Lane, Redland",
    "postcode": "BS6 6AA",
    "started_on": "2020-03-02",
    "person_reference": "P1",
    "given_name": "Amina",
    "family_name": "Yusuf",
    "born_on": "1986-05-04",
    "email": "amina@example.org",
}
OTHER = GOOD | {"person_reference": "P2", "given_name": "Omar", "born_on": "", "email": ""}


def text_of(*lines: dict[str, str]) -> str:
    """A file with every column, in our order."""
    rows = [",".join(COLUMNS)]
    rows += [",".join(f'"{line.get(name, "")}"' for name in COLUMNS) for line in lines]
    return "\n".join(rows) + "\n"


WRONG = [
    *[({name: ""}, f"line 2: {name} is empty") for name in NEEDED],
    ({"postcode": "BS6"}, 'line 2: postcode "BS6" is no postcode'),
    (
        {"division": "england"},
        'line 2: division "england" is none of england-and-wales, scotland, northern-ireland',
    ),
    (
        {"started_on": "2020-02-30"},
        'line 2: started_on "2020-02-30" is no date; write 2026-03-27 or 27/03/2026',
    ),
    ({"ended_on": "soon"}, 'line 2: ended_on "soon" is no date; write 2026-03-27 or 27/03/2026'),
    ({"born_on": "4 May 86"}, 'line 2: born_on "4 May 86" is no date; write 2026-03-27 or 27/03/2026'),
    ({"email": "amina at example"}, 'line 2: email "amina at example" is no email address'),
    ({"email": "a@b.org; c@d.org"}, 'line 2: email "a@b.org; c@d.org" is no email address'),
    ({"phone": "ask her son"}, 'line 2: phone "ask her son" is no phone number'),
    ({"kind": "lodger"}, 'line 2: kind "lodger" is none of tenant, leaseholder, licensee, shared owner'),
    ({"ended_on": "2019-01-01"}, "line 2: ended_on is before started_on"),
    ({"born_on": "2020-03-02"}, "line 2: born_on is not before started_on"),
]


@pytest.mark.parametrize(("cells", "says"), WRONG)
def test_a_wrong_cell_is_named_with_its_line(cells: dict[str, str], says: str) -> None:
    read = read_tenancy_file(text_of(GOOD | cells), known=Known())
    assert [str(fault) for fault in read.faults] == [says]
    assert read.lines == ()


def test_every_fault_of_a_file_is_named_at_once() -> None:
    read = read_tenancy_file(
        text_of(GOOD | {"postcode": "?", "kind": "x"}, OTHER, GOOD | {"address": ""}), known=Known()
    )
    assert [fault.number for fault in read.faults] == [2, 2, 4]
    assert [line.number for line in read.lines] == [3]


CONTRADICTIONS = [
    ({"home_reference": "H2"}, "home_reference differs from line 2, which has the same tenancy_reference"),
    ({"started_on": "2021-01-01"}, "started_on differs from line 2, which has the same tenancy_reference"),
    ({"ended_on": "2026-01-01"}, "ended_on differs from line 2, which has the same tenancy_reference"),
    (
        {"tenancy_reference": "T-2", "address": "2 Mill Lane"},
        "address differs from line 2, which has the same home_reference",
    ),
    (
        {"tenancy_reference": "T-2", "division": "scotland"},
        "division differs from line 2, which has the same home_reference",
    ),
    ({"person_reference": "p1"}, "given_name differs from line 2, which has the same person_reference"),
]


@pytest.mark.parametrize(("cells", "says"), CONTRADICTIONS)
def test_lines_that_share_a_reference_must_agree(cells: dict[str, str], says: str) -> None:
    read = read_tenancy_file(text_of(GOOD, OTHER | cells), known=Known())
    assert f"line 3: {says}" in [str(fault) for fault in read.faults]
    assert [line.number for line in read.lines] == [2]


def test_the_same_person_twice_on_a_tenancy_is_refused() -> None:
    read = read_tenancy_file(text_of(GOOD, GOOD), known=Known())
    assert [str(fault) for fault in read.faults] == ["line 3: the same person is on this tenancy in line 2"]


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (Known(home_of_tenancy={"T-1001": "H9"}), "line 2: tenancy T-1001 is stored with home H9"),
        (
            Known(people={"P1": KnownPerson(family_name="Brown", born_on=date(1950, 1, 1))}),
            "line 2: person_reference P1 is stored for another name and date of birth",
        ),
    ],
)
def test_a_line_against_what_is_stored_is_refused(known: Known, says: str) -> None:
    read = read_tenancy_file(text_of(GOOD), known=known)
    assert [str(fault) for fault in read.faults] == [says]


def test_a_changed_surname_alone_is_taken() -> None:
    known = Known(people={"P1": KnownPerson(family_name="Brown", born_on=date(1986, 5, 4))})
    assert not read_tenancy_file(text_of(GOOD), known=known).faults


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the file is empty"),
        (
            ",".join(name for name in COLUMNS if name != "postcode"),
            "line 1: the heading has no column postcode",
        ),
        (",".join([*COLUMNS, "rent"]), 'line 1: the heading has a column "rent" we do not know'),
        (",".join([*COLUMNS, "email"]), "line 1: the heading has the column email twice"),
        (text_of(GOOD) + 'T-2,"H', "line 3: cannot be read as CSV from here on (unexpected end of data)"),
        (text_of(GOOD) + "," * 20 + "x", "line 3: 21 cells, the heading has 14"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(text: str, says: str) -> None:
    assert [str(fault) for fault in read_tenancy_file(text, known=Known()).faults] == [says]


def test_a_line_is_taken_as_typed_but_tidied() -> None:
    typed = GOOD | {
        "tenancy_reference": " t-1001 ",
        "postcode": "bs66aa",
        "started_on": "02/03/2020",
        "email": "Amina@Example.org",
        "address": "1  Mill Lane,\nRedland",
        "phone": "0117 496 0000",
    }
    line = read_tenancy_file("\ufeff" + text_of(typed), known=Known()).lines[0]
    assert (line.tenancy_reference, line.postcode, line.started_on) == ("T-1001", "BS6 6AA", date(2020, 3, 2))
    assert (line.email, line.address, line.kind) == ("amina@example.org", "1 Mill Lane, Redland", "tenant")
    assert line.division == "england-and-wales"


def test_a_line_after_one_with_a_line_break_keeps_its_number() -> None:
    broken = GOOD | {"address": "1 Mill Lane,\nRedland"}
    read = read_tenancy_file(
        text_of(broken, OTHER | {"address": "1 Mill Lane, Redland", "kind": "x"}), known=Known()
    )
    assert [fault.number for fault in read.faults] == [4]


def test_references_are_compared_without_spaces_and_case() -> None:
    assert reference_key(" t 10 01\n") == "T1001"
