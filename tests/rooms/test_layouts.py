"""Layouts as a project meets them: overriding a file or a block, faults with file and line, escaping, assets by digest."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import quote, urljoin

import html5lib
import pytest

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, codes, positions, write_project
from tests.site.test_docs import blocks, code, section

FULL = Path(__file__).parent.parent / "sites" / "full"
THEME = Path(__file__).parent.parent.parent / "layouts"

PAGE = "/north-coast/2025-04-10/first/"


# Overriding ----------------------------------------------------------------------------------------------------------------


def test_a_projects_layout_replaces_that_of_the_theme_and_no_other(project: Project) -> None:
    project.build()
    before = project.tree()
    project.write("layouts/article.html", "<p>Own: {{ page.card.title }}</p>")
    assert codes(project.build()) == []
    assert project.page(PAGE) == "<p>Own: First</p>\n"
    changed = {path for path, digest in project.tree().items() if before[path] != digest}
    assert changed == {
        ".briefgen-files", "north-coast/2025-04-10/first/index.html", "south/2025-04-11/second/index.html",
    }  # fmt: skip


def test_an_override_can_extend_the_layout_that_it_replaces(project: Project) -> None:
    project.write(
        "layouts/article.html", '{% extends "theme/article.html" %}{% block main %}<p>Before</p>{{ super() }}{% endblock %}'
    )
    assert codes(project.build()) == []
    page = project.page(PAGE)
    assert page.index("<p>Before</p>") < page.index("<p>Some text.")
    assert "<!doctype html>" in page


def test_theme_always_means_the_packaged_layout(project: Project) -> None:
    project.write("layouts/theme/base.html", "mine").write("layouts/base.html", "also mine {% block main %}{% endblock %}")
    project.write("layouts/404.html", '{% extends "theme/base.html" %}{% block main %}gone{% endblock %}')
    project.build()
    assert "gone" in project.page("/404.html")
    assert "mine" not in project.page("/404.html").replace("briefs.test", "")
    assert project.page(PAGE).startswith("also mine")


@pytest.mark.parametrize("text", ['{{ "\\ud800" }}', '{{ "%c" % 56320 }}', '{{ [page.title, "\\udfff"] | join }}'])
def test_half_a_character_is_told_since_no_file_can_hold_it(project: Project, text: str) -> None:
    project.build()
    before = project.tree()
    project.write("layouts/404.html", '{% extends "theme/404.html" %}{% block main %}\n' + text + "{% endblock %}")
    (found,) = project.build().findings
    assert (found.code, found.span.path) == ("layout-error", "layouts/404.html")
    assert re.search(r"U\+D[8-F][0-9A-F]{2}, half of a character", found.message)
    assert project.tree() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('archive: "All\\x07"\n', "control-character"),
        ('archive: "All\\u202e"\n', "bidi-control"),
        ('minutes: {one: "a\\x07", other: "{n} min"}\n', "control-character"),
    ],
)
def test_a_label_with_a_character_that_nobody_sees_is_told(project: Project, text: str, code: str) -> None:
    project.write("layouts/strings/en.yml", text)
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.span.line) == (code, "layouts/strings/en.yml", 1)
    assert found.span.column == text.index('"') + 1


def test_an_overridden_base_frames_every_page(project: Project) -> None:
    project.write("layouts/base.html", '{% extends "theme/base.html" %}{% block head %}<meta name="own">{% endblock %}')
    project.write("layouts/article.html", "{% extends 'base.html' %}")
    project.build()
    pages = list(project.output.rglob("*.html"))
    assert [path for path in pages if '<meta name="own">' not in path.read_text()] == []


def test_an_override_of_a_macro_file_is_used_by_the_themes_layouts(project: Project) -> None:
    project.write(
        "layouts/macros/body.html", "{% macro prose(body, lang, dir) %}<div class=own>{{ body | html }}</div>{% endmacro %}"
    )
    assert codes(project.build()) == []
    assert "<div class=own><p>Some text.</p>" in project.page(PAGE)


def test_removing_an_override_brings_the_theme_back(project: Project) -> None:
    project.build()
    before = project.tree()
    project.write("layouts/article.html", "own").write("layouts/assets/extra.txt", "x").build()
    assert project.tree() != before
    project.remove("layouts/article.html").remove("layouts/assets/extra.txt").build()
    assert project.tree() == before


def test_an_article_can_name_its_layout_and_use_its_extra_data(project: Project) -> None:
    project.write("layouts/long/read.html", "{{ page.title }}: {{ page.extra.colour }} {{ site.extra.owner }}")
    project.write("content/first.md", article("First", region="north-coast", layout="long/read.html", extra="{colour: r<d}"))
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text() + "extra: {owner: us & them}\n")
    assert codes(project.build()) == []
    assert project.page(PAGE) == "First: r&lt;d us &amp; them\n"


def test_labels_can_be_overridden_one_by_one(project: Project) -> None:
    project.write("layouts/strings/en.yml", "archive: Attic\nitems: {one: '{n} piece', other: '{n} pieces'}\n")
    assert codes(project.build()) == []
    page = project.page("/archive/")
    assert "Attic" in page
    assert "2 pieces" in page
    assert "Stories" in page


# Blocks of a page ----------------------------------------------------------------------------------------------------------

#: Each layout's blocks inside `main`, in the order of the page: a page that shows them all, and how each begins there.
BLOCKS = {
    "404.html": (
        "/404.html",
        {"opening": '<header class="opening">', "links": "<ul>", "regions": "<section>\n<h2>Regions</h2>"},
    ),
    "archive.html": (
        "/archive/",
        {"opening": '<header class="opening">', "calendar": '<h2><a href="/archive/2025/">2025</a></h2>\n'},
    ),
    "article.html": (
        "/north-coast/2025-04-10/harbour/",
        {
            "opening": '<header class="opening hue-1">',
            "corrections": '<details class="notes" open>\n<summary><h2>Corrections</h2>',
            "lede": '<div class="body" lang="en-GB" dir="ltr">\n<p>Opening words',
            "picture": "<figure>",
            "body": '<div class="body" lang="en-GB" dir="ltr">\n<h2',
            "glance": '<section class="glance">',
            "margin": '<footer class="margin">',
            "sources": '<section class="all-sources" id="_sources">',
            "steps": '<nav class="pager" aria-label="In this briefing">',
        },
    ),
    "briefing.html": (
        "/north/2025-04-10/",
        {
            "opening": '<header class="opening hue-1">',
            "alerts": '<div class="alerts" role="region" aria-label="Alerts" tabindex="0">',
            "glance": '<details class="glance">',
            "changes": '<details class="notes">',
            "items": '<ol class="items">',
            "body": '<div class="body" lang="en-GB" dir="ltr">',
            "ending": '<p class="end">',
            "sources": '<section class="endnotes">',
            "elsewhere": '<nav class="elsewhere" aria-label="The same day in other regions">',
            "steps": '<nav class="pager" aria-label="Other days">',
            "feeds": '<ul class="inline small editions">',
        },
    ),
    "corrections.html": (
        "/corrections/",
        {"opening": '<header class="opening">', "corrections": '<ul class="cards">'},
    ),
    "countries.html": (
        "/countries/",
        {
            "opening": '<header class="opening">',
            "map": '<div class="wide" role="region" aria-label="Map of the countries" tabindex="0">',
            "countries": '<ul class="terms">',
        },
    ),
    "country.html": (
        "/countries/no/",
        {
            "opening": '<header class="opening">',
            "stories": '<section class="opening">\n<h2>Stories</h2>',
            "items": '<ul class="cards">',
            "steps": '<nav class="pager" aria-label="Pages">',
            "feeds": '<ul class="inline small">',
        },
    ),
    "day.html": (
        "/dates/2025-04-10/",
        {
            "opening": '<header class="today">',
            "front": '<div class="front">',
            "briefings": '<div class="briefings">',
            "steps": '<nav class="pager" aria-label="Other days">',
        },
    ),
    "home.html": (
        "/",
        {
            "opening": '<header class="today">',
            "front": '<div class="front">',
            "briefings": '<div class="briefings">',
            "quiet": '<p class="quiet">',
            "days": "<section>\n<h2>Recent days</h2>",
            "feeds": "<section>\n<h2>Feeds</h2>",
        },
    ),
    "month.html": (
        "/archive/2025/03/",
        {
            "opening": '<header class="opening">',
            "calendar": '<table class="month">',
            "days": '<ul class="cards">',
            "steps": '<nav class="pager" aria-label="Months">',
        },
    ),
    "page.html": (
        "/about/",
        {"opening": '<header class="opening">', "body": '<div class="body" lang="en-GB" dir="ltr">'},
    ),
    "region.html": (
        "/north/",
        {
            "opening": '<header class="opening hue-1">',
            "alerts": '<div class="alerts" role="region" aria-label="Alerts" tabindex="0">',
            "latest": '<section class="latest">',
            "trends": '<section class="trends">',
            "subregions": '<section class="opening">',
            "body": '<div class="opening about">',
            "days": "<section>\n<h2>By date</h2>",
            "steps": '<nav class="pager" aria-label="Pages">',
            "feeds": '<ul class="inline small">',
        },
    ),
    "search.html": (
        "/search/",
        {
            "opening": '<header class="opening">',
            "search": '<form class="opening search" role="search"',
            "years": '<section>\n<h2><a href="/archive/">Archive</a></h2>',
            "regions": "<section>\n<h2>Regions</h2>",
            "stories": '<section>\n<h2><a href="/stories/">Stories</a></h2>',
            "tags": '<section>\n<h2><a href="/tags/">Tags</a></h2>',
        },
    ),
    "source.html": (
        "/sources/daily-wire/page/1/",
        {
            "opening": '<header class="opening">',
            "items": '<ul class="cards">',
            "steps": '<nav class="pager" aria-label="Pages">',
        },
    ),
    "sources.html": ("/sources/", {"opening": '<header class="opening">', "sources": '<ul class="terms">'}),
    "stories.html": ("/stories/", {"opening": '<header class="opening">', "stories": '<ul class="cards">'}),
    "story.html": (
        "/stories/harbour/",
        {
            "opening": '<header class="opening">',
            "body": '<div class="body" lang="en-GB" dir="ltr">',
            "items": '<ol class="timeline">',
        },
    ),
    "tag.html": (
        "/tags/daily/",
        {
            "opening": '<header class="opening">',
            "items": '<ul class="cards">',
            "steps": '<nav class="pager" aria-label="Pages">',
        },
    ),
    "tags.html": ("/tags/", {"opening": '<header class="opening">', "tags": '<ul class="terms">'}),
    "year.html": (
        "/archive/2025/",
        {
            "opening": '<header class="opening">',
            "calendar": '<div class="year">',
            "days": "<section>\n<h2 class=\"date\">",
            "steps": '<nav class="pager" aria-label="Years">',
        },
    ),
}  # fmt: skip

OWN = "<p>The project's own.</p>\n"


def write_full(root: Path) -> Project:
    """Copy the full site, with what it lacks to show every block: older days, a cut-off, editions and a search index."""
    shutil.copytree(FULL, root)
    project = Project(root)
    settings = (root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", f"{settings}json_edition: true\nsearch_index: true\n")
    for day in ("2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"):
        project.write(f"content/{day}.md", article("Older", date=day, slug="older", countries="[NO]", story="harbour"))
    return project.write(
        "content/briefings/north/2025-04-10.md",
        "---\ncutoff: 2025-04-10T07:00:00+01:00\nkey_points: [One, Another]\n"
        "alerts: [{text: High water, kind: risk}]\ntrend: improved\n---\nA word of the editor.\n",
    ).write(
        "content/briefings/north/2025-04-11.md",
        "---\nalerts: [{text: The harbour opens, kind: opportunity}]\n---\n",
    )


def pages_of(project: Project) -> dict[str, str]:
    """Return the text of every page, by address."""
    assert codes(project.build()) == []
    paths = [path.relative_to(project.output).as_posix() for path in project.output.rglob("*.html")]
    return {f"/{path.removesuffix('index.html')}": project.page(path) for path in paths}


def blocks_in_main(layout: str) -> list[str]:
    """Return the names of the blocks inside the block `main` of a layout of the theme, in order."""
    _, _, main = (THEME / layout).read_text("utf-8").partition("{% block main %}")
    return re.findall(r"{% block (\w+) %}", main)


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the pages of the full site as the theme makes them."""
    return pages_of(write_full(tmp_path_factory.mktemp("themed") / "project"))


