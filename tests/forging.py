"""Forge every field of everything that a cache stores, one after the other, and build with it: `python -m tests.forging`.

The fields are found by the types of what is stored, so a new field is attacked as soon as it exists. Prints a line of JSON
with the number of fields and those for which no value was found, and one for each forgery that had an effect.
"""

import json
import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import inspect

from briefgen.build.check import check_site
from briefgen.build.fixing import fix_moves
from briefgen.build.flow import build_site, open_cache
from briefgen.build.manifest import Manifest, OutputRow
from briefgen.disk.cache import CacheFolder, Pack
from briefgen.disk.sources import digest
from briefgen.plan.entry_store import Shown
from briefgen.project.entries import BodyMemo
from briefgen.project.records import Record, Rest
from briefgen.project.settings import lines_of
from briefgen.project.snapshot import Snapshot
from briefgen.text.report import render_findings
from briefgen.values.diagnostics import BriefgenError, Diagnostic
from briefgen.values.model import Entry, Options
from tests.projects import NOW

#: What no page, no report and no file of the project may ever have: it stands in a file outside of the project.
SECRET: Final = "the-secret-of-somebody"
_EDITED: Final = "content/2025/2025-04-10-ferry.md"

_TEXTS: Final = (
    "../../secret.env",
    "/etc/hostname",
    "a\0b",
    "",
    "../secret.env",
    "a\nb",
    "x" * 70_000,
    "\u202e<script>",
    "/dev/zero",
    "pipe",
    "linked/secret.env",
)
_NUMBERS: Final = (-1, 2**63 - 1, 0, 2**40, -(2**63))
_FLOATS: Final = (float("nan"), float("inf"), -1e308, 0.0)
_BYTES: Final = (b"", b"\xff" * 9, b"\0" * 100_000)
_MOMENTS: Final = ("9999-12-31T23:59:59Z", "2025-01-01T00:00:00", "0001-01-01T00:00:00Z")
_DAYS: Final = ("9999-12-31", "0001-01-01")

#: A field: the path to a value in what is stored, and its name.
Field = tuple[tuple[object, ...], str]


def fields_of(  # noqa: C901 - a case for each kind of type
    kind: inspect.Type, value: Any, name: str, path: tuple[object, ...] = ()
) -> Iterator[tuple[Field, tuple[Any, ...]]]:
    """Give each field of a stored value that is a text, a number or bytes, with hostile values for it."""
    match kind:
        case inspect.UnionType(types=types):
            for one in types:
                if _fits(one, value):
                    yield from fields_of(one, value, name, path)
                    return
        case inspect.StructType(cls=cls, fields=fields, array_like=array_like, tag=tag):
            offset = 1 if array_like and tag is not None else 0
            for number, field in enumerate(fields):
                key: object = number + offset if array_like else field.encode_name
                if (array_like and number + offset >= len(value)) or (not array_like and key not in value):
                    continue
                yield from fields_of(field.type, value[key], f"{cls.__name__}.{field.name}", (*path, key))
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item) | inspect.FrozenSetType(item_type=item):
            for number, one in enumerate(value):
                yield from fields_of(item, one, name, (*path, number))
        case inspect.TupleType(item_types=items):
            for number, (item, one) in enumerate(zip(items, value, strict=True)):
                yield from fields_of(item, one, f"{name}[{number}]", (*path, number))
        case inspect.DictType(value_type=item):
            for key, one in value.items():
                yield ((*path, "*key", key), f"{name} key"), _TEXTS
                yield from fields_of(item, one, f"{name} value", (*path, key))
        case inspect.NamedTupleType(fields=fields):
            for number, field in enumerate(fields):
                yield from fields_of(field.type, value[number], f"{name}[{number}]", (*path, number))
        case inspect.DateTimeType():
            yield (path, name), _MOMENTS
        case inspect.DateType():
            yield (path, name), _DAYS
        case inspect.StrType() | inspect.LiteralType() | inspect.EnumType():
            yield (path, name), _TEXTS
        case inspect.IntType():
            yield (path, name), _NUMBERS
        case inspect.FloatType():
            yield (path, name), _FLOATS
        case inspect.BytesType() | inspect.RawType():
            yield (path, name), _BYTES


