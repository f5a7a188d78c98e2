"""From one person's record to a nutrition plan, or to the reason for which there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rules.assessment import Finding, NutritionPlan, Safety, Severity, Staging, Withheld
from rules.catalogue import GRADES, Record
from rules.catalogue import record as rule
from rules.context import Context
from rules.facts import Facts, PatientRecord
from rules.nutrition import advice, eating, fluids, pairs
from rules.nutrition.doses import leucine_per_meal, needs_more_than_meals, per_day, per_meal, whole
from rules.nutrition.energy import OBESITY, Fuel, energy, is_obese, no_deficit_because
from rules.nutrition.guards import DOMAIN, Examination, examine
from rules.nutrition.malnutrition import nourishment
from rules.nutrition.nutrients import PREFIX, nutrients
from rules.nutrition.situation import Situation, first_row, situation
from rules.nutrition.supplement import RULE as SUPPLEMENT_RULE
from rules.nutrition.supplement import Offer, offer
from rules.nutrition.vitamin_d import Supply, supply
from rules.quick import changed
from rules.signing import held_because, signing, withheld

_BLOCKING = (Severity.STOP, Severity.UNKNOWN)
LEUCINE = "nutrition.leucine"
WITH_EXERCISE = "nutrition.with_exercise"


def prescribe(
    record: PatientRecord,
    facts: Facts,
    staging: Staging,
    safety: Safety,
    context: Context,
    examined: Examination | None = None,
) -> NutritionPlan | Withheld:
    """The nutrition plan for this person, or why there is none and what settles it.

    The guards are those of `examined` only if that was made of the very same record, facts and context, and are looked
    at here otherwise: no caller can leave one out. Source: `protein.toml`, `guards.toml`.
    """
    if facts.age_years is None or facts.age_years < rule("eligibility.age").values["years_at_least"]:
        return Withheld(("age_not_covered",))
    if examined is None or not examined.is_of(record, facts, context):
        examined = examine(record, facts, context)
    blocking = _blocking(examined.findings, safety)
    if blocking:
        return _withheld(blocking)
    changes = frozenset(change for finding in examined.findings for change in finding.changes)
    seen = situation(record, facts, staging, context, examined.seen, changes)
    signed = _signed_plan(seen, first_row(seen.conditions))
    return signed if isinstance(signed, Withheld) else _with_the_rest(*signed, seen, safety)


def _blocking(own: tuple[Finding, ...], safety: Safety) -> tuple[Finding, ...]:
    """The findings that leave no plan, each once, most urgent first."""
    ids = {finding.id for finding in own}
    others = [finding for finding in safety.of(DOMAIN, *_BLOCKING) if finding.id not in ids]
    stopping = [finding for finding in (*own, *others) if finding.severity in _BLOCKING]
    return tuple(sorted(stopping, key=lambda finding: finding.urgency))


def _withheld(blocking: tuple[Finding, ...]) -> Withheld:
    ids = tuple(finding.id for finding in blocking)
    first = rule("nutrition.P0")
    settled_by = (step for finding in blocking for step in _clear_first(finding))
    stopped = bool(set(ids) & set(first.values["findings"]))
    return Withheld(ids, tuple(dict.fromkeys(settled_by)), first.id if stopped else ids[0])


def _clear_first(finding: Finding) -> tuple[str, ...]:
    return tuple(rule(finding.id).values.get("clear_first", ()))


def _signed_plan(seen: Situation, row: Record) -> tuple[NutritionPlan, tuple[Record, ...]] | Withheld:
    """The plan and the rules behind its protein and energy; in production only where all are signed and valid."""
    protein_g = per_day(row.values["g_per_kg_per_day"], seen.weight)
    offered = _signed_offer(seen, offer(seen, row.values["row"], protein_g))
    fuel = energy(seen)
    used = _dosing_rules(seen, row, offered, fuel)
    held = withheld(signing(used, seen.context), seen.context)
    return held or (_plan(seen, row, offered, fuel, used), used)


def _signed_offer(seen: Situation, offered: Offer) -> Offer:
    """A supplement whose rule lacks a signature, or is not valid, is left out in production; the rest stands."""
    because = held_because((rule(SUPPLEMENT_RULE),), seen.context) if offered.supplement else ""
    return Offer(None, (because,)) if because else offered


def _dosing_rules(seen: Situation, row: Record, offered: Offer, fuel: Fuel | None) -> tuple[Record, ...]:
    """Every rule whose numbers reach the plan."""
    used = [row]
    if seen.weight.kg is not None:
        used += [rule("nutrition.weight"), rule("nutrition.meals")]
    if fuel is not None:
        used += fuel.rules
    if offered.supplement is not None:
        used.append(rule(SUPPLEMENT_RULE))
    return tuple(used)


def _plan(seen: Situation, row: Record, offered: Offer, fuel: Fuel | None, used: tuple[Record, ...]) -> NutritionPlan:
    low, high = row.values["g_per_kg_per_day"]
    protein_g = per_day((low, high), seen.weight)
    fuel_per_kg = None if fuel is None else fuel.kcal_per_kg
    return NutritionPlan(
        row=row.values["row"],
        protein_g_per_kg_per_day=(low, high),
        ceiling_g_per_kg_per_day=row.values["ceiling_g_per_kg_per_day"],
        weight=seen.weight,
        protein_g_per_day=whole(protein_g),
        protein_g_per_meal=per_meal(protein_g),
        meals_per_day=rule("nutrition.meals").values["meals_per_day"],
        energy_kcal_per_kg_per_day=fuel_per_kg,
        energy_kcal_per_day=None if fuel_per_kg is None else whole(per_day(fuel_per_kg, seen.weight)),
        energy_rule="" if fuel is None else fuel.rules[0].id,
        rule=row.id,
        grade=max((item.grade for item in used), key=GRADES.index),
        signed=False,
        supplement=offered.supplement,
        no_supplement_because=offered.because,
        asks=_once(advice.asks(seen, row)),
        refer=_once(advice.refer(seen, row, offered)),
        also=_once(advice.also(seen, row, protein_g)),
        avoid=seen.avoided,
        notes=_once(advice.notes(seen, offered, fuel is not None)),
        sources=_once(key for item in used for key, _ in item.sources),
        because=tuple([name for name in (*row.values["all"], *row.values["any"]) if seen.conditions[name]]),
    )


def _with_the_rest(plan: NutritionPlan, used: tuple[Record, ...], seen: Situation, safety: Safety) -> NutritionPlan:
    """The plan with what goes beside protein and energy: meals, drugs, drinks, vitamin D, other nutrients, training."""
    taken, ordered = pairs.pairs(seen.record), eating.texture(seen.record)
    more = needs_more_than_meals(per_day(plan.protein_g_per_kg_per_day, seen.weight))
    no_fluids, vitamin_d = _no_fluids(seen), _signed_supply(seen)
    plan = _with_deficit(plan, seen, safety)
    may_say_leucine = not held_because((rule(LEUCINE),), seen.context)
    whole_plan = changed(
        plan,
        leucine_g_per_meal=leucine_per_meal(plan.protein_g_per_meal) if may_say_leucine else None,
        diets=eating.diets(seen.record),
        limits=_once(eating.limits(seen, plan.row, taken)),
        texture=ordered,
        no_sample_day_because=_once(eating.no_sample_day_because(seen, ordered)),
        snacks=_once(eating.snacks(seen, more)),
        fluid_l_per_day_at_least=None if no_fluids else fluids.litres_per_day(seen),
        no_fluid_goal_because=no_fluids,
        vitamin_d=vitamin_d.given,
        no_vitamin_d_because=vitamin_d.because,
        with_drugs=tuple(pairs.names(taken)) if taken else (),
        nutrients=nutrients(seen, safety.exercise),
        nourishment=nourishment(seen.malnutrition, seen.record, seen.facts, seen.context),
        exercise=rule(WITH_EXERCISE).values["by_state"][safety.exercise],
        sources=_once((*plan.sources, *_keys(rule(fluids.RULE), *vitamin_d.rules, rule(WITH_EXERCISE)))),
    )
    return _as_signed(whole_plan, (*used, *_beside(whole_plan, vitamin_d)), seen.context)


def _as_signed(plan: NutritionPlan, used: Iterable[Record], context: Context) -> NutritionPlan:
    """The plan with how the rules stand whose amounts it says: signed by this site, and valid on this day."""
    found = signing(used, context)
    return changed(plan, signed=not found.unsigned, signed_rules=found.signed, not_valid=found.not_valid)


def _beside(plan: NutritionPlan, vitamin_d: Supply) -> Iterator[Record]:
    """The rules behind the amounts that a plan says beside protein and energy."""
    if plan.leucine_g_per_meal is not None:
        yield rule(LEUCINE)
    if plan.vitamin_d is not None:
        yield from vitamin_d.rules
    if plan.energy_deficit_kcal_per_day_at_most is not None:
        yield rule(OBESITY)
    if plan.fluid_l_per_day_at_least is not None:
        yield rule(fluids.RULE)
    yield from (rule(f"{PREFIX}{one.id}") for one in plan.nutrients if one.amount is not None)


def _keys(*used: Record) -> tuple[str, ...]:
    return tuple(key for item in used for key, _ in item.sources)


def _no_fluids(seen: Situation) -> tuple[str, ...]:
    held = held_because((rule(fluids.RULE),), seen.context)
    return _once(fluids.no_goal_because(seen)) or ((held,) if held else ())


def _signed_supply(seen: Situation) -> Supply:
    found = supply(seen)
    because = held_because(found.rules, seen.context)
    return Supply(None, (because,)) if because else found


def _with_deficit(plan: NutritionPlan, seen: Situation, safety: Safety) -> NutritionPlan:
    """In obesity alone: the most that eating below need may be, or all that speaks against it."""
    if not is_obese(seen):
        return plan
    obesity = rule(OBESITY)
    held = held_because((obesity,), seen.context)
    because = no_deficit_because(seen, safety) or ((held,) if held else ())
    if because:
        return changed(plan, no_deficit_because=because)
    return changed(
        plan,
        energy_deficit_kcal_per_day_at_most=obesity.values["kcal_below_need_at_most"],
        refer=_once((*plan.refer, "dietitian")),
        sources=_once((*plan.sources, *_keys(obesity))),
    )


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
