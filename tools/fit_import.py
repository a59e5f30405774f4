"""Fit the weights of the import: `python tools/fit_import.py [--write] [-v]`.

The examples are all lines of the tests' captures that could be headlines (`tests/captures`, `tests/captures-known`), those
of the cases in `tests/rooms/test_capture.py`, of articles of `tests/furniture.py`, and of files of three stories made of
them (`tests/joining.py`). The answers are the truths beside them. The weights are those of logistic regression with a ridge,
found by Newton's method from 0: the same captures give the same weights.

Prints for each decision how it does on captures that it was not fitted on: five times a fifth of the captures is held back,
with all files that have an article of them; `-v` names those that are wrong. `--write` writes
`briefgen/importing/capture/data/weights.yml`.
"""

import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import msgspec

from briefgen.importing.capture.captions import find_captions
from briefgen.importing.capture.evidence import weigh
from briefgen.importing.capture.furniture import find_furniture
from briefgen.importing.capture.lines import read_capture
from briefgen.importing.capture.openings import Openings
from briefgen.importing.capture.page import Page, make_page
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.threads import find_threads
from briefgen.importing.capture.units import cut_pieces, make_units
from briefgen.importing.reading import the_rules
from tests.furniture import make_article
from tests.joining import SHAPES, join, singles_of, with_subheads
from tests.rooms.test_capture import CASES
from tests.scoring import Capture, read_captures

TESTS = Path(__file__).parent.parent / "tests"
TABLES = Path(__file__).parent.parent / "briefgen" / "importing" / "capture" / "data" / "weights.yml"
FOLDS = 5
ROUNDS = 9
RIDGE = 0.6

Features = Mapping[str, float]
Table = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A capture with what is known of it: the lines of headlines, and for every line whether it is body."""

    name: str
    data: bytes
    titles: frozenset[int]
    body: frozenset[int]
    fold: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One line: its features, the answer, how much it counts, and the fold in which it is held back."""

    features: Features
    answer: bool
    fold: int
    weight: float = 1.0
    kin: Features = field(default_factory=dict)
    where: str = ""


def main() -> None:
    """Fit all tables, print how they do on what they were not fitted on, and write them if asked to."""
    texts = list(gather())
    print(f"{len(texts)} texts")
    tables: dict[str, Table] = {name: dict(table) for name, table in the_rules().weights.items()}
    tables["title"] = fit_title(texts, tables)
    openings = list(starts_of(texts, tables))
    print_and_fit(tables, "first", [example for example in openings if "first" in example.kin])
    later = [example for example in openings if "first" not in example.kin]
    print_and_fit(tables, "start", later)
    story = [
        Example(
            features={**example.kin, "near": weigh(example.features, tables["start"]), "always": 1.0},
            answer=example.answer, fold=example.fold, weight=example.weight, where=example.where,
        )
        for example in starts_of(texts, tables) if "first" not in example.kin
    ]  # fmt: skip
    print_and_fit(tables, "story", story)
    if "--write" in sys.argv:
        write(tables)


# Texts ------------------------------------------------------------------------------------------------------------------


def gather() -> Iterable[Text]:
    """Return the texts that the weights are fitted on."""
    captures = [*read_captures(TESTS / "captures"), *read_captures(TESTS / "captures-known")]
    for folder in ("captures", "captures-known"):
        for capture in read_captures(TESTS / folder):
            titles, body = _lines_of(capture)
            data = (TESTS / folder / f"{capture.name}.txt").read_bytes()
            yield Text(name=capture.name, data=data, titles=titles, body=body, fold=fold_of(capture.name), weight=6.0)
    for name, case in CASES.items():
        rows = [line.split("|", 1) if "|" in line else ["", line] for line in case.splitlines()]
        kept = {place: row[0].lstrip("0123456789") for place, row in enumerate(rows, start=1)}
        yield Text(
            name=f"case {name}",
            data="\n".join(row[1] for row in rows).encode(),
            titles=frozenset(place for place, fate in kept.items() if fate == "t"),
            body=frozenset(place for place, fate in kept.items() if fate in {"b", "s"}),
            fold=fold_of(name),
            weight=6.0,
        )
    for seed in range(60):
        article = make_article(seed, ("en", "fr", "ar")[seed % 3], (3, 2, 3, 4, 2, 3), subheads=(2, 4), byline=seed % 2 == 0)
        lines = [article.title, *([article.byline] if article.byline else []), *(text for _, text in article.parts)]
        yield Text(
            name=f"article {seed}", data="\n\n".join(lines).encode(), titles=frozenset([1]),
            body=frozenset(range(2, 2 * len(lines))), fold=seed % FOLDS,
        )  # fmt: skip
    singles = singles_of(captures)
    for number, single in enumerate(singles):
        divided = with_subheads(single, number)
        lines = [divided.title, *(text for _, text in divided.lines)]
        yield Text(
            name=f"divided {single.source}", data="\n\n".join(lines).encode(), titles=frozenset([1]),
            body=frozenset(range(2, 2 * len(lines))), fold=fold_of(single.source),
        )  # fmt: skip
    for fold in range(FOLDS):
        own = [single for single in singles if fold_of(single.source) == fold]
        for shape in SHAPES:
            mixed = [with_subheads(single, number) if number % 3 == 0 else single for number, single in enumerate(own)]
            for file in join(mixed, shape):
                body = frozenset(line for line, role in enumerate(file.roles, start=1) if role in {"body", "subhead"})
                yield Text(
                    name=f"joined {file.name} {fold}", data=file.text.encode(), titles=frozenset(file.starts), body=body,
                    fold=fold, weight=0.5,
                )  # fmt: skip


