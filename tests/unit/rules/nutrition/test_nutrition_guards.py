"""The nutrition guards: swallowing, allergy, metabolism, liver, potassium, and unread against empty."""

from __future__ import annotations

import pytest

from rules import nutrition
from rules.assessment import Finding, NutritionPlan, Safety, Severity, State, Withheld
from rules.facts import Measurement, ReadState
from tests.support.nutrition import (
    NO_REFEEDING_RISK,
    NO_SAFETY,
    PARTS,
    Person,
    allergy,
    condition,
    context,
    days_ago,
    drug,
    findings,
    order,
    person,
    plan,
    procedure,
    screen,
    series,
    severities,
    stay,
    withheld,
)


def test_a_person_with_nothing_in_the_record_has_no_finding() -> None:
    assert severities(person()) == {}


def test_findings_come_most_urgent_first_and_name_their_domain() -> None:
    someone = person(condition("palliative_care"), condition("dementia"), condition("lactose_intolerance"), egfr=20)
    found = list(findings(someone).values())
    assert [finding.urgency for finding in found] == sorted(finding.urgency for finding in found)
    assert {finding.domain for finding in found} == {"nutrition"}
    assert found[0].id == "K25.comfort"


# ── unread is not empty ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "finding"),
    [
        ("AllergyIntolerance", "unread.allergies"),
        ("Observation:laboratory", "unread.kidney"),
        ("Condition", "unread.nutrition_problems"),
        ("Procedure", "unread.dialysis"),
    ],
)
def test_an_unread_need_leaves_no_plan_and_says_which(part: str, finding: str) -> None:
    someone = person().unread(part)
    assert findings(someone)[finding].severity is Severity.UNKNOWN
    assert part in findings(someone)[finding].unread
    assert finding in withheld(someone).reasons
    assert withheld(someone).clear_first


@pytest.mark.parametrize("part", PARTS)
def test_an_empty_part_of_the_record_never_withholds_a_plan(part: str) -> None:
    someone = person()
    reads = {**someone.record.reads, part: ReadState.EMPTY}
    object.__setattr__(someone.record, "reads", reads)
    assert plan(someone).row == "P9"


@pytest.mark.parametrize(
    "part", ["Patient", "MedicationAdministration", "Encounter", "ServiceRequest", "Observation:muscle"]
)
def test_parts_that_no_guard_needs_do_not_withhold(part: str) -> None:
    assert plan(person().unread(part)).row == "P9"


def test_a_part_that_the_record_does_not_name_was_unread() -> None:
    someone = person()
    object.__setattr__(someone.record, "reads", {})
    assert {"unread.allergies", "unread.kidney", "unread.nutrition_problems"} <= set(withheld(someone).reasons)


def test_unread_procedures_do_not_hide_a_coded_dialysis() -> None:
    someone = person(condition("dialysis_status", ago=30), egfr=None, dry_weight_kg=60).unread("Procedure")
    assert plan(someone).row == "P1"


def test_unread_drugs_hold_back_the_supplement_and_warn() -> None:
    someone = person(condition("malnutrition")).unread("MedicationRequest")
    found = plan(someone)
    assert severities(someone)["unread.nutrition_drugs"] is Severity.MODIFY
    assert "drugs_unread" in found.notes
    assert "drugs_unread" in found.no_supplement_because


@pytest.mark.parametrize(
    ("someone", "blocked"),
    [
        (person().unread("NutritionOrder"), False),
        (person(stay()).unread("NutritionOrder"), True),
        (person().unread("NutritionOrder", "Encounter"), True),
        (person().unread("ServiceRequest"), False),
        (person(stay()).unread("ServiceRequest"), True),
    ],
)
def test_unread_diet_orders_matter_where_nothing_by_mouth_may_be_ordered(someone: Person, blocked: bool) -> None:
    assert ("unread.swallowing" in findings(someone)) is blocked


# ── what stops ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("someone", "reason"),
    [
        (person(condition("phenylketonuria")), "K20.metabolism"),
        (person(condition("urea_cycle_disorder")), "K20.metabolism"),
        (person(condition("maple_syrup_urine_disease")), "K20.metabolism"),
        (person(condition("palliative_care")), "K25.comfort"),
        (person(condition("no_oral_intake", ago=1)), "K19.no_oral_intake"),
        (person(order("nil_by_mouth")), "K19.no_oral_intake"),
    ],
)
def test_row_p0_withholds_with_its_reason(someone: Person, reason: str) -> None:
    found = withheld(someone)
    assert found.reasons == (reason,)
    assert found.rule == "nutrition.P0"
    assert severities(someone)[reason] is Severity.STOP


