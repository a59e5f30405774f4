"""Floor 7. Bytes of a capture -> its lines, so that the lines give back the bytes.

A capture is somebody else's file: the encoding is guessed where it is not UTF-8, the guess is told, and whatever the
guess, encoding the lines again gives the very bytes.
"""

import re
from typing import Final

from briefgen.values.model import Value

#: Largest capture, in bytes: the longest real page met had 3 MiB of HTML.
CAPTURE_LIMIT: Final = 20 * 1024 * 1024

#: Share of control characters above which bytes are no text, over the first 8 KiB: text met had under 0.001.
_CONTROL_SHARE: Final = 0.02
_SAMPLE: Final = 8192
_MAGIC: Final = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF", b"Rar!", b"RIFF")
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_ARABIC: Final = re.compile("[\u0621-\u064a\u067e\u0686\u06af]")


class Line(Value, frozen=True, kw_only=True):
    """One line of a capture: `text` as it stands, `end` the characters that end it (none at the end of the file)."""

    number: int
    text: str
    end: str = ""


class CaptureText(Value, frozen=True, kw_only=True):
    """A capture as text. `is_guess` says that the bytes do not prove the encoding."""

    lines: tuple[Line, ...]
    encoding: str = "utf-8"
    is_guess: bool = False

    def encode(self) -> bytes:
        """Return the bytes that the text was made from."""
        return encode("".join(line.text + line.end for line in self.lines), self.encoding)


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes of a stretch of a capture; stretches in a row give the row's bytes."""
    return text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "strict")


def is_binary(data: bytes) -> bool:
    """Are these the bytes of something else than text?"""
    if data.startswith(_MAGIC):
        return True
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return False
    sample = data[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) > _CONTROL_SHARE * len(sample)


def read_capture(data: bytes) -> CaptureText:
    """Return the capture's lines and how its bytes were read; any bytes can be read."""
    text, encoding, is_guess = _decode(data)
    lines = []
    for number, match in enumerate(_LINE.finditer(text), start=1):
        if not match[0]:
            break
        lines.append(Line(number=number, text=match[1], end=match[2]))
    return CaptureText(lines=tuple(lines), encoding=encoding, is_guess=is_guess)


def _decode(data: bytes) -> tuple[str, str, bool]:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
        text = _try(data, encoding)
        if text is not None:
            return text, encoding, False
    text = _try(data, "utf-8")
    if text is not None:
        return text, "utf-8", False
    # One byte a character: Arabic where most high bytes would be Arabic letters, else the Western code page.
    arabic = _try(data, "cp1256")
    if arabic is not None and len(_ARABIC.findall(arabic)) > 0.6 * sum(byte > 0x7F for byte in data):
        return arabic, "cp1256", True
    # Few bad bytes in a file that is UTF-8 otherwise: damage, not another encoding.
    damaged = data.decode("utf-8", "surrogateescape")
    bad = sum("\ud800" <= character <= "\udfff" for character in damaged)
    good = sum(character > "\x7f" for character in damaged) - bad
    western = _try(data, "cp1252")
    if western is not None and good < bad:
        return western, "cp1252", True
    return damaged, "utf-8", True


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if text.encode(encoding) == data else None
