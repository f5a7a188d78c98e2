"""Takes Bundles and resources in, one by one: what is kept, what is dropped and why, what is thereby not readable."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from fhir_profiles.errors import WrongPatientError
from fhir_profiles.reading.holding import Holding, is_deletion
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.salvage import salvage
from fhir_profiles.reading.wire import (
    KNOWN,
    Bundle,
    Entry,
    FrameLike,
    Known,
    KnownBundle,
    OperationOutcome,
    decode_head,
    decode_known,
)
from rules.facts import Ignored, Source

Json = bytes | memoryview | msgspec.Raw
_HARMLESS = {"information", "success"}
_ALWAYS_WELCOME = frozenset({"Medication"})
_NOTHING = (b"", b"null")
_FAILED = ("4", "5")


@dataclass(slots=True)
class Page:
    """What came of one page: how many resources were kept, and whether the sender said it failed."""

    kept: int = 0
    failed: bool = False


@dataclass(slots=True)
class Intake:
    """Everything taken in so far.

    `lost` are parts in which a resource could not be read at all; `dropped` those in which one was of the wrong type.
    With `only_patient`, a Patient of another id raises WrongPatientError.
    """

    only_patient: str | None = None
    holding: Holding = field(default_factory=Holding)
    ignored: list[Ignored] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)

    def known_bundle(self, bundle: KnownBundle, part: str | None) -> Page:
        """Takes every entry of a Bundle in which all resources could be read at once."""
        page, kind = Page(), bundle.type or ""
        for position, entry in enumerate(bundle.entry or ()):
            if entry.request is not None and is_deletion(entry):
                self.holding.delete(entry, position, kind)
            elif entry.response is not None and _was_refused(entry):
                self._refused(page)
            elif entry.resource is not None:
                self._take(entry.resource, part, page, entry, position, kind)
        return page

    def bundle(self, bundle: Bundle, part: str | None) -> Page:
        """Takes every entry of a Bundle. Without a part, resources of every type are welcome."""
        page, kind = Page(), bundle.type or ""
        for position, entry in enumerate(bundle.entry or ()):
            if is_deletion(entry):
                self.holding.delete(entry, position, kind)
            elif _was_refused(entry):
                self._refused(page)
            else:
                self.resource(entry.resource, part, page, entry, position, kind)
        return page

    def _refused(self, page: Page) -> None:
        """Notes that one read of a batch was answered with a failure: what it asked for is not known."""
        self.ignore(Source("OperationOutcome"), Reason.OPERATION_OUTCOME)
        page.failed = True

    def resource(
        self, raw: Json, part: str | None, page: Page, entry: Entry | None = None, position: int = 0, kind: str = ""
    ) -> None:
        """Takes one resource, and notes on its page what came of it. Raises nothing but WrongPatientError."""
        try:
            resource: Known | None = decode_known(raw)
        except (msgspec.DecodeError, RecursionError):
            if bytes(raw).strip() in _NOTHING:
                return
            resource = self._rescued(raw, part)
        if resource is not None:
            self._take(resource, part, page, entry, position, kind)

    def _take(
        self, resource: Known, part: str | None, page: Page, entry: FrameLike | None, position: int, kind: str
    ) -> None:
        name = type(resource).__name__
        if name == "OperationOutcome":
            page.failed |= self._says_it_failed(resource)
        elif part is None or part.startswith(name) or name in _ALWAYS_WELCOME:
            if name == "Patient" and self.only_patient not in (None, resource.id):
                raise WrongPatientError("The Patient sent is not the one the request is about. Nothing was used.")
            self.holding.keep(resource, part or name, entry, position, kind)
            page.kept += 1
        elif not _is_include(entry):
            self._drop(Source(name, resource.id or ""), Reason.WRONG_RESOURCE_TYPE, part)

    def ignore(self, source: Source, reason: Reason, detail: str = "") -> None:
        """Notes what is not used, and why."""
        self.ignored.append(Ignored(source, str(reason), "", detail))

    def _rescued(self, raw: Json, part: str | None) -> Known | None:
        """What can be read of a resource that is not of a known type or has an element of the wrong type."""
        try:
            head = decode_head(raw)
            kind = head.resourceType or ""
            found = salvage(raw, kind) if kind in KNOWN else None
        except (msgspec.DecodeError, RecursionError):
            self._drop(Source(part.partition(":")[0] if part else "Resource"), Reason.WRONG_TYPE, part)
            return None
        source = Source(kind[:64] or "Resource", head.id if isinstance(head.id, str) else "")
        if found is None:
            self._unknown(source, kind, part)
            return None
        for element in found.lost:
            self.ignore(source, Reason.WRONG_TYPE, element)
        if found.resource is None and kind != "Observation":
            self.lost.add(part or kind)
        return found.resource

    def _unknown(self, source: Source, kind: str, part: str | None) -> None:
        if kind == "Bundle":
            self._drop(source, Reason.NESTED_BUNDLE, part)
        elif not kind:
            self._drop(source, Reason.NO_RESOURCE_TYPE, part)
        elif part is not None:
            self._drop(source, Reason.WRONG_RESOURCE_TYPE, part)

    def _drop(self, source: Source, reason: Reason, part: str | None) -> None:
        self.ignore(source, reason)
        if part is not None:
            self.dropped.add(part)

    def _says_it_failed(self, outcome: Known) -> bool:
        issues = outcome.issue or () if isinstance(outcome, OperationOutcome) else ()
        severities = {issue.severity for issue in issues}
        if severities and severities <= _HARMLESS:
            return False
        self.ignore(Source("OperationOutcome", outcome.id or ""), Reason.OPERATION_OUTCOME)
        return True


def _was_refused(entry: FrameLike) -> bool:
    """Was this read of a batch answered with a failure (4xx or 5xx)?"""
    status = entry.response.status if entry.response is not None else None
    return status is not None and status.lstrip()[:1] in _FAILED


def _is_include(entry: FrameLike | None) -> bool:
    """Did the server add this resource beside what was searched for?"""
    return entry is not None and entry.search is not None and entry.search.mode == "include"
