"""Floor 8. The rows of a manifest: what a build knows of each output that it made.

Of ten thousand outputs a build after an edit compares a few hundred. So a row stays packed until it is asked for, and one
digest over all signatures says that every file is unchanged.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from briefgen.disk.cache import CacheDamagedError
from briefgen.disk.signatures import SignatureTuple, digest_matches, digest_of_signatures, read_signature
from briefgen.disk.sources import Signature


class OutputRow(msgspec.Struct, frozen=True, array_like=True):
    """One output: the key of its recipe, its layout, the digest of its bytes, and the signature of its file."""

    key: bytes
    layout: str
    digest: str
    signature: Signature


class OutputRows(Mapping[str, OutputRow]):
    """The rows of all outputs by path, in the order of the manifest."""

    def __init__(self, paths: Collection[str], packed: bytes) -> None:
        """Take the paths, and all rows packed in that order; raises CacheDamagedError."""
        try:
            #: The rows, each packed.
            self.rows: list[msgspec.Raw] = _ROWS.decode(packed)
            #: The place of each row by path.
            self.numbers = dict(zip(paths, range(len(self.rows)), strict=True))
        except (ValueError, msgspec.MsgspecError) as error:
            raise CacheDamagedError("manifest") from error

    def __getitem__(self, path: str) -> OutputRow:
        try:
            return _ROW.decode(self.rows[self.numbers[path]])
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("manifest") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, path: object) -> bool:
        return path in self.numbers

    def row(self, path: str) -> tuple[msgspec.Raw, msgspec.Raw]:
        """Return a row and the signature in it, both packed; raises KeyError, and CacheDamagedError."""
        row = self.rows[self.numbers[path]]
        try:
            return row, _ROW_PARTS.decode(row).signature
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("manifest") from error


class Digests(Mapping[str, str]):
    """The digests of the bytes of some outputs by path, each decoded when it is asked for."""

    def __init__(self, outputs: OutputRows, paths: Collection[str]) -> None:
        """Take all rows, and the paths of these outputs in a set or a mapping."""
        self._outputs = outputs
        self._paths = paths

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        return self._outputs[path].digest

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, path: object) -> bool:
        return path in self._paths


def pack_outputs(
    paths: Collection[str],
    made: Mapping[str, OutputRow],
    old: OutputRows | None,
    signatures: Sequence[SignatureTuple] | None = None,
) -> tuple[str, str, bytes]:
    """Return the fields `signatures_digest`, `paths` and `packed` of a manifest, given the paths of all outputs in order.

    `made` has the rows of outputs that were made; the row of any other path is that of `old`. `signatures` are those of all
    outputs in `old`, in its order, if they are known: otherwise each is decoded.
    """
    signatures_digest: list[SignatureTuple | msgspec.Raw] = []
    rows: list[OutputRow | msgspec.Raw] = []
    for path in paths:
        one = made.get(path)
        if one is not None:
            signatures_digest.append(one.signature)
            rows.append(one)
        else:
            assert old is not None
            if signatures is None:
                row, signature = old.row(path)
                signatures_digest.append(signature)
            else:
                number = old.numbers[path]
                row = old.rows[number]
                signatures_digest.append(signatures[number])
            rows.append(row)
    return digest_of_signatures(signatures_digest), "\0".join(paths), msgspec.msgpack.encode(rows)


def recheck(made: OutputRow, place: str) -> OutputRow | None:
    """Return the row of an output with the signature that its file has now, if the bytes are unchanged; else None."""
    signature = read_signature(place)
    if signature is None or signature.size != made.signature.size or not digest_matches(place, made.digest):
        return None
    return msgspec.structs.replace(made, signature=signature)


class _RowParts(msgspec.Struct, frozen=True, array_like=True):
    """A row with all parts still encoded."""

    key: msgspec.Raw
    layout: msgspec.Raw
    digest: msgspec.Raw
    signature: msgspec.Raw


_ROW_PARTS = msgspec.msgpack.Decoder(_RowParts)
_ROW = msgspec.msgpack.Decoder(OutputRow)
_ROWS = msgspec.msgpack.Decoder(list[msgspec.Raw])
