"""Case finding by calf, SARC-F and SARC-CalF; what is shown beside it and never decides."""

from __future__ import annotations

from rules.answers import Answer
from rules.assessment import CriterionResult
from rules.catalogue import record
from rules.facts import Fact, Facts
from rules.staging.cut_offs import case_finding_criteria
from rules.staging.results import result_of

STEP = "case_finding"


def case_finding(facts: Facts, definition: str) -> tuple[CriterionResult, ...]:
    """Every case-finding test in use under a definition, held against its limit."""
    return tuple([result_of(facts, criterion) for criterion in case_finding_criteria(definition)])


def shown_beside(facts: Facts) -> tuple[CriterionResult, ...]:
    """What is told beside case finding and decides nothing: the calf adjusted for fat, a reported Ishii score."""
    adjusted = adjusted_calf(facts)
    ishii = facts.by_name.get("ishii")
    shown = []
    if adjusted is not None:
        shown.append(
            CriterionResult("case_finding.calf_adjusted", STEP, Answer.NOT_KNOWN, adjusted, None, "shown_only")
        )
    if ishii is not None:
        shown.append(CriterionResult("case_finding.ishii", STEP, Answer.NOT_KNOWN, ishii, None, "rule_disabled"))
    return tuple(shown)


def adjusted_calf(facts: Facts) -> Fact | None:
    """The calf girth in cm less what fat accounts for, or None at a body-mass index without a correction.

    Gonzalez 2021; the limits of AWGS are meant for the raw value.
    """
    calf, bmi = facts.get("calf_cm"), facts.get("bmi_kg_per_m2")
    if calf is None or bmi is None:
        return None
    for band in record("case_finding.calf_adjusted").values["less_cm"]:
        if band["bmi_from"] <= bmi.value and ("bmi_below" not in band or bmi.value < band["bmi_below"]):
            return Fact(
                name="calf_adjusted_cm",
                value=round(calf.value - band["cm"], 1),
                unit=calf.unit,
                on=calf.on,
                source=calf.source,
                derivation="calf-for-bmi",
                inputs=(calf.source, bmi.source),
            )
    return None
