"""Bad captures: each is a draft or a finding, and nothing but `content/` and `captures/` is written to."""

import bz2
import gzip
import hashlib
import json
import lzma
import os
import re
import resource
import socket
import subprocess
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from briefgen.importing import ImportOptions, import_captures, list_inputs, prove_project
from briefgen.importing.capture.lines import CAPTURE_LIMIT, MOST_CHARACTERS, MOST_LINES
from tests import starting
from tests.attacks.test_hostile import BASE_URL, FULL, MEMORY, SECONDS
from tests.cases import expand
from tests.dangers import Watch
from tests.machine import cpu_seconds
from tests.projects import Project, tree_of, write_project

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
Done: TypeAlias = "subprocess.CompletedProcess[str]"
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


def take(
    project: Project, *arguments: str, cwd: Path | None = None, command: Callable[..., Done] = starting.run
) -> "subprocess.CompletedProcess[bytes]":
    """Import within the limits; what is about the limits themselves starts Python, whose libraries count."""
    words = ("import", "--format", "json", "--source", str(project.root), "--workers", "1", *arguments)
    # The libraries that read HTML map a good part of the memory before they read anything.
    limits = ((resource.RLIMIT_CPU, cpu_seconds(SECONDS)), (resource.RLIMIT_AS, MEMORY))
    done = command(*words, cwd=cwd or project.root, limits=limits)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.encode(), done.stderr.encode())


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
    done = take(project, "--publisher", "<script>alert(1)</script>", "--", *ENTRIES, cwd=folder, command=starting.start)
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
    done = take(project, f"../{name}", command=starting.start)
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


