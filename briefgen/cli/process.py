"""Floor 10. The process of the command line: what it says where the environment is to blame, its exit code, and its end."""

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
    """Run the command line as a process of its own, and end it without taking apart what it made.

    Freeing ten thousand articles one by one before the system takes all memory back is a sixth of a build after one edit.
    """
    try:
        main()
    except SystemExit as end:
        # What was printed was flushed. A thread may hold something to put away, so with one it goes the long way.
        if threading.active_count() == 1 and isinstance(end.code, int):
            os._exit(end.code)
        raise


def main() -> NoReturn:
    """Run the command line; what the environment is to blame for is one line and exit code 2."""
    speak_utf8()
    # Values here hardly ever refer to each other in circles, and there are many: look for such after 200,000, not 700.
    # Looking more often takes a tenth of a build of 10,000 articles, and finds nothing.
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
        # The reader of our output went away (`briefgen check | head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(EXIT_ENVIRONMENT) from None
    except OSError as error:
        # A stream is no file, so its errors name none; any other that comes as far as this is a mistake of ours.
        if error.filename is not None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        with contextlib.suppress(OSError):
            click.echo(f"briefgen: cannot write what there is to say: {error.strerror or error}", err=True)
        raise SystemExit(EXIT_ENVIRONMENT) from None
    raise SystemExit(code if isinstance(code, int) else 0)
