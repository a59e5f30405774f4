"""Floor 3. Countries: the map and the list of all, and the pages and feeds of each."""

from collections.abc import Iterator
from typing import Final

from briefgen.plan.groups import COUNTRY
from briefgen.plan.kinds.feed import feed_recipes
from briefgen.plan.kinds.lists import pages_of
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Args, Cards, Kind, Maker, Output, Page, Plain
from briefgen.text import permalinks
from briefgen.text.country_tiles import TILES
from briefgen.values.model import UrlPath
from briefgen.values.parts import CountryLink, Link, MapTile
from briefgen.values.views import CountriesView, CountryView, Pager

#: The darkest shade of the map.
_SHADES: Final = 5


class CountryArgs(Args, frozen=True):
    """What a page of a country is made from. `stories` has key, title and number of its articles in the country, for each.

    On older pages `stories` is empty, and `count`, the number of all articles of the country, is 0.
    """

    code: str
    stories: Plain[tuple[str, str, int]]
    count: int
    items: Cards
    pager: Pager


class CountriesArgs(Args, frozen=True):
    """What the page of all countries is made from: their codes, each with the number of its articles."""

    counts: Plain[tuple[str, int]]


def countries_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page with the map and the list of all countries that visible articles name."""
    groups = planning.groups
    counts = Plain((code, groups.size(COUNTRY, code)) for code in groups.keys(COUNTRY))
    yield Page(COUNTRIES, permalinks.COUNTRIES, CountriesArgs(counts=counts))


def country_recipes(code: str, planning: Planning) -> Iterator[Output]:
    """Give the pages and the feeds of a country that visible articles name."""
    items, first = planning.cards(COUNTRY, code), permalinks.country(code)
    found: dict[str, int] = {}
    for item in items:
        if item.story:
            found[item.story] = found.get(item.story, 0) + 1
    stories = Plain((key, planning.story_title(key), count) for key, count in found.items())
    for address, pager, entries in pages_of(items, first, planning.context):
        is_newest = not pager.number
        args = CountryArgs(
            code=code,
            stories=stories if is_newest else Plain(),
            count=len(items) if is_newest else 0,
            items=Cards(entries),
            pager=pager,
        )
        yield Page(COUNTRY_PAGE, address, args)
    yield from feed_recipes(permalinks.country_key(code), planning)


def country_links(codes: tuple[str, ...], maker: Maker) -> tuple[CountryLink, ...]:
    """Return links to the pages of countries, in the order of their codes."""
    return tuple(CountryLink(code=code, href=maker.context.href(permalinks.country(code))) for code in codes)


def _countries(maker: Maker, address: UrlPath, args: CountriesArgs) -> CountriesView:
    context = maker.context
    most = max((count for _, count in args.counts), default=0)
    links = [CountryLink(code=code, href=context.href(permalinks.country(code)), count=count) for code, count in args.counts]
    links.sort(key=lambda link: context.country(link.code).casefold())
    by_code = {link.code: link for link in links}
    tiles = tuple(
        MapTile(code=code, column=column, row=row, country=by_code.get(code), shade=_shade(by_code.get(code), most))
        for code, (column, row) in TILES.items()
    )
    return CountriesView(**context.labelled("countries", address), tiles=tiles if links else (), countries=tuple(links))


def _shade(country: CountryLink | None, most: int) -> int:
    """Return 0 for a country without articles, else 1 to 5: each shade stands for twice as many as the one before."""
    return max(1, _SHADES - (most // country.count).bit_length() + 1) if country else 0


def _country(maker: Maker, address: UrlPath, args: CountryArgs) -> CountryView:
    context = maker.context
    stories = tuple(
        Link(title=title, href=context.href(permalinks.story(key)), count=count) for key, title, count in args.stories
    )
    return CountryView(
        **context.head("", address, country=args.code),
        code=args.code,
        all=context.href(permalinks.COUNTRIES),
        stories=stories,
        cards=maker.cards(args.items),
        count=args.count,
        pager=args.pager,
    )


COUNTRIES = Kind("countries", "countries.html", _countries)
COUNTRY_PAGE = Kind("country", "country.html", _country)
