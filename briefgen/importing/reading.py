"""Floor 7. Captures from the world: which files there are, their bytes, and what the pure rules make of each.

One capture is read and understood in one call without side effects, so that many can be spread over an executor.
"""

import errno
import functools
import hashlib
import importlib.resources
import os
import stat
import zlib
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from briefgen.disk.handles import link_finding, open_below, read_below
from briefgen.importing.capture.decoding import why_unread
from briefgen.importing.capture.ledger import Given, Origin
from briefgen.importing.capture.lines import CAPTURE_LIMIT, MOST_ARTICLES, find_excess, is_binary, read_capture
from briefgen.importing.capture.reading import read_account
from briefgen.importing.capture.rules import Profile, Rules
from briefgen.importing.capture.tables import read_profile, read_rules
from briefgen.importing.files import digest_of, names_in, without_beside
from briefgen.importing.html import looks_like_html, read_html, why_unread_html
from briefgen.importing.observations import about_bytes, about_lines
from briefgen.importing.packing import Held, hold
from briefgen.text.characters import FILE_LIMIT, decode
from briefgen.text.slugs import slug
from briefgen.values.diagnostics import BriefgenError, Checked, Diagnostic, Span, finding, how_to_install

#: Where captures, their ledgers and the profiles of sites are kept in a project.
CAPTURES: Final = "captures"
PROFILES: Final = "captures/profiles"
LEDGER: Final = ".ledger.json"

_DATA: Final = ("rules", "calendar", "languages", "places", "facts", "weights", "states")
_HTML: Final = (".html", ".htm", ".xhtml")
#: What browsers in several languages put behind a page's name for the folder of its pictures and scripts.
_PARTS_OF_PAGE: Final = (
    "_files", "-Dateien", "-filer", "_fichiers", "_archivos", "_arquivos", "_file", "_bestanden", "_soubory", "_pliki",
    "_elemei", "_dosyalar", "_fails", "_datoteke", "_bylos", ".files",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Input:
    """One capture to import: a file, bytes that came on standard input, or an entry of a container.

    No link is followed below `base`: the folder that was named, that of the file that was named, or the project. An entry
    has its bytes (`packed`, with zlib), their digest, what it is called after, whether it is a page, and where it came from.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    base: Path | None = None
    packed: bytes = b""
    sha256: str = ""
    label: str = ""
    is_page: bool = False
    origin: Origin | None = None
    #: What is said of this capture alone, and wins over the options; and what its container or name states, which does not.
    said: Given = field(default_factory=Given)
    stated: Given = field(default_factory=Given)


@dataclass(frozen=True, slots=True)
class Read:
    """What one capture holds. Without what is held of it where it cannot be imported; the findings say why."""

    input: Input
    sha256: str = ""
    size: int = 0
    is_html: bool = False
    held: Held | None = None
    blocks: str = ""
    findings: tuple[Diagnostic, ...] = ()


@functools.cache
def the_rules() -> Rules:
    """Return the rules that briefgen ships."""
    folder = importlib.resources.files("briefgen.importing.capture").joinpath("data")
    return read_rules({name: folder.joinpath(f"{name}.yml").read_text("utf-8") for name in _DATA})


def read_profiles(root: Path) -> Checked[tuple[Profile, ...]]:
    """Return the profiles of sites that the project keeps, and what is wrong with them."""
    names = names_in(root, PROFILES)
    findings = list(names.findings)
    profiles: list[Profile] = []
    for name in (name for name in names.value or () if name.endswith(".yml")):
        path = f"{PROFILES}/{name}"
        data = read_below(root, path, FILE_LIMIT)
        text = decode(data.value, path) if data.value is not None else None
        found = read_profile(text.value, path, name.removesuffix(".yml")) if text and text.value is not None else None
        findings += [problem for read in (data, text, found) if read for problem in read.findings]
        profiles += [found.value] if found and found.value else []
    return Checked(tuple(profiles), tuple(findings))


def list_inputs(paths: Sequence[Path]) -> tuple[Input, ...]:
    """Return the captures that the paths name, folders with all that is in them, in order; raises BriefgenError."""
    found: list[Input] = []
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found += [Input(str(below), below, base=path) for below in sorted(_files_below(path))]
        elif os.path.lexists(path):
            # Also a link that leads nowhere: it is told with the others, and stops none of them.
            found.append(Input(str(path), path))
        else:
            raise BriefgenError(f"there is no file or folder {path}")
    once = {str(item.path): item for item in found}
    # A pattern of the shell names the files beside captures as well.
    named: dict[Path, list[str]] = {}
    for item in once.values():
        if item.path is not None:
            named.setdefault(item.path.parent, []).append(item.path.name)
    kept = {folder: frozenset(without_beside(names)) for folder, names in named.items()}
    return tuple(item for item in once.values() if item.path is None or item.path.name in kept[item.path.parent])


def anchored(root: Path, item: Input) -> Input:
    """Return a capture so that, if it lies in the project, no link on the way from the project's folder is followed."""
    if item.path is None:
        return item
    # Without its "..", but not resolved: a resolved path has followed the links already.
    top, place = (Path(os.path.normpath(path.absolute())) for path in (root, item.path))
    return replace(item, path=place, base=top) if place.is_relative_to(top) else item


def digest_of_input(item: Input) -> str:
    """Return the SHA-256 of a capture, or empty text where it cannot be read."""
    return item.sha256 or (digest_of(*_place(item)) if item.path else "")


def given_for(item: Input, given: Given) -> Given:
    """Return what is known of a capture: what a file beside it says, else the options, else its container or its name."""
    return Given(
        **{
            key: getattr(item.said, key) or getattr(given, key) or getattr(item.stated, key)
            for key in Given.__struct_fields__
        }
    )


def _place(item: Input) -> tuple[Path, str]:
    """Return the folder below which no link is followed, and the capture's path in it."""
    assert item.path is not None
    base = item.base or item.path.parent
    return base, item.path.relative_to(base).as_posix()


def _files_below(folder: Path) -> Sequence[Path]:
    found: list[Path] = []
    unreadable: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable.append, followlinks=False):
        # A link to a folder is named and not followed: it may lead anywhere, also back.
        pages = {name.rsplit(".", 1)[0] for name in names if name.lower().endswith(_HTML)}
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name != "profiles" and not _is_of_page(name, pages)
        )
        found += [Path(parent) / name for name in folders if (Path(parent) / name).is_symlink()]
        shown = (name for name in names if not name.startswith(".") and _may_be_capture(name))
        found += [Path(parent) / name for name in without_beside(shown)]
    # A folder that may not be looked into fails again when it is read, and is told then.
    return [*found, *(Path(error.filename) for error in unreadable)]


