"""The preview as a browser and an attacker meet it: a real process, real requests on loopback, real edits of files."""

import gc
import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlsplit

import pytest

from briefgen.plan.entry_store import EntryStore
from briefgen.plan.groups import Groups
from briefgen.plan.material import SitePlan
from briefgen.plan.planning import Planning
from briefgen.plan.regions import RegionIndex
from briefgen.plan.site_context import SiteContext
from briefgen.preview.headers import is_loopback
from briefgen.preview.session import Preview
from briefgen.project.site import Site
from briefgen.values.model import Options, Settings
from briefgen.values.parts import Card
from tests.projects import NOW, PATIENCE, Project, article, tree_of, write_project


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass(slots=True)
class Served:
    """A running preview of a project."""

    project: Project
    process: subprocess.Popen[str]
    url: str

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def get(self, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        answer = Answer(response.status, {key.lower(): value for key, value in response.getheaders()}, response.read())
        connection.close()
        return answer

    def raw(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def until(self, path: str, text: str) -> str:
        """Ask until the page holds the text; fail when patience ends."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            page = self.get(path).text
            if text in page:
                return page
            time.sleep(0.02)
        raise AssertionError(f"{path} never held {text!r}")


def start(project: Project, *arguments: str) -> Served:
    command = [sys.executable, "-m", "briefgen", "serve", "--port", "0", *arguments]
    process = subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return Served(project, process, process.stdout.readline().strip())


def stop(served: Served) -> None:
    served.process.terminate()
    served.process.communicate(timeout=PATIENCE)


@pytest.fixture
def served(project: Project) -> Iterator[Served]:
    running = start(project, "--now", "2025-05-01T12:00:00Z")
    yield running
    stop(running)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview that no test edits, for many questions."""
    project = write_project(tmp_path_factory.mktemp("still") / "project", {"secret.txt": "not to be served"})
    # So that there is every kind of what hangs on a date: the preview finds these by the date in their paths.
    with (project.root / "briefgen.yml").open("a") as settings:
        settings.write("email_edition: true\njson_edition: true\n")
    running = start(project)
    yield running
    stop(running)


def snippet_removed(page: str) -> str:
    head, _, rest = page.partition('<script src="/.briefgen/live.js"')
    return head + rest.partition("</script>")[2]


def test_the_first_line_on_stdout_is_the_address(still: Served) -> None:
    assert still.url == f"http://127.0.0.1:{still.port}/"
    assert still.port > 0


def test_served_pages_without_the_snippet_are_the_built_ones(still: Served) -> None:
    still.project.build()
    built = still.project.output
    for path in sorted(tree_of(built)):
        if path.startswith(".briefgen") or path == "404.html":
            continue
        answer = still.get("/" + path.removesuffix("index.html"))
        assert answer.status == 200, path
        content = answer.content if not path.endswith(".html") else snippet_removed(answer.text).encode()
        assert content == (built / path).read_bytes(), path


def test_the_preview_writes_nothing(served: Served) -> None:
    before = tree_of(served.project.root)
    assert served.get("/").status == 200
    assert served.get("/north/2025-04-10/").status == 200
    assert tree_of(served.project.root) == before


def test_an_edit_is_served_without_a_restart(served: Served) -> None:
    served.get("/")
    served.project.write("content/first.md", article("First, mended", region="north-coast"))
    assert "First, mended" in served.until("/north-coast/2025-04-10/first/", "First, mended")


def test_another_spelling_and_site_of_a_source_are_served_on_its_page(served: Served) -> None:
    sources = "[{name: Some Agency, url: 'https://one.example/a'}]"
    served.project.write("content/first.md", article("First", region="north-coast", sources=sources))
    assert "https://one.example/" in served.until("/sources/some-agency/", "Some Agency")
    served.project.write(
        "content/first.md",
        article("First", region="north-coast", sources=sources.replace("Some", "SOME").replace("one", "two")),
    )
    assert "https://two.example/" in served.until("/sources/some-agency/", "SOME Agency")
    assert "SOME Agency" in served.get("/sources/").text


def test_a_new_article_and_a_removed_one_are_followed(served: Served) -> None:
    served.get("/")
    served.project.write("content/third.md", article("Third", region="south", date="2025-04-11"))
    served.until("/south/2025-04-11/", "Third")
    served.project.remove("content/third.md")
    end = time.monotonic() + PATIENCE
    while served.get("/south/2025-04-11/third/").status != 404 and time.monotonic() < end:
        time.sleep(0.02)
    assert "Third" not in served.get("/south/2025-04-11/").text


def test_edits_of_settings_layouts_assets_and_new_folders_are_followed(served: Served) -> None:
    served.get("/")
    settings = (served.project.root / "briefgen.yml").read_text("utf-8")
    served.project.write("briefgen.yml", settings.replace("Test Briefs", "Other Briefs"))
    served.until("/", "Other Briefs")
    served.project.write("layouts/page.html", "{% extends 'theme/page.html' %}")
    served.project.write("layouts/404.html", "<body>made here {{ asset('style.css') }}</body>")
    served.until("/nowhere/", "made here")
    old = served.get("/nowhere/").text
    served.project.write("layouts/assets/style.css", "body { color: red }")
    end = time.monotonic() + PATIENCE
    while snippet_removed(served.get("/nowhere/").text) == snippet_removed(old) and time.monotonic() < end:
        time.sleep(0.02)
    assert snippet_removed(served.get("/nowhere/").text) != snippet_removed(old)


def test_edits_of_hooks_and_of_what_they_import_are_followed(served: Served) -> None:
    """A hook that fails is told, and the last good site stays."""
    served.get("/")
    project = served.project
    project.write("words.py", "TITLE = 'One'\n").write("layouts/own.html", "<body>{{ page.title }}</body>")
    hooks = (
        "import words\nfrom briefgen import OwnPage, page_kind\n"
        "@page_kind(layout='own.html', address='/own/')\ndef own(site):\n    yield OwnPage(title=words.TITLE)\n"
    )
    project.write("briefgen_hooks.py", hooks)
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text("utf-8") + "hooks: true\n")
    served.until("/own/", "One")
    project.write("words.py", "TITLE = 'Two'\n")
    served.until("/own/", "Two")
    events = read_events(served, "/own/")
    next(events)
    project.write("words.py", "1 / 0\n")
    broken = next(event["findings"] for event in events if event["findings"])
    assert "words.py:1" in broken
    assert "ZeroDivisionError" in broken
    assert "Two" in served.get("/own/").text
    events.close()
    project.write("words.py", "TITLE = 'Three'\n")
    served.until("/own/", "Three")


def test_a_save_by_rename_is_followed(served: Served) -> None:
    """Editors write a new file and rename it over the old one, so a watch on the file itself would be lost."""
    served.get("/")
    for number in (1, 2):
        draft = served.project.root / "content" / ".first.md.new"
        draft.write_text(article(f"Saved {number}", region="north-coast"), "utf-8")
        draft.replace(served.project.root / "content" / "first.md")
        assert f"Saved {number}" in served.until("/north-coast/2025-04-10/first/", f"Saved {number}")


def read_events(served: Served, page: str = "/") -> Iterator[dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    connection.request("GET", f"/.briefgen/events?page={page}")
    response = connection.getresponse()
    try:
        while line := response.readline():
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
    finally:
        connection.close()


def test_a_finding_is_told_with_file_line_and_excerpt_while_the_last_good_site_stays(served: Served) -> None:
    served.get("/")
    events = read_events(served)
    first = next(events)
    assert first["findings"] == ""
    served.project.write("content/first.md", article("First", region="nowhere"))
    broken = next(events)
    assert "content/first.md:4:9" in broken["findings"]
    assert "unknown-region" in broken["findings"]
    assert "region: nowhere" in broken["findings"]
    assert served.get("/north-coast/2025-04-10/first/").status == 200
    served.project.write("content/first.md", article("First again", region="north-coast"))
    mended = next(events)
    assert mended["findings"] == ""
    assert mended["version"] not in {first["version"], broken["version"]}
    events.close()


def test_a_file_that_an_editor_empties_before_it_writes_it_is_never_told_as_an_error(served: Served) -> None:
    served.get("/")
    events = read_events(served)
    next(events)
    path, quick = served.project.root / "content" / "first.md", 0
    for number in range(20):
        began = time.monotonic()
        with path.open("w", encoding="utf-8") as file:
            time.sleep(0.03)
            file.write(article(f"Saved {number}", region="north-coast"))
        # A busy machine can leave the file empty for longer than any preview should wait.
        is_quick = time.monotonic() - began < 0.09
        told = next(events)["findings"]
        assert not (told and is_quick)
        if told:
            next(event for event in events if not event["findings"])
        quick += is_quick
        if quick == 3:
            break
    assert quick
    events.close()


def test_the_terminal_says_what_a_save_made_and_when_all_is_well_again(project: Project) -> None:
    project.build()
    whole = len([one for one in tree_of(project.output) if one.endswith(".html")])
    served = start(project, "--now", "2025-05-01T12:00:00Z")
    path, stream = "content/first.md", served.process.stderr
    assert stream is not None

    def said(text: str) -> str:
        """Save the file, and return the first line that is no finding."""
        project.write(path, text)
        return next(line for line in stream if not line.startswith((f"{path}:", "  ")))

    try:
        served.get("/")
        # A look at the whole folder, soon after the start or an edit, may see a save before its event comes.
        titles = (said(article(f"Saved {number}", region="north-coast")) for number in range(50))
        title = next(line for line in titles if "read anew" not in line)
        assert re.fullmatch(r"[1-9]\d* pages changed in \d+ ms\n", title), title
        assert int(title.split()[0]) < whole
        assert said(article("First", region="nowhere")) == "1 error; the last good site stays\n"
        assert said(article("First", region="north-coast", sources="")).startswith("1 warning; ")
        well = said(article("First", region="north-coast"))
        assert re.fullmatch(r"all is well again; [1-9]\d* pages (changed|read anew) in \d+ ms\n", well), well
        settings = (project.root / "briefgen.yml").read_text("utf-8")
        project.write("briefgen.yml", settings.replace("Test Briefs", "Other Briefs"))
        assert re.fullmatch(rf"{whole} pages read anew in \d+ ms\n", next(stream))
    finally:
        stop(served)


def test_warnings_are_told_to_the_browser_apart_from_errors_and_folded(served: Served) -> None:
    served.get("/")
    events = read_events(served)
    assert next(events)["warnings"] == ""
    served.project.write("content/first.md", article("First", region="north-coast", sources=""))
    warned = next(events)
    assert warned["findings"] == ""
    assert warned["warnings"].startswith('<details class="warning"><summary>1 warning</summary>')
    assert "no-source" in warned["warnings"]
    served.project.write("content/second.md", article("Second", region="nowhere"))
    broken = next(events)
    assert broken["findings"].startswith('<details class="error" open><summary>1 error</summary>')
    assert '<details class="warning"><summary>1 warning</summary>' in broken["findings"]
    assert broken["warnings"] == ""
    events.close()


def test_of_many_warnings_the_browser_gets_the_first_and_accepted_ones_are_none(project: Project) -> None:
    for number in range(60):
        project.write(f"content/n{number}.md", article(f"N {number}", sources=""))
    preview = Preview(project.root, Options(now=NOW))
    preview.refresh()
    html = preview.warnings()
    assert "<summary>60 warnings</summary>" in html
    assert html.count("<section>") == 50
    assert "50 of 60 are shown" in html
    with (project.root / "briefgen.yml").open("a") as settings:
        settings.write("accept:\n- {path: content/n*, code: no-source, reason: a test}\n")
    preview.refresh()
    assert preview.warnings() == ""


def test_a_layout_that_fails_on_an_open_page_leaves_the_last_good_one(served: Served) -> None:
    served.get("/")
    events = read_events(served, "/north/2025-04-10/")
    next(events)
    served.project.write("layouts/briefing.html", "{{ page.nothing_of_that_name }}")
    broken = next(events)
    assert "layouts/briefing.html:1" in broken["findings"]
    assert served.get("/north/2025-04-10/").status == 200
    events.close()


def test_a_project_that_starts_with_an_error_shows_it_and_recovers(project: Project) -> None:
    project.write("content/first.md", "no front matter")
    served = start(project)
    try:
        answer = served.get("/")
        assert answer.status == 500
        assert "front-matter-missing" in answer.text
        project.write("content/first.md", article("Better", region="north-coast"))
        served.until("/", "Test Briefs")
    finally:
        stop(served)


def test_drafts_and_scheduled_items_have_badges(project: Project) -> None:
    project.write("content/draft.md", article("A draft", draft="true", region="south"))
    project.write("content/later.md", article("Later", publish_at="2026-01-01T00:00:00Z", region="south"))
    served = start(project, "--drafts", "--future", "--now", "2025-05-01T12:00:00Z")
    try:
        page = served.get("/south/2025-04-10/").text
        assert "Draft" in page
        assert "Scheduled" in page or "Embargo" in page
    finally:
        stop(served)


def test_a_site_under_a_base_path_is_served_under_it(project: Project) -> None:
    served = start(project, "--base-url", "https://briefs.test/daily/desk/")
    try:
        home = served.get("/")
        assert (home.status, home.headers["location"]) == (307, "/daily/desk/")
        assert served.get("/daily/desk/").status == 200
        assert served.get("/north/").status == 404
    finally:
        stop(served)


def test_a_taken_port_is_one_line_and_exit_code_2(still: Served) -> None:
    result = still.project.run("serve", "--port", str(still.port))
    assert result.returncode == 2
    assert "cannot listen on 127.0.0.1" in result.stderr
    assert "Traceback" not in result.stderr


def test_answers_on_a_kept_connection_wait_for_no_acknowledgement(still: Served) -> None:
    """Without TCP_NODELAY the second part of an answer waits for an acknowledgement of the first: 40 ms on Linux."""
    connection = http.client.HTTPConnection("127.0.0.1", still.port, timeout=PATIENCE)
    took = []
    for _ in range(60):
        asked = time.monotonic()
        connection.request("GET", "/.briefgen/live.css")
        assert connection.getresponse().read()
        took.append(time.monotonic() - asked)
    connection.close()
    # A new connection acknowledges at once, so the first answers do not count. Half of the others may be late, as on a busy
    # machine.
    assert median(took[20:]) < 0.03


def test_an_address_without_its_slash_leads_to_the_page(still: Served) -> None:
    answer = still.get("/north")
    assert (answer.status, answer.headers["location"]) == (307, "/north/")


def test_an_unknown_address_is_the_404_page(still: Served) -> None:
    answer = still.get("/nowhere/<script>alert(1)</script>")
    assert answer.status == 404
    assert "alert(1)" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_only_get_and_head_are_answered(still: Served, method: str) -> None:
    assert still.get("/", method=method).status in {400, 405}


def test_head_has_the_headers_of_get_and_no_content(still: Served) -> None:
    head, get = still.get("/", method="HEAD"), still.get("/")
    assert head.content == b""
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == str(len(get.content))


def test_a_page_that_the_browser_has_is_not_sent_again(still: Served) -> None:
    tag = still.get("/").headers["etag"]
    answer = still.get("/", headers={"If-None-Match": tag})
    assert (answer.status, answer.content) == (304, b"")


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/....//secret.txt",
        "/north/..%2f..%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%c0%afsecret.txt",
        "/secret.txt",
        "/secret.txt%00.html",
        "/briefgen.yml",
        "/content/first.md",
        "/static/../secret.txt",
        "//secret.txt",
        "///etc/passwd",
        "/etc/passwd",
        "/.git/config",
        "/.briefgen/../secret.txt",
        "/.briefgen/..%2fsession.py",
        "/.briefgen/session.py",
        "/site/index.html",
        "/north/index.html::$DATA",
        "/%ff%fe",
    ],
)
def test_nothing_outside_the_plan_can_be_read(still: Served, target: str) -> None:
    answer = still.raw(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    status = int(answer.split(b" ", 2)[1])
    assert status in {400, 404}
    assert b"not to be served" not in answer
    assert b"root:" not in answer


@pytest.mark.parametrize("target", ["http://127.0.0.1/secret.txt", "http://evil.example/", "//evil.example/%2e%2e", "*"])
def test_no_form_of_target_leads_elsewhere(still: Served, target: str) -> None:
    answer = still.raw(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    assert int(answer.split(b" ", 2)[1]) in {400, 404}
    assert b"\r\nlocation:" not in answer.lower()


@pytest.mark.parametrize(
    ("host", "is_answered"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("[::1]:8000", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evil.example:8000", False),
        ("localhost@evil.example", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("localhost:80:80", False),
        ("[::1", False),
        ("localhost:port", False),
        ("", False),
    ],
)
def test_only_the_previews_own_host_names_are_answered(still: Served, host: str, is_answered: bool) -> None:
    answer = still.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert (int(answer.split(b" ", 2)[1]) == 200) is is_answered


def test_a_request_with_two_hosts_is_refused(still: Served) -> None:
    answer = still.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert int(answer.split(b" ", 2)[1]) in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_listen_to_the_events(still: Served, headers: dict[str, str]) -> None:
    assert still.get("/.briefgen/events", headers=headers).status == 403


def test_no_answer_lets_another_site_read_it(still: Served) -> None:
    for path in ("/", "/feed.json", "/.briefgen/live.js", "/nowhere/"):
        headers = still.get(path, headers={"Origin": "https://evil.example"}).headers
        assert "access-control-allow-origin" not in headers
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_types_and_charsets_are_said(still: Served, path: str, kind: str) -> None:
    assert still.get(path).headers["content-type"] == kind


def test_an_interrupt_ends_the_preview_without_a_traceback(project: Project) -> None:
    served = start(project)
    served.get("/")
    served.process.send_signal(2)
    _, said = served.process.communicate(timeout=PATIENCE)
    assert served.process.returncode == 0
    assert "Traceback" not in said


def test_a_missing_project_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "briefgen", "serve", "--port", "0", "--source", str(tmp_path / "none")]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 2
    assert "there is no folder" in result.stderr


@pytest.mark.parametrize("key", ["title", "summary", "story"])
def test_edits_leave_nothing_of_earlier_sites_in_memory(project: Project, key: str) -> None:
    """What a site is made of is counted, since a process's memory says little: there is one of each, whatever was edited."""
    preview = Preview(project.root, Options(now=NOW))

    def edit(number: int) -> None:
        project.write("content/first.md", article(**{"title": "First", key: f"in-edit-{number}"}))
        preview.refresh(["/"], ["content/first.md"])
        assert preview.answer("/").status == 200

    def counts() -> Counter[str]:
        gc.collect()
        kept = (Site, SitePlan, Planning, Groups, EntryStore, SiteContext, RegionIndex, Settings, Card)
        return Counter(type(found).__name__ for found in gc.get_objects() if isinstance(found, kept))

    for number in range(5):
        edit(number)
    before = counts()
    for number in range(5, 25):
        edit(number)
    after = counts()
    assert before["Site"] >= 1
    assert not after - before


# An article beside its captures -----------------------------------------------------------------------------------------

HOSTILE = "</blockquote><script>alert(1)</script><img src=x onerror=alert(1)> \u202eevil &amp; \x1b[31m"


@pytest.fixture
def beside(project: Project) -> Iterator[Served]:
    """A preview without drafts, of a project with a draft whose capture and text are hostile."""
    project.write("captures/page.txt", f"The boats sail again at night. {HOSTILE}\n\nOnly the capture says this secret.\n")
    front = "title: A & <b>title</b>\ndraft: true\nlang: en\nsources: [{name: A, capture: captures/page.txt}]"
    project.write("content/draft.md", f"---\n{front}\n---\nThe boats sail again at night. He said “no <i>never</i> ever”.\n")
    running = start(project)
    yield running
    stop(running)


def address_beside(served: Served, path: str) -> str:
    page = served.until("/.briefgen/trace/", path)
    return page.partition(f'">{path}</a>')[0].rpartition('href="')[2]


def test_a_draft_is_shown_beside_its_captures_with_all_text_escaped(beside: Served) -> None:
    answer = beside.get(address_beside(beside, "content/draft.md"))
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.text.count("<script") == 1
    for tag in ("<b>", "<i>", "<img", "</blockquote><script"):
        assert tag not in answer.text
    assert not {"\u202e", "\x1b"} & set(answer.text)
    assert "A &amp; &lt;b&gt;title&lt;/b&gt;" in answer.text
    assert "The boats sail again at night." in answer.text
    assert "line 1" in answer.text
    assert "<mark>" in answer.text
    assert '<p dir="ltr" lang="en">' in answer.text


def test_an_edit_of_an_article_is_shown_beside_its_captures(beside: Served) -> None:
    address = address_beside(beside, "content/draft.md")
    text = (beside.project.root / "content/draft.md").read_text("utf-8")
    beside.project.write("content/draft.md", f"{text}\nBananas are blue.\n")
    assert "Bananas are blue." in beside.get(address).text


@pytest.mark.parametrize(
    "name", ["none", "content/draft.md", "..%2f..%2fsecret.txt", "%2e%2e/briefgen.yml", "a/b", "%00", "é"]
)
def test_no_other_address_shows_a_file(still: Served, name: str) -> None:
    answer = still.get(f"/.briefgen/trace/{quote(name, safe='/%')}")
    assert answer.status == 404
    assert "not to be served" not in answer.text


def test_a_page_of_an_article_leads_to_it_beside_its_captures_and_no_other_page_does(still: Served) -> None:
    page = still.get("/north/north-coast/2025-04-10/first/")
    page = page if page.status == 200 else still.get("/north-coast/2025-04-10/first/")
    assert page.status == 200
    address = page.text.partition('data-beside="')[2].partition('"')[0]
    assert "content/first.md" in still.get(address).text
    assert "data-beside" not in still.get("/").text


def test_no_build_writes_what_captures_say(beside: Served) -> None:
    beside.project.build(drafts=True)
    for path in beside.project.output.rglob("*"):
        assert not path.is_file() or b"Only the capture says this secret" not in path.read_bytes()
    assert not (beside.project.output / ".briefgen/trace").exists()


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True)]
    + [(address, False) for address in ("192.168.0.2", "::ffff:10.0.0.1", "fe80::1", "", "localhost", "0.0.0.0")],
)
def test_captures_are_shown_on_the_previews_own_machine_only(address: str, expected: bool) -> None:
    assert is_loopback(address) is expected
