"""What `check` finds in the pages that it makes: faults of layouts, each once, with the layout's file and line."""

import time
from pathlib import Path

import pytest

from briefgen.render.inspection import inspect
from briefgen.values.diagnostics import Diagnostic
from tests.projects import Project, article, codes, write_project

ROOT = Path(__file__).parent.parent.parent

#: A layout of a standing page, without a fault; `{}` is a place in line 5.
LAYOUT = """\
{{% extends "theme/page.html" %}}
{{% block main %}}
<h1>{{{{ page.title }}}}</h1>
<p>Some words.</p>
{}
{{% endblock %}}
"""


def lint(project: Project) -> list[tuple[str, str, int | None, int | None]]:
    """Check, and return code, path, line and column of every finding; a build finds nothing."""
    assert codes(project.build()) == []
    return [(one.code, one.span.path, one.span.line, one.span.column) for one in project.check().findings]


def with_page(root: Path, markup: str, body: str = "Prose.") -> Project:
    return write_project(
        root,
        {
            "layouts/page.html": LAYOUT.format(markup),
            "content/pages/about.md": f"---\ntitle: About\n---\n{body}\n",
        },
    )


@pytest.mark.parametrize(
    ("code", "markup", "column"),
    [
        pytest.param("layout-alt", '<img src="{{ asset("icon.svg") }}">', 1, id="image"),
        pytest.param("layout-alt", '<p>Go <input type="image" src="{{ asset("icon.svg") }}"></p>', 7, id="button-image"),
        pytest.param("layout-id", '<p id="_main">x</p>', 1, id="id-of-the-frame"),
        pytest.param("layout-id", '<b id="_x"></b> <i id=_x></i>', 17, id="ids-of-one-line"),
        pytest.param("layout-heading", "<h3>Under a heading of level 1</h3>", 1, id="heading"),
        pytest.param("layout-heading", "<H2>Two</H2><H4>Four</H4>", 13, id="heading-in-capitals"),
        pytest.param("layout-link", '<a href="/nowhere/">Nowhere</a>', 1, id="address"),
        pytest.param("layout-link", '<a href="https://briefs.test/nowhere/">Nowhere</a>', 1, id="whole-url"),
        pytest.param("layout-link", '<a href="../abuot/">About</a>', 1, id="relative"),
        pytest.param("layout-link", '<a href="{{ site.home }}#nobody">Nobody</a>', 1, id="id-of-a-page"),
        pytest.param("layout-link", '<a href="#nobody">Nobody</a>', 1, id="id-of-this-page"),
        pytest.param("layout-link", '<a href="">Empty</a>', 1, id="empty-address"),
        pytest.param("layout-link", '<img alt="" src="/assets/lost.png">', 1, id="picture"),
        pytest.param("layout-link", '<img alt="" src="/robots.txt" srcset="/robots.txt 1x, /two.png 2x">', 1, id="srcset"),
        pytest.param("layout-link", '<script src="/lost.js"></script>', 1, id="script"),
        pytest.param("layout-label", '<a href="/"></a>', 1, id="link"),
        pytest.param("layout-label", '<a href="/"> <b> &nbsp;</b></a>', 1, id="link-with-blanks"),
        pytest.param("layout-label", '<a href="/"><img alt="" src="/robots.txt"></a>', 1, id="link-around-an-ornament"),
        pytest.param("layout-label", '<a href="/"><span aria-hidden="true">→</span></a>', 1, id="link-around-a-sign"),
        pytest.param("layout-label", '<button class="x"></button>', 1, id="button"),
        pytest.param("layout-label", '<input type="button">', 1, id="input"),
    ],
)
def test_a_fault_of_a_layout_has_the_place_in_the_layout(tmp_path: Path, code: str, markup: str, column: int) -> None:
    assert lint(with_page(tmp_path, markup)) == [(code, "layouts/page.html", 5, column)]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{{ asset("icon.svg") }}" alt="">',
        '<img src="{{ asset("icon.svg") }}" aria-hidden="true">',
        "<h2>Two</h2><h3>Three</h3><h2>Two</h2>",
        '<a href="#">Top</a> <a href="#top">Top</a> <a href="#_main">Words</a> <a href="#:~:text=Words">Words</a>',
        '<a href="{{ site.home }}">Home</a> <a href="/north/?a=b#_main">North</a> <a href="./">Here</a>',
        '<a href="https://elsewhere.test/nowhere/">Out</a> <a href="//elsewhere.test/x">Out</a>',
        '<a href="mailto:a@b.test">A</a> <a href="javascript:x()">X</a> <img alt="" src="data:image/gif;base64,R0lGOD">',
        '<a href="https://briefs.test/gone/" rel="external">Out</a> <a href="http://[x">Odd</a> <a href="tel:1">1</a>',
        '<a href="/" aria-label="Home"></a> <a href="/"><img src="/robots.txt" alt="Home"></a> <a name="old"></a>',
        '<a href="/"><svg><title>Home</title></svg></a> <button title="Close"><i></i></button> <button hidden></button>',
        '<a href="/"><b hidden>x</b><b>Home</b></a> <input type="submit"> <input type="button" value="Go">',
        '<!-- <img src="x"> <a href="/nowhere/"> --> <script>let a = "<img src=x>" + "<a href=/nowhere/>"</script>',
        '<template><img src="{x}"><b id="_main"></b></template> <p title="<img src=x>" data-id="_main">x</p>',
        '<a href="/old/#kept-by-the-browser">An alias</a> <form action="/cgi/subscribe"></form>',
    ],
)
def test_nothing_is_said_of_what_is_right(tmp_path: Path, markup: str) -> None:
    project = with_page(tmp_path, markup).write("content/first.md", article("First", aliases="[/old/]"))
    assert lint(project) == []


