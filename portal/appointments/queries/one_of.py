"""A condition for statements: that a column is one of many ids, given as one value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class OneOf(FunctionElement[Any]):
    """Whether the column is one of the ids in a text that `listed` made: OneOf(column, text).

    With `in_`, SQLAlchemy and the driver write and look for every id on its own, which for a hundred officers
    takes longer than the statement.
    """

    inherit_cache = True
    type = sa.types.NullType()  # not Boolean: SQLite would be asked whether it equals 1, and use no index


def listed(ids: Iterable[int]) -> str:
    """Ids as OneOf reads them."""
    return ",".join(map(str, sorted(ids)))


@compiles(OneOf, "sqlite")
def _on_sqlite(element: OneOf, compiler: Any, **kw: Any) -> str:
    column, ids = element.clauses
    values = sa.func.json_each(sa.literal_column("'['").op("||")(ids).op("||")(sa.literal_column("']'")))
    found: str = compiler.process(column.in_(sa.select(sa.column("value")).select_from(values)), **kw)
    return found


@compiles(OneOf, "postgresql")
def _on_postgresql(element: OneOf, compiler: Any, **kw: Any) -> str:
    column, ids = element.clauses
    values = sa.cast(sa.func.string_to_array(ids, sa.literal_column("','")), ARRAY(sa.BigInteger()))
    found: str = compiler.process(column == sa.any_(values), **kw)
    return found
