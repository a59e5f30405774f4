"""Floor 7. The judged blocks of a part -> a draft: paragraphs with their blocks, and facts with the words they rest on."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from briefgen.importing.capture.captions import Caption, read_caption
from briefgen.importing.capture.claims import Claim
from briefgen.importing.capture.days import Clock, Dated, Evidence, clock_of, days_of_lines, days_of_text, proposed_days
from briefgen.importing.capture.drafts import Draft
from briefgen.importing.capture.folding import fold, fold_words, visible
from briefgen.importing.capture.headers import writer_in
from briefgen.importing.capture.labels import URL
from briefgen.importing.capture.languages import language_of
from briefgen.importing.capture.ledger import Given
from briefgen.importing.capture.metas import dateline_of
from briefgen.importing.capture.places import count_places
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.when import ago_in, dates_in
from briefgen.importing.html.blocks import LINKS, Block, Page
from briefgen.importing.html.judging import Judged
from briefgen.importing.html.metadata import Facts, Item, Moment, When, item_for, moment_of, one_a_day
from briefgen.importing.html.nodes import Node
from briefgen.importing.html.paragraphs import ends, paragraphs_of
from briefgen.text.words import shorten

#: Fewest words of an article, and words under which one that ends in an ellipsis is a teaser; as for text captures.
SHORTEST: Final = 25
_TEASER: Final = 80
#: Longest name of a writer, in words.
_NAME: Final = 6

_ELLIPSIS: Final = re.compile(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\])\s*[\"”»]?$")
_PARTS: Final = re.compile(r"\s*[|•·,;()]\s*|\s+[-–—]\s+|\s+(?:and|et|y|und)\s+")
_UPDATED: Final = frozenset(["updated", "modified", "datemodified"])


def make_draft(
    page: Page, judged: Judged, number: int, facts: Facts, rules: Rules, given: Given, *, is_only: bool
) -> Draft:  # fmt: skip
    """Return the draft of one article. What the page says of itself counts where it has one article only."""
    blocks = page.blocks
    paragraphs = paragraphs_of(page, judged.body)
    body = "\n".join(paragraph.text for paragraph in paragraphs)
    title = visible(blocks[judged.title].text) if judged.title is not None else ""
    item = item_for(facts, title)
    if item is None and is_only and len(facts.items) == 1:
        item = facts.items[0]
    if not title and is_only:
        title = item.headline if item and item.headline else visible(without_site(facts))
    detected = language_of(f"{title}\n{body}", rules)
    lang = given.lang or _language(item, facts, detected)
    head = [blocks[index] for index in judged.head]
    clock = clock_of(given, rules.calendar, lang)
    captions = _captions([blocks[index] for index in judged.captions], rules)
    days = _days(head, item, facts, rules, judged, clock, is_only=is_only)
    quoted = [Dated(visible(blocks[index].text), index + 1, "message") for index in judged.quoted]
    days += tuple(days_of_lines(quoted, clock))
    near = next((one.day for one in proposed_days(days) if one.where in {"published", "page", "message"}), None)
    days += tuple(days_of_text(captions, [(one.text, one.lines[0]) for one in paragraphs], clock, near))
    words = sum(paragraph.text.count(" ") + 1 for paragraph in paragraphs if paragraph.role != "subhead")
    last = next((paragraph.text for paragraph in reversed(paragraphs) if paragraph.role == "body"), "")
    is_teaser = words < _TEASER and bool(_ELLIPSIS.search(last))
    publisher = (item.publisher if item else "") or facts.publisher
    return Draft(
        number=number,
        title=title or shorten(body.split("\n", 1)[0], 90),
        title_line=judged.title + 1 if judged.title is not None else int(bool(title)),
        paragraphs=paragraphs,
        captions=captions,
        authors=_authors(head, item, facts, rules, publisher, is_only=is_only),
        publisher=given.publisher or publisher,
        url=given.url or ("" if is_only or judged.title is None else _address_of(blocks[judged.title])),
        dateline=dateline_of(paragraphs[0].text)[0] if paragraphs else "",
        days=days,
        lang=lang,
        countries=count_places(f"{title}\n{body}", rules, lang),
        signs=("trafilatura",),
        publishers=_claims(page, facts, judged),
        is_stub=words < SHORTEST or is_teaser,
        is_cut=bool(last) and (judged.wall is not None or not ends(last) or bool(_ELLIPSIS.search(last))),
    )


def _claims(page: Page, facts: Facts, judged: Judged) -> tuple[Claim, ...]:
    """Return who may be the publisher: who wrote a mail that is quoted, and whom the mail is from that has this page."""
    lines = [(index + 1, page.blocks[index].text) for index in judged.quoted]
    found = [Claim(value=name, line=line, text="who wrote the mail") for line, text in lines if (name := writer_in(text))]
    line = judged.title + 1 if judged.title is not None else 1
    return (*found, *([Claim(value=facts.sender, line=line, text="whom the mail is from")] if facts.sender else []))


def _address_of(block: Block) -> str:
    """Return the address that a headline leads to where all of it is a link: of several articles, each has its own."""
    if block.linked < LINKS:
        return ""
    inside = [child for child in block.box.children if isinstance(child, Node)]
    links = [node for node in (block.box, *inside, block.box.parent) if node is not None and node.tag == "a"]
    found = next((address for node in links if (address := URL.match(node.attrs.get("href", "").strip()))), None)
    return found[0] if found else ""


# Captions and facts --------------------------------------------------------------------------------------------------


def _captions(blocks: Iterable[Block], rules: Rules) -> tuple[Caption, ...]:
    found: dict[str, Caption] = {}
    for block in blocks:
        text = visible(block.text)
        caption = read_caption(text, rules, block.index + 1)
        credit = visible(block.credit)
        if credit and not caption.credit and text.endswith(credit) and len(credit) < len(text):
            caption = msgspec.structs.replace(caption, text=text.removesuffix(credit).rstrip(" -–—|/("), credit=credit)
        found.setdefault(fold(caption.text), caption)
    return tuple(found.values())


def without_site(facts: Facts) -> str:
    """Return the page's own title, without the site's name at its end."""
    title = facts.titles[0] if facts.titles else ""
    for separator in (" | ", " - ", " – ", " — "):
        start, found, end = title.rpartition(separator)
        if found and facts.publisher and fold(end) == fold(facts.publisher):
            return start
    return title


def _language(item: Item | None, facts: Facts, detected: str) -> str:
    """Return the language: what is declared where the text does not speak against it."""
    declared = (item.lang if item else "") or facts.lang
    for tag in (facts.lang, declared):
        if tag and (not detected or tag.split("-")[0] == detected):
            return tag
    return detected


def _authors(
    head: Sequence[Block], item: Item | None, facts: Facts, rules: Rules, publisher: str, *, is_only: bool
) -> tuple[str, ...]:  # fmt: skip
    """Return the writers that a reader sees beside the headline, else those of the page's markup."""
    named = [name for block in head for text in block.names for name in _people(text, rules)]
    lines = [] if named else [name for block in head for name in _people_of_line(block, rules)]
    stated = list(item.authors) if item else []
    metas = list(facts.authors) if is_only else []
    if stated and all(any(fold(name) in fold(block.text) for block in head) for name in stated):
        named = stated
    for names in (named, stated, lines, metas):
        kept = [name for name in names if name and fold(name) != fold(publisher)]
        if kept:
            return tuple(dict.fromkeys(kept))
    return ()


