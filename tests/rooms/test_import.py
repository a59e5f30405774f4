"""The importer's flow: what is written, what is left alone, what is proved, and what is said. All texts are invented."""

import contextlib
import json
import os
import re
import stat
import subprocess
import sys
import termios
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from briefgen.content import schema
from briefgen.importing import ImportOptions, ImportResult, Input, import_captures, list_inputs, prove_project
from briefgen.importing.capture.ledger import Given, read_ledger
from briefgen.importing.capture.lines import CAPTURE_LIMIT, find_excess
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Digest
from tests.projects import PATIENCE, Project, tree_of, write_project
from tools.captures import write_captures

FERRY = """\
Ferry Line Resumes Night Crossings After Storm

By Ada Quint
12 March 2025

The ferry line between Aldmouth and the islands resumed its night crossings on Tuesday, nine days after a storm.

“The repairs will hold until spring,” an engineer said. “Then the pier is to be rebuilt in full.”

Waiting for Spring

Passengers who were stranded on the islands had been housed in schools and church halls, the council said.
"""
CRANE = """\
Harbour Crane Falls Into Basin, Nobody Hurt

A harbour crane fell into the east basin on Thursday during a gust of wind that lifted roofs across the port.

Two berths stay closed until the crane has been lifted out of the water, which may take a week or more.
"""
WIDE = """\
Salt Mine to Reopen With Half Its Miners

The salt mine in the upper valley is to reopen in June with half of its miners, the board of the mine said on Monday.

The other half will be paid from a fund until the flooded gallery has been pumped dry, which may take two years.
"""
BLOCK = """\
Coast Herald
4 hours ago
- Coast Herald
Orange Growers Ask for Water From the Lower Lake
TARMA, Lebanon: Orange growers in Lebanon asked on Wednesday for water from the lower lake, where the level has risen for \
the first time in six years. The growers say that a third of their trees will be lost if the lake stays closed to them. The \
lake authority answered that it would decide within two weeks, and that Cyprus had closed its lakes as well.
"""
FERRY_PATH = "content/2025-03-12-ferry-line-resumes-night-crossings-after-storm.md"
CRANE_PATH = "content/undated-harbour-crane-falls-into-basin-nobody-hurt.md"


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    """A project without articles."""
    return write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})


def put(desk: Project, **captures: str | bytes) -> list[Path]:
    """Write captures beside the project and return their paths."""
    folder = desk.root.parent / "inbox"
    folder.mkdir(exist_ok=True)
    paths = []
    for name, text in captures.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        paths.append(path)
    return paths


def take(
    desk: Project, paths: Sequence[Path], *, given: Given | None = None, dry_run: bool = False, force: bool = False
) -> ImportResult:
    options = ImportOptions(given=given or Given(), dry_run=dry_run, force=force, explains=True)
    return import_captures(desk.root, list_inputs(paths), options)


def codes(result: ImportResult) -> list[str]:
    return [found.code for found in result.findings]


def read(desk: Project, path: str) -> str:
    return (desk.root / path).read_text("utf-8")


def test_an_article_its_capture_and_its_ledger_are_written(desk: Project) -> None:
    result = take(desk, put(desk, ferry__txt=FERRY), given=Given(publisher="Coast Herald", region="north"))
    assert codes(result) == []
    (capture,) = desk.root.glob("captures/*-ferry.txt")
    assert capture.read_bytes() == FERRY.encode()
    assert not capture.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert result.written == (f"captures/{capture.name}", FERRY_PATH, f"captures/{capture.stem}.ledger.json")
    article = schema.read_article(read(desk, FERRY_PATH), FERRY_PATH, Digest(""))
    assert article.findings == ()
    assert article.value is not None
    assert article.value.draft
    assert article.value.date_basis == "stated"
    assert article.value.authors == ("Ada Quint",)
    assert article.value.sources[0].capture == f"captures/{capture.name}"
    assert article.value.sources[0].name == "Coast Herald"
    assert "\n## Waiting for Spring\n" in article.value.body
    assert "“The repairs will hold until spring,”" in article.value.body
    assert prove_project(desk.root) == ()


def test_what_the_capture_does_not_say_is_left_to_the_curator(desk: Project) -> None:
    take(desk, put(desk, crane__txt=CRANE))
    text = read(desk, CRANE_PATH)
    assert "\ndate:" not in text
    assert "\nregion:" not in text
    assert "# date: " in text
    assert "slug: harbour-crane-falls-into-basin-nobody-hurt" in text


