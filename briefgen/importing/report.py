"""Floor 7. What an import found, in words: a table of the captures, a summary for people, the fate of every line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.packing import EXAMPLES, Tally, shown
from briefgen.importing.planning import Plan, Planned
from briefgen.importing.reading import Read

#: Columns of the table, after the capture's name.
COLUMNS: Final = ("articles", "stubs", "repeats", "kept", "dropped", "unassigned", "findings")
#: Files named in a list of what is left to do.
_NAMED: Final = 3
#: Lines of each list of a report. A person reads the first; the drafts and the ledgers have the rest.
_MOST: Final = 100
#: Captures up to which the table of a report has all of them.
_FEW: Final = 25
#: What a draft may lack that a build or a reader cannot do without, and what there is to do about it.
_STEPS: Final = (
    ("title", "write a title in"),
    ("date", "confirm the date in"),
    ("region", "confirm the region in"),
    ("publisher", "name the source in"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One capture in the table: articles whose text it gives, stubs, copies that joined an article, lines, findings."""

    name: str
    counts: tuple[int, ...]
    tally: Tally
    is_imported: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: a line for each capture that was read, and what all have in common."""

    lines: tuple[Line, ...] = ()
    total: int = 0
    unchanged: int = 0
    twice: tuple[tuple[str, str], ...] = ()
    cut: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        """Return the totals, in the order of the columns."""
        return tuple(sum(line.counts[place] for line in self.lines) for place in range(len(COLUMNS)))


def summarize(
    reads: Sequence[Read], plan: Plan, *, unchanged: int, twice: tuple[tuple[str, str], ...], total: int
) -> Summary:
    """Return the summary of a run over the captures that were read now."""
    gives: Counter[str] = Counter()
    joins: Counter[str] = Counter()
    here = {read.sha256 for read in reads}
    for article in plan.articles:
        mine = [copy.sha256 for copy in article.copies if copy.sha256 in here]
        gives[mine[0]] += 1
        joins.update(mine[1:])
    lines = tuple(_line(read, gives, joins) for read in reads)
    cut = sum(offer.is_cut for read in reads if read.held for offer in read.held.offers)
    return Summary(lines, total, unchanged, twice, cut)


def _line(read: Read, gives: Mapping[str, int], joins: Mapping[str, int]) -> Line:
    held = read.held
    if held is None or not held.offers:
        tally = held.tally if held else Tally()
        stubs = held.stubs if held else 0
        counts = (0, stubs, 0, tally.kept, tally.dropped, len(tally.unassigned), len(read.findings))
        return Line(read.input.name, counts, tally, is_imported=False)
    stubs = held.stubs + sum(offer.is_stub for offer in held.offers)
    tally = held.tally
    counts = (
        gives.get(read.sha256, 0), stubs, joins.get(read.sha256, 0),
        tally.kept, tally.dropped + tally.repeated, len(tally.unassigned), len(read.findings),
    )  # fmt: skip
    return Line(read.input.name, counts, tally, is_imported=True)


def render_table(summary: Summary, limit: int) -> str:
    """Return the table for a terminal: of many captures those that ask for a look, and always the totals."""
    lines = list(summary.lines)
    if len(lines) > limit:
        lines = [line for line in lines if line.counts[5] or line.counts[6]][:limit]
    rows = [(shown(line.name.rpartition("/")[2])[:40], *map(str, line.counts)) for line in lines]
    left_out = len(summary.lines) - len(lines)
    rows += [(f"... {left_out} more", *[""] * len(COLUMNS))] if left_out else []
    rows += [("total", *map(str, summary.counts))] if len(summary.lines) > 1 else []
    table = [("capture", *COLUMNS), *rows]
    widths = [max(len(row[place]) for row in table) for place in range(len(COLUMNS) + 1)]
    text = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in table]
    return "\n".join(text) if rows else ""


def render_report(summary: Summary, articles: Sequence[Planned], remarks: Sequence[str]) -> str:
    """Return the report of a run, as Markdown: first what needs a person, then what was done; long lists are cut."""
    parts = [_head(summary, articles)]
    to_do = left_to_do(articles)
    if to_do:
        parts.append("## Left to do\n\n" + "\n".join(f"- {line}" for line in to_do))
    for title, told in _dropped_texts(summary):
        parts.append(f"## {title}\n\n" + "\n".join(_first(told)))
    unassigned = [
        f"- {line.name}, line {number}: {text}"
        for line in summary.lines
        if line.is_imported
        for number, text in line.tally.unassigned
    ]
    if unassigned:
        parts.append("## Lines without a place\n\n" + "\n".join(_first(unassigned)))
    if remarks:
        parts.append("## The same text again\n\n" + "\n".join(f"- {remark}" for remark in remarks))
    if articles:
        parts.append("## Articles\n\n" + _articles(articles))
    if summary.lines:
        parts.append("## Captures\n\n" + _table(summary))
    dropped = _dropped(line.tally for line in summary.lines if line.is_imported)
    words = _words(summary)
    parts += ["## Words\n\n" + words] if words else []
    if dropped:
        parts.append("## Lines dropped, by rule\n\n" + dropped)
    return "# Import\n\n" + "\n\n".join(parts) + "\n"


def left_to_do(articles: Sequence[Planned]) -> tuple[str, ...]:
    """Return what a curator has to say before the drafts can be published, with the first files of each kind."""
    found = []
    for field, doing in _STEPS:
        paths = [article.path for article in articles if _lacks(article, field)]
        if paths:
            more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
            drafts = "1 draft" if len(paths) == 1 else f"{len(paths)} drafts"
            found.append(f"{doing} {drafts}: {', '.join(paths[:_NAMED])}{more}")
    return tuple(found)


def _lacks(article: Planned, field: str) -> bool:
    if field != "publisher":
        return field in article.copies[0].offer.missing
    return any(field in copy.offer.missing and not (copy.given.url or copy.url) for copy in article.copies)


def explain_reads(reads: Sequence[Read]) -> str:
    """Return the fate of every line of the captures, a line each, where the run was asked for it."""
    return "".join(
        f"{read.input.name}: sha256 {read.sha256}, {read.held.encoding}\n{read.held.explanation}"
        for read in reads
        if read.held and read.held.explanation
    )


def _head(summary: Summary, articles: Sequence[Planned]) -> str:
    copies = sum(len(article.copies) for article in articles)
    texts = "1 copy" if copies == 1 else f"{copies} copies"
    imported = sum(line.is_imported for line in summary.lines)
    others = summary.total - summary.unchanged - len(summary.twice) - imported
    rows = [
        f"- captures: {summary.total} read, {summary.unchanged} imported before, {others} not imported",
        *(f"- {one}: equal to {other}, which was imported" for one, other in summary.twice),
        f"- articles: {len(articles)}, from {texts}; merged repeats: {copies - len(articles)}",
        f"- stubs: {summary.counts[1]}; cut ends: {summary.cut}",
    ]
    return "\n".join(rows)


def _first(lines: Sequence[str]) -> list[str]:
    """Return the first lines of a list, and how many were left out."""
    left = len(lines) - _MOST
    return [*lines[:_MOST], *([f"- and {left:,} more"] if left > 0 else [])]


def _articles(articles: Sequence[Planned]) -> str:
    """Return the articles by what their captures do not state, the kind with most articles first."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for article in articles:
        kinds.setdefault(article.copies[0].offer.missing, []).append(_about(article))
    parts = []
    for missing, lines in sorted(kinds.items(), key=lambda kind: (not kind[0], -len(kind[1]), kind[0])):
        head = f"not stated: {', '.join(missing)}" if missing else "all stated"
        parts.append("\n".join([f"### {head} ({len(lines):,})", "", *_first(lines)]))
    return "\n\n".join(parts)


