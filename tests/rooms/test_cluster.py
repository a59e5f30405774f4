"""A cluster of dask that fails, or lies: one line that says what to do, exit code 2, and the last site stays."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from briefgen.disk.workers.replies import Reply, do_cluster_chunk, versions_here
from briefgen.project.entries import Raw, is_reading_of, parse_all
from briefgen.render.jobs import is_page
from briefgen.values.diagnostics import Checked, Span, finding
from tests.projects import PATIENCE, Project, article, tree_of

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="no distributed in this environment: install the extra dask (pip install '.[dask]') to try a cluster",
)

#: A scheduler, which prints its address.
SCHEDULER = """\
import asyncio, sys
from distributed import Scheduler

async def main():
    security = None
    if len(sys.argv) > 1:
        from distributed import Security
        ca, pair = sys.argv[1:]
        security = Security(require_encryption=True, tls_ca_file=ca, tls_scheduler_cert=pair, tls_worker_cert=pair)
    options = dict(host="127.0.0.1", port=0, dashboard_address=None, security=security)
    async with Scheduler(**options, protocol="tls" if security else "tcp") as scheduler:
        print(scheduler.address, flush=True)
        await scheduler.finished()

asyncio.run(main())
"""
WORKER = """\
import asyncio, sys
from distributed import Worker

async def main():
    security = None
    if len(sys.argv) > 2:
        from distributed import Security
        ca, pair = sys.argv[2:]
        security = Security(require_encryption=True, tls_ca_file=ca, tls_scheduler_cert=pair, tls_worker_cert=pair)
    worker = Worker(sys.argv[1], nthreads=1, dashboard_address=None, host="127.0.0.1", security=security)
    async with worker:
        print("ready", flush=True)
        await worker.finished()

asyncio.run(main())
"""
HOOKS = """\
from briefgen import OwnPage, layout_filter, page_kind

@layout_filter
def shout(text):
    return text.upper()

@page_kind(layout="own.html", address="/own/")
def own(site):
    yield OwnPage(title="Own", data={"days": [day.isoformat() for day in site.by_date]})
"""
#: What stands in for briefgen on a machine of the cluster: it does what the file that it is told of says.
IMPOSTOR = """\
import os, pathlib, time
import msgspec

class Broken(Exception):
    def __reduce__(self):
        return (os.path.join, (1,))

def do_cluster_chunk(versions, work, items):
    say = pathlib.Path(os.environ["IMPOSTOR"]).read_text().split()
    encode = msgspec.msgpack.encode
    number = len(msgspec.msgpack.decode(items))
    match say[0]:
        case "text":
            return "text"
        case "object":
            return [object]
        case "rubbish":
            return b"\\xc1rubbish"
        case "shape":
            return encode({"a": [1, 2]})
        case "truncated":
            return encode([encode(list(range(100)))])[:-5]
        case "number":
            return encode([encode([])])
        case "results":
            return encode([encode([1] * number)])
        case "huge":
            return bytes(70 << 20)
        case "versions":
            return encode([b"", {**msgspec.msgpack.decode(versions), "jinja2": "0.1"}])
        case "error":
            return encode([b"", {}, "KeyError: 'x'"])
        case "raises":
            raise KeyError("x")
        case "broken":
            raise Broken
        case "dies":
            os._exit(1)
        case "sleeps":
            pathlib.Path(os.environ["IMPOSTOR"] + ".began").touch()
            time.sleep(1000)
