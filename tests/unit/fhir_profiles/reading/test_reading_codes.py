"""One type per coding system, check digits, and which code stands for which measure."""

from __future__ import annotations

import pytest

from fhir_profiles.codes import (
    MUSCLE_MEASURES_SYSTEM,
    SYSTEMS,
    Atc,
    Icd10Cm,
    Icd10Who,
    Loinc,
    RxNorm,
    Snomed,
    kind_of,
    measure_code,
)
from fhir_profiles.errors import BadTermsError
from fhir_profiles.measure_terms import measure_terms
from fhir_profiles.terminology import table
from rules.measures import measures
from tests.support.fhir_resources import LOINC, SNOMED, concept, observation, record_of, values_of


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Loinc, "83174-9"),  # the invalid check digit that circulates for grip
        (Loinc, "30934-9"),  # and for BNP
        (Loinc, "772791006"),
        (Snomed, "772791007"),
        (Snomed, "83174-3"),
        (Icd10Cm, "I2"),
        (Icd10Who, "I20.0"),
        (Atc, "A1"),
        (RxNorm, "12a"),
    ],
)
def test_a_code_that_cannot_exist_cannot_be_made(kind: type[Loinc], wrong: str) -> None:
    with pytest.raises(BadTermsError, match=kind.__name__):
        kind(wrong)


@pytest.mark.parametrize(
    ("kind", "right"), [(Loinc, "83174-3"), (Loinc, "30934-4"), (Snomed, "772791006"), (Snomed, "59276001")]
)
def test_a_code_that_exists_can_be_made(kind: type[Loinc], right: str) -> None:
    assert kind(right).code == right


def test_the_same_digits_in_two_coding_systems_are_two_codes() -> None:
    assert RxNorm("855332") != Snomed("772791006")
    assert Icd10Cm("E113") != Icd10Who("E113")


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("http://loinc.org", Loinc),
        ("urn:oid:2.16.840.1.113883.6.1", Loinc),
        ("http://snomed.info/sct/900000000000207008", Snomed),
        ("http://hl7.org/fhir/sid/icd-10-cm", Icd10Cm),
        ("http://hl7.org/fhir/sid/icd-10", Icd10Who),
        ("http://hl7.org/fhir/sid/icd-10-cn", Icd10Who),
        ("urn:oid:2.16.156.10011.2.3.3.11.3", Icd10Who),
        ("http://hl7.org/fhir/sid/icd-10-pcs", None),
        ("https://hospital.example/codes", None),
    ],
)
def test_an_address_names_its_coding_system(address: str, kind: type | None) -> None:
    assert kind_of(address) is kind


def test_every_code_of_the_tables_can_exist() -> None:
    assert sum(len(codes) for codes in measure_terms().codes.values()) > 100


def test_every_measure_but_the_computed_ones_can_be_read() -> None:
    computed = {"egfr_ml_per_min", "weight_loss_percent_6_months", "chair_stand_5x_unable"}
    computed |= {"systolic_drop_mmhg", "diastolic_drop_mmhg", "troponin_without_limit", "calcium_adjusted_mmol_per_l"}
    assert set(measures()) - set(measure_terms().codes) == computed


def test_what_we_write_is_what_we_read() -> None:
    for name in measure_terms().codes:
        if name == "troponin_over_limit":
            continue
        system, code, ucum, display = measure_code(name)
        assert display
        assert measure_terms().by_coding[(system, code)].name == name
        assert ucum == measures()[name].unit


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("calf-circumference", "calf_cm"),
        ("asm", "asm_kg"),
        ("asm-height2", "asm_height2_kg_per_m2"),
        ("asm-bmi", "asm_bmi_m2"),
        ("chair-stand-5x", "chair_stand_5x_s"),
        ("chair-stand-30s", "chair_stand_30s_count"),
        ("gait-speed", "gait_m_per_s"),
        ("sppb", "sppb"),
        ("tug", "tug_s"),
        ("sarc-f", "sarc_f"),
        ("sarc-calf", "sarc_calf"),
        ("ishii", "ishii"),
        ("msra", "msra"),
        ("mna-sf", "mna_sf"),
        ("l3-sma", "l3_sma_cm2"),
        ("l3-smi", "l3_smi_cm2_per_m2"),
        ("l3-smd", "l3_smd_hu"),
        ("l3-imat", "l3_imat_cm2"),
        ("phase-angle", "phase_angle_deg"),
        ("protein-intake", "protein_intake_g_per_day"),
        ("energy-intake", "energy_intake_kcal_per_day"),
    ],
)
def test_our_own_codes_keep_their_names(code: str, name: str) -> None:
    assert measure_terms().by_coding[(MUSCLE_MEASURES_SYSTEM, code)].name == name


@pytest.mark.parametrize(
    "code",
    ["49498-9", "73964-9", "91557-9", "8342-8", "8343-6", "83144-6", "83172-7", "66247-8", "89422-0", "2069-3"],
)
def test_a_code_that_only_looks_right_is_not_read(code: str) -> None:
    assert record_of(observation(concept(LOINC, code, "四肢骨骼肌量"), 20, "kg")).series == {}


def test_any_circumference_of_the_lower_limb_is_not_the_calf() -> None:
    assert record_of(observation(concept(SNOMED, "413171006"), 33, "cm")).series == {}


@pytest.mark.parametrize(
    ("text", "unit", "value", "name"),
    [
        ("握力", "kg", 20, "grip_kg"),
        ("左手握力", "公斤", 20, "grip_kg"),
        ("步速", "m/s", 0.9, "gait_m_per_s"),
        ("小腿围", "厘米", 32, "calf_cm"),
        ("五次起坐时间", "秒", 13, "chair_stand_5x_s"),
        ("SARC-F评分", "分", 5, "sarc_f"),
        ("四肢骨骼肌指数", "kg/㎡", 5.6, "asm_height2_kg_per_m2"),
        ("血肌酐", "μmol/L", 90, "creatinine_umol_per_l"),
        ("胱抑素Ｃ", "mg/L", 1.1, "cystatin_c_mg_per_l"),
        ("25-羟维生素D", "ng/mL", 20, "vitamin_d_nmol_per_l"),
    ],
)
def test_a_chinese_name_without_a_code_is_understood(text: str, unit: str, value: float, name: str) -> None:
    sent = observation(
        concept("https://lis.hospital.example", "L77", text), valueQuantity={"value": value, "unit": unit}
    )
    assert len(values_of(record_of(sent), name)) == 1


@pytest.mark.parametrize("text", ["尿肌酐", "握力下降", "肌酐清除率", "grip strength training", "体重变化"])
def test_a_name_that_only_contains_another_is_not_it(text: str) -> None:
    assert record_of(observation(concept(text=text), 20, "kg")).series == {}


def test_every_system_has_an_address() -> None:
    assert all(table("systems")[kind.key]["uris"] for kind in SYSTEMS)
