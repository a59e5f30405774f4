"""Archived copies of sources: `briefgen links --archive` finds them, has them made and writes them; pages show them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.hosts import Does, Host, host_at, status
from tests.projects import SETTINGS, Project, article, write_project

NOW = "2025-05-01T12:00:00Z"


@pytest.fixture
def press() -> Iterator[Host]:
    """The host of sources."""
    with host_at("127.0.0.1") as found:
        yield found


@pytest.fixture
def archive() -> Iterator[Host]:
    with host_at("127.0.0.2") as found:
        yield found


def copy_of(archive: Host, page: str, at: str = "20250410060000") -> str:
    return f"{archive.url}/web/{at}/{page}"


def finds(url: str, **facts: object) -> Does:
    """Answer as the archive does about the nearest copy; an empty address says that there is none."""
    closest = {"status": "200", "available": True, "url": url, "timestamp": "20250410060000", **facts}
    body = json.dumps({"url": "x", "archived_snapshots": {"closest": closest} if url else {}}).encode()
    return lambda request: request.reply(200, body)


def citing(root: Path, page: str, more: str = "", **keys: str) -> Project:
    """Write a project with an article whose second source is a page."""
    sources = f"\n- name: A\n- name: B\n  url: {page}{more}\n  lang: en"
    return write_project(root, {"content/first.md": article("First", region="north-coast", sources=sources, **keys)})


def run(project: Project, archive: Host, *more: str) -> tuple[int, str]:
    """Run the command, and return its exit code and what it said on stderr without the line about links."""
    at = ("--archive-find", f"{archive.url}/find", "--archive-save", f"{archive.url}/save/")
    done = project.run("links", "--archive", *at, "--allow-private", "--delay", "0", "--now", NOW, *more)
    return done.returncode, "\n".join(line for line in done.stderr.splitlines() if " asked now: " not in line)


def any_find(archive: Host, does: Does) -> None:
    archive.server.otherwise = lambda path: does if path.startswith("/find?") else None


def test_a_copy_is_written_behind_the_address_and_shown_beside_it(tmp_path: Path, press: Host, archive: Host) -> None:
    page = press.does("/a", status(200))
    any_find(archive, finds(copy_of(archive, page)))
    project = citing(tmp_path, page)
    before = (tmp_path / "content/first.md").read_text()
    line = f'archived: {{url: "{copy_of(archive, page)}", date: 2025-04-10}}'
    assert run(project, archive) == (0, f"content/first.md: added {line}\narchive: 1 added, 0 being made, 0 not found")
    after = (tmp_path / "content/first.md").read_text()
    assert after == before.replace(f"  url: {page}\n", f"  url: {page}\n  {line}\n")
    question = parse_qs(urlsplit(archive.server.seen[0][1]).query)
    # The nearest to the day of the article.
    assert question == {"url": [page], "timestamp": ["20250409230000"]}
    assert project.build().findings == ()
    html = project.page("/north-coast/2025-04-10/first/")
    assert f'<a class="archived" href="{copy_of(archive, page)}" rel="external">Archived copy' in html
    assert "10 Apr 2025" in html.partition('class="archived"')[2][:400]
    # There is nothing left to do, so nobody is asked.
    asked = len(archive.server.seen)
    assert run(project, archive) == (0, "archive: 0 added, 0 being made, 0 not found")
    assert len(archive.server.seen) == asked


@pytest.mark.parametrize(("language", "words"), [("fr", "Copie archivée"), ("es", "Copia archivada"), ("ar", "نسخة محفوظة")])
def test_the_theme_says_so_in_each_of_its_languages(tmp_path: Path, language: str, words: str) -> None:
    copy = "\n  archived: {url: 'https://archive.test/1', date: 2025-04-10}"
    project = citing(tmp_path, "https://press.test/a", copy)
    project.write("briefgen.yml", SETTINGS.replace("en-GB", language))
    assert project.build().findings == ()
    assert words in project.page("/north-coast/2025-04-10/first/")


def test_a_page_without_a_copy_is_saved_and_the_copy_written(tmp_path: Path, press: Host, archive: Host) -> None:
    page = press.does("/a?b=1&c=%20", status(200))
    any_find(archive, finds(""))
    archive.does(f"/save/{page}", status(302, Location=f"/web/20250501120000/{page}"))
    project = citing(tmp_path, page)
    assert run(project, archive)[1].endswith("archive: 1 added, 0 being made, 0 not found")
    assert f'url: "{archive.url}/web/20250501120000/{page}", date: 2025-05-01' in (tmp_path / "content/first.md").read_text()


def test_a_copy_that_is_being_made_is_found_by_the_next_run(tmp_path: Path, press: Host, archive: Host) -> None:
    page = press.does("/a", status(200))
    any_find(archive, finds(""))
    archive.does(f"/save/{page}", status(200))
    project = citing(tmp_path, page)
    said = "archive: 0 added, 1 being made, 0 not found; run this again in a few minutes"
    assert run(project, archive) == (0, said)
    any_find(archive, finds(copy_of(archive, page)))
    assert run(project, archive)[1].endswith("archive: 1 added, 0 being made, 0 not found")


def test_a_page_that_is_gone_is_looked_for_and_not_saved(tmp_path: Path, press: Host, archive: Host) -> None:
    any_find(archive, finds(""))
    project = citing(tmp_path, f"{press.url}/gone")
    assert run(project, archive) == (0, "archive: 0 added, 0 being made, 1 not found")
    assert [path.partition("?")[0] for _, path, _ in archive.server.seen] == ["/find"]


@pytest.mark.parametrize(
    ("keys", "at", "is_good"),
    [
        pytest.param("\n  published: 2025-04-08", "20250408010000", True, id="of-the-day"),
        pytest.param("\n  published: 2025-04-08", "20250407230000", False, id="before-it-was-there"),
        pytest.param("\n  published: 2025-04-08", "20300101000000", True, id="later"),
        pytest.param("", "20250315000000", True, id="a-month-before-the-article"),
        pytest.param("", "20250301000000", False, id="older"),
    ],
)
def test_a_copy_that_is_older_than_the_source_is_none(
    tmp_path: Path, press: Host, archive: Host, keys: str, at: str, is_good: bool
) -> None:
    page = press.does("/a", status(200))
    any_find(archive, finds(copy_of(archive, page, at)))
    archive.does(f"/save/{page}", status(200))
    said = run(citing(tmp_path, page, keys), archive)[1]
    assert said.rpartition("\n")[2].startswith(f"archive: {int(is_good)} added, {int(not is_good)} being made")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda url: url.replace("127.0.0.2", "evil.example"), id="another-host"),
        pytest.param(lambda url: f"javascript:alert(1)//{url}", id="script"),
        pytest.param(lambda url: url.replace("20250410060000", "20251399999999"), id="no-instant"),
        pytest.param(lambda url: url + '"}\nlayout: evil.html', id="lines"),
        pytest.param(lambda url: url + "\u202e", id="direction"),
        pytest.param(lambda url: url + "a" * 5000, id="long"),
    ],
)
def test_nothing_odd_that_an_archive_says_reaches_a_file(
    tmp_path: Path, press: Host, archive: Host, answer: Callable[[str], str]
) -> None:
    page = press.does("/a", status(200))
    any_find(archive, finds(answer(copy_of(archive, page))))
    project = citing(tmp_path, page)
    before = (tmp_path / "content/first.md").read_bytes()
    run(project, archive)
    assert (tmp_path / "content/first.md").read_bytes() == before


@pytest.mark.parametrize("body", [b"", b"[]", b"no json", b'{"archived_snapshots": 5}', b"[" * 100_000])
def test_an_archive_that_answers_nonsense_is_told(tmp_path: Path, press: Host, archive: Host, body: bytes) -> None:
    page = press.does("/a", status(200))
    any_find(archive, lambda request: request.reply(200, body))
    code, said = run(citing(tmp_path, page), archive)
    assert (code, said.splitlines()[0]) == (0, f"content/first.md: the archive did not answer for {page}")


def test_an_archive_that_is_down_is_left_alone(tmp_path: Path, press: Host, archive: Host) -> None:
    any_find(archive, status(500))
    sources = "".join(f"\n- url: {press.does(f'/{number}', status(200))}" for number in range(8))
    project = write_project(tmp_path, {"content/first.md": article("First", region="north-coast", sources=sources)})
    assert run(project, archive)[1].count("did not answer") == 8
    assert len(archive.server.seen) == 3


def test_a_file_in_an_odd_form_gets_a_line_to_write_by_hand(tmp_path: Path, press: Host, archive: Host) -> None:
    page = press.does("/a", status(200))
    any_find(archive, finds(copy_of(archive, page)))
    project = citing(tmp_path, page)
    path = tmp_path / "content/first.md"
    path.chmod(0o444)
    before = path.read_bytes()
    said = run(project, archive)[1]
    assert path.read_bytes() == before
    assert "content/first.md was not changed" in said
    assert f'write by hand: archived: {{url: "{copy_of(archive, page)}", date: 2025-04-10}}' in said


def test_drafts_and_sources_that_have_a_copy_are_nobody_s_business(tmp_path: Path, press: Host, archive: Host) -> None:
    copy = "\n  archived: {url: 'https://archive.test/1', date: 2025-04-10}"
    project = citing(tmp_path, press.does("/a", status(200)), copy)
    secret = f"\n- url: {press.does('/b', status(200))}"
    project.write("content/secret.md", article("Secret", draft="true", sources=secret))
    run(project, archive)
    assert archive.server.seen == []
    assert {path for _, path, _ in press.server.seen} == {"/a"}


def test_a_page_in_a_private_network_is_not_told_to_a_public_archive(tmp_path: Path, press: Host) -> None:
    """The archive here has a public address, to which nothing may be sent: the test would fail with its own time-out."""
    project = citing(tmp_path, press.does("/a", status(200)))
    at = ("--archive-find", "http://93.184.216.34/find", "--archive-save", "http://93.184.216.34/save/")
    done = project.run("links", "--archive", *at, "--allow-private", "--delay", "0", "--now", NOW)
    assert done.stderr.splitlines()[-1] == "archive: 0 added, 0 being made, 0 not found"


def test_links_alone_write_nothing(tmp_path: Path, press: Host) -> None:
    project = citing(tmp_path, press.does("/a", status(200)))
    before = (tmp_path / "content/first.md").read_bytes()
    project.run("links", "--allow-private", "--delay", "0", "--now", NOW)
    assert (tmp_path / "content/first.md").read_bytes() == before


def test_an_archived_copy_needs_its_address_and_its_day(tmp_path: Path) -> None:
    project = citing(tmp_path, "https://press.test/a", "\n  archived: {url: 'ftp://archive.test/1'}")
    found = [(one.code, one.span.line, one.span.column) for one in project.check().findings]
    assert found == [("missing-key", 9, 13), ("bad-url", 9, 19)]
