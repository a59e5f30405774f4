"""Hostile content: every entry of tests/hostile ends in a finding that says where, or in a site without anything that runs.

All inputs go through the command line in two builds: one project holds those that must be refused, which nothing else in it
may hide; the other those that must be published as text. A sample of its pages is opened in a browser.
"""

import html
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
import yaml
from playwright.sync_api import Request, Route, sync_playwright

from briefgen.values.diagnostics import Severity, Span, finding
from tests.cases import expand
from tests.dangers import Watch
from tests.machine import cpu_seconds
from tests.projects import PATIENCE, SETTINGS, Project, tree_of, write_project

HOSTILE = Path(__file__).parent.parent / "hostile"
FULL = Path(__file__).parent.parent / "sites" / "full"
#: A one-pixel GIF: the smallest image that has a size.
GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
#: What an input may cost at most: seconds of a processor, and bytes of memory.
SECONDS = 20
MEMORY = 1 << 30
#: What a fine article says, line by line, unless an entry says something else.
FINE = {"title": "A fine title", "date": "2025-04-10", "region": "north", "sources": "[{name: Agency}]"}
BASE_URL = "https://briefs.test/"
#: Every form that a text is published in, the index aside, which holds what pages hold.
EDITIONS = "email_edition: true\njson_edition: true\nfeed_content: full\nfeed_limit: 1000\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One bad input: its files by path, and what must come of it, as paths of files with code and place."""

    name: str
    kind: str
    path: str
    address: str
    files: Mapping[str, bytes]
    links: Mapping[str, str] = field(default_factory=dict)
    pipes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    shows: str = ""

    def owns(self, path: str) -> bool:
        """Is a finding in that file this entry's?"""
        return path.startswith(f"{Path(self.path).parent.as_posix()}/") or path in {*self.files, *self.links, *self.pipes}

    @property
    def is_refused(self) -> bool:
        spans = [finding(line.rsplit(" ", 2)[1], Span(path="a"), "") for line in self.findings]
        return any(found.severity is Severity.ERROR for found in spans)


def read_entries() -> list[Entry]:
    """Return every entry of tests/hostile."""
    entries = []
    for file in sorted(HOSTILE.glob("*.yml")):
        for number, raw in enumerate(yaml.safe_load(file.read_text("utf-8"))):
            entries.append(read_entry(file.stem, number, raw))
    names = [entry.name for entry in entries]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    return entries


def read_entry(kind: str, number: int, raw: Mapping[str, object]) -> Entry:
    here = f"content/{kind}/{number:03}"
    path = f"{here}/{kind}-{number:03}.md"

    def placed(text: str) -> str:
        return expand(text).replace("HERE", here)

    def encoded(text: str) -> bytes:
        return GIF if text == "GIF" else text.encode("utf-8", "surrogateescape")

    files, links = raw.get("files", {}), raw.get("links", {})
    assert isinstance(files, dict)
    assert isinstance(links, dict)
    findings = raw.get("finding", [])
    assert isinstance(findings, list)
    lines = [placed(line) if line.count(" ") > 1 else f"{path} {line}" for line in findings]
    return Entry(
        name=str(raw["name"]),
        kind=kind,
        path=path,
        address=str(raw.get("address", f"/north/2025-04-10/{Path(path).stem}/")),
        files={path: encoded(text_of(raw)), **{placed(name): encoded(expand(text)) for name, text in files.items()}},
        links={placed(name): target for name, target in links.items()},
        pipes=tuple(map(placed, raw.get("pipes", []))),  # type: ignore[call-overload] # a list of texts
        findings=tuple(lines),
        shows=str(raw.get("shows", "")),
    )