def _is_of_page(name: str, pages: Set[str]) -> bool:
    """Is this the folder with the pictures and scripts of a page that a browser saved beside it?"""
    stem = next((name.removesuffix(end) for end in _PARTS_OF_PAGE if name.endswith(end)), "")
    return stem in pages


def _may_be_capture(name: str) -> bool:
    return not name.endswith((LEDGER, "~", ".tmp")) and name not in {"README.md", "README", "Thumbs.db", "desktop.ini"}


def read_head(item: Input, size: int) -> bytes | None:
    """Return the first bytes of a capture; None where it cannot be opened, which is told when it is read."""
    if item.path is None:
        return (item.data or b"")[:size]
    try:
        with open_below(*_place(item)) as descriptor:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(size)
    except OSError:
        return None


def read_bytes(item: Input, limit: int = CAPTURE_LIMIT) -> Checked[bytes]:
    """Return a capture's bytes; one that is no regular file or too large is a finding."""
    span = Span(path=item.name)
    if item.packed:
        return Checked(zlib.decompress(item.packed))
    if item.data is not None or item.path is None:
        data = item.data or b""
        return Checked(None, (_too_large(span, len(data), limit),)) if len(data) > limit else Checked(data)
    try:
        with open_below(*_place(item)) as descriptor:
            problem = _problem(os.fstat(descriptor), span, limit)
            if problem:
                return Checked(None, (problem,))
            with open(descriptor, "rb", closefd=False) as file:
                return Checked(file.read(limit + 1))
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Checked(None, (link_finding(span),))
        if error.errno == errno.ENXIO:
            return Checked(None, (_irregular(span),))
        hint = "see that it is there and may be read"
        return Checked(None, (finding("unreadable-capture", span, f"the file cannot be read: {error.strerror}", hint),))


def _problem(status: os.stat_result, span: Span, limit: int) -> Diagnostic | None:
    """Return what is wrong with an open file before any of it is read."""
    if not stat.S_ISREG(status.st_mode):
        return _irregular(span)
    return _too_large(span, status.st_size, limit) if status.st_size > limit else None


def _irregular(span: Span) -> Diagnostic:
    hint = "name a file or a folder; for the output of a program, pipe it and write - for the path"
    return finding("not-a-file", span, "this is not a regular file", hint)


