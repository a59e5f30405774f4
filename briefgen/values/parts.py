"""Floor 0. The parts of views: links, source lines, pictures, badges, cards, calendars.

Addresses are ready to print: they include the site's base path.
"""

from datetime import date, datetime
from typing import Literal, TypeAlias

from briefgen.values.model import Value, When

Direction: TypeAlias = Literal["ltr", "rtl"]


class Link(Value, frozen=True, kw_only=True):
    """An address with a title. `lang` and `dir` describe the title; `count` is how many items the address has, or 0."""

    title: str
    href: str
    lang: str = ""
    dir: Direction = "ltr"
    count: int = 0


class RegionLink(Value, frozen=True, kw_only=True):
    """A region: its key, its name in the site's language, and its address.

    `hue` is the number of its colour in the theme, from 1.
    """

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
    """A source of an article: `href` is the source's page on this site, `url` the original, `host` the original's host.

    `foreign` is true if the language of the source is not the language of the article.
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
    """A picture of an article: `href` is its address, `url` its whole URL.

    `width` and `height` are in pixels, or 0 where the file does not state them. `srcset` and `sizes` are the attributes of
    these names, and empty for a picture without smaller sizes.
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
    """The reason why only a preview shows an item: it is a draft, or it is scheduled for the instant `at`."""

    kind: Literal["draft", "scheduled"]
    at: datetime | None = None


class Card(Value, frozen=True, kw_only=True):
    """An article in a list. `summary` is plain text: from the front matter, else the body's lede.

    `foreign` is true if the article's language is not the site's. `correction` is the date of its newest correction.
    `change` is set on a briefing only: what happened to the article after the briefing's cut-off.
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
    """A cell of a month's grid. `number` is the day of the month, or 0 outside the month.

    `href` is empty on a day without news. `heat` grows with the number of items, from 0 for none to 5.
    """

    number: int = 0
    href: str = ""
    count: int = 0
    heat: int = 0


class CalendarMonth(Value, frozen=True, kw_only=True):
    """A month as weeks of seven cells. `first` is its first day; a week begins as the site's language has it."""

    first: date
    href: str
    count: int
    weeks: tuple[tuple[CalendarDay, ...], ...]


class CalendarYear(Value, frozen=True, kw_only=True):
    """A year with its twelve months, January first."""

    year: int
    href: str
    count: int
    months: tuple[CalendarMonth, ...]
