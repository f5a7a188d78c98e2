"""Infection, breathing, eye, bone, brain, blood and sugar (K07 to K13), a second time."""

from __future__ import annotations

from tests.support.second_encoding.chart import MONTH, SIX_MONTHS, THREE_MONTHS, TWELVE_MONTHS, VITALS, YEAR, Chart
from tests.support.second_encoding.codes import DEMENTIA, DIABETES, FRACTURES, HIP, KETOACIDOSIS, PNEUMONIA
from tests.support.second_encoding.verdicts import MODIFY, STOP, UNKNOWN, Found

ACUTE = (
    "A40",
    "A41",
    "91302008",
    "J96.0",
    "J96.2",
    "J44.1",
    "195951007",
    "F05",
    "G61.0",
    "M00",
    "E16.2",
    "E11.0",
    "E13.0",
)


def infection_and_breathing(chart: Chart) -> Found:
    saturation = chart.within_hours("spo2_percent", 24)
    if chart.recent(THREE_MONTHS, "A40", "A41", "91302008"):
        yield STOP, "K07 sepsis"
    if (chart.within_hours("temperature_cel", 48) or 0) >= 38.0:
        yield STOP, "K07 fever"
    if chart.has("R50.9", "386661006"):
        unmeasured = chart.within_hours("temperature_cel", 48) is None and not chart.unread(VITALS)
        if chart.recent(2, "R50.9", "386661006"):
            yield STOP, "K07 fever on the list"
        elif unmeasured and chart.recent(THREE_MONTHS, "R50.9", "386661006"):
            yield MODIFY, "K07 fever not measured"
    yield from pneumonia(chart)
    if chart.recent(THREE_MONTHS, "J96.0", "J96.2"):
        yield STOP, "K07 respiratory failure"
    if saturation is not None and saturation < 88:
        yield STOP, "K07 saturation"
    if chart.recent(THREE_MONTHS, "J44.1", "195951007") and saturation is None:
        yield (UNKNOWN if chart.unread(VITALS) else STOP), "K07 exacerbation, not measured"
    if chart.has("J44", "13645005", "195951007"):
        yield MODIFY, "3.6 COPD"
    if chart.older(THREE_MONTHS, *ACUTE, *KETOACIDOSIS):
        yield MODIFY, "an acute illness long on the list"


def pneumonia(chart: Chart) -> Found:
    if not chart.has(*PNEUMONIA):
        return
    if chart.in_hospital:
        yield STOP, "3.7 pneumonia in hospital"
    elif chart.unread("Encounter"):
        yield UNKNOWN, "3.7 pneumonia, stay unread"
    elif chart.recent(28, *PNEUMONIA):
        yield MODIFY, "3.7 pneumonia at home"


def eye(chart: Chart) -> Found:
    proliferative = tuple(f"E{kind}.35" for kind in ("08", "09", "10", "11", "13"))
    grown = any(_says_proliferative(one.label) for one in chart.coded(*DIABETES, "H36.0"))
    if chart.has(*proliferative, "59276001") or grown:
        yield STOP, "K08 proliferative"
    elif chart.has("H36.0"):
        yield MODIFY, "K08 stage unknown"
    if chart.recent(TWELVE_MONTHS, "H33.0", "H33.2", "H33.4", "H43.1"):
        yield STOP, "K08 detachment or bleeding"
    elif chart.has("H33.0", "H33.2", "H33.4", "H43.1"):
        yield MODIFY, "K08 old detachment or bleeding"
    if chart.done("eye_surgery", 42):
        yield STOP, "K08 eye surgery"


def _says_proliferative(label: str) -> bool:
    said = label.casefold()
    for denied in ("非增殖", "非增生", "non-proliferative", "nonproliferative"):
        said = said.replace(denied, "")
    return any(word in said for word in ("增殖", "增生", "proliferative"))


def bone(chart: Chart) -> Found:
    if chart.happened(MONTH, *FRACTURES):
        yield STOP, "K09 fracture"
    slow = [one for one in chart.coded("S72", "S82") if any(code.endswith("G") for code in one.codes)]
    if any(one.since is None or one.since >= chart.first_day(SIX_MONTHS) for one in slow):
        yield STOP, "3.7 delayed union"
    spine = ("S22.0", "S32.0", "M48.5", "M80")
    if chart.has("M80", "M81", "64859006", *spine) or chart.coded(*spine, active=False):
        yield MODIFY, "3.6 osteoporosis"
    if chart.has("C79.5", "C90.0"):
        yield MODIFY, "K09 metastasis or myeloma"
    if chart.done("sternotomy", 84) or chart.done("laparotomy", 84):
        yield MODIFY, "K09 surgery"
    if chart.has(*HIP) or chart.happened(TWELVE_MONTHS, *HIP):
        yield MODIFY, "3.6 hip fracture"
    if chart.has("M17", "239873007"):
        yield MODIFY, "3.6 knee arthrosis"