def test_importing_again_changes_nothing(desk: Project) -> None:
    paths = put(desk, ferry__txt=FERRY, crane__txt=CRANE)
    take(desk, paths)
    before = tree_of(desk.root)
    again = take(desk, paths)
    assert (again.written, again.unchanged, codes(again)) == ((), 2, [])
    assert take(desk, [desk.root / "captures"]).written == ()
    assert take(desk, paths, force=True).written == ()
    assert tree_of(desk.root) == before


def test_an_edited_article_is_never_overwritten(desk: Project) -> None:
    paths = put(desk, ferry__txt=FERRY)
    take(desk, paths)
    desk.write(FERRY_PATH, read(desk, FERRY_PATH).replace("Waiting for Spring", "A Long Wait"))
    edited = read(desk, FERRY_PATH)
    assert take(desk, paths).written == ()
    forced = take(desk, paths, force=True)
    assert codes(forced) == ["edited-article"]
    assert read(desk, FERRY_PATH) == edited
    assert "Waiting for Spring" in read(desk, FERRY_PATH.replace(".md", ".new.md"))


def test_the_same_story_in_two_captures_is_one_article_with_two_sources(desk: Project) -> None:
    flat = FERRY.translate(str.maketrans("“”", "''")).replace("\n\n", "\n")
    paths = put(desk, flat__txt=flat, curly__txt=FERRY)
    result = take(desk, paths)
    assert len(result.articles) == 1
    article = schema.read_article(read(desk, FERRY_PATH) + "", FERRY_PATH, Digest(""))
    assert "“The repairs will hold until spring,”" in read(desk, FERRY_PATH)
    assert read(desk, FERRY_PATH).count("sha256:") == 2
    assert article.value is None  # region and the publishers are the curator's to say


def test_captures_may_come_one_by_one_or_together(desk: Project, tmp_path: Path) -> None:
    other = write_project(tmp_path / "other", {"content/first.md": "", "content/second.md": ""})
    flat = FERRY.translate(str.maketrans("“”", "''"))
    one, two = put(desk, flat__txt=flat, curly__txt=FERRY)
    take(desk, [one])
    take(desk, [two])
    take(other, [one, two])
    assert tree_of(desk.root) == tree_of(other.root)


def test_a_story_that_was_edited_in_content_is_not_joined_but_told(desk: Project) -> None:
    one, two = put(desk, flat__txt=FERRY.translate(str.maketrans("“”", "''")), curly__txt=FERRY)
    take(desk, [one])
    desk.write(FERRY_PATH, read(desk, FERRY_PATH).replace("title: Ferry", "title: The Ferry"))
    edited = read(desk, FERRY_PATH)
    result = take(desk, [two])
    assert codes(result) == ["edited-article"]
    assert read(desk, FERRY_PATH) == edited
    assert take(desk, [one, two]).written == ()


def test_a_copy_that_is_only_alike_is_proposed_and_not_joined(desk: Project) -> None:
    cut = FERRY.split("Waiting", maxsplit=1)[0].replace("By Ada Quint\n12 March 2025\n\n", "").replace("Resumes", "Takes Up")
    result = take(desk, put(desk, ferry__txt=FERRY, cut__txt=cut))
    assert len(result.articles) == 2
    assert "the same story as" in result.report
    assert "# the same story as" in result.articles[0].text


def test_two_stories_with_one_title_have_two_files(desk: Project) -> None:
    other = CRANE.replace("east basin on Thursday", "west dock on Sunday").replace("Two berths", "Nine sheds")
    other = other.replace(
        "gust of wind that lifted roofs across the port", "test of its new brakes, two men who saw it fall said"
    )
    result = take(desk, put(desk, a__txt=CRANE, b__txt=other))
    assert sorted(article.path for article in result.articles) == [CRANE_PATH.replace(".md", "-2.md"), CRANE_PATH]


def test_one_bad_file_is_a_finding_and_stops_nothing(desk: Project) -> None:
    folder = put(
        desk, a__pdf=b"%PDF-1.7 \x00\x01", b__txt="", c__txt="Latest News\nOne Thing\nTwo Things\n", ferry__txt=FERRY
    )[0].parent
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    result = take(desk, [folder])
    assert sorted(codes(result)) == ["broken-file", "no-article", "no-article", "not-a-file", "symbolic-link"]
    assert result.failed
    assert (desk.root / FERRY_PATH).is_file()
    assert len(list(desk.root.glob("captures/*.txt"))) == 1


def test_a_capture_without_an_article_writes_nothing(desk: Project) -> None:
    before = tree_of(desk.root)
    result = take(desk, put(desk, list__txt="Latest News\nOne Thing Happened Today\nTwo Things Happened Today\n"))
    assert codes(result) == ["no-article"]
    assert tree_of(desk.root) == before


