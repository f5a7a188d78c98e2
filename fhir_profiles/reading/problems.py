"""Conditions into problems with every concept, qualifier and date that the rules ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

from fhir_profiles.reading.draft import (
    Draft,
    codes_of,
    codings_of,
    day_of,
    end_of,
    label_of,
    start_of,
    status_of,
    words_of,
)
from fhir_profiles.reading.moments import Moment, moment
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.understood import is_understood, with_guessed_systems
from fhir_profiles.reading.wire import Concept
from fhir_profiles.reading.wire import Condition as ConditionResource
from fhir_profiles.terminology import table
from rules.facts import Condition, Encounter, Source

_LONGEST_REMEMBERED = 200  # characters; a longer name is a patient's own and comes only once
_MOST_REMEMBERED = 4096


@cache
def _statuses() -> Any:
    return table("statuses")["condition"]


@dataclass(frozen=True, slots=True)
class _Name:
    """What a problem's code says by itself: its concepts, its qualifiers, and whether it is understood at all."""

    concepts: frozenset[str]
    qualifiers: frozenset[str]
    is_understood: bool
    label: str
    codes: tuple[str, ...]


def read_condition(condition: ConditionResource, draft: Draft, resource_id: str) -> None:
    """Adds a problem that this project knows; refuted and mistaken ones are ignored with the reason."""
    source, statuses = Source("Condition", resource_id), _statuses()
    verification = status_of(condition.verificationStatus)
    name = _name(condition.code, verification in statuses["suspected"], draft, source)
    is_active = status_of(condition.clinicalStatus) not in statuses["history"]
    if not name.concepts:
        if verification not in statuses["ignored"] and not name.is_understood:
            draft.ignore(source, Reason.NOT_UNDERSTOOD)
            draft.unclear |= {source.resource_type} if is_active else set()
        return
    if verification in statuses["ignored"]:
        draft.ignore(source, statuses["ignored"][verification])
        return
    onset, recorded = _dates(condition, draft, source)
    first = onset or recorded
    if first is not None and draft.is_future(first):
        draft.ignore(source, Reason.FUTURE_DATE)
        return
    draft.conditions.append(
        Condition(
            concepts=name.concepts,
            label=name.label,
            active=is_active,
            source=source,
            onset=day_of(onset),
            recorded=day_of(recorded),
            qualifiers=name.qualifiers | _qualifiers(condition, draft, source),
            codes=name.codes,
            onset_latest=_latest(onset, recorded, draft),
        )
    )


def _name(code: Concept | None, is_suspected: bool, draft: Draft, source: Source) -> _Name:
    """What a code stands for. Hospitals name the same problems again and again, so short names are remembered."""
    spoken = () if code is None else tuple([(one.system, one.code, one.display) for one in code.coding or ()])
    text = None if code is None else code.text
    asked = (is_suspected, text, spoken)
    remembered = draft.terms.problems
    known = remembered.get(asked)
    if known is not None:
        return cast("_Name", known)
    found = _named(code, is_suspected, draft, source)
    if sum(len(part or "") for parts in ((text,), *spoken) for part in parts) <= _LONGEST_REMEMBERED:
        if len(remembered) >= _MOST_REMEMBERED:
            remembered.clear()
        remembered[asked] = found
    return found


def _named(code: Concept | None, is_suspected: bool, draft: Draft, source: Source) -> _Name:
    text, terms = code.text if code is not None else None, draft.terms.conditions
    codings = with_guessed_systems(codings_of(code), text, terms)
    return _Name(
        concepts=terms.find(*draft.hear(source, codings, (text,)), is_suspected=is_suspected) | _delayed_union(code),
        qualifiers=_said_by((code,), (), draft, source),
        is_understood=is_understood(codings, (text,), terms),
        label=label_of(code),
        codes=codes_of((code,)),
    )


def _dates(condition: ConditionResource, draft: Draft, source: Source) -> tuple[Moment | None, Moment | None]:
    """Onset and recorded date; what is no date is ignored with the reason."""
    recorded = moment(condition.recordedDate) if condition.recordedDate else None
    onset_text = condition.onsetDateTime or start_of(condition.onsetPeriod) or end_of(condition.onsetPeriod)
    onset = moment(onset_text) if onset_text else None
    for element, text, found in (("onset", onset_text, onset), ("recordedDate", condition.recordedDate, recorded)):
        if text and found is None:
            draft.ignore(source, Reason.BAD_DATE, detail=element)
    return onset, recorded


def _delayed_union(code: Concept | None) -> frozenset[str]:
    """A fracture that heals late or not at all, as the seventh character of its ICD-10-CM code says it."""
    told = _statuses()["delayed_union"]
    codes = (bare.replace(".", "").upper() for bare in codes_of((code,)))
    late = any(len(one) == told["length"] and one[0] in told["begins"] and one[-1] in told["ends"] for one in codes)
    return frozenset({told["concept"]}) if late else frozenset()


def _latest(onset: Moment | None, recorded: Moment | None, draft: Draft) -> date | None:
    """The last day on which a problem can have begun, where only a month or a year is known."""
    first = onset or recorded
    if first is None or first.last is None:
        return None
    known = [first.last, draft.day]
    if recorded is not None and recorded.last is None and recorded.on >= first.on:
        known.append(recorded.on)
    return min(known)


def _qualifiers(condition: ConditionResource, draft: Draft, source: Source) -> frozenset[str]:
    """What severity, stage and notes add."""
    if condition.severity is None and not condition.stage and not condition.note:
        return frozenset()
    described = (condition.severity, *(stage.summary for stage in condition.stage or ()))
    return _said_by(described, tuple(note.text for note in condition.note or () if note.text), draft, source)


def _said_by(
    described: tuple[Concept | None, ...], notes: tuple[str, ...], draft: Draft, source: Source
) -> frozenset[str]:
    """The qualifiers that concepts and notes name."""
    codings = [coding for concept in described for coding in codings_of(concept)]
    note = " | ".join(notes) or None
    found = draft.terms.qualifiers.find(*draft.hear(source, codings, (note,), restricts=False))
    for concept in described:
        if concept is not None:
            _, words = draft.hear(source, [], (words_of(concept),), restricts=False)
            found |= draft.terms.qualifiers.by_words(words[0] or "")
    return found


def falls_that_needed_care(
    conditions: list[Condition], encounters: list[Encounter], fall: str = "fall", qualifier: str = "needed_care"
) -> list[Condition]:
    """The same problems; a fall with an emergency or inpatient contact close to it says that it needed care."""
    near = table("statuses")["encounter"]["care_after_fall_days"]
    days = [e.start for e in encounters if (e.emergency or e.inpatient) and e.start is not None]
    return [
        _qualified(condition, qualifier)
        if fall in condition.concepts
        and condition.since is not None
        and any(abs((day - condition.since).days) <= near for day in days)
        else condition
        for condition in conditions
    ]


def _qualified(condition: Condition, qualifier: str) -> Condition:
    return Condition(
        condition.concepts,
        condition.label,
        condition.active,
        condition.source,
        condition.onset,
        condition.recorded,
        condition.qualifiers | {qualifier},
        condition.codes,
        condition.onset_latest,
    )
