"""Floor 8. What a build made, as a manifest keeps it: a row for each output, of which most are never read.

A build that plans anew asks a few hundred outputs of ten thousand what they were made from; of the others it is enough that
all lie there as they were left, which is one digest. So rows are bytes, until somebody asks.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from briefgen.disk.cache import CacheDamagedError
from briefgen.disk.signatures import SignatureTuple, digest_matches, digest_of_signatures, read_signature
from briefgen.disk.sources import Signature


class Made(msgspec.Struct, frozen=True, array_like=True):
    """One output: the key of its recipe, its layout, the digest of its bytes, and how it lay there when it was looked at."""

    key: bytes
    layout: str
    digest: str
    signature: Signature


class Outputs(Mapping[str, Made]):
    """What a build made, by path in order."""

    def __init__(self, paths: Collection[str], packed: bytes) -> None:
        """Take the paths, and their rows in one; raises CacheDamagedError."""
        try:
            #: What is known of each output but its path, packed.
            self.rows: list[msgspec.Raw] = _ROWS.decode(packed)
            #: The places of outputs by path.
            self.numbers = dict(zip(paths, range(len(self.rows)), strict=True))
        except (ValueError, msgspec.MsgspecError) as error:
            raise CacheDamagedError("manifest") from error

    def __getitem__(self, path: str) -> Made:
        try:
            return _MADE.decode(self.rows[self.numbers[path]])
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("manifest") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, path: object) -> bool:
        return path in self.numbers

    def row(self, path: str) -> tuple[msgspec.Raw, msgspec.Raw]:
        """Return what is known of an output, and how it lay there, both packed; raises KeyError, and CacheDamagedError."""
        row = self.rows[self.numbers[path]]
        try:
            return row, _LYING.decode(row).signature
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("manifest") from error


class Digests(Mapping[str, str]):
    """The digests of the bytes of some outputs by path, each read when it is asked for."""

    def __init__(self, outputs: Outputs, paths: Collection[str]) -> None:
        """Take all outputs, and the paths of these, where one is soon found."""
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
    paths: Collection[str], made: Mapping[str, Made], old: Outputs | None, stamps: Sequence[SignatureTuple] | None = None
) -> tuple[str, str, bytes]:
    """Return the fields of a manifest that hold outputs: `lay`, `paths`, `packed`.

    A path that is not in `made` is unchanged since `old`. `stamps` are the signatures of all outputs in `old`, if they are
    known: otherwise each is decoded.
    """
    lay: list[SignatureTuple | msgspec.Raw] = []
    rows: list[Made | msgspec.Raw] = []
    for path in paths:
        one = made.get(path)
        if one is not None:
            lay.append(one.signature)
            rows.append(one)
        else:
            assert old is not None
            if stamps is None:
                row, signature = old.row(path)
                lay.append(signature)
            else:
                number = old.numbers[path]
                row = old.rows[number]
                lay.append(stamps[number])
            rows.append(row)
    return digest_of_signatures(lay), "\0".join(paths), msgspec.msgpack.encode(rows)


def look_again(made: Made, place: str) -> Made | None:
    """Return an output as it lies there now, if it has the bytes that it had."""
    signature = read_signature(place)
    if signature is None or signature.size != made.signature.size or not digest_matches(place, made.digest):
        return None
    return msgspec.structs.replace(made, signature=signature)


class _Lying(msgspec.Struct, frozen=True, array_like=True):
    """A row of which nothing is read but where its parts end."""

    key: msgspec.Raw
    layout: msgspec.Raw
    digest: msgspec.Raw
    signature: msgspec.Raw


_LYING = msgspec.msgpack.Decoder(_Lying)
_MADE = msgspec.msgpack.Decoder(Made)
_ROWS = msgspec.msgpack.Decoder(list[msgspec.Raw])
