"""Floor 1. Dates, numbers and labels in the site's language. The only module that imports babel.

The labels of the interface are data (`layouts/strings/LANG.yml`, trusted like layouts). Dates, numbers and plurals follow
Babel's copy of CLDR.
"""

import functools
import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import babel
import babel.core
import babel.dates
import babel.numbers

from briefgen.values.model import Day, Moment

#: A label: one text, or one text for each CLDR plural category (`one`, `few`, `other` ...).
Label: TypeAlias = str | Mapping[str, str]

#: CLDR lengths and skeletons, by the names that layouts use.
_STYLES: Final = ("full", "long", "medium", "short")
_SKELETONS: Final = {"month": "yMMMM", "day_month": "MMMd"}
#: CLDR patterns of names that stand alone, such as the head of a calendar's column; a skeleton would abbreviate the names.
#: The stand-alone forms of CLDR (LLLL, cccc) are not used: Babel resolves their aliases in place, so a process that has
#: used two languages can print the months of one in the other.
_PATTERNS: Final = {"month_name": "MMMM", "month_short": "MMM", "weekday": "EEE", "weekday_long": "EEEE"}

#: Entries in each cache of a locale (dates, numbers, names, labels): Babel takes 10 to 60 microseconds to format one.
_KEPT: Final = 20_000

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


class Locale:
    """The formats and labels of one site: dates, times, numbers, names. Results are cached."""

    def __init__(self, language: str, zone: ZoneInfo, labels: Mapping[str, Label]) -> None:
        """Take the site's BCP 47 language tag, its time zone, and its labels (English ones fill gaps of the language)."""
        self._locale = _babel_locale(language)
        self._zone = zone
        self._labels = labels
        #: The labels without a place for a value and without forms for numbers.
        self._plain = {key: label for key, label in labels.items() if isinstance(label, str) and "{" not in label}
        self._say_day = functools.lru_cache(_KEPT)(self._format_day)
        self._say_number = functools.lru_cache(_KEPT)(functools.partial(babel.numbers.format_decimal, locale=self._locale))
        self._say_language = functools.lru_cache(_KEPT)(self._name_language)
        self._say_instant = functools.lru_cache(_KEPT)(self._format_instant)
        self._said: dict[tuple[object, ...], str] = {}

    @property
    def keys(self) -> Collection[str]:
        """The keys of all labels."""
        return self._labels.keys()

    def label(self, key: str, **values: object) -> str:
        """Return the label with each `{name}` replaced; the value `n` selects the plural form. Raises LookupError."""
        if not values and (plain := self._plain.get(key)) is not None:
            return plain
        asked = (key, *values.items())
        # Only labels with int and str values are cached: equal values of other types can be formatted differently.
        for value in values.values():
            if type(value) is not int and type(value) is not str:
                return self._fill_label(key, values)
        said = self._said.get(asked)
        if said is None:
            said = self._fill_label(key, values)
            if len(self._said) < _KEPT:
                self._said[asked] = said
        return said

    def _fill_label(self, key: str, values: Mapping[str, object]) -> str:
        label = self._labels.get(key)
        if label is None:
            raise LookupError(f'there is no label "{key}"')
        if not isinstance(label, str):
            count = values.get("n")
            form = self._locale.plural_form(count) if isinstance(count, int) else "other"
            label = label.get(form) or label["other"]
        written = {name: self.number(value) if isinstance(value, int) else str(value) for name, value in values.items()}
        return _PLACEHOLDER.sub(lambda found: written.get(found[1], found[0]), label)

    def calendar(self, day: date, style: str = "long") -> str:
        """Return a day, or a moment's day in the site's time zone, in a known style; raises LookupError for others."""
        return self._say_day(day.astimezone(self._zone).date() if isinstance(day, datetime) else day, style)

    def _format_day(self, day: date, style: str) -> str:
        if style in _STYLES:
            return babel.dates.format_date(day, format=style, locale=self._locale)
        if style in _PATTERNS:
            said = babel.dates.format_date(day, format=_PATTERNS[style], locale=self._locale)
            # In Arabic and Persian this form is the whole name, and a column of a small calendar has room for three letters.
            is_whole = style == "weekday" and said == babel.dates.format_date(day, format="EEEE", locale=self._locale)
            return babel.dates.format_date(day, format="EEEEEE", locale=self._locale) if is_whole else said
        if style not in _SKELETONS:
            raise LookupError(f'there is no date style "{style}"')
        return babel.dates.format_skeleton(_SKELETONS[style], day, locale=self._locale)

    def clock(self, at: datetime) -> str:
        """Return the time of day in the site's time zone, with its offset from GMT."""
        local = at.astimezone(self._zone)
        clock = babel.dates.format_time(local, format="HH:mm", locale=self._locale)
        offset = babel.dates.get_timezone_gmt(local, width="long", locale=self._locale)
        return f"{clock} {offset.removesuffix('+00:00')}"

    def when(self, when: Day | Moment, style: str = "long") -> str:
        """Return a day in a style of `calendar`; for a moment, its day and its time of day."""
        match when:
            case Day(day=day):
                return self.calendar(day, style)
            case Moment(at=at):
                return self.calendar(at, style) + self.label("comma") + self.clock(at)

    def iso(self, when: Day | Moment | date) -> str:
        """Return the ISO 8601 form for `<time datetime>`: a day, or a moment with the offset of the site's time zone."""
        if isinstance(when, Day):
            return when.day.isoformat()
        at = when.at if isinstance(when, Moment) else when
        return at.astimezone(self._zone).isoformat() if isinstance(at, datetime) else at.isoformat()

    def instant(self, when: Day | Moment | date) -> str:
        """Return a moment in UTC in ISO 8601; for a day, the moment at which it begins in the site's time zone.

        For scripts, which know no time zone but the reader's.
        """
        return self._say_instant(when)

    def _format_instant(self, when: Day | Moment | date) -> str:
        begins = when.at if isinstance(when, Moment) else when.day if isinstance(when, Day) else when
        if not isinstance(begins, datetime):
            begins = datetime(begins.year, begins.month, begins.day, tzinfo=self._zone)
        # isoformat writes four digits of a year before 1000 as well, which strftime does not everywhere.
        return f"{begins.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"

    def number(self, number: int) -> str:
        """Return a whole number with the digits and grouping of the language."""
        return self._say_number(number)

    def language(self, tag: str) -> str:
        """Return the name of a language in the site's language, or the tag itself where CLDR has none."""
        return self._say_language(tag)

    def _name_language(self, tag: str) -> str:
        locale = _known(tag)
        return str(locale.get_display_name(self._locale) or tag) if locale else tag

    def country(self, code: str) -> str:
        """Return the name of a country in the site's language, or its code where CLDR has none."""
        return str(self._locale.territories.get(code) or code)


