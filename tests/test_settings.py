"""Settings: wrong ones are all named at once, and each of them is explained in the README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from portal.config import ROOT, Settings, SettingsError, read_settings

README = ROOT / "README.md"
RIGHT = {"secret_key": "s" * 32, "field_keys": Fernet.generate_key().decode()}


def documented() -> dict[str, str]:
    """The rows of the README's table of settings: name to the rest of the row."""
    section = README.read_text(encoding="utf-8").split("\n## Settings\n", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^\| `([A-Z_]+)` \|(.*)\|$", section, flags=re.M))


def test_each_setting_is_in_the_readme_and_nothing_else() -> None:
    assert set(documented()) == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_readme_says_what_a_setting_is_for_as_the_code_does(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert description in documented()[name.upper()]


def test_all_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(
            **RIGHT,
            instance_path=tmp_path,
            zone="Europe/Bristol",
            mail_port=0,
            landlord_colour="green",
            database_url="mysql://here",
            as_of="tomorrow",
        )
    named = {line.split(":")[0] for line in str(error.value).splitlines()}
    assert named == {"ZONE", "MAIL_PORT", "LANDLORD_COLOUR", "DATABASE_URL", "AS_OF"}


def test_missing_keys_are_both_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(instance_path=tmp_path)
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == ["SECRET_KEY", "FIELD_KEYS"]


def test_a_file_in_the_instance_folder_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.env").write_text(
        f"SECRET_KEY={'k' * 40}\nFIELD_KEYS={RIGHT['field_keys']}\n"
        "LANDLORD_NAME=From the file\nMAIL_PORT=2525\n"
    )
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("MAIL_PORT", "587")
    settings = read_settings()
    assert (settings.landlord_name, settings.mail_port) == ("From the file", 587)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("postgres://portal@db/portal", "postgresql+psycopg://portal@db/portal"),
        ("postgresql://portal@db/portal", "postgresql+psycopg://portal@db/portal"),
        ("sqlite:////tmp/portal.sqlite3", "sqlite:////tmp/portal.sqlite3"),
    ],
)
def test_a_database_address_is_taken_as_people_write_it(given: str, address: str, tmp_path: Path) -> None:
    assert read_settings(**RIGHT, instance_path=tmp_path, database_url=given).url_of_database == address


def test_each_charter_has_a_database_of_its_own(tmp_path: Path) -> None:
    files = {
        read_settings(**RIGHT, instance_path=tmp_path, charter=charter).url_of_database
        for charter in ("redland", "howm")
    }
    assert files == {f"sqlite:///{tmp_path}/redland.sqlite3", f"sqlite:///{tmp_path}/howm.sqlite3"}
