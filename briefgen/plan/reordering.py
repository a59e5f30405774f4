"""Floor 3. A title that moves an article among those of its day: the recipes that show it, in their new order.

Items of one age are in the order of their titles, so a mended title can move one of them. Lists that are whole are put in
order again. Of a list that is cut into pages, all pages with items of that age are taken together, put in order, and cut
where they were cut. For lists of the newest the site has to be planned.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from briefgen.plan.items import Item, newest_first
from briefgen.plan.kinds.feed import FEED
from briefgen.plan.kinds.home import HOME
from briefgen.plan.kinds.region import REGION
from briefgen.plan.kinds.story import STORY
from briefgen.plan.kinds.term import SOURCE, TAG
from briefgen.plan.recipes import Cards, Document, Entries, Page
from briefgen.text import permalinks
from briefgen.values.model import UrlPath


def terms_of(item: Item) -> frozenset[UrlPath]:
    """Return the first pages of the lists of an item's tags and sources."""
    return frozenset([*(permalinks.tag(key) for key, _ in item.tags), *map(permalinks.source, item.sources)])


def reordered(recipes: Iterable[Page | Document], moved: Item) -> list[Page | Document] | None:
    """Return recipes with their items in order; None where the site has to be planned.

    Takes those that show the item that moved, and all pages of its tags and sources that show another one of its age.
    """
    found: list[Page | Document] = []
    pages: dict[object, list[Page]] = defaultdict(list)
    terms = terms_of(moved)
    for recipe in recipes:
        if recipe.kind in (SOURCE, TAG) and recipe.args[2] in terms and isinstance(recipe, Page):
            pages[recipe.args[2]].append(recipe)
        elif moved.path not in _shown(recipe.args):
            found.append(recipe)
        elif recipe.kind is STORY:
            *args, cards = recipe.args
            found.append(_with_args(recipe, (*args, Cards(sorted(_cards(cards), key=newest_first)))))
        elif recipe.kind is REGION:
            found.append(_with_args(recipe, _in_order_of_briefing(recipe.args)))
        else:
            return None
    for of_list in pages.values():
        of_list.sort(key=_position)
        again = list(_cut_again(of_list))
        # A source has its name and its site from the first item.
        if of_list[0].kind is SOURCE and _position(of_list[0])[0] == 1 and _first(again[0]) != _first(of_list[0]):
            return None
        found += again
    return found


def _cut_again(pages: list[Page]) -> Iterator[Page]:
    items = sorted((item for page in pages for item in _cards(page.args[-2])), key=newest_first)
    start = 0
    for page in pages:
        *args, cards, position = page.args
        end = start + len(_cards(cards))
        yield _with_args(page, (*args, Cards(items[start:end]), position))
        start = end


def _in_order_of_briefing(args: tuple[object, ...]) -> tuple[object, ...]:
    key, note, targets, latest, *rest = args
    assert isinstance(latest, tuple)
    region, day, cards, *others = latest
    shown = Cards(sorted(_cards(cards), key=lambda item: (item.weight, newest_first(item))))
    return (key, note, targets, (region, day, shown, *others), *rest)


def _with_args(recipe: Page | Document, args: tuple[object, ...]) -> Page:
    return Page(recipe.kind, recipe.address, args, recipe.maker, recipe.layout)


def _shown(value: object) -> Iterator[str]:
    """Give the paths of items, however deep they are in arguments."""
    if isinstance(value, Item):
        yield value.path
    elif isinstance(value, tuple):
        for one in value:
            yield from _shown(one)


def _first(page: Page) -> str:
    return _cards(page.args[-2])[0].path


def _position(page: Page) -> tuple[int, int]:
    position = page.args[-1]
    assert isinstance(position, tuple)
    return position


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