def test_resolved_problems_are_history() -> None:
    someone = person(condition("palliative_care"))
    resolved = tuple(type(item)(item.concepts, item.label, False, item.source) for item in someone.record.conditions)
    object.__setattr__(someone.record, "conditions", resolved)
    assert plan(someone).row == "P9"


def test_a_blocking_finding_of_the_caller_is_honoured_too() -> None:
    someone = person()
    blocking = Finding("K20.metabolism", "nutrition", Severity.STOP, 6)
    safety = Safety(State.ALLOWED, State.STOP, (blocking,))
    found = nutrition.prescribe(someone.record, someone.facts, someone.staging, safety, context())
    assert isinstance(found, Withheld)
    assert found.reasons == ("K20.metabolism",)


def test_the_guards_of_an_examination_count_for_the_person_examined_and_for_nobody_else() -> None:
    well, dying = person(), person(condition("palliative_care"))
    moment = context()
    of_well, of_dying = (nutrition.examine(someone.record, someone.facts, moment) for someone in (well, dying))

    def answer(someone: Person, seen: nutrition.Examination) -> NutritionPlan | Withheld:
        return nutrition.prescribe(someone.record, someone.facts, someone.staging, NO_SAFETY, moment, seen)

    assert answer(well, of_well) == plan(well)
    assert answer(dying, of_dying) == answer(dying, of_well) == withheld(dying)


def test_a_stop_on_training_does_not_stop_food() -> None:
    someone = person()
    training = Finding("K01.acute_coronary", "exercise", Severity.STOP, 1)
    safety = Safety(State.STOP, State.ALLOWED, (training,))
    found = nutrition.prescribe(someone.record, someone.facts, someone.staging, safety, context())
    assert not isinstance(found, Withheld)


# ── swallowing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "item",
    [
        condition("dysphagia"),
        condition("aspiration_pneumonia"),
        condition("stroke"),
        condition("old_stroke"),
        condition("parkinson"),
        condition("dementia"),
        condition("pneumonia"),
        order("modified_texture"),
        condition("cough_at_meals"),
    ],
)
def test_swallowing_trouble_or_a_disease_that_brings_it_asks_for_a_screen(item: object) -> None:
    someone = person(item)  # type: ignore[arg-type]
    found = findings(someone)["K19.screen"]
    assert found.severity is Severity.MODIFY
    assert {"no_supplement", "no_powder", "no_sample_day"} <= set(found.changes)
    assert "swallow_screen" in plan(someone).asks


@pytest.mark.parametrize(("score", "asked"), [(2, False), (3, True), (4, True)])
def test_an_eat10_of_3_asks_for_a_screen(score: int, asked: bool) -> None:
    assert ("K19.screen" in findings(person(eat10=score))) is asked


@pytest.mark.parametrize(("screened", "asked"), [(399, False), (400, False), (401, True), (None, True)])
def test_only_a_dated_screen_after_the_disease_began_counts(screened: int | None, asked: bool) -> None:
    someone = person(condition("dementia", ago=400), screen(ago=screened))
    assert ("K19.screen" in findings(someone)) is asked


def test_a_passed_screen_settles_a_stroke_without_trouble() -> None:
    someone = person(condition("stroke", ago=200), screen(ago=10))
    assert not {"K19.screen", "K19.texture"} & set(findings(someone))


def test_a_screen_that_was_only_done_settles_nothing() -> None:
    someone = person(condition("stroke", ago=200), screen(ago=10, outcome=""))
    assert "K19.screen" in findings(someone)
    assert "swallow_screen" in plan(someone).asks


def test_a_failed_screen_is_trouble_of_its_own_and_goes_to_speech_therapy() -> None:
    someone = person(screen(ago=3, outcome="failed"))
    assert {"no_supplement", "no_powder", "no_sample_day"} <= set(findings(someone)["K19.screen"].changes)
    found = plan(someone)
    assert "speech_therapist" in found.refer
    assert "iddsi_level" in found.asks
    assert "swallow_screen_failed" in found.no_supplement_because


def test_a_later_passed_screen_answers_a_failed_one() -> None:
    someone = person(screen(ago=30, outcome="failed"), screen(ago=3))
    assert not {"K19.screen", "K19.texture"} & set(findings(someone))
    same_day = person(screen(ago=3, outcome="failed"), screen(ago=3))
    assert "K19.screen" in findings(same_day) or "K19.texture" in findings(same_day)


def test_a_failed_screen_with_an_ordered_texture_keeps_to_that_level() -> None:
    someone = person(condition("dysphagia"), screen(ago=0, outcome="failed"), order("modified_texture"))
    assert findings(someone)["K19.texture"].changes == ("ordered_texture_only",)
    assert "K19.screen" not in findings(someone)


def observed(name: str, *points: tuple[int, float]) -> dict[str, tuple[Measurement, ...]]:
    return {name: series(name, *points)}


