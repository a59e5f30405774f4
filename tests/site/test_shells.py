"""Tab in real shells, on a terminal: what docs/commands.md tells to write into a start-up file completes what is typed."""

import re
import sys
from pathlib import Path

import pytest

from tests.programs import find_program
from tests.projects import article, write_project
from tests.terminals import Terminal

PAGE = Path(__file__).parent.parent.parent / "docs" / "commands.md"
#: How each shell is started without anybody's own start-up files.
SHELLS = {
    "bash": ("--norc", "--noprofile", "-i"),
    "fish": ("--no-config", "-i"),
    "zsh": ("-f", "-i"),
}  # fmt: skip


def line_of(shell: str) -> str:
    """Return the line that the page tells to add to the start-up file of a shell."""
    found = re.search(rf"^\| `{shell}` \| `[^`]+` \| `(.+?)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found[1].replace("\\|", "|")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_regions_stories_files_and_schemas(tmp_path: Path, shell: str) -> None:
    program = find_program(shell)
    if not (Path(sys.executable).parent / "briefgen").is_file():
        pytest.skip("briefgen is no command here: it was not installed")
    project = write_project(tmp_path / "project")
    project.write("content/third.md", article("Third", region="south", story="water-talks"))
    project.write("content/long name.md", article("Long", region="south"))
    here = Terminal([program, *SHELLS[shell]], project.root)
    try:
        # The screen shows what is typed as well, so the answer is spelt in another way.
        here.type(f"{line_of(shell)}\necho re''ady\n", here.shows("ready"))
        written = project.root / "content/stories/water-talks.md"
        here.type("briefgen new story wat\t\n", written.exists)
        made = project.root / "content/2025/04/2025-04-10-hi.md"
        here.type("briefgen new Hi --date 2025-04-10 --region sou\t\n", made.exists)
        first, spaced = project.root / "content/first.md", project.root / "content/long name.md"
        here.type("briefgen correct --text Mended content/fir\t\n", lambda: "Mended" in first.read_text("utf-8"))
        here.type("briefgen correct --text Mended content/lon\t\n", lambda: "Mended" in spaced.read_text("utf-8"))
        here.type("briefgen schema bri\t > it.json; echo do''ne\n", here.shows("done"))
        assert "briefgen: a briefing's front matter" in (project.root / "it.json").read_text("utf-8")
    finally:
        here.end()
    assert "region: south" in made.read_text("utf-8")
