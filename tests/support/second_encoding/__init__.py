"""Staging, safety and targets written a second time from the clinical knowledge alone, to be held against the rules.

Nothing here imports a rule: only the plain values of a record. One file a topic, numbers in plain sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rules.facts import PatientRecord
from tests.support.second_encoding.chart import Chart
from tests.support.second_encoding.exercise import Training, training
from tests.support.second_encoding.nourishment import Nutrition, Setting, nutrition, stage_for
from tests.support.second_encoding.staging import Stages, stages


@dataclass(frozen=True)
class Expected:
    """What must come out for one person."""

    stages: Stages
    training: Training
    nutrition: Nutrition


def expected(
    record: PatientRecord,
    now: datetime,
    criteria: str = "awgs2019",
    *,
    trains: bool = False,
    asian: bool = True,
    mass_index: str = "either",
) -> Expected:
    """The answer of the second encoding; prescriptions follow the chosen definition."""
    chart = Chart(record, now)
    staged = stages(chart, mass_index)
    setting = Setting(stage_for(staged, criteria), criteria, mass_index, asian, trains)
    return Expected(staged, training(chart), nutrition(chart, setting))
