"""Floor 7. Documents of word processors (.docx of Word, .odt of OpenDocument): headings, paragraphs and lists."""

from collections.abc import Iterator
from html import escape
from typing import Final

from briefgen.importing.containers.archives import Archive, ZipError
from briefgen.importing.containers.documents import page_of, text_of
from briefgen.importing.containers.entries import Entry, Opened, Stated, damaged, refused
from briefgen.importing.containers.markup import Element, XmlError, read_xml

_DOCX: Final = "word/document.xml"
_ODT: Final = "content.xml"
_BLANK: Final = {"tab": " ", "s": " ", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
#: What stands in a paragraph and is no text of it: deleted words, codes of fields, notes, pictures. Of a drawing that is
#: written in two ways, for old and for new programs, the new one counts.
_ASIDE: Final = frozenset("delText instrText footnoteReference del pict Fallback note annotation tracked-changes".split())


def is_docx(archive: Archive, _name: str) -> bool:
    """Is this a text of Word?"""
    return _DOCX in archive.names


def read_docx(archive: Archive, _name: str) -> Opened:
    """Return the text of a document of Word."""
    try:
        root = read_xml(archive.read(_DOCX))
        titles = _heading_styles(archive)
    except (ZipError, XmlError) as error:
        return damaged("Word document", str(error))
    return _document(_paragraphs(root, titles), "Word document")


def is_odt(archive: Archive, _name: str) -> bool:
    """Is this a text of OpenDocument?"""
    if _ODT not in archive.names or "mimetype" not in archive.names:
        return False
    try:
        return archive.read("mimetype").strip() == b"application/vnd.oasis.opendocument.text"
    except ZipError:
        return False


def read_odt(archive: Archive, _name: str) -> Opened:
    """Return the text of a document of OpenDocument."""
    try:
        root = read_xml(archive.read(_ODT))
    except (ZipError, XmlError) as error:
        return damaged("OpenDocument text", str(error))
    return _document(_open_paragraphs(root), "OpenDocument text")


def _document(paragraphs: Iterator[tuple[str, str]], what: str) -> Opened:
    """Return paragraphs, each with its element of HTML, as one entry: a page where there are headings, else a text."""
    found = [(tag, text) for tag, text in paragraphs if text]
    if not found:
        return refused(f"this {what} has no text", "open it: it may hold pictures of a text", "no-article")
    if any(tag[0] == "h" for tag, _ in found):
        body = "\n".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for tag, text in found)
        return Opened(entries=(Entry(data=page_of(Stated(), body), is_page=True),))
    text = "\n\n".join(f"- {text}" if tag == "li" else text for tag, text in found)
    return Opened(entries=(Entry(data=text_of(Stated(), text), is_page=False),))


def _heading_styles(archive: Archive) -> dict[str, str]:
    """Return the styles that are headings, by their ids, with their elements: styles have names in the language of Word."""
    if "word/styles.xml" not in archive.names:
        return {}
    found = {}
    for style in read_xml(archive.read("word/styles.xml")).below("style"):
        name = style.first("name")
        label = name.attrs.get("val", "").lower() if name else ""
        outline = next((level.attrs.get("val", "") for level in style.below("outlineLvl")), "")
        if label == "title":
            found[style.attrs.get("styleId", "")] = "h1"
        elif outline.isdecimal() and len(outline) == 1 and int(outline) < 6:
            found[style.attrs.get("styleId", "")] = f"h{int(outline) + 1}"
    return found


def _paragraphs(root: Element, titles: dict[str, str]) -> Iterator[tuple[str, str]]:
    for paragraph in root.below("p", without=_ASIDE):
        properties = paragraph.first("pPr") or Element("pPr")
        style = properties.first("pStyle")
        name = style.attrs.get("val", "") if style else ""
        fallback = {"Title": "h1", "Heading1": "h1", "Heading2": "h2", "Heading3": "h3"}.get(name, "p")
        is_item = properties.first("numPr") is not None
        text = " ".join(_text(paragraph, "t").split())
        yield ("li" if is_item and name not in titles else titles.get(name, fallback)), text


def _open_paragraphs(root: Element) -> Iterator[tuple[str, str]]:
    items = {id(child) for item in root.below("list-item") for child in item.below("p", "h")}
    for paragraph in root.below("p", "h", without=_ASIDE):
        level = paragraph.attrs.get("outline-level", "1")
        tag = f"h{min(int(level), 6)}" if paragraph.name == "h" and level.isdecimal() and len(level) == 1 else "p"
        is_title = paragraph.attrs.get("style-name", "") == "Title"
        text = " ".join(_text(paragraph, "").split())
        yield ("h1" if is_title else "li" if id(paragraph) in items and tag == "p" else tag), text


def _text(paragraph: Element, holder: str) -> str:
    """Return the text of a paragraph; `holder` is the element that texts stand in, or empty where they stand anywhere."""
    parts: list[str] = []
    stack: list[tuple[Element | str, bool]] = [(child, not holder) for child in reversed(paragraph.children)]
    while stack:
        item, is_text = stack.pop()
        if isinstance(item, str):
            parts.append(item if is_text else "")
        elif item.name in _BLANK:
            parts.append(_BLANK[item.name])
        elif item.name not in _ASIDE and item.name != "p":
            stack += [(child, is_text or item.name == holder) for child in reversed(item.children)]
    return "".join(parts)
