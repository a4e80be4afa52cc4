"""What is wrong with a charter file, and where. Pure: the finding of lines is text work only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from portal.errors import RuleBroken

_HEADER = re.compile(r"^\s*\[{1,2}\s*([A-Za-z0-9_.-]+)\s*\]{1,2}")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*(?:\.[A-Za-z0-9_-]+\s*)*=")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: its dotted path, its line (1 is the first; None where there is none), what is wrong."""

    where: str
    line: int | None
    message: str


class CharterRefused(RuleBroken):
    """A charter file that does not pass its check; `problems` holds every one of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("charter refused", problems=problems)
        self.problems = problems


def dotted(path: Path) -> str:
    """A path as a reader of the file counts: `standard[2].limit.unit`, the first table being 1."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words


class LineFinder:
    """Maps a path in a TOML text to the line it is written on.

    A key inside an inline table is found at the line of the key that holds the table, which is enough
    to open the file at the right place.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> dict[Path, int]:
        """Found only when a problem asks: a file without mistakes needs no lines."""
        found: dict[Path, int] = {}
        counts: dict[str, int] = {}
        table: Path = ()
        inside_text = False  # between the triple quotes of a text over several lines
        for number, line in enumerate(self._text.splitlines(), start=1):
            was_inside, inside_text = inside_text, inside_text ^ (line.count('"""') % 2 == 1)
            if was_inside:
                continue
            if header := _HEADER.match(line):
                table = self._opened(header.group(1), counts, many=line.lstrip().startswith("[["))
                found.setdefault(table[:1], number)
                found.setdefault(table, number)
            elif key := _KEY.match(line):
                found.setdefault((*table, key.group(1)), number)
        return found

    @staticmethod
    def _opened(name: str, counts: dict[str, int], *, many: bool) -> Path:
        first, *rest = name.split(".")
        if many and not rest:
            counts[first] = counts.get(first, -1) + 1
        element: Path = (first, counts[first]) if first in counts else (first,)
        return (*element, *rest)

    def line_of(self, path: Path) -> int | None:
        """The line of the path, or of the nearest thing around it that has one; None for the whole file."""
        for length in range(len(path), 0, -1):
            if (line := self._lines.get(path[:length])) is not None:
                return line
        return None
