"""Floor 7. Pages that clippers saved as Markdown: front matter, headlines, a byline, the source's address -> texts.

Each headline of the first level begins an entry. Marks of Markdown are taken off; what it marks is kept.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.importing.capture.decoding import decode_capture
from briefgen.importing.containers.documents import clean, text_of
from briefgen.importing.containers.entries import Entry, Opened, Stated, numbered, refused
from briefgen.importing.containers.moments import instant_of, with_zone

_FENCE: Final = re.compile(r"\A\ufeff?---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY: Final = re.compile(r"^([A-Za-z][\w -]{0,40}?):[ \t]*(.*)$")
_LIST: Final = re.compile(r"^\s*-\s+(.*)$")
#: What the keys of common clippers mean.
_KEYS: Final = {
    "title": ("title", "headline", "name"),
    "url": ("url", "source", "source url", "source_url", "original url", "original_url", "link", "canonical", "permalink"),
    "publisher": (
        "site",
        "site name",
        "site_name",
        "sitename",
        "publisher",
        "publication",
        "source name",
        "source_name",
        "website",
    ),
    "authors": ("author", "authors", "byline", "creator", "writer"),
    "published": (
        "published",
        "date published",
        "date_published",
        "datepublished",
        "published_at",
        "publishdate",
        "date",
        "pubdate",
    ),
    "captured": (
        "created",
        "saved",
        "date saved",
        "date_saved",
        "saved_at",
        "clipped",
        "date clipped",
        "captured",
        "retrieved",
        "accessed",
    ),
    "lang": ("lang", "language"),
}
_HEADING: Final = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_BYLINE: Final = re.compile(r"^(?:By|Von|Par|Por|Di|Av|Door|От)\s+([^,|·•\d]{2,80}?)(?:\s*[,|·•]\s*(.{4,60}))?$")
_SOURCE: Final = re.compile(
    r"^(?:(?:source|original|via|link|url|read (?:more|the original)|quelle|fuente|fonte|kilde|источник)\s*:?\s*)?"
    r"[\[(<]?(?:(?P<name>[^\]\n]{1,120})\]\()?(?P<url>https?://[^\s)>\]]{4,1900})[)>\]]?$",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"^(?:-{3,}|\*{3,}|_{3,}|(?:\* ){2,}\*)$")
_IMAGE: Final = re.compile(r"!\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)")
_LINK: Final = re.compile(r"\[([^\]\n]{0,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,100}\])")
_WIKI: Final = re.compile(r"\[\[(?:[^\]|\n]{0,200}\|)?([^\]|\n]{1,200})\]\]")
_STRONG: Final = re.compile(r"(\*\*|__|==|~~)(?=\S)([^\n]{1,2000}?\S|\S)\1")
_EMPHASIS: Final = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,2000}?)\1(?![\w*])")
_QUOTE: Final = re.compile(r"^(?:>[ \t]?)+")
_CALLOUT: Final = re.compile(r"^\[![\w-]{1,30}\][+-]?[ \t]*")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def is_clip(data: bytes, name: str) -> bool:
    """Is this Markdown with the front matter of a clipper, or with a headline of the first level at its head?"""
    head = data[:24_000].decode("utf-8", "ignore").replace("\r\n", "\n").lstrip("\ufeff\n ")
    fence = _FENCE.match(head)
    if fence:
        known = {key for keys in _KEYS.values() for key in keys}
        return len(known & _values(fence[1]).keys()) >= 2
    heading = _HEADING.match(head.split("\n", 1)[0])
    return bool(
        heading and len(heading[1]) == 1 and (name.endswith((".md", ".markdown", ".mdown")) or len(heading[2].split()) >= 3)
    )


def read_clip(data: bytes, _name: str) -> Opened:
    """Return the articles of a clip, each below its headline; what the front matter says counts for the first."""
    text, _, _ = decode_capture(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n ")
    fence = _FENCE.match(text)
    values = _values(fence[1]) if fence else {}
    lines = text[fence.end() if fence else 0 :].split("\n")
    stories = list(_stories(lines))
    found = [_entry(title, body, values if number == 0 else {}) for number, (title, body) in enumerate(stories)]
    entries = numbered(entry for entry in found if entry is not None)
    if not entries:
        return refused("this clip has a headline and no text", "clip the page again", "no-article")
    return Opened(entries=entries)


def _values(yaml: str) -> dict[str, list[str]]:
    """Return the values of a front matter by their keys in lower case: one for a text, several for a list.

    It is read line by line, and leniently: clippers write what no parser of YAML takes.
    """
    found: dict[str, list[str]] = {}
    key = ""
    for line in yaml.split("\n"):
        match = _KEY.match(line)
        item = _LIST.match(line) if key and not match else None
        if match:
            key = match[1].strip().lower()
            value = match[2].strip()
            is_row = value.startswith("[") and value.endswith("]") and not value.startswith("[[")
            parts = value[1:-1].split(",") if is_row else [value]
            found.setdefault(key, []).extend(part for part in map(_plain_value, parts) if part)
        elif item:
            found[key] += [value] if (value := _plain_value(item[1])) else []
    return found


def _plain_value(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].replace('\\"', '"').replace("''", "'")
    return "" if text in {"|", ">", ">-", "null", "~"} else _WIKI.sub(r"\1", text).strip()


def _first(values: Mapping[str, list[str]], name: str) -> list[str]:
    return next((values[key] for key in _KEYS[name] if values.get(key)), [])


def _stories(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each headline of the first level with the lines below it; a rule before the next one belongs to neither."""
    title = ""
    body: list[str] = []
    for line in lines:
        heading = _HEADING.match(line)
        if heading and len(heading[1]) == 1:
            if title or any(text.strip() for text in body):
                yield title, body
            title, body = _bare(heading[2]), []
        else:
            body.append(line)
    if title or any(text.strip() for text in body):
        yield title, body


