"""How often something may be tried before we ask people to wait. Pure numbers, and questions of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

COUNTED_FOR = timedelta(days=1)  # the longest a window may be; older counters are deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`tries` are allowed within `window`, from the first; one more is refused until it has passed."""

    name: str
    tries: int
    window: timedelta

    def __post_init__(self) -> None:
        if self.window > COUNTED_FOR:
            raise ValueError("its counter would be deleted before its window ends")

    def is_spent(self, tries: int) -> bool:
        """Whether so many tries, this one included, are too many."""
        return tries > self.tries

    def minutes_left(self, began_at: datetime, now: datetime) -> int:
        """Whole minutes until trying is allowed again, at least one."""
        seconds = (began_at + self.window - now).total_seconds()
        return max(1, -int(-seconds // 60))


# By address: few, for one account is guessed at. By network: many, for a library or an office shares one.
SIGN_IN = Allowance(name="sign in", tries=10, window=timedelta(minutes=15))
SIGN_IN_NETWORK = Allowance(name="sign in from", tries=100, window=timedelta(minutes=15))
REGISTER = Allowance(name="register", tries=5, window=timedelta(hours=1))
REGISTER_NETWORK = Allowance(name="register from", tries=30, window=timedelta(hours=1))
RESET = Allowance(name="reset", tries=5, window=timedelta(hours=1))
CODE = Allowance(name="code", tries=10, window=timedelta(hours=1))
ADDRESS = Allowance(name="address", tries=5, window=timedelta(hours=1))
