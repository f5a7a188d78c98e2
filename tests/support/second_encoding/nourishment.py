"""Protein, weight and what stops a nutrition plan (sections 4.1, 4.2, 4.6, 4.7 and K15-K20), a second time."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from tests.support.second_encoding.chart import LABORATORY, THREE_MONTHS, TWELVE_MONTHS, VITALS, YEAR, Chart
from tests.support.second_encoding.codes import CIRRHOSIS, FRACTURES, HEART_FAILURE, HIP, MEDICINES, OEDEMA
from tests.support.second_encoding.kidneys import (
    acutely_ill,
    egfr_used,
    kidneys_failing_now,
    kidneys_unclear,
    on_dialysis_by_code,
)
from tests.support.second_encoding.staging import Stages, bmi, decompensated, height_squared, infused_around, low_mass

TABLE = {
    "P1": (1.0, 1.2, 1.2),
    "P2": (0.8, 1.0, 1.0),
    "P3": (0.8, 0.8, 0.8),
    "P4": (1.0, 1.2, 1.2),
    "P5": (0.8, 1.0, 1.0),
    "P6": (1.0, 1.2, 1.2),
    "P7": (1.2, 1.5, 1.5),
    "P8": (1.2, 1.5, 1.5),
    "P9": (1.0, 1.2, 1.2),
}
WEAK = {
    "possible_sarcopenia",
    "probable_sarcopenia",
    "sarcopenia",
    "severe_sarcopenia",
    "low_function_normal_mass",
    "low_strength_normal_mass",
}


@dataclass(frozen=True)
class Nutrition:
    """What the table says: the state, the row with its range, and grams where a weight may be used."""

    state: str
    row: str = ""
    g_per_kg: tuple[float, float] | None = None
    ceiling: float | None = None
    grams: tuple[int, int] | None = None


@dataclass(frozen=True)
class Setting:
    """What the site chose, and whether training has begun; `stage` is the one that doses follow."""

    stage: str
    criteria: str = "awgs2019"
    mass_index: str = "either"
    asian: bool = True
    trains: bool = False


def nutrition(chart: Chart, setting: Setting) -> Nutrition:
    """The nutrition plan's targets for one person."""
    if no_number(chart):
        return Nutrition("stop", "P0")
    if kidneys_failing_now(chart):
        return Nutrition("stop")
    if kidneys_unclear(chart):
        return Nutrition("unknown")
    if refeeding(chart) is None or too_little_read(chart):
        return Nutrition("unknown")
    row = protein_row(chart, setting)
    low, high, ceiling = TABLE[row]
    weight = dosing_weight(chart, row, setting.asian)
    grams = None if weight is None else (_half_up(low * weight), _half_up(high * weight))
    return Nutrition("given", row, (low, high), ceiling, grams)


def too_little_read(chart: Chart) -> bool:
    """Is a part unread without which no target is given? Diets are ordered in hospital."""
    ward = chart.unread("NutritionOrder", "ServiceRequest") and (chart.in_hospital or chart.unread("Encounter"))
    sessions = chart.unread("Procedure") and not on_dialysis_by_code(chart)
    return ward or sessions or chart.unread("Condition", "AllergyIntolerance", LABORATORY, VITALS)


def _half_up(number: float) -> int:
    return floor(number + 0.5 + 1e-9)


# ── P0 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def no_number(chart: Chart) -> bool:
    """Refeeding risk, phenylketonuria or urea-cycle disorder, palliative care, no oral intake."""
    metabolic = chart.has("E70.0", "7573000", "E72.2")
    return bool(refeeding(chart)) or metabolic or palliative(chart) or chart.ordered("nil_by_mouth")


def palliative(chart: Chart) -> bool:
    """Is comfort the goal?"""
    ordered = chart.ordered("palliative_care") or chart.done("palliative_care", TWELVE_MONTHS)
    return chart.has("Z51.5", "103735009") or ordered


def loss_percent(chart: Chart) -> float | None:
    """Weight lost within six months: as recorded, else from the highest weight of that time to the latest."""
    recorded = chart.value("weight_loss_percent_6_months")
    if recorded is not None:
        return recorded
    weights = chart.within("weight_kg", 90 + 183)
    last = chart.latest("weight_kg")
    if last is None:
        return None
    before = [one.value for one in weights if one.on < last.on and (last.on - one.on).days <= 183]
    return 100 * (max(before) - last.value) / max(before) if before else None


