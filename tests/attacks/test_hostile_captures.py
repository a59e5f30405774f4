"""Bad captures: each is a draft or a finding, and nothing but `content/` and `captures/` is written to."""

import bz2
import gzip
import hashlib
import json
import lzma
import os
import re
import resource
import subprocess
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from briefgen.importing.capture.lines import CAPTURE_LIMIT, MOST_CHARACTERS, MOST_LINES
from tests.attacks.test_hostile import BASE_URL, FULL, MEMORY, SECONDS
from tests.cases import expand
from tests.dangers import Watch
from tests.machine import cpu_seconds
from tests.projects import PATIENCE, Project, tree_of, write_project

STORY = "The three harbour towns voted on Monday to study a longer quay, a plan that has divided fishermen and hauliers."
ZEROS = bytes(1 << 20)
#: Each is a few kilobytes, and 64 megabytes to whoever believes what it says of itself.
BOMBS = {
    "bomb-gzip.html": gzip.compress(ZEROS, mtime=0) * 64,
    "bomb-zlib.html": zlib.compress(ZEROS * 64, level=1),
    "bomb-bzip2.html": bz2.compress(ZEROS, 1) * 64,
    "bomb-xz.html": lzma.compress(ZEROS, preset=0) * 64,
    "bomb-gzip.txt": gzip.compress(ZEROS, mtime=1) * 64,
}


def read_entries() -> dict[str, bytes]:
    """Return every bad capture by the name of its file."""
    entries = yaml.safe_load((Path(__file__).parent.parent / "hostile" / "captures" / "entries.yml").read_text("utf-8"))
    files = {expand(entry["file"]): expand(entry["content"]).encode("utf-8", "surrogateescape") for entry in entries}
    assert len(files) == len(entries)
    return files | BOMBS


ENTRIES = read_entries()
SIZES = {
    str(entry["file"]): entry
    for entry in yaml.safe_load((Path(__file__).parent.parent / "hostile" / "captures" / "sizes.yml").read_text("utf-8"))
    if os.environ.get("BRIEFGEN_ATTACK_ALL") or entry.get("sample")
}


