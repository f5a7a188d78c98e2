"""How a command of the command line ends."""

from __future__ import annotations

DONE, CHECK_FAILED, UNUSABLE = 0, 1, 2


class UnusableInputError(Exception):
    """Input that cannot be used; the message says what, where and what next."""
