"""The mark of a demonstration: the day its database was laid out around. Real landlords have no such row."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Mapped


class Demonstration(Base):
    """The one row a seeded database has. `held`: AS_OF held that day, so that it does not become another."""

    __tablename__ = "demonstration"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    as_of: Mapped[date]
    held: Mapped[bool]

    def is_for(self, as_of: date | None, today: date) -> bool:
        """Whether it can be shown with that AS_OF, None for none; `today` is what counts as today then.

        Laid out around a true day it grows older with the days. Laid out around a day that was held, all in
        it would lie in the future or far back once another day counts as today.
        """
        return self.as_of == today or (as_of is None and not self.held)
