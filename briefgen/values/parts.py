"""Floor 0. What views are made of: links, source lines, pictures, badges, cards.

Addresses here are ready to print: the site's base path is already in them.
"""

from datetime import date, datetime
from typing import Literal, TypeAlias

from briefgen.values.model import Value, When

Direction: TypeAlias = Literal["ltr", "rtl"]


class Link(Value, frozen=True, kw_only=True):
    """A named address. `lang` and `dir` are those of the title; `count` is how many items stand behind it, 0 unsaid."""

    title: str
    href: str
    lang: str = ""
    dir: Direction = "ltr"
    count: int = 0


class RegionLink(Value, frozen=True, kw_only=True):
    """A region by its key, name in the site's language, address, and its number in the theme's row of hues (from 1)."""

    key: str
    name: str
    href: str
    hue: int
    count: int = 0


class DayLink(Value, frozen=True, kw_only=True):
    """A date, its address, and how many items it has."""

    date: date
    href: str
    count: int


class SourceLine(Value, frozen=True, kw_only=True):
    """A source as it is shown: `href` is its page on this site, `url` the original, `host` the original's host.

    `foreign` says that its language is not that of the article which names it.
    """

    name: str
    href: str
    url: str = ""
    host: str = ""
    title: str = ""
    published: When | None = None
    retrieved: When | None = None
    lang: str = ""
    foreign: bool = False


class Picture(Value, frozen=True, kw_only=True):
    """An image of an article, by address and by whole URL; width and height in pixels, 0 where the file does not say.

    `srcset` are smaller sizes of it, for the attribute of that name with `sizes`; both are empty where there are none.
    """

    href: str
    url: str
    alt: str
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0
    srcset: str = ""
    sizes: str = ""


class Badge(Value, frozen=True, kw_only=True):
    """Why an item is seen only in a preview: it is a draft, or still to come (and when)."""

    kind: Literal["draft", "scheduled"]
    at: datetime | None = None


class Card(Value, frozen=True, kw_only=True):
    """What lists may know of an article. `summary` is plain text: the front matter's, else the body's lede.

    `foreign` says that its language is not the site's, `correction` when it was last corrected. `change` says what happened
    to it after the cut-off of the briefing that shows it; no other page says so.
    """

    title: str
    href: str
    anchor: str
    date: date
    moment: datetime | None
    lang: str
    dir: Direction
    region: RegionLink
    summary: str = ""
    sources: tuple[SourceLine, ...] = ()
    dateline: str = ""
    minutes: int = 0
    updated: When | None = None
    corrected: bool = False
    correction: When | None = None
    foreign: bool = False
    change: Literal["", "new", "updated", "corrected"] = ""
    badge: Badge | None = None


class CalendarDay(Value, frozen=True, kw_only=True):
    """A cell of a month's grid: no number outside the month, no address on a day without news; `heat` is 0 to 5."""

    number: int = 0
    href: str = ""
    count: int = 0
    heat: int = 0


class CalendarMonth(Value, frozen=True, kw_only=True):
    """A month as weeks of seven cells, beginning with the first day of the week of the site's language."""

    first: date
    href: str
    count: int
    weeks: tuple[tuple[CalendarDay, ...], ...]


class CalendarYear(Value, frozen=True, kw_only=True):
    """A year's twelve months, in order."""

    year: int
    href: str
    count: int
    months: tuple[CalendarMonth, ...]
