"""The output folder: foreign files, the record, links, refusals, the lock, modes, and builds that end before their time.

Kills and faults come from the system and not from a mock: a process of its own counts what it asks the file system for
(Python's audit events) and dies, or is refused, at the one it was told.
"""

import errno
import hashlib
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.build.flow import build_site
from briefgen.disk.output import OutputFolder, check_output_folder, remove_all
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Options
from tests.projects import NOW, PATIENCE, Project, article, codes, positions, tree_of, write_project

REPOSITORY = Path(__file__).parent.parent.parent

RECORD = ".briefgen-files"
STAGE = ".briefgen-stage"


def publish(folder: Path, files: dict[str, str]) -> None:
    """Publish these files, and nothing else, into a folder."""
    with OutputFolder(folder) as output:
        for path, text in files.items():
            output.put(path, text.encode())
        output.publish()


def texts(folder: Path) -> dict[str, str]:
    """Return the text of every file of a folder but the record, by path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def state_of(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return bytes, time of change and mode of everything below a folder."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (content, status.st_mtime_ns, status.st_mode)
    return found


# Stale files and foreign files -------------------------------------------------------------------------------------------


def test_a_process_with_the_number_of_a_killed_one_writes_over_no_file_that_waits(tmp_path: Path) -> None:
    with OutputFolder(tmp_path) as folder:
        folder.put("a.html", b"a")
        waiting = tmp_path / ".briefgen-stage" / f"{os.getpid()}-1"
        waiting.write_bytes(b"of a killed process")
        folder.put("b.html", b"b")
        assert waiting.read_bytes() == b"of a killed process"
        folder.publish()
    assert (tmp_path / "b.html").read_bytes() == b"b"
    assert not (tmp_path / ".briefgen-stage").exists()


def test_a_stale_page_goes_with_the_folders_that_it_leaves_empty(project: Project) -> None:
    project.build()
    assert (project.output / "south" / "2025-04-11" / "second").is_dir()
    project.remove("content/second.md").build()
    assert not (project.output / "south" / "2025-04-11").exists()
    assert (project.output / "south" / "index.html").is_file()


def test_a_file_that_briefgen_did_not_write_is_never_touched(project: Project) -> None:
    foreign = {
        "site/CNAME": "briefs.test\n",
        "site/south/2025-04-11/notes.txt": "Notes\n",
        "site/.git/HEAD": "ref: refs/heads/main\n",
        "site/assets/logo.png": "not really\n",
    }
    for path, text in foreign.items():
        project.write(path, text)
    os.mkfifo(project.output / "pipe")
    (project.output / "empty").mkdir()
    (project.output / "link").symlink_to("/nonexistent")
    before = state_of(project.output)
    for content in (article("Second", region="south", date="2025-04-11"), article("Gone", draft="true")):
        project.write("content/second.md", content)
        assert codes(project.build()) == []
        after = state_of(project.output)
        assert {path: after[path] for path in before if not (project.output / path).is_dir()} == {
            path: state for path, state in before.items() if not (project.output / path).is_dir()
        }
        assert (project.output / "empty").is_dir()


def _delete(record: Path) -> None:
    record.unlink()


def _empty(record: Path) -> None:
    record.write_text("")


def _damage(record: Path) -> None:
    record.write_bytes(record.read_bytes()[:300] + b"\xff\xfe\x00\x1b[31m\n" + os.urandom(200))


def _cut(record: Path) -> None:
    record.write_bytes(record.read_bytes()[: record.stat().st_size // 2])


@pytest.mark.parametrize("harm", [_delete, _empty, _damage, _cut])
def test_without_its_record_a_build_takes_equal_files_for_its_own_and_no_other(
    project: Project, harm: Callable[[Path], None]
) -> None:
    project.write("site/CNAME", "briefs.test\n")
    project.build()
    before = state_of(project.output)
    harm(project.output / RECORD)
    assert codes(project.build()) == []
    after = state_of(project.output)
    record = project.output / RECORD
    assert {path: state for path, state in after.items() if path != RECORD} == {
        path: state for path, state in before.items() if path != RECORD
    }
    assert record.read_bytes() == before[RECORD][0]


def test_without_its_record_a_build_refuses_to_overwrite_a_file_that_differs(project: Project) -> None:
    project.build()
    (project.output / RECORD).unlink()
    project.write("site/index.html", "mine")
    before = state_of(project.output)
    with pytest.raises(BriefgenError, match=r"site/index\.html was not written by briefgen"):
        project.build()
    assert state_of(project.output) == before


def test_without_its_record_a_build_leaves_stale_files(project: Project) -> None:
    project.build()
    (project.output / RECORD).unlink()
    project.remove("content/second.md")
    with pytest.raises(BriefgenError, match="was not written by briefgen"):
        project.build()
    assert (project.output / "south" / "2025-04-11" / "second" / "index.html").is_file()


def test_a_foreign_file_in_the_way_is_exit_2_and_nothing_is_written(project: Project) -> None:
    project.write("site/south/index.html", "mine")
    before = state_of(project.output)
    done = project.run("build")
    assert done.returncode == 2
    assert "site/south/index.html was not written by briefgen" in done.stderr
    assert state_of(project.output) == before


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param("south", "file", id="file-for-a-folder"),
        pytest.param("south/2025-04-11/second", "file", id="file-for-a-deep-folder"),
        pytest.param("south/index.html", "folder", id="folder-for-a-file"),
        pytest.param("south/index.html", "full", id="full-folder-for-a-file"),
        pytest.param("south/index.html", "link", id="link-for-a-file"),
        pytest.param("south/index.html", "dangling", id="dangling-link-for-a-file"),
        pytest.param("south/index.html", "pipe", id="pipe-for-a-file"),
        pytest.param("south", "link", id="link-to-a-file-for-a-folder"),
        pytest.param("south", "folder-link", id="link-to-a-folder-for-a-folder"),
        pytest.param("south", "dangling", id="dangling-link-for-a-folder"),
        pytest.param(STAGE, "file", id="file-for-the-stage"),
        pytest.param(STAGE, "folder-link", id="link-for-the-stage"),
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["first-build", "second-build"])
def test_what_stands_in_the_way_of_an_output_is_an_error_and_nothing_is_written(
    project: Project, tmp_path: Path, path: str, kind: str, first: bool
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep.txt").write_text("keep\n")
    if not first:
        project.build()
        project.write("content/new.md", article("New", region="south", date="2025-04-11"))
    project.output.mkdir(exist_ok=True)
    target = project.output / path
    if target.exists():
        target.rename(tmp_path / "away")
    target.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "file":
            target.write_text("mine")
        case "folder":
            target.mkdir()
        case "full":
            target.mkdir()
            (target / "mine.txt").write_text("mine")
        case "pipe":
            os.mkfifo(target)
        case "link":
            target.symlink_to(outside / "keep.txt")
        case "folder-link":
            target.symlink_to(outside)
        case "dangling":
            target.symlink_to(tmp_path / "nowhere")
    before = state_of(project.output)
    with pytest.raises(BriefgenError) as raised:
        project.build()
    assert str(target) in str(raised.value)
    assert state_of(project.output) == before
    assert texts(outside) == {"keep.txt": "keep\n"}
    assert not (tmp_path / "nowhere").exists()


def test_after_what_stood_in_the_way_is_moved_the_same_process_can_build(project: Project) -> None:
    project.write(f"site/{STAGE}", "mine")
    with pytest.raises(BriefgenError, match=STAGE):
        project.build()
    project.remove(f"site/{STAGE}")
    assert project.build().written is not None


def test_a_folder_of_foreign_files_in_a_files_place_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    publish(folder, {"a/index.html": "1", "b.txt": "1"})
    (folder / "a" / "mine.txt").write_text("mine")
    before = state_of(folder)
    with pytest.raises(BriefgenError, match=r"out/a\b"):
        publish(folder, {"a": "2", "b.txt": "2"})
    assert state_of(folder) == before


def test_a_changed_file_in_a_folders_place_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    publish(folder, {"a": "1", "b.txt": "1"})
    (folder / "a").write_text("mine")
    before = state_of(folder)
    with pytest.raises(BriefgenError, match=r"out/a\b"):
        publish(folder, {"a/index.html": "2", "b.txt": "2"})
    assert state_of(folder) == before


def test_a_page_may_take_the_place_of_a_stale_folder_and_the_other_way_round(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    publish(folder, {"a": "1", "b/c/d": "1", "e/f": "1"})
    publish(folder, {"a/x/y": "2", "b": "2", "e/f/g": "2"})
    assert texts(folder) == {"a/x/y": "2", "b": "2", "e/f/g": "2"}
    publish(folder, {"a": "3", "b/c/d": "3", "e": "3"})
    assert texts(folder) == {"a": "3", "b/c/d": "3", "e": "3"}


def test_a_stale_file_that_was_changed_by_hand_stays_with_a_warning_until_it_goes(project: Project) -> None:
    project.build()
    stale = "south/2025-04-11/second/index.html"
    project.write(f"site/{stale}", "changed by hand")
    project.remove("content/second.md")
    for _ in range(2):
        result = project.build()
        assert positions(result) == [("changed-output", stale, None, None)]
        assert stale in result.findings[0].message
        assert (project.output / stale).read_text() == "changed by hand"
    project.remove(f"site/{stale}")
    assert codes(project.build()) == []
    assert not (project.output / "south" / "2025-04-11").exists()


def test_a_page_that_was_changed_by_hand_is_written_again(project: Project) -> None:
    project.build()
    before = project.tree()
    project.write("site/index.html", "changed by hand").remove("site/feed.xml")
    project.build()
    assert project.tree() == before


def test_stale_files_behind_a_link_are_not_followed(project: Project, tmp_path: Path) -> None:
    project.build()
    moved = tmp_path / "moved"
    (project.output / "south" / "2025-04-11").rename(moved)
    (project.output / "south" / "2025-04-11").symlink_to(moved)
    before = tree_of(moved)
    project.remove("content/second.md")
    result = project.build()
    assert set(codes(result)) == {"changed-output"}
    assert tree_of(moved) == before


# The record ----------------------------------------------------------------------------------------------------------------

#: Paths whose order is another by characters than by parts, and some that are others' beginnings.
PATHS = st.sampled_from(["a", "a-b/x", "a.b", "b/a/x", "b/a-x", "b/é", "b/z", "c/🙂/x", "c/￿", "d", "e/1", "e/10", "e/2"])
FILES = st.dictionaries(PATHS, st.sampled_from(["", "one", "two", "three"]), min_size=1)


@given(before=FILES, after=FILES, kept=st.sets(PATHS))
def test_a_record_that_is_amended_says_what_one_that_is_written_anew_says(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, str], after: dict[str, str], kept: set[str]
) -> None:
    folder, clean = tmp_path_factory.mktemp("amended"), tmp_path_factory.mktemp("clean")
    publish(folder, before)
    digests = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in before.items()}
    known = hashlib.sha256((folder / RECORD).read_bytes()).hexdigest()
    after |= {path: before[path] for path in kept & before.keys()}
    with OutputFolder(folder, known) as output:
        output.keep({path: digests[path] for path in kept & before.keys()})
        for path in after.keys() - kept:
            output.put(path, after[path].encode())
        written = output.publish()
    publish(clean, {path: after[path] for path in after if path not in kept or path in before})
    assert tree_of(folder) == tree_of(clean)
    assert (folder / RECORD).read_bytes() == (clean / RECORD).read_bytes()
    assert output.record_digest == hashlib.sha256((folder / RECORD).read_bytes()).hexdigest()
    assert len(written.written) + written.unchanged == len(texts(folder))


def test_the_record_is_what_sha256sum_can_check(project: Project) -> None:
    project.build()
    recorded = {}
    for line in (project.output / RECORD).read_text().splitlines()[1:]:
        digest, _, path = line.partition("  ")
        recorded[path] = digest
    tree = project.tree()
    del tree[RECORD]
    assert recorded == tree


@pytest.mark.parametrize(
    "path",
    [
        "../outside/keep.txt",
        "south/../../outside/keep.txt",
        "./../outside/keep.txt",
        "{outside}/keep.txt",
        "/{outside}/keep.txt",
        "..",
        ".",
        "/",
        "\\..\\outside\\keep.txt",
        "link/keep.txt",
        "south",
        "x" * 300,
        "x/" * 3000 + "x",
        "south/index.html/x",
        "south/\x1b[31mred",
        ".briefgen-stage/1",
        ".briefgen-files",
        "mine.txt",
    ],
)  # fmt: skip
def test_a_hostile_line_of_the_record_makes_nothing_go_that_briefgen_did_not_write(
    project: Project, tmp_path: Path, path: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep.txt").write_text("keep\n")
    project.build()
    project.write("site/mine.txt", "mine")
    (project.output / "link").symlink_to(outside)
    before = state_of(project.output)
    digest = "0" * 64 if path == "mine.txt" else tree_of(outside)["keep.txt"]
    with (project.output / RECORD).open("a") as record:
        record.write(f"{digest}  {path.format(outside=outside)}\n")
    project.write("content/new.md", article("New", region="south", date="2025-04-11"))
    result = project.build()
    assert result.written is not None
    assert set(codes(result)) <= {"changed-output"}
    after = state_of(project.output)
    assert "south/2025-04-11/new/index.html" in after
    assert before.keys() <= after.keys()
    assert texts(outside) == {"keep.txt": "keep\n"}
    assert (project.output / "mine.txt").read_text() == "mine"
    remove_all(project.output)
    assert texts(outside) == {"keep.txt": "keep\n"}
    assert (project.output / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("path", [".briefgen-files", ".briefgen-stage/0", ".briefgen-stage", ".Briefgen-Files"])
def test_a_static_file_cannot_take_the_place_of_our_own_notes(project: Project, path: str) -> None:
    project.write(f"static/{path}", "mine")
    result = project.build()
    assert [(found.severity, found.span.path) for found in result.findings] == [("error", f"static/{path}")]
    assert not project.output.exists()


def test_a_record_that_is_a_link_is_neither_read_nor_written_through(project: Project, tmp_path: Path) -> None:
    project.build()
    elsewhere = tmp_path / "record"
    (project.output / RECORD).rename(elsewhere)
    (project.output / RECORD).symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    project.write("content/new.md", article("New", region="south"))
    with pytest.raises(BriefgenError, match="was not written by briefgen"):
        project.build()
    assert elsewhere.read_bytes() == before


# Folders that are refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "folder",
    [
        "", ".", "..", "../..", "/", "content", "content/deep/er", "layouts", "static/www", "captures", ".git", ".git/x",
        ".briefgen", "site/../content", "content/../",
    ],
)  # fmt: skip
def test_a_folder_that_holds_other_things_is_refused(project: Project, folder: str) -> None:
    before = state_of(project.root)
    with pytest.raises(BriefgenError, match="cannot be the output folder"):
        build_site(project.root, project.root / folder, Options(now=NOW))
    with pytest.raises(BriefgenError, match="cannot be the output folder"):
        check_output_folder(project.root, project.root / folder)
    assert state_of(project.root) == before


def test_home_and_what_holds_the_project_are_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for folder in (tmp_path / "home", *project.root.parents):
        with pytest.raises(BriefgenError, match="cannot be the output folder"):
            build_site(project.root, folder, Options(now=NOW))
    assert list((tmp_path / "home").iterdir()) == []


def test_a_link_to_a_refused_folder_is_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(project.root / "content")
    (tmp_path / "fine").symlink_to(tmp_path)
    for folder in (tmp_path / "link", tmp_path / "link" / "deep"):
        with pytest.raises(BriefgenError, match="cannot be the output folder"):
            build_site(project.root, folder, Options(now=NOW))
    (tmp_path / "www").mkdir()
    (tmp_path / "to-www").symlink_to(tmp_path / "www")
    with pytest.raises(BriefgenError, match="is a symbolic link"):
        build_site(project.root, tmp_path / "to-www", Options(now=NOW))
    assert list((tmp_path / "www").iterdir()) == []


def test_a_refused_folder_is_exit_2(project: Project) -> None:
    before = state_of(project.root)
    for command in ("build", "clean"):
        done = project.run(command, "--output", "content")
        assert (done.returncode, done.stdout) == (2, "")
        assert "cannot be the output folder" in done.stderr
    assert state_of(project.root) == before


@pytest.mark.parametrize("output", ["file", "file/below"])
def test_an_output_that_cannot_be_a_folder_is_exit_2_and_names_it(project: Project, output: str) -> None:
    project.write("file", "mine")
    done = project.run("build", "--output", output)
    assert done.returncode == 2
    assert output in done.stderr
    assert (project.root / "file").read_text() == "mine"


def may_write_everywhere(folder: Path) -> bool:
    """Does this user, such as root, write even where the mode forbids it?"""
    folder.chmod(0o555)
    return os.access(folder, os.W_OK)


@pytest.mark.parametrize("folder", [".", "south", "south/2025-04-11/second"])
def test_a_folder_that_may_not_be_written_is_an_error_that_names_it(project: Project, folder: str) -> None:
    project.build()
    locked = project.output / folder
    before = set(project.tree())
    try:
        if may_write_everywhere(locked):
            pytest.skip(
                "run as root, who may write everywhere: run the tests as another user to try a folder without write access"
            )
        project.write("content/second.md", article("Changed", region="south", date="2025-04-11"))
        with pytest.raises(BriefgenError, match=r"cannot write .*/site.*: Permission denied"):
            project.build()
        assert STAGE not in os.listdir(project.output)
        assert set(project.tree()) == before
    finally:
        locked.chmod(0o755)
    assert project.build().written is not None


# The lock, modes ---------------------------------------------------------------------------------------------------------


def test_two_builds_at_once_do_not_meet(project: Project) -> None:
    project.build()
    before = state_of(project.output)
    project.write("content/new.md", article("New", region="south"))
    with OutputFolder(project.output):
        done = project.run("build")
        assert done.returncode == 2
        assert f"another build is writing to {Path('site')}" in done.stderr
        assert state_of(project.output) == before
    assert project.build().written is not None


def test_the_lock_goes_with_the_process_that_held_it(project: Project) -> None:
    code = "from briefgen.disk.output import *; OutputFolder(Path(sys.argv[1])).__enter__(); os.abort()"
    command = [sys.executable, "-c", f"import os, sys; from pathlib import Path; {code}", str(project.output)]
    done = subprocess.run(command, cwd=REPOSITORY, check=False)
    assert done.returncode == -signal.SIGABRT
    assert project.build().written is not None


@pytest.mark.parametrize("umask", ["000", "022", "077", "027"])
def test_modes_do_not_follow_the_umask(project: Project, umask: str) -> None:
    before = os.umask(int(umask, 8))
    try:
        build_site(project.root, project.root / "deep" / "site", Options(now=NOW))
    finally:
        os.umask(before)
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (project.root / "deep").rglob("*")}
    assert modes == {(True, 0o755), (False, 0o644)}


def test_no_stage_is_left_after_a_build(project: Project) -> None:
    project.build()
    assert STAGE not in os.listdir(project.output)


# Builds that end before their time -----------------------------------------------------------------------------------------


#: What a build asks of the file system that changes it, as Python's audit events name it.
CHANGES = ("os.chmod", "os.mkdir", "os.remove", "os.rename", "os.rmdir")


def end_at(number: int, end: Callable[[], None], below: str) -> Callable[[], bool]:
    """Call `end` just before the change of that number, from 0, that this process makes below a folder; say if it was."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if (writes or event in CHANGES) and str(arguments[0]).startswith(below):
            seen += 1
            if seen == number + 1:
                end()

    sys.addaudithook(watch)
    return lambda: seen > number


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


