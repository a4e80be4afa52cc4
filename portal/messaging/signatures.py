"""Who a message goes to and whose name stands under it. Pure values; nothing is looked up here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.errors import RuleBroken

_USABLE = re.compile(r"[!-~]+@[^\s@,;:<>()\[\]\\\"]+\.[^\s@,;:<>()\[\]\\\"]+")
_NOT_IN_LOCAL_PART = frozenset(',;:<>()[]\\"@')
_LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, less the brackets


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody we write to. An empty `address`: they have no email, or ask for post.

    `postal` is where to post it, where that is not the address we hold of the person.
    """

    person_id: int | None = None
    name: str
    address: str = ""
    postal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A name to ask for and a number to ring: a handler, a team (then `role` is empty) or the landlord."""

    name: str
    phone: str
    role: str = ""
    person_id: int | None = None

    def checked(self) -> Signature:
        """Itself; raises RuleBroken("no contact to name") without a name or a phone number (RHA 2.1a)."""
        if not self.name.strip() or not self.phone.strip():
            raise RuleBroken("no contact to name")
        return self


def other_writer(writer: Signature | None, handler: Signature) -> Signature | None:
    """The writer, when that is somebody else than the handler, so that both are named; otherwise None."""
    if writer is None:
        return None
    if writer.person_id is not None and handler.person_id is not None:
        return None if writer.person_id == handler.person_id else writer
    return None if writer.name == handler.name else writer


def can_be_mailed(address: str) -> bool:
    """Whether mail can go there: one plain address, no header hidden in it, ASCII before the @.

    What cannot be mailed goes by post, where staff see it.
    """
    if len(address) > _LONGEST_ADDRESS or _USABLE.fullmatch(address) is None:
        return False
    return not _NOT_IN_LOCAL_PART & set(address.rpartition("@")[0])
