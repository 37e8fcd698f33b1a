"""Pages that cost little: what is always the same is worked out when a template is compiled, not on every page.

A page says the same two hundred words and draws the same thirty icons each time, and calls a few hundred macros.
Jinja asks for each of them anew; here a template is compiled once for each language with its words, icons and
addresses of files as constants, and calls and escaping take the shortest way that gives the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

# what `escape` does before it wraps the text in an object that a page would only throw away
escaped: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]
PLAIN = {FunctionType, MethodType, type(lru_cache(lambda: None))}


def written(value: Any) -> str:
    """`value` as it may stand in a page. What `escape` gives, without a new object for what needs none."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    if kind is Markup:
        marked: str = value
        return marked
    if kind is int:
        return str(value)
    return escape(value)


class QuickContext(Context):
    """Calls macros and plain functions at once; whatever else can be called goes Jinja's way."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kind = type(called)
        if kind is Macro:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return called(self.eval_ctx, *args, **kwargs)
        if kind in PLAIN and getattr(called, "jinja_pass_arg", None) is None:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


class QuickCode(CodeGenerator):
    """Writes what a page shows by `written`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


class QuickEnvironment(jinja2.Environment):
    """Jinja's, for pages in one language. `constant` names the globals that always answer the same."""

    code_generator_class = QuickCode
    context_class = QuickContext
    written = staticmethod(written)
    constant: frozenset[str] = frozenset()

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        whole = source if self.auto_reload else Parts(self, name).visit(source)
        return super()._generate(Constants(self).visit(whole), name, filename, defer_init)


class Parts(NodeTransformer):
    """Puts a part in the place where a page includes it: each include would copy all that the page knows.

    What a part sets stays in it, as before. A page so made does not notice that a part changed on disk, so pages that
    are watched for changes are left as they are.
    """

    def __init__(self, environment: QuickEnvironment, *around: str | None) -> None:
        self.environment, self.around = environment, around

    def visit_Include(self, node: nodes.Include) -> nodes.Node:
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str) or not node.with_context or node.ignore_missing or name in self.around:
            return node
        assert self.environment.loader is not None
        source, filename, _ = self.environment.loader.get_source(self.environment, name)
        part = self.environment._parse(source, name, filename)
        if next(part.find_all((nodes.Extends, nodes.Block)), None):
            return node
        return nodes.Scope(Parts(self.environment, *self.around, name).visit(part).body, lineno=node.lineno)


class Constants(NodeTransformer):
    """Puts the answer in the place of the question: `icon('plus')` becomes its drawing, `_('Save')` «Gardar»."""

    def __init__(self, environment: QuickEnvironment) -> None:
        self.environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        node = self.generic_visit(node)  # type: ignore[assignment]
        if not isinstance(node.node, nodes.Name) or node.node.name not in self.environment.constant:
            return node
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        if not all(isinstance(each, nodes.Const) for each in node.args):
            return node
        answers: Any = self.environment.globals[node.node.name]
        value = answers(*(each.value for each in node.args))  # type: ignore[attr-defined]
        # a text in which nothing needs escaping is the same text either way, and quicker to have
        plain = str(value)
        return nodes.Const(plain if escaped(plain) == plain else value, lineno=node.lineno)
