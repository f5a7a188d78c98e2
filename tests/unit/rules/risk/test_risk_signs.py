"""What shows a risk factor, at every limit and one step on either side of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rules.answers import Answer
from rules.facts import Encounter, Fact, Medication, Source
from rules.risk.rule import Sign
from rules.risk.signs import AGE, MINUTES, STAY, Case, procedure
from rules.risk.signs import DRUGS as COUNTED
from tests.support.records import DAY, Person, Thing, ago, condition, done, drug, in_hospital, measured, person
from tests.support.risk import found, known, with_strength

MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN

VALUES = [
    ("risk.short_sleep", "sleep_hours_per_day", "", [(5.9, MET), (6.0, NOT_MET), (6.1, NOT_MET)]),
    ("risk.long_sleep", "sleep_hours_per_day", "", [(7.9, NOT_MET), (8.0, NOT_MET), (8.1, MET)]),
    ("risk.underweight", "bmi_kg_per_m2", "", [(18.4, MET), (18.5, NOT_MET), (18.6, NOT_MET)]),
    ("risk.malnutrition", "mna_sf", "", [(10, MET), (11, MET), (12, NOT_MET)]),
    ("risk.weight_loss", "weight_loss_percent_6_months", "", [(4.9, NOT_MET), (5.0, NOT_MET), (5.1, MET)]),
    ("risk.obesity", "bmi_kg_per_m2", "", [(27.9, NOT_MET), (28.0, NOT_KNOWN), (29.9, NOT_KNOWN), (30.0, MET)]),
    ("risk.adl_disability", "barthel", "", [(95, MET), (99, MET), (100, NOT_MET)]),
    ("risk.cognitive_impairment", "moca", "", [(14, MET), (15, MET), (16, NOT_KNOWN), (25, NOT_KNOWN), (26, NOT_MET)]),
    ("risk.cognitive_impairment", "mmse", "", [(21, MET), (22, MET), (23, NOT_KNOWN), (28, NOT_KNOWN), (29, NOT_MET)]),
    ("risk.depression", "gds15", "", [(4, NOT_MET), (5, NOT_KNOWN), (8, NOT_KNOWN), (9, MET), (10, MET)]),
    ("risk.depression", "phq9", "", [(9, NOT_MET), (10, MET), (11, MET)]),
    ("risk.anaemia", "haemoglobin_g_per_l", "male", [(129, MET), (130, NOT_MET), (131, NOT_MET)]),
    ("risk.anaemia", "haemoglobin_g_per_l", "female", [(119, MET), (120, NOT_MET), (121, NOT_MET)]),
    ("risk.chronic_kidney_disease", "egfr_ml_per_min", "", [(59, MET), (60, NOT_MET), (61, NOT_MET)]),
    ("risk.low_albumin", "albumin_g_per_l", "", [(39, MET), (40, MET), (41, NOT_MET)]),
    ("risk.low_vitamin_d", "vitamin_d_nmol_per_l", "", [(49.91, MET), (49.92, NOT_MET), (50.0, NOT_MET)]),
    ("risk.smoking", "smoking_status", "", [(0, NOT_MET), (1, NOT_MET), (2, NOT_MET), (3, MET)]),
    ("risk.inflammation", "crp_mg_per_l", "", [(4.9, NOT_MET), (5.0, NOT_MET), (5.1, MET)]),
    ("risk.hyperthyroidism", "tsh_miu_per_l", "", [(0.09, MET), (0.1, NOT_MET), (0.11, NOT_MET)]),
    ("risk.hypothyroidism", "tsh_miu_per_l", "", [(9.9, NOT_MET), (10.0, NOT_MET), (10.1, MET)]),
    ("risk.hypokalaemia", "potassium_mmol_per_l", "", [(3.4, MET), (3.5, NOT_MET), (3.6, NOT_MET)]),
]
CASES = [(factor, name, sex, value, answer) for factor, name, sex, steps in VALUES for value, answer in steps]


@pytest.mark.parametrize(("factor", "name", "sex", "value", "answer"), CASES)
def test_a_value_shows_a_factor_from_its_limit_on_and_lies_open_between_two_limits(
    factor: str, name: str, sex: str, value: float, answer: Answer
) -> None:
    for one in [sex] if sex else ["male", "female"]:
        told = known(person(sex=one, **{name: value}))[factor]
        assert told.answer is answer
        assert [item.value for item in told.evidence] == ([] if answer is NOT_MET else [value])
        assert ("limits_differ" in told.notes) is (answer is NOT_KNOWN)


@pytest.mark.parametrize(("value", "answer"), [(7.0, NOT_MET), (7.8, NOT_MET), (8.0, NOT_MET), (8.1, MET)])
def test_a_high_hba1c_counts_in_diabetes_only_and_one_that_is_measured_is_known(value: float, answer: Answer) -> None:
    assert known(person(condition("diabetes"), hba1c_percent=value))["risk.diabetes_hba1c"].answer is answer
    assert known(person(hba1c_percent=value))["risk.diabetes_hba1c"].answer is NOT_MET
    assert known(person(hba1c_percent=value).unread("Condition"))["risk.diabetes_hba1c"].answer is NOT_KNOWN


@pytest.mark.parametrize(("value", "answer"), [(29, NOT_MET), (30, MET), (31, MET)])
def test_protein_in_the_urine_counts_in_diabetes_only(value: float, answer: Answer) -> None:
    assert known(person(condition("diabetes"), uacr_mg_per_g=value))["risk.diabetes_nephropathy"].answer is answer
    assert known(person(uacr_mg_per_g=value))["risk.diabetes_nephropathy"].answer is NOT_MET


@pytest.mark.parametrize(
    ("days", "minutes", "answer"), [(1, 149, MET), (1, 150, NOT_MET), (5, 30, NOT_MET), (5, 31, NOT_MET), (0, 60, MET)]
)
def test_fewer_than_150_minutes_of_exercise_a_week_are_inactivity(days: int, minutes: int, answer: Answer) -> None:
    told = known(person(exercise_days_per_week=days, exercise_min_per_day=minutes))["risk.inactivity"]
    assert told.answer is answer
    if answer is MET:
        (piece,) = told.evidence
        assert (piece.label, piece.value) == (MINUTES, days * minutes)


def test_half_an_answer_about_exercise_leaves_inactivity_open_and_asks_for_the_other_half() -> None:
    told = known(person(exercise_days_per_week=1))["risk.inactivity"]
    assert (told.answer, told.ask) == (NOT_KNOWN, ("exercise_min_per_day",))


FAT = [
    ("male", [(25, NOT_KNOWN), (26, NOT_KNOWN), (29, NOT_KNOWN), (30, MET)]),
    ("female", [(35, NOT_KNOWN), (36, NOT_KNOWN), (38, NOT_KNOWN), (39, MET)]),
]


@pytest.mark.parametrize(("sex", "value", "answer"), [(sex, *step) for sex, steps in FAT for step in steps])
def test_much_body_fat_with_low_strength_asks_for_sarcopenic_obesity(sex: str, value: float, answer: Answer) -> None:
    """Beside a body-mass index between the limits in use, only body fat can decide."""
    who = person(sex=sex, body_fat_percent=value, bmi_kg_per_m2=29)
    assert known(who, with_strength(MET))["risk.sarcopenic_obesity"].answer is answer


@pytest.mark.parametrize(
    ("sex", "value", "answer"),
    [("male", 25, NOT_MET), ("male", 25.1, NOT_KNOWN), ("female", 35, NOT_MET), ("female", 35.1, NOT_KNOWN)],
)
def test_little_body_fat_speaks_against_it(sex: str, value: float, answer: Answer) -> None:
    who = person(sex=sex, body_fat_percent=value)
    assert known(who, with_strength(MET))["risk.sarcopenic_obesity"].answer is answer


@pytest.mark.parametrize(
    ("bmi", "answer"), [(27.9, NOT_MET), (28.0, NOT_KNOWN), (29.9, NOT_KNOWN), (30.0, MET), (30.1, MET)]
)
def test_sarcopenic_obesity_is_looked_for_from_the_highest_limit_of_obesity_on(bmi: float, answer: Answer) -> None:
    assert known(person(bmi_kg_per_m2=bmi), with_strength(MET))["risk.sarcopenic_obesity"].answer is answer


@pytest.mark.parametrize("answer", [MET, NOT_MET, NOT_KNOWN])
def test_sarcopenic_obesity_needs_low_strength_beside_obesity(answer: Answer) -> None:
    told = known(person(condition("obesity")), with_strength(answer))["risk.sarcopenic_obesity"]
    assert told.answer is answer
    assert told.ask == (("grip_kg",) if answer is NOT_KNOWN else ())


@pytest.mark.parametrize(
    ("things", "answer"),
    [
        ((in_hospital(),), MET),
        ((Encounter(Source("Encounter", "e"), True, False, end=date(2026, 5, 2)),), MET),
        ((Encounter(Source("Encounter", "e"), True, False, end=date(2026, 5, 1)),), NOT_MET),
        ((Encounter(Source("Encounter", "e"), True, False, start=date(2026, 5, 2)),), MET),
        ((Encounter(Source("Encounter", "e"), True, False),), NOT_MET),
        ((Encounter(Source("Encounter", "e"), False, True),), NOT_MET),
        ((Encounter(Source("Encounter", "e"), True, False, end=ago(-1)),), NOT_MET),
    ],
)
def test_a_hospital_stay_counts_while_it_lasts_and_six_months_after_it(
    things: tuple[Thing, ...], answer: Answer
) -> None:
    told = known(person(*things))["risk.hospital_stay"]
    assert told.answer is answer
    assert [item.label for item in told.evidence] == ([STAY] if answer is MET else [])


@pytest.mark.parametrize(
    ("on", "answer"),
    [(date(2026, 5, 2), MET), (date(2026, 5, 1), NOT_MET), (None, NOT_MET), (date(2026, 11, 3), NOT_MET)],
)
def test_a_major_operation_counts_for_six_months(on: date | None, answer: Answer) -> None:
    operation = replace(done("hip_surgery"), on=on)
    assert known(person(operation))["risk.operation"].answer is answer


def test_an_operation_counts_for_ever_where_its_record_gives_no_window() -> None:
    long_ago = person(replace(done("hip_surgery"), on=date(1999, 1, 1)))
    looked = procedure(Case.of(long_ago.record, long_ago.facts), Sign("procedure", ("hip_surgery",), ("Procedure",)))
    assert looked is not None
    assert looked[0] is MET


@pytest.mark.parametrize(("on", "answer"), [(date(2026, 10, 2), MET), (date(2026, 10, 1), NOT_MET)])
def test_a_dialysis_session_counts_for_a_month(on: date, answer: Answer) -> None:
    assert known(person(replace(done("dialysis"), on=on)))["risk.dialysis"].answer is answer


@pytest.mark.parametrize(("on", "answer"), [(date(2025, 11, 2), MET), (date(2025, 11, 1), NOT_MET), (None, MET)])
def test_a_fall_counts_for_twelve_months_and_without_a_date(on: date | None, answer: Answer) -> None:
    assert known(person(replace(condition("fall"), onset=on)))["risk.falls"].answer is answer


@pytest.mark.parametrize(("count", "answer"), [(4, NOT_MET), (5, MET), (6, MET)])
def test_five_different_drugs_are_polypharmacy_whatever_their_class(count: int, answer: Answer) -> None:
    names = ["statin", "ppi", "metformin", "warfarin", "digoxin", "levodopa"]
    twice = [drug(name) for name in names[:count]] * 2
    plain = [Medication(frozenset(), f"{name} 5 mg", True, Source("MedicationRequest", name)) for name in names[:count]]
    for things in (twice, plain, [*plain[:3], *twice[3:count]]):
        told = known(person(*things))["risk.polypharmacy"]
        assert told.answer is answer
        assert [(piece.label, piece.value) for piece in told.evidence[:1]] == [(COUNTED, count)] * (answer is MET)


@pytest.mark.parametrize("part", ["MedicationRequest", "MedicationStatement"])
def test_few_drugs_are_not_known_to_be_all_before_both_lists_are_read(part: str) -> None:
    names = ["statin", "ppi", "metformin", "warfarin", "digoxin"]
    assert known(person(*map(drug, names[:4])).unread(part))["risk.polypharmacy"].answer is NOT_KNOWN
    assert known(person().unread(part))["risk.polypharmacy"].answer is NOT_KNOWN
    assert known(person(*map(drug, names)).unread(part))["risk.polypharmacy"].answer is MET


@pytest.mark.parametrize(
    ("onset", "answer", "years"),
    [
        (date(2025, 11, 2), NOT_MET, None),
        (date(2025, 11, 1), MET, 1),
        (date(2010, 1, 1), MET, 16),
        (None, NOT_KNOWN, None),
    ],
)
def test_years_with_diabetes_count_from_the_first_full_one(
    onset: date | None, answer: Answer, years: int | None
) -> None:
    told = known(person(replace(condition("diabetes", recorded=10), onset=onset)))["risk.diabetes_duration"]
    assert told.answer is answer
    assert [item.value for item in told.evidence] == ([] if years is None else [years])


@pytest.mark.parametrize(
    ("concepts", "answer"),
    [
        (("without_partner",), MET),
        (("with_partner",), NOT_MET),
        ((), NOT_KNOWN),
        (("with_partner", "without_partner"), NOT_KNOWN),
    ],
)
def test_whether_somebody_lives_with_a_partner_is_known_only_where_it_is_said(
    concepts: tuple[str, ...], answer: Answer
) -> None:
    assert known(person(*map(condition, concepts)))["risk.without_partner"].answer is answer


def test_age_is_always_told_and_nothing_else_of_somebody_of_whom_nothing_is_recorded() -> None:
    who = person()
    (age,) = [one for one in known(who).values() if one.answer is MET]
    assert (age.id, age.evidence[0].label, age.evidence[0].value) == ("risk.age", AGE, 72)
    ageless = replace(who, facts=replace(who.facts, age_years=None))
    assert found(ageless) == ()


def test_sex_is_told_of_men() -> None:
    assert "risk.male_sex" in found(person(sex="male"))
    assert "risk.male_sex" not in found(person(sex="female"))


def test_an_igf1_is_shown_without_a_judgement_because_no_limit_is_published() -> None:
    told = known(person(igf1_ng_per_ml=60))["risk.igf1"]
    assert (told.answer, told.evidence[0].value) == (NOT_KNOWN, 60)
    assert "no_limit_published" in told.notes


def test_a_measured_value_outweighs_an_old_diagnosis_where_the_record_says_so() -> None:
    assert known(person(condition("anaemia"), haemoglobin_g_per_l=140))["risk.anaemia"].answer is NOT_MET
    assert known(person(condition("anaemia")))["risk.anaemia"].answer is MET
    assert known(person(condition("underweight"), bmi_kg_per_m2=24))["risk.underweight"].answer is NOT_MET
    assert known(person(condition("hypokalaemia"), potassium_mmol_per_l=4.2))["risk.hypokalaemia"].answer is NOT_MET
    assert known(person(condition("hyperthyroidism"), tsh_miu_per_l=2))["risk.hyperthyroidism"].answer is MET


def _with_fact(who: Person, **changes: object) -> Person:
    ((name, fact),) = [(name, one) for name, one in who.facts.by_name.items() if name.endswith("per_l")]
    changed: Fact = replace(fact, **changes)  # type: ignore[arg-type]  # the test names the fields
    return replace(who, facts=replace(who.facts, by_name={**who.facts.by_name, name: changed}))


def test_values_of_one_day_that_disagree_leave_it_open() -> None:
    who = person(sex="female", haemoglobin_g_per_l=118)
    assert known(_with_fact(who, conflicts=(119.0,)))["risk.anaemia"].answer is MET
    assert known(_with_fact(who, conflicts=(125.0,)))["risk.anaemia"].answer is NOT_KNOWN


def test_an_open_bound_proves_only_what_every_value_beyond_it_proves() -> None:
    who = person(sex="female", haemoglobin_g_per_l=100)
    assert known(_with_fact(who, bound="<"))["risk.anaemia"].answer is MET
    assert known(_with_fact(who, bound=">"))["risk.anaemia"].answer is NOT_KNOWN
    assert known(_with_fact(person(crp_mg_per_l=200), bound=">"))["risk.inflammation"].answer is MET


def test_a_stale_value_shows_nothing() -> None:
    assert known(person(measured("bmi_kg_per_m2", 17, days=4000)))["risk.underweight"].answer is NOT_KNOWN


def test_an_ended_problem_or_drug_shows_nothing() -> None:
    who = person(condition("osteoporosis", active=False), drug("glucocorticoid", active=False))
    assert found(who) == ("risk.age",)


PROBLEMS = {
    "risk.living_alone": ["living_alone"],
    "risk.smoking": ["tobacco_use"],
    "risk.adl_disability": ["adl_dependence"],
    "risk.falls": ["fall", "tendency_to_fall"],
    "risk.inactivity": ["physical_inactivity"],
    "risk.immobility": ["bed_confinement", "immobility"],
    "risk.functional_decline": ["functional_decline", "frailty", "failure_to_thrive"],
    "risk.underweight": ["underweight"],
    "risk.malnutrition": ["malnutrition", "malnutrition_mild", "malnutrition_moderate", "malnutrition_severe"],
    "risk.weight_loss": ["weight_loss"],
    "risk.poor_appetite": ["poor_appetite"],
    "risk.low_intake": ["low_intake", "no_oral_intake", "dysphagia"],
    "risk.malabsorption": ["malabsorption", "coeliac_disease", "chronic_pancreatitis"],
    "risk.obesity": ["obesity"],
    "risk.osteoporosis": ["osteopenia", "osteoporosis", "osteoporosis_with_fracture"],
    "risk.cognitive_impairment": ["cognitive_impairment", "dementia"],
    "risk.depression": ["depression"],
    "risk.diabetes": ["diabetes"],
    "risk.osteoarthritis": ["osteoarthritis", "knee_osteoarthritis"],
    "risk.respiratory_disease": ["copd", "chronic_lung_disease", "chronic_respiratory_failure"],
    "risk.heart_disease": ["coronary_disease", "heart_failure", "atrial_fibrillation", "valve_disease"],
    "risk.anaemia": ["anaemia"],
    "risk.chronic_kidney_disease": ["chronic_kidney_disease", "ckd_4", "ckd_5", "end_stage_renal_disease"],
    "risk.dialysis": ["dialysis_status"],
    "risk.cancer": ["cancer", "metastatic_cancer", "myeloma", "bone_metastasis"],
    "risk.liver_disease": ["cirrhosis", "liver_failure"],
    "risk.inflammatory_disease": [
        "inflammatory_arthritis",
        "inflammatory_bowel_disease",
        "tuberculosis",
        "sarcoidosis",
    ],
    "risk.neurological_disease": ["parkinson", "old_stroke", "multiple_sclerosis", "polyneuropathy"],
    "risk.low_vitamin_d": ["vitamin_d_deficiency"],
    "risk.cachexia": ["cachexia"],
    "risk.hyperthyroidism": ["hyperthyroidism"],
    "risk.hypothyroidism": ["hypothyroidism"],
    "risk.other_endocrine_disease": ["hyperparathyroidism", "cushing", "adrenal_insufficiency"],
    "risk.myositis": ["myositis", "myopathy"],
    "risk.motor_neurone_disease": ["motor_neurone_disease", "guillain_barre"],
    "risk.myasthenia": ["myasthenia"],
    "risk.stroke": ["stroke", "intracranial_bleed", "one_sided_weakness"],
    "risk.myelopathy": ["cervical_myelopathy", "cord_compression", "cauda_equina"],
    "risk.hypokalaemia": ["hypokalaemia"],
    "risk.osteomalacia": ["osteomalacia"],
}
DRUGS = {
    "risk.drug.glucocorticoid": ["glucocorticoid"],
    "risk.drug.cancer_therapy": ["chemotherapy", "androgen_deprivation", "aromatase_inhibitor"],
    "risk.drug.weight_lowering": ["glp1_agonist", "sglt2_inhibitor"],
    "risk.drug.thyroid_hormone": ["levothyroxine"],
    "risk.drug.sedating": ["opioid", "benzodiazepine", "antipsychotic", "anticholinergic"],
    "risk.drug.insulin_secretagogue": ["sulfonylurea", "glinide"],
    "risk.drug.loop_diuretic": ["loop_diuretic"],
    "risk.drug.ppi": ["ppi"],
    "risk.drug.statin": ["statin"],
    "risk.drug.possible_benefit": ["raas_blocker", "metformin"],
}


@pytest.mark.parametrize(("factor", "concept"), [(one, name) for one, names in PROBLEMS.items() for name in names])
def test_a_problem_on_record_shows_its_factor_with_that_problem_as_evidence(factor: str, concept: str) -> None:
    told = known(person(condition(concept)))[factor]
    assert told.answer is MET
    assert [item.label for item in told.evidence] == [concept.replace("_", " ")]


@pytest.mark.parametrize(("factor", "name"), [(one, name) for one, names in DRUGS.items() for name in names])
def test_a_drug_in_use_shows_its_factor_with_that_drug_as_evidence(factor: str, name: str) -> None:
    told = known(person(drug(name)))[factor]
    assert told.answer is MET
    assert [item.label for item in told.evidence] == [name]


def test_every_day_in_these_tests_is_reckoned_from_the_same_one() -> None:
    assert date(2026, 11, 2) == DAY


def test_an_egfr_in_acute_kidney_injury_is_no_chronic_kidney_disease() -> None:
    assert known(person(egfr_ml_per_min=31))["risk.chronic_kidney_disease"].answer is MET
    injured = person(condition("acute_kidney_injury"), egfr_ml_per_min=31)
    assert known(injured)["risk.chronic_kidney_disease"].answer is not MET
    both = person(condition("acute_kidney_injury"), condition("ckd_4"), egfr_ml_per_min=21)
    assert known(both)["risk.chronic_kidney_disease"].answer is MET
