"""Floor 3. The home page: the newest briefings by region."""

from briefgen import permalinks
from briefgen.model import When
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.items import moment_of
from briefgen.plan.lists import HEADLINES, briefing_summary, day_link, region_day
from briefgen.plan.site import Page
from briefgen.views import HomeView, QuietRegion

#: Dates in the strip below the briefings.
_DAYS = 7


def plan_home(context: Context) -> Page:
    """Return the home page: first-level regions with news on the newest day, and the quiet ones with their last date."""
    groups, desk = context.groups, context.desk
    newest = next(iter(groups.days), None)
    lively = [key for key in desk.regions.first_level() if newest and (key, newest) in groups.briefings]
    quiet = [key for key in desk.regions.first_level() if key not in lively]
    view = HomeView(
        **desk.head(desk.settings.title, permalinks.HOME, description=desk.settings.tagline, section="all"),
        newest=newest,
        updated=_updated(context),
        briefings=tuple(briefing_summary(key, newest, context, HEADLINES) for key in lively if newest),
        quiet=tuple(_quiet(key, context) for key in quiet),
        days=tuple(day_link(day, context) for day in list(groups.days)[:_DAYS]),
    )
    return Page(address=permalinks.HOME, layout="home.html", view=view, origin=SETTINGS_SPAN)


def _quiet(key: str, context: Context) -> QuietRegion:
    days = context.groups.region_days.get(key, ())
    last = region_day(key, days[0], context) if days else None
    return QuietRegion(region=context.desk.regions.link(key), last=last)


def _updated(context: Context) -> When | None:
    """Return the newest change that the content itself tells of; the clock has no say here."""
    articles = [item.article for item in context.groups.all]
    changes = [when for article in articles for when in (article.date, article.updated) if when is not None]
    return max(changes, key=lambda when: moment_of(when, context.desk), default=None)
