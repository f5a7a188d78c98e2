"""What is said of drafted orders, sentence by sentence, through the whole assessment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rules import catalogue
from rules.context import Site
from rules.facts import PatientRecord, ReadState
from tests.support.fhir_resources import Json, bundle, observation, patient, record_of
from tests.support.moments import (
    allergy,
    concerns,
    diet,
    drug,
    problem,
    said,
    sarcopenia,
    service,
    strong,
    supplement,
    whole,
)

BED_REST = service("Strict bed rest")
TRAINING = service("Resistance training", "s2")
STEROID = drug("Prednisone 20 mg", days=42)
SEDATIVE = drug("Zopiclone 7.5 mg", "m2")
HIGH_PRESSURE = observation("8480-6", 190, "mm[Hg]", id="sys2", effectiveDateTime="2026-06-01T11:00:00Z")


def without(record: PatientRecord, *parts: str) -> PatientRecord:
    """The record with some parts unread."""
    reads = dict(record.reads) | dict.fromkeys(parts, ReadState.UNREAD)
    return replace(record, reads=reads, unread_reasons=dict.fromkeys(parts, "timed_out"))


# ── training ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_exercise_ordered_against_a_stop_must_wait() -> None:
    (found,) = concerns(sarcopenia(HIGH_PRESSURE), TRAINING)
    assert (found.id, found.severity) == ("orders.exercise_stop", "stop")
    assert [item.id for item in found.findings] == ["K04.very_high"]
    assert found.offers == ()


def test_a_stop_is_said_of_anybodys_exercise_order() -> None:
    assert said(strong(HIGH_PRESSURE), TRAINING) == {"orders.exercise_stop": "stop"}


def test_our_own_draft_is_no_excuse_once_something_stops_training() -> None:
    own = TRAINING | {
        "identifier": [{"system": "https://sarcopenia-cds.github.io/fhir/sid/draft", "value": "1"}],
        "authoredOn": "2026-06-01",
    }
    assert said(sarcopenia(HIGH_PRESSURE), own) == {"orders.exercise_stop": "stop"}


def test_physiotherapy_goes_on_beside_a_stop_and_is_not_warned_of() -> None:
    assert said(sarcopenia(HIGH_PRESSURE), service("Physiotherapy")) == {}


def test_exercise_that_has_to_be_adapted_is_pointed_out_with_the_adapted_plan() -> None:
    (found,) = concerns(sarcopenia(problem("M17.9", "Knee osteoarthritis")), TRAINING)
    assert (found.id, found.severity, found.offers) == ("orders.exercise_adapt", "modify", ("exercise",))
    assert found.findings


def test_our_own_draft_of_today_holds_the_changes_already_and_silences_us() -> None:
    record = sarcopenia(problem("M17.9", "Knee osteoarthritis"))
    own: Json = {"identifier": [{"system": "https://sarcopenia-cds.github.io/fhir/sid/draft", "value": "1"}]}
    assert said(record, TRAINING | own | {"authoredOn": "2026-06-01"}) == {}
    assert said(record, TRAINING | own | {"authoredOn": "2026-05-31"}) == {"orders.exercise_adapt": "modify"}


def test_exercise_that_nothing_speaks_against_gets_no_word() -> None:
    assert said(sarcopenia(), TRAINING) == {}


def test_exercise_is_not_called_safe_while_the_problem_list_is_unread() -> None:
    assert said(without(sarcopenia(), "Condition"), TRAINING) == {"orders.exercise_unknown": "unknown"}


def test_exercise_in_palliative_care_is_a_note_of_comfort() -> None:
    assert said(sarcopenia(problem("Z51.5", "Palliative care")), TRAINING) == {"orders.exercise_comfort": "note"}


# ── food ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_allergen_in_a_product_must_wait() -> None:
    (found,) = concerns(sarcopenia(allergy("Milk")), supplement("Whey protein drink"))
    assert (found.id, found.severity) == ("orders.allergen", "stop")
    assert [item.id for item in found.findings] == ["K20.allergy"]


def test_an_allergen_is_said_for_anybody_and_in_any_kind_of_order() -> None:
    assert said(strong(allergy("Milk")), diet("Milk pudding diet"))["orders.allergen"] == "stop"
    assert said(strong(allergy("Milk")), drug("Whey protein powder"))["orders.allergen"] == "stop"


def test_a_product_without_the_allergen_gets_no_word() -> None:
    record = sarcopenia(allergy("Milk"))
    assert said(record, supplement("Milk-free soy drink")) == {}


def test_a_supplement_that_does_not_say_what_is_in_it_is_asked_about() -> None:
    record = sarcopenia(allergy("Milk"))
    assert said(record, supplement("Standard drink 200 mL")) == {"orders.allergen_possible": "modify"}
    excluded = supplement("Standard drink 200 mL", excludeFoodModifier=[{"text": "milk"}])
    assert said(record, excluded) == {}
    assert said(sarcopenia(), supplement("Standard drink 200 mL")) == {}


def test_an_allergy_that_no_supplement_is_made_of_is_not_asked_about() -> None:
    assert said(sarcopenia(allergy("Mango")), supplement("Standard drink 200 mL")) == {}


def test_wheat_is_the_gluten_of_coeliac_disease() -> None:
    record = sarcopenia(problem("K90.0", "Coeliac disease"))
    assert said(record, diet("Wheat porridge"))["orders.allergen"] == "stop"


def test_lactose_is_a_note_and_lactose_free_is_silence() -> None:
    record = sarcopenia(problem("E73.9", "Lactose intolerance"))
    assert said(record, supplement("Drink with lactose"))["orders.lactose"] == "note"
    assert said(record, supplement("Lactose-free whey isolate")) == {}


@pytest.mark.parametrize("draft", [diet("High-protein diet"), supplement("Standard drink"), diet("Diet", grams=60)])
def test_feeding_waits_while_refeeding_is_a_high_risk(draft: Json) -> None:
    record = sarcopenia(observation("29463-7", 36, "kg", id="w2", effectiveDateTime="2026-06-01T11:00:00Z"))
    found = {item.id: item for item in concerns(record, draft)}
    assert found["orders.feeding_stop"].severity == "stop"
    assert [item.id for item in found["orders.feeding_stop"].findings] == ["K18.refeeding"]


def test_feeding_is_not_called_safe_while_allergies_are_unread() -> None:
    found = said(without(sarcopenia(), "AllergyIntolerance"), diet("Diet"))
    assert found == {"orders.feeding_unknown": "unknown"}


def test_food_without_a_texture_is_pointed_out_where_swallowing_is_in_question() -> None:
    record = sarcopenia(problem("R13", "Dysphagia"))
    assert said(record, diet("Normal diet")) == {"orders.swallowing": "modify"}
    assert said(record, diet("Pureed diet")) == {}


def test_protein_waits_for_kidneys_that_are_changing() -> None:
    record = sarcopenia(problem("N17.9", "Acute kidney injury"))
    assert said(record, diet("High-protein diet")) == {"orders.protein_undecided": "modify"}
    assert said(record, diet("Normal diet")) == {}


# ── protein ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("grams", "above"), [(74.9, False), (75, False), (75.1, True)])
def test_protein_is_held_against_the_ceiling_of_the_table(grams: float, above: bool) -> None:
    """50 kg by 1.5 g/kg (row P8) are 75 g."""
    assert said(sarcopenia(), diet("Diet", grams=grams)) == ({"orders.protein_above": "modify"} if above else {})


@pytest.mark.parametrize(("text", "above"), [("protein 1.5 g/kg", False), ("protein 1.2-1.6 g/kg", True)])
def test_protein_per_kilogram_is_held_against_the_ceiling_too(text: str, above: bool) -> None:
    assert ("orders.protein_above" in said(sarcopenia(), diet(text))) is above


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Protein 75 g/day", {}),
        ("Protein 76 g/day", {"orders.protein_above": "modify"}),
        ("每日蛋白质76克", {"orders.protein_above": "modify"}),
        ("Protein 60 g/day", {}),
        ("Protein 59 g/day", {"orders.protein_below": "modify"}),
    ],
)
def test_grams_a_day_in_words_are_held_against_ceiling_and_target(text: str, wanted: dict[str, str]) -> None:
    assert said(sarcopenia(), diet(text)) == wanted
    assert said(sarcopenia(), service(text)) == wanted


def test_grams_that_cannot_be_held_against_a_weight_are_not_called_safe() -> None:
    record = sarcopenia(problem("I50.9", "Heart failure"), problem("R60.1", "Generalised oedema"))
    assert "orders.protein_unweighed" in said(record, diet("Protein 100 g/day"))
    assert "orders.protein_unweighed" not in said(record, diet("Protein 1.2 g/kg"))


@pytest.mark.parametrize(("grams", "below"), [(59.9, True), (60, False), (60.1, False)])
def test_protein_below_the_target_is_said_of_a_person_with_sarcopenia(grams: float, below: bool) -> None:
    """50 kg by 1.2 g/kg (row P8) are 60 g."""
    assert said(sarcopenia(), diet("Diet", grams=grams)) == ({"orders.protein_below": "modify"} if below else {})


@pytest.mark.parametrize(("grams", "below"), [(39.9, True), (40, False), (40.1, False)])
def test_protein_below_the_floor_is_said_of_anybody(grams: float, below: bool) -> None:
    """50 kg by 0.8 g/kg are 40 g."""
    assert said(strong(), diet("Diet", grams=grams)) == ({"orders.protein_below": "modify"} if below else {})


def test_a_target_that_awaits_its_signature_is_not_held_against_a_draft_and_the_floor_is() -> None:
    production = Site(production=True)
    assert said(sarcopenia(), diet("Diet", grams=50), site=production) == {}
    assert said(sarcopenia(), diet("Diet", grams=39), site=production) == {"orders.protein_below": "modify"}
    assert said(sarcopenia(), diet("Diet", grams=76), site=production) == {"orders.protein_above": "modify"}


def test_the_numbers_of_a_protein_warning_are_this_persons() -> None:
    (found,) = concerns(sarcopenia(), diet("Diet", grams=90))
    assert dict(found.numbers) == {"per_kg": 1.5, "grams": 75}
    (found,) = concerns(strong(), diet("Diet", grams=30))
    assert dict(found.numbers) == {"per_kg": 0.8, "grams": 40}


def test_a_high_protein_diet_meets_the_kidneys_ceiling() -> None:
    (found,) = concerns(sarcopenia(creatinine=250), diet("High-protein diet"))
    assert (found.id, found.severity) == ("orders.high_protein", "modify")
    assert dict(found.numbers) == {"per_kg": 0.8, "grams": 40}
    assert [item.label for item in found.evidence] == ["egfr_ml_per_min"]
    assert said(sarcopenia(), diet("High-protein diet")) == {}


@pytest.mark.parametrize(("text", "below"), [("protein 0.9 g/kg", True), ("protein 1.0 g/kg", False)])
def test_in_dialysis_the_floor_is_that_of_the_dialysis_row(text: str, below: bool) -> None:
    record = sarcopenia(problem("Z99.2", "Dependence on renal dialysis"), creatinine=700)
    for site in (Site(), Site(production=True)):
        found = {item.id: item for item in concerns(record, diet(text), site=site)}
        assert ("orders.protein_below" in found) is below
        assert not below or found["orders.protein_below"].numbers["per_kg"] == 1.0
    (named,) = concerns(record, diet("Low-protein diet"))
    assert (named.id, named.numbers["per_kg"]) == ("orders.low_protein", 1.0)


def test_a_low_protein_diet_needs_a_reason() -> None:
    assert said(sarcopenia(), diet("Low-protein diet")) == {"orders.low_protein": "modify"}
    assert said(sarcopenia(creatinine=250), diet("Low-protein diet")) == {}


def test_no_protein_figure_is_held_against_a_draft_while_the_kidneys_are_unread() -> None:
    record = without(sarcopenia(), "Observation:laboratory")
    assert "orders.protein_above" not in said(record, diet("Diet", grams=200))


# ── what costs muscle ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("draft", "identifier"),
    [(BED_REST, "orders.bed_rest"), (STEROID, "orders.steroid"), (SEDATIVE, "orders.sedative")],
)
def test_bed_rest_steroids_and_sedatives_are_pointed_out_to_whoever_has_sarcopenia(
    draft: Json, identifier: str
) -> None:
    assert said(sarcopenia(), draft) == {identifier: "modify"}
    assert said(strong(), draft) == {}


@pytest.mark.parametrize("code", ["M62.84", "R54"])
def test_sarcopenia_or_frailty_on_the_problem_list_counts_like_a_measured_one(code: str) -> None:
    text = {"M62.84": "Sarcopenia", "R54": "Frailty"}[code]
    assert said(strong(problem(code, text)), BED_REST) == {"orders.bed_rest": "modify"}


def test_bed_rest_with_somebody_who_keeps_the_person_moving_gets_no_word() -> None:
    for beside in ("Physiotherapy", "Out of bed for meals", "Resistance training"):
        assert said(sarcopenia(), BED_REST, service(beside, "s2")) == {}, beside
    active = service("Physiotherapy", "s9") | {
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
    }
    assert said(sarcopenia(active), BED_REST) == {}


@pytest.mark.parametrize("text", ["Bed rest until further notice", "绝对卧床，直至另行通知"])
def test_bed_rest_until_further_notice_always_speaks(text: str) -> None:
    rest = service(text)
    assert said(sarcopenia(), rest) == {"orders.bed_rest": "modify"}
    assert said(strong(), rest) == {"orders.rest_open": "modify"}
    assert said(without(plain_record_of_nobody(), "Condition"), rest) == {"orders.rest_open": "modify"}


def test_bed_rest_until_further_notice_contradicts_what_keeps_the_person_moving() -> None:
    rest = service("Bed rest until further notice")
    active = service("Physiotherapy", "s9") | {
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
    }
    for record in (sarcopenia(active), strong(active)):
        (found,) = concerns(record, rest)
        assert (found.id, found.severity) == ("orders.rest_contradicts", "modify")
        assert [str(item.source) for item in found.evidence] == ["ServiceRequest/s9"]
    (found,) = concerns(sarcopenia(), rest, service("Out of bed for meals", "s2"))
    assert (found.id, [item.label for item in found.evidence]) == ("orders.rest_contradicts", ["Out of bed for meals"])


def test_bed_rest_with_an_end_is_no_contradiction() -> None:
    rest = service("Bed rest until further notice", occurrencePeriod={"start": "2026-06-01", "end": "2026-06-02"})
    assert said(sarcopenia(), rest, service("Physiotherapy", "s2")) == {}
    assert said(strong(), rest) == {}


def test_steroids_with_training_get_no_word_and_sitting_up_does_not_count_as_training() -> None:
    assert said(sarcopenia(), STEROID, TRAINING) == {}
    assert said(sarcopenia(), STEROID, service("Out of bed for meals", "s2")) == {"orders.steroid": "modify"}


def test_training_that_must_wait_does_not_make_up_for_steroids() -> None:
    found = said(sarcopenia(HIGH_PRESSURE), STEROID, TRAINING)
    assert found == {"orders.exercise_stop": "stop", "orders.steroid": "modify"}


@pytest.mark.parametrize(("days", "identifier"), [(20, "_short"), (21, "_short"), (22, ""), (None, "")])
def test_a_short_course_of_steroids_is_a_note(days: float | None, identifier: str) -> None:
    severity = "note" if identifier else "modify"
    assert said(sarcopenia(), drug("Prednisone 20 mg", days=days)) == {f"orders.steroid{identifier}": severity}


def test_a_sedative_with_an_end_is_a_note() -> None:
    assert said(sarcopenia(), drug("Zopiclone 7.5 mg", days=5)) == {"orders.sedative_short": "note"}


def test_a_sedative_that_is_taken_already_is_a_note_and_never_ended_abruptly() -> None:
    taken = drug("Zopiclone 7.5 mg", "m9") | {"status": "active", "subject": {"reference": "Patient/p1"}}
    (found,) = concerns(sarcopenia(taken), SEDATIVE)
    assert (found.id, found.severity) == ("orders.sedative_again", "note")
    assert [str(item.source) for item in found.evidence] == ["MedicationRequest/m9"]


def test_the_very_order_that_is_signed_again_is_not_taken_for_another_one() -> None:
    taken = SEDATIVE | {"status": "active", "subject": {"reference": "Patient/p1"}}
    assert said(sarcopenia(taken), SEDATIVE) == {"orders.sedative": "modify"}


def test_nothing_by_mouth_without_an_end_is_a_note() -> None:
    period = {"start": "2026-06-01", "end": "2026-06-02"}
    assert said(sarcopenia(), service("Nil by mouth")) == {"orders.nil_by_mouth": "note"}
    assert said(sarcopenia(), service("Nil by mouth", occurrencePeriod=period)) == {}


def of_weight(kilograms: float) -> Json:
    """155 cm: 36 kg are 15.0, 44.4 kg are 18.5 kg/m²."""
    return observation("29463-7", kilograms, "kg", id="w2", effectiveDateTime="2026-06-01T11:00:00Z")


@pytest.mark.parametrize("base", [sarcopenia, strong])
def test_nothing_by_mouth_for_a_starved_person_is_a_warning_that_names_the_risk(
    base: Callable[..., PatientRecord],
) -> None:
    (found,) = concerns(base(of_weight(36)), service("禁食"))
    assert (found.id, found.severity) == ("orders.nil_by_mouth_starved", "modify")
    assert "K18.refeeding" in [item.id for item in found.findings]
    assert [item.label for item in found.evidence] == ["bmi_kg_per_m2"]


@pytest.mark.parametrize(("kilograms", "starved"), [(44.2, True), (44.6, False)])
def test_nothing_by_mouth_in_underweight_is_a_warning(kilograms: float, starved: bool) -> None:
    assert ("orders.nil_by_mouth_starved" in said(strong(of_weight(kilograms)), service("Nil by mouth"))) is starved


@pytest.mark.parametrize(("until", "starved"), [("2026-06-02", False), ("2026-06-03", True)])
def test_a_short_break_before_a_test_is_no_matter(until: str, starved: bool) -> None:
    draft = service("Nil by mouth", occurrencePeriod={"start": "2026-06-01", "end": until})
    assert ("orders.nil_by_mouth_starved" in said(strong(of_weight(36)), draft)) is starved


def test_comfort_goes_first_where_palliative_care_is_on_record() -> None:
    record = sarcopenia(problem("Z51.5", "Palliative care"))
    assert said(record, BED_REST, STEROID, SEDATIVE) == {}


@pytest.mark.parametrize("part", ["Observation:muscle", "Condition"])
def test_who_could_not_be_looked_at_is_not_taken_for_somebody_without_sarcopenia(part: str) -> None:
    record = without(plain_record_of_nobody(), part)
    assert said(record, SEDATIVE) == {"orders.person_unread": "unknown"}


def plain_record_of_nobody() -> PatientRecord:
    """A woman of 76 of whom nothing but her blood pressure is known."""
    return record_of(observation("8480-6", 130, "mm[Hg]"))


# ── the whole ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_selected_drafts_are_judged_and_the_others_may_still_settle_them() -> None:
    chosen = ("MedicationRequest/m1",)
    assert said(sarcopenia(), STEROID, BED_REST, selections=chosen) == {"orders.steroid": "modify"}
    assert said(sarcopenia(), STEROID, TRAINING, selections=chosen) == {}
    assert said(sarcopenia(), STEROID, BED_REST, selections=()) == {}


def test_the_strictest_is_said_first() -> None:
    order = [
        item.id for item in concerns(sarcopenia(allergy("Milk"), HIGH_PRESSURE), SEDATIVE, TRAINING, supplement("Whey"))
    ]
    assert order == ["orders.allergen", "orders.exercise_stop", "orders.sedative"]


def test_drafts_that_touch_neither_muscle_nor_food_get_no_word() -> None:
    assert said(sarcopenia(), drug("Amoxicillin 500 mg"), service("Chest X-ray")) == {}


def test_what_could_not_be_understood_is_said_beside_what_could() -> None:
    assert said(sarcopenia(), BED_REST, {"resourceType": "Task", "id": "t"}) == {
        "orders.bed_rest": "modify",
        "orders.unclear": "note",
    }


@pytest.mark.parametrize(("gender", "wanted"), [("other", {"orders.person_not_assessed": "unknown"}), ("female", {})])
def test_somebody_who_cannot_be_assessed_is_not_taken_for_somebody_safe(gender: str, wanted: dict[str, str]) -> None:
    record = whole(bundle((patient(gender=gender), observation("8480-6", 130, "mm[Hg]"))))
    assert said(record, TRAINING) == wanted
    assert said(record, drug("Amoxicillin")) == {}


def test_children_and_the_dead_are_none_of_our_concern() -> None:
    young = whole(bundle((patient(birthDate="2000-01-01"), observation("8480-6", 190, "mm[Hg]"))))
    assert said(young, TRAINING, {"resourceType": "Task", "id": "t"}) == {}


def test_every_concern_has_its_words_and_what_to_do_in_both_languages() -> None:
    spoken = {name for name, rule in catalogue.records("orders/").items() if "strictness" in rule.values}
    assert spoken
    for name in spoken:
        assert set(catalogue.words()[name]) == set(catalogue.words()[f"action.{name}"]) == {"en", "zh-CN"}


def test_no_word_asks_to_stop_a_drug_to_rest_in_bed_or_to_fast() -> None:
    for name in catalogue.records("orders/"):
        text = catalogue.words().get(f"action.{name}", {}).get("en", "").casefold()
        for word in (
            "stop the",
            "stop taking",
            "discontinue",
            "reduce the dose",
            "lower the dose",
            "stay in bed",
            "fast ",
        ):
            assert word not in text, name


def test_what_is_said_first_is_fixed_for_every_concern() -> None:
    """A wrong order would put a note before a stop of the same strictness."""
    urgency = {n: r.values["urgency"] for n, r in catalogue.records("orders/").items() if "urgency" in r.values}
    assert urgency == {
        "orders.allergen": 5,
        "orders.feeding_stop": 6,
        "orders.exercise_stop": 10,
        "orders.allergen_possible": 15,
        "orders.exercise_unknown": 20,
        "orders.feeding_unknown": 21,
        "orders.protein_undecided": 25,
        "orders.swallowing": 30,
        "orders.protein_above": 31,
        "orders.sedative_added": 36,
        "orders.sedative_opioid": 27,
        "orders.sedative_unread": 23,
        "orders.potassium": 3,
        "orders.potassium_unknown": 22,
        "orders.potassium_watch": 28,
        "orders.nil_by_mouth_starved": 8,
        "orders.feeding_comfort": 51,
        "orders.energy_deficit": 26,
        "orders.vitamin_d_bolus": 17,
        "orders.vitamin_d": 16,
        "orders.vitamin_d_kidney": 56,
        "orders.vitamin_d_unread": 25,
        "orders.tyramine": 7,
        "orders.exercise_movement": 18,
        "orders.rest_open": 29,
        "orders.rest_contradicts": 29,
        "orders.texture_looser": 4,
        "orders.protein_unweighed": 24,
        "orders.high_protein": 32,
        "orders.protein_below": 33,
        "orders.low_protein": 34,
        "orders.exercise_adapt": 40,
        "orders.bed_rest": 41,
        "orders.steroid": 42,
        "orders.sedative": 43,
        "orders.lactose": 50,
        "orders.nil_by_mouth": 52,
        "orders.steroid_short": 53,
        "orders.sedative_short": 54,
        "orders.sedative_again": 54,
        "orders.exercise_comfort": 55,
        "orders.person_unread": 60,
        "orders.person_not_assessed": 61,
        "orders.unclear": 70,
    }


def test_every_row_of_the_protein_table_is_told_apart_for_diets_without_an_amount() -> None:
    """The kidneys cap P1-P5; only in P2, P3 and P5 is a low-protein diet what the table itself asks for."""
    rows = [name.partition(".")[2] for name in catalogue.records("nutrition/protein") if name != "nutrition.P0"]
    capped = catalogue.record("orders.high_protein").values["rows"]
    asked = catalogue.record("orders.low_protein").values["rows"]
    assert capped == ["P1", "P2", "P3", "P4", "P5"]
    assert [row for row in rows if row.startswith("P") and row not in asked] == ["P2", "P3", "P5"]