def new_stroke(chart: Chart) -> bool:
    return bool(chart.happened(THREE_MONTHS, "I63", "230690007", "I60", "I61"))


def brain_and_cord(chart: Chart) -> Found:
    bled = ("I60", "I61", "I62", "S06.5")
    if chart.happened(THREE_MONTHS, *bled):
        yield STOP, "K10 bleeding"
    if chart.has("G12.2", "G95.2", "G83.4") or chart.recent(THREE_MONTHS, "F05", "G61.0"):
        yield STOP, "K10 unstable"
    if new_stroke(chart):
        yield (MODIFY if chart.ordered("physiotherapy") else STOP), "K10 new stroke"
    strokes = ("I63", "I69", "230690007", *bled)
    if chart.has(*strokes) or chart.coded(*strokes, active=False):
        yield MODIFY, "3.6 stroke"
    minds = chart.coded(*DEMENTIA)
    if any("severe" in one.qualifiers for one in minds) or (chart.value("mmse", YEAR) or 30) < 10:
        yield STOP, "3.7 severe dementia"
    if minds:
        yield MODIFY, "3.6 dementia"
    if chart.has("G20", "49049000"):
        yield MODIFY, "3.6 Parkinson"
    if chart.has("F10.0", "F10.12", "F10.22", "F10.92"):
        stays = [one.start for one in chart.record.encounters if one.running and one.start is not None]
        found = chart.coded("F10.0", "F10.12", "F10.22", "F10.92")
        if any(one.since is None or (chart.today - one.since).days <= 1 for one in found):
            yield STOP, "3.7 intoxication now"
        elif any(one.since >= start for one in found for start in stays):
            yield STOP, "3.7 intoxication in this contact"
        elif chart.unread("Encounter"):
            yield UNKNOWN, "3.7 intoxication"


def muscle_enzyme(chart: Chart) -> Found:
    ck = chart.latest("ck_u_per_l", 7)
    if ck is None or ck.upper_limit is None:
        return
    with_signs = chart.recent(THREE_MONTHS, "M62.81", "26544005", "R82.1")
    if ck.value > 10 * ck.upper_limit or (with_signs and ck.value > 5 * ck.upper_limit):
        yield STOP, "K11 creatine kinase"
    elif ck.value > 5 * ck.upper_limit:
        yield MODIFY, "K11 creatine kinase without known signs"


# stop below, stop above, modify from, modify to
BLOOD = {
    "potassium_mmol_per_l": ((2.5, 6.0), (2.5, 3.0), (5.6, 6.0)),
    "sodium_mmol_per_l": ((120, None), (120, 125), None),
    "haemoglobin_g_per_l": ((70, None), (70, 80), None),
    "platelets_10e9_per_l": ((20, None), (20, 50), None),
    "inr": ((None, 5), None, None),
}


def blood(chart: Chart) -> Found:
    for name, ((least, most), *cautions) in BLOOD.items():
        value = chart.value(name, 7)
        if value is None:
            continue
        if (least is not None and value < least) or (most is not None and value > most):
            yield STOP, f"K12 {name}"
        elif any(band is not None and band[0] <= value <= band[1] for band in cautions):
            yield MODIFY, f"K12 {name}"


def sugar(chart: Chart) -> Found:
    glucose = chart.within_hours("glucose_mmol_per_l", 24)
    ketones = chart.within_hours("ketones_present", 24) == 1
    if glucose is not None and (glucose < 3.9 or glucose > 16.7 or (glucose > 13.9 and ketones)):
        yield STOP, "K13 glucose"
    elif glucose is not None and glucose > 13.9:
        yield MODIFY, "K13 glucose, ketones not found or not measured"
    if chart.recent(THREE_MONTHS, *KETOACIDOSIS, "E16.2", "E11.0", "E13.0"):
        yield STOP, "3.7 decompensated diabetes"
    if chart.has(*DIABETES):
        yield MODIFY, "3.6 diabetes"
    if chart.on_drug("insulin", "sulfonylurea", "glinide"):
        yield MODIFY, "K13 drugs that lower sugar"
    if (chart.value("hba1c_percent") or 0) > 10:
        yield MODIFY, "3.7 HbA1c"