@pytest.mark.parametrize(
    ("name", "value", "trouble"),
    [("swallow_screen", 1, False), ("swallow_screen", 2, True)]
    + [("water_swallow_test", grade, grade > 1) for grade in (1, 2, 3, 4, 5)],
)
def test_a_swallow_screen_sent_as_an_observation_counts_like_one_that_was_done(
    name: str, value: float, trouble: bool
) -> None:
    someone = person(earlier=observed(name, (3, value)))
    assert ("K19.screen" in findings(someone)) is trouble
    assert ("swallow_screen_failed" in plan(someone).no_supplement_because) is trouble
    assert ("speech_therapist" in plan(someone).refer) is trouble
    stroke = person(condition("stroke", ago=200), earlier=observed(name, (3, value)))
    assert ("K19.screen" in findings(stroke)) is trouble


def test_a_later_passed_observation_answers_a_failed_procedure_and_the_other_way_round() -> None:
    later = person(screen(ago=30, outcome="failed"), earlier=observed("swallow_screen", (3, 1)))
    assert not {"K19.screen", "K19.texture"} & set(findings(later))
    worse = person(screen(ago=30), earlier=observed("water_swallow_test", (3, 4)))
    (piece,) = findings(worse)["K19.screen"].evidence
    assert (piece.label, piece.value, piece.on) == ("water_swallow_test", 4, days_ago(3))


def test_every_screen_of_the_series_counts_and_not_only_the_latest() -> None:
    someone = person(condition("dementia", ago=100), earlier=observed("swallow_screen", (30, 2), (3, 1)))
    assert not {"K19.screen", "K19.texture"} & set(findings(someone))
    fell_back = person(earlier=observed("swallow_screen", (30, 1), (3, 2)))
    assert "K19.screen" in findings(fell_back)


def test_unread_results_of_screens_hold_supplement_sample_day_fluids_and_powders_as_a_screen_would() -> None:
    someone = person().unread("Observation:muscle")
    found, read = plan(someone), plan(person())
    assert "swallow_screens_unread" in found.no_supplement_because
    assert "swallow_screens_unread" in found.no_sample_day_because
    assert "swallow_screen" in found.no_fluid_goal_because
    assert [item.id for item in found.nutrients if "swallow_screen" in item.held_because] == [
        item.id for item in plan(person(condition("dysphagia"))).nutrients if "swallow_screen" in item.held_because
    ]
    assert not [name for name in (*read.no_supplement_because, *read.no_sample_day_because) if "screens_unread" in name]


def test_a_screen_that_was_not_passed_is_told_before_what_was_not_read() -> None:
    someone = person(screen(ago=3, outcome="failed")).unread("Observation:muscle")
    assert "swallow_screen_failed" in plan(someone).no_supplement_because
    assert "swallow_screens_unread" not in plan(someone).no_supplement_because


def test_passed_trouble_keeps_to_the_ordered_level() -> None:
    someone = person(condition("dysphagia"), screen(ago=10))
    assert findings(someone)["K19.texture"].changes == ("ordered_texture_only",)
    assert "iddsi_level" in plan(someone).asks


# ── comfort ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (condition("palliative_care"), True),
        (order("palliative_care"), True),
        (procedure("palliative_care", ago=365), True),
        (procedure("palliative_care", ago=366), False),
        (procedure("palliative_care", ago=None), True),
    ],
)
def test_palliative_care_as_a_problem_an_order_or_a_procedure_sets_no_targets(item: object, found: bool) -> None:
    assert ("K25.comfort" in findings(person(item))) is found  # type: ignore[arg-type]


# ── allergy ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_food_allergy_without_a_known_food_bars_a_supplement_and_asks() -> None:
    found = plan(person(condition("malnutrition"), allergy("unspecified_food"), **NO_REFEEDING_RISK))
    assert found.avoid == ("unspecified_food",)
    assert found.supplement is None
    assert found.no_supplement_because == ("unspecified_food_allergy",)
    assert "food_allergy" in found.asks
    assert findings(person(allergy("unspecified_food")))["K20.allergy"].severity is Severity.MODIFY


@pytest.mark.parametrize(("concept", "food"), [("galactosaemia", "milk"), ("coeliac_disease", "gluten")])
def test_a_disease_that_bars_a_food_puts_it_on_the_avoid_list(concept: str, food: str) -> None:
    assert plan(person(condition(concept))).avoid == (food,)
    assert "K20.allergy" in findings(person(condition(concept)))


def test_wheat_and_gluten_are_named_on_the_avoid_list() -> None:
    assert plan(person(allergy("wheat", "gluten"))).avoid == ("gluten", "wheat")


def test_every_allergen_is_on_the_avoid_list() -> None:
    assert plan(person(allergy("soy", "egg"), allergy("milk"))).avoid == ("egg", "milk", "soy")