def _fits(kind: inspect.Type, value: Any) -> bool:
    match kind:
        case inspect.NoneType():
            return value is None
        case inspect.StructType(array_like=True, tag=tag):
            return isinstance(value, list) and (tag is None or value[:1] == [tag])
        case inspect.StructType(tag=tag, tag_field=tag_field):
            return isinstance(value, dict) and (tag is None or value.get(tag_field or "type") == tag)
        case inspect.DateTimeType():
            return isinstance(value, datetime)
        case inspect.StrType() | inspect.DateType() | inspect.LiteralType():
            return isinstance(value, str)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, float)
        case inspect.BytesType():
            return isinstance(value, bytes)
        case inspect.ListType() | inspect.VarTupleType() | inspect.TupleType() | inspect.NamedTupleType():
            return isinstance(value, list)
        case inspect.DictType():
            return isinstance(value, dict)
        case _:
            return False


def names_of(kind: inspect.Type, seen: set[type], field: str = "") -> Iterator[str]:
    """Give the name of each field that a stored value of a kind can have, if the field is a text, a number or bytes."""
    match kind:
        case inspect.UnionType(types=kinds) | inspect.TupleType(item_types=kinds):
            for one in kinds:
                yield from names_of(one, seen, field)
        case inspect.StructType(cls=cls, fields=fields):
            if cls not in seen:
                seen.add(cls)
                for one in fields:
                    yield from names_of(one.type, seen, f"{cls.__name__}.{one.name}")
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item) | inspect.FrozenSetType(item_type=item):
            yield from names_of(item, seen, field)
        case inspect.DictType(value_type=item):
            yield field
            yield from names_of(item, seen, field)
        case inspect.NoneType() | inspect.BoolType():
            pass
        case _:
            yield field


def put(value: Any, path: tuple[object, ...], new: Any) -> Any:
    """Return a copy of nested lists and dictionaries with another value at a path."""
    if not path:
        return new
    if path[0] == "*key":
        return {(new if key == path[1] else key): one for key, one in value.items()}
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = put(copy[path[0]], path[1:], new)
    return copy


