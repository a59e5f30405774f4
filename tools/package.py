"""Build the wheel and the source archive: the same sources give the same bytes, wherever and whenever they are built.

make wheel, or: python tools/package.py FOLDER
"""

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: The time of every file in the archives, in seconds: 1 January 1980, the first day that a zip file can hold. The user's own
#: SOURCE_DATE_EPOCH is not read: the bytes depend on the sources alone, and not on the environment.
MOMENT = 315532800
#: Modes of files and folders; the user's own umask, and what a clone made of it, count for nothing.
UMASK, FILE_MODE = 0o022, 0o644
#: Folders that nothing in the package comes from.
LEFT_OUT = ("captures/", "content/", "site/", "static/", "tests/")


def main() -> None:
    """Build both into the folder of the first argument, else into dist/, and print their paths."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist")
    folder.mkdir(parents=True, exist_ok=True)
    os.umask(UMASK)
    with tempfile.TemporaryDirectory() as work:
        sources = copy_sources(Path(work) / "sources")
        wheel = build("--wheel", sources, Path(work) / "wheel")
        archive = build("--sdist", sources, Path(work) / "archive")
        print(shutil.copyfile(wheel, folder / wheel.name))
        print(write_archive(archive, folder / archive.name))


def copy_sources(copy: Path) -> Path:
    """Copy the files that Git tracks, with what is in them now.

    A build reads the modes of the files, and leaves folders of its own beside them.
    """
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in tracked.split("\0"):
        if (ROOT / path).is_file() and not path.startswith(LEFT_OUT):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes((ROOT / path).read_bytes())
    return copy


def build(kind: str, sources: Path, folder: Path) -> Path:
    """Build a wheel or a source archive with the setuptools of this environment, whose version the wheel names."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(MOMENT)}
    command = [sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", str(folder), str(sources)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    (built,) = folder.iterdir()
    return built


def write_archive(given: Path, path: Path) -> Path:
    """Write the files of a source archive anew, without the time, the user and the order in which it was made."""
    with (
        tarfile.open(given) as old,
        path.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=MOMENT) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted((member for member in old if member.isfile()), key=lambda member: member.name):
            entry = tarfile.TarInfo(member.name)
            entry.size, entry.mtime, entry.mode = member.size, MOMENT, FILE_MODE
            new.addfile(entry, old.extractfile(member))
    return path


if __name__ == "__main__":
    main()