def text_of(raw: Mapping[str, object]) -> str:
    if "text" in raw:
        return expand(str(raw["text"]))
    front = expand(str(raw.get("front", "")))
    given = {line.partition(":")[0].strip('"') for line in front.splitlines()}
    rest = "".join(f"{key}: {value}\n" for key, value in FINE.items() if key not in given)
    body = expand(str(raw["body"])) if "body" in raw else "A fine sentence."
    return f"---\n{front}{rest}---\n{body}\n"


ENTRIES = read_entries()


def write_entries(root: Path, entries: list[Entry]) -> Project:
    """Write a project that holds these entries, beside a folder that nothing may read or write."""
    project = write_project(root / "project", {"briefgen.yml": SETTINGS + EDITIONS})
    outside = root / "outside"
    outside.mkdir()
    for name in ("secret.md", "secret.png"):
        (outside / name).write_text("XSECRETX")
    for entry in entries:
        for path, data in entry.files.items():
            project.write(path, data)
        for path, leads in entry.links.items():
            (project.root / path).parent.mkdir(parents=True, exist_ok=True)
            (project.root / path).symlink_to(leads.replace("OUTSIDE", str(outside)))
        for path in entry.pipes:
            (project.root / path).parent.mkdir(parents=True, exist_ok=True)
            os.mkfifo(project.root / path)
    return project


def limit() -> None:
    seconds = cpu_seconds(SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@dataclass(frozen=True, slots=True)
class Run:
    """A build of a project of entries: how it ended, and what it found."""

    project: Project
    code: int
    said: str
    findings: tuple[dict[str, object], ...]

    def of(self, entry: Entry) -> list[str]:
        """Return what was found in an entry's files as its expectations are written."""
        return sorted(line_of(found) for found in self.findings if entry.owns(str(found["path"])))


def line_of(found: Mapping[str, object]) -> str:
    place = ":".join(str(found[name]) for name in ("line", "column") if found[name]) or "-"
    return f"{found['path']} {found['code']} {place}"


def build(project: Project) -> Run:
    """Build as a user does, with little time and memory."""
    cpu_seconds(SECONDS)  # Measured here, and known in the process that is limited.
    command = [
        sys.executable,
        "-m",
        "briefgen",
        "build",
        "--format",
        "json",
        "--workers",
        "1",
        "--now",
        "2025-05-01T12:00:00Z",
    ]
    done = subprocess.run(command, cwd=project.root, capture_output=True, preexec_fn=limit, timeout=PATIENCE, check=False)
    findings = tuple(json.loads(line) for line in done.stdout.splitlines())
    return Run(project, done.returncode, done.stderr.decode("utf-8", "replace"), findings)


def run_all(folder: Path, entries: list[Entry]) -> Run:
    """Build these entries in one project, and look that nothing but the output and the cache was touched."""
    project = write_entries(folder, entries)
    before = set_aside(folder)
    run = build(project)
    assert "Traceback" not in run.said, run.said
    assert set_aside(folder) == before
    return run


def set_aside(folder: Path) -> dict[str, str]:
    """Return the digests of all files below a folder but those of the output and the cache."""
    return {
        path: digest
        for path, digest in tree_of(folder).items()
        if not path.startswith(("project/site/", "project/.briefgen/"))
    }


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All inputs that must be refused, in one build."""
    return run_all(tmp_path_factory.mktemp("refused"), [entry for entry in ENTRIES if entry.is_refused])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All inputs that must be published as text, in one build."""
    return run_all(tmp_path_factory.mktemp("published"), [entry for entry in ENTRIES if not entry.is_refused])


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    """What a calm site has: the full test site, which has every kind of page."""
    project = Path(shutil.copytree(FULL, tmp_path_factory.mktemp("calm") / "project"))
    output = project / "site"
    with (project / "briefgen.yml").open("a", encoding="utf-8") as file:
        file.write(EDITIONS)
    command = [sys.executable, "-m", "briefgen", "build", "--no-cache", "--source", str(project), "--output", str(output)]
    subprocess.run([*command, "--base-url", BASE_URL, "--now", "2025-05-01T12:00:00Z"], check=True, capture_output=True)
    return Watch(output, BASE_URL)


def params(*, refused: bool) -> list[object]:
    chosen = [entry for entry in ENTRIES if entry.is_refused is refused]
    return [pytest.param(entry, id=f"{entry.kind}: {entry.name}") for entry in chosen]


def test_there_are_many_inputs_of_many_kinds() -> None:
    assert len(ENTRIES) >= 250
    assert len({entry.kind for entry in ENTRIES}) >= 7


def test_what_is_refused_is_exit_1_and_nothing_is_written(refused: Run) -> None:
    assert refused.code == 1
    assert not refused.project.output.exists()
    assert [
        line_of(found) for found in refused.findings if not any(entry.owns(str(found["path"])) for entry in ENTRIES)
    ] == []


@pytest.mark.parametrize("entry", params(refused=True))
def test_a_bad_input_is_refused_with_its_place(refused: Run, entry: Entry) -> None:
    assert refused.of(entry) == sorted(entry.findings)


def test_what_is_published_is_free_of_script_in_every_file(published: Run, watch: Watch) -> None:
    assert published.code == 0, published.said
    assert list(watch.dangers(published.project.output)) == []
    everything = b"".join(path.read_bytes() for path in published.project.output.rglob("*") if path.is_file())
    for secret in (b"XSECRETX", b"root:x:0:0"):
        assert secret not in everything


@pytest.mark.parametrize("entry", params(refused=False))
def test_a_bad_input_is_published_as_text(published: Run, entry: Entry) -> None:
    assert published.of(entry) == sorted(entry.findings)
    page = published.project.page(entry.address)
    if not entry.shows:
        return
    text = "".join(html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False).itertext())
    assert entry.shows in text
    assert html.escape(entry.shows, quote=False) not in text or html.escape(entry.shows, quote=False) == entry.shows


