"""What stands on the pages of a PDF that Chromium made: their lines of text, and how far down each line is.

It reads as much of a PDF as Chromium writes, so that no library of the project's is needed for a few tests.
"""

import re
import zlib
from dataclasses import dataclass
from itertools import groupby

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_LENGTH = re.compile(rb"/Length (\d+)")
#: What sets a font, what sets the place of a line, and what shows a letter.
_SHOWN = re.compile(rb"/(F\d+) \S+ Tf|(?:\S+ ){5}(\S+) Tm|<([0-9A-F]+)> Tj")


@dataclass(frozen=True, slots=True)
class Line:
    """Letters that stand at one height.

    `top` is in CSS pixels: of the foot of a page from the top of the paper, of all else from the top of the text of
    the first page, as if all pages were one.
    """

    text: str
    top: float


def lines_of(pdf: bytes) -> list[list[Line]]:
    """Return the lines of each page, in the order in which Chromium wrote them: the foot of a page comes first."""
    objects = {int(number): content for number, content in _OBJECT.findall(pdf)}
    pages = [content for content in objects.values() if re.search(rb"/Type\s*/Page\b", content)]
    return [_lines(page, objects) for page in pages]


def text_of(page: list[Line]) -> str:
    """Return the text of a page without white space, which a PDF has only by the places of letters."""
    return "".join("".join(line.text for line in page).split())


def _lines(page: bytes, objects: dict[int, bytes]) -> list[Line]:
    used = re.findall(rb"/(F\d+) (\d+) 0 R", page)
    fonts = {name.decode(): _letters(objects[int(number)], objects) for name, number in used}
    (content,) = re.findall(rb"/Contents (\d+) 0 R", page)
    letters: dict[int, str] = {}
    top = 0.0
    shown: list[tuple[float, str]] = []
    for font, place, code in _SHOWN.findall(_stream(objects[int(content)])):
        if font:
            letters = fonts[font.decode()]
        elif place:
            top = float(place)
        else:
            shown.append((top, letters.get(int(code, 16), "")))
    return [Line("".join(letter for _, letter in row), top) for top, row in groupby(shown, key=lambda one: one[0])]


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[int, str]:
    """Return the letters by the numbers that a font gives them."""
    (number,) = re.findall(rb"/ToUnicode (\d+) 0 R", font)
    table = _stream(objects[int(number)])
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letter in re.findall(rb"<(\w+)> <(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", block):
            begin = int(first, 16)
            found |= {code: chr(int(letter, 16) + code - begin) for code in range(begin, int(last, 16) + 1)}
    return found


def _stream(content: bytes) -> bytes:
    (length,) = _LENGTH.findall(content)
    # By its length: the last byte of packed data may be a line end.
    _, _, rest = content.partition(b"stream\n")
    stream = rest[: int(length)]
    return zlib.decompress(stream) if b"/FlateDecode" in content else stream