def read_input(item: Input, given: Given, profiles: tuple[Profile, ...], *, explains: bool = False) -> Read:
    """Return what one capture holds; a function of its bytes, the options and the profiles."""
    read = read_bytes(item)
    span = Span(path=item.name)
    if read.value is None:
        return Read(item, findings=read.findings)
    data = read.value
    given = given_for(item, given)
    sha256 = hashlib.sha256(data).hexdigest()
    is_html = item.is_page or item.name.lower().endswith(_HTML) or looks_like_html(data)
    if is_binary(data) and not looks_like_html(data):
        found = finding("binary-capture", span, "these are not the bytes of a text", "capture the page as text or HTML")
        return Read(item, sha256, len(data), findings=(found,))
    unread = why_unread_html(data) if is_html else why_unread(data)
    if unread:
        return Read(item, sha256, len(data), is_html, findings=(_unread(unread, span),))
    blocks = ""
    findings: tuple[Diagnostic, ...] = ()
    if is_html:
        page = read_html(data, item.name, the_rules(), given)
        if page.value is None:
            return Read(item, sha256, len(data), is_html, findings=page.findings)
        account, blocks = page.value
        findings = page.findings
    else:
        excess = find_excess(data)
        if excess:
            hint = "split the file, or put line ends between paragraphs"
            found = finding("capture-too-long", Span(path=item.name, line=excess.line), excess.message, hint)
            return Read(item, sha256, len(data), findings=(found,))
        wrong = _about_split(data, given, span)
        if wrong:
            return Read(item, sha256, len(data), findings=(wrong,))
        account = read_account(data, the_rules(), given, profiles)
        if len(account.drafts) > MOST_ARTICLES:
            where = Span(path=item.name, line=account.drafts[MOST_ARTICLES].paragraphs[0].lines[0])
            message = f"the capture has {len(account.drafts):,} articles, the limit is {MOST_ARTICLES:,}"
            return Read(item, sha256, len(data), findings=(finding("capture-too-long", where, message, "split the file"),))
    again = _name_again(Read(item, sha256, len(data), is_html))
    findings = (*findings, *about_bytes(account, span, is_html=is_html))
    findings = (*findings, *about_lines(account, span, again, is_html=is_html))
    if not account.drafts:
        findings = (*findings, _no_article(data, span))
    return Read(item, sha256, len(data), is_html, hold(account, given, explains=explains), blocks, findings)


def _about_split(data: bytes, given: Given, span: Span) -> Diagnostic | None:
    """Return what is wrong with the lines at which stories should begin."""
    lines = len(read_capture(data).lines) if given.split else 0
    outside = [line for line in given.split if not 1 <= line <= lines]
    if not outside:
        return None
    message = f"--split names line {outside[0]}, and the capture has {lines:,} lines"
    return finding("split-outside", span, message, "name the lines at which its stories begin")


def _unread(why: str, span: Span) -> Diagnostic:
    if why == "missing":
        message = "the bytes are not UTF-8, and chardet, which guesses other encodings, is not installed"
        return finding("no-file-reader", span, message, how_to_install("import"))
    message = f"the bytes are not UTF-8, and the capture was not read: {why}"
    return finding("unknown-encoding", span, message, "open it in an editor, save it as UTF-8, and import that")


def _name_again(read: Read) -> str:
    """Return by which name a capture is imported again; of several in a file each is kept under a name of its own."""
    origin = read.input.origin
    is_one_of_several = origin is not None and read.input.name.endswith(f"#{origin.part}")
    return capture_path(read) if is_one_of_several else "this file"


def _no_article(data: bytes, span: Span) -> Diagnostic:
    if not data.strip():
        return finding("no-article", span, "this capture is empty", "capture the page again")
    hint = "look at it: a list of headlines, teasers or an empty page has no article"
    return finding("no-article", span, "no article was found in this capture", hint)


def capture_path(read: Read) -> str:
    """Return where a capture is kept: the beginning of its digest, and its name."""
    name = read.input.label.replace("/", " ").replace(".", " ") or Path(read.input.name).name
    stem = name.rsplit(".", 1)[0] if "." in name else name
    # One that lies in captures/ under its own digest stays where it is.
    stem = stem.removeprefix(f"{read.sha256[:12]}-")
    return f"{CAPTURES}/{read.sha256[:12]}-{slug(stem) or 'capture'}.{'html' if read.is_html else 'txt'}"


def _too_large(span: Span, size: int, limit: int) -> Diagnostic:
    message = f"the capture has {size:,} bytes, the limit is {limit:,}"
    return finding("capture-too-large", span, message, "capture the article and not the whole site")
