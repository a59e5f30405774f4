"""Floor 5. What extras bring: Pillow resizes pictures, Pagefind indexes pages. The only module that knows these two."""

import io
import os
from pathlib import Path
from typing import Final

from briefgen.values.diagnostics import BriefgenError

#: Quality of WebP, of 100: the usual value for photographs; a higher one shows no difference on a screen.
_QUALITY: Final = 80


def can_resize() -> bool:
    """Is Pillow installed, with its encoder of WebP?"""
    try:
        from PIL import features
    except ImportError:
        return False
    return bool(features.check("webp"))


def resize(data: bytes, width: int) -> bytes | None:
    """Return a picture as upright WebP, `width` pixels wide at most, in its proportions; None if it cannot be decoded.

    The colour profile stays. All other metadata, such as the place where a photograph was taken, is left out.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as picture:
            profile = picture.info.get("icc_profile")
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            height = max(1, round(plain.height * width / plain.width))
            small = plain.resize((width, height), Image.Resampling.LANCZOS) if width < plain.width else plain
            made = io.BytesIO()
            small.save(made, "WEBP", quality=_QUALITY, icc_profile=profile)
    # Pillow raises OSError for bytes that are no picture, and the other errors for damaged headers and chunks.
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None
    return made.getvalue()


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
