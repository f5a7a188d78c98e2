"""The three definitions (sections 1.1 to 1.3 of the knowledge), written a second time as one question after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.support.second_encoding.chart import Chart
from tests.support.second_encoding.codes import HEART_FAILURE, OEDEMA

Low = bool | None


@dataclass(frozen=True)
class Stages:
    """The stage by each definition."""

    awgs2019: str
    awgs2025: str
    ewgsop2: str


def stages(chart: Chart, mass_index: str = "either") -> Stages:
    """All three stages of one person."""
    return Stages(_awgs2019(chart), _awgs2025(chart, mass_index), _ewgsop2(chart))


def _any_low(*answers: Low) -> Low:
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None


def _less(value: float | None, limit: float) -> Low:
    return None if value is None else value < limit


def _more(value: float | None, limit: float) -> Low:
    return None if value is None else value >= limit


# ── what was measured ───────────────────────────────────────────────────────────────────────────────────────────────


def grip(chart: Chart) -> float | None:
    """The best of the trials of the latest day, either hand."""
    found = chart.within("grip_kg", 180)
    return max(one.value for one in found if one.on == found[-1].on) if found else None


def _unable_to_rise(chart: Chart) -> bool:
    unable, timed = chart.latest("chair_stand_5x_unable"), chart.latest("chair_stand_5x_s")
    if unable is None or unable.value != 1:
        return False
    return timed is None or timed.on <= unable.on


def _rise_seconds(chart: Chart) -> float | None:
    """Seconds of five rises; endless where the person could not."""
    return float("inf") if _unable_to_rise(chart) else chart.value("chair_stand_5x_s")


def bmi(chart: Chart) -> float | None:
    """From weight and height of their windows, else as recorded; the dry weight, where one is known, makes it lower."""
    dry, actual, square = chart.value("dry_weight_kg"), chart.value("weight_kg"), height_squared(chart)
    stated = chart.value("bmi_kg_per_m2")
    if square is None:
        return stated
    if chart.value("height_cm") is None:
        return stated if dry is None or stated is None else min(stated, dry / square)
    weight = actual if dry is None else dry
    return None if weight is None else round(weight / square, 6)


def height_squared(chart: Chart) -> float | None:
    """In square metres: from the height, else from weight and a recorded body-mass index."""
    height, actual, stated = (chart.value(name) for name in ("height_cm", "weight_kg", "bmi_kg_per_m2"))
    if height is not None:
        return (height / 100) ** 2
    return None if actual is None or stated is None else actual / stated


@dataclass(frozen=True)
class Index:
    """One way to say how much muscle there is, with the method and the day it was measured by."""

    value: float
    method: str | None
    on: date


@dataclass(frozen=True)
class Mass:
    """Muscle mass, each index the best that was measured or can be worked out."""

    height2: Index | None
    by_bmi: Index | None
    kg: Index | None


def _mass(chart: Chart) -> Mass:
    """DXA before BIA where both are in their window, else the newest; of one day what was measured."""
    height, index = chart.value("height_cm"), bmi(chart)
    square = None if height is None else (height / 100) ** 2
    height2, kg, by_bmi = (_measured(chart, name) for name in ("asm_height2_kg_per_m2", "asm_kg", "asm_bmi_m2"))
    if square is not None:
        height2 = height2 + [Index(round(one.value / square, 6), one.method, one.on) for one in _best(kg)]
        masses = _best(kg) + [Index(one.value * square, one.method, one.on) for one in _best(height2)]
    else:
        masses = _best(kg)
    if index is not None:
        by_bmi = by_bmi + [Index(round(one.value / index, 6), one.method, one.on) for one in masses]
    first = (next(iter(_best(found)), None) for found in (height2, by_bmi, kg))
    return Mass(*first)


def _measured(chart: Chart, name: str) -> list[Index]:
    found = reversed(chart.within(name, 365))
    return [
        Index(one.value, one.method, one.on) for one in found if one.method != "bia" or not bia_is_false(chart, one.on)
    ]


def _best(found: list[Index]) -> list[Index]:
    """The best alone: by DXA, else the newest; of equals the first."""
    return sorted(found, key=lambda one: (one.method != "dxa", -one.on.toordinal()))[:1]


def bia_is_false(chart: Chart, on: date) -> bool:
    """Oedema, too much water, or a failing heart, on that day; what has no date was there."""
    watery = chart.coded(*OEDEMA, "E87.7")
    failing = chart.coded(*HEART_FAILURE)
    worst = [one for one in failing if "nyha_4" in one.qualifiers]
    if any(one.since_earliest is None or one.since_earliest <= on for one in (*watery, *worst)):
        return True
    if overloaded(chart, on):
        return True
    return bool(failing) and (infused_around(chart, on) or gained_around(chart, on))


def overloaded(chart: Chart, on: date) -> bool:
    """Was there 2 kg or more of water before dialysis, by the dry weight that stood on that day?"""
    series = chart.record.series
    dry = [one.value for one in series.get("dry_weight_kg", ()) if one.on <= on]
    weights = [one.value for one in series.get("weight_kg", ()) if one.on == on]
    return bool(dry) and any(round(weight - dry[-1], 6) >= 2 for weight in weights)


def infused_around(chart: Chart, on: date) -> bool:
    """Was a loop diuretic infused within seven days of that day?"""
    return any(
        "loop_diuretic" in one.classes and one.intravenous and one.on is not None and abs((on - one.on).days) <= 7
        for one in chart.record.medications
    )


def gained_around(chart: Chart, on: date) -> bool:
    """Did the weight rise by 1.8 kg or more within three days, in the seven days around that day?"""
    weights = chart.record.series.get("weight_kg", ())
    return any(
        abs((on - late.on).days) <= 7 and 0 <= (late.on - early.on).days <= 3 and late.value - early.value >= 1.8 - 1e-9
        for late in weights
        for early in weights
    )


def decompensated(chart: Chart) -> bool:
    """Heart failure of NYHA class IV, on an infused loop diuretic, or gaining 1.8 kg in three days (K02)."""
    failing = chart.coded(*HEART_FAILURE)
    worst = any("nyha_4" in one.qualifiers for one in failing)
    return bool(failing) and (worst or infused_around(chart, chart.today) or gained_around(chart, chart.today))


def _by_method(index: Index | None, dxa: float, bia: float) -> Low:
    """Below the limit of its method; without a method only where both agree."""
    if index is None:
        return None
    if index.method is not None:
        return index.value < (dxa if index.method == "dxa" else bia)
    low, high = min(dxa, bia), max(dxa, bia)
    return index.value < low if index.value < low or index.value >= high else None


# ── AWGS 2019 ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _awgs2019(chart: Chart) -> str:
    if chart.age < 60:
        return "not_applicable"
    strength = _less(grip(chart), chart.by_sex(28, 18))
    performance = _any_low(
        _less(chart.value("gait_m_per_s"), 1.0),
        None if chart.value("sppb") is None else chart.value("sppb") <= 9,
        _more(_rise_seconds(chart), 12),
    )
    mass = _mass_2019(chart, _mass(chart))
    if mass is None:
        if strength or performance:
            return "possible_sarcopenia"
        return "not_assessable" if None in (strength, performance) else "no_sarcopenia"
    if mass is False:
        return "low_function_normal_mass" if strength or performance else "no_sarcopenia"
    if strength and performance:
        return "severe_sarcopenia"
    if strength or performance:
        return "sarcopenia"
    return "not_assessable" if None in (strength, performance) else "low_mass_only"


def low_mass(chart: Chart, criteria: str, mass_index: str) -> bool:
    """Is muscle mass low by the definition in use, by AWGS 2025 where AWGS 2019 does not apply?"""
    held = _mass(chart)
    if criteria == "ewgsop2":
        return _mass_low_in_europe(chart, held)
    if criteria == "awgs2019" and chart.age >= 60:
        return bool(_mass_2019(chart, held))
    return bool(_mass_2025(chart, chart.age < 65, mass_index))


def _mass_2019(chart: Chart, held: Mass) -> Low:
    return _by_method(held.height2, chart.by_sex(7.0, 5.4), chart.by_sex(7.0, 5.7))


# ── AWGS 2025 ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _awgs2025(chart: Chart, mass_index: str) -> str:
    if chart.age < 50:
        return "not_applicable"
    young = chart.age < 65
    strength = _less(grip(chart), chart.by_sex(34, 20) if young else chart.by_sex(28, 18))
    mass = _mass_2025(chart, young, mass_index)
    if strength:
        return {True: "sarcopenia", False: "low_strength_normal_mass", None: "possible_sarcopenia"}[mass]
    if strength is False and mass:
        return "low_mass_only"
    if _case_found(chart):
        return "at_risk"
    return "not_assessable" if strength is None else "no_sarcopenia"


def _mass_2025(chart: Chart, young: bool, mass_index: str) -> Low:
    held = _mass(chart)
    if young:
        height2 = _by_method(held.height2, chart.by_sex(7.2, 5.5), chart.by_sex(7.6, 5.7))
        by_bmi = _by_method(held.by_bmi, chart.by_sex(0.80, 0.55), chart.by_sex(0.90, 0.63))
    else:
        height2 = _by_method(held.height2, chart.by_sex(7.0, 5.4), chart.by_sex(7.0, 5.7))
        by_bmi = _by_method(held.by_bmi, chart.by_sex(0.73, 0.52), chart.by_sex(0.83, 0.57))
    present = {"height2": (height2, held.height2), "bmi": (by_bmi, held.by_bmi)}
    wanted = [present[name] for name in ("height2", "bmi") if mass_index in ("either", name)]
    answers = [answer for answer, value in wanted if value is not None]
    if True in answers:
        return True
    return None if not answers or None in answers else False


def _case_found(chart: Chart) -> bool:
    sarc_f, calf = chart.value("sarc_f"), chart.value("calf_cm")
    small = _less(calf, chart.by_sex(34, 33))
    return bool(small or _more(sarc_f, 4) or _more(_sarc_calf(chart, small), 11))


def _sarc_calf(chart: Chart, small: Low) -> float | None:
    """As recorded, unless both parts of it are newer."""
    recorded, sarc_f, calf = (chart.latest(name) for name in ("sarc_calf", "sarc_f", "calf_cm"))
    if sarc_f is None or calf is None or (recorded is not None and recorded.on >= min(sarc_f.on, calf.on)):
        return None if recorded is None else recorded.value
    return sarc_f.value + 10 * bool(small)


# ── EWGSOP2 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ewgsop2(chart: Chart) -> str:
    seconds = _rise_seconds(chart)
    slow = seconds is not None and seconds > 15
    weak = _less(grip(chart), chart.by_sex(27, 16))
    if not (slow or weak):
        return "not_assessable" if weak is None else "no_sarcopenia"
    held = _mass(chart)
    if not _mass_low_in_europe(chart, held):
        return "probable_sarcopenia"
    gait, sppb = chart.value("gait_m_per_s"), chart.value("sppb")
    tug, walk = chart.value("tug_s"), chart.value("walk_400m_s")
    poor = (
        (gait is not None and gait <= 0.8)
        or (sppb is not None and sppb <= 8)
        or (tug is not None and tug >= 20)
        or (walk is not None and walk >= 360)
    )
    return "severe_sarcopenia" if poor else "sarcopenia"


def _mass_low_in_europe(chart: Chart, held: Mass) -> bool:
    if held.height2 is not None:
        return held.height2.value < chart.by_sex(7.0, 5.5)
    return held.kg is not None and held.kg.value < chart.by_sex(20, 15)