def test_a_capture_over_the_limit_is_not_read(desk: Project) -> None:
    (path,) = put(desk, big__txt="")
    os.truncate(path, CAPTURE_LIMIT + 1)
    assert codes(take(desk, [path])) == ["capture-too-large"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        pytest.param("a\n" * 100_001, 100_001, "100,001 lines", id="lines"),
        pytest.param("The harbour.\r\n" * 150_000, 100_001, "150,000 lines", id="CRLF"),
        pytest.param(f"{'x' * 99}\n" * 20_001, 20_001, "2,000,100 characters", id="characters"),
        pytest.param(f"Harbour\n\n{'x' * 100_001}\n", 3, "100,001 characters", id="a line"),
    ],
)
def test_a_capture_that_is_too_long_is_told_with_the_line_and_not_read(
    desk: Project, text: str, line: int, said: str
) -> None:
    result = take(desk, put(desk, long__txt=text, ferry__txt=FERRY))
    (found,) = result.findings
    assert (found.code, found.span.line) == ("capture-too-long", line)
    assert said in found.message
    assert "split the file" in found.help
    assert list(desk.root.glob("captures/*long*")) == []
    assert (desk.root / FERRY_PATH).is_file()


def test_a_digest_of_five_hundred_stories_and_a_long_live_blog_are_no_longer_than_they_may_be(desk: Project) -> None:
    stories = (f"Harbour {number} Votes\n\n" + f"The towns {number} voted on Monday.\n\n" * 20 for number in range(500))
    assert find_excess("".join(stories).encode()) is None
    posts = (f"{number:02}:15\n\nThe towns {number} said that they would vote again.\n\n\n\n" for number in range(3000))
    assert find_excess("".join(posts).encode()) is None


def test_a_draft_that_a_build_would_refuse_is_told_and_not_written(desk: Project) -> None:
    """Characters of three bytes, within the limits of a capture; the other capture is imported."""
    large = "\n\n".join(f"{n}の" + "港の町の議会は月曜日に長い桟橋を調べると決めた。" * 80 for n in range(1000))
    result = take(desk, put(desk, large__txt=f"港の町の議会と桟橋\n\n{large}\n", ferry__txt=FERRY))
    found = next(one for one in result.findings if one.code == "draft-too-large")
    assert found.span.path.startswith("content/")
    assert "5,242,880" in found.message
    assert [article.path for article in result.articles] == [FERRY_PATH]
    assert list(desk.root.glob("captures/*large*")) == []
    assert sorted(path.name for path in desk.root.glob("content/*.md")) == [Path(FERRY_PATH).name]
    assert not desk.run("build").stdout.count("file-too-large")


def test_another_encoding_and_odd_characters_are_told(desk: Project) -> None:
    western = FERRY.replace("Aldmouth", "Aldmöuth").encode("cp1252")
    assert "capture-encoding" in codes(take(desk, put(desk, western__txt=western)))
    odd = CRANE.replace("A harbour", "A har\x00bour").replace("Two berths", "Two \u202eberths")
    result = take(desk, put(desk, odd__txt=odd))
    assert codes(result) == ["capture-characters", "capture-characters"]
    text = read(desk, CRANE_PATH)
    assert "\x00" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("name", ["damaged.txt", "damaged.html"])
def test_bytes_that_are_no_text_are_shown_as_a_browser_shows_them(desk: Project, name: str) -> None:
    sentence = (
        "The ferry line – from Aldmouth to the islands – went on Tuesday night, nine days after a storm had stopped it."
    )
    damaged = sentence.encode().replace(b"ferry", b"fe\xffry") + b" "
    text = b"Ferry \xfe Line Resumes\n\nBy Ada \xff Quint\n12 March 2025\n\n" + damaged * 3
    data = b'"headline": "Ferry \\udfff", "author": "A \\ud800 B", "datePublished": "2025-03-12"'
    head = (
        b'<html lang="\xff"><title>\xff</title><script type="application/ld+json">{"@type": "Article", '
        + data
        + b"}</script>"
    )
    html = head + b"<article><h1>Ferry \xfe Line Resumes</h1><p>" + damaged * 3 + b"</p></article></html>"
    result = take(
        desk,
        put(desk, **{name.replace(".", "__"): html if name.endswith("html") else text}),
        given=Given(publisher="Coast", region="north"),
    )
    assert codes(result) == ["capture-encoding"]
    (path,) = desk.root.glob("content/*.md")
    assert "The fe\ufffdry line – from" in path.read_text("utf-8")
    assert "Ferry \ufffd Line Resumes" in path.read_text("utf-8")
    assert [found.code for found in prove_project(desk.root)] == []


