"""Everything that can go wrong at the edge of the service, and how it is told to the caller.

    ServiceError                      status  what happened
    ├── BadRequestError               400     not JSON, a field missing or of the wrong type, the wrong hook
    │   └── WrongPatientError         400     the request speaks of two patients
    ├── UnknownServiceError           404     no service has this id
    ├── UnknownFigureError            404     no movement has this name
    ├── MissingInputError             412     what is needed came neither by prefetch nor by FHIR
    ├── BodyTooSlowError              408     the body did not arrive in time
    ├── BodyTooLargeError             413     more bytes than the service takes
    ├── WrongMediaTypeError           415     not application/json, or compressed
    ├── StoreUnavailableError         503     the record could not be written, so nothing is said
    └── DeadlinePassedError           504     no answer in the time that a clinician waits
    CannotStartError                  –       settings or files with which the service will not start
    ├── BadClientsFileError           –       the file of trusted record systems
    ├── BadAssociationsFileError      –       the file of the site's own associations
    └── BadStoreError                 –       a database that is not ours, or of another release

A message says what, where and what next. It never holds a value of the request, an id of a patient or a token.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault in words: what is wrong, in which element, and FHIR's code for this kind of fault."""

    text: str
    code: str = "processing"


class ServiceError(Exception):
    """A failure told to the caller; `status` is the HTTP status, `code` the kind of fault in the words of FHIR."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "exception"

    def __init__(self, *texts: str) -> None:
        super().__init__(" ".join(texts))
        self.issues = tuple(Issue(text, self.code) for text in texts)


class BadRequestError(ServiceError):
    """The request cannot be understood."""

    status = 400
    code = "invalid"


class WrongPatientError(BadRequestError):
    """The request speaks of more than one patient."""

    code = "invariant"


class UnknownServiceError(ServiceError):
    """No service has this id."""

    status = 404
    code = "not-found"


class UnknownFigureError(ServiceError):
    """No movement of the library has this name."""

    status = 404
    code = "not-found"


class MissingInputError(ServiceError):
    """Nothing useful can be said, because what is needed could not be obtained; one issue per missing prefetch key."""

    status = 412
    code = "processing"


class BodyTooSlowError(ServiceError):
    """The body did not arrive in the time that a caller has for it."""

    status = 408
    code = "timeout"


class BodyTooLargeError(ServiceError):
    """The body holds more bytes than the service takes."""

    status = 413
    code = "too-long"


class WrongMediaTypeError(ServiceError):
    """The body is not plain `application/json`."""

    status = 415
    code = "not-supported"


class StoreUnavailableError(ServiceError):
    """The answer could not be recorded durably; unrecorded advice is not given."""

    status = 503
    code = "transient"


class DeadlinePassedError(ServiceError):
    """The answer was not ready in time."""

    status = 504
    code = "timeout"


class CannotStartError(Exception):
    """The service will not start like this; the message is one line that says what to change."""


class BadClientsFileError(CannotStartError):
    """The clients file cannot be used."""


class BadStoreError(CannotStartError):
    """The database is not one that this release may write to."""


def outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """The OperationOutcome that tells these issues."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": issue.code, "diagnostics": issue.text} for issue in issues],
    }
