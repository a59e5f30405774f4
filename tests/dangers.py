"""What a page, a feed or a table of redirects could do to its reader, as a browser's parser sees it.

`dangers` looks at a piece of HTML that an author had a hand in: it may hold nothing but text and its structure. `Watch`
knows besides what the theme itself has, from a calm site, and looks at every file of an output folder.
"""

import functools
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib

#: Elements that could run, load, frame, ask or restyle.
FORBIDDEN = set("script style iframe frame frameset object embed applet svg math form input button select textarea".split())
FORBIDDEN |= set(
    "base link meta template noscript portal video audio source picture canvas dialog marquee title xmp".split()
)
#: Attributes whose value a browser follows or fetches.
ADDRESSES = {
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "cite",
    "ping",
    "xlink:href",
    "longdesc",
}


def parse(html: str) -> Element:
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def scheme_of(address: str) -> str:
    """Return the scheme as a browser reads it: controls and spaces at the ends, and line ends within, are nothing."""
    seen = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33)))))
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
    return found[1].lower() if found else ""


@functools.cache
def dangers(html: str, base_url: str = "") -> list[str]:
    """Return what in this HTML could do more than be read, as a browser would parse it.

    Pictures below `base_url` may be asked for. The same text stands in several feeds, and is parsed once.
    """
    found = []
    for element in parse(html).iter():
        tag = element.tag if isinstance(element.tag, str) else "comment"
        if tag in FORBIDDEN or ":" in tag or "{" in tag:
            found.append(f"<{tag}>")
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {"style", "srcdoc", "name", "target", "is", "slot"}:
                found.append(f"{tag} {name}")
            if name in ADDRESSES and scheme_of(value) not in {"", "http", "https", "mailto"}:
                found.append(f"{tag} {name}={value}")
            is_ours = base_url and value.startswith(base_url)
            if name == "src" and not is_ours and (scheme_of(value) or value.startswith("//")):
                found.append(f"{tag} asks another host: {value}")
    return found


# Whole sites ---------------------------------------------------------------------------------------------------------

_ATOM = "{http://www.w3.org/2005/Atom}"
#: What the theme's pages are made of besides text; what each may be is looked at below.
_OF_PAGES = frozenset({"title", "meta", "link"})
#: Kinds of data in a script element: a browser does not run them.
_DATA = frozenset({"application/ld+json", "application/json", "speculationrules"})


