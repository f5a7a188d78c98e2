"""A drafted sedative against the sedatives and opioids that are taken or drafted beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from rules.catalogue import record as rule
from rules.drafts import DraftOrder
from rules.drugs import substance
from rules.evidence import Evidence
from rules.facts import Medication
from rules.orders.case import OrderCase
from rules.orders.concern import Concern, concern

SEDATIVE, AGAIN, SHORT = "orders.sedative", "orders.sedative_again", "orders.sedative_short"
ADDED, OPIOID, UNREAD = "orders.sedative_added", "orders.sedative_opioid", "orders.sedative_unread"
Drug = DraftOrder | Medication


def beside_opioids(case: OrderCase) -> Iterator[Concern]:
    """A benzodiazepine beside an opioid, or the other way round: said of anybody."""
    first, second = rule(OPIOID).values["pair"]
    about: list[DraftOrder] = []
    beside: list[Drug] = []
    for own, other in ((first, second), (second, first)):
        for draft in case.of_class(own):
            found = [item for item in _others(case, draft) if item.classes.intersection(other)]
            if found and not _again(case, draft):
                about.append(draft)
                beside += _others(case, draft)
    if about:
        kept = dict.fromkeys(about)
        yield concern(OPIOID, kept, evidence=_evidence(item for item in beside if item not in kept))


def sedative_concerns(case: OrderCase) -> Iterator[Concern]:
    """A sedative that is taken already, one beside another, one with an end, or a new one without."""
    told = {item.source for one in beside_opioids(case) for item in one.drafts}
    groups: dict[str, list[DraftOrder]] = {}
    beside: list[Drug] = []
    for draft in case.of_class(_classes()):
        kind = _kind(case, draft)
        if kind == ADDED and draft.source in told:
            continue
        groups.setdefault(kind, []).append(draft)
        beside += _same_ones(case, draft) if kind == AGAIN else _others(case, draft)
    for kind, about in groups.items():
        evidence = _evidence(beside) if kind in (AGAIN, ADDED) else case.little_muscle
        yield concern(kind, about, evidence=evidence)
    if groups and case.record.unread(*rule(UNREAD).values["needs"]):
        yield concern(UNREAD, [draft for about in groups.values() for draft in about])


def _kind(case: OrderCase, draft: DraftOrder) -> str:
    if _again(case, draft):
        return AGAIN
    if _others(case, draft):
        return ADDED
    return SEDATIVE if draft.days is None else SHORT


def _classes() -> list[str]:
    found: list[str] = rule(SEDATIVE).values["classes"]
    return found


def _taken(case: OrderCase) -> list[Medication]:
    """The sedatives on record, without the orders that are only being signed again."""
    drafted = {item.source for item in case.context.drafts}
    return [item for item in case.record.indexes.drugs.under(_classes()) if item.source not in drafted]


def _again(case: OrderCase, draft: DraftOrder) -> bool:
    return bool(_same_ones(case, draft))


def _same_ones(case: OrderCase, draft: DraftOrder) -> list[Medication]:
    return [item for item in _taken(case) if is_same_drug(draft, item)]


def _others(case: OrderCase, draft: DraftOrder) -> list[Drug]:
    """Every other drug that sedates, taken or drafted beside this one."""
    found: list[Drug] = [*_taken(case)]
    found += [item for item in case.context.drafts if item is not draft and item.classes.intersection(_classes())]
    return [item for item in found if not is_same_drug(draft, item)]


def is_same_drug(one: Drug, other: Drug) -> bool:
    """Do two entries mean one drug: by a code, by the name in front of the strength, or by its name in Chinese?"""
    if not set(one.codes).isdisjoint(other.codes):
        return True
    named, also = _named(one.label), _named(other.label)
    if named and also:
        return named == also
    first, second = substance(one.label), substance(other.label)
    return bool(first and second) and (first.startswith(second) or second.startswith(first))


def _named(label: str) -> frozenset[str]:
    """The drug that a label names, by the longest of the known names in it."""
    text = label.casefold()
    held = [(len(name), names) for name, names in _names() if name in text]
    return max(held, key=lambda pair: pair[0])[1] if held else frozenset()


@cache
def _names() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, frozenset(names)) for names in rule("orders.sedative_names").values["names"] for name in names)


def _evidence(items: Iterable[Drug]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(Evidence(item.label, item.source, on=item.on) for item in items))
