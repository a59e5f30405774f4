"""Dates, numbers and labels as a site's language says them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.text.locales import Locale, first_weekday
from briefgen.values.model import Day, Moment

DAY = date(2025, 4, 10)
#: Late enough that it is the next day in Baghdad, and summer time in London.
MOMENT = datetime(2025, 4, 10, 22, 30, tzinfo=UTC)

LABELS = {
    "home": "Home",
    "comma": ", ",
    "by": "By {name}, {title}",
    "items": {"one": "{n} item", "other": "{n} items"},
    "arabic": {"zero": "صفر", "one": "واحد", "two": "اثنان", "few": "{n} قليل", "many": "{n} كثير", "other": "{n} آخر"},
    "short": {"other": "{n} pieces"},
}


def locale(language: str = "en-GB", zone: str = "Europe/London") -> Locale:
    return Locale(language, ZoneInfo(zone), LABELS)


# Labels --------------------------------------------------------------------------------------------------------------


def test_a_label_is_its_text() -> None:
    assert locale().label("home") == "Home"


def test_a_label_names_its_values() -> None:
    assert locale().label("by", name="Ada", title="Floods") == "By Ada, Floods"


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    assert locale().label("by", name="{title}", title="{name}") == "By {title}, {name}"


@pytest.mark.parametrize(("count", "text"), [(0, "0 items"), (1, "1 item"), (2, "2 items"), (1234, "1,234 items")])
def test_a_label_takes_the_plural_form_of_english(count: int, text: str) -> None:
    assert locale().label("items", n=count) == text


@pytest.mark.parametrize(("count", "form"), [(0, "صفر"), (1, "واحد"), (2, "اثنان"), (3, "قليل"), (11, "كثير"), (100, "آخر")])
def test_a_label_takes_the_six_plural_forms_of_arabic(count: int, form: str) -> None:
    assert form in locale("ar").label("arabic", n=count)


def test_a_form_that_a_label_lacks_is_other() -> None:
    assert locale().label("short", n=1) == "1 pieces"


def test_a_label_that_does_not_exist_is_named() -> None:
    with pytest.raises(LookupError, match='"hoem"'):
        locale().label("hoem")


# Instants ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "when", "said"),
    [
        pytest.param("Europe/London", date(2025, 4, 10), "2025-04-09T23:00:00Z", id="a-date-begins-at-midnight"),
        pytest.param("Asia/Tokyo", Day(day=date(2025, 4, 10)), "2025-04-09T15:00:00Z", id="a-day-of-the-front-matter"),
        pytest.param("America/Havana", date(2025, 3, 9), "2025-03-09T05:00:00Z", id="a-day-without-a-midnight"),
        pytest.param("Asia/Tokyo", datetime(2025, 4, 10, 6, tzinfo=UTC), "2025-04-10T06:00:00Z", id="an-instant"),
        pytest.param("UTC", Moment(at=datetime(2025, 4, 10, 6, tzinfo=UTC)), "2025-04-10T06:00:00Z", id="a-moment"),
        pytest.param("Asia/Tokyo", date(1000, 1, 1), "0999-12-31T14:41:01Z", id="the-first-year"),
        pytest.param("America/Havana", date(9998, 12, 31), "9998-12-31T05:00:00Z", id="the-last-year"),
    ],
)
def test_an_instant_is_in_utc(zone: str, when: date | Day | Moment, said: str) -> None:
    assert locale(zone=zone).instant(when) == said


# Dates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "style", "text"),
    [
        ("en-GB", "full", "Thursday 10 April 2025"),
        ("en-GB", "long", "10 April 2025"),
        ("en-US", "long", "April 10, 2025"),
        ("de", "long", "10. April 2025"),
        ("ar", "long", "10 أبريل 2025"),
        ("zh-Hans", "long", "2025年4月10日"),
        ("en-GB", "month", "April 2025"),
        ("en-GB", "month_name", "April"),
        ("en-GB", "weekday_long", "Thursday"),
        ("en-GB", "weekday", "Thu"),
        ("ar", "weekday", "خميس"),
    ],
)
def test_a_day_is_said_in_the_language(language: str, style: str, text: str) -> None:
    assert locale(language).calendar(DAY, style).replace("\u200f", "").replace(", ", " ") == text.replace(", ", " ")


def test_a_date_style_that_does_not_exist_is_named() -> None:
    with pytest.raises(LookupError, match='"longest"'):
        locale().calendar(DAY, "longest")


def test_a_moment_falls_on_the_day_of_the_sites_zone() -> None:
    assert locale(zone="Europe/London").calendar(MOMENT) == "10 April 2025"
    assert locale(zone="Asia/Baghdad").calendar(MOMENT) == "11 April 2025"


def test_a_time_of_day_is_said_in_the_sites_zone_with_its_offset() -> None:
    assert locale(zone="Asia/Baghdad").clock(MOMENT).startswith("01:30 ")
    assert "3" in locale(zone="Asia/Baghdad").clock(MOMENT).split(" ", 1)[1]
    assert locale(zone="UTC").clock(MOMENT) == "22:30 GMT"


def test_a_day_has_no_time_and_a_moment_has_one() -> None:
    assert locale().when(Day(day=DAY)) == "10 April 2025"
    assert locale().when(Moment(at=MOMENT)).startswith("10 April 2025, 23:30")


def test_the_machine_form_of_a_moment_has_the_offset_of_the_sites_zone() -> None:
    assert locale().iso(Day(day=DAY)) == "2025-04-10"
    assert locale().iso(DAY) == "2025-04-10"
    assert locale().iso(Moment(at=MOMENT)) == "2025-04-10T23:30:00+01:00"
    assert locale(zone="Asia/Baghdad").iso(MOMENT) == "2025-04-11T01:30:00+03:00"


@given(st.integers(-30_000_000_000, 250_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_the_machine_form_is_the_same_instant(at: datetime) -> None:
    assert datetime.fromisoformat(locale(zone="America/Caracas").iso(Moment(at=at))) == at


# Numbers, languages, weeks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "text"), [("en-GB", "12,345"), ("de", "12.345"), ("fr", "12\u202f345")])
def test_a_number_is_grouped_as_the_language_does(language: str, text: str) -> None:
    assert locale(language).number(12345) == text


def test_a_language_is_named_in_the_sites_language() -> None:
    assert locale("en").language("ar") == "Arabic"
    assert locale("de").language("ar") == "Arabisch"
    assert locale("en").language("tlh") == "tlh"


@pytest.mark.parametrize(("language", "day"), [("en-GB", 0), ("de", 0), ("en-US", 6), ("ar-IQ", 5)])
def test_a_week_begins_as_the_language_is_used_to(language: str, day: int) -> None:
    assert first_weekday(language) == day


def test_a_language_that_nobody_knows_is_said_in_english() -> None:
    assert Locale("xx", ZoneInfo("UTC"), {}).calendar(DAY) == Locale("en", ZoneInfo("UTC"), {}).calendar(DAY)


def test_a_region_that_nobody_knows_falls_back_to_the_language() -> None:
    assert Locale("de-ZZ", ZoneInfo("UTC"), {}).calendar(DAY) == "10. April 2025"


@given(st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}", fullmatch=True))
def test_every_tag_that_settings_accept_says_dates_numbers_and_weeks(tag: str) -> None:
    said = Locale(tag, ZoneInfo("UTC"), {})
    assert said.number(7)
    assert said.calendar(DAY, "full")
    assert 0 <= first_weekday(tag) <= 6
    assert locale().language(tag)
