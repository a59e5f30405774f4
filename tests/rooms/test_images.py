"""Pictures: their size on every page, loading when they are needed, smaller sizes of them, and what a build remembers."""

import io
import json
import random
import re
import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from PIL import Image, ImageStat

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, codes, run_without, tree_of, write_project

PAGE = "/north-coast/2025-04-10/first/"
ON = "image_sizes: true\n"


def picture(width: int, height: int, kind: str = "JPEG", **options: object) -> bytes:
    """Return a picture with something in it, always the same."""
    chance = random.Random(width * height)
    small = Image.frombytes("RGB", (16, 16), chance.randbytes(16 * 16 * 3))
    made = io.BytesIO()
    small.resize((width, height)).save(made, kind, **options)
    return made.getvalue()


def make(root: Path, more: str = "", body: str = "![The pier](pier.jpg)", image: str = "", **files: bytes) -> Project:
    project = write_project(root / "project")
    for name, data in {"pier_jpg": picture(1600, 900), **files}.items():
        project.write(f"content/{name.replace('_', '.')}", data)
    settings = (project.root / "briefgen.yml").read_text() + more
    return project.write("content/first.md", article("First", region="north-coast", body=body, image=image)).write(
        "briefgen.yml", settings
    )


def images(project: Project, address: str = PAGE) -> list[ElementTree.Element]:
    document = html5lib.parse(project.page(address), namespaceHTMLElements=False)
    return list(document.iter("img"))


def sizes(project: Project) -> dict[str, tuple[int, int]]:
    """Return the pictures that were published as WebP, by name without digest, with their real width and height."""
    found = {}
    for path in (project.output / "assets").glob("*.webp"):
        with Image.open(path) as opened:
            found[re.sub(r"\.[0-9a-f]{10}", "", path.name)] = opened.size
    return found


# Size and loading ------------------------------------------------------------------------------------------------------


def test_an_image_of_a_text_has_its_size_and_waits_for_its_reader(tmp_path: Path) -> None:
    project = make(tmp_path)
    assert codes(project.build()) == []
    (image,) = images(project)
    assert (image.get("width"), image.get("height"), image.get("loading")) == ("1600", "900", "lazy")
    assert image.get("alt") == "The pier"
    assert "srcset" not in image.attrib


def test_the_picture_of_an_article_has_its_size_and_is_loaded_at_once(tmp_path: Path) -> None:
    project = make(tmp_path, body="Text.", image="{src: pier.jpg, alt: The pier, credit: Us}")
    assert codes(project.build()) == []
    (image,) = images(project)
    assert (image.get("width"), image.get("height")) == ("1600", "900")
    assert "loading" not in image.attrib


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<img src="pier.jpg" alt="a > b" width="80" height="45">', id="after"),
        pytest.param('<img width="80" height="45" alt="a > b" src="pier.jpg">', id="before"),
    ],
)
def test_a_size_that_the_author_wrote_stays_the_only_one(tmp_path: Path, html: str) -> None:
    project = make(tmp_path, body=html)
    assert codes(project.build()) == []
    page = project.page(PAGE)
    (tag,) = re.findall(r'<img(?: [\w-]+="[^"]*")*', page)
    assert (tag.count("width="), tag.count("height=")) == (1, 1)
    (image,) = images(project)
    assert (image.get("width"), image.get("height"), image.get("loading")) == ("80", "45", "lazy")


