"""Results that were sent as a bound: when they stand for a value, and when they leave it open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.bounds import is_settled, just_beyond
from rules.catalogue import record as rule
from rules.facts import Measurement, PatientRecord, Sex, Source
from rules.measures import measures
from rules.safety.rule import rules
from rules.selection import Selection, select

DAY = date(2026, 6, 1)
POTASSIUM = "potassium_mmol_per_l"
EGFR = "egfr_creatinine_ml_per_min"


def bounded(name: str, comparator: str, number: float, days_ago: int = 0) -> Measurement:
    value, bound = just_beyond(number, comparator)
    on, place = DAY - timedelta(days=days_ago), Source("Observation", f"{comparator}{number}")
    return Measurement(name, value, measures()[name].unit, on, place, bound=bound)


def exact(name: str, value: float, days_ago: int = 0) -> Measurement:
    on = DAY - timedelta(days=days_ago)
    return Measurement(name, value, measures()[name].unit, on, Source("Observation", f"{name}-{value}"))


def selected(*series: Measurement) -> Selection:
    return select(PatientRecord("p1", Sex.FEMALE, date(1950, 1, 1), series={series[0].name: series}), DAY)


@pytest.mark.parametrize(
    ("name", "comparator", "number", "settled"),
    [
        (POTASSIUM, ">", 8.0, True),
        (POTASSIUM, ">", 6.0, True),
        (POTASSIUM, ">=", 6.0, False),
        (POTASSIUM, ">", 5.9, False),
        (POTASSIUM, "<", 2.5, True),
        (POTASSIUM, "<=", 2.5, False),
        (POTASSIUM, "<", 6.0, False),
        ("platelets_10e9_per_l", "<", 10, True),
        ("platelets_10e9_per_l", "<", 100, False),
        ("platelets_10e9_per_l", ">", 1000, True),
        (EGFR, "<", 15, True),
        (EGFR, "<=", 15, False),
        (EGFR, ">", 45, True),
        ("uacr_mg_per_g", ">", 300, True),
        ("uacr_mg_per_g", ">", 30, False),
        ("uacr_mg_per_g", "<", 30, True),
        ("creatinine_umol_per_l", ">", 499, False),
        ("creatinine_umol_per_l", ">=", 500, True),
        ("creatinine_umol_per_l", "<", 50, False),
        ("crp_mg_per_l", ">", 200, True),
        ("weight_kg", ">", 150, False),
    ],
)
def test_a_bound_is_settled_where_no_limit_lies_beyond_it(
    name: str, comparator: str, number: float, settled: bool
) -> None:
    assert is_settled(bounded(name, comparator, number)) is settled


def test_a_settled_bound_is_in_use_with_its_direction() -> None:
    fact = selected(bounded(EGFR, "<", 15)).facts.get("egfr_ml_per_min")
    assert fact is not None
    assert (round(fact.value), fact.bound) == (15, "<")
    assert fact.value < 15


def test_an_open_bound_is_named_and_no_older_value_stands_for_it() -> None:
    found = selected(exact(POTASSIUM, 4.2, 3), bounded(POTASSIUM, ">", 5.0))
    assert found.facts.get(POTASSIUM) is None
    assert [(one.reason, one.name) for one in found.ignored] == [("comparator", POTASSIUM)]


def test_a_newer_number_takes_the_place_of_an_open_bound() -> None:
    found = selected(bounded(POTASSIUM, ">", 5.0, 1), exact(POTASSIUM, 4.2))
    assert found.facts.value(POTASSIUM) == 4.2
    assert [one.reason for one in found.ignored] == ["comparator"]


def test_every_limit_of_a_safety_rule_is_among_the_limits_of_the_bounds() -> None:
    limits = rule("select.bound").values["limits"]
    checked = 0
    for safety in rules():
        for trigger in safety.triggers:
            (name,) = trigger.names if len(trigger.names) == 1 else ("",)
            for limit in trigger.limits if name in limits else ():
                known = limits[name]["starts_at" if limit.met_when in ("below", "at_least") else "ends_at"]
                assert limit.value in known, (safety.id, limit)
                checked += 1
    assert checked > 20


def test_every_limit_of_the_nutrition_rules_is_among_the_limits_of_the_bounds() -> None:
    limits = rule("select.bound").values["limits"]
    kidney, dialysis = rule("nutrition.kidney_limits").values, rule("nutrition.dialysis").values
    by_egfr = {kidney["severely_low_below"], kidney["moderately_low_below"]}
    by_egfr |= {value for name, value in dialysis.items() if name.endswith("contradicted_at_egfr")}
    for name in rule("derive.egfr-used").values["order"]:
        assert by_egfr <= set(limits[name]["starts_at"])
    assert kidney["albuminuria_heavy_at_least"] in limits["uacr_mg_per_g"]["starts_at"]
    for name, below in rule("nutrition.refeeding_electrolytes").values["below"].items():
        assert below in limits[name]["starts_at"]
    potassium, calcium = rule("K22.potassium").values, rule("K24.vitamin_d").values
    assert potassium["potassium_mmol_per_l_at_least"] in limits["potassium_mmol_per_l"]["starts_at"]
    assert calcium["calcium_mmol_per_l_above"] in limits["calcium_mmol_per_l"]["ends_at"]


# Stated by hand from the tables of contraindications, kidneys and refeeding, so that no limit is moved, lost or added.
BY_HAND = {
    "potassium_mmol_per_l": ([2.5, 3.0, 3.5, 5.0, 5.6], [3.0, 6.0]),
    "sodium_mmol_per_l": ([120, 130], [125]),
    "calcium_mmol_per_l": ([1.9, 3.0], [2.6, 3.0]),
    "phosphate_mmol_per_l": ([0.8], []),
    "magnesium_mmol_per_l": ([0.7], []),
    "haemoglobin_g_per_l": ([70], [80]),
    "platelets_10e9_per_l": ([20], [50]),
    "inr": ([], [5]),
    "ck_u_per_l": ([], []),
    "glucose_mmol_per_l": ([3.9, 5.6], [13.9, 16.7]),
    "ketones_mmol_per_l": ([0.6], []),
    "hba1c_percent": ([], [10]),
    "tsh_miu_per_l": ([0.1], [10]),
    "creatinine_umol_per_l": ([500], [0]),
    "egfr_creatinine_ml_per_min": ([15, 30, 60], []),
    "egfr_cystatin_ml_per_min": ([15, 30, 60], []),
    "egfr_combined_ml_per_min": ([15, 30, 60], []),
    "uacr_mg_per_g": ([300], []),
    "crp_mg_per_l": ([], []),
    "il6_pg_per_ml": ([], []),
    "nt_probnp_pg_per_ml": ([], []),
    "bnp_pg_per_ml": ([], []),
    "systolic_mmhg": ([], [160, 180]),
    "diastolic_mmhg": ([], [100, 110]),
    "heart_rate_per_min": ([100], [110]),
    "spo2_percent": ([88], []),
    "temperature_cel": ([38], []),
}


def test_the_limits_that_settle_a_bound_are_those_stated_by_hand() -> None:
    limits = rule("select.bound").values["limits"]
    found = {name: (one.get("starts_at", []), one.get("ends_at", [])) for name, one in limits.items()}
    assert found == BY_HAND
