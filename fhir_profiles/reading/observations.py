"""Observations into dated series: final, dated, in a known unit and humanly possible, or ignored with a reason."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from fhir_profiles.measure_terms import HEART_CLASS, KETONES, TROPONIN, TROPONIN_WITHOUT_LIMIT, MeasureTerm
from fhir_profiles.reading.coded_answers import answered, as_said
from fhir_profiles.reading.draft import Draft, codes_of, end_of, start_of, tail_of, words_of
from fhir_profiles.reading.moments import Moment, moment
from fhir_profiles.reading.ordinary import scale
from fhir_profiles.reading.presence import text_of
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.values import (
    UnusableError,
    coded_answer,
    measured_as,
    nyha_class,
    presence_of,
    troponin_over_limit,
    upper_limit,
    value_of,
)
from fhir_profiles.reading.wire import Component, Concept, Observation, Valued
from fhir_profiles.terminology import table
from fhir_profiles.units import scaled
from rules.facts import Measurement, Source

_OBSERVATION = "Observation"
_LONGEST_NAME = 1_000  # characters of what names a side or method
_PHRASE = re.compile(r"[,;.|()，；。（）]")


def read_observation(observation: Observation, draft: Draft, resource_id: str) -> None:
    """Adds every value of an Observation that this project knows, or the reason why it is not used."""
    code = observation.code
    own = draft.terms.measures.find(code.coding, code.text) if code is not None else None
    parts = _parts(observation.component, own, draft) if observation.component else []
    name = own.name if own is not None else parts[0][1].name if parts else ""
    if not name:
        return
    reason = None if observation.status in _counted() else _status_reason(observation.status)
    taken_on = None if reason is not None else _taken_on(observation, draft)
    if not isinstance(taken_on, Moment):
        draft.ignore(Source(_OBSERVATION, resource_id), reason or taken_on or Reason.NO_DATE, name)
        return
    if own is not None and not (parts and _is_bare(observation)):
        _add(observation, own, "", observation, resource_id, taken_on, draft)
    for component, term, element in parts:
        _add(component, term, element, observation, resource_id, taken_on, draft)


def _parts(
    components: list[Component], own: MeasureTerm | None, draft: Draft
) -> list[tuple[Component, MeasureTerm, str]]:
    """The components that name a measure, or a side of the Observation's own."""
    found: list[tuple[Component, MeasureTerm, str]] = []
    for place, component in enumerate(components):
        term = _component_term(component, own, draft)
        if term is not None:
            found.append((component, term, f"component[{place}]"))
    return found


def _component_term(component: Component, own: MeasureTerm | None, draft: Draft) -> MeasureTerm | None:
    code = component.code
    if code is None:
        return None
    found = draft.terms.measures.find(code.coding, code.text)
    if found is None and own is not None and (side := _side(code)) is not None:
        return MeasureTerm(own.name, own.quantity, side, own.unitless, own.unit)
    return found


def _is_bare(observation: Observation) -> bool:
    """Has it no value of its own, and no reason for that?"""
    return observation.valueQuantity is None and observation.valueInteger is None and not observation.dataAbsentReason


@cache
def _counted() -> frozenset[str | None]:
    return frozenset(table("observations")["status"]["counted"])


def _status_reason(status: str | None) -> str:
    reason: str = table("observations")["status"]["ignored"].get(status, Reason.UNKNOWN_STATUS)
    return reason if status else Reason.NO_STATUS


def _taken_on(observation: Observation, draft: Draft) -> Moment | Reason:
    """When it was measured (the end of a period, where it has one), or why that is not known."""
    text = observation.effectiveDateTime or observation.effectiveInstant
    if not text and observation.effectivePeriod is not None:
        text = end_of(observation.effectivePeriod) or start_of(observation.effectivePeriod)
    if not text:
        return Reason.NO_DATE
    found = moment(text)
    if found is None:
        return Reason.BAD_DATE
    return Reason.FUTURE_DATE if draft.is_future(found) else found


def _named(kind: str, codes: tuple[str, ...], words: str) -> str | None:
    """Which side or method some codes or words stand for; what names one is short, and only that is remembered."""
    return _known_name(kind, codes, words) if len(words) <= _LONGEST_NAME else None


@lru_cache(maxsize=1024)
def _known_name(kind: str, codes: tuple[str, ...], words: str) -> str | None:
    known = {name: raw for name, raw in table("observations")[kind].items() if isinstance(raw, dict)}
    for name, raw in known.items():
        if any(code in raw.get("snomed", ()) or code in raw.get("own", ()) for code in codes):
            return str(name)
    folded = words.casefold()
    hits = [name for name, raw in known.items() if any(text in folded for text in raw["text"])]
    return hits[0] if len(hits) == 1 else None


def _side(concept: Concept | None) -> str | None:
    return None if concept is None else _named("side", codes_of((concept,)), words_of(concept))


