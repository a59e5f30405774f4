"""The theme's facts that need no browser: weight, contrast, properties, words of the interface, and what pages show."""

import gzip
import re
import statistics
from pathlib import Path

import html5lib
import pytest
import yaml

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, codes, write_project
from tests.rooms.test_links import Published
from tests.showcase import write_showcase
from tools.corpus import write_corpus

ROOT = Path(__file__).parent.parent.parent
STYLE = (ROOT / "layouts/assets/style.css").read_text("utf-8")
STRINGS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / "layouts/strings").glob("*.yml")}
BRIEFING = "/north/2025-04-10/"
PAGE = "/north/2025-04-10/first/"


def text_of(project: Project, path: str) -> str:
    """Return what stands in a page's `main`, on one line."""
    document = html5lib.parse(project.page(path), namespaceHTMLElements=False)
    return " ".join(" ".join(document.find(".//main").itertext()).split())


# Weight ------------------------------------------------------------------------------------------------------------------

KB = 1024


def weight(page: bytes) -> tuple[int, int]:
    """Return the bytes of a file, plain and compressed."""
    return len(page), len(gzip.compress(page, 9, mtime=0))


def assert_within(found: tuple[float, float], plain: int, compressed: int) -> None:
    assert found[0] <= plain * KB
    assert found[1] <= compressed * KB


def frame_of(page: bytes) -> bytes:
    """Return a page without what is its own: the content of `main`, and its linked data."""
    without = re.sub(rb'<script type="application/ld\+json">.*?</script>', b"", page, flags=re.DOTALL)
    return re.sub(rb"(<main[^>]*>).*(</main>)", rb"\1\2", without, flags=re.DOTALL)


def test_the_stylesheet_is_within_its_weight() -> None:
    assert_within(weight(STYLE.encode()), 24, 8)