@pytest.mark.parametrize("option", ["--publisher", "--url", "--lang", "--region", "--date", "--captured-at"])
def test_an_option_that_is_no_text_is_a_usage_error(desk: Project, option: str) -> None:
    done = desk.run("import", option, "\udcff", *map(str, put(desk, ferry__txt=FERRY)))
    assert done.returncode == 2
    assert "is not text" in done.stderr


def test_brackets_of_two_kinds_around_a_credit_are_read(desk: Project) -> None:
    text = FERRY.replace("By Ada Quint", "The ferry at its berth in the old harbour [Ada Quint)\n\nBy Ada Quint")
    take(desk, put(desk, ferry__txt=text))
    assert "The ferry line between Aldmouth" in read(desk, FERRY_PATH)


def test_standard_input_is_a_capture_like_any_other(desk: Project) -> None:
    result = import_captures(desk.root, [Input("stdin", data=CRANE.encode())], ImportOptions())
    assert (desk.root / CRANE_PATH).is_file()
    assert result.written[0].endswith("-stdin.txt")


def test_a_dry_run_writes_nothing_and_says_what_it_would_write(desk: Project) -> None:
    before = tree_of(desk.root)
    result = take(desk, put(desk, ferry__txt=FERRY), dry_run=True)
    assert [article.path for article in result.articles] == [FERRY_PATH]
    assert result.articles[0].text.startswith("---\ntitle: Ferry Line")
    assert tree_of(desk.root) == before


def test_every_line_is_explained(desk: Project) -> None:
    result = take(desk, put(desk, ferry__txt=FERRY), dry_run=True)
    lines = result.explanation.splitlines()[1:]
    assert [int(line.split()[0]) for line in lines] == [n for n, line in enumerate(FERRY.splitlines(), 1) if line.strip()]
    assert "title 1" in lines[0]


def test_options_are_checked_before_anything_is_written(desk: Project) -> None:
    paths = put(desk, ferry__txt=FERRY)
    before = tree_of(desk.root)
    assert codes(take(desk, paths, given=Given(region="nowhere"))) == ["unknown-region"]
    assert codes(take(desk, paths, given=Given(date="2025-13-01"))) == ["bad-date"]
    assert codes(take(desk, paths, given=Given(captured_at="2025-03-12T10:00:00"))) == ["naive-time"]
    assert codes(take(desk, paths, given=Given(url="javascript:alert(1)"))) == ["bad-url"]
    for into in ("elsewhere", "content/../captures", "content//x"):
        with pytest.raises(BriefgenError, match="not a folder under content"):
            import_captures(desk.root, list_inputs(paths), ImportOptions(into=into))
    with pytest.raises(BriefgenError, match="no file or folder"):
        list_inputs([desk.root / "nothing"])
    assert tree_of(desk.root) == before


def test_a_date_and_a_region_that_are_given_are_written(desk: Project) -> None:
    given = Given(date="2025-04-10", region="south", publisher="Coast Herald", url="https://coast.example/1", lang="en-GB")
    take(desk, put(desk, crane__txt=CRANE), given=given)
    path = "content/2025-04-10-harbour-crane-falls-into-basin-nobody-hurt.md"
    article = schema.read_article(read(desk, path), path, Digest("")).value
    assert article is not None
    assert (article.lang, article.regions, article.sources[0].url) == ("en-GB", ("south",), "https://coast.example/1")
    assert codes_of_check(desk) == []


def codes_of_check(desk: Project) -> list[str]:
    return [found.code for found in desk.check().findings]


def test_many_captures_are_spread_over_an_executor_with_the_same_result(desk: Project, tmp_path: Path) -> None:
    other = write_project(tmp_path / "other", {"content/first.md": "", "content/second.md": ""})
    texts = {
        f"c{n}__txt": CRANE.replace("Basin", f"Basin {n}").replace("crane", f"crane{n} of berth{n} at pier{n}")
        for n in range(40)
    }
    paths = put(desk, **texts)
    seen: list[tuple[int, int]] = []
    with ThreadPoolExecutor(4) as executor:
        progress = lambda done, total: seen.append((done, total))  # noqa: E731 - a callback in one line
        result = import_captures(desk.root, list_inputs(paths), ImportOptions(), executor=executor, progress=progress)
    take(other, paths)
    assert seen == [(n, 40) for n in range(1, 41)]
    assert len(result.articles) == 40
    assert tree_of(desk.root) == tree_of(other.root)


