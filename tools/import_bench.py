"""Measure imports of generated captures: `python tools/import_bench.py [NUMBER ...]`.

For each number there are five steps: the import of that many captures into a new project, with one process and with all
cores; the same import again, which has nothing to do; one capture more; and `briefgen check`. Every step is a process of its
own. The operating system measures seconds by the clock, CPU seconds of all processes of a step, and the peak memory of the
largest process.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.captures import capture, write_captures
from tools.measure import Figure, run

_SETTINGS = (
    "title: Bench\nbase_url: https://bench.example/\nlanguage: en-GB\ntime_zone: UTC\nregions: [{key: world, name: World}]\n"
)


def main(numbers: list[int]) -> None:
    """Measure each number of captures, and print a table for each."""
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            _print_table(number, _measure(Path(folder), number))


def _measure(folder: Path, number: int) -> list[Figure]:
    write_captures(folder / "captures", number)
    (folder / "more.txt").write_text(capture(number), "utf-8")
    figures = []
    for words, workers in (("one process", ["--workers", "1"]), ("as many as it takes", [])):
        project = folder / words
        project.mkdir()
        (project / "briefgen.yml").write_text(_SETTINGS, "utf-8")
        briefgen = [sys.executable, "-m", "briefgen", "-q", "--source", str(project)]
        # Some captures have no article, so the exit code is 1.
        figures.append(run(f"import, {words}", [*briefgen, "import", *workers, str(folder / "captures")], allowed={0, 1}))
    figures.append(run("the same again", [*briefgen, "import", str(folder / "captures")], allowed={0, 1}))
    figures.append(run("one capture more", [*briefgen, "import", str(folder / "more.txt")], allowed={0, 1}))
    figures.append(run("check", [*briefgen, "check"], allowed={0, 1}))
    return figures


def _print_table(number: int, figures: list[Figure]) -> None:
    print(f"{number:,} captures")
    print(f"{'':32}{'wall s':>9}{'CPU s':>9}{'MB':>7}{'CPU ms each':>13}")
    for figure in figures:
        print(f"{figure.name:32}{figure.wall:9.2f}{figure.cpu:9.2f}{figure.memory:7.0f}{1000 * figure.cpu / number:13.1f}")
    print(flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [100, 1_000])
