"""Floor 7. Take what an import proposed: lines of comments in the front matter of a draft become keys.

An import writes a proposal as the very line that a curator would have, behind `# `, with its ground behind `  # proposed`.
To take it is to take these marks away. All other bytes of the file stay, but for remarks that what was taken answers.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from briefgen.content import schema
from briefgen.disk.handles import read_below
from briefgen.disk.new_files import replace_unchanged
from briefgen.text.characters import FILE_LIMIT, decode
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Severity
from briefgen.values.model import Digest

#: Keys that an import proposes, in the order in which a curator decides on them.
KEYS: Final = ("date", "region", "countries", "authors", "name", "url")
_FRONT: Final = re.compile(r"\A\ufeff?---\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_PROPOSAL: Final = re.compile(r"(?P<indent> *)# (?:or )?(?P<key>[a-z_]+): (?P<value>.*?)  # proposed(?P<why>.*)")
_BASIS: Final = re.compile(r" \((stated|relative|inferred)\)")
#: Remarks that a taken key answers.
_ANSWERED: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("# date: ", "# or date: ", "# date_basis: ", "# evidence for a date: ", "#   no day ", "#   2", "#   1"),
    "region": ("# region: ",),
    "countries": ("# countries: ",),
    "authors": ("# authors: ",),
}
_NO_PUBLISHER: Final = "# sources: a capture names no publisher"
_UNDATED: Final = "undated-"
#: A key of the article, or of an item of a list: its indent, the hyphen of the item, its name.
_KEY: Final = re.compile(r"( *)(- )?([a-z_]+):(?: |$)")
_DRAFT: Final = re.compile(r"^draft: *true\b", re.MULTILINE)


class Proposal(msgspec.Struct, frozen=True):
    """A line of a draft that an import proposed: its number from 0, its key and value as YAML, its basis, and its ground.

    `source` counts the sources of the draft from 0, for the keys of a source; None for keys of the article.
    """

    line: int
    key: str
    value: str
    why: str
    basis: str = ""
    source: int | None = None


#: Chooses among the proposals for one key (of one source), the likeliest first; None takes none of them.
Choose = Callable[[Sequence[Proposal]], Proposal | None]


class Acceptance(msgspec.Struct, frozen=True):
    """What became of a draft: its path now, the keys and values that were taken, and why nothing was done (empty: done).

    `kept` has the keys for which the curator gave a value, but the draft has one already, which stays.
    """

    path: str
    taken: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()
    refusal: str = ""
    findings: tuple[Diagnostic, ...] = ()


def proposals_of(text: str) -> tuple[Proposal, ...]:
    """Return the proposals in the front matter of an article for keys that it lacks, in the order of their lines."""
    lines = _front_lines(text)
    there = _keys_in(lines)
    found, source = [], -1
    for number, line in enumerate(lines, start=1):
        if line.startswith("- "):
            source += 1
        match = _PROPOSAL.fullmatch(line.rstrip())
        of = source if match and match["indent"] else None
        if match and match["key"] in KEYS and (match["key"], of) not in there:
            basis = _BASIS.match(match["why"])
            found.append(
                Proposal(
                    line=number,
                    key=match["key"],
                    value=match["value"],
                    why=_BASIS.sub(r"\1", match["why"]).lstrip(" ,;"),
                    basis=basis[1] if basis else "",
                    source=of,
                )
            )
    return tuple(found)


def _front_lines(text: str) -> list[str]:
    front = _FRONT.match(text)
    return front[1].splitlines() if front else []


def _keys_in(lines: Sequence[str]) -> set[tuple[str, int | None]]:
    """Return the keys of front matter: those of the article with None, those of a source with its number."""
    found: set[tuple[str, int | None]] = set()
    source, inside = -1, ""
    for line in lines:
        source += line.startswith("- ")
        if not (match := _KEY.match(line)):
            continue
        indent, hyphen, key = match.groups()
        if not indent and not hyphen:
            inside = key
            found.add(("region" if key == "regions" else key, None))
        elif inside == "sources":
            found.add((key, source))
    return found


def accept_draft(root: Path, path: str, choose: Choose, given: Mapping[str, str]) -> Acceptance:
    """Take proposals of a draft, and move its file to its dated place; `path` is from the project's folder.

    `given` has values of the curator's own, by key (date, region): they come before what is proposed. Only drafts get them,
    and a key that is there stays. A file that somebody changes meanwhile, or that the result would make wrong, stays as it
    is. Raises BriefgenError if it cannot be written.
    """
    read = read_below(root, path, FILE_LIMIT)
    if read.value is None:
        raise BriefgenError(f"{path} is no article of this project")
    decoded = decode(read.value, path)
    if decoded.value is None:
        return Acceptance(path, refusal="it cannot be read", findings=decoded.findings)
    text = read.value.decode()  # With its own line ends.
    there = _keys_in(_front_lines(text))
    given = given if is_draft(text) else {}
    kept = tuple(key for key in given if (key, None) in there)
    taken = _chosen(text, choose, {key: value for key, value in given.items() if key not in kept})
    if not taken:
        return Acceptance(path, refusal=f"it has {' and '.join(kept)} already" if kept else "nothing was taken")
    after = _with(text, taken)
    before_errors, errors = _errors(decoded.value, path), _errors(decode(after.encode(), path).value or "", path)
    worse = tuple(one for one in errors if one.code not in {found.code for found in before_errors})
    if worse:
        return Acceptance(path, refusal="what was taken would be wrong", findings=worse)
    place = _place(path, taken)
    if place != path and os.path.lexists(root / place):
        return Acceptance(path, refusal=f"{place} is there already")
    if not replace_unchanged(root, path, read.value, after.encode()):
        return Acceptance(path, refusal="it is read-only, or changed meanwhile")
    if place != path:
        _move(root, path, place)
    return Acceptance(place, tuple((one.key, one.value) for one in taken), kept)


def is_draft(text: str) -> bool:
    """Is a text a draft, or an article for which an import has proposed something that nobody has decided?"""
    front = _FRONT.match(text)
    return front is not None and bool(_DRAFT.search(front[1]) or proposals_of(text))


def _chosen(text: str, choose: Choose, given: Mapping[str, str]) -> list[Proposal]:
    """Return what is taken: for each key one proposal, or the curator's own value."""
    groups: dict[tuple[str, int | None], list[Proposal]] = {}
    for proposal in proposals_of(text):
        groups.setdefault((proposal.key, proposal.source), []).append(proposal)
    taken = []
    for key in KEYS:
        if key in given:
            same = next((one for one in groups.get((key, None), ()) if one.value == given[key]), None)
            taken.append(same or Proposal(line=-1, key=key, value=given[key], why=""))
            continue
        for (of, _), found in groups.items():
            if of == key and (one := choose(found)) is not None:
                taken.append(one)
    return taken


