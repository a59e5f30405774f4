"""Measure builds of generated sites against two yardsticks in the same run: `python tools/bench.py`.

Machines are noisy, so quote the ratios. The yardsticks are copying the articles and the built site file by file (no build
can do less), one `stat` of each of these files (no build without changes can do less), and `tools/plain_loop.py`, a short
script. Every measured step is a process of its own, called in the project's folder as a user calls it. The operating system
measures its time, the CPU time of the process and its children, and the peak memory of the largest of these processes. The
benchmark runs on a disk, and removes nothing before its end: on some file systems (ext4) new files cost several times more
just after many files were removed. `docs/speed.md` explains the cases.
"""

import argparse
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from disks import file_system_of, folder_on_disk
from measure import ENVIRONMENT, Figure, run, wait

#: A file that is younger than this in seconds when it is read may still change unnoticed, so the next build reads it again.
_SETTLED_SECONDS = 2.1
#: Builds after small edits, or without an edit; the figures are those of the build with the median CPU time.
_EDITS = 3
#: Edits of one preview; the figure is their median.
_PREVIEW_EDITS = 7
#: Seconds after which the measurement of an edit in the preview is given up.
_PREVIEW_PATIENCE = 600.0

_BRIEFGEN = str(Path(sys.executable).with_name("briefgen"))
_BUILD = [_BRIEFGEN, "build"]
_LOOP = "plain loop"
_THEME = Path(__file__).parent.parent / "layouts"