def test_an_import_killed_at_any_write_is_done_by_the_next_one(
    desk: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = put(desk, ferry__txt=FERRY, flat__txt=FERRY.translate(str.maketrans("“”", "''")), crane__txt=CRANE)
    take(desk, paths)
    whole = tree_of(desk.root)
    real = os.link
    for kill_at in range(len(whole)):
        other = write_project(tmp_path / f"killed{kill_at}", {"content/first.md": "", "content/second.md": ""})
        count = 0

        def dying(source: Path, target: Path, at: int = kill_at) -> None:
            nonlocal count
            if count == at:
                raise KeyboardInterrupt
            count += 1
            real(source, target)

        monkeypatch.setattr(os, "link", dying)
        with contextlib.suppress(KeyboardInterrupt):
            take(other, paths)
        monkeypatch.setattr(os, "link", real)
        assert set(tree_of(other.root).items()) <= set(whole.items())
        take(other, paths)
        assert tree_of(other.root) == whole


def test_somebody_else_s_file_is_not_replaced(desk: Project) -> None:
    (path,) = put(desk, ferry__txt=FERRY)
    take(desk, [path])
    (capture,) = desk.root.glob("captures/*.txt")
    capture.chmod(0o644)
    capture.write_text("changed")
    assert [found.code for found in prove_project(desk.root)] == ["capture-changed"]
    with pytest.raises(BriefgenError, match="not touched"):
        take(desk, [path], force=True)
    assert capture.read_text() == "changed"


def test_nothing_is_written_through_a_link(desk: Project, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (desk.root / "captures").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BriefgenError, match="symbolic link"):
        take(desk, put(desk, ferry__txt=FERRY))
    assert list((tmp_path / "elsewhere").iterdir()) == []


# On the command line ---------------------------------------------------------------------------------------------------


def test_every_file_that_cannot_be_read_is_told_and_the_rest_is_imported(desk: Project) -> None:
    """Also through the command, in one run, and without waiting for a pipe that nobody writes to."""
    folder = put(
        desk,
        binary__txt=b"\x89PNG\r\n\x1a\n\x00\x00",
        blank__txt=" \n\t\n\u00a0\n",
        empty__txt="",
        ferry__txt=FERRY,
        latin__txt=CRANE.replace("A harbour", "Vendredi, \u00e9t\u00e9, une harbour").encode("latin-1"),
        wide__txt=WIDE.encode("utf-16"),
        wider__txt=WIDE.encode("utf-32"),
        big__txt="",
    )[0].parent
    os.truncate(folder / "big.txt", CAPTURE_LIMIT + 1)
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "away").symlink_to(desk.root)
    (folder / "folder.txt").mkdir()
    (folder / "folder.txt" / "inner.txt").write_text(WIDE.replace("Mine", "Quarry").replace("mine", "quarry"), "utf-8")
    os.mkfifo(folder / "pipe.txt")
    result = desk.run("import", "--format", "json", str(folder))
    found = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    assert {(Path(one["path"]).name, one["code"]) for one in found if one["code"] != "unassigned-lines"} == {
        ("away", "symbolic-link"),
        ("big.txt", "capture-too-large"),
        ("binary.txt", "binary-capture"),
        ("blank.txt", "no-article"),
        ("empty.txt", "no-article"),
        ("gone.txt", "symbolic-link"),
        ("latin.txt", "capture-encoding"),
        ("loop.txt", "symbolic-link"),
        ("pipe.txt", "not-a-file"),
        ("wider.txt", "binary-capture"),
    }
    assert all(one["help"] for one in found)
    assert result.returncode == 1
    names = {path.name.partition("-")[2] for path in desk.root.glob("captures/*.txt")}
    assert names == {"ferry.txt", "latin.txt", "wide.txt", "inner.txt"}
    again = desk.run("import", str(folder / "gone.txt"), str(folder / "ferry.txt"))
    assert again.returncode == 1
    assert "1 imported before" in again.stderr


def test_what_may_not_be_read_is_told(desk: Project) -> None:
    if os.geteuid() == 0:
        pytest.skip("run as root, who may read everything: run the tests as another user to try files without read access")
    path, _ = put(desk, closed__txt=CRANE, ferry__txt=FERRY)
    path.chmod(0)
    (path.parent / "closed").mkdir(mode=0)
    result = take(desk, [path.parent])
    assert codes(result) == ["unreadable-capture", "unreadable-capture"]
    assert (desk.root / FERRY_PATH).is_file()


