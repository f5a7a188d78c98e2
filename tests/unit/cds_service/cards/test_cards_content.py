"""What each card must show, and what it must never say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cds_service.cards import answer
from cds_service.cards.words import number, words
from rules.assessment import Supplement, Withheld
from rules.context import Criteria
from rules.evidence import Evidence
from rules.facts import Fact, Ignored, Source
from tests.support.assessments import (
    DAY,
    LANGUAGES,
    asked,
    assessment,
    exercise_plan,
    finding,
    nutrition_plan,
    safety,
    severe_person,
)
from tests.support.facts import facts


def detail(kind: str, language: str = "en", **changes: object) -> str:
    """The text of one kind of card."""
    answered = answer(assessment(**changes), asked(language))
    found = [card["detail"] for card in answered.cards if card["source"]["topic"]["code"] == kind]
    assert isinstance(found[0], str)
    return found[0]


def everything(language: str) -> str:
    """The text of all cards, stops and withheld plans included."""
    stops = safety(finding("K04.very_high"), finding("K18.refeeding"))
    unknown = safety(finding("unread.conditions"), finding("unread.allergies"))
    whole = [
        assessment(),
        assessment(safety=stops, exercise=Withheld(()), nutrition=Withheld(())),
        assessment(safety=unknown, exercise=Withheld(()), nutrition=Withheld(()), unread=("Condition",)),
        assessment(facts("female", 70, sarc_f=5), triggers=("repeated_falls",)),
    ]
    return "\n".join(card["detail"] for item in whole for card in answer(item, asked(language)).cards)


# ── the stage card ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_criterion_shows_value_unit_day_limit_and_answer() -> None:
    assert "| Low grip strength | 17.9 kg | 2026-06-01 | < 18 kg | met |\n" in detail("stage")


def test_the_source_of_the_limits_is_said_once_where_all_rows_share_it() -> None:
    text = detail("stage")
    assert "| Answer |\n" in text
    assert text.count("AWGS 2019 (publication checked)") == 1
    assert "Source of all limits: AWGS 2019 (publication checked)." in text


def test_each_row_names_its_source_where_they_differ() -> None:
    staging = assessment().staging
    assert staging is not None
    first, *others = (result for result in staging.results if result.cut_off and result.fact)
    assert first.cut_off is not None
    weaker = replace(first, cut_off=replace(first.cut_off, grade="secondary"))
    text = detail("stage", staging=replace(staging, results=(weaker, *others)))
    assert "| AWGS 2019 (second-hand source) |" in text
    assert "| AWGS 2019 (publication checked) |" in text
    assert "Source of all limits" not in text


def test_a_value_beside_the_limit_is_not_printed_as_the_limit() -> None:
    assert number(17.9968, "kg", 18.0) == "17.997"
    assert number(18.0, "kg", 18.0) == "18"
    assert number(0.996, "m/s", 1.0) == "0.996"


@pytest.mark.parametrize(("language", "row"), [("en", "(decides nothing) | 33 cm |"), ("zh-CN", "校正的小腿围")])
def test_a_calf_adjusted_for_body_mass_stands_beside_the_measured_one(language: str, row: str) -> None:
    stout = facts("female", 70, grip_kg=12, gait_m_per_s=0.6, asm_height2_kg_per_m2=5.0, calf_cm=36, bmi_kg_per_m2=29)
    (card, *_) = answer(assessment(stout), asked(language)).cards
    assert row in card["detail"]


def test_an_unmeasured_criterion_is_named_as_not_measured() -> None:
    assert "Not measured: " in detail("stage", person=facts("female", 70, grip_kg=15))


def test_what_each_result_of_the_next_measurement_would_mean_is_said() -> None:
    text = detail("stage", person=facts("female", 70, grip_kg=15))
    assert "**Muscle mass by bio-impedance (BIA)** — < 5.7 kg/m²: sarcopenia; otherwise: low function" in text


def test_with_two_mass_indices_each_limit_names_its_own() -> None:
    person = facts("female", 70, grip_kg=15)
    text = detail("stage", staging=assessment(person, Criteria.AWGS2025).staging)
    assert "(ASM/height²) < 5.7 kg/m²: sarcopenia" in text
    assert "(ASM/BMI) < 0.57 m²: sarcopenia" in text


def test_a_stale_value_is_named_with_its_day_and_its_window() -> None:
    old = Fact("grip_kg", 15, "kg", DAY, Source("Observation", "g1"), stale=True, valid_days=180)
    person = facts("female", 70, chair_stand_5x_s=14, grip_kg=old)
    assert "Grip strength (15 kg; 2026-06-01): too old to use (valid for 180 days)" in detail("stage", person=person)


def test_conflicting_values_of_one_day_are_named() -> None:
    twice = Fact("grip_kg", 15, "kg", DAY, Source("Observation", "g1"), conflicts=(22.0,))
    assert "other values, of the same day or by another method: 22 kg" in detail(
        "stage", person=facts("female", 70, grip_kg=twice)
    )


def test_an_ignored_value_is_named_with_its_reason_and_place_never_its_value() -> None:
    ignored = Ignored(Source("Observation", "g7"), "unknown_unit", "grip_kg", "stone")
    text = detail("stage", ignored=(ignored,))
    assert "Grip strength: unit not known (stone) (Observation\\/g7)" in text


def test_many_ignored_values_of_one_kind_are_counted_by_their_reason() -> None:
    ignored = tuple(Ignored(Source("Observation", f"g{n}"), "no_unit", "grip_kg") for n in range(9))
    text = detail("stage", ignored=ignored)
    assert "- Grip strength: 9 entries, no unit\n" in text
    assert "more" not in text.partition("not used**")[2].partition("**")[0]


@pytest.mark.parametrize(
    ("name", "kind", "others"),
    [
        ("weight_kg", "nutrition", ("stage",)),
        ("creatinine_umol_per_l", "nutrition", ("stage", "exercise")),
        ("systolic_mmhg", "exercise", ("stage", "nutrition")),
        ("sppb", "exercise", ("nutrition",)),
        ("grip_kg", "stage", ("exercise", "nutrition")),
    ],
)
def test_an_ignored_value_is_named_on_the_card_that_would_have_used_it(
    name: str, kind: str, others: tuple[str, ...]
) -> None:
    ignored = (Ignored(Source("Observation", "x9"), "no_unit", name),)
    assert "no unit (Observation\\/x9)" in detail(kind, ignored=ignored)
    assert not [other for other in others if "x9" in detail(other, ignored=ignored)]


def test_what_an_index_would_be_computed_from_bears_on_the_stage_where_the_index_is_missing() -> None:
    ignored = (Ignored(Source("Observation", "h9"), "no_unit", "height_cm"),)
    assert "h9" in detail("stage", person=facts("female", 70, grip_kg=15), ignored=ignored)
    assert "h9" not in detail("stage", ignored=ignored)


def test_a_stale_weight_is_named_on_the_nutrition_card() -> None:
    old = Fact("weight_kg", 50, "kg", DAY, Source("Observation", "w1"), stale=True, valid_days=90)
    text = detail("nutrition", person=facts("female", 72, grip_kg=15, weight_kg=old))
    assert "Body weight (50 kg; 2026-06-01): too old to use (valid for 90 days)" in text


def test_unusable_problems_are_counted_by_reason_and_withdrawn_or_foreign_entries_are_left_out() -> None:
    ignored = (
        *(Ignored(Source("Condition", f"c{n}"), "bad_date", "", "onset") for n in range(2)),
        Ignored(Source("AllergyIntolerance", "a1"), "other_patient"),
        Ignored(Source("Condition", "c8"), "entered_in_error"),
        Ignored(Source("Coverage"), "unknown_key"),
    )
    nutrition, exercise = detail("nutrition", ignored=ignored), detail("exercise", ignored=ignored)
    assert "- Problem list: 2 entries, no valid date\n- Allergies: one entry, belongs to another patient\n" in nutrition
    assert "Problem list: 2 entries" in exercise
    assert "Allergies" not in exercise
    assert not [text for text in (nutrition, exercise) if "in error" in text or "Coverage" in text]


def test_a_card_without_a_plan_names_what_the_plan_would_have_used() -> None:
    found = safety(finding("unread.refeeding"))
    ignored = (Ignored(Source("Observation", "w9"), "no_unit", "weight_kg"),)
    text = detail("nutrition", safety=found, nutrition=Withheld(("unread.refeeding",)), ignored=ignored)
    assert "Body weight: no unit (Observation\\/w9)" in text


def test_how_a_value_was_sent_or_computed_is_said() -> None:
    sent = Fact("grip_kg", 17.2368, "kg", DAY, Source("Observation", "g1"), recorded="38 [lb_av]")
    index = Fact(
        "asm_height2_kg_per_m2",
        5.6,
        "kg/m2",
        DAY,
        Source("Observation", "a1"),
        method="bia",
        derivation="asm-height2",
        inputs=(Source("Observation", "a1"), Source("Observation", "h1")),
    )
    text = detail("stage", person=facts("female", 72, grip_kg=sent, asm_height2_kg_per_m2=index))
    assert "Grip strength: Observation\\/g1 (recorded as 38 lb)" in text
    assert "Observation\\/a1, Observation\\/h1 (computed: ASM and height)" in text


@pytest.mark.parametrize(
    ("sent", "en", "zh"),
    [
        ("38 [lb_av]", "38 lb", "38 磅"),
        ("36 slug", "36 slug", "36 slug"),
        ("38 libras|x", "38 libras\\|x", "38 libras\\|x"),
    ],
)
def test_a_unit_is_printed_as_people_write_it_and_an_unknown_one_as_it_was_sent(sent: str, en: str, zh: str) -> None:
    assert (words("en").recorded(sent), words("zh-CN").recorded(sent)) == (en, zh)


@pytest.mark.parametrize(("sent", "told"), [("190 mmHg", False), ("190 mm[Hg]", False), ("25.3 kPa", True)])
def test_how_a_value_was_sent_is_said_only_where_it_was_sent_in_another_unit(sent: str, told: bool) -> None:
    source = Source("Observation", "bp1")
    pressure = Fact("systolic_mmhg", 190, "mm[Hg]", DAY, source, recorded=sent)
    found = safety(finding("K04.very_high", Evidence("systolic_mmhg", source, 190, "mm[Hg]", DAY)))
    text = detail("safety", person=facts("female", 72, grip_kg=15, systolic_mmhg=pressure), safety=found)
    assert ("recorded as" in text) is told


def test_the_projects_own_synthesis_is_named_in_the_language_of_the_card_and_claims_no_checked_publication() -> None:
    assert words("zh-CN").reference("project", "verified").startswith("[本项目对所引文献的综合意见")
    assert "publication checked" not in words("en").reference("project", "verified")


def test_a_test_that_could_not_be_done_is_not_printed_as_a_number() -> None:
    person = facts("female", 72, chair_stand_5x_unable=1, grip_kg=15)
    assert "| Slow five-time chair stand | tried, not able | 2026-06-01 |" in detail("stage", person=person)


def test_the_stage_is_provisional_until_a_look_alike_is_excluded() -> None:
    found = safety(finding("K11.grip_fall"))
    assert "The stage is provisional" in detail("stage", safety=found)


# ── options, limits, for whom ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["stage", "exercise", "nutrition"])
def test_doing_nothing_and_referring_are_among_the_options(kind: str) -> None:
    text = detail(kind)
    assert "Do nothing now." in text
    assert "- Refer to " in text


@pytest.mark.parametrize("kind", ["stage", "exercise", "nutrition"])
def test_a_card_says_for_whom_it_is_what_it_is_not_and_its_version(kind: str) -> None:
    text = detail(kind)
    assert "For clinicians who care for adults of 50 and over" in text
    assert "Not for emergencies" in text
    assert "rule set " in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_two_lines_carry_the_message(language: str) -> None:
    lines = [line for line in detail("stage", language).splitlines() if line]
    assert lines[0].startswith("**")
    assert not lines[1].startswith(("|", "-", ">"))


@pytest.mark.parametrize("kind", ["exercise", "nutrition"])
def test_an_unsigned_dose_stands_under_a_banner(kind: str) -> None:
    assert "> **Unsigned.**" in detail(kind)


@pytest.mark.parametrize("kind", ["exercise", "nutrition"])
def test_a_signed_dose_has_no_banner(kind: str) -> None:
    plans = {"exercise": exercise_plan(signed=True), "nutrition": nutrition_plan(signed=True)}
    assert "Unsigned" not in detail(kind, **plans)


# ── the prescriptions ───────────────────────────────────────────────────────────────────────────────────────────────


def test_each_phase_shows_weeks_sessions_sets_load_effort_on_a_named_scale_and_rest() -> None:
    cells = (
        "1–8",
        "Learn the movements, build endurance",
        "2–3",
        "1–3 × 8–12",
        "40–60 % of 1RM; effort 5–6 on the 0–10 scale",
        "30–45",
        "2–3 min",
    )
    assert f"| {' | '.join(cells)} |" in detail("exercise")


def test_movements_are_listed_once_where_all_phases_share_them() -> None:
    assert detail("exercise").count("**Rising from a chair**") == 1


def test_movements_are_listed_again_for_the_weeks_in_which_they_differ() -> None:
    first, *others = exercise_plan().phases
    plan = exercise_plan(phases=(replace(first, movements=first.movements[:1]), *others))
    text = detail("exercise", exercise=plan)
    assert text.count("**Rising from a chair**") == 2
    assert "Weeks 9–24" in text


def test_a_safety_change_stands_before_the_doses() -> None:
    text = detail("exercise", exercise=exercise_plan(changes=("max_load_60",)))
    assert text.index("No load over 60% of 1RM.") < text.index("| Weeks |")


def test_a_plan_without_loaded_phases_drafts_no_order() -> None:
    answered = answer(assessment(exercise=exercise_plan(phases=(), changes=("walk_only",))), asked())
    assert "walking as usual" in answered.cards[1]["summary"]
    assert "suggestions" not in answered.cards[1]


def test_a_finding_that_changes_a_plan_is_told_with_its_evidence() -> None:
    pressure = Evidence("systolic_mmhg", Source("Observation", "bp1"), 165.0, "mm[Hg]", DAY)
    text = detail("exercise", safety=safety(finding("K04.high", pressure)))
    assert "**Resting blood pressure above 160 systolic or above 100 diastolic mmHg**" in text
    assert "(Systolic blood pressure 165 mmHg, 2026-06-01). " in text


@pytest.mark.parametrize("kind", ["safety", "exercise", "nutrition"])
def test_the_place_of_evidence_stands_in_the_list_of_places_and_not_in_the_sentence(kind: str) -> None:
    pressure = Evidence("systolic_mmhg", Source("Observation", "bp1", "component[0]"), 190.0, "mm[Hg]", DAY)
    kidney = Evidence("Chronic kidney disease", Source("Condition", "k1"), on=DAY)
    rule = {"safety": "K04.very_high", "exercise": "K04.high", "nutrition": "K15.ceiling"}[kind]
    text = detail(kind, safety=safety(finding(rule, pressure, kidney)))
    before, _, after = text.partition("**Where the values come from**")
    assert "bp1" not in before
    assert "k1" not in before
    assert "- Systolic blood pressure: Observation\\/bp1\\#component\\[0\\]\n" in after
    assert "- Chronic kidney disease: Condition\\/k1\n" in after


def test_a_value_that_the_nutrition_card_lists_is_not_listed_again_for_a_finding() -> None:
    known = severe_person().by_name["egfr_ml_per_min"]
    found = safety(finding("K15.ceiling", Evidence(known.name, known.source, known.value, known.unit, known.on)))
    assert detail("nutrition", safety=found).count("- Estimated glomerular filtration rate:") == 1


def test_a_clearance_is_told_with_the_name_made_safe() -> None:
    lifted = replace(finding("K04.high"), cleared="Dr <b>")
    assert "Cleared for training by Dr \\<b\\>" in detail("exercise", safety=safety(lifted))


def test_without_a_weight_to_count_on_there_are_no_grams_and_the_card_says_why() -> None:
    plan = nutrition_plan(
        weight=replace(nutrition_plan().weight, kind="dry", kg=None),
        protein_g_per_day=None,
        protein_g_per_meal=None,
        energy_kcal_per_day=None,
    )
    text = detail("nutrition", nutrition=plan)
    assert "No grams a day: the weight to use (dry weight) is not recorded." in text
    assert " g a day" not in text.partition("No grams")[0]


def test_the_amount_of_protein_names_the_conditions_that_this_person_meets() -> None:
    told = detail("nutrition", nutrition=nutrition_plan(because=("weak_muscle_stage", "training_started")))
    assert "Weak muscle, training under way: more protein, together with training" in told
    assert "Weak muscle or training under way" in detail("nutrition")
    chinese = detail("nutrition", "zh-CN", nutrition=nutrition_plan(because=("weak_muscle_stage",)))
    assert "肌肉功能低下：无肾功能限制" in chinese


def test_what_counts_within_the_day_is_said_once() -> None:
    given = Supplement("oral_nutritional_supplement", 400, 30, 4, ("counts_within_the_day",))
    text = detail("nutrition", nutrition=nutrition_plan(supplement=given))
    assert text.count("the day's protein") == 1


def test_foods_to_avoid_stand_before_the_targets() -> None:
    text = detail("nutrition", nutrition=nutrition_plan(avoid=("milk", "egg")))
    assert "**Must not contain** milk and everything made from it, egg" in text
    assert text.index("Must not contain") < text.index("| Protein |")


def test_why_no_supplement_is_drafted_is_said() -> None:
    assert "none drafted: malnutrition is not confirmed" in detail("nutrition")


# ── what must be said, and what never ───────────────────────────────────────────────────────────────────────────────


def test_unread_parts_are_said_with_their_reason_on_every_card() -> None:
    whole = assessment(unread=("Observation:laboratory",), unread_reasons={"Observation:laboratory": "timed_out"})
    for card in answer(whole, asked()).cards:
        assert "**Partial data.** Could not be read: laboratory results (no answer in time)." in card["detail"]


def test_a_stop_says_that_walking_physiotherapy_meals_and_medicines_go_on() -> None:
    text = detail("safety", safety=safety(finding("K04.very_high")), exercise=Withheld(()))
    assert "Walking, positioning and physiotherapy that the treating team ordered go on" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_card_orders_rest_in_bed_fasting_or_speaks_of_causes(language: str) -> None:
    text = everything(language)
    assert not re.search(r"bed rest|caused by|you must|卧床休息|所致|必须", text)
    assert not re.search(r"fasting|(?<!现行饮食或)禁食", text)


def test_an_english_card_holds_no_chinese() -> None:
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", everything("en"))


LATIN_TERMS = {"AWGS", "DOI", "kcal", "mmHg", "Borg", "SARC", "SPPB", "Observation", "Condition", "eGFR", "MNA", "GLIM"}
LATIN_TERMS |= {"NYHA", "EAT", "IDDSI", "CalF", "WHO", "INR", "BMI", "ASM", "DXA", "BIA", "min", "height", "weight"}


def test_a_chinese_card_holds_no_english_words() -> None:
    text = re.sub(r"\[[^\]]*\]\([^)]*\)", "", everything("zh-CN"))  # titles of publications stay as published
    text = re.sub(r"Observation\S*", "", text)  # places in the record are ids
    text = re.sub(r"规则版本 \w+", "", text)
    found = {word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in LATIN_TERMS}
    assert found == set()


@pytest.mark.parametrize("kind", ["stage", "exercise", "nutrition"])
def test_every_card_names_its_publication_by_address(kind: str) -> None:
    card = next(c for c in answer(assessment(), asked()).cards if c["source"]["topic"]["code"] == kind)
    assert card["source"]["url"].startswith("https://")
    assert card["source"]["url"] in card["detail"]


def test_the_words_of_a_language_are_made_once() -> None:
    assert words("en") is words("en")


def test_the_person_of_the_fixture_is_the_severe_reference_person() -> None:
    staging = assessment(severe_person()).staging
    assert staging is not None
    assert staging.stage == "severe_sarcopenia"


@pytest.mark.parametrize(("index", "printed"), [(19.98, "19.98 kg/m²"), (18.46, "18.46 kg/m²"), (21.2, "21.2 kg/m²")])
def test_a_body_mass_index_never_seems_to_stand_on_the_limit_that_it_lies_beyond(index: float, printed: str) -> None:
    text = detail("nutrition", facts=facts("female", 72, weight_kg=48, bmi_kg_per_m2=index))
    assert f"Body-mass index: {printed}" in text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The current feeding order stands."), ("zh-CN", "现行饮食医嘱继续执行，由主管团队决定。")],
)
def test_a_withheld_nutrition_plan_and_a_stop_leave_the_feeding_order_as_it_is(language: str, said: str) -> None:
    reason = Withheld(("K16.dialysis_open",), ("dialysis_status",), "K16.dialysis_open")
    assert said in detail("nutrition", language, nutrition=reason, safety=safety(finding("K16.dialysis_open")))
    stopped = Withheld(("K19.no_oral_intake",), ("feeding_route",), "nutrition.P0")
    assert said in detail("safety", language, nutrition=stopped, safety=safety(finding("K19.no_oral_intake")))
