"""Every setting of the portal: typed, read once, from the environment or `instance/settings.env`.

A wrong or missing value stops the start, and all that is wrong is named at once.
"""

from __future__ import annotations

import os
from datetime import date, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

# Languages we hold sentences in (`organisation.languages`, which a test holds to these).
COMMUNITY_LANGUAGES = ("pl", "ro", "so", "bn", "pa", "ur", "ar")
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """The settings are wrong. The message names each wrong one on a line of its own."""


class Settings(BaseSettings):
    """The portal's settings. Names in the environment are these, in capitals.

    The README's table lists each of them; `tests/test_settings.py` holds the two together.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    charter: str = Field(default="redland", description="Which landlord: the name of a charter")
    instance_path: Path = Field(default=ROOT / "instance", description="Folder for database, files and keys")
    database_url: str = Field(default="", description="Database; empty means SQLite, one file per charter")
    secret_key: str = Field(default="", description="Signs sessions; 32 characters or more")
    field_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Fernet keys for encrypted columns, newest first, separated by commas"
    )
    base_url: str = Field(default="http://127.0.0.1:5000", description="Address of the portal in messages")
    zone: str = Field(default="Europe/London", description="Time zone in which promises are counted")
    secure_cookies: bool = Field(default=True, description="Send cookies over https only")
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="How many proxies of yours stand before the portal"
    )
    as_of: date | None = Field(default=None, description="Demonstration day that counts as today")
    demo: bool = Field(default=False, description="A demonstration: shows sent mail at /developer/mail")

    trial_language: bool = Field(
        default=False, description="Offers ar-XB, to try out pages from right to left"
    )

    landlord_name: str = Field(default="", description="Name on every page; empty: the charter's")
    landlord_colour: str = Field(default="#1d4f4a", description="The landlord's strong colour, #rrggbb")
    landlord_logo: str = Field(default="", description="Address of a logo under static/, or empty")

    mail_server: str = Field(default="", description="SMTP server; empty: mail goes to instance/mail")
    mail_port: int = Field(default=25, ge=1, le=65535, description="SMTP port")
    mail_use_tls: bool = Field(default=False, description="STARTTLS")
    mail_use_ssl: bool = Field(default=False, description="TLS from the start")
    mail_username: str = Field(default="", description="SMTP user")
    mail_password: str = Field(default="", description="SMTP password")
    mail_sender: str = Field(default="portal@example.org", description="Address mail is sent from")
    mail_timeout_seconds: int = Field(default=20, ge=1, le=300, description="SMTP timeout in seconds")

    outbox_lease_seconds: int = Field(
        default=120, ge=1, le=3600, description="How long a worker may hold a message before another may"
    )
    post_cut_off: time = Field(
        default=time(15, 0), description="Letters made later than this go with the next working day's post"
    )
    format_working_days: int = Field(
        default=10,
        ge=1,
        le=60,
        description="Working days in which a person makes a form, where neither charter nor target says",
    )
    needs_decided_working_days: int = Field(
        default=10,
        ge=1,
        le=60,
        description="Working days in which we agree to what would help somebody, or offer something else",
    )
    needs_reviewed_months: int = Field(
        default=12, ge=1, le=60, description="Months after which we ask whether what helps is still right"
    )
    community_languages: Annotated[tuple[str, ...], NoDecode] = Field(
        default=COMMUNITY_LANGUAGES,
        description="Languages in which letters and the home page offer other forms, separated by commas",
    )
    session_idle_hours: int = Field(
        default=24, ge=20, le=24 * 30, description="Idle time that ends a session"
    )
    follow_link_days: int = Field(
        default=180, ge=1, le=3660, description="Days for which a link to follow one case opens it"
    )
    attachment_max_bytes: int = Field(
        default=10_000_000, ge=100_000, description="Largest file that may be sent in"
    )
    holidays_published_until: date = Field(
        default=date(2028, 12, 31), description="Later dates are shown as provisional"
    )

    @field_validator("field_keys", "community_languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("community_languages")
    @classmethod
    def _in_our_words(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [tag for tag in value if tag not in COMMUNITY_LANGUAGES]
        if unknown:
            raise ValueError(f"no sentences in {', '.join(unknown)}; use {', '.join(COMMUNITY_LANGUAGES)}")
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no such time zone: {value}") from error
        return value

    @field_validator("landlord_colour")
    @classmethod
    def _colour(cls, value: str) -> str:
        digits = value.removeprefix("#")
        if len(digits) != 6 or any(c not in "0123456789abcdefABCDEF" for c in digits):
            raise ValueError("write the colour as #rrggbb")
        return value

    @field_validator("database_url")
    @classmethod
    def _driver(cls, value: str) -> str:
        if value.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + value.split("://", 1)[1]
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("use sqlite:///… or postgresql://…")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("use 32 characters or more")
        return value

    @model_validator(mode="after")
    def _one_tls(self) -> Settings:
        if self.mail_use_tls and self.mail_use_ssl:
            raise ValueError("mail_use_tls and mail_use_ssl: choose one")
        return self

    @property
    def url_of_database(self) -> str:
        """SQLAlchemy's address of the database; SQLite beside the charter's name unless set."""
        return self.database_url or f"sqlite:///{self.instance_path / self.charter}.sqlite3"

    @property
    def tz(self) -> ZoneInfo:
        """The landlord's time zone."""
        return ZoneInfo(self.zone)


def _line(where: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in where).upper() or "SETTINGS"
    return f"{name}: {message.removeprefix('Value error, ')}"


def read_settings(**given: object) -> Settings:
    """Read the settings; raise SettingsError naming every wrong one. `given` wins over all else."""
    folder = Path(str(given.get("instance_path") or os.environ.get("INSTANCE_PATH") or ROOT / "instance"))
    try:
        settings = Settings(_env_file=folder / "settings.env", **given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [_line(e["loc"], e["msg"]) for e in error.errors()]
        raise SettingsError("\n".join(lines)) from error
    missing = [
        f"{name.upper()}: needed; set it in the environment or in {folder / 'settings.env'}"
        for name in ("secret_key", "field_keys")
        if not getattr(settings, name)
    ]
    if missing:
        raise SettingsError("\n".join(missing))
    return settings
