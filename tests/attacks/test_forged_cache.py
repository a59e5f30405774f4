"""A forged cache, and a forged record of the output: nothing outside of the site is read, written or awaited."""

import io
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from briefgen.build.flow import open_cache
from briefgen.build.manifest import load_manifest
from tests import starting
from tests.forging import SECRET
from tests.machine import cpu_seconds
from tests.projects import NOW, PATIENCE, Project, article, write_project

#: Of how many hostile values for a field one is tried, unless all are asked for.
SHARES = 1 if os.environ.get("BRIEFGEN_ATTACK_ALL") else 8

#: What the site of all kinds of pages lacks: files whose values are stored, and are seldom there.
EVERY_FIELD = {
    "content/2025/event.md": article(
        "An event",
        region="north-coast",
        publish_at="2025-04-20T08:00:00+01:00",
        expires="2035-06-20T08:00:00+01:00",
        event_date="2025-05-20",
        countries="[GB, FR]",
        updated="2025-04-21T09:00:00+01:00",
        sources="[{name: Paper, url: https://paper.example/, archived: {url: https://old.example/, date: 2025-04-22}}]",
        body="With {{< a shortcode >}} that has a warning.\n\n![A wide picture](wide.png)",
    ),
    "content/2025/later.md": article("Later", publish_at="2025-09-20T08:00:00+01:00"),
    "content/2025/draft.md": article("A draft", draft="true"),
    "content/briefings/south/2025-04-11.md": "---\ntitle: A note\ncutoff: 2025-04-11T08:00:00+01:00\n"
    "alerts: [{text: High water, kind: risk}]\n---\nWords.\n",
    "content/days/2025-04-11.md": "---\ntitle: The day\nsummary: In short.\nlead: south\norder: [south]\n---\nWords.\n",
    "content/2025/2025-04-11-south.md": article("In the south", region="south", date="2025-04-11"),
    "content/pages/extra.md": '---\ntitle: Extra\naliases: [/older/]\nextra: {phone: "1"}\n---\nWords.\n',
}


def recent_inputs(project: Project) -> dict[str, str] | None:
    manifest = load_manifest(open_cache(project.root), project.root, project.output)
    return manifest.recent_inputs if manifest is not None else None


def wide_png() -> bytes:
    """Return a picture that is wide enough for smaller sizes."""
    made = io.BytesIO()
    Image.effect_noise((1600, 40), 50).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = write_project(tmp_path / "project")
    made.build()
    return made


def run(project: Project) -> subprocess.CompletedProcess[str]:
    """Build in a process that may take ten seconds of CPU time, and three GiB of memory."""
    limits = ((resource.RLIMIT_AS, 3 << 30), (resource.RLIMIT_CPU, cpu_seconds(10)))
    return starting.run("build", "--now", NOW.isoformat(), cwd=project.root, limits=limits)


def link_to(target: str) -> Callable[[Path], None]:
    return lambda place: place.symlink_to(target)


def sparse(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(1 << 40)


STRANGE = {
    "link to a file": link_to("../../victim"),
    "link to zeros": link_to("/dev/zero"),
    "link to nothing": link_to("../../planted"),
    "link to a folder": link_to("../content"),
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "a tebibyte": sparse,
    "second name": lambda place: place.hardlink_to(place.parent.parent.parent / "victim"),
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, kind) for name in ("engine", "index", "pack-*") for kind in STRANGE),
        *((name, kind) for name in ("site-*", "scan-*", "plan-*", ".gitignore") for kind in ("link to a file", "pipe")),
    ],
)
def test_what_stands_in_the_place_of_a_file_of_the_cache_is_not_followed(project: Project, name: str, kind: str) -> None:
    victim = project.root.parent / "victim"
    victim.write_bytes(b"of somebody")
    (place,) = (project.root / ".briefgen").glob(name)
    place.unlink()
    STRANGE[kind](place)
    project.write("content/first.md", article("Mended", region="north-coast"))
    done = run(project)
    assert (done.returncode, "0 warnings" in done.stderr) == (0, True), done.stderr
    assert "Mended" in project.page("/north-coast/2025-04-10/first/")
    assert victim.read_bytes() == b"of somebody"
    assert not (project.root.parent / "planted").exists()


@pytest.mark.parametrize("kind", STRANGE)
def test_what_stands_in_the_place_of_the_record_of_the_output_is_not_followed(project: Project, kind: str) -> None:
    victim = project.root.parent / "victim"
    victim.write_bytes(b"of somebody")
    record = project.output / ".briefgen-files"
    record.unlink()
    STRANGE[kind](record)
    project.write("content/first.md", article("Mended", region="north-coast"))
    done = run(project)
    # Without its record, no file of the folder counts as briefgen's.
    assert done.returncode in {0, 2}
    assert "Traceback" not in done.stderr
    assert victim.read_bytes() == b"of somebody"
    assert not (project.root.parent / "planted").exists()


