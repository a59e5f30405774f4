"""New projects and new articles: right from the start, and nothing that is there already is overwritten."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefgen.build.check import check_site
from briefgen.build.flow import build_site
from briefgen.content.frontmatter import read_yaml, split
from briefgen.content.schema import read_article, read_settings
from briefgen.project.starter import make_project, new_article
from briefgen.values.diagnostics import BriefgenError, Severity
from briefgen.values.model import COUNTRIES, Article, Digest, Options
from tests import starting
from tests.projects import SETTINGS, Project, article, codes, tree_of

#: The day on which the articles of these tests are begun.
NOW = datetime(2025, 5, 1, 12, 0, tzinfo=UTC)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return starting.run(*arguments, cwd=folder)


def write_new(project: Project, title: str, *, region: str = "south", day: str | None = None, lang: str = "") -> str:
    """Write a new article and return its path; there may be no finding."""
    made = new_article(project.root, title, region, day=day, lang=lang, now=NOW)
    assert made.findings == ()
    assert made.value is not None
    return made.value


def article_at(project: Project, path: str) -> Article:
    read = read_article((project.root / path).read_text("utf-8"), path, Digest(""))
    assert read.value is not None, read.findings
    return read.value


# init ----------------------------------------------------------------------------------------------------------------------


def test_a_new_project_checks_and_builds_without_a_finding(tmp_path: Path) -> None:
    make_project(tmp_path / "briefs", NOW)
    assert check_site(tmp_path / "briefs", Options(now=NOW)).findings == ()
    result = build_site(tmp_path / "briefs", tmp_path / "briefs" / "site", Options(now=NOW), strict=True)
    assert result.written is not None
    project = Project(tmp_path / "briefs")
    assert "The first brief" in project.page("/")
    assert "The first brief" in project.page("/levant/2025-05-01/")
    assert "/about/" in project.page("/")


def test_init_says_what_it_wrote_and_what_comes_next(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "my briefs")
    assert (done.returncode, done.stdout) == (0, "")
    assert "wrote my briefs/briefgen.yml" in done.stderr
    assert "briefgen serve" in done.stderr
    assert run(tmp_path / "my briefs", "build", "--strict").returncode == 0


def test_init_in_the_folder_itself(tmp_path: Path) -> None:
    assert run(tmp_path, "init").returncode == 0
    assert (tmp_path / "briefgen.yml").is_file()
    assert (tmp_path / "content").is_dir()


def test_init_refuses_a_project_and_touches_nothing(project: Project) -> None:
    before = tree_of(project.root)
    done = run(project.root, "init")
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert tree_of(project.root) == before


def test_init_overwrites_no_file_that_is_there(tmp_path: Path) -> None:
    root = tmp_path / "briefs"
    mine = {".gitignore": "mine\n", "content/pages/about.md": "---\ntitle: Mine\n---\n", "captures/README.md": "mine\n"}
    project = Project(root)
    for path, text in mine.items():
        project.write(path, text)
    wrote = make_project(root, NOW).value or ()
    assert {path: (root / path).read_text() for path in mine} == mine
    assert not any(path.endswith(tuple(mine)) for path in wrote)
    assert codes(check_site(root, Options(now=NOW))) == []


def test_init_writes_through_no_link(tmp_path: Path) -> None:
    (tmp_path / "briefs").mkdir()
    (tmp_path / "briefs" / "briefgen.yml").symlink_to(tmp_path / "elsewhere")
    assert not any(path.endswith("briefgen.yml") for path in make_project(tmp_path / "briefs", NOW).value or ())
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("folder", ["file", "file/below"])
def test_init_where_no_folder_can_be_is_exit_2(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("mine")
    done = run(tmp_path, "init", folder)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_init_tells_an_editor_where_its_schema_is(tmp_path: Path) -> None:
    make_project(tmp_path, NOW)
    first = (tmp_path / "briefgen.yml").read_text().splitlines()[0]
    schema = first.partition("$schema=")[2]
    assert (tmp_path / schema).is_file()


def run_without_room(folder: Path, size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose files may have `size` bytes at most: the system refuses more, as it does on a full disk."""
    resource = pytest.importorskip("resource")  # Windows has no such limit.
    command = [sys.executable, "-B", "-m", "briefgen", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


def everything(folder: Path) -> set[str]:
    """Return all files, with their texts, and all folders."""
    return {f"{path}: {path.read_text('utf-8')}" if path.is_file() else str(path) for path in folder.rglob("*")}


@pytest.mark.parametrize("size", [0, 20, 100, 600, 2000])
@pytest.mark.parametrize("folder", ["my/briefs", "."])
def test_init_without_room_leaves_nothing_behind(tmp_path: Path, size: int, folder: str) -> None:
    done = run_without_room(tmp_path, size, "init", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("briefgen: cannot write ")
    assert done.stderr.count("\n") == 1
    assert everything(tmp_path) == set()


def test_init_without_room_leaves_what_was_there_before(tmp_path: Path) -> None:
    project = Project(tmp_path).write("content/pages/about.md", "---\ntitle: Mine\n---\n").write("notes/a.txt", "mine\n")
    before = everything(project.root)
    assert run_without_room(tmp_path, 600, "init").returncode == 2
    assert everything(project.root) == before
    assert run(tmp_path, "init").returncode == 0
    assert before < everything(project.root)


def test_the_settings_of_a_new_project_are_written_last(tmp_path: Path) -> None:
    """With them a folder is a project, which `init` refuses: a killed `init` can be run again."""
    (tmp_path / ".vscode").write_text("in the way of a folder")
    assert run(tmp_path, "init").returncode == 2
    assert not (tmp_path / "briefgen.yml").exists()


# new -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "A plain title",
        "With \"double\" and 'single' quotes",
        "Colon: and # hash",
        "- a hyphen first",
        "[brackets] and {braces}",
        "NO",
        "null",
        "~",
        "true",
        "12:30",
        "0123",
        "2025-04-10",
        "1e3",
        "100%",
        "@handle & *star* !bang |pipe >fold `tick`",
        "خبر عاجل: «اقتباس» #وسم",
        "新闻：标题",
        "Ünïcödé – dash",
        "Trailing colon:",
        "Ends in a backslash \\",
        "x" * 300,
        "Emoji 🎉",
        "---",
        "...",
        "index",
        "U.S. and E.U.",
        "a/b",
        "../../etc/passwd",
        "con",
        ".hidden",
    ],
)
def test_a_new_article_is_a_draft_that_checks_and_has_the_very_title(project: Project, title: str) -> None:
    path = write_new(project, title)
    assert path.startswith("content/2025/05/2025-05-01-")
    assert path.endswith(".md")
    assert (project.root / path).resolve().is_relative_to(project.root / "content")
    written = article_at(project, path)
    assert (written.title, written.draft, written.regions) == (title, True, ("south",))
    result = project.check()
    assert not [found for found in result.findings if found.severity is Severity.ERROR]
    assert project.build().written is not None
    assert not (project.output / "south" / "2025-05-01").exists()