def test_a_picture_that_lies_on_its_side_has_the_size_that_a_reader_sees(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    project = make(tmp_path, ON, pier_jpg=picture(1600, 900, exif=exif))
    assert codes(project.build()) == []
    (image,) = images(project)
    assert (image.get("width"), image.get("height")) == ("900", "1600")
    assert sizes(project)["pier-480.webp"] == (480, 853)


@pytest.mark.parametrize("body", ["![](pier.jpg)", '<img src="pier.jpg">'])
def test_an_image_without_a_description_is_an_error(tmp_path: Path, body: str) -> None:
    project = make(tmp_path, body=body)
    result = project.build()
    assert codes(result) == ["missing-alt"]
    assert result.failed(strict=False)
    assert not project.output.exists()


def test_a_picture_without_a_credit_is_a_warning(tmp_path: Path) -> None:
    result = make(tmp_path, body="Text.", image="{src: pier.jpg, alt: The pier}").build()
    assert codes(result) == ["missing-credit"]
    assert not result.failed(strict=False)


# Smaller sizes ---------------------------------------------------------------------------------------------------------


def test_there_are_no_other_sizes_unless_the_settings_ask_for_them(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    assert sizes(project) == {}


@pytest.mark.parametrize("place", ["body", "front-matter"])
def test_a_picture_is_offered_in_sizes_that_are_what_they_say(tmp_path: Path, place: str) -> None:
    image = "{src: pier.jpg, alt: The pier, credit: Us}"
    project = make(tmp_path, ON, "Text.", image) if place == "front-matter" else make(tmp_path, ON)
    assert codes(project.build()) == []
    (found,) = images(project)
    offered = [candidate.split(" ") for candidate in str(found.get("srcset")).split(", ")]
    assert [width for _, width in offered] == ["480w", "640w", "960w", "1280w"]
    for address, width in offered:
        with Image.open(project.output / address.removeprefix("/")) as opened:
            assert (opened.format, opened.size) == ("WEBP", (int(width[:-1]), round(int(width[:-1]) * 900 / 1600)))
    assert found.get("sizes")
    assert str(found.get("src")).endswith(".jpg")


@pytest.mark.parametrize(
    ("width", "names"),
    [
        pytest.param(480, [], id="small"),
        pytest.param(500, ["pier-480.webp", "pier-500.webp"], id="between"),
        pytest.param(1280, ["pier-1280.webp", "pier-480.webp", "pier-640.webp", "pier-960.webp"], id="as-the-largest"),
    ],
)
def test_no_size_is_larger_than_the_picture(tmp_path: Path, width: int, names: list[str]) -> None:
    project = make(tmp_path, ON, pier_jpg=picture(width, 300))
    project.build()
    assert sorted(sizes(project)) == names


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("move.gif", picture(600, 10, "GIF"), id="gif"),
        pytest.param(
            "move.webp",
            picture(600, 10, "WEBP", save_all=True, append_images=[Image.new("RGB", (600, 10))]),
            id="moving-webp",
        ),
        pytest.param(
            "move.png",
            picture(600, 10, "PNG", save_all=True, append_images=[Image.new("RGB", (600, 10))]),
            id="moving-png",
        ),
    ],
)
def test_what_moves_has_no_other_sizes(tmp_path: Path, name: str, data: bytes) -> None:
    project = make(tmp_path, ON, f"![It]({name})")
    assert codes(project.write(f"content/{name}", data).build()) == []
    (image,) = images(project)
    assert "srcset" not in image.attrib


def test_transparency_stays(tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGBA", (600, 10), (255, 0, 0, 0)).save(made, "PNG")
    project = make(tmp_path, ON, "![It](it.png)", it_png=made.getvalue())
    project.build()
    with Image.open(next((project.output / "assets").glob("it-480.*.webp"))) as opened:
        assert opened.convert("RGBA").getpixel((5, 5))[3] == 0


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(bits: int, kind: int, row: bytes, clear: bytes = b"") -> bytes:
    """Return a PNG of 600 x 20 pixels: `bits` a value, its kind of colour, its one row, and the colour that is clear."""
    head = struct.pack(">IIBBBBB", 600, 20, bits, kind, 0, 0, 0)
    data = zlib.compress((b"\0" + row) * 20)
    marked = chunk(b"tRNS", clear) if clear else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + marked + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def smaller(root: Path, data: bytes, extension: str) -> Image.Image:
    """Return the picture in 480 pixels that a build makes of it."""
    project = make(root, ON, f"![It](it.{extension})")
    assert codes(project.write(f"content/it.{extension}", data).build()) == []
    with Image.open(next((project.output / "assets").glob("it-480.*.webp"))) as opened:
        opened.load()
        return opened


def slope(mode: str) -> Image.Image:
    """Return a picture from black to white in a mode of Pillow."""
    grey = Image.linear_gradient("L").resize((600, 600))
    if mode.startswith("I"):
        return grey.convert("I").point(lambda value: value * 257).convert(mode)
    return grey.convert("RGB").convert(mode)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I;16B")),
        *(("JPEG", mode) for mode in ("1", "L", "RGB", "RGBX", "CMYK", "YCbCr")),
        *(("WEBP", mode) for mode in ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "LAB", "HSV", "F")),
    ],
)
def test_a_smaller_size_is_as_bright_as_its_picture_whatever_its_mode(tmp_path: Path, kind: str, mode: str) -> None:
    made = io.BytesIO()
    slope(mode).save(made, kind)
    small = smaller(tmp_path, made.getvalue(), kind.lower())
    (bright,) = ImageStat.Stat(small.convert("L")).mean
    assert 125 < bright < 130
    # Not its mean alone: from the dark end to the bright one.
    strip = small.convert("L").resize((1, 9), Image.Resampling.BOX)
    assert all(abs(strip.getpixel((0, row)) - (row + 0.5) * 28.3) < 12 for row in range(9))


