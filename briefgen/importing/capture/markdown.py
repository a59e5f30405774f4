"""Floor 7. Drafts -> files: Markdown in which text stays text, front matter, and proposals as comments.

What would become Markdown or HTML by accident is escaped. Nothing else of the text is changed: quotes, dashes and spaces
inside a paragraph are the publisher's.
"""

import re
from collections.abc import Sequence
from typing import Final

from briefgen.content.frontmatter import write_yaml
from briefgen.importing.capture.drafts import Draft, Evidence, Paragraph, chosen_day
from briefgen.importing.capture.folding import visible
from briefgen.importing.capture.ledger import Given
from briefgen.text.characters import without_controls
from briefgen.values.model import Value

_ESCAPED: Final = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK_START: Final = re.compile(r"^(?:[#+=:-]|\d{1,9}(?=[.)](?:\s|$)))")
_BULLET: Final = re.compile(r"^(?:[-*•▪●◦‣·–—]|\(?(\d{1,2})[.)])\s+")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
#: Regions and countries proposed: the first few say what an article is about, the tail what it mentions.
_PROPOSED: Final = 6


class SourceFacts(Value, frozen=True, kw_only=True):
    """What is known of one capture as a source of an article."""

    name: str
    capture: str
    sha256: str
    url: str = ""
    title: str = ""
    published: str = ""
    retrieved: str = ""
    lang: str = ""


def escape(text: str) -> str:
    """Return one line of text as Markdown that shows it character for character."""
    escaped = _ESCAPED.sub(lambda match: "&amp;" if match[0] == "&" else f"\\{match[0]}", without_controls(visible(text)))
    match = _BLOCK_START.match(escaped)
    if match is None:
        return escaped
    return f"{match[0]}\\{escaped[match.end() :]}" if match[0].isdigit() else f"\\{escaped}"


def unescape(markdown: str) -> str:
    """Return what `escape` was given."""
    return _ESCAPE.sub(r"\1", markdown).replace("&amp;", "&")


def body_of(paragraphs: Sequence[Paragraph]) -> str:
    """Return the body as Markdown: paragraphs, subheads of the second level, lists."""
    blocks: list[str] = []
    above = ""
    for paragraph in paragraphs:
        text = visible(paragraph.text)
        if paragraph.role == "subhead":
            blocks.append(f"## {escape(text)}")
        elif paragraph.role == "item":
            numbered = _BULLET.match(text)
            mark = f"{numbered[1]}." if numbered and numbered[1] else "-"
            item = f"{mark} {escape(_BULLET.sub('', text))}"
            if above == "item":
                blocks[-1] += f"\n{item}"
            else:
                blocks.append(item)
        else:
            blocks.append(escape(text))
        above = paragraph.role
    return "\n\n".join(blocks) + "\n"


def article_of(
    draft: Draft, sources: Sequence[SourceFacts], given: Given, regions: Sequence[tuple[str, int]],
    *, slug: str, notes: Sequence[str],
) -> str:  # fmt: skip
    """Return the article's file: front matter, the proposals as comments, the body.

    `slug` is written where the file's name will not give it once the article has a date; `notes` are further remarks for
    the curator.
    """
    day, basis = chosen_day(draft, given)
    values: dict[str, object] = {"title": without_controls(draft.title)}
    values |= {"date": day} if day else {}
    values |= {"date_basis": basis} if basis else {}
    values |= {"region": given.region} if given.region else {}
    values |= {"slug": slug} if slug else {}
    values |= {"authors": list(draft.authors)} if draft.authors else {}
    values |= {"dateline": draft.dateline} if draft.dateline else {}
    values |= {"lang": draft.lang} if draft.lang else {}
    values |= {"sources": [_source(facts) for facts in sources], "draft": True}
    comments = [*_about_day(draft, given), *_about_region(draft, given, regions), *_about_images(draft), *notes]
    if not draft.title_line:
        comments.insert(0, "title: no headline stands in the capture; these are its first words")
    lines = "".join(f"# {without_controls(comment)}\n" for comment in comments)
    return f"---\n{write_yaml(values)}{lines}---\n\n{body_of(draft.paragraphs)}"


def _source(facts: SourceFacts) -> dict[str, str]:
    pairs = [
        ("name", facts.name), ("url", facts.url), ("title", facts.title), ("published", facts.published),
        ("retrieved", facts.retrieved), ("capture", facts.capture), ("sha256", facts.sha256), ("lang", facts.lang),
    ]  # fmt: skip
    return {key: without_controls(value) for key, value in pairs if value}


def _about_day(draft: Draft, given: Given) -> list[str]:
    day, basis = chosen_day(draft, given)
    if given.date:
        return []
    lines = [f"{_day_of(found)}{_because(found)}" for found in draft.days]
    if day and basis:
        return [f"evidence for the date: {line}" for line in lines]
    if not lines:
        return ["date: nothing in the capture says when this was published"]
    # A full date in the text is mostly that of something older.
    likely = (found for found in draft.days if found.day and (found.where != "text" or found.basis == "relative"))
    proposed = next(likely, None)
    head = [
        "date: not stated beside the headline; write date: and date_basis: if one of these days is right",
    ]
    if proposed and proposed.day:
        # A line that a curator confirms by taking the # away.
        head = [
            f"date: {proposed.day.isoformat()}  # proposed ({proposed.basis}){_because(proposed)}",
            f"date_basis: {proposed.basis}",
        ]
        lines = [f"evidence for a date: {line}" for line, found in zip(lines, draft.days, strict=True) if found != proposed]
        return [*head, *lines]
    return [*head, *(f"  {line}" for line in lines)]


def _day_of(found: Evidence) -> str:
    return f"{found.day.isoformat()} ({found.basis})" if found.day else f"no day ({found.basis})"


def _because(found: Evidence) -> str:
    hint = (
        "; import with --captured-at to work it out"
        if found.basis == "relative" and found.where == "published" and not found.day
        else ""
    )
    return f', {found.where}, line {found.line}: "{found.text}"{hint}'


def _about_region(draft: Draft, given: Given, regions: Sequence[tuple[str, int]]) -> list[str]:
    counted = ", ".join(f"{code} {count}" for code, count in draft.countries[:_PROPOSED])
    comments = [
        f"countries: [{', '.join(code for code, _ in draft.countries[:_PROPOSED])}]  # proposed; places named: {counted}"
    ]
    if not draft.countries:
        comments = ["countries: no place was recognised"]
    if given.region:
        return comments
    if not regions:
        return ["region: no place that was recognised is in a region of briefgen.yml", *comments]
    ranked = ", ".join(f"{key} {count}" for key, count in regions[:_PROPOSED])
    return [f"region: {regions[0][0]}  # proposed; places named by region: {ranked}", *comments]


def _about_images(draft: Draft) -> list[str]:
    comments = []
    for caption in draft.captions:
        values = {
            "image": {"src": "the picture's file", "alt": "what it shows", "caption": caption.text, "credit": caption.credit}
        }
        if not caption.credit:
            del values["image"]["credit"]
        comments += [line.rstrip() for line in write_yaml(dict(values)).splitlines()]
        if caption.damage:
            comments.append(
                f"credit damaged in the capture, line {caption.line}: {caption.damage}; look it up, do not guess"
            )
    return comments
