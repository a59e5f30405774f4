"""Floor 7. Days of other calendars as days of ours, by arithmetic: Hijri, Jalali, Hebrew, Buddhist, Minguo, Japanese eras.

There are two Hijri calendars in use, a day or two apart. Umm al-Qura is that of Saudi Arabia, and a table, since its months
follow the moon; the civil one is arithmetic. Elsewhere a month begins when its moon is seen, so a Hijri day is likely, never
sure. All others here are exact.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Final

#: Lengths of the months of Umm al-Qura from 1390 to 1500, three hexadecimal digits a year: bit 0 is set if Muharram has 30
#: days, bit 11 if Dhu al-Hijja has. Published by the King Abdulaziz City for Science and Technology; by way of hijridate.
_UMM_AL_QURA: Final = (
    "2d5d55d54d4565552da5d55aad56aad4b52aa574ae97656cb55aaaa554ad95d2da5d9db2ba4b4aa552b5575b6abd2bc4b89a9552d5ad"
    "b6a6d4dc9d92aa69562ae56d36ab55aaa94d49d95d2ba5b55aad55a9a92e26e55dada6d46a554ba9754eaae5acba9d92b2564bcab55a"
    "b556d2ea5e4aa9552daad36c7596d269552da5b4ba9ba3b4b69b52aa64b696d2ec6d9eb2d54d2aa564ae96dd6ab54b29a9352ba57536"
    "ab56aae93"
)
_FIRST_HIJRI: Final = 1390
#: The day on which 1 Muharram 1390 began.
_HIJRI_START: Final = date(1970, 3, 9)
#: Day before the civil Hijri calendar begins: 15 July 622 of the Julian calendar, as Python counts days.
_CIVIL_START: Final = 227014
#: Years from which on the Jalali cycle of leap years has one of 29 or 37 years among those of 33: as `jalaali` and others
#: work it out, right for the years 1178 to 1633.
_JALALI_BREAKS: Final = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060)
#: Day before the Hebrew calendar begins, as Python counts days.
_HEBREW_START: Final = -1373427
#: Of 1080 parts an hour: those in a day, and those by which a month of the moon is longer than 29 days.
_DAY_PARTS: Final = 25_920
_MONTH_PARTS: Final = 13_753
#: How long after the calendar's first day the first moon was new, in the same parts.
_FIRST_MOON: Final = 12_084
_BUDDHIST: Final = 543
_MINGUO: Final = 1911
#: First years of the Japanese eras of a newspaper's lifetime, less one.
ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
#: Years that dates of news may be in, by our calendar.
_YEARS: Final = (1900, 2100)


def gregorian(year: int, month: int, day: int) -> date | None:
    """Return a day of our own calendar; None where there is none, or where no news can be from that year."""
    if not _YEARS[0] <= year <= _YEARS[1]:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def buddhist(year: int, month: int, day: int) -> date | None:
    """Return a day of the Thai calendar, which counts years from the Buddha's death."""
    return gregorian(year - _BUDDHIST, month, day)


def minguo(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar of the Republic of China, which counts years from 1912."""
    return gregorian(year + _MINGUO, month, day)


def jalali(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar of Iran and Afghanistan (Solar Hijri)."""
    if not (1278 <= year <= 1478 and 1 <= month <= 12 and 1 <= day <= _jalali_length(year, month)):
        return None
    before = 31 * (month - 1) - max(0, month - 7)
    return _nowruz(year) + timedelta(days=before + day - 1)


def umm_al_qura(year: int, month: int, day: int) -> date | None:
    """Return a day of the Hijri calendar of Saudi Arabia."""
    place = year - _FIRST_HIJRI
    if not (0 <= place < len(_UMM_AL_QURA) // 3 and 1 <= month <= 12):
        return None
    lengths = [29 + (_bits(earlier) >> bit & 1) for earlier in range(place + 1) for bit in range(12)]
    at = 12 * place + month - 1
    return _HIJRI_START + timedelta(days=sum(lengths[:at]) + day - 1) if 1 <= day <= lengths[at] else None


def civil_hijri(year: int, month: int, day: int) -> date | None:
    """Return a day of the arithmetic Hijri calendar: months of 30 and 29 days in turn, 11 leap years in 30."""
    if not (1 <= year <= 1600 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    days = 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return date.fromordinal(_CIVIL_START + days + day)


def hebrew(year: int, month: int, day: int) -> date | None:
    """Return a day of the Hebrew calendar. Months are counted from Tishri, with a second Adar as 13 and Adar as 6."""
    if not 5660 <= year <= 5860:
        return None
    start, end = _hebrew_new_year(year), _hebrew_new_year(year + 1)
    is_leap = (7 * year + 1) % 19 < 7
    lengths = _hebrew_months(end - start, is_leap=is_leap)
    # Of the two Adars of a leap year, a bare "Adar" of news is mostly told apart; the first one is 6.
    place = month - 1 if month < 7 else 6 if month == 13 else month - 1 + is_leap
    if (month == 13 and not is_leap) or not (0 <= place < len(lengths) and 1 <= day <= lengths[place]):
        return None
    return date.fromordinal(start + sum(lengths[:place]) + day - 1)


def _bits(place: int) -> int:
    return int(_UMM_AL_QURA[3 * place : 3 * place + 3], 16)


def _jalali_length(year: int, month: int) -> int:
    if month < 12:
        return 31 if month < 7 else 30
    return (_nowruz(year + 1) - _nowruz(year)).days - 336


def _nowruz(year: int) -> date:
    """Return the first day of a Jalali year."""
    leaps = -14
    start = jump = 0
    for start, end in pairwise(_JALALI_BREAKS):
        jump = end - start
        if year < end:
            break
        leaps += jump // 33 * 8 + jump % 33 // 4
    past = year - start
    leaps += past // 33 * 8 + (past % 33 + 3) // 4
    if jump % 33 == 4 and jump - past == 4:
        leaps += 1
    ours = year + 621
    own_leaps = ours // 4 - (ours // 100 + 1) * 3 // 4 - 150
    return date(ours, 3, 20) + timedelta(days=leaps - own_leaps)


def _hebrew_new_year(year: int) -> int:
    """Return the day on which a Hebrew year begins, as Python counts days."""
    return _HEBREW_START + _hebrew_days(year) + _hebrew_delay(year)


def _hebrew_delay(year: int) -> int:
    last, this, following = (_hebrew_days(one) for one in (year - 1, year, year + 1))
    if following - this == 356:
        return 2
    return 1 if this - last == 382 else 0


def _hebrew_days(year: int) -> int:
    months = (235 * year - 234) // 19
    day = 29 * months + (_FIRST_MOON + _MONTH_PARTS * months) // _DAY_PARTS
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


def _hebrew_months(days: int, *, is_leap: bool) -> list[int]:
    """Return the lengths of a year's months from Tishri on, by the length of the year."""
    over = days - (383 if is_leap else 353)
    autumn = [30, 30 if over == 2 else 29, 29 if over == 0 else 30, 29, 30]
    return [*autumn, *([30, 29] if is_leap else [29]), 30, 29, 30, 29, 30, 29]
