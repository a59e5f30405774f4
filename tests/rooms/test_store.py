"""The cache folder as a build meets it: missing, read-only, damaged, foreign, somebody else's; and what it may never do."""

import hashlib
import os
import shutil
from pathlib import Path

import msgspec
import pytest

from briefgen.build.flow import build_site, open_cache
from briefgen.build.result import Ways
from briefgen.project.memory import Memory
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, tree_of, write_project


def cache_files(project: Project) -> list[Path]:
    return sorted(path for path in (project.root / ".briefgen").iterdir() if path.is_file())


def clean_tree(project: Project, tmp_path: Path) -> dict[str, str]:
    build_site(project.root, tmp_path / "clean", Options(now=NOW), ways=Ways(cache=False))
    return tree_of(tmp_path / "clean")


@pytest.mark.parametrize("part", range(7))
@pytest.mark.parametrize("spoil", ["cut", "flip", "empty", "noise", "folder"])
def test_a_damaged_cache_is_noticed_and_made_anew(project: Project, tmp_path: Path, part: int, spoil: str) -> None:
    project.build()
    files = cache_files(project)
    assert len(files) == 7
    file = files[part]
    data = file.read_bytes()
    file.unlink()
    match spoil:
        case "cut":
            file.write_bytes(data[: len(data) // 2])
        case "flip":
            file.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
        case "empty":
            file.write_bytes(b"")
        case "noise":
            file.write_bytes(os.urandom(4096))
        case _:
            file.mkdir()
    project.write("content/first.md", article("Another", region="north-coast"))
    assert project.build().findings == ()
    assert project.tree() == clean_tree(project, tmp_path)
    assert project.build().made == () or spoil == "folder"


def test_a_cache_that_another_version_left_counts_as_none(project: Project, tmp_path: Path) -> None:
    project.build()
    noted = project.root / ".briefgen" / "engine"
    stamp, digest = noted.read_text().split()
    noted.write_text(f"{stamp} {digest[::-1]}\n")
    assert len(project.build().made) > 10
    assert project.tree() == clean_tree(project, tmp_path)


@pytest.mark.skipif(
    os.getuid() == 0,
    reason="run as root, who may write everywhere: run the tests as another user to try a folder without write access",
)
def test_a_cache_that_cannot_be_written_is_no_failure(project: Project) -> None:
    project.build()
    cache = project.root / ".briefgen"
    cache.chmod(0o500)
    try:
        project.write("content/first.md", article("Another", region="north-coast"))
        assert project.run("build").returncode == 0
        assert "Another" in project.page("/north/2025-04-10/")
    finally:
        cache.chmod(0o700)


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_cache_that_is_no_folder_is_no_failure_and_left_alone(project: Project, tmp_path: Path, kind: str) -> None:
    place, elsewhere = project.root / ".briefgen", tmp_path / "elsewhere"
    elsewhere.mkdir()
    if kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to(elsewhere)
    assert project.build().findings == ()
    assert project.tree() == clean_tree(project, tmp_path)
    assert list(elsewhere.iterdir()) == []
    assert place.is_symlink() or place.read_text() == "mine"


def test_without_the_cache_nothing_is_read_from_it_or_kept(project: Project) -> None:
    build_site(project.root, project.output, Options(now=NOW), ways=Ways(cache=False))
    assert not (project.root / ".briefgen").exists()
    assert project.run("build", "--no-cache").returncode == 0
    assert not (project.root / ".briefgen").exists()


def test_the_cache_is_not_for_version_control(project: Project) -> None:
    project.build()
    assert (project.root / ".briefgen" / ".gitignore").read_text() == "*\n"


def test_two_output_folders_share_what_was_read_and_not_what_was_written(project: Project, tmp_path: Path) -> None:
    project.build()
    other = build_site(project.root, tmp_path / "other", Options(now=NOW))
    assert len(other.made) == len(project.tree()) - 1
    assert tree_of(tmp_path / "other") == project.tree()
    assert project.build().made == ()


def test_a_project_that_was_copied_with_its_cache_makes_nothing_again(project: Project, tmp_path: Path) -> None:
    project.build()
    copied = Project(Path(shutil.copytree(project.root, tmp_path / "checkout")))
    assert copied.build().made == ()
    assert copied.tree() == project.tree()


def test_a_long_row_of_edits_does_not_make_the_cache_grow_without_end(tmp_path: Path) -> None:
    """A pack of 4 MB is packed anew once half of it is out of date; each of these edits moves the article as well.

    So every build plans, whatever the time between two builds, and the bound does not depend on it.
    """
    project = write_project(tmp_path / "project")
    sizes = []
    for number in range(30):
        region = ("north-coast", "south")[number % 2]
        project.write("content/first.md", article("First", region=region, body="word " * 60_000 + str(number)))
        project.build()
        sizes.append(sum(file.stat().st_size for file in cache_files(project)))
    one_edit = sizes[1] - sizes[0]
    assert one_edit > 300_000
    assert max(sizes) < 4_000_000 + 2 * one_edit


def test_a_cache_that_lies_is_seen_by_a_build_that_is_verified(project: Project) -> None:
    """A sound seal says that nothing was damaged, not that it is true: somebody may have made the cache."""
    project.build()
    assert project.run("build", "--verify").returncode == 0
    with Memory(open_cache(project.root)) as memory:
        lying = [record for record in memory.records.values() if b"First" in memory.pack.get(record.entry_at)]
        assert lying
        place = memory.pack.add(memory.pack.get(lying[0].entry_at).replace(b"First", b"Fibbs"))
        memory.records[lying[0].path] = msgspec.structs.replace(lying[0], entry_at=place)
        memory.is_changed = True
        memory.save()
    project.write("layouts/article.html", '{% extends "theme/article.html" %}')
    done = project.run("build", "--verify")
    assert done.returncode == 2
    assert "a build from nothing gives something else" in done.stderr
    assert project.run("build", "--no-cache", "--verify").returncode == 0


def test_no_layout_is_taken_from_the_cache(project: Project) -> None:
    """A layout can do what it likes, and a cache may come with a clone: layouts/ has to have all of them."""
    project.write("layouts/article.html", "own mark {{ page.card.title }}")
    project.build()
    project.write("content/first.md", article("Mended", region="north-coast"))
    project.build()
    assert "own mark Mended" in project.page("/north-coast/2025-04-10/first/")
    assert not [file for file in cache_files(project) if b"own mark {{" in file.read_bytes()]


def forge(project: Project, name: str, *changes: tuple[bytes, bytes]) -> None:
    """Change a file of the cache as somebody would who knows how it is sealed; each change keeps the length."""
    cache = open_cache(project.root)
    (file,) = (project.root / ".briefgen").glob(name)
    data = cache.load(file.name)
    assert data is not None
    for old, new in changes:
        assert len(old) == len(new)
        assert old in data
        data = data.replace(old, new)
    cache.save(file.name, data)


def test_a_cache_that_makes_no_sense_is_told_and_not_used(project: Project) -> None:
    """Its seals are right, so it was not damaged: the build is made without it, and says so."""
    project.build()
    expected = project.tree()
    forge(project, "index", (b"north-coast", b"north-coosT"))
    done = project.write("content/third.md", article("Three")).run("build", "--verify", "--now", NOW.isoformat())
    assert (done.returncode, "cache-unsound" in done.stdout) == (0, True), done.stderr
    assert project.remove("content/third.md").build().findings == ()
    assert project.tree() == expected


def test_no_cache_can_have_a_build_write_outside_the_output(project: Project, tmp_path: Path) -> None:
    project.write("content/first.md", article("One", region="north-coast", slug="one-of-two-articles")).build()
    address = b"/north-coast/2025-04-10/one-of-two-articles/"
    forge(project, "index", (address, b"/../../planted/".ljust(len(address) - 1, b"x") + b"/"))
    project.write("content/third.md", article("Three", region="north-coast"))
    before = project.tree()
    done = project.run("build", "--now", NOW.isoformat())
    assert (done.returncode, project.tree()) == (2, before)
    assert "remove .briefgen/" in done.stderr
    assert not list(tmp_path.rglob("planted*"))
    shutil.rmtree(project.root / ".briefgen")
    assert project.run("build", "--now", NOW.isoformat()).returncode == 0


def test_no_cache_can_have_a_build_remove_what_lies_outside_the_output(project: Project, tmp_path: Path) -> None:
    project.write("content/first.md", article("One", region="north-coast", slug="one-of-two-articles")).build()
    page = "north-coast/2025-04-10/one-of-two-articles/index.html"
    victim = tmp_path / "project" / ("kept-" + "x" * (len(page) - len("../kept-")))
    assert project.output.parent == victim.parent
    victim.write_bytes(b"of somebody")
    digests = [hashlib.sha256(data).hexdigest().encode() for data in ((project.output / page).read_bytes(), b"of somebody")]
    forge(project, "site-*", (page.encode(), f"../{victim.name}".encode()), (digests[0], digests[1]))
    project.remove("content/first.md")
    project.run("build", "--now", NOW.isoformat())
    assert victim.read_bytes() == b"of somebody"
