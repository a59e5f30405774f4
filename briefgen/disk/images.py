"""Floor 5. Pictures in smaller sizes. The only door to Pillow, which comes with the extra `images`. Bytes in, bytes out."""

import io
from typing import Final

#: Quality of WebP, of 100: what most encoders take for photographs; a size up shows no difference on a screen.
_QUALITY: Final = 80
#: How hard the encoder tries, of 6: the library's own default.
_EFFORT: Final = 4


def resize(data: bytes, width: int) -> bytes | None:
    """Return a picture as WebP of that width, in the proportions and upright; None where it cannot be decoded.

    Colours keep their profile; all other metadata, such as where a photograph was taken, is left out.
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
    # What Pillow raises for bytes that are not what they say: OSError, and the others for damaged headers and chunks.
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None
    return made.getvalue()


def can_resize() -> bool:
    """Is Pillow there, with its encoder of WebP?"""
    try:
        from PIL import features
    except ImportError:
        return False
    return bool(features.check("webp"))
