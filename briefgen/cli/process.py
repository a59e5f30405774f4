"""Floor 10. The process of the command line: errors of the environment, exit codes, and a fast end."""

import contextlib
import gc
import os
import sys
import threading
from typing import NoReturn

import click

from briefgen.cli.commands import cli
from briefgen.cli.options import EXIT_ENVIRONMENT, EXIT_INTERRUPTED, speak_utf8
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError


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
    speak_utf8()
    # Values here hardly ever refer to each other in circles. So the garbage collector runs after 200,000 new values and not
    # after 700: running more often takes a tenth of a build of 10,000 articles, and finds nothing.
    gc.set_threshold(200_000, 20, 100)
    try:
        code = cli(prog_name="briefgen", standalone_mode=False)
        sys.stdout.flush()
    except BriefgenError as error:
        click.echo(f"briefgen: {printable(str(error))}", err=True)
        raise SystemExit(EXIT_ENVIRONMENT) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(EXIT_ENVIRONMENT) from None
    except click.Abort:
        # Interrupted: by convention 128 and the number of the signal; 1 would say that the content is at fault.
        raise SystemExit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of our output has ended (`briefgen check | head`), so no message can be printed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(EXIT_ENVIRONMENT) from None
    except OSError as error:
        # An error of stdout or stderr names no file. An error with a file that was not caught before is a mistake of ours.
        if error.filename is not None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        with contextlib.suppress(OSError):
            click.echo(f"briefgen: cannot write what there is to say: {error.strerror or error}", err=True)
        raise SystemExit(EXIT_ENVIRONMENT) from None
    raise SystemExit(code if isinstance(code, int) else 0)