def test_a_new_article_checks_without_a_warning(project: Project) -> None:
    write_new(project, "A title")
    assert codes(project.check()) == []


def test_a_new_article_shows_up_once_it_is_no_draft_any_more(project: Project) -> None:
    path = write_new(project, "A title: of it")
    project.write(path, (project.root / path).read_text().replace("draft: true\n", ""))
    assert project.build().written is not None
    assert "A title: of it" in project.page("/south/2025-05-01/a-title-of-it/")


def test_white_space_of_a_title_is_folded(project: Project) -> None:
    assert article_at(project, write_new(project, "  Two\n lines\tand  a tab ")).title == "Two lines and a tab"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("AC/DC returns", "ac-dc-returns"),
        ("Either/Or", "either-or"),
        ("2025-04-10 looks back", "looks-back"),
        ("U.S. votes", "u-s-votes"),
        ("Café No. 5", "cafe-no-5"),
    ],
)
def test_a_new_file_is_named_by_its_whole_title(project: Project, title: str, slug: str) -> None:
    assert write_new(project, title) == f"content/2025/05/2025-05-01-{slug}.md"


def test_the_day_is_that_of_the_sites_time_zone(project: Project) -> None:
    late = datetime(2025, 4, 10, 23, 30, tzinfo=UTC)
    assert (
        new_article(project.root, "Late", "south", day=None, lang="", now=late).value == "content/2025/04/2025-04-11-late.md"
    )
    project.write("briefgen.yml", SETTINGS.replace("Europe/London", "America/New_York"))
    made = new_article(project.root, "Later", "south", day=None, lang="", now=late)
    assert made.value == "content/2025/04/2025-04-10-later.md"