def _people(text: str, rules: Rules) -> list[str]:
    """Return the names in the text of a byline, without what stands before and behind them."""
    plain = visible(text)
    count = rules.begins("byline", fold_words(plain))
    bare = re.sub(rf"^(?:\W*\w+){{{count}}}\W*", "", plain) if count else plain
    names: list[str] = []
    for part in _PARTS.split(bare):
        is_name = part and len(part.split()) <= _NAME and not re.search(r"\d", part) and not part.islower()
        if not is_name or ago_in(part, rules.calendar) is not None:
            break
        names.append(part.strip(" :"))
    return names


def _people_of_line(block: Block, rules: Rules) -> list[str]:
    if not (block.context.is_author or rules.begins("byline", block.words)):
        return []
    return _people(block.text, rules)


def _days(
    head: Sequence[Block], item: Item | None, facts: Facts, rules: Rules, judged: Judged, clock: Clock, *, is_only: bool
) -> tuple[Evidence, ...]:  # fmt: skip
    moments = list(item.moments) if item else []
    if is_only:
        moments += facts.moments
    lines: dict[int, int] = {}
    shown: list[Evidence] = []
    for block in head:
        for moment in _moments_of(block, rules, clock.lang):
            moments.append(moment)
            lines[id(moment)] = block.index + 1
        ago = None if block.times else ago_in(block.text, rules.calendar)
        if ago:
            text = shorten(visible(block.text), 80)
            day = ago.day(clock.captured) if clock.captured else None
            shown.append(Evidence(where="published", basis="relative", text=text, line=block.index + 1, day=day))
    first = judged.title + 1 if judged.title is not None else 1
    stated = [
        Evidence(where=moment.where, basis="stated", text=moment.text, line=lines.get(id(moment), first), day=moment.day)
        for moment in one_a_day(moments)
    ]
    if any(day.where == "published" for day in stated):
        return tuple(stated)
    # A newsletter was sent on a day, which is a proposal for each of its articles.
    days = () if is_only else facts.sent
    pages = [Evidence(where="page", basis="inferred", text=moment.text, line=first, day=moment.day) for moment in days]
    return (*stated, *shown, *pages)


def _moments_of(block: Block, rules: Rules, lang: str) -> Iterable[Moment]:
    is_update: When = "updated" if rules.begins("updated", block.words) or _UPDATED & set(block.words[:1]) else "published"
    times = [moment for text in block.times if (moment := moment_of(text, is_update, ""))]
    if times:
        yield from times
        return
    text = shorten(visible(block.text), 80)
    for day in dates_in(block.text, rules.calendar, lang)[:2]:
        yield Moment(is_update, day, text)
