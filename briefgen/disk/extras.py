"""Floor 5. What extras bring: Pillow resizes pictures, Pagefind indexes pages. The only module that knows these two."""

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefgen.values.diagnostics import BriefgenError

if TYPE_CHECKING:
    from PIL.Image import Image

#: Quality of WebP, of 100: the usual value for photographs; a higher one shows no difference on a screen.
_QUALITY: Final = 80
#: The greatest value of 16 bits, and how many of them one value of 8 bits stands for.
_GREATEST: Final = 65_535
_STEP: Final = 257


def can_resize() -> bool:
    """Is Pillow installed, with its encoder of WebP?"""
    try:
        from PIL import features
    except ImportError:
        return False
    return bool(features.check("webp"))


def resize(data: bytes, width: int) -> bytes | None:
    """Return a picture as upright WebP, `width` pixels wide at most, in its proportions; None if it cannot be decoded.

    A profile of red, green and blue stays; grey and printing colours are converted by theirs. All other metadata, such as
    the place where a photograph was taken, is left out.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as picture:
            upright = _in_eight_bits(ImageOps.exif_transpose(picture), data)
            plain, profile = _in_screen_colours(upright)
            height = max(1, round(plain.height * width / plain.width))
            small = plain.resize((width, height), Image.Resampling.LANCZOS) if width < plain.width else plain
            made = io.BytesIO()
            small.save(made, "WEBP", quality=_QUALITY, icc_profile=profile)
    # Pillow raises OSError for bytes that are no picture, and the other errors for damaged headers and chunks.
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None
    return made.getvalue()


def _in_eight_bits(picture: "Image", data: bytes) -> "Image":
    """Return a picture whose values have 8 bits; `data` is its file. Pillow's own conversion makes nearly all grey white."""
    clear = picture.info.get("transparency")
    if not picture.mode.startswith("I"):
        # Pillow gives pixels of 2, 4 and 16 bits eight bits, but not the colour that is transparent.
        bits = data[24]
        if isinstance(clear, tuple) and bits == 16:
            picture.info["transparency"] = tuple(value >> 8 for value in clear)
        if isinstance(clear, int) and picture.mode == "L":
            picture.info["transparency"] = clear * 255 // ((1 << bits) - 1)
        return picture
    wide = picture.convert("I")
    grey = wide.point([round(value / _STEP) for value in range(_GREATEST + 1)], "L")
    grey.info = {key: value for key, value in picture.info.items() if key != "transparency"}
    if isinstance(clear, int):
        grey.putalpha(wide.point([0 if value == clear else 255 for value in range(_GREATEST + 1)], "L"))
    return grey


def _in_screen_colours(picture: "Image") -> "tuple[Image, bytes | None]":
    """Return a picture in red, green, blue and, if it has any, transparency; and the colour profile of these colours."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    # A profile names its colours at this place (ICC.1, 7.2.6).
    if not profile or profile[16:20] == b"RGB ":
        return plain, profile
    if plain.mode == "RGBA":
        return plain, None
    try:
        screen = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, io.BytesIO(profile), screen, outputMode="RGB") or plain, None
    except ImageCms.PyCMSError:
        # A broken profile, or one of other colours than the picture has.
        return plain, None


def has_pagefind() -> bool:
    """Is Pagefind, a program, installed?"""
    try:
        import pagefind_bin
    except ImportError:
        return False
    return bool(pagefind_bin)


def run_pagefind(pages: Path, made: Path) -> None:
    """Index the pages of a folder and write the index to the folder `made`; raises BriefgenError if Pagefind fails."""
    import subprocess

    from pagefind_bin import get_executable

    command = [str(get_executable()), "--site", str(pages), "--output-path", str(made), "--quiet"]
    # Pagefind takes options from its environment, and from files of the folder in which it runs.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PAGEFIND")}
    done = subprocess.run(  # noqa: S603 - the program of an installed package, and paths that we made
        command, cwd=pages, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode or not (made / "pagefind-entry.json").is_file():
        said = (done.stderr or done.stdout).strip().splitlines()
        raise BriefgenError(f"Pagefind could not make the search index: {said[-1] if said else done.returncode}")
