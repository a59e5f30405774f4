"""Floor 0. What a project declares in its file of hooks: kinds of pages and filters for layouts; and where a hook failed."""

import re
from collections.abc import Callable, Iterable
from traceback import walk_tb
from typing import Final

import msgspec

from briefgen.values.diagnostics import BriefgenError, Diagnostic, Span, UnsoundCacheError, finding

#: The file of a project that has its hooks; modules beside it can be imported.
HOOKS_FILE: Final = "briefgen_hooks.py"
#: What a hook can raise: it is a program of the project, so that can be anything. Its own exit is an error as well.
HOOK_FAULTS: Final = (Exception, SystemExit)
#: What passes through a hook and is not its fault.
NOT_OF_HOOKS: Final = (BriefgenError, UnsoundCacheError)

#: Addresses of a kind: folders of lower-case letters, digits, hyphens and fields.
_ADDRESS: Final = re.compile(r"(?:/(?:[a-z0-9-]|\{[a-z_][a-z0-9_]*\})+)+/", re.ASCII)
_FIELD: Final = re.compile(r"\{(\w+)\}")


class PageKind(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A project's own kind of pages: name, layout, pattern of addresses, and the function that gives its pages.

    `line` is that of the function in a file of hooks, whose path is `path`.
    """

    name: str
    layout: str
    address: str
    pages: Callable[..., Iterable[object]]
    path: str
    line: int

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields of the address, in order."""
        return tuple(_FIELD.findall(self.address))

    @property
    def span(self) -> Span:
        """The place of the function."""
        return Span(path=self.path, line=self.line)


class LayoutFilter(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A project's own filter for layouts: its name, the function that it calls, and where that is, as in `PageKind`."""

    name: str
    function: Callable[..., object]
    path: str
    line: int

    @property
    def span(self) -> Span:
        """The place of the function."""
        return Span(path=self.path, line=self.line)

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Call the function, so that hooks can use the filter themselves."""
        return self.function(*args, **kwargs)


class Hooks(msgspec.Struct, frozen=True):
    """The hooks of a project, by name in ascending order, and the texts of the files that they come from, by path."""

    kinds: tuple[PageKind, ...] = ()
    filters: tuple[LayoutFilter, ...] = ()
    texts: dict[str, str] = {}


def check_pattern(address: object) -> None:
    """Raise ValueError if a text is no pattern of addresses, or names a field twice."""
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise ValueError(f"address={address!r} is no pattern such as /weeks/{{week}}/: lower-case letters, digits, hyphens")
    fields = _FIELD.findall(address)
    if len(set(fields)) < len(fields):
        raise ValueError(f"address={address!r} has one field twice")


def hook_fault(what: str, error: BaseException, fallback: Span) -> Diagnostic:
    """Return the finding of a failing hook at its innermost line in a file of hooks, else at `fallback`."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    path, line = next((place for place in reversed(frames) if is_hook_file(place[0])), (fallback.path, fallback.line))
    if isinstance(error, SyntaxError) and is_hook_file(error.filename or ""):
        path, line = str(error.filename), error.lineno
    said = " ".join((error.msg if isinstance(error, SyntaxError) else str(error)).split())
    message = f"{what}: {type(error).__name__}{f': {said}' if said else ''}"
    return finding("hook-error", Span(path=path, line=line), message, "correct it; docs/hooks.md says what a hook gets")


def is_of_hook(error: BaseException) -> bool:
    """Was an error raised while a hook ran, as when a layout loops over what a filter returned?"""
    return any(is_hook_file(frame.f_code.co_filename) for frame, _ in walk_tb(error.__traceback__))


def is_hook_file(name: str) -> bool:
    """Is the name of a file of code that of a file of hooks? These are at the root of a project; others have whole paths."""
    return name.endswith(".py") and "/" not in name and "\\" not in name
