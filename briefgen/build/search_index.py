"""Floor 8. The search index: one run of Pagefind for each piece.

An index has no filters, and no fields to sort by: with either, Pagefind writes different bytes at every run. Without them,
and with one language a run, equal articles give equal bytes. What a result shows is in its data anyway.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from briefgen.disk.extras import run_pagefind
from briefgen.plan.items import Item
from briefgen.plan.kinds.search import SearchIndex
from briefgen.project.site import Site
from briefgen.text.holes import escape, fill_holes
from briefgen.text.words import fold_for_search

#: Files that Pagefind writes: the program that searches, and the list of an index's files. Its user interfaces are left out.
_SCRIPT: Final = "pagefind.js"
_ENTRY: Final = "pagefind-entry.json"


def make_index(site: Site, index: SearchIndex) -> Iterator[tuple[str, bytes]]:
    """Give output path and bytes of each file of one piece of the index; raises BriefgenError if Pagefind fails."""
    with tempfile.TemporaryDirectory(prefix="briefgen-search-") as folder:
        pages, made = Path(folder, "pages"), Path(folder, "made")
        for number, item in enumerate(index.items):
            page = pages / f"{number}.html"
            page.parent.mkdir(exist_ok=True)
            page.write_text(_page_of(site, item, index.lang), "utf-8")
        run_pagefind(pages, made)
        prefix = index.address.removeprefix("/")
        for path in _wanted(made, is_first=index.is_first):
            yield prefix + path.relative_to(made).as_posix(), path.read_bytes()


def _wanted(made: Path, *, is_first: bool) -> Iterator[Path]:
    """Give the files of an index in order of path; with `is_first` also the files of the program that searches."""
    languages = json.loads((made / _ENTRY).read_bytes())["languages"].values()
    programs = (
        {_SCRIPT, *(f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages)} if is_first else set()
    )
    for path in sorted(made.rglob("*")):
        is_data = path.name == _ENTRY or path.suffix in {".pf_meta", ".pf_index", ".pf_fragment"}
        if path.is_file() and (is_data or path.name in programs):
            yield path


def _page_of(site: Site, item: Item, lang: str) -> str:
    """Return the HTML page of an article for Pagefind: the text to search, folded, and the data of a result, unchanged."""
    store = site.plan.store
    card, entry = store.card(item.path), store.entry(item.path)
    names = ", ".join(dict.fromkeys(source.name for source in card.sources))
    shown = {
        "title": card.title,
        "href": card.href,
        "lang": card.lang,
        "dir": card.dir,
        "date": site.locale.calendar(card.date, "medium"),
        "region": card.region.name,
        "source": names,
        "summary": card.summary,
    }
    facts = "".join(f' data-{key}="{escape(text)}"' for key, text in shown.items())
    wanted = ", ".join(f"{key}[data-{key}]" for key, text in shown.items() if text)
    body = fill_holes(site.bodies(entry.body), ("",) * len(entry.facts.refs))
    tags = " ".join(name for _, name in item.tags)
    text = "".join(f"<p>{escape(fold_for_search(part))}</p>" for part in (card.summary, names, card.dateline, tags) if part)
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><body data-pagefind-body>'
        f'<div{facts} data-pagefind-meta="{wanted}"></div>'
        f"<h1>{escape(fold_for_search(card.title))}</h1>{text}{fold_for_search(body)}</body></html>"
    )
