"""The patient's sheet: plain words, the movements of these weeks drawn, and no dose of what is withheld."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cds_service.cards.words import words
from cds_service.figures import svg
from cds_service.pages import Printing, patient_sheet, sheet
from cds_service.pages.patient_training import FOR_THE_CLINICIAN, STOP_NOW, WARNING_SIGNS
from rules.assessment import Effort, ExercisePlan, MachineLoad, Movement, NutritionPlan, Supplement, Withheld
from rules.catalogue import records
from rules.diet import Texture
from rules.exercise import weeks
from rules.exercise.changes import spoken
from rules.exercise.feeling import Feel
from rules.exercise.library import library
from rules.exercise.programme import programme
from rules.facts import Source
from tests.support.assessments import exercise_plan, nutrition_plan
from tests.support.records import condition, in_hospital
from tests.support.sheets import TODAY, changed, practice, printing, readable, texts

LANGUAGES = ("en", "zh-CN")
every_language = pytest.mark.parametrize("language", LANGUAGES)
JARGON = {
    "en": re.compile(
        "1RM|SPPB|RPE|Borg|systolic|isometric|tandem|agitated|end-range|creatine|cue|valsalva", re.IGNORECASE
    ),
    "zh-CN": re.compile("1RM|SPPB|RPE|Borg|收缩压|等长|串联|激越|极限位|肌酸|提示|瓦氏"),
}
PRINTED = [number for number in range(1, 16) if number not in (6, 10)]


def plan_of(source: Printing) -> ExercisePlan:
    plan = source.assessment.exercise
    assert isinstance(plan, ExercisePlan)
    return plan


# ── words for everything ────────────────────────────────────────────────────────────────────────────────────────────


@every_language
def test_every_safety_change_is_told_in_plain_words_or_is_for_the_clinician(language: str) -> None:
    w = words(language)
    changes = {name.removeprefix("change.") for name in records("exercise/changes") if name.startswith("change.")}
    plain = {name.removeprefix("patient_change.") for name in w.table if name.startswith("patient_change.")}
    assert plain <= changes
    assert changes >= FOR_THE_CLINICIAN
    assert plain & FOR_THE_CLINICIAN == set()
    told = {name: w.say(f"change.{name}") for name in changes - plain - FOR_THE_CLINICIAN}
    assert {name: text for name, text in told.items() if JARGON[language].search(text)} == {}


@every_language
def test_every_rule_that_ends_a_session_or_holds_a_load_has_plain_words(language: str) -> None:
    w = words(language)
    for kind, of in (("stop_in_session", "exercise/session"), ("hold", "exercise/progression")):
        names = {name for name in records(of) if name.startswith(f"{kind}.")} - {f"stop_in_session.{WARNING_SIGNS}"}
        assert names
        assert [name for name in sorted(names) if not w.knows(f"patient_{name}")] == []


@every_language
def test_every_tempo_scale_and_feeling_has_plain_words(language: str) -> None:
    w = words(language)
    assert all(w.knows(f"patient_{name}") for name in records("exercise/schedule") if name.startswith("tempo."))
    scales = {name.removeprefix("scale.") for name in w.table if name.startswith("scale.")}
    assert all(w.knows(f"patient_scale.{name}") for name in scales)
    assert all(w.knows(f"patient_feel.{name}") for name in Feel)
    assert all(w.knows(f"patient_stop_now.{name}") for name in STOP_NOW)


@every_language
def test_every_way_of_counting_has_words(language: str) -> None:
    w = words(language)
    counted = {movement.counted for movement in library().values()}
    assert all(w.knows(f"patient_many.{name}") for name in counted)
    assert all(w.knows(f"patient_many.{name}_once") for name in counted - {"minutes"})


@every_language
def test_no_plain_words_are_left_without_their_rule(language: str) -> None:
    for name in words(language).table:
        kind, _, rest = name.partition(".")
        if kind in ("patient_balance", "patient_aerobic", "patient_traditional", "patient_stop_in_session"):
            assert f"{kind.removeprefix('patient_')}.{rest}" in records("exercise/")


# ── training ────────────────────────────────────────────────────────────────────────────────────────────────────────


@every_language
@pytest.mark.parametrize("sppb", [2, 5, 8, 11])
def test_the_sheet_draws_each_movement_of_this_week_once_with_start_and_end(sppb: int, language: str) -> None:
    source = printing(sppb=sppb, language=language)
    plan = plan_of(source)
    found = patient_sheet(source).training
    assert found is not None
    cards = [card for group in found.groups for card in group.cards]
    w = source.words
    expected = {item.movement for session in weeks(plan, TODAY)[0].sessions for item in session.work} | set(plan.daily)
    assert sorted(card.name for card in cards) == sorted(w.say(f"{name}.name") for name in expected)
    for name in expected:
        card = next(card for card in cards if card.name == w.say(f"{name}.name"))
        assert card.start == svg(name, "start", language)
        assert card.end == svg(name, "end", language)
        assert card.how
        assert card.cues


def test_a_card_says_how_many_and_on_which_side() -> None:
    found = patient_sheet(printing(sppb=11)).training
    assert found is not None
    many = {card.name: card.many for group in found.groups for card in group.cards}
    assert many["Rising from a chair"] == "2 sets of 20"
    assert many["Straight-leg lift lying down"] == "2 sets of 20, each side"
    assert patient_sheet(printing(sppb=2)).training.groups[0].cards[0].many == "8 times"  # type: ignore[union-attr]  # there is a plan


def test_the_arm_of_the_dialysis_access_is_spared_on_every_card_for_the_arms() -> None:
    found = patient_sheet(practice(5)).training
    assert found is not None
    many = {card.name: card.many for group in found.groups for card in group.cards}
    assert many["Biceps curl"].endswith(", only with the arm without the dialysis access")
    assert many["Chest press sitting with band"].endswith(", only with the arm without the dialysis access")
    assert many["Side leg raise at support"].endswith(", each side")
    assert any("Spare the arm" in line for line in found.mind)


def test_the_sound_arm_trains_alone_after_a_stroke_of_the_other() -> None:
    source = printing(sppb=8)
    plan = replace(plan_of(source), changes=("other_arm_only", "spare_access_arm"))
    found = patient_sheet(changed(source, exercise=plan)).training
    assert found is not None
    many = {card.name: card.many for group in found.groups for card in group.cards}
    assert many["Biceps curl"].endswith(", only with the sound arm")
    assert many["Straight-leg lift lying down"].endswith(", each side")


def test_a_load_in_kilograms_is_said_where_it_is_known() -> None:
    phase = replace(
        programme("exercise.programme_d").phases[0], movements=(Movement("movement.machine_row", (2, 2), (8, 8)),)
    )
    tested = MachineLoad("movement.machine_row", 30, 10, 40, TODAY, Source("Observation", "x"))
    source = printing(sppb=11)
    plan = replace(plan_of(source), phases=(phase,), machine_loads=(tested,))
    found = patient_sheet(changed(source, exercise=plan)).training
    assert found is not None
    assert re.search(r" with \d+(\.5)? kg", found.groups[0].cards[0].many)


@every_language
@pytest.mark.parametrize("number", PRINTED)
def test_no_share_of_a_maximum_and_no_mark_of_markdown_stands_on_the_sheet(number: int, language: str) -> None:
    for text in texts(patient_sheet(practice(number, language))):
        assert "1RM" not in text
        assert "**" not in text
        assert "\\" not in text


def test_which_days_and_who_stands_beside() -> None:
    two = patient_sheet(printing(sppb=8)).training
    daily = patient_sheet(printing(sppb=2)).training
    ward = patient_sheet(printing(in_hospital(), sppb=8)).training
    assert two is not None
    assert daily is not None
    assert ward is not None
    assert two.when[0] == "On 2 days a week, with at least one day without this training in between."
    assert "Take A and B in turn: A the first time, B the next time." in two.when
    assert two.when[-1].startswith("Until the end of week 4 only with")  # severe sarcopenia
    assert daily.when[:2] == ("Every day.", "2–3 times on such a day.")
    assert "Until the end of week 12 only with a physiotherapist, nurse or trained person beside you." in daily.when
    assert ward.when[0] == "On 5 days a week."
    assert ward.groups[0].title == "Your movements"


def test_who_is_always_supervised_is_told_so_once() -> None:
    found = patient_sheet(printing(condition("dementia"), sppb=5)).training
    assert found is not None
    plan = plan_of(printing(condition("dementia"), sppb=5))
    assert "supervised" in plan.changes
    assert sum("beside you" in line for line in (*found.when, *found.mind)) == 1


@pytest.mark.parametrize(
    ("effort", "expected"),
    [
        (Effort("omni_0_10", 3, 4), "It should feel light: 3–4 on a scale from 0 (no effort) to 10"),
        (Effort("omni_0_10", 4, 5), "It should feel light to somewhat hard: 4–5 on a scale"),
        (Effort("borg_6_20", 11, 13), "It should feel light to somewhat hard: 11–13 on the Borg scale from 6"),
        (Effort("omni_0_10", 7, 8), "It should feel hard: 7–8 on a scale"),
    ],
)
def test_how_hard_is_said_in_words_and_on_the_named_scale(effort: Effort, expected: str) -> None:
    source = printing(sppb=8)
    plan = plan_of(source)
    eased = replace(plan, phases=tuple(replace(phase, effort=effort) for phase in plan.phases))
    found = patient_sheet(changed(source, exercise=eased)).training
    assert found is not None
    assert found.how_hard[0].startswith(expected)


def test_tempo_rest_reserve_and_breath_are_told() -> None:
    found = patient_sheet(printing(sppb=8)).training
    assert found is not None
    told = " ".join(found.how_hard)
    assert "End each set while you could still do 2–4 more." in told
    assert "Lift in 2 seconds, lower in 2 seconds" in told
    assert "Rest 2–3 minutes between sets." in told
    assert "Never hold your breath." in told


def test_the_person_hears_of_the_changes_that_concern_them() -> None:
    source = printing(condition("osteoporosis", days=400), condition("knee_osteoarthritis", days=400), sppb=5)
    found = patient_sheet(source).training
    assert found is not None
    assert {"no_spine_flexion", "no_impact", "pain_free_range"} <= set(spoken(plan_of(source).changes))
    assert "Do not bend or twist your back under load, and no sit-ups." in found.mind
    assert "No jumping." in found.mind
    assert any(line.startswith("Only in the range that does not hurt") for line in found.mind)


def test_the_diary_has_a_box_for_every_training_of_the_phase() -> None:
    source = printing(sppb=8)
    found = patient_sheet(source).training
    assert found is not None
    expected = [week for week in weeks(plan_of(source), TODAY) if week.phase == "phase_1"]
    assert [row.week for row in found.diary] == [str(week.number) for week in expected]
    assert [row.boxes for row in found.diary] == [
        tuple(day.session for day in week.days if day.session) for week in expected
    ]
    assert (
        found.diary[-1].dose
        == f"{expected[-1].sessions[0].work[0].sets} × {expected[-1].sessions[0].work[0].repetitions}"
    )
    assert found.then == "After week 8 you get a new sheet."
    assert len(found.diary_columns) == 4


def test_what_may_be_done_besides_is_a_choice() -> None:
    found = patient_sheet(printing(sppb=8)).training
    assert found is not None
    assert found.if_liked[0] == "Tai Chi: 30–60 minutes on 3–5 days a week"
    assert not set(found.if_liked) & set(found.beside)


def test_walking_alone_holds_no_movement_with_a_load() -> None:
    found = patient_sheet(changed(printing(sppb=8), exercise=replace(exercise_plan(), phases=()))).training
    assert found is not None
    assert found.when[0].startswith("Walk as you are used to")
    assert (found.groups, found.diary, found.how_hard, found.then) == ((), (), (), "")


def test_a_walk_is_counted_in_minutes() -> None:
    source = printing(sppb=8)
    walking = programme("exercise.programme_walking")
    plan = replace(plan_of(source), rule=walking.rule, phases=walking.phases, balance=(), aerobic=())
    found = patient_sheet(changed(source, exercise=plan)).training
    assert found is not None
    assert found.groups[0].cards[0].many == "5–15 minutes"
    assert found.diary[0].dose == "5–15 minutes"


# ── withheld ────────────────────────────────────────────────────────────────────────────────────────────────────────

NUMBERS = re.compile(r"\d")


@every_language
def test_withheld_training_says_so_and_holds_no_dose(language: str) -> None:
    found = patient_sheet(printing(sppb=8, systolic_mmhg=190, language=language))
    assert found.training is None
    assert len(found.no_training) == 3
    assert not any(NUMBERS.search(line) for line in (*found.no_training, *found.stop_now))
    assert found.stop_today == ()
    assert found.next_visit == ""
    html = sheet("patient-sheet", printing(sppb=8, systolic_mmhg=190, language=language))
    assert "<svg" not in html
    assert 'class="diary"' not in html


@every_language
def test_withheld_food_says_so_and_holds_no_amount(language: str) -> None:
    found = patient_sheet(practice(14, language))
    assert found.eating is None
    assert len(found.no_eating) == 3
    assert not any(NUMBERS.search(line) for line in found.no_eating)
    assert found.next_visit == ""
    assert 'class="plate"' not in sheet("patient-sheet", practice(14, language))


def test_an_unsigned_rule_in_production_leaves_neither_dose() -> None:
    held = Withheld(("unsigned_rule",), ("site_signature",), "exercise.programme_c")
    found = patient_sheet(changed(printing(sppb=8), exercise=held, nutrition=held))
    assert found.training is None
    assert found.eating is None


@every_language
def test_the_sheet_never_speaks_of_bed_rest_fasting_or_stopping_a_drug(language: str) -> None:
    forbidden = {
        "en": r"bed rest|stay in bed|\bfast(ing)?\b|stop taking|stop your|lower the dose",
        "zh-CN": r"卧床休息|禁食|停药|停用|减药",
    }[language]
    for number in PRINTED:
        for text in texts(patient_sheet(practice(number, language))):
            assert not re.search(forbidden, text, re.IGNORECASE), text


# ── food ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_amount_to_drink_is_said_only_where_the_plan_says_one() -> None:
    free, held = patient_sheet(practice(1)).eating, patient_sheet(practice(5)).eating
    assert free is not None
    assert held is not None
    assert free.drinks == ("At least 1.6 litres a day, all drinks together.",)
    assert len(held.drinks) == 1
    assert not NUMBERS.search(held.drinks[0])


def test_the_ordered_texture_leads_and_an_unclear_one_is_asked_for() -> None:
    source = printing(sppb=8)
    plan = source.assessment.nutrition
    assert isinstance(plan, NutritionPlan)
    ordered = replace(plan, texture=Texture(food_level=6, drink_level=2), fluid_l_per_day_at_least=None)
    found = patient_sheet(changed(source, nutrition=ordered)).eating
    assert found is not None
    assert found.drinks[0].startswith("Food at IDDSI level 6")
    assert found.drinks[1].startswith("Drinks at IDDSI level 2")
    unclear = replace(plan, texture=Texture(unclear=True))
    asked = patient_sheet(changed(source, nutrition=unclear)).eating
    assert asked is not None
    assert asked.drinks[0].startswith("The texture of your food still has to be settled")


def test_what_to_leave_out_is_told_first() -> None:
    found, kidney = patient_sheet(practice(13)).eating, patient_sheet(practice(4)).eating
    assert found is not None
    assert kidney is not None
    assert found.leave_out == ("milk and everything made from it",)
    assert "foods rich in potassium" in kidney.leave_out


@every_language
def test_the_sample_day_stands_in_household_portions_without_grams_or_energy(language: str) -> None:
    found = patient_sheet(practice(1, language)).eating
    assert found is not None
    assert len(found.plates) >= 3
    foods = [food for plate in found.plates for food in plate.foods]
    assert all(name and portion for name, portion in foods)
    told = " ".join(texts(found.plates))
    assert "kcal" not in told
    assert found.day_total
    assert found.swaps


def test_without_a_sample_day_no_day_is_promised() -> None:
    source = printing(sppb=8)
    plan = replace(nutrition_plan(), no_sample_day_because=("texture_unclear",), energy_kcal_per_day=None)
    found = patient_sheet(changed(source, nutrition=plan)).eating
    assert found is not None
    assert found.plates == ()
    assert found.no_day.startswith("No example is printed")
    assert not any("day below" in line for line in found.protein)


def test_without_a_weight_no_gram_is_said() -> None:
    plan = replace(nutrition_plan(), protein_g_per_day=None, protein_g_per_meal=None, energy_kcal_per_day=None)
    found = patient_sheet(changed(printing(sppb=8), nutrition=plan)).eating
    assert found is not None
    assert not any(NUMBERS.search(line) for line in found.protein)


def test_a_supplement_is_told_with_its_conditions() -> None:
    plan = replace(
        nutrition_plan(), supplement=Supplement("oral_nutritional_supplement", 400, 30, 4, ("lactose_free",))
    )
    found = patient_sheet(changed(printing(sppb=8), nutrition=plan)).eating
    assert found is not None
    assert found.supplement == "Oral nutritional supplement: 400 kcal and 30 g protein a day for 4 weeks; lactose-free"


# ── the rest ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_next_visit_is_the_next_planned_review() -> None:
    assert patient_sheet(printing(sppb=8)).next_visit == "Next visit: around 2026-11-16. Bring this sheet with you."


def test_a_draft_is_not_to_be_handed_out_and_a_signed_one_says_nothing_of_it() -> None:
    source = printing(sppb=8)
    assert patient_sheet(source).banner.lines[0].startswith("Not to be handed out")
    signed = changed(source, exercise=exercise_plan(signed=True), nutrition=nutrition_plan(signed=True))
    assert patient_sheet(signed).banner.title == ""


def test_the_limits_that_end_a_session_are_those_of_the_plan() -> None:
    found = patient_sheet(printing(condition("diabetes"), sppb=8))
    assert (
        "Blood pressure above 220/110 mmHg, or more than 10 lower than at rest while you feel unwell"
        in found.stop_today
    )
    assert "Oxygen below 88 %, or down by more than 4 %" in found.stop_today
    assert "Pulse at rest above 120" in found.stop_today
    assert "It feels extremely hard: 9 of 10 or more" in found.stop_today
    assert "Pain above 5 of 10" in found.stop_today


def test_the_signature_line_stands_on_the_paper() -> None:
    assert "Checked, changed where needed, and signed by" in readable(sheet("patient-sheet", printing(sppb=8)))
