"""Allergies, procedures, contacts with the hospital and orders."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from fhir_profiles.concept_words import folded
from fhir_profiles.reading.draft import (
    MAX_LABEL,
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
from fhir_profiles.reading.moments import moment
from fhir_profiles.reading.outcomes import outcome_of
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.wire import AllergyIntolerance, CarePlan, Concept, NutritionOrder, OralDiet, ServiceRequest
from fhir_profiles.reading.wire import Encounter as EncounterResource
from fhir_profiles.reading.wire import Procedure as ProcedureResource
from fhir_profiles.terminology import table
from rules.facts import Allergy, Condition, Encounter, Order, Procedure, Source

_UNSPECIFIED = frozenset({"unspecified_food"})
_IN_NO_PRODUCT = frozenset({"other_food", "not_food"})
_PALLIATIVE = frozenset({"palliative_care"})
_SCREEN = "swallow_screen"
FOOD_LEVELS = frozenset({"iddsi_3", "iddsi_4", "iddsi_5", "iddsi_6", "iddsi_7"})
DRINK_LEVELS = frozenset({"iddsi_0", "iddsi_1", "iddsi_2", "iddsi_3", "iddsi_4"})
_OTHER_FOOD = frozenset({"other_food"})


@cache
def _statuses(kind: str) -> Any:
    return table("statuses")[kind]


def read_allergy(allergy: AllergyIntolerance, draft: Draft, resource_id: str) -> None:
    """Adds an allergy or intolerance to a food group; other foods by their name alone, unknown ones as unspecified."""
    statuses, source = _statuses("allergy"), Source("AllergyIntolerance", resource_id)
    concepts = [allergy.code, *(reaction.substance for reaction in allergy.reaction or ())]
    if any(code in statuses["none"] for code in codes_of(concepts)) or _names_none(words_of(allergy.code)):
        return
    named: frozenset[str] = frozenset()
    for concept in concepts:
        if concept is not None:
            named |= draft.terms.allergens.find(*draft.hear(source, codings_of(concept), (concept.text,)))
    is_food = any(category in statuses["food"] for category in allergy.category or ())
    allergens = _food_groups(named, is_food)
    if not allergens and not is_food:
        return
    verification = status_of(allergy.verificationStatus)
    if verification in statuses["ignored"]:
        draft.ignore(source, statuses["ignored"][verification])
        return
    draft.allergies.append(
        Allergy(
            allergens=allergens,
            label=label_of(allergy.code),
            active=status_of(allergy.clinicalStatus) not in statuses["history"],
            source=source,
            critical=allergy.criticality in statuses["critical"],
            codes=codes_of(concepts),
        )
    )


def _names_none(text: str) -> bool:
    """Does an entry say in words that there is no allergy?"""
    return any(word in folded(text) for word in _statuses("allergy")["none_text"])


def _food_groups(named: frozenset[str], is_food: bool) -> frozenset[str]:
    """The groups of a food allergy: a food that is not known counts as unspecified, unless one beside it is known."""
    if known := named - _UNSPECIFIED:
        return known - _IN_NO_PRODUCT
    return _UNSPECIFIED if named or is_food else frozenset()


def read_procedure(procedure: ProcedureResource, draft: Draft, resource_id: str) -> None:
    """Adds a procedure that was done and that this project knows."""
    code = procedure.code
    if code is None:
        return
    source = Source("Procedure", resource_id)
    concepts = draft.terms.procedures.find(*draft.hear(source, codings_of(code), (code.text,)))
    if not concepts:
        return
    reason = _statuses("procedure")["ignored"].get(procedure.status or "")
    if reason is not None:
        draft.ignore(source, reason)
        return
    period = procedure.performedPeriod
    text = procedure.performedDateTime or end_of(period) or start_of(period)
    on = moment(text) if text else None
    if on is not None and draft.is_future(on):
        begun = moment(start_of(period) or "")
        if begun is None or draft.is_future(begun):
            draft.ignore(source, Reason.FUTURE_DATE)
            return
        on = begun
    if text and on is None:
        draft.ignore(source, Reason.BAD_DATE, detail="performed")
    outcome = outcome_of(procedure) if _SCREEN in concepts else ""
    latest = None if on is None or on.last is None else min(on.last, draft.day)
    draft.procedures.append(Procedure(concepts, label_of(code), source, day_of(on), codes_of((code,)), outcome, latest))


def read_encounter(encounter: EncounterResource, draft: Draft, resource_id: str) -> None:
    """Adds a contact with the hospital that has begun."""
    statuses, source = _statuses("encounter"), Source("Encounter", resource_id)
    reason = statuses["ignored"].get(encounter.status or "")
    if reason is not None:
        draft.ignore(source, reason)
        return
    start, end = moment(start_of(encounter.period) or ""), moment(end_of(encounter.period) or "")
    if start is not None and draft.is_future(start):
        draft.ignore(source, Reason.FUTURE_DATE)
        return
    kind = encounter.class_.code if encounter.class_ is not None else None
    over = end is not None and not draft.is_future(end)
    open_then = end is not None and not over  # it has ended since, but was running at the moment of the assessment
    running = open_then or (not over and encounter.status in statuses["running"])
    _note_palliative(encounter, draft, source, (day_of(start), day_of(end) if over else None), running)
    draft.encounters.append(
        Encounter(
            source=source,
            inpatient=kind in statuses["inpatient"],
            running=running,
            emergency=kind in statuses["emergency"],
            start=day_of(start),
            end=day_of(end),
        )
    )


def _note_palliative(
    encounter: EncounterResource, draft: Draft, source: Source, days: tuple[date | None, date | None], running: bool
) -> None:
    """Adds palliative care as a problem where a contact was with a hospice, or ended with the way to one."""
    stay, statuses = encounter.hospitalization, _statuses("encounter")
    to = stay.dischargeDisposition if stay is not None and not running else None
    named = [concept for concept in (*(encounter.type or ()), encounter.serviceType, to) if concept is not None]
    found = [concept for concept in named if _ordered((concept,), draft, source) & _PALLIATIVE]
    if to is not None and not found and any(code in statuses["hospice"] for code in codes_of((to,))):
        found = [to]
    if not found:
        return
    latest = days[1] or days[0]
    since = draft.day - timedelta(days=statuses["palliative_counts_days"])
    active = running or latest is None or latest >= since
    draft.conditions.append(
        Condition(_PALLIATIVE, label_of(found[0]), active, source, onset=days[0], codes=codes_of(found))
    )


def read_service_request(request: ServiceRequest, draft: Draft, resource_id: str) -> None:
    """Adds an order for a service that bears on a prescription."""
    source = Source("ServiceRequest", resource_id)
    found = placed_levels(_ordered((request.code, *(request.orderDetail or ())), draft, source))
    if found and not request.doNotPerform:
        _add_order(draft, source, request.status, request.intent, found, label_of(request.code), request.authoredOn)


def read_nutrition_order(order: NutritionOrder, draft: Draft, resource_id: str) -> None:
    """Adds a diet order: nil by mouth, changed texture, supplements."""
    diet, source = order.oralDiet, Source("NutritionOrder", resource_id)
    concepts: list[Concept | None] = []
    if diet is not None:
        textures = [texture.modifier for texture in diet.texture or ()]
        concepts = [*(diet.type or ()), *textures, *(diet.fluidConsistencyType or ()), Concept(text=diet.instruction)]
    products = [Concept(text=s.productName) if s.type is None else s.type for s in order.supplement or ()]
    found = _ordered((*concepts, *products, *(order.foodPreferenceModifier or ())), draft, source)
    found = placed_levels(found) | _left_out(order, draft, source)
    if diet is not None and (diet.texture or diet.fluidConsistencyType):
        found |= {"modified_texture"} | _levels(diet, draft, source)
    if order.supplement:
        found |= {"oral_supplement"}
    if found:
        label = words_of(*concepts, *products).partition(" | ")[0][:MAX_LABEL]
        _add_order(draft, source, order.status, order.intent, found, label, order.dateTime)


def read_care_plan(plan: CarePlan, draft: Draft, resource_id: str) -> None:
    """Adds palliative care where a care plan speaks of it; whatever else one plans is not read."""
    source = Source("CarePlan", resource_id)
    planned = (activity.detail.code for activity in plan.activity or () if activity.detail is not None)
    named = (*(plan.category or ()), Concept(text=plan.title), Concept(text=plan.description), *planned)
    found = _ordered(named, draft, source) & _PALLIATIVE
    if found:
        label = words_of(*named).partition(" | ")[0][:MAX_LABEL]
        _add_order(draft, source, plan.status, plan.intent, found, label, start_of(plan.period) or plan.created)


def _levels(diet: OralDiet, draft: Draft, source: Source) -> frozenset[str]:
    """The IDDSI levels that an order gives as bare numbers, by the place where each stands: food or drink."""
    food = _ordered(tuple(texture.modifier for texture in diet.texture or ()), draft, source)
    drink = _ordered(tuple(diet.fluidConsistencyType or ()), draft, source)
    placed = (("food_level_", food & FOOD_LEVELS), ("drink_level_", drink & DRINK_LEVELS))
    return frozenset(kind + level.removeprefix("iddsi_") for kind, levels in placed for level in levels)


def placed_levels(found: frozenset[str]) -> frozenset[str]:
    """What an order says, bare IDDSI numbers read only where food or drinks alone have such a level."""
    food, drink = found & (FOOD_LEVELS - DRINK_LEVELS), found & (DRINK_LEVELS - FOOD_LEVELS)
    named = (("food_level_", food), ("drink_level_", drink))
    told = {kind + level.removeprefix("iddsi_") for kind, levels in named for level in levels}
    return (found - FOOD_LEVELS - DRINK_LEVELS) | told


def _left_out(order: NutritionOrder, draft: Draft, source: Source) -> frozenset[str]:
    """The food groups that an order excludes; a food that is not known here counts as unspecified."""
    groups: frozenset[str] = frozenset()
    for concept in order.excludeFoodModifier or ():
        named = draft.terms.allergens.find(*draft.hear(source, codings_of(concept), (concept.text,)))
        groups |= _food_groups(named, is_food=True) or (named & _OTHER_FOOD)
    return frozenset(f"exclude_{group}" for group in groups)


def _ordered(concepts: tuple[Concept | None, ...], draft: Draft, source: Source) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for concept in concepts:
        if concept is not None:
            found |= draft.terms.orders.find(*draft.hear(source, codings_of(concept), (concept.text,)))
    return found


def _add_order(
    draft: Draft,
    source: Source,
    status: str | None,
    intent: str | None,
    concepts: frozenset[str],
    label: str,
    text: str | None,
) -> None:
    statuses = _statuses("order")
    reason = statuses["ignored"].get(status or "")
    if reason is None and intent in statuses["intents_not_in_force"]:
        reason = Reason.NOT_IN_FORCE
    on = moment(text) if text else None
    if reason is None and on is not None and draft.is_future(on):
        reason = Reason.FUTURE_DATE
    if reason is not None:
        draft.ignore(source, reason)
        return
    draft.orders.append(Order(concepts, label, status not in statuses["past"], source, day_of(on)))