@functools.lru_cache(_KEPT)
def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language, or its code where CLDR has none."""
    return str(_babel_locale(language).territories.get(code) or code)


@functools.lru_cache(_KEPT)
def territory(tag: str) -> str:
    """Return a language tag in the form of Open Graph, such as `en_GB`; empty for a tag without a country."""
    locale = _known(tag)
    return f"{locale.language}_{locale.territory}" if locale and locale.territory else ""


def first_weekday(language: str) -> int:
    """Return the first day of the week by the language's CLDR data: 0 is Monday."""
    return int(_babel_locale(language).first_week_day)


def _known(tag: str) -> babel.Locale | None:
    try:
        return babel.Locale.parse(tag, sep="-")
    except (babel.UnknownLocaleError, ValueError):
        return None


def _babel_locale(tag: str) -> babel.Locale:
    return _known(tag) or _known(tag.split("-", maxsplit=1)[0]) or babel.Locale("en")


@functools.lru_cache(_KEPT)
def month_names(language: str) -> tuple[tuple[str, int], ...]:
    """Return what CLDR calls the months in a language, full and short, each with its number from 1."""
    return _names(_babel_locale(language).months, first=0)


@functools.lru_cache(_KEPT)
def weekday_names(language: str) -> tuple[tuple[str, int], ...]:
    """Return what CLDR calls the days of the week in a language, full and short, each with its number: 1 is Monday."""
    return _names(_babel_locale(language).days, first=1)


def _names(named: Mapping[str, Mapping[str, Mapping[int, str]]], first: int) -> tuple[tuple[str, int], ...]:
    """Return the names of the forms within a date; those that stand alone are left out, for the reason at `_PATTERNS`."""
    forms = named["format"]
    return tuple((name, number + first) for width in ("wide", "abbreviated") for number, name in forms[width].items())


@functools.lru_cache(_KEPT)
def country_names(language: str) -> tuple[tuple[str, str], ...]:
    """Return the countries that CLDR has a name for in a language: code of ISO 3166 and name, by code."""
    named = _babel_locale(language).territories
    return tuple((code, str(named[code])) for code in sorted(named) if len(code) == 2)


@functools.lru_cache(_KEPT)
def city_names(language: str) -> tuple[tuple[str, str], ...]:
    """Return the cities that CLDR names time zones after, in a language: the country's code and the name, by zone.

    Where the English name is that of the zone, CLDR has none of its own.
    """
    countries = babel.core.get_global("zone_territories")
    zones = _babel_locale(language).time_zones
    return tuple(
        (countries[zone], str(zones[zone]["city"])) for zone in sorted(zones) if zone in countries and "city" in zones[zone]
    )


@functools.lru_cache(_KEPT)
def thousands_mark(language: str) -> str:
    """Return what CLDR puts between thousands in a language: a comma in English, a full stop in German."""
    return babel.numbers.get_group_symbol(_babel_locale(language), numbering_system="latn")
