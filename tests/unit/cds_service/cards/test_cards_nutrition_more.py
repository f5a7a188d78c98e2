"""What stands beside protein and energy on the nutrition card and in its draft, in both languages."""

from __future__ import annotations

import pytest

from cds_service.cards import nutrition
from cds_service.cards.rendering import markdown
from cds_service.cards.views import CardView
from cds_service.cards.words import words
from rules.answers import Answer
from rules.assessment import Supplement, Withheld
from rules.catalogue import LANGUAGES
from rules.diet import Nourishment, Nutrient, Texture, VitaminD
from tests.support.assessments import asked, assessment, nutrition_plan


def view(language: str = "en", **changes: object) -> CardView:
    made = nutrition.card(assessment(nutrition=nutrition_plan(**changes)), asked(language), (), words(language))
    assert made is not None
    return made


def shown(language: str = "en", **changes: object) -> str:
    return markdown(view(language, **changes).body, language)


def drafted(language: str = "en", **changes: object) -> dict[str, object]:
    order: dict[str, object] = view(language, **changes).suggestions[0].actions[0].resource
    return order


def instruction(language: str = "en", **changes: object) -> str:
    diet = drafted(language, **changes)["oralDiet"]
    assert isinstance(diet, dict)
    return str(diet["instruction"])


WARFARIN = {"en": "INR 3-7 days", "zh-CN": "3–7天复查INR"}
HEADING = {"en": "**Drugs and food**", "zh-CN": "**药物与饮食**"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drug_with_food_is_on_the_card_in_the_diet_draft_and_in_the_supplement_draft(language: str) -> None:
    given = Supplement("oral_nutritional_supplement", 400, 30, 4)
    changes = {"with_drugs": ("warfarin",), "supplement": given, "no_supplement_because": ()}
    assert HEADING[language] in shown(language, **changes)
    assert WARFARIN[language] in shown(language, **changes)
    assert WARFARIN[language] in instruction(language, **changes)
    assert WARFARIN[language] in str(drafted(language, **changes)["supplement"])


def test_without_such_a_drug_there_is_no_heading_for_them() -> None:
    assert HEADING["en"] not in shown()


def test_leucine_stands_beside_the_protein_of_a_meal() -> None:
    assert "at each of 3 meals; with 2.5–2.8 g leucine" in shown(leucine_g_per_meal=(2.5, 2.8))
    assert "leucine" not in shown().partition("**")[0]


def test_an_amount_to_drink_or_the_reason_for_none_is_said() -> None:
    assert "at least 1.6 L a day" in shown(fluid_l_per_day_at_least=1.6)
    held = shown(no_fluid_goal_because=("heart_failure", "low_sodium"))
    assert "no amount said: heart failure: the treating team says how much; low sodium" in held
    assert "at least 1.6 L a day" in instruction(fluid_l_per_day_at_least=1.6)
    assert "no amount said" not in instruction(no_fluid_goal_because=("heart_failure",))


def test_vitamin_d_shows_amount_reason_next_measurement_and_grade_and_that_guidelines_differ() -> None:
    text = shown(vitamin_d=VitaminD("severe", (1500, 2000), (8, 12), "unverified"))
    assert "1500–2000 IU a day; 25-hydroxyvitamin D below 10 ng/mL" in text
    assert "measured again after 8–12 weeks; evidence not yet checked" in text
    assert "Guidelines differ" in text
    assert "60,000 IU or more is never drafted" in text


def test_vitamin_d_that_is_held_says_why_and_is_in_no_draft() -> None:
    text = shown(no_vitamin_d_because=("calcium_or_disease",))
    assert "no amount said: calcium, a disease or the kidneys speak against it" in text
    assert "IU" not in text
    assert "Vitamin D" not in instruction(no_vitamin_d_because=("calcium_or_disease",))
    assert "600–800 IU" in instruction(vitamin_d=VitaminD("untested", (600, 800)))


@pytest.mark.parametrize(
    ("texture", "text"),
    [
        (Texture(food_level=5), "food at IDDSI level 5 (minced and moist) only"),
        (Texture(drink_level=2), "drinks at IDDSI level 2 (mildly thick) only"),
        (Texture(easy_to_chew=True), "easy-to-chew food only (IDDSI level 7)"),
        (Texture(unclear=True), "ask for the level"),
    ],
)
def test_the_texture_is_said_by_number_and_name(texture: Texture, text: str) -> None:
    assert text in shown(texture=texture)


def test_a_draft_holds_diet_and_texture_where_the_order_has_room_for_them() -> None:
    order = drafted(texture=Texture(4, 3), diets=("no_pork",))
    diet = order["oralDiet"]
    assert isinstance(diet, dict)
    assert "IDDSI level 4" in diet["texture"][0]["modifier"]["text"]
    assert "IDDSI level 3" in diet["fluidConsistencyType"][0]["text"]
    assert order["foodPreferenceModifier"] == [{"text": "no pork"}]


def test_snacks_and_diets_are_the_way_of_eating() -> None:
    assert "no pork; a late evening snack" in shown(diets=("no_pork",), snacks=("late_evening",))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("paired", "Goes with the training plan"),
        ("paired_modified", "Goes with the adapted training plan"),
        ("stopped", "no gain of muscle is promised from protein alone"),
        ("unknown", "Whether training is safe is not known yet"),
    ],
)
def test_the_card_and_the_draft_say_how_training_goes_with_protein(said: str, text: str) -> None:
    assert text in shown(exercise=said)
    assert text in instruction(exercise=said)


