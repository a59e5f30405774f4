"""Run a command and measure it: seconds by the clock, CPU seconds of user and system, peak memory, files written."""

import os
import re
import resource
import subprocess
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

#: The environment of measured commands. In it Python saves its compiled modules, which is the default: otherwise every
#: process compiles the program again, which is no part of a build.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured step: seconds by the clock, CPU seconds, peak memory in MB, files written (None: not known).

    `user` are the CPU seconds of the program itself, `system` the CPU seconds of the kernel for the program, for instance to
    make files.
    """

    name: str
    wall: float
    user: float
    system: float
    memory: float
    written: int | None = None

    @property
    def cpu(self) -> float:
        """The CPU seconds of user and system together."""
        return self.user + self.system


def run(name: str, command: list[str], *, allowed: Collection[int] = (0,), folder: Path | None = None) -> Figure:
    """Return the figure of a command that runs in a folder to its end; `name` names the figure.

    Ends the program, with the command's stderr, if the exit status is not allowed.
    """
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, cwd=folder
    )
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    usage = wait(process)
    wall = time.monotonic() - started
    if process.returncode not in allowed:
        raise SystemExit(f"{name}: exit status {process.returncode}\n{said}")
    summary = re.search(r"([\d,]+) files? written", said)
    written = int(summary[1].replace(",", "")) if summary else None
    return Figure(name, wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss / 1024, written)


def wait(process: "subprocess.Popen[str]") -> resource.struct_rusage:
    """Wait for a process, and return the resources of it and its children; the memory is that of the largest process."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage
