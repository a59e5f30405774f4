"""Fit the weights of the path of states (`capture/chain.py`): `python tools/fit_states.py [--write] [--held]`.

The chains are the captures of the tests with their truths, the cases of `tests/rooms/test_capture.py`, and files of three
stories made of these captures (`tests/joining.py`). A truth says for most lines one state, for some several that are as
right. `--held` prints how it does on captures that it was not fitted on: five times a fifth is held back, with all files
that have an article of them. `--write` writes `briefgen/importing/capture/data/states.yml`.

Run tools/fit_import.py first: what it fits is evidence here. Needs numpy and scipy (`make fit`).
"""

import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from briefgen.importing.capture.articles import evidence_of
from briefgen.importing.capture.chain import NEIGHBOURS, STATES, Table, find_states
from briefgen.importing.capture.features import Evidence, Seen, see_alone, see_places
from briefgen.importing.capture.headers import read_parts, unquoted
from briefgen.importing.capture.lines import read_capture
from briefgen.importing.capture.page import make_page
from briefgen.importing.capture.units import cut_pieces, make_units
from briefgen.importing.opening import open_input
from briefgen.importing.reading import Input, the_rules
from tests.joining import SHAPES, join, singles_of, with_subheads
from tests.rooms.test_capture import CASES
from tests.scoring import Truth, read_captures
from tools.crf import Chain, fit
from tools.made_chains import make_chains, make_furnished

TESTS = Path(__file__).parent.parent / "tests"
DATA = Path(__file__).parent.parent / "briefgen" / "importing" / "capture" / "data" / "states.yml"
SETS = ("captures", "captures-known", "captures-several", "captures-written")
FOLDS = 5
ROUNDS = 160
RIDGE = 3.0
#: Fewest files that have a feature.
FILES = 5
#: How much other files count than captures: cases, each of which is a rule; files that a program put together of captures;
#: articles that one made.
CASE = 3.0
JOINED = 0.3
MADE = 0.4
#: Most files of three stories of one shape and script in a fold.
MOST = 14
#: Features with no weight above this are left out.
LEAST = 0.04

