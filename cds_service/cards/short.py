"""A finding in a few words: this person's own values and the limit, else the rule's words with the values behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cds_service.cards.words import Words, number
from rules.assessment import Assessment, Finding
from rules.catalogue import record
from rules.evidence import Evidence
from rules.facts import Facts
from rules.measures import measures

SYSTOLIC, DIASTOLIC = "systolic_mmhg", "diastolic_mmhg"
_ABOUT_VALUES = ("value", "together")
_ABOVE = ("above", "at_least")
_UNITLESS = "1"


def shorter_and_shorter(finding: Finding, assessment: Assessment, w: Words) -> Iterator[str]:
    """The finding in few words, in fewer and fewer of them; the last are the rule's own."""
    told = w.clause(w.say(finding.id))
    values = _values(finding, assessment.facts)
    limits = _limits(finding.id)
    if values and values.keys() <= limits.keys():
        pieces = _with_limits(values, limits, assessment.facts, w)
        yield from (w.aside(pieces[:count]) for count in range(len(pieces), 0, -1))
    elif values and not limits:
        pieces = [_course(name, items, w) for name, items in values.items()]
        yield from (_beside(told, w.aside(pieces[:count]), w) for count in range(len(pieces), 0, -1))
    yield told


def _beside(told: str, values: str, w: Words) -> str:
    """Values in brackets; they take the place of a bracket that says when the rule applies."""
    if told.endswith(w.say("glue.close")):
        told = told.rpartition(w.say("glue.open"))[0]
    return told + w.bracket(values)


def _values(finding: Finding, facts: Facts) -> dict[str, list[Evidence]]:
    """The measured values behind a finding by name; none where one of them cannot be named or printed."""
    valued = [item for item in finding.evidence if item.value is not None]
    if any(item.label not in measures() or item.unit == _UNITLESS for item in valued):
        return {}
    raw = _inputs(valued, facts)
    found: dict[str, list[Evidence]] = {}
    for item in valued:
        if (item.label, item.source) not in raw:
            found.setdefault(item.label, []).append(item)
    return found


def _inputs(valued: list[Evidence], facts: Facts) -> set[tuple[str, object]]:
    """The plain values from which another value behind the same finding was computed."""
    known = {item.label: facts.by_name.get(item.label) for item in valued}
    inputs = {source for fact in known.values() if fact and fact.derivation for source in fact.inputs}
    plain = [item for item in valued if (fact := known[item.label]) is None or fact.derivation is None]
    return {(item.label, item.source) for item in plain if item.source in inputs}


def _limits(rule: str) -> Mapping[str, Mapping[str, Any]]:
    """The one limit for each measure, where a rule is about values and nothing else; nothing for a rule of bands."""
    values = record(rule).values
    triggers = values.get("triggers", ())
    if "requires" in values or any(trigger["finds"] not in _ABOUT_VALUES for trigger in triggers):
        return {}
    single = [(trigger["measure"], limit) for trigger in triggers for limit in trigger.get("limits", ())]
    single += [(entry["measure"], entry) for trigger in triggers for entry in trigger.get("values", ())]
    found = dict(single)
    return found if len(found) == len(single) else {}


def _with_limits(
    values: Mapping[str, list[Evidence]], limits: Mapping[str, Mapping[str, Any]], facts: Facts, w: Words
) -> list[str]:
    worst = {name: _worst(items, limits[name]) for name, items in values.items()}
    pair = _pressure(worst, facts) if limits.keys() >= {SYSTOLIC, DIASTOLIC} else None
    if pair is not None:
        said = w.say("summary.blood_pressure", systolic=number(pair[0]), diastolic=number(pair[1]))
        both = "/".join(number(limits[name]["value"]) for name in (SYSTOLIC, DIASTOLIC))
        return [said + w.say("summary.limit_above", limit=both)]
    return [_with_limit(item, limits[name], w) for name, item in worst.items()]


def _with_limit(item: Evidence, limit: Mapping[str, Any], w: Words) -> str:
    value = item.bound + w.quantity(item.value or 0, item.unit, limit["value"])
    kind = "above" if limit["met_when"] in _ABOVE else "below"
    said = w.labelled(w.inner(w.measure(item.label)), value)
    return said + w.say(f"summary.limit_{kind}", limit=number(limit["value"], item.unit))


def _worst(items: list[Evidence], limit: Mapping[str, Any]) -> Evidence:
    return (max if limit["met_when"] in _ABOVE else min)(items, key=lambda item: item.value or 0)


def _pressure(found: Mapping[str, Evidence], facts: Facts) -> tuple[float, float] | None:
    """Both blood pressures of one measurement, although only one of them may be beyond its limit."""
    place = next(iter(found.values())).source
    pair = []
    for name in (SYSTOLIC, DIASTOLIC):
        value = found.get(name) or facts.by_name.get(name)
        if value is None or value.value is None or value.source.resource_id != place.resource_id:
            return None
        pair.append(value.value)
    return pair[0], pair[1]


def _course(name: str, items: list[Evidence], w: Words) -> str:
    """One value, or several of one name in the order of their days."""
    ordered = sorted(items, key=lambda item: (item.on is not None, item.on))
    first = w.labelled(w.inner(w.measure(name)), " → ".join(number(item.value or 0) for item in ordered[:-1]))
    last = ordered[-1].bound + w.quantity(ordered[-1].value or 0, ordered[-1].unit)
    return f"{first} → {last}" if len(ordered) > 1 else w.labelled(w.inner(w.measure(name)), last)
