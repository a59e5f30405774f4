"""Programs of the system that tests run beside briefgen, by the name of Debian's package."""

import os
import shutil

import pytest


def find_program(name: str, package: str = "") -> str:
    """Return the path of a program; a test that needs it skips where there is none, but never in CI.

    `package` is Debian's package of it, where that has another name.
    """
    # Servers are where only their administrators look.
    program = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if program is not None:
        return program
    package = package or name
    if os.environ.get("CI"):
        pytest.fail(f"CI has no {name}; .ci/run installs Debian's package {package}")
    pytest.skip(f"no {name} on this machine: install it (Debian: apt-get install {package}) to run this test")
