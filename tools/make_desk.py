"""Write the project of a busy desk, to look at: `python tools/make_desk.py FOLDER [--lang ar] [--seed N]`.

The desk has 22 first-level regions, four of them with three regions below, and 75 days with about 1,900 briefs. The newest
day has 116, and one of its briefings 51; one day has a single brief, and on every third day half of the regions have no
news. There is what pages have to stand: headlines of up to 180 characters, six languages, pictures of eight shapes, trends,
alerts, fronts, stories, corrections. The same options give the same files. `tools/corpus.py` writes projects for measuring.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.corpus import COUNTRIES, body
from tools.desk_pictures import SHAPES, chart, landscape
from tools.desk_words import EDITORS, WORDS, headline, summary

#: The newest day. The days before it are in two years.
NEWEST: Final = date(2025, 1, 24)
#: First-level regions with regions below them, by their places; the longest briefing of the newest day is that of the first.
_PARENTS: Final = (9, 3, 11, 19)
#: Colours that the region tree chooses itself, by the places of the regions.
_COLOURS: Final = {0: 5, 9: 19, 16: 12}
#: The chances of languages, of which the first is that of the interface.
_LANGUAGES: Final = {"en": "en " * 14 + "ar ar fr es ru zh", "ar": "ar " * 14 + "en en en fr ru zh"}
_SOURCES: Final = tuple(
    f"{name} {kind}" for kind in ("Courier", "Agency") for name in ("Quay", "Ridge", "Delta", "Mint", "Lamp")
)
_TRENDS: Final = ("improved", "unchanged", "deteriorated")


@dataclass(frozen=True, slots=True)
class Desk:
    """How large a desk is, in which language its interface is, and which of all such desks it is.

    `newest` are the briefs of the newest day, `longest` those of the longest briefing of that day.
    """

    lang: str = "en"
    seed: int = 1
    days: int = 75
    briefs: int = 1900
    newest: int = 116
    longest: int = 51


def write_desk(folder: Path, desk: Desk) -> None:
    """Write the project of a desk into a folder."""
    files = {"briefgen.yml": _settings(desk).encode(), **dict(_pictures(desk))}
    files |= {path: text.encode() for path, text in (*_standing(desk), *_days(desk))}
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _settings(desk: Desk) -> str:
    editor = EDITORS[desk.lang]
    lines = [
        f"title: {editor.site}",
        f"tagline: {editor.tagline}",
        "base_url: https://desk.example/",
        f"language: {desk.lang}",
    ]
    lines += ["time_zone: UTC", "image_sizes: true", "regions:"]
    for place, (key, name) in enumerate(zip(_keys(), editor.regions, strict=True)):
        lines += [f"  - key: {key}", f"    name: {name}"]
        lines += [f"    color: {_COLOURS[place]}"] if place in _COLOURS else []
        if place in _PARENTS:
            lines.append("    regions:")
            for child, below in zip(_below(key), editor.children, strict=True):
                lines += [f"      - key: {child}", f"        name: {name} – {below}"]
    lines += ["sources:"]
    lines += [f'  {_key(name)}: {{name: {name}, url: "https://{_key(name)}.example/"}}' for name in _SOURCES]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name.lower().replace(" ", "-")


def _keys() -> tuple[str, ...]:
    return tuple(map(_key, EDITORS["en"].regions))


def _below(key: str) -> tuple[str, ...]:
    return tuple(f"{key}-{_key(name)}" for name in EDITORS["en"].children)


def _pictures(desk: Desk) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(desk.seed)
    for shape, size in enumerate(SHAPES):
        yield f"content/pictures/chart-{shape}.png", chart(chance, size)
        yield f"content/pictures/landscape-{shape}.png", landscape(chance, size)


def _standing(desk: Desk) -> Iterator[tuple[str, str]]:
    """Give the files of regions, stories and a page."""
    editor, keys = EDITORS[desk.lang], _keys()
    for key in keys[::3]:
        yield f"content/regions/{key}.md", _file([f"summary: {editor.notes[0]}"], editor.notes[1])
    for number, title in enumerate(editor.stories):
        yield (
            f"content/stories/story-{number}.md",
            _file([f"title: {title}", f"summary: {editor.notes[0]}"], editor.notes[1]),
        )
    yield "content/pages/about.md", _file([f"title: {editor.site}", f"summary: {editor.tagline}"], editor.notes[1])


def _days(desk: Desk) -> Iterator[tuple[str, str]]:
    """Give the files of all days: articles, the editor's parts of briefings, and fronts."""
    chance = random.Random(desk.seed)
    rest, others = desk.briefs - desk.newest, desk.days - 1
    index = 0
    for back in range(desk.days):
        day = NEWEST - timedelta(days=back)
        usual = max(2, rest // max(1, others))
        number = desk.newest if back == 0 else 1 if back == 4 else chance.randint(usual * 2 // 3, usual * 4 // 3)
        regions = list(_filed(chance, desk, number, back))
        yield from (
            (_path(day, index + at), _article(chance, desk, day, region, index + at)) for at, region in enumerate(regions)
        )
        yield from _notes(chance, desk, day, regions, index)
        index += number


def _filed(chance: random.Random, desk: Desk, number: int, back: int) -> Iterator[str]:
    """Give the region of each article of a day that lies so many days back."""
    keys = _keys()
    busy, longest = keys[_PARENTS[0]], desk.longest if back == 0 else 0
    yield from (chance.choice((busy, *_below(busy))) for _ in range(longest))
    # The longest briefing has no more than it should; on every third day half of the regions have no news.
    others = [key for key in keys if key != busy or back]
    lively = chance.sample(others, 11 if back % 3 == 2 else 17)
    for _ in range(number - longest):
        region = chance.choice(lively)
        has_below = keys.index(region) in _PARENTS and chance.random() < 0.5
        yield chance.choice(_below(region)) if has_below else region


def _path(day: date, index: int) -> str:
    return f"content/{day:%Y/%m}/{day.isoformat()}-{_slug(index)}.md"


def _slug(index: int) -> str:
    return f"brief-{index:04d}"


def _article(chance: random.Random, desk: Desk, day: date, region: str, index: int) -> str:
    lang, editor = chance.choice(_LANGUAGES[desk.lang].split()), EDITORS[desk.lang]
    at = f"{day.isoformat()}T{chance.randint(4, 17):02d}:{chance.randrange(60):02d}:00Z"
    lines = [f"title: {headline(chance, lang)}", f"date: {at}", f"region: {region}", f"lang: {lang}"]
    lines += [f"summary: {summary(chance, lang)}"] if chance.random() < 0.9 else []
    lines += [f"key_points: [{chance.choice(WORDS[lang].points)}]"] if chance.random() < 0.5 else []
    lines += [f"countries: [{', '.join(chance.sample(COUNTRIES, chance.randint(1, 3)))}]"] if chance.random() < 0.7 else []
    lines += [f"tags: [{', '.join(chance.sample(editor.tags, chance.randint(1, 3)))}]"] if chance.random() < 0.6 else []
    lines += [f"story: story-{index // 3 % len(editor.stories)}"] if index % 3 == 0 else []
    if chance.random() < 0.4:
        kind = chance.randrange(2)
        drawn = f"/pictures/{('chart', 'landscape')[kind]}-{chance.randrange(len(SHAPES))}.png"
        lines += [
            "image:",
            f"  src: {drawn}",
            f"  alt: {EDITORS.get(lang, editor).pictures[kind]}",
            f"  credit: '{editor.credit}'",
        ]
    if lang in EDITORS and chance.random() < 0.08:
        at, text = f"{day.isoformat()}T18:30:00Z", chance.choice(EDITORS[lang].corrections)
        lines += [f"updated: {at}", "corrections:", f"  - {{date: {at}, kind: correction, text: '{text}'}}"]
    lines += ["sources:"]
    for source in chance.sample(_SOURCES, chance.choices((1, 2, 4), (70, 22, 8))[0]):
        lines += [f"  - name: {source}", f"    url: https://{_key(source)}.example/{index}"]
    return _file(lines, body(chance, lang, index))


def _notes(chance: random.Random, desk: Desk, day: date, regions: list[str], first: int) -> Iterator[tuple[str, str]]:
    """Give the editor's parts of a day's briefings, and of some fronts. `first` is the index of the day's first article."""
    editor, is_newest = EDITORS[desk.lang], day == NEWEST
    lively = [key for key in _keys() if any(region == key or region in _below(key) for region in regions)]
    for number, key in enumerate(lively):
        # The longest briefing has all that an editor can add, and so the most before its first item.
        is_longest = is_newest and key == _keys()[_PARENTS[0]]
        if chance.random() < 0.4 and not is_longest and not (is_newest and number < 3):
            continue
        lines = [f"trend: {chance.choice(_TRENDS)}", f"number: {1 + (day - date(2024, 1, 1)).days}"]
        lines += [f"title: {chance.choice(editor.titles)}"] if chance.random() < 0.5 or is_longest else []
        lines += [f"summary: {chance.choice(editor.summaries)}"] if chance.random() < 0.6 or is_longest else []
        lines += [f"cutoff: {day.isoformat()}T12:00:00Z"] if chance.random() < 0.3 or is_longest else []
        if chance.random() < 0.4 or is_longest:
            lines += ["key_points:", *(f"  - {text}" for text in editor.summaries)]
        if (is_newest and number < 3) or is_longest or chance.random() < 0.05:
            text, kind = editor.alerts[number % 3]
            lines += ["alerts:", f"  - text: '{text}'", f"    kind: {kind}"]
        yield f"content/briefings/{key}/{day.isoformat()}.md", _file(lines, "")
    if is_newest or chance.random() < 0.2:
        lines = [f"title: {chance.choice(editor.titles)}", f"summary: {chance.choice(editor.summaries)}"]
        # The newest day leaves its lead to the rule, which takes an article with a picture.
        lines += [] if is_newest else [f"lead: {_slug(first)}"]
        lines += [f"order: [{', '.join(_slug(first + at) for at in range(1, min(4, len(regions))))}]"]
        yield f"content/days/{day.isoformat()}.md", _file(lines, "")


def _file(front: list[str], text: str) -> str:
    return "\n".join(("---", *front, "---", "", text)).rstrip() + "\n"


def main() -> None:
    """Write the desk that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write the project of a busy desk, to look at.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=sorted(EDITORS), default="en", help="language of the interface and of most briefs")
    for name, about in (
        ("seed", "another number gives another desk"),
        ("days", "days with briefs"),
        ("briefs", "all briefs, about"),
        ("newest", "briefs of the newest day"),
        ("longest", "briefs of the longest briefing of that day"),
    ):
        parser.add_argument(f"--{name}", type=int, default=getattr(Desk(), name), help=f"{about}; default: %(default)s")
    options = vars(parser.parse_args())
    write_desk(options.pop("folder"), Desk(**options))


if __name__ == "__main__":
    main()
