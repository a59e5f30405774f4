"""Floor 4. A page's HTML -> what programs that read it meet: images, ids, headings, links and buttons, and their faults.

A check looks at every page, so time counts. Where a tag begins and ends is found by one regular expression, and the parser
of the standard library reads what is in a tag, once for all equal tags of a site. Feeding that parser the whole 1,822 pages
of 1,000 generated articles took 4.3 s, more than making the pages; this takes 1.1 s. It is the parser that each installation
has: html5lib is for our tests, and lxml comes with an extra only.
"""

import functools
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Final, NamedTuple

from briefgen.render.marks import Mark, has_marks, mark_before, without_marks

#: The inside of a tag: values between quotation marks may hold ">". What has no end goes on to the end of the page, as for a
#: browser, and no part of a page is read twice.
_INSIDE: Final = r"""(?:[^>"']++|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+(?:>|\Z)"""
#: Comments; elements whose content is no markup or is not on the page; start tags; the ends of links and buttons.
_TAGS: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|<(script|style|title|textarea|template|iframe|xmp|noembed)(?=[\s/>]){_INSIDE}.*?(?:</\1(?=[\s/>])|\Z)"
    rf"|<[a-z]{_INSIDE}"
    r"|</(?:a|button)(?=[\s/>])[^>]*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_START: Final = re.compile(rf"<[a-z]{_INSIDE}", re.IGNORECASE)
_ANY_TAG: Final = re.compile(rf"</?[a-z]{_INSIDE}", re.IGNORECASE)
#: Start tags of which more is to know than that they are there.
_TELLING: Final = re.compile(
    r"<(?:a|area|audio|button|embed|h[1-6]|iframe|img|input|link|object|script|source|track|video)(?=[\s/>])|[\s\"']id\s*=",
    re.IGNORECASE,
)
#: What can take words of a link away, or give words to a link that has no text.
_TURNS: Final = re.compile(r"hidden|<img|<input|<svg|aria-label|<title|title=", re.IGNORECASE)

#: The beginning of a link with words that everybody sees, as nearly all links begin.
_WORDS: Final = re.compile(r'\s*(?:<[a-z]+(?: (?:class|dir|lang)="[^"<>]*")*>)*[^\s<&\ufdd0]')

#: The attributes that hold an address of another file, by element. What a form is sent to is a program, not of this site.
_ADDRESSES: Final = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "img": ("src", "srcset"),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
#: Distinct tags that are known at a time.
_KNOWN_TAGS: Final = 100_000


class Tag(NamedTuple):
    """A start tag: the name of its element in lower case, and its attributes; `links` are the addresses in them."""

    name: str
    attrs: dict[str, str]
    links: tuple[str, ...]


#: The end of a link or a button.
_END: Final = Tag("", {}, ())


class Fault(NamedTuple):
    """Something wrong with an element: the code of its finding, what is said of it, what to do, and the element's tag.

    `mark` is the place in a layout, or None where the element is no layout's, or the page has no marks.
    """

    code: str
    message: str
    help: str
    name: str
    mark: Mark | None


class LinkOnPage(NamedTuple):
    """An address that an element names, as it is written, with the name and the mark of the element."""

    href: str
    name: str
    mark: Mark | None


class Inspection(NamedTuple):
    """What was seen on a page: the faults that it shows by itself, its ids, and the addresses that it names, in order."""

    faults: tuple[Fault, ...]
    ids: frozenset[str]
    links: tuple[LinkOnPage, ...]


def inspect(page: str) -> Inspection:
    """Look at the elements of a page; the codes are `layout-alt`, `layout-heading`, `layout-id` and `layout-label`."""
    inspector = _Inspector(page)
    for found in _TAGS.finditer(page):
        # The content of a script can be long, and differs from page to page.
        tag = _tag(_opening(found[0]) if found.lastindex else found[0])
        if tag is _END:
            inspector.end(found.start())
        elif tag is not None:
            inspector.start(tag, found.start(), found.end())
    inspector.end(len(page))
    return Inspection(tuple(inspector.faults), frozenset(inspector.ids), tuple(inspector.links))