def test_every_block_of_the_theme_is_tested() -> None:
    layouts = [path.name for path in THEME.glob("*.html") if path.name not in {"base.html", "redirect.html"}]
    assert {layout: list(shown) for layout, (_, shown) in BLOCKS.items()} == {
        layout: blocks_in_main(layout) for layout in sorted(layouts)
    }


@pytest.mark.parametrize("block", sorted({block for _, shown in BLOCKS.values() for block in shown}))
def test_an_overridden_block_changes_and_the_rest_of_the_page_does_not(
    tmp_path: Path, themed: dict[str, str], block: str
) -> None:
    """The block is overridden in every layout that has it, each in three lines."""
    project = write_full(tmp_path / "project")
    having = {layout: shown for layout, shown in BLOCKS.items() if block in shown[1]}
    for layout in having:
        project.write(
            f"layouts/{layout}", f'{{% extends "theme/{layout}" %}}\n{{% block {block} %}}\n{OWN}{{% endblock %}}\n'
        )
    pages = pages_of(project)
    assert pages.keys() == themed.keys()
    replaced = {}
    for address, page in pages.items():
        before, own, after = page.partition(OWN)
        if own:
            assert themed[address].startswith(before), address
            assert themed[address].endswith(after), address
            replaced[address] = themed[address][len(before) : len(themed[address]) - len(after)]
        else:
            assert page == themed[address], address
    for address, shown in having.values():
        assert replaced[address].startswith(shown[block])
        assert [other for other, beginning in shown.items() if beginning in replaced[address]] == [block]


