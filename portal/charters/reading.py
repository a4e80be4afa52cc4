"""Reading a charter's text (gateway): TOML to checked shapes, every mistake of shape named with its line.

Each table is read on its own, so that one wrong table hides no mistake in the others.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from portal.charters.problems import LineFinder, Path, Problem, dotted
from portal.charters.schema import FORMAT_VERSION, LISTS, TABLES, Shape

_TOP_LEVEL = {"charter_format", "key", *TABLES, *LISTS}
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no key of this table",
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
}

S = TypeVar("S", bound=Shape)


@dataclass(slots=True)
class Document:
    """What could be read of a charter's text: shapes by table with their place, and problems found so far."""

    lines: LineFinder
    readable: bool = True  # False where the text is no TOML, so that nothing more can be said of it
    key: str = ""
    tables: dict[str, Shape] = field(default_factory=dict)
    lists: dict[str, dict[int, Shape]] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: Path, message: str) -> None:
        """Note one mistake at that path."""
        self.problems.append(Problem(where=dotted(path), line=self.lines.line_of(path), message=message))

    def one(self, shape: type[S], name: str) -> S | None:
        """The table of that name, where it could be read."""
        found = self.tables.get(name)
        return found if isinstance(found, shape) else None

    def many(self, shape: type[S], name: str) -> dict[int, S]:
        """The readable tables of that list by their index, the first being 0."""
        return {i: s for i, s in self.lists.get(name, {}).items() if isinstance(s, shape)}


def document_of(text: str) -> Document:
    """Read a charter's text as far as it can be read; mistakes are in its `problems`."""
    document = Document(lines=LineFinder(text))
    try:
        document.raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        document.problems.append(_syntax_problem(str(error), text))
        document.readable = False
        return document
    _read_top_level(document)
    for name, shape in TABLES.items():
        if name not in document.raw:
            document.problem((name,), f"the table [{name}] is missing")
        elif (read := _read(document, shape, document.raw[name], (name,))) is not None:
            document.tables[name] = read
    for name, shape in LISTS.items():
        _read_list(document, name, shape)
    return document


def _syntax_problem(message: str, text: str) -> Problem:
    """The first place where the text is no TOML; nothing after it can be read."""
    at = _AT_LINE.search(message)
    line = int(at.group(1)) if at else max(1, len(text.splitlines()))
    words = message.split(" (at ")[0]
    return Problem(where="", line=line, message=f"this is not TOML: {words}")


def _read_top_level(document: Document) -> None:
    for name in document.raw:
        if name not in _TOP_LEVEL:
            document.problem((name,), "is no table or key of a charter")
    if document.raw.get("charter_format") != FORMAT_VERSION:
        document.problem(("charter_format",), f"must be {FORMAT_VERSION}")
    key = document.raw.get("key")
    if isinstance(key, str) and key:
        document.key = key
    else:
        document.problem(("key",), "must be the charter's name in quotes")


def _read_list(document: Document, name: str, shape: type[Shape]) -> None:
    rows = document.raw.get(name, [])
    if not isinstance(rows, list):
        document.problem((name,), f"must be written as [[{name}]], once for each")
        return
    kept = document.lists.setdefault(name, {})
    for index, row in enumerate(rows):
        if (read := _read(document, shape, row, (name, index))) is not None:
            kept[index] = read


def _read(document: Document, shape: type[Shape], row: object, path: Path) -> Shape | None:
    try:
        return shape.model_validate(row)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            document.problem((*path, *_inner_path(detail)), _in_words(detail))
    return None


def _inner_path(detail: ErrorDetails) -> Path:
    """Where inside the table, without pydantic's position in a set, which no reader of the file sees."""
    return tuple(part for part in detail["loc"] if isinstance(part, str))


def _in_words(detail: ErrorDetails) -> str:
    """A mistake in plain words; what pydantic says only where we have no better."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _WORDS:
        return _WORDS[kind]
    if kind == "enum" or kind == "literal_error":
        return f'"{detail["input"]}" is not one of {context["expected"]}'
    if kind == "string_pattern_mismatch" or kind == "string_too_short":
        if str(context.get("pattern", "")).startswith("^"):
            return f'"{detail["input"]}" must be small letters, digits and single hyphens'
        return "must not be empty"
    if kind == "value_error":
        return str(context["error"])
    return detail["msg"][:1].lower() + detail["msg"][1:]
