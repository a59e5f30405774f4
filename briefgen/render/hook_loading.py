"""Floor 4. The texts of a project's files of hooks -> its kinds of pages and its filters.

A hook is a program of the project, as a layout is. It gets what a pure function needs and nothing else: the modules of
`ALLOWED`, those beside it, and neither files nor input. That is no sandbox against its author. It keeps a hook from reading
by mistake what no key of a page knows: a file, the network, or a library that another machine has in another version.
"""

import ast
import builtins
import functools
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from briefgen.render.environment import OWN_FILTERS, STOCK_FILTERS
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.hooks import HOOK_FAULTS, HOOKS_FILE, Hooks, LayoutFilter, PageKind, hook_fault

#: What hooks may import beside modules of the project: nothing in it reads the world, but the `today` of dates.
ALLOWED: Final = frozenset(
    (
        "__future__ abc bisect briefgen calendar collections collections.abc dataclasses datetime decimal enum fractions "
        "functools hashlib heapq html itertools json math operator re statistics string textwrap types typing unicodedata "
        "urllib.parse"
    ).split()
)
#: What hooks may import from briefgen.
OFFERED: Final = ("ArticleList", "OwnPage", "Published", "PublishedArticle", "layout_filter", "page_kind")
#: Built-in functions that read the world, write to it (output can be JSON that a program reads), or run text.
REFUSED: Final = ("breakpoint", "compile", "eval", "exec", "input", "open", "print")

#: The name of every module of hooks. It has to be that of a module that exists: dataclasses look it up.
_NAME: Final = "briefgen"


def modules_named(text: str, path: str) -> Checked[list[str]]:
    """Return the modules that a file of hooks imports, each once, or the findings of its syntax.

    A function that a later one of its name replaces is a finding as well: Python would lose it in silence.
    """
    try:
        tree = ast.parse(text, path)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Checked(None, (hook_fault("the file cannot be read as Python", error, Span(path=path)),))
    lines: dict[str, int] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and lines.setdefault(node.name, node.lineno) != node.lineno:
            message = f"the function {node.name} stands twice, first in line {lines[node.name]}"
            span = Span(path=path, line=node.lineno)
            return Checked(None, (finding("hook-error", span, message, "give one of them a different name"),))
    return Checked(list(dict.fromkeys(_modules(tree))))


def _modules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)


def load_hooks(texts: Mapping[str, str]) -> Checked[Hooks]:
    """Return the hooks of the texts of files by path, which this runs; or the findings of what failed."""
    start = Span(path=HOOKS_FILE)
    try:
        declared = _Modules(texts).module(HOOKS_FILE.removesuffix(".py"))
    except HOOK_FAULTS as error:
        return Checked(None, (hook_fault("the file of hooks failed", error, start),))
    # A name that is imported from another module of the project, or has two names, is one and the same hook.
    values = list({id(value): value for value in vars(declared).values()}.values())
    kinds = [value for value in values if isinstance(value, PageKind)]
    filters = [value for value in values if isinstance(value, LayoutFilter)]
    findings = [*_twice(kinds), *_twice(filters), *_taken(filters)]
    if findings:
        return Checked(None, tuple(findings))
    return Checked(Hooks(tuple(sorted(kinds, key=_name)), tuple(sorted(filters, key=_name)), dict(texts)))


def _name(hook: PageKind | LayoutFilter) -> str:
    return hook.name


def _twice(hooks: Sequence[PageKind | LayoutFilter]) -> Iterator[Diagnostic]:
    names = [hook.name for hook in hooks]
    for hook in hooks:
        if names.count(hook.name) > 1:
            message = f'two hooks of one sort have the name "{hook.name}"'
            yield finding("hook-error", hook.span, message, "give each function a name of its own")


def _taken(filters: Iterable[LayoutFilter]) -> Iterator[Diagnostic]:
    for one in filters:
        if one.name in OWN_FILTERS or one.name in STOCK_FILTERS:
            message = f'layouts have a filter "{one.name}" already'
            yield finding("hook-error", one.span, message, "give the function a different name")


class _Modules:
    """The modules of a project's hooks, each run once. Nothing outside of this object knows them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._modules: dict[str, types.ModuleType] = {}
        self._builtins = {**vars(builtins), "__import__": self._import} | {name: _refusal(name) for name in REFUSED}

    def module(self, name: str) -> types.ModuleType:
        """Return a module beside the file of hooks; runs it at first. Raises what the module raises."""
        if name not in self._modules:
            path = f"{name}.py"
            code = compile(self._texts[path], path, "exec", dont_inherit=True)
            module = self._modules[name] = types.ModuleType(_NAME)
            vars(module).update(__file__=path, __builtins__=self._builtins)
            exec(code, vars(module))  # noqa: S102 - the project's owner asked for it in the settings
        return self._modules[name]

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: tuple[str, ...] = (),
        level: int = 0,
    ) -> types.ModuleType:
        """Do what an `import` in a module of hooks asks for; raises ImportError for modules that hooks cannot import."""
        if not level and f"{name}.py" in self._texts:
            return self.module(name)
        if level or name not in ALLOWED:
            raise ImportError(f'hooks cannot import "{"." * level}{name}"; they import modules beside them, and pure ones')
        if name == "briefgen" and (unknown := [one for one in fromlist if one not in OFFERED]):
            raise ImportError(f'briefgen has no "{unknown[0]}" for hooks; it has {", ".join(OFFERED)}')
        return builtins.__import__(name, globals, locals, fromlist, level)


def _refusal(name: str) -> Callable[..., object]:
    def refuse(*_args: object, **_kwargs: object) -> object:
        raise ImportError(f"hooks cannot use {name}()")

    return functools.wraps(getattr(builtins, name))(refuse)
