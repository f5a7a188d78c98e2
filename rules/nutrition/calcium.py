"""What speaks against vitamin D and calcium: calcium that is high once albumin is counted, disease, failing kidneys.

25-hydroxyvitamin D comes in nmol/L and is held against limits in ng/mL; calcium in mmol/L, albumin in g/L.
"""

from __future__ import annotations

from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Fact, Facts, PatientRecord
from rules.nutrition.evidence import conditions, of_value
from rules.nutrition.kidney import Kidney

LEVEL = "vitamin_d_nmol_per_l"
GUARD = "K24.vitamin_d"
_DIGITS = 6  # takes away the noise of floating point, so that 10 ng/mL sent as 24.96 nmol/L is not below 10


def against_vitamin_d(record: PatientRecord, facts: Facts, kidney: Kidney) -> tuple[Evidence, ...]:
    """Evidence that vitamin D or calcium may do harm: high values of either, disease, failing kidneys."""
    guard = rule(GUARD).values
    found = [*conditions(record, guard["concepts"]), *kidney.dialysis]
    calcium = facts.get("calcium_mmol_per_l")
    if calcium is not None and adjusted_calcium(facts, calcium) > guard["calcium_mmol_per_l_above"]:
        found.append(of_value(calcium))
    level = facts.get(LEVEL)
    if level is not None and ng_per_ml(level) > guard["vitamin_d_ng_per_ml_above"]:
        found.append(of_value(level))
    if kidney.severely_low and kidney.egfr is not None:
        found.append(of_value(kidney.egfr))
    return tuple(found)


def adjusted_calcium(facts: Facts, calcium: Fact) -> float:
    """Calcium in mmol/L adjusted for an albumin of about the same day; as measured where there is none."""
    numbers = rule("nutrition.calcium_adjusted").values
    albumin = facts.get("albumin_g_per_l")
    if albumin is None or abs((albumin.on - calcium.on).days) > numbers["albumin_within_days"]:
        return calcium.value
    missing: float = numbers["albumin_g_per_l"] - albumin.value
    factor: float = numbers["mmol_per_l_for_each_g_per_l"]
    return round(calcium.value + factor * missing, _DIGITS)


def ng_per_ml(level: Fact) -> float:
    """A 25-hydroxyvitamin D in ng/mL."""
    factor: float = rule("nutrition.vitamin_d_bands").values["nmol_per_l_in_ng_per_ml"]
    return round(level.value / factor, _DIGITS)
