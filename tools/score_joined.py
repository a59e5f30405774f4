"""Score the import on files of three stories: `python tools/score_joined.py [-v] [--pages] [SHAPE ...]`.

The files are articles of the tests' captures, joined in several shapes (`tests/joining.py`). Prints for each shape how many
files there are, how many give three drafts with the right headlines and bodies, how many give fewer or other drafts and a
finding that names each line at which a story begins, and how many merge two stories in silence. The last row is of the
single articles, which should stay whole: how many do, and how many are told to be several. `--pages` does the same with
pages of HTML, and with subheads in the single articles.
"""

import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from briefgen.importing.capture.ledger import Given
from briefgen.importing.reading import Input, Read, read_input
from tests.joining import PAGES, SHAPES, Joined, Single, as_page, join, singles_of, with_subheads
from tests.scoring import fold, read_captures

TESTS = Path(__file__).parent.parent / "tests"


def main() -> None:
    """Print a row for each shape."""
    is_verbose, is_page = "-v" in sys.argv, "--pages" in sys.argv
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")] or list(PAGES if is_page else SHAPES)
    singles = singles_of([*read_captures(TESTS / "captures"), *read_captures(TESTS / "captures-known")])
    print(f"{'shape':20}{'files':>7}{'right':>7}{'told':>7}{'silent':>8}")
    for shape in wanted:
        files = [as_page(file, shape) for file in join(singles, "one blank line")] if is_page else join(singles, shape)
        counts: Counter[str] = Counter()
        for file in files:
            what, why = judge(file)
            counts[what] += 1
            if is_verbose and what != "right":
                print(f"  {file.name}: {what}: {why}")
        print(f"{shape:20}{len(files):7}{counts['right']:7}{counts['told']:7}{counts['silent']:8}", flush=True)
    for form in wanted if is_page else [""]:
        whole, told = 0, 0
        for number, single in enumerate(singles):
            read = _read(_alone(single, number, form))
            is_whole = len(read.held.offers) == 1 if read.held else False
            whole += is_whole
            told += bool(lines_told(read))
            if is_verbose and (not is_whole or lines_told(read)):
                print(
                    f"  {single.source}: {single.title}: {[offer.title for offer in read.held.offers] if read.held else []}"
                )
        print(f"{f'single, {form}' if form else 'single articles':20}{len(singles):7}{whole:7}{told:7}")


def _alone(single: Single, number: int, form: str) -> str:
    """Return a single article as a text, or in a form of page with a subhead above every third paragraph."""
    if not form:
        return "\n\n".join([single.title, *(text for _, text in single.lines)]) + "\n"
    divided = with_subheads(single, number)
    rows = [("title", single.title), *(("subhead" if is_subhead else "body", text) for is_subhead, text in divided.lines)]
    text = "".join(f"{text}\n" for _, text in rows)
    roles = tuple(role for role, _ in rows)
    return as_page(Joined(name="", shape="", text=text, singles=(single,), starts=(1,), roles=roles), form).text


def judge(file: Joined) -> tuple[str, str]:
    """Return what became of a file, right, told or silent, and what is wrong with it."""
    read = _read(file.text)
    drafts = [offer.draft for offer in read.held.offers] if read.held else []
    faults = [_fault(single, drafts) for single in file.singles]
    if len(drafts) == len(file.singles) and not any(faults):
        return "right", ""
    begun = {draft.title_line or draft.paragraphs[0].lines[0] for draft in drafts} | lines_told(read)
    unseen = [line for line in file.starts if not begun & {line, line + 1, line + 2}]
    why = "; ".join(fault for fault in faults if fault) or f"{len(drafts)} drafts"
    return ("silent" if unseen else "told"), f"{len(drafts)} drafts, lines {unseen or ''}; {why}"


def lines_told(read: Read) -> set[int]:
    """Return the lines that a finding names as the beginning of another story."""
    found = [problem.message for problem in read.findings if problem.code == "possible-stories"]
    plain = [re.sub(r'"[^"]*"', "", message) for message in found]
    return {int(word.strip(",")) for message in plain for word in message.split() if word.strip(",").isdecimal()}


def _read(text: str) -> Read:
    name = "joined.html" if text.startswith("<html>") else "joined.txt"
    return read_input(Input(name, data=text.encode()), Given(), ())


def _fault(single: Single, drafts: list) -> str:  # type: ignore[type-arg]
    """Return what is wrong with the draft of an article; empty text for nothing."""
    draft = next((draft for draft in drafts if fold(draft.title).casefold() == fold(single.title).casefold()), None)
    if draft is None:
        return f"no draft: {single.title}"
    texts = [fold(paragraph.text) for paragraph in draft.paragraphs if paragraph.role != "subhead"]
    body = [fold(text) for text in single.body]
    if not texts or texts[0] != body[0] or texts[-1] != body[-1]:
        return f"wrong ends: {single.title}"
    missing = sum(len(text) for text in body if text not in texts)
    # A page may have subheads that are no headings: there they are paragraphs.
    whole = {fold(text) for _, text in single.lines}
    strange = sum(len(text) for text in texts if text not in whole)
    return f"wrong body: {single.title}" if missing + strange > 0.02 * sum(map(len, body)) else ""


if __name__ == "__main__":
    main()
