"""Publishing, by the command line: targets, releases, what changes for readers, and the way back."""

import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.projects import PATIENCE, TRIED_OUT, Project, article, run_without, tree_of, write_project

LIVE = "publish:\n  live:\n    folder: ../live\n    keep: 3\n"


def with_targets(folder: Path, targets: str = LIVE) -> Project:
    project = write_project(folder / "project")
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    return project.write("briefgen.yml", settings + TRIED_OUT + targets)


#: Minutes since the beginning of 2026, one for each release.
MINUTES = itertools.count(1)


def publish(project: Project, *arguments: str, code: int = 0) -> str:
    """Publish with an instant of its own for each release, and return what was printed."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=next(MINUTES))
    done = project.run("publish", "--yes", "--now", now.isoformat(), *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def names(project: Project, *arguments: str) -> list[tuple[str, bool]]:
    """Return the releases, and whether each is the current one."""
    done = project.run("releases", "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return [(row["name"], row["current"]) for row in map(json.loads, done.stdout.splitlines())]


def shown(folder: Path) -> dict[str, str]:
    return tree_of((folder / "current").resolve())


def site_of(project: Project) -> dict[str, str]:
    """Return the built site as readers are to see it: without the record of what briefgen wrote."""
    return {path: digest for path, digest in project.tree().items() if path != ".briefgen-files"}


# A folder of releases -------------------------------------------------------------------------------------------------


def test_a_folder_shows_the_built_site_and_nothing_else(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    told = publish(project)
    live = tmp_path / "live"
    assert (live / "current").is_symlink()
    assert shown(live) == site_of(project)
    assert "new      /north-coast/2025-04-10/first/  First\n" in told
    assert "readers of live (../live) see 2026" in told


def test_before_the_first_release_the_list_says_how_to_make_one(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    done = project.run("releases")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "there is no release yet: briefgen publish makes one\n"
    publish(project)
    assert project.run("releases").stderr == ""


def test_a_release_costs_what_it_changes_and_older_ones_stay(tmp_path: Path) -> None:
    project, live = with_targets(tmp_path), tmp_path / "live"
    publish(project)
    before = (live / "current").resolve()
    old = tree_of(before)
    project.write("content/first.md", article("First, mended", region="north-coast"))
    told = publish(project)
    after = (live / "current").resolve()
    assert after != before
    assert tree_of(before) == old
    assert tree_of(after) == site_of(project)
    assert "changed  /north-coast/2025-04-10/first/  First, mended\n" in told
    page = "south/2025-04-11/second/index.html"
    assert (before / page).stat().st_ino == (after / page).stat().st_ino
    assert not (after / page).stat().st_mode & 0o222


def test_a_page_that_went_is_told_with_its_title(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    publish(project)
    project.remove("content/second.md")
    assert "removed  /south/2025-04-11/second/  Second\n" in publish(project, "--allow-removals")


def test_nothing_changed_makes_no_release(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    publish(project)
    only = names(project)
    assert "has this release already" in publish(project)
    assert names(project) == only == [(only[0][0], True)]


def test_a_dry_run_shows_the_changes_and_writes_nothing_at_the_target(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    told = publish(project, "--dry-run")
    assert "new      /north-coast/2025-04-10/first/  First\n" in told
    assert "nothing was published" in told
    assert not (tmp_path / "live").exists()


def test_without_a_terminal_and_without_yes_nothing_is_shown_to_readers(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    done = project.run("publish")
    assert done.returncode == 2
    assert "add --yes" in done.stderr
    assert not (tmp_path / "live").exists()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/bad.md", "---\ntitle: [\n---\n"),
        ("content/warned.md", article("No source", sources="")),
    ],
)
def test_an_error_or_a_warning_stops_it_before_readers_see_anything(tmp_path: Path, path: str, text: str) -> None:
    project = with_targets(tmp_path)
    publish(project)
    before = shown(tmp_path / "live")
    project.write(path, text)
    said = publish(project, code=1)
    assert "nothing was written" in said
    # Nobody asked for --strict, so a warning needs a word.
    assert ("accept it under accept:" in said) == (path == "content/warned.md")
    assert shown(tmp_path / "live") == before


HOSTS = (
    "https://briefs.example/", "http://a.b.example.org/x/", "https://example.com/", "http://localhost:8000/",
    "http://desk.localhost/", "https://news.invalid./", "https://TEST/", "http://192.168.1.7/", "http://[2001:db8::1]/",
)  # fmt: skip


@pytest.mark.parametrize("url", HOSTS)
def test_an_address_that_no_reader_can_open_stops_it_with_its_place(tmp_path: Path, url: str) -> None:
    project = with_targets(tmp_path)
    settings = (project.root / "briefgen.yml").read_text("utf-8").replace(TRIED_OUT, "")
    project.write("briefgen.yml", settings.replace("https://briefs.test/", f'"{url}"'))
    told = publish(project, code=1)
    assert "briefgen.yml:3:11: warning[reserved-base-url]" in told
    assert f'the host of "{url}"' in told
    assert not (tmp_path / "live").exists()
    assert "reserved-base-url" not in project.run("check", "--strict").stdout
    # Named for this run it is meant, and so it is where the settings accept it; nobody else is told of that.
    assert "readers of live" in publish(project, "--base-url", "http://localhost:8001/")
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text("utf-8") + TRIED_OUT)
    assert "readers of live" in publish(project)
    assert (project.run("check").stdout, project.run("build").stdout) == ("", "")


def test_a_library_that_a_target_needs_is_missed_before_anything_is_shown(tmp_path: Path) -> None:
    project = with_targets(tmp_path, "publish:\n  live:\n    folder: ../live\n    compress: [gzip, brotli]\n")
    for way in ("--dry-run", "--yes"):
        done = run_without("brotli", project.root, "publish", way)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert "compress: brotli needs the extra brotli" in done.stderr
    assert publish(project, "--dry-run").count("new ") > 0


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("folder: site", "site cannot be a target: it is, or lies in, the folder that a build writes"),
        ("folder: content/x", "content/x cannot be a target: it lies in content/"),
        ("folder: briefgen.yml", "briefgen.yml is not a folder"),
        ("branch: pages", "the project is in no git repository"),
    ],
)
def test_a_target_that_cannot_be_one_is_told_as_it_is_written(tmp_path: Path, target: str, told: str) -> None:
    project = with_targets(tmp_path, f"publish:\n  live:\n    {target}\n")
    command = [sys.executable, "-m", "briefgen", "publish", "--yes"]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, f"briefgen: {told}" in done.stderr) == (2, True), done.stderr


def test_an_address_that_only_looks_reserved_is_published(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    settings = (project.root / "briefgen.yml").read_text("utf-8").replace(TRIED_OUT, "")
    for url in ("https://examples.org/", "https://test.eu/", "https://myexample.com/", "https://localhost.news/"):
        project.write("briefgen.yml", settings.replace("https://briefs.test/", url))
        assert "reserved-base-url" not in publish(project)


def test_drafts_and_embargoes_are_never_published(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    project.write("content/draft.md", article("Secret draft", draft="true"))
    project.write("content/later.md", article("Secret later", publish_at="2031-01-01T00:00:00Z"))
    # Somebody has looked at the drafts in the folder that is published.
    project.run("build", "--drafts", "--future")
    publish(project)
    for path in (tmp_path / "live" / "current").rglob("*"):
        assert path.is_dir() or b"Secret" not in path.read_bytes(), path


def test_going_back_and_forth(tmp_path: Path) -> None:
    project, live = with_targets(tmp_path), tmp_path / "live"
    publish(project)
    first = shown(live)
    project.write("content/third.md", article("Third", region="south"))
    publish(project)
    second = shown(live)
    done = project.run("rollback", "--yes")
    assert done.returncode == 0, done.stderr
    assert "removed  /south/2025-04-10/third/  Third\n" in done.stdout
    assert shown(live) == first
    assert [is_current for _, is_current in names(project)] == [True, False]
    assert project.run("rollback", "--yes").returncode == 2
    newest = names(project)[1][0]
    assert project.run("rollback", newest[:15], "--yes").returncode == 0
    assert shown(live) == second
    assert 'no release of this target begins with "1999"' in project.run("rollback", "1999", "--yes").stderr


def test_old_releases_go_but_their_assets_stay_as_long_as_a_page_that_asks_for_them(tmp_path: Path) -> None:
    project, live = with_targets(tmp_path), tmp_path / "live"
    styles = []
    for color in ("black", "blue", "green", "red", "gray"):
        project.write("layouts/assets/style.css", f"body {{ color: {color} }}\n")
        publish(project)
        styles.append(next(path for path in site_of(project) if path.startswith("assets/style.")))
    assert len(names(project)) == 3
    there = [path for path in styles if path in shown(live)]
    # A reader may have a page of each release that is kept, and of the one that went last.
    assert there[-3:] == styles[-3:]
    assert styles[0] not in there


def test_a_file_that_somebody_put_into_the_built_folder_is_not_published(tmp_path: Path) -> None:
    project = with_targets(tmp_path)
    project.build()
    (project.output / "notes.txt").write_text("mine")
    publish(project)
    assert "notes.txt" not in shown(tmp_path / "live")


@pytest.mark.parametrize("folder", [".", "..", "content", "site", "site/inside", "layouts/x", ".git"])
def test_a_folder_that_has_other_things_cannot_be_a_target(tmp_path: Path, folder: str) -> None:
    project = with_targets(tmp_path, f"publish:\n  live:\n    folder: {folder}\n")
    assert "cannot be" in publish(project, code=2)


def test_changes_are_json_lines_in_the_order_of_a_safe_transfer(tmp_path: Path) -> None:
    project, file = with_targets(tmp_path), tmp_path / "changes.jsonl"
    publish(project)
    project.remove("content/second.md").write("content/first.md", article("First, mended", region="north-coast"))
    project.write("layouts/assets/style.css", "body { color: blue }\n")
    publish(project, "--allow-removals", "--changes", str(file))
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    one = next(row for row in rows if row["title"] == "First, mended")
    assert one == {
        "kind": "changed",
        "path": "north-coast/2025-04-10/first/index.html",
        "address": "/north-coast/2025-04-10/first/",
        "url": "https://briefs.test/north-coast/2025-04-10/first/",
        "title": "First, mended",
        "layout": "article.html",
    }
    order = [row["path"] for row in rows]
    kinds = [row["kind"] == "removed" for row in rows]
    assert order[0].startswith("assets/style.")
    assert order.index(one["path"]) < order.index("index.html")
    assert kinds == sorted(kinds)
    assert kinds[-1]
    assert next(row for row in rows if row["path"] == "south/2025-04-11/second/index.html")["title"] == "Second"


def test_a_build_writes_its_changes_as_well(tmp_path: Path) -> None:
    project, file = write_project(tmp_path / "project"), tmp_path / "changes.jsonl"
    project.build()
    project.remove("content/second.md")
    done = project.run("build", "--now", "2026-01-01T12:00:00Z", "--allow-removals", "--changes", str(file))
    assert done.returncode == 0, done.stderr
    rows = {row["path"]: row for row in map(json.loads, file.read_text("utf-8").splitlines())}
    gone = rows["south/2025-04-11/second/index.html"]
    assert (gone["kind"], gone["title"]) == ("removed", "Second")
    assert rows["index.html"]["kind"] == "changed"
    again = project.run("build", "--now", "2026-01-01T12:00:00Z", "--changes", str(file))
    assert (again.returncode, file.read_bytes()) == (0, b"")
    project.write("content/bad.md", "no front matter")
    assert project.run("build", "--changes", str(file)).returncode == 1
    assert file.read_bytes() == b""


# Commands -------------------------------------------------------------------------------------------------------------

COPY = """\
import pathlib, shutil, sys
folder, uploads, removals, target = map(pathlib.Path, sys.argv[1:5])
if (target / "refuse").exists():
    sys.exit(3)
