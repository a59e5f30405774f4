"""What captures state of a day, a publisher, an address and a writer, and what is proposed: tests/facts has the cases."""

from datetime import date
from pathlib import Path

import pytest

from briefgen.importing.capture import read_account
from briefgen.importing.capture.ahead import is_ahead
from briefgen.importing.capture.calendars import civil_hijri, hebrew, jalali, umm_al_qura
from briefgen.importing.capture.dates import weekdays_in, written_in
from briefgen.importing.capture.days import proposed_days
from briefgen.importing.capture.drafts import Draft
from briefgen.importing.capture.ledger import Given
from briefgen.importing.capture.places import count_places
from briefgen.importing.html import read_html
from briefgen.importing.reading import the_rules
from tests.facts import Case, read_cases, wrong_facts

BODY = """\
The ferry to the outer skerries ran again after forty days of repairs, its operator said, and the first crossing carried two
hundred passengers and a van with the mail.

Islanders had relied on a supply boat that came once a week, and the school had been closed since the harbour froze.
"""


def drafts_of(text: str, captured: str = "") -> tuple[Draft, ...]:
    return read_account(text.encode(), the_rules(), Given(captured_at=captured)).drafts


@pytest.mark.parametrize("case", [*read_cases("known"), *read_cases("held")], ids=lambda case: case.key)
def test_a_fact_that_a_capture_states_is_written_or_proposed_first(case: Case) -> None:
    assert wrong_facts(case) == {}


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [(1404, 1, 1, date(2025, 3, 21)), (1403, 12, 30, date(2025, 3, 20)), (1404, 12, 30, None),
     (1357, 11, 22, date(1979, 2, 11)),
     (1408, 12, 30, date(2030, 3, 20)), (1404, 13, 1, None), (1404, 7, 31, None)],
)  # fmt: skip
def test_days_of_the_calendar_of_iran_are_exact(year: int, month: int, day: int, expected: date | None) -> None:
    assert jalali(year, month, day) == expected


