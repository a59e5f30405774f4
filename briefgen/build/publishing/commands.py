"""Floor 8. The commands of a target: programs of the project's owner, run one after another without a shell.

Settings are written by people who may run programs on this machine (SECURITY.md). A part of a command in braces stands for
what briefgen hands over; each part stays one argument, whatever it holds.
"""

import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from briefgen.build.publishing.changes import Change, as_lines
from briefgen.values.diagnostics import BriefgenError

_PART: Final = re.compile(r"\{(\w+)\}")
#: What a command can ask for.
PARTS: Final[Mapping[str, str]] = {
    "folder": "the folder of the release",
    "changes": "a file of JSON lines: what changed",
    "uploads": "a file of paths in the folder, new and changed, one in a line: assets first, then articles, then lists",
    "removals": "a file of paths that are gone, one in a line",
    "release": "the name of the release",
    "url": "the address of the site",
}


def split_commands(commands: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return commands as arguments; raises BriefgenError if one cannot be read, or has a part that nothing stands for."""
    found = []
    for command in commands:
        try:
            arguments = tuple(shlex.split(command))
        except ValueError as error:
            raise BriefgenError(f'the command "{command}" cannot be read: {error}') from error
        for name in _PART.findall(command):
            if name not in PARTS:
                known = ", ".join(f"{{{part}}}" for part in PARTS)
                raise BriefgenError(f'nothing stands for {{{name}}} in the command "{command}"; there are {known}')
        if not arguments:
            raise BriefgenError("a command of the target is empty; remove it")
        found.append(arguments)
    return tuple(found)


def run_commands(
    commands: Iterable[tuple[str, ...]], root: Path, values: Mapping[str, str], changes: tuple[Change, ...],
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Run commands in the project's folder, in their order; raises BriefgenError at the first that fails.

    `values` has folder, release and url. `say` is told each command before it runs. Input is empty, output is the user's.
    """
    with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
        lists = {
            "changes": as_lines(changes),
            "uploads": "".join(f"{one.path}\n" for one in changes if one.kind != "removed").encode(),
            "removals": "".join(f"{one.path}\n" for one in changes if one.kind == "removed").encode(),
        }
        for name, data in lists.items():
            Path(folder, name).write_bytes(data)
        every = {**values, **{name: str(Path(folder, name)) for name in lists}}
        for command in commands:
            arguments = [_PART.sub(lambda part: every[part[1]], argument) for argument in command]
            say(shlex.join(arguments))
            try:
                done = subprocess.run(arguments, cwd=root, stdin=subprocess.DEVNULL, check=False)  # noqa: S603 - as above
            except OSError as error:
                raise BriefgenError(f"cannot run {arguments[0]}: {error.strerror or error}") from error
            if done.returncode:
                raise BriefgenError(f"{arguments[0]} failed with exit code {done.returncode}: {shlex.join(arguments)}")
