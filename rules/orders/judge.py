"""Every rule on drafted orders held against the drafts on the table."""

from __future__ import annotations

from rules.assessment import Severity, Standing
from rules.catalogue import record as rule
from rules.context import Context
from rules.drafts import DraftOrder
from rules.facts import Ignored
from rules.orders.case import OrderCase
from rules.orders.concern import Concern, concern
from rules.orders.disuse import disuse_concerns
from rules.orders.energy import energy_concerns
from rules.orders.feeding import feeding_concerns
from rules.orders.products import product_concerns
from rules.orders.protein import protein_concerns
from rules.orders.training import training_concerns

NOT_ASSESSED = "orders.person_not_assessed"
UNCLEAR = "orders.unclear"
_STRICTEST_FIRST = (Severity.STOP, Severity.UNKNOWN, Severity.MODIFY, Severity.NOTE)


def concerns(case: OrderCase) -> tuple[Concern, ...]:
    """What is to be said of the drafts, strictest first; nothing where a draft already does what would be said."""
    if not case.context.drafts and not case.context.unclear:
        return ()
    rules = (training_concerns, product_concerns, feeding_concerns, protein_concerns, energy_concerns, disuse_concerns)
    found = [item for judge in rules for item in judge(case)]
    return _ordered([*found, *unclear_concerns(case.context.unclear)])


def not_assessed(context: Context, standing: Standing) -> tuple[Concern, ...]:
    """What is to be said where the person could not be assessed: that a draft of our concern was not looked at."""
    values = rule(NOT_ASSESSED).values
    if str(standing) not in values["standings"]:
        return ()
    drafts = tuple(item for item in context.drafts if item.selected and _concerns_us(item, values["drafts"]))
    found = [concern(NOT_ASSESSED, drafts)] if drafts else []
    return _ordered([*found, *unclear_concerns(context.unclear)])


def _concerns_us(draft: DraftOrder, kinds: list[str]) -> bool:
    judged = ("orders.steroid", "orders.sedative", "orders.vitamin_d")
    classes = {name for identifier in judged for name in rule(identifier).values["classes"]}
    return bool(draft.concepts.intersection(kinds) or draft.classes & classes)


def unclear_concerns(unclear: tuple[Ignored, ...]) -> tuple[Concern, ...]:
    """What could not be understood is said; nobody may take silence for consent."""
    return (concern(UNCLEAR, ()),) if unclear else ()


def _ordered(found: list[Concern]) -> tuple[Concern, ...]:
    return tuple(sorted(found, key=lambda item: (_STRICTEST_FIRST.index(item.severity), item.urgency, item.id)))
