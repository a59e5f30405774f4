"""Floor 5. What an import found, in words: a summary for people, and the fate of every line for who asks."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from briefgen.capture.drafts import Draft, chosen_day
from briefgen.capture.folding import visible
from briefgen.importer.planning import Plan, Planned
from briefgen.importer.reading import Read
from briefgen.text import shorten, without_controls

#: Examples shown of what a rule dropped.
_EXAMPLES: Final = 3


def render_report(reads: Sequence[Read], good: Sequence[Read], plan: Plan, unchanged: int) -> str:
    """Return the report of a run, as Markdown."""
    parts = [_summary(reads, good, plan, unchanged)]
    if plan.articles:
        parts.append("## Articles\n\n" + "\n".join(_about(article) for article in plan.articles))
    dropped = _dropped(good)
    if dropped:
        parts.append("## Lines dropped, by rule\n\n" + dropped)
    if plan.remarks:
        parts.append("## The same text again\n\n" + "\n".join(f"- {remark}" for remark in plan.remarks))
    unassigned = [line for read in good for line in _unassigned(read)]
    if unassigned:
        parts.append("## Lines without a place\n\n" + "\n".join(unassigned))
    return "# Import\n\n" + "\n\n".join(parts) + "\n"


def explain_reads(reads: Sequence[Read]) -> str:
    """Return the fate of every line of the captures, a line each."""
    lines: list[str] = []
    for read in reads:
        account = read.account
        if account is None:
            continue
        lines.append(f"{read.input.name}: sha256 {read.sha256}, {account.encoding}")
        for row, text in zip(account.rows, account.texts, strict=True):
            if row.fate == "blank":
                continue
            reason = f" [{row.rule}: {', '.join(row.signs)}]" if row.rule else f" [of line {row.of}]" if row.of else ""
            article = f" {row.article}" if row.article else ""
            lines.append(f"{row.line:6}  {row.fate}{article}{reason}  {_shown(text)}")
    return "\n".join(lines) + "\n" if lines else ""


def _summary(reads: Sequence[Read], good: Sequence[Read], plan: Plan, unchanged: int) -> str:
    drafts = [draft for read in good if read.account for draft in read.account.drafts]
    copies = sum(len(article.copies) for article in plan.articles)
    stubs = sum(read.account.stubs for read in good if read.account)
    others = len(reads) - len(good) - unchanged
    rows = [
        f"- captures: {len(reads)} read, {unchanged} imported before, {others} not imported",
        f"- articles: {len(plan.articles)}, from {copies} copies; merged repeats: {copies - len(plan.articles)}",
        f"- stubs: {stubs + sum(draft.is_stub for draft in drafts)}; cut ends: {sum(draft.is_cut for draft in drafts)}",
    ]
    return "\n".join(rows)


def _about(article: Planned) -> str:
    best = article.copies[0]
    missing = _missing(best.draft, article)
    flags = [
        flag
        for flag, holds in (("stub", best.draft.is_stub), ("cut", best.draft.is_cut and not best.draft.is_stub))
        if holds
    ]
    tail = f"; {', '.join(flags)}" if flags else ""
    tail += f"; not found: {', '.join(missing)}" if missing else ""
    sources = "1 source" if len(article.copies) == 1 else f"{len(article.copies)} sources"
    return f"- {article.path}: {_shown(best.draft.title)} ({best.draft.words} words, {sources}{tail})"


def _missing(draft: Draft, article: Planned) -> list[str]:
    best = article.copies[0]
    day, _ = chosen_day(draft, best.given)
    found = {
        "title": bool(draft.title_line),
        "date": day is not None,
        "publisher": bool(draft.publisher or best.publisher),
        "byline": bool(draft.authors),
        "language": bool(draft.lang),
        "region": bool(best.given.region),
    }
    return [name for name, is_found in found.items() if not is_found]


def _dropped(reads: Sequence[Read]) -> str:
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for read in reads:
        if read.account is None:
            continue
        for row, text in zip(read.account.rows, read.account.texts, strict=True):
            if row.fate in {"boilerplate", "stub", "repeat"}:
                rule = row.rule or row.fate
                counts[rule] += 1
                shown = examples.setdefault(rule, [])
                if len(shown) < _EXAMPLES and _shown(text) not in shown:
                    shown.append(_shown(text))
    return "\n".join(f"- {rule}: {count}, such as {'; '.join(examples[rule])}" for rule, count in counts.most_common())


def _unassigned(read: Read) -> list[str]:
    if read.account is None:
        return []
    rows = zip(read.account.rows, read.account.texts, strict=True)
    return [f"- {read.input.name}, line {row.line}: {_shown(text)}" for row, text in rows if row.fate == "unassigned"]


def _shown(text: str) -> str:
    return shorten(without_controls(visible(text)), 70)
