"""Obesity: by the body-mass index where that is known, else by the problem list."""

from __future__ import annotations

from rules.catalogue import record as rule
from rules.context import Site
from rules.facts import Facts, PatientRecord
from rules.nutrition.weight import body_mass_index

RULE = "nutrition.energy_obesity"


def is_obese(record: PatientRecord, facts: Facts, site: Site) -> bool:
    """Is the body-mass index in the range of obesity, or obesity on the problem list where none is known?

    A known index outweighs the problem list, where obesity stays after the weight has gone.
    """
    values, index = rule(RULE).values, body_mass_index(facts)
    if index is None:
        return record.indexes.problems.has(values["concepts"])
    least: float = values["bmi_at_least"]["asian" if site.asian else "other"]
    return index >= least
