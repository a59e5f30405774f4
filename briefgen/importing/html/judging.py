"""Floor 7. A fate for every block of a part of a page. Two signs before anything is dropped, and the signs are told.

The signs: the **extractor** leaves it out; the **markup** says that it is something else (a navigation, an aside, a class
such as "related"); it is made of **links**; the **words** are those of furniture, as the rules for text captures see it; it
is **hidden**; its **position** is before the headline or behind the body; it is a **repetition**; its **shape** is a
label's; it stands **apart**, in an element that holds none of the body; its **neighbours** are no part of the body.
Prose inside the body that only the extractor leaves out stays: no page is worse than what the extractor makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.headers import is_attribution
from briefgen.importing.capture.ledger import Fate, Mark
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.when import ago_in, dates_in, says_only_when
from briefgen.importing.html.biographies import find_biography, names_of
from briefgen.importing.html.blocks import LINKS, Block, Page
from briefgen.importing.html.metadata import Facts
from briefgen.importing.html.naming import classes_of, look_at
from briefgen.importing.html.opinions import Opinion
from briefgen.importing.html.paywalls import find_wall, is_near_end, says_wall
from briefgen.importing.html.signs import LABEL, Signs, ends_like_prose
from briefgen.importing.html.splitting import LINE, PROSE, Part, is_prose
from briefgen.importing.html.weights import TITLE, TITLED, is_dropped, weigh

#: How many blocks above a headline and below the first paragraph say who and when.
_ABOVE: Final = 6
_BELOW: Final = 4
_LEVELS: Final = {1: "first level", 2: "second level", 3: "third level"}
#: Most blocks of a box that holds a lead.
_BOX: Final = 20
#: How far a pull quote stands from its sentence, in blocks.
_REACH: Final = 12


#: Words of classes of the lines below a headline that sum an article up.
_STANDFIRST: Final = frozenset("standfirst subtitle subheadline dek deck chapo chapeau lead lede intro summary sapo".split())


@dataclass(slots=True)
class Judged:
    """A part's blocks with their fates. `head` are those beside the headline that say who and when, `wall` a paywall's.

    `quoted` are those that say who wrote a mail which is quoted, and when.

    `evidence` has the signs against each block that is a part of the body or nothing, also where they are too few.
    """

    marks: dict[int, Mark]
    title: int | None
    body: list[int] = field(default_factory=list)
    captions: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    quoted: list[int] = field(default_factory=list)
    wall: int | None = None
    evidence: dict[int, tuple[str, ...]] = field(default_factory=dict)


def judge_part(
    page: Page, part: Part, number: int, votes: frozenset[int], opinions: Mapping[int, Opinion], facts: Facts, rules: Rules
) -> Judged | None:
    """Return a fate for every block of the part, or None where it has no article."""
    writers = {" ".join(fold_words(name)) for item in facts.items for name in item.authors}
    writers |= {" ".join(fold_words(name)) for name in facts.authors}
    judge = _Judge(page, part, number, votes, Signs(page, part, votes, opinions), rules, frozenset(writers))
    core = judge.core()
    if not core:
        return None
    judge.title = part.title if part.title is not None else find_title(page, part, facts, core)
    return judge.judge(core)


def find_title(page: Page, part: Part, facts: Facts, core: list[int]) -> int | None:
    """Return the block of the headline: a heading, or what the page's markup has for its title; None where there is none."""
    names = [" ".join(fold_words(name)) for name in (*(item.headline for item in facts.items), *facts.titles) if name]
    prose = next((index for index in core if is_prose(page.blocks[index])), core[0])
    best: tuple[float, int] | None = None
    for block in page.blocks[part.start : max(prose, core[0]) + 1]:
        if block.context.is_head or block.is_alt or block.index == prose:
            continue
        fold = " ".join(block.words)
        signs = [_LEVELS[block.context.level]] if block.context.level in _LEVELS else []
        if fold in names:
            signs.append("stated")
        elif len(block.words) > 2 and any(fold in name for name in names):
            signs.append("in stated")
        signs += ["furniture"] if block.context.hints else []
        signs += ["links"] if block.linked > LINKS and fold not in names else []
        score = weigh(TITLE, signs) + TITLE["distance"] * (prose - block.index)
        if score > TITLED and (best is None or score > best[0]):
            best = (score, block.index)
    return best[1] if best else None


