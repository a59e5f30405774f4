"""Macros of the theme that a project replaces one by one: what prints them, what is made again, and what is mistyped."""

import re
from pathlib import Path

import pytest

from tests.projects import Project, codes, positions, write_project
from tests.site.test_docs import blocks, code, section

THEME = Path(__file__).parent.parent.parent / "layouts"
PAGE = "/north-coast/2025-04-10/first/"
BEGIN = '{{% extends "theme/macros/{}" %}}\n'


def override(project: Project, file: str, macro: str) -> Project:
    return project.write(f"layouts/macros/{file}", BEGIN.format(file) + macro)


def test_one_macro_is_replaced_and_the_others_of_its_file_are_the_theme_s(project: Project) -> None:
    project.build()
    before = project.page("/sources/test-agency/")
    override(
        project,
        "card.html",
        "{% macro headline_card(card, level, date=0, region=0, sources=1) %}<p>{{ card.title }}</p>\n{% endmacro %}",
    )
    assert codes(project.build()) == []
    after = project.page("/sources/test-agency/")
    assert re.findall(r"<p>(First|Second)</p>", after) == ["Second", "First"]
    cards = re.compile(r'<article class="card".*?</article>\n', re.DOTALL)
    assert cards.sub("", before) == re.sub(r"<p>(First|Second)</p>\n", "", after) != before


def test_macros_of_the_theme_call_the_replaced_one(project: Project) -> None:
    override(project, "source.html", "{% macro source_name(source) %}<b>{{ source.name }}!</b>{% endmacro %}")
    assert codes(project.build()) == []
    # `source_lines` and `source_list` of the theme print it, from other files and from their own.
    assert "<b>Test Agency!</b>" in project.page("/north-coast/2025-04-10/")
    assert "<b>Test Agency!</b>" in project.page(PAGE)


def test_a_macro_calls_the_others_of_its_file_and_the_one_that_it_replaces(project: Project) -> None:
    override(
        project,
        "source.html",
        '{% from "theme/macros/source.html" import source_line as theme_line %}'
        "{% macro source_line(source) %}<i>{{ source_name(source) }}</i>{{ theme_line(source) }}{% endmacro %}",
    )
    assert codes(project.build()) == []
    assert re.search(
        r"<i><a [^>]*><bdi>Test Agency</bdi></a>.*?</i>\s*<p", project.page("/north-coast/2025-04-10/"), re.DOTALL
    )


def test_a_helper_of_one_s_own_does_not_change_the_theme_s_of_that_name(project: Project) -> None:
    project.build()
    before = project.page("/")
    override(
        project,
        "front.html",
        "{% macro _words(card) %}Mine{% endmacro %}{% macro kicker(card) %}{{ _words(card) }}{% endmacro %}",
    )
    assert codes(project.build()) == []
    kickers = re.compile(r'<p class="kicker.*?</p>\n', re.DOTALL)
    assert kickers.sub("", before) == project.page("/").replace("Mine", "") != before


def test_a_macro_that_an_extended_file_imports_is_replaced_for_that_file(project: Project) -> None:
    override(
        project, "card.html", "{% macro badge(badge) %}{% endmacro %}{% macro day_time(day, style) %}Today{% endmacro %}"
    )
    assert codes(project.build()) == []
    assert "<span>Today</span>" in project.page("/sources/test-agency/")
    assert "Today" not in project.page(PAGE)


def test_files_of_macros_extend_one_another(project: Project) -> None:
    override(
        project,
        "links.html",
        "{% macro named_link(link, rel='') %}1{% endmacro %}{% macro counted_link(link) %}2{% endmacro %}",
    )
    project.write(
        "layouts/macros/mine.html", '{% extends "macros/links.html" %}{% macro counted_link(link) %}3{% endmacro %}'
    ).write(
        "layouts/404.html",
        '{% from "macros/mine.html" import counted_link, link_section, named_link %}'
        "{{ named_link(1) }}{{ counted_link(1) }} {{ link_section('A', '/', ({},)) }}",
    )
    assert codes(project.build()) == []
    assert project.page("/404.html").startswith("13 <section>")
    assert "<li>3</li>" in project.page("/404.html")


def test_coming_changing_and_going_make_the_pages_that_print_it_and_no_other(tmp_path: Path) -> None:
    """`country_list` is on the pages of articles only."""
    project = write_project(tmp_path / "project")
    project.build()
    before = project.tree()
    articles = ("north-coast/2025-04-10/first/index.html", "south/2025-04-11/second/index.html")
    files = ("A{% endmacro %}", "B{% endmacro %}", "")
    for text in files:
        if text:
            override(project, "correction.html", "{% macro correction_note(correction) %}" + text)
        else:
            project.remove("layouts/macros/correction.html")
        built = project.build()
        assert codes(built) == []
        assert built.made == ("corrections/index.html", *articles)
        clean = write_project(tmp_path / f"clean-{text[:1]}")
        if text:
            override(clean, "correction.html", "{% macro correction_note(correction) %}" + text)
        clean.build()
        assert project.tree() == clean.tree()
    assert project.tree() == before


@pytest.mark.parametrize(
    ("macro", "found", "hint"),
    [
        pytest.param("{% macro source_lien(source) %}{% endmacro %}", (2, 10), 'nearest is "source_line"', id="mistyped"),
        pytest.param("\n  {%- macro x(y) -%}{% endmacro %}", (3, 13), "call it, or remove it", id="unlike-any"),
        pytest.param("{% macro source_line(source) %}{% endmacro %}", None, "", id="replaced"),
        pytest.param(
            "{% macro x() %}{% endmacro %}{% macro source_line(s) %}{{ x() }}{% endmacro %}", None, "", id="called"
        ),
        pytest.param("{% macro _x() %}{% endmacro %}", None, "", id="own"),
    ],
)
def test_a_macro_that_nothing_calls_is_told(project: Project, macro: str, found: tuple[int, int] | None, hint: str) -> None:
    told = override(project, "source.html", macro).build().findings
    assert [(one.code, one.span.line, one.span.column) for one in told] == ([("unused-macro", *found)] if found else [])
    assert all(one.help == hint for one in told)


def test_a_macro_that_another_layout_imports_is_meant(project: Project) -> None:
    override(project, "source.html", "{% macro mine() %}Mine{% endmacro %}")
    project.write("layouts/404.html", '{% from "macros/source.html" import mine %}{{ mine() }}')
    assert positions(project.build()) == []
    assert project.page("/404.html") == "Mine\n"


def test_the_documented_macros_are_those_of_the_theme() -> None:
    listed = [(code(row[0]), code(row[1])) for row in section("layouts.md", "Macros of the theme").rows()]
    assert listed == [
        (path.name, signature)
        for path in sorted((THEME / "macros").glob("*.html"))
        for signature in re.findall(r"{% macro ([a-z]\w*\([^%]*\)) %}", path.read_text("utf-8"))
    ]


def test_the_documented_override_of_a_macro_changes_that_macro(project: Project) -> None:
    (shown,) = [block for block in blocks(section("layouts.md", "Override one macro").text) if block.path]
    assert codes(project.write(shown.path, shown.text).build()) == []
    assert '<p class="meta">Source: <a href="/sources/test-agency/">' in project.page("/north-coast/2025-04-10/")