@pytest.mark.parametrize(
    ("data", "left", "right"),
    [
        pytest.param(
            png(16, 0, struct.pack(">300H", *[20000] * 300) + struct.pack(">300H", *[20300] * 300), b"\x4e\x20"),
            0, (79, 79, 79, 255), id="grey-16",
        ),
        pytest.param(
            png(16, 2, struct.pack(">900H", *[20000] * 900) + struct.pack(">900H", *[40000] * 900), b"\x4e\x20" * 3),
            0, (156, 156, 156, 255), id="colours-16",
        ),
        pytest.param(
            png(16, 4, struct.pack(">600H", *[20000, 0] * 300) + struct.pack(">600H", *[40000, 65535] * 300)),
            0, (156, 156, 156, 255), id="grey-and-alpha-16",
        ),
        pytest.param(
            png(8, 2, b"\x10\x20\x30" * 300 + b"\x60\x60\x60" * 300, b"\0\x10\0\x20\0\x30"),
            0, (96, 96, 96, 255), id="colours-8",
        ),
        pytest.param(png(4, 0, b"\x11" * 150 + b"\x99" * 150, b"\0\x01"), 0, (153, 153, 153, 255), id="grey-4"),
        pytest.param(png(2, 0, b"\x55" * 75 + b"\xaa" * 75, b"\0\x01"), 0, (170, 170, 170, 255), id="grey-2"),
        pytest.param(png(1, 0, b"\0" * 38 + b"\xff" * 37, b"\0\0"), 0, (255, 255, 255, 255), id="black-1"),
    ],
)  # fmt: skip
def test_the_colour_that_is_clear_is_clear_in_a_smaller_size(
    tmp_path: Path, data: bytes, left: int, right: tuple[int, int, int, int]
) -> None:
    small = smaller(tmp_path, data, "png").convert("RGBA")
    assert small.getpixel((20, 8))[3] == left
    assert all(abs(is_ - wanted) < 4 for is_, wanted in zip(small.getpixel((460, 8)), right, strict=True))


#: Lab in three bytes: no ink, and the ink of a printer whose first ink is red.
WHITE, RED, BLACK = bytes([255, 128, 128]), bytes([128, 200, 180]), bytes([0, 128, 128])


def profile_of(space: bytes) -> bytes:
    """Return a colour profile: of four inks of which the first is red and the last is black, or of grey that is red."""
    colours = (
        [BLACK if node % 2 else RED if node // 8 else WHITE for node in range(16)] if space == b"CMYK" else [BLACK, RED]
    )
    inks = len(space) if space == b"CMYK" else 1
    table = b"mft1\0\0\0\0" + bytes([inks, 3, 2, 0]) + struct.pack(">9i", *[65536, 0, 0, 0, 65536, 0, 0, 0, 65536])
    table += bytes(range(256)) * inks + b"".join(colours) + bytes(range(256)) * 3
    table += b"\0" * (-len(table) % 4)
    tags = [(b"A2B0", table), (b"wtpt", b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061))]
    start, rows, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags:
        rows += name + struct.pack(">II", start + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"\0" * 4, 0x02200000, b"prtr", space, b"Lab ")
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + rows + body


