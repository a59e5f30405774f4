"""`briefgen explain`: pages by every name that people have for them, and layouts with what they override and serve."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.projects import SETTINGS, Project, article, write_project
from tests.starting import run

CARD = '{% extends "theme/page.html" %}{% block title %}Ours{% endblock %}'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    files = {
        "briefgen.yml": SETTINGS.replace("https://briefs.test/", "https://briefs.test/daily/"),
        "content/pages/about.md": "---\ntitle: About\n---\nWho we are.\n",
        "content/a-draft.md": article("A draft", draft="true"),
        "layouts/page.html": CARD,
    }
    made = write_project(tmp_path_factory.mktemp("explain"), files)
    made.build()
    return made


def explained(project: Project, wanted: str, *options: str) -> list[dict[str, Any]]:
    done = project.run("explain", wanted, "--format", "json", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "wanted",
    [
        "/about/",
        "/about",
        "/daily/about/",
        "/daily/about/#top",
        "/daily/%61bout/?x=1",
        "https://briefs.test/daily/about/",
        "http://127.0.0.1:8000/daily/about/",
        "http://localhost:1234/daily/about/",
        "about/index.html",
        "site/about/index.html",
        "./site/about/index.html",
    ],
)
def test_a_page_is_found_by_each_of_its_names(project: Project, wanted: str) -> None:
    (found,) = explained(project, wanted)
    assert found == {
        "kind": "output",
        "address": "/about/",
        "output": "about/index.html",
        "layout": "page.html",
        "view": "StandingView",
        "inputs": ["content/pages/about.md"],
        "would_write": False,
        "why": "the file has these bytes",
        "changed": "nothing",
    }


def test_the_home_page_is_found_by_the_address_of_the_site(project: Project) -> None:
    for wanted in ("/", "/daily/", "https://briefs.test/daily/", "http://127.0.0.1:8000/daily/"):
        assert [one["output"] for one in explained(project, wanted)] == ["index.html"]


@pytest.mark.parametrize(
    "wanted", ["https://other.test/daily/about/", "https://briefs.test.evil/daily/about/", "/none/", "none"]
)
def test_what_is_not_on_the_site_is_one_line_and_exit_code_2(project: Project, wanted: str) -> None:
    done = project.run("explain", wanted)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no page has the address or the file" in done.stderr


def test_a_file_is_named_from_the_current_folder_or_by_its_whole_path(project: Project) -> None:
    by_path = explained(project, "content/first.md")
    assert len(by_path) > 3
    assert explained(project, str(project.root / "content/first.md")) == by_path
    done = run("explain", "first.md", "--format", "json", cwd=project.root / "content")
    assert [json.loads(line) for line in done.stdout.splitlines()] == by_path


def test_a_file_that_is_on_no_page_says_why(project: Project) -> None:
    (found,) = explained(project, "./content/a-draft.md")
    assert (found["kind"], found["path"]) == ("absent", "content/a-draft.md")
    assert found["reason"].startswith("it is a draft")


def test_a_layout_of_the_project_says_what_it_overrides_and_where_it_is_seen(project: Project) -> None:
    for wanted in ("page.html", "layouts/page.html", str(project.root / "layouts/page.html")):
        (found,) = explained(project, wanted)
        assert (found["kind"], found["file"], found["overrides"]) == ("layout", "layouts/page.html", "theme/page.html")
        assert found["needs"] == ["theme/page.html"]
        assert found["pages"] == ["/about/"]


def test_a_layout_of_the_theme_says_what_overrides_it_and_that_it_is_still_needed(project: Project) -> None:
    (found,) = explained(project, "theme/page.html")
    assert (found["file"], found["overridden_by"], found["overrides"]) == ("theme/page.html", "layouts/page.html", "")
    assert found["needed_by"] == ["layouts/page.html"]
    assert found["pages"] == ["/about/"]


def test_a_layout_that_others_extend_has_a_part_in_their_pages(project: Project) -> None:
    (base,) = explained(project, "base.html")
    assert base["file"] == "theme/base.html"
    assert "theme/article.html" in base["needed_by"]
    assert {"/", "/about/", "/north-coast/2025-04-10/first/"} <= set(base["pages"])
    (lists,) = explained(project, "theme/tag.html")
    assert lists["pages"] == []


def test_all_layouts_of_the_project_are_listed(project: Project) -> None:
    assert project.run("explain", "layouts").stdout.startswith("layout: layouts/page.html\noverrides: theme/page.html\n")
    project.write("layouts/extra/own.html", "x")
    try:
        shown = project.run("explain", "layouts/").stdout
        assert shown == "layouts/extra/own.html  0 pages\nlayouts/page.html  overrides theme/page.html  1 page\n"
    finally:
        project.remove("layouts/extra/own.html")


def test_a_page_comes_before_the_layout_of_its_name(project: Project) -> None:
    assert [one["kind"] for one in explained(project, "404.html")] == ["output"]
    assert [one["kind"] for one in explained(project, "theme/404.html")] == ["layout"]


def test_twenty_pages_of_a_layout_are_printed_and_all_on_request(tmp_path: Path) -> None:
    project = write_project(tmp_path, {f"content/n{number}.md": article(f"N {number}") for number in range(30)})
    shown = project.run("explain", "article.html").stdout
    assert "pages: 32\n" in shown
    assert shown.count("\npage: ") == 20
    assert "more pages: 12; --all shows all" in shown
    assert project.run("explain", "article.html", "--all").stdout.count("\npage: ") == 32