def test_one_fault_on_many_pages_is_one_finding_with_their_number(tmp_path: Path) -> None:
    project = write_project(
        tmp_path,
        {
            "layouts/macros/logo.html": "{% macro logo() %}\n<p>\n  <img src=/robots.txt>\n</p>\n{% endmacro %}\n",
            "layouts/base.html": '{% from "macros/logo.html" import logo %}\n'
            "<!doctype html>\n<title>{{ page.title }}</title>\n{{ logo() }}\n{% block main %}{% endblock %}\n",
        },
    )
    project.build()
    (found,) = [one for one in project.check().findings if one.code == "layout-alt"]
    assert (found.span.path, found.span.line, found.span.column) == ("layouts/macros/logo.html", 3, 3)
    pages = sum(page.read_text("utf-8").count("<img src=/robots.txt>") for page in project.output.rglob("*.html"))
    assert found.message == f"an image has no alt (in 404.html and {pages - 1} more)"


def test_the_line_is_right_behind_blocks_comments_and_stripped_blanks(tmp_path: Path) -> None:
    text = (
        '{# one\ntwo #}\n{% extends "theme/page.html" -%}\n\n\n{%- block main -%}\n\n<h1>{{ page.title }}\n</h1>\n'
        "{% if true %}<p>\n{% endif %}</p>{% raw %}\n{{ <img src=/robots.txt> }}\n{% endraw %}{% endblock %}\n"
    )
    line = next(number for number, row in enumerate(text.split("\n"), start=1) if "<img" in row)
    project = with_page(tmp_path, "").write("layouts/page.html", text)
    assert lint(project) == [("layout-alt", "layouts/page.html", line, 4)]


def test_what_a_text_says_is_never_told_of_a_layout(tmp_path: Path) -> None:
    body = '#### Deep\n\n<h5 id="twice">x</h5>\n\n<b id="twice">x</b>\n\n[](/north/) [x](#deep)\n'
    project = write_project(tmp_path, {"content/first.md": article("First", body=body)})
    found = project.check().findings
    assert not [one for one in found if one.code.startswith("layout-")]
    assert {one.span.path for one in found} == {"content/first.md"}


def test_two_articles_of_one_address_are_no_fault_of_the_theme(tmp_path: Path) -> None:
    files = {f"content/{name}.md": article("Same", slug="same") for name in ("a", "b")}
    assert {one.code for one in write_project(tmp_path, files).check().findings} == {"duplicate-address"}


def test_the_address_of_a_menu_is_told_in_the_settings_only(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    settings = (tmp_path / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", f"{settings}menu: [{{title: Lost, url: /lost/}}]\n")
    assert [(one.code, one.span.path) for one in project.check().findings] == [("missing-page", "briefgen.yml")]


def test_a_site_below_a_folder_checks_its_own_addresses(tmp_path: Path) -> None:
    project = with_page(tmp_path, '<a href="/daily/nowhere/">Nowhere</a> <a href="/other/">Other</a>')
    settings = (tmp_path / "briefgen.yml").read_text("utf-8").replace("https://briefs.test/", "https://briefs.test/daily/")
    project.write("briefgen.yml", settings)
    (found,) = project.check().findings
    assert (found.code, found.message) == (
        "layout-link",
        'this site has no address "/daily/nowhere/" (in about/index.html)',
    )


def test_a_layout_that_measures_what_it_prints_is_named_without_a_line(tmp_path: Path) -> None:
    markup = "{% set x %}<img src=/robots.txt>{% endset %}{% if x | length < 30 %}{{ x }}{% endif %}"
    assert lint(with_page(tmp_path, markup)) == [("layout-alt", "layouts/page.html", None, None)]


def test_a_static_page_is_nobody_s_layout(tmp_path: Path) -> None:
    project = write_project(tmp_path).write("static/map/index.html", b"<img src=x>\xff<a href=/nowhere/></a>")
    assert lint(project) == []


def test_warnings_of_layouts_can_be_accepted_and_a_build_does_not_call_them_unused(tmp_path: Path) -> None:
    project = with_page(tmp_path, "<img src=/robots.txt>")
    accept = "accept: [{code: layout-alt, path: layouts/*, reason: It is an ornament}]\n"
    project.write("briefgen.yml", (tmp_path / "briefgen.yml").read_text("utf-8") + accept)
    assert codes(project.build()) == []
    found: tuple[Diagnostic, ...] = project.check().findings
    assert [(one.code, str(one.severity)) for one in found] == [("layout-alt", "note")]


@pytest.mark.parametrize("root", [ROOT, ROOT / "tests/sites/full"], ids=["sample", "full"])
def test_the_theme_has_no_finding(root: Path) -> None:
    assert [one for one in Project(root).check().findings if one.code.startswith("layout-")] == []


def test_a_page_of_odd_tags_is_read_in_time_that_grows_with_its_length() -> None:
    odds = ("<a ", "<a href='", '<p id="x', "<", "<a><b ", "<h1", "<!--", "<script>", "</a ", "<a><b hidden>", "<button>")
    started = time.process_time()
    for odd in odds:
        inspect(odd * 50_000)
    # It took minutes when each tag without an end was looked for to the end of the page.
    assert time.process_time() - started < 20
