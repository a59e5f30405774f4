"""Write generated captures, for measuring imports: `python tools/captures.py FOLDER NUMBER`.

The text has no meaning, but the shapes of captures: a clean article, a page with menus and notices, several stories one
after another with doubled titles, an aggregator's blocks, teasers after an article, in English, French, Spanish and Arabic.
Some captures are copies of an earlier capture, whole or cut, and some have no article. The same number always gives the same
files.
"""

import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.corpus import WORDS

LANGUAGES = ["en"] * 7 + ["fr", "es", "ar"]
MENUS = {
    "en": ["Home", "World", "Business", "Sport", "Weather", "Opinion"],
    "fr": ["Accueil", "Monde", "Économie", "Sport", "Météo"],
    "es": ["Inicio", "Mundo", "Economía", "Deportes", "Opinión"],
    "ar": ["الرئيسية", "العالم", "اقتصاد", "رياضة", "طقس"],
}
NOTICES = {
    "en": ["© 2025 Coast Herald. All rights reserved.", "Privacy Policy", "Terms of Use"],
    "fr": ["© 2025 Le Courrier. Tous droits réservés.", "Mentions légales"],
    "es": ["© 2025 El Correo. Todos los derechos reservados.", "Aviso legal"],
    "ar": ["© 2025 صحيفة الساحل. جميع الحقوق محفوظة.", "سياسة الخصوصية"],
}
MORE = {"en": "Related Articles", "fr": "Articles liés", "es": "Noticias relacionadas", "ar": "مواضيع ذات صلة"}
BYLINES = {"en": "By Ada Quint", "fr": "Par Adèle Quint", "es": "Por Ada Quint", "ar": "بقلم آدا كوينت"}
MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June"],
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin"],
    "es": ["enero", "febrero", "marzo", "abril", "mayo", "junio"],
    "ar": ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"],
}
_SYLLABLES = ["bar", "tol", "mer", "kan", "dru", "vel", "os", "ni", "gra", "lim", "fen", "quo", "ray", "sud", "ti", "hax"]
_LETTERS = "بتجدرسعفقكلمنهوي"


class Story:
    """One invented article: its headline and its paragraphs, with words that no other article has."""

    def __init__(self, chance: random.Random, lang: str) -> None:
        self.lang = lang
        self._subject = [_word(chance, lang) for _ in range(18)]
        self.title = _headline(chance, lang, self._subject)
        self.day = date(2025, 1, 1) + timedelta(days=chance.randrange(180))
        self.paragraphs = [self._paragraph(chance) for _ in range(chance.randint(6, 16))]

    def _paragraph(self, chance: random.Random) -> str:
        sentences = [_sentence(chance, self.lang, self._subject) for _ in range(chance.randint(1, 4))]
        if chance.random() < 0.3:
            sentences[0] = f"“{sentences[0][:-1]},” {chance.choice(self._subject)}."
        return " ".join(sentences)

    def dated(self) -> str:
        """Return the article's day in words of its language."""
        return f"{self.day.day} {MONTHS[self.lang][self.day.month - 1]} {self.day.year}"


def write_captures(folder: Path, number: int) -> None:
    """Write `number` captures into a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(number):
        (folder / f"capture-{index:06d}.txt").write_text(capture(index), "utf-8")


def capture(index: int) -> str:
    """Return the text of the capture with an index, from 0."""
    chance = random.Random(index)
    if index > 20 and chance.random() < 0.08:
        return _copy(chance, capture(chance.randrange(index // 2)))
    lang = chance.choice(LANGUAGES)
    shape: Callable[[random.Random, str], list[str]] = chance.choice(
        [_clean, _clean, _page, _page, _several, _blocks, _teasers]
    )
    if chance.random() < 0.02:
        shape = _headlines
    return "\n".join(shape(chance, lang)) + "\n"


def _copy(chance: random.Random, text: str) -> str:
    """Return a copy of a capture: with straight quotes, or cut short."""
    if chance.random() < 0.5:
        return text.translate(str.maketrans("“”", '""'))
    lines = text.split("\n")
    return "\n".join(lines[: max(8, len(lines) * 2 // 3)]) + "\n"


def _clean(chance: random.Random, lang: str) -> list[str]:
    story = Story(chance, lang)
    return [story.title, "", BYLINES[lang], story.dated(), "", *_airy(story.paragraphs)]


def _page(chance: random.Random, lang: str) -> list[str]:
    story = Story(chance, lang)
    middle = len(story.paragraphs) // 2
    promo = {"en": "Read also: ", "fr": "À lire aussi : ", "es": "Lea también: ", "ar": "اقرأ أيضا: "}[lang]
    body = [*story.paragraphs[:middle], promo + _other(chance, lang), *story.paragraphs[middle:]]
    return [*MENUS[lang], "", story.title, "", story.dated(), "", *_airy(body), *NOTICES[lang]]


def _several(chance: random.Random, lang: str) -> list[str]:
    lines: list[str] = []
    for _ in range(chance.randint(2, 4)):
        story = Story(chance, lang)
        caption = f"{_sentence(chance, lang, [_word(chance, lang)])} ({_word(chance, lang).title()} Pictures)"
        head = [story.title, "", caption, caption]
        lines += [*head, "TT", "", *head, "", *_airy(story.paragraphs), ""]
    return lines


def _blocks(chance: random.Random, lang: str) -> list[str]:
    story = Story(chance, lang)
    lines = [story.title, *story.paragraphs, MORE[lang], ""]
    for hours in range(2, chance.randint(4, 6)):
        other = Story(chance, lang)
        ago = {
            "en": f"{hours} hours ago",
            "fr": f"il y a {hours} heures",
            "es": f"hace {hours} horas",
            "ar": f"منذ {hours} ساعات",
        }
        lines += ["", "Coast Herald", ago[lang], "- Coast Herald", other.title, " ".join(other.paragraphs[:8])]
    return lines


def _teasers(chance: random.Random, lang: str) -> list[str]:
    lines = _clean(chance, lang)
    return [*lines, MORE[lang], "", *_airy([_other(chance, lang) for _ in range(5)]), *NOTICES[lang]]


def _headlines(chance: random.Random, lang: str) -> list[str]:
    return [*MENUS[lang], "", *_airy([_other(chance, lang) for _ in range(12)])]


def _airy(paragraphs: list[str]) -> list[str]:
    return [line for paragraph in paragraphs for line in (paragraph, "")]


def _other(chance: random.Random, lang: str) -> str:
    return _headline(chance, lang, [_word(chance, lang) for _ in range(6)])


def _headline(chance: random.Random, lang: str, subject: list[str]) -> str:
    words = [*chance.sample(subject, 5), *chance.choices(WORDS[lang], k=3)]
    chance.shuffle(words)
    return " ".join(words).title() if lang == "en" else " ".join(words).capitalize()


def _sentence(chance: random.Random, lang: str, subject: list[str]) -> str:
    words = [chance.choice(subject if chance.random() < 0.4 else WORDS[lang]) for _ in range(chance.randint(9, 26))]
    text = " ".join(words)
    return text[:1].upper() + text[1:] + "."


def _word(chance: random.Random, lang: str) -> str:
    if lang == "ar":
        return "".join(chance.choices(_LETTERS, k=chance.randint(4, 7)))
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


if __name__ == "__main__":
    write_captures(Path(sys.argv[1]), int(sys.argv[2]))
