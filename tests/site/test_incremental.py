"""What a build does when there is little to do, counted: which files it opens, which pages it makes, which it writes."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefgen.build.result import BuildResult
from tests.projects import PATIENCE, Project, article, write_project

#: Runs the command line and prints, at the end, which files were opened, what was compiled and which modules are loaded.
SPY = """
import json, sys
opened, compiled = [], []
def hear(name, args):
    if name == "open":
        opened.append(str(args[0]))
    elif name == "compile":
        compiled.append(str(args[1]))
sys.addaudithook(hear)
from briefgen.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
finally:
    print(json.dumps({"opened": opened, "compiled": compiled, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


def spy(project: Project, *arguments: str, env: dict[str, str] | None = None) -> dict[str, list[str]]:
    command = [sys.executable, "-c", SPY, *arguments]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, timeout=PATIENCE, check=True, env=env)
    return json.loads(done.stderr.splitlines()[-1])


def settle(project: Project) -> None:
    """Wait until no file is so young that it could change without looking changed, and let a build note it."""
    paths = [project.root / "briefgen.yml", *(project.root / "content").rglob("*"), *(project.root / "layouts").rglob("*")]
    youngest = max(path.stat().st_ctime for path in paths)
    end = time.monotonic() + 10
    while time.time() < youngest + 2.1 and time.monotonic() < end:
        time.sleep(0.05)
    project.build()


def week(root: Path) -> Project:
    """A week of two articles a day in two regions, each with a story, a tag and a source of its own or a common one."""
    files = {
        f"content/{day}-{region}.md": article(
            f"T{day} {region}",
            region=region,
            date=f"2025-04-{day}",
            tags=f"[tag-{day}]",
            story="flood" if day == 12 else "",
            sources=f"[{{name: Agency {day}}}]",
            summary="In short.",
        )
        for day in range(10, 17)
        for region in ("north-coast", "south")
    }
    return write_project(root / "project", {**files, "content/first.md": "", "content/second.md": ""})


def written(result: BuildResult) -> set[str]:
    assert result.written is not None
    return set(result.written.written)


def test_a_build_with_nothing_to_do_opens_no_article_and_writes_no_file(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    settle(project)
    before = {path: path.stat().st_mtime_ns for path in project.root.rglob("*")}
    seen = spy(project, "build", "--now", "2025-05-01T12:00:00Z")
    assert not [path for path in seen["opened"] if path.endswith((".md", ".html"))]
    assert {path: path.stat().st_mtime_ns for path in project.root.rglob("*")} == before


def test_a_build_with_nothing_to_do_loads_no_library_that_makes_pages(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    settle(project)
    seen = spy(project, "build", "--now", "2025-05-01T12:00:00Z")
    assert not {"markdown_it", "jinja2", "babel", "yaml", "nh3", "briefgen.plan", "asyncio"} & set(seen["modules"])
    seen = spy(project, "--version")
    assert not {"yaml", "markdown_it", "jinja2", "babel", "briefgen.build.flow", "briefgen.plan"} & set(seen["modules"])


def test_a_body_edit_opens_one_article_and_writes_its_page(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    settle(project)
    project.write(
        "content/12-south.md", (project.root / "content/12-south.md").read_text().replace("Some text.", "Same texx.")
    )
    seen = spy(project, "build", "--now", "2025-05-01T12:00:00Z")
    opened = {Path(path).name for path in seen["opened"] if path.endswith(".md")}
    assert opened == {"12-south.md"}
    project.write("content/12-south.md", (project.root / "content/12-south.md").read_text().replace("texx.", "text."))
    result = project.build()
    assert written(result) == {"south/2025-04-12/12-south/index.html"}
    assert result.made == ("south/2025-04-12/12-south/index.html",)


def test_a_longer_body_writes_its_page_and_the_briefings_that_count_its_words(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    text = (project.root / "content/12-south.md").read_text()
    result = project.write("content/12-south.md", text + "\nOne more sentence.\n").build()
    assert written(result) == {"south/2025-04-12/12-south/index.html", "south/2025-04-12/index.html"}
    assert set(result.made) == written(result)


def test_a_title_edit_writes_the_pages_that_show_the_title_and_no_other(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    text = (project.root / "content/12-south.md").read_text()
    result = project.write("content/12-south.md", text.replace("title: T12 south", "title: Another one")).build()
    shown = {
        "south/2025-04-12/12-south/index.html", "south/2025-04-12/index.html", "dates/2025-04-12/index.html",
        "stories/flood/index.html", "sources/agency-12/index.html", "tags/tag-12/index.html",
        "feed.xml", "feed.json", "south/feed.xml", "south/feed.json",
        # The article before it in its story names it.
        "north-coast/2025-04-12/12-north-coast/index.html",
    }  # fmt: skip
    assert written(result) == shown
    assert set(result.made) == shown


def test_the_newest_title_is_on_the_home_and_region_pages_too(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    text = (project.root / "content/16-south.md").read_text()
    result = project.write("content/16-south.md", text.replace("title: T16 south", "title: Another one")).build()
    assert {"index.html", "south/index.html"} <= written(result)
    assert not {"north/index.html", "archive/index.html", "sitemap.xml", "tags/index.html"} & written(result)


def test_a_layout_edit_makes_its_pages_and_parses_no_markdown(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    settle(project)
    layout = '{% extends "theme/article.html" %}{% block head %}<meta name="own">{% endblock %}'
    project.write("layouts/article.html", layout)
    seen = spy(project, "build", "--now", "2025-05-01T12:00:00Z")
    assert not {"markdown_it", "nh3"} & set(seen["modules"])
    assert not [path for path in seen["opened"] if path.endswith(".md")]
    result = project.write("layouts/article.html", layout.replace("own", "other")).build()
    assert len(result.made) == 14
    assert set(result.made) == written(result)


def test_a_macro_makes_the_pages_that_import_it_however_far(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    project.write("layouts/day.html", '{% extends "theme/day.html" %}')
    project.build()
    macro = (Path(__file__).parent.parent.parent / "layouts/macros/calendar.html").read_text("utf-8")
    result = project.write("layouts/macros/calendar.html", macro + "\n").build()
    assert set(result.made) == {"archive/index.html", "archive/2025/index.html", "archive/2025/04/index.html"}


def test_a_layout_whose_name_is_made_up_at_run_time_depends_on_all_layouts(tmp_path: Path) -> None:
    project = week(tmp_path)
    own = '{% set name = "part" ~ ".html" %}{% include name %}'
    project.write("layouts/404.html", own).write("layouts/part.html", "one").build()
    assert project.page("404.html") == "one\n"
    result = project.write("layouts/part.html", "two").build()
    assert (result.made, project.page("404.html")) == (("404.html",), "two\n")


def modules_at(folder: Path) -> dict[str, str]:
    """An environment in which Python keeps compiled modules in a folder, and the theme's layouts with them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder)}


@pytest.fixture(scope="module")
def compiled_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compiled modules of a build, which take a second to compile, and no layout."""
    folder = tmp_path_factory.mktemp("compiled")
    spy(week(folder), "build", "--no-cache", env=modules_at(folder / "modules"))
    assert not list((folder / "modules").rglob("briefgen-layouts-*"))
    return folder / "modules"


@pytest.fixture
def modules(compiled_modules: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test."""
    return Path(shutil.copytree(compiled_modules, tmp_path / "modules"))


def compiled_layouts(project: Project, env: dict[str, str]) -> set[str]:
    seen = spy(project, "build", "--workers", "1", "--now", "2025-05-01T12:00:00Z", env=env)
    return {path for path in seen["compiled"] if path.startswith(("theme/", "layouts/"))}


@pytest.mark.parametrize("damage", [None, "flip", "cut", "folder"])
def test_layouts_are_compiled_once(tmp_path: Path, modules: Path, damage: str | None) -> None:
    project, env = week(tmp_path), modules_at(modules)
    project.write("layouts/article.html", '{% extends "theme/article.html" %}')
    assert {"theme/article.html", "theme/base.html", "layouts/article.html"} <= compiled_layouts(project, env)
    (kept,) = modules.rglob("briefgen-layouts-*")
    data = kept.read_bytes()
    assert not list(project.root.rglob("briefgen-layouts-*"))
    if damage:
        kept.unlink()
    match damage:
        case "flip":
            kept.write_bytes(data[:2000] + bytes([data[2000] ^ 1]) + data[2001:])
        case "cut":
            kept.write_bytes(data[:2000])
        case "folder":
            kept.mkdir()
    text = (project.root / "content/12-south.md").read_text()
    project.write("content/12-south.md", text.replace("title: T12", "title: Another"))
    again = compiled_layouts(project, env)
    assert ("layouts/article.html" in again) is bool(damage)
    assert ("theme/base.html" in again) is bool(damage)
    assert "Another" in project.page("/south/2025-04-12/12-south/")
    assert "Another" in project.page("/south/2025-04-12/")


def test_of_a_layout_that_is_edited_again_and_again_little_is_kept(tmp_path: Path, modules: Path) -> None:
    project, env = week(tmp_path), modules_at(modules)
    edits = [f"<p>{number}</p>" for number in range(150)]
    for number, text in enumerate(edits):
        project.write(f"layouts/own/{number}.html", text)
    everything = "".join(f'{{% include "own/{number}.html" %}}' for number in range(len(edits)))
    project.write("layouts/404.html", everything)
    compiled_layouts(project, env)
    (kept,) = modules.rglob("briefgen-layouts-*")
    large = kept.stat().st_size
    project.write("layouts/404.html", "none of them")
    assert compiled_layouts(project, env) == {"layouts/404.html"}
    assert kept.stat().st_size < large
    assert project.page("404.html") == "none of them\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other folders for caches")
def test_where_python_keeps_nothing_the_layouts_lie_in_the_cache_of_the_user_alone(tmp_path: Path) -> None:
    project, caches = week(tmp_path), tmp_path / "caches"
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "XDG_CACHE_HOME": str(caches)}
    assert "theme/base.html" in compiled_layouts(project, env)
    (kept,) = caches.rglob("briefgen-layouts-*")
    assert kept.parent.stat().st_mode & 0o077 == 0
    text = (project.root / "content/12-south.md").read_text()
    project.write("content/12-south.md", text.replace("title: T12", "title: Another"))
    assert "theme/base.html" not in compiled_layouts(project, env)
    # Somebody else could put code there.
    kept.parent.chmod(0o777)
    project.write("content/12-south.md", text.replace("title: T12", "title: A third"))
    assert "theme/base.html" in compiled_layouts(project, env)


def test_without_the_cache_layouts_of_the_theme_are_compiled_and_not_kept(tmp_path: Path, modules: Path) -> None:
    project, env = week(tmp_path), modules_at(modules)
    seen = spy(project, "build", "--no-cache", env=env)
    assert "theme/base.html" in seen["compiled"]
    assert not list(modules.rglob("briefgen-layouts-*"))


def test_a_record_that_somebody_changed_is_put_right_by_an_edit_too(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    record = project.output / ".briefgen-files"
    record.write_text(record.read_text() + "not a line of ours\n")
    text = (project.root / "content/12-south.md").read_text()
    project.write("content/12-south.md", text.replace("title: T12", "title: Another")).build()
    tree = project.tree()
    project.run("clean")
    project.build()
    assert tree == project.tree()
    assert "not a line" not in record.read_text()


def test_a_file_that_was_only_touched_makes_nothing(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    for path in (project.root / "content").glob("*.md"):
        path.write_bytes(path.read_bytes())
    assert project.build().made == ()


def test_a_renamed_article_is_not_parsed_again(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    (project.root / "content/12-south.md").rename(project.root / "content/13-other.md")
    seen = spy(project, "build", "--now", "2025-05-01T12:00:00Z")
    assert "markdown_it" not in seen["modules"]
    assert "T12 south" in project.page("/south/2025-04-12/13-other/")


def test_warnings_are_told_again_by_a_build_with_nothing_to_do(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.write("content/10-south.md", article("A", region="south", sources="", body="{{< shortcode >}}"))
    first = project.run("build")
    settle(project)
    again, strict = project.run("build"), project.run("build", "--strict")
    assert first.stdout == again.stdout == strict.stdout != ""
    assert (again.returncode, strict.returncode) == (0, 1)


def test_an_embargo_that_ends_is_seen_though_no_file_changed(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.write("content/later.md", article("Later", region="south", publish_at="2025-05-02T00:00:00Z"))
    now = ("--now", "2025-05-01T12:00:00Z")
    project.run("build", *now)
    settle(project)
    project.run("build", *now)
    assert "Later" not in project.page("/feed.xml")
    project.run("build", "--now", "2025-05-02T00:00:00Z")
    assert "Later" in project.page("/south/2025-04-10/")
    project.run("build", *now)
    assert "Later" not in project.page("/feed.xml")


def test_a_warning_goes_with_the_link_that_it_was_about(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.write("content/hidden.md", article("Hidden", draft="true"))
    text = (project.root / "content/12-south.md").read_text()
    for gone in (text, ""):
        project.write("content/12-south.md", text.replace("Some text.", "See [it](hidden.md)."))
        assert [found.code for found in project.build().findings] == ["hidden-link"]
        settle(project)
        if gone:
            project.write("content/12-south.md", gone)
        else:
            project.remove("content/12-south.md")
        assert project.build().findings == ()


def test_a_warning_that_an_edit_brings_stops_a_strict_build(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    settle(project)
    before = project.tree()
    text = (project.root / "content/12-south.md").read_text()
    project.write("content/12-south.md", text.replace("Some text.", "![It](https://elsewhere.example/it.png)"))
    strict = project.build(strict=True)
    assert [found.code for found in strict.findings] == ["remote-image"]
    assert (strict.written, project.tree()) == (None, before)
    built = project.build()
    assert [found.code for found in built.findings] == ["remote-image"]
    assert "elsewhere.example" in project.page("/south/2025-04-12/12-south/")
    project.write("content/12-south.md", text)
    assert project.build(strict=True).findings == ()
    assert project.tree() == before


def test_an_edit_that_leaves_an_article_in_its_place_is_built_without_reading_the_others(tmp_path: Path) -> None:
    project = week(tmp_path)
    project.build()
    settle(project)
    edit = (project.root / "content/12-south.md").read_text()
    for title, body in [("T12 south", "Other words, and more."), ("T12 south, mended", "Other words.")]:
        project.write("content/12-south.md", edit.replace("T12 south", title).replace("Some text.", body))
        seen = spy(project, "build", "--now", "2025-05-01T12:00:00Z")
        assert {Path(path).name for path in seen["opened"] if path.endswith(".md")} == {"12-south.md"}
        assert project.build().made == ()
        assert body in project.page("/south/2025-04-12/12-south/")
        assert title in project.page("/south/2025-04-12/")


def test_a_title_is_mended_without_reading_again_a_body_that_takes_a_parser(tmp_path: Path) -> None:
    project = week(tmp_path)
    source = article("T12 south", region="south", date="2025-04-12", body="- one\n  - two")
    project.write("content/12-south.md", source)
    assert "markdown_it" in spy(project, "build", "--now", "2025-05-01T12:00:00Z")["modules"]
    settle(project)
    project.write("content/12-south.md", source.replace("T12 south", "T12 south, mended"))
    seen = spy(project, "build", "--now", "2025-05-01T12:00:00Z")
    assert {"briefgen.content.markup", "markdown_it"} & set(seen["modules"]) == set()
    assert "mended" in project.page("/south/2025-04-12/")
    assert "<li>one\n<ul>\n<li>two</li>" in project.page("/south/2025-04-12/12-south/")