def test_a_training_plan_that_is_withheld_is_not_promised() -> None:
    made = assessment(nutrition=nutrition_plan(exercise="paired"), exercise=Withheld(("unsigned_rule",)))
    whole = nutrition.card(made, asked("en"), (), words("en"))
    assert whole is not None
    assert "Goes with the training plan" not in markdown(whole.body, "en")


def test_obesity_shows_the_most_below_need_or_everything_against_it() -> None:
    text = shown(energy_deficit_kcal_per_day_at_most=500)
    assert "At most 500 kcal a day below need, or 20–25 kcal/kg of actual weight" in text
    against = shown(no_deficit_because=("frailty", "level"))
    assert "Energy is not set below need: frailty; a low level of function (A or B)" in against
    assert "below need" not in shown()
    assert "below need" not in instruction(energy_deficit_kcal_per_day_at_most=500)


def test_malnutrition_is_shown_with_signs_causes_and_the_items_to_ask() -> None:
    found = Nourishment(
        "not_screened", Answer.MET, "severe", ("weight_loss",), ("copd",), (("F", 2),), ("A", "B", "C", "D", "E")
    )
    text = shown(nourishment=found)
    assert "No MNA-SF on record; GLIM: a sign and a cause are on record (severe (stage 2)); weight loss; copd" in text
    assert "MNA-SF: the record answers F BMI, or calf without it, 2; to be asked: A intake" in text


def test_nothing_is_said_of_malnutrition_where_there_is_nothing_to_say() -> None:
    assert "MNA-SF" not in shown(nourishment=Nourishment("not_screened", Answer.NOT_KNOWN))
    assert "MNA-SF normal" in shown(nourishment=Nourishment("normal", Answer.NOT_MET))


def test_a_nutrient_shows_its_amount_or_for_whom_it_is_not() -> None:
    text = shown(nutrients=(Nutrient("creatine", (3, 5), "g/d", (), "verified"),))
    assert "Amount in trials: 3–5 g a day. Evidence publication checked." in text
    held = shown(nutrients=(Nutrient("creatine", None, "", ("kidney_severe",), "verified"),))
    assert "Not for this person now: not with advanced kidney disease without the nephrologist" in held
    assert "Amount in trials" not in held


def test_foods_left_out_and_an_open_sample_day_are_said() -> None:
    assert "A sample day leaves out foods rich in potassium" in shown(limits=("high_potassium",))
    assert "No sample day yet: a swallow screen comes first" in shown(no_sample_day_because=("swallow_screen_first",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_matters_first_stands_before_what_is_folded_away(language: str) -> None:
    text = shown(
        language,
        avoid=("milk",),
        with_drugs=("warfarin",),
        nutrients=(Nutrient("hmb", (3, 3), "g/d", (), "unverified"),),
    )
    more = {"en": "**Malnutrition, weight, other nutrients**", "zh-CN": "**营养不良、体重与其他营养素**"}[language]
    options = {"en": "**Your options**", "zh-CN": "**可选择的处理**"}[language]
    assert text.index(HEADING[language]) < text.index(options) < text.index(more)