def test_the_blocks_of_a_layout_hold_all_that_its_pages_say(tmp_path: Path) -> None:
    project = write_full(tmp_path / "project")
    for layout, (_, shown) in BLOCKS.items():
        empty = "".join(f"{{% block {block} %}}{{% endblock %}}" for block in shown)
        project.write(f"layouts/{layout}", f'{{% extends "theme/{layout}" %}}{empty}')
    pages = pages_of(project)
    for address, _ in BLOCKS.values():
        (main,) = re.findall(r"<main[^>]*>(.*)</main>", pages[address], re.DOTALL)
        assert re.sub(r"</?(?:article|div)[^>]*>|\s", "", main) == "", address


def test_an_overridden_block_prints_the_theme_s_block_and_macros_that_its_file_imports(project: Project) -> None:
    project.write(
        "layouts/article.html",
        '{% extends "theme/article.html" %}{% from "macros/dates.html" import day_strip %}'
        "{% block sources %}<p>Before</p>{{ super() }}{{ day_strip(()) }}{% endblock %}",
    )
    assert codes(project.build()) == []
    order = [project.page(PAGE).index(text) for text in ("<p>Before</p>", 'id="_sources"', 'class="strip"', "</article>")]
    assert order == sorted(order)


def test_the_documented_blocks_are_those_of_the_theme() -> None:
    rows = section("layouts.md", "Override one block").rows()
    layouts = {code(row[0]): re.findall(r"`(\w+)`", row[1]) for row in rows if ".html" in row[0]}
    assert layouts == {layout: list(shown) for layout, (_, shown) in BLOCKS.items()}
    meanings = [code(row[0]) for row in rows if ".html" not in row[0]]
    assert sorted(meanings) == sorted({block for shown in layouts.values() for block in shown})
    named = [block for shown in layouts.values() for block in shown]
    # In the order in which the first table names them.
    assert meanings == list(dict.fromkeys(named))