@pytest.mark.browser
def test_a_browser_runs_nothing_of_what_is_published(published: Run, chromium: str) -> None:
    """The site's policy is set aside, so that what is seen is what its markup does, and not what a second wall stops."""
    chosen = [entry for entry in ENTRIES if entry.kind in {"injection", "markup"} and not entry.is_refused]
    addresses = ["/", "/north/", "/north/2025-04-10/", "/tags/", "/sources/", "/stories/", "/corrections/", "/hostile/"]
    addresses += ["/north/2025-04-10/email.html"]
    addresses += [entry.address for entry in chosen]
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        context = browser.new_context(bypass_csp=True)
        context.add_init_script("window.alert = text => { console.error('ran: ' + text) }")
        page = context.new_page()

        def ask(request: Request) -> None:
            asked.append(request.url)

        page.on("request", ask)
        page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if "ran:" in message.text else None)
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.route(f"{BASE_URL}**", lambda route: serve_file(route, published.project.output))
        for address in addresses:
            page.goto(BASE_URL + address.removeprefix("/"))
            page.evaluate(HARASS)
        browser.close()
    assert said == []
    assert [url for url in asked if not url.startswith(BASE_URL)] == []
    assert len(addresses) > 70


#: What a reader might do on a page, all at once.
HARASS = """() => {
    for (const element of document.body.querySelectorAll("*")) {
        for (const kind of ["mouseover", "focus", "error", "load", "pointerdown", "animationstart", "toggle"])
            element.dispatchEvent(new Event(kind));
        const leads = element.localName === "a" && element.href;
        if (leads && !/^https?:|^mailto:/.test(leads)) console.error("ran: " + leads);
    }
}"""


def serve_file(route: Route, output: Path) -> None:
    """Answer a browser's request from an output folder."""
    path = urlsplit(route.request.url).path.removeprefix("/")
    file = output / (f"{path}index.html" if not path or path.endswith("/") else path)
    route.fulfill(path=file) if file.is_file() else route.fulfill(status=404)
