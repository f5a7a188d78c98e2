"""A measurement that is sent with nothing but the name we give it ourselves is read, in either language."""

from __future__ import annotations

import pytest

from fhir_profiles.measure_terms import measure_terms
from rules.catalogue import LANGUAGES
from rules.measures import measures

# Never sent as measurements: worked out here, or read from the words of a result.
WORKED_OUT = {
    "weight_loss_percent_6_months",
    "systolic_drop_mmhg",
    "diastolic_drop_mmhg",
    "calcium_adjusted_mmol_per_l",
    "chair_stand_5x_unable",
    "ketones_present",
    "troponin_over_limit",
    "troponin_without_limit",
}
# The eGFR in use is one of three that are sent; without a word of how, it is the one by creatinine.
SENT_AS = {"egfr_ml_per_min": "egfr_creatinine_ml_per_min"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(set(measures()) - WORKED_OUT))
def test_every_label_of_a_measure_is_a_name_that_is_read(name: str, language: str) -> None:
    found = measure_terms().find(None, measures()[name].label[language])
    assert found is not None
    assert found.name == SENT_AS.get(name, name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("脉搏血氧饱和度", "spo2_percent"),
        ("简易机体功能评估量表", "sppb"),
        ("简易体能状况量表", "sppb"),
        ("微型营养评定简表", "mna_sf"),
        ("简易智力状态检查量表", "mmse"),
    ],
)
def test_other_chinese_names_of_a_measure_are_read(said: str, name: str) -> None:
    found = measure_terms().find(None, said)
    assert found is not None
    assert found.name == name