def test_a_milk_allergy_status_code_counts_like_an_allergy_entry() -> None:
    someone = person(condition("milk_allergy_status"))
    assert plan(someone).avoid == ("milk",)
    assert severities(someone)["K20.allergy"] is Severity.MODIFY


def test_lactose_intolerance_is_a_note_and_no_allergy() -> None:
    assert severities(person(allergy("lactose"))) == {"K20.lactose": Severity.NOTE}


def test_an_inactive_allergy_is_history() -> None:
    someone = person(allergy("milk"))
    past = tuple(type(item)(item.allergens, item.label, False, item.source) for item in someone.record.allergies)
    object.__setattr__(someone.record, "allergies", past)
    assert plan(someone).avoid == ()


def test_a_drug_allergy_without_a_food_group_avoids_nothing() -> None:
    someone = person()
    penicillin = type(allergy("milk"))(frozenset(), "penicillin", True, allergy("milk").source)
    object.__setattr__(someone.record, "allergies", (penicillin,))
    assert severities(someone) == {}


# ── kidneys, liver, potassium, drugs ────────────────────────────────────────────────────────────────────────────────


def test_kidney_disease_without_dialysis_carries_a_ceiling_and_dialysis_does_not() -> None:
    assert severities(person(egfr=45))["K15.ceiling"] is Severity.MODIFY
    assert severities(person(uacr_mg_per_g=300))["K15.ceiling"] is Severity.MODIFY
    assert "K15.ceiling" not in findings(person(procedure("dialysis"), egfr=10))
    assert "K16.dialysis" in findings(person(procedure("dialysis"), egfr=10))


@pytest.mark.parametrize("concept", ["cirrhosis", "liver_failure", "ascites", "varices"])
def test_liver_disease_sets_no_fluid_goal_and_offers_a_late_snack(concept: str) -> None:
    assert set(findings(person(condition(concept)))["K21.liver"].changes) == {"late_snack", "no_fluid_goal"}


@pytest.mark.parametrize(("sodium", "found"), [(129, True), (130, False), (131, False)])
def test_low_sodium_begins_below_130(sodium: float, found: bool) -> None:
    assert ("K21.low_sodium" in findings(person(sodium_mmol_per_l=sodium))) is found


def test_low_sodium_without_liver_disease_is_no_word_of_the_liver() -> None:
    alone = findings(person(sodium_mmol_per_l=118))
    assert "K21.liver" not in alone
    assert alone["K21.low_sodium"].changes == ("no_fluid_goal",)
    with_liver = findings(person(condition("cirrhosis"), sodium_mmol_per_l=118))
    assert "K21.low_sodium" not in with_liver
    assert "sodium_mmol_per_l" in {item.label for item in with_liver["K21.liver"].evidence}


def test_acute_kidney_injury_is_not_called_kidney_disease_with_a_ceiling() -> None:
    found = findings(person(condition("acute_kidney_injury", ago=2), egfr=31))
    assert "K17.acute" in found
    assert "K15.ceiling" not in found


def test_delirium_asks_for_a_swallow_screen_before_a_sample_day() -> None:
    assert "K19.screen" in findings(person(condition("delirium", ago=2)))
    assert "swallow_screen_first" in plan(person(condition("delirium", ago=2))).no_sample_day_because


@pytest.mark.parametrize(("potassium", "found"), [(5.5, False), (5.6, True), (6.3, True)])
def test_high_potassium_bars_potassium_products(potassium: float, found: bool) -> None:
    someone = person(potassium_mmol_per_l=potassium)
    assert ("K12.potassium_in_food" in findings(someone)) is found
    assert ("no_potassium_products" in plan(someone).notes) is found


def test_advanced_kidney_disease_with_cirrhosis_brings_the_specialists_together() -> None:
    assert plan(person(condition("cirrhosis"), egfr=20)).refer == (
        "nephrologist",
        "renal_dietitian",
        "liver_specialist",
    )


@pytest.mark.parametrize(("potassium", "named"), [(4.9, False), (5.0, True), (5.8, True)])
def test_potassium_on_the_list_is_named_where_potassium_is_at_the_upper_end(potassium: float, named: bool) -> None:
    found = findings(person(drug("potassium"), potassium_mmol_per_l=potassium))
    assert ("K22.potassium_taken" in found) is named


def test_potassium_on_the_list_is_named_where_the_kidneys_fail() -> None:
    assert "K22.potassium_taken" in findings(person(drug("potassium"), condition("acute_kidney_injury", ago=2)))
    assert "K22.potassium_taken" in findings(person(drug("potassium"), egfr=29))
    assert "K22.potassium_taken" not in findings(person(drug("potassium"), egfr=30))
    assert "K22.potassium_taken" not in findings(person(potassium_mmol_per_l=5.8))