#: What a terminal or a reader of plain text would obey: controls, and overrides of direction.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Watch:
    """Knows what the pages, assets and addresses of a calm site have, and finds what another site has beyond that."""

    def __init__(self, calm: Path, base_url: str) -> None:
        self._base_url = base_url
        self._most: Counter[str] = Counter()
        self._forms: set[str] = set()
        self._files = {path.read_bytes() for path in calm.rglob("*") if path.suffix in {".css", ".js", ".svg"}}
        #: What e-mails have instead of a stylesheet.
        self._styles: set[str] = set()
        for path in calm.rglob("*.html"):
            if path.name == "email.html":
                self._styles |= {element.get("style", "") for element in _parse(path.read_text("utf-8")).iter()}
            found = Counter(_risky(_parse(path.read_text("utf-8"))))
            self._most |= found
            self._forms |= {form for form in found if not form.startswith("<script application/")}

    def dangers(self, folder: Path) -> Iterator[str]:
        """Give what could do more than be read in a site, with the path of the file it stands in."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != ".briefgen-files":
                for found in self._in_file(path):
                    yield f"{path.relative_to(folder)}: {found}"

    def _in_file(self, path: Path) -> Iterator[str]:
        match path.suffix:
            case ".html":
                yield from self.in_page(path.read_text("utf-8"))
            case ".xml" | ".opml":
                yield from self._in_xml(path.read_bytes())
            case ".json":
                yield from self._in_json(path.read_bytes())
            case ".css" | ".js" | ".svg":
                if path.read_bytes() not in self._files:
                    yield "is not a file of the theme"
            case ".txt":
                yield from (repr(line) for line in path.read_text("utf-8").split("\n") if _CONTROL.search(line))
            case "" if path.name in {"_redirects", "_headers"}:
                yield from _in_lines(path.read_text("utf-8"))

    def in_page(self, html: str) -> Iterator[str]:
        """Give what could do more than be read in a page."""
        document = _parse(html)
        found = Counter(_risky(document))
        for form, count in found.items():
            if form.startswith(("<script application/", "<style ")) and count <= max(self._most[form], 1):
                continue
            if count > self._most[form]:
                yield f"{form} stands {count} times, {self._most[form]} times in a calm page"
        for element in document.iter():
            yield from self._in_element(element)

    def _in_element(self, element: Element) -> Iterator[str]:
        tag = element.tag if isinstance(element.tag, str) else "comment"
        if tag == "meta" and element.get("http-equiv", "").lower() not in {"", "content-security-policy", "refresh"}:
            yield f"<meta {element.attrib}>"
        if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield from self._leads_away(element.get("content", "").partition("url=")[2])
        if tag == "script" and element.get("type", "") in _DATA:
            json.loads(element.text or "")
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "srcdoc" or (name == "style" and value not in self._styles):
                yield f"{tag} {name}"
            if name in ADDRESSES and scheme_of(value) not in {"", "http", "https", "mailto"}:
                yield f"{tag} {name}={value}"
            if (name in {"src", "action", "formaction", "srcset"}) or (tag in {"link", "base"} and name == "href"):
                yield from self._leads_away(value)

    def _leads_away(self, address: str) -> Iterator[str]:
        if (scheme_of(address) and not address.startswith(self._base_url)) or address.startswith(("//", "/\\", "\\")):
            yield f"{address} is another host's"

    def _in_xml(self, data: bytes) -> Iterator[str]:
        if b"<!" in data.replace(b"<![CDATA[", b""):
            yield "has a declaration"
        root = ElementTree.fromstring(data)
        for element in root.iter():
            if element.tag.startswith("{http://www.w3.org/1999/xhtml}"):
                yield f"<{element.tag}>"
            if element.tag in {f"{_ATOM}content", f"{_ATOM}summary", f"{_ATOM}title"} and element.get("type") == "html":
                yield from dangers(element.text or "", self._base_url)
            for name in ("href", "src", "xmlUrl", "htmlUrl", "uri"):
                if scheme_of(element.get(name, "")) not in {"", "http", "https"}:
                    yield f"{element.tag} {name}={element.get(name)}"
            if element.tag.endswith("}loc") and not (element.text or "").startswith(self._base_url):
                yield f"{element.text} is another host's"

    def _in_json(self, data: bytes) -> Iterator[str]:
        waiting: list[object] = [json.loads(data)]
        while waiting:
            value = waiting.pop()
            waiting += value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
            for name, text in value.items() if isinstance(value, dict) else ():
                if name == "content_html":
                    yield from dangers(text, self._base_url)
                is_address = isinstance(text, str) and (name.endswith("url") or name in {"id", "image", "banner_image"})
                if is_address and scheme_of(text) not in {"", "http", "https", "mailto"}:
                    yield f"{name}: {text}"


def _parse(html: str) -> Element:
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def _risky(document: Element) -> Iterator[str]:
    """Give the elements of a page that do more than be read, as a tag and what says which one of the theme's it is."""
    for element in document.iter():
        tag = element.tag if isinstance(element.tag, str) else "comment"
        if tag == "script" and element.get("type", "") in _DATA:
            yield f"<script {element.get('type')}>"
        elif tag in FORBIDDEN - _OF_PAGES or ":" in tag or "{" in tag:
            yield f"<{tag} {' '.join(sorted(element.attrib))} {element.get('src', '')}>"


def _in_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if not line.isprintable() or "*" in line or ":splat" in line or len(line.split()) > 3:
            yield repr(line)
