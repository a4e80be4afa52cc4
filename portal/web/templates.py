"""Jinja's environment for the portal: what a page says is not changed here, only how many steps it takes.

Templates are written as anywhere; sentences themselves are in `portal.web.words`.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

SPEAKING = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})


class PortalEnvironment(Environment):
    """Sentences are said without Jinja's general call, and globals are one dictionary."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: the environment's own, unless it is given some for itself.

        Jinja lays an empty dictionary over them, and walks through both, in Python, at each import.
        """
        return super().make_globals(d) if d else self.globals

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        said = _Directly(SPEAKING & self.filters.keys()).visit(source)
        return super()._generate(said, *args, **options)


class _Directly(NodeTransformer):
    """Makes `_("Work")` the filter of the same name: a plain call, where Jinja's takes four times as long."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        called = node.node
        if not isinstance(called, nodes.Name) or called.name not in self.names or not node.args:
            return node
        text, *others = node.args
        said = nodes.Filter(text, called.name, others, node.kwargs, node.dyn_args, node.dyn_kwargs)
        return said.set_lineno(node.lineno)
