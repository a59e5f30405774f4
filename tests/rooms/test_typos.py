"""Typos that make new things: names of sources, layouts and blocks that are probably those of something that exists."""

from pathlib import Path

import pytest

from briefgen.build.check import check_site
from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.projects import NOW, SETTINGS, Project, article, codes, positions, write_project

#: The first line of a layout that overrides one of the theme.
OWN = '{% extends "theme/article.html" %}'
REGISTRY = """\
sources:
  agency: {name: Harbour Agency, url: "https://www.agency.test/"}
  channel-4: {name: Channel 4, url: "https://four.test/"}
  mina: {name: الميناء اليوم, url: "https://mina.test/", lang: ar}
  ap: {name: AP, url: "https://ap.test/"}
"""


def registered(root: Path, sources: str, registry: str = REGISTRY, **keys: str) -> Project:
    files = {"content/first.md": article("First", region="north", sources=sources, **keys), "content/second.md": ""}
    return write_project(root / "project", files).write("briefgen.yml", SETTINGS + registry)


@pytest.mark.parametrize(
    ("sources", "close"),
    [
        pytest.param("{name: Harbor Agency}", "Harbour Agency", id="letter-less"),
        pytest.param("{name: harbour agencyy}", "Harbour Agency", id="letter-more-in-other-case"),
        pytest.param("{name: Harbour Agemcy, url: 'https://elsewhere.test/x'}", "Harbour Agency", id="other-letter"),
        pytest.param("{name: channel4}", "Channel 4", id="key-without-its-hyphen"),
        pytest.param("{name: channnel-4}", "Channel 4", id="key"),
        pytest.param("{name: المينا اليوم}", "الميناء اليوم", id="other-script"),
        pytest.param("{name: Agency of Harbours, url: 'https://agency.test/x'}", "Harbour Agency", id="host"),
        pytest.param("{name: Fifth, url: 'https://WWW.agency.test/x'}", "Harbour Agency", id="host-with-www"),
        pytest.param("{name: Harbour Agency, url: 'https://other.test/'}", "", id="registered-name"),
        pytest.param("{name: agency}", "", id="registered-key"),
        pytest.param("{url: 'https://agency.test/x'}", "", id="registered-host-without-a-name"),
        pytest.param("{name: Channel 5}", "", id="series"),
        pytest.param("{name: AB}", "", id="short"),
        pytest.param("{name: Harbor Agencies}", "", id="three-letters"),
        pytest.param("{name: Other, url: 'https://other.test/x'}", "", id="another"),
        pytest.param("{name: Other, url: 'https://sub.agency.test/x'}", "", id="host-below"),
    ],
)
def test_a_source_that_is_probably_one_of_the_registry_is_told(tmp_path: Path, sources: str, close: str) -> None:
    project = registered(tmp_path, f"[{{name: Agencia}}, {sources}]")
    findings = project.build().findings
    assert [(one.code, one.span.path, one.span.line) for one in findings] == (
        [("unlikely-source", "content/first.md", 5)] if close else []
    )
    assert all(one.help.startswith(f'write "{close}"') and f'"{close}"' in one.message for one in findings)
    assert all(one.span.column == 35 for one in findings)


def test_without_a_registry_no_source_is_told(tmp_path: Path) -> None:
    assert codes(registered(tmp_path, "[{name: Harbour Agency}, {name: Harbor Agency}]", "").build()) == []


def test_a_mistyped_source_is_told_by_the_build_after_the_edit_and_not_after_it_was_mended(tmp_path: Path) -> None:
    project = registered(tmp_path, "[{name: Harbour Agency}]")
    assert codes(project.build()) == []
    for name, found in (("Harbor Agency", ["unlikely-source"]), ("Harbour Agency", [])):
        project.write("content/first.md", article("First", region="north", sources=f"[{{name: {name}}}]"))
        assert codes(project.build()) == found
        project.write("content/third.md", article(f"Third {name}", region="north"))
        assert codes(project.build()) == found
    project.write("content/first.md", article("First", region="north", sources="[{name: Harbor Agency}]", draft="true"))
    assert codes(project.build()) == []


