"""Which passwords we take: long enough and not among the first that are guessed. No other rules. Pure."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

SHORTEST = 10
LONGEST = 500  # hashing longer ones would only cost time

# The commonest of ten characters and more in published lists of leaked passwords.
_LISTED = """
    1234567890 0123456789 12345678910 1234567891 0987654321 9876543210 1111111111 0000000000 1122334455
    123456789a a123456789 123123123123 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qwertyuiop qwertyuiop123
    qwerty12345 qwerty123456 qwerty1234 qwertyqwerty asdfghjkl123 asdfghjkl; zxcvbnm123 zaq12wsxcde3
    password12 password123 password1234 password12345 passwordpassword passw0rd123 p@ssword123 p@ssw0rd123
    mypassword mypassword1 letmein123 letmein1234 welcome123 welcome1234 iloveyou12 iloveyou123 iloveyou1234
    iloveyouso sunshine123 princess123 football123 liverpool123 liverpool1 manchester manchester1 chelsea123
    arsenal123 administrator administrator1 changeme123 abcdefghij abcdefghijk abc1234567 abcd123456
    aaaaaaaaaa michelle123 charlie123 monkey123456 dragon123456 superman123 basketball christopher
    leavemealone trustno1trustno1 spongebob123 undertaker barcelona1 portsmouth tottenham1 evertonfc1
    birmingham bournemouth southampton
"""
COMMON = frozenset(_LISTED.split())


class PasswordFault(StrEnum):
    """Why a password is not taken."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"


def normal(password: str) -> str:
    """The same characters however a keyboard composed them; nothing is cut off or changed otherwise."""
    return unicodedata.normalize("NFKC", password)


def fault_of(password: str, *, email: str = "") -> PasswordFault | None:
    """What is wrong with a new password, or None. Somebody's own email address is as easily guessed."""
    plain = normal(password)
    if len(plain) < SHORTEST:
        return PasswordFault.SHORT
    if len(plain) > LONGEST:
        return PasswordFault.LONG
    lowered = plain.casefold().strip()
    if lowered in COMMON or len(set(lowered)) == 1 or (email and lowered == email.casefold()):
        return PasswordFault.COMMON
    return None