@pytest.mark.parametrize(
    ("year", "month", "day", "official", "civil"),
    [(1446, 9, 1, date(2025, 3, 1), date(2025, 3, 1)), (1446, 10, 1, date(2025, 3, 30), date(2025, 3, 31)),
     (1446, 12, 10, date(2025, 6, 6), date(2025, 6, 7)), (1445, 1, 1, date(2023, 7, 19), date(2023, 7, 19)),
     (1446, 9, 30, None, date(2025, 3, 30)), (1501, 1, 1, None, date(2077, 11, 17))],
)  # fmt: skip
def test_the_two_hijri_calendars_may_differ(year: int, month: int, day: int, official: date | None, civil: date) -> None:
    assert (umm_al_qura(year, month, day), civil_hijri(year, month, day)) == (official, civil)


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [(5785, 1, 1, date(2024, 10, 3)), (5785, 7, 15, date(2025, 4, 13)), (5784, 13, 14, date(2024, 3, 24)),
     (5785, 13, 1, None),
     (5785, 8, 8, date(2025, 5, 6))],
)  # fmt: skip
def test_days_of_the_hebrew_calendar_are_exact(year: int, month: int, day: int, expected: date | None) -> None:
    assert hebrew(year, month, day) == expected


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("2025. május 6.", "hu", date(2025, 5, 6)),
        ("ngày 6 tháng 5 năm 2025", "vi", date(2025, 5, 6)),
        ("6. toukokuuta 2025", "fi", date(2025, 5, 6)),
        ("2025 m. gegužės 6 d.", "lt", date(2025, 5, 6)),
        ("6 mai 2025", "ro", date(2025, 5, 6)),
        ("mar. 6 mai 2025", "en", date(2025, 5, 6)),
        ("mar. 6 mai 2025, 10:12", "fr", date(2025, 5, 6)),
        ("Am 6. Mai 2025 schrieb Ruth", "en", date(2025, 5, 6)),
        ("el 6 de mayo de 2025 escribió", "en", date(2025, 5, 6)),
        ("May 6, 2025", "fr", date(2025, 5, 6)),
        ("Mar 6, May 7", "en", None),
        ("6 listopada 2025", "pl", date(2025, 11, 6)),
        ("6. listopada 2025", "hr", date(2025, 10, 6)),
        ("6 listopada 2025", "", None),
        ("平成31年4月30日", "ja", date(2019, 4, 30)),
        ("令和元年5月1日", "ja", date(2019, 5, 1)),
        ("২০২৫", "bn", None),
        ("at 10:30 May we", "en", None),
        ("June 17,000 people came in May 2025", "en", None),
        ("06/05/202506/05/2025", "fr", date(2025, 5, 6)),
    ],
)
def test_dates_are_read_in_the_forms_of_their_languages(text: str, lang: str, day: date | None) -> None:
    days = [found.day for found in written_in(text, the_rules().calendar, lang) if found.day]
    assert days[:1] == ([day] if day else [])
    assert len(set(days)) <= 1


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("The council is to meet envoys in the capital on Saturday.", "en", [True]),
        ("The council said on Tuesday that it will hear the pilots on Saturday.", "en", [False, True]),
        ("It closes on Friday, but the office was shut on Monday.", "en", [False, False]),
        ("Applications are open until Friday.", "en", [True]),
        ("Die Lotsen streikten am Montag und wollen am Freitag verhandeln.", "de", [False, True]),
        ("Le vote, prévu jeudi, a été reporté.", "fr", [True]),
        ("O conselho vai reunir-se no sábado.", "pt", [True]),
        ("Rada spotkała się w środę.", "pl", [False]),
        ("Rada spotka się w przyszłą środę.", "pl", [True]),
        ("Rådet röstade på tisdagen.", "sv", []),
        ("Rådet möts nästa tisdag.", "sv", [True]),
        ("Το συμβούλιο θα συνεδριάσει την Τρίτη.", "el", [True]),
        ("Belediye Salı günü toplanacak.", "tr", [True]),
        ("قال المجلس يوم الثلاثاء إن السفينة عادت.", "ar", [False]),
        ("המועצה תיפגש ביום שלישי הקרוב.", "he", [True]),
        ("镇议会将于星期二开会。", "zh", [True]),
        ("船每周一次。", "zh", []),
        ("火曜日に会議が開かれた。", "ja", [False]),
        ("화요일에 회의를 열 예정이다.", "ko", [True]),
        ("Dewan akan bertemu pada hari Selasa.", "id", [True]),
    ],
)
def test_a_day_that_is_still_to_come_is_known_by_its_sentence(text: str, lang: str, expected: list[bool]) -> None:
    calendar = the_rules().calendar
    found = weekdays_in(text, calendar, lang)
    assert [is_ahead(text, one.start, one.end, calendar, lang) for one in found] == expected


def test_the_day_of_a_caption_has_to_be_the_weekday_of_the_text() -> None:
    caption = "A ferry is held off the old harbour of Selwa on December 16, 2025. (Wire)\n" * 2
    text = f"Selwa Says Two Ferries Were Held\n\n{caption}\nSelwa said on Thursday that the boats were back. {BODY}"
    (draft,) = drafts_of(text)
    assert proposed_days(draft.days) == ()
    assert [found.note for found in draft.days if found.where == "caption"] == [
        "a Tuesday, the first paragraphs say Thursday"
    ]
    (draft,) = drafts_of(text, "2025-12-26T08:00:00Z")
    assert [found.day for found in proposed_days(draft.days)] == [date(2025, 12, 25)]
    (draft,) = drafts_of(text.replace("December 16", "December 18"), "2025-12-26T08:00:00Z")
    assert [found.day for found in proposed_days(draft.days)] == [date(2025, 12, 18), date(2025, 12, 25)]


