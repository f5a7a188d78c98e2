"""The command line as a user calls it, in this process."""

from __future__ import annotations

import contextlib
import io

from cds_service.cli import main


def run(*arguments: str) -> tuple[int, str]:
    """Runs one command: its exit status, and everything it wrote."""
    written = io.StringIO()
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(written):
        status = main(arguments)
    return status, written.getvalue()
