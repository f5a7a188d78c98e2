"""Drafted products that one substance makes dangerous for this person."""

from __future__ import annotations

from collections.abc import Iterator

from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Fact
from rules.nutrition.evidence import of_value, recent
from rules.nutrition.pairs import taken
from rules.orders.case import OrderCase
from rules.orders.concern import Concern, concern

POTASSIUM, WATCH, UNKNOWN = "orders.potassium", "orders.potassium_watch", "orders.potassium_unknown"
BOLUS, VITAMIN_D = "orders.vitamin_d_bolus", "orders.vitamin_d"
VITAMIN_D_KIDNEY, VITAMIN_D_UNREAD = "orders.vitamin_d_kidney", "orders.vitamin_d_unread"
TYRAMINE = "orders.tyramine"
SERUM = "potassium_mmol_per_l"


def product_concerns(case: OrderCase) -> Iterator[Concern]:
    """What one substance of a drafted product does to this person, whoever it is."""
    yield from _potassium(case)
    yield from _vitamin_d(case)
    yield from _tyramine(case)


def _potassium(case: OrderCase) -> Iterator[Concern]:
    """Potassium where it adds up; a low potassium may be replaced, watched where the kidneys hold it back."""
    drafts = case.selected(rule(POTASSIUM).values["drafts"])
    if not drafts:
        return
    kidney, serum = case.examined.seen.kidney, _serum(case)
    measured = tuple(of_value(fact) for fact in (serum, kidney.egfr) if fact is not None)
    held = case.findings(rule(POTASSIUM).values["findings"])
    if held and not _is_low(serum):
        yield concern(POTASSIUM, drafts, evidence=measured, findings=held)
    elif held or kidney.severely_low or kidney.acute or kidney.dialysis:
        behind: tuple[Evidence, ...] = tuple(dict.fromkeys((*measured, *kidney.dialysis)))
        yield concern(WATCH, drafts, evidence=behind, findings=case.findings(rule(WATCH).values["findings"]))
    elif serum is None or kidney.egfr is None or case.record.unread(*rule(UNKNOWN).values["needs"]):
        yield concern(UNKNOWN, drafts, evidence=measured)


def _serum(case: OrderCase) -> Fact | None:
    """The potassium of the last days for which it counts."""
    days = rule("K12.potassium_in_food").values["counts_for_days"]
    return recent(case.facts, SERUM, days, case.context.day)


def _is_low(serum: Fact | None) -> bool:
    return serum is not None and serum.value < rule("nutrition.refeeding_electrolytes").values["below"][SERUM]


def _vitamin_d(case: OrderCase) -> Iterator[Concern]:
    """A large single dose, said of anybody; vitamin D or calcium where calcium, disease or kidneys speak against it."""
    large = rule("nutrition.vitamin_d_single_dose").values["single_dose_iu_below"]
    drafts = case.of_class(rule(BOLUS).values["classes"])
    boluses = tuple(item for item in drafts if item.vitamin_d_iu is not None and item.vitamin_d_iu >= large)
    if boluses:
        yield concern(BOLUS, boluses)
    every = tuple(dict.fromkeys((*drafts, *case.selected(rule(VITAMIN_D).values["drafts"]))))
    if not every:
        return
    found = case.findings(rule(VITAMIN_D).values["findings"])
    if found:
        yield concern(VITAMIN_D if _beyond_kidneys(case) else VITAMIN_D_KIDNEY, every, findings=found)
    elif case.record.unread(*rule(VITAMIN_D_UNREAD).values["needs"]):
        yield concern(VITAMIN_D_UNREAD, every)


def _beyond_kidneys(case: OrderCase) -> bool:
    """Does more than failing kidneys speak against vitamin D?"""
    kidney = case.examined.seen.kidney
    known = {item.source for item in kidney.dialysis} | ({kidney.egfr.source} if kidney.egfr is not None else set())
    return any(item.source not in known for item in case.examined.seen.against_vitamin_d)


def _tyramine(case: OrderCase) -> Iterator[Concern]:
    """Food with much tyramine for somebody on an MAO inhibitor."""
    values = rule(TYRAMINE).values
    drafts, drugs = case.selected(values["drafts"]), taken(case.record, values["pair"])
    if drafts and drugs:
        yield concern(TYRAMINE, drafts, evidence=drugs)