#: How a child may end: its number was never reached, it came through in spite of it, or the environment was named.
UNTOUCHED, THROUGH, ENVIRONMENT, KILLED = 0, 1, 2, -signal.SIGKILL


def in_child(work: Callable[[], bool]) -> int:
    """Do the work, which says whether it was disturbed, in a forked process; return its exit code, or minus its signal."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(THROUGH if work() else UNTOUCHED)
        except BriefgenError:
            os._exit(ENVIRONMENT)
        finally:
            os._exit(9)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


#: Two sites of which the second has every kind of change: new, edited, stale, kept, file to folder, folder to file.
OLD = {"kept": "same", "edited": "old", "stale/deep/er": "old", "x": "old", "y/z": "old", "assets/a": "old"}
NEW = {"kept": "same", "edited": "new", "fresh/deep/er": "new", "x/w": "new", "y": "new", "assets/b": "new"}
#: What the site is to be after a build that was disturbed: everything has changed once more, and much of it is gone.
LATER = {"kept": "later", "edited": "later", "fresh": "later", "x": "later", "y/z/deep": "later"}


def disturb_every_change(folder: Path, end: Callable[[], None]) -> None:
    """Disturb the publishing of NEW over OLD at each change in turn, and go on with each site; print how many there are."""
    for number in count():
        ends = {
            disturb_change(folder / f"{number}-{name}", end, number, site) for name, site in (("new", NEW), ("later", LATER))
        }
        if ends == {UNTOUCHED}:
            sys.stdout.write(str(number))
            return


def disturb_change(folder: Path, end: Callable[[], None], number: int, site: dict[str, str]) -> int:
    """Disturb one change, and publish a site after it as if nothing had happened; return how the disturbed run ended."""
    publish(folder, OLD)

    def work() -> bool:
        was_reached = end_at(number, end, str(folder))
        publish(folder, NEW)
        return was_reached()

    code = in_child(work)
    assert code in {UNTOUCHED, THROUGH, ENVIRONMENT, KILLED}, f"{folder}: exit {code}"
    for path, text in texts(folder).items():
        assert path.startswith(STAGE) or text in {OLD.get(path), NEW.get(path)}, f"{folder}: {path} is {text!r}"
    publish(folder, site)
    assert texts(folder) == site, folder
    if code != THROUGH:
        assert [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())] == [], folder
    publish(folder, {})
    assert texts(folder) == {}, folder
    return code


def run_here(call: str, *folders: Path) -> int:
    """Call a function of this module in a process of its own, which has no thread and can fork; return what it prints."""
    code = f"import sys; from pathlib import Path; from tests.rooms.test_output import *; {call}"
    command = [sys.executable, "-c", code, *map(str, folders)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_killed_before_any_change_every_file_is_whole_and_the_next_run_mends_all(tmp_path: Path) -> None:
    assert run_here("disturb_every_change(Path(sys.argv[1]), kill)", tmp_path) > 25


def test_refused_any_change_it_names_the_environment_and_the_next_run_mends_all(tmp_path: Path) -> None:
    assert run_here("disturb_every_change(Path(sys.argv[1]), refuse)", tmp_path) > 25


def kill_builds(root: Path, clean: Path) -> None:
    """Kill builds at changes spread over all that they do, each after an edit, and mend; print how often one was killed."""
    project = Project(root)
    kills = 0
    for number in range(16):
        before = project.tree()
        project.write("content/first.md", article(f"First {number}", region="north", date=f"2025-04-{10 + number % 15}"))
        project.write(f"content/n{number % 3}.md", article(f"N{number}", region="south", draft=("", "true")[number % 2]))

        def work(number: int = number) -> bool:
            was_reached = end_at(number * 5, kill, str(project.output))
            project.build()
            return was_reached()

        kills += in_child(work) == KILLED
        build_site(root, clean / str(number), Options(now=NOW))
        after = tree_of(clean / str(number))
        for path, digest in project.tree().items():
            if not path.startswith((STAGE, RECORD)):
                assert digest in {before.get(path), after.get(path)}, f"kill {number}: {path}"
        project.build()
        assert project.tree() == after, f"kill {number}"
    sys.stdout.write(str(kills))


def test_a_killed_build_leaves_whole_files_and_the_next_build_equals_a_clean_one(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    assert run_here("kill_builds(Path(sys.argv[1]), Path(sys.argv[2]))", project.root, tmp_path / "clean") > 12


def test_a_full_disk_is_exit_2_that_names_the_path_and_leaves_the_site_as_it_was(project: Project) -> None:
    project.build()
    before = state_of(project.output)
    project.write("static/large.bin", b"x" * 400_000)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    command = [sys.executable, "-m", "briefgen", "build"]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert done.returncode == 2
    assert "cannot write" in done.stderr
    assert "site/" in done.stderr
    assert "Traceback" not in done.stderr
    assert state_of(project.output) == before
    assert project.build().written is not None


def test_a_clock_that_goes_back_changes_no_byte(project: Project) -> None:
    project.build(now=datetime(2025, 5, 1, tzinfo=UTC))
    before = project.tree()
    project.build(now=datetime(2025, 4, 12, tzinfo=UTC))
    assert project.tree() == before


# A build that would empty the site ------------------------------------------------------------------------------------


def many(tmp_path: Path) -> Project:
    texts = {f"content/news-{number}.md": article(f"News {number}", region="south") for number in range(20)}
    project = write_project(tmp_path / "project", texts).write("static/humans.txt", "people")
    assert project.run("build", "--now", NOW.isoformat()).returncode == 0
    return project


@pytest.mark.parametrize("folder", ["content", "static"])
@pytest.mark.parametrize("options", [(), ("--strict",), ("--output", "site")])
def test_a_folder_that_is_missing_for_a_moment_does_not_empty_the_site(
    tmp_path: Path, folder: str, options: tuple[str, ...]
) -> None:
    project = many(tmp_path)
    before = project.tree()
    (project.root / folder).rename(project.root / "elsewhere")
    done = project.run("build", "--now", NOW.isoformat(), *options)
    assert (done.returncode, "missing-folder" in done.stdout) == (1, True)
    assert project.tree() == before
    (project.root / "elsewhere").rename(project.root / folder)
    assert project.run("build", "--now", NOW.isoformat()).returncode == 0
    assert project.tree() == before


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("is_missing", [True, False])
def test_a_build_that_would_remove_most_pages_asks_first(tmp_path: Path, is_missing: bool, cached: bool) -> None:
    """Also without a cache: the record of the output has all pages of the last build."""
    project = many(tmp_path)
    before = project.tree()
    shutil.rmtree(project.root / "content")
    if not is_missing:  # As where a disk would be mounted.
        (project.root / "content").mkdir()
    if not cached:
        shutil.rmtree(project.root / ".briefgen")
    done = project.run("build", "--now", NOW.isoformat())
    assert done.returncode == 1
    assert "--allow-removals" in done.stdout
    assert ("many-removals" in done.stdout) == (not is_missing or not cached)
    assert project.tree() == before
    assert project.run("build", "--now", NOW.isoformat(), "--allow-removals").returncode == 0
    assert "south/2025-04-10/news-1/index.html" not in project.tree()


def test_a_build_that_removes_some_pages_does_not_ask(tmp_path: Path) -> None:
    project = many(tmp_path)
    for number in range(5):
        project.remove(f"content/news-{number}.md")
    done = project.run("build", "--now", NOW.isoformat())
    assert (done.returncode, "south/2025-04-10/news-1/index.html" in project.tree()) == (0, False)
