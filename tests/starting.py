"""Run `briefgen` in a process of its own that need not load Python and its libraries: it is forked from one that has.

`run` is for tests of what the command line says and writes. It starts `python -m tests.starting` once in each process of
the tests. That process loads what commands need, builds a small site, and then forks a child for each command: the child
has its own folder, streams and exit code, as a command that a user starts. What is about the start itself (environment,
limits, signals, terminals, what is imported) takes a Python of its own, `start`.
"""

import atexit
import contextlib
import functools
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

#: Longest that a test waits for what has to happen, in seconds. Far more than any step takes on a machine that is busy with
#: other work: a test waits for the event itself, and this ends a wait for what never comes.
PATIENCE = 300.0
#: Limits of a process: the number of each in `resource`, and how much there is of it.
Limits: TypeAlias = Sequence[tuple[int, int]]
#: What commands load when they run.
LOADED = (
    "briefgen.build.absent",
    "briefgen.build.fixing",
    "briefgen.build.publishing",
    "briefgen.cli.commands",
    "briefgen.project.starter",
)
#: What a build on a cluster loads, if it is installed: tests of a cluster run dozens of builds, all others none.
OF_A_CLUSTER = ("distributed", "distributed.client")
#: What their extras load, if they are installed.
LOADED_OF_EXTRAS = ("PIL.Image", "chardet", "docutils.core", "lxml.html", "pypdf", "striprtf.striprtf", "trafilatura")
_METER = """\
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as told:
    json.dump([used.ru_utime + used.ru_stime, used.ru_maxrss], told)
sys.exit(code)
"""
#: One command at a time is forked; a second one that is asked for meanwhile has a Python of its own.
_ONE = threading.Lock()
#: Longer messages do not go through the socket at once.
_MOST = 100_000


def run(*arguments: str, cwd: Path, limits: Limits = ()) -> "subprocess.CompletedProcess[str]":
    """Run `briefgen` in a folder as the environment is now, within limits; return its exit code and what it says."""
    message = json.dumps([arguments, str(cwd), limits]).encode()
    if len(message) > _MOST or not hasattr(socket, "SOCK_SEQPACKET") or not _ONE.acquire(blocking=False):
        return start(*arguments, cwd=cwd, limits=limits)
    try:
        if _environment() != _AT_FIRST:
            return start(*arguments, cwd=cwd, limits=limits)
        return _server().run(message, arguments)
    finally:
        _ONE.release()


def start(
    *arguments: str, cwd: Path, env: dict[str, str] | None = None, limits: Limits = ()
) -> "subprocess.CompletedProcess[str]":
    """Run `briefgen` by starting Python, as a user does."""
    command = [sys.executable, "-m", "briefgen", *arguments]
    prepare = functools.partial(keep_within, limits) if limits else None
    return subprocess.run(
        command, cwd=cwd, env=env, preexec_fn=prepare, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def measured(*arguments: str, cwd: Path) -> tuple["subprocess.CompletedProcess[str]", float, int]:
    """Run `briefgen` by starting Python; return what it says, its CPU time in seconds, and its most memory in KiB.

    A process counts the memory of the one that forked it as its own. So a small one is between, which forks no other.
    """
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as told:
        command = [sys.executable, "-c", _METER, told.name, sys.executable, "-m", "briefgen", *arguments]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE, check=False)
        seconds, kibibytes = json.load(told)
    return done, seconds, kibibytes


def keep_within(limits: Limits) -> None:
    """Limit this process and those that it starts: each limit is one of `resource` and how much there is of it."""
    import resource

    for kind, most in limits:
        resource.setrlimit(kind, (most, most))


def _environment() -> dict[str, str]:
    """Return the environment without what pytest says in it of the running test."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


#: The environment before the first test, in which commands are forked; a test that changes it starts Python.
_AT_FIRST = _environment()


class _Server:
    """The process that forks, as this process sees it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.starting", str(theirs.fileno())]
            folder = Path(__file__).parent.parent
            self._process = subprocess.Popen(
                command, cwd=folder, env=_AT_FIRST, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        self._socket.settimeout(PATIENCE)

    def run(self, message: bytes, arguments: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
        with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
            socket.send_fds(self._socket, [message], [out.fileno(), err.fileno()])
            child = int(self._socket.recv(100))
            try:
                code = int(self._socket.recv(100))
            except TimeoutError:
                os.kill(child, signal.SIGKILL)
                self._socket.recv(100)
                raise
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(["briefgen", *arguments], code, out.read(), err.read())

    def end(self) -> None:
        self._socket.close()
        self._process.wait(timeout=PATIENCE)


@functools.cache
def _server() -> _Server:
    server = _Server()
    atexit.register(server.end)
    return server


# In the process that forks -----------------------------------------------------------------------------------------------


def serve(handle: int) -> None:
    """Fork a child for each message, and answer with its number, and with its exit code when it has ended."""
    with socket.socket(fileno=handle) as asks:
        while True:
            message, handles, _, _ = socket.recv_fds(asks, _MOST, 2)
            if not message:
                return
            arguments, folder, limits = json.loads(message)
            if "--executor" in arguments:
                load_installed(OF_A_CLUSTER)
            child = os.fork()
            if not child:
                asks.close()
                become(arguments, folder, limits, *handles)
            for one in handles:
                os.close(one)
            asks.send(str(child).encode())
            asks.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def become(arguments: list[str], folder: str, limits: Limits, out: int, err: int) -> NoReturn:
    """Be `python -m briefgen` in that folder, within limits."""
    from briefgen.cli import run

    for handle, stream in ((out, 1), (err, 2)):
        os.dup2(handle, stream)
        os.close(handle)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    keep_within(limits)
    os.chdir(folder)
    sys.path[0] = folder
    sys.argv = ["briefgen", *arguments]
    run()


def load() -> None:
    """Load what commands need, and do what a process does once: compile layouts and patterns, read tables of words."""
    from briefgen.importing import ImportOptions, import_captures, list_inputs
    from tests.projects import write_project

    for name in LOADED:
        importlib.import_module(name)
    load_installed(LOADED_OF_EXTRAS)
    with tempfile.TemporaryDirectory() as folder:
        project = write_project(Path(folder) / "project")
        project.build()
        project.check()
        (Path(folder) / "page.html").write_text(
            f"<title>Ferry sails</title><h1>Ferry sails</h1><p>{'The ferry sails. ' * 20}"
        )
        (Path(folder) / "story.txt").write_text(f"Ferry sails again\n\n10 April 2025\n\n{'It sails at night. ' * 20}\n")
        import_captures(project.root, list_inputs([Path(folder) / "page.html", Path(folder) / "story.txt"]), ImportOptions())
    assert threading.active_count() == 1


def load_installed(names: Sequence[str]) -> None:
    """Load those of some modules that are installed, and start no thread: a process with threads is not to be forked."""
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    assert threading.active_count() == 1


if __name__ == "__main__":
    # An interrupt ends the tests, and thereby the socket; a command has Python's own handler again.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load()
    serve(int(sys.argv[1]))
