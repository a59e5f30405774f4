"""Floor 5. Where a cluster is and how it is reached, and who hears of workers: all that a build without workers loads."""

from typing import Final

import msgspec

#: Seconds that a build waits by default for the first worker of a cluster.
WORKER_WAIT: Final = 30


class ClusterAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The address of a cluster, `dask://HOST:PORT` or `dask+tls://HOST:PORT` (empty: none), and how it is reached.

    `wait` is how many seconds the cluster may be without a worker. `ca`, `certificate` and `key` are PEM files for TLS; an
    empty path leaves the file to dask's own configuration.
    """

    address: str = ""
    wait: float = WORKER_WAIT
    ca: str = ""
    certificate: str = ""
    key: str = ""


def be_silent(_message: str) -> None:
    """Say nothing."""
