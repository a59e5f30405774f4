"""Same input, same bytes: on any machine, in any time zone, locale, folder or file order, by any number of workers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.project.reader import ProjectReader
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, tree_of, write_project

FULL = Path(__file__).parent.parent / "sites" / "full"
REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the full site is, built in this process."""
    output = tmp_path_factory.mktemp("expected") / "site"
    build_site(FULL, output, Options(now=NOW), ways=Ways(cache=False))
    return tree_of(output)


def run(
    *arguments: str, cwd: Path, prepare: Callable[[], object] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing in its environment but what it needs and these values."""
    command = [sys.executable, "-m", "briefgen", *arguments]
    every = {
        "PATH": os.defpath,
        "PYTHONPATH": str(REPOSITORY),
        "SOURCE_DATE_EPOCH": str(int(NOW.timestamp())),
        **environment,
    }
    return subprocess.run(command, cwd=cwd, env=every, preexec_fn=prepare, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"TZ": "Pacific/Kiritimati"}, id="far-east"),
        pytest.param({"TZ": "Pacific/Pago_Pago", "HOME": "/nonexistent", "USER": "somebody"}, id="far-west-and-no-home"),
        pytest.param({"LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"}, id="locale-c"),
        pytest.param({"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "PYTHONHASHSEED": "2"}, id="turkish"),
        pytest.param({"LC_ALL": "ar_EG.ISO-8859-6", "PYTHONHASHSEED": "4294967295"}, id="a-locale-that-is-not-there"),
        pytest.param({"PYTHONOPTIMIZE": "2", "NO_COLOR": "1", "COLUMNS": "20"}, id="optimized"),
    ],
)
def test_the_environment_changes_no_byte(tmp_path: Path, expected: dict[str, str], environment: dict[str, str]) -> None:
    done = run("build", "--no-cache", "--source", str(FULL), "--output", "out", cwd=tmp_path, **environment)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert tree_of(tmp_path / "out") == expected


def test_a_locale_of_another_charset_changes_no_byte(tmp_path: Path, expected: dict[str, str]) -> None:
    """Python takes the locale's charset for file names and streams, unless it is told otherwise."""
    command = ["localedef", "-i", "de_DE", "-f", "ISO-8859-1", str(tmp_path / "de_DE.ISO-8859-1")]
    if not shutil.which("localedef") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no source of the locale de_DE on this machine: install it (Debian: apt-get install locales)")
    legacy = {"LOCPATH": str(tmp_path), "LC_ALL": "de_DE.ISO-8859-1"}
    done = run("build", "--no-cache", "--source", str(FULL), "--output", "out", cwd=tmp_path, **legacy)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert tree_of(tmp_path / "out") == expected


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_umask_changes_no_byte(tmp_path: Path, expected: dict[str, str], umask: int) -> None:
    done = run(
        "build", "--no-cache", "--source", str(FULL), "--output", "out", cwd=tmp_path, prepare=lambda: os.umask(umask)
    )
    assert done.returncode == 0, done.stderr
    assert tree_of(tmp_path / "out") == expected


@pytest.mark.parametrize(
    ("cwd", "source"),
    [(".", "."), ("content/2025", "../.."), ("/", "{root}"), (".", "../{name}/content/..")],
    ids=["project", "inside", "root", "roundabout"],
)
def test_the_folder_it_is_run_in_and_its_own_path_change_no_byte(
    tmp_path: Path, expected: dict[str, str], cwd: str, source: str
) -> None:
    root = Path(shutil.copytree(FULL, tmp_path / "a deep" / "Ordner mit خطأ" / "project"))
    done = run("build", "--source", source.format(root=root, name=root.name), cwd=root / cwd)
    assert done.returncode == 0, done.stderr
    assert tree_of(root / "site") == expected


@pytest.mark.parametrize("workers", ["1", "2", "5"])
def test_the_number_of_workers_changes_no_byte(tmp_path: Path, expected: dict[str, str], workers: str) -> None:
    done = run("build", "--no-cache", "--source", str(FULL), "--output", "out", "--workers", workers, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert tree_of(tmp_path / "out") == expected


def test_workers_find_the_same_in_the_same_order(project: Project) -> None:
    for number in range(70):
        project.write(f"content/{number}.md", article(f"T{number}", region=("nort", "south")[number % 2], bogus="1"))
    runs = [
        project.run("check", "--format", "json"),
        *(project.run("build", "--workers", n, "--format", "json") for n in "12"),
    ]
    assert {done.returncode for done in runs} == {1}
    assert runs[0].stdout.count("\n") >= 70
    assert runs[0].stdout == runs[1].stdout == runs[2].stdout


@pytest.mark.parametrize("order", ["forwards", "backwards", "shuffled"])
def test_the_order_and_the_times_of_files_change_no_byte(tmp_path: Path, expected: dict[str, str], order: str) -> None:
    files = sorted(path.relative_to(FULL) for path in FULL.rglob("*") if path.is_file())
    if order != "forwards":
        files = files[::-1] if order == "backwards" else [*files[1::3], *files[2::3], *files[::3]]
    root = tmp_path / "project"
    for number, path in enumerate(files):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FULL / path, root / path)
        os.utime(root / path, ns=(number * 10**15, number * 10**15))
        (root / path).chmod(0o600 if number % 2 else 0o777)
    build_site(root, root / "site", Options(now=NOW))
    assert tree_of(root / "site") == expected


#: Everything that a setting can ask for.
EVERYTHING = "email_edition: true\njson_edition: true\nsearch_index: true\nimage_sizes: true\nfeed_content: full\n"


@pytest.mark.parametrize("source", [FULL, REPOSITORY], ids=["full", "sample"])
def test_another_version_of_python_changes_no_byte(tmp_path: Path, source: Path) -> None:
    other = os.environ.get("BRIEFGEN_OTHER_PYTHON")
    if not other:
        pytest.skip("compares two versions of Python: run make determinism OTHER=python3.13")
    version = subprocess.run(
        [other, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, text=True, check=True
    )
    assert version.stdout.strip() != str(sys.version_info[:2]), "this is the same version"
    root = tmp_path / "project"
    for folder in ("content", "layouts", "static", "captures"):
        if (source / folder).is_dir():
            shutil.copytree(source / folder, root / folder)
    settings = (source / "briefgen.yml").read_text("utf-8")
    settings = "".join(f"{line}\n" for line in settings.splitlines() if f"{line.partition(':')[0]}:" not in EVERYTHING)
    (root / "briefgen.yml").write_text(settings + EVERYTHING, "utf-8")
    trees = []
    for python in (sys.executable, other):
        command = [python, "-m", "briefgen", "build", "--no-cache", "--output", str(tmp_path / str(len(trees)))]
        environment = {"PATH": os.defpath, "PYTHONPATH": str(REPOSITORY), "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        trees.append(tree_of(tmp_path / str(len(trees))))
    assert trees[0] == trees[1]
    assert any(path.endswith(".pf_fragment") for path in trees[0])


def test_line_ends_and_byte_order_marks_change_no_page(tmp_path: Path) -> None:
    text = article("First", region="north", body="One.\n\n- Two\n- Three\n\n```\ncode\n```")
    plain = write_project(tmp_path / "plain", {"content/first.md": text})
    windows = write_project(tmp_path / "windows")
    for path in (*(plain.root / "content").glob("*.md"), plain.root / "briefgen.yml"):
        windows.write(path.relative_to(plain.root).as_posix(), b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    plain.build()
    windows.build()
    assert windows.tree() == plain.tree()


def test_no_page_tells_where_when_or_by_whom_it_was_built(tmp_path: Path) -> None:
    root = Path(shutil.copytree(FULL, tmp_path / "zanzibarproject"))
    build_site(root, root / "site", Options(now=NOW.replace(year=2031, month=7, day=19)))
    for path in (root / "site").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for word in (b"zanzibarproject", b"2031", str(tmp_path).encode(), b"/work", b"site-packages"):
            assert word not in content, path


def test_a_plan_made_twice_is_equal(tmp_path: Path) -> None:
    first, second = (ProjectReader(FULL).read(Options(now=NOW)).value for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.plan.sections == second.plan.sections
    assert first.plan.planning.groups == second.plan.planning.groups
    assert (first.plan.chrome, first.plan.findings) == (second.plan.chrome, second.plan.findings)
    for one, other in zip(first.outputs(), reversed(second.outputs()), strict=True):
        # Made in another order and more than once, a page is the same.
        assert second.make(one) == first.make(one) == first.make(one)
        assert first.make(other) == second.make(other)


def test_every_text_ends_in_one_line_feed(tmp_path: Path, expected: dict[str, str]) -> None:
    build_site(FULL, tmp_path / "out", Options(now=NOW), ways=Ways(cache=False))
    texts = [path for path in expected if path.endswith((".html", ".xml", ".json", ".opml", ".txt", ".briefgen-files"))]
    for path in texts:
        content = (tmp_path / "out" / path).read_bytes()
        assert content.endswith(b"\n"), path
        assert not content.endswith(b"\n\n"), path
        assert b"\r" not in content, path
