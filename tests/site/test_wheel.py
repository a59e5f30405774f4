"""The wheel as `pipx install` gets it: built, installed in a fresh environment, used outside the checkout; and its bytes."""

import gzip
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.projects import PATIENCE

#: What tells of the machine and the moment of a build, and must not be in what it makes.
ELSEWHERE = {
    "TZ": "Asia/Kathmandu",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "7",
    "SOURCE_DATE_EPOCH": "1234567890",
    "USER": "somebody",
}


def build(repository: Path, folder: Path, **environment: str) -> tuple[Path, Path]:
    """Build as `make wheel` does, and return the wheel and the source archive."""
    subprocess.run(
        [sys.executable, str(repository / "tools/package.py"), str(folder)],
        check=True,
        env={**os.environ, **environment},
        timeout=PATIENCE,
    )
    (wheel,), (archive,) = folder.glob("briefgen-*.whl"), folder.glob("briefgen-*.tar.gz")
    return wheel, archive


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> tuple[Path, Path]:
    """The wheel and the source archive of this checkout."""
    return build(repository, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The program of a fresh environment in which the wheel was installed, with the tested versions."""
    folder = tmp_path_factory.mktemp("wheel")
    constraints = str(repository / "constraints.txt")
    environment = {**os.environ, "PIP_CONSTRAINT": constraints, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    venv.create(folder / "venv", with_pip=True)
    install = [str(folder / "venv/bin/python"), "-m", "pip", "install", "--quiet", str(built[0])]
    done = subprocess.run(install, capture_output=True, text=True, check=False, env=environment, timeout=PATIENCE)
    if done.returncode and re.search("(?i)connection|network", done.stderr) and not os.environ.get("CI"):
        pytest.skip("the dependencies of the wheel cannot be fetched: no network")
    assert done.returncode == 0, done.stderr
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
    assert run(installed, tmp_path, "docs", "start").stdout.startswith("# ")
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
    assert run(installed, tmp_path, "docs", "start").stdout.startswith("# ")
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


def test_a_capture_is_imported_with_the_wheel(installed: Path, repository: Path, tmp_path: Path) -> None:
    """The import reads the data files that the package carries."""
    assert run(installed, tmp_path, "docs", "start").stdout.startswith("# ")
    run(installed, tmp_path, "init", "my-briefs")
    project = tmp_path / "my-briefs"
    (tmp_path / "capture.txt").write_bytes((repository / "tests/captures/clean-single.txt").read_bytes())
    before = set(project.rglob("content/**/*.md"))
    run(installed, project, "import", str(tmp_path / "capture.txt"))
    assert len(set(project.rglob("content/**/*.md")) - before) == 1


def test_the_wheel_says_its_version(built: tuple[Path, Path], installed: Path, tmp_path: Path) -> None:
    version = run(installed, tmp_path, "--version").stdout.split()[-1]
    assert built[0].name == f"briefgen-{version}-py3-none-any.whl"


def test_the_same_sources_give_the_same_bytes(
    built: tuple[Path, Path], repository: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A second checkout, in a different folder, with other times and modes, is built with a different environment."""
    copy = tmp_path / "a longer way" / "to the checkout"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True)
    for path in filter(None, tracked.stdout.split("\0")):
        if (repository / path).is_file() and not path.startswith(("site/", "tests/")):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes((repository / path).read_bytes())
            os.utime(copy / path, (10**9, 10**9))
            (copy / path).chmod(0o700)
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    subprocess.run(["git", "add", "."], cwd=copy, check=True)
    (copy / "briefgen/untracked.py").write_text("A file that Git does not track is in no package.\n")
    mask = os.umask(0o077)
    request.addfinalizer(lambda: os.umask(mask))
    again = build(copy, tmp_path / "again", **ELSEWHERE)
    assert [path.name for path in again] == [path.name for path in built]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built]


def test_no_time_and_no_user_is_in_the_archives(built: tuple[Path, Path]) -> None:
    wheel, archive = built
    with zipfile.ZipFile(wheel) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 & 0o777 for entry in file.infolist()} <= {0o644, 0o664}
    with tarfile.open(archive) as packed:
        assert {(entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname) for entry in packed} == {
            (315532800, 0, 0, "", "")
        }
    with gzip.open(archive) as packed:
        packed.read(1)
        assert packed.mtime == 315532800


def test_the_source_archive_builds_the_same_package(built: tuple[Path, Path], tmp_path: Path) -> None:
    wheel, archive = built
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path)
    (sources,) = tmp_path.iterdir()
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), str(sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    assert members_of(tmp_path / wheel.name) == members_of(wheel)


def members_of(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as file:
        return {name: file.read(name) for name in file.namelist()}
