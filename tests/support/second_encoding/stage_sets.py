"""The three definitions encoded a second time, as sets of what is low and what is normal; for tests only.

Shares no code with `rules.staging` and takes its limits from the hand-written table of cut-offs.
"""

from __future__ import annotations

from collections.abc import Iterable

from rules.facts import Facts
from tests.support.staging_tables import limit

CASE_FINDING = {
    "awgs2019": ("calf_cm", "sarc_f", "sarc_calf"),
    "awgs2025": ("calf_cm", "sarc_f", "sarc_calf"),
    "ewgsop2": ("sarc_f",),
}
PERFORMANCE = {
    "awgs2019": ("gait_m_per_s", "chair_stand_5x_s", "sppb"),
    "ewgsop2": ("gait_m_per_s", "sppb", "tug_s", "walk_400m_s"),
    "awgs2025": (),
}


def low_of(facts: Facts, definition: str, name: str, method: str | None = None) -> bool | None:
    """Is a value low? None if it is missing or too old."""
    known = facts.by_name.get(name)
    if name == "chair_stand_5x_s" and facts.value("chair_stand_5x_unable") == 1:
        return True
    if known is None or known.stale:
        return None
    assert facts.age_years is not None
    return limit(definition, name, facts.sex.value, facts.age_years, method).is_low(known.value)


def index_low(facts: Facts, definition: str, name: str) -> bool | None:
    """Is a mass index low? Without a method only if both methods agree."""
    known = facts.get(name)
    if known is None:
        return None
    methods = {known.method} if known.method in ("dxa", "bia") else {"dxa", "bia"}
    said = {low_of(facts, definition, name, method) for method in methods}
    return said.pop() if len(said) == 1 else None


def some(said: Iterable[bool | None]) -> bool | None:
    """True if any is, False if one was measured and none is, else None."""
    measured = {item for item in said if item is not None}
    return True in measured if measured else None


def mass_low(facts: Facts, definition: str, indices: tuple[str, ...]) -> bool | None:
    """What the indices in use say together."""
    if definition == "ewgsop2":
        name = "asm_kg" if facts.get("asm_height2_kg_per_m2") is None else "asm_height2_kg_per_m2"
        return low_of(facts, definition, name)
    said = [index_low(facts, definition, name) for name in indices if facts.get(name) is not None]
    if True in said:
        return True
    return None if not said or None in said else False


def stage_by_sets(
    facts: Facts, definition: str, indices: tuple[str, ...] = ("asm_height2_kg_per_m2", "asm_bmi_m2")
) -> str:
    """The stage, from the sets of steps that are low and that are normal."""
    assert facts.age_years is not None
    if facts.age_years < {"awgs2019": 60, "awgs2025": 50, "ewgsop2": 0}[definition]:
        return "not_applicable"
    used = indices if definition == "awgs2025" else ("asm_height2_kg_per_m2",)
    strength = low_of(facts, definition, "grip_kg")
    if definition == "ewgsop2" and low_of(facts, definition, "chair_stand_5x_s"):
        strength = True
    said = {
        "finding": some(low_of(facts, definition, name) for name in CASE_FINDING[definition]),
        "strength": strength,
        "mass": mass_low(facts, definition, used),
        "performance": some(low_of(facts, definition, name) for name in PERFORMANCE[definition]),
    }
    low = frozenset(name for name, answer in said.items() if answer is True)
    normal = frozenset(name for name, answer in said.items() if answer is False)
    return {"awgs2019": _awgs2019, "awgs2025": _awgs2025, "ewgsop2": _ewgsop2}[definition](low, normal)


def _awgs2019(low: frozenset[str], normal: frozenset[str]) -> str:
    function = {"strength", "performance"}
    weak, known = low & function, (low | normal) & function
    if "mass" in low:
        if weak:
            return "severe_sarcopenia" if weak == function else "sarcopenia"
        return "low_mass_only" if known == function else "not_assessable"
    if "mass" in normal:
        return "low_function_normal_mass" if weak else "no_sarcopenia"
    if weak:
        return "possible_sarcopenia"
    return "no_sarcopenia" if known == function else "not_assessable"


def _awgs2025(low: frozenset[str], normal: frozenset[str]) -> str:
    if {"strength", "mass"} <= low:
        return "sarcopenia"
    if "strength" in low:
        return "low_strength_normal_mass" if "mass" in normal else "possible_sarcopenia"
    if {"mass"} <= low and "strength" in normal:
        return "low_mass_only"
    if "finding" in low:
        return "at_risk"
    return "no_sarcopenia" if "strength" in normal else "not_assessable"


def _ewgsop2(low: frozenset[str], normal: frozenset[str]) -> str:
    if "strength" not in low | normal:
        return "not_assessable"
    reached = [step for step in ("strength", "mass", "performance") if step in low]
    if reached[:1] != ["strength"]:
        return "no_sarcopenia"
    if "mass" not in low:
        return "probable_sarcopenia"
    return "severe_sarcopenia" if "performance" in low else "sarcopenia"
