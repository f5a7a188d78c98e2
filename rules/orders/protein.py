"""The protein of a drafted nutrition order held against the ceiling and the floor of the protein table."""

from __future__ import annotations

from collections.abc import Iterator

from rules.assessment import NutritionPlan
from rules.catalogue import Record
from rules.catalogue import record as rule
from rules.drafts import DraftOrder, Range
from rules.evidence import Evidence
from rules.nutrition.doses import half_up
from rules.nutrition.situation import Situation, first_row, situation
from rules.orders.case import OrderCase
from rules.orders.concern import Concern, concern

ABOVE, BELOW = "orders.protein_above", "orders.protein_below"
UNWEIGHED = "orders.protein_unweighed"
HIGH, LOW = "orders.high_protein", "orders.low_protein"


def protein_concerns(case: OrderCase) -> Iterator[Concern]:
    """Drafts with more protein than the ceiling, or less than the floor; nothing where no row of the table holds."""
    kinds = {*rule(HIGH).values["drafts"], *rule(LOW).values["drafts"]}
    drafts = [item for item in case.context.drafts if item.selected and (_amount(item) or item.concepts & kinds)]
    undecided = case.findings((*rule("orders.protein_undecided").values["findings"], *rule(ABOVE).values["not_with"]))
    if not drafts or undecided:
        return
    seen = situation(case.record, case.facts, case.staging, case.context, case.examined.seen)
    row = first_row(seen.conditions)
    for identifier, about in _sorted(drafts, seen, row, case).items():
        yield concern(identifier, about, evidence=_kidney_evidence(seen), numbers=_numbers(identifier, row, seen))


def _amount(draft: DraftOrder) -> Range | None:
    return draft.protein_g_per_kg_per_day or draft.protein_g_per_day


def _sorted(
    drafts: list[DraftOrder], seen: Situation, row: Record, case: OrderCase
) -> dict[str, tuple[DraftOrder, ...]]:
    found: dict[str, tuple[DraftOrder, ...]] = {}
    for draft in drafts:
        identifier = _verdict(draft, seen, row, case)
        if identifier:
            found[identifier] = (*found.get(identifier, ()), draft)
    return found


def _verdict(draft: DraftOrder, seen: Situation, row: Record, case: OrderCase) -> str:
    ceiling = row.values["ceiling_g_per_kg_per_day"]
    amount = _amount(draft)
    if amount is None:
        return _by_name(draft, row)
    if draft.protein_g_per_kg_per_day is None and seen.weight.kg is None:
        return UNWEIGHED
    if _exceeds(draft, ceiling, seen):
        return ABOVE
    least = _floor(row)
    # The target itself is a dose: it counts only where a plan with it may be shown; the floor always counts.
    if case.muscle_at_stake and isinstance(case.nutrition, NutritionPlan):
        least = max(least, row.values["g_per_kg_per_day"][0])
    return BELOW if _falls_short(draft, least, seen) else ""


def _floor(row: Record) -> float:
    """The least for anybody in this row, whatever the person's own target: in dialysis the low end of the row."""
    values = rule(BELOW).values
    least: float = values["g_per_kg_per_day_at_least"]
    return max(least, row.values["g_per_kg_per_day"][0]) if row.values["row"] in values["low_end_is_floor"] else least


def _by_name(draft: DraftOrder, row: Record) -> str:
    """A diet that is only called high or low in protein."""
    for identifier in (HIGH, LOW):
        values = rule(identifier).values
        if draft.concepts.intersection(values["drafts"]) and row.values["row"] in values["rows"]:
            return identifier
    return ""


def _exceeds(draft: DraftOrder, ceiling: float, seen: Situation) -> bool:
    if draft.protein_g_per_kg_per_day is not None:
        return draft.protein_g_per_kg_per_day[1] > ceiling
    if draft.protein_g_per_day is None or seen.weight.kg is None:
        return False
    return draft.protein_g_per_day[1] > half_up(ceiling * seen.weight.kg)


def _falls_short(draft: DraftOrder, least: float, seen: Situation) -> bool:
    if draft.protein_g_per_kg_per_day is not None:
        return draft.protein_g_per_kg_per_day[1] < least
    if draft.protein_g_per_day is None or seen.weight.kg is None:
        return False
    return draft.protein_g_per_day[1] < half_up(least * seen.weight.kg)


def _numbers(identifier: str, row: Record, seen: Situation) -> dict[str, float]:
    """The ceiling, or the least that may be given, per kilogram and, where the weight is known, a day."""
    per_kg = _floor(row) if identifier in (BELOW, LOW) else row.values["ceiling_g_per_kg_per_day"]
    grams = {} if seen.weight.kg is None else {"grams": float(half_up(per_kg * seen.weight.kg))}
    return {"per_kg": per_kg, **grams}


def _kidney_evidence(seen: Situation) -> tuple[Evidence, ...]:
    kidney = seen.kidney
    low = kidney.egfr if kidney.severely_low or kidney.moderately_low else None
    heavy = kidney.uacr if kidney.albuminuria_heavy else None
    measured = (Evidence(f.name, f.source, f.value, f.unit, f.on) for f in (low, heavy) if f is not None)
    return (*measured, *kidney.dialysis)
