"""Floor 10. The command line: arguments in, exit codes out; errors of the environment, and a fast end of the process."""

import contextlib
import gc
import os
import sys
import threading
from typing import NoReturn

import click

from briefgen.cli.commands import cli
from briefgen.cli.options import EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_INTERRUPTED
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError

__all__ = ["EXIT_ENVIRONMENT", "EXIT_FINDINGS", "EXIT_INTERRUPTED", "cli", "main", "run"]


def run() -> NoReturn:
    """Run the command line, and end the process without freeing its values.

    The system takes all memory back anyway, and freeing ten thousand articles takes a sixth of a build after one edit.
    """
    try:
        main()
    except SystemExit as end:
        # All output was flushed. A thread may still have to clean up, so with threads the process ends in the usual way.
        if threading.active_count() == 1 and isinstance(end.code, int):
            os._exit(end.code)
        raise


def main() -> NoReturn:
    """Run the command line, and raise SystemExit with the exit code; an error of the environment is one line, and code 2."""
    # Paths and pages must not depend on the charset of the locale.
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        command = [sys.executable, "-X", "utf8", "-m", "briefgen", *sys.argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - ourselves, with the words that we were given
    # Values here hardly ever refer to each other in circles. So the garbage collector runs after 200,000 new values and not
    # after 700: running more often takes a tenth of a build of 10,000 articles, and finds nothing.
    gc.set_threshold(200_000, 20, 100)
    code = EXIT_ENVIRONMENT
    try:
        result = cli(prog_name="briefgen", standalone_mode=False)
        sys.stdout.flush()
        code = result if isinstance(result, int) else 0
    except BriefgenError as error:
        click.echo(f"briefgen: {printable(str(error))}", err=True)
    except click.ClickException as error:
        error.show()
    except click.Abort:
        # Interrupted: by convention 128 and the number of the signal; 1 would say that the content is at fault.
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has ended (`briefgen check | head`), so no message can be printed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        # An error of stdout or stderr names no file. An error with a file that was not caught before is a mistake of ours.
        if error.filename is not None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        with contextlib.suppress(OSError):
            click.echo(f"briefgen: cannot write what there is to say: {error.strerror or error}", err=True)
    raise SystemExit(code)
