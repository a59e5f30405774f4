"""Case files: what goes in and what comes out, as data that needs no Python to be read or added to.

A file of `tests/cases/FOLDER/` holds cases one after another. A heading of the second level states the fact; fenced blocks
below it are named by the word after the fence (`input`, `output`, `findings` ...), and each runner says which it takes. Text
between them is for the reader. Where a block shows nothing at all, it is written in angle brackets:

    ⟨U+202E⟩            a character that cannot be seen, or that a source file had better not hold
    ⟨0xE9⟩              a byte that is not UTF-8
    ⟨text, 100 times⟩   the same text over and over; also ⟨U+0020, 100 times⟩

A line of `findings` is `code place words`: the place is `line:column`, `line:column+length`, `line` alone, or `-` for the
file as a whole; the words, if any, stand in the message or the help. Without a `findings` block there is nothing to find.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefgen.values.diagnostics import Diagnostic, in_order

_FOLDER = Path(__file__).parent / "cases"
_BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<name>\w+)\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## +", re.MULTILINE)
_FINDING = re.compile(r"(?P<code>[a-z0-9-]+) (?P<place>-|\d+(?::\d+(?:\+\d+)?)?)(?: (?P<words>.+))?")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its heading, and its blocks by name without the line end before the closing fence."""

    name: str
    blocks: dict[str, str]

    def block(self, name: str) -> str:
        return self.blocks.get(name, "")

    def lines(self, name: str) -> list[str]:
        return self.block(name).split("\n") if self.block(name) else []

    def data(self, name: str) -> bytes:
        """Return a block as the bytes of a file."""
        return self.block(name).encode("utf-8", "surrogateescape")


def load_cases(folder: str, known: set[str]) -> list[object]:
    """Return every case of a folder as a test's parameter; a block that the runner does not know is an error."""
    parameters: list[object] = []
    for path in sorted((_FOLDER / folder).glob("*.md")):
        for part in _HEADING.split(_without_blocks_hidden(path.read_text("utf-8")))[1:]:
            case = _read_case(part)
            assert case.blocks.keys() & known, f"{path.name}: {case.name}: no block says anything"
            assert case.blocks.keys() <= known, f"{path.name}: {case.name}: unknown block"
            parameters.append(pytest.param(case, id=f"{path.stem}: {case.name}"))
    assert parameters, f"no cases in {folder}"
    return parameters


def findings_as(case: Case, findings: Iterable[Diagnostic]) -> list[str]:
    """Write findings, in the order of their places, as the case does: equal to its lines where they are as expected."""
    expected = case.lines("findings")
    found = in_order(findings)
    padding = [""] * (len(found) - len(expected))
    return [_shown(one, line) for one, line in zip(found, [*expected, *padding], strict=False)]


def pieces_of(text: str) -> list[str]:
    """Return the words of a text as pieces for a property test; ␣ stands for a space, ↵ for a line end, ⇥ for a tab."""
    return [expand(word.translate({ord("␣"): " ", ord("↵"): "\n", ord("⇥"): "\t"})) for word in text.split()]


def expand(text: str) -> str:
    """Put what stands in angle brackets in its place: a character, a byte (as a lone surrogate), a repetition."""

    def times(found: re.Match[str]) -> int:
        return int(found[2] or 1)

    text = re.sub(r"⟨U\+([0-9A-F]{4,6})(?:, (\d+) times)?⟩", lambda found: chr(int(found[1], 16)) * times(found), text)
    text = re.sub(r"⟨0x([0-9A-F]{2})(?:, (\d+) times)?⟩", lambda found: chr(0xDC00 + int(found[1], 16)) * times(found), text)
    return re.sub(r"⟨([^⟨⟩]+), (\d+) times⟩", lambda found: found[1] * times(found), text)


def _shown(found: Diagnostic, expected: str) -> str:
    """Write a finding as a case would, as far as the expected line goes into detail."""
    wanted = _FINDING.fullmatch(expected)
    span = found.span
    place = ":".join(str(part) for part in (span.line, span.column) if part is not None) or "-"
    if wanted and "+" in wanted["place"]:
        place += f"+{span.length}"
    words = wanted["words"] if wanted else None
    said = f"{found.message} | {found.help}"
    if words is None and wanted:
        return f"{found.code} {place}"
    return f"{found.code} {place} {words if words is not None and words in said else said}"


def _without_blocks_hidden(text: str) -> str:
    # A heading inside a block is part of the case; it must not begin another.
    return _BLOCK.sub(lambda block: re.sub(r"^##", "⟨U+0023⟩#", block[0], flags=re.MULTILINE), text)


def _read_case(text: str) -> Case:
    name, _, rest = text.partition("\n")
    blocks = {block["name"]: expand(block["text"].removesuffix("\n")) for block in _BLOCK.finditer(rest)}
    assert len(blocks) == len(_BLOCK.findall(rest)), f"{name}: a block stands twice"
    return Case(name.strip(), blocks)
