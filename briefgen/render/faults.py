"""Floor 4. What Python and Jinja say of a failing layout -> the same in the words of layouts, and what to do."""

import re
from collections.abc import Callable, Collection
from typing import Final, NamedTuple

import msgspec

from briefgen.render.environment import MissingFieldError
from briefgen.text.words import nearest

_DOCS: Final = "docs/layouts.md lists what each view offers"
_LISTS: Final = "correct the layout; docs/layouts.md lists what a layout sees"
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


class Known(NamedTuple):
    """What a failing layout could have named: whatever does not exist is probably one of these.

    `names` are those that the layout knows by itself, `macros` returns the macros of a file by its name in layouts, and
    `parameters` those of a macro by its name.
    """

    names: Collection[str]
    filters: Collection[str]
    tests: Collection[str]
    labels: Collection[str]
    assets: Collection[str]
    macros: Callable[[str], Collection[str]]
    parameters: Callable[[str], Collection[str]]


def explain(error: BaseException, known: Known) -> tuple[str, str]:
    """Return what is wrong with a layout and what to do, from the error that running or compiling it raised."""
    said = " ".join(str(error).split()) or type(error).__name__
    owner = error.owner if isinstance(error, MissingFieldError) else None
    if found := _NO_FIELD.search(said):
        return _no_field(found[1], found[2], owner, known)
    for pattern, find in _FAULTS:
        if found := pattern.search(said):
            return find(found, known)
    # Jinja writes sentences, findings do not.
    plain = re.sub(r"'([^']*)'", r'"\1"', said.removesuffix("."))
    return plain[:1].lower() + plain[1:], ""


def _kind(name: str) -> str:
    """Return a class in the words of layouts; those of views and their parts are words of layouts."""
    name = name.rpartition(".")[2]
    return _KINDS.get(name, name)


def _no_field(name: str, field: str, owner: object, known: Known) -> tuple[str, str]:
    name = name.rpartition(".")[2]
    if name in {"None", "NoneType"}:
        return f'an empty value has no field "{field}"', "test first whether there is a value, with {% if ... %}"
    if name == "TemplateModule":
        return _no_macro(str(getattr(owner, "__name__", "")), field, known)
    hint = f"{_nearest_field(field, owner)}{_DOCS}"
    return f'{_kind(name)} has no field "{field}"', hint


def _nearest_field(field: str, owner: object) -> str:
    """Return the beginning of a help: the part of a view that has the field, or the nearest field of a view or mapping."""
    if isinstance(owner, dict):
        return _near(field, [key for key in owner if isinstance(key, str)])
    if not isinstance(owner, msgspec.Struct):
        return ""
    for part in owner.__struct_fields__:
        inner = getattr(owner, part)
        if isinstance(inner, msgspec.Struct) and field in inner.__struct_fields__:
            return f'its "{part}" has one: write {part}.{field}; '
    return _near(field, owner.__struct_fields__)


def _near(name: str, known: Collection[str]) -> str:
    """Return the beginning of a help that names the nearest of some names, or an empty text if none is close."""
    close = nearest(name, sorted(known))
    return f'nearest is "{close}"; ' if close else ""


def _undefined(found: "re.Match[str]", known: Known) -> tuple[str, str]:
    hint = "a layout knows page, site, t and asset, and what it sets or imports itself"
    return f'"{found[1]}" is not defined', f"{_near(found[1], known.names)}{hint}"


def _no_macro(file: str, macro: str, known: Known) -> tuple[str, str]:
    message, theme = f'"{file}" has no macro "{macro}"', f"theme/{file}"
    if macro in known.macros(theme):
        begin = f'begin "{file}" with {{% extends "{theme}" %}}'
        return message, f"{begin}: then the macros that it lacks are those of the theme"
    return message, f"{_near(macro, known.macros(file))}docs/layouts.md lists the macros of the theme"


def _wrong_arguments(macro: str, said: str, known: Known, given: str = "") -> tuple[str, str]:
    parameters = known.parameters(macro)
    takes = f"it takes {', '.join(parameters)}" if parameters else "it takes none"
    return f'macro "{macro}" {said}', f"{_near(given, parameters) if given else ''}{takes}"


