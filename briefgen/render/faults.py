"""Floor 4. What Python and Jinja say of a failing layout -> the same in the words of layouts, and what to do."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

import msgspec

from briefgen.text.words import nearest
from briefgen.values import parts, views

_DOCS: Final = "docs/layouts.md lists what each view offers"
#: What Python's classes are called where layouts are written.
_KINDS: Final = {
    "str": "a text",
    "Markup": "a text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "dict": "a mapping",
    "date": "a date",
    "datetime": "an instant",
    "NoneType": "an empty value",
    "None": "an empty value",
    "method": "a function",
    "Macro": "a macro",
}


def explain(error: BaseException) -> tuple[str, str]:
    """Return what is wrong with a layout and what to do, from the error that running or compiling it raised."""
    said = " ".join(str(error).split()) or type(error).__name__
    for pattern, find in _FAULTS:
        if found := pattern.search(said):
            return find(found)
    # Jinja writes sentences, findings do not.
    plain = re.sub(r"'([^']*)'", r'"\1"', said.removesuffix("."))
    return plain[:1].lower() + plain[1:], ""


def _kind(name: str) -> str:
    """Return a class in the words of layouts; those of views and their parts are words of layouts."""
    name = name.rpartition(".")[2]
    return _KINDS.get(name, name)


def _no_field(found: "re.Match[str]") -> tuple[str, str]:
    name, field = found[1].rpartition(".")[2], found[2]
    if name in {"None", "NoneType"}:
        return f'an empty value has no field "{field}"', "test first whether there is a value, with {% if ... %}"
    close = nearest(field, list(_fields(name)))
    return f'{_kind(name)} has no field "{field}"', f'nearest is "{close}"; {_DOCS}' if close else _DOCS


@cache
def _fields(name: str) -> tuple[str, ...]:
    kind = getattr(views, name, None) or getattr(parts, name, None)
    return kind.__struct_fields__ if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else ()


def _undefined(found: "re.Match[str]") -> tuple[str, str]:
    hint = "a layout knows page, site, t and asset, and what it sets or imports itself"
    close = nearest(found[1], ["page", "site", "t", "asset"])
    return f'"{found[1]}" is not defined', f'nearest is "{close}"; {hint}' if close else hint


def _no_macro(found: "re.Match[str]") -> tuple[str, str]:
    return f'"{found[1]}" has no macro "{found[2]}"', "docs/layouts.md lists the macros of the theme"


def _not_closed(found: "re.Match[str]") -> tuple[str, str]:
    *met, name = found.groups()
    before = f"{{% {met[0]} %}}" if met else "the end of the layout"
    return f"{before} comes before the end of {{% {name} %}}", f"close it with {{% end{name} %}}"


def _beside(sign: str, one: str, other: str) -> tuple[str, str]:
    message = f"{_kind(one)} and {_kind(other)} cannot stand on the two sides of {sign}"
    return message, "join texts with ~, which takes numbers as well" if sign == "+" else ""


_FAULTS: Final[tuple[tuple[re.Pattern[str], Callable[["re.Match[str]"], tuple[str, str]]], ...]] = (
    (re.compile(r"^'?([\w.]+?)(?: object)?'? (?:object )?has no attribute '(\w+)'"), _no_field),
    (
        re.compile(r"^'?(\w+)'? object has no element (.+)"),
        lambda found: (f"{_kind(found[1])} has no item {found[2]}", _DOCS),
    ),
    (re.compile(r"^'(\w+)' is undefined$"), _undefined),
    (re.compile(r"^Encountered unknown tag '(\w+)'.*needs to be closed is '(\w+)'"), _not_closed),
    (re.compile(r"^Unexpected end of template\..*needs to be closed is '(\w+)'"), _not_closed),
    (re.compile(r"^the template '([^']*)' .*does not export the requested name '(\w+)'"), _no_macro),
    (re.compile(r"^No filter named '(\w+)'"), lambda found: (f'there is no filter "{found[1]}"', "")),
    (
        re.compile(r"^'?([\w.]+)'? object is not iterable"),
        lambda found: (f"{_kind(found[1])} has no items to go through", ""),
    ),
    (
        re.compile(r"^'?([\w.]+)'? object is not callable"),
        lambda found: (f"{_kind(found[1])} cannot be called", "leave the parentheses out"),
    ),
    (re.compile(r"^can only concatenate (\w+) \(not \"([\w.]+)\"\)"), lambda found: _beside("+", found[1], found[2])),
    (
        re.compile(r"^unsupported operand type\(s\) for (\S+?):? '([\w.]+)' and '([\w.]+)'"),
        lambda found: _beside(*found.groups()),
    ),
    (
        re.compile(r"^'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'"),
        lambda found: _beside(*found.groups()),
    ),
    (re.compile(r"ConversionSyntax"), lambda _: ("a text that is no number cannot be written as one", "")),
)
