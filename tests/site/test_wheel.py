"""The wheel as `pipx install` gets it from a clone: built, installed in a fresh environment, used outside the checkout."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.projects import PATIENCE


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The program of a fresh environment in which the wheel was installed, with the tested versions."""
    folder = tmp_path_factory.mktemp("wheel")
    constraints = str(repository / "constraints.txt")
    environment = {**os.environ, "PIP_CONSTRAINT": constraints, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    copy = folder / "checkout"
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=repository, capture_output=True, text=True, check=True
    )
    for path in tracked.stdout.splitlines():
        # A build leaves its own folders beside the sources, so it works on a copy.
        if (repository / path).is_file() and not path.startswith(("site/", "tests/")):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes((repository / path).read_bytes())
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(copy)]
    subprocess.run(build, check=True, capture_output=True, env=environment, timeout=PATIENCE)
    (wheel,) = folder.glob("briefgen-*.whl")
    venv.create(folder / "venv", with_pip=True)
    install = [str(folder / "venv/bin/python"), "-m", "pip", "install", "--quiet", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, env=environment, timeout=PATIENCE)
    return folder / "venv/bin/briefgen"


def run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    result = subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result


def test_a_project_is_made_written_checked_and_built_with_the_wheel(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "init", "my-briefs")
    project = tmp_path / "my-briefs"
    path = run(installed, project, "new", "A story: with a colon", "--region", "europe").stdout.strip()
    assert (project / path).is_file()
    assert "0 errors" in run(installed, project, "check").stderr
    run(installed, project, "build", "--drafts")
    home = (project / "site/index.html").read_text("utf-8")
    assert "My Briefs" in home
    assert "with a colon" in home
    assert list((project / "site/assets").glob("style.*.css"))
    assert run(installed, project, "--version").stdout.startswith("briefgen ")


def test_the_wheel_serves(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "init", "my-briefs")
    command = [str(installed), "serve", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=tmp_path / "my-briefs", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        code = f"import urllib.request; print(urllib.request.urlopen({url!r}, timeout={PATIENCE}).read().decode())"
        page = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE
        ).stdout
        assert "My Briefs" in page
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