def _table(summary: Summary) -> str:
    """Return the table of the captures: of many, those that need a look, the ones with most findings first."""
    lines = list(summary.lines)
    if len(lines) > _FEW:
        asking = [line for line in lines if line.counts[5] or line.counts[6]]
        lines = sorted(asking, key=lambda line: (-line.counts[6], -line.counts[5]))[:_MOST]
    left = len(summary.lines) - len(lines)
    rows = [(line.name.replace("|", "\\|"), *map(str, line.counts)) for line in lines]
    rows += [(f"{left:,} more", *[""] * len(COLUMNS))] if left else []
    rows += [("total", *map(str, summary.counts))] if len(summary.lines) > 1 else []
    head = [("capture", *COLUMNS), ("---", *["--:"] * len(COLUMNS))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (*head, *rows))


def _dropped_texts(summary: Summary) -> Iterator[tuple[str, list[str]]]:
    """Yield lists of dropped texts, each with its title: first those that a reader of an article would miss."""
    tallies = [(line.name, line.tally) for line in summary.lines if line.is_imported]
    lists = (
        ("Dropped inside an article", [(name, tally.inside) for name, tally in tallies]),
        ("Long lines dropped elsewhere", [(name, tally.long) for name, tally in tallies]),
        ("Short lines dropped inside an article", [(name, tally.short) for name, tally in tallies]),
    )
    for title, rows in lists:
        told = [f"- {name}, line {number} ({rule}): {text}" for name, texts in rows for number, rule, text in texts]
        if told:
            yield title, told


def _words(summary: Summary) -> str:
    """Say how many words were kept, dropped and left without a place, and their shares."""
    counts = [sum(line.tally.words[place] for line in summary.lines if line.is_imported) for place in range(3)]
    total = sum(counts)
    names = ("kept", "dropped", "unassigned")
    rows = [f"- {name}: {count:,} ({count / total:.1%})" for name, count in zip(names, counts, strict=True)] if total else []
    return "\n".join(rows)


def _about(article: Planned) -> str:
    best = article.copies[0].offer
    flags = [flag for flag, holds in (("stub", best.is_stub), ("cut", best.is_cut and not best.is_stub)) if holds]
    tail = f"; {', '.join(flags)}" if flags else ""
    sources = "1 source" if len(article.copies) == 1 else f"{len(article.copies)} sources"
    return f"- {article.path}: {shown(best.title)} ({best.words} words, {sources}{tail})"


def _dropped(tallies: Iterable[Tally]) -> str:
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for tally in tallies:
        for rule, count, few in tally.rules:
            counts[rule] += count
            mine = examples.setdefault(rule, [])
            mine += [text for text in few if text not in mine][: EXAMPLES - len(mine)]
    return "\n".join(f"- {rule}: {count}, such as {'; '.join(examples[rule])}" for rule, count in counts.most_common())
