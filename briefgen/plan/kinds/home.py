"""Floor 3. The home page: the newest briefings by region."""

from collections.abc import Iterator
from typing import Final

from briefgen.plan.groups import BRIEFING, CHANGED, DAY
from briefgen.plan.items import Item
from briefgen.plan.kinds.front import FrontArgs, front_of, make_front
from briefgen.plan.kinds.lists import Summary, briefing_summary, day_link, summary_of
from briefgen.plan.planning import Count, Planning
from briefgen.plan.recipes import Args, Kind, Maker, Page
from briefgen.text import permalinks
from briefgen.text.words import minutes_of
from briefgen.values.model import UrlPath
from briefgen.values.parts import QuietRegion
from briefgen.values.views import HomeView

#: Openings of a briefing at most, and number of days in the strip below the briefings.
_HEADLINES: Final = 5
_DAYS: Final = 7


class HomeArgs(Args, frozen=True):
    """What the home page is made from: the briefings of first-level regions on the newest day, and the newest days.

    `changed` is the article that changed last by its own dates, never by the clock. `quiet` are the first-level regions
    without a briefing on the newest day, each with its last day with articles. `sources` is the number of
    sources of the newest day's articles, `minutes` their reading time.
    """

    changed: Item | None
    front: FrontArgs | None
    sources: int
    minutes: int
    briefings: tuple[Summary, ...]
    quiet: tuple[tuple[str, Count | None], ...]
    days: tuple[Count, ...]


def home_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the home page: the first-level briefings of the newest day, and the last day of each other first-level region."""
    groups, regions = planning.groups, planning.context.regions
    newest = groups.days[0] if groups.days else ""
    lively = [key for key in regions.first_level() if groups.has(BRIEFING, f"{key}/{newest}")]
    quiet = [key for key in regions.first_level() if key not in lively]
    changed, last, items = planning.of(CHANGED, limit=1), groups.region_days, planning.of(DAY, newest)
    front = front_of(newest, planning) if newest else None
    above = frozenset(item.path for item in front.items) if front else frozenset[str]()
    args = HomeArgs(
        changed=changed[0] if changed else None,
        front=front,
        sources=len({source.key for item in items for source in item.sources}),
        minutes=minutes_of(sum(item.words for item in items)),
        briefings=tuple([summary_of(key, newest, planning, _HEADLINES, above) for key in lively]),
        quiet=tuple([(key, planning.count(last[key][0], key) if key in last else None) for key in quiet]),
        days=tuple(map(planning.count, groups.days[:_DAYS])),
    )
    yield Page(HOME, permalinks.HOME, args)


def _home(maker: Maker, address: UrlPath, args: HomeArgs) -> HomeView:
    context = maker.context
    article = maker.store.article(args.changed.path) if args.changed else None
    changes = [when for when in (article.date, article.updated) if when] if article else []
    return HomeView(
        **context.head(context.settings.title, address, description=context.settings.tagline, section="all"),
        newest=args.days[0][0] if args.days else None,
        updated=max(changes, key=context.moment_of, default=None),
        front=make_front(args.front, args.days[0][0], maker) if args.front else None,
        count=args.days[0][1] if args.days else 0,
        sources=args.sources,
        minutes=args.minutes,
        briefings=tuple(briefing_summary(summary, maker) for summary in args.briefings),
        quiet=tuple(
            QuietRegion(region=context.regions.link(key), last=day_link(last, context, key) if last else None)
            for key, last in args.quiet
        ),
        days=tuple(day_link(count, context) for count in args.days),
    )


HOME = Kind("home", "home.html", _home)
