"""Contraindications and dangers (sections 3.6, 3.7 and 10), row by row: all of them together, and those of the rest."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.second_encoding.body_and_blood import (
    blood,
    bone,
    brain_and_cord,
    eye,
    infection_and_breathing,
    muscle_enzyme,
    sugar,
)
from tests.support.second_encoding.chart import LABORATORY, MUSCLE, THREE_MONTHS, TWELVE_MONTHS, VITALS, Chart
from tests.support.second_encoding.codes import ACUTE_KIDNEY_INJURY, DIABETES, DIALYSIS, FALL, HEART_FAILURE, MEDICINES
from tests.support.second_encoding.falling import falling
from tests.support.second_encoding.heart_and_vessels import (
    clot,
    coronary,
    heart_failure,
    pressure,
    rhythm,
    valve_and_vessel,
)
from tests.support.second_encoding.kidneys import severe_by_any_test
from tests.support.second_encoding.nourishment import palliative, refeeding
from tests.support.second_encoding.verdicts import MODIFY, STOP, UNKNOWN, Found


@dataclass(frozen=True)
class Dangers:
    """What speaks against training, by strictness."""

    stops: tuple[str, ...]
    changes: tuple[str, ...]
    open: tuple[str, ...]


def dangers(chart: Chart) -> Dangers:
    """Every row that applies to this person."""
    found = [item for ask in QUESTIONS for item in ask(chart)]
    named = {kind: tuple(name for what, name in found if what == kind) for kind in (STOP, MODIFY, UNKNOWN)}
    return Dangers(named[STOP], named[MODIFY], named[UNKNOWN])


def kidney_and_liver(chart: Chart) -> Found:
    if chart.has("N18.4", "N18.5", "431857002", "433146000", *DIALYSIS) or chart.done("dialysis", 30):
        yield MODIFY, "3.6 kidney"
    if severe_by_any_test(chart):
        yield MODIFY, "3.6 kidney by eGFR"
    if chart.has("N18.3", "N18.4", "N18.5", "N18.6") and chart.has(*DIABETES):
        yield MODIFY, "3.6 diabetic nephropathy"
    weights, dry = chart.within("weight_kg", 7), chart.value("dry_weight_kg")
    if weights and dry is not None and weights[-1].value - dry > 4 + 1e-9:
        yield MODIFY, "3.6 more than 4 kg above the dry weight"
    if chart.has(*ACUTE_KIDNEY_INJURY):
        yield MODIFY, "3.7 acute kidney injury"
    if chart.has("I85", "K76.6"):
        yield MODIFY, "3.6 varices"


def joints_and_hernia(chart: Chart) -> Found:
    hernias = chart.coded("K40", "K41", "K42", "K43", "K45", "K46")
    blocked = (
        "K40.0",
        "K40.1",
        "K40.3",
        "K40.4",
        "K41.3",
        "K41.4",
        "K42.0",
        "K42.1",
        "K43.0",
        "K43.1",
        "K46.0",
        "K46.1",
    )
    if chart.has(*blocked) or any(one.qualifiers & {"symptomatic", "large"} for one in hernias):
        yield STOP, "3.7 hernia"
    if hernias:
        yield MODIFY, "3.7 hernia"
    if chart.recent(THREE_MONTHS, "M00"):
        yield STOP, "3.7 septic joint"
    joints = chart.coded("M05", "M06", "M10", "69896004")
    if any("flare" in one.qualifiers for one in joints):
        yield STOP, "3.7 inflamed joint"
    if joints:
        yield MODIFY, "3.7 joint disease"


def last_things(chart: Chart) -> Found:
    if palliative(chart):
        yield STOP, "K25 palliative"
    if refeeding(chart) is not False:
        yield MODIFY, "K18 refeeding"


def drugs(chart: Chart) -> Found:
    if chart.on_drug("anticoagulant"):
        yield MODIFY, "3.6 anticoagulated"


LIFE_LIMITING = ("C77", "C78", "C79", "R64", "K72")


def unread(chart: Chart) -> Found:
    """A part that could not be read leaves its rows open; unread drugs are taken as given where that is safer."""
    for part in ("Condition", VITALS, LABORATORY, MUSCLE, "Procedure"):
        if chart.unread(part):
            yield UNKNOWN, f"unread {part}"
    if chart.unread(*MEDICINES):
        told = chart.has("E10") or chart.on_drug("insulin", "sulfonylurea", "glinide")
        yield (UNKNOWN if chart.has(*DIABETES) and not told else MODIFY), "unread medicines"
    if chart.unread("MedicationAdministration", "MedicationRequest") and chart.has(*HEART_FAILURE):
        yield UNKNOWN, "unread infusions"
    if chart.unread("MedicationAdministration") and chart.in_hospital:
        yield MODIFY, "unread infusions on the ward"
    if chart.unread("ServiceRequest") and chart.has("C", "N18.6", *LIFE_LIMITING):
        yield UNKNOWN, "unread orders in a life-limiting illness"
    if chart.unread("CarePlan") and chart.has(*LIFE_LIMITING):
        yield MODIFY, "unread plans in a life-limiting illness"
    if chart.unread("Encounter") and chart.happened(TWELVE_MONTHS, *FALL):
        yield MODIFY, "unread contacts after a fall"


QUESTIONS = (
    coronary,
    heart_failure,
    rhythm,
    pressure,
    valve_and_vessel,
    clot,
    infection_and_breathing,
    eye,
    bone,
    brain_and_cord,
    muscle_enzyme,
    blood,
    sugar,
    falling,
    kidney_and_liver,
    joints_and_hernia,
    last_things,
    drugs,
    unread,
)
