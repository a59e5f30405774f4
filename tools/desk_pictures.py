"""Draw the pictures of a generated desk: charts and landscapes of many shapes, by Pillow, the same for the same seed."""

import random
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

#: Width and height of the pictures in pixels: wide, of the usual shapes, square, upright, and smaller than a column.
SHAPES: Final = ((1600, 900), (1200, 800), (1024, 768), (1000, 1000), (900, 1200), (1600, 640), (480, 320), (1600, 400))

_PAPER, _INK, _RULE = "#f4f1ea", "#26323f", "#c9c2b2"
_COLOURS: Final = ("#1d5a9e", "#9b1c1c", "#1f6b3a", "#8a5a00")


def chart(chance: random.Random, size: tuple[int, int]) -> bytes:
    """Return a bar chart as PNG; its last bar ends at the edge, so that a cropped picture would lose a figure."""
    width, height = size
    picture = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(picture)
    for line in range(1, 5):
        draw.line((0, height * line // 5, width, height * line // 5), _RULE, max(1, height // 400))
    number = chance.randint(6, 14)
    colour, step = chance.choice(_COLOURS), width / number
    for bar in range(number):
        top = height * chance.uniform(0.1, 0.85)
        draw.rectangle((step * (bar + 0.25), top, step * (bar + 1) - 1, height), colour)
    return _png(picture)


def landscape(chance: random.Random, size: tuple[int, int]) -> bytes:
    """Return hills above a bay under a sun as PNG."""
    width, height = size
    picture = Image.new("RGB", size, chance.choice(("#e9c9a1", "#bcd3e6", "#d8c8e0")))
    draw = ImageDraw.Draw(picture)
    radius, middle = min(size) // 8, (chance.randrange(width), height // 3)
    draw.ellipse((middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius), "#f8efd8")
    for layer, colour in enumerate(("#8fa3b0", "#5f7a80", "#31484a")):
        base = height * (0.45 + 0.13 * layer)
        ridge = [(width * at / 8, base + height * chance.uniform(-0.12, 0.06)) for at in range(9)]
        draw.polygon([(0, height), *ridge, (width, height)], colour)
    draw.rectangle((0, height * 0.86, width, height), _INK)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    written = BytesIO()
    # A few colours without shading: a palette makes the file a tenth as large.
    picture.quantize(16).save(written, "PNG", optimize=True)
    return written.getvalue()