def write_long(entry: Mapping[str, object]) -> bytes:
    """Return the bytes of a long capture: what comes before, one text over and over, what comes after."""
    each = expand(str(entry["each"]))
    parts = [expand(str(entry.get("before", "")))]
    after = expand(str(entry.get("after", "")))
    left_bytes, left_lines, left_characters = CAPTURE_LIMIT - len(_encoded(parts[0] + after)), MOST_LINES, MOST_CHARACTERS
    times = int(str(entry.get("times", CAPTURE_LIMIT)))
    if "{" not in each and entry.get("fill") == "bytes":
        return _encoded(parts[0] + each * (left_bytes // len(_encoded(each))) + after)
    for number in range(1, times + 1):
        part = each.replace("{number}", str(number)).replace("{word}", word(number))
        left_bytes -= len(_encoded(part))
        left_lines -= part.count("\n")
        left_characters -= len(part)
        if left_bytes < 0 or (entry.get("fill") == "limits" and min(left_lines, left_characters) < 0):
            break
        parts.append(part)
    return _encoded("".join(parts) + after)


def word(number: int) -> str:
    """Return a word of letters that no other number has."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


pytestmark = pytest.mark.xdist_group("hostile")


def limit() -> None:
    seconds = cpu_seconds(SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    # The libraries that read HTML map a good part of this before they read anything.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def take(project: Project, *arguments: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[bytes]":
    cpu_seconds(SECONDS)  # Measured here, and known in the process that is limited.
    command = [
        sys.executable,
        "-m",
        "briefgen",
        "import",
        "--format",
        "json",
        "--source",
        str(project.root),
        "--workers",
        "1",
    ]
    return subprocess.run(
        [*command, *arguments], cwd=cwd or project.root, capture_output=True, preexec_fn=limit, timeout=PATIENCE, check=False
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """An import of every bad capture at once: what lay there before and after, and what was found."""

    project: Project
    code: int
    said: bytes
    before: Mapping[str, str]
    after: Mapping[str, str]
    findings: tuple[Mapping[str, object], ...]

    @property
    def new(self) -> set[str]:
        return {path for path, digest in self.after.items() if self.before.get(path) != digest}


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    root = tmp_path_factory.mktemp("captures")
    project = write_project(root / "project")
    folder = root / "from"
    folder.mkdir()
    for name, data in ENTRIES.items():
        (folder / name).write_bytes(data)
    before = tree_of(root)
    done = take(project, "--publisher", "<script>alert(1)</script>", "--", *ENTRIES, cwd=folder)
    said = tuple(json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{"))
    return Taken(project, done.returncode, done.stderr, before, tree_of(root), said)


def test_bad_captures_write_nowhere_but_in_content_and_captures(taken: Taken) -> None:
    assert taken.code == 1, taken.said
    assert b"Traceback" not in taken.said
    assert taken.before.keys() <= taken.after.keys()
    assert [path for path in taken.new if not path.startswith(("project/content/", "project/captures/"))] == []
    everything = b"".join(path.read_bytes() for path in taken.project.root.rglob("*") if path.is_file())
    assert b"root:x:0:0" not in everything


@pytest.mark.parametrize("name", ENTRIES, ids=lambda name: ascii(name[:40]))
def test_a_bad_capture_is_kept_whole_or_is_a_finding(taken: Taken, name: str) -> None:
    digest = hashlib.sha256(ENTRIES[name]).hexdigest()
    kept = [path for path, found in taken.after.items() if found == digest and path.startswith("project/captures/")]
    told = [found for found in taken.findings if found["path"] == name and found["severity"] == "error"]
    assert bool(kept) != bool(told), (kept, told)


@pytest.mark.parametrize("name", SIZES)
def test_no_capture_takes_more_than_20_seconds_and_a_gibibyte(project: Project, name: str) -> None:
    """And one that is too long is a finding that says where."""
    data = write_long(SIZES[name])
    project.write(f"../{name}", data)
    done = take(project, f"../{name}")
    # Killed by the limits, it has a negative code; out of memory, a traceback.
    assert done.returncode in {0, 1}, (done.returncode, done.stderr[-500:])
    assert b"Traceback" not in done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    errors = [f"{found['code']} {found['line'] or '-'}" for found in told if found["severity"] == "error"]
    wanted = str(SIZES[name].get("finding", ""))
    assert errors == [wanted] if wanted else not {"capture-too-long -", "page-too-large -"} & set(errors)


def test_what_is_made_of_bad_captures_has_no_script_when_it_is_published(taken: Taken, tmp_path: Path) -> None:
    project = taken.project
    drafts = sorted(project.root.glob("content/**/*.md"))
    for number, path in enumerate(drafts):
        lines = re.sub("^(?:draft|slug): .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        lines = lines.replace("---\n", f"---\nslug: made-{number}\n", 1)
        for key, value in (("date", "2025-03-12"), ("region", "north")):
            if f"\n{key}: " not in lines:
                lines = lines.replace("---\n", f"---\n{key}: {value}\n", 1)
        path.write_text(lines, "utf-8")
    built = project.run("build", "--now", "2025-05-01T12:00:00Z")
    assert built.returncode == 0, built.stdout + built.stderr
    calm = tmp_path / "calm"
    base = [
        "--base-url",
        BASE_URL,
        "--source",
        str(FULL),
        "--output",
        str(calm),
        "--no-cache",
        "--now",
        "2025-05-01T12:00:00Z",
    ]
    assert project.run("build", *base).returncode == 0
    assert len(drafts) > 10
    assert list(Watch(calm, BASE_URL).dangers(project.output)) == []


def test_no_link_among_captures_leads_an_import_or_a_check_elsewhere(tmp_path: Path) -> None:
    """Not those of the folder that is imported, nor those of the project's own captures, profiles and drafts."""
    project = write_project(tmp_path / "project")
    outside = tmp_path / "outside"
    (outside / "below").mkdir(parents=True)
    for name in ("secret.txt", "below/secret.txt", "secret.yml", "secret.ledger.json"):
        (outside / name).write_text(f"Harbour XSECRETX\n\n{STORY} {STORY}\n", "utf-8")
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / "story.txt").write_text(
        f"Harbour Towns Weigh the Price\n\nBy Mara Ellison\n12 March 2025\n\n{STORY}\n\n{STORY}\n"
    )
    (folder / "below").symlink_to(outside / "below")
    (folder / "loop").symlink_to(folder)
    captures = project.root / "captures"
    captures.mkdir()
    (captures / "profiles").symlink_to(outside)
    (captures / "000000000000-a.ledger.json").symlink_to(outside / "secret.ledger.json")
    (captures / "000000000000-a.txt").symlink_to(outside / "secret.txt")
    (project.root / "content" / "2025-03-12-harbour-towns-weigh-the-price.md").symlink_to(outside / "new.md")
    before = tree_of(outside)
    done = take(project, str(folder))
    checked = project.run("check")
    assert b"Traceback" not in done.stderr + checked.stderr.encode()
    assert tree_of(outside) == before
    assert b"XSECRETX" not in done.stdout + done.stderr + (checked.stdout + checked.stderr).encode()
    written = [path for path in project.root.rglob("*") if path.is_file() and not path.is_symlink()]
    assert b"XSECRETX" not in b"".join(path.read_bytes() for path in written)


@pytest.mark.parametrize(
    "profile",
    [
        pytest.param("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nwhen: *c\n", id="aliases"),
        pytest.param("when: !!python/object/apply:os.system ['touch pwned']\n", id="tags"),
        pytest.param(f"when: {'[' * 20000}\n", id="nesting"),
        pytest.param("when: Harbour\nwhen: Harbour\n", id="twice"),
        pytest.param(f"when: {'x' * 6_000_000}\n", id="six-megabytes"),
    ],
)
def test_a_profile_that_is_a_bomb_is_a_finding(project: Project, profile: str) -> None:
    project.write("captures/profiles/bomb.yml", profile)
    before = tree_of(project.root)
    project.write("../story.txt", f"Harbour Towns Weigh the Price\n\n12 March 2025\n\n{STORY}\n\n{STORY}\n")
    done = take(project, "../story.txt")
    assert done.returncode == 1, done.stderr
    assert b'"path":"captures/profiles/bomb.yml"' in done.stdout.replace(b'": "', b'":"')
    assert b"Traceback" not in done.stderr
    assert tree_of(project.root) == before
