"""Kill an import at each of its writes: `python -m tests.killed BASE FOLDER FORCE CAPTURES`, for a test.

For each number there is a copy of the project BASE in FOLDER, and a child that imports into it and kills itself right
before that write. The last copy is of the child that came to its end. A write outside content/ and captures/ is exit code 3.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from briefgen.importing import ImportOptions, import_captures, list_inputs

#: Names of audit events (docs.python.org, "Audit events table") that change files, and which arguments are paths.
WRITES = {"os.rename": (0, 1), "os.link": (1,), "os.remove": (0,), "os.chmod": (0,), "os.mkdir": (0,), "os.truncate": (0,)}
OUTSIDE = 3


def main(base: Path, folder: Path, *, force: bool, captures: Path) -> None:
    """Make copies until a child comes to its end; each copy shows what a kill at that write leaves."""
    sys.dont_write_bytecode = True
    # What is read once is read before the children begin, so that they do the same things in the same order.
    import_captures(base, list_inputs([captures]), ImportOptions(force=force, dry_run=True))
    for number in range(1, 1000):
        root = folder / f"{number:03}"
        shutil.copytree(base, root, symlinks=True)
        child = os.fork()
        if not child:
            try:
                sys.addaudithook(_killer(root, number))
                import_captures(root, list_inputs([captures]), ImportOptions(force=force))
                os._exit(0)
            finally:
                os._exit(1)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != -signal.SIGKILL:
            sys.exit(status)


def _killer(root: Path, at: int) -> Callable[[str, tuple[object, ...]], None]:
    left = at

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            paths = [arguments[0]]
        elif event in WRITES:
            paths = [arguments[index] for index in WRITES[event]]
        else:
            return
        if not all(_is_inside(path, root) for path in paths):
            os._exit(OUTSIDE)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _is_inside(path: object, root: Path) -> bool:
    return isinstance(path, str | os.PathLike) and any(
        Path(path).is_relative_to(root / folder) for folder in ("content", "captures")
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), force=sys.argv[3] == "force", captures=Path(sys.argv[4]))
