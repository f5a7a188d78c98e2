"""Windows and limits of the rules at their edge: found on the last day or value that counts, gone on the next."""

from __future__ import annotations

import pytest

from tests.support.records import Thing, condition, done, drug, measured, ordered, person


def values(name: str, *dated: tuple[float, int]) -> tuple[Thing, ...]:
    """Values of one measure, each with the days since."""
    return tuple(measured(name, value, days) for value, days in dated)


def hours(name: str, value: float, ago: float) -> Thing:
    return measured(name, value, hours=ago)


FAILURE = condition("heart_failure", days=9, says=["nyha_2"])
ON_INSULIN = drug("insulin", days=60)
WEAK = condition("muscle_weakness", days=5)
ORDERED = ordered("physiotherapy")
Things = tuple[Thing, ...]
# The rule, what sets it off at the very edge, and what lies one step beyond.
EDGES: list[tuple[str, Things, Things]] = [
    ("K09.after_hip", (condition("hip_fracture", days=31),), (condition("hip_fracture", days=30),)),
    (
        "K09.after_hip",
        (condition("hip_fracture", days=365, active=False),),
        (condition("hip_fracture", days=366, active=False),),
    ),
    ("K09.after_hip", (done("joint_replacement", days=31),), (done("joint_replacement", days=30),)),
    ("K09.after_hip", (done("hip_surgery", days=365),), (done("hip_surgery", days=366),)),
    (
        "K09.minor_fracture",
        (condition("minor_fracture", days=30, active=False),),
        (condition("minor_fracture", days=31, active=False),),
    ),
    (
        "K10.stroke_in_rehabilitation",
        (condition("stroke", days=92), ORDERED),
        (condition("stroke", days=93), ORDERED),
    ),
    (
        "K10.stroke_in_rehabilitation",
        (condition("stroke", days=92, active=False), ORDERED),
        (condition("stroke", days=93, active=False), ORDERED),
    ),
    ("K10.old_stroke", (condition("intracranial_bleed", days=93),), (condition("intracranial_bleed", days=92),)),
    (
        "K10.old_stroke",
        (condition("intracranial_bleed", days=93, active=False),),
        (condition("intracranial_bleed", days=92, active=False),),
    ),
    (
        "K07.respiratory_failure_unmeasured",
        (condition("respiratory_failure", days=92),),
        (condition("respiratory_failure", days=93),),
    ),
    (
        "K07.respiratory_failure_unmeasured",
        (condition("respiratory_failure", days=2), hours("spo2_percent", 95, 25)),
        (condition("respiratory_failure", days=2), hours("spo2_percent", 95, 24)),
    ),
    (
        "K07.exacerbation_unmeasured",
        (condition("copd_exacerbation", days=2), hours("spo2_percent", 95, 25)),
        (condition("copd_exacerbation", days=2), hours("spo2_percent", 95, 24)),
    ),
    (
        "K07.exacerbation_unmeasured",
        (condition("copd_exacerbation", days=92),),
        (condition("copd_exacerbation", days=93),),
    ),
    ("K07.pneumonia_at_home", (condition("pneumonia", days=28),), (condition("pneumonia", days=29),)),
    (
        "K06.not_anticoagulated",
        (condition("deep_vein_thrombosis", days=29),),
        (condition("deep_vein_thrombosis", days=28),),
    ),
    (
        "K06.later",
        (condition("pulmonary_embolism", days=29), drug("warfarin")),
        (condition("pulmonary_embolism", days=28), drug("warfarin")),
    ),
    (
        "K13.high_with_ketones",
        (hours("glucose_mmol_per_l", 14.0, 24), hours("ketones_mmol_per_l", 0.6, 24)),
        (hours("glucose_mmol_per_l", 14.0, 24), hours("ketones_mmol_per_l", 0.595, 24)),
    ),
    (
        "K13.high_with_ketones",
        (hours("glucose_mmol_per_l", 14.0, 24), hours("ketones_mmol_per_l", 0.6, 24)),
        (hours("glucose_mmol_per_l", 14.0, 24), hours("ketones_mmol_per_l", 0.6, 25)),
    ),
    (
        "K13.high_with_ketones",
        (hours("glucose_mmol_per_l", 14.0, 24), hours("ketones_present", 1, 24)),
        (hours("glucose_mmol_per_l", 14.0, 25), hours("ketones_present", 1, 24)),
    ),
    ("K13.very_high", (hours("glucose_mmol_per_l", 17.0, 24),), (hours("glucose_mmol_per_l", 17.0, 25),)),
    ("K13.high", (hours("glucose_mmol_per_l", 15.0, 24),), (hours("glucose_mmol_per_l", 15.0, 25),)),
    ("K13.low", (hours("glucose_mmol_per_l", 3.5, 24),), (hours("glucose_mmol_per_l", 3.5, 25),)),
    (
        "K13.carbohydrate_first",
        (ON_INSULIN, hours("glucose_mmol_per_l", 5.0, 24)),
        (ON_INSULIN, hours("glucose_mmol_per_l", 5.0, 25)),
    ),
    ("K25.palliative", (done("palliative_care", days=365),), (done("palliative_care", days=366),)),
    (
        "K02.weight_gain",
        (FAILURE, *values("weight_kg", (60.0, 10), (61.8, 7))),
        (FAILURE, *values("weight_kg", (60.0, 11), (61.8, 8))),
    ),
    (
        "K02.natriuretic_peptide",
        (FAILURE, *values("nt_probnp_pg_per_ml", (1000, 31), (1300, 1))),
        (FAILURE, *values("nt_probnp_pg_per_ml", (1000, 32), (1300, 1))),
    ),
    *(
        (rule, values(name, (value, 7)), values(name, (value, 8)))
        for rule, name, value in (
            ("K12.potassium_high", "potassium_mmol_per_l", 6.4),
            ("K12.potassium_low", "potassium_mmol_per_l", 2.2),
            ("K12.sodium_low", "sodium_mmol_per_l", 115),
            ("K12.haemoglobin_low", "haemoglobin_g_per_l", 60),
            ("K12.platelets_low", "platelets_10e9_per_l", 10),
            ("K12.inr_high", "inr", 6.0),
            ("K12.potassium_border", "potassium_mmol_per_l", 5.8),
            ("K12.potassium_border", "potassium_mmol_per_l", 2.8),
            ("K12.sodium_border", "sodium_mmol_per_l", 122),
            ("K12.haemoglobin_border", "haemoglobin_g_per_l", 75),
            ("K12.platelets_border", "platelets_10e9_per_l", 30),
            ("K11.thyroid_potassium_calcium", "potassium_mmol_per_l", 2.7),
            ("K11.thyroid_potassium_calcium", "potassium_mmol_per_l", 6.4),
        )
    ),
    *(
        (rule, values(name, (inside, 1)), values(name, (outside, 1)))
        for rule, name, inside, outside in (
            ("K12.potassium_border", "potassium_mmol_per_l", 6.0, 6.1),
            ("K12.potassium_border", "potassium_mmol_per_l", 5.6, 5.5),
            ("K12.potassium_border", "potassium_mmol_per_l", 2.5, 2.4),
            ("K12.potassium_border", "potassium_mmol_per_l", 3.0, 3.1),
            ("K12.sodium_border", "sodium_mmol_per_l", 120, 119),
            ("K12.sodium_border", "sodium_mmol_per_l", 125, 126),
            ("K12.haemoglobin_border", "haemoglobin_g_per_l", 70, 69),
            ("K12.haemoglobin_border", "haemoglobin_g_per_l", 80, 81),
            ("K12.platelets_border", "platelets_10e9_per_l", 20, 19),
            ("K12.platelets_border", "platelets_10e9_per_l", 50, 51),
            ("K11.thyroid_potassium_calcium", "tsh_miu_per_l", 0.095, 0.1),
            ("K11.thyroid_potassium_calcium", "tsh_miu_per_l", 10.05, 10.0),
            ("K11.thyroid_potassium_calcium", "calcium_mmol_per_l", 3.05, 3.0),
            ("K11.thyroid_potassium_calcium", "calcium_mmol_per_l", 1.85, 1.9),
            ("K11.thyroid_potassium_calcium", "potassium_mmol_per_l", 2.95, 3.0),
            ("K11.thyroid_potassium_calcium", "potassium_mmol_per_l", 6.05, 6.0),
        )
    ),
    (
        "kidney.overload",
        values("weight_kg", (64.1, 7)) + values("dry_weight_kg", (60, 10)),
        values("weight_kg", (64.1, 8)) + values("dry_weight_kg", (60, 10)),
    ),
    (
        "K11.creatine_kinase_with_weakness",
        (measured("ck_u_per_l", 1001, 7, limit=200), WEAK),
        (measured("ck_u_per_l", 1001, 8, limit=200), WEAK),
    ),
    (
        "K11.creatine_kinase_with_weakness",
        (measured("ck_u_per_l", 1001, 1, limit=200), WEAK),
        (measured("ck_u_per_l", 1000, 1, limit=200), WEAK),
    ),
    (
        "K11.creatine_kinase_with_weakness",
        (measured("ck_u_per_l", 1001, 1, limit=200), *values("grip_kg", (100, 60), (70, 1))),
        (measured("ck_u_per_l", 1001, 1, limit=200), *values("grip_kg", (100, 60), (70.5, 1))),
    ),
    ("K11.creatine_kinase_range_unknown", values("ck_u_per_l", (600, 7)), values("ck_u_per_l", (600, 8))),
    ("K11.dark_urine", (condition("dark_urine", days=92),), (condition("dark_urine", days=93),)),
    (
        "K11.dark_urine",
        (condition("dark_urine", days=3), measured("ck_u_per_l", 100, 8, limit=200)),
        (condition("dark_urine", days=3), measured("ck_u_per_l", 100, 7, limit=200)),
    ),
    ("K11.grip_fall", values("grip_kg", (30, 150), (20, 92)), values("grip_kg", (30, 150), (20, 93))),
]


@pytest.mark.parametrize(("rule", "inside", "outside"), EDGES)
def test_a_rule_counts_to_its_edge_and_no_further(rule: str, inside: Things, outside: Things) -> None:
    assert rule in person(*inside).findings()
    assert rule not in person(*outside).findings()


def test_weakness_beside_a_kinase_of_four_and_a_half_times_is_no_muscle_disease() -> None:
    who = person(measured("ck_u_per_l", 900, 1, limit=200), WEAK)
    assert {"K11.creatine_kinase_with_weakness", "K11.creatine_kinase_raised"}.isdisjoint(who.findings())


def test_a_recent_and_an_older_clot_are_both_listed() -> None:
    who = person(
        condition("deep_vein_thrombosis", days=10), condition("pulmonary_embolism", days=200), drug("warfarin")
    )
    assert {"K06.recent", "K06.later"} <= set(who.findings())