def test_the_documented_override_of_a_block_changes_that_block(project: Project) -> None:
    project.build()
    before = project.page("/north-coast/2025-04-10/")
    (shown,) = [block for block in blocks(section("layouts.md", "Override one block").text) if block.path]
    assert codes(project.write(shown.path, shown.text).build()) == []
    ending = re.compile(r'(?<=</ol>\n)<p class="end">.*?</p>\n', re.DOTALL)
    own = '<p class="end">That is all. The next briefing comes at seven.</p>\n'
    assert project.page("/north-coast/2025-04-10/") == ending.sub(own, before) != before


# Faults --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "code", "line", "said"),
    [
        pytest.param("line 1\n{{ nope }}", "layout-error", 2, '"nope" is not defined', id="undefined-name"),
        pytest.param("\n\n{{ page.nope }}", "layout-error", 3, "nope", id="undefined-field"),
        pytest.param("{{ page.card.nope.deep }}", "layout-error", 1, "nope", id="undefined-below"),
        pytest.param("a\nb\n{{ 1 // 0 }}", "layout-error", 3, "division", id="division-by-zero"),
        pytest.param("a\n{{ 1 % 0 }}", "layout-error", 2, "zero", id="modulo-zero"),
        pytest.param("{{ page.title + 1 }}", "layout-error", 1, "", id="wrong-types"),
        pytest.param("{{ page.title[99] }}", "layout-error", 1, "", id="index"),
        pytest.param("a\n{% for x in 5 %}{% endfor %}", "layout-error", 2, "a number has no items", id="loop-over-a-number"),
        pytest.param("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", "layout-error", None, "recursion", id="no-end"),
        pytest.param("{{ page.card.date | date('nope') }}", "layout-error", 1, 'no date style "nope"', id="date-style"),
        pytest.param("a\n{{ t('nope') }}", "layout-error", 2, 'no label "nope"', id="label"),
        pytest.param("a\n{{ asset('nope.css') }}", "layout-error", 2, 'asset "nope.css" does not exist', id="asset"),
        pytest.param("{{ page.title.format(page) }}{{ ''.join(5) }}", "layout-error", 1, "", id="method"),
        pytest.param("{{ page | html }}", "layout-error", 1, "", id="filter-on-the-wrong-value"),
        pytest.param("a\n{% if %}", "layout-syntax", 2, "", id="syntax"),
        pytest.param("a\n\n{% endfor %}", "layout-syntax", 3, "endfor", id="unopened"),
        pytest.param("{% for x in page.cards %}\na", "layout-syntax", 2, "", id="unclosed"),
        pytest.param("a\n{{ page.title | nope }}", "layout-syntax", 2, "nope", id="filter"),
        pytest.param("a\n{{ 'open }}", "layout-syntax", 2, "", id="string"),
        pytest.param("{% nope %}", "layout-syntax", 1, "nope", id="tag"),
        pytest.param("a\n{% include 'nope.html' %}", "layout-missing", 2, '"nope.html"', id="include"),
        pytest.param("{% extends 'theme/nope.html' %}", "layout-missing", 1, '"theme/nope.html"', id="extends"),
        pytest.param("a\n{% from 'macros/nope.html' import x %}", "layout-missing", 2, '"macros/nope.html"', id="import"),
        pytest.param("a\n{% from 'macros/time.html' import n %}{{ n() }}", "layout-error", 2, "", id="imported-name"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_the_layouts_file_and_line_and_nothing_is_written(
    project: Project, layout: str, code: str, line: int | None, said: str
) -> None:
    project.write("layouts/article.html", layout)
    (found,) = project.build().findings
    assert (found.code, found.span.path) == (code, "layouts/article.html")
    assert line is None or found.span.line == line
    assert said in found.message
    assert not project.output.exists()


def test_a_fault_in_an_included_file_is_told_there(project: Project) -> None:
    project.write("layouts/article.html", "{% include 'parts/inner.html' %}").write(
        "layouts/parts/inner.html", "a\n\n{{ nope }}"
    )
    assert positions(project.build()) == [("layout-error", "layouts/parts/inner.html", 3, None)]
    project.write("layouts/parts/inner.html", "a\n{% if %}")
    assert positions(project.build()) == [("layout-syntax", "layouts/parts/inner.html", 2, None)]


def test_a_fault_that_an_override_causes_in_the_theme_is_told_in_the_theme(project: Project) -> None:
    project.write("layouts/macros/links.html", "{% macro counted_link(link) %}{% endmacro %}")
    found = project.build().findings
    assert {finding.code for finding in found} == {"layout-error"}
    assert all(finding.span.path.startswith("theme/") for finding in found)


def test_a_file_that_lacks_a_macro_of_the_theme_is_told_how_to_take_it(project: Project) -> None:
    project.write("layouts/macros/links.html", "{% macro counted_link(link) %}{% endmacro %}")
    (found,) = {one.help for one in project.build().findings if '"named_link"' in one.message}
    assert found.startswith('begin "macros/links.html" with {% extends "theme/macros/links.html" %}')
    project.write("layouts/macros/links.html", f'{{% extends "theme/macros/links.html" %}}{MACRO}')
    assert codes(project.build()) == []


def test_a_layout_that_an_article_names_wrongly_is_told_at_the_article(project: Project) -> None:
    project.write("content/first.md", article("First", region="north-coast", layout="articel.html"))
    (found,) = project.build().findings
    assert (found.code, found.span.path) == ("layout-missing", "content/first.md")
    assert found.help == 'nearest is "article.html"'


def test_a_fault_is_exit_1_and_leaves_the_site_as_it_was(project: Project) -> None:
    project.build()
    before = project.tree()
    done = project.write("layouts/day.html", "a\n{{ 1 // 0 }}").run("build")
    assert done.returncode == 1
    assert done.stdout.startswith("layouts/day.html:2: error[layout-error] ")
    assert "Traceback" not in done.stderr
    assert project.tree() == before


def test_faults_of_several_layouts_come_in_one_run(project: Project) -> None:
    project.write("layouts/day.html", "{{ nope }}").write("layouts/home.html", "{% if %}").write(
        "layouts/404.html", "{{ 1//0 }}"
    )
    assert positions(project.build()) == [
        ("layout-error", "layouts/404.html", 1, None),
        ("layout-error", "layouts/day.html", 1, None),
        ("layout-syntax", "layouts/home.html", 1, None),
    ]


def test_a_layout_that_is_not_utf8_is_told(project: Project) -> None:
    project.write("layouts/day.html", b"ab\n\xff")
    assert positions(project.build()) == [("not-utf8", "layouts/day.html", 2, 1)]


def test_labels_that_cannot_be_read_are_told(project: Project) -> None:
    project.write("layouts/strings/en.yml", "archive: [\n")
    assert codes(project.build()) == ["yaml-syntax"]
    project.write("layouts/strings/en.yml", "items: {one: x}\n")
    assert positions(project.build()) == [("missing-key", "layouts/strings/en.yml", 1, 8)]


MACRO = "{% macro counted_link(link) %}{% endmacro %}"

# Escaping ------------------------------------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "<!-- <script> -->",
    "]]><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "\\u003c/script\\u003e &lt;b&gt; &amp;",
    "javascript:alert(1)",
    "\u2028</SCRIPT >",
)


def quoted(text: str) -> str:
    """Return text as YAML in double quotes."""
    return json.dumps(text)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_of_an_author_becomes_markup_of_a_page(tmp_path: Path, text: str) -> None:
    said = quoted(text)
    keys = {
        "summary": said,
        "key_points": f"[{said}]",
        "tags": f"[{quoted(text + ' tag')}]",
        "authors": f"[{said}]",
        "dateline": said,
        "story": "flood",
        "sources": f'[{{name: {said}, title: {said}, url: "https://a.example/?a=\'onx=1&b"}}]',
        "corrections": f"[{{date: 2025-04-11, kind: update, text: {said}}}]",
        "image": f"{{src: it.gif, alt: {said}, caption: {said}, credit: {said}}}",
    }
    project = write_project(
        tmp_path / "project",
        {
            "content/first.md": article(said, region="north", **keys),
            "content/second.md": article(said, region="north", **keys),
            "content/stories/flood.md": f"---\ntitle: {said}\nsummary: {said}\n---\n",
            "content/pages/about.md": f"---\ntitle: {said}\nsummary: {said}\n---\n",
            "content/regions/north.md": f"---\ntitle: {said}\nsummary: {said}\n---\n",
            "content/briefings/north/2025-04-10.md": (
                f"---\ntitle: {said}\nsummary: {said}\nkey_points: [{said}, {said}]\n---\n"
            ),
        },
    )
    project.write("content/it.gif", bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b"))
    assert codes(project.build()) == []
    said_somewhere = False
    for path in project.output.rglob("*.html"):
        document = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
        for element in document.iter():
            assert not [name for name in element.attrib if name.startswith("on")], path
            assert not str(element.get("href", "")).lower().startswith("javascript:"), path
            if element.tag == "script":
                assert element.get("type") == "application/ld+json" or element.get("src", "").startswith("/assets/"), path
            if element.get("type") == "application/ld+json":
                graph = json.loads(element.text or "")["@graph"]
                headlines = [node["headline"] for node in graph if node["@type"] == "NewsArticle"]
                assert all(headline.split() == text.split() for headline in headlines), path
            if element.tag == "img":
                assert str(element.get("src")).startswith("/assets/it."), path
            said_somewhere = said_somewhere or " ".join("".join(element.itertext()).split()) == " ".join(text.split())
    assert said_somewhere


def test_no_page_has_a_script_or_style_of_its_own_or_asks_another_host(tmp_path: Path) -> None:
    build_site(FULL, tmp_path / "out", Options(now=NOW), ways=Ways(cache=False))
    for path in (tmp_path / "out").rglob("*.html"):
        document = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
        for element in document.iter():
            assert "style" not in element.attrib, path
            assert element.tag not in {"style", "iframe", "object", "embed", "base"}, path
            for name in ("src", "srcset", "poster"):
                assert str(element.get(name, "/")).startswith("/"), path
            if element.tag == "link" and element.get("rel") not in {"canonical", "alternate"}:
                assert str(element.get("href")).startswith("/"), path


# Assets --------------------------------------------------------------------------------------------------------------------


def asset_named(project: Project, stem: str, extension: str) -> str:
    """Return the address of the only asset whose name ends like that, with the digest between."""
    pattern = re.compile(rf"assets/.*{re.escape(stem)}\.[0-9a-f]{{10}}\.{extension}")
    (found,) = [path for path in project.tree() if pattern.fullmatch(path)]
    return f"/{found}"


def references_of(project: Project, stylesheet: str) -> set[str]:
    """Return the addresses on this site that a stylesheet names."""
    named = re.findall(r"""(?:url\(\s*["']?|@import ")([^"')\s]+)""", project.page(stylesheet))
    return {urljoin(stylesheet, address) for address in named if not re.match(r"[a-z]+:|#", address)}


def test_a_stylesheet_names_other_assets_by_their_digest(project: Project) -> None:
    css = (
        '@import "print.css";\na { background: url(pics/one.png) }\nb { background: url("pics/two.png") }\n'
        "c { background: url( 'pics/one.png' ) }\nd { background: url(https://x.test/a.png) }\n"
        "e { background: url(data:image/png;base64,AA) }\nf { fill: url(#g) }\n"
    )
    project.write("layouts/assets/style.css", css).write("layouts/assets/print.css", "p { background: url(pics/one.png) }")
    project.write("layouts/assets/pics/one.png", "1").write("layouts/assets/pics/two.png", "2")
    assert codes(project.build()) == []
    one, two = asset_named(project, "one", "png"), asset_named(project, "two", "png")
    style = asset_named(project, "style", "css")
    assert references_of(project, style) == {one, two, asset_named(project, "print", "css")}
    assert f'href="{style}"' in project.page("/")
    for kept in ("url(https://x.test/a.png)", "url(data:image/png;base64,AA)", "url(#g)"):
        assert kept in project.page(style)


def test_an_edited_image_changes_the_address_of_the_stylesheet_that_names_it(project: Project) -> None:
    project.write("layouts/assets/style.css", "a { background: url(one.png) }").write("layouts/assets/one.png", "1").build()
    before = asset_named(project, "style", "css")
    project.write("layouts/assets/one.png", "another").build()
    assert asset_named(project, "style", "css") != before


def test_a_stylesheet_in_a_folder_names_assets_from_where_it_is(project: Project) -> None:
    project.write("layouts/assets/css/own.css", "a { background: url(../pics/one.png) }").write(
        "layouts/assets/pics/one.png", "1"
    )
    assert codes(project.build()) == []
    assert references_of(project, asset_named(project, "own", "css")) == {asset_named(project, "one", "png")}


@pytest.mark.parametrize("target", ["none.png", "../../../etc/passwd", "pics/one.pgn"])
def test_a_stylesheet_that_names_what_is_not_there_is_told_where_it_does(project: Project, target: str) -> None:
    project.write("layouts/assets/style.css", f"a {{}}\nb {{ background: url({target}) }}").write(
        "layouts/assets/pics/one.png", "1"
    )
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.span.line, found.span.column) == (
        "stylesheet-reference", "layouts/assets/style.css", 2, 21,
    )  # fmt: skip
    assert not project.output.exists()


def test_an_asset_of_the_project_is_at_hand_in_its_layouts(project: Project) -> None:
    project.write("layouts/assets/pics/my logo.png", "1").write(
        "layouts/404.html", '<img src="{{ asset("pics/my logo.png") }}">'
    )
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text().replace("briefs.test/", "briefs.test/sub/"))
    assert codes(project.build()) == []
    assert project.page("/404.html") == f'<img src="/sub{quote(asset_named(project, "logo", "png"))}">\n'