def fold_of(name: str) -> int:
    """Return the fold in which a capture is held back."""
    return zlib.crc32(name.encode()) % FOLDS


def _lines_of(capture: Capture) -> tuple[frozenset[int], frozenset[int]]:
    """Return the lines of headlines and of bodies, with the lines that repeat them."""
    titles = {article["title_line"] for article in capture.truth["articles"]}
    body = {
        line
        for article in capture.truth["articles"]
        for line in (*article["body"], *article["subheads"], *article.get("either", []))
    }
    repeats = {int(line): of for line, of in capture.truth["repeats"].items()}
    titles |= {line for line, of in repeats.items() if of in titles}
    body |= {line for line, of in repeats.items() if of in body}
    return frozenset(titles), frozenset(body)


def headlines_of(text: Text, rules: Rules) -> tuple[Page, Openings, dict[int, int]]:
    """Return the page of a text, its headlines, and the line of each unit."""
    pieces = cut_pieces(read_capture(text.data).lines)
    page = make_page(make_units(pieces, rules), rules)
    furniture = find_furniture(page)
    captions, weak = find_captions(page, furniture)
    furniture |= find_threads(page, furniture, captions)
    captions -= furniture.keys()
    lines = {unit.index: pieces[unit.pieces[0]].line for unit in page.units}
    return page, Openings(page, furniture, captions, weak - furniture.keys()), lines


# Which line -------------------------------------------------------------------------------------------------------------


def fit_title(texts: Sequence[Text], tables: Mapping[str, Table]) -> Table:
    """Fit the choice among the lines above a paragraph: the right one against each other one."""
    rules = msgspec.structs.replace(the_rules(), weights=tables)
    pairs: list[Example] = []
    rows: list[tuple[int, list[Features], str]] = []
    for text in texts:
        _, headlines, line_of = headlines_of(text, rules)
        for opening in headlines.found:
            lines = headlines.lines_in(opening.region)
            right = [index for index in lines if line_of[index] in text.titles]
            if not right or len(lines) < 2 or line_of[opening.prose] not in text.body:
                continue
            seen = headlines.features_of_lines(lines, opening.region, opening.prose)
            # Of two copies both are right.
            best = max(right)
            others = [index for index in seen if index not in right]
            if best in seen and others:
                where = f"{text.name}:{line_of[best]}"
                rows.append((text.fold, [seen[best], *(seen[index] for index in others)], where))
                for index in others:
                    names = {*seen[best], *seen[index]}
                    difference = {name: seen[best].get(name, 0.0) - seen[index].get(name, 0.0) for name in names}
                    pairs.append(Example(features=difference, answer=True, fold=text.fold, weight=text.weight / len(others)))
                    opposite = {name: -value for name, value in difference.items()}
                    pairs.append(Example(features=opposite, answer=False, fold=text.fold, weight=text.weight / len(others)))
    right = 0
    missed: list[str] = []
    for fold in range(FOLDS):
        table = fit([pair for pair in pairs if pair.fold != fold])
        for own, row, where in rows:
            is_right = weigh(row[0], table) > max(weigh(other, table) for other in row[1:])
            right += own == fold and is_right
            missed += [where] if own == fold and not is_right else []
    print(f"title: {right} of {len(rows)} right among several lines, held back")
    if "-v" in sys.argv:
        print("".join(f"    {where}\n" for where in sorted(missed)), end="")
    return fit(pairs)


