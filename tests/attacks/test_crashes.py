"""Builds that are killed, refused or disturbed at every request to the system that changes a file: real processes and kills.

The faults come from the kernel by way of strace, which kills a process at its Nth request of a kind, or lets the request
fail. `tests/rooms/test_output.py` does the same to the output folder alone, for machines without strace. The suite takes a
sample of the requests; `make fuzz` takes all.
"""

import errno
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.programs import find_program
from tests.projects import NOW, PATIENCE, Project, article, tree_of, write_project

#: Requests that change what is on the disk.
CHANGES = (
    "write", "pwrite64", "writev", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
    "chmod",
    "fchmod", "ftruncate", "fsync",
)  # fmt: skip
#: The N-th request of each kind is disturbed for these N; a build of the fixture makes up to fifty of one kind.
SAMPLE = (1, 12, 30)
EVERYTHING = bool(os.environ.get("BRIEFGEN_ATTACK_ALL"))
NOTES = (".briefgen-files", ".briefgen-stage/")
ASSET = re.compile(rb'(?:href|src)="(/assets/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Bench:
    """A project with a built site and an edit that the next build has to follow, which can be put back as it was."""

    project: Project
    copy: Path
    old: dict[str, str]
    new: dict[str, str]

    def restore(self) -> None:
        shutil.rmtree(self.project.root)
        shutil.copytree(self.copy, self.project.root, symlinks=True)

    def pages(self) -> dict[str, str]:
        return {path: digest for path, digest in self.project.tree().items() if not path.startswith(NOTES)}

    def assert_whole(self) -> None:
        """Each file is the old one or the new one, no page asks for an asset that is not there, and stale files go last."""
        found = self.pages()
        for path, digest in found.items():
            assert digest in {self.old.get(path), self.new.get(path)}, f"{path} is neither old nor new"
        for path in found:
            if path.endswith(".html"):
                for asset in ASSET.findall((self.project.output / path).read_bytes()):
                    assert asset.decode().removeprefix("/") in found, f"{path} shows {asset!r}, which is not there"
        gone = {path for path in self.old if path not in self.new and path not in found}
        late = {path for path, digest in self.new.items() if found.get(path) != digest}
        assert not (gone and late), f"{gone} went before {late} came"

    def assert_mended(self) -> None:
        """The next build makes exactly what a build from nothing makes."""
        done = self.build()
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        assert self.project.tree() == self.new | {".briefgen-files": self.project.tree()[".briefgen-files"]}

    def build(self, *prefix: str) -> subprocess.CompletedProcess[str]:
        arguments = ("build", "--now", NOW.isoformat(), "--workers", "1")
        if not prefix:
            return self.project.run(*arguments)
        command = [*prefix, sys.executable, "-m", "briefgen", *arguments]
        return subprocess.run(command, cwd=self.project.root, capture_output=True, text=True, timeout=PATIENCE, check=False)


def without_notes(tree: dict[str, str]) -> dict[str, str]:
    return {path: digest for path, digest in tree.items() if not path.startswith(NOTES)}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """An edit that makes new files, other files, stale files and folders, another asset, and thereby all pages anew."""
    folder = tmp_path_factory.mktemp("crash")
    project = write_project(folder / "project", {"layouts/assets/style.css": "body { color: black }\n"})
    project.build()
    old = without_notes(project.tree())
    project.write("content/third.md", article("Third", region="south")).remove("content/second.md")
    project.write("content/first.md", article("First, mended", region="north-coast"))
    project.write("layouts/assets/style.css", "body { color: blue }\n")
    build_site(project.root, folder / "clean", Options(now=NOW))
    shutil.rmtree(project.root / ".briefgen")
    shutil.copytree(project.root, folder / "copy", symlinks=True)
    return Bench(project, folder / "copy", old, without_notes(tree_of(folder / "clean")))


@pytest.fixture(scope="module")
def requests(bench: Bench) -> dict[str, int]:
    """How many requests of each kind a build of the fixture makes."""
    strace = find_program("strace")
    bench.restore()
    trace = bench.copy.parent / "trace"
    done = bench.build(strace, "-f", "-qq", "--seccomp-bpf", "-e", f"trace={','.join(CHANGES)}", "-o", str(trace))
    if "ptrace" in done.stderr or not trace.exists():
        pytest.skip("this machine lets nobody trace a process (strace is refused), as in some containers")
    found = Counter(re.findall(r"^\d+ +(\w+)\(", trace.read_text("utf-8", "replace"), re.MULTILINE))
    assert found["rename"] > 15
    assert found["write"] > 20
    return dict(found)


def points(requests: dict[str, int]) -> Iterator[tuple[str, int]]:
    for kind, count in sorted(requests.items()):
        yield from ((kind, number) for number in range(1, count + 1) if EVERYTHING or number in SAMPLE or number == count)


def disturb(bench: Bench, kind: str, number: int, how: str) -> subprocess.CompletedProcess[str]:
    bench.restore()
    # With its filter strace stops at these requests alone, which is quicker, but then it sends no signal.
    quick = [] if how.startswith("signal") else ["--seccomp-bpf"]
    fault = ["-e", f"trace={kind}", "-e", f"inject={kind}:{how}:when={number}"]
    return bench.build("strace", "-f", "-qq", *quick, *fault, "-o", os.devnull)


def test_killed_at_any_request_every_file_is_whole_and_the_next_build_mends_all(
    bench: Bench, requests: dict[str, int]
) -> None:
    kills = 0
    for kind, number in points(requests):
        done = disturb(bench, kind, number, "signal=KILL")
        kills += done.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}
        bench.assert_whole()
        bench.assert_mended()
    assert kills >= 15


