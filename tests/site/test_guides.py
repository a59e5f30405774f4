"""The guides of docs/publish.md that hand the site to another program: rsync and rclone do what the page says."""

import re
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.programs import find_program
from tests.projects import PATIENCE, SETTINGS, TRIED_OUT, Project, article, tree_of, write_project

#: In the place of ssh: runs the command on this machine, as the program at the other end.
REMOTE_SHELL = """\
#!/bin/sh
while [ "$1" != host.example ]; do shift; done
shift
exec sh -c "$*"
"""


def target_of_guide(repository: Path, first: str) -> str:
    """Return the block of the page that has these words."""
    page = (repository / "docs/publish.md").read_text("utf-8")
    (block,) = [found for found in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL) if first in found]
    return str(block)


def project_with(tmp_path: Path, target: str) -> Project:
    settings = SETTINGS + TRIED_OUT + target
    script = article("北京新闻", slug="北京新闻", tags="[北京]")
    return write_project(tmp_path / "project", {"briefgen.yml": settings, "content/script.md": script})


def publish(project: Project, minute: int, *arguments: str, command: str = "publish", code: int = 0) -> str:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    done = project.run(command, "--yes", "--now", now.isoformat(), *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def site_of(project: Project) -> dict[str, str]:
    return {path: digest for path, digest in project.tree().items() if path != ".briefgen-files"}


def test_rclone_has_the_site_after_each_publication(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_program("rclone")
    _, _, bucket = target_of_guide(repository, "rclone copy").partition("  bucket:\n")
    store = tmp_path / "store"
    store.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("RCLONE_CONFIG_STORE_TYPE", "alias")
    monkeypatch.setenv("RCLONE_CONFIG_STORE_REMOTE", str(store))
    project = project_with(tmp_path, f"publish:\n  bucket:\n{bucket}")
    publish(project, 1)
    assert tree_of(store / "briefs") == site_of(project)
    first = site_of(project)
    # An edit that removes nothing: an empty list of removals is not taken for all files.
    project.write("content/second.md", article("Second", region="south", date="2025-04-11", body="Other text."))
    publish(project, 2)
    assert tree_of(store / "briefs") == site_of(project)
    project.remove("content/script.md")
    publish(project, 3, "--allow-removals")
    assert tree_of(store / "briefs") == site_of(project)
    publish(project, 4, command="rollback")
    assert set(tree_of(store / "briefs")) == set(first)


def test_rsync_has_the_site_after_each_publication_and_switches_it_last(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_program("rsync")
    far, shell = tmp_path / "far", tmp_path / "shell"
    far.mkdir()
    shell.write_text(REMOTE_SHELL)
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    target = target_of_guide(repository, "rsync --archive").replace("/srv/www/briefs/", f"{far}/briefs/")
    project = project_with(tmp_path, target)
    for minute in range(1, 9):
        project.write("content/second.md", article("Second", region="south", date="2025-04-11", body=f"Text {minute}."))
        publish(project, minute)
        assert tree_of((far / "briefs/current").resolve()) == site_of(project)
    here, there = (tmp_path / "live/current").resolve(), (far / "briefs/current").resolve()
    before = tree_of(there)
    assert (there.name, there.parent.parent) == (here.name, (far / "briefs").resolve())
    # Files of two releases are one file there, too.
    assert (there / "404.html").stat().st_nlink > 1
    # While the other machine is away, many releases come and go here; what its readers see stays until it is back.
    monkeypatch.setenv("RSYNC_RSH", "false")
    for minute in range(9, 17):
        project.write("content/second.md", article("Second", region="south", date="2025-04-11", body=f"Text {minute}."))
        publish(project, minute, code=2)
    assert (far / "briefs/current").resolve() == there
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    first, last = re.findall(r"- (rsync .*)", target)
    subprocess.run(shlex.split(first), cwd=project.root, check=True, timeout=PATIENCE)
    # Between the two commands the link still leads to a whole release.
    assert tree_of((far / "briefs/current").resolve()) == before
    subprocess.run(shlex.split(last), cwd=project.root, check=True, timeout=PATIENCE)
    assert tree_of((far / "briefs/current").resolve()) == tree_of((tmp_path / "live/current").resolve())
    publish(project, 17)
    assert tree_of((far / "briefs/current").resolve()) == site_of(project)
