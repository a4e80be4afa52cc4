"""Who comes in: loading the signed-in person, trying a password, beginning and ending sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import request, session
from flask_login import login_user, logout_user

from portal.accounts import gateways, queries
from portal.accounts.guessing import SIGN_IN, SIGN_IN_NETWORK, Allowance
from portal.accounts.queries import Account
from portal.accounts.services.accounts import forget_tries, note_sign_in
from portal.database import own_transaction, rollback
from portal.extensions import login_manager
from portal.identity.access import SignedIn, signed_in_person
from portal.identity.roles import Ability
from portal.web.kept_words import SESSION_KEY, has_kept_words
from portal.web.settings import settings

# What a visitor began before signing in goes on afterwards; everything else in the session is made anew.
_CARRIED_OVER = ("draft", SESSION_KEY)

login_manager.session_protection = None  # phones change their address all day; the epoch ends sessions


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(user_id: str) -> SignedIn | None:
    """The person of a session, in one statement; None when the session was ended from elsewhere."""
    person_id, _, epoch = user_id.partition(":")
    if not (person_id.isdecimal() and epoch.isdecimal()):
        return None
    found = queries.signed_in(int(person_id), int(epoch))
    return SignedIn(found[0], found[1], int(epoch)) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why somebody is not let in. `wait_minutes` 0: the password was wrong, or there is no such account."""

    wait_minutes: int = 0


def try_password(email: str, password: str, *, now: datetime) -> Account | Refusal:
    """The account, if the password is its own. Every try is counted first, also when it is then refused.

    A wrong password, a missing account and one that is closed are answered alike and take as long. The hash
    is checked with no transaction open.
    """
    wait = minutes_to_wait(((SIGN_IN, queries.email_key(email)), (SIGN_IN_NETWORK, _network())), now=now)
    if wait:
        return Refusal(wait_minutes=wait)
    account = queries.account_of(email)
    rollback()
    if not gateways.password_matches(account.password_hash if account else None, password) or account is None:
        return Refusal()
    weak = gateways.needs_new_hash(account.password_hash)
    new_hash = gateways.password_hash(password) if weak else None
    forget_tries(_key(SIGN_IN, account.email))
    note_sign_in(person_id=account.person_id, now=now, new_hash=new_hash)
    return account


def is_own_password(person_id: int, password: str, *, now: datetime) -> bool | Refusal:
    """Whether somebody signed in knows their password; tries are counted like those of signing in."""
    account = queries.account_of_person(person_id)
    if account is None:
        return False
    wait = minutes_to_wait(((SIGN_IN, account.email),), now=now)
    return Refusal(wait_minutes=wait) if wait else gateways.password_matches(account.password_hash, password)


def minutes_to_wait(counted: tuple[tuple[Allowance, str], ...], *, now: datetime) -> int:
    """Count one try of each kind, kept whatever becomes of the request; the minutes to wait, 0 for none."""
    secret = settings().secret_key

    def count() -> int:
        longest = 0
        for allowance, value in counted:
            tries, began_at = gateways.count_try(_key(allowance, value, secret), allowance, now=now)
            if allowance.is_spent(tries):
                longest = max(longest, allowance.minutes_left(began_at, now))
        return longest

    return own_transaction(count)


def network_allowance(allowance: Allowance) -> tuple[Allowance, str]:
    """An allowance counted by the network the request comes from."""
    return allowance, _network()


def clear_sign_in_tries(account: Account) -> None:
    """After a new password the old wrong guesses no longer count."""
    forget_tries(_key(SIGN_IN, account.email))


def hashed(password: str) -> str:
    """The hash of a new password, made after letting go of the transaction that is open."""
    rollback()
    return gateways.password_hash(password)


def begin_session(account: Account) -> None:
    """Sign the person in, in a session made anew but for what they had begun to write."""
    found = queries.signed_in(account.person_id, account.session_epoch)
    if found is None:
        raise LookupError("the account was read a moment ago")
    carried = {key: value for key, value in session.items() if key.startswith(_CARRIED_OVER)}
    session.clear()
    session.update(carried)
    session.permanent = True
    login_user(SignedIn(found[0], found[1], account.session_epoch))


def end_session() -> None:
    """Sign out here, leaving nothing of the session behind."""
    logout_user()
    session.clear()


def after_sign_in(next_url: str | None) -> str:
    """Where to go once signed in: to the words kept, else where they were going, else where they work."""
    root = request.script_root
    if has_kept_words():
        return f"{root}/kept-words"
    wanted = own_path(next_url)
    if wanted is not None:
        return wanted
    return home_of(signed_in_person())


def home_of(someone: SignedIn | None) -> str:
    """The first page of somebody's: their work for staff, the home page for everybody else."""
    root = request.script_root
    abilities = someone.abilities if someone else frozenset()
    if Ability.SEE_CASES in abilities:
        return f"{root}/staff"
    if Ability.ADMINISTER in abilities:
        return f"{root}/staff/admin"
    return f"{root}/staff/complaints/body" if Ability.OVERSEE_COMPLAINTS in abilities else f"{root}/"


def own_path(address: str | None) -> str | None:
    """The address if it is a path on this portal, None for anything a stranger may have put there."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(ord(c) < 33 or c == "\\" for c in address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address


def _network() -> str:
    return gateways.network_of(request.remote_addr)


def _key(allowance: Allowance, value: str, secret: str | None = None) -> str:
    return gateways.throttle_key(allowance, value, secret or settings().secret_key)