@pytest.mark.parametrize("kind", ["pipe", "link to zeros", "link to a file"])
@pytest.mark.parametrize("place", ["north-coast", "north-coast/2025-04-10", "robots.txt", ".briefgen-stage"])
def test_what_stands_in_the_way_in_the_output_folder_is_told_and_not_awaited(
    project: Project, kind: str, place: str
) -> None:
    victim = project.root.parent / "victim"
    victim.write_bytes(b"of somebody")
    target = project.output / place
    shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    STRANGE[kind](target)
    done = run(project)
    assert done.returncode == 2
    assert f"site/{place} " in done.stderr
    assert victim.read_bytes() == b"of somebody"


def test_no_field_of_a_stored_value_reaches_out_of_the_site(tmp_path: Path) -> None:
    """Every field of everything in the cache, one after the other, gets values that lead out, overflow, or make no sense."""
    base = tmp_path / "base"
    shutil.copytree(Path(__file__).parents[1] / "sites" / "full", base / "project")
    project = Project(base / "project")
    for path, text in EVERY_FIELD.items():
        project.write(path, text)
    project.write("content/2025/wide.png", wide_png())
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", f"{settings}image_sizes: true\n")
    (base / "secret.env").write_text(SECRET)
    (base / "project" / "linked").symlink_to(base)
    os.mkfifo(base / "pipe")
    # Drafts as well, as a preview has them. Files whose signatures are too recent to trust are stored by their digests, but
    # for those that are no articles: so wait for these, and then change an article.
    begin = time.monotonic()
    while recent_inputs(project) is None and time.monotonic() < begin + PATIENCE:
        assert project.build(drafts=True, future=True).written is not None
    # The change moves it, so that the manifest has a move.
    moved = EVERY_FIELD["content/2025/event.md"].replace("An event", "The event").replace("north-coast", "north")
    project.write("content/2025/event.md", moved)
    assert project.build(drafts=True, future=True).written is not None
    shutil.copytree(project.root, base / "good", symlinks=True)
    command = [sys.executable, "-m", "tests.forging", str(base), "0", str(SHARES)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=PATIENCE * 10, check=False
    )
    assert done.returncode == 0, done.stderr
    summary, *faults = map(json.loads, done.stdout.splitlines())
    assert not faults
    # The type of a card has a badge, a picture, notes and numbers, but only plans of a preview, pages and mails have these.
    # None of them is stored.
    missing = {name for name in summary["missing"] if not name.startswith(("Picture.", "Card.notes", "Card.numbers"))}
    assert missing <= {"Badge.at", "Badge.kind"}


def test_a_pack_has_no_name_but_that_of_a_pack(project: Project) -> None:
    """Not that of a file which is being written, and none that leads on from there."""
    victim = project.root.parent / "victim"
    victim.write_bytes(b"of somebody")
    cache = open_cache(project.root)
    data = cache.load("index")
    assert data is not None
    rest, records = msgspec.msgpack.decode(data)
    (project.root / ".briefgen" / ".new-x").mkdir()
    for name in (".new-x/../../../victim", "pack-12345678/../../../victim", "engine", "index"):
        cache.save("index", msgspec.msgpack.encode(([name, 0, *rest[2:]], records)))
        project.write("content/first.md", article(f"By {name[:4]}", region="north-coast"))
        assert run(project).returncode == 0
        assert victim.read_bytes() == b"of somebody"


RECORDS = {
    "many digests of one path": lambda: "".join(f"{number:064x}  a\n" for number in range(150_000)),
    "paths of many folders": lambda: "".join(f"{number:064x}  {'a/' * 1900}{number}\n" for number in range(2_500)),
    "many paths": lambda: "".join(f"{number:064x}  a/{number}\n" for number in range(20_000)),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_of_megabytes_holds_nothing_up(project: Project, kind: str) -> None:
    (project.output / ".briefgen-files").write_text(f"# Files\n{RECORDS[kind]()}", "utf-8")
    done = run(project)
    assert done.returncode in {0, 2}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["site/north-coast", "content/a.jpg", "static/a.bin"])
def test_a_file_of_a_tebibyte_is_not_read(project: Project, place: str) -> None:
    target = project.root / place
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    sparse(target)
    done = run(project)
    assert done.returncode in {0, 1, 2}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["content", "static", "site/.briefgen-stage", "site/robots.txt"])
def test_folders_in_one_another_without_end_are_told(project: Project, place: str) -> None:
    target = project.root / place
    if target.is_file():
        target.unlink()
    target.mkdir(exist_ok=True)
    handle = os.open(target, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("a", dir_fd=handle)
        inner = os.open("a", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)
    project.write("content/first.md", article("Mended", region="north-coast"))
    done = run(project)
    subprocess.run(["rm", "-rf", str(target)], check=True)
    assert done.returncode in {0, 1, 2}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["index", "site-*", "scan-*", "plan-*"])
def test_a_value_of_arrays_in_one_another_without_end_is_not_used(project: Project, name: str) -> None:
    cache = open_cache(project.root)
    (file,) = (project.root / ".briefgen").glob(name)
    cache.save(file.name, b"\x91" * 200_000 + b"\xc0")
    project.write("content/first.md", article("Mended", region="north-coast"))
    assert run(project).returncode == 0
    assert "Mended" in project.page("/north-coast/2025-04-10/first/")
