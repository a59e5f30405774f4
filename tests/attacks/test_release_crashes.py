"""Releases that are killed at every request to the system that changes a file: readers see the old or the new one, whole."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefgen.disk.output.record import record_of
from briefgen.disk.releases import CURRENT, Releases, current_release
from tests.programs import find_program
from tests.projects import PATIENCE, tree_of

CHANGES = (
    "write", "rename", "renameat2", "unlink", "unlinkat", "mkdir", "rmdir", "chmod", "fchmod", "fsync", "sync", "link",
    "linkat", "symlink", "symlinkat",
)  # fmt: skip

#: Makes, shows and prunes one release as a publication does, with commands to run: NAME is that of the release.
STEP = """\
import sys
from pathlib import Path
from briefgen.disk.output import read_record
from briefgen.disk.releases import Releases
live, site, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
with Releases(live, 2) as releases:
    releases.make(name, site, read_record(site))
    releases.begin()
    releases.switch(name)
    releases.finish()
    releases.prune()
"""
NAMES = [f"2026010{day}T000000Z-{day:012x}" for day in (1, 2, 3)]


def write_site(folder: Path, day: int) -> None:
    """Write a site whose pages differ from day to day, with an asset of each day and a page that goes."""
    files = {
        "index.html": f"home {day}",
        "north/same/index.html": "the same",
        f"south/{day}/index.html": f"page {day}",
        f"assets/style.{day}.css": f"styles {day}",
    }
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / ".briefgen-files").write_bytes(record_of(tree_of(folder)))


def step(live: Path, site: Path, name: str, *prefix: str) -> "subprocess.CompletedProcess[str]":
    command = [*prefix, sys.executable, "-c", STEP, str(live), str(site), name]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


@dataclass(frozen=True, slots=True)
class Bench:
    """Two releases, and a site that makes a third, which lets the first go; `kept` is how the folder was."""

    folder: Path

    @property
    def live(self) -> Path:
        return self.folder / "live"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def restore(self) -> None:
        shutil.rmtree(self.live, ignore_errors=True)
        # With `-a`, hard links and the link `current` stay what they are.
        subprocess.run(["cp", "-a", str(self.folder / "kept"), str(self.live)], check=True)

    def shown(self) -> dict[str, str]:
        return tree_of((self.live / CURRENT).resolve())


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    bench = Bench(tmp_path_factory.mktemp("releases"))
    for day in (1, 2):
        write_site(bench.site, day)
        done = step(bench.live, bench.site, NAMES[day - 1])
        assert done.returncode == 0, done.stderr
    write_site(bench.site, 3)
    bench.live.rename(bench.folder / "kept")
    return bench


def requests_of(bench: Bench, strace: str) -> list[tuple[str, int]]:
    """Return every request of a release that changes a file: its kind, and its number among those of its kind."""
    bench.restore()
    trace = bench.folder / "trace"
    done = step(bench.live, bench.site, NAMES[2], strace, "-f", "-qq", "-e", f"trace={','.join(CHANGES)}", "-o", str(trace))
    if "ptrace" in done.stderr or not trace.exists():
        pytest.skip("this machine lets nobody trace a process (strace is refused), as in some containers")
    assert done.returncode == 0, done.stderr
    kinds = re.findall(r"^\d+ +(\w+)\(", trace.read_text("utf-8", "replace"), re.MULTILINE)
    return [(kind, kinds[: place + 1].count(kind)) for place, kind in enumerate(kinds)]


def test_killed_at_any_request_readers_see_the_old_or_the_new_release(bench: Bench) -> None:
    strace = find_program("strace")
    points = requests_of(bench, strace)
    new = bench.shown()
    bench.restore()
    old = bench.shown()
    assert old != new
    seen = set()
    for kind, number in points:
        bench.restore()
        fault = ["-e", f"trace={kind}", "-e", f"inject={kind}:signal=KILL:when={number}"]
        step(bench.live, bench.site, NAMES[2], strace, "-f", "-qq", *fault, "-o", os.devnull)
        shown = bench.shown()
        assert shown in (old, new), f"killed at {kind} {number}: readers see a mixture"
        seen.add(current_release(bench.live))
        with Releases(bench.live, 2) as releases:
            for name in releases.names():
                # Assets of older releases are there as well.
                files = tree_of(releases.place(name))
                assert releases.files(name).items() <= files.items(), f"killed at {kind} {number}: {name} is not whole"
        done = step(bench.live, bench.site, NAMES[2])
        assert done.returncode == 0, done.stderr
        assert bench.shown() == new
        left = sorted(path.name for path in bench.live.iterdir())
        assert left == ["current", "records", "releases"], f"killed at {kind} {number}: {left}"
        assert sorted(path.name for path in (bench.live / "releases").iterdir()) == NAMES[1:]
    assert seen == set(NAMES[1:])
    assert len(points) > 20
