"""Drafts that cost muscle: bed rest, nothing by mouth, a course of steroids; sedatives stand in `sedatives.py`."""

from __future__ import annotations

from collections.abc import Iterator

from rules.catalogue import record as rule
from rules.drafts import DraftOrder
from rules.evidence import Evidence
from rules.nutrition.evidence import of_value, orders
from rules.orders.case import OrderCase
from rules.orders.concern import Concern, concern
from rules.orders.sedatives import beside_opioids, sedative_concerns

REST, FASTING, STARVED = "orders.bed_rest", "orders.nil_by_mouth", "orders.nil_by_mouth_starved"
OPEN_REST, CONTRADICTS = "orders.rest_open", "orders.rest_contradicts"
STEROID, SHORT_STEROID = "orders.steroid", "orders.steroid_short"
UNREAD = "orders.person_unread"


def disuse_concerns(case: OrderCase) -> Iterator[Concern]:
    """What costs muscle in a person who has little; comfort goes first in palliative care."""
    if case.comfort_only:
        return
    yield from beside_opioids(case)
    yield from _rest_without_end(case)
    yield from _fasting_while_starved(case)
    found = [*_rest(case), *_fasting(case), *_steroids(case), *sedative_concerns(case)]
    if case.muscle_at_stake:
        yield from found
    elif found and case.muscle_unread:
        about = {item.source: item for one in found for item in one.drafts}
        drafts = [item for item in case.context.drafts if item.source in about]
        yield concern(UNREAD, drafts)


def _rest_without_end(case: OrderCase) -> Iterator[Concern]:
    """Bed rest until further notice: said of anybody, and beside an order that keeps the person moving too."""
    drafts, movers = _open_rest(case), rule(REST).values["settled_by"]
    if not drafts:
        return
    if case.on_table(movers):
        beside = [
            Evidence(item.label, item.source, on=item.on) for item in case.context.drafts if _is_one(item, movers)
        ]
        yield concern(CONTRADICTS, drafts, evidence=(*orders(case.record, movers), *beside))
    elif not case.muscle_at_stake:
        yield concern(OPEN_REST, drafts)


def _is_one(draft: DraftOrder, kinds: list[str]) -> bool:
    return not draft.concepts.isdisjoint(kinds)


def _open_rest(case: OrderCase) -> tuple[DraftOrder, ...]:
    open_ended = rule(OPEN_REST).values["open_ended"]
    rests = case.selected(rule(REST).values["drafts"])
    return tuple(item for item in rests if item.days is None and _is_one(item, open_ended))


def _rest(case: OrderCase) -> Iterator[Concern]:
    """Bed rest, unless somebody is also asked to keep the person moving."""
    values = rule(REST).values
    told = () if case.muscle_at_stake else _open_rest(case)
    drafts = tuple(item for item in case.selected(values["drafts"]) if item not in told)
    if drafts and not case.on_table(values["settled_by"]):
        yield concern(REST, drafts, evidence=case.little_muscle)


def _fasting(case: OrderCase) -> Iterator[Concern]:
    """Nothing by mouth without an end, unless another way of feeding goes with it."""
    drafts = tuple(item for item in _nothing_by_mouth(case) if item.days is None)
    if drafts and not _starved(case):
        yield concern(FASTING, drafts, evidence=case.little_muscle)


def _fasting_while_starved(case: OrderCase) -> Iterator[Concern]:
    """Nothing by mouth for somebody who is underweight or at risk of refeeding problems: said of anybody."""
    values = rule(STARVED).values
    most = values["days_at_most"]
    drafts = tuple(item for item in _nothing_by_mouth(case) if item.days is None or item.days > most)
    if drafts and _starved(case):
        yield concern(STARVED, drafts, evidence=_low_index(case), findings=case.findings(values["findings"]))


def _nothing_by_mouth(case: OrderCase) -> tuple[DraftOrder, ...]:
    values = rule(FASTING).values
    return () if case.on_table(values["settled_by"]) else case.selected(values["drafts"])


def _starved(case: OrderCase) -> bool:
    return bool(case.findings(rule(STARVED).values["findings"]) or _low_index(case))


def _low_index(case: OrderCase) -> tuple[Evidence, ...]:
    """The body-mass index, where it is low enough to count towards a risk of refeeding problems."""
    index = case.facts.get("bmi_kg_per_m2")
    if index is None or index.value >= rule("nutrition.refeeding_two_of").values["bmi_below"]:
        return ()
    return (of_value(index),)


def _steroids(case: OrderCase) -> Iterator[Concern]:
    """A systemic steroid, unless training or physiotherapy goes with it."""
    values = rule(STEROID).values
    drafts = case.of_class(values["classes"])
    if not drafts or case.on_table(values["settled_by"]):
        return
    short = tuple(item for item in drafts if item.days is not None and item.days <= values["short_days_at_most"])
    long = tuple(item for item in drafts if item not in short)
    if long:
        yield concern(STEROID, long, evidence=case.little_muscle)
    if short:
        yield concern(SHORT_STEROID, short, evidence=case.little_muscle)
