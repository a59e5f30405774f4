"""The schema beyond articles and settings: notes, standing texts, labels, slugs of files, and JSON Schema."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.content.schema import (
    ARTICLE_TABLE,
    BRIEFING_TABLE,
    PAGE_TABLE,
    SCHEMAS,
    SETTINGS_TABLE,
    json_schema,
    read_article,
    read_briefing_note,
    read_labels,
    read_standing_text,
    slug_of_file,
)
from briefgen.content.schema.notes import ALERTS_LIMIT
from briefgen.text.slugs import SLUG_LENGTH, is_device_name
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import BriefingNote, Digest, StandingText


def places(findings: tuple[Diagnostic, ...]) -> list[tuple[str, int | None, int | None]]:
    return [(found.code, found.span.line, found.span.column) for found in findings]


# Briefings -----------------------------------------------------------------------------------------------------------

BRIEFING = """\
---
title: A quiet day
summary: Two items.
trend: improved
cutoff: 2025-04-10T18:00:00+03:00
number: 12
key_points: [12:30, NO]
---
Good morning.
"""


def test_a_briefing_note_takes_region_and_date_from_its_path() -> None:
    note = read_briefing_note(BRIEFING, "content/briefings/north/2025-04-10.md")
    assert note.findings == ()
    assert note.value == BriefingNote(
        path="content/briefings/north/2025-04-10.md",
        region="north",
        date=date(2025, 4, 10),
        title="A quiet day",
        summary="Two items.",
        trend="improved",
        key_points=("12:30", "NO"),
        cutoff=datetime(2025, 4, 10, 15, 0, tzinfo=UTC),
        number=12,
        body="Good morning.\n",
        body_line=9,
    )


def test_a_briefing_note_needs_no_key() -> None:
    note = read_briefing_note("---\n---\n", "content/briefings/north/2025-04-10.md")
    assert note.findings == ()
    assert note.value is not None
    assert (note.value.trend, note.value.number, note.value.cutoff) == ("", None, None)


@pytest.mark.parametrize(
    "path",
    [
        "content/briefings/2025-04-10.md",
        "content/briefings/north/coast/2025-04-10.md",
        "content/briefings/north/monday.md",
        "content/briefings/north/2025-02-30.md",
        "content/briefings/north/2025-4-1.md",
        "content/briefings/north/2025-04-10-morning.md",
        "content/briefings/north/٢٠٢٥-٠٤-١٠.md",
        pytest.param("content/briefings/north/0001-01-01.md", id="before the first year that a date may have"),
        pytest.param("content/briefings/north/9999-12-31.md", id="after the last year that a date may have"),
    ],
)
def test_a_briefing_note_elsewhere_is_misplaced(path: str) -> None:
    note = read_briefing_note(BRIEFING, path)
    assert note.value is None
    assert places(note.findings) == [("misplaced-file", None, None)]


def test_a_briefing_note_reports_each_wrong_key() -> None:
    text = "---\ntrend: better\nkey_points: One\ncutoff: 18:00\nnumber: -1\nregion: north\n---\n"
    note = read_briefing_note(text, "content/briefings/north/2025-04-10.md")
    assert note.value is None
    assert sorted(places(note.findings)) == [
        ("bad-date", 4, 9),
        ("bad-value", 2, 8),
        ("bad-value", 5, 9),
        ("unknown-key", 6, 1),
        ("wrong-type", 3, 13),
    ]


# Standing texts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["regions", "stories", "pages"])
def test_a_standing_text_is_known_by_its_file_name(folder: str) -> None:
    path = f"content/{folder}/the-floods.md"
    text = read_standing_text("---\ntitle: The floods\nsummary: Since March.\nlang: ar\n---\nText.", path, folder)
    assert text.findings == ()
    assert text.value == StandingText(
        path=path, key="the-floods", title="The floods", summary="Since March.", lang="ar", body="Text.", body_line=6
    )


def test_a_standing_page_has_a_title_a_layout_and_extra() -> None:
    page = read_standing_text("---\nlayout: wide.html\nextra: {icon: info}\n---\n", "content/pages/about.md", "pages")
    assert page.value is None
    assert places(page.findings) == [("missing-key", 2, 1)]
    page = read_standing_text(
        "---\ntitle: About\nlayout: wide.html\nextra: {icon: info}\n---\n", "content/pages/about.md", "pages"
    )
    assert page.value is not None
    assert (page.value.layout, page.value.extra) == ("wide.html", {"icon": "info"})


@pytest.mark.parametrize("folder", ["regions", "stories"])
def test_the_text_of_a_region_or_story_has_no_layout(folder: str) -> None:
    text = read_standing_text("---\nlayout: wide.html\n---\n", f"content/{folder}/north.md", folder)
    assert places(text.findings) == [("unknown-key", 2, 1)]


@pytest.mark.parametrize("name", ["About", "über", "a b", "folder/about", "-a", "a--b", ".hidden", "a" * 81])
def test_a_standing_text_whose_name_cannot_be_a_key_is_misplaced(name: str) -> None:
    text = read_standing_text("---\ntitle: A\n---\n", f"content/pages/{name}.md", "pages")
    assert text.value is None
    assert places(text.findings) == [("misplaced-file", None, None)]


@pytest.mark.parametrize("folder", ["stories", "pages"])
def test_no_standing_text_takes_a_name_that_windows_keeps_for_a_device(folder: str) -> None:
    """Its page would lie in a folder of that name, and nobody could check the site out on Windows."""
    assert read_standing_text("---\ntitle: A\n---\n", f"content/{folder}/con.md", folder).value is None


def test_no_story_takes_a_name_that_windows_keeps_for_a_device() -> None:
    front = "title: A\ndate: 2025-04-10\nregion: north\nsources: [{name: A}]\n"
    assert read_article(f"---\n{front}story: flood\n---\n", "a.md", Digest("")).value is not None
    assert read_article(f"---\n{front}story: nul\n---\n", "a.md", Digest("")).value is None


def test_a_standing_text_without_front_matter_says_so() -> None:
    assert places(read_standing_text("Text.", "content/pages/about.md", "pages").findings) == [
        ("front-matter-missing", 1, 1)
    ]


@given(st.text())
def test_any_text_is_a_note_and_a_page_or_has_a_finding(text: str) -> None:
    for written in (text, f"---\n{text}\n---\n"):
        note = read_briefing_note(written, "content/briefings/north/2025-04-10.md")
        assert (note.value is None) == bool(note.findings)
        page = read_standing_text(written, "content/pages/about.md", "pages")
        assert (page.value is None) == bool(page.findings)


# Labels --------------------------------------------------------------------------------------------------------------


def test_labels_are_texts_or_texts_by_plural_form() -> None:
    labels = read_labels("home: Home\nitems: {one: '{n} item', other: '{n} items'}\nno: NO\n", "layouts/strings/en.yml")
    assert labels.findings == ()
    assert labels.value == {"home": "Home", "items": {"one": "{n} item", "other": "{n} items"}, "no": "NO"}


def test_a_label_with_plural_forms_has_the_form_other() -> None:
    labels = read_labels("items: {one: an item}\nlist: [a]\n", "layouts/strings/en.yml")
    assert places(labels.findings) == [("missing-key", 1, 8), ("wrong-type", 2, 7)]


# Slugs of files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("content/2025/04/2025-04-10-river-floods.md", "river-floods"),
        ("content/2025-04-10_river_floods.md", "river-floods"),
        ("content/River Floods, Again!.md", "river-floods-again"),
        ("content/2025-04-10.md", "2025-04-10"),
        ("content/2025-04-10-floods/index.md", "floods"),
        ("content/index.md", "content"),
        ("content/a.b.md", "a-b"),
        ("content/Übergang-straße.md", "ubergang-strasse"),
        ("content/nul.md", "x-nul"),
        ("content/2025-4-10-x.md", "2025-4-10-x"),
    ],
)
def test_a_file_name_gives_the_slug_without_its_date(path: str, slug: str) -> None:
    assert slug_of_file(path) == slug


def test_a_file_name_beyond_ascii_gives_a_slug_of_its_digest() -> None:
    first, second = slug_of_file("content/فيضانات.md"), slug_of_file("content/洪水.md")
    assert first.startswith("item-")
    assert first != second
    assert first == slug_of_file("content/2025-04-10-فيضانات.md"), "the date before a name does not change it"


@given(st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"])))
def test_every_file_name_gives_a_slug(name: str) -> None:
    slug = slug_of_file(f"content/{name}.md")
    assert slug
    assert slug.isascii()
    assert len(slug) <= SLUG_LENGTH
    assert not is_device_name(slug)


# Limits of lists -----------------------------------------------------------------------------------------------------

ITEMS = {
    "regions": ("north-{}", 50),
    "region": ("north-{}", 50),
    "countries": ("IQ", 250),
    "key_points": ("Point {}", 50),
    "tags": ("tag {}", 50),
    "sources": ("{{name: Agency {}}}", 200),
    "authors": ("Author {}", 50),
    "corrections": ("{{date: 2025-04-11, kind: update, text: Note {}}}", 100),
    "aliases": ("/old/{}/", 100),
}


def lines_of_list(key: str, count: int) -> str:
    return f"{key}:\n" + "".join(f"  - {ITEMS[key][0].format(number)}\n" for number in range(count))


@pytest.mark.parametrize("key", ITEMS)
def test_each_list_of_an_article_has_a_limit_and_the_first_item_beyond_it_is_named(key: str) -> None:
    """Each item makes a page, a line of pages or a redirect: a file of 64 KiB wrote 7,000 pages."""
    limit = ITEMS[key][1]
    front = {"title": "A", "date": "2025-04-10", "region": "north", "sources": "[{name: A}]"}
    rest = "".join(f"{one}: {value}\n" for one, value in front.items() if one != key and (one, key) != ("region", "regions"))
    full = read_article(f"---\n{lines_of_list(key, limit)}{rest}---\n", "a.md", Digest(""))
    assert full.findings == ()
    more = read_article(f"---\n{lines_of_list(key, limit + 2)}{rest}---\n", "a.md", Digest(""))
    assert more.value is None
    (found,) = more.findings
    assert (found.code, found.span.line, found.span.column) == ("too-many-items", limit + 3, 5)
    assert (found.message, found.help) == (f"the list has {limit + 2} items, the limit is {limit}", f"keep {limit} at most")


def test_the_key_points_of_a_briefing_have_the_limit_of_an_article_s() -> None:
    text = f"---\n{lines_of_list('key_points', 51)}---\n"
    note = read_briefing_note(text, "content/briefings/north/2025-04-10.md")
    assert places(note.findings) == [("too-many-items", 53, 5)]


def test_a_briefing_has_few_alerts() -> None:
    alerts = "".join(f"  - {{text: Alert {number}, kind: risk}}\n" for number in range(ALERTS_LIMIT + 1))
    note = read_briefing_note(f"---\nalerts:\n{alerts}---\n", "content/briefings/north/2025-04-10.md")
    assert places(note.findings) == [("too-many-items", ALERTS_LIMIT + 3, 5)]


def test_a_list_is_measured_before_its_items_are_read() -> None:
    """So that a file with thousands of wrong items has one finding and not thousands."""
    text = "---\ntitle: A\ndate: 2025-04-10\nregion: north\naliases: [" + "x, " * 9000 + "]\n---\n"
    found = [one.code for one in read_article(text, "a.md", Digest("")).findings]
    assert found == ["too-many-items", "no-source"]


def test_every_list_of_front_matter_gives_its_limit_to_editors() -> None:
    for name in ("article", "briefing"):
        for key, schema in json_schema(name)["properties"].items():
            for one in (schema, *schema.get("anyOf", ())):
                if one.get("type") == "array":
                    assert one["maxItems"] == (ALERTS_LIMIT if key == "alerts" else ITEMS[key][1]), key


# JSON Schema ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_a_closed_object_in_json(name: str) -> None:
    document = json.loads(json.dumps(json_schema(name)))
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["type"] == "object"
    assert document["additionalProperties"] is False
    assert set(document["properties"]) == {field.key for field in SCHEMAS[name].fields}
    assert set(document.get("required", [])) == {field.key for field in SCHEMAS[name].fields if field.required}
    for key, schema in document["properties"].items():
        assert schema["description"].endswith("."), key


def test_the_schema_of_an_article_asks_for_region_or_regions() -> None:
    assert json_schema("article")["anyOf"] == [{"required": ["region"]}, {"required": ["regions"]}]


def test_the_schema_of_settings_defines_the_region_that_it_refers_to() -> None:
    document = json.loads(json.dumps(json_schema("config")))
    assert document["properties"]["regions"]["items"] == {"$ref": "#/$defs/region"}
    assert document["$defs"]["region"]["properties"]["regions"]["items"] == {"$ref": "#/$defs/region"}


def test_schemas_give_numbers_their_range_and_choices_their_words() -> None:
    article = json.loads(json.dumps(json_schema("article")))["properties"]
    assert article["date_basis"]["enum"] == ["stated", "relative", "inferred"]
    assert article["corrections"]["items"]["properties"]["kind"]["enum"] == ["correction", "clarification", "update"]
    settings = json.loads(json.dumps(json_schema("config")))["properties"]
    assert (settings["feed_limit"]["minimum"], settings["feed_limit"]["maximum"]) == (1, 1000)


def test_the_tables_hold_the_keys_of_the_contract() -> None:
    article = """
        title date region regions countries slug summary key_points tags story sources authors dateline event_date date_basis
        lang image draft publish_at expires updated corrections id aliases weight layout extra
    """.split()
    assert [field.key for field in ARTICLE_TABLE.fields] == article
    assert {field.key for field in BRIEFING_TABLE.fields} == {
        "trend", "alerts", "key_points", "cutoff", "number", "summary", "title",
    }  # fmt: skip
    assert {field.key for field in PAGE_TABLE.fields} == {"title", "summary", "lang", "aliases", "layout", "extra"}
    settings = """
        title tagline base_url language time_zone regions sources feed_limit feed_content feed_hub briefing_length
        page_size search search_index image_sizes email_edition json_edition host_files ai_use gone menu accept publish
        hooks extra
    """.split()
    assert [field.key for field in SETTINGS_TABLE.fields] == settings
