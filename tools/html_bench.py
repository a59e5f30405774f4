"""Measure the reading of HTML pages: `python tools/html_bench.py [ROUNDS]`.

The pages are generated, of the size that pages of newspapers have: an article of 20 to 40 paragraphs, beside menus of a
hundred links, teasers, lists, readers' comments, a foot, scripts and styles, in 160 KB and 1,600 elements. Their words have
no meaning. The same number always gives the same page.

For each page there is the CPU time of our reading, and of trafilatura alone, the least of some rounds: other work on the
machine makes a round longer and never shorter.
"""

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parent.parent))

from briefgen.importing.capture.ledger import Given
from briefgen.importing.html import read_html
from briefgen.importing.html.extractor import load_extractor
from briefgen.importing.reading import the_rules
from tools.captures import BYLINES, LANGUAGES, MENUS, MORE, NOTICES, Story

PAGES = 10
_ROUNDS = 3


def story_of(index: int) -> Story:
    """Return the article of the page with an index, from 0."""
    return _stories(index)[0]


def page(index: int) -> str:
    """Return the page with an index, from 0."""
    lang = LANGUAGES[index % len(LANGUAGES)]
    story, *others = _stories(index)
    menu = "".join(_item(f"{name} {number}") for number in range(20) for name in MENUS[lang])
    teasers = "".join(
        f'<div class="card card--{number % 3}"><a href="/n/{number}"><img src="/i/{number}.jpg" alt="{other.title}"></a>'
        f'<h3 class="card__title"><a href="/n/{number}">{other.title}</a></h3><p class="card__text">'
        f"{other.paragraphs[0][:120]}…</p><time>{other.dated()}</time></div>"
        for number, other in enumerate(others)
    )
    comments = "".join(
        f'<li class="comment"><div class="comment-author">{other.title.split()[0]}</div><p>{other.paragraphs[1]}</p>'
        "<button>Reply</button></li>"
        for other in others[:12]
    )
    notices = "".join(f"<p>{line}</p>" for line in NOTICES[lang])
    script = f"<script>{'window.data=[' + '1,' * 12_000 + '0];'}</script><style>{'.a{color:red}' * 1500}</style>"
    aside = '<aside class="inline-related"><a href="/r">{}</a></aside>'
    body = "".join(
        f"<p>{text}</p>{aside.format(others[place % 30].title) if place % 7 == 3 else ''}"
        for place, text in enumerate(story.paragraphs)
    )
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{story.title} | Coast Herald</title>{script}'
        f'<meta property="og:title" content="{story.title}"></head><body><header><nav><ul>{menu}</ul></nav></header>'
        f'<main><article><h1>{story.title}</h1><div class="byline">{BYLINES[lang]}</div><time>{story.dated()}</time>'
        f'<div class="article-body">{body}</div></article><section class="related"><h2>{MORE[lang]}</h2>{teasers}</section>'
        f'<section class="comments"><ol>{comments}</ol></section></main>{script}<aside class="sidebar"><ol>'
        f"{''.join(_item(other.title) for other in others[:10])}</ol></aside><footer><ul>{menu}</ul>{notices}</footer>"
        f"{script}</body></html>"
    )


def _stories(index: int) -> list[Story]:
    """Return the page's article, and those that its teasers and comments are from."""
    chance = random.Random(index)
    lang = LANGUAGES[index % len(LANGUAGES)]
    story, others = Story(chance, lang), [Story(chance, lang) for _ in range(30)]
    while len(story.paragraphs) < 20:
        story.paragraphs += Story(chance, lang).paragraphs
    return [story, *others]


def _item(text: str) -> str:
    return f'<li class="menu-item"><a class="menu-link" href="/{text.replace(" ", "-")}"><span>{text}</span></a></li>'


def main(rounds: int = _ROUNDS) -> None:
    """Print the CPU time of each page, then the means."""
    pages = [page(index) for index in range(PAGES)]
    rules, given, library = the_rules(), Given(), load_extractor()
    ways: dict[str, Callable[[str], object]] = {
        "briefgen": lambda text: read_html(text.encode(), "page.html", rules, given),
        "trafilatura": lambda text: library.bare_extraction(text, favor_precision=True, include_comments=False),
    }
    for read in ways.values():
        read(pages[0])
    print(f"{'page':>4} {'KB':>5}" + "".join(f"{name + ', ms':>18}" for name in ways))
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number, text in enumerate(pages):
        for name, read in ways.items():
            found[name].append(min(_milliseconds(read, text) for _ in range(rounds)))
        print(f"{number:4} {len(text.encode()) / 1000:5.0f}" + "".join(f"{times[-1]:18.1f}" for times in found.values()))
    print(f"{'mean':>10}" + "".join(f"{mean(times):18.1f}" for times in found.values()))


def _milliseconds(read: Callable[[str], object], text: str) -> float:
    before = time.process_time()
    read(text)
    return 1000 * (time.process_time() - before)


if __name__ == "__main__":
    main(*[int(argument) for argument in sys.argv[1:2]])