def test_the_day_of_the_page_holds_for_each_of_its_articles_and_beats_the_capture() -> None:
    story = f"INCHEON -- The ferry resumed on Thursday. {BODY}"
    text = f"Night News\n\nAll News 13:35 March 20, 2025\n\n----\nFerry to Baeng Resumes After Forty Days\n\n{story}\n"
    rice = "Rice stocks of the state are enough until October even if the harvest is poor, the ministry said on Thursday."
    text += f"----\nRice Stocks Are Enough Until October\n\nSEJONG -- {rice}\n\nStocks stood at a million tons in February."
    drafts = drafts_of(text, "2025-12-26T08:00:00Z")
    assert [proposed_days(draft.days)[0].day for draft in drafts] == [date(2025, 3, 20)] * 2
    assert [draft.authors for draft in drafts] == [(), ()]


def test_a_hijri_day_says_by_which_calendar_and_how_sure_it_is() -> None:
    (draft,) = drafts_of(f"{read_cases('known')[0].text.splitlines()[0]}\n\n1 شوال 1446\n\n{BODY}")
    assert [(found.day, found.basis) for found in proposed_days(draft.days)] == [(date(2025, 3, 30), "inferred")]
    assert "Umm al-Qura; the civil calendar gives 2025-03-31" in draft.days[0].note


def test_days_that_disagree_are_all_proposed_with_their_lines(tmp_path: Path) -> None:
    (draft,) = drafts_of(f"Ferry to the Outer Skerries Runs Again\n\nDate: 2025-05-06\n\n7 May 2025\n\n{BODY}")
    assert [(found.day, found.line) for found in proposed_days(draft.days)] == [(date(2025, 5, 6), 3), (date(2025, 5, 7), 5)]


@pytest.mark.parametrize(
    "line",
    ["----------------", "TT", "Short Url", "By Reuters", "By Staff Reporter", "Korea Herald", "بورتسودان: «الشرق الأوسط»",
     "Von der Redaktion", "Par la rédaction", "Por la redacción", "De la rédaction", "هيئة التحرير",
     "От редакции", "5 min read"],
)  # fmt: skip
def test_a_desk_an_agency_or_a_label_is_no_writer(line: str) -> None:
    for above, below in (("", "6 May 2025\n"), ("6 May 2025\n", "")):
        (draft,) = drafts_of(f"Ferry to the Outer Skerries Runs Again\n\n{above}{line}\n{below}\n{BODY}")
        assert draft.authors == ()


def test_a_name_without_a_sign_is_proposed_as_a_writer_and_not_written() -> None:
    (draft,) = drafts_of(f"Ferry to the Outer Skerries Runs Again\n\nMarit Solvang\n6 May 2025\n\n{BODY}")
    assert draft.authors == ()
    assert [(claim.value, claim.line) for claim in draft.writers] == [("Marit Solvang", 3)]


@pytest.mark.parametrize(
    "line", ["Source: agencies", "المصدر: وكالات", "Fuente: agencias", "(MORE)", "(END)", "Источник: агентства"]
)
def test_a_source_that_names_nobody_is_no_publisher(line: str) -> None:
    (draft,) = drafts_of(f"Ferry to the Outer Skerries Runs Again\n\n{BODY}\n{line}\n")
    assert (draft.publisher, draft.publishers) == ("", ())


def test_a_line_that_states_a_fact_is_kept_in_the_ledger() -> None:
    text = f"URL: https://orsund.example/a\nTitle: Ferry Runs Again After Repairs\nSource: Orsund Post\n\n{BODY}"
    account = read_account(text.encode(), the_rules(), Given())
    fates = {row.line: row.fate for row in account.rows}
    assert (fates[1], fates[2], fates[3]) == ("publisher", "title", "publisher")
    assert account.drafts[0].title == "Ferry Runs Again After Repairs"


