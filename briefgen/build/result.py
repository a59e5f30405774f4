"""Floor 8. What is asked of a build, and what comes of it."""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from briefgen.build.manifest import Move
from briefgen.disk.output import Written
from briefgen.disk.workers.address import ClusterAddress, be_silent
from briefgen.values.diagnostics import Diagnostic, Severity, has_errors

Progress = Callable[[int, int], None]


def no_progress(_done: int, _total: int) -> None:
    """Show nothing."""


def pass_over(_paths: Iterable[str]) -> None:
    """Do nothing about files."""


class BuildResult(msgspec.Struct, frozen=True):
    """What a build or a check found, how many pages the site has, what was written (None: nothing), and which were made.

    `made` are the paths of outputs that had to be made, in order; all others were unchanged. `moves` are what a check
    tells as `moved-address`, but for those that the settings accept.
    """

    findings: tuple[Diagnostic, ...]
    pages: int
    written: Written | None
    made: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()

    def failed(self, *, strict: bool) -> bool:
        """Did findings stop the build? `strict` counts warnings as well."""
        return has_errors(self.findings) or (
            strict and any(found.severity is Severity.WARNING and found.code not in LATE_WARNINGS for found in self.findings)
        )

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(found.severity is Severity.ERROR for found in self.findings)

    @property
    def notes(self) -> int:
        """How many of the findings are notes."""
        return sum(found.severity is Severity.NOTE for found in self.findings)

    @property
    def warnings(self) -> int:
        """How many of the findings are warnings."""
        return sum(found.severity is Severity.WARNING for found in self.findings)


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """How a build works, whatever it writes and finds.

    `workers` is the number of processes, 0 for as many as pay; `executor` is a cluster's address. Without `cache` a build
    neither reads nor writes the cache. `removals` allows a build to remove most of the pages of the last one.
    `say` gets messages about workers that are missing or were killed. `leave` gets the paths of the files that are about to
    be removed.
    """

    cache: bool = True
    removals: bool = False
    workers: int = 0
    executor: ClusterAddress = ClusterAddress()
    say: Callable[[str], None] = be_silent
    leave: Callable[[Iterable[str]], None] = pass_over


#: Warnings that come after the site was written, so they stopped nothing, and a build from nothing does not have them.
LATE_WARNINGS: Final = frozenset({"changed-output", "cache-unsound", "moved-address"})
#: How a build works by default.
USUAL: Final = Ways()


def stops(findings: tuple[Diagnostic, ...], *, strict: bool) -> bool:
    """Do findings stop a build? `strict` counts warnings as well."""
    return has_errors(findings) or (strict and any(found.severity is Severity.WARNING for found in findings))
