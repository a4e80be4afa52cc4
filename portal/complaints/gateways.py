"""Reading which tests carry the number of a provision, from the tests' own files. Runs none of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

MARK = "provision"


def held_by_tests(folder: Path) -> dict[str, list[str]]:
    """By number: "path::test" of each test marked with it; empty where the tests are not installed."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")) if folder.is_dir() else ():
        text = path.read_text(encoding="utf-8")
        if f"mark.{MARK}" not in text:
            continue
        for number, test in _marked(ast.parse(text)):
            found.setdefault(number, []).append(f"{path.relative_to(folder.parent)}::{test}")
    return found


def _marked(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((number, node.name) for number in _numbers(decorator))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            # A test case made by a call: pytest.mark.provision("5.2")(Machine.TestCase).
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            yield from ((number, names[0]) for number in _numbers(node.value.func) if names)


def _numbers(mark: ast.expr) -> list[str]:
    if not isinstance(mark, ast.Call) or not ast.unparse(mark.func).endswith(f"mark.{MARK}"):
        return []
    return [one.value for one in mark.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