def test_an_import_says_what_is_left_to_do(desk: Project) -> None:
    put(desk, ferry__txt=FERRY, crane__txt=CRANE)
    said = desk.run("import", "../inbox").stderr.splitlines()
    assert said == [
        "2 captures: 2 articles, 6 files written, 0 imported before",
        f"next: confirm the date in 1 draft: {CRANE_PATH}",
        f"next: confirm the region in 2 drafts: {CRANE_PATH}, {FERRY_PATH}",
        f"next: name the source in 2 drafts: {CRANE_PATH}, {FERRY_PATH}",
        "then take out draft: true where you are done, and run: briefgen check",
    ]
    assert desk.run("import", "../inbox").stderr == "2 captures: 0 articles, 0 files written, 2 imported before\n"
    assert desk.run("import", "-q", "../inbox", "--force").stderr == ""


def on_terminal(desk: Project, *arguments: str) -> str:
    """Return what a command says on stderr where that is a terminal of 100 columns."""
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (40, 100))
    command = [sys.executable, "-m", "briefgen", *arguments]
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES"}}
    with subprocess.Popen(command, cwd=desk.root, stdout=subprocess.DEVNULL, stderr=slave, env=environment) as process:
        os.close(slave)
        said = b""
        # The terminal hangs up when the last process that has it ends.
        with contextlib.suppress(OSError):
            while data := os.read(master, 65536):
                said += data
        process.wait(timeout=PATIENCE)
    os.close(master)
    return said.decode()


def test_a_terminal_shows_a_table_of_the_captures(desk: Project) -> None:
    flat = FERRY.translate(str.maketrans("“”", "''"))
    put(desk, ferry__txt=FERRY, flat__txt=flat, list__txt="Latest News\nOne Thing\nTwo Things\n")
    lines = on_terminal(desk, "import", "../inbox").splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["capture", "articles", "stubs", "repeats", "kept", "dropped", "unassigned", "findings"],
        ["ferry.txt", "1", "0", "0", "7", "0", "0", "0"],
        ["flat.txt", "0", "0", "1", "7", "0", "0", "0"],
    ]
    _, articles, _, repeats, kept, dropped, unassigned, findings = lines[3].split()
    assert (articles, repeats, kept, int(dropped) + int(unassigned), findings) == ("0", "0", "0", 3, "1")
    assert lines[4].split() == ["total", "1", "0", "1", "14", dropped, unassigned, "1"]
    assert len({len(line) for line in lines[:5]}) == 1
    assert "capture  " not in desk.run("import", "../inbox", "--force").stderr


def test_a_progress_bar_is_shown_on_a_terminal_and_nowhere_else(desk: Project) -> None:
    """A second has to pass before it shows: these captures take several."""
    write_captures(desk.root.parent / "inbox", 200)
    arguments = ("import", "../inbox", "--dry-run", "--workers", "1")
    said = on_terminal(desk, *arguments)
    assert "importing" in said
    assert "100%" in said
    assert "importing" not in desk.run(*arguments).stderr
    assert on_terminal(desk, "-q", *arguments) == ""


def test_a_table_of_many_captures_shows_those_to_look_at(desk: Project) -> None:
    texts = {f"c{number:02}__txt": FERRY.replace("night", f"night {number}") for number in range(40)}
    said = on_terminal(desk, "import", *map(str, put(desk, **texts, list__txt="One\nTwo\n")))
    # On a slow machine a progress bar stood there before.
    lines = said[said.index("capture  ") :].splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["capture", "list.txt", "...", "total"]
    assert lines[2].strip() == "... 40 more"


def test_the_report_has_the_table_as_well(desk: Project) -> None:
    put(desk, ferry__txt=FERRY, crane__txt=CRANE)
    assert desk.run("import", "../inbox", "--report", "../report.md").returncode == 0
    report = (desk.root.parent / "report.md").read_text("utf-8")
    assert "| ../inbox/ferry.txt | 1 | 0 | 0 | 7 | 0 | 0 | 0 |\n" in report
    assert "| total | 2 | 0 | 0 | 10 | 0 | 0 | 0 |\n" in report
    assert f"- confirm the date in 1 draft: {CRANE_PATH}\n" in report