def _entry(title: str, lines: list[str], values: Mapping[str, list[str]]) -> Entry | None:
    """Return one article of a clip; None where nothing but rules is there."""
    authors = list(_first(values, "authors"))
    urls = [url for key in _KEYS["url"] for url in values.get(key, ()) if url.lower().startswith(("http://", "https://"))]
    when = next(iter(_first(values, "published")), "")
    names: list[str] = []
    texts: list[str] = []
    for line in lines:
        bare = _bare(line)
        byline = _BYLINE.match(bare) if len(texts) < 6 else None
        source = _SOURCE.match(line.strip().strip("*_"))
        if _RULE.match(line.strip()):
            texts.append("")
        elif byline and not authors:
            authors.append(byline[1].strip())
            when = when or (byline[2] or "").strip()
        elif source and not urls:
            urls.append(source["url"])
            names += (
                [source["name"]] if source["name"] and source["name"].lower() not in {"source", "original", "link"} else []
            )
        else:
            texts.append(bare)
    body = "\n".join(texts).strip()
    if not body:
        return None
    title = next(iter(_first(values, "title")), "") or title
    captured = with_zone(instant_of(next(iter(_first(values, "captured")), "")))
    publisher = next(iter(_first(values, "publisher")), "")
    stated = Stated(publisher=publisher, url=next(iter(urls), ""), authors=tuple(authors))
    shown = f"{title}\n\n{body}" if title and clean(title) != clean(body.split("\n", 1)[0]) else body
    return Entry(data=text_of(stated, shown, when), is_page=False, label=title, captured_at=captured)


def _bare(line: str) -> str:
    """Return a line without the marks of Markdown; the marks of lists stay, and say the same in a text."""
    text = _CALLOUT.sub("", _QUOTE.sub("", line.strip()))
    heading = _HEADING.match(text)
    text = heading[2] if heading else text
    text = _WIKI.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub(r"\1", text)))
    for pattern in (_STRONG, _EMPHASIS):
        text = pattern.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", text).strip()
