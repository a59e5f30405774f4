"""The preview while folders move: it goes on, says what is missing, and follows edits again. Real processes and moves."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.programs import find_program
from tests.projects import PATIENCE, Project, article, write_project
from tests.site.test_preview import Served, read_events, start, stop

FIRST = "/north-coast/2025-04-10/first/"
#: What the terminal says of an edit.
EDIT = re.compile(r"^(?:no page|\d+ pages?) (?:changed|read anew) in \d+ ms\n", re.MULTILINE)


def without_edits(said: str) -> str:
    """Return what the terminal said beside a line for each edit, of which there was one at least."""
    rest, number = EDIT.subn("", said)
    assert number
    return rest


@pytest.fixture
def deep(project: Project) -> Project:
    """A project with folders of every kind."""
    project.write("layouts/404.html", "<body>not here</body>").write("static/a.txt", "here\n")
    return project.write("content/2025/third.md", article("Third", region="south"))


@contextlib.contextmanager
def preview(project: Project, *arguments: str) -> Iterator[Served]:
    served = start(project, *arguments)
    try:
        served.get("/")
        yield served
        assert served.process.poll() is None
    finally:
        stop(served)


def move_away_and_back(folder: Path, aside: Path) -> None:
    folder.rename(aside)
    aside.rename(folder)


def remove_and_copy(folder: Path, aside: Path) -> None:
    shutil.copytree(folder, aside)
    shutil.rmtree(folder)
    shutil.copytree(aside, folder)


def swap(folder: Path, aside: Path) -> None:
    """Put a copy in place of a folder that still exists elsewhere."""
    copy = aside.with_name(f"copy-{aside.name}")
    shutil.copytree(folder, copy)
    folder.rename(aside)
    copy.rename(folder)


def edit_all(served: Served, text: str = "Edited") -> None:
    """Edit a file of each folder, one after the other, and wait until the preview shows each."""
    served.project.write("content/first.md", article(text, region="north-coast"))
    served.until(FIRST, text)
    served.project.write("content/2025/third.md", article(text, region="south"))
    served.until("/south/2025-04-10/third/", text)
    served.project.write("layouts/404.html", f"<body>{text}</body>")
    served.until("/nowhere/", text)
    served.project.write("static/a.txt", text)
    served.until("/a.txt", text)


@pytest.mark.parametrize("change", [move_away_and_back, remove_and_copy, swap])
@pytest.mark.parametrize(
    "folders",
    [
        pytest.param([""], id="project"),
        pytest.param(["content"], id="content"),
        pytest.param(["content/2025", "layouts", "static"], id="others"),
    ],
)
def test_edits_are_followed_after_a_folder_was_moved(
    deep: Project, folders: list[str], change: Callable[[Path, Path], None]
) -> None:
    """The preview runs in the project's own folder, which moves with it."""
    with preview(deep) as served:
        for folder in folders:
            change(deep.root / folder, deep.root.parent / f"aside-of-{folder.replace('/', '-')}")
            edit_all(served, f"Edited after {folder}")


