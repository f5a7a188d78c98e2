"""Drafts that cost muscle: bed rest, nothing by mouth, a course of steroids, sedatives."""

from __future__ import annotations

from collections.abc import Iterator

from rules.catalogue import record as rule
from rules.drafts import DraftOrder
from rules.evidence import Evidence
from rules.nutrition.evidence import conditions, of_entry
from rules.orders.case import PERSON, OrderCase
from rules.orders.concern import Concern, concern

REST, FASTING = "orders.bed_rest", "orders.nil_by_mouth"
STEROID, SHORT_STEROID = "orders.steroid", "orders.steroid_short"
SEDATIVE, SEDATIVE_AGAIN, SHORT_SEDATIVE = "orders.sedative", "orders.sedative_again", "orders.sedative_short"
UNREAD = "orders.person_unread"


def disuse_concerns(case: OrderCase) -> Iterator[Concern]:
    """What costs muscle in a person who has little; comfort goes first in palliative care."""
    if case.comfort_only:
        return
    found = [*_rest(case), *_fasting(case), *_steroids(case), *_sedatives(case)]
    if case.muscle_at_stake:
        yield from found
    elif found and case.muscle_unread:
        about = {item.source: item for one in found for item in one.drafts}
        drafts = [item for item in case.context.drafts if item.source in about]
        yield concern(UNREAD, drafts)


def _why(case: OrderCase) -> tuple[Evidence, ...]:
    return conditions(case.record, rule(PERSON).values["concepts"])


def _rest(case: OrderCase) -> Iterator[Concern]:
    """Bed rest, unless somebody is also asked to keep the person moving."""
    values = rule(REST).values
    drafts = case.selected(values["drafts"])
    if drafts and not case.on_table(values["settled_by"]):
        yield concern(REST, drafts, evidence=_why(case))


def _fasting(case: OrderCase) -> Iterator[Concern]:
    """Nothing by mouth without an end."""
    drafts = tuple(item for item in case.selected(rule(FASTING).values["drafts"]) if item.days is None)
    if drafts:
        yield concern(FASTING, drafts, evidence=_why(case))


def _of_class(case: OrderCase, classes: list[str]) -> tuple[DraftOrder, ...]:
    return tuple(item for item in case.context.drafts if item.selected and item.classes.intersection(classes))


def _steroids(case: OrderCase) -> Iterator[Concern]:
    """A systemic steroid, unless training or physiotherapy goes with it."""
    values = rule(STEROID).values
    drafts = _of_class(case, values["classes"])
    if not drafts or case.on_table(values["settled_by"]):
        return
    short = tuple(item for item in drafts if item.days is not None and item.days <= values["short_days_at_most"])
    long = tuple(item for item in drafts if item not in short)
    if long:
        yield concern(STEROID, long, evidence=_why(case))
    if short:
        yield concern(SHORT_STEROID, short, evidence=_why(case))


def _sedatives(case: OrderCase) -> Iterator[Concern]:
    """A sedative: one that is taken already, one with an end, or a new one without."""
    classes = rule(SEDATIVE).values["classes"]
    drafts = _of_class(case, classes)
    taken = [item for item in case.record.indexes.drugs.under(classes) if item.source not in {d.source for d in drafts}]
    groups: dict[str, list[DraftOrder]] = {}
    for draft in drafts:
        again = any(item.classes & draft.classes & set(classes) for item in taken)
        kind = SEDATIVE_AGAIN if again else SEDATIVE if draft.days is None else SHORT_SEDATIVE
        groups.setdefault(kind, []).append(draft)
    for kind, about in groups.items():
        evidence = tuple(map(of_entry, taken)) if kind == SEDATIVE_AGAIN else _why(case)
        yield concern(kind, about, evidence=evidence)