def test_layouts_of_one_project_are_not_seen_by_another(tmp_path: Path) -> None:
    own, other = write_project(tmp_path / "own"), write_project(tmp_path / "other")
    own.write("layouts/article.html", "own").build()
    other.build()
    assert own.page(PAGE) == "own\n"
    assert "Some text." in other.page(PAGE)


def test_recent_days_of_another_year_name_it(tmp_path: Path) -> None:
    days = ("2025-04-11", "2025-04-10", "2024-12-31", "2019-01-02")
    files = {f"content/n{day}.md": article(f"Of {day}", date=day) for day in days}
    project = write_project(tmp_path / "project", files | {"content/first.md": "", "content/second.md": ""})
    project.build()
    strip = project.page("/").split("Recent days")[1].split("</ul>")[0]
    shown = [" ".join(re.sub("<[^>]+>", " ", item).split()) for item in strip.split("<li>")[1:]]
    assert shown == ["Fri 11 Apr 1 brief", "Thu 10 Apr 1 brief", "Tue 31 Dec 2024 1 brief", "Wed 2 Jan 2019 1 brief"]


@pytest.mark.parametrize(
    ("label", "layout", "found"),
    [
        pytest.param("archve", "", [("unlikely-label", "layouts/strings/en.yml", 2, 1)], id="mistyped"),
        pytest.param("archive", "", [], id="of-the-theme"),
        pytest.param("desk_name", "", [], id="like-no-other"),
        pytest.param("archve", '{{ t("archve") }}', [], id="named-by-a-layout"),
    ],
)
def test_a_label_that_is_probably_mistyped_is_told(
    tmp_path: Path, label: str, layout: str, found: list[tuple[str, str, int, int]]
) -> None:
    files = {"layouts/strings/en.yml": f"stories: Threads\n{label}: Attic\n"}
    if layout:
        files["layouts/macros/own.html"] = layout
    project = write_project(tmp_path / "project", files)
    assert positions(project.build()) == found
    project.write("content/first.md", article("First, edited", region="north-coast"))
    assert positions(project.build()) == found


