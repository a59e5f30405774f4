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
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.disk.workers.pool import POOL_THRESHOLD, WorkerPool
from briefgen.render import jobs
from briefgen.values import views
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Options
from tests.projects import NOW, PATIENCE, Project, article, codes, tree_of, write_project
from tools.captures import write_captures

#: Seconds between two looks at a process: who looks without a pause takes the time from what is looked at.
_STEP = 0.001


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
    assert set(typing.get_args(jobs.AnyView)) == set(views.View.__subclasses__())


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
            time.sleep(_STEP)
        build.kill()
    assert len(workers) == 2
    end = time.monotonic() + PATIENCE
    while any(_is_alive(worker) for worker in workers) and time.monotonic() < end:
        time.sleep(_STEP)
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
            time.sleep(_STEP)
        workers = Path(f"/proc/{build.pid}/task/{build.pid}/children").read_text().split()
        os.killpg(build.pid, signal.SIGINT)
        assert build.wait(PATIENCE) == 130
    assert len(workers) == 2
    assert not project.output.exists()


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for processes, which only Linux has")


def workers_of(process: int) -> list[int]:
    """The worker processes that a process has now."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in children.split() if _is_alive(child)]


def run_and_kill(
    root: Path, *arguments: str, workers: int, at: Callable[[], bool], times: int = 1
) -> subprocess.CompletedProcess[str]:
    """Run the command line with some workers; from the moment `at` on, kill one of them, and then one of half as many."""
    command = [sys.executable, "-m", "briefgen", *arguments, "--workers", str(workers)]
    killed: set[int] = set()
    seen: set[int] = set()
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + PATIENCE
        while len(killed) < times and process.poll() is None and time.monotonic() < end:
            # All workers of a pool have been started, and none of them is of the pool before.
            fresh = [worker for worker in workers_of(process.pid) if worker not in seen]
            if len(fresh) == workers >> len(killed) and at():
                os.kill(fresh[0], signal.SIGKILL)
                killed.add(fresh[0])
                seen.update(fresh)
            time.sleep(_STEP)
        out, err = process.communicate(timeout=PATIENCE)
    assert len(killed) == times, err
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, str]]:
    """A project with work for seconds, and the digests of its site, built by one process."""
    files = {f"content/{n:04}.md": article(f"T{n}", slug=f"t{n}") for n in range(4 * POOL_THRESHOLD)}
    project = write_project(tmp_path_factory.mktemp("many") / "project", files)
    assert project.run("build", "--no-cache", "--workers", "1").returncode == 0
    return project, project.tree()


def waiting_pages(folder: Path) -> Callable[[], bool]:
    """Tells whether pages that workers made wait in the stage of an output folder that did not exist before."""
    return lambda: any(place.name != "assets" for place in (folder / ".briefgen-stage" / "new").glob("*"))


@needs_proc
@pytest.mark.parametrize("phase", ["parsing", "rendering"])
@pytest.mark.parametrize(("workers", "goes_on"), [(4, "trying again with 2 workers"), (2, "going on in one process")])
def test_a_build_survives_the_death_of_a_worker(
    many: tuple[Project, dict[str, str]], phase: str, workers: int, goes_on: str
) -> None:
    project, wanted = many
    output = project.root / f"out-{phase}-{workers}"
    at = waiting_pages(output) if phase == "rendering" else lambda: not output.exists()
    done = run_and_kill(project.root, "build", "--no-cache", "--output", output.name, workers=workers, at=at)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    said, summary = done.stderr.splitlines()
    assert said == f"a worker process was killed, perhaps because memory ran out; {goes_on}"
    assert "files written" in summary
    assert tree_of(output) == wanted


@needs_proc
@pytest.mark.parametrize("phase", ["parsing", "rendering"])
def test_a_build_whose_workers_die_again_is_exit_2_and_writes_nothing(
    many: tuple[Project, dict[str, str]], phase: str
) -> None:
    project, _ = many
    output = project.root / f"out-{phase}-again"
    at = waiting_pages(output) if phase == "rendering" else lambda: not output.exists()
    done = run_and_kill(project.root, "build", "--no-cache", "--output", output.name, workers=4, at=at, times=2)
    assert (done.returncode, done.stdout) == (2, "")
    _, error = done.stderr.splitlines()
    assert error == (
        "briefgen: worker processes were killed twice, perhaps because memory ran out; try --workers 1, or free some memory"
    )
    assert not output.exists()


@needs_proc
@pytest.mark.parametrize("times", [1, 2])
def test_an_import_survives_the_death_of_one_worker_and_not_of_two(tmp_path: Path, times: int) -> None:
    write_captures(tmp_path / "inbox", 120)
    disturbed, calm = (
        write_project(tmp_path / name, {"content/first.md": "", "content/second.md": ""}) for name in ("disturbed", "calm")
    )
    done = run_and_kill(disturbed.root, "import", "../inbox", workers=4, at=lambda: True, times=times)
    assert done.stderr.startswith(
        "a worker process was killed, perhaps because memory ran out; trying again with 2 workers\n"
    )
    assert done.returncode == times
    if times == 1:
        # A few captures of the sample have findings.
        assert calm.run("import", "../inbox", "--workers", "1").returncode == 1
        assert tree_of(disturbed.root) == tree_of(calm.root)
    else:
        assert list(tree_of(disturbed.root)) == ["briefgen.yml"]
        assert done.stderr.splitlines()[1:] == [
            "briefgen: worker processes were killed twice, perhaps because memory ran out; "
            "try --workers 1, or free some memory"
        ]


def die_once(marks: str, numbers: list[int]) -> list[int]:
    """Return the numbers, but kill this process at number 50, as often as there are files in a folder of marks."""
    for mark in Path(marks).iterdir() if 50 in numbers else ():
        mark.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers


@pytest.mark.parametrize("deaths", [1, 2])
def test_values_that_are_sent_to_a_worker_that_dies_are_sent_again(tmp_path: Path, deaths: int) -> None:
    """As where processes cannot be forked."""
    for number in range(deaths):
        (tmp_path / str(number)).touch()
    said: list[str] = []
    with WorkerPool(4, say=said.append) as pool:
        results = pool(partial(die_once, str(tmp_path)), iter(range(1000)), POOL_THRESHOLD)
        if deaths == 1:
            assert list(results) == list(range(1000))
        else:
            with pytest.raises(BriefgenError, match="killed twice"):
                list(results)
    assert said == ["a worker process was killed, perhaps because memory ran out; trying again with 2 workers"]


@needs_proc
def test_a_build_that_may_not_open_enough_files_for_its_workers_takes_fewer(tmp_path: Path) -> None:
    project = large(tmp_path)
    command = [sys.executable, "-m", "briefgen", "build", "--workers", "64", "--no-cache"]
    limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))  # noqa: E731 - a callback in one line
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert done.returncode == 0, done.stderr
    assert re.match(
        r"64 worker processes cannot be started: Too many open files; trying again with 32 workers\n", done.stderr
    )
    assert ": 0 files written" in project.run("build", "--no-cache", "--workers", "1").stderr


def _is_alive(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
