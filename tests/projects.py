"""Small projects on disk: write one, edit it, build it in a process of its own or in this one, compare what was written."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefgen.build.check import check_site
from briefgen.build.flow import build_site
from briefgen.build.result import BuildResult
from briefgen.values.model import Options
from tests.starting import PATIENCE, run, start

SETTINGS = """\
title: Test Briefs
tagline: A site for tests
base_url: https://briefs.test/
language: en-GB
time_zone: Europe/London
regions:
  - key: north
    name: North
    regions:
      - key: north-coast
        name: North Coast
  - key: south
    name: South
"""

#: What a project has to say to be published under the address above, which no reader could open.
TRIED_OUT = """\
accept:
  - path: briefgen.yml
    code: reserved-base-url
    reason: a test has no readers
"""

#: What counts as now in tests, unless a test says otherwise.
NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


#: A picture of one pixel.
GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")


def article(
    title: str = "A title", date: str = "2025-04-10", region: str = "north", body: str = "Some text.", **keys: str
) -> str:
    """Return an article's text; `keys` are further lines of front matter, values as YAML."""
    front = {"title": title, "date": date, "region": region, "sources": "[{name: Test Agency}]", **keys}
    lines = "".join(f"{key}: {value}\n" for key, value in front.items() if value)
    return f"---\n{lines}---\n{body}\n"


def write_project(root: Path, files: dict[str, str] | None = None) -> "Project":
    """Write a project: settings and two articles, then `files` over them (an empty text leaves a file out)."""
    every = {
        "briefgen.yml": SETTINGS,
        "content/first.md": article("First", region="north-coast"),
        "content/second.md": article("Second", region="south", date="2025-04-11"),
        **(files or {}),
    }
    project = Project(root)
    for path, text in every.items():
        if text:
            project.write(path, text)
    return project


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder, with the edits and questions that tests have."""

    root: Path

    @property
    def output(self) -> Path:
        return self.root / "site"

    def write(self, path: str, text: str | bytes) -> "Project":
        """Write a file of the project, and its folders; returns the project, so that steps can be chained."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return self

    def remove(self, path: str) -> "Project":
        (self.root / path).unlink()
        return self

    def build(self, *, now: datetime = NOW, drafts: bool = False, future: bool = False, strict: bool = False) -> BuildResult:
        """Build in this process."""
        return build_site(self.root, self.output, Options(now=now, drafts=drafts, future=future), strict=strict)

    def check(self, *, now: datetime = NOW) -> BuildResult:
        return check_site(self.root, Options(now=now))

    def run(self, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run `briefgen` in a process of its own, as a user would, in the project's folder; see tests/starting.py."""
        return run(*arguments, cwd=self.root) if env is None else start(*arguments, cwd=self.root, env=env)

    def page(self, path: str) -> str:
        """Return an output's text; an address such as /north/ will do."""
        local = path.removeprefix("/")
        return (self.output / (f"{local}index.html" if not local or local.endswith("/") else local)).read_text("utf-8")

    def tree(self) -> dict[str, str]:
        """Return the digest of every file in the output folder, by path."""
        return tree_of(self.output)


def run_without(module: str, root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line in a folder as if a library were not installed: it is hidden from a process of its own."""
    code = f"import sys; sys.modules[{module!r}] = None; from briefgen.cli import main; main()"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=PATIENCE, check=False)


def tree_of(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def codes(result: BuildResult) -> list[str]:
    """Return the codes of a result's findings, in order."""
    return [found.code for found in result.findings]


def positions(result: BuildResult) -> list[tuple[str, str, int | None, int | None]]:
    """Return code, path, line and column of a result's findings, in order."""
    return [(found.code, found.span.path, found.span.line, found.span.column) for found in result.findings]