@pytest.mark.parametrize(
    ("markup", "message", "hint"),
    [
        (
            "{{ page.authr }}",
            'ArticleView has no field "authr"',
            'nearest is "authors"; docs/layouts.md lists what each view',
        ),
        ("{{ page.card.sources[0].hrf }}", 'SourceLine has no field "hrf"', 'nearest is "href"'),
        ("{{ site.titel }}", 'Chrome has no field "titel"', 'nearest is "title"'),
        ("{{ pgae.title }}", '"pgae" is not defined', 'nearest is "page"'),
        ("{{ page.title.x }}", 'a text has no field "x"', "docs/layouts.md"),
        ("{{ page.tags.x }}", 'a list has no field "x"', "docs/layouts.md"),
        ("{{ page.tags[9] }}", "a list has no item 9", "docs/layouts.md"),
        ("{{ page.extra.nope }}", 'a mapping has no field "nope"', "docs/layouts.md"),
        ("{{ page.image.href }}", 'an empty value has no field "href"', "test first"),
        ("{{ page.title + 1 }}", "a text and a number cannot stand on the two sides of +", "join texts with ~"),
        ("{{ 1 + page.title }}", "a number and a text cannot stand on the two sides of +", "join texts with ~"),
        ("{{ page.words > 'a' }}", "a number and a text cannot stand on the two sides of >", "correct the layout"),
        ("{% for x in page.words %}{% endfor %}", "a number has no items to go through", "correct the layout"),
        ("{{ page.title() }}", "a text cannot be called", "leave the parentheses out"),
        ("{{ page.card.title | number }}", "a text that is no number cannot be written as one", "correct the layout"),
        ("{{ page.title | bold }}", 'there is no filter "bold"', "correct the layout"),
        ('{% from "macros/links.html" import x %}{{ x() }}', '"macros/links.html" has no macro "x"', "docs/layouts.md"),
        ("{{ page.sources }}", 'ArticleView has no field "sources"', 'its "card" has one: write card.sources'),
        ("{{ page.card.region.nmae }}", 'RegionLink has no field "nmae"', 'nearest is "name"'),
        ("{{ page.card.updated.dya }}", 'Day has no field "dya"', 'nearest is "day"'),
        ("{{ page.extra.phoen }}", 'a mapping has no field "phoen"', 'nearest is "phone"'),
        (
            "{% macro m(card) %}{{ card.titel }}{% endmacro %}{{ m(page.card) }}",
            'Card has no field "titel"',
            'nearest is "title"',
        ),
        ("{% macro m(card) %}{{ crad.title }}{% endmacro %}{{ m(1) }}", '"crad" is not defined', 'nearest is "card"'),
        ("{% for one in page.tags %}{{ noe }}{% endfor %}", '"noe" is not defined', 'nearest is "one"'),
        ("{{ page.title | uper }}", 'there is no filter "uper"', 'nearest is "upper"'),
        ("{{ page.title is definde }}", 'there is no test "definde"', 'nearest is "defined"'),
        ('{{ t("archve") }}', 'there is no label "archve"', 'nearest is "archive"'),
        ('{{ asset("style.ccs") }}', 'asset "style.ccs" does not exist', 'nearest is "style.css"'),
        (
            '{% from "macros/links.html" import conted_link %}{{ conted_link() }}',
            '"macros/links.html" has no macro "conted_link"',
            'nearest is "counted_link"',
        ),
        (
            '{% import "macros/links.html" as links %}{{ links.conted_link(1) }}',
            '"macros/links.html" has no macro "conted_link"',
            'nearest is "counted_link"',
        ),
        (
            '{% from "macros/pager.html" import day_pager %}{{ day_pager(previus=1) }}',
            'macro "day_pager" has no parameter "previus"',
            'nearest is "previous"; it takes previous, next',
        ),
        (
            '{% from "macros/pager.html" import day_pager %}{{ day_pager(1, 2, 3) }}',
            'macro "day_pager" is called with too many arguments',
            "it takes previous, next",
        ),
        (
            '{% from "macros/links.html" import counted_link %}{{ counted_link() }}',
            'a macro needs a value for its parameter "link"',
            "give it where the macro is called",
        ),
        ("{% if page.title %}", "{% endblock %} comes before the end of {% if %}", "close it with {% endif %}"),
        ("{% for x in y %}", "{% endblock %} comes before the end of {% for %}", "close it with {% endfor %}"),
    ],
)
def test_a_failing_layout_is_told_in_the_words_of_layouts(project: Project, markup: str, message: str, hint: str) -> None:
    frame = '{{% extends "theme/article.html" %}}\n{{% block main %}}\n{}\n{{% endblock %}}\n'
    first = article("First", region="north-coast", updated="2025-04-12", tags="[a]", extra="{phone: '17'}")
    project.write("content/first.md", first)
    found = project.write("layouts/article.html", frame.format(markup)).check().findings[0]
    assert found.message.partition(" (in ")[0] == message
    assert found.help.startswith(hint)
    assert "object" not in found.message
    assert found.span.path == "layouts/article.html"


