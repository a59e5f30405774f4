"""Write a project of generated articles, for measuring: `python tools/corpus.py FOLDER NUMBER`.

The text means nothing but has the shape of news: 350-900 words in paragraphs, a fifth with subheads, some with lists,
quotes, tables, links and footnotes, in English, French, Spanish and Arabic. The same number always gives the same files.
"""

import random
import sys
from datetime import date, timedelta
from pathlib import Path

REGIONS = {
    "middle-east": ["levant", "gulf", "iran"],
    "africa": ["north-africa", "sahel", "east-africa"],
    "europe": ["western-europe", "eastern-europe"],
    "asia": ["south-asia", "east-asia"],
    "americas": ["north-america", "south-america"],
}
COUNTRIES = ["IQ", "IR", "LB", "EG", "FR", "UA", "IN", "JP", "US", "BR", "ML", "KE", "NO", "TR"]
TAGS = ["elections", "energy", "border talks", "drought", "shipping", "courts", "trade", "aid", "ceasefire", "parliament"]
WORDS = {
    "en": """
        the of to and in that a on for said with from by which would could has had been minister talks officials border city
        report statement agreement government people region forces council water prices election court military economic
        week after before during against between first second new local foreign public members leaders negotiations aid
    """.split(),
    "fr": """
        le la les de des et en que dans pour avec selon sur par une un ministre accord ville rapport gouvernement région
        élection frontière conseil eau prix tribunal semaine après avant contre entre premier nouvelle locale étrangère
    """.split(),
    "es": """
        el la los de del y en que por con según sobre para una un ministro acuerdo ciudad informe gobierno frontera región
        elección consejo agua precios tribunal semana después antes contra entre primero nueva local extranjera miembros
    """.split(),
    "ar": """
        في من على إلى أن التي الذي عن مع بعد قبل خلال الحكومة المدينة التقرير الاتفاق الوزير المنطقة المجلس الحدود
        الانتخابات المياه الأسعار المحكمة الأسبوع الأولى الجديدة المحلية أعضاء محادثات مسؤولون
    """.split(),
}
LANGUAGES = ["en"] * 7 + ["fr", "es", "ar"]


def write_corpus(folder: Path, number: int) -> None:
    """Write settings and that many articles, spread over days so that a briefing has a handful of items."""
    settings = "title: Generated Briefs\nbase_url: https://generated.example/\nlanguage: en-GB\ntime_zone: UTC\nregions:\n"
    for parent, children in REGIONS.items():
        settings += f"  - key: {parent}\n    name: {_name(parent)}\n    regions:\n"
        settings += "".join(f"      - key: {child}\n        name: {_name(child)}\n" for child in children)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "briefgen.yml").write_text(settings, "utf-8")
    for index in range(number):
        path, text = article(index)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def article(index: int) -> tuple[str, str]:
    """Return path and text of the article of that number."""
    chance = random.Random(index)
    lang = chance.choice(LANGUAGES)
    # Thirty items a day: six first-level briefings of five or so.
    day = date(2024, 1, 1) + timedelta(days=index // 30)
    region = chance.choice([child for children in REGIONS.values() for child in children])
    title = _sentence(chance, lang, 7, 11).rstrip(".").replace(",", "")
    lines = ["---", f"title: {title}", f"date: {day.isoformat()}", f"region: {region}", f"lang: {lang}"]
    lines += [f"countries: [{', '.join(chance.sample(COUNTRIES, 2))}]", f"tags: [{', '.join(chance.sample(TAGS, 2))}]"]
    lines += [f"story: story-{chance.randrange(40)}"] if chance.random() < 0.3 else []
    lines += [f"summary: {_sentence(chance, lang, 15, 30)}", "key_points:"]
    lines += [f"  - {_sentence(chance, lang, 8, 14)}" for _ in range(2)]
    lines += ["sources:", f"  - name: Agency {chance.randrange(25)}", f"    url: https://agency.example/{index}"]
    lines += ["---", "", _body(chance, lang, index), ""]
    return f"content/{day:%Y/%m}/{day.isoformat()}-item-{index:06d}.md", "\n".join(lines)


def _body(chance: random.Random, lang: str, index: int) -> str:
    wanted, words = chance.randint(350, 900), 0
    blocks: list[str] = []
    has_subheads = chance.random() < 0.2
    while words < wanted:
        sentences = [_sentence(chance, lang, 8, 28) for _ in range(chance.randint(1, 4))]
        words += sum(sentence.count(" ") + 1 for sentence in sentences)
        blocks.append(" ".join(sentences))
        roll = chance.random()
        if has_subheads and roll < 0.15:
            blocks.append(f"## {_sentence(chance, lang, 2, 5).rstrip('.')}")
        elif roll < 0.18:
            blocks.append("\n".join(f"- {_sentence(chance, lang, 4, 10)}" for _ in range(3)))
        elif roll < 0.22:
            blocks.append(f"> {_sentence(chance, lang, 10, 20)}")
        elif roll < 0.24:
            blocks.append(
                "| A | B |\n|---|--:|\n" + "\n".join(f"| {_sentence(chance, lang, 1, 3)} | {n} |" for n in range(3))
            )
    blocks[0] = blocks[0].replace(".", f". See [the report](https://agency.example/{index}) and **the figures**.", 1)
    if chance.random() < 0.1:
        blocks[-1] += "[^1]"
        blocks.append(f"[^1]: {_sentence(chance, lang, 5, 12)}")
    return "\n\n".join(blocks)


def _sentence(chance: random.Random, lang: str, least: int, most: int) -> str:
    words = chance.choices(WORDS[lang], k=chance.randint(least, most))
    if len(words) > 10:
        words[len(words) // 2] += ","
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."


def _name(key: str) -> str:
    return key.replace("-", " ").title()


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]), int(sys.argv[2]))
