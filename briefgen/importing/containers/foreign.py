"""Floor 7. Files that are not read here: their type, by their first bytes and not by their name alone, and what to do."""

import re
from typing import Final

from briefgen.importing.containers.entries import Opened, refused

_COPY: Final = "copy the article's text into a .txt file, and import that"
_WORD: Final = "save it as .docx or as a text in its program, and import that"
_SOUND: Final = "write down what is said, and import the text"
_PICTURE: Final = "copy the text of the article, or read it with a program for that (OCR), and import a .txt file"
_UNPACK: Final = "unpack it, and import the files that are in it"

#: Where the first bytes stand, what they are, the type in words, and what to do about a file of it.
_MAGIC: Final[tuple[tuple[int, bytes, str, str], ...]] = (
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of an old Office (.doc, .xls, .ppt) or of Outlook (.msg)", _WORD),
    (0, b"\x89PNG", "a picture (PNG)", _PICTURE),
    (0, b"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    (0, b"GIF8", "a picture (GIF)", _PICTURE),
    (8, b"WEBP", "a picture (WebP)", _PICTURE),
    (0, b"BM", "a picture (BMP)", _PICTURE),
    (0, b"II*\0", "a picture (TIFF)", _PICTURE),
    (0, b"MM\0*", "a picture (TIFF)", _PICTURE),
    (4, b"ftypheic", "a picture (HEIC)", _PICTURE),
    (4, b"ftypavif", "a picture (AVIF)", _PICTURE),
    (4, b"ftypM4A", "a recording (M4A)", _SOUND),
    (4, b"ftyp", "a film (MP4)", _SOUND),
    (0, b"\x1a\x45\xdf\xa3", "a film (WebM or Matroska)", _SOUND),
    (8, b"AVI ", "a film (AVI)", _SOUND),
    (8, b"WAVE", "a recording (WAV)", _SOUND),
    (0, b"OggS", "a recording (Ogg)", _SOUND),
    (0, b"fLaC", "a recording (FLAC)", _SOUND),
    (0, b"ID3", "a recording (MP3)", _SOUND),
    (0, b"\xff\xfb", "a recording (MP3)", _SOUND),
    (0, b"#!AMR", "a recording (AMR)", _SOUND),
    (0, b"Rar!", "an archive (RAR)", _UNPACK),
    (0, b"7z\xbc\xaf", "an archive (7z)", _UNPACK),
    (0, b"BZh", "a packed file (bzip2)", _UNPACK),
    (0, b"\xfd7zXZ", "a packed file (xz)", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a packed file (zstd)", _UNPACK),
    (0, b"\x1f\x8b", "a packed file (gzip)", _UNPACK),
    (257, b"ustar", "an archive (tar)", _UNPACK),
    (0, b"!BDN", "a mail folder of Outlook (.pst)", "export the mails as .eml or .mbox, and import these"),
    (0, b"SQLite format 3\0", "a database (SQLite)", "export what you need as a text"),
    (0, b"%!PS", "a PostScript file", "save it as a PDF"),
    (0, b"AT&TFORM", "a scan (DjVu)", _PICTURE),
    (0, b"{\\urtf", "rich text of a form that is not read", _WORD),
    (0, b"\x7fELF", "a program", _COPY),
    (0, b"MZ", "a program for Windows", _COPY),
    (0, b"wOFF", "a font", _COPY),
    (0, b"wOF2", "a font", _COPY),
    (0, b"RIFF", "a file of sound or pictures (RIFF)", _SOUND),
    (0, b"BEGIN:VCALENDAR", "a calendar (iCalendar)", _COPY),
    (0, b"BEGIN:VCARD", "an address card (vCard)", _COPY),
    (0, b"-----BEGIN ", "a key or a certificate (PEM)", _COPY),
    (0, b"begin 644 ", "a file in uuencode", _UNPACK),
)
#: Files that are text and hold no article as they are, by the ends of their names.
_NAMES: Final = {
    (".csv", ".tsv"): ("a table (CSV)", "write each article of the table into a .txt file, and import these"),
    (".css", ".js", ".mjs", ".map"): ("a part of a page (a style sheet or a script)", "import the page itself"),
    (".ics",): ("a calendar (iCalendar)", _COPY),
    (".vcf",): ("an address card (vCard)", _COPY),
    (".yml", ".yaml", ".toml", ".ini"): ("a file of settings", _COPY),
}
_BASE64_LINE: Final = re.compile(rb"^[A-Za-z0-9+/]{56,80}={0,2}\r?$", re.MULTILINE)
_LINE: Final = re.compile(rb"^[^\r\n]+", re.MULTILINE)
_SAMPLE: Final = 65_536


def name_foreign(data: bytes, name: str) -> Opened | None:
    """Return what to say of a file of a type that is not read; None for what may be a text or a page."""
    for place, magic, what, hint in _MAGIC:
        # Two letters may begin a text; a file has bytes beyond text near them.
        if data.startswith(magic, place) and (len(magic) > 2 or b"\0" in data[:64] or not magic.isalpha()):
            return refused(f"this is {what}", hint)
    for ends, (what, hint) in _NAMES.items():
        if name.endswith(ends):
            return refused(f"this is {what}", hint)
    if _is_coded(data):
        return refused("this is a file in base64, as mails carry it", "import the mail that it is from, or decode it first")
    return None


def _is_coded(data: bytes) -> bool:
    """Are most lines base64: long, and without a space?"""
    head = data[:_SAMPLE]
    lines = len(_LINE.findall(head))
    return lines >= 4 and len(_BASE64_LINE.findall(head)) > 0.5 * lines
