"""Chains that a program makes for `tools/fit_states.py`: articles of the tests' captures in shapes that the captures lack.

Each shape is a function from an article and its number to the lines of a file, each with its role: title, body, subhead, or
another word for what is none of them. A new shape is a function more, and its name in `SHAPES`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from tests.furniture import KINDS, Article, Place, Spacing, kinds_of, make_article, make_capture
from tests.joining import Single

#: Lines with their roles. None at all where the article is not fit for a shape.
Rows: TypeAlias = list[tuple[str, str]]

#: How many articles in furniture are made from nothing.
FURNISHED = 400
PLACES: tuple[Place, ...] = ("before", "above title", "head", "inside", "after")
#: How captions name who made the picture.
CREDITS = (
    "{} (Ada Quint)", "{}. (Wire)", "{} - Wire", "{}. Photo: Rolf Stein", "{} | Coast Agency", "{}. Ada Quint/Coast Agency",
    "Image caption: {}", "{} © Rolf Stein", "Photo by Ada Quint. {}.", "{} [Rolf Stein/Wire]", "{}. COASTPIX", "{}. /Wire/",
)  # fmt: skip
#: The same on a line of its own below the caption.
CREDIT_LINES = (
    "Ada Quint | Echo file photo", "Courtesy Quint family", "Image source, Coast Agency", "Photo: Rolf Stein",
    "© Rolf Stein", "Rolf Stein/Coast Agency", "(Wire)", "Foto: Rolf Stein", "Crédit photo : Rolf Stein",
    "Фото: Рольф Штейн", "صورة: آدا كوينت",
)  # fmt: skip
#: What reports of a situation are made of, by language: names, editions, sections, labels of lines, and what figures count.
REPORTS: Mapping[str, Sequence[Sequence[str]]] = {
    "en": (
        ("Orsund Flood", "Drought in Vale", "Kesta Earthquake"),
        ("Situation Report No. {} (as of {} May 2025)", "Flash Update #{} – {} May 2025", "Report No. {}, {} May 2025"),
        ("Highlights", "Situation overview", "Response", "Funding", "Health", "Water and sanitation", "Humanitarian needs"),
        ("Needs", "Gaps", "Response"),
        ("People displaced", "Boats in use", "Shelters open", "Districts affected"),
    ),
    "de": (
        ("Hochwasser Orsund", "Dürre in Vale"),
        ("Lagebericht Nr. {} (Stand: {}. Mai 2025)", "Lagemeldung Nr. {}, {}. Mai 2025"),
        ("Das Wichtigste", "Lage", "Maßnahmen", "Gesundheit", "Wasser", "Finanzierung"), ("Bedarf", "Lücken", "Maßnahmen"),
        ("Menschen auf der Flucht", "Boote im Einsatz", "Offene Unterkünfte"),
    ),
    "fr": (
        ("Crue d'Orsund", "Sécheresse à Vale"),
        ("Rapport de situation n° {} (au {} mai 2025)", "Point de situation n° {} – {} mai 2025"),
        ("Faits saillants", "Aperçu de la situation", "Réponse", "Santé", "Eau", "Financement"),
        ("Besoins", "Lacunes", "Réponse"),
        ("Personnes déplacées", "Bateaux en service", "Abris ouverts"),
    ),
    "es": (
        ("Inundación de Orsund", "Sequía en Vale"), ("Informe de situación n.º {} (al {} de mayo de 2025)",),
        ("Puntos destacados", "Panorama general", "Respuesta", "Salud", "Agua", "Financiación"), ("Necesidades", "Brechas"),
        ("Personas desplazadas", "Botes en uso", "Refugios abiertos"),
    ),
    "ar": (
        ("فيضان أورسند", "جفاف فالي"), ("تقرير الحالة رقم {} ({} مايو 2025)",),
        ("أبرز النقاط", "نظرة عامة", "الاستجابة", "الصحة", "المياه", "التمويل"), ("الاحتياجات", "الثغرات"),
        ("نازحون", "قوارب عاملة", "ملاجئ مفتوحة"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file: its text, and the role of each line. `source` is the capture of its article, empty for one that is made."""

    name: str
    text: str
    roles: Sequence[str]
    source: str = ""