def test_a_day_and_a_region_are_proposed_and_appear_once_they_are_confirmed(desk: Project) -> None:
    """The proposals are comments with their evidence: a build shows nothing before a curator has written the keys."""
    settings = (
        (desk.root / "briefgen.yml")
        .read_text("utf-8")
        .replace("    name: South", "    name: South\n    countries: [LB, CY]")
    )
    desk.write("briefgen.yml", settings)
    put(desk, block__txt=BLOCK)
    assert desk.run("import", "../inbox", "--captured-at", "2025-04-10T02:00:00+03:00").returncode == 0
    (path,) = [path for path in desk.root.glob("content/*.md") if "orange" in path.name]
    text = path.read_text("utf-8")
    comments = [line for line in text.split("---\n")[1].split("\n") if line.startswith("#")]
    assert any("2025-04-09" in line and "relative" in line and '"4 hours ago"' in line for line in comments)
    assert any("region: south" in line and "south 3" in line for line in comments)
    assert not re.search("^(date|region|date_basis):", text, re.MULTILINE)
    assert desk.run("build").returncode == 0
    assert not list(desk.output.rglob("*orange*"))
    # A curator confirms a proposal by taking its # away.
    confirmed = re.sub(r"^# (?=(?:date|date_basis|region): )", "", text.replace("draft: true\n", ""), flags=re.MULTILINE)
    path.write_text(confirmed, "utf-8")
    assert desk.run("check", "--format", "json").stdout == ""
    assert desk.run("build", "--now", "2025-05-01T00:00:00Z").returncode == 0
    assert "Orange Growers Ask for Water" in desk.page("/south/2025-04-09/")
    assert (desk.output / "south/2025-04-09/orange-growers-ask-for-water-from-the-lower-lake/index.html").is_file()


def test_a_ledger_names_a_draft_once_after_its_sources_grew(desk: Project) -> None:
    one, two = put(desk, flat__txt=FERRY.translate(str.maketrans("“”", "''")), curly__txt=FERRY)
    take(desk, [one])
    (ledger,) = desk.root.glob("captures/*.ledger.json")
    before = ledger.read_text("utf-8")
    take(desk, [two])
    after = ledger.read_text("utf-8")
    assert before != after
    assert after.count(FERRY_PATH) == 1


def test_stories_of_one_name_keep_their_files_when_they_are_imported_again(desk: Project) -> None:
    other = CRANE.replace("east basin on Thursday", "west dock on Sunday").replace("Two berths", "Nine sheds")
    other = other.replace(
        "gust of wind that lifted roofs across the port", "test of its new brakes, two men who saw it fall said"
    )
    one, two = put(desk, a__txt=CRANE, b__txt=other)
    take(desk, [one, two])
    before = tree_of(desk.root)
    assert take(desk, [two, one], force=True).written == ()
    assert tree_of(desk.root) == before


def test_a_long_headline_leaves_room_for_a_number(desk: Project) -> None:
    long = "Harbour Crane Falls Into Basin and Nobody in the Whole Town of Aldmouth Is Hurt but Two Gulls and a Cat"
    one = CRANE.replace("Harbour Crane Falls Into Basin, Nobody Hurt", long)
    two = (
        one.replace("east basin on Thursday", "west dock on Sunday")
        .replace("Two berths", "Nine sheds")
        .replace("gust", "bang")
    )
    result = take(desk, put(desk, a__txt=one, b__txt=two), given=Given(date="2025-04-10", region="south", publisher="Coast"))
    assert len({article.path for article in result.articles}) == 2
    assert [found for found in codes_of_check(desk) if found != "unassigned-lines"] == []


# Proofs ----------------------------------------------------------------------------------------------------------------


def proofs(desk: Project) -> list[tuple[str, int | None]]:
    return [(found.code, found.span.line) for found in prove_project(desk.root)]


def test_a_paragraph_is_the_capture_s_or_the_editor_s(desk: Project) -> None:
    take(desk, put(desk, ferry__txt=FERRY))
    text = read(desk, FERRY_PATH)
    last = text.count("\n")
    desk.write(FERRY_PATH, f"{text}\nThe storm was the third of the winter.\n")
    assert proofs(desk) == [("paragraph-not-in-capture", last + 2)]
    desk.write(FERRY_PATH, f"{text}\n<!-- editor -->\nThe storm was the third of the winter.\n")
    assert proofs(desk) == []


def test_a_quotation_stands_in_the_capture_after_folding(desk: Project) -> None:
    take(desk, put(desk, ferry__txt=FERRY))
    text = read(desk, FERRY_PATH)
    for good in ('"the repairs will hold until spring"', "«Then the pier … rebuilt in full»", "a “term”"):
        desk.write(FERRY_PATH, f"{text}\n<!-- editor -->\nAs he said, {good}.\n")
        assert proofs(desk) == []
    desk.write(FERRY_PATH, f"{text}\n<!-- editor -->\nAs he said, “the repairs will hold until summer”.\n")
    assert [code for code, _ in proofs(desk)] == ["quote-not-in-capture"]


def test_a_proof_points_at_the_words_that_it_is_about(desk: Project) -> None:
    take(desk, put(desk, ferry__txt=FERRY))
    text = read(desk, FERRY_PATH)
    last = text.count("\n")
    more = (
        "- Nothing of\n  this is there.\n\n<!-- editor -->\nHe said “we sail\nat noon today” and “never again” and left.\n"
    )
    desk.write(FERRY_PATH, f"{text}\n{more}")
    found = [(one.code, one.span.line, one.span.column, one.span.length) for one in prove_project(desk.root)]
    assert found == [
        ("paragraph-not-in-capture", last + 2, 3, 10),
        ("quote-not-in-capture", last + 6, 9, 8),
        ("quote-not-in-capture", last + 7, 20, 13),
    ]
    assert all(one.help for one in prove_project(desk.root))