PICTURED = {
    "Words first.\n\nMore words.": ["<p>Words first.</p>", "<figure>", "<p>More words.</p>"],
    "Words alone.": ["<p>Words alone.</p>", "<figure>", '<footer class="margin">'],
    '`</p>` in <b title="a </p> b">words</b>.\n\nMore words.': ["</b>.</p>", "<figure>", "<p>More words.</p>"],
    "- a\n- b\n\nWords.": ["<figure>", "<li>a</li>", "<p>Words.</p>"],
    "> Said.\n\nWords.": ["<figure>", "<blockquote>", "<p>Words.</p>"],
    "## Head\n\nWords.": ["<figure>", "<h2", "<p>Words.</p>"],
    "| a |\n|---|\n| b |\n\nWords.": ["<figure>", '<div class="wide"', "<p>Words.</p>"],
    "One[^1] word.\n\n[^1]: A note.": ["<p>One", "<figure>", "A note."],
}


@pytest.mark.parametrize("body", PICTURED)
def test_the_picture_of_an_article_stands_below_its_first_paragraph(project: Project, body: str) -> None:
    project.write("content/media/view.gif", (FULL / "content/2025/media/harbour view.gif").read_bytes())
    image = "{src: media/view.gif, alt: A mast, credit: A. Writer}"
    project.write("content/first.md", article("First", region="north-coast", tags="[quay]", image=image, body=body))
    assert codes(project.build()) == []
    page = project.page(PAGE)
    places = [page.index(part) for part in PICTURED[body]]
    assert places == sorted(places)
    assert re.findall(r'<div class="body"[^>]*>\s*</div>', page) == []