class Forger:
    """The stored values of one cache: reads each as lists and dictionaries, and writes a changed one, rightly sealed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cache: CacheFolder = open_cache(root)
        (manifest,) = (root / ".briefgen").glob("site-*")
        self.key = manifest.name.removeprefix("site-")

    def _load(self, name: str) -> Any:
        data = self.cache.load(name)
        assert data is not None
        return msgspec.msgpack.decode(data)

    def _save(self, name: str, value: Any) -> None:
        self.cache.save(name, msgspec.msgpack.encode(value))

    def _save_index(self, index: Any) -> None:
        self._save("index", index)
        self._change_manifest("index", self.cache.digest("index"))

    def _change_manifest(self, field: str, value: Any) -> None:
        name = f"site-{self.key}"
        self._save(name, {**self._load(name), field: value})

    def stored(self) -> Iterator[tuple[str, type, Any, Callable[[Any], None]]]:
        """Give each kind of stored value: its name, type, a value, and a function that stores a changed one."""
        name = f"site-{self.key}"
        manifest = self._load(name)
        # Whether an output was too recent to trust depends on the speed of the machine.
        manifest = {**manifest, "recent_outputs": manifest["recent_outputs"] or {"robots.txt": "0" * 64}}
        yield "manifest", Manifest, manifest, lambda new: self._save(name, new)
        rows = msgspec.msgpack.decode(manifest["packed"])
        for number in {0, len(rows) - 1}:
            yield "row", OutputRow, rows[number], lambda new, number=number: self._save_rows(rows, number, new)
        plan = self._load(f"plan-{self.key}")
        yield "snapshot", Snapshot, plan, self._save_plan
        scan = self._load(f"scan-{self.key}")
        kind = tuple[list[tuple[str, tuple[int, int, int, int]]], tuple[Diagnostic, ...]]
        yield "scan", kind, scan, self._save_scan
        rest, records = self._load("index")
        yield "rest", Rest, rest, lambda new: self._save_index((new, records))
        for path, record in records.items():
            fields = [field.encode_name for field in msgspec.structs.fields(Record)]
            yield "record", Record, record, lambda new, path=path: self._save_index((rest, {**records, path: new}))
            for field, kind in (("entry_at", Entry), ("body_at", BodyMemo), ("shown_at", Shown)):
                number = fields.index(field)
                if len(record) > number and record[number][1]:
                    value = msgspec.msgpack.decode(self._unpack(rest, record[number]))
                    yield field, kind, value, lambda new, path=path, number=number: self._save_packed(path, number, new)

    def _unpack(self, rest: Any, place: list[int]) -> bytes:
        pack = Pack(self.cache.files, rest[0], rest[1])
        value = pack.get((place[0], place[1]))
        pack.close()
        return value

    def _save_rows(self, rows: list[Any], number: int, new: Any) -> None:
        changed = [*rows[:number], new, *rows[number + 1 :]]
        self._change_manifest("packed", msgspec.msgpack.encode(changed))

    def _save_plan(self, new: Any) -> None:
        self._save(f"plan-{self.key}", new)
        self._change_manifest("snapshot", digest(msgspec.msgpack.encode(new)))

    def _save_scan(self, new: Any) -> None:
        self._save(f"scan-{self.key}", new)
        self._change_manifest("inputs", digest(msgspec.msgpack.encode(new)))

    def _save_packed(self, path: str, number: int, new: Any) -> None:
        rest, records = self._load("index")
        pack = Pack(self.cache.files, rest[0], rest[1])
        place = pack.add(msgspec.msgpack.encode(new))
        pack.save()
        changed = list(records[path])
        changed[number] = place
        self._save_index(([pack.name, pack.size, *rest[2:]], {**records, path: changed}))
        pack.close()


def attack(base: Path, share: int, of: int) -> Iterator[dict[str, object]]:  # noqa: C901 - one step after the other
    """Try one hostile value in `of` for each field, beginning with number `share`; give what went wrong."""
    root = base / "project"
    project, good = base / "good", base / "good" / ".briefgen"
    names: set[str] = set()
    attacked: set[tuple[str, str]] = set()
    cases: list[tuple[str, tuple[object, ...], str, Any]] = []
    for kind, cls, value, _ in Forger(root).stored():
        names |= set(names_of(inspect.type_info(cls), set()))
        for (path, name), hostile in fields_of(inspect.type_info(cls), value, kind):
            if (kind, name) not in attacked:
                attacked.add((kind, name))
                cases += [
                    (kind, path, name, new) for number, new in enumerate(hostile) if (number + len(cases)) % of == share
                ]
    reached = {name.split(" ")[0].split("[")[0] for _, name in attacked}
    yield {"fields": len(attacked), "cases": len(cases), "missing": sorted(names - reached - {""})}
    text = (project / _EDITED).read_text("utf-8")
    for number, (kind, path, name, new) in enumerate(cases):
        shutil.rmtree(root / ".briefgen", ignore_errors=True)
        shutil.copytree(good, root / ".briefgen")
        for one_kind, _, value, save in Forger(root).stored():
            try:
                changed = put(value, path, new) if one_kind == kind else None
            except (KeyError, IndexError, TypeError, ValueError):
                continue
            if changed is not None:
                save(changed)
                break
        if number % 2:
            (root / _EDITED).write_text(f"{text}\nAn edit, number {number}.\n", "utf-8")
        case = {"kind": kind, "field": name, "value": repr(new)[:60]}
        options = Options(now=NOW, drafts=True, future=True)
        try:
            if name.startswith("Move."):
                texts = {file: file.read_bytes() for file in (root / "content").rglob("*.md")}
                fix_moves(root, check_site(root, options).moves)
                for file, data in texts.items():
                    file.write_bytes(data)
            result = build_site(root, root / "site", options)
            said = render_findings(result.findings, "text", lambda at: lines_of(root, at))
            if SECRET in said:
                yield {**case, "fault": "a report shows a file outside of the project"}
        except BriefgenError:
            pass
        except Exception as error:
            import traceback

            yield {**case, "fault": f"{type(error).__name__}: {error}", "where": traceback.format_exc()[-600:]}
        outside = {entry.name for entry in os.scandir(base)}
        if outside != {"project", "good", "pipe", "secret.env"} or (base / "secret.env").read_text() != SECRET:
            yield {**case, "fault": f"a file outside of the project: {sorted(outside)}"}
            return
        for found in (root / "site").rglob("*"):
            if found.is_file() and SECRET.encode() in found.read_bytes():
                yield {**case, "fault": f"{found.name} has the secret"}


def main() -> None:
    """Take the folder with `good` and `project`, the share of values to try, and of how many shares."""
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    base, share, of = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for line in attack(base, share, of):
        sys.stdout.write(f"{json.dumps(line)}\n")


if __name__ == "__main__":
    main()
