"""Calcium as it counts once albumin is taken into account."""

from __future__ import annotations

from rules.evidence import Evidence
from rules.nutrition.calcium import adjusted_calcium
from rules.safety.case import Case, Found
from rules.safety.rule import Trigger

_MEASURED, _ADJUSTED = "calcium_mmol_per_l", "calcium_adjusted_mmol_per_l"


def calcium(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """The calcium in use, adjusted for albumin in mmol/L, beyond every limit; `within` says how old it may be."""
    fact = case.facts.get(_MEASURED)
    if fact is None or (trigger.within is not None and not trigger.within.holds(fact.on, case.now)):
        return None
    value = adjusted_calcium(case.facts, fact)
    if not all(limit.is_met_by(value) for limit in trigger.limits):
        return None
    return (Found(Evidence(_ADJUSTED, fact.source, value, fact.unit, fact.on, fact.bound), fact.on),)
