"""What holds for every nutrition plan, whoever the person is."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from rules.answers import Answer
from rules.assessment import NutritionPlan, Severity, Withheld
from rules.catalogue import record as rule
from rules.catalogue import words
from rules.context import Site
from rules.nutrition.refeeding import refeeding
from tests.support.nutrition import DAY, PARTS, Person, answer, condition, findings, person, procedure, stay
from tests.support.nutrition_people import SITES, STAGES, people
from tests.support.second_encoding.protein_rows import ROWS, Told, row

HALF_A_GRAM = 0.5
KINDS = {
    "asks": "ask",
    "refer": "refer",
    "also": "also",
    "notes": "note",
    "avoid": "avoid",
    "no_supplement_because": "no_supplement",
    "diets": "diet",
    "limits": "food_limit",
    "snacks": "snack",
    "no_sample_day_because": "no_sample_day",
    "no_fluid_goal_because": "no_fluid",
    "no_vitamin_d_because": "no_vitamin_d",
    "no_deficit_because": "no_deficit",
    "with_drugs": "pair",
}


def planned(someone: Person, site: Site | None = None) -> NutritionPlan:
    found = answer(someone, site)
    assume(isinstance(found, NutritionPlan))
    assert isinstance(found, NutritionPlan)
    return found


@given(people(rare=False), SITES)
def test_no_day_and_no_three_meals_pass_the_ceiling_and_a_supplement_only_replaces(someone: Person, site: Site) -> None:
    plan = planned(someone, site)
    assert plan.protein_g_per_kg_per_day[1] <= plan.ceiling_g_per_kg_per_day
    if plan.weight.kg is None:
        assert plan.supplement is None
        assert (plan.protein_g_per_day, plan.protein_g_per_meal, plan.energy_kcal_per_day) == (None, None, None)
        return
    assert plan.protein_g_per_day is not None
    assert plan.protein_g_per_meal is not None
    most = plan.ceiling_g_per_kg_per_day * plan.weight.kg
    assert plan.protein_g_per_day[1] <= most + HALF_A_GRAM
    assert plan.meals_per_day * plan.protein_g_per_meal[1] <= most + 1e-6
    # The supplement is no addition to full meals: it replaces what is not eaten, and the plan says so beside it.
    assert ("meals_beside_supplement" in plan.notes) is (plan.supplement is not None)
    assert 0 <= plan.protein_g_per_meal[0] <= plan.protein_g_per_meal[1] <= 30


@given(people(rare=False))
def test_no_plan_ever_goes_below_0_8(someone: Person) -> None:
    plan = planned(someone)
    assert 0.8 <= plan.protein_g_per_kg_per_day[0] <= plan.protein_g_per_kg_per_day[1] <= 1.5
    if plan.protein_g_per_day is not None and plan.weight.kg is not None:
        assert plan.protein_g_per_day[0] >= 0.8 * plan.weight.kg - HALF_A_GRAM


@given(people(rare=False, readable=True))
def test_kidney_disease_without_dialysis_never_gets_more_than_its_ceiling(someone: Person) -> None:
    plan = planned(someone)
    egfr = someone.facts.by_name.get("egfr_ml_per_min")
    if egfr is not None and egfr.value < 30 and plan.row != "P1":
        assert plan.ceiling_g_per_kg_per_day <= 1.0
    if egfr is not None and egfr.value < 60:
        assert plan.ceiling_g_per_kg_per_day <= 1.2


@given(people())
def test_refeeding_risk_never_yields_a_number(someone: Person) -> None:
    risk = refeeding(someone.record, someone.facts, DAY).answer
    found = answer(someone)
    if risk is Answer.MET:
        assert isinstance(found, Withheld)
        assert "K18.refeeding" in found.reasons
        assert found.rule == "nutrition.P0"
    elif risk is Answer.NOT_KNOWN and isinstance(found, NutritionPlan):
        assert found.energy_kcal_per_kg_per_day is None
        assert found.supplement is None


@given(people())
def test_whatever_stops_or_is_not_known_leaves_no_plan_and_says_what_settles_it(someone: Person) -> None:
    blocking = {f.id for f in findings(someone).values() if f.severity in (Severity.STOP, Severity.UNKNOWN)}
    found = answer(someone)
    assert isinstance(found, Withheld) == bool(blocking)
    if isinstance(found, Withheld):
        assert set(found.reasons) == blocking
        assert found.clear_first


@given(people(rare=False), st.sampled_from(("AllergyIntolerance", "Observation:laboratory", "Condition")))
def test_reading_less_never_gives_a_plan(someone: Person, part: str) -> None:
    assert isinstance(answer(someone.unread(part)), Withheld)


@given(people(rare=False))
def test_the_avoid_list_holds_every_allergen_and_no_product_holds_milk_or_soy(someone: Person) -> None:
    plan = planned(someone)
    listed = {group for item in someone.record.allergies for group in item.allergens}
    assert listed <= set(plan.avoid)
    if {"milk", "soy"} & set(plan.avoid):
        assert plan.supplement is None
    if plan.supplement is not None and set(plan.avoid) - {"lactose"}:
        assert "free_of_avoided_foods" in plan.supplement.conditions
    if plan.supplement is not None and "lactose" in plan.avoid:
        assert "lactose_free" in plan.supplement.conditions


@given(people(rare=False))
def test_a_supplement_is_only_drafted_with_malnutrition_and_room_in_the_day(someone: Person) -> None:
    plan = planned(someone)
    assert (plan.supplement is None) == bool(plan.no_supplement_because)
    if plan.supplement is not None and plan.protein_g_per_day is not None:
        assert plan.supplement.protein_g_per_day <= plan.protein_g_per_day[1] / 2 + HALF_A_GRAM
        assert plan.row in ("P1", "P4", "P5", "P6", "P7")


@given(people(), SITES)
def test_everything_that_is_said_has_words_in_both_languages(someone: Person, site: Site) -> None:
    spoken = words()
    for finding in findings(someone).values():
        assert finding.id in spoken
        assert f"action.{finding.id}" in spoken
        assert all(f"change.{change}" in spoken for change in finding.changes)
    found = answer(someone, site)
    if isinstance(found, Withheld):
        assert all(reason in spoken or f"reason.{reason}" in spoken for reason in found.reasons)
        assert all(f"clear_first.{step}" in spoken for step in found.clear_first)
        return
    for field, kind in KINDS.items():
        assert all(f"{kind}.{identifier}" in spoken for identifier in getattr(found, field))
    assert found.rule in spoken
    assert found.energy_rule in ("", *spoken)
    assert f"with_exercise.{found.exercise}" in spoken
    assert found.vitamin_d is None or f"vitamin_d.{found.vitamin_d.band}" in spoken
    for nutrient in found.nutrients:
        assert f"nutrient.{nutrient.id}" in spoken
        assert all(f"held.{reason}" in spoken for reason in nutrient.held_because)
    shown = found.nourishment
    assert shown is not None
    assert {f"mna_band.{shown.screen}", f"glim.{shown.glim}"} <= set(spoken)
    assert not shown.severity or f"glim_severity.{shown.severity}" in spoken
    assert all(f"glim_sign.{sign}" in spoken for sign in shown.signs)
    if found.supplement is not None:
        assert f"supplement.{found.supplement.id}" in spoken
        assert all(f"supplement_condition.{identifier}" in spoken for identifier in found.supplement.conditions)


@given(people(rare=False), SITES)
def test_vitamin_d_is_a_small_daily_amount_and_never_stands_beside_its_guard(someone: Person, site: Site) -> None:
    plan = planned(someone, site)
    assert (plan.vitamin_d is None) is bool(plan.no_vitamin_d_because)
    if plan.vitamin_d is not None:
        assert "K24.vitamin_d" not in findings(someone)
        assert 600 <= plan.vitamin_d.iu_per_day[0] <= plan.vitamin_d.iu_per_day[1] <= 2000


@given(people(rare=False), SITES)
def test_eating_below_need_is_never_named_in_a_listed_state(someone: Person, site: Site) -> None:
    plan = planned(someone, site)
    if plan.energy_deficit_kcal_per_day_at_most is None:
        return
    names = {concept for item in someone.record.conditions for concept in item.concepts}
    assert not names & {"frailty", "cachexia", "cancer", "pneumonia", "copd_exacerbation", "malnutrition", "cirrhosis"}
    loss, index = someone.facts.value("weight_loss_percent_6_months"), someone.facts.value("bmi_kg_per_m2")
    assert loss is not None
    assert loss < 5
    assert index is not None
    assert index >= 27
    assert (someone.facts.value("sppb") or 0) >= 7


@given(people(rare=False), SITES)
def test_no_amount_to_drink_stands_beside_heart_kidney_liver_or_low_sodium(someone: Person, site: Site) -> None:
    plan = planned(someone, site)
    assert (plan.fluid_l_per_day_at_least is None) is bool(plan.no_fluid_goal_because)
    if plan.fluid_l_per_day_at_least is not None:
        names = {concept for item in someone.record.conditions for concept in item.concepts}
        assert not names & {"heart_failure", "ascites", "cirrhosis", "oedema"}
        assert plan.row not in ("P1", "P2", "P3", "P6")
        assert (someone.facts.value("sodium_mmol_per_l") or 140) >= 130


AMOUNTS = ("fluid_l_per_day_at_least", "vitamin_d", "energy_deficit_kcal_per_day_at_most", "supplement")


@given(people(rare=False, readable=True), st.sampled_from(PARTS))
def test_an_unread_part_never_adds_an_amount_nor_takes_a_restriction_away(someone: Person, part: str) -> None:
    whole, less = answer(someone), answer(someone.unread(part))
    assume(isinstance(whole, NutritionPlan))
    assert isinstance(whole, NutritionPlan)
    if not isinstance(less, NutritionPlan):
        return
    for name in AMOUNTS:
        assert getattr(less, name) is None or getattr(less, name) == getattr(whole, name)
    given_less = {item.id for item in less.nutrients if item.amount is not None}
    assert given_less <= {item.id for item in whole.nutrients if item.amount is not None}
    for name in ("avoid", "diets", "limits", "no_sample_day_because", "with_drugs"):
        assert set(getattr(whole, name)) <= set(getattr(less, name))


@given(people())
def test_the_same_person_gets_the_same_answer(someone: Person) -> None:
    assert answer(someone) == answer(someone)


# ── the table against its second encoding ───────────────────────────────────────────────────────────────────────────

AGO = st.one_of(st.none(), st.sampled_from((0, 29, 30, 31, 91, 92, 93, 400)))
EGFRS = st.one_of(st.none(), st.sampled_from((14.9, 15.0, 15.1, 29.9, 30.0, 30.1, 59.9, 60.0, 60.1)), st.floats(3, 120))
TOLD = st.builds(
    Told,
    egfr=EGFRS,
    egfr_days_old=st.sampled_from((0, 91, 92, 93, 364, 365, 366)),
    uacr=st.one_of(st.none(), st.sampled_from((299.0, 300.0, 301.0)), st.floats(0, 2000)),
    dialysis_session_days_ago=st.one_of(st.none(), st.none(), AGO),
    mna_sf=st.one_of(st.none(), st.integers(0, 14)),
    cirrhosis=st.booleans(),
    inpatient=st.booleans(),
    pneumonia_days_ago=AGO,
    pressure_ulcer=st.booleans(),
    hip_fracture_days_ago=AGO,
    stage=st.sampled_from(STAGES),
)


def as_record(told: Told) -> Person:
    """The same person as a record system would hold it."""
    items: list[object] = []
    if told.dialysis_session_days_ago is not None:
        items.append(procedure("dialysis", ago=told.dialysis_session_days_ago))
    if told.cirrhosis:
        items.append(condition("cirrhosis"))
    if told.inpatient:
        items.append(stay())
    if told.pneumonia_days_ago is not None:
        items.append(condition("pneumonia", ago=told.pneumonia_days_ago))
    if told.pressure_ulcer:
        items.append(condition("pressure_ulcer"))
    if told.hip_fracture_days_ago is not None:
        items.append(condition("hip_fracture", ago=told.hip_fracture_days_ago))
    values = {"uacr_mg_per_g": told.uacr, "mna_sf": told.mna_sf}
    return person(
        *items,  # type: ignore[arg-type]
        egfr=told.egfr,
        egfr_ago=told.egfr_days_old,
        stage=told.stage,
        **{name: float(value) for name, value in values.items() if value is not None},
    )


@given(TOLD)
def test_the_table_and_its_second_encoding_agree_on_every_random_person(told: Told) -> None:
    found = answer(as_record(told))
    expected = row(told)
    if expected is None:
        assert isinstance(found, Withheld)
        return
    assert isinstance(found, NutritionPlan)
    low, high, ceiling = ROWS[expected]
    assert found.row == expected
    assert found.protein_g_per_kg_per_day == (low, high)
    assert found.ceiling_g_per_kg_per_day == ceiling


def test_the_second_encoding_holds_the_same_numbers_as_the_records() -> None:
    for name, (low, high, ceiling) in ROWS.items():
        values = rule(f"nutrition.{name}").values
        assert (*values["g_per_kg_per_day"], values["ceiling_g_per_kg_per_day"]) == (low, high, ceiling)
