"""What the record holds and a card would have used, but could not: stale, contradicted or ignored, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cds_service.cards.markdown import escaped
from cds_service.cards.shared import capital, fact_value
from cds_service.cards.words import Words
from rules.assessment import Assessment, Staging
from rules.catalogue import record, records
from rules.facts import Fact, Ignored

# What is needed to compute a value that is not in the record as such.
_COMPUTED_FROM = {
    "asm_height2_kg_per_m2": ("asm_kg", "height_cm"),
    "asm_bmi_m2": ("asm_kg", "weight_kg", "height_cm", "bmi_kg_per_m2"),
    "sarc_calf": ("sarc_f", "calf_cm"),
}
# The values that a nutrition plan would use, and the two that set a level of exercise.
_FED_BY = (
    *("weight_kg", "dry_weight_kg", "height_cm", "bmi_kg_per_m2", "mna_sf", "eat10", "energy_intake_kcal_per_day"),
    *("creatinine_umol_per_l", "cystatin_c_mg_per_l", "egfr_ml_per_min", "uacr_mg_per_g"),
    *("egfr_creatinine_ml_per_min", "egfr_cystatin_ml_per_min", "egfr_combined_ml_per_min"),
    *("potassium_mmol_per_l", "phosphate_mmol_per_l", "magnesium_mmol_per_l", "sodium_mmol_per_l"),
)
_LEVELLED_BY = ("sppb", "gait_m_per_s")
_TOLD_BY_STAGE = "grip_kg"  # a fall of the grip is a warning too, but the stage card names the entry already
_OBSERVATION = "Observation"
_PROBLEMS_AND_DRUGS = ("Condition", "Procedure", "MedicationRequest", "MedicationStatement", "MedicationAdministration")
# Reasons that somebody can put right; an entry that was withdrawn or has ended is of no interest on a card.
_TO_PUT_RIGHT = frozenset(
    (
        *("wrong_type", "other_patient", "no_subject", "unknown_status", "no_status", "not_understood"),
        *("future_date", "bad_date", "partial_date", "no_date", "no_value"),
    )
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What bears on a card: facts by name, further names of which only an ignored entry matters, resource types."""

    facts: tuple[str, ...]
    if_ignored: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def for_stage(assessment: Assessment, staging: Staging, w: Words) -> tuple[str, ...]:
    """What would have told more about the stage by this definition."""
    rules = (record(result.id).values for result in staging.results)
    names = dict.fromkeys(values["fact"] for values in rules if "fact" in values)  # one is shown and has no fact
    computed = [part for name in names if _is_computed(assessment, name) for part in _COMPUTED_FROM.get(name, ())]
    return _lines(assessment, Bearing((*dict.fromkeys([*names, *computed]),), kinds=(_OBSERVATION,)), w)


def _is_computed(assessment: Assessment, name: str) -> bool:
    fact = assessment.facts.by_name.get(name)
    return fact is None or fact.derivation is not None


def for_plan(kind: str, assessment: Assessment, w: Words) -> tuple[str, ...]:
    """What an exercise or a nutrition plan would have used."""
    return _lines(assessment, _of_plan(kind), w)


@cache
def _of_plan(kind: str) -> Bearing:
    if kind == "nutrition":
        return Bearing(_FED_BY, kinds=(*_PROBLEMS_AND_DRUGS, "AllergyIntolerance", "NutritionOrder"))
    triggers = (trigger for rule in records("safety/").values() for trigger in rule.values.get("triggers", ()))
    measures = (name for trigger in triggers for name in (trigger.get("measure"), *trigger.get("measures", ())) if name)
    measures = (name for name in measures if name != _TOLD_BY_STAGE)
    kinds = (*_PROBLEMS_AND_DRUGS, "Encounter", "ServiceRequest")
    return Bearing(_LEVELLED_BY, tuple(dict.fromkeys(measures)), kinds)


def _lines(assessment: Assessment, bearing: Bearing, w: Words) -> tuple[str, ...]:
    by_name, ignored = assessment.facts.by_name, assessment.ignored
    facts = [fact for name in bearing.facts if (fact := by_name.get(name)) is not None and fact.derivation is None]
    return (
        *[_stale_line(fact, w) for fact in facts if fact.stale],
        *[_conflict_line(fact, w) for fact in facts if fact.conflicts],
        *(_named_lines(ignored, frozenset((*bearing.facts, *bearing.if_ignored)), w) if ignored else ()),
        *_other_lines(ignored, bearing.kinds, w),
    )


def _stale_line(fact: Fact, w: Words) -> str:
    return _dated(fact, w) + w.say("glue.colon") + w.say("value.stale", days=fact.valid_days)


def _conflict_line(fact: Fact, w: Words) -> str:
    others = w.listed(w.quantity(value, fact.unit) for value in fact.conflicts)
    return _dated(fact, w) + w.say("glue.colon") + w.say("value.conflict", values=others)


def _dated(fact: Fact, w: Words) -> str:
    return w.measure(fact.name) + w.bracket(w.clauses((fact_value(fact, w), w.day(fact.on))))


def _named_lines(ignored: tuple[Ignored, ...], names: frozenset[str], w: Words) -> Iterator[str]:
    """Ignored values of these names: one with its place, several of one reason with their number."""
    alike: dict[tuple[str, str], list[Ignored]] = {}
    for item in ignored:
        if item.name in names:
            alike.setdefault((item.name, item.reason), []).append(item)
    for (name, reason), items in alike.items():
        details = {item.detail for item in items}
        detail = w.bracket(escaped(items[0].detail)) if len(details) == 1 else ""
        because = w.say(f"ignored_because.{reason}") + detail
        if len(items) == 1:
            yield w.say("ignored.line", label=w.measure(name), reason=because, source=w.source(items[0].source))
        else:
            yield w.say("ignored.several", label=w.measure(name), reason=because, count=len(items))


def _other_lines(ignored: tuple[Ignored, ...], kinds: tuple[str, ...], w: Words) -> Iterator[str]:
    """Ignored entries without a name, of these kinds: counted by reason, where somebody can put them right."""
    counted: dict[tuple[str, str], int] = {}
    for item in ignored:
        kind = item.source.resource_type
        if not item.name and kind in kinds and item.reason in _TO_PUT_RIGHT:
            counted[kind, item.reason] = counted.get((kind, item.reason), 0) + 1
    for (kind, reason), count in counted.items():
        label, because = capital(w.say(f"part.{kind}")), w.say(f"ignored_because.{reason}")
        name = "ignored.one" if count == 1 else "ignored.several"
        yield w.say(name, label=label, reason=because, count=count)
