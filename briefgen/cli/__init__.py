"""Floor 10. The command line: arguments in, exit codes out."""

from briefgen.cli.commands import cli
from briefgen.cli.options import EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_INTERRUPTED
from briefgen.cli.process import main, run

__all__ = ["EXIT_ENVIRONMENT", "EXIT_FINDINGS", "EXIT_INTERRUPTED", "cli", "main", "run"]