def make_chains(single: Single, number: int, language: str) -> Iterator[Made]:
    """Return an article in each shape that it is fit for; `number` is its place among all, and chooses between variants."""
    for name, shape in SHAPES.items():
        if rows := shape(single, number, language):
            is_airy = number % 3 == 0 if name in {"standfirst", "reported"} else number % 2 == 1
            roles = [role for row, _ in rows for role in (row, "")] if is_airy else [role for role, _ in rows]
            text = ("\n\n" if is_airy else "\n").join(line for _, line in rows)
            yield Made(name=f"{name} {single.source}", text=text, roles=roles, source=single.source)


def with_standfirst(single: Single, number: int, _language: str) -> Rows:
    """Return an article with a standfirst, made of a sentence of its text, and below it a day, a writer or nothing."""
    text = [line for is_subhead, line in single.lines if not is_subhead]
    sentences = [re.split(r"(?<=[.!?؟。]) ", paragraph)[0] for paragraph in text[1:]]
    fitting = [sentence for sentence in sentences if 40 <= len(sentence) <= 150]
    if not fitting:
        return []
    standfirst = fitting[number % len(fitting)].rstrip(".。" if number % 2 else "")
    metas: Sequence[Sequence[str]] = (
        (), (f"{number % 28 + 1} May 2025",), ("2025-05-06 06:10 | Updated 09:20",), (f"By Ada Quint {number}",),
        ("May 6, 2025 01:21 am | Updated 01:30 pm - ORSUND", "The Coast Bureau"), ("Ada Quint", "6 May 2025 · 3 min read"),
    )  # fmt: skip
    rows = [("title", single.title), ("body", standfirst), *(("meta", meta) for meta in metas[number % len(metas)])]
    return rows + [("subhead" if is_subhead else "body", line) for is_subhead, line in single.lines]


def shortened(single: Single, number: int, _language: str) -> Rows:
    """Return a short article alone in its file: the first paragraphs of one, with a line below the headline or none."""
    text = [("body", line) for is_subhead, line in single.lines if not is_subhead][: 1 + number % 3]
    if not number % 7:
        return text
    metas = ("", f"{number % 28 + 1} May 2025", f"By Ada Quint {number}", "3 min read", "----------")
    meta = metas[number % len(metas)]
    return [("title", single.title), *([("meta", meta)] if meta else []), *text]


