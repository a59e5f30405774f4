"""Floor 7. What each sign weighs: one table for all that is decided about a page, with where its figures come from.

A decision adds the weights of the signs that are there and compares the sum with a bar. Nothing else decides, so `--explain`
names the whole ground. `python tools/fit_html.py` prints the ground of the table itself: on the tests' pages, how often a
sign stands at a block of a body and at any other block, the weight that a logistic regression gives it, and how often the
table and the regression, with each page left out in turn, are right.
"""

from collections.abc import Iterable, Mapping
from typing import Final

#: Signs that a block is no part of a body. A block is dropped from `DROPPED` on, and by two signs at least, since real
#: pages have each of them at paragraphs. On the tests' pages and generated ones only "extractor" stands at a body as
#: well (4 of 443 blocks). There the table is right for 0.9993 of 4,333 blocks, and a regression without the block's own
#: page for 0.9986: the pages that we have give no ground for finer weights, so all weigh the same.
BLOCK: Final[Mapping[str, float]] = {
    "extractor": 1.0,  # the extractor leaves it out
    "markup": 1.0,  # an aside, a navigation, a class such as "related"
    "hidden": 1.0,  # no reader sees it; "markup" stands beside it
    "links": 1.0,  # it is made of links
    "words": 1.0,  # the tables of furniture know it
    "repetition": 1.0,  # it stands on the page more than once, and is no sentence of the body
    "neighbours": 1.0,  # what stands around it is no part of the body
    "apart": 1.0,  # it stands in another element than the body
    "shape": 1.0,  # it is as short as a label, and no sentence
    "position": 1.0,  # it stands before the headline or behind the last paragraph
}
DROPPED: Final = 2.0
_FEWEST: Final = 2

#: Signs that a block is the headline. `TITLED` is more than a heading of the third level in a place of its own has; what the
#: page calls its title outweighs any level, since sections have headings as well.
TITLE: Final[Mapping[str, float]] = {
    "first level": 3.0,
    "second level": 2.0,
    "third level": 1.0,
    "stated": 4.0,  # the markup has the same text for the page's title
    "in stated": 3.0,  # the markup has it in a longer title, as with the site's name
    "furniture": -3.0,  # it stands in a menu, an aside or the like
    "links": -1.0,  # it leads away, and the markup does not know it
    "distance": -0.025,  # for each block up to the first paragraph: of equals the nearest one is taken
}
TITLED: Final = 1.2

#: Signs that parts of a page which are no `article` elements are articles. From `SPLIT` on the page is split; chapters of an
#: article and readers' comments have one of the signs, hardly ever two.
PART: Final[Mapping[str, float]] = {
    "stated": 2.0,  # the structured data has an article with each headline
    "day": 1.0,  # a day beside each headline
    "writer": 1.0,
    "linked": 1.0,  # each headline is a link, as in a list of posts
    "first level": 1.0,
    "class": 1.0,  # a class such as "post"
    "own table": 2.0,  # a layout table each, and a headline whose words are in its own text only
}
SPLIT: Final = 2.0


def weigh(table: Mapping[str, float], signs: Iterable[str]) -> float:
    """Return the sum of the weights of some signs, each counted once."""
    return sum(table[sign] for sign in dict.fromkeys(signs))


def is_dropped(signs: Iterable[str]) -> bool:
    """Do the signs say that a block is no part of a body?"""
    found = set(signs)
    return len(found) >= _FEWEST and weigh(BLOCK, found) >= DROPPED
