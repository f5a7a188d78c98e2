"""Heart, vessels and clots (K01 to K06), a second time."""

from __future__ import annotations

from tests.support.second_encoding.chart import THREE_MONTHS, Chart
from tests.support.second_encoding.codes import HEART_FAILURE, MEDICINES, SYNCOPE
from tests.support.second_encoding.kidneys import EVER
from tests.support.second_encoding.staging import decompensated
from tests.support.second_encoding.verdicts import MODIFY, STOP, UNKNOWN, Found


def coronary(chart: Chart) -> Found:
    acute = ("I20.0", "I21", "I22", "4557003", "57054005", "22298006")
    if chart.happened(42, *acute):
        yield STOP, "K01 acute coronary"
    if chart.value("troponin_over_limit", 14) == 1:
        yield STOP, "K01 troponin"
    known = ("I20", "I21", "I22", "I24", "I25", *acute)
    past = chart.coded(*acute, active=False)
    if chart.has(*known) or past or chart.done("cabg", EVER):
        yield MODIFY, "K01 known coronary disease"


def heart_failure(chart: Chart) -> Found:
    if decompensated(chart):
        yield STOP, "K02 decompensated"
    if chart.has(*HEART_FAILURE):
        yield MODIFY, "K02 heart failure"


def rhythm(chart: Chart) -> Found:
    if chart.has("I47.2", "25569003"):
        yield STOP, "K03 ventricular tachycardia"
    if chart.has("I44.2", "27885002") and not chart.has("Z95.0"):
        yield STOP, "K03 complete block"
    if chart.has("Z95.0"):
        yield MODIFY, "3.7 pacemaker"
    if chart.has("I48", "49436004"):
        rate = (
            chart.within_hours("heart_rate_per_min", 24) if chart.in_hospital else chart.value("heart_rate_per_min", 30)
        )
        yield MODIFY, "K03 atrial fibrillation"
        if rate is not None and rate > 110:
            yield STOP, "K03 fast atrial fibrillation"
    if any("explained" not in one.qualifiers for one in chart.happened(28, *SYNCOPE)):
        yield STOP, "K03 syncope"


def pressure(chart: Chart) -> Found:
    both = [_pressure(chart, name) for name in ("systolic_mmhg", "diastolic_mmhg")]
    if None not in both and both[0] <= both[1]:
        yield UNKNOWN, "K04 impossible pressure"
    for name, stop, caution in (("systolic_mmhg", 180, 160), ("diastolic_mmhg", 110, 100)):
        value = _pressure(chart, name)
        if value is not None and value > stop:
            yield STOP, f"K04 {name}"
        elif value is not None and value > caution:
            yield MODIFY, f"K04 {name}"


def _pressure(chart: Chart, name: str) -> float | None:
    return chart.within_hours(name, 24) if chart.in_hospital else chart.value(name, 30)


def valve_and_vessel(chart: Chart) -> Found:
    narrowed = chart.coded("I35.0", "I06.0", "60573004")
    area, gradient = chart.value("aortic_valve_area_cm2"), chart.value("aortic_mean_gradient_mmhg")
    graded = (area is not None and area <= 1.0) or (gradient is not None and gradient >= 40)
    severe = graded or any("severe" in one.qualifiers for one in narrowed)
    if narrowed or severe:
        yield (STOP, "K05 severe stenosis") if severe else (MODIFY, "K05 stenosis")
    if chart.has("I71.0", "308546005"):
        yield STOP, "K05 dissection"
    wide = (chart.value("aortic_diameter_cm") or 0) >= 5.5
    if chart.has("I71") or wide:
        yield (STOP if wide else MODIFY), "K05 aneurysm"
    if chart.has("I67.1"):
        yield STOP, "K05 cerebral aneurysm"
    high = (chart.value("mean_pap_mmhg") or 0) > 55
    if chart.has("I27.0", "I27.2", "70995007") or high:
        yield (STOP if high else MODIFY), "K05 lung pressure"
    if chart.has("Q87.4"):
        yield STOP, "K05 Marfan"
    if chart.happened(THREE_MONTHS, "I30", "I32", "I33", "I40", "I41", "3238004", "50920009"):
        yield STOP, "K05 carditis"


def clot(chart: Chart) -> Found:
    clots = ("I26", "I82.4", "59282003", "128053003")
    if chart.happened(28, *clots):
        yield STOP, "K06 fresh clot"
    if not chart.has(*clots):
        return
    yield MODIFY, "K06 clot"
    if not chart.on_drug("anticoagulant"):
        yield (UNKNOWN, "K06 medicines") if chart.unread(*MEDICINES) else (STOP, "K06 no anticoagulant")
