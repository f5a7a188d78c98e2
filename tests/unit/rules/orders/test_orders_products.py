"""Drafted products that one substance makes dangerous: potassium, vitamin D and calcium, tyramine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.facts import PatientRecord, ReadState
from tests.support.fhir_resources import Json, bundle, observation, patient
from tests.support.moments import concerns, diet, drug, problem, said, sarcopenia, strong, supplement, whole

KCL = drug("Potassium chloride 600 mg")


def potassium(value: float, on: str = "2026-06-01") -> Json:
    return observation("2823-3", value, "mmol/L", on, id="k")


def taken(text: str, of: str = "m9") -> Json:
    """A drug on the active list."""
    return drug(text, of) | {"status": "active", "subject": {"reference": "Patient/p1"}}


# ── potassium ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("value", "held"), [(5.5, False), (5.6, True), (5.7, True)])
def test_potassium_must_wait_where_potassium_is_high(value: float, held: bool) -> None:
    assert said(strong(potassium(value)), KCL) == ({"orders.potassium": "stop"} if held else {})


@pytest.mark.parametrize(("value", "held"), [(4.9, False), (5.0, True), (5.1, True)])
def test_potassium_must_wait_at_the_upper_end_beside_a_drug_that_holds_it_back(value: float, held: bool) -> None:
    record = strong(potassium(value), taken("Losartan 50 mg"))
    assert said(record, KCL) == ({"orders.potassium": "stop"} if held else {})


def test_potassium_must_wait_in_failing_kidneys_beside_a_drug_that_holds_it_back() -> None:
    record = sarcopenia(potassium(4.5), taken("Losartan 50 mg"), creatinine=250)
    (found,) = concerns(record, KCL)
    assert (found.id, found.severity) == ("orders.potassium", "stop")
    assert [item.id for item in found.findings] == ["K22.potassium"]
    assert [item.label for item in found.evidence] == ["potassium_mmol_per_l", "egfr_ml_per_min"]


@pytest.mark.parametrize(("value", "identifier"), [(3.4, "_watch"), (3.5, ""), (3.6, "")])
def test_a_low_potassium_may_be_replaced_and_is_watched(value: float, identifier: str) -> None:
    record = sarcopenia(potassium(value), taken("Losartan 50 mg"), creatinine=250)
    assert said(record, KCL) == {f"orders.potassium{identifier}": "modify" if identifier else "stop"}


@pytest.mark.parametrize(
    "record",
    [
        sarcopenia(potassium(4.5), creatinine=250),
        strong(potassium(4.5), problem("N17.9", "Acute kidney injury")),
        sarcopenia(potassium(4.5), problem("Z99.2", "Dependence on renal dialysis"), creatinine=700),
    ],
    ids=["egfr", "acute", "dialysis"],
)
def test_potassium_is_watched_wherever_the_kidneys_hold_it_back(record: PatientRecord) -> None:
    assert said(record, KCL) == {"orders.potassium_watch": "modify"}


def test_potassium_without_a_recent_value_is_not_called_safe() -> None:
    assert said(strong(), KCL) == {"orders.potassium_unknown": "unknown"}
    assert said(strong(potassium(4.2, "2026-05-02")), KCL) == {}
    assert said(strong(potassium(4.2, "2026-05-01")), KCL) == {"orders.potassium_unknown": "unknown"}


@pytest.mark.parametrize(
    "draft",
    [
        supplement("Potassium citrate supplement"),
        supplement("低钠盐（含钾代盐）"),
        drug("氯化钾缓释片 0.5g"),
        drug("", medicationCodeableConcept={"coding": [{"system": "http://www.whocc.no/atc", "code": "A12BA01"}]}),
    ],
)
def test_potassium_is_known_by_code_and_by_words(draft: Json) -> None:
    assert said(strong(potassium(6.1)), draft)["orders.potassium"] == "stop"


@pytest.mark.parametrize(
    "text", ["Losartan potassium 50 mg", "Macrogol with potassium chloride", "Penicillin V potassium"]
)
def test_the_salt_of_another_drug_is_no_potassium_product(text: str) -> None:
    assert said(strong(potassium(6.1)), drug(text)) == {}


# ── vitamin D and calcium ───────────────────────────────────────────────────────────────────────────────────────────


def quantity(value: float, unit: str) -> Json:
    return {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}]}]}


@pytest.mark.parametrize(
    ("draft", "large"),
    [
        (drug("Colecalciferol 300000 IU once"), True),
        (drug("Colecalciferol 300,000 IU once"), True),
        (drug("维生素D3注射液 30万单位"), True),
        (drug("Colecalciferol", dosageInstruction=[{"text": "60 000 units once"}]), True),
        (drug("Colecalciferol 59999 IU"), False),
        (drug("Colecalciferol 60000 IU"), True),
        (drug("Colecalciferol 60001 IU"), True),
        (drug("Colecalciferol", **quantity(7.5, "mg")), True),
        (drug("Colecalciferol", **quantity(25, "ug")), False),
        (drug("Colecalciferol drops 100000 IU/ml"), False),
        (drug("Colecalciferol 1000 IU daily"), False),
        (drug("Alendronate 70 mg with colecalciferol 5600 IU"), False),
    ],
)
def test_a_large_single_dose_of_vitamin_d_is_a_warning_for_anybody(draft: Json, large: bool) -> None:
    assert said(strong(), draft) == ({"orders.vitamin_d_bolus": "modify"} if large else {})


CALCIUM = observation("17861-6", 2.94, "mmol/L", id="ca")


@pytest.mark.parametrize(
    "draft", [drug("Colecalciferol 1000 IU daily"), drug("碳酸钙D3片"), supplement("Vitamin D3 1000 IU")]
)
@pytest.mark.parametrize(
    "against", [CALCIUM, problem("A15.0", "Tuberculosis of lung"), problem("N20.0", "Kidney stone")]
)
def test_vitamin_d_and_calcium_are_a_warning_where_they_may_do_harm(draft: Json, against: Json) -> None:
    (found,) = [item for item in concerns(strong(against), draft) if item.id.startswith("orders.vitamin_d")]
    assert (found.id, found.severity) == ("orders.vitamin_d", "modify")
    assert [item.id for item in found.findings] == ["K24.vitamin_d"]


def test_in_failing_kidneys_alone_vitamin_d_is_a_note_for_the_nephrologist() -> None:
    assert said(sarcopenia(creatinine=250), drug("Colecalciferol 1000 IU")) == {"orders.vitamin_d_kidney": "note"}
    assert said(sarcopenia(CALCIUM, creatinine=250), drug("Calcitriol")) == {"orders.vitamin_d": "modify"}


def test_vitamin_d_is_not_called_safe_while_calcium_is_unread() -> None:
    record = strong()
    record = replace(record, reads=dict(record.reads) | {"Observation:laboratory": ReadState.UNREAD})
    assert said(record, drug("Colecalciferol 1000 IU")) == {"orders.vitamin_d_unread": "unknown"}


@pytest.mark.parametrize(
    "text", ["Atorvastatin calcium 20 mg", "阿托伐他汀钙片", "Calcium channel blocker", "Calcium acetate"]
)
def test_the_calcium_salt_of_another_drug_is_no_calcium_product(text: str) -> None:
    assert said(strong(CALCIUM), drug(text)) == {}


# ── tyramine ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["Aged cheese snacks, high protein", "Salami and cured ham", "腐乳、腊肉加餐"])
def test_aged_food_must_wait_beside_an_mao_inhibitor(text: str) -> None:
    (found,) = [item for item in concerns(strong(taken("Phenelzine 15 mg")), diet(text)) if item.severity == "stop"]
    assert (found.id, [item.label for item in found.evidence]) == ("orders.tyramine", ["Phenelzine 15 mg"])
    assert "orders.tyramine" not in said(strong(), diet(text))


@pytest.mark.parametrize("text", ["Fresh cheese and eggs", "High-protein diet without aged cheese", "避免腌制食物"])
def test_fresh_food_gets_no_word_beside_an_mao_inhibitor(text: str) -> None:
    assert "orders.tyramine" not in said(strong(taken("Phenelzine 15 mg")), diet(text))


@pytest.mark.parametrize("draft", [KCL, drug("Colecalciferol 1000 IU"), drug("碳酸钙片")])
def test_a_product_for_somebody_who_cannot_be_assessed_is_not_called_checked(draft: Json) -> None:
    record = whole(bundle((patient(gender="other"), observation("8480-6", 130, "mm[Hg]"))))
    assert said(record, draft) == {"orders.person_not_assessed": "unknown"}