# Where a story begins ---------------------------------------------------------------------------------------------------


def starts_of(texts: Sequence[Text], tables: Mapping[str, Table]) -> Iterable[Example]:
    """Return the lines of texts at which a story may begin."""
    rules = msgspec.structs.replace(the_rules(), weights=tables)
    for text in texts:
        _, headlines, line_of = headlines_of(text, rules)
        is_first = True
        for opening in headlines.found:
            is_title = any(line_of[index] in text.titles for index in headlines.lines_in(opening.region))
            is_body = line_of[opening.prose] in text.body
            is_led = "below a section mark" in opening.near and opening.near.get("text shares few words above")
            is_foot = bool(is_led) and line_of[opening.prose] > max(text.body, default=0)
            # A notice above the first article begins none.
            is_above = is_first and line_of[opening.prose] < min(text.body, default=0)
            if not (is_body or is_foot or is_above):
                continue
            kin = dict(opening.kin) | ({"first": 1.0} if is_first else {})
            # Teasers below a mark of the page's foot are no stories, but something else than the article begins there too.
            answer = not is_above and (is_title or is_foot)
            where = f"{text.name}:{line_of[opening.title]}"
            yield Example(features=opening.near, answer=answer, fold=text.fold, weight=text.weight, kin=kin, where=where)
            is_first = is_first and not answer


def print_and_fit(tables: dict[str, Table], name: str, examples: Sequence[Example]) -> None:
    """Fit a table on all examples, and print how it does on those of a fifth of the captures that it did not see."""
    right: dict[tuple[bool, bool], int] = defaultdict(int)
    loss = 0.0
    missed = []
    for fold in range(FOLDS):
        table = fit([example for example in examples if example.fold != fold])
        for example in examples:
            if example.fold == fold:
                weight = weigh(example.features, table)
                right[example.answer, weight > 0] += 1
                loss += log(1 + exp(-min(30.0, weight if example.answer else -weight)))
                if example.answer != (weight > 0):
                    missed.append((example.answer, weight, example.where))
    yes, no = right[True, True] + right[True, False], right[False, True] + right[False, False]
    print(
        f"{name}: held back: {right[True, True]} of {yes} begin a story, {right[False, False]} of {no} do not;"
        f" mean loss {loss / len(examples):.3f}"
    )
    if "-v" in sys.argv:
        for answer, weight, where in sorted(missed, key=lambda row: row[2]):
            print(f"    {'missed' if answer else 'false'} {weight:6.2f} {where}")
    tables[name] = fit(examples)


def fit(examples: Sequence[Example]) -> Table:
    """Return the weights of a logistic regression with a ridge, by Newton's method."""
    names = sorted({name for example in examples for name in example.features})
    place = {name: at for at, name in enumerate(names)}
    rows = [
        (tuple((place[name], value) for name, value in example.features.items()), example.answer, example.weight)
        for example in examples
    ]
    weights = [0.0] * len(names)
    for _ in range(ROUNDS):
        slopes = [RIDGE * weight for weight in weights]
        curve = [[0.0] * len(names) for _ in names]
        for at in range(len(names)):
            curve[at][at] = RIDGE
        for features, answer, count in rows:
            total = sum(weights[at] * value for at, value in features)
            share = 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))
            error, bend = (share - answer) * count, share * (1.0 - share) * count
            for at, value in features:
                slopes[at] += error * value
                row, scaled = curve[at], bend * value
                for other, more in features:
                    row[other] += scaled * more
        weights = [weight - step for weight, step in zip(weights, solve(curve, slopes), strict=True)]
    return {name: round(weight, 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.005}


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of a symmetric positive system of equations, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            if factor:
                rows[below] = [value - factor * above for value, above in zip(rows[below], rows[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        rest = sum(rows[at][other] * found[other] for other in range(at + 1, size))
        found[at] = (rows[at][size] - rest) / rows[at][at]
    return found


def write(tables: Mapping[str, Table]) -> None:
    """Write the tables, sorted."""
    lines = [
        "# The weights of evidence: for each decision its features, and what each says for yes (above 0) or no, as a",
        "# logarithm of odds. Fitted by tools/fit_import.py on the captures of tests/, all of our own making.",
    ]
    for name, table in tables.items():
        lines += ["", f"{name}:", *(f'  "{feature}": {weight:.2f}' for feature, weight in sorted(table.items()))]
    TABLES.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
