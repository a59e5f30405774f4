"""Floor 3. A title that moves an article among those of its day: the recipes that show it, in their new order.

Items of one age are in the order of their titles, so a mended title can move one of them. Lists that are whole are put in
order again. Of a list that is cut into pages, a page stays the same set of items only where it has all of the list that are
as old, or where the article comes to stand between two others of it; for anything else, and for lists of the newest, the
site has to be planned.
"""

from collections.abc import Iterable

from briefgen import permalinks
from briefgen.model import UrlPath
from briefgen.plan.home import HOME
from briefgen.plan.items import Item, newest_first
from briefgen.plan.outputs import FEED
from briefgen.plan.recipes import Cards, Document, Entries, Page
from briefgen.plan.region import REGION
from briefgen.plan.story import STORY
from briefgen.plan.terms import SOURCE, TAG


def reordered(recipe: Page | Document, moved: Item, of_day: Iterable[Item]) -> Page | None:
    """Return a recipe that shows an item which moved, with its items in order; None where that has to be planned.

    `of_day` are all items of its day.
    """
    if not isinstance(recipe, Page):
        return None
    args = list(recipe.args)
    if recipe.kind is STORY:
        args[3] = Cards(sorted(_cards(args[3]), key=newest_first))
    elif recipe.kind is REGION and isinstance(args[3], tuple):
        region, day, shown, *rest = args[3]
        args[3] = (region, day, Cards(sorted(_cards(shown), key=_briefing_order)), *rest)
    elif recipe.kind in (SOURCE, TAG):
        before, after, position = _cards(args[-2]), Cards(sorted(_cards(args[-2]), key=newest_first)), args[-1]
        assert isinstance(position, tuple)
        # A source has its name and its site from the first item.
        if recipe.kind is SOURCE and position[0] == 1 and before[0].path != after[0].path:
            return None
        as_old = {item.path for item in of_day if item.age == moved.age and args[2] in _terms_of(item)}
        if not (as_old <= {item.path for item in after} or _is_between(after, moved, position)):
            return None
        args[-2] = after
    else:
        return None
    return Page(recipe.kind, recipe.address, tuple(args), recipe.maker, recipe.layout)


def _terms_of(item: Item) -> set[UrlPath]:
    """Return the first pages of the tags and sources that an item has."""
    return {*(permalinks.tag(key) for key, _ in item.tags), *map(permalinks.source, item.sources)}


def _is_between(page: Cards, moved: Item, position: tuple[int, int]) -> bool:
    """Does an item stand between two others of a page, or at the end of the whole list?"""
    number, total = position
    return (number == 1 or page[0].path != moved.path) and (number == total or page[-1].path != moved.path)


def is_among_newest(moved: Item, recipes: Iterable[Page | Document]) -> bool:
    """May an item that moved be in lists of the newest now, given those lists?"""
    for recipe in recipes:
        if recipe.kind is HOME:
            newest, changed, *_ = recipe.args
            if newest == moved.day or (isinstance(changed, Item) and changed.newest <= moved.newest):
                return True
        elif recipe.kind is FEED:
            entries = recipe.args[2]
            assert isinstance(entries, Entries)
            if entries and newest_first(moved) < newest_first(entries[-1]):
                return True
    return False


def _cards(value: object) -> Cards:
    assert isinstance(value, Cards)
    return value


def _briefing_order(item: Item) -> tuple[int, tuple[float, str, str]]:
    return item.weight, newest_first(item)
