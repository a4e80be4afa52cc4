"""The rules of how the code is laid out, held over every module of the portal.

The order of packages is a contract of import-linter in `pyproject.toml`; the rest is read from the syntax.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pytest

from portal.config import ROOT

# Inside a capability, lowest first; those of one rank do not know each other.
RANKS = (
    ("models",),
    ("queries",),
    ("staff_queries",),  # what only staff read or fill in, and their pages, where one file would be too long
    ("report_queries",),  # what leaves as a record or as figures, each in a file of its own
    ("gateways",),
    ("services",),
    ("forms", "staff_forms", "access", "presenting", "uploads"),
    ("customer", "staff"),  # the pages of one side, where one file of views would be too long
    ("views", "staff_views", "jobs", "cli"),
)
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names}
# What another capability may import; how a promise line reads is said once, for whatever has promises.
SHARED = {"models", "queries", "services", "gateways", "access", "presenting"}

# Packages that are no capability of the domain: they may know Flask, SQL, files and processes.
TECHNICAL = {"web", "demo", "migrations"}
# A charter is read from a file and checked by pydantic: a gateway in several parts, each with its own name.
READING_FILES = {
    "portal.charters.checks",
    "portal.charters.coverage",
    "portal.charters.library",
    "portal.charters.reading",
    "portal.charters.schema",
    "portal.charters.standard_checks",
}
# Libraries that only compute, so that a pure module may use them.
COMPUTING = {"holidays"}
BANNED_NAMES = {"utils", "util", "common", "helpers", "core", "base", "managers", "misc"}
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns")
PURE_AT_THE_TOP = {"portal.errors", "portal.timekeeping"}
AT_THE_EDGE = {"database.commit", "database.own_transaction", "own_transaction", "commit"}
NOT_THE_EDGE = {"models", "queries", "services", "gateways", "forms"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Module:
    """One file of the portal, by its dotted name."""

    name: str
    text: str
    is_package: bool = False

    @classmethod
    def at(cls, path: Path) -> Module:
        """The module in that file."""
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        return cls(name, path.read_text(encoding="utf-8"), is_package)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def package(self) -> str:
        """The capability it is in, or "" for a module at the top."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 2 or (self.is_package and len(parts) > 1) else ""

    @property
    def role(self) -> str:
        """Its name within the capability: `services` also for a module of a `services` package."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else ""

    @property
    def is_pure(self) -> bool:
        """Named by a noun of the field: rules and values."""
        return bool(
            self.role
            and self.role not in RANK
            and self.package not in TECHNICAL
            and self.name not in READING_FILES
        )

    def imports(self) -> Iterator[tuple[str, int]]:
        """Each imported module (for `from portal.x import y`, the module y if there is one) and its line."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: imports are written in full"
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    yield (full if full in BY_NAME else node.module or "", node.lineno)


MODULES = [
    Module.at(path)
    for path in sorted((ROOT / "portal").rglob("*.py"))
    if "versions" not in path.parts and "migrations" not in path.parts
]
BY_NAME = {module.name: module for module in MODULES}
Problems = Iterator[str]


def opens_by_saying_what_it_holds(module: Module) -> Problems:
    if not ast.get_docstring(module.tree):
        yield "no docstring"


def is_one_docstring_where_it_stands_for_a_capability(module: Module) -> Problems:
    if module.is_package and module.name != "portal" and len(module.tree.body) != 1:
        yield "more than a docstring"


def knows_no_flask_and_no_sql_if_it_is_pure(module: Module) -> Problems:
    if not module.is_pure:
        return
    for name, line in module.imports():
        if name.split(".")[0] == "portal":
            other = BY_NAME.get(name)
            if name not in PURE_AT_THE_TOP and not (other and other.is_pure):
                yield f"line {line}: imports {name}, which is not pure"
        elif name.split(".")[0] not in sys.stdlib_module_names | COMPUTING:
            yield f"line {line}: imports {name}"


def never_asks_what_time_it_is_if_it_is_told(module: Module) -> Problems:
    """Pure modules, models and services take `now` or `today`."""
    if module.is_pure or module.role in ("models", "services"):
        for node in _nodes(module, ast.Name):
            if node.id == "utc_now":
                yield f"line {node.lineno}: utc_now"


def reads_no_clock(module: Module) -> Problems:
    if module.name == "portal.timekeeping":
        return
    for node in _nodes(module, ast.Attribute):
        if ast.unparse(node) in CLOCKS:
            yield f"line {node.lineno}: {ast.unparse(node)}"
    for taken in _nodes(module, ast.ImportFrom):
        if taken.module == "time" and {alias.name for alias in taken.names} - {"monotonic", "perf_counter"}:
            yield f"line {taken.lineno}: {ast.unparse(taken)}"


def imports_downwards_inside_its_capability(module: Module) -> Problems:
    if module.role not in RANK:
        return
    for name, line in module.imports():
        other = BY_NAME.get(name)
        if other is None or other.package != module.package or other.role in ("", module.role):
            continue
        if other.role in RANK and RANK[other.role] >= RANK[module.role]:
            yield f"line {line}: imports {name}"


