"""Floor 5. Run Pagefind, a program that the extra `search` brings. The only module that knows it."""

import os
import subprocess
from pathlib import Path

from briefgen.values.diagnostics import BriefgenError


def run_pagefind(pages: Path, made: Path) -> None:
    """Index the pages of a folder and write the index to the folder `made`; raises BriefgenError if Pagefind fails."""
    from pagefind_bin import get_executable

    command = [str(get_executable()), "--site", str(pages), "--output-path", str(made), "--quiet"]
    # Pagefind takes options from its environment, and from files of the folder in which it runs.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PAGEFIND")}
    done = subprocess.run(  # noqa: S603 - the program of an installed package, and paths that we made
        command, cwd=pages, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode or not (made / "pagefind-entry.json").is_file():
        said = (done.stderr or done.stdout).strip().splitlines()
        raise BriefgenError(f"Pagefind could not make the search index: {said[-1] if said else done.returncode}")


def has_pagefind() -> bool:
    """Is Pagefind, the program of the extra `search`, installed?"""
    try:
        import pagefind_bin
    except ImportError:
        return False
    return bool(pagefind_bin)
