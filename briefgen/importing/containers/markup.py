"""Floor 7. The door to XML: bytes in, a tree out, in bounded time and memory. No entity is expanded, nothing is fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from typing import Final
from xml.parsers import expat

from briefgen.importing.capture.decoding import CODECS_BY_NAME

#: Deepest nesting, and most elements: a feed of 1,000 entries in XHTML has 100,000.
_DEEPEST: Final = 200
_MOST_ELEMENTS: Final = 1_000_000
_DECLARED: Final = re.compile(rb"""\A<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:-]{2,30})""")


class XmlError(Exception):
    """The bytes are no XML that is read here. The text says why, for a finding."""


@dataclass(slots=True, eq=False)
class Element:
    """An element: its name without a prefix, the namespace, attributes by their local names, texts and elements in order."""

    name: str
    space: str = ""
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def all(self, *names: str) -> "Iterator[Element]":
        """Yield the children that have one of the names."""
        return (child for child in self.children if isinstance(child, Element) and child.name in names)

    def first(self, *names: str) -> "Element | None":
        """Return the first child with one of the names, those in front first."""
        return next((child for name in names for child in self.all(name)), None)

    def below(self, *names: str, without: frozenset[str] = frozenset()) -> "Iterator[Element]":
        """Yield the elements with one of the names, at any depth, in order; nothing in elements of the names `without`."""
        stack = [self]
        while stack:
            element = stack.pop()
            if element is not self and element.name in names:
                yield element
            stack += [
                child for child in reversed(element.children) if isinstance(child, Element) and child.name not in without
            ]

    @property
    def text(self) -> str:
        """Return all text in the element."""
        parts: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                parts.append(item)
            else:
                stack += reversed(item.children)
        return "".join(parts).strip()

    def text_of(self, *names: str) -> str:
        """Return the text of the first child that has one of the names and a text; empty for none."""
        return next((text for name in names for child in self.all(name) if (text := child.text)), "")

    @property
    def markup(self) -> str:
        """Return what the element holds as HTML."""
        parts: list[str] = []
        stack: list[Element | str | tuple[str]] = list(reversed(self.children))
        while stack:
            item = stack.pop()
            if isinstance(item, tuple):
                parts.append(f"</{item[0]}>")
            elif isinstance(item, str):
                parts.append(escape(item, quote=False))
            else:
                attrs = "".join(f' {name}="{escape(value)}"' for name, value in item.attrs.items())
                parts.append(f"<{item.name}{attrs}>")
                stack.append((item.name,))
                stack += reversed(item.children)
        return "".join(parts)


def read_xml(data: bytes) -> Element:
    """Return the root element; raises XmlError for what is not well formed, declares entities, or is too deep or large."""
    builder = _Builder()
    declared = _DECLARED.match(data)
    name = declared[1].decode("ascii").lower() if declared else ""
    # What was UTF-16 came here as UTF-8, and still says what it was.
    codec = "utf-8" if name.startswith("utf-16") else CODECS_BY_NAME.get(name)
    try:
        # Expat knows few encodings by itself, and none that has several bytes a character.
        data = data.decode(codec).encode() if codec else data
    except UnicodeDecodeError as error:
        raise XmlError(f"it is not in the encoding {codec}, which it names") from error
    parser = expat.ParserCreate(encoding="utf-8" if codec else None, namespace_separator=" ")
    parser.buffer_text = True
    # Feeds use the names of HTML (&nbsp;) without declaring them: with a declaration elsewhere, expat tells of them.
    parser.UseForeignDTD(True)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.SkippedEntityHandler = builder.entity
    parser.EntityDeclHandler = builder.declaration
    parser.ExternalEntityRefHandler = lambda *_: 1
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlError(f"{expat.ErrorString(error.code)} at line {error.lineno}") from error
    except (LookupError, ValueError) as error:
        raise XmlError("it names an encoding that is not read") from error
    if builder.root is None:
        raise XmlError("it has no element")
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        element = Element(local, space, {key.rpartition(" ")[2]: value for key, value in attrs.items()})
        self._count += 1
        if len(self._open) >= _DEEPEST or self._count > _MOST_ELEMENTS:
            raise XmlError(f"it has over {_MOST_ELEMENTS:,} elements, or they are nested deeper than {_DEEPEST}")
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        if self._open:
            self._open[-1].children.append(text)

    def entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self.text(html5.get(f"{name};", "\ufffd"))

    def declaration(self, *_: object) -> None:
        raise XmlError("it declares entities, which can make much of little")
