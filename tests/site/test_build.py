"""What a build promises as a whole: all or nothing, every finding at once, and no file touched that stays as it is."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from briefgen.build.check import clean
from briefgen.build.explanation import explain
from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Options
from tests.projects import NOW, SETTINGS, Project, article, codes, positions, tree_of, write_project

FULL = Path(__file__).parent.parent / "sites" / "full"

#: Edits that stop a build, one for each stage that can find a fault: file names, bytes, YAML, keys, Markdown, plan, layouts.
FAULTS = {
    "settings-syntax": ("briefgen.yml", "title: [\n"),
    "settings-key": ("briefgen.yml", SETTINGS + "bogus: 1\n"),
    "settings-without-regions": ("briefgen.yml", "title: T\nbase_url: https://briefs.test/\nregions: []\n"),
    "not-utf8": ("content/first.md", b"---\ntitle: \xff\n---\n"),
    "no-front-matter": ("content/first.md", "Just text.\n"),
    "unknown-key": ("content/first.md", article("First", bogus="1")),
    "unknown-region": ("content/first.md", article("First", region="nowhere")),
    "bad-date": ("content/first.md", article("First", date="2025-02-30")),
    "dead-link": ("content/first.md", article("First", body="[x](none.md)")),
    "missing-image": ("content/first.md", article("First", body="![x](none.png)")),
    "duplicate-address": ("content/other.md", article("Second", region="south", date="2025-04-11", slug="second")),
    "missing-layout": ("content/first.md", article("First", layout="none.html")),
    "layout-syntax": ("layouts/home.html", "{% if %}"),
    "layout-error": ("layouts/home.html", "{{ page.nope }}"),
    "stylesheet": ("layouts/assets/style.css", "body { background: url(none.png) }"),
    "misplaced-file": ("content/briefings/2025-04-10.md", "---\nnumber: 1\n---\n"),
    "bad-name": ("content/a:b.md", article("Colon")),
}


def state_of(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return bytes, time of change and mode of everything below a folder."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (content, status.st_mtime_ns, status.st_mode)
    return found


# All or nothing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_leaves_the_output_as_it_was(project: Project, fault: str) -> None:
    assert codes(project.build()) == []
    before = state_of(project.output)
    project.write(*FAULTS[fault])
    # This edit alone would change the output.
    project.write("content/new.md", article("New", region="south"))
    result = project.build()
    assert result.failed(strict=False)
    assert result.written is None
    assert state_of(project.output) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_in_a_first_build_makes_no_folder(project: Project, fault: str) -> None:
    project.write(*FAULTS[fault])
    before = state_of(project.root)
    deep = project.root / "public" / "deep" / "site"
    assert build_site(project.root, deep, Options(now=NOW)).written is None
    assert state_of(project.root) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_check_finds_what_a_build_finds_and_writes_nothing(project: Project, fault: str) -> None:
    project.write(*FAULTS[fault])
    before = state_of(project.root)
    checked = project.check()
    assert state_of(project.root) == before
    assert checked.findings == project.build().findings
    assert codes(checked) != []


def test_a_build_writes_nothing_outside_its_output(project: Project) -> None:
    before = {path: state for path, state in state_of(project.root).items() if not path.startswith("site")}
    project.build()
    after = {path: state for path, state in state_of(project.root).items() if not path.startswith(("site", ".briefgen"))}
    assert after == before


def test_an_error_is_exit_1_and_its_finding_is_printed(project: Project) -> None:
    project.build()
    before = state_of(project.output)
    done = project.write(*FAULTS["layout-error"]).run("build")
    assert done.returncode == 1
    assert done.stdout.startswith("layouts/home.html:1: error[layout-error] ")
    assert "nothing was written" in done.stderr
    assert state_of(project.output) == before


def test_mending_the_fault_builds_again(project: Project) -> None:
    project.write(*FAULTS["layout-error"])
    project.build()
    project.remove("layouts/home.html")
    assert codes(project.build()) == []
    assert "First" in project.page("/north/2025-04-10/")


# Every finding in one run ------------------------------------------------------------------------------------------------


def test_findings_of_every_file_and_stage_come_in_one_run_in_order(tmp_path: Path) -> None:
    project = write_project(
        tmp_path / "project",
        {
            "content/first.md": "---\ntitle: First\ndate: 2025-02-30\nregion: north\ncolour: red\n---\n[x](none.md)\n",
            "content/second.md": article("Second", region="[south, nort]", sources=""),
            "content/third.md": article("Third", region="south", body="Text.\n\n![pier](none.gif) [y](/none/)"),
            "layouts/404.html": "Line 1\n{{ page.nope }}",
            "layouts/search.html": "{% for %}",
        },
    )
    assert positions(project.build()) == [
        ("no-source", "content/first.md", 1, 1),
        ("bad-date", "content/first.md", 3, 7),
        ("unknown-key", "content/first.md", 5, 1),
        ("missing-article", "content/first.md", 7, 5),
        ("no-source", "content/second.md", 1, 1),
        ("unknown-region", "content/second.md", 4, 17),
        ("missing-image", "content/third.md", 9, 9),
        ("missing-page", "content/third.md", 9, 23),
        ("layout-error", "layouts/404.html", 2, None),
        ("layout-syntax", "layouts/search.html", 1, None),
    ]


def test_a_fault_of_a_layout_is_told_once_for_all_pages(project: Project) -> None:
    project.write("layouts/article.html", "{{ page.nope }}")
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.span.line) == ("layout-error", "layouts/article.html", 1)
    assert "and 1 more" in found.message


# Strict --------------------------------------------------------------------------------------------------------------------


def test_a_warning_stops_a_strict_build_only(project: Project) -> None:
    project.write("content/first.md", article("First", region="north", sources=""))
    strict = project.build(strict=True)
    assert codes(strict) == ["no-source"]
    assert (strict.written, strict.failed(strict=True), strict.failed(strict=False)) == (None, True, False)
    assert not project.output.exists()
    loose = project.build()
    assert codes(loose) == ["no-source"]
    assert loose.written is not None


def test_strict_is_exit_1_for_a_warning_and_0_without(project: Project) -> None:
    assert project.run("build", "--strict").returncode == 0
    project.write("content/first.md", article("First", region="north", sources=""))
    before = state_of(project.output)
    for command in ("build", "check"):
        assert project.run(command).returncode == 0
    after = state_of(project.output)
    project.write("content/second.md", article("Changed", region="south"))
    for command in ("build", "check"):
        done = project.run(command, "--strict")
        assert (done.returncode, "no-source" in done.stdout) == (1, True)
    assert before != after == state_of(project.output)


# Nothing is touched that stays as it is ----------------------------------------------------------------------------------


def test_a_second_build_touches_no_file(project: Project) -> None:
    project.build()
    before = state_of(project.output)
    again = project.build()
    assert again.written is not None
    assert (again.written.written, again.written.removed) == ((), ())
    assert state_of(project.output) == before


def test_an_edit_rewrites_the_files_whose_bytes_change_and_no_other(tmp_path: Path) -> None:
    files = {f"content/{day}.md": article(f"T{day}", region="south", date=f"2025-04-{day}") for day in range(10, 20)}
    project = write_project(tmp_path / "project", files)
    project.build()
    before = state_of(project.output)
    project.write("content/15.md", article("Another title", region="south", date="2025-04-15")).build()
    after = state_of(project.output)
    assert before.keys() == after.keys()
    touched = {path for path in before if before[path][1] != after[path][1] and not (project.output / path).is_dir()}
    assert touched == {path for path in before if before[path][0] != after[path][0]}
    # A title goes to lists of its own day and groups: not to neighbours, not to other days, not to the archive.
    assert touched == {
        ".briefgen-files", "feed.json", "feed.xml", "dates/2025-04-15/index.html", "south/2025-04-15/index.html",
        "south/2025-04-15/15/index.html", "south/feed.json", "south/feed.xml", "sources/test-agency/index.html",
    }  # fmt: skip


def test_a_mended_word_in_a_body_touches_one_page(tmp_path: Path) -> None:
    files = {"content/first.md": article("First", region="north", summary="In short.", body="A tyop in here.")}
    project = write_project(tmp_path / "project", files)
    project.build()
    before = project.tree()
    project.write("content/first.md", article("First", region="north", summary="In short.", body="A typo in here.")).build()
    changed = {path for path, digest in project.tree().items() if before[path] != digest}
    assert changed == {".briefgen-files", "north/2025-04-10/first/index.html"}


def test_a_new_article_leaves_pages_of_other_days_and_regions_alone(tmp_path: Path) -> None:
    files = {f"content/{day}.md": article(f"T{day}", region="south", date=f"2025-04-{day}") for day in range(10, 20)}
    project = write_project(tmp_path / "project", files)
    project.build()
    before = project.tree()
    project.write("content/new.md", article("New", region="south", date="2025-04-15")).build()
    after = project.tree()
    changed = {path for path in before if before[path] != after[path]}
    assert "south/2025-04-12/index.html" not in changed
    assert "about" not in " ".join(changed)
    assert {path for path in changed if path.startswith("dates/")} <= {
        "dates/2025-04-14/index.html", "dates/2025-04-15/index.html", "dates/2025-04-16/index.html",
    }  # fmt: skip
    # Of its own day, only the neighbour in the briefing changes; of the days beside it, only their links with counts.
    assert {path for path in changed if path.startswith("south/") and path.count("/") == 3} == {
        "south/2025-04-15/15/index.html"
    }


# Other folders and addresses -----------------------------------------------------------------------------------------------


def test_the_output_may_lie_outside_the_project(project: Project, tmp_path: Path) -> None:
    result = build_site(project.root, tmp_path / "elsewhere" / "www", Options(now=NOW))
    assert result.written is not None
    project.build()
    assert tree_of(tmp_path / "elsewhere" / "www") == project.tree()


def test_an_output_inside_the_project_is_never_read_as_its_input(project: Project) -> None:
    project.build()
    before = project.tree()
    project.build()
    assert project.tree() == before


def test_a_base_url_of_the_command_beats_that_of_the_settings(project: Project) -> None:
    done = project.run("build", "--base-url", "https://x.test/sub/")
    assert done.returncode == 0
    assert "https://x.test/sub/" in project.page("/sitemap.xml")
    assert "briefs.test" not in project.page("/sitemap.xml")


def test_a_site_without_a_base_url_is_a_warning(project: Project) -> None:
    project.write("briefgen.yml", SETTINGS.replace("base_url: https://briefs.test/\n", ""))
    assert codes(project.build()) == ["no-base-url"]
    assert 'href="/south/2025-04-11/"' in project.page("/south/")


def test_a_folder_without_settings_is_a_finding_and_no_folder_at_all_is_the_environments_fault(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = build_site(tmp_path / "empty", tmp_path / "out", Options(now=NOW))
    assert positions(result) == [("missing-settings", "briefgen.yml", None, None)]
    with pytest.raises(BriefgenError, match="there is no folder"):
        build_site(tmp_path / "none", tmp_path / "out", Options(now=NOW))
    assert not (tmp_path / "out").exists()


def test_progress_counts_to_all_outputs(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    build_site(
        FULL,
        tmp_path / "out",
        Options(now=NOW),
        ways=Ways(cache=False),
        progress=lambda done, total: told.append((done, total)),
    )
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert {total for _, total in told} == {len(told)}
    assert len(told) == len(tree_of(tmp_path / "out")) - 1


# Clean and explain -------------------------------------------------------------------------------------------------------


def test_clean_removes_what_was_written_and_the_cache_and_nothing_else(project: Project) -> None:
    inputs = state_of(project.root)
    project.build()
    project.write("site/mine.txt", "mine").write("site/north/mine.txt", "mine").write(".briefgen/cache", "x")
    removed = clean(project.root, project.output)
    assert set(tree_of(project.output)) == {"mine.txt", "north/mine.txt"}
    assert "index.html" in removed.removed
    assert not (project.root / ".briefgen").exists()
    left = state_of(project.root)
    assert {path: left[path] for path in inputs} == inputs


def test_clean_leaves_what_was_changed_by_hand(project: Project) -> None:
    project.build()
    project.write("site/index.html", "changed")
    result = clean(project.root, project.output)
    assert [found.code for found in result.findings] == ["changed-output"]
    assert project.page("/") == "changed"


def test_clean_of_a_site_that_is_nothing_but_ours_removes_the_folder(project: Project) -> None:
    project.build()
    clean(project.root, project.output)
    assert not project.output.exists()
    assert clean(project.root, project.output).removed == ()


def test_a_build_after_clean_equals_the_one_before(project: Project) -> None:
    project.build()
    before = project.tree()
    clean(project.root, project.output)
    project.build()
    assert project.tree() == before


def test_explain_says_what_a_page_is_made_from_and_whether_it_would_be_written(project: Project) -> None:
    options = Options(now=NOW)

    def state(wanted: str) -> str:
        (found,), _ = explain(project.root, project.output, options, wanted)
        return found.would_write

    address = "/north-coast/2025-04-10/first/"
    assert state(address) == "yes: the file is not there"
    project.build()
    assert state(address) == state(f"https://briefs.test{address}") == "no: the file has these bytes"
    project.write("content/first.md", article("Another", region="north-coast"))
    assert state(address) == "yes: the file has other bytes"
    found, _ = explain(project.root, project.output, options, "content/second.md")
    pages = {page.address for page in found}
    assert {"/south/2025-04-11/second/", "/south/2025-04-11/", "/dates/2025-04-11/", "/feed.xml"} <= pages
    assert "/north/2025-04-10/" not in pages
    with pytest.raises(BriefgenError, match="no page has the address"):
        explain(project.root, project.output, options, "/none/")


def test_options_that_change_nothing_change_no_byte(project: Project) -> None:
    project.build()
    before = project.tree()
    options = Options(now=NOW)
    for changed in (
        replace(options, drafts=True),
        replace(options, future=True),
        replace(options, base_url="https://briefs.test/"),
    ):
        build_site(project.root, project.output, changed)
        assert project.tree() == before


def test_a_relative_source_and_output_mean_the_same_as_absolute_ones(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    before = project.tree()
    monkeypatch.chdir(project.root.parent)
    build_site(Path("project"), Path("project/../out"), Options(now=NOW))
    assert tree_of(Path("out")) == before