def test_refused_any_request_a_build_says_what_and_leaves_whole_files(bench: Bench, requests: dict[str, int]) -> None:
    refusals = 0
    faults = ("ENOSPC", "EIO", "EROFS")
    every = [(point, fault) for point in points(requests) for fault in faults]
    # A sample has one fault for each request, and each fault as often.
    for (kind, number), fault in every if EVERYTHING else every[:: len(faults) + 1]:
        done = disturb(bench, kind, number, f"error={fault}")
        what = f"{fault} at {kind} {number}: exit {done.returncode}, {done.stderr}"
        assert "Traceback" not in done.stderr, what
        assert done.returncode in {0, 2}, what
        if done.returncode:
            refusals += 1
            # The last write is what the build says of itself: a stream keeps what is refused, and writes it with the next.
            told = r"(?:20 pages: .+\n)?" if (kind, number) == ("write", requests["write"]) else ""
            why = os.strerror(getattr(errno, fault))
            assert re.fullmatch(rf"{told}briefgen: cannot write .+: {why}\n", done.stderr), what
        bench.assert_whole()
        bench.assert_mended()
    assert refusals >= 8


@pytest.mark.parametrize("streams", [("stdout",), ("stderr",), ("stdout", "stderr")], ids="+".join)
def test_a_stream_that_takes_nothing_more_is_exit_2_without_a_traceback(project: Project, streams: tuple[str, ...]) -> None:
    project.write("content/first.md", article("First", region="nowhere"))
    command = [sys.executable, "-m", "briefgen", "check"]
    with open("/dev/full", "w") as full:
        where = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | dict.fromkeys(streams, full)
        done = subprocess.run(command, cwd=project.root, text=True, check=False, **where)
    assert done.returncode == 2
    if "stderr" not in streams:
        assert done.stderr == f"briefgen: cannot write what there is to say: {os.strerror(errno.ENOSPC)}\n"


# Builds at once, and readers meanwhile ------------------------------------------------------------------------------------