def refeeding(chart: Chart) -> bool | None:
    """High risk by NICE CG32: one great sign or two lesser ones; open where one is there and the loss is not known."""
    index, loss = bmi(chart), loss_percent(chart)
    limits = {"potassium_mmol_per_l": 3.5, "phosphate_mmol_per_l": 0.8, "magnesium_mmol_per_l": 0.7}
    salts = {name: chart.value(name, 30) for name in limits}
    low_salts = any(value is not None and value < limits[name] for name, value in salts.items())
    if (index is not None and index < 16) or (loss is not None and loss > 15) or low_salts:
        return True
    harmful = chart.has("F10", "7200002", "15167005") or chart.on_drug(
        "insulin", "chemotherapy", "antacid", "diuretic", "loop_diuretic", "thiazide", "mra"
    )
    lesser = [index is not None and index < 18.5, loss is not None and loss > 10, harmful]
    if sum(lesser) >= 2:
        return True
    if lesser[0] and (loss is None or None in salts.values()):
        return None
    return None if any(lesser) and not harmful and chart.unread(*MEDICINES) else False


# ── the table, first match wins ─────────────────────────────────────────────────────────────────────────────────────


def malnourished(chart: Chart, setting: Setting) -> bool:
    """GLIM, a score of 0 to 7, or named so by a clinician."""
    score = chart.value("mna_sf")
    named = chart.has("E40", "E41", "E42", "E43", "E44", "E45", "E46")
    return (score is not None and score <= 7) or named or glim(chart, setting)


def glim(chart: Chart, setting: Setting) -> bool:
    """One sign of the body and one cause."""
    loss, index = loss_percent(chart), bmi(chart)
    limit = (20 if chart.age >= 70 else 18.5) if setting.asian else (22 if chart.age >= 70 else 20)
    body = (loss is not None and loss > 5) or (index is not None and index < limit)
    body = body or low_mass(chart, setting.criteria, setting.mass_index)
    chronic = chart.has("C", "J43", "J44", "M05", "M06", *HEART_FAILURE, "13645005", "69896004")
    normal_screen = (chart.value("mna_sf") or 0) >= 12
    return (
        body and not normal_screen and (acutely_ill(chart) or chronic or bool(chart.happened(THREE_MONTHS, *FRACTURES)))
    )


def protein_row(chart: Chart, setting: Setting) -> str:
    filtration = egfr_used(chart)
    poorly = malnourished(chart, setting)
    if on_dialysis_by_code(chart) or chart.done("dialysis", 30, dated=True):
        return "P1"
    if filtration is not None and filtration < 30:
        return "P2" if poorly else "P3"
    reduced = filtration is not None and filtration < 60
    if reduced and (poorly or chart.has(*CIRRHOSIS) or (acutely_ill(chart) and chart.in_hospital)):
        return "P4"
    if reduced or (chart.value("uacr_mg_per_g", YEAR) or 0) >= 300:
        return "P5"
    if filtration is None:
        return "P6"
    broken = chart.happened(THREE_MONTHS, *HIP)
    if chart.has(*CIRRHOSIS) or poorly or acutely_ill(chart) or chart.has("L89") or broken:
        return "P7"
    return "P8" if setting.stage in WEAK or setting.trains else "P9"


def stage_for(stages: Stages, criteria: str) -> str:
    """The stage that doses follow: AWGS 2025 where AWGS 2019 does not apply."""
    chosen: str = getattr(stages, criteria)
    return stages.awgs2025 if chosen == "not_applicable" and criteria == "awgs2019" else chosen


# ── the weight ──────────────────────────────────────────────────────────────────────────────────────────────────────


def dosing_weight(chart: Chart, row: str, asian: bool) -> float | None:
    """Actual weight up to a limit of body-mass index, above it adjusted; dry weight only where there is water."""
    wet = chart.has(*OEDEMA, "R18", "E87.7") or decompensated(chart) or infused_around(chart, chart.today)
    wet = wet or (chart.has(*HEART_FAILURE) and chart.unread("MedicationAdministration"))
    actual = chart.value("dry_weight_kg" if wet or row == "P1" else "weight_kg")
    square = height_squared(chart)
    if actual is None or square is None:
        return None
    limit = 27 if chart.age >= 65 else 24 if asian else 25
    return actual if actual / square <= limit else limit * square + 0.25 * (actual - limit * square)