# Layouts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "files", "found"),
    [
        pytest.param("artcle.html", {}, True, id="letter-less"),
        pytest.param("macros/crad.html", {}, False, id="two-letters"),
        pytest.param("macros/cart.html", {}, True, id="in-a-folder"),
        pytest.param("editions/emails.html", {}, True, id="edition"),
        pytest.param("theme/article.html", {}, False, id="name-of-the-theme"),
        pytest.param("desk/article.html", {}, False, id="other-folder"),
        pytest.param("longread.html", {}, False, id="own-kind"),
        pytest.param("articles.html", {"layouts/page.html": "{% extends 'articles.html' %}"}, False, id="extended"),
        pytest.param("articles.html", {"layouts/page.html": "{% include 'articles.html' %}"}, False, id="included"),
        pytest.param("articles.html", {"layouts/page.html": "{% include page.title %}"}, False, id="chosen-on-the-page"),
        pytest.param("articles.html", {"content/b.md": article("B", layout="articles.html")}, False, id="of-an-article"),
        pytest.param(
            "pages.html",
            {"content/pages/p.md": "---\ntitle: P\nlayout: pages.html\n---\nText.\n"},
            False,
            id="of-a-standing-page",
        ),
    ],
)
def test_a_layout_that_is_probably_mistyped_is_told(tmp_path: Path, path: str, files: dict[str, str], found: bool) -> None:
    project = write_project(tmp_path / "project", {f"layouts/{path}": "<p>Own</p>", **files})
    expected = [("unlikely-layout", f"layouts/{path}", None, None)] if found else []
    assert positions(project.build()) == expected
    project.write("content/first.md", article("First, edited", region="north-coast"))
    assert positions(project.build()) == expected


def test_a_layout_is_meant_as_soon_as_an_article_names_it_and_no_longer(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", {"layouts/articles.html": "<p>Own</p>"})
    assert codes(project.build()) == ["unlikely-layout"]
    for layout, found in (({"layout": "articles.html"}, []), ({}, ["unlikely-layout"])):
        project.write("content/first.md", article("First", region="north-coast", **layout))
        assert codes(project.build()) == found
        assert codes(build_site(project.root, tmp_path / "clean", Options(now=NOW), ways=Ways(cache=False))) == found
        assert codes(check_site(project.root, Options(now=NOW))) == found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param(
            {"article.html": '{% extends "theme/article.html" %}\n{% block mian %}x{% endblock %}'},
            ("layouts/article.html", 2, 10, 'nearest is "main"'),
            id="theme",
        ),
        pytest.param(
            {
                "article.html": '{% extends "base.html" %}\n\n  {%- block opning -%}x{% endblock %}',
                "base.html": "{% block opening %}{% endblock %}",
            },
            ("layouts/article.html", 3, 13, 'nearest is "opening"'),
            id="own-parent",
        ),
        pytest.param(
            {
                "article.html": '{% extends "desk.html" %}{% block bdy %}{% endblock %}',
                "desk.html": '{% extends "theme/article.html" %}',
            },
            ("layouts/article.html", 1, 35, 'nearest is "body"'),
            id="grandparent",
        ),
        pytest.param(
            {"article.html": '{% extends "theme/article.html" %}{% if 1 %}{% block zzzzzz %}{% endblock %}{% endif %}'},
            ("layouts/article.html", 1, 54, "the blocks are "),
            id="in-a-condition",
        ),
        pytest.param(
            {"article.html": '{% extends "theme/article.html" %}{% block body %}x{% endblock %}'}, None, id="right"
        ),
        pytest.param(
            {"article.html": OWN + "{% block body %}{% block mine %}x{% endblock %}{% endblock %}"},
            None,
            id="inside-another",
        ),
        pytest.param(
            {"article.html": OWN + "{% block mine %}x{% endblock %}{% block body %}{{ self.mine() }}{% endblock %}"},
            None,
            id="printed-by-self",
        ),
        pytest.param(
            {"article.html": '{% set it = "base.html" %}{% extends it %}{% block mine %}x{% endblock %}'}, None, id="chosen"
        ),
        pytest.param(
            {
                "article.html": '{% extends "desk.html" %}{% block mine %}x{% endblock %}',
                "desk.html": '{% set b = "base.html" %}{% extends b %}',
            },
            None,
            id="chosen-above",
        ),
        pytest.param({"404.html": "{% block mine %}x{% endblock %}"}, None, id="no-parent"),
        pytest.param(
            {"article.html": OWN + "{# {% block mian %} #}{% raw %}{% block mian %}{% endraw %}"},
            None,
            id="comment-and-raw",
        ),
        pytest.param({"macros/own.html": "{% macro mine() %}x{% endmacro %}"}, None, id="macro"),
    ],
)
def test_a_block_that_no_page_shows_is_told(
    tmp_path: Path, files: dict[str, str], found: tuple[str, int, int, str] | None
) -> None:
    project = write_project(tmp_path / "project", {f"layouts/{name}": text for name, text in files.items()})
    told = [one for one in project.build().findings if one.code == "unused-block"]
    assert [(one.span.path, one.span.line, one.span.column) for one in told] == ([found[:3]] if found else [])
    assert all(found and one.help.startswith(found[3]) for one in told)
