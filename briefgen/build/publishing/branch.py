"""Floor 8. A branch of git that has the site: commits are made by git, and nothing of the working tree is touched.

Files go into the repository byte for byte, without filters and conversions of line ends. The branch moves in one step, and
only from the commit that was its tip when the command began; a remote gets the commit first.
"""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from briefgen.disk.output import Owned
from briefgen.values.diagnostics import BriefgenError

#: Files that hosts of such branches look for: without it, GitHub Pages runs the branch through Jekyll.
_EXTRA: Final = {".nojekyll": b""}
#: Commits that are listed as releases.
_LISTED: Final = 50


class Commit(NamedTuple):
    """A commit of the branch: its name in hexadecimal, and its instant."""

    name: str
    at: datetime


class Branch:
    """A branch of the repository that the project lies in; `remote` is empty for a branch that stays on this machine."""

    def __init__(self, root: Path, branch: str, remote: str) -> None:
        """Take the project's folder, the branch and its remote; raises BriefgenError if the branch is checked out."""
        self._root = root
        self._branch = branch
        self._ref = f"refs/heads/{branch}"
        self._remote = remote
        self._git("check-ref-format", self._ref)
        if not self._ask("rev-parse", "--git-dir"):
            raise BriefgenError("the project is in no git repository, so it has no branches: git init makes one")
        if self._ask("symbolic-ref", "--quiet", "HEAD") == self._ref:
            raise BriefgenError(f"the branch {branch} is checked out here; publish to a branch of its own, such as gh-pages")
        self.files = lru_cache(maxsize=64)(self._files)

    def tip(self) -> str:
        """Return the commit that readers see, of the remote if there is one; empty if there is no such branch."""
        if not self._remote:
            return self._ask("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        if not self._git("ls-remote", self._remote, self._ref):
            return ""
        self._git("fetch", "--quiet", "--no-tags", self._remote, self._ref)
        return self._git("rev-parse", "--verify", "FETCH_HEAD^{commit}")

    def commits(self, tip: str) -> list[Commit]:
        """Return the last commits of the branch, newest first."""
        lines = self._git("log", "--first-parent", f"--max-count={_LISTED}", "--format=%H %cI", tip).splitlines()
        return [Commit(name, datetime.fromisoformat(at)) for name, at in (line.split(" ") for line in lines)]

    def _files(self, commit: str) -> Owned:
        """Return the names of the blobs of a commit by path, but for files that are there for hosts only."""
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
        rows = [row.partition("\t") for row in listed.split("\0") if row]
        return {path: about.split(" ")[2] for about, _, path in rows if path not in _EXTRA}

    def read(self, commit: str, path: str) -> bytes:
        """Return a file of a commit."""
        return self._run("cat-file", "blob", f"{commit}:{path}")

    def write(self, site: Path, files: Owned, parent: str, at: datetime) -> str:
        """Make a commit of files of a site, and return its name; no branch has it yet."""
        with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
            extra = {path: Path(folder, path.removeprefix(".")) for path in _EXTRA if path not in files}
            for path, place in extra.items():
                place.write_bytes(_EXTRA[path])
            places = {**{path: site / path for path in files}, **extra}
            named = "".join(f"{place.resolve()}\n" for place in places.values())
            blobs = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", said=named).split()
            rows = "".join(f"100644 {blob}\t{path}\0" for path, blob in zip(places, blobs, strict=True))
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            self._git("update-index", "-z", "--add", "--index-info", said=rows, env=index)
            tree = self._git("write-tree", env=index)
        if parent and self._git("rev-parse", f"{parent}^{{tree}}") == tree:
            return parent
        return self._commit(tree, parent, f"Publish the site of {at:%Y-%m-%d %H:%M} UTC")

    def again(self, commit: str, parent: str) -> str:
        """Make a commit with the files of an earlier one, and return its name."""
        return self._commit(f"{commit}^{{tree}}", parent, f"Go back to {commit[:12]}")

    def move(self, before: str, after: str) -> None:
        """Let the branch lead to a commit, first that of the remote; raises BriefgenError if somebody else moved it."""
        if self._remote:
            self._git("push", "--quiet", self._remote, f"{after}:{self._ref}")
        if self._remote:
            # The branch on this machine may be older, or not exist: it follows the remote.
            self._git("update-ref", self._ref, after)
        else:
            self._git("update-ref", self._ref, after, before or "0" * len(after))

    def _commit(self, tree: str, parent: str, message: str) -> str:
        parents = ["-p", parent] if parent else []
        return self._git("commit-tree", *parents, "-m", message, self._git("rev-parse", tree))

    def _ask(self, *arguments: str) -> str:
        """Return what git prints, or an empty text if it fails."""
        try:
            return self._git(*arguments)
        except BriefgenError:
            return ""

    def _git(self, *arguments: str, said: str = "", env: dict[str, str] | None = None) -> str:
        return self._run(*arguments, said=said, env=env).decode("utf-8", "surrogateescape").strip()

    def _run(self, *arguments: str, said: str = "", env: dict[str, str] | None = None) -> bytes:
        command: Sequence[str] = ["git", "-c", "core.hooksPath=/dev/null", *arguments]
        # Nobody answers a question about a password here.
        every = {**os.environ, "GIT_TERMINAL_PROMPT": "0", **(env or {})}
        try:
            data = said.encode("utf-8", "surrogateescape")
            done = subprocess.run(  # noqa: S603 - git itself, and no argument that begins with a hyphen is from a file
                command, cwd=self._root, input=data, capture_output=True, env=every, check=False
            )
        except OSError as error:
            raise BriefgenError(f"cannot run git: {error.strerror or error}") from error
        if done.returncode:
            said_by_git = done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"
            raise BriefgenError(f"git {arguments[0]} failed: {said_by_git}")
        return done.stdout
