"""A CSV file of the landlord's, row by row: its heading checked, each row by column, what is wrong. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

NO_DATE = "is no date; write 2026-03-27 or 27/03/2026"
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_BRITISH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a line, in words for whoever mends the file. `number` counts from 1, the heading."""

    number: int
    what: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.what}"


def needed(columns: Mapping[str, str]) -> tuple[str, ...]:
    """The columns a file must have: those whose description begins with "needed"."""
    return tuple(name for name, about in columns.items() if about.startswith("needed"))


def rows(
    text: str, *, columns: Mapping[str, str], faults: list[Fault]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The data rows and the number of the line each begins on; empty rows are passed over.

    A row has a cell for each of `columns`, trimmed, "" where the file has none. A wrong heading, a row that
    is too long and text that is no CSV go to `faults`.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    begins = 1
    heading: list[str] | None = None
    try:
        for cells in reader:
            number, begins = begins, reader.line_num + 1
            if heading is None:
                heading = [cell.strip().lower() for cell in cells]
                faults.extend(Fault(number=number, what=what) for what in _wrong_heading(heading, columns))
                if faults:
                    return
            elif len(cells) > len(heading):
                faults.append(
                    Fault(number=number, what=f"{len(cells)} cells, the heading has {len(heading)}")
                )
            elif any(cell.strip() for cell in cells):
                given = dict(zip(heading, (" ".join(cell.split()) for cell in cells), strict=False))
                yield number, {name: given.get(name, "") for name in columns}
    except csv.Error as error:
        faults.append(Fault(number=begins, what=f"cannot be read as CSV from here on ({error})"))
    if heading is None:
        faults.append(Fault(number=1, what="the file is empty"))


def day_of(cell: str) -> date | None:
    """The day a cell names, written 2026-03-27 or 27/03/2026; None for anything else."""
    iso, british = _ISO_DAY.fullmatch(cell), _BRITISH_DAY.fullmatch(cell)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(british[3]), int(british[2]), int(british[1])) if british else None
    except ValueError:
        return None


def _wrong_heading(heading: list[str], columns: Mapping[str, str]) -> Iterator[str]:
    for name in needed(columns):
        if name not in heading:
            yield f"the heading has no column {name}"
    for name in sorted(set(heading)):
        if name not in columns:
            yield f'the heading has a column "{name}" we do not know'
        elif heading.count(name) > 1:
            yield f"the heading has the column {name} twice"
