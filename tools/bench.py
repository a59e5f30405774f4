"""Measure builds of generated sites against two yardsticks in the same run: `python tools/bench.py [NUMBER ...]`.

Machines are noisy, so the ratios are the figures to quote. The yardsticks: copying the articles and the built site file by
file (nobody can do less), and a plain loop of markdown-it-py and Jinja2 over the same articles (what a short script does).
Every measured step is a process of its own; its time, CPU and peak memory are what the system accounts to it.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.corpus import write_corpus

_PLAIN_LOOP = """
import sys
from pathlib import Path
import jinja2, markdown_it, yaml
source, target = Path(sys.argv[1]), Path(sys.argv[2])
parser = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
page = jinja2.Environment(autoescape=True).from_string("<title>{{ title }}</title><h1>{{ title }}</h1>{{ body|safe }}")
for path in sorted(source.rglob("*.md")):
    head, body = path.read_text("utf-8").removeprefix("---").split("\\n---\\n", 1)
    values = yaml.load(head, yaml.CSafeLoader)
    out = target / path.relative_to(source).with_suffix(".html")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page.render(title=values["title"], body=parser.render(body)), "utf-8")
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured step: seconds by the clock, CPU seconds, peak memory in MB."""

    name: str
    wall: float
    cpu: float
    memory: float


def main(numbers: list[int]) -> None:
    """Measure each size of site and print a table of it."""
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            _print_table(number, list(_measure(Path(folder), number)))


def _measure(folder: Path, number: int) -> list[Figure]:
    project = folder / "project"
    write_corpus(project, number)
    first = sorted((project / "content").rglob("*.md"))[number // 2]
    build = [sys.executable, "-m", "briefgen", "build", "-q", "--source", str(project)]
    loop = [sys.executable, "-c", _PLAIN_LOOP, str(project / "content"), str(folder / "plain")]
    plain = _run("plain loop of markdown-it-py and Jinja2", loop)
    cold = _run("cold build", build)
    again = _run("nothing changed", build)
    first.write_text(first.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    edit = _run("one body edit", build)
    two = _run("cold build, 2 workers", [*build, "--workers", "2", "--output", str(folder / "two")])
    copy = _timed("copying articles and site", lambda: _copy(project, folder / "copy"))
    return [copy, plain, cold, two, again, edit]


def _run(name: str, command: list[str]) -> Figure:
    started = time.monotonic()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name}: exit status {status}")
    return Figure(name, time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _timed(name: str, step: Callable[[], None]) -> Figure:
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    step()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figure(name, time.monotonic() - started, cpu, after.ru_maxrss / 1024)


def _copy(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)


def _print_table(number: int, figures: list[Figure]) -> None:
    plain = next(figure for figure in figures if figure.name.startswith("plain"))
    print(f"{number:,} articles")
    print(f"{'':42}{'wall s':>9}{'CPU s':>9}{'MB':>7}{'wall / loop':>13}{'CPU / loop':>12}")
    for figure in figures:
        ratios = f"{figure.wall / plain.wall:13.2f}{figure.cpu / plain.cpu:12.2f}"
        print(f"{figure.name:42}{figure.wall:9.2f}{figure.cpu:9.2f}{figure.memory:7.0f}{ratios}")
    print()


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1_000])
