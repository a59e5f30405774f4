"""Laws of imports, over real files: nothing is lost, again is safe, a kill leaves nothing half, what was edited stays."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.content.schema import split
from briefgen.importing import ImportOptions, ImportResult, import_captures, list_inputs, prove_project
from briefgen.importing.capture.ledger import digest, faults_of, read_ledger, rebuild
from briefgen.importing.proving import EDITOR_MARK
from tests.furniture import SUBJECTS, kinds_of, make_article, make_capture
from tests.projects import PATIENCE, tree_of, write_project

ROOT = Path(__file__).parent.parent.parent
STRAIGHT = str.maketrans("“”", '""')
#: An article is asserted to be found only where nothing around it is arbitrary.
HEADLINES = "Latest News\nBakers in Tolland Strike\nPainter Sofia Marlow Dies\nQuake Rattles Homes\n"


@contextmanager
def desk(captures: Sequence[bytes | str] = ()) -> Iterator[tuple[Path, list[Path]]]:
    """Give a project without articles, and captures in a folder beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = write_project(folder / "project", {"content/first.md": "", "content/second.md": ""})
        (folder / "inbox").mkdir()
        paths = []
        for number, text in enumerate(captures):
            paths.append(folder / "inbox" / f"c{number}.txt")
            paths[-1].write_bytes(text.encode() if isinstance(text, str) else text)
        yield project.root, paths


def take(root: Path, paths: Sequence[Path], *, force: bool = False) -> ImportResult:
    return import_captures(root, list_inputs(paths), ImportOptions(force=force))


def ready_made(root: Path) -> dict[str, str]:
    """Return the tree of what an import may write."""
    tree = tree_of(root)
    return {path: sha256 for path, sha256 in tree.items() if path.startswith(("content/", "captures/"))}


def stories(root: Path) -> set[tuple[str, frozenset[str]]]:
    """Return the articles of content/: the text of each, and the captures that it names."""
    found = set()
    for path in root.glob("content/*.md"):
        parts = split(path.read_text("utf-8"), path.name).value
        assert parts is not None
        lines = parts.yaml.split("\n")
        found.add((parts.body, frozenset(line.split()[-1] for line in lines if line.strip().startswith("sha256:"))))
    assert len(found) == len(list(root.glob("content/*.md")))
    return found


# Captures --------------------------------------------------------------------------------------------------------------

LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Return a capture: an article in furniture, or headlines alone."""
    if draw(st.integers(0, 9)) == 0:
        return HEADLINES
    lang = draw(st.sampled_from(sorted(SUBJECTS)))
    article = make_article(draw(st.integers(0, 5)), lang, (2, 3, 2, 2), date=draw(st.booleans()))
    kinds = [draw(st.sampled_from(kinds_of(lang, place))) for place in ("before", "after")]
    text = make_capture(article, tuple(kinds))
    return text.translate(STRAIGHT) if draw(st.booleans()) else text


SETS = st.lists(pages(), min_size=1, max_size=5, unique=True)


@st.composite
def anything(draw: st.DrawFn) -> bytes:
    """Return a capture of any lines with an article among them, with line ends of any kind and perhaps none at the end."""
    article = make_article(draw(st.integers(0, 99)), draw(st.sampled_from(sorted(SUBJECTS))), (3, 3, 3, 3))
    middle = make_capture(article, ()).split("\n")[:-1]
    lines = [*draw(st.lists(LINES, max_size=6)), "", *middle, "", *draw(st.lists(LINES, max_size=6))]
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join(lines) + (end if draw(st.booleans()) else "")
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"])))


# Nothing is lost -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["\x07", "\x0b", "\x1b", "\x1f", "\x7f", "\x85", "\u202e"], ids=ascii)
def test_a_control_character_in_a_word_makes_no_paragraph_unproven(mark: str) -> None:
    text = make_article(0, "en", (3, 3), date=False)
    capture = make_capture(text, ()).replace("arb", f"ar{mark}b")
    assert mark in capture
    with desk([capture.encode()]) as (root, paths):
        take(root, paths)
        assert prove_project(root) == ()


@settings(max_examples=60, deadline=None)
@given(anything())
def test_the_ledger_gives_back_every_byte_and_each_has_one_fate(data: bytes) -> None:
    with desk([data]) as (root, paths):
        take(root, paths)
        for path in root.glob("captures/*.ledger.json"):
            ledger = read_ledger(path.read_text("utf-8"))
            assert ledger is not None
            kept = (root / ledger.capture).read_bytes()
            assert kept == data
            assert rebuild(ledger.rows, kept) == data
            assert faults_of(ledger, kept) == ()
            lines = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8").replace("\r\n", "\n").replace("\r", "\n")
            assert {row.line for row in ledger.rows} == set(range(1, lines.removesuffix("\n").count("\n") + 2))
            assert [row.start for row in ledger.rows[1:]] == [row.end for row in ledger.rows[:-1]]
            assert prove_project(root) == ()


# Again is safe ---------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(SETS, st.booleans())
def test_importing_twice_is_importing_once(texts: list[str], force: bool) -> None:
    with desk(texts) as (root, paths):
        take(root, paths)
        before = tree_of(root)
        assert take(root, paths, force=force).written == ()
        kept = [path for path in root.glob("captures") if path.is_dir()]
        assert take(root, kept, force=force).written == ()
        assert tree_of(root) == before


@settings(max_examples=40, deadline=None)
@given(SETS, st.data())
def test_the_order_and_the_number_of_runs_change_no_article(texts: list[str], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(texts))))
    cut = data.draw(st.integers(0, len(texts)))
    with desk(texts) as (one, paths), desk(texts) as (other, again):
        take(one, paths)
        mixed = [again[number] for number in order]
        take(other, mixed[:cut])
        take(other, mixed[cut:])
        assert stories(other) == stories(one)
        assert {path.name.split("-")[0] for path in other.glob("captures/*")} == {
            path.name.split("-")[0] for path in one.glob("captures/*")
        }
        assert prove_project(other) == ()


@settings(max_examples=30, deadline=None)
@given(SETS)
def test_what_is_told_adds_up(texts: list[str]) -> None:
    with desk(texts) as (root, paths):
        result = take(root, paths)
        articles, _, repeats, kept, dropped, unassigned, findings = result.summary.counts
        assert articles == len(result.articles) == len(list(root.glob("content/*.md")))
        assert articles + repeats == sum(len(article.copies) for article in result.articles)
        lines = sum(line.strip() != "" for text in texts for line in text.split("\n"))
        assert kept + dropped + unassigned == lines
        assert findings == len(result.findings)


# A kill ----------------------------------------------------------------------------------------------------------------


def first_and_next() -> tuple[list[str], list[str]]:
    """Return captures of an import that was, and of one that is killed: a new story, and a better copy of an old one."""
    ferry, mine, island = (make_article(seed, "en", (2, 2, 3), date=seed == 1) for seed in (0, 1, 2))
    before = [make_capture(ferry, ("menu",)).translate(STRAIGHT), make_capture(mine, ())]
    return before, [make_capture(ferry, ("footer",)), make_capture(island, ("tags",))]


@pytest.mark.parametrize("what", ["new", "joined", "forced"])
def test_an_import_killed_at_any_write_leaves_whole_files_and_is_done_by_the_next(tmp_path: Path, what: str) -> None:
    """With SIGKILL, in a process of its own: new files, sources added to a draft, drafts that an older version wrote."""
    before, after = first_and_next()
    base = write_project(tmp_path / "base", {"content/first.md": "", "content/second.md": ""}).root
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    if what != "new":
        for number, text in enumerate(before):
            (inbox / f"a{number}.txt").write_text(text, "utf-8")
        take(base, [inbox])
    if what == "forced":
        age(base)
    else:
        for number, text in enumerate(after):
            (inbox / f"b{number}.txt").write_text(text, "utf-8")
    old = ready_made(base)
    command = [sys.executable, "-m", "tests.killed", str(base), str(tmp_path / "runs"), what.removesuffix("d"), str(inbox)]
    (tmp_path / "runs").mkdir()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, f"exit code {done.returncode}: {done.stderr}"
    *killed, finished = sorted((tmp_path / "runs").iterdir())
    new = ready_made(finished)
    assert new != old
    assert len(killed) > 10
    for root in killed:
        for path, sha256 in ready_made(root).items():
            if path.endswith(".ledger.json"):
                assert read_ledger((root / path).read_text("utf-8")) is not None
            elif not path.endswith(".tmp"):
                assert sha256 in {old.get(path), new.get(path)}, f"{root.name}: {path}"
        take(root, [inbox], force=what == "forced")
        assert ready_made(root) == new, root.name


def age(root: Path) -> None:
    """Make the drafts and their ledgers such as a version that wrote other words would have left."""
    for path in root.glob("content/*.md"):
        was = path.read_bytes()
        now = was.replace(b"draft: true", b"draft: true\n# an older remark")
        path.write_bytes(now)
        for ledger in root.glob("captures/*.ledger.json"):
            ledger.write_text(ledger.read_text("utf-8").replace(digest(was), digest(now)), "utf-8")


# What was edited -------------------------------------------------------------------------------------------------------

Edit: TypeAlias = Callable[[str], str]
MANNERS: tuple[Edit, ...] = (
    lambda text: text.replace("draft: true\n", ""),
    lambda text: text + f"\n{EDITOR_MARK}\nA word of ours.\n",
    lambda text: text.replace("title: ", "title: Our ", 1),
    lambda text: text.split("\n\n", maxsplit=1)[0] + "\n",
    lambda _text: "",
)
EDITS = st.sampled_from(MANNERS)


@settings(max_examples=40, deadline=None)
@given(SETS, EDITS, st.lists(st.sampled_from(["again", "forced", "copies", "captures"]), min_size=1, max_size=4))
def test_an_edited_article_is_never_touched(texts: list[str], edit: Edit, steps: list[str]) -> None:
    with desk(texts) as (root, paths):
        take(root, paths)
        edited = {}
        for path in root.glob("content/*.md"):
            path.write_text(edit(path.read_text("utf-8")), "utf-8")
            edited[path] = path.read_bytes()
        copies = []
        for path in paths:
            copies.append(path.with_name(f"copy-{path.name}"))
            copies[-1].write_text(path.read_text("utf-8").translate(STRAIGHT) + "\n", "utf-8")
        for step in steps:
            inputs = {"copies": copies, "captures": list(root.glob("captures"))}.get(step, paths)
            take(root, inputs, force=step == "forced")
            beside = list(root.glob("content/*.new.md"))
            for path in beside:
                path.write_text(path.read_text("utf-8") + "<!-- mine as well -->\n", "utf-8")
            edited |= {path: path.read_bytes() for path in beside}
            assert all(path.read_bytes() == data for path, data in edited.items())


def test_the_copy_of_a_project_is_the_same_project(tmp_path: Path) -> None:
    """Nothing in a ledger depends on where the project lies or when its files were written."""
    with desk(first_and_next()[0]) as (root, paths):
        take(root, paths)
        shutil.copytree(root, tmp_path / "moved")
        assert take(tmp_path / "moved", paths).written == ()
        assert prove_project(tmp_path / "moved") == ()