def test_day_and_language_can_be_given(project: Project) -> None:
    path = write_new(project, "عنوان", day="2024-12-31", lang="ar")
    assert path.startswith("content/2024/12/2024-12-31-")
    assert article_at(project, path).lang == "ar"


@pytest.mark.parametrize(
    ("region", "day", "lang", "title", "code", "help_text"),
    [
        ("sout", None, "", "T", "unknown-region", 'nearest is "south"'),
        ("zzz", None, "", "T", "unknown-region", "the regions are north, north-coast, south"),
        ("south", "2025-02-30", "", "T", "bad-date", None),
        ("south", "tomorrow", "", "T", "bad-date", None),
        ("south", "../../../x", "", "T", "bad-date", None),
        ("south", "2025-4-1", "", "T", "bad-date", None),
        ("south", None, "english please", "T", "bad-language", None),
        ("south", None, "", "", "empty-value", None),
        ("south", None, "", "  ", "empty-value", None),
        ("south", None, "", "a\u202eb", "bidi-control", None),
        ("south", None, "", "a\x00b", "control-character", None),
    ],
)
def test_what_is_wrong_with_a_new_article_is_a_finding_and_nothing_is_written(
    project: Project, region: str, day: str | None, lang: str, title: str, code: str, help_text: str | None
) -> None:
    before = tree_of(project.root)
    made = new_article(project.root, title, region, day=day, lang=lang, now=NOW)
    assert made.value is None
    assert code in {found.code for found in made.findings}
    assert help_text in {None, made.findings[0].help}
    assert tree_of(project.root) == before
    assert sorted(path.name for path in (project.root / "content").iterdir()) == ["first.md", "second.md"]


def test_a_wrong_region_is_exit_1_with_the_nearest_one(project: Project) -> None:
    done = run(project.root, "new", "A title", "--region", "sout")
    assert done.returncode == 1
    assert 'region "sout" is not in briefgen.yml' in done.stdout
    assert 'nearest is "south"' in done.stdout


def test_new_prints_the_path_and_nothing_else_on_stdout(project: Project) -> None:
    done = run(project.root, "new", "A title", "--region", "south", "--date", "2025-04-10")
    assert (done.returncode, done.stdout) == (0, "content/2025/04/2025-04-10-a-title.md\n")
    assert (project.root / done.stdout.strip()).is_file()


def test_the_same_title_twice_is_exit_2_and_the_first_stays(project: Project) -> None:
    assert run(project.root, "new", "A title", "--region", "south", "--date", "2025-04-10").returncode == 0
    project.write("content/2025/04/2025-04-10-a-title.md", "mine by now")
    done = run(project.root, "new", "A Title!", "--region", "north", "--date", "2025-04-10")
    assert done.returncode == 2
    assert "content/2025/04/2025-04-10-a-title.md is there already" in done.stderr
    assert (project.root / "content/2025/04/2025-04-10-a-title.md").read_text() == "mine by now"