@dataclass(slots=True)
class Bench:
    """One generated project. The cases run on it one after the other, and each leaves a built site."""

    folder: Path
    number: int
    figures: list[Figure] = field(default_factory=list)
    copies: int = 0

    @property
    def project(self) -> Path:
        """The project's folder: the newest copy, or the generated project if there is no copy."""
        return self.folder / (f"project-{self.copies}" if self.copies else "project")

    def begin_anew(self) -> None:
        """Copy the project without its site and its cache, if it was built: a cold build needs a folder without outputs."""
        built = self.project
        if (built / "site").exists():
            self.copies += 1
            _copy_tree(built, self.project, without={"site", ".briefgen"})
            _settle()

    def article(self, part: int, after: int = 0) -> Path:
        """Return the article at `part` eighths of all articles, ordered by path, or the one `after` places later."""
        return sorted((self.project / "content").rglob("*.md"))[self.number * part // 8 + after]

    def build(self, name: str, *options: str, project: Path | None = None) -> None:
        """Build as a user does, and add the figure."""
        self.figures.append(run(name, [*_BUILD, *options], folder=project or self.project))

    def build_after_each(self, name: str, edit: Callable[[int], None]) -> None:
        """Build after each of some edits, and add the figure with the median CPU time; `edit` takes a number from 0."""
        self.run_each(name, _BUILD, edit)

    def run_each(self, name: str, command: list[str], before: Callable[[int], None]) -> None:
        """Run a command in the project's folder after each of some steps, and add the figure with the median CPU time."""
        figures = []
        for number in range(_EDITS):
            before(number)
            figures.append(run(name, command, folder=self.project))
        self.figures.append(sorted(figures, key=lambda figure: figure.cpu)[_EDITS // 2])


def _loop(bench: Bench) -> None:
    script = Path(__file__).parent / "plain_loop.py"
    command = [sys.executable, str(script), str(bench.project / "content"), str(bench.folder / "plain")]
    bench.figures.append(run(_LOOP, command))


def _copy(bench: Bench) -> None:
    bench.figures.append(_timed("copy articles and site", lambda: _copy_tree(bench.project, bench.folder / "copy")))


def _cold_one(bench: Bench) -> None:
    bench.begin_anew()
    bench.build("cold, 1 process", "--workers", "1")


def _cold_two(bench: Bench) -> None:
    bench.begin_anew()
    bench.build("cold, 2 processes", "--workers", "2")


def _look(bench: Bench) -> None:
    # The files whose signatures a build compares: all that it reads, and all that it wrote.
    folders = ("content", "layouts", "static", "site")
    files = (path for name in folders for path in sorted((bench.project / name).rglob("*")) if path.is_file())
    listed = bench.folder / "files.txt"
    listed.write_text("\n".join(str(path.relative_to(bench.project)) for path in files), "utf-8")
    command = [sys.executable, "-I", "-S", str(Path(__file__).parent / "look.py"), str(listed)]
    bench.run_each("look at each file once", command, lambda _: None)


def _nothing(bench: Bench) -> None:
    bench.build_after_each("nothing changed", lambda _: time.sleep(_SETTLED_SECONDS))


def _body_edit(bench: Bench) -> None:
    bench.build_after_each("one body edit", lambda n: _edit(bench.article(1, n), r"\n\Z", "\nOne more sentence.\n"))


def _title_edit(bench: Bench) -> None:
    bench.build_after_each(
        "one title edit",
        lambda n: _edit(bench.article(2, n), r"(?m)^title: .*$", "title: Another title than before"),
    )


def _new_article(bench: Bench) -> None:
    def add(number: int) -> None:
        model = bench.article(3, number)
        text = re.sub(r"(?m)^title: .*$", f"title: One article more, number {number}", model.read_text("utf-8"), count=1)
        model.with_name(f"{model.stem}-more-{number}.md").write_text(text, "utf-8")

    bench.build_after_each("one new article", add)


def _region_move(bench: Bench) -> None:
    def move(number: int) -> None:
        path = bench.article(4, number)
        is_there = "\nregion: iran\n" in path.read_text("utf-8")
        _edit(path, r"(?m)^region: .*$", "region: gulf" if is_there else "region: iran")

    bench.build_after_each("one region move", move)


def _layout_edit(bench: Bench) -> None:
    _edit(bench.project / "layouts" / "article.html", '<article class="article">', '<article class="article edited">')
    bench.build("article layout edit")


def _settings_edit(bench: Bench) -> None:
    _edit(bench.project / "briefgen.yml", r"(?m)^title: .*$", "title: Other Briefs")
    bench.build("settings edit (site title)")


def _checkout(bench: Bench) -> None:
    # Every file has a new inode and new times. The copy has the cache and the built site, too.
    checkout = bench.folder / "checkout"
    _copy_tree(bench.project, checkout)
    _settle()
    bench.build("fresh checkout, cache kept", project=checkout)


def _preview(bench: Bench) -> None:
    """Measure the time from start to first page, and from edit to new bytes, over HTTP as a browser does."""
    path = bench.article(5)
    command = [_BRIEFGEN, "serve", "-q", "--port", "0"]
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT, cwd=bench.project
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip().rstrip("/") + _address_of(path)
    _wait_for(url, b"<h1")
    shown = time.monotonic() - started
    times = []
    for number in range(_PREVIEW_EDITS):
        time.sleep(0.3)
        _edit(path, r"\n\Z", f"\nSentence number {number} of the preview.\n")
        edited = time.monotonic()
        _wait_for(url, f"Sentence number {number} of".encode())
        times.append(time.monotonic() - edited)
    process.send_signal(signal.SIGINT)
    process.stdout.close()
    usage = wait(process)
    bench.figures.append(Figure("preview, start to first page", shown, 0.0, 0.0, 0.0))
    edit, memory = statistics.median(times), usage.ru_maxrss / 1024
    bench.figures.append(Figure("preview, edit to byte (median)", edit, usage.ru_utime, usage.ru_stime, memory))


#: The cases by their names on the command line, in the order in which they run; each starts with the site of the last one.
_CASES: dict[str, Callable[[Bench], None]] = {
    "loop": _loop,
    "cold": _cold_one,
    "cold2": _cold_two,
    "look": _look,
    "nothing": _nothing,
    "body": _body_edit,
    "title": _title_edit,
    "new": _new_article,
    "move": _region_move,
    "layout": _layout_edit,
    "settings": _settings_edit,
    "checkout": _checkout,
    "preview": _preview,
    "copy": _copy,
}


def main() -> None:
    """Measure each size of site, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000 10000", help='numbers of articles  [default: "1000 10000"]')
    parser.add_argument("--cases", default=" ".join(_CASES), help="which of them: %(default)s")
    parser.add_argument("--folder", help="where to build  [default: a temporary folder on a disk]")
    given = parser.parse_args()
    cases = given.cases.replace(",", " ").split()
    if unknown := set(cases) - set(_CASES):
        parser.error(f"there is no case {', '.join(sorted(unknown))}; the cases are {' '.join(_CASES)}")
    place = Path(given.folder) if given.folder else folder_on_disk()
    # One folder for all sizes, so that no measurement begins just after the files of another size were removed.
    with tempfile.TemporaryDirectory(prefix="briefgen-bench-", dir=place) as folder:
        print(f"builds in {folder}, file system {file_system_of(place)}\n", flush=True)
        for size in given.sizes.replace(",", " ").split():
            _print_table(int(size), _measure(Path(folder) / size, int(size), cases))
        print("removing the built sites", file=sys.stderr, flush=True)


def _measure(folder: Path, number: int, cases: list[str]) -> list[Figure]:
    # As in an installation: Python saves its compiled modules, even if a developer has switched that off.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    folder.mkdir()
    bench = Bench(folder, number)
    # Written by a process of its own: the peak memory of a child begins with the memory of its parent.
    corpus = [sys.executable, str(Path(__file__).parent / "corpus.py"), str(bench.project), str(number)]
    subprocess.run(corpus, check=True)
    (bench.project / "layouts").mkdir()
    shutil.copyfile(_THEME / "article.html", bench.project / "layouts" / "article.html")
    _settle()
    if "cold" not in cases and "cold2" not in cases:
        bench.build("")
        bench.figures.clear()
    for name, measure in _CASES.items():
        if name in cases:
            print(f"{number:,} articles: {name}", file=sys.stderr, flush=True)
            measure(bench)
    return bench.figures


def _settle() -> None:
    """Write all files to disk, and wait until they are old enough for their signatures to be trusted."""
    os.sync()
    time.sleep(_SETTLED_SECONDS)


def _timed(name: str, step: Callable[[], None]) -> Figure:
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    step()
    after = resource.getrusage(resource.RUSAGE_SELF)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return Figure(name, time.monotonic() - started, user, system, after.ru_maxrss / 1024)


def _copy_tree(source: Path, target: Path, *, without: Collection[str] = ()) -> None:
    """Copy the files of a folder, without some of its top-level entries."""
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source)
        if path.is_file() and place.parts[0] not in without:
            copied = target / place
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)


def _edit(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, path.read_text("utf-8"), count=1)
    if not count:
        raise SystemExit(f"{path} has nothing like {pattern}")
    path.write_text(text, "utf-8")


def _address_of(article: Path) -> str:
    region = re.search(r"(?m)^region: (.*)$", article.read_text("utf-8"))
    assert region is not None
    return f"/{region[1]}/{article.stem[:10]}/{article.stem[11:]}/"


def _wait_for(url: str, wanted: bytes) -> None:
    """Request a page until it contains some bytes; ends the program if that takes too long."""
    until = time.monotonic() + _PREVIEW_PATIENCE
    while time.monotonic() < until:
        with urllib.request.urlopen(url) as answer:
            if wanted in answer.read():
                return
        time.sleep(0.002)
    raise SystemExit(f"{url} never showed {wanted!r}")


def _print_table(number: int, figures: list[Figure]) -> None:
    loop = next((figure for figure in figures if figure.name == _LOOP), None)
    cold = next((figure for figure in figures if figure.name.startswith("cold")), None)
    copy = next((figure for figure in figures if figure.name.startswith("copy")), None)
    print(f"{number:,} articles")
    print(f"{'':32}{'wall s':>9}{'CPU s':>9}{'user s':>9}{'system s':>10}{'MB':>6}{'written':>9}", end="")
    print(f"{'wall/loop':>11}{'CPU/loop':>10}{'CPU/copy':>10}{'CPU/cold':>10}")
    for figure in figures:
        written = "" if figure.written is None else f"{figure.written:,}"
        ratios = "".join(_ratios(figure, loop, copy, cold))
        seconds = f"{figure.wall:9.3f}{figure.cpu:9.2f}{figure.user:9.2f}{figure.system:10.2f}"
        print(f"{figure.name:32}{seconds}{figure.memory:6.0f}{written:>9}{ratios}")
    print(flush=True)


def _ratios(figure: Figure, loop: Figure | None, copy: Figure | None, cold: Figure | None) -> Iterator[str]:
    yield f"{figure.wall / loop.wall:11.3f}" if loop else f"{'':11}"
    for other in (loop, copy, cold):
        yield f"{figure.cpu / other.cpu:10.3f}" if other else f"{'':10}"


if __name__ == "__main__":
    main()
