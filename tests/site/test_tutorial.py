"""docs/tutorial.md is run as it stands: its files are written, its edits made, its commands run, its output compared.

A block after `text PATH` is a file. One after `diff PATH` is an edit: lines with a space before them are in the file, one
with a minus goes, one with a plus comes; a line of three dots stands for any lines, in an edit as in the output shown.
"""

import re
from pathlib import Path

import pytest

from tests.projects import Project, tree_of
from tests.site.test_docs import Block, blocks, page, run, steps

PAGE = "tutorial.md"


def is_shown(shown: str, output: str) -> bool:
    """Is this what the page shows? Three dots stand for anything: alone in a line for any lines, else within a line."""
    lines = [
        ".*" if line == "..." else re.escape(line).replace(r"\.\.\.", "[^\n]*") for line in shown.rstrip("\n").split("\n")
    ]
    pattern = "\n".join(lines).replace(".*\n", "(?:[^\n]*\n)*?").replace("\n.*", "(?:\n[^\n]*)*")
    return re.fullmatch(pattern, output.rstrip("\n")) is not None


def edit(text: str, block: Block) -> str:
    """Return the text as a diff makes it; what the diff names must be there, in this order."""
    lines = text.split("\n")
    place = 0
    for hunk in re.split(r"^\.\.\.\n", block.text, flags=re.MULTILINE):
        changes = hunk.split("\n")[:-1]
        old = [change[1:] for change in changes if change[0] != "+"]
        new = [change[1:] for change in changes if change[0] != "-"]
        places = [start for start in range(place, len(lines) - len(old) + 1) if lines[start : start + len(old)] == old]
        assert places, f"{block.path} has no {old}"
        lines[places[0] : places[0] + len(old)] = new
        place = places[0] + len(new)
    return "\n".join(lines)


def is_left_out(command: str) -> bool:
    """Does the command wait for somebody to stop it?"""
    return command.startswith("briefgen serve")


def test_the_tutorial_runs_as_it_is_shown(tmp_path: Path) -> None:
    folder = tmp_path
    done = []
    for block in blocks(page(PAGE)):
        if block.language == "diff":
            Project(folder).write(block.path, edit((folder / block.path).read_text("utf-8"), block))
        elif block.path:
            Project(folder).write(block.path, block.text)
        for command, shown in steps(block) if block.language == "console" else ():
            if command.startswith("cd "):
                folder /= command.removeprefix("cd ")
            elif not is_left_out(command):
                result = run(command, folder)
                assert result.returncode == 0, f"{command}: {result.stdout}"
                assert not shown or is_shown(shown, result.stdout), f"{command}:\n{result.stdout}"
                done.append(command.split()[1])
    assert {"init", "import", "check", "build"} <= set(done)
    assert "lighthouse" not in "".join(tree_of(folder / "site"))


@pytest.mark.parametrize("word", ["init", "import", "check", "build", "serve"])
def test_the_tutorial_shows_every_step(word: str) -> None:
    assert f"$ briefgen {word}" in page(PAGE)


def test_three_dots_stand_for_any_lines_and_nothing_else_does() -> None:
    assert is_shown("a\n...\nc\n", "a\nb\nb\nc\n")
    assert is_shown("a\n...\nc\n", "a\nc\n")
    assert is_shown("a\n...\n", "a\nb\nc\n")
    assert is_shown("captures/...-a.txt\n", "captures/0f-a.txt\n")
    assert not is_shown("a\nc\n", "a\nb\nc\n")
    assert not is_shown("a\n...\nd\n", "a\nb\nc\n")
    assert not is_shown("captures/...-a.txt\n", "captures/0f\n-a.txt\n")


def test_an_edit_is_made_where_its_lines_stand_and_nowhere_else() -> None:
    block = Block("diff", "a.md", " one\n-two\n+2\n...\n four\n+five\n")
    assert edit("one\ntwo\nthree\nfour\n", block) == "one\n2\nthree\nfour\nfive\n"
    with pytest.raises(AssertionError):
        edit("one\nthree\ntwo\nfour\n", block)
