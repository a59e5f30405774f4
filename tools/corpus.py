"""Write a project of generated articles, for measuring: `python tools/corpus.py FOLDER NUMBER`.

The text has no meaning, but the shape of news: 350-900 words in paragraphs, with quotations, figures, percentages and a few
links and emphases. A fifth of the articles have subheads, some have lists, block quotes, tables and footnotes. They are in
English, French, Spanish, Arabic, Russian and Chinese. The same number always gives the same files.
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
    "ru": """
        в на и с по для что как это не из от при после до во время первый новый министр соглашение город отчёт
        правительство регион граница выборы совет вода цены суд неделя переговоры силы помощь
    """.split(),
    "zh": """
        政府 部长 协议 城市 报告 地区 边界 选举 委员会 水资源 价格 法院
        本周 之后 之前 期间 首次 新的 当地 外国 成员 会谈 官员 表示 援助
    """.split(),
}
LANGUAGES = ["en"] * 10 + ["fr", "fr", "es", "es", "ar", "ar", "ru", "zh"]
#: Texts among the words of a paragraph that have, or may begin, markup of Markdown.
AMONG = [
    "“{word} {word}”",
    "({word} {word})",
    "{word}-{word}",
    "{number}%",
    "${number}.{digit} m",
    "{number}:30",
    "{word}'s {word}",
    "*{word}*",
    "**{word} {word}**",
    "[{word} {word}](https://agency.example/{number})",
    "{word} & {word}",
    "2024-0{digit}-1{digit}",
]
#: The weights by which the texts of AMONG are chosen, in the same order.
OFTEN = [12, 8, 10, 8, 4, 3, 8, 2, 2, 5, 1, 2]


def write_corpus(folder: Path, number: int) -> None:
    """Write settings and `number` articles into a folder; there are so many days that a briefing has a handful of items."""
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
    """Return path and text of the article with an index, from 0."""
    chance = random.Random(index)
    lang = chance.choice(LANGUAGES)
    # Thirty items a day: six first-level briefings of about five.
    day = date(2024, 1, 1) + timedelta(days=index // 30)
    region = chance.choice([child for children in REGIONS.values() for child in children])
    title = sentence(chance, lang, 7, 11).rstrip(".。").replace(",", "").replace("，", "")
    lines = ["---", f"title: {title}", f"date: {day.isoformat()}", f"region: {region}", f"lang: {lang}"]
    lines += [f"countries: [{', '.join(chance.sample(COUNTRIES, 2))}]", f"tags: [{', '.join(chance.sample(TAGS, 2))}]"]
    lines += [f"story: story-{chance.randrange(40)}"] if chance.random() < 0.3 else []
    lines += [f"summary: {sentence(chance, lang, 15, 30)}", "key_points:"]
    lines += [f"  - {sentence(chance, lang, 8, 14)}" for _ in range(2)]
    lines += ["sources:", f"  - name: Agency {chance.randrange(25)}", f"    url: https://agency.example/{index}"]
    lines += ["---", "", body(chance, lang, index), ""]
    return f"content/{day:%Y/%m}/{day.isoformat()}-item-{index:06d}.md", "\n".join(lines)


def body(chance: random.Random, lang: str, index: int) -> str:
    """Return the text of an article in Markdown: 350-900 words in paragraphs, with what news has among them."""
    wanted, words = chance.randint(350, 900), 0
    blocks: list[str] = []
    has_subheads = chance.random() < 0.2
    while words < wanted:
        sentences = [sentence(chance, lang, 8, 28, is_prose=True) for _ in range(chance.randint(1, 4))]
        # A Chinese word has about two characters.
        words += sum(len(sentence) // 2 if lang == "zh" else sentence.count(" ") + 1 for sentence in sentences)
        blocks.append(" ".join(sentences))
        roll = chance.random()
        if has_subheads and roll < 0.15:
            blocks.append(f"## {sentence(chance, lang, 2, 5).rstrip('.。')}")
        elif roll < 0.18:
            blocks.append("\n".join(f"- {sentence(chance, lang, 4, 10)}" for _ in range(3)))
        elif roll < 0.22:
            blocks.append(f"> {sentence(chance, lang, 10, 20)}")
        elif roll < 0.24:
            blocks.append(
                "| A | B |\n|---|--:|\n" + "\n".join(f"| {sentence(chance, lang, 1, 3)} | {n} |" for n in range(3))
            )
    end = "。" if lang == "zh" else "."
    blocks[0] = blocks[0].replace(end, f". See [the report](https://agency.example/{index}) and **the figures**.", 1)
    if chance.random() < 0.1:
        # In the first paragraph: behind the last row of a table it would be a cell without a column.
        blocks[0] += "[^1]"
        blocks.append(f"[^1]: {sentence(chance, lang, 5, 12)}")
    return "\n\n".join(blocks)


def sentence(chance: random.Random, lang: str, least: int, most: int, *, is_prose: bool = False) -> str:
    """Return a sentence of `least` to `most` words. Prose can have quotations, figures and emphases among its words."""
    words = chance.choices(WORDS[lang], k=chance.randint(least, most))
    if is_prose and chance.random() < 0.4:
        words[len(words) // 3] = _among(chance, lang)
    if len(words) > 10:
        words[len(words) // 2] += "，" if lang == "zh" else ","
    text = ("" if lang == "zh" else " ").join(words)
    return text[0].upper() + text[1:] + ("。" if lang == "zh" else ".")


def _among(chance: random.Random, lang: str) -> str:
    text = chance.choices(AMONG, OFTEN)[0].replace("{number}", str(chance.randint(2, 99)))
    while "{word}" in text:
        text = text.replace("{word}", chance.choice(WORDS[lang]), 1)
    return text.replace("{digit}", str(chance.randint(1, 9)))


def _name(key: str) -> str:
    return key.replace("-", " ").title()


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]), int(sys.argv[2]))
