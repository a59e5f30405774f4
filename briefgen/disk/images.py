"""Floor 5. Resize pictures, bytes in and bytes out. The only module that imports Pillow, which the extra `images` brings."""

import io
from typing import Final

#: Quality of WebP, of 100: the usual value for photographs; a higher one shows no difference on a screen.
_QUALITY: Final = 80
#: Effort of the encoder, of 6: the library's own default.
_EFFORT: Final = 4


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
            small.save(made, "WEBP", quality=_QUALITY, method=_EFFORT, icc_profile=profile)
    # Pillow raises OSError for bytes that are no picture, and the other errors for damaged headers and chunks.
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None
    return made.getvalue()


def can_resize() -> bool:
    """Is Pillow installed, with its encoder of WebP?"""
    try:
        from PIL import features
    except ImportError:
        return False
    return bool(features.check("webp"))
