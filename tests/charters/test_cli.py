"""`flask charter` names every mistake of a file, shows the promises, and counts what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.charters import library
from portal.charters.cli import group
from portal.charters.coverage import coverage_of

SMALL = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")
STEPS = 'key = "steps"'


def run(*words: str) -> Result:
    app = Flask("charters")
    app.cli.add_command(group)
    return app.test_cli_runner().invoke(args=["charter", *words])


def test_check_says_when_nothing_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")

    result = run("check", str(path))

    assert result.exit_code == 0
    assert result.output == f"{path}: nothing wrong.\n"


def test_check_names_every_mistake_with_its_line_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    text = SMALL.replace('"scotland"', '"wales"').replace('key = "stairs"', 'key = "steps"')
    path.write_text(text, encoding="utf-8")
    lines = text.splitlines()

    result = run("check", str(path))

    assert result.exit_code == 1
    division = lines.index('division = "wales"') + 1
    assert f'{path}:{division}: landlord.division: "wales" is not one of' in result.output
    assert f"{path}:{lines.index(STEPS) + 1}: regime[7].key" in result.output
    assert result.output.endswith("3 to put right.\n")


def test_check_says_where_the_toml_breaks(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text('charter_format = 1\nkey = "small', encoding="utf-8")

    result = run("check", str(path))

    assert result.exit_code == 1
    assert f"{path}:2: this is not TOML" in result.output


def test_check_refuses_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_bytes(b"key = \xff")

    result = run("check", str(path))

    assert result.exit_code == 1
    assert "not UTF-8 text (byte 7)" in result.output


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "redland",
            "2.8.3a: We confirm that what you wrote has arrived, or we answer it. “within 10 days”",
        ),
        ("redland", "Does not apply: foi. A housing association is no public authority"),
        ("howm", "read as: Business days are read as working days."),
        ("tp-properties", "Written a: We answer what you write to us in good time. “timely manner”"),
        ("england", "to be checked: 30 calendar days was the figure consulted on"),
        ("seven-locks", "Editor's note on 5b: The Housing Corporation closed in 2008."),
    ],
)
def test_show_prints_promises_clauses_readings_and_notes(name: str, words: str) -> None:
    result = run("show", name)

    assert result.exit_code == 0
    assert words in result.output


@pytest.mark.parametrize("name", library.available())
def test_coverage_counts_the_clauses_and_lists_those_not_yet_kept(name: str) -> None:
    coverage = coverage_of(library.load(name))

    result = run("coverage", name)

    assert result.exit_code == 0
    listed = [line for line in result.output.splitlines() if line.startswith("  not yet kept: ")]
    assert listed == [f"  not yet kept: {clause}" for clause in coverage.not_yet_kept]
    assert f"not yet kept      {len(listed):4}" in result.output
    assert f"kept              {len(coverage.kept):4}" in result.output


def test_a_clause_of_which_only_one_promise_is_kept_is_kept_in_part() -> None:
    text = SMALL.replace('clause = "3"', 'clause = "2"')

    coverage = coverage_of(library.from_text(text, "small"))

    assert coverage.kept == ()
    assert coverage.partly_kept == ("2",)
    assert coverage.not_yet_kept == ("4", "5")
    assert coverage.not_for_software == ("6",)


@pytest.mark.parametrize("command", ["show", "coverage"])
def test_an_unknown_name_is_refused_with_the_names_there_are(command: str) -> None:
    result = run(command, "nowhere")

    assert result.exit_code == 2
    assert "tp-properties" in result.output
