"""A drafted nutrition order held against allergies, refeeding risk, swallowing and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from rules.assessment import Finding
from rules.catalogue import record as rule
from rules.drafts import DraftOrder
from rules.orders.case import OrderCase
from rules.orders.concern import Concern, concern
from rules.orders.texture import texture_concerns

STOP, UNREAD = "orders.feeding_stop", "orders.feeding_unknown"
COMFORT = "orders.feeding_comfort"
ALLERGY, LACTOSE = ("K20.allergy",), ("K20.lactose",)


def feeding_concerns(case: OrderCase) -> Iterator[Concern]:
    """What speaks against feeding as it is drafted; the amounts of protein have rules of their own."""
    yield from _allergens(case)
    yield from _stopped(case)
    if case.comfort_only:
        yield from _comfort(case)
    for identifier in (UNREAD, "orders.protein_undecided"):
        drafts, found = _drafts(case, identifier), _findings(case, identifier)
        if drafts and found:
            yield concern(identifier, drafts, findings=found)
    yield from texture_concerns(case)


def _comfort(case: OrderCase) -> Iterator[Concern]:
    """A target where comfort is the goal."""
    drafts = _drafts(case, COMFORT)
    if drafts:
        yield concern(COMFORT, drafts, findings=case.findings(rule(COMFORT).values["findings"]))


def _findings(case: OrderCase, identifier: str) -> tuple[Finding, ...]:
    """The findings that a record is about; in palliative care those of them that still count."""
    values = rule(identifier).values
    return case.findings(values["in_comfort"] if case.comfort_only else values["findings"])


def _stopped(case: OrderCase) -> Iterator[Concern]:
    """What has to be decided before feeding begins; a feed by tube goes on where only the mouth is barred."""
    found = _findings(case, STOP)
    drafts = tuple(draft for draft in _drafts(case, STOP) if any(_is_against(item, draft) for item in found))
    if drafts:
        yield concern(
            STOP, drafts, findings=tuple(item for item in found if any(_is_against(item, one) for one in drafts))
        )


def _is_against(finding: Finding, draft: DraftOrder) -> bool:
    values = rule(STOP).values
    by_tube = draft.concepts.intersection(values["tube"]) and not draft.concepts.intersection(values["mouth"])
    return not (by_tube and finding.id in values["by_mouth_only"])


def _drafts(case: OrderCase, identifier: str) -> tuple[DraftOrder, ...]:
    """The drafts that a record is about: of its kinds, or with an amount of protein where it asks for that."""
    values = rule(identifier).values
    kinds = set(values["drafts"])
    return tuple(
        item
        for item in case.context.drafts
        if item.selected and (item.concepts & kinds or (values.get("with_protein") and _has_protein(item)))
    )


def _has_protein(draft: DraftOrder) -> bool:
    return draft.protein_g_per_day is not None or draft.protein_g_per_kg_per_day is not None


def _allergens(case: OrderCase) -> Iterator[Concern]:
    avoided = set(case.examined.seen.avoided)
    if not avoided:
        return
    same = rule("orders.allergen").values["same_as"]
    named = {group for name in avoided for group in (name, *same.get(name, ()))}
    lactose = set(rule("orders.lactose").values["groups"])
    holding = tuple(item for item in case.context.drafts if item.selected and item.contains & (named - lactose))
    if holding:
        yield concern("orders.allergen", holding, findings=case.findings(ALLERGY))
    sweet = tuple(
        item
        for item in case.context.drafts
        if item.selected and item not in holding and item.contains & named & lactose and not item.excludes & lactose
    )
    if sweet:
        yield concern("orders.lactose", sweet, findings=case.findings(LACTOSE))
    yield from _unknown_contents(case, avoided, (*holding, *sweet))


def _unknown_contents(case: OrderCase, avoided: set[str], told: tuple[DraftOrder, ...]) -> Iterator[Concern]:
    """A supplement that does not say what is in it, for somebody who must not have what such products usually hold."""
    values = rule("orders.allergen_possible").values
    usual = avoided.intersection(values["usual_contents"])
    open_ones = tuple(
        item for item in case.selected(values["drafts"]) if item not in told and not usual <= item.excludes
    )
    if usual and open_ones:
        yield concern("orders.allergen_possible", open_ones, findings=case.findings((*ALLERGY, *LACTOSE)))
