"""One look at the body, shared by the guards and the plan: kidneys, fluid, refeeding, swallowing, allergies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.answers import Answer
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.nutrition.allergies import avoided
from rules.nutrition.calcium import against_vitamin_d
from rules.nutrition.kidney import Kidney, kidneys
from rules.nutrition.refeeding import Refeeding, refeeding
from rules.nutrition.swallowing import Swallowing, swallowing
from rules.nutrition.weight import overload


@dataclass(frozen=True, slots=True)
class Look:
    """Kidneys, refeeding risk, swallowing; whether the body holds too much fluid, with the evidence for it.

    `avoided` are the food groups that nothing may contain; `against_vitamin_d` is what speaks against vitamin D.
    """

    kidney: Kidney
    refeeding: Refeeding
    overloaded: Answer
    fluid: tuple[Evidence, ...]
    swallowing: Swallowing
    avoided: tuple[str, ...]
    against_vitamin_d: tuple[Evidence, ...] = ()


def look(record: PatientRecord, facts: Facts, day: date) -> Look:
    """Look at the body once, as of one day."""
    overloaded, fluid = overload(record, day)
    kidney = kidneys(record, facts, day)
    return Look(
        kidney=kidney,
        refeeding=refeeding(record, facts, day, overloaded),
        overloaded=overloaded,
        fluid=fluid,
        swallowing=swallowing(record, facts),
        avoided=avoided(record),
        against_vitamin_d=against_vitamin_d(record, facts, kidney),
    )