@pytest.mark.parametrize(
    ("text", "lang", "countries"),
    [
        ("Ferry to Baeng Island; a turkey, a jordan almond and china plates", "en", {}),
        ("Turkey said that Georgia and Chad met Jordan's king", "en", {"TR": 1, "GE": 1, "TD": 1, "JO": 1}),
        ("Michael Jordan and Chad Smith ate with Jordan Peele", "en", {}),
        ("En ö är en island, och Island är ett land", "sv", {"IS": 1}),
        ("Island und die Türkei", "de", {"IS": 1, "TR": 1}),
        ("El presidente iraní en Teherán y los franceses", "es", {"IR": 2, "FR": 1}),
        ("Le président israélien à Téhéran, des forces iraniennes", "fr", {"IL": 1, "IR": 2}),
        ("В Москве посол Ирана встретил делегацию из Польши, иранский посол", "ru", {"RU": 1, "IR": 2, "PL": 1}),
        ("У Києві президент України", "uk", {"UA": 2}),
        ("Στην Αθήνα η κυβέρνηση της Τουρκίας", "el", {"GR": 1, "TR": 1}),
        ("בטהרן ובעיראק, ישראל", "he", {"IR": 1, "IQ": 1, "IL": 1}),
        ("در تهران ایران و عراق", "fa", {"IR": 2, "IQ": 1}),
        ("美国总统在北京会见伊朗外长", "zh", {"US": 1, "CN": 1, "IR": 1}),
        ("印度尼西亚", "zh", {"ID": 1}),
        ("イランの首都テヘランで", "ja", {"IR": 2}),
        ("이란은 서울에서", "ko", {"IR": 1, "KR": 1}),
        ("İran'ın ve Moskova'da", "tr", {"IR": 1, "RU": 1}),
        ("อิหร่านและสหรัฐอเมริกา", "th", {"IR": 1, "US": 1}),
    ],
)
def test_places_are_named_in_the_language_of_the_text(text: str, lang: str, countries: dict[str, int]) -> None:
    assert dict(count_places(text, the_rules(), lang)) == countries


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        ("Orsund Post\nHome\nWorld\n\n", "Write to the Orsund Post."),
        ("The Orsund Post - serving the skerries since 1902\n\n", ""),
        ("Ferry to the Outer Skerries Runs Again | Orsund Post\n\n", ""),
        ("From: Orsund Post <post@orsund.example>\n\n", ""),
        ("", "Copyright © 2019-2025 Orsund Post. All rights reserved."),
        ("", "© Orsund Post 2025"),
        ("", "- Orsund Post"),
    ],
)
def test_a_name_of_the_page_is_proposed_as_the_publisher(top: str, foot: str) -> None:
    (draft,) = drafts_of(f"{top}Ferry to the Outer Skerries Runs Again\n\n{BODY}\n{foot}\n")
    assert draft.publisher == ""
    assert [claim.value.removeprefix("The ") for claim in draft.publishers] == ["Orsund Post"]


def test_a_page_of_html_has_its_days_counted_and_proposed_as_well() -> None:
    first, second = BODY.strip().split("\n\n")
    body = f"<p>Selwa said on Thursday that the boats were back. {first}</p><p>{second}</p>"
    page = f"<html lang=en><body><article><h1>Ferry to the Outer Skerries Runs Again</h1>%s{body}</article></body></html>"
    given = Given(captured_at="2025-12-26T08:00:00Z")
    for line, expected in (("", date(2025, 12, 25)), ("<p class=date>3 hours ago</p>", date(2025, 12, 26))):
        read = read_html((page % line).encode(), "page.html", the_rules(), given).value
        assert read is not None
        (draft,) = read[0].drafts
        assert proposed_days(draft.days)[0].day == expected


def test_whom_one_article_of_a_page_names_as_its_paper_is_proposed_for_all() -> None:
    told = "The repairs were dear, the pilot told Isle Record. The engine is new, the mate told Isle Record as well."
    other = "Rice stocks of the state are enough until October even if the harvest is poor, a report of the ministry said."
    head = "Rice Stocks Are Enough Until October\n\nRice on a quay (Wire)\nRice on a quay (Wire)\nTT\n\n"
    title = "Ferry to the Outer Skerries Runs Again\n\n"
    drafts = drafts_of(
        f"{title}{told} {BODY}\n\n\n{head * 2}{other}\n\nStocks of rice stood at a million tons in February.\n"
    )
    assert [[claim.value for claim in draft.publishers] for draft in drafts] == [["Isle Record"], ["Isle Record"]]
