"""A terminal of its own for a program, as a person at a keyboard has it."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.projects import PATIENCE

#: Takes the terminal for the program. Without one that is its own, a shell has no control of jobs, and fish does not start;
#: and tests that run in the background would leave interrupts ignored.
_TAKE = """\
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""


#: Seconds after which a person presses a key once more if nothing ended.
_AGAIN = 10.0


class Terminal:
    """A program on a terminal of its own, in a folder: what somebody types, and what the screen shows."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.master, slave = pty.openpty()
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {"PATH": path, "HOME": str(folder.parent), "TERM": "dumb", "LC_ALL": "C.UTF-8", "PS1": "$ "}
        self.running = subprocess.Popen(
            [sys.executable, "-c", _TAKE, *command],
            cwd=folder, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.shown = ""

    def type(self, text: str, until: Callable[[], bool]) -> None:
        """Type a text, and read the screen until something is so."""
        os.write(self.master, text.encode())
        self.read(until)

    def read(self, until: Callable[[], bool]) -> None:
        """Read the screen until something is so."""
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end, self.shown
            if select.select([self.master], [], [], 0.1)[0]:
                self._take()

    def press(self, key: str) -> None:
        """Press a key until the program ends: it may not have begun to listen when the first one comes."""
        end = time.monotonic() + PATIENCE
        while not self.ends():
            assert time.monotonic() < end, self.shown
            os.write(self.master, key.encode())
            # A second interrupt would meet the program while it ends because of the first one.
            again = time.monotonic() + _AGAIN
            while not self.ends() and time.monotonic() < again:
                if select.select([self.master], [], [], 0.1)[0]:
                    self._take()

    def _take(self) -> None:
        try:
            self.shown += os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:
            # The program ended, and its side of the terminal is closed.
            assert self.running.wait(PATIENCE) is not None

    def ends(self) -> bool:
        """Has the program ended?"""
        return self.running.poll() is not None

    def shows(self, text: str) -> Callable[[], bool]:
        """Return a question: does the screen show a text after what it shows now?"""
        before = len(self.shown)
        return lambda: text in self.shown[before:]

    def end(self) -> None:
        self.running.kill()
        self.running.wait()
        os.close(self.master)