def _not_closed(found: "re.Match[str]", _known: Known) -> tuple[str, str]:
    *met, name = found.groups()
    before = f"{{% {met[0]} %}}" if met else "the end of the layout"
    return f"{before} comes before the end of {{% {name} %}}", f"close it with {{% end{name} %}}"


def _beside(sign: str, one: str, other: str) -> tuple[str, str]:
    message = f"{_kind(one)} and {_kind(other)} cannot stand on the two sides of {sign}"
    return message, "join texts with ~, which takes numbers as well" if sign == "+" else ""


_NO_FIELD: Final = re.compile(r"^'?([\w.]+?)(?: object)?'? (?:object )?has no attribute '(\w+)'")
_FAULTS: Final[tuple[tuple[re.Pattern[str], Callable[["re.Match[str]", Known], tuple[str, str]]], ...]] = (
    (
        re.compile(r"^'?(\w+)'? object has no element (.+)"),
        lambda found, _: (f"{_kind(found[1])} has no item {found[2]}", _DOCS),
    ),
    (re.compile(r"^'(\w+)' is undefined$"), _undefined),
    (re.compile(r"^Encountered unknown tag '(\w+)'.*needs to be closed is '(\w+)'"), _not_closed),
    (re.compile(r"^Unexpected end of template\..*needs to be closed is '(\w+)'"), _not_closed),
    (
        re.compile(r"^the template '([^']*)' .*does not export the requested name '(\w+)'"),
        lambda found, known: _no_macro(found[1], found[2], known),
    ),
    (
        re.compile(r"^macro '(\w+)' takes no keyword argument '(\w+)'"),
        lambda found, known: _wrong_arguments(found[1], f'has no parameter "{found[2]}"', known, found[2]),
    ),
    (
        re.compile(r"^macro '(\w+)' takes not more than (\d+) argument"),
        lambda found, known: _wrong_arguments(found[1], "is called with too many arguments", known),
    ),
    (
        re.compile(r"^parameter '(\w+)' was not provided"),
        lambda found, _: (f'a macro needs a value for its parameter "{found[1]}"', "give it where the macro is called"),
    ),
    (
        re.compile(r"^(?:No|no) filter named '(\w+)'"),
        lambda found, known: (f'there is no filter "{found[1]}"', f"{_near(found[1], known.filters)}{_LISTS}"),
    ),
    (
        re.compile(r"^(?:No|no) test named '(\w+)'"),
        lambda found, known: (f'there is no test "{found[1]}"', f"{_near(found[1], known.tests)}{_LISTS}"),
    ),
    (
        re.compile(r'^there is no label "(\w+)"'),
        lambda found, known: (found[0], f"{_near(found[1], known.labels)}add it to layouts/strings/, or correct the layout"),
    ),
    (
        re.compile(r'^there is no date style "\w+"'),
        lambda found, _: (found[0], "docs/layouts.md lists the styles of dates"),
    ),
    (
        re.compile(r'^asset "([^"]+)" does not exist'),
        lambda found, known: (found[0], f"{_near(found[1], known.assets)}files of layouts/assets/ are named without that"),
    ),
    (
        re.compile(r"^'?([\w.]+)'? object is not iterable"),
        lambda found, _: (f"{_kind(found[1])} has no items to go through", ""),
    ),
    (
        re.compile(r"^'?([\w.]+)'? object is not callable"),
        lambda found, _: (f"{_kind(found[1])} cannot be called", "leave the parentheses out"),
    ),
    (re.compile(r"^can only concatenate (\w+) \(not \"([\w.]+)\"\)"), lambda found, _: _beside("+", found[1], found[2])),
    (
        re.compile(r"^unsupported operand type\(s\) for (\S+?):? '([\w.]+)' and '([\w.]+)'"),
        lambda found, _: _beside(*found.groups()),
    ),
    (
        re.compile(r"^'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'"),
        lambda found, _: _beside(*found.groups()),
    ),
    (re.compile(r"ConversionSyntax"), lambda *_: ("a text that is no number cannot be written as one", "")),
)
