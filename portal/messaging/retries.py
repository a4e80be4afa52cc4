"""When a message that did not go is tried again, and when we stop and show it to staff. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# Growing waits: a busy server is asked again soon, one that is down for a night is still outlasted.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 480))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one try did not succeed. `reason` is a stable name for templates; `code` is SMTP's, 0 for none.

    `final`: trying again cannot help, because it is about this address or this message, not about us.
    """

    reason: str
    code: int = 0
    final: bool = False

    @classmethod
    def of_recipient(cls, code: int) -> Refusal:
        """The server does not take mail for that address; final if it said so for good (5xx)."""
        return cls(reason="address refused", code=code, final=500 <= code < 600)

    @classmethod
    def of_message(cls, code: int) -> Refusal:
        """The server does not take what we wrote; final if it said so for good (5xx)."""
        return cls(reason="message refused", code=code, final=500 <= code < 600)

    @classmethod
    def of_us(cls, reason: str, code: int = 0) -> Refusal:
        """The server, the line or our own settings: never final, somebody may put it right."""
        return cls(reason=reason, code=code)

    @property
    def last_error(self) -> str:
        """What the outbox keeps: the reason and the code, never the server's words."""
        return f"{self.reason} {self.code}" if self.code else self.reason


def next_try(refusal: Refusal, *, tries: int, now: datetime) -> datetime | None:
    """When to try again after `tries` tries that failed (1 or more), or None: give up.

    With the waits above that is seven tries in a little over thirteen hours.
    """
    if refusal.final or tries > len(WAITS):
        return None
    return now + WAITS[tries - 1]
