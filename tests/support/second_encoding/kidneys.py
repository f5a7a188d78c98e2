"""The kidneys (section 4.1, K15 to K17), a second time: eGFR in use, dialysis, contradictions, acute illness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.support.second_encoding.chart import THREE_MONTHS, TWELVE_MONTHS, YEAR, Chart, months_before
from tests.support.second_encoding.codes import ACUTE_KIDNEY_INJURY, ADVANCED_KIDNEY_DISEASE, DIALYSIS

# Illness that ends with its entry, and events that count for three months whatever became of the entry.
ACUTE_ILLNESS = (
    *("A40", "A41", "91302008", "J12", "J13", "J14", "J15", "J16", "J17", "J18", "233604007", "J69.0"),
    *("J44.1", "195951007", "J96.0", "J96.2", "R50.9", "F05", "M00", "I33", "I30", "I40"),
    *(f"E{kind}.1" for kind in ("08", "09", "10", "11", "12", "13", "14")),
)
EVENTS = ("I21", "I22", "57054005", "22298006", "I26", "59282003", "I60", "I61", "I62", "I63", "230690007", "S06.5")


def acutely_ill(chart: Chart) -> bool:
    return bool(chart.recent(THREE_MONTHS, *ACUTE_ILLNESS) or chart.happened(THREE_MONTHS, *EVENTS))


def _kidney_span(chart: Chart) -> int:
    return THREE_MONTHS if acutely_ill(chart) else TWELVE_MONTHS


@dataclass(frozen=True)
class Filtration:
    """One eGFR and its day."""

    value: float
    on: date


EVER = 100_000


def _filtrations(chart: Chart, days: int = YEAR) -> list[Filtration]:
    """Combined, cystatin C, creatinine, in this order, each the newest of its kind; of one day the lower."""
    found = []
    for kind in ("combined", "cystatin", "creatinine"):
        last = chart.latest(f"egfr_{kind}_ml_per_min", days)
        known = [] if last is None else [Filtration(last.value, last.on)]
        creatinine = chart.latest("creatinine_umol_per_l", days) if kind == "creatinine" else None
        if creatinine is not None:
            value = ckd_epi_2021(creatinine.value, chart.age_on(creatinine.on), chart.sex)
            known.append(Filtration(round(value, 6), creatinine.on))
        found += sorted(known, key=lambda one: (one.on, -one.value))[-1:]
    return found


def _last_filtration(chart: Chart) -> Filtration | None:
    """The first by that order, unless one more than three months newer is lower; of any age where none is in date."""
    found = _filtrations(chart) or _filtrations(chart, EVER)
    if not found:
        return None
    newer = [one for one in found if (one.on - found[0].on).days > 90 and one.value < found[0].value]
    return min(newer, key=lambda one: one.value, default=found[0])


def egfr_used(chart: Chart) -> float | None:
    """The last one, unless it is older than its window, which acute illness shortens."""
    last = _last_filtration(chart)
    in_date = last is not None and (chart.today - last.on).days <= YEAR
    return last.value if in_date and last.on >= chart.first_day(_kidney_span(chart)) else None


def severe_by_any_test(chart: Chart) -> bool:
    """Is an eGFR below 30, the one in use or one at least as new by another test?"""
    found = _filtrations(chart)
    return any(one.value < 30 and one.on >= found[0].on for one in found)


def ckd_epi_2021(creatinine_umol_per_l: float, age: int, sex: str) -> float:
    """142 x min(Scr/k,1)^a x max(Scr/k,1)^-1.200 x 0.9938^age x 1.012 (if woman)."""
    k, a, factor = (0.7, -0.241, 1.012) if sex == "female" else (0.9, -0.302, 1.0)
    ratio = creatinine_umol_per_l / 88.4 / k
    return 142 * min(ratio, 1) ** a * max(ratio, 1) ** -1.200 * 0.9938**age * factor


def on_dialysis_by_code(chart: Chart) -> bool:
    return chart.has(*DIALYSIS)


def kidneys_unclear(chart: Chart) -> bool:
    """Contradicting evidence, acute kidney injury or a leap of creatinine: no number."""
    filtration = egfr_used(chart)
    by_code, by_session = on_dialysis_by_code(chart), chart.done("dialysis", 30, dated=True)
    if chart.has(*ADVANCED_KIDNEY_DISEASE) and filtration is not None and filtration >= 60:
        return True
    if (by_code or by_session) and filtration is not None and filtration >= 30:
        return True
    codes = chart.coded(*DIALYSIS)
    fresh = any(one.since is not None and one.since >= chart.first_day(TWELVE_MONTHS) for one in codes)
    if by_code and not by_session and filtration is not None and filtration >= 15 and not fresh:
        return True
    return chart.has("Z94.0") or _outdated(chart, filtration) or _early_stage_and_dialysis(chart, filtration)


def _early_stage_and_dialysis(chart: Chart, filtration: float | None) -> bool:
    """An early stage that was written when dialysis already stood, and no eGFR below 15 that decides."""
    codes = chart.coded(*DIALYSIS)
    first = chart.first_day(30)
    sessions = [
        one for one in chart.record.procedures if "dialysis" in one.concepts and one.since and one.since >= first
    ]
    begun = [one.since for one in (*codes, *sessions)]
    if not begun or (filtration is not None and filtration < 15):
        return False
    early = chart.coded("N18.1", "N18.2", "N18.3", "433144002")
    return any(None in begun or one.since is None or one.since >= min(begun) for one in early)


def _outdated(chart: Chart, filtration: float | None) -> bool:
    """Advanced disease by its last number or its code, no dialysis, and no number of today: unknown is not better."""
    if filtration is not None or on_dialysis_by_code(chart) or chart.done("dialysis", 30, dated=True):
        return False
    last = _last_filtration(chart)
    return chart.has(*ADVANCED_KIDNEY_DISEASE) or (last is not None and last.value < 30)


def kidneys_failing_now(chart: Chart) -> bool:
    """Acute injury of the last three months, or one after which nothing was measured; or a leap of creatinine."""
    injuries = chart.coded(*ACUTE_KIDNEY_INJURY)
    last = _last_filtration(chart)
    tested = None if last is None or egfr_used(chart) is None else last.on
    fresh = chart.recent(THREE_MONTHS, *ACUTE_KIDNEY_INJURY)
    untested = [one for one in injuries if one.since is None or tested is None or tested <= one.since]
    on_dialysis = on_dialysis_by_code(chart) or chart.done("dialysis", 30, dated=True)
    return bool(fresh or untested) or (not on_dialysis and creatinine_leapt(chart))


def creatinine_leapt(chart: Chart) -> bool:
    """A change of more than half within three months."""
    found = chart.within("creatinine_umol_per_l", TWELVE_MONTHS)
    if not found:
        return False
    last = found[-1]
    before = [one.value for one in found[:-1] if one.on >= months_before(last.on, 3)]
    return any(abs(last.value - value) / value > 0.5 for value in before)
