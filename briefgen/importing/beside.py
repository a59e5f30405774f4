"""Floor 7. What is known of one capture besides its bytes: a file beside it, the moment in its name, the time of its file.

`NAME.meta.json` or `NAME.yml` lies beside the capture `NAME` or `NAME.txt` and says when it was captured, its address, its
publisher. It knows one capture, so it wins over the options of the run. A name and a file's time are guesses and come last;
the time is read only where it is asked for, since copying files changes it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from briefgen.content.frontmatter import Mapping as Entries
from briefgen.content.frontmatter import Node, Scalar, read_yaml
from briefgen.disk.handles import read_below
from briefgen.importing.capture.ledger import Given
from briefgen.importing.files import BESIDE_ENDS as ENDS
from briefgen.importing.given import check_given
from briefgen.importing.reading import Input
from briefgen.text.characters import FILE_LIMIT, decode
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, has_errors

# The lines of --split come from looking at one file, at the command line.
_KEYS: Final = tuple(name for name in Given.__struct_fields__ if name != "split")
# "2025-05-06-ferry.html", "20250506T0800 ferry.txt", "20250506080000.html" as web archives name pages.
_MOMENT: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<dash>-?)(?P<month>0[1-9]|1[0-2])(?P=dash)(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T_ ](?P<hour>[01]\d|2[0-3])[-.:h]?(?P<minute>[0-5]\d)(?:[-.:]?(?P<second>[0-5]\d))?(?P<zone>Z|[+-]\d\d:?\d\d)?"
    r"|(?P<packed>(?:[01]\d|2[0-3])[0-5]\d[0-5]\d))?(?!\d)"
)


def with_said(item: Input, zone: str, regions: tuple[str, ...], *, by_file_time: bool) -> Checked[Input]:
    """Return a capture with what is said of it alone, and what is wrong with the file that says it.

    A moment without a zone is one of `zone`, that of the site; a region is one of `regions`, the keys of the site.
    """
    if item.path is None:
        return Checked(item)
    said = _read_beside(item.path, item.base or item.path.parent, zone, regions)
    if has_errors(said.findings):
        return Checked(None, said.findings)
    named = moment_in(item.path.name, zone)
    if not named and by_file_time:
        named = _file_time(item.path)
    stated = msgspec.structs.replace(item.stated, captured_at=item.stated.captured_at or named)
    return Checked(replace(item, said=said.value or Given(), stated=stated), said.findings)


def moment_in(name: str, zone: str) -> str:
    """Return the moment, or the day, that a file's name begins with; a moment with its hour may stand anywhere in it."""
    for match in _MOMENT.finditer(name):
        has_hour = bool(match["hour"] or match["packed"])
        if match.start() and not has_hour:
            continue
        day = f"{match['year']}-{match['month']}-{match['day']}"
        if not has_hour:
            return day if _with_zone(day, zone) else ""
        packed = match["packed"] or f"{match['hour']}{match['minute']}{match['second'] or '00'}"
        # Web archives name pages by the moment in UTC.
        offset = "Z" if match["packed"] else match["zone"] or ""
        return _with_zone(f"{day}T{packed[:2]}:{packed[2:4]}:{packed[4:]}{offset}", zone)
    return ""


def _with_zone(text: str, zone: str) -> str:
    """Return a moment with its zone, or a day as it is; empty text for what is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if len(text) == len("2025-05-06") or moment.tzinfo is not None:
        return text
    return moment.replace(tzinfo=ZoneInfo(zone)).isoformat()


def _file_time(path: Path) -> str:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (OSError, ValueError, OverflowError):
        return ""


def _read_beside(path: Path, base: Path, zone: str, regions: tuple[str, ...]) -> Checked[Given]:
    stem = path.name.rsplit(".", 1)[0]
    for name in (f"{one}{end}" for one in dict.fromkeys([path.name, stem]) for end in ENDS):
        place = path.with_name(name)
        if name == path.name or not (place.is_file() or place.is_symlink()):
            continue
        read = read_below(base, place.relative_to(base).as_posix(), FILE_LIMIT)
        if read.value is None:
            return Checked(None, tuple(_in_file(found, str(place)) for found in read.findings))
        text = decode(read.value, str(place))
        if text.value is None:
            return Checked(None, text.findings)
        return _given_of(text.value, str(place), zone, regions)
    return Checked(None)


def _in_file(found: Diagnostic, path: str) -> Diagnostic:
    """Return a finding that names another file: the one that the user knows."""
    return msgspec.structs.replace(found, span=msgspec.structs.replace(found.span, path=path))


def _given_of(text: str, path: str, zone: str, regions: tuple[str, ...]) -> Checked[Given]:
    read = read_yaml(text, path)
    values = _from_json(text, path) if path.endswith(ENDS[0]) else _from_yaml(read, path)
    if values.value is None:
        return Checked(None, values.findings)
    # JSON is YAML, so the places of its values are known as well.
    entries = read.value.entries if read.value else ()
    spans = {key.text: (_span(path, key), _span(path, node)) for key, node in entries}
    findings = [*values.findings, *_unknown(values.value, path, spans)]
    known = {key: value for key, value in values.value.items() if key in _KEYS}
    given = msgspec.convert(known, Given)
    given = msgspec.structs.replace(given, captured_at=_with_zone(given.captured_at, zone) or given.captured_at)
    for key in known:
        _, span = spans.get(key, (Span(path=path), Span(path=path)))
        alone = Given(**{key: getattr(given, key)})
        findings += [msgspec.structs.replace(found, span=span) for found in check_given(alone)]
        if key == "region" and given.region and given.region not in regions:
            close = nearest(given.region, regions)
            hint = f'nearest is "{close}"' if close else "the regions are " + ", ".join(regions)
            findings.append(finding("unknown-region", span, f'region "{given.region}" is not in briefgen.yml', hint))
    return Checked(None if has_errors(findings) else given, tuple(findings))


def _span(path: str, node: Node) -> Span:
    return Span(path=path, line=node.place.line, column=node.place.column, length=node.place.length)


def _unknown(keys: Iterable[str], path: str, spans: Mapping[str, tuple[Span, Span]]) -> Iterable[Diagnostic]:
    for key in keys:
        if key not in _KEYS:
            close = nearest(key, _KEYS)
            hint = f'nearest is "{close}"' if close else "the keys are " + ", ".join(_KEYS)
            span = spans[key][0] if key in spans else Span(path=path)
            yield finding("unknown-key", span, f'key "{key}" is not one of a file beside a capture', hint)


def _from_json(text: str, path: str) -> Checked[Mapping[str, str]]:
    try:
        values = msgspec.json.decode(text.encode(), type=dict[str, str])
    except (msgspec.MsgspecError, RecursionError):
        found = finding("wrong-type", Span(path=path), "this is no mapping of texts in JSON", 'write {"captured_at": "..."}')
        return Checked(None, (found,))
    return Checked(values)


def _from_yaml(read: Checked[Entries], path: str) -> Checked[Mapping[str, str]]:
    if read.value is None:
        return Checked(None, read.findings)
    texts = {key.text: node.text for key, node in read.value.entries if isinstance(node, Scalar)}
    others = [(key.text, node) for key, node in read.value.entries if not isinstance(node, Scalar)]
    findings = [
        finding("wrong-type", _span(path, node), f'key "{key}" needs one text', f"write {key}: and the text")
        for key, node in others
    ]
    return Checked(texts, (*read.findings, *findings))