class _Inspector:
    """Collects what is seen on one page, tag by tag."""

    def __init__(self, page: str) -> None:
        self.faults: list[Fault] = []
        self.links: list[LinkOnPage] = []
        #: The place of each id on the page.
        self.ids: dict[str, int] = {}
        self._page = page
        self._is_marked = has_marks(page)
        # A page need not begin with the heading of level 1: before it can be those of navigation.
        self._level = 1
        #: The link or button that is open: its tag, and where tag and content begin.
        self._open: tuple[Tag, int, int] | None = None

    def start(self, tag: Tag, at: int, end: int) -> None:
        name, attrs = tag.name, tag.attrs
        for href in tag.links:
            self.links.append(LinkOnPage(href, name, self._mark(at)))
        if attrs.get("id"):
            self._id(attrs["id"], tag, at)
        if name in _CHECKS:
            _CHECKS[name](self, tag, at)
        if name == "button" or (name == "a" and "href" in attrs):
            self.end(at)
            self._open = (tag, at, end)

    def end(self, at: int) -> None:
        """Close the link or button that is open, if there is one; report one that says nothing."""
        if self._open is None:
            return
        tag, opened, content = self._open
        self._open = None
        if not (_WORDS.match(self._page, content, at) or _has_name(tag.attrs) or _is_hidden(tag.attrs)) and not (
            _says_something(self._page[content:at])
        ):
            what = "link" if tag.name == "a" else "button"
            message = f"a {what} has no words, so nobody who cannot see it knows what it is"
            self._report("layout-label", message, "write words into it, or add aria-label", tag, opened)

    def image(self, tag: Tag, at: int) -> None:
        if "alt" not in tag.attrs and not _is_hidden(tag.attrs) and tag.attrs.get("role") not in {"none", "presentation"}:
            hint = 'add alt with what the picture shows, or alt="" if it only decorates'
            self._report("layout-alt", "an image has no alt", hint, tag, at)

    def input(self, tag: Tag, at: int) -> None:
        kind = tag.attrs.get("type", "").lower()
        if kind == "image":
            self.image(tag, at)
        elif kind == "button" and not (tag.attrs.get("value", "").strip() or _has_name(tag.attrs) or _is_hidden(tag.attrs)):
            message = "a button has no words, so nobody who cannot see it knows what it is"
            self._report("layout-label", message, "write its words as value, or add aria-label", tag, at)

    def heading(self, tag: Tag, at: int) -> None:
        level, before = int(tag.name[1]), self._level
        self._level = level
        if level > before + 1:
            message = f"a heading of level {level} comes after one of level {before}"
            self._report("layout-heading", message, f"write h{before + 1}, or add the heading between them", tag, at)

    def _mark(self, at: int) -> Mark | None:
        return mark_before(self._page, at) if self._is_marked else None

    def _id(self, name: str, tag: Tag, at: int) -> None:
        first = self.ids.setdefault(name, at)
        if first != at:
            hint = "give each element its own id; those of headings in texts are without _ at the beginning"
            place = at if self._mark(at) else first
            self._report("layout-id", f'the id "{name}" is on the page twice', hint, tag, place)

    def _report(self, code: str, message: str, help: str, tag: Tag, at: int) -> None:
        self.faults.append(Fault(code, message, help, tag.name, self._mark(at)))


_CHECKS: Final = {
    "img": _Inspector.image,
    "area": lambda inspector, tag, at: inspector.image(tag, at) if "href" in tag.attrs else None,
    "input": _Inspector.input,
    **{f"h{level}": _Inspector.heading for level in range(1, 7)},
}


def _opening(text: str) -> str:
    """Return the start tag of an element with its content."""
    found = _START.match(text)
    assert found is not None
    return found[0]


@functools.lru_cache(maxsize=_KNOWN_TAGS)
def _tag(text: str) -> Tag | None:
    """Return a start tag, or `_END`; None for a comment, and for a tag of which nothing is to know."""
    if text.startswith("</"):
        return _END
    if text.startswith("<!") or not _TELLING.search(text):
        return None
    name, attrs = _parse(without_marks(text))
    found = [attrs[key] for key in _ADDRESSES.get(name, ()) if key in attrs]
    if "srcset" in attrs and name in {"img", "source"}:
        found[-1:] = [one.split()[0] for one in attrs["srcset"].split(", ") if one.strip()]
    # An address of another site that the layout calls external comes from a text, such as that of a source.
    is_external = "external" in attrs.get("rel", "").lower().split()
    return Tag(name, attrs, () if is_external else tuple(href.strip() for href in found))


def _parse(text: str) -> tuple[str, dict[str, str]]:
    """Return name and attributes of a start tag as the standard library reads them; of equal attributes the first counts."""
    parser = _TagParser()
    parser.feed(text)
    return parser.name, parser.attrs


class _TagParser(HTMLParser):
    """Reads one start tag."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.attrs: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.name:
            self.name = tag
            self.attrs = {name: value or "" for name, value in reversed(attrs)}


def _is_hidden(attrs: dict[str, str]) -> bool:
    return "hidden" in attrs or attrs.get("aria-hidden", "").lower() == "true"


def _has_name(attrs: dict[str, str]) -> bool:
    return any(attrs.get(name, "").strip() for name in ("aria-label", "aria-labelledby", "title"))


def _says_something(content: str) -> bool:
    """Has the content of a link or a button words, or something that has a name?"""
    content = without_marks(content)
    if not _TURNS.search(content):
        return bool(unescape(_ANY_TAG.sub("", content)).strip())
    return any(_words_of(content))


def _words_of(content: str) -> Iterator[bool]:
    """Give for each text and named element of a content whether it says something; what is hidden says nothing."""
    parser = _WordParser()
    parser.feed(content)
    parser.close()
    yield parser.says_something


class _WordParser(HTMLParser):
    """Looks for words that a reader's software would say, outside of hidden elements."""

    _VOID: Final = frozenset(["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])

    def __init__(self) -> None:
        super().__init__()
        self.says_something = False
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if self._hidden or _is_hidden(found):
            if tag not in self._VOID:
                self._hidden.append(tag)
        elif _has_name(found) or (tag == "img" and found.get("alt", "").strip()):
            self.says_something = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._hidden and tag in self._hidden:
            if self._hidden.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.says_something = True