class _Judge:
    def __init__(
        self, page: Page, part: Part, number: int, votes: frozenset[int], signs: Signs, rules: Rules, writers: frozenset[str]
    ) -> None:
        self._blocks = page.blocks
        self._part = part
        self._number = number
        self._votes = votes
        self._signs = signs
        self._rules = rules
        self._writers = writers
        self.title: int | None = None
        self._evidence: dict[int, tuple[str, ...]] = {}
        self._first = self._last = 0

    def core(self) -> list[int]:
        """Return the blocks that the extractor takes and nothing speaks against."""
        inside = range(self._part.start, self._part.end)
        core = [
            index
            for index in inside
            if index in self._votes and not is_dropped(self._signs.of(index)) and self._may_be_body(index)
        ]
        prose = [self._blocks[index] for index in core if is_prose(self._blocks[index])]
        return core if prose else []

    def _may_be_body(self, index: int) -> bool:
        block = self._blocks[index]
        is_beside = block.is_alt or block.context.is_head or block.context.is_caption or block.is_only_time
        return not is_beside and not is_attribution(block.text)

    def judge(self, core: list[int]) -> Judged:
        """Walk the part from its first block to its last."""
        core = [index for index in core if index != self.title and (self.title is None or index > self.title)] or core
        while len(core) > 1 and says_wall(self._blocks[core[-1]]):
            core.pop()
        self._first = min((index for index in core if is_prose(self._blocks[index])), default=core[0])
        self._last = max(core)
        self._stretch()
        judged = Judged({}, self.title, evidence=self._evidence)
        seen: dict[tuple[str, ...], int] = {}
        for index in range(self._part.start, self._part.end):
            mark = self._mark(index, seen)
            judged.marks[index] = mark
            if mark.fate in {"body", "subhead"}:
                judged.body.append(index)
                seen.setdefault(self._blocks[index].words, index)
            elif mark.fate == "caption":
                judged.captions.append(index)
            elif mark.fate in {"byline", "date", "publisher"}:
                (judged.quoted if is_attribution(self._blocks[index].text) else judged.head).append(index)
        self._end(judged)
        wall = find_wall(self._blocks, judged.body[-1], self._part.end) if judged.body else None
        judged.wall = wall.index if wall else None
        return judged

    def _stretch(self) -> None:
        """Take in the prose that goes on behind the body, in the same element, and that only the extractor leaves out."""
        for index in range(self._last + 1, self._part.end):
            block = self._blocks[index]
            if (
                not is_prose(block)
                or says_wall(block)
                or self._signs.of(index)
                or not self._signs.is_at_home(block)
                or not ends_like_prose(block)
            ):
                return
            self._last = index

    def _end(self, judged: Judged) -> None:
        """Drop the headings at the end that nothing follows, and what is about the writers."""
        while judged.body and judged.marks[judged.body[-1]].fate == "subhead":
            index = judged.body.pop()
            judged.marks[index] = Mark(fate="boilerplate", rule="heading", signs=("position", "shape"))
        names = names_of((self._blocks[index] for index in judged.head), self._rules)
        names |= {tuple(writer.split()[:2]) for writer in self._writers}
        place = find_biography([self._blocks[index] for index in judged.body], names, self._rules)
        for index in judged.body[place:]:
            judged.marks[index] = Mark(fate="boilerplate", rule="author", signs=("words", "repetition", "position"))
        del judged.body[place:]

    # One block

    def _mark(self, index: int, seen: Mapping[tuple[str, ...], int]) -> Mark:
        return self._beside_body(index) or self._in_body(index, seen)

    def _beside_body(self, index: int) -> Mark | None:
        """Return the fate of the headline and its copies, of what says who, when or what a picture shows; else None."""
        block = self._blocks[index]
        title = self._blocks[self.title].words if self.title is not None else ()
        if index == self.title:
            return self._kept("title")
        if block.context.is_head:
            is_title = bool(title) and " ".join(title) in " ".join(block.words)
            return Mark(fate="boilerplate", rule="page title", signs=("markup", "repetition" if is_title else "position"))
        if self.title is not None and block.words == title:
            return Mark(fate="repeat", of=self.title + 1)
        if is_attribution(block.text):
            return self._kept("date")
        fate = self._fate_in_head(index)
        if fate and (not is_dropped(self._signs.of(index)) or block.times or block.names):
            return self._kept(fate)
        is_inside = self._is_inside(index)
        if self._is_caption(block, is_inside=is_inside):
            return self._kept("caption")
        if block.is_alt:
            return Mark(fate="boilerplate", rule="description", signs=("markup", "repetition" if is_inside else "position"))
        return None

    def _in_body(self, index: int, seen: Mapping[tuple[str, ...], int]) -> Mark:
        """Return the fate of a block that is a part of the body or nothing."""
        block = self._blocks[index]
        is_inside = self._is_inside(index)
        twin = self._twin(block, seen) if is_inside else None
        if twin is not None:
            return Mark(fate="repeat", of=twin + 1)
        if is_near_end(index, self._last) and says_wall(block):
            return Mark(fate="boilerplate", rule="paywall", signs=("words", "position"))
        signs = self._signs.of(index) + self._signs_of_place(index, is_inside=is_inside)
        if self._is_lead(block):
            signs = tuple(sign for sign in signs if sign not in {"markup", "apart", "neighbours"})
        if index not in self._votes:
            signs = ("extractor", *signs)
            if is_inside and len(signs) == 1 and not self._is_text(block, index):
                signs = (*signs, "shape")
        self._evidence[index] = signs
        if is_dropped(signs):
            return Mark(fate="boilerplate", rule=self._rule(index), signs=tuple(dict.fromkeys(signs)))
        if not is_inside:
            return Mark(fate="unassigned")
        return self._kept("subhead" if block.context.level and not block.context.is_item else "body")

    def _is_lead(self, block: Block) -> bool:
        """Is a paragraph in a box of its own below the headline the first of the article, and no teaser of another one?

        Classes such as "teaser" are of both; a teaser has a headline of its own, or a link.
        """
        if self.title is None or not self.title < block.index <= self._first or not ends_like_prose(block):
            return False
        if block.linked >= LINKS or block.size < PROSE or not self._signs.hints(block) <= {"related", "promo"}:
            return False
        if self._signs.is_furniture(block.index):
            return False
        box = block.box
        while box.parent is not None and not look_at(box).hints:
            box = box.parent
        beside = self._blocks[max(box.first, self.title + 1) : min(box.end, self._first)]
        return len(beside) <= _BOX and not any(
            other is not block and (other.context.level or other.linked >= LINKS) for other in beside
        )

    def _signs_of_place(self, index: int, *, is_inside: bool) -> tuple[str, ...]:
        block = self._blocks[index]
        if is_inside:
            return ("apart", "neighbours") if self._signs.is_apart(index) else ()
        is_label = block.size <= LINE and not ends_like_prose(block)
        return ("position", "shape") if is_label or says_only_when(block.text, block.words, self._rules) else ("position",)

    def _rule(self, index: int) -> str:
        if index in self._votes and not self._is_inside(index) and not self._signs.of(index):
            return "page head" if index < self._first else "page foot"
        return self._signs.rule_of(index)

    def _twin(self, block: Block, seen: Mapping[tuple[str, ...], int]) -> int | None:
        """Return the block that says the same: a paragraph that came before, or the one that a pull quote is from."""
        if block.size >= PROSE and block.words in seen:
            return seen[block.words]
        if not block.context.is_quote or block.size < LABEL:
            return None
        quote = f" {' '.join(block.words)} "
        near = self._blocks[max(self._first, block.index - _REACH) : min(self._last + 1, block.index + _REACH)]
        return next(
            (other.index for other in near if other.size > block.size and quote in f" {' '.join(other.words)} "), None
        )

    def _kept(self, fate: Fate) -> Mark:
        return Mark(fate=fate, article=self._number)

    def _is_inside(self, index: int) -> bool:
        if self.title is not None and self.title < self._first:
            return self.title < index <= self._last
        return self._first <= index <= self._last

    def _is_text(self, block: Block, index: int) -> bool:
        """Could it be a part of a body: prose, a heading above text, an entry of a list, a cell?"""
        if block.context.level:
            return any(other in self._votes for other in range(index + 1, min(index + 3, self._part.end)))
        if index < self._first and self._is_standfirst(block):
            return True
        if block.context.is_quote and index > self._first:
            return True
        is_beside = index > self._first and self._signs.is_at_home(block)
        if is_beside and ends_like_prose(block) and not block.linked:
            return True
        return (is_prose(block) and ends_like_prose(block)) or (
            is_beside and (block.context.is_item or block.context.row is not None or block.after_break)
        )

    def _is_standfirst(self, block: Block) -> bool:
        """Does its element, or the list that it is an entry of, sum the article up?"""
        boxes = (block.box, block.box.parent) if block.context.is_item else (block.box,)
        is_named = any(box is not None and not _STANDFIRST.isdisjoint(classes_of(box)) for box in boxes)
        return is_named and block.linked < LINKS

    def _is_caption(self, block: Block, *, is_inside: bool) -> bool:
        near = is_inside or self._part.start <= block.index <= self._last
        if not near or block.context.hints - {"hidden"}:
            return False
        if block.context.is_caption and not block.is_alt:
            return True
        if (
            not block.is_alt
            and block.index < self._first
            and block.index not in self._votes
            and self._signs.reads_as_caption(block.index)
        ):
            return True
        # A description is the picture's caption where the picture has no other and is one of the article's.
        return block.is_alt and is_inside and not self._has_caption(block)

    def _has_caption(self, block: Block) -> bool:
        near = self._blocks[max(0, block.index - 2) : block.index + 4]
        return any(other.context.is_caption and not other.is_alt for other in near) or self._signs.copies[block.words] > 1

    def _fate_in_head(self, index: int) -> Fate | None:
        """Return the fate of a line that says who or when beside the headline."""
        block = self._blocks[index]
        if block.is_only_time and block.size <= LINE and self._is_inside(index):
            return "date"
        start = self.title if self.title is not None else self._first
        below = min(self._first + _BELOW, self._part.end) - 1
        if not start - _ABOVE <= index <= below or index == self._first or block.size > LINE or block.context.level:
            return None
        if block.context.is_quote:
            # Who and when of somebody else's words.
            return None
        if index < start and not self._is_beside_title(block):
            return None
        words = self._rules
        if block.context.is_author or block.names or (words.begins("byline", block.words) and block.size <= LINE):
            return None if block.size >= PROSE and ends_like_prose(block) and not block.names else "byline"
        if " ".join(block.words) in self._writers:
            return "byline"
        if block.times or says_only_when(block.text, block.words, words):
            return "date"
        if ago_in(block.text, words.calendar) and not ends_like_prose(block):
            return "date"
        if (
            index < self._first
            and dates_in(block.text, words.calendar)
            and not (block.size >= PROSE and ends_like_prose(block))
        ):
            return "date"
        return None

    def _is_beside_title(self, block: Block) -> bool:
        """Does a line above the headline stand in the headline's element, and not in the page's head?"""
        if self.title is None or block.context.hints:
            return False
        box = self._blocks[self.title].box
        around = {
            id(node)
            for node in (box.parent, box.parent.parent if box.parent else None)
            if node and node.tag not in {"body", "html"}
        }
        return id(block.box.parent) in around or id(block.box) in around
