"""A project's own filters and kinds of pages: what they get, what depends on them, what is told, and what they never see."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefgen.build.explanation import explain
from briefgen.project.reader import ProjectReader
from briefgen.render.jobs import jobs_of, run_jobs
from briefgen.values.diagnostics import Severity
from briefgen.values.model import Options
from tests.projects import NOW, SETTINGS, Project, article, codes, positions, write_project

BEGIN = "from briefgen import ArticleList, OwnPage, Published, layout_filter, page_kind\n"
DIGEST = """\
from briefgen import ArticleList, OwnPage, layout_filter, page_kind

@layout_filter
def shout(text):
    return text.upper()

@page_kind(layout="digest.html", address="/digest/{region}/")
def digest(site):
    for key, articles in site.by_region.items():
        lists = [ArticleList(site.region_name(key), articles)]
        words = sum(one.words for one in articles)
        yield OwnPage(at={"region": key}, title=f"Digest {key}", lists=lists, data={"words": words})
"""
LAYOUT = """\
{% extends "base.html" %}
{% from "macros/term.html" import term_cards %}
{% block main %}
<h1>{{ page.title | shout }}</h1>
<p>{{ page.data.words }} words</p>
{% for list in page.lists %}
<h2>{{ list.title }}</h2>
{{ term_cards(list.cards) -}}
{% endfor %}
{% endblock %}
"""
#: A layout that prints the data of its page.
PLAIN = "{{ page.kind }} {{ page.data }}"


def hooked(root: Path, hooks: str = DIGEST) -> Project:
    """Write a project with hooks and their layouts."""
    project = write_project(root, {"layouts/digest.html": LAYOUT, "layouts/plain.html": PLAIN, "briefgen_hooks.py": hooks})
    return project.write("briefgen.yml", SETTINGS + "hooks: true\n")


def kind(body: str, address: str = "/own/") -> str:
    """Return a file of hooks with one kind of pages, given the body of its function."""
    return f'{BEGIN}@page_kind(layout="plain.html", address="{address}")\ndef own(site):\n    {body}\n'


def clean(project: Project, tmp_path: Path) -> dict[str, str]:
    """Return what a build of the same files from nothing writes."""
    other = Project(tmp_path / "clean")
    for path in project.root.rglob("*"):
        local = path.relative_to(project.root).as_posix()
        if path.is_file() and not local.startswith(("site/", ".briefgen/")):
            other.write(local, path.read_bytes())
    assert codes(other.build()) == []
    return other.tree()


# What hooks give -----------------------------------------------------------------------------------------------------------


def test_a_kind_of_pages_lists_articles_in_a_layout_with_a_filter(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    assert codes(project.build()) == []
    page = project.page("/digest/north/")
    assert "<h1>DIGEST NORTH</h1>\n<p>2 words</p>\n<h2>North</h2>" in page
    assert '<a href="/north-coast/2025-04-10/first/">' in page
    assert "<title>Digest north" in page
    assert {path for path in project.tree() if path.startswith("digest/")} == {
        "digest/north/index.html", "digest/north-coast/index.html", "digest/south/index.html",
    }  # fmt: skip


def test_the_sitemap_the_menu_and_links_of_texts_know_the_pages(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    menu = "menu: [{title: Digest, url: /digest/north/}]\n"
    project.write("briefgen.yml", f"{SETTINGS}hooks: true\n{menu}")
    project.write("content/first.md", article("First", region="north-coast", body="[All](/digest/south/)"))
    assert codes(project.build()) == []
    assert "<loc>https://briefs.test/digest/north/</loc>" in project.page("/sitemap.xml")
    project.remove("content/second.md")
    assert positions(project.build()) == [("missing-page", "content/first.md", 7, 7)]


def test_a_hook_sees_the_articles_in_groups_with_their_names(tmp_path: Path) -> None:
    body = """
    first = site.by_region["north-coast"][0]
    yield OwnPage(title="All", data={
        "regions": [[key, [one.title for one in all]] for key, all in site.by_region.items()],
        "days": [[key.isoformat(), len(all)] for key, all in site.by_date.items()],
        "stories": [[key, site.story_title(key), len(all)] for key, all in site.by_story.items()],
        "tags": [[key, site.tag_name(key), len(all)] for key, all in site.by_tag.items()],
        "countries": [[key, site.country_name(key), len(all)] for key, all in site.by_country.items()],
        "first": [first.path, first.address, first.title, first.summary, first.date.isoformat(), first.region,
                  first.regions, first.countries, first.story, first.tags, first.sources, first.authors, first.lang,
                  first.words, first.weight, first.corrected, first.extra, first.published.isoformat()],
        "extra": site.extra,
    })"""
    project = hooked(tmp_path / "project", kind(body))
    project.write("layouts/plain.html", "{{ page.data | tojson }}")
    project.write("briefgen.yml", SETTINGS + "hooks: true\nextra: {desk: [a, b]}\n")
    keys = {
        "story": "big-flood",
        "tags": "[Sea water]",
        "countries": "[LB]",
        "authors": "[A. Writer]",
        "extra": "{n: {m: 1}}",
    }
    project.write("content/first.md", article("First", region="north-coast", **keys))
    assert codes(project.build()) == []
    data = json.loads(project.page("/own/").replace("\\u0027", "'"))
    assert data == {
        "regions": [["north", ["First"]], ["north-coast", ["First"]], ["south", ["Second"]]],
        "days": [["2025-04-11", 1], ["2025-04-10", 1]],
        "stories": [["big-flood", "Big flood", 1]],
        "tags": [["sea-water", "Sea water", 1]],
        "countries": [["LB", "Lebanon", 1]],
        "first": [
            "content/first.md", "/north-coast/2025-04-10/first/", "First", "Some text.", "2025-04-10", "north-coast",
            ["north-coast", "north"], ["LB"], "big-flood", ["sea-water"], ["Test Agency"], ["A. Writer"], "en-GB",
            2, 0, False, {"n": {"m": 1}}, "2025-04-09T23:00:00+00:00",
        ],
        "extra": {"desk": ["a", "b"]},
    }  # fmt: skip


def test_a_page_links_to_another_one_under_a_base_path(tmp_path: Path) -> None:
    body = """
    for number in ("1", "2"):
        yield OwnPage(title="A", at={"page": number}, data={"next": site.href("/own/2/")})"""
    project = hooked(tmp_path / "project", kind(body, "/own/{page}/"))
    project.write("briefgen.yml", SETTINGS.replace("briefs.test/", "briefs.test/daily/") + "hooks: true\n")
    project.write("layouts/plain.html", '<!doctype html><a href="{{ page.data.next }}">Next</a>')
    assert codes(project.check()) == []
    project.build()
    assert 'href="/daily/own/2/"' in project.page("/own/1/")
    project.write("briefgen_hooks.py", kind(body.replace('"/own/2/"', '"/none/"'), "/own/{page}/"))
    assert codes(project.check()) == ["layout-link"]


def test_modules_beside_the_file_of_hooks_can_be_imported_and_nothing_is_published_of_them(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project", "from words import shout\nfrom kinds import digest\n")
    project.write("kinds.py", DIGEST).write("words.py", "import inner\nshout = inner.shout\n").write("inner.py", DIGEST)
    assert codes(project.build()) == []
    assert "<h1>DIGEST NORTH</h1>" in project.page("/digest/north/")
    assert not [path for path in project.tree() if path.endswith(".py")]
    assert not list(project.root.rglob("__pycache__"))


def test_dataclasses_with_annotations_as_text_work_in_hooks(tmp_path: Path) -> None:
    text = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Week:\n    number: int\n" + kind('yield OwnPage(title="W", data={"week": Week(3).number})')
    )
    project = hooked(tmp_path / "project", text)
    assert codes(project.build()) == []
    assert project.page("/own/") == "own {&#39;week&#39;: 3}\n"


def test_a_worker_that_has_nothing_but_values_prints_with_the_filters(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    project.build()
    site = ProjectReader(project.root).read(Options(now=NOW)).value
    assert site is not None
    pages = [page for page in site.plan.pages if page.output == "digest/north/index.html"]
    (made,) = run_jobs(site.printer.setup(), list(jobs_of(pages, site.plan.maker, site.bodies)))
    assert made.value == project.page("/digest/north/").encode()


def test_explain_names_the_articles_of_a_page(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    project.build()
    (told,), _ = explain(project.root, project.output, Options(now=NOW), "/digest/north/")
    assert (told.layout, told.view, told.inputs, told.changed) == (
        "digest.html",
        "OwnView",
        ("content/first.md",),
        "nothing",
    )
    project.write("briefgen_hooks.py", DIGEST.replace("upper", "lower"))
    (told,), _ = explain(project.root, project.output, Options(now=NOW), "/digest/north/")
    assert told.changed == "the hooks"
    assert "never published" in project.run("explain", "briefgen_hooks.py").stdout


# What is asked for ---------------------------------------------------------------------------------------------------------


def test_hooks_that_the_settings_do_not_ask_for_are_not_run_and_noted(project: Project) -> None:
    project.build()
    before = project.tree()
    result = project.write("briefgen_hooks.py", "this is no Python").build(strict=True)
    assert [(one.code, one.severity, one.span.path) for one in result.findings] == [
        ("unasked-hooks", Severity.NOTE, "briefgen_hooks.py")
    ]
    assert project.tree() == before
    # After an edit of an article, too, which is planned from the last build.
    assert codes(project.write("content/first.md", article("Other", region="north-coast")).build()) == ["unasked-hooks"]


def test_hooks_that_are_missing_are_told_at_the_setting(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    project.remove("briefgen_hooks.py")
    assert positions(project.build()) == [("hook-error", "briefgen.yml", 14, 8)]
    (project.root / "briefgen_hooks.py").symlink_to(tmp_path / "elsewhere.py")
    assert positions(project.build()) == [("hook-error", "briefgen.yml", 14, 8)]


# What depends on hooks -----------------------------------------------------------------------------------------------------


def test_an_edit_makes_the_pages_that_list_the_article_and_no_other(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    project.build()
    made = project.write("content/second.md", article("Edited", region="south", date="2025-04-11")).build().made
    assert [path for path in made if path.startswith("digest/")] == ["digest/south/index.html"]
    assert "Edited" in project.page("/digest/south/")
    # What only the hook looked at, the number of words, is in the key as well.
    longer = article("First", region="north-coast", summary="Some text.", body="Some text. And more of it.")
    made = project.write("content/first.md", longer).build().made
    assert [path for path in made if path.startswith("digest/")] == [
        "digest/north-coast/index.html",
        "digest/north/index.html",
    ]
    assert "<p>6 words</p>" in project.page("/digest/north/")
    assert project.tree() == clean(project, tmp_path)


def test_pages_come_and_go_with_the_articles(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    project.build()
    project.write("content/third.md", article("Third", region="south")).remove("content/first.md").build()
    assert {path for path in project.tree() if path.startswith("digest/")} == {"digest/south/index.html"}
    assert "/digest/north/" not in project.page("/sitemap.xml")
    assert project.tree() == clean(project, tmp_path)


def test_an_edit_of_the_hooks_or_of_a_module_that_they_import_is_followed(tmp_path: Path) -> None:
    project = hooked(
        tmp_path / "project", DIGEST.replace("text.upper()", "words.of(text)").replace("\n\n", "\nimport words\n", 1)
    )
    project.write("words.py", "import inner\ndef of(text):\n    return inner.of(text)\n")
    project.write("inner.py", "def of(text):\n    return text + ' one'\n").build()
    assert "<h1>Digest north one</h1>" in project.page("/digest/north/")
    project.write("inner.py", "def of(text):\n    return text + ' two'\n").build()
    assert "<h1>Digest north two</h1>" in project.page("/digest/north/")
    assert project.tree() == clean(project, tmp_path)
    # A file that no hook imports is none of them.
    assert project.write("tool.py", "1 / 0").build().made == ()


def test_an_edit_of_hooks_without_filters_makes_the_pages_that_it_changes_and_no_other(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project", kind('yield OwnPage(title="One")'))
    project.build()
    made = project.write("briefgen_hooks.py", kind('yield OwnPage(title="Two")', "/own/")).build().made
    assert made == ("own/index.html",)
    # A line more changes no page.
    assert project.write("briefgen_hooks.py", "\n" + kind('yield OwnPage(title="Two")')).build().made == ()
    made = project.write("briefgen_hooks.py", kind('yield OwnPage(title="Two")', "/other/")).build().made
    assert made == ("other/index.html", "sitemap.xml")
    assert project.tree() == clean(project, tmp_path)


def test_a_filter_that_is_gone_is_told_as_in_a_first_build(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    project.build()
    project.write("briefgen_hooks.py", DIGEST.replace("def shout", "def loud"))
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.span.line) == ("layout-syntax", "layouts/digest.html", 4)
    assert found.message.startswith('there is no filter "shout"')


# What hooks never see ------------------------------------------------------------------------------------------------------


def test_no_hook_meets_what_is_not_visible_and_each_article_comes_and_goes_by_the_clock(tmp_path: Path) -> None:
    body = 'yield OwnPage(title="All", data={"all": [one.title for one in site.articles], "days": len(site.by_date)})'
    project = hooked(tmp_path / "project", kind(body))
    project.write("content/draft.md", article("Secret draft", date="2025-04-12", draft="true"))
    project.write("content/later.md", article("Secret later", date="2025-04-13", publish_at="2026-02-01T00:00:00Z"))
    project.write("content/over.md", article("Secret over", date="2025-04-14", expires="2026-03-01T00:00:00Z"))
    shown = {
        datetime(2026, 1, 1, tzinfo=UTC): ["Secret over", "Second", "First"],
        datetime(2026, 2, 2, tzinfo=UTC): ["Secret over", "Secret later", "Second", "First"],
        datetime(2026, 3, 2, tzinfo=UTC): ["Secret later", "Second", "First"],
    }
    for now, titles in shown.items():
        assert codes(project.build(now=now)) == []
        quoted = ", ".join(f"&#39;{title}&#39;" for title in titles)
        assert project.page("/own/") == f"own {{&#39;all&#39;: [{quoted}], &#39;days&#39;: {len(titles)}}}\n"
    project.build(now=NOW, drafts=True)
    assert "Secret draft" in project.page("/own/")


def test_an_article_that_a_hook_kept_from_an_earlier_run_is_on_no_page(tmp_path: Path) -> None:
    """The preview runs a hook again after each edit, with what is visible then."""
    body = "kept.extend(site.articles); yield OwnPage(title=str(len(kept)), lists=[ArticleList(str(), kept)])"
    project = hooked(tmp_path / "project", f"kept = []\n{kind(body)}")
    reader = ProjectReader(project.root)
    options = Options(now=NOW)
    assert reader.read(options).findings == ()
    project.write("content/first.md", article("First", region="north-coast", draft="true"))
    # Not planned from the last run: all is read again, with hooks that remember nothing.
    assert reader.reread(options, ["content/first.md"]) is None
    site = reader.read(options).value
    assert site is not None
    view = site.plan.by_path["own/index.html"].view(site.plan.maker)  # type: ignore[union-attr] # it is a page
    assert [card.title for card in view.lists[0].cards] == ["Second"]


@pytest.mark.parametrize(
    "attempt",
    [
        "site.articles[0].title = 'x'",
        "site.articles[0].extra['n'] = 1",
        "site.by_region['x'] = ()",
        "site.extra['x'] = 1",
        "site.articles[0].extra['deep']['n'] = 1",
    ],
)
def test_a_hook_changes_nothing_of_what_it_gets(tmp_path: Path, attempt: str) -> None:
    project = hooked(tmp_path / "project", kind(attempt))
    project.write("content/second.md", article("Second", region="south", date="2025-04-11", extra="{deep: {n: 2}}"))
    (found,) = project.build().findings
    assert (found.code, found.span.line) == ("hook-error", 4)


# What is told --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        pytest.param("def x(:\n", 1, "cannot be read as Python: SyntaxError", id="syntax"),
        pytest.param("x = 1\n1 / 0\n", 2, "ZeroDivisionError: division by zero", id="fails"),
        pytest.param("import os\n", 1, 'hooks cannot import "os"', id="module-that-reads-the-world"),
        pytest.param("from pathlib import Path\n", 1, 'hooks cannot import "pathlib"', id="from-such-a-module"),
        pytest.param("import jinja2\n", 1, 'hooks cannot import "jinja2"', id="library"),
        pytest.param("import briefgen.disk\n", 1, 'hooks cannot import "briefgen.disk"', id="inside-of-briefgen"),
        pytest.param("from briefgen import disk\n", 1, 'briefgen has no "disk" for hooks', id="package-of-briefgen"),
        pytest.param("from . import words\n", 1, 'hooks cannot import "."', id="relative"),
        pytest.param("import missing\n", 1, 'hooks cannot import "missing"', id="missing-module"),
        pytest.param("\nopen('x')\n", 2, "hooks cannot use open()", id="file"),
        pytest.param("print(1)\n", 1, "hooks cannot use print()", id="output"),
        pytest.param("raise SystemExit\n", 1, "SystemExit", id="exit"),
        pytest.param(kind("yield site.by_region['x']"), 4, "the page kind own failed: KeyError: 'x'", id="function-fails"),
        pytest.param(kind("raise SystemExit(0)"), 4, "the page kind own failed: SystemExit: 0", id="function-exits"),
        pytest.param(kind("site.region_name('x')"), 4, "the page kind own failed: KeyError", id="no-such-region"),
        pytest.param(kind("pass"), 2, "'NoneType' object is not iterable", id="gives-nothing"),
        pytest.param(kind("yield 1"), 2, "gave a value of the class int, and no OwnPage", id="no-page"),
        pytest.param(kind("yield OwnPage(title=1)"), 2, "gave a page without a title", id="title"),
        pytest.param(kind("yield OwnPage(title='')"), 2, "gave a page without a title", id="no-title"),
        pytest.param(kind("yield OwnPage(title='A', at={'x': 'y'})"), 2, "fields of its address: nothing", id="fields"),
        pytest.param(kind("yield OwnPage(title='A')", "/{a}/"), 2, "fields of its address: a", id="no-fields"),
        pytest.param(
            kind("yield OwnPage(title='A', at={'a': 'B c'})", "/x/{a}/"), 2, "a='B c', which is no part", id="value"
        ),
        pytest.param(kind("yield OwnPage(title='A', at={'a': '..'})", "/x/{a}/"), 2, "a='..', which is no", id="above"),
        pytest.param(kind("yield OwnPage(title='A', at={'a': 'nul'})", "/x/{a}/"), 2, 'an address with "nul"', id="device"),
        pytest.param(kind("yield OwnPage(title='A', at={'a': 'b' * 81})", "/x/{a}/"), 2, "too long", id="long"),
        pytest.param(kind("yield OwnPage(title='A', lists=3)"), 2, "no list of ArticleList, for /own/", id="lists"),
        pytest.param(kind("yield OwnPage(title='A', lists=[ArticleList('', [1])])"), 2, "no article of this run", id="one"),
        pytest.param(kind("yield OwnPage(title='A', lists=[ArticleList('', 3)])"), 2, "and a list of articles", id="number"),
        pytest.param(
            kind("yield OwnPage(title='A', lists=[ArticleList('', (1 / 0 for _ in 'a'))])"),
            2,
            "a list of articles",
            id="lazy",
        ),
        pytest.param(kind("yield OwnPage(title='A', data={'a': {1}})"), 2, "set is neither text", id="data"),
        pytest.param(kind("yield OwnPage(title='A', data={1: 1})"), 2, "a key is no text", id="key"),
        pytest.param(kind("yield OwnPage(title='A', data=[1])"), 2, "it is no mapping", id="no-mapping"),
        pytest.param(kind("yield OwnPage(title='A', data={'a': 2**80})"), 2, "data that cannot be kept", id="number"),
        pytest.param(kind("yield OwnPage(title='A\\udc80')"), 2, "data that cannot be kept", id="half-a-character"),
        pytest.param(kind("yield OwnPage(title='A\\0')"), 2, "gave a page without a title", id="control-in-title"),
        pytest.param(
            kind("yield OwnPage(title='A', description='\\u202e')"), 2, "gave a page without a title", id="direction"
        ),
        pytest.param(
            kind("yield OwnPage(title='A', lists=[ArticleList('\\7', [])])"), 2, "no list of", id="control-in-list"
        ),
        pytest.param(
            kind("yield OwnPage(title='A', data={'a': ['\\7']})"),
            2,
            "a text holds a control character",
            id="control-in-data",
        ),
        pytest.param(
            kind("yield OwnPage(title='A', data={'\\7': 1})"), 2, "a text holds a control character", id="in-a-key"
        ),
        pytest.param(kind("return []", "own"), 2, "address='own' is no pattern", id="pattern"),
        pytest.param(kind("return []", "/../"), 2, "address='/../' is no pattern", id="pattern-above"),
        pytest.param(kind("return []", "/{a}/{a}/"), 2, "has one field twice", id="field-twice"),
        pytest.param(f"{BEGIN}@layout_filter\ndef upper(a):\n    pass\n", 2, 'a filter "upper" already', id="of-jinja"),
        pytest.param(f"{BEGIN}@layout_filter\ndef html(a):\n    pass\n", 2, 'a filter "html" already', id="of-briefgen"),
        pytest.param(
            "def a():\n    pass\ndef a():\n    pass\n", 3, "the function a stands twice, first in line 1", id="twice"
        ),
    ],
)
def test_a_hook_that_fails_is_told_with_file_and_line_and_nothing_is_written(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    project = write_project(tmp_path / "project")
    project.build()
    before = project.tree()
    project.write("briefgen.yml", SETTINGS + "hooks: true\n").write("briefgen_hooks.py", text).write(
        "layouts/plain.html", PLAIN
    )
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.span.line) == ("hook-error", "briefgen_hooks.py", line)
    assert said in found.message
    assert str(tmp_path) not in found.message
    assert project.tree() == before


def test_a_fault_in_a_module_is_told_there(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project", "import words\n").write("words.py", "\n\n1 / 0\n")
    assert positions(project.build()) == [("hook-error", "words.py", 3, None)]


def test_a_filter_that_fails_is_told_where_it_fails_and_where_it_was_called(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project", DIGEST.replace("return text.upper()", "assert False, 'no'"))
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.span.line) == ("hook-error", "briefgen_hooks.py", 5)
    assert found.message.startswith("the filter shout failed in layouts/digest.html:4: AssertionError: no (in digest/")
    project.write("briefgen_hooks.py", DIGEST.replace("def shout(text)", "def shout()"))
    assert positions(project.build()) == [("hook-error", "layouts/digest.html", 4, None)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("raise OSError('no')\n    yield 1", "OSError: no", id="while-a-layout-loops"),
        pytest.param(
            "class A:\n        def __str__(self): raise OSError('no')\n    return [A()]", "OSError: no", id="as-text"
        ),
    ],
)
def test_what_a_filter_returns_can_fail_later_and_is_told_where(tmp_path: Path, body: str, said: str) -> None:
    hooks = DIGEST.replace("return text.upper()", body)
    project = hooked(tmp_path / "project", hooks)
    loop = "{% for each in page.title | shout %}{{ each }}{% endfor %}"
    project.write("layouts/digest.html", LAYOUT.replace("{{ page.title | shout }}", loop))
    (found,) = project.build().findings
    assert (found.code, found.span.path) == ("hook-error", "briefgen_hooks.py")
    assert said in found.message
    assert "layouts/digest.html:4" in found.message


def test_what_a_filter_returns_is_escaped(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project", DIGEST.replace("text.upper()", "'<script>'"))
    project.build()
    assert "<h1>&lt;script&gt;</h1>" in project.page("/digest/north/")


def test_two_pages_of_one_address_are_told(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project", kind('yield OwnPage(title="A"); yield OwnPage(title="B")'))
    assert positions(project.build()) == [("duplicate-address", "briefgen_hooks.py", 2, None)]
    project.write("briefgen_hooks.py", kind('yield OwnPage(title="A")', "/north/"))
    (found,) = project.build().findings
    assert (found.code, found.span.path) == ("duplicate-address", "briefgen_hooks.py")
    # An address that an article takes later, after a build without a clash.
    project.write("briefgen_hooks.py", kind('yield OwnPage(title="A")', "/old/own/")).build()
    project.write("content/first.md", article("First", region="north-coast", aliases="[/old/own/]"))
    assert codes(project.build()) == ["duplicate-address"]


def test_a_layout_that_is_missing_is_told_at_the_hooks(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project", DIGEST.replace("digest.html", "digets.html"))
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.help) == ("layout-missing", "briefgen_hooks.py", 'nearest is "digest.html"')


def test_check_reads_the_pages_of_hooks(tmp_path: Path) -> None:
    project = hooked(tmp_path / "project")
    project.write("layouts/digest.html", LAYOUT.replace("<p>", '<p><a href="/nowhere/">x</a>'))
    assert positions(project.check()) == [("layout-link", "layouts/digest.html", 5, 4)]