def test_new_outside_a_project_is_exit_2(tmp_path: Path) -> None:
    done = run(tmp_path, "new", "A title", "--region", "south")
    assert done.returncode == 2
    assert "there is no project" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_new_writes_through_no_link_out_of_the_project(project: Project, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (project.root / "content" / "2025").symlink_to(tmp_path / "outside")
    with pytest.raises(BriefgenError):
        new_article(project.root, "A title", "south", day=None, lang="", now=NOW)
    assert list((tmp_path / "outside").iterdir()) == []


def test_the_hints_in_a_new_article_are_good_front_matter_once_uncommented(project: Project) -> None:
    path = write_new(project, "A title")
    text = (project.root / path).read_text()
    parts = split(text.replace("# ", ""), path).value
    assert parts is not None
    assert read_yaml(parts.yaml, path).findings == ()


@pytest.mark.parametrize("size", [0, 20])
def test_new_without_room_leaves_nothing_behind(project: Project, size: int) -> None:
    before = everything(project.root)
    done = run_without_room(project.root, size, "new", "A title", "--region", "south")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("briefgen: cannot write content/2")
    assert done.stderr.count("\n") == 1
    assert everything(project.root) == before


def test_a_report_without_room_leaves_the_one_before(project: Project) -> None:
    project.write("inbox/a.txt", "The ferries to the islands sail again\n\nThe two boats left at six.\n" * 9)
    project.write("report.md", "the one before\n")
    arguments = ("import", "inbox", "--dry-run", "--report", "report.md")
    done = run_without_room(project.root, 20, *arguments)
    assert done.returncode == 2
    assert "briefgen: cannot write report.md" in done.stderr
    assert (project.root / "report.md").read_text("utf-8") == "the one before\n"
    assert {path.name for path in project.root.iterdir()} == {"briefgen.yml", "content", "inbox", "report.md"}
    run(project.root, *arguments)
    assert "the one before" not in (project.root / "report.md").read_text("utf-8")
    assert "inbox" in run(project.root, *arguments[:-1], "/dev/stdout").stdout


# notes -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["briefing", "south"], "content/briefings/south/2025-05-01.md"),
        (["briefing", "--region", "south"], "content/briefings/south/2025-05-01.md"),
        (["briefing", "south", "--date", "2025-04-11"], "content/briefings/south/2025-04-11.md"),
        (["day"], "content/days/2025-05-01.md"),
        (["day", "--date", "2025-04-11"], "content/days/2025-04-11.md"),
        (["story", "Water talks"], "content/stories/water-talks.md"),
        (["story", "water-talks"], "content/stories/water-talks.md"),
        (["region", "north-coast"], "content/regions/north-coast.md"),
        (["page", "Who we are"], "content/pages/who-we-are.md"),
        (["article", "day", "--region", "south"], "content/2025/05/2025-05-01-day.md"),
    ],
)
def test_a_new_note_checks_and_is_never_overwritten(project: Project, arguments: list[str], path: str) -> None:
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    # What a note is about has to be there, or the check says that nobody sees the note.
    for day in ("2025-05-01", "2025-04-11"):
        project.write(f"content/on-{day}.md", article(day, region="south", date=day, story="water-talks"))
    made = project.run("new", *arguments, env=env)
    assert (made.returncode, made.stdout) == (0, f"{path}\n"), made.stderr
    checked = project.run("check", "--strict", "--now", "2025-05-02T00:00:00Z")
    assert checked.returncode == 0, checked.stdout
    text = (project.root / path).read_text("utf-8")
    # What stands in comments is good front matter as well.
    again = project.run("new", *arguments, env=env)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert (project.root / path).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["briefing", "sough"], 1, 'nearest is "south"'),
        (["region", "nowhere"], 1, "unknown-region"),
        (["day", "--date", "yesterday"], 2, '"yesterday" is not a date'),
        (["story", "محادثات المياه"], 2, "give a key"),
        ([], 2, "a title is missing: write briefgen new TITLE --region REGION"),
        (["note", "x"], 2, '"note" is not one of article'),
        (["A title"], 2, "needs --region"),
        (["story"], 2, "write briefgen new story NAME"),
        (["page", "--region", "south"], 2, "write briefgen new page NAME"),
        (["region"], 2, "write briefgen new region REGION"),
        (["briefing"], 2, "write briefgen new briefing REGION"),
        (["article", "--region", "south"], 2, "write briefgen new article TITLE --region REGION"),
    ],
)
def test_a_note_that_cannot_be_begun_says_why_and_writes_nothing(
    project: Project, arguments: list[str], code: int, says: str
) -> None:
    before = tree_of(project.root)
    done = project.run("new", *arguments)
    assert done.returncode == code
    assert says in done.stdout + done.stderr
    assert tree_of(project.root) == before


