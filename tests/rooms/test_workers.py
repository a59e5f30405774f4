"""Work spread over processes and over a cluster: the same bytes, and the same findings, as on one processor."""

import importlib.util
import os
import re
import resource
import signal
import subprocess
import sys
import time
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.disk.workers.pool import POOL_THRESHOLD
from briefgen.values import views
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Options
from tests.projects import NOW, PATIENCE, Project, article, codes, tree_of, write_project


def large(root: Path, **keys: str) -> Project:
    """A project with more articles than one process is to do alone."""
    files = {
        f"content/{number}.md": article(
            f"T{number}",
            date=f"2025-04-{number % 28 + 1:02d}",
            body=f"See [it]({number // 2}.md).\n\n## Part {number}",
            **keys,
        )
        for number in range(POOL_THRESHOLD + 20)
    }
    return write_project(root / "project", files)


def test_many_pages_are_the_same_by_two_processes_as_by_one(tmp_path: Path) -> None:
    project = large(tmp_path)
    results = [
        build_site(project.root, tmp_path / f"out{number}", Options(now=NOW), ways=Ways(cache=False, workers=number))
        for number in (1, 2)
    ]
    assert results[0] == results[1]
    assert tree_of(tmp_path / "out1") == tree_of(tmp_path / "out2")


def test_a_layout_that_fails_is_told_the_same_by_two_processes_as_by_one(tmp_path: Path) -> None:
    project = large(tmp_path, sources="")
    project.write("layouts/article.html", "{{ page.nope }}")
    results = [
        build_site(project.root, tmp_path / "out", Options(now=NOW), ways=Ways(cache=False, workers=number))
        for number in (1, 2)
    ]
    assert results[0] == results[1]
    assert results[0].written is None
    assert {found.code for found in results[0].findings} == {"layout-error", "no-source"}


def test_a_foreign_file_in_the_way_stops_two_processes_as_it_stops_one(tmp_path: Path) -> None:
    project = large(tmp_path)
    project.write("out/index.html", "mine")
    before, told = tree_of(project.root / "out"), set()
    for number in (1, 2):
        with pytest.raises(BriefgenError, match="was not written by briefgen") as error:
            build_site(project.root, project.root / "out", Options(now=NOW), ways=Ways(cache=False, workers=number))
        told.add(str(error.value))
        assert tree_of(project.root / "out") == before
    assert len(told) == 1


def test_a_disk_that_is_full_for_a_worker_is_exit_2_and_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    project = large(tmp_path)
    project.build()
    before = project.tree()
    # One page of many is more than the system takes, so the process that made the first of them is not the one to fail.
    project.write("layouts/article.html", '<p>{{ page.title }}{% if page.title == "T77" %}{{ "x" * 400000 }}{% endif %}')

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    command = [sys.executable, "-m", "briefgen", "build", "--workers", "2"]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert done.returncode == 2
    assert re.fullmatch(r"briefgen: cannot write site/[^\n]+/index\.html: [^\n]+\n", done.stderr)
    assert project.tree() == before
    assert project.build().written is not None


def test_a_large_site_is_not_written_again_by_two_processes(tmp_path: Path) -> None:
    project = large(tmp_path)
    results = [
        build_site(project.root, project.root / "out", Options(now=NOW), ways=Ways(cache=False, workers=2)) for _ in range(2)
    ]
    first, second = (result.written for result in results)
    assert first is not None
    assert second is not None
    assert (second.written, second.unchanged) == ((), len(first.written))


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two workers, all on this machine."""
    if importlib.util.find_spec("distributed") is None:
        pytest.skip("no distributed in this environment: install the extra dask (pip install '.[dask]') to try a cluster")
    script = (
        "import distributed, sys\n"
        "if __name__ == '__main__':\n"
        "    options = {'n_workers': 2, 'threads_per_worker': 1, 'host': '127.0.0.1', 'dashboard_address': None}\n"
        "    cluster = distributed.LocalCluster(**options)\n"
        "    print(cluster.scheduler_address, flush=True)\n"
        "    sys.stdin.read()\n"
        "    cluster.close()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert re.fullmatch(r"tcp://127\.0\.0\.1:\d+", address)
    yield address.removeprefix("tcp://")
    process.communicate("", timeout=PATIENCE)


def test_a_cluster_of_two_workers_gives_the_same_bytes(tmp_path: Path, cluster: str) -> None:
    project = large(tmp_path)
    done = project.run("build", "--no-cache", "--executor", f"dask://{cluster}", "--output", "by-cluster")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    build_site(project.root, tmp_path / "here", Options(now=NOW), ways=Ways(cache=False, workers=1))
    assert tree_of(project.root / "by-cluster") == tree_of(tmp_path / "here")


def test_an_address_that_is_none_is_one_line_and_exit_code_2(project: Project) -> None:
    done = project.run("build", "--executor", "ray://somewhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "write dask://HOST:PORT" in done.stderr


def test_every_kind_of_view_can_be_sent() -> None:
    assert set(typing.get_args(views.AnyView)) == set(views.View.__subclasses__())


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for processes, which only Linux has")
def test_workers_of_a_build_that_was_killed_end_and_hold_nothing(tmp_path: Path) -> None:
    project = write_project(
        tmp_path / "project", {f"content/{n:04}.md": article(f"T{n}", slug=f"t{n}") for n in range(3 * POOL_THRESHOLD)}
    )
    command = [sys.executable, "-m", "briefgen", "build", "--workers", "2", "--no-cache"]
    with subprocess.Popen(command, cwd=project.root, stderr=subprocess.DEVNULL) as build:
        end = time.monotonic() + PATIENCE
        workers: list[str] = []
        # Pages are being made: these workers were forked while the folder was locked.
        while not (len(workers) == 2 and (project.output / ".briefgen-stage").exists()) and time.monotonic() < end:
            assert build.poll() is None
            workers = Path(f"/proc/{build.pid}/task/{build.pid}/children").read_text().split()
        build.kill()
    assert len(workers) == 2
    end = time.monotonic() + PATIENCE
    while any(_is_alive(worker) for worker in workers) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(_is_alive(worker) for worker in workers)
    assert codes(project.build()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for processes, which only Linux has")
def test_an_interrupted_build_of_two_processes_ends_and_leaves_nothing(tmp_path: Path) -> None:
    project = write_project(
        tmp_path / "project", {f"content/{n:04}.md": article(f"T{n}", slug=f"t{n}") for n in range(10 * POOL_THRESHOLD)}
    )
    # A test run in the background may have been told to ignore interrupts, and so would all that it starts.
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from briefgen.cli import run; run()"
    command = [sys.executable, "-c", program, "build", "--workers", "2", "--no-cache"]
    with subprocess.Popen(command, cwd=project.root, stderr=subprocess.DEVNULL, start_new_session=True) as build:
        end = time.monotonic() + PATIENCE
        # Until pages wait: they were made by workers, and there are many more to make.
        waiting = project.output / ".briefgen-stage" / "new"
        while time.monotonic() < end and not any(place.name != "assets" for place in waiting.glob("*")):
            assert build.poll() is None
        workers = Path(f"/proc/{build.pid}/task/{build.pid}/children").read_text().split()
        os.killpg(build.pid, signal.SIGINT)
        assert build.wait(PATIENCE) == 130
    assert len(workers) == 2
    assert not project.output.exists()


def _is_alive(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
