"""Floor 3. The home page: the newest briefings by region."""

from datetime import date

from briefgen.plan.context import Context
from briefgen.plan.items import Item
from briefgen.plan.kinds.lists import (
    HEADLINES,
    Count,
    Summary,
    briefing_summary,
    day_link,
    region_count,
    region_day,
    summary_of_briefing,
)
from briefgen.plan.recipes import Kind, Maker, Page
from briefgen.text import permalinks
from briefgen.values.model import UrlPath, When
from briefgen.values.views import HomeView, QuietRegion

#: Dates in the strip below the briefings.
_DAYS = 7


def plan_home(context: Context) -> Page:
    """Return the home page: first-level regions with news on the newest day, and the quiet ones with their last date."""
    groups, regions = context.groups, context.desk.regions
    newest = next(iter(groups.days), None)
    lively = [key for key in regions.first_level() if newest and (key, newest) in groups.briefings]
    quiet = [key for key in regions.first_level() if key not in lively]
    return context.page(
        HOME,
        permalinks.HOME,
        newest,
        _changed_last(groups.all),
        tuple(summary_of_briefing(key, newest, context, HEADLINES) for key in lively if newest),
        tuple((key, _last(key, context)) for key in quiet),
        groups.counts(tuple(groups.days)[:_DAYS]),
    )


def _last(key: str, context: Context) -> Count | None:
    days = context.groups.region_days.get(key, ())
    return region_count(key, days[0], context) if days else None


def _changed_last(items: tuple[Item, ...]) -> Item | None:
    """Return the item with the newest change that the content itself tells of; the clock has no say here."""
    return max(items, key=lambda item: item.newest, default=None)


def _home(
    maker: Maker,
    address: UrlPath,
    newest: date | None,
    changed: Item | None,
    briefings: tuple[Summary, ...],
    quiet: tuple[tuple[str, Count | None], ...],
    days: tuple[Count, ...],
) -> HomeView:
    desk = maker.desk
    return HomeView(
        **desk.head(desk.settings.title, address, description=desk.settings.tagline, section="all"),
        newest=newest,
        updated=_updated(changed, maker) if changed else None,
        briefings=tuple(briefing_summary(summary, maker) for summary in briefings),
        quiet=tuple(
            QuietRegion(region=desk.regions.link(key), last=region_day(key, last, desk) if last else None)
            for key, last in quiet
        ),
        days=tuple(day_link(count, desk) for count in days),
    )


def _updated(item: Item, maker: Maker) -> When:
    article = maker.shelf.article(item.path)
    changes = [when for when in (article.date, article.updated) if when is not None]
    return max(changes, key=maker.desk.moment_of)


HOME = Kind("home", "home.html", _home)