@cache
def _told_by_words() -> frozenset[str]:
    return frozenset(table("observations")["method"]["told_by_words_of"])


def _method(observation: Observation, name: str) -> str | None:
    """How it was measured: from `method`, else, for muscle mass, from the words of the code."""
    if observation.method is not None:
        return _named("method", codes_of((observation.method,)), words_of(observation.method))
    return _named("method", (), words_of(observation.code)) if name in _told_by_words() else None


@cache
def _unable() -> dict[str, Any]:
    raw: dict[str, Any] = table("observations")["unable"]
    return raw


def _is_unable(valued: Valued, observation: Observation) -> bool | None:
    """Was it tried and not managed? None where pain or surgery was the reason. False: something else."""
    spoken = (valued.dataAbsentReason, valued.valueCodeableConcept)
    words = " ".join((words_of(*spoken), *(note.text or "" for note in observation.note or ()))).casefold()
    unable = _unable()
    phrases = {phrase.strip() for phrase in _PHRASE.split(words)}
    said = phrases & set(unable["phrases"]) or any(text in words for text in unable["text"])
    if not said and not any(code in unable["codes"] for code in codes_of(spoken)):
        return False
    return None if any(text in words for text in unable["pain"]) else True


def _add(
    valued: Valued,
    term: MeasureTerm,
    element: str,
    observation: Observation,
    resource_id: str,
    taken_on: Moment,
    draft: Draft,
) -> None:
    """Adds one value to its series, or its reason to what is ignored."""
    source = Source(_OBSERVATION, resource_id, element)
    known = _ordinary(valued, term)
    if known is None:
        try:
            known = _read(valued, term, observation)
        except UnusableError as unusable:
            draft.ignore(source, unusable.reason, term.name, unusable.detail)
            if unusable.reason is not Reason.NO_LIMIT:
                return
            known = TROPONIN_WITHOUT_LIMIT, 1.0, "", "", None
    name, value, bound, recorded, limit = known
    measure = draft.measures[name]
    if bound:  # what lies outside the plausible range behind a bound is no slip of the pen, but beyond what is measured
        value = min(max(value, measure.low), measure.high)
    if not measure.low <= value <= measure.high:
        draft.ignore(source, Reason.IMPLAUSIBLE, name)
        return
    encounter, site = observation.encounter, observation.bodySite
    read = Measurement(
        name,
        value,
        measure.unit,
        taken_on.on,
        source,
        taken_on.at,
        recorded,
        _method(observation, name),
        term.side or (None if site is None else _side(site)),
        limit,
        None if encounter is None else tail_of(encounter) or None,
        bound,
    )
    draft.keep(resource_id + element, taken_on, read)


def _ordinary(valued: Valued, term: MeasureTerm) -> tuple[str, float, str, str, float | None] | None:
    """The same as `_read` for a number that has nothing out of the ordinary about it; None where there is."""
    quantity = valued.valueQuantity
    if (
        quantity is None
        or quantity.value is None
        or quantity.comparator
        or valued.dataAbsentReason is not None
        or valued.valueCodeableConcept is not None
    ):
        return None
    found = scale(term.name, term.quantity, quantity.code, quantity.unit)
    if found is None:
        return None
    times, plus, shown, limited = found
    limit = upper_limit(valued, term) if limited and valued.referenceRange else None
    return term.name, scaled(quantity.value, times, plus), "", f"{quantity.value:.15g} {shown}", limit


def _read(valued: Valued, term: MeasureTerm, observation: Observation) -> tuple[str, float, str, str, float | None]:
    """Name, value, bound, what was sent and the laboratory's limit. Raises UnusableError with its reason."""
    name = measured_as(valued, term.name)
    if (valued.dataAbsentReason or valued.valueCodeableConcept) and _is_unable_to_rise(valued, observation, name):
        return _unable()["becomes"], 1.0, "", "", None
    if name == TROPONIN:
        value, recorded, limit = troponin_over_limit(valued, observation)
        return name, value, "", recorded, limit
    if name == KETONES:
        value, recorded = presence_of(valued, observation)
        return name, value, "", recorded, None
    if name == HEART_CLASS:
        return name, nyha_class(valued), "", text_of(valued), None
    if name in answered():
        return name, coded_answer(valued, name), "", as_said(valued), None
    value, bound, recorded = value_of(valued, term)
    return name, value, bound, recorded, upper_limit(valued, term) if valued.referenceRange else None


def _is_unable_to_rise(valued: Valued, observation: Observation, name: str) -> bool:
    """Is this a chair stand that was tried and not managed? Raises UnusableError where pain or surgery was why."""
    if name != _unable()["measure"]:
        return False
    answer = _is_unable(valued, observation)
    if answer is None:
        raise UnusableError(Reason.UNABLE_BECAUSE_OF_PAIN)
    return answer