"""


class Machines:
    """Schedulers and workers of a test, each a process of its own; all of them end with the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[str]] = []
        self.env = dict(os.environ)

    def start(self, script: str, *arguments: str) -> tuple[subprocess.Popen[str], str]:
        """Start a script, and return its process and its first line."""
        command = [sys.executable, "-c", script, *arguments]
        process = subprocess.Popen(
            command, cwd=self._folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._processes.append(process)
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line, "it did not start"
        return process, line

    def cluster(self, workers: int = 1, *tls: str) -> tuple[str, list[subprocess.Popen[str]]]:
        """Start a scheduler and workers, and return its HOST:PORT and all processes."""
        scheduler, address = self.start(SCHEDULER, *tls)
        processes = [self.start(WORKER, address, *tls)[0] for _ in range(workers)]
        return address.partition("://")[2], [scheduler, *processes]

    def end(self) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    (tmp_path / "machines").mkdir()
    made = Machines(tmp_path / "machines")
    yield made
    made.end()


@pytest.fixture(scope="module")
def impostor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The HOST:PORT of a cluster whose briefgen is another one, and the file that says what it does."""
    folder = tmp_path_factory.mktemp("impostor")
    package = folder / "briefgen" / "disk" / "workers"
    package.mkdir(parents=True)
    for place in (package, package.parent, package.parent.parent):
        (place / "__init__.py").touch()
    (package / "replies.py").write_text(IMPOSTOR)
    made = Machines(folder)
    made.env |= {"PYTHONPATH": str(folder), "IMPOSTOR": str(folder / "say")}
    place, _ = made.cluster()
    yield place, folder / "say"
    made.end()


@pytest.fixture
def built(project: Project) -> Project:
    """A project with a site, and an article that is not on it yet."""
    project.build()
    return project.write("content/new.md", article("New"))


def fails(project: Project, address: str, *options: str) -> list[str]:
    """Build on a cluster, which fails; return the lines on stderr. The site stays as it was."""
    before = tree_of(project.root)
    done = project.run("build", "--no-cache", "--executor", address, *options)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert tree_of(project.root) == before
    assert not (project.output / ".briefgen-stage").exists()
    lines = done.stderr.splitlines()
    assert lines[-1].startswith("briefgen: ")
    return lines


def listener(greeting: bytes) -> tuple[socket.socket, str]:
    """A server on this machine that says something to everybody, and nothing more; and its HOST:PORT."""
    server = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = server.accept()
                kept.append(peer)
                peer.sendall(greeting)

    threading.Thread(target=serve, daemon=True).start()
    return server, f"127.0.0.1:{server.getsockname()[1]}"


def test_a_cluster_without_workers_is_waited_for_as_long_as_the_option_says(built: Project, machines: Machines) -> None:
    place, _ = machines.cluster(0)
    assert fails(built, f"dask://{place}", "--executor-wait", "1") == [
        f"the cluster at {place} has no worker; waiting up to 1 s for one",
        f"briefgen: the cluster at {place} has had no worker for 1 s; "
        "start one there (dask worker), or wait longer (--executor-wait)",
    ]


def test_a_worker_that_comes_while_a_build_waits_does_the_work(built: Project, machines: Machines) -> None:
    place, _ = machines.cluster(0)
    command = [sys.executable, "-m", "briefgen", "build", "--executor", f"dask://{place}", "--executor-wait", str(PATIENCE)]
    with subprocess.Popen(command, cwd=built.root, stderr=subprocess.PIPE, text=True) as build:
        assert build.stderr is not None
        assert "has no worker; waiting up to" in build.stderr.readline()
        machines.start(WORKER, f"tcp://{place}")
        assert "written" in build.stderr.read()
    assert build.returncode == 0


def test_a_worker_prints_the_pages_and_with_the_filters_of_a_project_s_hooks(project: Project, machines: Machines) -> None:
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", f"{settings}hooks: true\n").write(
        "layouts/own.html", "{{ page.title | shout }} {{ page.data }}"
    )
    project.write("briefgen_hooks.py", HOOKS).build()
    here = project.tree()
    place, _ = machines.cluster()
    shutil.rmtree(project.output)
    done = project.run("build", "--no-cache", "--executor", f"dask://{place}")
    assert done.returncode == 0, done.stderr
    assert project.tree() == here
    assert project.page("/own/") == "OWN {&#39;days&#39;: [&#39;2025-04-11&#39;, &#39;2025-04-10&#39;]}\n"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("dask://127.0.0.1", "is not the address of a cluster; write dask://HOST:PORT or dask+tls://HOST:PORT"),
        ("tcp://127.0.0.1:8786", "is not the address of a cluster; write dask://HOST:PORT or dask+tls://HOST:PORT"),
        ("dask://127.0.0.1:99999", "cannot reach the cluster at 127.0.0.1:99999"),
        ("dask://127.0.0.1:1", "cannot reach the cluster at 127.0.0.1:1: Connection refused; check the address"),
    ],
)
def test_an_address_at_which_nobody_answers_is_one_line(built: Project, address: str, says: str) -> None:
    (line,) = fails(built, address)
    assert says in line


@pytest.mark.parametrize(
    ("greeting", "says"),
    [
        (b"", "timed out"),
        (b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", "is not a scheduler of dask"),
        (bytes(100), "is not a scheduler of dask"),
        (b"\x40" + bytes(200), "is not a scheduler of dask"),
        (b"\x40" + bytes(7) + b"pickle-protocol" + bytes(200), "the scheduler at"),
    ],
    ids=["silence", "ssh", "zeros", "other", "half-a-scheduler"],
)
def test_a_server_that_is_no_scheduler_is_one_line(built: Project, greeting: bytes, says: str) -> None:
    server, place = listener(greeting)
    with server:
        (line,) = fails(built, f"dask://{place}")
    assert place in line
    assert says in line or "failed" in line


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("text", "a worker of the cluster at PLACE replied str and not bytes"),
        ("object", "the cluster at PLACE "),
        ("rubbish", "a worker of the cluster at PLACE replied what cannot be read"),
        ("shape", "a worker of the cluster at PLACE replied what cannot be read"),
        ("truncated", "a worker of the cluster at PLACE replied what cannot be read"),
        ("number", "a worker of the cluster at PLACE replied 0 results for 3 items"),
        ("results", "a worker of the cluster at PLACE replied what cannot be read"),
        ("huge", "a worker of the cluster at PLACE replied 73400320 bytes, which is too much"),
        ("versions", "a worker of the cluster at PLACE has different versions: jinja2 0.1, here "),
        ("error", "a worker of the cluster at PLACE failed: KeyError: 'x'"),
        ("raises", "the cluster at PLACE failed (KeyError: 'x')"),
        ("broken", "the cluster at PLACE "),
    ],
)
def test_a_worker_that_replies_rubbish_is_one_line(built: Project, impostor: tuple[str, Path], does: str, says: str) -> None:
    place, say = impostor
    say.write_text(does)
    (line,) = fails(built, f"dask://{place}")
    assert line.startswith(f"briefgen: {says.replace('PLACE', place)}")


def test_workers_that_die_again_and_again_are_one_line(built: Project, tmp_path: Path, machines: Machines) -> None:
    package = tmp_path / "machines" / "briefgen" / "disk" / "workers"
    package.mkdir(parents=True)
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").touch()
    (package / "replies.py").write_text(IMPOSTOR)
    (tmp_path / "say").write_text("dies")
    machines.env |= {"PYTHONPATH": str(tmp_path / "machines"), "IMPOSTOR": str(tmp_path / "say")}
    place, _ = machines.cluster(5)
    (line,) = fails(built, f"dask://{place}")
    assert line == (
        f"briefgen: workers of the cluster at {place} died again and again, perhaps because memory ran out; "
        "look at their logs, and give them more memory"
    )


@pytest.mark.parametrize("which", ["scheduler", "worker"])
def test_a_machine_that_is_lost_in_the_middle_is_told(
    built: Project, tmp_path: Path, machines: Machines, which: str
) -> None:
    package = tmp_path / "machines" / "briefgen" / "disk" / "workers"
    package.mkdir(parents=True)
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").touch()
    (package / "replies.py").write_text(IMPOSTOR)
    (tmp_path / "say").write_text("sleeps")
    machines.env |= {"PYTHONPATH": str(tmp_path / "machines"), "IMPOSTOR": str(tmp_path / "say")}
    place, processes = machines.cluster(1)
    before = tree_of(built.root)
    command = [sys.executable, "-m", "briefgen", "build", "--executor", f"dask://{place}", "--executor-wait", "1"]
    with subprocess.Popen(command, cwd=built.root, stderr=subprocess.PIPE, text=True) as build:
        end = time.monotonic() + PATIENCE
        while not (tmp_path / "say.began").exists() and build.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        processes[which == "worker"].kill()
        _, err = build.communicate(timeout=PATIENCE)
    assert build.returncode == 2
    if which == "scheduler":
        (line,) = err.splitlines()
        assert line.startswith(f"briefgen: the scheduler at {place} ended, or does not answer any more; look at its logs")
    else:
        said, line = err.splitlines()
        assert said == f"the cluster at {place} has no worker; waiting up to 1 s for one"
        assert line.startswith(f"briefgen: the cluster at {place} has had no worker for 1 s; ")
    assert tree_of(built.root) == before


def test_a_cluster_without_briefgen_is_one_line(built: Project, tmp_path: Path, machines: Machines) -> None:
    (tmp_path / "machines" / "briefgen.py").write_text("")
    machines.env["PYTHONPATH"] = str(tmp_path / "machines")
    place, _ = machines.cluster()
    (line,) = fails(built, f"dask://{place}")
    assert line.startswith(f"briefgen: the cluster at {place} cannot load briefgen (")


def test_a_reading_that_a_worker_replies_has_to_be_one_of_the_file_that_it_got() -> None:
    raw = Raw("content/a.md", 5, article("A").encode())
    (good,) = parse_all(None, [raw])
    assert is_reading_of(raw, good)
    (other,) = parse_all(None, [Raw("content/b.md", 5, article("B", body="Other.").encode())])
    unknown = finding("no-source", Span(path="content/a.md"), "x")
    wrong: list[dict[str, Any]] = [
        {"path": "content/b.md"},
        {"read_at_ns": 6},
        {"digest": other.digest},
        {"entry": b"\xc1"},
        {"entry": msgspec.msgpack.encode([1, 2])},
        {"entry": other.entry},
        {"body": other.body},
        {"body_memo": b""},
        {"body_memo": b"\xc1"},
        {"body_memo": other.body_memo},
        {"shown": b"\xc1"},
        {"is_good": False},
        {"findings": (msgspec.structs.replace(unknown, code="nonsense"),)},
    ]
    for change in wrong:
        assert not is_reading_of(raw, msgspec.structs.replace(good, **change)), change
    unread = Raw("content/a.md", 5, None, (finding("not-a-file", Span(path="content/a.md"), "x"),))
    assert is_reading_of(unread, parse_all(None, [unread])[0])


def test_a_worker_with_different_versions_or_an_error_replies_with_text() -> None:
    here = versions_here()
    reply = do_cluster_chunk(msgspec.msgpack.encode({**here, "jinja2": "0.1"}), b"", b"")
    assert msgspec.msgpack.decode(reply, type=Reply) == Reply(versions=here)
    reply = do_cluster_chunk(msgspec.msgpack.encode(here), b"no pickle", b"")
    assert msgspec.msgpack.decode(reply, type=Reply).error.startswith("UnpicklingError: ")


def test_a_page_that_a_worker_replies_has_bytes_or_an_error_that_is_known() -> None:
    job: Any = None
    error = finding("layout-error", Span(path="layouts/a.html"), "x")
    assert is_page(job, Checked(b"page"))
    assert is_page(job, Checked(None, (error,)))
    assert not is_page(job, Checked(None))
    assert not is_page(job, Checked(b"page", (msgspec.structs.replace(error, code="nonsense"),)))


def test_versions_name_python_briefgen_and_the_libraries_that_shape_pages() -> None:
    assert {"briefgen", "python", "jinja2", "markdown-it-py", "nh3"} <= versions_here().keys()


# TLS -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[str, str]]:
    """Makes a CA and a certificate of it, with its key in the same file, by name; gives the two files."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine, which makes the certificates")
    folder = tmp_path_factory.mktemp("tls")

    def make(name: str) -> tuple[str, str]:
        def run(*arguments: str) -> None:
            subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        run("req", "-x509", *curve, "-keyout", f"{name}-ca.key", "-out", f"{name}-ca.pem", "-subj", f"/CN={name} CA")
        run("req", *curve, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        signed = ("-CA", f"{name}-ca.pem", "-CAkey", f"{name}-ca.key", "-CAcreateserial")
        run("x509", "-req", "-in", f"{name}.csr", *signed, "-out", f"{name}.crt")
        pair = folder / f"{name}.pem"
        pair.write_text((folder / f"{name}.crt").read_text() + (folder / f"{name}.key").read_text())
        return str(folder / f"{name}-ca.pem"), str(pair)

    return make


def test_a_cluster_with_tls_does_the_work_for_those_it_trusts_alone(
    built: Project, machines: Machines, tmp_path: Path, authorities: Callable[[str], tuple[str, str]]
) -> None:
    ca, pair = authorities("ours")
    place, _ = machines.cluster(1, ca, pair)
    address = f"dask+tls://{place}"
    built.run("build", "--no-cache", "--output", "here")
    done = built.run("build", "--executor", address, "--executor-ca", ca, "--executor-cert", pair, "--output", "there")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert tree_of(built.root / "there") == tree_of(built.root / "here")
    # The configuration of dask says the same.
    env = {**os.environ, "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": ca, "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT": pair}
    done = built.run("build", "--no-cache", "--executor", address, "--output", "configured", env=env)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert tree_of(built.root / "configured") == tree_of(built.root / "here")

    other_ca, other_pair = authorities("theirs")
    for files in ((other_ca, pair), (ca, other_pair)):
        (line,) = fails(built, address, "--executor-ca", files[0], "--executor-cert", files[1])
        assert f"the cluster at {place} and this machine do not trust each other" in line
    (line,) = fails(built, address)
    assert "dask+tls:// needs a CA and a certificate; give --executor-ca and --executor-cert" in line
    (line,) = fails(built, address, "--executor-ca", "missing.pem", "--executor-cert", pair)
    assert line == "briefgen: cannot read missing.pem: No such file or directory"
    (line,) = fails(built, address, "--executor-ca", "briefgen.yml", "--executor-cert", pair)
    assert "the files for TLS cannot be used" in line
    (line,) = fails(built, f"dask://{place}")
    assert place in line
    (line,) = fails(built, f"dask://{place}", "--executor-ca", ca)
    assert "the address is without TLS; write dask+tls://HOST:PORT" in line


def test_tls_to_a_cluster_without_it_is_one_line(
    built: Project, machines: Machines, authorities: Callable[[str], tuple[str, str]]
) -> None:
    ca, pair = authorities("ours")
    place, _ = machines.cluster(0)
    (line,) = fails(built, f"dask+tls://{place}", "--executor-ca", ca, "--executor-cert", pair)
    assert place in line
