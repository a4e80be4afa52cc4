"""Argon2, the counter that two requests at once cannot fool, and keys derived from the portal's secret."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.guessing import Allowance
from portal.accounts.models import Throttle
from portal.accounts.passwords import normal
from portal.database import db
from portal.records.references import ALPHABET

CODE_LENGTH = 12

_hasher = PasswordHasher()


def password_hash(password: str) -> str:
    """The hash to store. Takes some 50 ms: never call it while a transaction holds the write lock."""
    return _hasher.hash(normal(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one. Takes as long when there is none: None never matches."""
    try:
        return _hasher.verify(stored or _nobodys_hash(), normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody signs in with this")


def prepare_hashing() -> None:
    """Make the hash that stands in for a missing account, so that the first refusal is not the slower one."""
    _nobodys_hash()


def throttle_key(allowance: Allowance, value: str, secret: str) -> str:
    """What is stored instead of an address: it cannot be turned back without the portal's secret."""
    return hmac.new(secret.encode(), f"{allowance.name}\n{value}".encode(), hashlib.sha256).hexdigest()


def network_of(address: str | None) -> str:
    """The network a request comes from: the address, of IPv6 the first 64 bits, which one household has."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def count_try(key: str, allowance: Allowance, *, now: datetime) -> tuple[int, datetime]:
    """Count one more try; give back how many there are now and when the window began.

    One statement, so that of two tries at the same moment both are counted, on either database.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    over = Throttle.window_began_at <= now - allowance.window
    statement = insert(Throttle).values(key=key, window_began_at=now, tries=1)
    row = db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "tries": sa.case((over, 1), else_=Throttle.tries + 1),
                "window_began_at": sa.case((over, now), else_=Throttle.window_began_at),
            },
        ).returning(Throttle.tries, Throttle.window_began_at)
    ).one()
    return row.tries, row.window_began_at


def posted_code(registration_id: int, made_at: datetime, secret: str) -> str:
    """The code of a letter, in groups of four, from characters that are read and said without mistakes.

    Derived from the portal's secret, so the letter can be printed again while only a hash is stored.
    """
    seed = f"code by post\n{registration_id}\n{made_at.isoformat()}".encode()
    number = int.from_bytes(hmac.new(secret.encode(), seed, hashlib.sha256).digest())
    characters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    plain = "".join(characters)
    return "-".join(plain[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def code_hash(typed: str) -> str:
    """What is stored of a code, however it is typed: capitals or not, with or without hyphens."""
    plain = "".join(c for c in typed.upper() if c.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
