"""What can go wrong in the practice record system.

PracticeError (shown to the person, in their language)
├── UnknownPatientError   404  no chart of that id
├── NothingToPrintError   404  no plan is offered for this person, or no answer is recorded
├── NotAllowedError       403  a form without its token, or sent from another site
├── BadFormError          400  a form that names a card or suggestion that is not there
├── TooLargeError         413  a file or form over its limit
├── BadFileError          400  a dropped file that holds no chart
└── FaultError            500  a bug in these pages; its place is in the log
"""

from __future__ import annotations


class PracticeError(Exception):
    """An error with a phrase of words.toml (`id`), the values that it holds, and an HTTP status."""

    status = 400

    def __init__(self, id: str, **values: str | int) -> None:
        super().__init__(id)
        self.id = id
        self.values = values


class UnknownPatientError(PracticeError):
    """No chart of that id."""

    status = 404


class NothingToPrintError(PracticeError):
    """No plan is offered for this person, or the service recorded no answer."""

    status = 404


class NotAllowedError(PracticeError):
    """A form without its token, or sent from another site."""

    status = 403


class BadFormError(PracticeError):
    """A form that names something that is not there (any more)."""


class TooLargeError(PracticeError):
    """A file or form over its limit."""

    status = 413


class BadFileError(PracticeError):
    """A dropped file that holds no chart."""


class FaultError(PracticeError):
    """A bug in these pages."""

    status = 500