def takes_from_another_capability_only_what_it_lends(module: Module) -> Problems:
    """Pure modules, models, queries, services, gateways, access, presenting; never forms or views."""
    if not module.package or module.package == "demo":
        return
    for name, line in module.imports():
        other = BY_NAME.get(name)
        if other is None or other.package in ("", module.package, *TECHNICAL):
            continue
        if not (other.is_pure or other.role in SHARED or other.name in READING_FILES):
            yield f"line {line}: imports {name}"


def imports_at_the_top(module: Module) -> Problems:
    for function in _functions(module):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"line {node.lineno}: {ast.unparse(node)}"


def commits_through_the_database_module(module: Module) -> Problems:
    """Which says `database.commit()` at the edge of a request, job or command; a service or query never."""
    if module.name == "portal.database":
        return
    for node in _nodes(module, ast.Call):
        called = ast.unparse(node.func)
        if called.endswith(".commit") and called != "database.commit":
            yield f"line {node.lineno}: {called}()"
        if called in AT_THE_EDGE and module.role in NOT_THE_EDGE and module.package != "audit":
            yield f"line {node.lineno}: {called}() in {module.role}"


def leaves_create_app_to_what_starts_it(module: Module) -> Problems:
    if module.package in TECHNICAL or module.name == "portal":
        return
    for node in _nodes(module, ast.Name):
        if node.id == "create_app":
            yield f"line {node.lineno}: create_app"


def stays_readable_in_size(module: Module) -> Problems:
    lines = module.text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{lines} lines"
    for function in _functions(module):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{function.name} has {length} lines"


def has_a_name_that_says_something(module: Module) -> Problems:
    for word in BANNED_NAMES & set(module.name.split(".")):
        yield f"called {word}"


RULES = (
    opens_by_saying_what_it_holds,
    is_one_docstring_where_it_stands_for_a_capability,
    knows_no_flask_and_no_sql_if_it_is_pure,
    never_asks_what_time_it_is_if_it_is_told,
    reads_no_clock,
    imports_downwards_inside_its_capability,
    takes_from_another_capability_only_what_it_lends,
    imports_at_the_top,
    commits_through_the_database_module,
    leaves_create_app_to_what_starts_it,
    stays_readable_in_size,
    has_a_name_that_says_something,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_module(rule: Callable[[Module], Problems]) -> None:
    problems = [f"{module.name}: {problem}" for module in MODULES for problem in dict.fromkeys(rule(module))]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (opens_by_saying_what_it_holds, "portal.cases.stages", "x = 1"),
        (knows_no_flask_and_no_sql_if_it_is_pure, "portal.cases.stages", "import sqlalchemy as sa"),
        (knows_no_flask_and_no_sql_if_it_is_pure, "portal.cases.stages", "from portal.cases import models"),
        (never_asks_what_time_it_is_if_it_is_told, "portal.cases.services.answer", "at = utc_now()"),
        (reads_no_clock, "portal.cases.views", "at = datetime.now(UTC)"),
        (reads_no_clock, "portal.cases.views", "from time import time"),
        (imports_downwards_inside_its_capability, "portal.cases.models", "from portal.cases import queries"),
        (
            takes_from_another_capability_only_what_it_lends,
            "portal.pages.views",
            "import portal.charters.cli",
        ),
        (imports_at_the_top, "portal.cases.views", "def case():\n    import portal.cases.queries"),
        (commits_through_the_database_module, "portal.cases.views", "db.session.commit()"),
        (commits_through_the_database_module, "portal.cases.services", "database.commit()"),
        (leaves_create_app_to_what_starts_it, "portal.cases.views", "create_app()"),
        (stays_readable_in_size, "portal.cases.views", "\n" * (LONGEST_FILE + 1)),
        (stays_readable_in_size, "portal.cases.views", "def long():\n" + "    x = 1\n" * LONGEST_FUNCTION),
        (has_a_name_that_says_something, "portal.cases.utils", ""),
    ],
)
def test_a_rule_finds_what_it_forbids(rule: Callable[[Module], Problems], name: str, text: str) -> None:
    assert list(rule(Module(name, text)))


def test_packages_import_downwards_only() -> None:
    # As a program of its own: it sets up logging for its whole process, and would silence ours.
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_every_capability_has_its_place_in_the_order() -> None:
    """A new package must be given one: import-linter looks only at those it is told of."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    listed = {name.strip(" ()") for layer in contracts[0]["layers"] for name in layer.split("|")}
    packages = {".".join(module.name.split(".")[:2]) for module in MODULES} - {"portal"}
    assert packages - listed == set()


def _functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from _nodes(module, ast.FunctionDef)
    yield from _nodes(module, ast.AsyncFunctionDef)


def _nodes(module: Module, kind: type[Node]) -> Iterator[Node]:
    return (node for node in module.nodes if isinstance(node, kind))