for path in uploads.read_text().splitlines():
    (target / path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / path, target / path)
    with open(target.parent / "log", "a") as log:
        log.write(f"put {path}\\n")
for path in removals.read_text().splitlines():
    (target / path).unlink()
    with open(target.parent / "log", "a") as log:
        log.write(f"remove {path}\\n")
"""


@pytest.fixture
def far(tmp_path: Path) -> Project:
    """A project whose target is what a command does: it copies the uploads elsewhere."""
    run = f'"{sys.executable}" transfer.py {{folder}} {{uploads}} {{removals}} ../far'
    project = with_targets(tmp_path, f"publish:\n  far:\n    run:\n      - '{run}'\n")
    (tmp_path / "far").mkdir()
    return project.write("transfer.py", COPY)


def test_commands_get_what_changed_in_a_safe_order(far: Project, tmp_path: Path) -> None:
    publish(far)
    assert tree_of(tmp_path / "far") == site_of(far)
    (tmp_path / "log").unlink()
    far.remove("content/second.md").write("content/third.md", article("Third", region="south"))
    publish(far, "--allow-removals")
    assert tree_of(tmp_path / "far") == site_of(far)
    log = (tmp_path / "log").read_text().splitlines()
    doing = [line.partition(" ")[0] for line in log]
    assert doing == sorted(doing)
    assert doing[-1] == "remove"
    assert "put south/2025-04-11/second/index.html" not in log


def test_what_a_failed_command_did_not_do_is_done_the_next_time(far: Project, tmp_path: Path) -> None:
    publish(far)
    far.write("content/third.md", article("Third", region="south")).write("../far/refuse", "")
    assert "failed with exit code 3" in publish(far, code=2)
    (tmp_path / "far" / "refuse").unlink()
    publish(far)
    assert tree_of(tmp_path / "far") == site_of(far)


#: Fails after half of the work: the uploads are there, and nothing was removed.
HALF = COPY.replace("for path in removals", 'if (target / "half").exists():\n    sys.exit(4)\nfor path in removals').replace(
    "(target / path).unlink()", "(target / path).unlink(missing_ok=True)"
)


def test_what_a_failed_command_left_behind_goes_the_next_time(far: Project, tmp_path: Path) -> None:
    far.write("transfer.py", HALF)
    publish(far)
    far.write("content/third.md", article("Third", region="south")).write("../far/half", "")
    assert "failed with exit code 4" in publish(far, code=2)
    assert (tmp_path / "far/south/2025-04-10/third/index.html").is_file()
    # The article is taken back: the site is what readers should see, and the target is not.
    far.remove("content/third.md").remove("../far/half")
    assert "removed  /south/2025-04-10/third/" in publish(far, "--allow-removals")
    assert tree_of(tmp_path / "far") == site_of(far)
    assert "has this release already" in publish(far)


def test_a_release_that_did_not_arrive_is_none_to_go_back_to(far: Project, tmp_path: Path) -> None:
    far.write("../far/refuse", "")
    publish(far, code=2)
    assert names(far) == []
    assert "there is no release before the current one" in far.run("rollback", "--yes").stderr
    far.remove("../far/refuse")
    publish(far)
    first = names(far)
    far.write("content/third.md", article("Third", region="south")).write("../far/refuse", "")
    for _ in range(3):
        publish(far, code=2)
    assert names(far) == first
    far.remove("../far/refuse")
    publish(far)
    assert [name for name, _ in names(far)][:1] == [name for name, _ in first]
    done = far.run("rollback", "--yes")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "far/south/2025-04-10/third/index.html").exists()


def test_a_failed_command_after_a_folder_is_run_again_with_all_that_changed(tmp_path: Path) -> None:
    run = f"'{sys.executable}' note.py {{changes}}"
    project = with_targets(tmp_path, f'publish:\n  live:\n    folder: ../live\n    run:\n      - "{run}"\n')
    note = 'import pathlib, sys\nsys.exit(1) if pathlib.Path("refuse").exists() else None\n'
    project.write("note.py", f'{note}pathlib.Path("noted").write_text(pathlib.Path(sys.argv[1]).read_text())\n')
    publish(project)
    project.write("refuse", "").write("content/third.md", article("Third", region="south"))
    publish(project, code=2)
    # Readers see the new release, and the command has not told anybody yet.
    assert shown(tmp_path / "live") == site_of(project)
    project.remove("refuse").write("content/fourth.md", article("Fourth", region="south"))
    publish(project)
    titles = {json.loads(line)["title"] for line in (project.root / "noted").read_text("utf-8").splitlines()}
    assert {"Third", "Fourth"} <= titles
    assert "First" not in titles
    project.remove("noted")
    publish(project)
    assert not (project.root / "noted").exists()


def test_a_failed_command_after_a_folder_takes_back_what_it_did(far: Project, tmp_path: Path) -> None:
    text = (far.root / "briefgen.yml").read_text("utf-8")
    far.write("briefgen.yml", text.replace("  far:\n", "  far:\n    folder: ../live\n")).write("transfer.py", HALF)
    publish(far)
    far.write("content/third.md", article("Third", region="south")).write("../far/half", "")
    publish(far, code=2)
    assert (tmp_path / "far/south/2025-04-10/third/index.html").is_file()
    far.remove("content/third.md").remove("../far/half")
    publish(far, "--allow-removals")
    assert tree_of(tmp_path / "far") == site_of(far) == shown(tmp_path / "live")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("cp {folder} {nowhere}", "nothing stands for {nowhere}"),
        ("cp '{folder}", "cannot be read"),
        ("no-such-program-of-ours", "cannot run no-such-program-of-ours"),
    ],
)
def test_a_command_that_cannot_run_says_so(tmp_path: Path, command: str, says: str) -> None:
    project = with_targets(tmp_path, f'publish:\n  far:\n    run:\n      - "{command}"\n')
    assert says in publish(project, code=2)


def test_no_shell_reads_a_command(tmp_path: Path) -> None:
    project = with_targets(tmp_path, "publish:\n  far:\n    run:\n      - 'echo a; touch made && touch $HOME/made'\n")
    assert "a; touch made && touch $HOME/made" in publish(project)
    assert not (project.root / "made").exists()


# A branch -------------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=Desk", "-c", "user.email=desk@briefs.test"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    project = with_targets(tmp_path, "publish:\n  pages:\n    branch: gh-pages\n")
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    git(project.root, "config", "user.name", "Desk")
    git(project.root, "config", "user.email", "desk@briefs.test")
    # What a user's settings could do to bytes, and to what is added.
    git(project.root, "config", "core.autocrlf", "true")
    project.write(".gitignore", "site/\n.briefgen/\n*.xml\n").write(".gitattributes", "* text eol=crlf\n")
    git(project.root, "add", "--all")
    git(project.root, "commit", "--quiet", "--message", "Begin")
    return project


def branch_files(folder: Path, ref: str) -> dict[str, str]:
    """Return the SHA-256 of each file of a branch, by path, byte for byte."""
    paths = git(folder, "ls-tree", "-r", "--name-only", ref).splitlines()
    command = ["git", "cat-file", "blob"]
    read = {path: subprocess.run([*command, f"{ref}:{path}"], cwd=folder, capture_output=True, check=True) for path in paths}
    return {path: hashlib.sha256(done.stdout).hexdigest() for path, done in read.items()}


@needs_git
def test_a_branch_has_the_site_byte_for_byte_and_the_working_tree_stays(repository: Project) -> None:
    status, head = git(repository.root, "status", "--porcelain"), git(repository.root, "rev-parse", "HEAD")
    publish(repository)
    files = branch_files(repository.root, "gh-pages")
    assert files.pop(".nojekyll") == hashlib.sha256().hexdigest()
    assert files == site_of(repository)
    assert (git(repository.root, "status", "--porcelain"), git(repository.root, "rev-parse", "HEAD")) == (status, head)
    assert git(repository.root, "branch", "--show-current") == "main"


@needs_git
def test_a_branch_grows_by_commits_and_goes_back_by_one(repository: Project) -> None:
    publish(repository)
    first = branch_files(repository.root, "gh-pages")
    repository.write("content/third.md", article("Third", region="south"))
    assert "new      /south/2025-04-10/third/  Third\n" in publish(repository)
    assert "has this release already" in publish(repository)
    assert len(names(repository)) == 2
    done = repository.run("rollback", "--yes")
    assert done.returncode == 0, done.stderr
    assert branch_files(repository.root, "gh-pages") == first
    assert git(repository.root, "rev-list", "--count", "gh-pages") == "3"


@needs_git
def test_a_branch_is_pushed_and_one_that_somebody_else_moved_is_not_overwritten(repository: Project, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "far.git")
    git(repository.root, "remote", "add", "origin", "../far.git")
    settings = (repository.root / "briefgen.yml").read_text("utf-8")
    repository.write("briefgen.yml", f"{settings}    remote: origin\n")
    publish(repository)
    assert branch_files(tmp_path / "far.git", "gh-pages") == branch_files(repository.root, "gh-pages")
    # A colleague publishes from another clone.
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", "far.git", "other")
    (tmp_path / "other" / "colleague.txt").write_text("theirs")
    git(tmp_path / "other", "add", "--all")
    git(tmp_path / "other", "commit", "--quiet", "--message", "Theirs")
    git(tmp_path / "other", "push", "--quiet", "origin", "gh-pages")
    theirs = git(tmp_path / "far.git", "rev-parse", "gh-pages")
    repository.write("content/third.md", article("Third", region="south"))
    publish(repository)
    assert git(tmp_path / "far.git", "rev-parse", "gh-pages^") == theirs
    git(tmp_path / "far.git", "config", "receive.denyUpdates", "true")
    hook = tmp_path / "far.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    before = git(repository.root, "rev-parse", "gh-pages")
    repository.write("content/fourth.md", article("Fourth", region="south"))
    assert "git push failed" in publish(repository, code=2)
    assert git(repository.root, "rev-parse", "gh-pages") == before


@needs_git
def test_the_branch_that_is_checked_out_is_refused(repository: Project) -> None:
    settings = (repository.root / "briefgen.yml").read_text("utf-8")
    repository.write("briefgen.yml", settings.replace("gh-pages", "main"))
    assert "is checked out" in publish(repository, code=2)


# Settings -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("targets", "says"),
    [
        ("", "names no target"),
        ("publish:\n  live: {}\n", "missing-key"),
        ("publish:\n  live: {folder: ../live, branch: gh-pages}\n", "not both"),
        ("publish:\n  live: {branch: --force}\n", "bad-value"),
        ("publish:\n  live: {folder: ../live, keep: 1}\n", "briefgen.yml"),
        ("publish:\n  live: {fodler: ../live}\n", "unknown-key"),
        ("publish: ../live\n", "wrong-type"),
    ],
)
def test_a_target_that_is_none_is_told(tmp_path: Path, targets: str, says: str) -> None:
    project = with_targets(tmp_path, targets)
    done = project.run("publish", "--yes", "--now", "2026-01-01T12:00:00Z")
    assert done.returncode in {1, 2}
    assert says in done.stdout + done.stderr
    assert not (tmp_path / "live").exists()


def test_another_target_is_named_by_its_key(tmp_path: Path) -> None:
    project = with_targets(tmp_path, f"{LIVE}  trial:\n    folder: ../trial\n")
    publish(project, "--to", "trial")
    assert (tmp_path / "trial" / "current").is_symlink()
    assert not (tmp_path / "live").exists()
    assert 'no target "live2"' in publish(project, "--to", "live2", code=2)


def test_a_target_makes_no_page_anew(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    project.build()
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", settings + TRIED_OUT + LIVE)
    assert project.build().made == ()


# By time alone --------------------------------------------------------------------------------------------------------


def test_next_is_the_first_instant_at_which_an_article_comes_or_goes(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    ask = ("next", "--now", "2026-01-01T12:00:00Z")
    assert (project.run(*ask).stdout, project.run(*ask).returncode) == ("", 0)
    project.write("content/a.md", article("Comes", publish_at="2026-02-01T06:00:00+01:00"))
    project.write("content/b.md", article("Goes", expires="2026-01-20T00:00:00Z"))
    project.write("content/c.md", article("A draft", draft="true", publish_at="2026-01-02T00:00:00Z"))
    assert project.run(*ask).stdout == "2026-01-20T00:00:00+00:00\n"
    late = project.run("next", "--now", "2026-01-20T00:00:00Z", "--format", "json").stdout
    assert json.loads(late) == {
        "at": "2026-02-01T05:00:00+00:00",
        "articles": [{"path": "content/a.md", "state": "comes", "title": "Comes"}],
    }
    assert project.run("next", "--now", "2026-02-01T05:00:00Z").stdout == ""
