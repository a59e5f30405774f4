"""Floor 7. Drafts -> files: Markdown in which text stays text, front matter, and proposals as comments.

What would become Markdown or HTML by accident is escaped. Nothing else of the text is changed: quotes, dashes and spaces
inside a paragraph are the publisher's.
"""

import re
from collections.abc import Sequence
from typing import Final

from briefgen.content.frontmatter import write_yaml
from briefgen.importing.capture.claims import Claim
from briefgen.importing.capture.days import Evidence, proposed_days
from briefgen.importing.capture.drafts import Draft, Paragraph, chosen_day
from briefgen.importing.capture.folding import visible
from briefgen.importing.capture.ledger import Given
from briefgen.importing.capture.places import CARRIES, share_of
from briefgen.text.characters import without_controls
from briefgen.text.slugs import one_line
from briefgen.values.model import Value

_ESCAPED: Final = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK_START: Final = re.compile(r"^(?:[#+=:-]|\d{1,9}(?=[.)](?:\s|$)))")
_BULLET: Final = re.compile(r"^(?:[-*•▪●◦‣·–—]|\(?(\d{1,2})[.)])\s+")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
#: What sets a list into an item of another one; it is as wide as the mark of a number.
_INDENT: Final = "   "
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
    names: tuple[Claim, ...] = ()
    urls: tuple[Claim, ...] = ()


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
    """Return the body as Markdown: paragraphs, subheads of the second level, lists, tables with their first row as head."""
    blocks: list[str] = []
    above = ""
    table = 0
    for paragraph in paragraphs:
        text = visible(paragraph.text)
        if paragraph.table:
            row = _row_of(paragraph.cells)
            if paragraph.table == table:
                blocks[-1] += f"\n{row}"
            else:
                blocks.append(f"{row}\n{_row_of(['---'] * len(paragraph.cells))}")
        elif paragraph.role == "subhead":
            blocks.append(f"## {escape(text)}")
        elif paragraph.role == "item":
            numbered = _BULLET.match(text)
            mark = f"{numbered[1]}." if numbered and numbered[1] else f"{paragraph.number}." if paragraph.number else "-"
            item = f"{_INDENT * paragraph.depth}{mark} {escape(_BULLET.sub('', text))}"
            if above == "item":
                blocks[-1] += f"\n{item}"
            else:
                blocks.append(item)
        else:
            blocks.append(escape(text))
        above, table = paragraph.role, paragraph.table
    return "\n\n".join(blocks) + "\n"


def _row_of(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell if cell == '---' else escape(cell) for cell in cells)} |"


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
    comments = [
        *_about_day(draft, given),
        *_about_writers(draft),
        *_about_region(draft, given, regions),
        *_about_images(draft),
        *notes,
    ]
    if not draft.title_line:
        comments.insert(0, "title: no headline stands in the capture; these are its first words")
    lines = "".join(f"# {without_controls(comment)}\n" for comment in comments)
    front = _with_claims(write_yaml(values), sources)
    return f"---\n{front}{lines}---\n\n{body_of(draft.paragraphs)}"


def _with_claims(yaml: str, sources: Sequence[SourceFacts]) -> str:
    """Put what is proposed of each source below it, as comments that are lines of the source without their `# `."""
    lines = yaml.split("\n")
    for facts in sources:
        place = next((at for at, line in enumerate(lines) if line.strip().endswith(f"sha256: {facts.sha256}")), None)
        if place is None:
            continue
        indent = " " * (lines[place].index("sha256"))
        claims = [("name", claim) for claim in facts.names if not facts.name] + [
            ("url", claim) for claim in facts.urls if not facts.url
        ]
        known: set[str] = set()
        said = []
        for key, claim in claims:
            word = f"{key}:" if key not in known else f"or {key}:"
            known.add(key)
            said.append(f"{indent}# {word} {_quoted(claim.value)}  # proposed, line {claim.line}: {one_line(claim.text)}")
        # Below the source's last line.
        while place + 1 < len(lines) and lines[place + 1].startswith(indent):
            place += 1
        lines[place + 1 : place + 1] = [without_controls(line) for line in said]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Return a value as YAML that a proposal has after its key."""
    return write_yaml({"x": one_line(text)}).removeprefix("x:").strip()


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
    if day and basis:
        return [f"evidence for the date: {_told(found)}" for found in draft.days]
    if not draft.days:
        return ["date: nothing in the capture says when this was published"]
    first, *others = proposed_days(draft.days) or (None,)
    if first is None:
        head = "date: not stated beside the headline; write date: and date_basis: if one of these days is right"
        return [head, *(f"  {_told(found)}" for found in draft.days)]
    rest = [found for found in draft.days if found not in {first, *others}]
    return [
        # Lines that a curator confirms by taking the # away.
        f"{_proposal(first)}",
        f"date_basis: {first.basis}",
        *(f"or {_proposal(found)}" for found in others),
        *(f"evidence for a date: {_told(found)}" for found in rest),
    ]


def _proposal(found: Evidence) -> str:
    return f"date: {found.day}  # proposed ({found.basis}){_because(found)}"


def _told(found: Evidence) -> str:
    day = f"{found.day} ({found.basis})" if found.day else f"no day ({found.basis})"
    return f"{day}{_because(found)}"


def _because(found: Evidence) -> str:
    is_open = found.basis == "relative" and not found.day
    hint = "; import with --captured-at to work it out" if is_open else ""
    note = f"; {found.note}" if found.note else ""
    return f', {found.where}, line {found.line}: "{one_line(found.text)}"{note}{hint}'


def _about_writers(draft: Draft) -> list[str]:
    """Propose names that stand in an article's head without any sign that they are its writer's."""
    if not draft.writers:
        return []
    names = ", ".join(_quoted(claim.value) for claim in draft.writers)
    where = "; ".join(f"line {claim.line}: {one_line(claim.text)}" for claim in draft.writers)
    return [f"authors: [{names}]  # proposed, {where}"]


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
    first, outside = share_of(regions, draft.countries)
    beyond = f"; {outside:.0%} of the places named are in no region" if outside else ""
    if first < CARRIES:
        return [f"region: none carries it; places named by region: {ranked}{beyond}", *comments]
    return [f"region: {regions[0][0]}  # proposed; places named by region: {ranked}{beyond}", *comments]


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