def captioned(single: Single, number: int, _language: str) -> Rows:
    """Return an article with captions above its text and in it, with their credits written in one of several ways."""
    rows = [("title", single.title)]
    for place, (is_subhead, line) in enumerate(single.lines):
        words = line.split()
        if place % 3 == number % 3 and len(words) > 9 and not is_subhead:
            caption = " ".join(words[2 : 8 + number % 4]).rstrip(".,;:")
            caption = caption[:1].upper() + caption[1:]
            if (number + place) % 4:
                rows.append(("caption", CREDITS[(number + place) % len(CREDITS)].format(caption)))
            else:
                # Below a caption that names nobody, or names who sent it.
                rows.append(("caption", f"{caption}." if number % 5 else f"{caption} - Wire"))
                rows.append(("caption", CREDIT_LINES[(number + place) // 4 % len(CREDIT_LINES)]))
        rows.append(("subhead" if is_subhead else "body", line))
    return rows


def doubled(single: Single, number: int, _language: str) -> Rows:
    """Return an article as pages have it that say headline and caption twice, the second time right above the text.

    Of each third article.
    """
    words = single.body[0].split()
    if number % 3 or len(words) < 10:
        return []
    number //= 3
    shown = " ".join(words[2 : 9 + number % 4]).rstrip(".,;:")
    caption = CREDITS[number % len(CREDITS)].format(shown[:1].upper() + shown[1:])
    above = [("caption", caption)] * (1 + number % 2)
    writer = [("meta", ("TT", "Ada Quint", "Coast Agency")[number % 3])] if number % 4 else []
    rows = [("title", single.title), *above, *writer, ("again", single.title), *above]
    return rows + [("subhead" if is_subhead else "body", line) for is_subhead, line in single.lines]


def reported(single: Single, number: int, language: str) -> Rows:
    """Return a report of a situation in sections, with figures and labelled lines, made of an article's paragraphs.

    Of each fourth article: with more of them, short lines of other pages are taken for figures.
    """
    if language not in REPORTS or number % 4:
        return []
    number //= 4
    names, editions, sections, labels, figures = REPORTS[language]
    name = names[number % len(names)]
    edition = editions[number % len(editions)].format(number % 40 + 1, number % 28 + 1)
    rows = [("name", name), ("title", edition)] if number % 2 else [("title", f"{name}: {edition}")]
    text = [line for is_subhead, line in single.lines if not is_subhead]
    rows.append(("body", text[0]))
    for place, line in enumerate(text[1:7]):
        rows.append(("subhead", sections[(number + place) % len(sections)]))
        if place == number % 3:
            # Figures stand below the text of the section, or above it. They are a part of it: what is counted, line by line.
            pairs = [(f"{number * 37 + at * 5 + 12:,}", figures[at]) for at in range(3)]
            lines = (
                [words for pair in pairs for words in pair], [f"{count} {what}" for count, what in pairs],
                [f"{what}: {count}" for count, what in pairs],
            )[number // 4 % 3]  # fmt: skip
            counted = [("body", words) for words in lines]
            rows += [("body", f"• {line}"), *counted] if number % 4 else [*counted, ("body", line)]
        elif place % 3 == 1:
            parts = re.split(r"(?<=[.؟]) ", line)
            rows += [("body", f"{labels[at % len(labels)]}: {part}") for at, part in enumerate(parts)]
        else:
            rows.append(("body", line))
    return rows


SHAPES: Mapping[str, Callable[[Single, int, str], Rows]] = {
    "standfirst": with_standfirst, "short": shortened, "captioned": captioned, "doubled": doubled,
    "reported": reported,
}  # fmt: skip


def make_furnished(singles: Sequence[Single], languages: Mapping[str, str]) -> Iterator[Made]:
    """Return articles in furniture that a program chose, of all kinds and spacings (`tests/furniture.py`).

    The first ones are made as well, the others are the `singles` in the languages that have furniture.
    """
    for seed in range(FURNISHED):
        chance = Random(seed)
        sizes = tuple(chance.randint(2, 5) for _ in range(chance.randint(4, 12)))
        article = make_article(
            seed, chance.choice(("en", "fr", "ar")), sizes,
            subheads=tuple(chance.sample(range(1, len(sizes) - 1), chance.randint(0, min(3, len(sizes) - 2)))),
            trap=chance.randint(0, len(sizes) - 2), byline=chance.random() < 0.5, date=chance.random() < 0.5,
            dateline=chance.random() < 0.5,
        )  # fmt: skip
        yield _furnished(article, seed)
    for seed, single in enumerate(singles):
        lang = languages.get(single.source, "")
        if lang in {"en", "fr", "ar"}:
            parts = tuple(("subhead" if is_subhead else "body", line) for is_subhead, line in single.lines)
            article = Article(lang=lang, title=single.title, parts=parts, date="12 May 2025" if seed % 3 else "")
            yield _furnished(article, seed, single.source)


def _furnished(article: Article, seed: int, source: str = "") -> Made:
    chance = Random(seed)
    kinds: list[str] = []
    for place in PLACES:
        of_place = kinds_of(article.lang, place)
        kinds += chance.sample(of_place, chance.randint(0, min(1 if place == "above title" else 3, len(of_place))))
    subheads = {text for role, text in article.parts if role == "subhead"}
    kinds = [kind for kind in kinds if not subheads & set(KINDS[kind][1][article.lang])]
    inside = {kind: chance.randint(0, len(article.parts)) for kind in kinds}
    spacing: Spacing = chance.choice(("airy", "grouped", "tight"))
    text = make_capture(article, tuple(kinds), inside=inside, spacing=spacing, seed=seed)
    roles = list(_roles_in(text.splitlines(), article))
    return Made(name=f"furnished {source or seed}", text=text, roles=roles, source=source)


def _roles_in(lines: Sequence[str], article: Article) -> Iterator[str]:
    """Return the role of each line of a page with an article: its parts in order, and its headline, the last above them."""
    first = next(place for place, line in enumerate(lines) if line == article.parts[0][1])
    title = max(place for place, line in enumerate(lines[:first]) if line == article.title)
    parts = list(article.parts)
    for place, line in enumerate(lines):
        if place == title:
            yield "title"
        elif parts and place >= first and line == parts[0][1]:
            yield parts.pop(0)[0]
        else:
            yield ""
