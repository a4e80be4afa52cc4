"""Importing the tenancy file: what is stored, and that repeating it changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import commit, db
from portal.identity.gateways import tenancy_file
from portal.identity.models import Home, Person, Tenancy, TenancyMember
from portal.identity.queries.tenancies import people_by_tenancy, tenancies_of
from portal.identity.services.importing import Imported, import_tenancies
from portal.records.models import SearchTerm
from portal.records.queries import people_matching

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
HEADING = (
    "tenancy_reference,home_reference,address,postcode,division,started_on,ended_on,"
    "person_reference,given_name,family_name,born_on,email,phone,kind\n"
)
FILE = HEADING + (
    "T-1,H1,1 Mill Lane,BS6 6AA,,2020-03-02,,P1,Amina,Yusuf,1986-05-04,amina@example.org,01174960001,\n"
    "T-1,H1,1 Mill Lane,BS6 6AA,,2020-03-02,,P2,Omar,Yusuf,1984-01-09,,,tenant\n"
    "T-2,H2,9 Leith Walk,EH6 5AA,scotland,2015-01-05,2019-12-31,P1,Amina,Yusuf,1986-05-04,,,licensee\n"
    "T-4,H4,2 Mill Lane,BS6 6AA,,2025-05-05,,P1,Amina,Yusuf,1986-05-04,,,tenant\n"
    "T-3,H3,4 Quay Street,BS1 4AA,,2026-01-05,,P3,Zoë,O'Brien,,zoe@example.org,,leaseholder\n"
)


def imported(folder: Path, text: str) -> Imported:
    """Read and store a file as the command does."""
    path = folder / "tenancies.csv"
    path.write_text(text, encoding="utf-8")
    read = tenancy_file(path)
    assert read.faults == ()
    done = import_tenancies(read.lines, now=NOW)
    commit()
    return done


def everything() -> list[tuple[object, ...]]:
    """All rows of the tables an import writes."""
    tables = (Home, Person, Tenancy, TenancyMember)
    return [tuple(row) for model in tables for row in db.session.execute(sa.select(model.__table__))]


def test_joint_ended_and_several_homes_are_stored(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, FILE)
    members = people_by_tenancy(" t-1 ")
    assert [(m.person.name, m.held_email) for m in members] == [
        ("Amina Yusuf", "amina@example.org"),
        ("Omar Yusuf", ""),
    ]
    amina = members[0].person
    assert [t.home.reference for t in tenancies_of(amina.id, date(2026, 11, 3))] == ["H4", "H1"]
    assert [t.home.division for t in tenancies_of(amina.id, date(2019, 12, 31))] == ["scotland"]
    assert tenancies_of(amina.id, date(2020, 1, 1)) == []
    assert amina.address == "2 Mill Lane"


def test_the_same_file_again_changes_nothing(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, FILE)
    before = everything()
    again = imported(tmp_path, FILE)
    assert everything() == before
    assert (again.people_added, again.people_changed, again.tenancies_added, again.tenancies_changed) == (
        0,
        0,
        0,
        0,
    )


def test_a_newer_file_ends_a_tenancy_and_moves_the_held_address(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, FILE)
    newer = FILE.replace("2026-01-05,,P3", "2026-01-05,2026-10-31,P3").replace(
        "zoe@example.org", "z@example.org"
    )
    done = imported(tmp_path, newer)
    member = people_by_tenancy("T-3")[0]
    assert (member.held_email, member.person.email) == ("z@example.org", "z@example.org")
    assert member.tenancy.ended_on == date(2026, 10, 31)
    assert (done.tenancies_changed, done.people_changed) == (1, 1)


def test_an_address_the_person_gave_us_is_kept(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, FILE)
    people_by_tenancy("T-3")[0].person.email = "own@example.org"
    commit()
    imported(tmp_path, FILE.replace("zoe@example.org", "z@example.org"))
    member = people_by_tenancy("T-3")[0]
    assert (member.held_email, member.person.email) == ("z@example.org", "own@example.org")


def test_the_command_names_bad_lines_and_stores_nothing(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(FILE + "T-5,H5,,XX,,2026-01-05,,P4,A,B,,,,\n", encoding="utf-8")
    run = app.test_cli_runner().invoke(args=["tenancies", "import", str(path)])
    assert run.exit_code == 1
    assert "line 7: address is empty" in run.output
    assert 'line 7: postcode "XX" is no postcode' in run.output
    assert everything() == []


def test_the_command_can_leave_bad_lines_out(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(FILE + "T-5,H5,,XX,,2026-01-05,,P4,A,B,,,,\n", encoding="utf-8")
    run = app.test_cli_runner().invoke(args=["tenancies", "import", "--skip-bad", str(path)])
    assert run.exit_code == 0
    assert "line 7: address is empty" in run.output
    assert "3 people added" in run.output
    assert len(people_by_tenancy("T-1")) == 2


def test_imported_people_are_found_by_their_home(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text(FILE, encoding="utf-8")
    for _ in range(2):
        assert app.test_cli_runner().invoke(args=["tenancies", "import", str(path)]).exit_code == 0
    for words in ("leith", "bs66aa yusuf", "Mill Amina"):
        assert people_by_tenancy("T-1")[0].person_id in db.session.scalars(people_matching(words)).all()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SearchTerm))


def test_a_later_file_of_one_home_leaves_the_others_findable(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    for text in (FILE, HEADING + FILE.splitlines()[4].replace("2 Mill Lane", "2 Weir Lane") + "\n"):
        path.write_text(text, encoding="utf-8")
        assert app.test_cli_runner().invoke(args=["tenancies", "import", str(path)]).exit_code == 0
    amina = people_by_tenancy("T-1")[0].person_id
    for words in ("leith", "mill", "weir"):
        assert amina in db.session.scalars(people_matching(words)).all()


@pytest.mark.parametrize(
    ("content", "says"), [("Zoë".encode("latin-1"), "not in UTF-8"), (b"", "line 1: the file is empty")]
)
def test_the_command_refuses_what_is_no_text(app: Flask, tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    run = app.test_cli_runner().invoke(args=["tenancies", "import", str(path)])
    assert run.exit_code == 1
    assert says in run.output