def weigh(site: Path) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the weights of all articles of a site and of all frames."""
    pages = {path: path.read_bytes() for path in site.rglob("*.html")}
    articles = [weight(page) for page in pages.values() if b'"@type":"NewsArticle"' in page]
    frames = [weight(frame_of(page)) for page in pages.values() if b'http-equiv="refresh"' not in page]
    return articles, frames


def assert_light(site: Path) -> None:
    articles, frames = weigh(site)
    assert_within((statistics.median(a for a, _ in articles), statistics.median(b for _, b in articles)), 30, 10)
    assert_within((max(a for a, _ in frames), max(b for _, b in frames)), 6, 2)


def test_pages_of_the_sample_are_within_their_weight() -> None:
    assert_light(ROOT / "site")


def test_pages_of_a_thousand_articles_are_within_their_weight(tmp_path: Path) -> None:
    write_corpus(tmp_path / "project", 1000)
    result = build_site(tmp_path / "project", tmp_path / "site", Options(now=NOW), ways=Ways(cache=False))
    assert result.findings == ()
    assert_light(tmp_path / "site")


def test_a_page_needs_two_files_and_has_one_script_that_does_not_hold_it_up() -> None:
    for path in (ROOT / "site").rglob("*.html"):
        page = path.read_text("utf-8")
        is_page = 'http-equiv="refresh"' not in page
        assert len(re.findall(r'<link rel="stylesheet"', page)) == is_page
        scripts = re.findall(r'<script(?! type="application/ld\+json")[^>]*>', page)
        # A module runs when the page has been read.
        assert [re.match(r'<script type="module" src="/assets/(\w+)\.\w+\.js"', each)[1] for each in scripts] == [
            "reader"
        ] * is_page


def test_no_page_has_an_empty_paragraph_list_or_heading(project: Project) -> None:
    """An article of a headline and a summary has no text to be read, and a note of a day can be without words."""
    project.write("content/bare.md", article("Bare", region="north", body="", sources="", summary="In short."))
    project.write("content/bare-too.md", article("Bare too", region="north", body="", summary="In short.", story="bare"))
    project.write("content/days/2025-04-10.md", "---\nlead: bare\n---\n")
    project.write("content/briefings/north/2025-04-10.md", "---\ntrend: improved\n---\n")
    assert codes(project.build()) == ["no-source"]
    pages = {path: path.read_text("utf-8") for path in project.output.rglob("*.html")}
    empty = re.compile(r"<(p|ul|ol|li|h[1-6])\b[^>]*>\s*</\1>")
    assert [(path, found[0]) for path, page in pages.items() for found in empty.finditer(page)] == []


# Links -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base_url", ["https://briefs.example/", "https://briefs.example/under/a/path/"])
def test_every_link_and_anchor_of_the_sample_leads_somewhere(tmp_path: Path, base_url: str) -> None:
    now = Options(now=NOW.replace(year=2026), base_url=base_url)
    assert build_site(ROOT, tmp_path / "site", now, ways=Ways(cache=False)).findings == ()
    assert Published(tmp_path / "site", base_url).dead_links() == []


def test_every_link_and_anchor_of_the_showcase_leads_somewhere(tmp_path: Path) -> None:
    project = write_showcase(tmp_path / "project", "ar")
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", f"{settings}email_edition: true\njson_edition: true\nsearch_index: true\n")
    assert codes(project.build()) == []
    assert Published(project.output, "https://harbour.test/").dead_links() == []


# The stylesheet ----------------------------------------------------------------------------------------------------------


def test_the_stylesheet_has_logical_properties_only() -> None:
    rules = re.sub(r"/\*.*?\*/|@media[^{]*", "", STYLE, flags=re.DOTALL)
    names = set(re.findall(r"[;{]\s*([\w-]+)\s*:", rules))
    physical = re.compile(
        r"(?:.*-)?(?:left|right|top|bottom)(?:-.*)?|(?:min-|max-)?(?:width|height)|overflow-[xy]|float|clear"
    )
    assert {name for name in names if physical.fullmatch(name)} == set()
    assert re.findall(r":\s*(left|right)\b", rules) == []
    # Four values go round by the clock, whatever the direction of the script.
    sides = re.findall(r"(?:margin|padding|inset|border-width)\s*:([^;}]+)", re.sub(r"\([^)]*\)", "", rules))
    assert [side for side in sides if len(side.split()) == 4] == []


def test_the_stylesheet_asks_no_other_host() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "@font-face" not in STYLE


def properties(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))


LIGHT = properties(re.search(r":root \{(.*?)\}", STYLE, re.DOTALL)[1])
DARK = properties(re.search(r"@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", STYLE, re.DOTALL)[1])


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
def test_every_text_stands_out_from_what_lies_behind_it(scheme: dict[str, str]) -> None:
    texts = [(text, ground) for text in ("ink", "muted", "link", "visited", "accent") for ground in ("page", "surface")]
    texts += [("ink", f"heat-{step}") for step in (1, 2, 3)] + [("on-heat-4", "heat-4"), ("page", "heat-5")]
    faint = {(text, ground) for text, ground in texts if contrast(scheme[text], scheme[ground]) < 4.5}
    assert faint == set()
    # A region's bar is no text, and its name stands beside it.
    bars = {hue for hue in scheme if hue.startswith("hue-") and contrast(scheme[hue], scheme["page"]) < 3}
    assert bars == set()


def test_light_and_dark_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_the_documented_properties_are_those_of_the_stylesheet() -> None:
    told = set(re.findall(r"`--([\w-]+)`", (ROOT / "docs/theme.md").read_text("utf-8")))
    assert told <= set(re.findall(r"--([\w-]+):", STYLE))
    assert {name for name in LIGHT if not name.startswith(("hue-", "heat-"))} <= told


# Languages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_every_page_has_a_title_and_a_description_in_its_language(tmp_path: Path, language: str) -> None:
    project = write_showcase(tmp_path / "project", language)
    # Without the editor's words and the tagline, the theme describes a page.
    for path in ("regions/north.md", "stories/storm.md", "briefings/south/2025-04-10.md"):
        project.remove(f"content/{path}")
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", re.sub("tagline: .*\n", "", settings))
    assert codes(project.build()) == []
    described = {}
    for path in project.output.rglob("*.html"):
        page = path.read_text("utf-8")
        if 'http-equiv="refresh"' in page:
            continue
        (title,) = re.findall(r"(?m)^<title>(.*?)</title>", page)
        (description,) = re.findall(r'<meta name="description" content="([^"]*)">', page)
        (shown,) = re.findall(r'<meta property="og:description" content="([^"]*)">', page)
        assert title.strip(), path
        assert description.strip(), path
        assert shown == description, path
        described[path.relative_to(project.output).as_posix()] = description
    own = [name for name in described if not re.search(r"/\d{4}-\d\d-\d\d/[^/]+/", name) and not name.startswith("about/")]
    assert len(own) > 40
    # The name of a source or a tag may be in another script; the words around it are in that of the page.
    letters = re.compile("[\u0600-\u06ff]{3}" if language == "ar" else "[a-z]{3}")
    assert {name for name in own if not letters.search(described[name])} == set()


@pytest.mark.parametrize("language", sorted(STRINGS))
def test_a_language_has_every_word_of_the_interface(language: str) -> None:
    assert list(STRINGS[language]) == list(STRINGS["en"])
    for key, label in STRINGS[language].items():
        english = STRINGS["en"][key]
        assert isinstance(label, dict) == isinstance(english, dict), key
        said = {name for text in forms(label) for name in re.findall(r"\{(\w+)\}", text)}
        assert said == {name for text in forms(english) for name in re.findall(r"\{(\w+)\}", text)}, key


def forms(label: str | dict[str, str]) -> list[str]:
    return list(label.values()) if isinstance(label, dict) else [label]


@pytest.mark.parametrize(
    ("language", "direction", "said"),
    [
        pytest.param("ar", "rtl", ("الأرشيف", "الخميس", "لبنان", "خبر واحد"), id="ar"),
        pytest.param("fr", "ltr", ("Archives", "jeudi 10 avril 2025", "Liban", "1 brève"), id="fr"),
        pytest.param("es", "ltr", ("Archivo", "jueves, 10 de abril de 2025", "Líbano", "1 breve"), id="es"),
    ],
)
def test_the_interface_speaks_the_sites_language(
    tmp_path: Path, language: str, direction: str, said: tuple[str, ...]
) -> None:
    project = write_project(
        tmp_path / "project", {"content/first.md": article("First", countries="[LB]"), "content/second.md": ""}
    )
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", settings.replace("en-GB", language))
    assert codes(project.build()) == []
    assert f'<html lang="{language}" dir="{direction}" ' in project.page("/")
    printed = project.page("/") + project.page(BRIEFING) + project.page(PAGE)
    assert [word for word in said if word not in printed] == []


def test_a_project_can_add_a_language(project: Project) -> None:
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", settings.replace("en-GB", "de-AT"))
    project.write("layouts/strings/de.yml", "archive: Archiv\nitems: {one: '{n} Meldung', other: '{n} Meldungen'}\n")
    assert codes(project.build()) == []
    archive = project.page("/archive/")
    assert "<h1>Archiv</h1>" in archive
    assert "2 Meldungen" in archive
    assert "April 2025" in archive
    assert "Donnerstag" in project.page("/dates/2025-04-10/")
    # What the file lacks is English.
    assert "Corrections" in archive


def test_every_text_of_an_article_carries_its_language_and_direction(tmp_path: Path) -> None:
    project = write_showcase(tmp_path / "project")
    assert codes(project.build()) == []
    for path in ("/", "/south/2025-04-10/", "/dates/2025-04-10/", "/stories/storm/", "/corrections/", "/sources/ajans/"):
        document = html5lib.parse(project.page(path), namespaceHTMLElements=False)
        parents = {child: parent for parent in document.iter() for child in parent}
        for element in document.find(".//main").iter():
            if re.search(r"[\u0590-\u06ff]", element.text or ""):
                above: list[str | None] = []
                place = element
                while place is not None:
                    above.append(place.get("dir") or ("auto" if place.tag == "bdi" else None))
                    place = parents.get(place)
                assert next(found for found in above if found) in {"rtl", "auto"}, (path, element.text)


# What pages show ---------------------------------------------------------------------------------------------------------


def changed(tmp_path: Path, cutoff: str, **keys: str) -> str:
    """Return what a briefing with that cut-off shows of an article of 06:00 in London, with more front matter."""
    cut = f"cutoff: {cutoff}\n" if cutoff else "number: 1\n"
    files = {
        "content/first.md": article("First", date="2025-04-10T06:00:00+01:00", **keys),
        "content/briefings/north/2025-04-10.md": f"---\n{cut}---\n",
    }
    project = write_project(tmp_path / "project", files)
    assert codes(project.build()) == []
    return text_of(project, BRIEFING)


@pytest.mark.parametrize(
    ("cutoff", "keys", "said"),
    [
        pytest.param("2025-04-10T05:00:00+01:00", {}, "New", id="published-after-it"),
        pytest.param("2025-04-10T06:00:00+01:00", {}, "", id="published-at-it"),
        pytest.param(
            "2025-04-10T07:00:00+01:00", {"updated": "2025-04-10T08:00:00+01:00"}, "Updated", id="updated-after-it"
        ),
        pytest.param("2025-04-10T09:00:00+01:00", {"updated": "2025-04-10T08:00:00+01:00"}, "", id="updated-before-it"),
        pytest.param("2025-04-10T07:00:00+01:00", {"updated": "2025-04-10"}, "", id="updated-on-its-day"),
        pytest.param("2025-04-10T07:00:00+01:00", {"updated": "2025-04-11"}, "Updated", id="updated-the-day-after"),
        pytest.param(
            "2025-04-10T07:00:00+01:00",
            {"updated": "2025-04-11", "corrections": "[{date: 2025-04-11, kind: update, text: x}]"},
            "Corrected",
            id="corrected-and-updated",
        ),
        pytest.param(
            "2025-04-12T07:00:00+01:00",
            {"corrections": "[{date: 2025-04-11, kind: update, text: x}]"},
            "",
            id="corrected-before",
        ),
        pytest.param("", {"updated": "2025-04-12"}, "", id="no-cut-off"),
    ],
)
def test_a_briefing_marks_what_changed_after_its_cut_off(
    tmp_path: Path, cutoff: str, keys: dict[str, str], said: str
) -> None:
    shown = changed(tmp_path, cutoff, **keys)
    assert (f"1 change after the cut-off {said} First" in shown) == bool(said)
    assert said or "after the cut-off" not in shown


def test_a_correction_is_marked_when_only_its_date_changes(tmp_path: Path) -> None:
    before = changed(tmp_path, "2025-04-12T07:00:00+01:00", corrections="[{date: 2025-04-11, kind: update, text: x}]")
    after = changed(tmp_path, "2025-04-12T07:00:00+01:00", corrections="[{date: 2025-04-13, kind: update, text: x}]")
    assert "change after the cut-off" not in before
    assert "1 change after the cut-off Corrected First" in after


def test_a_glance_at_fifty_items_is_still_a_glance(tmp_path: Path) -> None:
    project = write_showcase(tmp_path / "project")
    project.build()
    page = project.page("/south/2025-04-10/")
    (glance,) = re.findall(r'<details class="glance">.*?</details>', page, re.DOTALL)
    assert glance.count("<li") == 8
    assert page.count('<article class="card"') == 57


SHOWN_COUNTRIES = (("no", "Norway"), ("dk", "Denmark"), ("cd", "Congo - Kinshasa"))


def test_countries_are_named(tmp_path: Path) -> None:
    project = write_showcase(tmp_path / "project")
    project.build()
    page = project.page("/fjords/2025-04-10/everything/")
    links = [f'<a href="/countries/{code}/">{name}</a>' for code, name in SHOWN_COUNTRIES]
    assert ", ".join(links) in page
    assert "Covers: Norway, Sweden, Finland, Iceland, Denmark" in project.page("/north/")
    assert "Covers: Denmark" in project.page("/fjords/")
    assert "Covers:" not in project.page("/south/")


def test_only_another_language_than_the_sites_is_named(tmp_path: Path) -> None:
    project = write_showcase(tmp_path / "project")
    project.build()
    home = text_of(project, "/")
    assert "In French" in home
    assert "In English" not in home


def test_the_language_of_a_source_is_named_where_it_is_not_the_articles(tmp_path: Path) -> None:
    source = "[{name: A, lang: %s}]"
    files = {
        "content/first.md": article("First", sources=source % "en-US"),
        "content/second.md": article("Second", sources=source % "ar"),
        "content/third.md": article("ثالث", slug="third", lang="ar", sources=source % "ar"),
    }
    project = write_project(tmp_path / "project", files)
    assert codes(project.build()) == []
    assert "In English" not in text_of(project, PAGE)
    assert "In Arabic" in text_of(project, "/north/2025-04-10/second/")
    assert "In Arabic" not in text_of(project, "/north/2025-04-10/third/")
    # The briefing, in English, says so once: of the article.
    assert text_of(project, BRIEFING).count("In Arabic") == 2


def test_tables_stand_in_regions_with_names_and_empty_headers_are_cells(project: Project) -> None:
    table = "| | b |\n|---|--:|\n| 1 | 2 |\n"
    project.write("content/first.md", article("First", body=f"{table}\ntext\n\n{table}")).build()
    page = project.page(PAGE)
    regions = re.findall(r'<div class="wide" role="region" tabindex="0" aria-label="([^"]*)"><table>', page)
    assert regions == ["Table 1", "Table 2"]
    assert page.count("</table></div>") == 2
    assert "<th></th>" not in page
    assert '<th class="align-right">b</th>' in page


def examples() -> list[tuple[str, str]]:
    """Return the files that the theme's page of the documentation shows, with their paths."""
    return re.findall(r"```\w+ (layouts/[^\n]+)\n(.*?)```", (ROOT / "docs/theme.md").read_text("utf-8"), re.DOTALL)


def test_a_project_can_leave_the_script_out(project: Project) -> None:
    *_, (path, text) = examples()
    assert codes(project.write(path, text).build()) == []
    assert [page for page in project.output.rglob("*.html") if "reader." in page.read_text("utf-8")] == []


def test_a_projects_own_stylesheet_follows_the_themes(project: Project) -> None:
    *shown, _ = examples()
    assert len(shown) == 3
    for path, text in shown:
        project.write(path, text)
    assert codes(project.build()) == []
    for path in project.output.rglob("*.html"):
        links = re.findall(r'<link rel="stylesheet" href="/assets/(\w+)\.', path.read_text("utf-8"))
        assert links in (["style", "own"], []), path


@pytest.mark.parametrize("page", ["search", "stories", "sources", "tags", "corrections"])
def test_pages_that_lead_on_say_in_their_head_what_they_are(project: Project, page: str) -> None:
    project.build()
    assert f'<meta name="description" content="{STRINGS["en"][f"about_{page}"]}">' in project.page(f"/{page}/")


def test_the_home_of_a_site_without_articles_says_so_and_nothing_of_a_day(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})
    assert codes(project.build()) == []
    assert text_of(project, "/").startswith("Nothing has been published here yet. Feeds")