@pytest.mark.parametrize("piece", ["[", "<!-- ", "![a](", "<!--\n"], ids=["brackets", "comments", "links", "lines"])
def test_an_article_of_one_thing_takes_no_import_down(project: Project, piece: str) -> None:
    """An import compares its drafts with all articles, also with those that a build refuses."""
    project.write("../story.txt", f"Harbour Towns Weigh the Price\n\n12 March 2025\n\n{STORY}\n\n{STORY}\n")
    front = "---\ntitle: A\ndraft: true\nsources: [{name: A}]\n---\n"
    project.write("content/a.md", front + piece * (3_000_000 // len(piece)))
    done = take(project, "../story.txt")
    assert (done.returncode, done.stderr.count(b"Traceback")) == (0, 0)


# Links and ledgers -------------------------------------------------------------------------------------------------------


def secret_beside(project: Project) -> Path:
    """Return a folder outside the project with captures, ledgers and profiles that nothing may read."""
    outside = project.root.parent / "outside"
    outside.mkdir()
    for name in ("secret.txt", "secret.yml", "secret.env"):
        (outside / name).write_text(f"when: [XSECRETX]\n\nHarbour XSECRETX\n\n12 March 2025\n\n{STORY} {STORY}\n", "utf-8")
    return outside


def tell(done: "subprocess.CompletedProcess[bytes]") -> list[tuple[str, str]]:
    assert b"Traceback" not in done.stderr, done.stderr
    return [
        (found["path"], found["code"])
        for found in map(json.loads, filter(lambda line: line[:1] == b"{", done.stdout.splitlines()))
    ]


LINKS = {
    "a file in the folder": ("../from/link.txt", "secret.txt", "../from"),
    "a folder in the folder": ("../from/link", "", "../from"),
    "a file that is named": ("../from/link.txt", "secret.txt", "../from/link.txt"),
    "a file in the project": ("captures/link.txt", "secret.txt", "captures/link.txt"),
    "a folder of the project above the file": ("captures/link", "", "captures/link/secret.txt"),
    "a folder of the project": ("captures/link", "", "captures/link"),
    "a profile": ("captures/profiles/link.yml", "secret.yml", "../story.txt"),
    "the profiles": ("captures/profiles", "", "../story.txt"),
}


@pytest.mark.parametrize("name", LINKS)
def test_a_link_on_the_way_to_a_capture_is_a_finding_and_not_followed(project: Project, name: str) -> None:
    link, target, argument = LINKS[name]
    outside = secret_beside(project)
    project.write("../story.txt", f"Harbour Towns Weigh the Price\n\n12 March 2025\n\n{STORY}\n\n{STORY}\n")
    place = Path(os.path.normpath(project.root / link))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside / target)
    before = tree_of(project.root)
    done = take(project, argument)
    assert [code for _, code in tell(done)] == ["symbolic-link"]
    assert done.returncode == 1
    assert tree_of(project.root) == before
    assert b"XSECRETX" not in done.stdout + done.stderr


@pytest.mark.parametrize("folder", ["captures", "content", "content/2025"])
def test_nothing_is_written_below_a_folder_that_is_a_link(project: Project, folder: str) -> None:
    outside = secret_beside(project)
    before = tree_of(outside)
    project.write("../story.txt", f"Harbour Towns Weigh the Price\n\n12 March 2025\n\n{STORY}\n\n{STORY}\n")
    if folder == "content":
        (project.root / folder).rename(project.root / "content-before")
    (project.root / folder).symlink_to(outside)
    done = take(project, "--into", "content/2025/march", "../story.txt")
    assert done.returncode == 2
    assert b"symbolic link" in done.stderr
    assert b"Traceback" not in done.stderr
    assert tree_of(outside) == before


def test_a_pipe_or_a_socket_in_the_place_of_a_capture_a_profile_or_a_ledger_is_a_finding(project: Project) -> None:
    captures = project.root / "captures"
    (captures / "profiles").mkdir(parents=True)
    os.mkfifo(captures / "profiles" / "pipe.yml")
    os.mkfifo(captures / "000000000000-a.ledger.json")
    folder = project.root.parent / "from"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(os.path.relpath(folder / "plug.txt"))
    assert tell(take(project, str(folder))) == [("captures/profiles/pipe.yml", "not-a-file")]
    (captures / "profiles" / "pipe.yml").unlink()
    assert {code for _, code in tell(take(project, str(folder)))} == {"not-a-file"}
    assert take(project, "/dev/zero").returncode == 1
    checked = project.run("check", "--format", "json")
    assert [code for _, code in tell_text(checked)] == ["ledger-broken"]


def tell_text(done: "subprocess.CompletedProcess[str]") -> list[tuple[str, str]]:
    return tell(subprocess.CompletedProcess(done.args, done.returncode, done.stdout.encode(), done.stderr.encode()))


#: Values that no import writes, for every field of a ledger and of what it holds.
VALUES: dict[str, object] = {
    "null": None,
    "true": True,
    "minus one": -1,
    "a huge number": 10**40,
    "a number that is no number": "NaN",
    "a fraction": 1.5,
    "a list": [],
    "a map": {},
    "nested lists": [[[[]]]],
    "a zero character": "a\0b",
    "a line end": "a\nb",
    "a path that climbs": "../secret.env",
    "a path that climbs from captures": "captures/../../outside/secret.txt",
    "an absolute path": "/etc/passwd",
    "a drive": "C:\\secret",
    "an escape": "\x1b]0;pwned\x07",
    "a long text": "x" * 100_000,
    "an empty text": "",
    "idna": "idna",
    "punycode": "punycode",
    "rot13": "rot13",
    "zlib": "zlib",
    "unicode_escape": "unicode_escape",
    "undefined": "undefined",
    "utf-7": "utf-7",
    "utf-32": "utf-32",
}
HEAD_FIELDS = ("version", "capture", "sha256", "size", "encoding", "is_guess", "blocks", "given", "articles", "rows")
GIVEN_FIELDS = ("captured_at", "publisher", "url", "date", "region", "lang")
INNER_FIELDS = {
    "articles": ("article", "path", "sha256"),
    "rows": ("line", "start", "end", "fate", "article", "rule", "signs", "of"),
}


def broken_ledgers(good: dict[str, object]) -> dict[str, dict[str, object]]:
    """Return a ledger with each hostile value in each of its fields, by a name."""
    found: dict[str, dict[str, object]] = {}
    for name, value in VALUES.items():
        for field in HEAD_FIELDS:
            found[f"{field}: {name}"] = good | {field: value}
        for field in GIVEN_FIELDS:
            found[f"given.{field}: {name}"] = good | {"given": {field: value}}
        for part, fields in INNER_FIELDS.items():
            rows = good[part]
            assert isinstance(rows, list)
            for field in fields:
                found[f"{part}.{field}: {name}"] = good | {part: [rows[0] | {field: value}, *rows[1:]]}
    return found


def test_no_value_of_any_field_of_a_ledger_ends_a_check_or_an_import_in_a_traceback(project: Project) -> None:
    """In one process a step, since there are hundreds: a traceback would come out of the functions as an exception."""
    secret_beside(project)
    project.write("../story.txt", f"Harbour Towns Weigh the Price\n\n12 March 2025\n\n{STORY}\n\n{STORY}\n")
    project.write("../again.txt", f"Harbour Towns Weigh the Price\n\n12 March 2025\n\n{STORY} \n\n{STORY}\n")
    assert take(project, "../story.txt").returncode == 0
    (path,) = project.root.glob("captures/*.ledger.json")
    good = json.loads(path.read_text("utf-8"))
    assert prove_project(project.root) == ()
    again = list_inputs([Path(os.path.normpath(project.root / "../again.txt"))])
    silent = []
    for name, ledger in broken_ledgers(good).items():
        path.write_text(json.dumps(ledger), "utf-8")
        found = prove_project(project.root)
        assert all("XSECRETX" not in one.message and len(one.message) < 500 for one in found), name
        # Without a finding only where the value is one that an import may write.
        silent += [name] if not found else []
        if name.startswith(("given", "articles", "capture:", "sha256:")):
            # These are what an import reads of the ledgers of others.
            import_captures(project.root, again, ImportOptions(dry_run=True))
    assert {name.partition(":")[0] for name in silent} <= HARMLESS, silent
    checked = project.run("check", "--format", "json")
    assert "Traceback" not in checked.stderr


#: Fields that a proof does not rest on, so that any short text or number may stand there.
HARMLESS = {
    "version", "size", "is_guess", "blocks", "given", "articles", "articles.article", "articles.sha256", "rows.line",
    "rows.article", "rows.rule", "rows.signs", "rows.of", *(f"given.{field}" for field in GIVEN_FIELDS),
}  # fmt: skip


@pytest.mark.parametrize(
    "text", ['{"version": ' + "9" * 5000, "[" * 100_000, "\0" * 1000, '{"version": 1e999}', "\ud800"], ids=range(5)
)
def test_what_is_no_ledger_is_a_finding(project: Project, text: str) -> None:
    project.write("captures/000000000000-a.ledger.json", text.encode("utf-8", "surrogatepass"))
    assert [code for _, code in tell_text(project.run("check", "--format", "json"))] == ["ledger-broken"]


@pytest.mark.parametrize(
    "capture",
    [
        "../outside/secret.env",
        "captures/link/secret.txt",
        "captures/link.txt",
        "/etc/passwd",
        "a\\0b",
        "captures/" + "x" * 5000,
    ],
)
def test_a_check_tells_nothing_of_a_file_outside_the_project(project: Project, capture: str) -> None:
    """Neither its lines nor that it is there, whatever an article's source says."""
    outside = secret_beside(project)
    captures = project.root / "captures"
    captures.mkdir()
    (captures / "link").symlink_to(outside)
    (captures / "link.txt").symlink_to(outside / "secret.txt")
    front = f'title: A\ndate: 2025-04-10\nregion: north\nsources: [{{name: A, capture: "{capture}", sha256: {"0" * 64}}}]'
    project.write("content/a.md", f"---\n{front}\n---\nA fine sentence.\n")
    for form in ("text", "json"):
        checked = project.run("check", "--format", form)
        assert "Traceback" not in checked.stderr
        assert "XSECRETX" not in checked.stdout + checked.stderr
        assert "capture-missing" in checked.stdout or "control-character" in checked.stdout


def test_a_check_follows_no_link_to_a_ledger_or_a_capture(project: Project) -> None:
    project.write("../story.txt", f"Harbour Towns Weigh the Price\n\n12 March 2025\n\n{STORY}\n\n{STORY}\n")
    assert take(project, "../story.txt").returncode == 0
    elsewhere = project.root.parent / "elsewhere"
    (project.root / "captures").rename(elsewhere)
    (project.root / "captures").symlink_to(elsewhere)
    assert ("captures", "symbolic-link") in tell_text(project.run("check", "--format", "json"))
    (project.root / "captures").unlink()
    (project.root / "captures").mkdir()
    for path in elsewhere.iterdir():
        (project.root / "captures" / path.name).symlink_to(path)
    found = tell_text(project.run("check", "--format", "json"))
    assert [code for path, code in found if path.endswith(".ledger.json")] == ["symbolic-link"]
