"""Floor 8. From the built site to its readers: targets, releases, and what a release changes."""

from briefgen.build.publishing.changes import Change, as_lines
from briefgen.build.publishing.outlets import Release
from briefgen.build.publishing.publication import (
    ChangesOfBuild,
    Publication,
    list_releases,
    make_site,
    prepare,
    prepare_return,
)
from briefgen.build.publishing.servers import server_configuration

__all__ = [
    "Change",
    "ChangesOfBuild",
    "Publication",
    "Release",
    "as_lines",
    "list_releases",
    "make_site",
    "prepare",
    "prepare_return",
    "server_configuration",
]
