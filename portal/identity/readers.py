"""Who is asking: the value every query takes, so that no view can forget it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.identity.roles import Ability


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who asks to see something.

    `abilities` is empty for customers. `link_record_id`: came by an emailed link, which opens that one
    record and never more. A person who is both tenant and staff asks as one of the two at a time.
    """

    person_id: int | None = None
    abilities: frozenset[Ability] = field(default_factory=frozenset)
    team_id: int | None = None
    link_record_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Asks as staff, on a page under /staff."""
        return bool(self.abilities)

    def may(self, ability: Ability) -> bool:
        """Whether the reader's roles allow this."""
        return ability in self.abilities


VISITOR = Reader()