def test_a_ledger_that_does_not_account_for_every_byte_is_found(desk: Project) -> None:
    take(desk, put(desk, ferry__txt=FERRY))
    (path,) = desk.root.glob("captures/*.ledger.json")
    good = path.read_text("utf-8")
    ledger = read_ledger(good)
    assert ledger is not None
    rows = good.split("\n")
    path.write_text("\n".join(row for row in rows if '"line":3,' not in row), "utf-8")
    (gap,) = [number for number, row in enumerate(rows, start=1) if '"line":4,' in row]
    assert proofs(desk) == [("ledger-broken", gap - 1)]
    path.write_text("{", "utf-8")
    assert proofs(desk) == [("ledger-broken", 1)]
    path.write_text(good.replace("captures/", "captures/../../"), "utf-8")
    assert [code for code, _ in proofs(desk)] == ["ledger-broken"]
    path.write_text(good, "utf-8")
    next(desk.root.glob("captures/*.txt")).unlink()
    assert {code for code, _ in proofs(desk)} == {"capture-missing"}


def test_articles_of_one_s_own_are_not_looked_at(project: Project) -> None:
    assert prove_project(project.root) == ()


def test_a_profile_under_captures_is_used_and_its_faults_are_findings(desk: Project) -> None:
    desk.write(
        "captures/profiles/coast.yml", "when: [Coast Herald Online]\npublisher: Coast Herald\nfurniture: [Tide table]\n"
    )
    (path,) = put(desk, crane__txt=f"Coast Herald Online\nTide table\n{CRANE}")
    take(desk, [path])
    assert "name: Coast Herald" in read(desk, CRANE_PATH)
    desk.write("captures/profiles/coast.yml", "whem: [x]\n")
    result = take(desk, [path], force=True)
    assert codes(result) == ["unknown-key"]
    assert result.findings[0].span.line == 1


# What the import tells about a capture's lines ---------------------------------------------------------------------------

LEGAL = """\
We use cookies and similar techniques on this site so that it works as it should, to count visits, and to show advertising \
that fits you; by going on you accept our privacy policy and terms of use, which you can read again at any time below.

Subscribe to our newsletter and download our app to get the news of the coast every morning, noon and night, free of charge \
for as long as you like and with no more than three clicks on the button below this text, at any time.

© 2025 Coast Herald. All rights reserved. No part of this page may be copied, sent on, stored or shown elsewhere without \
our consent in writing, which we give gladly to schools, libraries and clubs that ask for it in good time.
"""


def test_a_damaged_credit_is_told_and_not_mended(desk: Project) -> None:
    head = "Ferry Line Resumes Night Crossings"
    caption = "The night ferry leaves Aldmouth on March 11, 2025, after nine days. REUTERS/Ada Quintg Rights"
    body = FERRY.split("12 March 2025\n\n")[1]
    text = f"{head}\n\n{caption}\n{caption}\nTT\n\n{head}\n\n{caption}\n{caption}\n\n{body}"
    result = take(desk, put(desk, ferry__txt=text))
    assert [(found.code, found.span.line) for found in result.findings] == [("damaged-credit", 3)]
    assert "Ada Quintg Rights" in result.articles[0].text


def test_lines_that_nothing_accounts_for_are_named(desk: Project) -> None:
    result = take(desk, put(desk, ferry__txt=f"Harbour\n\nWest End Port\n\n{FERRY}\nAldmouth East Pier\n"))
    (found,) = result.findings
    assert (found.code, found.span.line) == ("unassigned-lines", 1)
    assert "1, 3, 18" in found.message


def test_many_long_lines_that_were_dropped_are_told(desk: Project) -> None:
    result = take(desk, put(desk, ferry__txt=f"{FERRY}\n{LEGAL}"))
    assert codes(result) == ["long-lines-dropped"]
    assert "cookies" not in result.articles[0].text


def test_a_capture_that_an_unfinished_draft_names_and_that_is_gone_is_found(desk: Project) -> None:
    front = "title: A\ndraft: true\nsources: [{name: A, capture: captures/gone.txt}]"
    desk.write("content/a.md", f"---\n{front}\n---\nText.\n")
    assert [(found.code, found.span.path) for found in prove_project(desk.root)] == [("capture-missing", "content/a.md")]
