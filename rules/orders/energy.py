"""The energy of a drafted diet against the states in which nobody should eat below need."""

from __future__ import annotations

from collections.abc import Iterator

from rules.answers import Answer
from rules.catalogue import record as rule
from rules.drafts import DraftOrder
from rules.evidence import Evidence
from rules.nutrition.energy import OBESITY, no_deficit_because
from rules.nutrition.evidence import of_value
from rules.nutrition.situation import Situation, situation
from rules.orders.case import OrderCase
from rules.orders.concern import Concern, concern

DEFICIT = "orders.energy_deficit"
SHOWN = ("weight_loss_percent_6_months", "bmi_kg_per_m2")


def energy_concerns(case: OrderCase) -> Iterator[Concern]:
    """A diet below need, by its name or its energy, in somebody who must not lose weight; in comfort care nothing."""
    values = rule(DEFICIT).values
    drafts = [item for item in case.context.drafts if item.selected and _is_asked(item, values["drafts"])]
    if not drafts or case.comfort_only:
        return
    seen = situation(case.record, case.facts, case.staging, case.context, case.examined.seen)
    low = tuple(item for item in drafts if item.concepts.intersection(values["drafts"]) or _is_low(item, seen))
    because = [name for name in no_deficit_because(seen, case.safety) if name in values["states"]] if low else []
    if because:
        reasons = tuple(f"no_deficit.{name}" for name in because)
        yield concern(DEFICIT, low, evidence=_evidence(case), reasons=reasons)


def _is_asked(draft: DraftOrder, kinds: list[str]) -> bool:
    return draft.energy_kcal_per_day is not None or not draft.concepts.isdisjoint(kinds)


def _is_low(draft: DraftOrder, seen: Situation) -> bool:
    """Is the energy below what is eaten to lose weight? Where feeding begins again after starving, it begins low."""
    energy, weight = draft.energy_kcal_per_day, seen.weight.kg
    if energy is None or weight is None or seen.refeeding is Answer.MET:
        return False
    least: float = rule(OBESITY).values["kcal_per_kg_actual_weight"][0]
    return energy[1] < least * weight


def _evidence(case: OrderCase) -> tuple[Evidence, ...]:
    found = (case.facts.get(name) for name in SHOWN)
    return tuple(of_value(fact) for fact in found if fact is not None)