Right = Mapping[int, frozenset[str]]
ANY = frozenset(STATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One part of a capture: the evidence, and for each unit the states that are right."""

    name: str
    evidence: Evidence
    right: Sequence[frozenset[str]]
    fold: int
    weight: float


def main() -> None:
    """Fit the table, print how it does, and write it if asked to."""
    examples = list(gather())
    print(f"{len(examples)} chains, {sum(len(example.right) for example in examples)} units")
    chains = without_rare([chain_of(example) for example in examples])
    if "--held" in sys.argv:
        print_held(examples, chains)
    table = fit_table(chains)
    print("fitted:", score(table, examples))
    if "--write" in sys.argv:
        DATA.write_text(written(table), "utf-8")


def print_held(examples: Sequence[Example], chains: Sequence[Chain]) -> None:
    """Print how many units and stories are right on what was held back."""
    counts = [0, 0, 0, 0, 0]
    for fold in range(FOLDS):
        pairs = list(zip(examples, chains, strict=True))
        table = fit_table([chain for example, chain in pairs if example.fold != fold])
        held = [example for example in examples if example.fold == fold and example.weight == 1.0]
        counts = [one + other for one, other in zip(counts, count(table, held), strict=True)]
    print("held back:", share(counts))


def fit_table(chains: Sequence[Chain]) -> Table:
    """Return the table of weights that fits the chains, without features that say next to nothing."""
    features, steps = fit(chains, ridge=RIDGE, rounds=ROUNDS)
    rows: dict[str, dict[str, tuple[float, ...]]] = {kind: {} for kind in (*NEIGHBOURS.values(), "place", "values")}
    for name, weights in features.items():
        kind, _, feature = name.partition(": ")
        if max(map(abs, weights)) >= LEAST:
            rows[kind][feature] = tuple(round(weight, 2) for weight in weights)
    return Table(features=rows, steps=tuple(tuple(round(weight, 2) for weight in row) for row in steps))


def chain_of(example: Example) -> Chain:
    """Return an example as numbers."""
    own = see_alone(example.evidence)
    seen = [features_of(own, index, place) for index, place in enumerate(see_places(example.evidence))]
    return Chain(features=seen, right=example.right, weight=example.weight)


def without_rare(chains: Sequence[Chain]) -> list[Chain]:
    """Leave out features that few captures have; what a program put together has the words of one many times."""
    counts = Counter(
        name for chain in chains if chain.weight >= 1 for name in {name for seen in chain.features for name in seen}
    )
    known = {name for name, count in counts.items() if count >= FILES}
    return [
        replace(chain, features=[{name: value for name, value in seen.items() if name in known} for seen in chain.features])
        for chain in chains
    ]


def features_of(own: Sequence[tuple[str, ...]], index: int, seen: Seen) -> dict[str, float]:
    """Return all features of a unit by name, with the table in front, as `chain.py` weighs them."""
    found = {f"place: {name}": 1.0 for name in seen.place}
    found |= {f"values: {name}": value for name, value in seen.values.items()}
    for step, kind in NEIGHBOURS.items():
        names = own[index + step] if 0 <= index + step < len(own) else ("none",)
        found |= {f"{kind}: {name}": 1.0 for name in names}
    return found


# How it does ------------------------------------------------------------------------------------------------------------


def score(table: Table, examples: Iterable[Example]) -> str:
    """Say how many units and stories are right."""
    return share(count(table, examples))


def share(counts: Sequence[int]) -> str:
    """Say counts as shares."""
    right, found, true, units, all_units = counts
    return f"F1 of stories {2 * right / (found + true):.3f}, states right {units / all_units:.4f}"


def count(table: Table, examples: Iterable[Example]) -> list[int]:
    """Count right stories, found ones, true ones, right units and all units."""
    counts = [0, 0, 0, 0, 0]
    for example in examples:
        states = find_states(example.evidence, table)
        found = stories_of(states)
        true = stories_of(
            [state if state in right else truth_of(right) for state, right in zip(states, example.right, strict=True)]
        )
        units = sum(state in right for state, right in zip(states, example.right, strict=True))
        row = (len(found & true), len(found), len(true), units, len(states))
        counts = [one + other for one, other in zip(counts, row, strict=True)]
    return counts


def truth_of(right: frozenset[str]) -> str:
    """Return one of the right states."""
    return next(state for state in ("body", "title", "subhead", "head", "inside", "outside") if state in right)


def stories_of(states: Sequence[str]) -> set[tuple[int, int]]:
    """Return the first and the last unit of text of each story."""
    found: list[tuple[int, int]] = []
    is_open = False
    for index, state in enumerate(states):
        if state == "body":
            found = [*found[:-1], (found[-1][0], index)] if is_open else [*found, (index, index)]
            is_open = True
        elif state in {"outside", "title"}:
            is_open = False
    return set(found)


# What is right ----------------------------------------------------------------------------------------------------------


def gather() -> Iterator[Example]:
    """Return the examples."""
    captures = []
    for folder in SETS:
        for capture in read_captures(TESTS / folder):
            path = TESTS / folder / f"{capture.name}.txt"
            # The entries of a chat or a mail are captures of their own.
            if len(opened := open_input(Input(path.name, path)).inputs) == 1 and opened[0].path is not None:
                yield from examples_of(capture.name, path.read_bytes(), right_of(len(capture.lines), capture.truth))
        captures += [] if folder == "captures-several" else read_captures(TESTS / folder)
    for name, case in CASES.items():
        rows = [line.split("|", 1) if "|" in line else ["", line] for line in case.splitlines()]
        data = "\n".join(row[1] for row in rows).encode()
        yield from examples_of(f"case {name}", data, right_of_roles([roles_in_case(row[0]) for row in rows]), weight=CASE)
    singles = singles_of(captures)
    languages = {capture.name: capture.truth.get("language", capture.name[:2]) for capture in captures}
    for fold in range(FOLDS):
        own = [single for single in singles if fold_of(single.source) == fold]
        mixed = [with_subheads(single, number) if number % 3 == 0 else single for number, single in enumerate(own)]
        for number, single in enumerate(own):
            for made in make_chains(single, number, languages.get(single.source, "")):
                right = right_of_roles(made.roles)
                yield from examples_of(made.name, made.text.encode(), right, fold=fold, weight=JOINED)
        for shape in SHAPES:
            for file in join(mixed, shape, most=MOST):
                right = right_of_roles(file.roles)
                yield from examples_of(f"joined {file.name}", file.text.encode(), right, fold=fold, weight=JOINED)
    for made in make_furnished(singles, languages):
        right = right_of_roles(made.roles)
        fold, weight = (fold_of(made.source), JOINED) if made.source else (fold_of(made.name), MADE)
        yield from examples_of(made.name, made.text.encode(), right, fold=fold, weight=weight)


def fold_of(name: str) -> int:
    """Return the fold in which a capture is held back."""
    return zlib.crc32(name.encode()) % FOLDS


def roles_in_case(fate: str) -> str:
    """Return the role of a line of a case by the letter behind the number of its article."""
    return {"t": "title", "b": "body", "s": "subhead"}.get(fate.lstrip("0123456789"), "")


def examples_of(name: str, data: bytes, right: Right, *, fold: int | None = None, weight: float = 1.0) -> Iterator[Example]:
    """Return the parts of a capture with what is right in them, where the steps allow that."""
    rules = the_rules()
    pieces, parts = read_parts(cut_pieces(read_capture(data).lines), rules)
    pieces = unquoted(pieces)
    for part in parts:
        body = pieces[part.body : part.end]
        page = make_page(make_units(body, rules), rules)
        if page.units:
            states = [frozenset[str]().union(*(right.get(body[at].line, ANY) for at in unit.pieces)) for unit in page.units]
            yield Example(
                name=name, evidence=evidence_of(page), right=states,
                fold=fold_of(name) if fold is None else fold, weight=weight,
            )  # fmt: skip


def right_of_roles(roles: Sequence[str]) -> Right:
    """Return what is right for each line, counted from 1, where lines are title, body, subhead or something else."""
    named = [(line, role) for line, role in enumerate(roles, start=1) if role in {"title", "body", "subhead"}]
    found: dict[int, frozenset[str]] = {}
    for line, role in enumerate(roles, start=1):
        above = next((known for at, known in reversed(named) if at < line), "")
        below = next((known for at, known in named if at > line), "")
        if role in {"title", "body", "subhead"}:
            state = role
        elif above == "title":
            state = "head"
        else:
            state = "outside" if below in {"", "title"} or not above else "inside"
        found[line] = frozenset([state])
    return found


def right_of(count: int, truth: Truth) -> Right:
    """Return the states that are right for each line of a capture."""
    right = {line: frozenset(["outside"]) for line in range(1, count + 1)}
    for article in truth["articles"]:
        title, body = article["title_line"], article["body"]
        if not body:
            continue
        first, last = min(body), max(body)
        if article["stub"]:
            right |= {line: frozenset(["outside", "inside", "head"]) for line in range(min(title or first, first), last + 1)}
            right |= dict.fromkeys(
                (title, *body, *article.get("either", ())), frozenset(["outside", "title", "head", "body"])
            )
            continue
        right |= {line: frozenset(["head"]) for line in range((title or first) + 1, first)}
        right |= {line: frozenset(["inside"]) for line in range(first, last + 1)}
        right |= {line: frozenset(["body"]) for line in body}
        for line in article["subheads"]:
            ends = frozenset(["head"]) if line < first else frozenset(["subhead", "outside"])
            right[line] = frozenset(["subhead"]) if first < line < last else ends
        for line in article.get("either", ()):
            # A standfirst, and what else is as right in the text as out of it, is kept: nothing of a text goes untold.
            is_below = (title or 0) < line < last
            right[line] = frozenset(["body"]) if is_below else frozenset(["body", "outside"] if line > last else ["outside"])
            right |= {below: right[below] | {"inside"} for below in range(line + 1, first) if "head" in right[below]}
        if title:
            right[title] = frozenset(["title", "body"] if title in body else ["title"])
    text = {line for article in truth["articles"] for line in article["body"]}
    titles = {article["title_line"] for article in truth["articles"]}
    for line, of in ((int(line), of) for line, of in truth["repeats"].items()):
        if right[line] == {"outside"}:
            right[line] = ANY if of in text else frozenset(["outside", "head", *(["title"] if of in titles else [])])
        elif right[line] == {"inside"} and of in text:
            right[line] = frozenset(["inside", "body"])
    return right


# The table --------------------------------------------------------------------------------------------------------------


def written(table: Table) -> str:
    """Return the table as text."""
    lines = [
        "# What each feature says for each state, as a logarithm of odds, in this order:",
        f"# {', '.join(STATES)}.",
        "# Fitted by tools/fit_states.py on the captures of tests/, all of our own making.",
        "",
        "steps:",
        *(f"  {state}: {numbers(row)}" for state, row in zip(STATES, table.steps, strict=True)),
    ]
    for kind, rows in table.features.items():
        lines += ["", f"{kind}:", *(f'  "{name}": {numbers(row)}' for name, row in sorted(rows.items()))]
    return "\n".join(lines) + "\n"


def numbers(row: Sequence[float]) -> str:
    """Return numbers with spaces between them."""
    return " ".join(f"{weight:.2f}".replace("-0.00", "0.00") for weight in row)


if __name__ == "__main__":
    main()