def test_edits_are_followed_after_the_parent_was_moved(tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    project = Project(outer / "project")
    shutil.copytree(Path(__file__).parent.parent.parent / "content", project.root / "content")
    project.write("briefgen.yml", (Path(__file__).parent.parent.parent / "briefgen.yml").read_bytes())
    with preview(project) as served:
        move_away_and_back(outer, tmp_path / "aside")
        project.write("content/pages/new.md", "---\ntitle: Brand new\n---\n")
        served.until("/new/", "Brand new")


def test_edits_are_followed_in_the_project_that_a_link_leads_to_now(deep: Project, tmp_path: Path) -> None:
    shutil.copytree(deep.root, tmp_path / "other")
    link = tmp_path / "link"
    link.symlink_to(deep.root, target_is_directory=True)
    with preview(deep, "--source", str(link)) as served:
        (tmp_path / "link.new").symlink_to(tmp_path / "other", target_is_directory=True)
        (tmp_path / "link.new").replace(link)
        Project(tmp_path / "other").write("content/first.md", article("In the other", region="north-coast"))
        served.until(FIRST, "In the other")


@pytest.mark.parametrize("folder", ["", "content"])
def test_a_missing_folder_is_told_and_the_last_site_stays(deep: Project, folder: str) -> None:
    place, aside = deep.root / folder, deep.root.parent / "aside"
    served = start(deep)
    served.get("/")
    events = read_events(served)
    first = next(events)
    for text in ("Edited", "Edited once more"):  # It goes on after the first time.
        place.rename(aside)
        missing = next(one for one in events if "there is no folder" in one["findings"])
        assert f"there is no folder {place}" in missing["findings"]
        assert served.get(FIRST).status == 200
        assert "Test Briefs" in served.get("/").text
        aside.rename(place)
        back = next(one for one in events if not one["findings"])
        assert back["version"] not in {first["version"], missing["version"]}
        edit_all(served, text)
    events.close()
    served.process.send_signal(signal.SIGINT)
    _, said = served.process.communicate(timeout=PATIENCE)
    assert served.process.returncode == 0
    line = f"briefgen: there is no folder {place}; the preview goes on when it is back\n"
    assert without_edits(said) == (line + "briefgen: the project can be read again\n") * 2


def test_a_folder_that_comes_and_goes_while_it_is_to_be_watched_is_no_trouble(deep: Project) -> None:
    """It may be missing at just the moment at which the preview begins to watch it again."""
    place, aside = deep.root / "content", deep.root.parent / "aside"
    served = start(deep)
    served.get("/")
    for number in range(40):
        place.rename(aside)
        time.sleep(0.001 * (number % 12))
        aside.rename(place)
        time.sleep(0.013 * (number % 7))
    served.process.send_signal(signal.SIGINT)
    _, said = served.process.communicate(timeout=PATIENCE)
    assert served.process.returncode == 0
    assert "cannot watch" not in said


@pytest.mark.parametrize("how", ["moved", "removed"])
def test_an_interrupt_ends_the_preview_while_its_folder_is_missing(deep: Project, how: str) -> None:
    served = start(deep)
    served.get("/")
    events = read_events(served)
    if how == "moved":
        deep.root.rename(deep.root.with_name("away"))
    else:
        shutil.rmtree(deep.root)
    next(one for one in events if "there is no folder" in one["findings"])
    assert served.get("/").status == 200
    served.process.send_signal(signal.SIGINT)
    _, said = served.process.communicate(timeout=PATIENCE)
    assert served.process.returncode == 0
    assert said == f"briefgen: there is no folder {deep.root}; the preview goes on when it is back\n"
    events.close()


def test_an_interrupt_ends_the_preview_while_a_browser_listens(project: Project) -> None:
    served = start(project)
    events = read_events(served)
    next(events)
    served.process.send_signal(signal.SIGINT)
    _, said = served.process.communicate(timeout=PATIENCE)
    assert (served.process.returncode, said) == (0, "")
    events.close()


def test_edits_are_followed_in_a_project_below_folders_of_any_name(tmp_path: Path) -> None:
    """The library that watches leaves out folders of these names, and all below them, unless it is told otherwise."""
    project = Project(tmp_path / "node_modules" / ".git" / "project")
    shutil.copytree(write_project(tmp_path / "project").root, project.root)
    with preview(project) as served:
        # The project is scanned again twice after the start, so only later edits show that events arrive.
        for text in ("One", "Two", "Three", "Four", "Five"):
            project.write("content/first.md", article(text, region="north-coast"))
            served.until(FIRST, text)


def test_a_preview_that_may_not_watch_looks_for_edits_and_says_so(project: Project) -> None:
    """The kernel refuses by way of strace, as it does when a user has too many watches."""
    strace = find_program("strace")
    refusal = "inject=inotify_add_watch:error=ENOSPC"
    # With -D the process that is started is the preview, and strace is a child: a signal goes to the preview.
    command = [strace, "-D", "-f", "-qq", "-e", "trace=inotify_add_watch", "-e", refusal, "-o", os.devnull]
    command += [sys.executable, "-m", "briefgen", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    served = Served(project, process, process.stdout.readline().strip())
    if not served.url:
        pytest.skip("this machine lets nobody trace a process (strace is refused), as in some containers")
    served.get("/")
    for text in ("Edited", "Edited once more"):
        project.write("content/first.md", article(text, region="north-coast"))
        served.until(FIRST, text)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    reason = "OS file watch limit reached"
    told = f"briefgen: cannot watch {project.root}: {reason}; the preview looks for edits twice a second\n"
    assert without_edits(said) == told


def test_a_project_without_content_is_shown_as_a_build_would_make_it(project: Project) -> None:
    shutil.rmtree(project.root / "content")
    with preview(project) as served:
        assert served.get("/").status == 200
        project.write("content/first.md", article("First at last", region="north-coast"))
        served.until(FIRST, "First at last")
