"""One way each: markdown-it-py parses every body, PyYAML reads every front matter, Jinja's own code renders every page."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tools.corpus import write_corpus

ROOT = Path(__file__).parent.parent.parent

#: Runs a build, and counts calls by the file and the name of a function, as the interpreter reports them.
COUNT = """
import json, sys
from collections import Counter
calls = Counter()
def hear(frame, event, _):
    if event == "call":
        calls[frame.f_code] += 1
sys.setprofile(hear)
from briefgen.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
finally:
    sys.setprofile(None)
    print(json.dumps([[code.co_filename, code.co_qualname, count] for code, count in calls.items()]), file=sys.stderr)
"""


def count_calls(project: Path, output: Path) -> Counter[tuple[str, str]]:
    """Build a project in one process and without a cache, and count calls by file name and function."""
    command = [sys.executable, "-c", COUNT, "build", "--quiet", "--no-cache", "--workers", "1", "--output", str(output)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    calls: Counter[tuple[str, str]] = Counter()
    for file, function, count in json.loads(done.stderr.splitlines()[-1]):
        path = Path(file)
        calls["/".join(path.parts[-2:]), function] += count
    return calls


def count_work(project: Path, output: Path) -> dict[str, tuple[int, int]]:
    """Return how many bodies, front matters and pages a build has, and how many of them each library handles."""
    calls = count_calls(project, output)
    return {
        "bodies": (calls["markup/__init__.py", "read_body"], calls["markdown_it/main.py", "MarkdownIt.parse"]),
        "yaml": (calls["frontmatter/__init__.py", "read_yaml"], calls["yaml/cyaml.py", "CSafeLoader.__init__"]),
        "pages": (len([*output.rglob("*.html")]), calls["jinja2/environment.py", "Template.render"]),
    }


def test_each_library_handles_all_of_the_sample(tmp_path: Path) -> None:
    work = count_work(ROOT, tmp_path / "site")
    texts = [path.read_text("utf-8").split("\n---\n", 1)[-1] for path in (ROOT / "content").rglob("*.md")]
    # The settings and labels of a site are YAML as well.
    assert work["bodies"][0] == len(texts)
    assert work["yaml"][0] >= len(texts)
    assert all(there == handled for there, handled in work.values())


def test_each_library_handles_all_of_a_generated_project(tmp_path: Path) -> None:
    write_corpus(tmp_path / "project", 60)
    work = count_work(tmp_path / "project", tmp_path / "site")
    assert work["bodies"] == (60, 60)
    assert work["yaml"][0] > 60
    assert all(there == handled for there, handled in work.values())