@pytest.mark.parametrize(
    ("mode", "space", "ink"), [("CMYK", b"CMYK", (255, 0, 0, 0)), ("L", b"GRAY", 240)], ids=["four-inks", "grey"]
)
def test_printing_colours_become_those_of_a_screen_by_their_profile(
    tmp_path: Path, mode: str, space: bytes, ink: tuple[int, ...] | int
) -> None:
    made = io.BytesIO()
    Image.new(mode, (600, 600), ink).save(made, "JPEG", icc_profile=profile_of(space))
    small = smaller(tmp_path, made.getvalue(), "jpg")
    red, green, blue = small.convert("RGB").getpixel((100, 100))
    assert red > 190
    assert max(green, blue) < 70
    # They are no colours of that profile any more.
    assert small.info.get("icc_profile") is None


def test_a_broken_profile_or_one_of_other_colours_is_left_out(tmp_path: Path) -> None:
    for number, profile in enumerate((b"no profile " * 20, profile_of(b"CMYK"))):
        made = io.BytesIO()
        slope("L").save(made, "JPEG", icc_profile=profile)
        small = smaller(tmp_path / str(number), made.getvalue(), "jpg")
        assert 125 < ImageStat.Stat(small.convert("L")).mean[0] < 130
        assert small.info.get("icc_profile") is None


def test_sizes_tell_nothing_of_where_a_picture_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    data = picture(800, 600, exif=exif)
    assert b"Camera of somebody" in data
    project = make(tmp_path, ON, pier_jpg=data)
    project.build()
    assert [path for path in (project.output / "assets").glob("*.webp") if b"Camera" in path.read_bytes()] == []


def test_a_picture_that_cannot_be_decoded_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    data = picture(800, 600)
    project = make(tmp_path, ON, pier_jpg=data[: len(data) // 3])
    result = project.build()
    assert {(found.code, found.span.path) for found in result.findings} == {("media-kind", "content/pier.jpg")}
    assert not project.output.exists()


def test_feeds_hold_whole_addresses_of_pictures(tmp_path: Path) -> None:
    project = make(tmp_path, ON + "feed_content: full\n")
    project.build()
    content = next(one["content_html"] for one in json.loads(project.page("/feed.json"))["items"] if one["title"] == "First")
    assert re.search(r'<img src="https://briefs\.test/assets/pier\.[0-9a-f]{10}\.jpg" width="1600" height="900"', content)
    assert "srcset" not in content


# What a build remembers ------------------------------------------------------------------------------------------------


def test_a_size_is_made_once_and_kept_in_the_cache_by_content(tmp_path: Path) -> None:
    """The second build is in a process that cannot resize, and the picture has another name by then."""
    project = make(tmp_path, ON)
    project.build()
    before = project.tree()
    for path in (project.output / "assets").glob("*.webp"):
        path.unlink()
    (project.root / "content/pier.jpg").rename(project.root / "content/mole.jpg")
    project.write("content/first.md", article("First", region="north-coast", body="![The pier](mole.jpg)"))
    done = run_without("PIL.ImageOps", project.root, "build")
    assert done.returncode == 0, done.stderr
    made = {digest for path, digest in project.tree().items() if path.endswith(".webp")}
    assert made == {digest for path, digest in before.items() if path.endswith(".webp")}


def test_sizes_are_those_of_a_clean_build_and_go_with_their_picture(tmp_path: Path) -> None:
    project = make(tmp_path, ON)
    project.build()
    project.write("content/pier.jpg", picture(1000, 700)).build()
    build_site(project.root, tmp_path / "clean", Options(now=NOW), ways=Ways(cache=False))
    assert tree_of(tmp_path / "clean") == project.tree()
    project.write("content/first.md", article("First", region="north-coast")).build()
    assert sizes(project) == {}


def test_a_missing_extra_is_told_where_the_setting_stands(tmp_path: Path) -> None:
    project = make(tmp_path, ON)
    done = run_without("PIL", project.root, "build", "--format", "json")
    (found,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, found["code"], found["path"]) == (1, "missing-extra", "briefgen.yml")
    assert 'run pip install ".[images]", or pipx install --force ".[images]"' in found["help"]