def _with(text: str, taken: Sequence[Proposal]) -> str:
    """Return the text with proposals as keys, and without the remarks that they answer."""
    front = _FRONT.match(text)
    assert front is not None
    lines = front[1].splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    by_line = {one.line - 1: one for one in taken if one.line >= 0}
    answered = tuple(start for one in taken if one.source is None for start in _ANSWERED.get(one.key, ()))
    own = [one for one in taken if one.source is None]
    kept: list[str] = []
    for number, line in enumerate(lines):
        one = by_line.get(number)
        if one is not None and one.source is not None:
            indent = line[: len(line) - len(line.lstrip(" "))]
            kept.append(f"{indent}{one.key}: {one.value}{end}")
        elif not (answered and line.startswith(answered)):
            kept.append(line)
    # Behind the last key, before the remarks.
    place = next((at for at in range(len(kept), 0, -1) if not kept[at - 1].lstrip().startswith("#")), 0)
    new = []
    for one in own:
        new.append(f"{one.key}: {one.value}{end}")
        if one.basis:
            new.append(f"date_basis: {one.basis}{end}")
    kept[place:place] = new
    made = "".join(kept)
    if not _lacks_publisher(made):
        made = "".join(line for line in made.splitlines(keepends=True) if not line.startswith(_NO_PUBLISHER))
    return f"{text[: front.start(1)]}{made}{text[front.end(1) :]}"


def _lacks_publisher(front: str) -> bool:
    """Does a source of a draft have neither name nor address?"""
    inside = re.search(r"^sources:\n((?:[- ].*\n|\s*#.*\n)*)", front.replace("\r\n", "\n"), re.MULTILINE)
    sources = re.split(r"^- ", inside[1], flags=re.MULTILINE)[1:] if inside else []
    return any(not re.search(r"^(?:  )?(?:name|url): ", source, re.MULTILINE) for source in sources)


def _errors(text: str, path: str) -> tuple[Diagnostic, ...]:
    read = schema.read_article(text, path, Digest(""))
    return tuple(one for one in read.findings if one.severity is Severity.ERROR or one.code == "unfinished-draft")


def _place(path: str, taken: Sequence[Proposal]) -> str:
    """Return where a draft belongs: `undated-` in the name of its file becomes its day."""
    folder, _, name = path.rpartition("/")
    day = next((one.value for one in taken if one.key == "date"), "")
    if not name.startswith(_UNDATED) or not day:
        return path
    return f"{folder}/{date.fromisoformat(day).isoformat()}-{name.removeprefix(_UNDATED)}"


def _move(root: Path, path: str, place: str) -> None:
    try:
        try:
            # Unlike a rename, a link never replaces a file that somebody has made in the meantime.
            os.link(root / path, root / place)
            (root / path).unlink()
        except PermissionError:
            (root / path).rename(root / place)
    except OSError as error:
        raise BriefgenError(f"cannot move {path} to {place}: {error.strerror or error}") from error
