"""Floor 7. Readers' comments, found by how they follow each other: a name, a moment, what somebody says, and no headline.

An aggregator's blocks look alike, but each has a headline between the moment and the text.
"""

import re
from collections.abc import Mapping
from typing import Final

from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.metas import dateline_of, is_byline
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.when import says_only_when
from briefgen.text.words import word_pattern

#: Longest line in a comment's head, in words: a name, "Reply", a score.
_SHORT: Final = 4
#: Longest name of a reader in a thread, in words.
_LONG_NAME: Final = 6
#: Longest line that holds a name and a moment, in words.
_SIGNED: Final = 12
#: Units above a comment's text in which its moment stands.
_REACH: Final = 4
#: Paragraphs that an article has at least before its readers speak.
_ARTICLE: Final = 2


def find_threads(page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int]) -> dict[int, Verdict]:
    """Return the units of readers' comments: two or more in a row, or one below a mark that says so."""
    prose = [unit.index for unit in page.units if unit.shape != "rule" and _speaks(page, unit, furniture, captions)]
    found: dict[int, Verdict] = {}
    entries: list[tuple[int, int]] = []
    previous = -1
    for count, index in enumerate(prose):
        start = _head_of_entry(page, previous + 1, index, furniture, longest=_LONG_NAME if entries else _SHORT)
        if start >= 0 and (entries or count >= _ARTICLE):
            entries.append((start, index))
        elif page.units[index].shape != "prose":
            continue
        elif entries and not _is_within(page, previous, index, furniture):
            _close(page, entries, furniture, found)
            entries = []
        previous = index
    _close(page, entries, furniture, found)
    return found


def _is_within(page: Page, previous: int, index: int, furniture: Mapping[int, Verdict]) -> bool:
    """Does prose go on with a thread: the next paragraph, or below nothing but names, buttons and counts?"""
    between = page.units[previous + 1 : index]
    return len(between) <= _LONG_NAME and all(
        unit.size <= _SHORT or unit.index in furniture or unit.when for unit in between
    )


def _speaks(page: Page, unit: Unit, furniture: Mapping[int, Verdict], captions: frozenset[int]) -> bool:
    """Could the unit be what somebody says: prose, or a short sentence below a moment?"""
    if unit.index in furniture or unit.index in captions or unit.when:
        return False
    if unit.shape == "prose":
        return True
    above = page.units[unit.index - 1] if unit.index else None
    return above is not None and bool(above.when) and (unit.is_sentence or unit.text.endswith(("?", "!", "؟")))


def _head_of_entry(page: Page, low: int, index: int, furniture: Mapping[int, Verdict], *, longest: int) -> int:
    """Return where the head of a comment begins whose text stands at `index`; -1 where this is no comment."""
    if dateline_of(page.units[index].text)[0]:
        return -1
    when = next((at for at in range(index - 1, max(low, index - _REACH) - 1, -1) if page.units[at].when), -1)
    if when < 0:
        signed = index - 1
        if signed < low or not _is_signed(page, page.units[signed]):
            return -1
        is_headed = signed > low and _is_headline(page, page.units[signed - 1], index, furniture)
        return -1 if is_headed else signed
    between = page.units[when + 1 : index]
    if any(unit.size > _SHORT and unit.index not in furniture for unit in between):
        return -1
    above = page.units[when - 1] if when > low else None
    if above is not None and _is_name(page, above, furniture, longest):
        return -1 if when - 1 > low and _is_headline(page, page.units[when - 2], index, furniture) else when - 1
    if between and _is_name(page, between[0], furniture, _SHORT):
        return when
    return -1


def _is_signed(page: Page, unit: Unit) -> bool:
    """Does a short line begin with a name and end with a moment: "seadog 10 Feb, 5:31 pm"?"""
    if unit.shape != "short" or unit.when or unit.size > _SIGNED:
        return False
    words = unit.text.split()
    for count in range(1, min(_SHORT, len(words) - 1) + 1):
        rest = " ".join(words[count:])
        if says_only_when(rest, tuple(word_pattern().findall(rest.casefold())), page.rules):
            return True
    return bool(unit.lead)


def _is_headline(page: Page, unit: Unit, text: int, furniture: Mapping[int, Verdict]) -> bool:
    """Does the line above a name speak of the text below it, as the headline above a byline does?"""
    is_plain = unit.shape == "short" and unit.index not in furniture and not unit.when
    return is_plain and unit.size >= _SHORT and not unit.text[:1].isdigit() and page.shared(unit.index, [text]) >= 0.2


def _is_name(page: Page, unit: Unit, furniture: Mapping[int, Verdict], longest: int) -> bool:
    """Could the line be somebody's name: up to four words, no sentence, no byline?"""
    bare = re.sub(r"(?<=\b\w)\.$", "", unit.text.rstrip(":"))
    is_plain = unit.index not in furniture and not unit.hits and not unit.when and not is_byline(unit, page)
    return is_plain and 0 < unit.size <= longest and not bare.endswith((".", "?", "!", "،", ","))


def _close(page: Page, entries: list[tuple[int, int]], furniture: Mapping[int, Verdict], found: dict[int, Verdict]) -> None:
    """Take a thread that is one into `found`, with the short lines between and below its comments."""
    if not entries:
        return
    first = entries[0][0]
    above = page.units[max(0, first - 4) : first]
    is_marked = any("comments" in unit.hits for unit in above)
    if len(entries) < 2 and not is_marked:
        return
    last = entries[-1][1]
    below = page.units[last + 1] if last + 1 < len(page.units) else None
    if below is not None and below.shape == "prose" and below.gap <= 1 and below.index not in furniture:
        # The last comment may have a second paragraph as well; more than one would be somebody's article.
        last += 1
    while last + 1 < len(page.units) and page.units[last + 1].size <= _SHORT + 1 and not page.units[last + 1].is_list_item:
        if page.units[last + 1].shape == "prose" or (page.is_repeated(last + 1) and page.units[last + 1].size > _SHORT):
            break
        last += 1
    signs = ("neighbours", "shape", "position") if is_marked else ("neighbours", "shape")
    for index in range(first, last + 1):
        found[index] = Verdict("comments", signs)