def test_builds_at_once_into_one_folder_either_write_or_say_that_another_does(bench: Bench) -> None:
    bench.restore()
    command = [sys.executable, "-m", "briefgen", "build", "--now", NOW.isoformat(), "--no-cache"]
    for _ in range(3):
        running = [
            subprocess.Popen(command, cwd=bench.project.root, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(4)
        ]
        ended = [(process.communicate(timeout=PATIENCE)[1], process.returncode) for process in running]
        assert all(code == 0 or (code == 2 and "another build is writing" in said) for said, code in ended), ended
        assert any(code == 0 for _, code in ended)
        assert bench.pages() == bench.new
    assert not (bench.project.output / ".briefgen-stage").exists()


def test_who_reads_while_builds_run_finds_every_file_old_or_new(bench: Bench) -> None:
    """Every page that both sites have is there at any instant, whole, and so is every asset that it shows."""
    bench.restore()
    both = sorted(path for path in bench.old.keys() & bench.new.keys() if path.endswith(".html"))
    done = threading.Event()
    faults: list[str] = []
    reads = 0

    def read() -> None:
        nonlocal reads
        while not done.is_set():
            for path in both:
                try:
                    data = (bench.project.output / path).read_bytes()
                except OSError as error:
                    faults.append(f"{path}: {error}")
                    continue
                reads += 1
                if hashlib.sha256(data).hexdigest() not in {bench.old[path], bench.new[path]}:
                    faults.append(f"{path} is neither old nor new")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        third = (bench.project.root / "content" / "third.md").read_text("utf-8")
        for number in range(6):
            if number % 2:
                bench.project.write("content/first.md", article("First", region="north-coast")).remove("content/third.md")
                bench.project.write("content/second.md", article("Second", region="south", date="2025-04-11"))
                bench.project.write("layouts/assets/style.css", "body { color: black }\n")
            elif number:
                bench.project.write("content/first.md", article("First, mended", region="north-coast"))
                bench.project.write("content/third.md", third).remove("content/second.md")
                bench.project.write("layouts/assets/style.css", "body { color: blue }\n")
            assert bench.build().returncode == 0
    finally:
        done.set()
        reader.join()
    assert faults == []
    assert reads > 100


# The cache -----------------------------------------------------------------------------------------------------------------


@settings(max_examples=200 if EVERYTHING else 15)
@given(data=st.data())
def test_a_cache_that_is_damaged_anywhere_is_not_believed(bench: Bench, data: st.DataObject) -> None:
    """Bits flipped, ends cut off, files swapped or gone: the build says nothing of it and equals a clean one."""
    bench.restore()
    build_site(bench.project.root, bench.project.output, Options(now=NOW))
    bench.project.write("content/fourth.md", article("Fourth", region="south"))
    cache = sorted(path for path in (bench.project.root / ".briefgen").iterdir() if path.name != ".gitignore")
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(cache))
        content = path.read_bytes() if path.exists() else b"x"
        # In ten thousandths: how long a file is depends on how young the outputs were, and draws may not.
        place = data.draw(st.integers(0, 9_999)) * len(content) // 10_000
        match data.draw(st.sampled_from(["flip", "cut", "insert", "swap", "remove", "zero"])):
            case "flip":
                bit = 1 << data.draw(st.integers(0, 7))
                flipped = content[place] ^ bit if content else 0
                path.write_bytes(content[:place] + bytes([flipped]) + content[place + 1 :])
            case "cut":
                path.write_bytes(content[:place])
            case "insert":
                path.write_bytes(content[:place] + data.draw(st.binary(min_size=1, max_size=8)) + content[place:])
            case "swap":
                path.write_bytes(data.draw(st.sampled_from(cache)).read_bytes())
            case "remove":
                path.unlink(missing_ok=True)
                path.write_bytes(b"")
            case _:
                path.write_bytes(bytes(len(content)))
    incremental = build_site(bench.project.root, bench.project.output, Options(now=NOW))
    clean = bench.project.root / "clean"
    from_nothing = build_site(bench.project.root, clean, Options(now=NOW), ways=Ways(cache=False))
    assert tree_of(bench.project.output) == tree_of(clean)
    assert incremental.findings == from_nothing.findings