# regions -----------------------------------------------------------------------------------------------------------------


def test_the_usual_tree_has_every_country_once(tmp_path: Path) -> None:
    make_project(tmp_path, NOW)
    settings = read_settings((tmp_path / "briefgen.yml").read_text("utf-8"))
    assert settings.findings == ()
    assert settings.value is not None
    waiting, found = list(settings.value.regions), []
    while waiting:
        region = waiting.pop()
        found += region.countries
        waiting += region.regions
    assert sorted(found) == sorted(COUNTRIES)


def test_init_takes_a_tree_of_ones_own(tmp_path: Path) -> None:
    tree = tmp_path / "tree.yml"
    tree.write_text("# Ours.\nregions:\n  - key: harbour\n    name: Harbour\n    countries: [NO]\n")
    done = run(tmp_path, "init", "briefs", "--regions", "tree.yml")
    assert done.returncode == 0, done.stderr
    project = Project(tmp_path / "briefs")
    assert project.check(now=datetime(2100, 1, 1, tzinfo=UTC)).findings == ()
    assert list((project.root / "content").glob("*.md"))


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (None, 2, "cannot read"),
        ("title: No tree\n", 2, "has no regions"),
        ("regions:\n  - key: Bad Key\n    name: X\n", 1, "bad-value"),
        ("regions: [\n", 1, "yaml-syntax"),
        ("regions:\n", 1, ""),
    ],
)
def test_a_tree_that_cannot_be_taken_leaves_nothing(tmp_path: Path, text: str | None, code: int, says: str) -> None:
    if text is not None:
        (tmp_path / "tree.yml").write_text(text)
    done = run(tmp_path, "init", "briefs", "--regions", "tree.yml")
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stdout + done.stderr
    assert not (tmp_path / "briefs").exists()


# where the project is ----------------------------------------------------------------------------------------------------


def test_commands_find_the_project_above_the_folder_they_run_in(project: Project) -> None:
    below = project.root / "content" / "deep" / "down"
    below.mkdir(parents=True)
    done = run(below, "build", "--now", "2026-01-01T12:00:00Z")
    assert done.returncode == 0, done.stderr
    assert (project.output / "index.html").exists()
    assert run(below, "check", "--source", ".").returncode == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_project_above_that_belongs_to_somebody_else_is_none(project: Project) -> None:
    below = project.root / "content"
    os.chown(project.root / "briefgen.yml", 12345, 12345)
    assert run(below, "check").returncode == 1
    assert run(project.root, "check").returncode == 0


def test_a_build_with_drafts_says_that_it_is_not_to_be_published(project: Project) -> None:
    assert "do not publish" not in project.run("build").stderr
    assert "shows drafts: do not publish it" in project.run("build", "--drafts").stderr


def test_a_shell_completes_regions_targets_and_schemas(project: Project) -> None:
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", f"{settings}publish:\n  live:\n    folder: ../live\n")

    def offered(*words: str) -> list[str]:
        env = {**os.environ, "_BRIEFGEN_COMPLETE": "bash_complete", "COMP_CWORD": str(len(words))}
        env["COMP_WORDS"] = " ".join(("briefgen", *words))
        code = "from briefgen.cli.commands import cli; cli(prog_name='briefgen')"
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=project.root, env=env, capture_output=True, text=True, check=False)
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert offered("new", "A", "--region", "nor") == ["north", "north-coast"]
    assert offered("publish", "--to", "l") == ["live"]
    assert "briefing" in offered("schema", "b")
